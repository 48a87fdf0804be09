"""Filling in the set-up pages the way a browser does."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from tests import pages
from tests.pages import Element

REASON = "按会议纪要调整"


def filled(form: Element) -> dict[str, str]:
    """What a browser would send of a form as it stands, without pressing any button."""
    data = {}
    for element in form.walk():
        name, kind = element.attributes.get("name"), element.attributes.get("type")
        if not name or name == "csrfmiddlewaretoken" or element.tag == "button":
            continue
        if element.tag == "select":
            options = element.all("option")
            data[name] = next((o.value for o in options if "selected" in o.attributes), options[0].value)
        elif kind == "checkbox":
            data |= {name: element.attributes.get("value", "on")} if "checked" in element.attributes else {}
        else:
            data[name] = element.value
    return data


def form_of(page: Element, save: str) -> Element:
    """The form whose button sends `save`; the page's only own one where buttons have no names."""
    main = page.one("main")
    return next(form for form in main.all("form") if form.all("button", value=save) or not save)


def send(
    client: Client, address: str, save: str = "", *, page: Element | None = None, **typed: str | None
) -> HttpResponse:
    """Open the page (unless it lies open already), type, and press the form's button. Names are those of the
    fields, without the form's prefix; None unticks a box.
    """
    data = filled(form_of(page or pages.read(client.get(address)), save))
    for name, value in ({"reason": REASON} | typed).items():
        key = next(
            (key for key in data if key.removeprefix(f"{save}-") == name), f"{save}-{name}" if save else name
        )
        data[key] = value
    data = {name: value for name, value in data.items() if value is not None}
    return client.post(address, data | ({"save": save} if save else {}))


def errors(response: HttpResponse) -> list[str]:
    """What the page says is wrong, beside the fields and above them."""
    page = pages.read(response)
    found = page.all("p", class_="error") + page.all(role="alert", class_="notice notice-error")
    return [element.text for element in found]
