"""Rules, workings and moves of the competition in words, Chinese and English."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.calculations.rounding import EXACT, HUNDRED
from tracker.calculations.scoring import Flaw, Line
from tracker.calculations.scoring_points import POINTS_PLACES, Working, half_up
from tracker.calculations.scoring_rules import (
    ClimbRule,
    CompletionRule,
    DeductionRule,
    EfficacyRule,
    PlaceRule,
    Rule,
    RuleKind,
    ScheduleRule,
)
from tracker.competition_labels import BOARD_PROBLEMS
from tracker.documents.release_content import CriterionFacts, LineFacts
from tracker.labels import exact_text
from tracker.models import Quantity
from tracker.models.names import in_language

READ_PLACES = 2  # of points and scores as they are read, at least


def rule_sentence(rule: Rule, unit: str = "") -> str:
    """How a figure becomes points, with the rule's own numbers; `unit` is what the figure is counted in."""
    match rule:
        case ScheduleRule():
            return _("100 points × ratio to schedule, %(bounds)s.") % {"bounds": _bounds(rule.cap)}
        case CompletionRule():
            return _("100 points × figure ÷ the unit's own target, %(bounds)s.") % {
                "bounds": _bounds(rule.cap)
            }
        case EfficacyRule(worst=None):
            return _(
                "%(base)s points for the worst figure of the group, 100 for the best, in proportion between."
            ) % {"base": number_text(rule.base)}
        case EfficacyRule():
            return _(
                "%(base)s points at %(worst)s, 100 at %(best)s, in proportion between and beyond, %(bounds)s."
            ) % {
                "base": number_text(rule.base),
                "worst": number_text(rule.worst or Decimal(0)),
                "best": number_text(rule.best or Decimal(0)),
                "bounds": _bounds(rule.cap),
            }
        case PlaceRule():
            return _(
                "100 points for the first in the group by this figure, %(step)s less for each further place, never "
                "below %(least)s."
            ) % {"step": number_text(rule.step), "least": number_text(rule.least)}
        case ClimbRule():
            return _(
                "%(base)s points for an unchanged place by this figure, %(step)s more for each place climbed since the "
                "quarter before and as many less for each lost, from %(least)s to 100."
            ) % {
                "base": number_text(rule.base),
                "step": number_text(rule.step),
                "least": number_text(rule.least),
            }
        case DeductionRule():
            return _(
                "100 points, %(points)s less for each %(unit)s above %(allowed)s, in proportion, never below 0."
            ) % {
                "points": number_text(rule.points),
                "unit": f"{number_text(rule.unit)} {unit}".strip(),
                "allowed": f"{number_text(rule.allowed)} {unit}".strip(),
            }


def working_line(line: Line, kind: RuleKind) -> str:
    """The formula with its numbers, and the points that come of it: 60 + 40 × (9 − 6) ÷ (12 − 6) = 80.00.

    What changes nothing is left out: + 0, − 0, ÷ 1. Where points stop at an end of the rule, both are said.
    """
    working = line.working
    exact = _unbounded(working)
    text = f"{_formula(working, kind)} = {points_text(exact)}"
    if exact == working.points:
        return text
    bound = _("at most %(points)s") if exact > working.points else _("at least %(points)s")
    return f"{text} → {bound % {'points': points_text(working.points)}}"


def figure_words(criterion: CriterionFacts, line: LineFacts) -> str:
    """A figure as it went into the rule, every decimal of it, with its unit and the own target it is held against."""
    unit = _unit(criterion)
    figure = f"{number_text(line.value)} {unit}".strip() if unit != "%" else f"{number_text(line.value)}%"
    if line.target is None:
        return figure
    return _("%(figure)s of %(target)s") % {"figure": figure, "target": number_text(line.target)}


def place_words(criterion: CriterionFacts, line: LineFacts) -> str:
    """Where the figure stands among the others, for rules that look at that."""
    place = {"place": number_text(line.working.value)}
    if criterion.rule == RuleKind.PLACE:
        return _("place %(place)s by this figure") % place
    if criterion.rule != RuleKind.CLIMB:
        return ""
    if line.place_before is None:
        return _("place %(place)s by this figure, not ranked a quarter ago") % place
    before = {"before": line.place_before}
    return _("place %(place)s by this figure, %(before)s a quarter ago") % (place | before)


def change_words(change: int | None) -> str:
    """How far a unit has moved since the quarter before, for those who cannot see the sign."""
    if change is None:
        return _("no place a quarter ago")
    if change == 0:
        return _("place unchanged")
    count = abs(change)
    if change > 0:
        return ngettext("up %(count)d place", "up %(count)d places", count) % {"count": count}
    return ngettext("down %(count)d place", "down %(count)d places", count) % {"count": count}


def change_sign(change: int | None) -> str:
    """▲2, ▼1, or a dash."""
    if not change:
        return "–"
    return f"▲{change}" if change > 0 else f"▼{-change}"


def flaw_sentence(flaw: Flaw, criteria: dict[str, str]) -> str:
    """What is wrong with a board and what to do. `criteria` are the names by code."""
    return str(BOARD_PROBLEMS[flaw.problem]) % {
        "criterion": criteria.get(flaw.criterion or "", flaw.criterion or ""),
        "value": "" if flaw.value is None else number_text(flaw.value),
    }


def points_text(points: Fraction) -> str:
    """Points with two to six decimals: 80.00, 86.666667."""
    printed = half_up(points, POINTS_PLACES)
    short = printed.normalize(EXACT)
    places = max(READ_PLACES, -int(short.as_tuple().exponent))
    return f"{printed:,.{places}f}".replace("-", "−")


def number_text(value: Decimal) -> str:
    """A number as it is stored, with a minus sign for reading."""
    return exact_text(value).replace("-", "−")


def _unit(criterion: CriterionFacts) -> str:
    """The unit a figure is read in: a ratio to schedule has none, rates are in per cent."""
    is_rate = criterion.quantity == Quantity.GROWTH or (
        criterion.quantity == Quantity.COMPLETION and criterion.rule != RuleKind.COMPLETION
    )
    if is_rate:
        return "%"
    if criterion.quantity == Quantity.RATIO:
        return ""
    return in_language(criterion.unit.zh, criterion.unit.en)


def _bounds(cap: Decimal | None) -> str:
    if cap is None:
        return _("from 0, without an upper limit")
    return _("from 0 to %(most)s") % {"most": number_text(EXACT.multiply(HUNDRED, cap))}


def _unbounded(working: Working) -> Fraction:
    """The points before they are kept between the ends of the rule."""
    way = (Fraction(working.value) - Fraction(working.origin)) / Fraction(working.span)
    return Fraction(working.offset) + Fraction(working.factor) * way


def _formula(working: Working, kind: RuleKind) -> str:
    value = number_text(working.value)
    way = f"({value} − {_term(working.origin)})" if working.origin else _term(working.value)
    if working.span != 1:
        ends = kind == RuleKind.EFFICACY and working.origin
        best = EXACT.add(working.origin, working.span)
        way += f" ÷ ({number_text(best)} − {_term(working.origin)})" if ends else f" ÷ {_term(working.span)}"
    sign = "−" if working.factor < 0 else "+"
    product = f"{number_text(abs(working.factor))} × {way}"
    if not working.offset:
        return product if sign == "+" else f"−{product}"
    return f"{number_text(working.offset)} {sign} {product}"


def _term(value: Decimal) -> str:
    """A number inside a formula: one below zero in brackets."""
    return f"({number_text(value)})" if value < 0 else number_text(value)
