"""What the parts of a competition file must have to do with each other, and rules made from their parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any, Literal

from tracker.calculations.criteria import Criterion
from tracker.calculations.rounding import plain_text
from tracker.calculations.scoring import WHOLES
from tracker.calculations.scoring_rules import RULES, Rule, RuleKind
from tracker.documents import definition_fields
from tracker.documents.definition_checks import Row, codes, part, read, repeated, rows, word
from tracker.documents.definition_fields import shown
from tracker.documents.definition_text import Place, Problem

QuantityCode = Literal["ratio", "completion", "actual", "increment", "growth", "entered"]
# The rules that need a particular figure: a ratio to schedule, or one with the unit's own target beside it.
QUANTITIES_OF: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.SCHEDULE: ("ratio",),
    RuleKind.COMPLETION: ("completion", "entered"),
}


def parameters_of(kind: RuleKind) -> dict[str, Decimal | None]:
    """The parameters of a rule with what they are when nobody says otherwise, in the rule's own order. Those
    without a default (a deduction's `allowed` and `points`) are not among the values but raise in `rule_made`.
    """
    return {
        field.name: None if field.default is MISSING else field.default
        for field in fields(RULES[kind])  # type: ignore[arg-type]
    }


def required_of(kind: RuleKind) -> set[str]:
    """The parameters that a rule cannot do without."""
    return {field.name for field in fields(RULES[kind]) if field.default is MISSING}  # type: ignore[arg-type]


def rule_made(kind: RuleKind, parameters: Mapping[str, Decimal | None]) -> Rule:
    """The rule with these parameters; ValueError when it has no such parameter, lacks one, or is no rule at all."""
    known = parameters_of(kind)
    for name in parameters:
        if name not in known:
            raise ValueError(f"{shown(name)} is no parameter of {kind}; it has {', '.join(known)}")
    for name in sorted(required_of(kind)):
        if parameters.get(name) is None:
            raise ValueError(f"{kind} needs the parameter '{name}'")
    for name in ("base", "step", "least", "unit"):
        if name in parameters and parameters[name] is None:
            raise ValueError(f"the parameter '{name}' of {kind} cannot be null")
    return RULES[kind](**parameters)


def problems(tree: Row) -> Iterator[Problem]:
    """Every contradiction of a competition file."""
    for name in ("sources", "groups", "lists"):
        yield from repeated(tree, name, "code")
    edition = part(tree, "edition")
    yield from edition_problems(tree, edition)
    yield from group_problems(tree)
    without_results = read(definition_fields.yes_or_no, edition.get("has_results")) is False
    for place, row in rows(tree, "lists"):
        if without_results and (row.get("criteria") or row.get("weighting")):
            yield Problem(place, "has criteria, but the edition says has_results: false")
        yield from list_problems(place, row, edition)


def edition_problems(tree: Row, edition: Row) -> Iterator[Problem]:
    first, last = (read(definition_fields.quarter, edition.get(name)) for name in ("first", "last"))
    if first and last and last < first:
        yield Problem(("edition", "last"), f"lies before the first quarter {first}")
    source = word(edition, "source")
    if source is not None and source not in codes(tree, "sources"):
        yield Problem(("edition", "source"), f"there is no source {shown(source)} in sources")


def group_problems(tree: Row) -> Iterator[Problem]:
    """A unit is ranked in one group."""
    first: dict[str, str] = {}
    for place, row in rows(tree, "groups"):
        units = row.get("units")
        for index, unit in enumerate(units if isinstance(units, list) else ()):
            if not isinstance(unit, str):
                continue
            if unit in first:
                yield Problem(
                    (*place, "units", index), f"{shown(unit)} is in the group {first[unit]} already"
                )
            first.setdefault(unit, shown(row.get("code")))


def list_problems(place: Place, row: Row, edition: Row) -> Iterator[Problem]:
    yield from repeated(row, "criteria", "code", place)
    criteria = list(rows(row, "criteria", place))
    if criteria and row.get("weighting") is None:
        yield Problem((*place, "weighting"), "is missing: criteria need a first quarter and a reason")
    if row.get("weighting") is not None and not criteria:
        yield Problem((*place, "criteria"), "is missing: a weighting needs criteria")
    from_quarter = read(definition_fields.quarter, part(row, "weighting").get("from_quarter"))
    first = read(definition_fields.quarter, edition.get("first"))
    if from_quarter and first and from_quarter < first:
        yield Problem(
            (*place, "weighting", "from_quarter"), f"lies before the edition's first quarter {first}"
        )
    weights = [read(definition_fields.figure, criterion.get("weight")) for _place, criterion in criteria]
    for (criterion_place, _criterion), weight in zip(criteria, weights, strict=True):
        if weight is not None and weight <= 0:
            yield Problem((*criterion_place, "weight"), f"{weight} is not above zero")
    known = [weight for weight in weights if weight is not None]
    if known and len(known) == len(weights) and sum(known) not in WHOLES:
        yield Problem((*place, "criteria"), f"the weights add up to {sum(known)}, not to 100")
    for criterion_place, criterion in criteria:
        yield from criterion_problems(criterion_place, criterion)


def criterion_problems(place: Place, row: Row) -> Iterator[Problem]:
    quantity = row.get("quantity", "entered")
    if row.get("target") is None and quantity != "entered":
        yield Problem((*place, "quantity"), f"{shown(quantity)} is a number of a target; name the target")
    if row.get("target") is not None and quantity == "entered":
        yield Problem((*place, "quantity"), "is missing: which number of the target is looked at")
    kind = read(RuleKind, row.get("rule"))
    if kind is None:
        return
    if quantity not in QUANTITIES_OF.get(kind, (quantity,)):
        allowed = " or ".join(QUANTITIES_OF[kind])
        yield Problem((*place, "rule"), f"{kind} needs the quantity {allowed}, not {shown(quantity)}")
    given = part(row, "parameters")
    parameters = {name: read(definition_fields.figure, value) for name, value in given.items()}
    if any(parameters[name] is None and value is not None for name, value in given.items()):
        return  # unreadable: it has its own sentence
    rising = read(definition_fields.yes_or_no, row.get("rising", True))
    try:
        rule = rule_made(kind, parameters)
        Criterion("", Decimal(1), rule, rising is not False)
    except ValueError as wrong:
        yield Problem((*place, "parameters") if given else (*place, "rule"), str(wrong))


def stored_parameters(kind: RuleKind, given: Mapping[str, Decimal | None]) -> dict[str, Any]:
    """Every parameter as it is stored with a weight: decimals as text, with what was left out filled in."""
    whole = parameters_of(kind) | dict(given)
    return {name: None if value is None else plain_text(value) for name, value in whole.items()}
