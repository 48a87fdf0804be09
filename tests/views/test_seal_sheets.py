"""The pages of the sheet that is signed and sealed."""

from typing import Any

from tests import pages
from tests.factories import City, figure
from tracker.models import SealSheet

PAGE = "/reports/2025Q3/east/seal/"


def sealed(signed_in: Any) -> str:
    """The code of the east's sheet, made by its reporter."""
    response = signed_in("alice").post(PAGE)
    assert response.status_code == 302
    return response.url.partition("code=")[2]


def test_sheet_of_figures_leads_to_the_sheet_to_sign(reported: City, signed_in: Any) -> None:
    page = pages.read(signed_in("alice").get("/reports/2025Q3/east/"))

    assert page.all("a", href=PAGE)


def test_printed_sheet_has_figures_lines_code_and_hash(reported: City, signed_in: Any) -> None:
    code = sealed(signed_in)
    page = pages.read(signed_in("alice").get(f"{PAGE}?code={code}"))

    sheet = SealSheet.objects.get(code=code)
    row = page.one("tbody").one("tr")
    assert "33" in row.text
    assert len(page.one("div", class_="seal-lines").all("p")) == 4
    assert page.one("span", class_="seal-code").text == code
    assert sheet.sha256 in page.one("p", class_="print-foot").text


def test_printed_sheet_stays_as_it_was(reported: City, signed_in: Any) -> None:
    code = sealed(signed_in)
    address = f"{PAGE}?code={code}"
    before = pages.read(signed_in("alice").get(address)).one("article").text
    reported.report(figure(35), seen=1)

    assert pages.read(signed_in("alice").get(address)).one("article").text == before
    assert code not in [
        tag.text for tag in pages.read(signed_in("alice").get(PAGE)).all("span", class_="tag")
    ]
    assert pages.read(signed_in("alice").get(PAGE)).all("span", class_="tag tag-late")


def test_code_finds_what_was_signed_for_any_member(reported: City, signed_in: Any) -> None:
    code = sealed(signed_in)
    for person in ("coordinator", "auditor", "bob", "viewer"):
        page = pages.read(signed_in(person).get(f"/seals/{code}/"))
        assert page.all("p", class_="notice notice-success"), person
    assert signed_in("stranger").get(f"/seals/{code}/").status_code == 403
    assert signed_in("anonymous").get(f"/seals/{code}/").status_code == 302
    reported.report(figure(35), seen=1)

    page = pages.read(signed_in("coordinator").get(f"/seals/{code}/"))
    assert page.all("p", class_="notice notice-warning")
    assert "33" in page.one("tbody").text
    assert "2" in page.one("tbody").one("tr").all("td")[-1].text


def test_code_can_be_typed_in_as_it_is_read(reported: City, signed_in: Any) -> None:
    code = sealed(signed_in)
    client = signed_in("coordinator")
    response = client.get("/seals/", {"code": f" {code[:5].lower()}-{code[5:]} "})
    assert response.status_code == 302
    assert response.url == f"/seals/{code}/"

    page = pages.read(client.get("/seals/", {"code": "NOSUCH" * 9}))
    assert page.all("p", class_="notice notice-error")


def test_sheet_of_another_unit_or_quarter_is_not_printed_here(reported: City, signed_in: Any) -> None:
    code = sealed(signed_in)

    assert signed_in("alice").get(f"/reports/2025Q2/east/seal/?code={code}").status_code == 404
    assert signed_in("bob").get(f"/reports/2025Q3/west/seal/?code={code}").status_code == 404
    assert signed_in("bob").get(f"{PAGE}?code={code}").status_code == 404


def test_unit_without_figures_is_told_what_to_do(reported: City, signed_in: Any) -> None:
    address = "/reports/2025Q3/west/seal/"
    response = signed_in("bob").post(address)

    assert response.status_code == 200
    assert pages.read(response).all("p", class_="notice notice-error")
    assert not pages.read(signed_in("bob").get(address)).one("main").all("button")
    assert not SealSheet.objects.exists()
