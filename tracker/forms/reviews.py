"""What reviewers type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class ReturnForm(forms.Form):
    """Giving a figure back to its unit."""

    comment = forms.CharField(
        label=_("What is to be mended"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is to be mended: a figure is returned with a comment.")},
    )


@dataclass(frozen=True)
class ReviewEntries:
    """What a reviewer has ticked and typed on the review page, by the versions' ids: with each decision the whole
    page is sent, and what does not belong to the decision stays for the next one.
    """

    ticked: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def sent(cls, data: QueryDict) -> ReviewEntries:
        comments = {
            name.removesuffix("-comment"): text
            for name, text in data.items()
            if name.endswith("-comment") and text.strip()
        }
        return cls(frozenset(data.getlist("version")), comments)

    def among(self, versions: Iterable[str]) -> ReviewEntries:
        """What is said of these versions."""
        kept = set(versions)
        return ReviewEntries(
            self.ticked & kept, {pk: text for pk, text in self.comments.items() if pk in kept}
        )

    def form(self, version: str) -> ReturnForm:
        return ReturnForm(prefix=version, initial={"comment": self.comments.get(version, "")})

    def __bool__(self) -> bool:
        return bool(self.ticked or self.comments)


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
