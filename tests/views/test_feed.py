"""The Atom feed: every revision of every release, the latest first, under names that never change."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from tests.corrections import DAY, corrected
from tests.factories import CLOSED, NOW, City
from tests.releases import LATER, publisher_of, release_prepared, release_published
from tracker.models import ReleaseRevision
from tracker.services.releases import release_approve
from tracker.views.feeds import LONGEST

ADDRESS = "/releases/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Any) -> Element:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    return root


def entries(root: Element) -> list[Element]:
    return root.findall(f"{ATOM}entry")


def text(element: Element, name: str) -> str:
    found = element.findtext(ATOM + name)
    assert found, f"no <{name}>"
    return found


def link(element: Element) -> str:
    found = element.find(f"{ATOM}link")
    assert found is not None
    return found.attrib["href"]


def test_nothing_published_is_a_valid_feed_without_entries(client: Any, reported: City) -> None:
    root = read(client)
    assert entries(root) == []
    assert text(root, "title")
    assert text(root, "id")
    assert text(root, "updated")


def test_a_draft_is_in_no_feed(client: Any, reported: City) -> None:
    release_prepared(reported, announcement_zh="尚未公布")
    assert entries(read(client)) == []


def test_every_revision_is_an_entry_named_by_its_hash(client: Any, english: Any, reported: City) -> None:
    release_published(reported, CLOSED.shift(-1))
    release = release_published(reported)
    corrected(reported, release, {("factories", "east"): 80})
    root = read(english("anonymous"))

    revisions = ReleaseRevision.objects.order_by("-published_at", "-pk")
    assert [text(entry, "id") for entry in entries(root)] == [f"urn:sha256:{r.sha256}" for r in revisions]
    assert [text(entry, "title") for entry in entries(root)] == [
        "2025 Q2, revision 2",
        "2025 Q2, revision 1",
        "2025 Q1, revision 1",
    ]
    assert [link(entry) for entry in entries(root)] == [
        f"http://testserver/releases/{code}/" for code in ("2025Q2/r2", "2025Q2/r1", "2025Q1/r1")
    ]
    # Atom wants a moment with its zone, of the feed and of each entry; the feed is as new as its first entry.
    assert text(root, "updated") == text(entries(root)[0], "updated")
    assert [text(entry, "published")[:10] for entry in entries(root)] == [
        f"{moment.date()}" for moment in (NOW + DAY, NOW, NOW)
    ]
    for entry in entries(root):
        assert client.get(link(entry).removeprefix("http://testserver")).status_code == 200


def test_an_entry_tells_the_announcement_what_changed_and_why(english: Any, reported: City) -> None:
    release_published(reported, CLOSED.shift(-1))
    release = release_published(reported)
    corrected(reported, release, {("factories", "east"): 80})
    latest, first, earliest = (text(entry, "summary") for entry in entries(read(english("anonymous"))))

    assert earliest == "Released quarterly"
    assert first.startswith("Released quarterly\n")
    assert "Smart factories: not reported → behind" in first
    assert "Smart factories: not reported → ahead of schedule" in latest
    assert "One was left out" in latest
    assert "One was left out" not in first


def test_the_feed_speaks_chinese_to_whoever_asks_for_nothing_else(client: Any, reported: City) -> None:
    release_published(reported)
    (entry,) = entries(read(client))
    assert "按季发布" in text(entry, "summary")


@pytest.mark.parametrize(
    "words",
    [
        "第一行\x0b第二行",
        "\x01",
        "a]]>b <b>&amp;</b>",
        "𠮷",
    ],
)
def test_whatever_is_announced_the_feed_stays_valid(client: Any, reported: City, words: str) -> None:
    """A vertical tab is what a word processor's line break becomes when it is pasted; XML cannot hold it."""
    release = release_prepared(reported, announcement_zh=f"公告{words}")
    release_approve(release=release, by=publisher_of(reported), at=NOW)
    (entry,) = entries(read(client))
    kept = "".join(sign for sign in words if sign >= " ")
    assert text(entry, "summary") == f"公告{kept}"


def test_the_feed_is_not_endless(client: Any, reported: City) -> None:
    release = release_published(reported)
    first = ReleaseRevision.objects.get()
    signed = {"prepared_by": first.prepared_by, "approved_by": first.approved_by, "published_at": LATER}
    for number in range(2, LONGEST + 3):
        ReleaseRevision.objects.create(
            release=release,
            number=number,
            content=first.content,
            sha256=f"{number:064x}",
            previous_sha256="a" * 64,
            **signed,
        )
    assert len(entries(read(client))) == LONGEST


def test_pages_lead_to_the_feed(client: Any, reported: City) -> None:
    release_published(reported)
    page = client.get("/releases/").content.decode()
    assert f'<link rel="alternate" type="application/atom+xml" href="{ADDRESS}"' in page
