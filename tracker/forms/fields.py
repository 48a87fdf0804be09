"""What the set-up's forms are made of: figures, quarters, reasons, and rows that two people may have open at once."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.figures import FigureError, read_figure
from tracker.calculations.periods import Quarter
from tracker.calculations.rounding import plain_text
from tracker.labels import exact_text, figure_problem
from tracker.models import Target
from tracker.services.editing import ChangedMeanwhile, UnableToChange, fingerprint

STORED_DECIMALS = 4


def reason_field() -> forms.CharField:
    """Why something that others rely on is changed."""
    return forms.CharField(
        label=_("reason for the change"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why: the reason stands in the records beside the change.")},
    )


class FigureField(forms.CharField):
    """A figure as officials type it (`calculations.figures`); blank is None, never zero."""

    def __init__(self, *, decimals: int = STORED_DECIMALS, unit: str = "", **kwargs: Any) -> None:
        self.decimals, self.unit = decimals, unit
        self.limits = {name: kwargs.pop(name) for name in ("percent", "minimum") if name in kwargs}
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"max_length": 60, "widget": widget} | kwargs)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return read_figure(text, decimals=self.decimals, **self.limits)
        except FigureError as error:
            raise forms.ValidationError(
                figure_problem(error, decimals=self.decimals, unit=self.unit)
            ) from error

    def prepare_value(self, value: Any) -> Any:
        """A stored figure as one would type it: no trailing zeros, no exponent, no commas."""
        return plain_text(value) if isinstance(value, Decimal) else value


def figure_field_of(target: Target, **kwargs: Any) -> FigureField:
    """The field for a figure of this target: within its decimals, its unit and its limits."""
    return FigureField(
        decimals=STORED_DECIMALS if target.decimals else 0,
        unit=target.unit,
        percent=target.is_percent,
        minimum=None if target.may_be_negative else Decimal(0),
        required=False,
        **kwargs,
    )


class QuarterField(forms.CharField):
    """A quarter such as 2025Q3; blank is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 6, "help_text": _("For example 2026Q4")} | kwargs)

    def clean(self, value: Any) -> Quarter | None:
        text = super().clean(value)
        try:
            return Quarter.parse(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(gettext("Write the quarter as 2025Q3.")) from error


class RowForm(forms.ModelForm):
    """One row of the set-up, a model's name being the service's argument. `seen` says how the row stood when the
    page was opened.
    """

    reason = reason_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: models.Model, data: Any = None, *, prefix: str | None = None) -> None:
        # A copy, so that the page's headings do not take over what was typed.
        super().__init__(
            data,
            instance=copy.copy(row),
            prefix=prefix,
            initial={"seen": fingerprint(row)},
            auto_id=f"{prefix}-%s" if prefix else "id-%s",
        )

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        name = self.instance._meta.model_name
        return {name: self.instance, "seen": cleaned["seen"], "reason": cleaned["reason"]}

    def refuse(self, error: UnableToChange | ChangedMeanwhile) -> None:
        """Say beside the fields why it was not stored. What a colleague stored meanwhile stands beside what was
        typed, and the next save replaces it.
        """
        if isinstance(error, UnableToChange):
            self.add_error(error.field, str(error))
            return
        self.add_error(
            None,
            gettext(
                "Somebody else has changed this meanwhile. What stands now is named beside your fields: choose."
            ),
        )
        for name in self.Meta.fields:
            if getattr(error.stored, name) != getattr(self.instance, name):
                self.add_error(name, gettext("Stands now: %(value)s") % {"value": _words(error.stored, name)})
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(error.stored)


class RemovalForm(forms.Form):
    """Taking a row away, with the reason."""

    reason = reason_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, row: models.Model, data: Any = None, *, prefix: str, argument: str) -> None:
        self.row, self.argument = row, argument
        super().__init__(data, prefix=prefix, initial={"seen": fingerprint(row)}, auto_id=f"{prefix}-%s")

    def arguments(self) -> dict[str, Any]:
        """What the service takes, the row under its own name."""
        cleaned = self.cleaned_data
        return {self.argument: self.row, "seen": cleaned["seen"], "reason": cleaned["reason"]}

    def refuse(self, error: UnableToChange | ChangedMeanwhile) -> None:
        """Say why it stays."""
        if isinstance(error, UnableToChange):
            self.add_error(None, str(error))
            return
        self.add_error(None, gettext("Somebody else has changed this meanwhile. Look at it again first."))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(error.stored)


def _words(row: models.Model, name: str) -> str:
    """What a field holds, as one reads it."""
    value = getattr(row, name)
    if value in (None, ""):
        return "–"
    display = getattr(row, f"get_{name}_display", None)
    return str(display()) if display else exact_text(value) if isinstance(value, Decimal) else str(value)
