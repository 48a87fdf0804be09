"""Why a scoring rule cannot be used as it was set, in an official's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from tracker.calculations.scoring_points import FULL_MARKS
from tracker.calculations.scoring_rules import RuleKind
from tracker.competition_labels import QUANTITY_LABELS, RULE_LABELS
from tracker.documents.competition_checks import QUANTITIES_OF, parameters_of, required_of

Parameters = Mapping[str, Decimal | None]


def rule_problem(rule: str, parameters: Parameters, *, quantity: str, rising: bool) -> dict[str, str]:
    """What is wrong with a rule and the parameters given for it, by field; nothing when it can be used.

    It refuses whatever `calculations` would refuse with a ValueError (a test holds the two together).
    """
    if rule not in RULE_LABELS:
        return {"rule": _("Choose a rule.")}
    kind = RuleKind(rule)
    known = parameters_of(kind)
    for name in parameters:
        if name not in known:
            return {
                "rule": _("The rule %(rule)s has no parameter %(name)s.")
                % {"rule": RULE_LABELS[kind], "name": name}
            }
    if problem := _unfit(kind, quantity, rising):
        return problem
    whole = known | dict(parameters)
    for name in sorted(required_of(kind)):
        if whole[name] is None:
            return {name: _("A deduction needs to know what is allowed, and how many points are taken off.")}
    problem = _NUMBERS[kind](whole)
    if not problem and kind == RuleKind.EFFICACY:
        problem = _wrong_way(whole, rising)
    return problem


def _unfit(kind: RuleKind, quantity: str, rising: bool) -> dict[str, str]:
    allowed = QUANTITIES_OF.get(kind)
    if allowed and quantity not in allowed:
        words = " / ".join(str(QUANTITY_LABELS[name]) for name in allowed)
        return {
            "rule": _("The rule %(rule)s takes only: %(quantities)s.")
            % {"rule": RULE_LABELS[kind], "quantities": words}
        }
    if kind in (RuleKind.SCHEDULE, RuleKind.COMPLETION) and not rising:
        return {
            "rule": _("This rule is for figures of which more is better. Choose a deduction or another rule.")
        }
    if kind == RuleKind.DEDUCTION and rising:
        return {"rule": _("A deduction is for figures of which less is better: untick that more is better.")}
    return {}


def _cap(numbers: Parameters) -> dict[str, str]:
    cap = numbers["cap"]
    if cap is not None and cap < 1:
        return {"cap": _("A cap below 1 would put full marks out of reach.")}
    return {}


def _efficacy(numbers: Parameters) -> dict[str, str]:
    worst, best, base = numbers["worst"], numbers["best"], numbers["base"]
    if (worst is None) != (best is None):
        return {
            "worst" if worst is None else "best": _(
                "Give both the worst and the best value, or neither: then they come from the group."
            )
        }
    if worst is not None and worst == best:
        return {"best": _("Between two equal values there is nothing to tell apart.")}
    if base is None or not 0 <= base < FULL_MARKS:
        return {"base": _("The base lies from 0 to below 100.")}
    return _cap(numbers)


def _wrong_way(numbers: Parameters, rising: bool) -> dict[str, str]:
    worst, best = numbers["worst"], numbers["best"]
    if worst is None or best is None or (worst < best) == rising:
        return {}
    if rising:
        return {"best": _("More is better here, so the best value lies above the worst.")}
    return {"best": _("Less is better here, so the best value lies below the worst.")}


def _steps(numbers: Parameters) -> dict[str, str]:
    """Of both rules by place; climbing starts from its base, places start from 100."""
    step, least, top = numbers["step"], numbers["least"], numbers.get("base", FULL_MARKS)
    if step is None or step <= 0:
        return {"step": _("A place is worth more than 0 points.")}
    if least is None or top is None or not 0 <= least <= top <= FULL_MARKS:
        return {"least": _("The fewest points lie from 0 up to the points one starts from, at most 100.")}
    return {}


def _deduction(numbers: Parameters) -> dict[str, str]:
    for name in ("points", "unit"):
        number = numbers[name]
        if number is None or number <= 0:
            return {name: _("More than 0 points are taken off for each step of more than 0.")}
    return {}


_NUMBERS = {
    RuleKind.SCHEDULE: _cap,
    RuleKind.COMPLETION: _cap,
    RuleKind.EFFICACY: _efficacy,
    RuleKind.PLACE: _steps,
    RuleKind.CLIMB: _steps,
    RuleKind.DEDUCTION: _deduction,
}
