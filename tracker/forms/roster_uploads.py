"""Choosing a file of names, and letting it onto the roster."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.spreadsheet_problems import SpreadsheetError
from tracker.documents.spreadsheets import recognised
from tracker.services.roster_reading import LIMITS, Missing

from .upload_words import refusal_sentence

MEGABYTES = LIMITS.size // (1024 * 1024)


class NamesForm(forms.Form):
    """One file, and whether it is the whole list. What it is by its content is `cleaned_data["kind"]`; a file that
    cannot be a table is refused in words before it is kept.
    """

    file = forms.FileField(
        label=_("Excel workbook (.xlsx) or CSV"),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    is_complete = forms.BooleanField(
        label=_("This is the whole list: names that it lacks are withdrawn"), required=False
    )
    missing_on = forms.DateField(
        label=_("withdrawn on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-03-31.")},
    )
    missing_reason = forms.CharField(
        label=pgettext_lazy("withdrawal", "reason"), required=False, max_length=300
    )

    def __init__(self, *args: Any, today: dt.date, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, initial={"missing_on": today}, **kwargs)
        if is_too_large:  # the file has not been kept, so that it is missing: `tracker.uploads`
            words = gettext("The file is larger than %(limit)s MB.") % {"limit": MEGABYTES}
            self.fields["file"].error_messages["required"] = words

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.cleaned_data["kind"] = recognised(file.name, file, LIMITS)
        except (SpreadsheetError, EvidenceError) as error:
            raise forms.ValidationError(refusal_sentence(error)) from error
        return file

    def clean(self) -> None:
        if self.cleaned_data.get("is_complete"):
            if not self.cleaned_data.get("missing_on") and "missing_on" not in self.errors:
                self.add_error("missing_on", gettext("Say from which day on."))
            if not self.cleaned_data.get("missing_reason"):
                self.add_error("missing_reason", gettext("Say why the names are withdrawn."))

    @property
    def missing(self) -> Missing | None:
        """What becomes of the names that the file lacks; None when it is a part of the list."""
        data = self.cleaned_data
        return Missing(data["missing_on"], data["missing_reason"]) if data["is_complete"] else None


class ConfirmForm(forms.Form):
    """The word that lets the worker write: for the comparison that was shown."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False)
