"""What people type about rosters: which names they look for, and what they change about one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rosters import clean_code, clean_name
from tracker.models import AREA_KINDS, Enterprise, Roster, RosterEntry, RosterFlag
from tracker.selectors.roster_entries import ALL, CITY, WITHDRAWN, RosterFilters
from tracker.selectors.rosters import RosterPage
from tracker.selectors.setup import units_offered
from tracker.services.rosters import EntryFacts

from .fields import RowForm
from .people import ReasonForm, SaidInPlace
from .records import BETWEEN

FACTS = ("unit", "item", "kind", "level", "batch", "recognised_on", "source")


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=BETWEEN, **kwargs)


class RosterFilterForm(forms.Form):
    """The filters of a roster as they stand in the address; one that cannot be read narrows nothing."""

    search = forms.CharField(required=False, max_length=100)
    on = forms.DateField(required=False, validators=BETWEEN)
    unit = forms.CharField(required=False, max_length=60)
    kind = forms.CharField(required=False, max_length=60)
    level = forms.CharField(required=False, max_length=60)
    batch = forms.CharField(required=False, max_length=60)
    target = forms.CharField(required=False, max_length=80)
    state = forms.ChoiceField(required=False, choices=[(ALL, ALL), (WITHDRAWN, WITHDRAWN)])
    flagged = forms.BooleanField(required=False)

    def filters(self, today: dt.date) -> RosterFilters:
        """What is asked for; without a day the list as it stands today."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return RosterFilters(**({"on": today} | given))


def filter_choices(page: RosterPage) -> dict[str, list[tuple[str, str]]]:
    """What each filter of a roster's page offers, by its name; a filter without a choice is left out."""
    roster, around = page.roster, page.around
    states = [(WITHDRAWN, gettext("withdrawn by then")), (ALL, gettext("in force and withdrawn"))]
    from_start = [target for target in roster.targets.all() if target.counts_from_start]
    choices = {
        "unit": [
            *([(CITY, gettext("all that count toward the city"))] if page.sees_all else []),
            *((unit.code, unit.name) for unit in around.units),
        ],
        "kind": [(kind.code, kind.name) for kind in roster.kinds.all()],
        "level": [(level.code, level.name) for level in reversed(roster.levels.all())],
        "batch": [(batch, batch) for batch in around.batches],
        "target": [(target.code, target.name) for target in from_start],
        "state": states,
    }
    return {name: offered for name, offered in choices.items() if offered}


class EntryForm(RowForm):
    """What stands on a roster about one name, corrected by somebody who looks after it."""

    class Meta:
        model = RosterEntry
        fields = FACTS
        widgets = {"recognised_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, row: RosterEntry, data: Any = None, *, prefix: str) -> None:
        super().__init__(row, data, prefix=prefix)
        roster = row.roster
        self.fields["unit"].queryset = units_offered().filter(kind__in=AREA_KINDS)
        self.fields["recognised_on"].validators += BETWEEN
        for name, rows in (("kind", roster.kinds), ("level", roster.levels)):
            if rows.all():
                self.fields[name].queryset = rows.all()
                self.fields[name].empty_label = gettext("none")
            else:
                del self.fields[name]
        if roster.counts_items:
            self.fields["item"].label, self.fields["item"].required = roster.item, True
            self.fields["item"].help_text = gettext("The name of this one: an enterprise can have several.")
        else:
            del self.fields["item"]

    def facts(self) -> EntryFacts:
        return EntryFacts(**{name: self.cleaned_data[name] for name in FACTS if name in self.cleaned_data})

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        return {
            "entry": self.instance,
            "seen": cleaned["seen"],
            "facts": self.facts(),
            "reason": cleaned["reason"],
        }


class NewEntryForm(EntryForm):
    """A name that is put on a roster by hand."""

    code = forms.CharField(
        label=_("unified social credit code"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("18 characters. Blank when it is not known yet: the name is then flagged."),
    )
    name = forms.CharField(
        label=_("enterprise"), max_length=200, help_text=_("The full name as on the business licence.")
    )

    field_order = ("code", "name", *FACTS)

    def __init__(self, roster: Roster, data: Any = None, *, prefix: str = "new") -> None:
        super().__init__(RosterEntry(roster=roster), data, prefix=prefix)
        del self.fields["reason"], self.fields["seen"]

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        names = {name: self.cleaned_data[name] for name in ("code", "name")}
        return {"roster": self.instance.roster, "facts": self.facts(), **names}


class WithdrawForm(ReasonForm):
    """Taking a name off the list."""

    on = day_field(_("withdrawn on"), help_text=_("From this day on it counts no more."))
    every = forms.BooleanField(
        label=_("with all its entries in this unit: it climbed, or stands on several list types"),
        required=False,
        initial=True,
    )
    field_order = ("on", "every", "reason")

    def __init__(self, data: Any = None, *, today: dt.date, has_more: bool, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["on"].initial = today
        self.fields["reason"].max_length = 300
        if not has_more:
            del self.fields["every"]


class RenameForm(ReasonForm):
    """The new name of an enterprise."""

    name = forms.CharField(label=_("new name"), max_length=200)
    on = day_field(_("from"))
    field_order = ("name", "on", "reason")

    def __init__(self, data: Any = None, *, today: dt.date, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["on"].initial = today
        self.fields["name"].initial = given["enterprise"].name


class IdentifyForm(ReasonForm):
    """The code of an enterprise that is on a roster without a valid one."""

    code = forms.CharField(label=_("unified social credit code"), max_length=40)
    field_order = ("code", "reason")

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["code"].initial = given["enterprise"].faulty_code


class JoinForm(ReasonForm):
    """Saying that two enterprises are one."""

    other = forms.CharField(
        label=_("the other enterprise"), max_length=200, help_text=_("Its code, or its exact name.")
    )
    field_order = ("other", "reason")

    def __init__(
        self,
        data: Any = None,
        *,
        look_alikes: tuple[Enterprise, ...],
        among: QuerySet[Enterprise],
        **given: Any,
    ) -> None:
        """`among` are the enterprises that the person looks after: no other is found, nor its name confirmed."""
        super().__init__(data, **given)
        self.among = among
        if look_alikes:
            offered = among.in_bulk([other.pk for other in look_alikes])
            likely = next((other for other in look_alikes if other.pk in offered), None)
            self.fields["other"].initial = likely and (likely.uscc or likely.name)

    def clean_other(self) -> Enterprise:
        """The one enterprise with this code, or else with this name."""
        text = self.cleaned_data["other"]
        found = list(self.among.filter(uscc=clean_code(text))) if clean_code(text) else []
        if not found:
            named = self.among.filter(name=clean_name(text))
            found = list(named.exclude(pk=self.given["enterprise"].pk)) or list(named)
        if not found:
            raise forms.ValidationError(
                gettext("No enterprise on the rosters that you look after has this code or this name.")
            )
        if len(found) > 1:
            raise forms.ValidationError(gettext("Several enterprises have this name: type the code."))
        return found[0]


class SettleForm(SaidInPlace, forms.Form):
    """What became of a flag."""

    note = forms.CharField(
        label=_("how it was settled"),
        max_length=300,
        error_messages={"required": _("Say how it was settled.")},
    )

    def __init__(self, flag: RosterFlag, data: Any = None, *, prefix: str) -> None:
        self.flag = flag
        super().__init__(data, prefix=prefix, auto_id=f"{prefix}-%s")

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"flag": self.flag, **self.cleaned_data}
