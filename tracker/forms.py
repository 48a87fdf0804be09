"""What people type."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.figures import FigureError, ratio_of, read_figure
from tracker.calculations.methods import METHOD, Method
from tracker.calculations.periods import Quarter
from tracker.labels import QUALIFIER_LABELS, exact_text, figure_problem
from tracker.selectors.figures import UnitFigure
from tracker.selectors.reports import SheetRow
from tracker.services.reports import StatedFigure

STORED_DECIMALS = 4


class FigureForm(forms.Form):
    """One figure of the sheet: a value, or the numerator and denominator of a rate.

    What was typed is read by the calculations layer, the same way everywhere, and stays in its field when it
    is refused. `seen` is the version its author looked at, so that nobody overwrites a colleague unawares.
    """

    numerator = forms.CharField(label=_("numerator"), required=False, max_length=60)
    denominator = forms.CharField(label=_("denominator"), required=False, max_length=60)
    value = forms.CharField(label=_("figure"), required=False, max_length=60)
    qualifier = forms.ChoiceField(label=_("qualifier"), choices=QUALIFIER_LABELS, required=False)
    note = forms.CharField(label=_("note"), required=False, max_length=1000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, row: SheetRow, data: Any = None) -> None:
        self.row = row
        super().__init__(data, prefix=row.code, initial=_initial(row), auto_id="figure-%s")
        if not row.is_ratio:
            del self.fields["numerator"], self.fields["denominator"]
        for name, field in self.fields.items():
            if name in ("numerator", "denominator", "value"):
                field.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
            if name != "seen":
                # Twelve fields of a sheet are called alike: each says which target it belongs to.
                field.widget.attrs |= {
                    "aria-label": f"{row.target.name} {field.label}",
                    "aria-describedby": f"errors-{row.code}",
                }

    @property
    def is_touched(self) -> bool:
        """Something was typed that differs from what is stored; a row that nobody touched is not judged."""
        sent = {name for name in self.changed_data if self.add_prefix(name) in self.data}
        return bool(sent - {"seen"})

    @property
    def seen_number(self) -> int:
        """The version its author looked at; 0 for none, or for something that is no number."""
        text = self.data.get(self.add_prefix("seen"), "")
        return int(text) if text.isdecimal() else 0

    @property
    def is_blank(self) -> bool:
        """Nothing stands in any of the number fields."""
        names = [name for name in ("value", "numerator", "denominator") if name in self.fields]
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in names)

    @property
    def unit_figure(self) -> UnitFigure:
        """The figure as it would stand among the others once it is saved."""
        figure = self.cleaned_data["figure"]
        return UnitFigure(
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
            qualifier=figure.qualifier,
            note=figure.note,
            version=self.cleaned_data["seen"] + 1,
        )

    def accept_version(self, number: int) -> None:
        """Let the next save of this form replace the version that its author has now been told about."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = str(number)

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
        elif value is None:
            self.add_error(
                "value", gettext("Enter a figure. Nothing at all is reported by leaving it empty; zero is 0.")
            )
        if value is None or self.errors:
            return None
        return StatedFigure(
            value=value,
            numerator=numerator,
            denominator=denominator,
            qualifier=cleaned.get("qualifier") or "exact",
            note=cleaned.get("note", "").strip(),
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


def _initial(row: SheetRow) -> dict[str, Any]:
    current = row.current
    if current is None:
        return {"seen": 0, "qualifier": "exact"}
    has_parts = current.numerator is not None
    return {
        "seen": current.version,
        "qualifier": current.qualifier,
        "note": current.note,
        "numerator": _plain(current.numerator),
        "denominator": _plain(current.denominator),
        # The rate that follows from its parts is shown beside them; typed again it could only contradict.
        "value": "" if has_parts else _plain(current.value),
    }


def _plain(value: Decimal | None) -> str:
    """A stored figure as one would type it: no trailing zeros, no exponent, no commas."""
    return "" if value is None else f"{value.normalize():f}"


class MethodForm(forms.Form):
    """A new version of the thresholds."""

    from_quarter = forms.CharField(label=_("from quarter"), max_length=6, help_text=_("For example 2026Q4"))
    ahead = forms.DecimalField(label=_("ahead from"), max_digits=5, decimal_places=4, initial=METHOD.ahead)
    on_schedule = forms.DecimalField(
        label=_("on schedule from"), max_digits=5, decimal_places=4, initial=METHOD.on_schedule
    )
    slightly_behind = forms.DecimalField(
        label=_("slightly behind from"), max_digits=5, decimal_places=4, initial=METHOD.slightly_behind
    )
    start_share = forms.DecimalField(
        label=_("near the start up to"), max_digits=5, decimal_places=4, initial=METHOD.start_share
    )
    start_tolerance = forms.DecimalField(
        label=_("tolerance near the start"), max_digits=5, decimal_places=4, initial=METHOD.start_tolerance
    )
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_from_quarter(self) -> Quarter:
        try:
            return Quarter.parse(self.cleaned_data["from_quarter"])
        except ValueError as error:
            raise forms.ValidationError(gettext("Write the quarter as 2025Q3.")) from error

    def clean(self) -> dict[str, Any]:
        """The service's arguments: the thresholds as one value, checked as a whole."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        names = ("ahead", "on_schedule", "slightly_behind", "start_share", "start_tolerance")
        try:
            thresholds = Method(**{name: cleaned[name] for name in names})
        except ValueError:
            raise forms.ValidationError(
                gettext(
                    "The thresholds must fall from ahead to slightly behind, and those near the start lie below 1."
                )
            ) from None
        return {
            "thresholds": thresholds,
            "from_quarter": cleaned["from_quarter"],
            "reason": cleaned["reason"],
        }
