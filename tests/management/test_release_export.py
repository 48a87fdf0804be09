"""A release as a static site: whole, held together by its own links, the same on every day, proved by itself."""

import datetime as dt
import io
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import load_workbook

from tests import pages
from tracker.documents.release_files import canonical_text, content_read, sha256_of
from tracker.documents.release_layout import files_of
from tracker.models import Release, ReleaseRevision
from tracker.release_sites import writing
from tracker.release_sites.writing import site_files
from tracker.selectors import release_reading, releases

QUARTER = "2026Q2"
Site = dict[str, bytes]


@pytest.fixture(scope="module")
def site(demo_of_the_file: None, django_db_blocker: Any) -> Site:
    """The site of the demonstration's last release, as it is made once for this file."""
    with django_db_blocker.unblock():
        return site_files(releases.head(QUARTER))


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """The same site on the disk; no database."""
    writing.site_write(site, tmp_path / "site")
    return tmp_path / "site"


def html(site: Site) -> Iterator[tuple[str, pages.Element]]:
    for name, data in site.items():
        if name.endswith(".html"):
            yield name, pages.read(data.decode())


def forget() -> None:
    """As if the process had just begun."""
    release_reading.content_of.cache_clear()
    release_reading._released.cache_clear()


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=out)
    return out.getvalue()


def test_every_page_and_file_of_the_release_is_there_in_both_languages(site: Site) -> None:
    content = content_read(site["release.json"].decode())

    assert files_of(content) <= site.keys()
    assert len([name for name in site if name.startswith("en/targets/")]) == 15
    assert len([name for name in site if name.startswith("boards/")]) == 5
    for name in site.keys() - files_of(content) - {"SHA256SUMS"}:
        assert name.startswith("assets/")


def test_every_link_leads_to_a_file_of_the_site_or_to_a_source(site: Site) -> None:
    sources = {source.address for source in content_read(site["release.json"].decode()).sources}
    followed = 0
    for name, page in html(site):
        ids = {element.attributes["id"] for element in page.all(id=None)}
        for element in page.walk():
            for attribute in ("href", "src", "action", "data-src"):
                if attribute not in element.attributes:
                    continue
                address, _mark, part = element.attributes[attribute].partition("#")
                if element.attributes[attribute] in sources:
                    continue
                assert not re.match(r"/|[a-z]+:|\?", address), (name, address)
                there = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
                assert there in site or not address, (name, address)
                assert address or part in ids, (name, part)
                followed += 1
    assert followed > 1000


def test_every_page_is_reached_from_the_first(site: Site) -> None:
    found, todo = set(), ["index.html"]
    while todo:
        name = todo.pop()
        if name in found or not name.endswith(".html"):
            found.add(name)
            continue
        found.add(name)
        for link in pages.read(site[name].decode()).all("a", href=None):
            address = link.attributes["href"].partition("#")[0]
            if not address.startswith("http"):
                todo.append(posixpath.normpath(posixpath.join(posixpath.dirname(name), address or ".")))

    assert {name for name in site if not name.startswith("assets/")} - found == {"SHA256SUMS"}


def test_no_page_needs_a_server_or_asks_another_host(site: Site) -> None:
    for name, page in html(site):
        for tag in ("form", "input", "button", "select", "iframe"):
            assert page.all(tag) == [], (name, tag)
        text = site[name].decode()
        assert "htmx" not in text, name
        assert "hx-" not in text, name
        assert "csrf" not in text, name
        assert "登录" not in page.text, name
        assert "Sign in" not in page.text, name
    for name in site:
        assert "htmx" not in name
        assert "site.js" not in name
    for name in [name for name in site if name.endswith(".css")]:
        assert not re.search(rb"url\(\s*[\"']?(https?:|//|/)", site[name]), name


def test_every_page_bears_the_hash_and_leads_to_its_counterpart(site: Site) -> None:
    sha256 = sha256_of(site["release.json"].decode())
    for name, page in html(site):
        assert page.one("meta", name="release-sha256").attributes["content"] == sha256
        assert sha256 in page.text, name
        language = page.one("html").attributes["lang"]
        assert language == ("en" if name.startswith("en/") else "zh-hans")
        (link,) = page.one("div", class_="site-tools").all("a")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(name), link.attributes["href"]))
        assert there == (name.removeprefix("en/") if language == "en" else f"en/{name}")


def test_the_pages_tell_the_earlier_releases_and_no_later_one(site: Site) -> None:
    page = pages.read(site["en/changes.html"].decode())

    text = page.one("section", aria_labelledby="revisions").text
    assert "Release 2026 Q1, revision 1" in text
    assert "Release 2024 Q1, revision 1" in text
    assert page.all("details", class_="quarter-choice") == []


def test_the_site_shows_what_the_server_shows(site: Site, client: Any, demo: Any) -> None:
    pairs = {
        "index.html": "/releases/2026Q2/r1/",
        "targets/smart-factory.html": "/releases/2026Q2/r1/targets/smart-factory/",
        "explain/digital-pioneer.html": "/releases/2026Q2/r1/targets/digital-pioneer/explain/",
    }
    for name, address in pairs.items():
        served, still = pages.read(client.get(address)), pages.read(site[name].decode())
        assert pages.figures(still) == pages.figures(served)
        assert pages.statuses(still) == pages.statuses(served)
        for tag in ("table", "dl"):
            assert [one.text for one in still.all(tag)] == [one.text for one in served.all(tag)]


def test_every_chart_is_one_that_plotly_knows(site: Site) -> None:
    checked = 0
    for name, page in html(site):
        scripts = [element.attributes["src"] for element in page.all("script", src=None)]
        figures = pages.figures(page)
        for figure in figures.values():
            go.Figure(figure)  # refuses a property that the schema does not have
            checked += 1
        assert bool(figures) == bool([src for src in scripts if src.endswith("plotly-basic.min.js")]), name
    assert checked > 60


def test_a_workbook_of_the_site_opens_and_says_which_release_it_is_of(site: Site) -> None:
    book = load_workbook(io.BytesIO(site["en/files/targets/smart-factory.xlsx"]))

    lines = [str(cell.value) for (cell,) in book.worksheets[0].iter_rows(max_row=6, max_col=1)]
    assert any(f"release-{QUARTER}-r1" in line and "SHA-256" in line for line in lines)


def test_the_same_revision_gives_the_same_bytes_on_another_day(
    site: Site, demo: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: demo + dt.timedelta(days=400))
    forget()

    assert site_files(releases.head(QUARTER, 1)) == site


def test_a_correction_published_later_changes_nothing_in_what_was_exported_before(
    site: Site, demo: dt.datetime
) -> None:
    before = site_files(releases.head("2026Q1", 1))
    for quarter in ("2026Q1", QUARTER):
        release = Release.objects.get(period__quarter=quarter)
        revised(release, demo)
    forget()

    assert site_files(releases.head("2026Q1", 1)) == before
    assert site_files(releases.head(QUARTER, 1)) == site
    second = site_files(releases.head(QUARTER))
    assert content_read(second["release.json"].decode()).revision == 2
    text = pages.read(second["en/changes.html"].decode()).one("section", aria_labelledby="revisions").text
    assert "Release 2026 Q1, revision 2" in text


def revised(release: Release, at: dt.datetime) -> None:
    """A second revision that says the same."""
    first = release.current
    content = content_read(first.content).model_copy(
        update={"revision": 2, "previous_sha256": first.sha256, "published_at": at}
    )
    text = canonical_text(content)
    release.current = ReleaseRevision.objects.create(
        release=release,
        number=2,
        content=text,
        sha256=sha256_of(text),
        previous_sha256=first.sha256,
        published_at=at,
        prepared_by=first.prepared_by,
        approved_by=first.approved_by,
    )
    release.save()


def test_the_command_writes_the_site_and_the_proof_finds_it_sound(
    site: Site, demo: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "public" / "2026q2"

    said = run("release_export", "2026q2", "--to", str(folder))

    assert sha256_of(site["release.json"].decode()) in said
    assert {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")} | {
        "SHA256SUMS": (folder / "SHA256SUMS").read_bytes()
    } == site
    assert [path.name for path in folder.parent.iterdir()] == ["2026q2"]
    assert "Nothing was altered" in run("release_verify", str(folder))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["2026Q3"], "2026Q3 has not been published. Published: 2026Q2 r1, 2026Q1 r1"),
        (["2026Q2", "--revision", "7"], "2026Q2 revision 7 has not been published"),
        (["yesterday"], "yesterday has not been published"),
    ],
)
def test_what_was_not_published_is_not_written(
    demo: Any, tmp_path: Path, words: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("release_export", *words, "--to", str(tmp_path / "x"))

    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    "name",
    [
        "release.json",
        "SHA256SUMS",
        "en/index.html",
        "boards/nanjing-2024/strength.html",
        "files/overview.csv",
        "files/targets/smart-factory.xlsx",
        "assets/plotly/plotly-basic.min.js",
        "assets/tracker/app.css",
    ],
)
def test_one_changed_byte_is_found_by_the_command(folder: Path, name: str) -> None:
    data = bytearray((folder / name).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / name).write_bytes(data)
    out = io.StringIO()

    with pytest.raises(CommandError, match="Not as it was published"):
        call_command("release_verify", str(folder), stdout=out, stderr=out)

    assert f"{name}: " in out.getvalue() or f"its line in {name}" in out.getvalue()
