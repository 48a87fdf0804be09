"""Corrections and objections of a release, with the names of what they are about."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.documents.release_content import (
    CorrectionFacts,
    ObjectionFacts,
    PlaceEffect,
    ReleaseContent,
    StatusEffect,
    Words,
)
from tracker.labels import STATUS_LABELS, exact_text
from tracker.models.names import in_language
from tracker.release_labels import OBJECTION_OUTCOME_LABELS

from .releases import Head, heads


@dataclass(frozen=True)
class CorrectionRow:
    """A correction as it is read: what it is about, why, and what it changed."""

    head: Head
    facts: CorrectionFacts
    subject: str
    unit: str
    reason: str
    effects: tuple[str, ...]


@dataclass(frozen=True)
class ObjectionRow:
    facts: ObjectionFacts
    unit: str
    subject: str
    outcome: str


class Names:
    """What a release calls its units, targets and lists."""

    def __init__(self, content: ReleaseContent) -> None:
        self.units = {unit.code: _text(unit.name) for unit in content.units}
        self.targets = {target.code: _text(target.name) for target in content.targets()}
        self.lists = {
            (edition.code, facts.code): _text(facts.name)
            for edition in content.editions
            for facts in edition.lists
        }
        self.criteria = {
            (edition.code, facts.code, criterion.code): _text(criterion.name)
            for edition in content.editions
            for facts in edition.lists
            for criterion in facts.criteria
        }


def corrections() -> tuple[CorrectionRow, ...]:
    """Every published correction, the latest first."""
    rows = [row for head in heads() for row in corrections_of(head)]
    return tuple(
        sorted(rows, key=lambda row: (row.facts.on, row.head.quarter, row.facts.number), reverse=True)
    )


def corrections_of(head: Head) -> tuple[CorrectionRow, ...]:
    """The corrections of a release up to this revision, in their order."""
    names = Names(head.content)
    return tuple(
        CorrectionRow(
            head=head,
            facts=facts,
            subject=_subject(facts, names),
            unit=names.units.get(facts.unit, ""),
            reason=_text(facts.reason),
            effects=(
                *(status_sentence(effect, names) for effect in facts.statuses),
                *(place_sentence(effect, names) for effect in facts.places),
            ),
        )
        for facts in head.content.corrections
    )


def objections_of(head: Head) -> tuple[ObjectionRow, ...]:
    """What units objected to before it was published, with the answers."""
    names = Names(head.content)
    return tuple(
        ObjectionRow(
            facts=facts,
            unit=names.units.get(facts.unit, facts.unit),
            subject=names.targets.get(facts.target or "", "")
            or names.lists.get((facts.edition or "", facts.list or ""), ""),
            outcome=str(OBJECTION_OUTCOME_LABELS[facts.outcome]) if facts.outcome else "",
        )
        for facts in head.content.objections
    )


def status_sentence(effect: StatusEffect, names: Names) -> str:
    """What a correction did to the city's figure and status."""
    words = {
        "target": names.targets.get(effect.target, effect.target),
        "old": _number(effect.value_before),
        "new": _number(effect.value_after),
        "before": STATUS_LABELS[effect.status_before],
        "after": STATUS_LABELS[effect.status_after],
    }
    if effect.status_before == effect.status_after:
        return _("%(target)s, city: %(old)s → %(new)s; status unchanged (%(after)s)") % words
    return _("%(target)s, city: %(old)s → %(new)s; status %(before)s → %(after)s") % words


def place_sentence(effect: PlaceEffect, names: Names) -> str:
    """What a correction did to a unit's score and place."""
    words = {
        "list": names.lists.get((effect.edition, effect.list), effect.list),
        "unit": names.units.get(effect.unit, effect.unit),
        "old": _number(effect.score_before),
        "new": _number(effect.score_after),
        "before": effect.place_before or "—",
        "after": effect.place_after or "—",
    }
    return _("%(list)s, %(unit)s: score %(old)s → %(new)s, place %(before)s → %(after)s") % words


def _subject(facts: CorrectionFacts, names: Names) -> str:
    if facts.target:
        return names.targets.get(facts.target, facts.target)
    key = (facts.edition or "", facts.list or "")
    criterion = names.criteria.get((*key, facts.criterion or ""), facts.criterion or "")
    return f"{names.lists.get(key, '')} · {criterion}"


def _number(value: object) -> str:
    return "—" if value is None else exact_text(value)  # type: ignore[arg-type]


def _text(words: Words) -> str:
    return in_language(words.zh, words.en)
