"""The coordinator's word on which count is official."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CountForm(forms.Form):
    """Which figure is official where a roster and the units differ, and why."""

    takes_roster = forms.TypedChoiceField(
        label=_("official figure"),
        choices=[("1", _("the roster's count")), ("0", _("what the units stated"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = forms.CharField(
        label=_("reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why this figure is the official one.")},
        help_text=_("It stands beside the figure, on the public page too."),
    )
