"""The pages and files of a release's static site, each rendered by the view that answers its address."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import resolve, reverse
from django.utils.translation import override

from tracker.documents import release_layout as layout
from tracker.documents.release_content import EditionFacts, ListFacts
from tracker.selectors.releases import Head, heads_before

CHINESE, ENGLISH = "zh-hans", "en"
LANGUAGES = dict(zip((CHINESE, ENGLISH), layout.LANGUAGE_FOLDERS, strict=True))


@dataclass(frozen=True)
class StaticSite:
    """What a template or a view finds on a request as `request.static_site`, and only there.

    `name` says which release it is, `counterpart` leads to the same page in the other language.
    """

    head: Head
    earlier: tuple[Head, ...]
    counterpart: str = ""

    @property
    def name(self) -> str:
        return f"release-{self.head.quarter.code}-r{self.head.number}, SHA-256 {self.head.sha256}"

    @cached_property
    def first_lists(self) -> list[tuple[EditionFacts, ListFacts]]:
        """Every edition with the list by which its boards are entered."""
        return [(edition, edition.lists[0]) for edition in self.head.content.editions if edition.lists]


@dataclass(frozen=True)
class SitePage:
    """An address of the site that answers, and the file that its answer becomes, in each language the same."""

    address: str
    file: str

    @property
    def is_html(self) -> bool:
        return self.file.endswith(".html")


class ReleasePages:
    """Every page of one revision, and what its addresses become."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.site = StaticSite(head, heads_before(head))
        self.pages = tuple(self._pages())

    @cached_property
    def files(self) -> Mapping[str, str]:
        """The file of every address that leads into the site: those of the revision and, where a page names the release
        without one, of the release; without the part for the language.
        """
        pinned = f"/r{self.head.number}/"
        known = {page.address: page.file for page in self.pages}
        known |= {page.address.replace(pinned, "/", 1): page.file for page in self.pages}
        return known | {
            reverse("method"): layout.FIXED_PAGES["release-method"],
            self._address("release-content"): layout.CONTENT_FILE,
        }

    def render(self, page: SitePage, language: str) -> bytes:
        """What the view of a page answers to a visitor whom nobody knows."""
        with override(language):
            response = self._answer(page, language)
            pieces = response if response.streaming else [response.content]  # type: ignore[attr-defined]
            return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)

    def _answer(self, page: SitePage, language: str) -> HttpResponseBase:
        request: Any = HttpRequest()
        request.method, request.path, request.path_info = "GET", page.address, page.address
        request.user, request.htmx, request.LANGUAGE_CODE = AnonymousUser(), None, language
        request.static_site = StaticSite(self.head, self.site.earlier, counterpart(page.file, language))
        request.resolver_match = match = resolve(page.address)
        return match.func(request, *match.args, **match.kwargs)

    def _address(self, name: str, *args: str) -> str:
        return reverse(name, args=[self.head.quarter.code, self.head.number, *args])

    def _pages(self) -> Iterator[SitePage]:
        content, address = self.head.content, self._address
        for name, file in layout.FIXED_PAGES.items():
            yield SitePage(address(name), file)
        for edition in content.editions:
            for facts in edition.lists:
                file = layout.board_page(edition.code, facts.code)
                yield SitePage(address("release-board", edition.code, facts.code), file)
        for form in layout.DATA_FORMATS:
            yield SitePage(address("release-export-overview", form), layout.overview_file(form))
        for target in content.targets():
            yield SitePage(address("release-target", target.code), layout.target_page(target.code))
            yield SitePage(address("release-explain", target.code), layout.explain_page(target.code))
            for form in layout.DATA_FORMATS:
                file = layout.target_file(target.code, form)
                yield SitePage(address("release-export-target", target.code, form), file)


def counterpart(file: str, language: str) -> str:
    """The way from a page to the same one in the other language: "../../en/targets/x.html" from targets/x.html."""
    other = ENGLISH if language == CHINESE else CHINESE
    return relative(LANGUAGES[language] + file, LANGUAGES[other] + file)


def relative(here: str, there: str) -> str:
    """The way from one file of the site to another."""
    return posixpath.relpath(there, posixpath.dirname(here) or ".")
