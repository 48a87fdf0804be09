"""A page's links, turned from addresses of the server into ways between files."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

LINKS = {"a": "href", "link": "href", "script": "src", "img": "src"}
# Elements that do nothing without a server.
SERVED = {"form", "input", "button", "select", "textarea", "iframe", "object", "embed", "base"}
# What a link is for when it leads somewhere: gone with the link.
OF_LINKS = {"href", "download", "rel", "target"}


class NeedsServer(Exception):
    """A page holds something that works only where the software runs."""


def relinked(page: str, way: Callable[[str], str | None]) -> str:
    """The page with `way` applied to every address of the server's own; where it knows none, a link becomes plain text.

    Links to other sites, which nobody loads without asking for them, stay. Everything but the tags that change is left
    letter by letter. Raises `NeedsServer` for forms, and for a script, style or picture that is not in the site.
    """
    reader = _Relinking(way)
    reader.feed(page)
    reader.close()
    return "".join(reader.out)


class _Relinking(HTMLParser):
    def __init__(self, way: Callable[[str], str | None]) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._way = way
        self._plain: list[bool] = []  # for every <a> that is open: whether it became text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        written = self.get_starttag_text() or ""
        if tag in SERVED:
            raise NeedsServer(written)
        kept = [(name, value) for name, value in attrs if not name.startswith("hx-")]
        name = LINKS.get(tag)
        given = dict(kept).get(name) if name else None
        there = given if given is None or _is_as_it_is(tag, given) else self._way(given)
        if given is not None and there is None:
            if tag != "a":
                raise NeedsServer(written)
            kept = [(name, value) for name, value in kept if name not in OF_LINKS]
        if tag == "a":
            self._plain.append(there is None)
        changed = kept != attrs or there != given
        if not changed and not (tag == "a" and there is None):
            self.out.append(written)
            return
        values = [(key, there if key == name else value) for key, value in kept]
        shown = "".join(f" {key}" if v is None else f' {key}="{escape(v)}"' for key, v in values)
        self.out.append(f"<{'span' if tag == 'a' and there is None else tag}{shown}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")  # of a drawing: <path/>

    def handle_endtag(self, tag: str) -> None:
        plain = tag == "a" and self._plain and self._plain.pop()
        self.out.append("</span>" if plain else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """A word for whoever reads the source is left out."""


def _is_as_it_is(tag: str, address: str) -> bool:
    """Whether a link needs no change: inside the page, already a way between files, or to another site."""
    if tag == "a" and address.startswith(("https://", "http://")):
        return True
    return address.startswith("#") or not address.startswith(("/", "?", "https:", "http:"))
