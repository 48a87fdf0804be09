"""What the checks say, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import CheckKind, Finding
from tracker.calculations.progress import Status
from tracker.labels import STATUS_LABELS, exact_text, figure_text, quarter_name, signed_text
from tracker.models import ReportVersion, Target

SENTENCES = {
    CheckKind.CUMULATIVE_FALL: _(
        "A cumulative figure cannot fall: %(quarter)s was %(last)s. If that was wrong, have it re-opened and "
        "corrected first."
    ),
    CheckKind.UNIT_SLIP: _(
        "%(value)s is about %(factor)s times %(compared)s (%(quarter)s). Is the unit %(unit)s? Perhaps %(converted)s "
        "is meant."
    ),
    CheckKind.JUMP: _(
        "The change of %(change)s is far from the usual %(usual)s a quarter. If it is right, say why."
    ),
    CheckKind.PART_WHOLE: _(
        "A part cannot exceed its whole: %(part)s %(part_value)s, %(whole)s %(whole_value)s."
    ),
    CheckKind.BEHIND: _(
        "The own target is %(status)s. Name the cause (reason) and the next step; it is asked for again next quarter."
    ),
    CheckKind.BLANK: _("There is no figure. Choose the reason; zero would be entered as 0."),
}


@dataclass(frozen=True)
class FindingWords:
    """One finding as a person reads it; `suggestion` is a figure that can be taken over, as one would type it."""

    kind: str
    severity: str
    text: str
    suggestion: str


def finding_words(form: Any) -> list[FindingWords]:
    """The findings on what stands in a figure's form: what was just typed, else what was submitted."""
    if form.is_bound:
        return [_words(finding, form.row.target) for finding in form.findings]
    return version_words(form.row.latest, form.row.target) if form.row.latest else []


def version_words(version: ReportVersion, target: Target) -> list[FindingWords]:
    """The findings that fired when a version was submitted for a target."""
    return [_words(Finding.from_json(**row), target) for row in version.findings]


def _words(finding: Finding, target: Target) -> FindingWords:
    params = {name: _param(name, value, target) for name, value in finding.params.items()}
    if finding.kind == CheckKind.PART_WHOLE:
        names = {row.code: row.name for row in Target.objects.filter(code__in=params.values())}
        params |= {name: names.get(params[name], params[name]) for name in ("part", "whole")}
    suggestion = finding.suggestion
    return FindingWords(
        kind=str(finding.kind),
        severity=str(finding.severity),
        text=SENTENCES[finding.kind] % (params | {"unit": target.unit}),
        suggestion="" if suggestion is None else f"{suggestion.normalize():f}",
    )


def _param(name: str, value: Any, target: Target) -> str:
    if name == "quarter":
        return quarter_name(value)
    if name == "status":
        return str(STATUS_LABELS[Status(value)])
    if name == "change":
        return signed_text(value, max(target.decimals, 1))
    if name == "usual":
        return figure_text(value, max(target.decimals, 1))
    return value if isinstance(value, str) else exact_text(value)
