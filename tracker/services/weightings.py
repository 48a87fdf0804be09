"""What a list looks at and how much each of it weighs: set as a whole, from a quarter on, never backwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.calculations.periods import Quarter
from tracker.calculations.scoring import WHOLES
from tracker.calculations.scoring_rules import RuleKind
from tracker.documents.competition_checks import stored_parameters
from tracker.labels import exact_text
from tracker.models import (
    CompetitionList,
    Criterion,
    CriterionSource,
    Quantity,
    Release,
    Target,
    Weight,
    Weighting,
)

from . import audit
from .changes import row_save
from .editing import CellsRefused, UnableToChange
from .scoring_problems import rule_problem

HUNDRED = WHOLES[0]
# What a criterion measures. Figures and released boards hang on it, so a criterion that should measure something else
# is another criterion.
MEASURING = ("source", "target_id", "quantity", "rising")
WORDS = (
    "name_zh",
    "name_en",
    "unit_zh",
    "unit_en",
    "decimals",
    "definition_zh",
    "definition_en",
    "is_sample",
)

# The number of a row and the field in which something is wrong.
Place = tuple[int, str]


@dataclass(frozen=True, kw_only=True)
class StatedCriterion:
    """One criterion of the set: what it measures, its weight, and its rule with the parameters that were given.

    `code` is that of a criterion the list has already; empty for a new one. Without a target its figures are entered
    for the competition.
    """

    code: str = ""
    name_zh: str
    name_en: str = ""
    target: Target | None = None
    quantity: str = Quantity.ENTERED
    rising: bool = True
    unit_zh: str = ""
    unit_en: str = ""
    decimals: int = 0
    definition_zh: str = ""
    definition_en: str = ""
    is_sample: bool = False
    weight: Decimal
    rule: str
    parameters: Mapping[str, Decimal | None] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return CriterionSource.TARGET if self.target else CriterionSource.ENTERED

    @property
    def target_id(self) -> int | None:
        return self.target.pk if self.target else None


@transaction.atomic
def weighting_set(
    *,
    list: CompetitionList,
    criteria: Sequence[StatedCriterion],
    from_quarter: Quarter,
    reason: str,
    seen: int,
    by: Any,
    at: dt.datetime,
) -> Weighting:
    """Put a list's criteria, weights, rules and parameters in force from a quarter on, as its next version.

    Until the quarter is released, a later version for the same quarter takes the place of the one before. `seen` is
    the version its author saw, 0 for none. Raises `UnableToChange` when the whole cannot stand (it would reach back,
    or into a released quarter; the weights do not add up), and `CellsRefused` with what is wrong in which row.
    """
    list = CompetitionList.objects.select_for_update(of=("self",)).select_related("edition").get(pk=list.pk)
    last = list.weightings.last()
    _check_quarter(list, from_quarter, last, seen)
    existing = {row.code: row for row in list.criteria.all()}
    problems: dict[Place, str] = {}
    for index, stated in enumerate(criteria):
        problems |= {(index, name): words for name, words in _row_problems(stated, existing).items()}
    problems |= _repeated(criteria)
    if problems:
        raise CellsRefused(problems)
    _check_sum(criteria)
    event = {"by": by, "at": at, "reason": reason}
    rows = [
        _criterion(list, stated, existing, position, event)
        for position, stated in enumerate(criteria, start=1)
    ]
    weighting = Weighting.objects.create(
        list=list,
        version=last.version + 1 if last else 1,
        from_quarter=from_quarter,
        reason=reason,
        author=by,
        recorded_at=at,
    )
    Weight.objects.bulk_create(
        Weight(
            weighting=weighting,
            criterion=row,
            value=stated.weight,
            rule=stated.rule,
            parameters=stored_parameters(RuleKind(stated.rule), stated.parameters),
        )
        for row, stated in zip(rows, criteria, strict=True)
    )
    audit.record(
        action="weighting.set",
        subject=f"edition:{list.edition.code}",
        quarter=from_quarter.code,
        details={
            "list": list.name_zh,
            "version": weighting.version,
            "weights": [
                f"{row.name_zh} {exact_text(stated.weight)}"
                for row, stated in zip(rows, criteria, strict=True)
            ],
        },
        **event,
    )
    return weighting


def _check_quarter(list: CompetitionList, from_quarter: Quarter, last: Weighting | None, seen: int) -> None:
    if not list.edition.has_results:
        raise UnableToChange(_("Of this edition only the lists are known: it has no results to be scored."))
    if seen != (last.version if last else 0):
        raise UnableToChange(
            _("Somebody else has set version %(version)d meanwhile. Look at it, then save yours again.")
            % {"version": last.version if last else 0}
        )
    if not list.edition.covers(from_quarter):
        raise UnableToChange(_("The edition is not reviewed in this quarter."), "from_quarter")
    released = (
        Release.objects.published()
        .filter(period__quarter__gte=from_quarter)
        .order_by("period__quarter")
        .values_list("period__quarter", flat=True)
        .last()
    )
    if released:
        raise UnableToChange(
            _("%(quarter)s has been released: it stays as it was scored. Choose a later quarter.")
            % {"quarter": released},
            "from_quarter",
        )
    if last and from_quarter < last.from_quarter:
        raise UnableToChange(
            _("Version %(version)d is in force from %(quarter)s on. Choose this quarter or a later one.")
            % {"version": last.version, "quarter": last.from_quarter},
            "from_quarter",
        )


def _check_sum(criteria: Sequence[StatedCriterion]) -> None:
    if not criteria:
        raise UnableToChange(_("A list needs at least one criterion: give one a weight."))
    whole = sum((stated.weight for stated in criteria), Decimal(0))
    missing = HUNDRED - whole
    if missing > 0:
        raise UnableToChange(
            _("The weights add up to %(sum)s instead of 100: %(missing)s are missing.")
            % {"sum": exact_text(whole), "missing": exact_text(missing)}
        )
    if missing < 0:
        raise UnableToChange(
            _("The weights add up to %(sum)s instead of 100: %(surplus)s too many.")
            % {"sum": exact_text(whole), "surplus": exact_text(-missing)}
        )


def _row_problems(stated: StatedCriterion, existing: Mapping[str, Criterion]) -> dict[str, str]:
    """What is wrong with one criterion, by the field it is wrong in."""
    if stated.code and stated.code not in existing:
        return {"name_zh": _("This criterion is no longer there. Open the page again.")}
    if stated.weight <= 0:
        return {"weight": _("A weight lies above 0. To leave the criterion out, clear its weight.")}
    if not stated.name_zh:
        return {"name_zh": _("Say what the criterion is called.")}
    if (stated.target is None) != (stated.quantity == Quantity.ENTERED):
        return {
            "quantity": _("Choose which number of the target is looked at.")
            if stated.target
            else _("This is a number of a target: choose the target too.")
        }
    row = existing.get(stated.code)
    if row and any(getattr(row, name) != getattr(stated, name) for name in MEASURING):
        return {
            "quantity": _(
                "What a criterion measures stays. Clear its weight and add another criterion instead."
            )
        }
    return rule_problem(stated.rule, stated.parameters, quantity=stated.quantity, rising=stated.rising)


def _repeated(criteria: Sequence[StatedCriterion]) -> dict[Place, str]:
    """A criterion that stands twice in the set, by its name."""
    first: set[str] = set()
    problems = {}
    for index, stated in enumerate(criteria):
        if stated.name_zh in first:
            problems[index, "name_zh"] = _("Another criterion of this list has the same name.")
        first.add(stated.name_zh)
    return problems


def _criterion(
    list: CompetitionList,
    stated: StatedCriterion,
    existing: Mapping[str, Criterion],
    position: int,
    event: dict[str, Any],
) -> Criterion:
    """The criterion with its words as stated, stored; a new one gets a code that says what it looks at."""
    row = existing.get(stated.code) or Criterion(
        list=list, code=_free_code(stated, list), source=stated.source, target=stated.target
    )
    for name in ("quantity", "rising", *WORDS):
        setattr(row, name, getattr(stated, name))
    row.position = position
    row_save(row, **event)
    return row


def _free_code(stated: StatedCriterion, list: CompetitionList) -> str:
    taken = set(list.criteria.values_list("code", flat=True))
    base = stated.target.code if stated.target else "entered"
    candidates = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in candidates if code not in taken)
