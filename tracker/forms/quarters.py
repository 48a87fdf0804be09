"""What a coordinator says of a quarter."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def _reason(words: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("reason"),
        max_length=1000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": words},
    )


def _day(label: Any) -> forms.DateField:
    # The one format that the browser's own date field takes, in whatever language the page is.
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class CloseForm(forms.Form):
    """Closing a quarter. `expected` is how many submitted figures the page said would not be published; where
    there are any, a reason is asked for.
    """

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = _reason("", required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="close-%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "expected" not in cleaned:
            raise forms.ValidationError(
                gettext("This page is out of date. Reload it, then close the quarter.")
            )
        if cleaned["expected"] and not cleaned.get("reason"):
            self.add_error(
                "reason",
                gettext("Say why the quarter is closed although submitted figures are not approved."),
            )
        return cleaned


class OpenAgainForm(forms.Form):
    """Opening a closed quarter again."""

    reason = _reason(_("Say why the quarter is opened again."))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="reopen-%s")


class ScheduleForm(forms.Form):
    """From when a quarter can be reported, and when it is due."""

    opens = _day(_("opens on"))
    due = _day(_("due on"))
    reason = _reason(_("Say why the dates change."))

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="schedule-%s", initial=initial)
