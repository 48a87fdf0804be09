"""Filling in the reporting sheet the way a browser does, and looking at what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client

from tests import pages
from tests.factories import RUNNING
from tests.views.conftest import HTMX
from tracker.models import Draft, Report, ReportVersion

SHEET = "/reports/2025Q3/east/"


def sheet_data(client: Client, address: str = SHEET, **typed: str) -> dict[str, str]:
    """What a browser would send: every field of the form as it stands, and what was typed over it."""
    form = pages.read(client.get(address)).one("form", id="sheet")
    data = {}
    for element in form.walk():
        name = element.attributes.get("name")
        if not name or "form" in element.attributes or name == "csrfmiddlewaretoken":
            continue
        if element.tag == "select":
            options = element.all("option")
            data[name] = next((o.value for o in options if "selected" in o.attributes), options[0].value)
        elif element.tag in ("input", "textarea"):
            data[name] = element.value
    return data | {name.replace("__", "-"): value for name, value in typed.items()}


def submit(client: Client, what: str, *, htmx: bool = False, **typed: str) -> HttpResponse:
    """Open the sheet, type, and press "submit" of one row or of all."""
    data = sheet_data(client, **typed) | {"submit": what}
    return client.post(SHEET, data, headers=HTMX if htmx else {})


def keep(client: Client, target: str, **typed: str) -> HttpResponse:
    """Open the sheet, type, and pause: the row's draft saves itself."""
    return client.post(SHEET, sheet_data(client, **typed) | {"draft": target}, headers=HTMX)


def stored(target: str, unit: str = "east") -> ReportVersion | None:
    """The newest version of the running quarter's figure."""
    report = Report.objects.filter(
        assignment__target__code=target, assignment__unit__code=unit, period__quarter=RUNNING
    ).first()
    return report and report.latest


def draft(target: str, username: str = "alice") -> Draft | None:
    """What somebody is typing for the running quarter's figure."""
    return Draft.objects.filter(
        report__assignment__target__code=target, report__period__quarter=RUNNING, author__username=username
    ).first()


def row_of(page: pages.Element, target: str) -> pages.Element:
    return page.one(data_row=target)
