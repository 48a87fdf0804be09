"""What reviewers type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReturnForm(forms.Form):
    """Giving a figure back to its unit."""

    comment = forms.CharField(
        label=_("What is to be mended"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is to be mended: a figure is returned with a comment.")},
    )


class ReopenForm(forms.Form):
    """Letting an approved figure be replaced until a day."""

    reason = forms.CharField(
        label=_("reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the figure is re-opened.")},
    )
    until = forms.DateField(
        label=_("open until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "until": self.cleaned_data["until"]}
