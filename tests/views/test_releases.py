"""Released pages under their permanent addresses: of the current revision, and of each one for good."""

import hashlib
import json
import re
from typing import Any

import pytest

from tests import pages
from tests.corrections import corrected, edition_with_figures
from tests.factories import CLOSED, NOW, RUNNING, City
from tests.pages import Element
from tests.releases import (
    LATER,
    objection_make,
    publisher_of,
    release_prepared,
    release_published,
    release_shown,
)
from tracker.calculations.progress import Status
from tracker.documents.release_files import content_read, is_canonical
from tracker.models import Release, ReleaseRevision, Target
from tracker.services.releases import release_approve

CODE = CLOSED.code
EAST = ("factories", "east")
PAGES = (
    "",
    "targets/factories/",
    "targets/factories/explain/",
    "targets/tool-rate/",
    "targets/index/",
    "competitions/sample/strength/",
    "method/",
    "print/",
    "changes/",
    "files/overview.csv",
    "files/overview.xlsx",
    "files/factories.csv",
    "files/factories.xlsx",
)


@pytest.fixture
def release(reported: City) -> Release:
    """2025Q1 and 2025Q2 published; of the second a correction, by which the east has 80 instead of 30."""
    release_published(reported, CLOSED.shift(-1))
    edition_with_figures(reported)
    return corrected(reported, release_published(reported), {EAST: 80})


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def main(response: Any) -> Element:
    return pages.read(body(response).decode()).one("main")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_under_its_quarter_and_under_each_revision(
    release: Release, client: Any, page: str
) -> None:
    for address in (CODE, f"{CODE}/r1", f"{CODE}/r2"):
        assert body(client.get(f"/releases/{address}/{page}")), address
    before = client.get(f"/releases/{CLOSED.shift(-1).code}/{page}")
    assert before.status_code == (404 if "competitions" in page else 200)  # there was no such list yet


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_release_reads_in_both_languages(release: Release, client: Any, language: str) -> None:
    client.cookies["django_language"] = language
    name = {"zh-hans": "智能工厂", "en": "Smart factories"}[language]
    for page in ("", "targets/factories/", "changes/", "print/"):
        assert name in main(client.get(f"/releases/{CODE}/{page}")).text


def test_each_revision_shows_its_own_statuses(release: Release, client: Any) -> None:
    def shown(address: str) -> dict[str, str]:
        return pages.statuses(pages.read(client.get(f"/releases/{address}/")))

    now, then = shown(CODE), shown(f"{CODE}/r1")
    assert (now["factories"], then["factories"]) == ("ahead", "behind")
    assert shown(f"{CODE}/r2") == now
    assert set(shown(CLOSED.shift(-1).code).values()) == {"not-reported"}
    for number, statuses in ((1, then), (2, now)):
        content = content_read(ReleaseRevision.objects.get(release=release, number=number).content)
        published = {facts.code: facts.quarters[-1].standing.status.value for facts in content.targets()}
        assert statuses == published


def test_pages_name_their_revision_and_its_hash(release: Release, client: Any) -> None:
    pages.in_english(client)
    first, second = release.revisions.order_by("number")
    for page in ("", "targets/factories/", "competitions/sample/strength/", "method/", "changes/", "print/"):
        now = main(client.get(f"/releases/{CODE}/{page}")).text
        then = main(client.get(f"/releases/{CODE}/r1/{page}")).text
        assert second.sha256 in now, page
        assert first.sha256 in then, page
    strip = main(client.get(f"/releases/{CODE}/r1/")).one("p", class_="release-strip").text
    assert "Release 2025 Q2, revision 1" in strip
    assert "earlier revision" in strip
    assert "earlier revision" not in main(client.get(f"/releases/{CODE}/r2/")).text


def test_the_data_of_a_revision_are_the_bytes_that_were_hashed(release: Release, client: Any) -> None:
    for revision in ReleaseRevision.objects.select_related("release__period"):
        code = revision.release.period.quarter.code
        response = client.get(f"/releases/{code}/r{revision.number}/release.json")
        content = body(response)
        assert hashlib.sha256(content).hexdigest() == revision.sha256 == response["X-Content-SHA256"]
        assert is_canonical(content.decode())
        assert response["Content-Type"] == "application/json; charset=utf-8"
        assert f'filename="release-{code}-r{revision.number}.json"' in response["Content-Disposition"]
        assert json.loads(content)["revision"] == revision.number


def test_the_chain_can_be_followed_by_anybody(release: Release, client: Any) -> None:
    second = client.get(f"/releases/{CODE}/r2/release.json").json()
    first = body(client.get(f"/releases/{CODE}/r1/release.json"))
    assert second["previous_sha256"] == hashlib.sha256(first).hexdigest()
    assert json.loads(first)["previous_sha256"] == ""


def test_the_first_revision_stays_readable_whatever_comes(
    reported: City, release: Release, client: Any
) -> None:
    def read() -> list[bytes]:
        wanted = ("", "targets/factories/", "targets/factories/explain/", "competitions/sample/strength/")
        wanted += ("release.json", "files/factories.csv")
        found = [body(client.get(f"/releases/{CODE}/r1/{page}")) for page in wanted]
        return [re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", data) for data in found]

    before = read()
    Target.objects.update(value=7, name_zh="改名")
    corrected(reported, release, {EAST: 90}, at=LATER)
    assert read() == before


@pytest.mark.parametrize(
    "address",
    [
        f"{RUNNING.code}/",
        "2024Q5/",
        "soon/",
        "2025q2/",
        f"{CODE}/r0/",
        f"{CODE}/r3/",
        f"{CODE}/r99999999999999999999/",
        f"{CODE}/r-1/",
        f"{CODE}/targets/nothing/",
        f"{CODE}/targets/nothing/explain/",
        f"{CODE}/r3/targets/factories/",
        f"{CODE}/competitions/sample/nothing/",
        f"{CODE}/competitions/nothing/strength/",
        f"{CODE}/r3/method/",
        f"{CODE}/r3/changes/",
        f"{CODE}/r3/print/",
        f"{CODE}/r3/release.json",
        f"{CODE}/release.json",
        f"{CODE}/files/overview.exe",
        f"{CODE}/files/nothing.csv",
        f"{RUNNING.code}/r1/release.json",
    ],
)
def test_what_was_not_published_is_not_found(release: Release, client: Any, address: str) -> None:
    assert client.get(f"/releases/{address}").status_code == 404


@pytest.mark.parametrize("person", ["anonymous", "alice", "coordinator", "stranger"])
def test_a_draft_has_no_page_for_anybody(reported: City, signed_in: Any, person: str) -> None:
    release_shown(reported)
    for page in ("", "targets/factories/", "changes/", "r1/release.json"):
        assert signed_in(person).get(f"/releases/{CODE}/{page}").status_code == 404


def test_released_pages_are_only_read(release: Release, signed_in: Any) -> None:
    for page in ("", "changes/", "r1/release.json"):
        assert signed_in("coordinator").post(f"/releases/{CODE}/{page}").status_code == 405


def test_who_is_signed_in_sees_the_same_release(release: Release, client: Any, signed_in: Any) -> None:
    for page in ("", "targets/factories/", "changes/"):
        address = f"/releases/{CODE}/{page}"
        assert main(signed_in("coordinator").get(address)).text == main(client.get(address)).text


def test_the_list_names_every_release_the_latest_first(release: Release, client: Any) -> None:
    page = main(pages.in_english(client).get("/releases/"))

    rows = page.one("tbody").all("tr")
    assert [row.one("th").text for row in rows] == ["2025 Q2", "2025 Q1"]
    assert rows[0].all("td")[0].text.startswith("2 ")
    assert rows[0].all("td")[2].text == "1"
    assert rows[1].all("td")[2].text == "none"
    assert [row.one("code").text for row in rows] == [
        release.current.sha256,
        ReleaseRevision.objects.get(release__period__quarter=CLOSED.shift(-1)).sha256,
    ]


def test_without_a_release_the_pages_say_so(reported: City, client: Any) -> None:
    release_prepared(reported)
    pages.in_english(client)
    assert "Nothing has been published yet." in main(client.get("/releases/")).text
    assert "has had to be corrected" in main(client.get("/releases/corrections/")).text


def test_all_corrections_are_told_with_what_they_changed(release: Release, client: Any) -> None:
    page = main(pages.in_english(client).get("/releases/corrections/"))

    (row,) = page.all("article", class_="correction")
    assert row.one("h3").text == "Correction 1 to 2025 Q2 2025-10-11 · revision 2"
    assert "Smart factories · East · 2025 Q2: 30 → 80" in row.text
    assert "One was left out" in row.text
    assert "Smart factories, city: 42 → 92; status behind → ahead of schedule" in row.text
    assert "Sample list, West: score 82.72 → 78.24, place 2 → 2" in row.text
    assert row.all("a", href=f"/releases/{CODE}/r2/")


def test_what_changed_is_told_beside_the_release_before(release: Release, client: Any) -> None:
    page = main(pages.in_english(client).get(f"/releases/{CODE}/changes/"))

    assert "Against 2025 Q1" in page.text
    assert "3 targets have another status." in page.text
    assert len(page.all("tr", class_="changed-row")) == 3
    assert "Released quarterly" in page.text
    assert "Sample list · Sample group: East" in page.text
    assert "Correction 1 to 2025 Q2" in page.text
    revisions = page.all("section")[-1]
    assert [row.one("th").text for row in revisions.one("tbody").all("tr")] == ["2 current", "1"]
    first = main(client.get(f"/releases/{CODE}/r1/changes/"))
    assert "Nothing in this release has had to be corrected." in first.text
    assert "The first release" in main(client.get(f"/releases/{CLOSED.shift(-1).code}/changes/")).text


def test_reasons_and_objections_are_printed_and_never_run(reported: City, client: Any) -> None:
    release = release_shown(reported)
    objection_make(reported, release, text="<script>alert(1)</script> 漏计")
    words = {"override_reason": "<b>市政府</b>常务会议要求", "by": publisher_of(reported), "at": NOW}
    release_approve(release=release, **words)
    response = pages.in_english(client).get(f"/releases/{CODE}/changes/")

    page = main(response)
    assert "Published before every objection was settled: <b>市政府</b>常务会议要求" in page.text
    assert "No. 1, East · Smart factories" in page.text
    assert "<script>alert(1)</script> 漏计" in page.text
    assert b"<script>alert" not in response.content
    assert "not answered" in page.text


def test_links_inside_a_revision_stay_inside_it(release: Release, client: Any) -> None:
    for address in (f"/releases/{CODE}/r1/", f"/releases/{CODE}/"):
        links = [link.attributes["href"] for link in main(client.get(address)).all("a", href=None)]
        targets = [link for link in links if "/targets/" in link]
        assert len(targets) >= 3
        assert all(link.startswith(f"{address}targets/") for link in targets), targets


def test_filters_narrow_a_released_overview(release: Release, client: Any) -> None:
    page = pages.read(client.get(f"/releases/{CODE}/", {"status": Status.AHEAD}))
    assert list(pages.statuses(page)) == ["factories"]


def test_a_release_costs_few_queries(
    release: Release, client: Any, django_assert_max_num_queries: Any
) -> None:
    for page in ("", "targets/factories/", "changes/", "competitions/sample/strength/"):
        body(client.get(f"/releases/{CODE}/{page}"))
        with django_assert_max_num_queries(8):
            body(client.get(f"/releases/{CODE}/{page}"))
