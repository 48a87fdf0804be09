"""Which events of the trail are wanted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from tracker.events import action_words, quarter_words, who_words
from tracker.selectors.records import Names, RecordChoices, RecordFilters

# Days that every database and calendar can count with.
BETWEEN = [MinValueValidator(dt.date(2000, 1, 1)), MaxValueValidator(dt.date(2100, 1, 1))]


def day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=False, widget=widget, validators=BETWEEN)


def choice(label: Any, max_length: int) -> forms.CharField:
    """A select that also takes what it does not offer: an address to share may name what has no event yet."""
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.CharField(label=label, required=False, max_length=max_length, widget=widget)


class RecordsForm(forms.Form):
    """The filters of the trail, as they stand in the address."""

    unit = choice(_("Unit"), 60)
    target = choice(_("Target"), 80)
    quarter = choice(_("Quarter"), 6)
    person = choice(_("Person"), 200)
    action = choice(_("What happened"), 60)
    since = day(_("From day"))
    until = day(_("Until day"))

    def __init__(self, data: Any, choices: RecordChoices, names: Names) -> None:
        super().__init__(data, auto_id="filter-%s")
        words = {
            "unit": {code: names.units.get(code, code) for code in choices.units},
            "target": {code: names.targets.get(code, code) for code in choices.targets},
            "quarter": {code: quarter_words(code) for code in choices.quarters},
            "person": {name: who_words(name) for name in choices.people},
            "action": {action: action_words(action) for action in choices.actions},
        }
        for name, offered in words.items():
            asked = self.data.get(name, "")
            extra = {asked: asked} if asked and asked not in offered else {}
            self.fields[name].widget.choices = [("", _("all")), *offered.items(), *extra.items()]

    @property
    def filters(self) -> RecordFilters:
        """What is wanted; a filter that cannot be read leaves all of its kind in, and says so beside its field."""
        self.full_clean()
        return RecordFilters(**self.cleaned_data)
