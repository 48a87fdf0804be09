"""The form for new thresholds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.methods import METHOD, Method
from tracker.calculations.periods import Quarter


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
