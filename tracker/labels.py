"""The words for codes. The only place where an enumeration meets a sentence, in both languages."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import CheckKind, Severity
from tracker.calculations.figures import FigureError
from tracker.calculations.figures import Problem as FigureProblem
from tracker.calculations.outcomes import Outcome
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Aggregation, Comparator, Measure, Status
from tracker.calculations.rosters import FlagKind
from tracker.calculations.rounding import rounded
from tracker.documents.definition_fields import as_of_day
from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.evidence_kinds import Problem as EvidenceProblem

# In the order in which summaries and legends list them: best first, unknown last.
STATUS_LABELS = {
    Status.MET: pgettext_lazy("status", "met"),
    Status.AHEAD: pgettext_lazy("status", "ahead of schedule"),
    Status.ON_SCHEDULE: pgettext_lazy("status", "on schedule"),
    Status.SLIGHTLY_BEHIND: pgettext_lazy("status", "slightly behind"),
    Status.BEHIND: pgettext_lazy("status", "behind"),
    Status.RECEDING: pgettext_lazy("status", "receding"),
    Status.NO_BASELINE: pgettext_lazy("status", "no baseline"),
    Status.NOT_REPORTED: pgettext_lazy("status", "not reported"),
    Status.NOT_DUE: pgettext_lazy("status", "not yet due"),
}
# A shape for each status, so that colour is never alone. Text symbols, no pictographs.
STATUS_ICONS = {
    Status.MET: "✓",
    Status.AHEAD: "▲",
    Status.ON_SCHEDULE: "●",
    Status.SLIGHTLY_BEHIND: "◐",
    Status.BEHIND: "▼",
    Status.RECEDING: "↩",
    Status.NO_BASELINE: "–",
    Status.NOT_REPORTED: "○",
    Status.NOT_DUE: "…",
}
OUTCOME_LABELS = {
    Outcome.MET_ON_TIME: pgettext_lazy("outcome", "met at the deadline"),
    Outcome.MISSED: pgettext_lazy("outcome", "missed at the deadline"),
    Outcome.MET_LATE: pgettext_lazy("outcome", "met after the deadline"),
    Outcome.UNKNOWN: pgettext_lazy("outcome", "not reported at the deadline"),
}
COMPARATOR_LABELS = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: ">",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "<",
}
MEASURE_LABELS = {
    Measure.LEVEL: _("level at the quarter's end"),
    Measure.CUMULATIVE: _("cumulative count"),
    Measure.ANNUAL_FLOW: _("flow within the year (quarters are year-to-date)"),
}
AGGREGATION_LABELS = {
    Aggregation.DIRECT: _("the bureau of record states it"),
    Aggregation.SUM: _("sum of the units"),
    Aggregation.RATIO: _("sum of numerators ÷ sum of denominators"),
    Aggregation.ROSTER: _("distinct enterprises on the roster"),
}
QUALIFIER_LABELS = {
    "exact": pgettext_lazy("qualifier", "exact"),
    "more-than": pgettext_lazy("qualifier", "more than"),
    "at-least": pgettext_lazy("qualifier", "at least"),
    "about": pgettext_lazy("qualifier", "about"),
    "expected": pgettext_lazy("qualifier", "expected"),
    "flash": pgettext_lazy("qualifier", "flash estimate"),
    "derived": pgettext_lazy("qualifier", "derived"),
}
GRADE_LABELS = {
    "A": _("A: government site"),
    "B": _("B: established news site"),
    "C": _("C: repost"),
    "D": _("D: unusable"),
}
REPORT_STATE_LABELS = {
    "draft": pgettext_lazy("report", "draft"),
    "submitted": pgettext_lazy("report", "submitted"),
    "returned": pgettext_lazy("report", "returned"),
    "approved": pgettext_lazy("report", "approved"),
}
DECISION_LABELS = {
    "approved": pgettext_lazy("decision", "approved"),
    "returned": pgettext_lazy("decision", "returned"),
    "reopened": pgettext_lazy("decision", "re-opened"),
}
# Why a figure is as it is, or is missing.
REASON_LABELS = {
    "funding": pgettext_lazy("reason", "funding"),
    "land": pgettext_lazy("reason", "land"),
    "approval": pgettext_lazy("reason", "approval procedures"),
    "season": pgettext_lazy("reason", "season"),
    "policy": pgettext_lazy("reason", "policy of a higher authority"),
    "definition": pgettext_lazy("reason", "change of definition"),
    "other": pgettext_lazy("reason", "other"),
}
PROMISE_LABELS = {
    "kept": pgettext_lazy("promise", "done"),
    "partly": pgettext_lazy("promise", "partly done"),
    "not-kept": pgettext_lazy("promise", "not done"),
}
CHECK_LABELS = {
    CheckKind.CUMULATIVE_FALL: _("A cumulative figure falls"),
    CheckKind.PART_WHOLE: _("A part exceeds its whole"),
    CheckKind.UNIT_SLIP: _("Slip of the unit (10, 100, 1,000 or 10,000 times)"),
    CheckKind.JUMP: _("Jump against the own history"),
    CheckKind.BEHIND: _("Behind schedule"),
    CheckKind.BLANK: _("No figure"),
}
SEVERITY_LABELS = {
    Severity.ERROR: pgettext_lazy("severity", "error"),
    Severity.WARNING: pgettext_lazy("severity", "warning"),
}
# What is wrong with a typed figure, and what is expected instead.
FIGURE_PROBLEMS = {
    FigureProblem.NOT_A_NUMBER: _("This is not a number. Write digits only, for example %(example)s."),
    FigureProblem.EXPONENT: _("Write the number out in full, without an exponent such as 1e5."),
    FigureProblem.FRACTION: _("This is a fraction or a date. Write one number, for example %(example)s."),
    FigureProblem.BAD_GROUPING: _("The commas do not separate thousands. Write 12,345 or 12345."),
    FigureProblem.PERCENT_SIGN: _("This figure is not a percentage: write it without %%."),
    FigureProblem.TOO_MANY_DECIMALS: _(
        "At most %(decimals)s decimals are kept. Round it as your source does."
    ),
    FigureProblem.WHOLE_NUMBER_NEEDED: _("A whole number is needed here, for example %(example)s."),
    FigureProblem.TOO_LARGE: _("The number is too large. Check the unit: the figure is in %(unit)s."),
    FigureProblem.NEGATIVE: _("The figure cannot be below zero."),
    FigureProblem.BELOW_MINIMUM: _("The figure cannot be below %(minimum)s."),
    FigureProblem.OVER_100: _("A percentage cannot be above 100."),
    FigureProblem.ABOVE_MAXIMUM: _("The figure cannot be above %(maximum)s."),
    FigureProblem.DENOMINATOR_ZERO: _("The denominator must be above zero."),
    FigureProblem.NUMERATOR_OVER_DENOMINATOR: _(
        "The numerator is larger than the denominator (%(denominator)s). Are the two exchanged?"
    ),
}


# Why a file cannot be evidence, and what to do instead.
EVIDENCE_PROBLEMS = {
    EvidenceProblem.EMPTY: _("The file is empty."),
    EvidenceProblem.TOO_LARGE: _("The file is larger than %(limit)s MB."),
    EvidenceProblem.NO_NAME: _("The file has no name."),
    EvidenceProblem.EXTENSION: _(
        "Files of this kind are not taken. Upload PDF, OFD, pictures, Word, Excel, WPS, PowerPoint, CSV or text."
    ),
    EvidenceProblem.CONTRADICTION: _(
        "The file is called .%(extension)s, but inside it is something else. Save it again as what it is."
    ),
    EvidenceProblem.EXECUTABLE: _("This is a program, not a document. It was not stored."),
    EvidenceProblem.MARKUP: _("Web pages and vector drawings are not taken. Save it as PDF or as a picture."),
    EvidenceProblem.MACROS: _("The document contains macros. Save it without them."),
    EvidenceProblem.ENCRYPTED: _("The file is protected by a password. Save it without one."),
    EvidenceProblem.DAMAGED: _("The file is damaged. Open it, save it again and upload it once more."),
    EvidenceProblem.UNPACKS_TOO_LARGE: _("The file unpacks to an enormous size. It was not stored."),
    EvidenceProblem.TWO_IN_ONE: _("The file is two kinds of file at once. Save it again as one of them."),
    EvidenceProblem.ENCODING: _("The text is neither UTF-8 nor GB18030. Save it as one of them."),
    EvidenceProblem.UNKNOWN: _("It cannot be told what this file is. Save it as PDF."),
}

FLAG_LABELS = {
    FlagKind.CODE_MISSING: _("no code"),
    FlagKind.CODE_INVALID: _("code fails its check"),
    FlagKind.BRANCH: _("branch without a code"),
    FlagKind.SIMILAR_NAME: _("similar name under another code"),
    FlagKind.TWO_UNITS: _("in two units"),
}
ROSTER_UPLOAD_LABELS = {
    "checking": pgettext_lazy("upload", "being checked"),
    "checked": pgettext_lazy("upload", "checked, waits for confirmation"),
    "applying": pgettext_lazy("upload", "being written"),
    "applied": pgettext_lazy("upload", "on the roster"),
    "cancelled": pgettext_lazy("upload", "cancelled"),
    "failed": pgettext_lazy("upload", "failed"),
}
ROSTER_CHANGE_LABELS = {
    "faulty": pgettext_lazy("import", "with an error"),
    "new": pgettext_lazy("import", "new"),
    "changed": pgettext_lazy("import", "changed"),
    "unchanged": pgettext_lazy("import", "unchanged"),
    "withdrawn": pgettext_lazy("import", "would be withdrawn"),
}


def evidence_problem(error: EvidenceError) -> str:
    """The sentence for a file that was refused: what is wrong, and what to do instead."""
    limit = error.params.get("limit")
    params = error.params | ({"limit": limit // (1024 * 1024)} if isinstance(limit, int) else {})
    return str(EVIDENCE_PROBLEMS[error.code]) % params


def figure_problem(error: FigureError, *, decimals: int, unit: str) -> str:
    """The sentence for a figure that was refused: what is wrong, and what is expected."""
    params = {"example": "1234.5" if decimals else "1234", "unit": unit} | error.params
    return str(FIGURE_PROBLEMS[error.code]) % params


def quarter_name(quarter: Quarter) -> str:
    """A quarter as officials write it: 2025年三季度, in English 2025 Q3."""
    ordinals = {
        1: pgettext("quarter", "Q1"),
        2: pgettext("quarter", "Q2"),
        3: pgettext("quarter", "Q3"),
        4: pgettext("quarter", "Q4"),
    }
    return gettext("%(year)s %(quarter)s") % {"year": quarter.year, "quarter": ordinals[quarter.number]}


def as_of_text(as_of: str) -> str:
    """A date as exactly as it is known: 2023年, 2023年四季度, 2023年12月, 2024年2月19日."""
    if "Q" in as_of:
        return quarter_name(Quarter.parse(as_of))
    if len(as_of) == 4:
        return pgettext("as of", "%(year)s") % {"year": as_of}
    form = "DATE_FORMAT" if len(as_of) == 10 else "YEAR_MONTH_FORMAT"
    return date_format(as_of_day(as_of), form)


def figure_text(value: Decimal | None, decimals: int) -> str:
    """A figure for reading: thousands commas, rounded half up to the target's decimals.

    A missing figure is an empty text: the caller says in words why it is missing.
    """
    return "" if value is None else f"{rounded(value, decimals):,}"


def qualified_text(value: Decimal, decimals: int, qualifier: str) -> str:
    """A figure with the word that qualifies it: 超 2,000, more than 2,000."""
    text = figure_text(value, decimals)
    return text if qualifier == "exact" else f"{QUALIFIER_LABELS[qualifier]} {text}"


def exact_text(value: Decimal | None) -> str:
    """A figure as it is stored: every decimal that says something, and none that does not."""
    return "" if value is None else f"{value.normalize():,f}"


def signed_text(value: Decimal | None, decimals: int) -> str:
    """A change for reading: +12, −3 (the minus sign, not a hyphen), 0."""
    if value is None:
        return ""
    change = rounded(value, decimals)
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{abs(change):,}"


def percent_text(share: Decimal | None, decimals: int = 1) -> str:
    """A share as a percentage: 0.6315 is 63.2 %. A missing one is empty, never zero."""
    return "" if share is None else f"{rounded(share * 100, decimals):,} %".replace("-", "−")


def separator() -> str:
    """What stands between the items of a list in a sentence."""
    return "、" if (get_language() or "").startswith("zh") else ", "
