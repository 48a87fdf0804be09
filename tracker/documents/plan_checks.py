"""What the fields of a plan file must say about each other.

The checks look at the plain tree rather than at finished records and pass over what cannot be read there:
the unreadable field has its own sentence already, and the rest of its target is still compared.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tracker.calculations.periods import Quarter
from tracker.documents import definition_fields as fields
from tracker.documents import roster_checks
from tracker.documents.definition_checks import Row, codes, part, read, repeated, rows, word
from tracker.documents.definition_text import Place, Problem

# Twenty years: a longer plan is a slip of the pen in `first` or `last`.
LONGEST_PLAN = 80


def problems(tree: Row) -> Iterator[Problem]:
    """Every contradiction of a plan file."""
    for name in ("sources", "themes", "targets", "rosters"):
        yield from repeated(tree, name, "code")
    yield from span_problems(tree)
    yield from unknown_references(tree)
    yield from part_problems(tree)
    yield from roster_checks.problems(tree)
    span = span_of(tree)
    unusable = {word(row, "code") for _, row in rows(tree, "sources") if row.get("grade") == "D"}
    for place, target in rows(tree, "targets"):
        yield from value_problems(place, target)
        yield from goal_problems(place, target)
        yield from measure_problems(place, target)
        yield from baseline_problems(place, target, span)
        yield from milestone_problems(place, target, span)
        yield from definition_problems(place, target, span)
        yield from remark_problems(place, target, span)
        yield from unusable_sources(place, target, unusable)


def span_of(tree: Row) -> tuple[Quarter, Quarter] | None:
    """First and last quarter of the plan, when both can be read and stand in order."""
    plan = part(tree, "plan")
    first, last = read(fields.quarter, plan.get("first")), read(fields.quarter, plan.get("last"))
    return (first, last) if first and last and first <= last else None


def span_problems(tree: Row) -> Iterator[Problem]:
    """A plan that ends before it begins, or never ends."""
    plan = part(tree, "plan")
    first, last = read(fields.quarter, plan.get("first")), read(fields.quarter, plan.get("last"))
    if first is None or last is None:
        return
    if first > last:
        yield Problem(("plan", "last"), f"{last.code} is before the first quarter {first.code}")
    elif (count := last.quarters_since(first) + 1) > LONGEST_PLAN:
        sentence = f"{first.code} to {last.code} are {count} quarters; at most {LONGEST_PLAN} are expected"
        yield Problem(("plan", "last"), sentence)


def unknown_references(tree: Row) -> Iterator[Problem]:
    """A source or theme that is named but not listed."""
    known = {"source": codes(tree, "sources"), "theme": codes(tree, "themes")}
    for place, code in references(tree):
        name = str(place[-1])
        if code is not None and code not in known[name]:
            yield Problem(place, f"there is no {name} {fields.shown(code)} in {name}s")


def part_problems(tree: Row) -> Iterator[Problem]:
    """A part of something that is not another target of the file."""
    targets = codes(tree, "targets")
    for place, target in rows(tree, "targets"):
        whole = word(target, "part_of")
        if whole is not None and (whole not in targets or whole == word(target, "code")):
            yield Problem((*place, "part_of"), f"there is no other target {fields.shown(whole)} in targets")


def references(tree: Row) -> Iterator[tuple[Place, str | None]]:
    """Every place that names a source or a theme, with the code that stands there."""
    yield ("plan", "source"), word(part(tree, "plan"), "source")
    for place, target in rows(tree, "targets"):
        yield (*place, "theme"), word(target, "theme")
        yield from target_sources(place, target)


def target_sources(place: Place, target: Row) -> Iterator[tuple[Place, str | None]]:
    """Every place of one target that names a source, with the code that stands there."""
    yield (*place, "baseline", "source"), word(part(target, "baseline"), "source")
    for name in ("definitions", "remarks"):
        for row_place, row in rows(target, name, place):
            yield (*row_place, "source"), word(row, "source")


def figures(place: Place, target: Row) -> Iterator[tuple[Place, Decimal]]:
    """Every figure of one target that can be read: value, upper, baseline, milestones."""
    raw = {(*place, "value"): target.get("value"), (*place, "upper"): target.get("upper")}
    raw[(*place, "baseline", "value")] = part(target, "baseline").get("value")
    raw |= {(*place, "milestones", key): value for key, value in part(target, "milestones").items()}
    for figure_place, text in raw.items():
        if (figure := read(fields.figure, text)) is not None:
            yield figure_place, figure


def value_problems(place: Place, target: Row) -> Iterator[Problem]:
    """Figures that do not fit the target's decimals, its unit or its list of names."""
    decimals = read(fields.whole, target.get("decimals"))
    percent = "%" in part(target, "unit").values()
    roster = target.get("aggregation") == "roster"
    for figure_place, figure in figures(place, target):
        if decimals is not None and -int(figure.as_tuple().exponent) > decimals:
            yield Problem(figure_place, f"{figure} has more decimals than the target's {decimals}")
        if percent and not 0 <= figure <= 100:
            yield Problem(figure_place, f"{figure} is not a percentage from 0 to 100")
        if roster and figure < 0:
            yield Problem(figure_place, f"{figure} cannot be the length of a list of names")


def goal_problems(place: Place, target: Row) -> Iterator[Problem]:
    """A goal is a comparator with a value, or a band from value to upper; never both, never neither."""
    value, upper = read(fields.figure, target.get("value")), read(fields.figure, target.get("upper"))
    comparator = target.get("comparator")
    if target.get("upper") is None:
        if comparator is None:
            yield Problem((*place, "comparator"), "is missing; only a band (with upper) goes without one")
        return
    if comparator is not None:
        yield Problem(
            (*place, "comparator"), "a band (value to upper) has no comparator; leave one of them out"
        )
    if value is not None and upper is not None and upper <= value:
        yield Problem((*place, "upper"), f"{upper} is not above value, {value}")


def measure_problems(place: Place, target: Row) -> Iterator[Problem]:
    """What kind of figure it is, against how it is counted."""
    decimals = read(fields.whole, target.get("decimals"))
    if target.get("aggregation") == "roster" and decimals:
        yield Problem((*place, "decimals"), f"a roster counts names: 0 is expected, not {decimals}")
    if read(fields.yes_or_no, target.get("counts_from_start")) and target.get("measure") != "cumulative":
        yield Problem(
            (*place, "counts_from_start"), "only a cumulative target can count from the plan's start"
        )


def baseline_problems(place: Place, target: Row, span: tuple[Quarter, Quarter] | None) -> Iterator[Problem]:
    """A published baseline says when, how exact and where; an unpublished one says why it is missing."""
    if not isinstance(target.get("baseline"), dict):
        return
    place, baseline = (*place, "baseline"), part(target, "baseline")
    evidence = ("as_of", "qualifier", "source")
    if baseline.get("value") is None:
        for name in evidence:
            if baseline.get(name) is not None:
                yield Problem(
                    (*place, name), "stands beside no value; a baseline that is not published has none"
                )
        if baseline.get("note") is None:
            yield Problem((*place, "note"), "is missing: say why there is no baseline")
        return
    for name in evidence:
        if baseline.get(name) is None:
            yield Problem((*place, name), "is missing: a baseline without it cannot be judged")
    if read(fields.yes_or_no, target.get("counts_from_start")):
        yield Problem((*place, "value"), "a target that counts from the plan's start begins at 0 by itself")
    period = read(fields.as_of, baseline.get("as_of"))
    if span and period and fields.as_of_quarter(period) > span[1]:
        yield Problem((*place, "as_of"), f"{period} is after the plan's last quarter {span[1].code}")


def milestone_problems(place: Place, target: Row, span: tuple[Quarter, Quarter] | None) -> Iterator[Problem]:
    """Planned values, one a quarter, inside the plan, that lead to the target."""
    planned: dict[Quarter, tuple[Place, Decimal | None]] = {}
    for key, raw in part(target, "milestones").items():
        quarter, at = read(fields.quarter, key), (*place, "milestones", key)
        if quarter in planned:
            yield Problem(at, f"{quarter.code} has a milestone already")
        elif quarter is not None:
            planned[quarter] = (at, read(fields.figure, raw))
    if span:
        yield from outside(span, {at: quarter for quarter, (at, _) in planned.items()})
    lowest, upper = read(fields.figure, target.get("value")), read(fields.figure, target.get("upper"))
    if lowest is None:
        return
    highest = lowest if upper is None else upper
    if target.get("measure") == "cumulative":
        yield from falling_counts(planned, highest)
    at, figure = planned.get(span[1], (place, None)) if span else (place, None)
    if figure is not None and not lowest <= figure <= highest:
        yield Problem(at, f"{figure} is not the target, {lowest}, though it is the plan's last quarter")


def falling_counts(
    planned: dict[Quarter, tuple[Place, Decimal | None]], highest: Decimal
) -> Iterator[Problem]:
    """A cumulative count never falls, so its milestones neither fall nor pass the target."""
    before: Decimal | None = None
    for _, (at, figure) in sorted(planned.items()):
        if figure is None:
            continue
        if before is not None and figure < before:
            yield Problem(at, f"{figure} is below the {before} before it; a cumulative count cannot fall")
        if figure > highest:
            yield Problem(at, f"{figure} is beyond the target, {highest}, to which no count comes back")
        before = figure


def outside(span: tuple[Quarter, Quarter], quarters: dict[Place, Quarter]) -> Iterator[Problem]:
    """Quarters before the plan's first or after its last."""
    first, last = span
    for place, quarter in quarters.items():
        if not first <= quarter <= last:
            yield Problem(place, f"{quarter.code} is outside the plan, {first.code} to {last.code}")


def definition_problems(place: Place, target: Row, span: tuple[Quarter, Quarter] | None) -> Iterator[Problem]:
    """Definitions in the order in which they took effect, one a day, none after the plan."""
    before: date | None = None
    for row_place, row in rows(target, "definitions", place):
        effective = read(fields.effective_date, row.get("effective_on"))
        if effective is None:
            continue
        at = (*row_place, "effective_on")
        if before is not None and effective <= before:
            yield Problem(at, f"{effective} is not after the definition before it, {before}")
        if span and fields.as_of_quarter(effective.isoformat()) > span[1]:
            yield Problem(at, f"{effective} is after the plan's last quarter {span[1].code}")
        before = effective


def remark_problems(place: Place, target: Row, span: tuple[Quarter, Quarter] | None) -> Iterator[Problem]:
    """Remarks stand on the chart, so their quarter lies inside the plan."""
    quarters = {
        (*row_place, "quarter"): quarter
        for row_place, row in rows(target, "remarks", place)
        if (quarter := read(fields.quarter, row.get("quarter")))
    }
    if span:
        yield from outside(span, quarters)


def unusable_sources(place: Place, target: Row, unusable: set[str | None]) -> Iterator[Problem]:
    """Grade D means that nothing can rest on the source."""
    for source_place, code in target_sources(place, target):
        if code is not None and code in unusable:
            yield Problem(
                source_place, f"{fields.shown(code)} has grade D (unusable); nothing can rest on it"
            )
