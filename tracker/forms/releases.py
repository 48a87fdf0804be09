"""What is said on a quarter's way to the public: by those who release it, and by the units it is shown to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.models import CompetitionList, Target
from tracker.release_labels import OBJECTION_OUTCOME_LABELS
from tracker.selectors.objections import ObjectionRow, ObjectionsPage, things_to_object_to
from tracker.services.objections import WITHDRAWN
from tracker.services.releases import LONGEST_WINDOW, WINDOW_DAYS


def _text(label: Any, *, rows: int = 3, most: int = 1000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, **kwargs)


class PrepareForm(forms.Form):
    """The announcement that stands above a release."""

    announcement_zh = _text(_("announcement (Chinese)"), rows=4, most=4000, required=False)
    announcement_en = _text(_("announcement (English)"), rows=4, most=4000, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="prepare-%s", initial=initial)


class WindowForm(forms.Form):
    """For how many working days units can object."""

    days = forms.IntegerField(
        label=_("working days after today"), min_value=1, max_value=LONGEST_WINDOW, initial=WINDOW_DAYS
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="window-%s")


class RecallForm(forms.Form):
    """Why a release is taken back."""

    reason = _text(_("reason"), rows=2, error_messages={"required": _("Say why it is taken back.")})

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="recall-%s")


class PublishForm(forms.Form):
    """Publishing at once, or at a set time. `seen` is the fingerprint of the draft that the page showed."""

    seen = forms.CharField(
        max_length=64,
        widget=forms.HiddenInput,
        error_messages={"required": _("This page is out of date. Reload it, then publish.")},
    )
    publish_at = forms.DateTimeField(
        label=_("time of publication"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Write the time as 2026-10-25 09:00.")},
    )
    override_reason = _text(_("why it does not wait"), rows=2, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="publish-%s")


class ObjectionForm(forms.Form):
    """A unit's objection. `about` is the whole, a target's code, or a list's key."""

    unit = forms.ChoiceField(label=_("reporting unit"))
    about = forms.ChoiceField(label=_("what the unit objects to"), required=False)
    text = _text(
        _("objection and reasons"),
        rows=5,
        most=2000,
        error_messages={"required": _("Say what the unit objects to, and why.")},
    )

    def __init__(self, page: ObjectionsPage, data: Any = None) -> None:
        super().__init__(data, auto_id="objection-%s")
        self._units = {unit.code: unit for unit in page.units}
        targets, lists = things_to_object_to(page.period)
        self._things: dict[str, Target | CompetitionList] = {f"target:{row.code}": row for row in targets}
        self._things |= {f"list:{row.pk}": row for row in lists}
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in page.units]
        if len(page.units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = page.units[0].code
        self.fields["about"].choices = [
            ("", _("the draft as a whole")),
            (_("figures of a target"), [(f"target:{row.code}", row.name) for row in targets]),
            (_("a list of the competition"), [(f"list:{row.pk}", row.name) for row in lists]),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "unit" not in cleaned:  # the field may be hidden, and its error with it
            self.add_error(None, gettext("Choose a unit for which you report or review."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        thing = self._things.get(self.cleaned_data["about"])
        name = "list" if isinstance(thing, CompetitionList) else "target"
        return {
            "unit": self._units[self.cleaned_data["unit"]],
            name: thing,
            "text": self.cleaned_data["text"],
        }


class AnswerForm(forms.Form):
    """What becomes of an objection, and why. Offered is what is the reader's to say; the service refuses the rest."""

    outcome = forms.ChoiceField(
        label=_("outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the objection.")},
    )
    text = _text(_("answer"), most=2000, error_messages={"required": _("Say why.")})

    def __init__(self, row: ObjectionRow, data: Any = None) -> None:
        number = str(row.objection.number)
        super().__init__(data, prefix=number, auto_id="answer-%s")
        self.fields["outcome"].choices = [
            (code, label)
            for code, label in OBJECTION_OUTCOME_LABELS.items()
            if self.is_bound or (row.may_withdraw if code == WITHDRAWN else row.may_answer)
        ]
        if not row.may_answer:
            self.initial["outcome"] = WITHDRAWN
