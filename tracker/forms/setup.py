"""What the coordinator types on the set-up pages: one row of a plan at a time, always with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.progress import Aggregation, Comparator, Measure
from tracker.models import Baseline, Definition, Plan, Source, Target
from tracker.models.plans import AS_OF
from tracker.selectors.setup import units_offered, usable_sources
from tracker.services.editing import UnableToChange
from tracker.services.plans import check_span

from .fields import STORED_DECIMALS, FigureField, QuarterField, RowForm


class PlanForm(RowForm):
    """A plan's names and its quarters."""

    first = QuarterField(label=_("first quarter"))
    last = QuarterField(label=_("last quarter"))
    followed_until = QuarterField(
        label=_("followed until"),
        required=False,
        help_text=_("A quarter after the last one, while figures that come late are still asked for."),
    )

    class Meta:
        model = Plan
        fields = [
            "name_zh",
            "name_en",
            "short_name_zh",
            "short_name_en",
            "first",
            "last",
            "followed_until",
            "position",
        ]

    def clean(self) -> dict[str, Any]:
        """The service asks the same; here it is said before the database says it in its own words."""
        cleaned = super().clean() or {}
        span = [cleaned.get(name) for name in ("first", "last", "followed_until")]
        if span[0] and span[1]:
            try:
                check_span(*span)
            except UnableToChange as error:
                self.add_error(error.field, str(error))
        return cleaned


class TargetForm(RowForm):
    """What a target promises and how it is counted."""

    decimals = forms.IntegerField(label=_("decimals"), min_value=0, max_value=STORED_DECIMALS)
    value = FigureField(label=_("target value"), help_text=_("For a range of values: its lower end."))
    upper = FigureField(
        label=_("upper end"), required=False, help_text=_("Only for a target that is a range of values.")
    )

    class Meta:
        model = Target
        fields = [
            "name_zh",
            "name_en",
            "wording",
            "unit_zh",
            "unit_en",
            "decimals",
            "comparator",
            "value",
            "upper",
            "measure",
            "counts_from_start",
            "aggregation",
            "lead_unit",
        ]
        widgets = {"wording": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_unit"].queryset = units_offered()
        for name in ("value", "upper"):
            self.fields[name].unit = self.instance.unit

    def clean(self) -> dict[str, Any]:
        """The same rules that a plan file keeps to (docs/plan-files.md)."""
        cleaned = super().clean() or {}
        value, upper = cleaned.get("value"), cleaned.get("upper")
        if upper is not None:
            if value is not None and upper <= value:
                self.add_error("upper", gettext("The upper end lies above the target value."))
            if cleaned.get("comparator") not in (None, Comparator.AT_LEAST):
                self.add_error("comparator", gettext("A range is met inside its two ends: choose ≥."))
        for name in ("value", "upper"):
            self._check_figure(name, cleaned)
        if cleaned.get("counts_from_start") and cleaned.get("measure") != Measure.CUMULATIVE:
            self.add_error(
                "counts_from_start", gettext("Only a cumulative count can begin at zero with the plan.")
            )
        if cleaned.get("counts_from_start") and self._has_published_baseline():
            self.add_error(
                "counts_from_start",
                gettext("A baseline is published, so it does not begin at zero with the plan."),
            )
        return cleaned

    def _check_figure(self, name: str, cleaned: dict[str, Any]) -> None:
        value, decimals = cleaned.get(name), cleaned.get("decimals")
        if value is None:
            return
        if decimals is not None and round(value, decimals) != value:
            self.add_error(
                name, gettext("This has more decimals than the target: %(count)d.") % {"count": decimals}
            )
        if cleaned.get("unit_zh") == "%" and not 0 <= value <= 100:
            self.add_error(name, gettext("A percentage lies between 0 and 100."))
        if cleaned.get("aggregation") == Aggregation.ROSTER and (decimals or value < 0):
            self.add_error("aggregation", gettext("A roster counts names: whole numbers, from 0 on."))

    def _has_published_baseline(self) -> bool:
        return Baseline.objects.filter(target=self.instance.pk, value__isnull=False).exists()


class SourcedForm(RowForm):
    """A statement that names its publication, one of those that were read once for the whole page."""

    def __init__(
        self, row: models.Model, data: Any = None, *, sources: Iterable[Source], **kwargs: Any
    ) -> None:
        super().__init__(row, data, **kwargs)
        field = self.fields["source"]
        field.queryset = usable_sources()
        field.choices = [("", "—"), *((source.pk, str(source)) for source in sources)]


class BaselineForm(SourcedForm):
    """Where a target started: a value with its date and its source, or why there is none."""

    value = FigureField(label=_("value"), required=False, help_text=_("Blank when none was published."))

    class Meta:
        model = Baseline
        fields = ["value", "as_of", "qualifier", "source", "note_zh", "note_en"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("note_zh", "note_en")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].unit = self.instance.target.unit

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        target = self.instance.target
        if "value" not in cleaned:
            return cleaned
        if cleaned["value"] is None:
            if not cleaned.get("note_zh"):
                self.add_error(
                    "note_zh", gettext("Say why there is no baseline, for example that none was published.")
                )
            for name in ("as_of", "source"):
                if cleaned.get(name):
                    self.add_error(name, gettext("It stands beside no value: clear it."))
            return cleaned
        for name in ("as_of", "source"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, gettext("A baseline can only be judged with its date and its source."))
        if target.counts_from_start:
            self.add_error(
                "value", gettext("This target begins at zero with the plan: it needs no baseline.")
            )
        if target.is_percent and not 0 <= cleaned["value"] <= 100:
            self.add_error("value", gettext("A percentage lies between 0 and 100."))
        return cleaned

    def clean_as_of(self) -> str:
        """Said in words before the database says it in its own."""
        as_of = self.cleaned_data["as_of"].strip()
        if as_of and not re.fullmatch(AS_OF, as_of):
            raise forms.ValidationError(gettext("Write it as 2023, 2023Q4, 2023-12 or 2023-12-31."))
        return as_of


class DefinitionForm(SourcedForm):
    """What exactly is counted from a day on."""

    class Meta:
        model = Definition
        fields = ["effective_on", "source", "text_zh", "text_en"]
        widgets = {
            "effective_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text_zh": forms.Textarea(attrs={"rows": 3}),
            "text_en": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_effective_on(self) -> Any:
        day, plan = self.cleaned_data["effective_on"], self.instance.target.plan
        if day > plan.reported_until.last_day:
            raise forms.ValidationError(gettext("This is after the plan's last quarter."))
        return day
