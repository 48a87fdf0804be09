"""The notice's pages: words, warnings, template, issue; and the page of a release that is printed."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from tests import pages
from tests.factories import City
from tests.notices import WORDS, notice_write, quarter_publish, template_with
from tracker.documents.notice_templates import default_template
from tracker.documents.notices import document_text
from tracker.models import Notice, NoticeTemplate, ReleaseRevision
from tracker.selectors.notices import issued_document, template_in_use

PAGE = "/quarters/2025Q2/notice/"
FILE = "/quarters/2025Q2/notice/r1.docx"
TEMPLATE = "/quarters/notice-template-used.docx"


@pytest.fixture
def revision(reported: City) -> ReleaseRevision:
    return quarter_publish(reported)


def upload(content: bytes, name: str = "通报.docx") -> dict[str, Any]:
    return {"step": "template", "file": SimpleUploadedFile(name, content)}


def text_of(response: Any) -> str:
    assert response.status_code == 200
    assert response.headers["Content-Type"].endswith("wordprocessingml.document")
    return document_text(response.content)


def test_quarter_that_was_not_published_has_no_notice(reported: City, signed_in: Any) -> None:
    for address in (PAGE, FILE, "/quarters/2025Q9/notice/", "/releases/2025Q2/print/", "/releases/x/print/"):
        assert signed_in("coordinator").get(address).status_code == 404


def test_page_suggests_words_until_somebody_writes_them(revision: ReleaseRevision, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(PAGE))

    assert page.one("input", name="title").value == "关于2025年二季度行动计划目标完成情况的通报"
    assert "《示例行动计划》" in page.one("textarea", name="opening").value
    assert not page.all("button", value="issue"), "what nobody has saved is not issued"
    assert not Notice.objects.exists()


def test_words_are_saved_and_stand_in_the_draft(revision: ReleaseRevision, signed_in: Any) -> None:
    client = signed_in("coordinator")
    assert client.post(PAGE, {"step": "save", **WORDS}).status_code == 302

    page = pages.read(client.get(PAGE))
    assert page.one("input", name="number").value == WORDS["number"]
    text = text_of(client.get(FILE))
    for words in WORDS.values():
        assert words in text
    assert "草稿（未印发）" in text


def test_number_that_is_not_in_the_release_is_a_warning(
    reported: City, revision: ReleaseRevision, signed_in: Any
) -> None:
    notice_write(reported, revision, opening="共42家，同比增长 98.7%。")
    page = pages.read(signed_in("coordinator").get(PAGE))

    (warning,) = page.all("p", class_="notice notice-warning")
    assert "98.7" in warning.text
    assert "42" not in warning.text, "the city's 42 factories are in the release"
    assert page.all("button", value="issue")


def test_form_without_a_title_keeps_what_was_typed(revision: ReleaseRevision, signed_in: Any) -> None:
    response = signed_in("coordinator").post(PAGE, {"step": "save", **WORDS, "title": " ", "closing": "抓紧"})

    assert response.status_code == 200
    page = pages.read(response)
    assert page.one("textarea", name="closing").value.strip() == "抓紧"
    assert page.all("div", class_="field field-faulty")
    assert not Notice.objects.exists()


def test_publisher_reads_and_issues_and_does_not_write(
    reported: City, revision: ReleaseRevision, signed_in: Any
) -> None:
    notice_write(reported, revision)
    client = signed_in("publisher")
    page = pages.read(client.get(PAGE))
    assert not page.all("input", name="title")
    for step in ("save", "template", "reset"):
        assert client.post(PAGE, {"step": step, **WORDS}).status_code == 403

    assert client.post(PAGE, {"step": "issue"}).status_code == 302
    issued = client.get(FILE)
    assert issued.content == issued_document("2025Q2", 1)
    assert "草稿" not in text_of(issued)
    listed = pages.read(client.get(PAGE)).one("ul", class_="work-list")
    assert WORDS["title"] in listed.text


def test_issued_notice_stays_whatever_the_template_becomes(
    reported: City, revision: ReleaseRevision, signed_in: Any
) -> None:
    notice_write(reported, revision)
    client = signed_in("coordinator")
    client.post(PAGE, {"step": "issue"})
    before = client.get(FILE).content
    client.post(PAGE, upload(template_with("【发文机关名称】", "示例市")))

    assert client.get(FILE).content == before
    again = client.post(PAGE, {"step": "issue"})
    assert again.status_code == 200
    assert pages.read(again).all("p", class_="notice notice-error")
    assert client.get(FILE).content == before


def test_template_is_brought_used_and_put_aside(revision: ReleaseRevision, signed_in: Any) -> None:
    client = signed_in("coordinator")
    changed = template_with("【发文机关名称】", "示例市")
    assert client.post(PAGE, upload(changed)).status_code == 302

    assert "示例市文件" in text_of(client.get(FILE))
    assert client.get(TEMPLATE).content == changed
    assert client.get(TEMPLATE.replace("used", "built-in")).content == default_template()
    assert client.post(PAGE, {"step": "reset"}).status_code == 302
    assert template_in_use() is None
    assert "示例市文件" not in text_of(client.get(FILE))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (template_with("{{ title }}", "{{ headline }}"), "headline"),
        (template_with("{{p boards }}", ""), "boards"),
        (b"no document at all", ""),
        (b"", ""),
        (b"x" * (2 * 1024 * 1024 + 1), "2 MB"),
    ],
)
def test_template_that_cannot_be_used_is_refused_in_a_sentence(
    revision: ReleaseRevision, signed_in: Any, content: bytes, said: str
) -> None:
    response = signed_in("coordinator").post(PAGE, upload(content))

    assert response.status_code == 200
    (error,) = pages.read(response).all("p", class_="error")
    assert said in error.text
    assert len(error.text) > 5
    assert not NoticeTemplate.objects.exists()


def test_no_file_at_all_is_asked_for(revision: ReleaseRevision, signed_in: Any) -> None:
    response = signed_in("coordinator").post(PAGE, {"step": "template"})

    assert pages.read(response).all("p", class_="error")


def test_document_of_a_small_city_says_who_has_not_reported(
    reported: City, revision: ReleaseRevision, signed_in: Any
) -> None:
    document = signed_in("coordinator").get(FILE).content
    tables = {table.rows[0].cells[0].text: table for table in Document(io.BytesIO(document)).tables}

    rows = [[cell.text for cell in row.cells] for row in tables["板块"].rows]
    assert rows[1:] == [
        ["east单位", "30", "75.0"],
        ["west单位", "12", "25.0"],
        ["zone单位*", "5", "—"],
        ["全市", "42", "55.0"],
    ]
    assert "本期不发榜。" in document_text(document)


def test_printed_page_says_the_whole_release(revision: ReleaseRevision, client: Any) -> None:
    response = client.get("/releases/2025Q2/print/")
    page = pages.read(response)

    assert pages.statuses(page).keys() == {"factories", "tool-rate", "index"}
    assert revision.sha256 in page.one("p", class_="print-foot").text
    units = page.one("table", class_="data print-units")
    assert [row.text for row in units.all("tr")[1:]] == [
        "east单位 30 75.0",
        "west单位 12 25.0",
        "zone单位* 5 –",
    ]
    same = client.get("/releases/2025Q2/r1/print/")
    assert same.status_code == 200
    assert client.get("/releases/2025Q2/r2/print/").status_code == 404


def test_printed_page_keeps_to_what_was_published(
    reported: City, revision: ReleaseRevision, client: Any
) -> None:
    before = pages.read(client.get("/releases/2025Q2/print/")).one("article").text
    type(reported.targets["factories"]).objects.update(name_zh="改名", value=1)

    assert pages.read(client.get("/releases/2025Q2/print/")).one("article").text == before
