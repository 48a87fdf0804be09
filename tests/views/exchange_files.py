"""Filling in a template the way an official does, and sending it back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from tests import pages
from tests.views.sheets import SHEET
from tracker.models import Draft

TEMPLATE, IMPORT = f"{SHEET}template.xlsx", f"{SHEET}import/"
# The columns in which one types, in the order of the template.
COLUMNS = dict(
    zip(
        ("numerator", "denominator", "value", "qualifier", "note", "reason", "next_step"),
        "GHIJKLM",
        strict=True,
    )
)


def template(client: Client, address: str = TEMPLATE) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(client.get(address).content))


def row_of(sheet: Worksheet, target: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == target)


def place(sheet: Worksheet, target: str, field: str) -> str:
    return f"{COLUMNS[field]}{row_of(sheet, target)}"


def filled(
    client: Client, *, spoil: Callable[[openpyxl.Workbook], None] | None = None, **typed: Any
) -> bytes:
    """The template with figures typed into it: factories__value=36 (a hyphen in a code is a single underscore)."""
    workbook = template(client)
    sheet = workbook.worksheets[0]
    for name, value in typed.items():
        target, field = name.split("__")
        sheet[place(sheet, target.replace("_", "-"), field)].value = value
    if spoil:
        spoil(workbook)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def upload(
    client: Client, content: bytes, name: str = "填报.xlsx", address: str = IMPORT
) -> pages.Element | HttpResponse:
    """Send a file; the preview that follows, or the refusal."""
    file = SimpleUploadedFile(name, content)
    response = client.post(address, {"upload": "1", "file": file}, follow=True)
    assert response.status_code == 200
    return pages.read(response)


def confirm(client: Client, preview: pages.Element, address: str = IMPORT) -> HttpResponse:
    """Press the button under the preview that was shown."""
    data = {
        "confirm": preview.one("button", name="confirm").value,
        "stands": preview.one("input", name="stands").value,
    }
    return client.post(address, data)


def steps(preview: pages.Element) -> dict[str, str]:
    """What the import does with each target."""
    return {row.attributes["data-row"]: row.attributes["data-step"] for row in preview.all(data_step=None)}


def remarks(preview: pages.Element) -> list[tuple[str, str]]:
    """Severity and words of everything that is remarked."""
    return [
        (re.search(r"remark-(error|warning)", remark.attributes["class"])[1], remark.text)
        for remark in preview.all("span")
        if remark.attributes.get("class", "").startswith("remark ")
    ]


def errors(preview: pages.Element) -> list[str]:
    return [words for severity, words in remarks(preview) if severity == "error"]


def drafts() -> dict[str, dict[str, str]]:
    """Everybody's drafts, by the target's code: what is typed there, blanks left out."""
    return {
        draft.report.assignment.target.code: {name: text for name, text in draft.content.items() if text}
        for draft in Draft.objects.select_related("report__assignment__target")
    }
