"""What the checks say, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import CheckKind, Finding
from tracker.calculations.progress import Status
from tracker.calculations.rounding import plain_text
from tracker.labels import STATUS_LABELS, exact_text, figure_text, quarter_name, signed_text
from tracker.models import ReportVersion, Target

# What a finding says as long as its answer is awaited.
QUESTIONS = {
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
# What it says once it is answered: the answer stands beside it, and nothing more is asked for.
STATEMENTS = QUESTIONS | {
    CheckKind.CUMULATIVE_FALL: _("A cumulative figure has fallen: %(quarter)s was %(last)s."),
    CheckKind.UNIT_SLIP: _("%(value)s is about %(factor)s times %(compared)s (%(quarter)s)."),
    CheckKind.JUMP: _("The change of %(change)s is far from the usual %(usual)s a quarter."),
    CheckKind.BEHIND: _("The own target is %(status)s."),
    CheckKind.BLANK: _("There is no figure."),
}


@dataclass(frozen=True)
class FindingWords:
    """One finding as a person reads it; `suggestion` is a figure that can be taken over instead, as one would type
    it; empty when there is none, or when the answer was that it is not meant.
    """

    kind: str
    severity: str
    text: str
    suggestion: str


@dataclass(frozen=True)
class _Said:
    """A finding about a target's figure, and whether it has got its answer."""

    finding: Finding
    target: Target
    is_answered: bool


def finding_words(forms: Sequence[Any]) -> list[list[FindingWords]]:
    """The findings on what stands in the forms of figures, form by form: on what was typed, else on what was
    submitted. One query at most.
    """
    return _in_words(
        [
            [_Said(finding, form.row.target, not form.awaits_answer(finding)) for finding in form.findings]
            if form.is_bound
            else _of_version(form.row.latest, form.row.target)
            for form in forms
        ]
    )


def version_words(stated: Sequence[tuple[ReportVersion, Target]]) -> list[list[FindingWords]]:
    """The findings that fired when versions were submitted for their targets, version by version. One query at
    most.
    """
    return _in_words([_of_version(version, target) for version, target in stated])


def _of_version(version: ReportVersion | None, target: Target) -> list[_Said]:
    """What the checks asked before a version was taken: without the answers it would not have been."""
    rows = version.findings if version else []
    return [_Said(Finding.from_json(**row), target, is_answered=True) for row in rows]


def _in_words(groups: Sequence[Sequence[_Said]]) -> list[list[FindingWords]]:
    names = _names(said.finding for group in groups for said in group)
    return [[_words(said, names) for said in group] for group in groups]


def _names(findings: Iterable[Finding]) -> dict[str, str]:
    """The names of the targets that findings speak of beside their own, by code."""
    pairs = [finding.params for finding in findings if finding.kind == CheckKind.PART_WHOLE]
    codes = {str(params[name]) for params in pairs for name in ("part", "whole")}
    return {row.code: row.name for row in Target.objects.filter(code__in=codes)} if codes else {}


def _words(said: _Said, names: Mapping[str, str]) -> FindingWords:
    finding, target = said.finding, said.target
    suggestion = None if said.is_answered else finding.suggestion
    params = {name: _param(name, value, target, names) for name, value in finding.params.items()}
    sentences = STATEMENTS if said.is_answered else QUESTIONS
    return FindingWords(
        kind=str(finding.kind),
        severity=str(finding.severity),
        text=sentences[finding.kind] % (params | {"unit": target.unit}),
        suggestion="" if suggestion is None else plain_text(suggestion),
    )


def _param(name: str, value: Any, target: Target, names: Mapping[str, str]) -> str:
    if name in ("part", "whole"):
        return names.get(value, value)
    if name == "quarter":
        return quarter_name(value)
    if name == "status":
        return str(STATUS_LABELS[Status(value)])
    if name == "change":
        return signed_text(value, max(target.decimals, 1))
    if name == "usual":
        return figure_text(value, max(target.decimals, 1))
    return value if isinstance(value, str) else exact_text(value)
