"""What the coordinator types on the competition's set-up pages: editions, lists, groups, exclusions, honours."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.models import CompetitionList, Edition, Exclusion, HonourFlag, PeerGroup, ReportingUnit
from tracker.selectors.competition_setup import EditionSetup
from tracker.services.editing import CellsRefused, ChangedMeanwhile, UnableToChange

from .fields import QuarterField, RowForm, reason_field
from .grids import GridForm


class EditionForm(RowForm):
    """An edition's names, its quarters, and what is to be said about it."""

    first = QuarterField(label=_("first quarter"))
    last = QuarterField(label=_("last quarter"), required=False, help_text=_("Blank while it goes on."))

    class Meta:
        model = Edition
        fields = ["name_zh", "name_en", "first", "last", "position", "has_results", "note_zh", "note_en"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("note_zh", "note_en")}

    def clean(self) -> dict[str, Any]:
        """The service asks the same; here it is said before the database says it in its own words."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", gettext("The edition cannot end before it begins."))
        return cleaned


class NewEditionForm(EditionForm):
    """An edition that is not there yet; its code stands in addresses and stays."""

    class Meta(EditionForm.Meta):
        fields = ["code", "name_zh", "name_en", "first", "last", "position"]


class ListForm(RowForm):
    """A list's names, motto, and what it looks at."""

    class Meta:
        model = CompetitionList
        fields = ["name_zh", "name_en", "motto_zh", "motto_en", "looks_at_zh", "looks_at_en", "position"]


class NewListForm(ListForm):
    """A list that is not there yet."""

    class Meta(ListForm.Meta):
        fields = ["code", *ListForm.Meta.fields]


class GroupForm(RowForm):
    """A peer group's names and its place in the order."""

    class Meta:
        model = PeerGroup
        fields = ["name_zh", "name_en", "position"]


class NewGroupForm(GroupForm):
    """A group that is not there yet."""

    class Meta(GroupForm.Meta):
        fields = ["code", *GroupForm.Meta.fields]


class MembersForm(GridForm):
    """Which group each unit is in: one choice for every unit, stored as a whole."""

    def __init__(self, setup: EditionSetup, data: Any = None) -> None:
        self.setup = setup
        super().__init__(data)
        choices = [(str(group.pk), group.name) for group in setup.groups]
        for unit in setup.units:
            self.fields[unit.code] = forms.ChoiceField(
                label=unit.name,
                required=False,
                choices=[*choices, ("", gettext("takes no part"))],
                initial=str(setup.group_of.get(unit.pk, "")),
                widget=forms.RadioSelect,
            )
        self.fields["was"].initial = json.dumps(
            {unit.code: setup.group_of[unit.pk] for unit in setup.units if unit.pk in setup.group_of}
        )

    def rows(self) -> Iterator[tuple[ReportingUnit, forms.BoundField]]:
        """Every unit with its choice, in the official order."""
        for unit in self.setup.units:
            yield unit, self[unit.code]

    def arguments(self) -> dict[str, Any]:
        """What is wanted and what was seen, as the service takes it."""
        was = self._was()
        wanted = {unit.pk: _number(self.cleaned_data[unit.code]) for unit in self.setup.units}
        seen = {unit.pk: _number(was.get(unit.code)) for unit in self.setup.units}
        return {"wanted": wanted, "seen": seen, "reason": self.cleaned_data["reason"]}

    def refuse(self, error: CellsRefused) -> None:
        """Say beside each unit what is wrong."""
        codes = {unit.pk: unit.code for unit in self.setup.units}
        self._saw_since({codes[key]: value for key, value in error.stored.items()})
        for key, problem in error.problems.items():
            self.add_error(codes.get(key), problem)


class UnitChoice(forms.ModelChoiceField):
    """One of the units that take part, read once for the whole page."""

    def __init__(self, units: Iterable[ReportingUnit], **kwargs: Any) -> None:
        super().__init__(ReportingUnit.objects.all(), label=_("area unit"), **kwargs)
        self.choices = [("", "—"), *((unit.pk, unit.name) for unit in units)]


class PlainForm(forms.Form):
    """A form of its own whose refusal stands beside what was typed."""

    def refuse(self, error: UnableToChange | ChangedMeanwhile) -> None:
        if isinstance(error, UnableToChange):
            self.add_error(error.field if error.field in self.fields else None, str(error))
        else:
            self.add_error(None, gettext("Somebody else has changed this meanwhile. Look at it again first."))


class ExclusionForm(PlainForm):
    """A unit that is left out of the ranking, with the reason that is printed."""

    reason = forms.CharField(
        label=_("reason, printed with the ranking"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Force majeure only, for example a natural disaster."),
    )
    document = forms.CharField(label=_("source document"), max_length=300, required=False)
    whole = forms.BooleanField(label=_("in every list of the edition"), required=False)

    def __init__(self, row: Exclusion, data: Any = None, *, units: Iterable[ReportingUnit]) -> None:
        self.row = row
        super().__init__(data, prefix="exclude", auto_id="exclude-%s")
        self.fields = {"unit": UnitChoice(units), **self.fields}

    def arguments(self) -> dict[str, Any]:
        """What the service takes: the exclusion as stated."""
        cleaned, row = self.cleaned_data, self.row
        row.unit, row.reason, row.document = cleaned["unit"], cleaned["reason"], cleaned["document"]
        if cleaned["whole"]:
            row.list = None
        return {"exclusion": row}


class HonourFlagForm(PlainForm):
    """A red flag for a unit, with its citation."""

    citation_zh = forms.CharField(label=_("citation (Chinese)"), max_length=300)
    citation_en = forms.CharField(label=_("citation (English)"), max_length=300, required=False)
    reason = reason_field()

    def __init__(self, row: HonourFlag, data: Any = None, *, units: Iterable[ReportingUnit]) -> None:
        self.row = row
        super().__init__(data, prefix="honour", auto_id="honour-%s")
        self.fields = {"unit": UnitChoice(units), **self.fields}

    def arguments(self) -> dict[str, Any]:
        """What the service takes: the flag as stated, and why."""
        cleaned, row = self.cleaned_data, self.row
        row.unit = cleaned["unit"]
        row.citation_zh, row.citation_en = cleaned["citation_zh"], cleaned["citation_en"]
        return {"honourflag": row, "reason": cleaned["reason"]}


def _number(value: Any) -> int | None:
    try:
        return int(value) if value not in (None, "") else None
    except (TypeError, ValueError):
        return None
