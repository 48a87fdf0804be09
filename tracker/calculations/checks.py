"""Can this figure be right? What is asked about a reported figure before anyone relies on it.

A check never changes a figure. An error has to be put right before the figure is submitted, a warning wants a
reason. Source of the rules and of their thresholds: "Checks of a reported figure" in docs/calculations.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from tracker.calculations.goals import Measure
from tracker.calculations.periods import Quarter, Series
from tracker.calculations.progress import Status
from tracker.calculations.rounding import EXACT, STORED_PLACES, plain_text, quotient, rounded

FACTORS = tuple(map(Decimal, ("10", "100", "1000", "10000", "0.1", "0.01", "0.001", "0.0001")))
WIDEST_TOLERANCE = Decimal("0.8")  # from 9/11 on, one figure could be near 10 and near 100 times another
JUMP_FLOOR = Fraction(1, 10)  # a smaller part of the last figure is never a jump
JUMP_HISTORY = 3  # fewer earlier changes than these show no habit
JUMP_WINDOW = 8  # two years: each season twice, and growth that grows is not held against its beginnings


class CheckKind(StrEnum):
    """What is asked, in the order in which it is said."""

    CUMULATIVE_FALL = "cumulative-fall"  # what only adds up has become less
    UNIT_SLIP = "unit-slip"  # 万元 for 亿元, 0.75 for 75 %, a zero too many
    JUMP = "jump"  # far from the own history
    PART_WHOLE = "part-whole"  # a part is more than its whole
    BEHIND = "behind"  # asks for the cause and the next step
    BLANK = "blank"  # nothing stated; zero is a statement


class Severity(StrEnum):
    """What a finding demands, the graver first."""

    ERROR = "error"  # blocks
    WARNING = "warning"  # needs a reason


DEFAULT_SEVERITIES = dict.fromkeys(CheckKind, Severity.WARNING) | {
    CheckKind.CUMULATIVE_FALL: Severity.ERROR,
    CheckKind.PART_WHOLE: Severity.ERROR,
}
DEFAULT_THRESHOLDS = {CheckKind.UNIT_SLIP: Decimal("0.35"), CheckKind.JUMP: Decimal(5)}


@dataclass(frozen=True, slots=True)
class Rule:
    """A check that is made, and how grave it is. Raises ValueError when it makes no sense.

    `threshold`, None for the default: for a unit slip how far the converted figure may lie from the one it
    is compared with, as a share of that one; for a jump how many times the usual change is too much. The
    other kinds have none. `part` and `whole` are the codes of two targets, for part-whole alone.
    """

    kind: CheckKind
    severity: Severity
    threshold: Decimal | None = None
    part: str | None = None
    whole: str | None = None

    def __post_init__(self) -> None:
        if self.threshold is not None and self.kind not in DEFAULT_THRESHOLDS:
            raise ValueError(f"{self.kind} has no threshold")
        if self.kind == CheckKind.UNIT_SLIP and not 0 < self.limit <= WIDEST_TOLERANCE:
            raise ValueError(f"the tolerance of a unit slip lies above 0 and up to {WIDEST_TOLERANCE}")
        if self.kind == CheckKind.JUMP and self.limit < 1:
            raise ValueError("a jump is at least once the usual change")
        if self.kind != CheckKind.PART_WHOLE and (self.part or self.whole):
            raise ValueError(f"{self.kind} is about one target")
        if self.kind == CheckKind.PART_WHOLE and not (self.part and self.whole and self.part != self.whole):
            raise ValueError("a part and its whole are two targets")

    @property
    def limit(self) -> Decimal:
        """The threshold, or the kind's default."""
        return DEFAULT_THRESHOLDS[self.kind] if self.threshold is None else self.threshold


# Which target is a part of which is known to a plan alone, so no pair is among the defaults.
DEFAULT_RULES = tuple(
    Rule(kind, DEFAULT_SEVERITIES[kind]) for kind in CheckKind if kind is not CheckKind.PART_WHOLE
)

Parameter = Decimal | Quarter | str
Parameters = dict[str, Parameter]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say: `params` are the numbers, quarters and codes for the sentence about it."""

    kind: CheckKind
    severity: Severity
    params: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def suggestion(self) -> Decimal | None:
        """The figure that was probably meant, when the target takes it just as it is."""
        suggested = self.params.get("suggestion")
        return suggested if isinstance(suggested, Decimal) else None

    def as_json(self) -> dict[str, object]:
        """Plain texts, to be kept with a version: 75.0 as "75.0", a quarter as "2025Q3"."""
        params = {name: _text(value) for name, value in self.params.items()}
        return {"kind": str(self.kind), "severity": str(self.severity), "params": params}

    @classmethod
    def from_json(cls, kind: str, severity: str, params: Mapping[str, str]) -> "Finding":
        """The finding that `as_json` wrote: Finding.from_json(**row). Raises ValueError for another kind."""
        values = {name: _FROM_TEXT.get(name, Decimal)(text) for name, text in params.items()}
        return cls(CheckKind(kind), Severity(severity), values)


_FROM_TEXT: Mapping[str, Callable[[str], Parameter]] = {
    "quarter": Quarter.parse,
    **dict.fromkeys(("part", "whole", "status"), str),
}


def _text(value: Parameter) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFigure:
    """A figure as a unit states it, and what is known beside it.

    `past` are the unit's own figures by quarter under the same definition; `decimals` are the target's.
    `status` is the unit's own standing with this figure, None where it has no target of its own. `beside`
    are its figures for other targets in the same quarter, by the target's code.
    """

    target: str
    quarter: Quarter
    value: Decimal | None
    measure: Measure
    decimals: int
    past: Series = field(default_factory=dict)
    status: Status | None = None
    beside: Mapping[str, Decimal | None] = field(default_factory=dict)

    @property
    def earlier(self) -> dict[Quarter, Decimal]:
        """The past figures that were reported, up to the quarter before; gaps are left out."""
        return {
            quarter: value
            for quarter, value in sorted(self.past.items())
            if value is not None and quarter < self.quarter
        }


def check_figure(figure: ReportedFigure, rules: Iterable[Rule] = DEFAULT_RULES) -> tuple[Finding, ...]:
    """What the rules find: errors first, then warnings, each in the order of `CheckKind`.

    At most one finding of a kind, for part-whole one of a pair. Of two rules for the same the later one
    holds: a target's own rules are given after the general ones. A blank is asked about as a blank and as
    nothing else, a unit slip is not called a jump as well. After 24.1 and 24.8 a level of 253 is near ten
    times the last: one warning, 25.3 suggested. Values are in the figure's own unit; nothing is rounded
    before it is judged; numbers derived for the sentence have four places. Raises nothing of its own.
    """
    held = {(rule.kind, rule.part, rule.whole): rule for rule in rules}
    order = list(CheckKind)
    found: list[Finding] = []
    for rule in sorted(held.values(), key=lambda rule: order.index(rule.kind)):
        if rule.kind == CheckKind.JUMP and any(finding.kind == CheckKind.UNIT_SLIP for finding in found):
            continue
        params = _params(rule, figure)
        if params is not None:
            found.append(Finding(rule.kind, rule.severity, params))
    return tuple(sorted(found, key=lambda finding: finding.severity != Severity.ERROR))


def _params(rule: Rule, figure: ReportedFigure) -> Parameters | None:
    """The parameters of the rule's finding; None when there is nothing to say."""
    value = figure.value
    if value is None:
        return {} if rule.kind == CheckKind.BLANK else None
    match rule.kind:
        case CheckKind.CUMULATIVE_FALL:
            return _fall(figure, value)
        case CheckKind.UNIT_SLIP:
            return _unit_slip(figure, value, rule.limit)
        case CheckKind.JUMP:
            return _jump(figure, value, rule.limit)
        case CheckKind.PART_WHOLE:
            return _part_over_whole(rule, figure.target, {**figure.beside, figure.target: value})
        case CheckKind.BEHIND if figure.status in (Status.BEHIND, Status.RECEDING):
            return {"status": str(figure.status)}
    return None


def _fall(figure: ReportedFigure, value: Decimal) -> Parameters | None:
    if figure.measure == Measure.LEVEL:
        return None
    quarter = _last(figure.earlier, figure.quarter, figure.measure)
    if quarter is None or value >= figure.earlier[quarter]:
        return None
    return {"value": value, "last": figure.earlier[quarter], "quarter": quarter}


def _unit_slip(figure: ReportedFigure, value: Decimal, tolerance: Decimal) -> Parameters | None:
    compared = _comparable(figure)
    if compared is None or not compared[1]:
        return None
    quarter, usual = compared
    for factor in FACTORS:
        converted = EXACT.divide(value, factor)
        if abs(Fraction(converted) - usual) <= Fraction(tolerance) * abs(usual):
            meant = Decimal(plain_text(converted))
            params: Parameters = {"value": value, "factor": factor, "compared": _printed(usual)}
            params |= {"quarter": quarter, "converted": meant}
            return params | ({"suggestion": meant} if rounded(meant, figure.decimals) == meant else {})
    return None


def _jump(figure: ReportedFigure, value: Decimal, times: Decimal) -> Parameters | None:
    """The usual change is the median of those earlier ones that were one: what is recognised in one batch a
    year stands still in most quarters. It is never less than one step of the last decimal, so that a small
    count may move.
    """
    earlier, measure = figure.earlier, figure.measure
    changes = [_change(earlier, quarter, earlier[quarter], measure) for quarter in earlier]
    sizes = [abs(change) for change, _base in filter(None, changes)][-JUMP_WINDOW:]
    current = _change(earlier, figure.quarter, value, measure)
    if current is None or len(sizes) < JUMP_HISTORY:
        return None
    change, base = current
    smallest = Fraction(1, 10**figure.decimals)
    usual = max(smallest, median([size for size in sizes if size] or [smallest]))
    if abs(change) <= Fraction(times) * usual or abs(change) <= JUMP_FLOOR * abs(Fraction(base)):
        return None
    return {"value": value, "change": _printed(change), "usual": _printed(usual)}


def _part_over_whole(rule: Rule, target: str, values: Mapping[str, Decimal | None]) -> Parameters | None:
    if rule.part is None or rule.whole is None or target not in (rule.part, rule.whole):
        return None
    part, whole = values.get(rule.part), values.get(rule.whole)
    if part is None or whole is None or part <= whole:
        return None
    return {"part": rule.part, "whole": rule.whole, "part_value": part, "whole_value": whole}


def _last(earlier: Mapping[Quarter, Decimal], quarter: Quarter, measure: Measure) -> Quarter | None:
    """The last quarter reported before this one; for an annual flow within its year alone."""
    last = max((known for known in earlier if known < quarter), default=None)
    if last is not None and measure == Measure.ANNUAL_FLOW and last.year < quarter.year:
        return None
    return last


def _change(
    earlier: Mapping[Quarter, Decimal], quarter: Quarter, value: Decimal, measure: Measure
) -> tuple[Fraction, Decimal] | None:
    """The change for each quarter since the last figure, and that figure; None when there is none.

    A year-to-date figure begins at zero each January: 90 in a first quarter is a change of 90 from 0, and 200
    in a second quarter without a first is 100 for each quarter.
    """
    last = _last(earlier, quarter, measure)
    if last is not None:
        quarters, base = quarter.quarters_since(last), earlier[last]
    elif measure == Measure.ANNUAL_FLOW:
        quarters, base = quarter.number, Decimal(0)
    else:
        return None
    return (Fraction(value) - Fraction(base)) / quarters, base


def _comparable(figure: ReportedFigure) -> tuple[Quarter, Fraction] | None:
    """The earlier figure that this one should be of a size with, and its quarter.

    The last one reported. For an annual flow the same quarter of the year before, seasons and all; failing
    that the year's last one carried on at its own pace: 90 after one quarter is 180 after two.
    """
    earlier = figure.earlier
    if figure.measure == Measure.ANNUAL_FLOW and (year_before := figure.quarter.shift(-4)) in earlier:
        return year_before, Fraction(earlier[year_before])
    last = _last(earlier, figure.quarter, figure.measure)
    if last is None:
        return None
    carried = Fraction(figure.quarter.number, last.number) if figure.measure == Measure.ANNUAL_FLOW else 1
    return last, Fraction(earlier[last]) * carried


def _printed(value: Fraction) -> Decimal:
    """A fraction as it is shown: four places, half up."""
    return quotient(Decimal(value.numerator), Decimal(value.denominator), STORED_PLACES)
