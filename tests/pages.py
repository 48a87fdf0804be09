"""Reading a page the way a visitor or a script does: its elements, its words, the figures behind its charts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {
    "area",
    "base",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "path",
    "rect",
    "circle",
    "polyline",
}


@dataclass(repr=False)
class Element:
    """An element with everything inside it, texts and elements in their order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes}>"

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str | None) -> list[Element]:
        """Elements inside by tag and attributes; None asks only that the attribute is there.

        An underscore in a name stands for a hyphen: all(data_target=None).
        """
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.walk()
            if tag in ("", element.tag)
            and all(
                name in element.attributes and value in (None, element.attributes[name])
                for name, value in wanted.items()
            )
        ]

    def one(self, tag: str = "", **attributes: str | None) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements instead of one: <{tag} {attributes}>"
        return found[0]

    @property
    def text(self) -> str:
        """The words a visitor reads, with single spaces."""
        parts = [
            child if isinstance(child, str) else child.text
            for child in self.children
            if isinstance(child, str) or child.tag not in ("script", "style", "noscript")
        ]
        return " ".join(" ".join(parts).split())

    @property
    def can_be_typed_in(self) -> bool:
        """Whether there is a field or a button to be used inside."""
        fields = [field for tag in ("input", "select", "textarea", "button") for field in self.all(tag)]
        return any(field.attributes.get("type") != "hidden" for field in fields)

    @property
    def value(self) -> str:
        """What a form field holds."""
        if self.tag == "textarea":
            return "".join(child for child in self.children if isinstance(child, str)).lstrip("\n")
        return self.attributes.get("value", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.place = Element("page", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self.place.children.append(element)
        if tag not in VOID:
            self.place = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self.place.children.append(element)

    def handle_endtag(self, tag: str) -> None:
        place: Element | None = self.place
        while place and place.tag != tag:
            place = place.parent
        if place and place.parent:
            self.place = place.parent

    def handle_data(self, data: str) -> None:
        self.place.children.append(data)


def in_english(client: Any) -> Any:
    """The same visitor, having chosen English."""
    client.cookies["django_language"] = "en"
    return client


def read(response: Any) -> Element:
    """The page in a response (or in a text) as a tree."""
    reader = _Reader()
    reader.feed(response if isinstance(response, str) else response.content.decode())
    return reader.root


def statuses(page: Element) -> dict[str, str]:
    """The status of every target on the page, by its code."""
    return {
        element.attributes["data-target"]: element.attributes["data-status"]
        for element in page.all(data_target=None)
    }


def figures(page: Element) -> dict[str, dict[str, Any]]:
    """The data of every chart, by the name that its element points to. Decimals as text would be a fault."""
    found = {}
    for element in page.all(data_figure=None):
        name = element.attributes["data-figure"]
        script = page.one("script", id=name, type="application/json")
        found[name] = json.loads("".join(text for text in script.children if isinstance(text, str)))
    return found


def texts(value: Any) -> list[str]:
    """Every text anywhere inside parsed JSON."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) else []


def numbers(value: Any) -> list[float]:
    """Every number anywhere inside parsed JSON."""
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []
