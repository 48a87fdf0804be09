"""A figure as an official types it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import Finding, Severity
from tracker.calculations.figures import FigureError, ratio_of, read_figure
from tracker.labels import PROMISE_LABELS, QUALIFIER_LABELS, REASON_LABELS, exact_text, figure_problem
from tracker.models import Draft
from tracker.selectors.checks import Checker
from tracker.selectors.figures import UnitFigure
from tracker.selectors.reports import SheetRow
from tracker.services.reports import StatedFigure, answers_missing

from .figure_texts import draft_texts, standing_texts

STORED_DECIMALS = 4


NUMBERS = ("numerator", "denominator", "value")
# What a draft keeps; the rest of the form is bookkeeping.
TYPED = (*NUMBERS, "qualifier", "note", "reason", "next_step", "promise_outcome")

# What is asked for when a check fired.
ANSWERS = {
    "reason": _("Choose the reason."),
    "note": _("Explain it in the note."),
    "next_step": _("Name the next step and by when."),
    "promise_outcome": _("Say what came of the next step of last quarter."),
}


class FigureForm(forms.Form):
    """One figure of the sheet: a value, or the numerator and denominator of a rate, and what explains it.

    What was typed is read by the calculations layer, the same way everywhere, and stays in its field when it
    is refused. `seen` is the version its author looked at, so that nobody overwrites a colleague unawares;
    `draft` counts the savings of their own draft.
    """

    numerator = forms.CharField(label=_("numerator"), required=False, max_length=60)
    denominator = forms.CharField(label=_("denominator"), required=False, max_length=60)
    value = forms.CharField(label=_("figure"), required=False, max_length=60)
    qualifier = forms.ChoiceField(label=_("qualifier"), choices=QUALIFIER_LABELS, required=False)
    note = forms.CharField(label=_("note"), required=False, max_length=1000)
    reason = forms.ChoiceField(label=_("reason"), choices=[("", "—"), *REASON_LABELS.items()], required=False)
    next_step = forms.CharField(label=_("next step"), required=False, max_length=1000)
    promise_outcome = forms.ChoiceField(
        label=_("what came of it"), choices=[("", "—"), *PROMISE_LABELS.items()], required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    draft = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, row: SheetRow, data: Any = None, *, is_draft: bool = False) -> None:
        self.row = row
        self.is_draft = is_draft  # nobody is told to enter a figure while they are about to
        self.findings: tuple[Finding, ...] = ()
        self.kept: Draft | None = row.draft
        self.draft_moved = False
        initial = standing_texts(row) if data is not None else standing_texts(row) | draft_texts(row)
        super().__init__(data, prefix=row.code, initial=initial, auto_id="figure-%s")
        if not row.is_ratio:
            del self.fields["numerator"], self.fields["denominator"]
        if not row.promise:
            del self.fields["promise_outcome"]
        for name, field in self.fields.items():
            if name in NUMBERS:
                field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
            if not field.widget.is_hidden:
                # A dozen fields of a sheet are called alike: each says which target it belongs to.
                field.widget.attrs |= {
                    "aria-label": f"{row.target.name} {field.label}",
                    "aria-describedby": f"state-{row.code}",
                    "data-cell": name,
                }

    @classmethod
    def opened(cls, row: SheetRow) -> FigureForm:
        """The form as a sheet opens with it: what its author typed and has not submitted is read once more, so that
        what is to be said about it is said again.
        """
        if row.draft is None or not row.editable:
            return cls(row)
        typed = draft_texts(row) | {"draft": row.draft.number}
        return cls(row, data={f"{row.code}-{n}": str(text) for n, text in typed.items()}, is_draft=True)

    @property
    def is_touched(self) -> bool:
        """Something was typed that differs from what is stored; a row that nobody touched is not judged."""
        sent = {name for name in self.changed_data if self.add_prefix(name) in self.data}
        return bool(sent - {"seen", "draft"})

    @property
    def seen_number(self) -> int:
        """The version its author looked at; 0 for none, or for something that is no number."""
        return self._number("seen")

    @property
    def draft_number(self) -> int:
        """The draft its author started from; 0 for none."""
        return self._number("draft")

    @property
    def typed(self) -> dict[str, str]:
        """What stands in the fields, as it was typed; too long a text is cut where the field would refuse it, and
        the one character that no database keeps is left out.
        """
        texts = {name: self.data.get(self.add_prefix(name), "") for name in TYPED if name in self.fields}
        return {
            name: text.replace("\0", "")[: getattr(self.fields[name], "max_length", None) or 20]
            for name, text in texts.items()
        }

    def _number(self, name: str) -> int:
        text = self.data.get(self.add_prefix(name), "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    @property
    def is_blank(self) -> bool:
        """Nothing stands in any of the number fields."""
        names = [name for name in NUMBERS if name in self.fields]
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in names)

    @property
    def states_nothing(self) -> bool:
        """Neither a figure nor the reason why there is none: nothing has been said about this row yet."""
        return self.is_blank and not self.data.get(self.add_prefix("reason"), "")

    @property
    def faulty_fields(self) -> str:
        """The names of the fields that something is wrong with, for the script that marks them."""
        return " ".join(name for name in self.errors if name in self.fields)

    @property
    def rate(self) -> Decimal | None:
        """The rate that follows from the two numbers that stand in the row."""
        figure = self.row.latest
        if self.is_bound:
            figure = self.cleaned_data["figure"] if self.is_valid() else None
        return figure.value if figure and figure.numerator is not None else None

    @property
    def unit_figure(self) -> UnitFigure | None:
        """The figure as it would stand among the others once it is submitted; None for a blank."""
        figure = self.cleaned_data["figure"]
        if figure.value is None:
            return None
        return UnitFigure(
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
            qualifier=figure.qualifier,
            note=figure.note,
            version=self.cleaned_data["seen"] + 1,
        )

    def judge(self, checker: Checker, beside: Mapping[str, Decimal] | None = None) -> None:
        """Find what the checks will ask about the figure, beside others that come with it. Nothing is asked of one
        that cannot be read, or while somebody has not typed it yet.
        """
        if self.is_valid() and not (self.is_draft and self.is_blank):
            value = self.cleaned_data["figure"].value
            self.findings = checker.findings(self.row.assignment, value, beside or {})

    def awaits_answer(self, finding: Finding) -> bool:
        """Whether a finding on this figure still stops it: an error, or a question that is not answered here."""
        figure = self.cleaned_data.get("figure")
        return (
            finding.severity == Severity.ERROR or figure is None or bool(answers_missing(figure, (finding,)))
        )

    def accept_version(self, number: int) -> None:
        """Let the next save of this form replace the version that its author has now been told about."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(number)

    def accept_draft(self, number: int) -> None:
        """Let the next saving of this draft replace the one in the other window; not this one."""
        self.draft_moved = True
        self.data = self.data.copy()
        self.data[self.add_prefix("draft")] = str(number)

    def checks_fired(self, findings: tuple[Finding, ...], missing: tuple[str, ...]) -> None:
        """Say what the checks found, and beside each field what is still to be answered there."""
        self.findings = findings
        for name in missing:
            self.add_error(name, ANSWERS[name])
        if not missing:
            self.add_error(None, gettext("A check stops this figure; what it found stands below."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        target = self.row.target
        parts_decimals = 0 if target.is_percent else STORED_DECIMALS
        numerator = self._read("numerator", decimals=parts_decimals, minimum=Decimal(0))
        denominator = self._read("denominator", decimals=parts_decimals, minimum=Decimal(0))
        value = self._read(
            "value",
            decimals=STORED_DECIMALS if target.decimals else 0,
            percent=target.is_percent,
            minimum=None if target.may_be_negative else Decimal(0),
        )
        if not self.errors:
            cleaned["figure"] = self._stated(value, numerator, denominator, cleaned)
        return cleaned

    def _read(self, name: str, *, decimals: int, **limits: Any) -> Decimal | None:
        if name not in self.fields or name in self.errors:
            return None
        typed = self.data.get(self.add_prefix(name), "").strip()
        if not self.row.target.is_percent:  # a % has rules of its own
            typed = typed.removesuffix(self.row.target.unit_zh)
        try:
            return read_figure(typed, decimals=decimals, **limits)
        except FigureError as error:
            self.add_error(name, figure_problem(error, decimals=decimals, unit=self.row.target.unit))
            return None

    def _stated(
        self,
        value: Decimal | None,
        numerator: Decimal | None,
        denominator: Decimal | None,
        cleaned: dict[str, Any],
    ) -> StatedFigure | None:
        """The figure as a whole, or None with an error beside the field that is to be mended."""
        if numerator is not None or denominator is not None:
            value = self._rate(value, numerator, denominator)
        elif value is None and not cleaned.get("reason") and not self.is_draft:
            self.add_error("value", gettext("Enter a figure, or choose why there is none. Zero is 0."))
        if self.errors:
            return None
        return StatedFigure(
            value=value,
            numerator=numerator,
            denominator=denominator,
            qualifier=cleaned.get("qualifier") or "exact",
            **{name: cleaned.get(name, "").strip() for name in ("note", "reason", "next_step")},
            promise_outcome=cleaned.get("promise_outcome", ""),
        )

    def _rate(
        self, typed: Decimal | None, numerator: Decimal | None, denominator: Decimal | None
    ) -> Decimal | None:
        """The rate from its two parts; a rate typed beside them must say the same."""
        if numerator is None or denominator is None:
            missing = "numerator" if numerator is None else "denominator"
            self.add_error(missing, gettext("A rate needs both its numerator and its denominator."))
            return None
        target = self.row.target
        try:
            rate = ratio_of(numerator, denominator, percent=target.is_percent, decimals=STORED_DECIMALS)
        except FigureError as error:
            field = "denominator" if error.code == "denominator_zero" else "numerator"
            self.add_error(field, figure_problem(error, decimals=0, unit=target.unit))
            return None
        if typed is not None and typed != rate:
            places = max(-int(typed.normalize().as_tuple().exponent), 0)
            if ratio_of(numerator, denominator, percent=target.is_percent, decimals=places) != typed:
                self.add_error(
                    "value",
                    gettext(
                        "Numerator and denominator give %(rate)s, not %(typed)s. Mend one, or leave the rate empty."
                    )
                    % {"rate": exact_text(rate), "typed": exact_text(typed)},
                )
        return rate
