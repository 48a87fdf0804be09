"""A page's links, turned from addresses of the server into ways between files."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}
# Elements that do nothing without a server.
SERVED = ("form", "input", "button", "select", "textarea", "iframe", "object", "embed", "base")
# What a link is for when it leads somewhere: gone with the link.
OF_LINKS = {"href", "download", "rel", "target"}
Way = Callable[[str], str | None]
Attributes = list[tuple[str, str | None]]

_INSIDE = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
# The tags that can change, quotes and all, and comments: to read the whole page tag by tag takes ten times as long.
_TAGS = re.compile(
    rf"<!--.*?-->|</a\s*>|<(?:{'|'.join((*LINKS, *SERVED))})\b{_INSIDE}>|<[a-z]\w*(?=[^>]*\shx-){_INSIDE}>",
    re.IGNORECASE | re.DOTALL,
)


class NeedsServer(Exception):
    """A page holds something that works only where the software runs."""


def relinked(page: str, way: Way) -> str:
    """The page with `way` applied to every address of the server's own; where it knows none, a link becomes plain text.

    Links to other sites, which nobody loads without following them, stay. Everything but the tags that change is left
    letter by letter. Raises `NeedsServer` for forms, and for a script, style or picture that is not in the site.
    """
    return _TAGS.sub(_Relinking(way), page)


class _Relinking:
    def __init__(self, way: Way) -> None:
        self._way = way
        self._reader = _Tag()
        self._plain: list[bool] = []  # for every <a> that is open: whether it became text

    def __call__(self, found: re.Match[str]) -> str:
        written = found[0]
        if written.startswith("<!--"):
            return ""  # a word for whoever reads the source
        if written.startswith("</"):
            return "</span>" if self._plain and self._plain.pop() else written
        tag, attributes = self._reader.read(written)
        if tag in SERVED:
            raise NeedsServer(f"{written} needs a server")
        return self._tag(tag, attributes, written)

    def _tag(self, tag: str, given: Attributes, written: str) -> str:
        kept = [(name, value) for name, value in given if not name.startswith("hx-")]
        link = LINKS.get(tag, "")
        leads = {name: self._leads(tag, value or "") for name, value in kept if name == link}
        is_plain = tag == "a" and leads.get(link) is None
        if tag == "a":
            self._plain.append(is_plain)
        if is_plain:
            kept = [(name, value) for name, value in kept if name not in OF_LINKS]
        elif link in leads and leads[link] is None:
            raise NeedsServer(f"{written} is not in the site")
        else:
            kept = [(name, leads.get(name, value)) for name, value in kept]
        if kept == given and not is_plain:
            return written
        return _written("span" if is_plain else tag, kept)

    def _leads(self, tag: str, address: str) -> str | None:
        """Where a link leads in the site: as it is inside the page, between files, and to another site."""
        is_elsewhere = tag == "a" and address.startswith(("https://", "http://"))
        is_ours = address.startswith(("/", "?", "https:", "http:"))
        return address if is_elsewhere or not is_ours else self._way(address)


class _Tag(HTMLParser):
    """Reads one tag: its name and its attributes."""

    def read(self, written: str) -> tuple[str, Attributes]:
        self.reset()
        self.feed(written)
        return self.found

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.found = tag, attrs


def _written(tag: str, attributes: Attributes) -> str:
    shown = "".join(
        f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes
    )
    return f"<{tag}{shown}>"
