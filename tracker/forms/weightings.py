"""A list's criteria with their weights and rules: one form for the whole set."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.calculations.rounding import plain_text
from tracker.calculations.scoring_rules import RuleKind
from tracker.competition_labels import QUANTITY_LABELS, RULE_LABELS
from tracker.documents.competition_checks import parameters_of
from tracker.labels import exact_text
from tracker.models import Criterion, Quantity, Target, Weight
from tracker.selectors.competition_setup import ListSetup
from tracker.services.editing import CellsRefused, ChangedMeanwhile, UnableToChange
from tracker.services.weightings import StatedCriterion

from .fields import FigureField, QuarterField, reason_field

HUNDRED = Decimal(100)
# So many empty criteria are offered for a list that has none yet, and for one that has some.
BLANKS_AT_FIRST, BLANKS_LATER = 4, 2
PARAMETER_LABELS = {
    "base": _("points to start from"),
    "worst": _("worst value"),
    "best": _("best value"),
    "step": _("points for each place"),
    "least": _("fewest points"),
    "cap": _("cap (1.2: 120 points)"),
    "allowed": _("allowed without deduction"),
    "points": _("points taken off for each step"),
    "unit": _("size of a step"),
}


class TargetChoice(forms.ModelChoiceField):
    """A target, or none: entered for the competition. The targets are read once for the whole page."""

    def __init__(self, targets: Iterable[Target], **kwargs: Any) -> None:
        super().__init__(Target.objects.all(), required=False, label=_("figures come from"), **kwargs)
        self.choices = [
            ("", _("entered for the competition only")),
            *((target.pk, target.name) for target in targets),
        ]


class CriterionForm(forms.Form):
    """One criterion. Without a weight it is left out of the set; what an existing one measures stays."""

    name_zh = forms.CharField(label=_("Chinese name"), max_length=200, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    weight = FigureField(label=_("weight"), required=False)
    quantity = forms.ChoiceField(label=_("looks at"), choices=list(QUANTITY_LABELS.items()))
    rising = forms.BooleanField(label=_("more is better"), required=False)
    unit_zh = forms.CharField(label=_("unit (Chinese)"), max_length=30, required=False)
    unit_en = forms.CharField(label=_("unit (English)"), max_length=30, required=False)
    decimals = forms.IntegerField(label=_("decimals"), min_value=0, max_value=4, required=False)
    definition_zh = forms.CharField(
        label=_("definition (Chinese)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    definition_en = forms.CharField(
        label=_("definition (English)"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_sample = forms.BooleanField(label=_("sample (invented, never an official one)"), required=False)
    rule = forms.ChoiceField(label=_("scoring rule"), choices=list(RULE_LABELS.items()))
    uncapped = forms.BooleanField(label=_("without a cap"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        prefix: str,
        targets: Iterable[Target],
        criterion: Criterion | None,
        weight: Weight | None,
    ) -> None:
        self.criterion, self.stored = criterion, weight
        super().__init__(data, prefix=prefix, auto_id=f"{prefix}-%s", initial=_initial(criterion, weight))
        self.fields["target"] = TargetChoice(targets)
        for name, label in PARAMETER_LABELS.items():
            self.fields[f"p_{name}"] = FigureField(label=label, required=False)
        for name in ("worst", "best"):
            self.fields[f"p_{name}"].widget.attrs["placeholder"] = gettext("the group's")
        for name in ("target", "quantity", "rising"):
            self.fields[name].disabled = criterion is not None

    @property
    def is_blank(self) -> bool:
        """A new criterion in which nothing was typed, or whose words and weight were cleared."""
        cleaned = self.cleaned_data
        return self.criterion is None and not cleaned.get("name_zh") and cleaned.get("weight") is None

    @property
    def words(self) -> list[forms.BoundField]:
        names = ("name_en", "unit_zh", "unit_en", "decimals", "definition_zh", "definition_en", "is_sample")
        return [self[name] for name in names]

    @property
    def parameters(self) -> list[tuple[str, forms.BoundField]]:
        """Every parameter with the names of the rules that have it, for the style sheet."""
        fields = [(name, self[f"p_{name}"]) for name in PARAMETER_LABELS]
        fields.insert(1 + [name for name, _field in fields].index("cap"), ("cap", self["uncapped"]))
        return [
            (" ".join(f"of-{kind}" for kind in RuleKind if name in parameters_of(kind)), field)
            for name, field in fields
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            self.criterion is None
            and cleaned.get("name_zh")
            and "weight" in cleaned
            and cleaned["weight"] is None
        ):
            self.add_error("weight", gettext("Give the new criterion a weight, or clear its name."))
        return cleaned

    def stated(self) -> StatedCriterion | None:
        """What is stated; None where the criterion is left out."""
        cleaned = self.cleaned_data
        if self.is_blank or cleaned["weight"] is None:
            return None
        names = ("name_zh", "name_en", "target", "quantity", "rising", "weight", "rule", "is_sample")
        texts = ("unit_zh", "unit_en", "definition_zh", "definition_en")
        return StatedCriterion(
            code=self.criterion.code if self.criterion else "",
            decimals=cleaned["decimals"] or 0,
            parameters=self._parameters(RuleKind(cleaned["rule"])),
            **{name: cleaned[name] for name in (*names, *texts)},
        )

    def _parameters(self, kind: RuleKind) -> dict[str, Decimal | None]:
        """What was given of this rule's own parameters; those of other rules mean nothing."""
        cleaned = self.cleaned_data
        given = {name: cleaned[f"p_{name}"] for name in parameters_of(kind)}
        parameters: dict[str, Decimal | None] = {name: v for name, v in given.items() if v is not None}
        return parameters | ({"cap": None} if "cap" in given and cleaned["uncapped"] else {})


class WeightingForm(forms.Form):
    """The whole set: criteria with weights and rules, from when on, and why."""

    from_quarter = QuarterField(label=_("from quarter"))
    reason = reason_field()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, setup: ListSetup, data: Any = None) -> None:
        self.setup = setup
        latest = setup.latest
        first = max(latest.from_quarter, setup.list.edition.first) if latest else setup.list.edition.first
        if setup.released_until and setup.released_until >= first:
            first = setup.released_until.shift(1)
        super().__init__(
            data,
            auto_id="set-%s",
            initial={"from_quarter": first.code, "seen": latest.version if latest else 0},
        )
        weights = {weight.criterion_id: weight for weight in setup.weights}
        in_force = [row for row in setup.criteria if row.pk in weights]
        rows = [*in_force, *(row for row in setup.criteria if row.pk not in weights)]
        blanks = BLANKS_LATER if rows else BLANKS_AT_FIRST
        self.existing = [
            self._row(data, f"c-{row.code}", criterion=row, weight=weights.get(row.pk)) for row in rows
        ]
        self.new = [self._row(data, f"new-{number}") for number in range(1, blanks + 1)]

    def _row(
        self, data: Any, prefix: str, *, criterion: Criterion | None = None, weight: Weight | None = None
    ) -> CriterionForm:
        # A criterion that a colleague has added since the page was opened was not on it: it stands as it is stored.
        sent = data if any(name.startswith(f"{prefix}-") for name in data or ()) else None
        return CriterionForm(
            sent, prefix=prefix, targets=self.setup.targets, criterion=criterion, weight=weight
        )

    @property
    def criteria(self) -> list[CriterionForm]:
        return [*self.existing, *self.new]

    @property
    def faulty(self) -> list[CriterionForm]:
        return [row for row in self.criteria if row.errors]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *(row.is_valid() for row in self.criteria if row.is_bound)])

    @property
    def sum(self) -> Decimal:
        """The weights as they stand in the form, for the line that says what is missing."""
        found = []
        for row in self.criteria:
            try:
                found.append(row.fields["weight"].clean(row["weight"].value()))
            except forms.ValidationError:
                continue
        return sum((weight for weight in found if weight is not None), Decimal(0))

    @property
    def missing(self) -> Decimal:
        return HUNDRED - self.sum

    @property
    def sum_text(self) -> str:
        return exact_text(self.sum)

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        cleaned = self.cleaned_data
        stated = [(row, row.stated()) for row in self.criteria if row.is_bound]
        self._sent = [row for row, what in stated if what]
        return {
            "criteria": [what for _row, what in stated if what],
            "from_quarter": cleaned["from_quarter"],
            "reason": cleaned["reason"],
            "seen": cleaned["seen"] or 0,
        }

    def refuse(self, error: UnableToChange | ChangedMeanwhile | CellsRefused) -> None:
        """Say beside the criterion, or above all of them, why it was not stored."""
        if isinstance(error, CellsRefused):
            for (index, name), problem in error.problems.items():
                row = self._sent[index]
                field = f"p_{name}" if f"p_{name}" in row.fields else name
                row.add_error(field if field in row.fields else None, problem)
            return
        field = getattr(error, "field", None)
        self.add_error(field if field in self.fields else None, str(error))
        # Whoever has been told may save again.
        self.data = self.data.copy()
        self.data["seen"] = self.setup.latest.version if self.setup.latest else 0


def _initial(criterion: Criterion | None, weight: Weight | None) -> dict[str, Any]:
    if criterion is None:
        return {"rising": True, "quantity": Quantity.RATIO, "decimals": 0}
    names = ("name_zh", "name_en", "quantity", "rising", "unit_zh", "unit_en", "decimals")
    names += ("definition_zh", "definition_en", "is_sample")
    initial = {name: getattr(criterion, name) for name in names} | {"target": criterion.target_id}
    if weight is None:
        return initial
    parameters = {f"p_{name}": value for name, value in weight.parameters.items() if value is not None}
    return initial | {
        "weight": plain_text(weight.value),
        "rule": weight.rule,
        "uncapped": "cap" in weight.parameters and weight.parameters["cap"] is None,
        **parameters,
    }
