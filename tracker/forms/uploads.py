"""Choosing a spreadsheet to be imported, and reading it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.documents.evidence import LIMIT
from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.spreadsheet_problems import SpreadsheetError
from tracker.selectors.reports import Sheet

from .sheet_files import SheetFile, read_sheet_file
from .upload_words import refusal_sentence


class UploadForm(forms.Form):
    """One file. What was read in it is `cleaned_data["read"]`; a file that cannot be read is refused in words."""

    file = forms.FileField(
        label=_("Excel workbook (.xlsx) or CSV"),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, page: Sheet, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        self.page = page
        super().__init__(*args, **kwargs)
        if is_too_large:  # the file has not been kept, so that it is missing: `tracker.uploads`
            words = gettext("The file is larger than %(limit)s MB.") % {"limit": LIMIT // (1024 * 1024)}
            self.fields["file"].error_messages["required"] = words

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.cleaned_data["read"] = read_sheet_file(file.name, file, self.page)
        except (SpreadsheetError, EvidenceError) as error:
            raise forms.ValidationError(refusal_sentence(error)) from error
        return file

    @property
    def read(self) -> SheetFile:
        return self.cleaned_data["read"]
