"""The reporting sheet as a list of columns: one list for the template, the import and their instructions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from tracker.documents.columns import Choice, Column, ColumnKind
from tracker.labels import QUALIFIER_LABELS, REASON_LABELS

# The form of the file. A template that was filled in before a change of it says so, instead of being misread.
FORMAT = "1"
SHEET_NAME = pgettext_lazy("sheet of a workbook", "Figures")
INSTRUCTIONS_NAME = pgettext_lazy("sheet of a workbook", "Instructions")

# What an official fills in, by the names that the fields have in the form on the page.
NUMBERS = ("numerator", "denominator", "value")
ENTERED = (*NUMBERS, "qualifier", "note", "reason", "next_step")
CHOICES: dict[str, Mapping[str, Any]] = {"qualifier": QUALIFIER_LABELS, "reason": REASON_LABELS}

HEADINGS = {
    "code": pgettext_lazy("column", "Target code"),
    "name": _("Target"),
    "unit": pgettext_lazy("column", "Unit of measurement"),
    "previous": _("Quarter before"),
    "year_before": _("A year before"),
    "planned": _("Planned"),
    "numerator": _("numerator"),
    "denominator": _("denominator"),
    "value": _("figure"),
    "qualifier": _("qualifier"),
    "note": _("note"),
    "reason": _("reason"),
    "next_step": _("next step"),
    "definition": _("Definition"),
}
WIDTHS = {
    "code": 22,
    "name": 34,
    "unit": 10,
    "note": 26,
    "next_step": 26,
    "definition": 60,
    "qualifier": 12,
    "reason": 16,
}
HINTS = {
    "numerator": _("Only for rates. The rate follows from numerator and denominator."),
    "denominator": _("Only for rates. The rate follows from numerator and denominator."),
    "value": _("A number. Zero is 0; leave it empty when there is no figure, and choose the reason."),
    "qualifier": _("How sure the figure is; left empty it is exact."),
    "reason": _("Why there is no figure, or why it changed so much."),
    "next_step": _("What is done, and by when, where the figure is behind schedule."),
}


def sheet_columns() -> tuple[Column, ...]:
    """The columns in the reader's language; found under their headings in every language of the site."""
    return tuple(_column(key) for key in HEADINGS)


def names_of(text: Any) -> tuple[str, ...]:
    """A text that is still to be translated, in each language of the site."""
    names = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            names.append(capfirst(str(text)))
    return tuple(names)


def site_key() -> str:
    """A text that is the same for every file of this installation and no other one's, and gives nothing away."""
    return salted_hmac("tracker.sheet_files", "site").hexdigest()[:16]


def sheet_code(unit: str, quarter: str) -> str:
    """How a sheet names in one cell the unit and the quarter that it is for."""
    return f"{unit}/{quarter}"


def _column(key: str) -> Column:
    is_entered = key in ENTERED
    is_figure = key in (*NUMBERS, "previous", "year_before", "planned")
    kind = ColumnKind.FIGURE if is_figure else ColumnKind.CHOICE if key in CHOICES else ColumnKind.TEXT
    return Column(
        key=key,
        heading=capfirst(str(HEADINGS[key])),
        names=names_of(HEADINGS[key]),
        kind=kind,
        width=WIDTHS.get(key, 13),
        is_locked=not is_entered,
        is_key=key == "code",
        is_required=key in ("code", "value"),
        choices=tuple(
            Choice(code, str(label), names_of(label)) for code, label in CHOICES.get(key, {}).items()
        ),
        hint=str(HINTS.get(key, "")),
    )
