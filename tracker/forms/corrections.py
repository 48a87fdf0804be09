"""What is said when a published figure is corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CorrectionForm(forms.Form):
    """Which figure, and why: the reason is published with the correction."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    reason_zh = forms.CharField(
        label=_("reason (Chinese)"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the published figure is corrected.")},
    )
    reason_en = forms.CharField(
        label=_("reason (English)"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, key: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{key}-%s", initial={"key": key})
