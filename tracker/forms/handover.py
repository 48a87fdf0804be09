"""To whom the work of an official who leaves goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.selectors.handover import successors


class Successor(forms.ModelChoiceField):
    def label_from_instance(self, person: Any) -> str:
        name = person.get_full_name()
        return f"{name} ({person.get_username()})" if name else person.get_username()


class HandoverForm(forms.Form):
    """The successor, and why."""

    successor = Successor(label=_("successor"), queryset=None, empty_label="—")
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, leaver: Any) -> None:
        super().__init__(data)
        self.fields["successor"].queryset = successors(leaver)
