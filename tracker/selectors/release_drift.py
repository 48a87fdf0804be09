"""Where today's approved figures differ from what was published: what could be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.release_content import (
    CountFacts,
    EnteredFacts,
    FigureFacts,
    QuarterFacts,
    ReleaseContent,
    TargetFacts,
    number_text,
)
from tracker.models import CompetitionFigure, Report, Target

from .release_amending import Amendment, EntryKey
from .release_drafts import entered_facts
from .release_freezing import Frozen


@dataclass(frozen=True)
class Drift:
    """One difference. `report`, `entry` or `target` says what it is about; the others are None.

    `unit` is empty for a roster's count, whose values are the city's.
    """

    old: Decimal | None
    new: Decimal | None
    amendment: Amendment
    texts: tuple[str, str]
    target_code: str = ""
    unit: str = ""
    entry_key: EntryKey | None = None
    report: Report | None = None
    entry: CompetitionFigure | None = None
    target: Target | None = None

    @property
    def old_text(self) -> str:
        """What the published figure says beside its value, where the values are the same; else empty."""
        return self.texts[0] if self.old == self.new else ""

    @property
    def new_text(self) -> str:
        return self.texts[1] if self.old == self.new else ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        if self.report:
            return f"report-{self.report.pk}"
        return f"entry-{self.entry.pk}" if self.entry else f"count-{self.target_code}"


def drift(content: ReleaseContent) -> tuple[Drift, ...]:
    """Every difference between a release's own quarter and the tables, in the order of the plans and units. None while
    the quarter is open again: what is being changed is not approved yet.
    """
    frozen = Frozen(content.quarter)
    if content.quarter not in frozen.horizon.quarters:
        return ()
    live = {facts.code: facts for plan in frozen.plans() for theme in plan.themes for facts in theme.targets}
    found = []
    for facts in content.targets():
        if facts.code in live and _is_of(facts, content):
            found += _target_drift(facts, live[facts.code])
    return (*found, *_entered_drift(content))


def _is_of(facts: TargetFacts, content: ReleaseContent) -> bool:
    """Whether the target is reported in the release's own quarter: its plan may have ended before."""
    return bool(facts.quarters) and facts.quarters[-1].quarter == content.quarter


def _target_drift(facts: TargetFacts, live: TargetFacts) -> list[Drift]:
    was: QuarterFacts = facts.quarters[-1]
    now = next((row for row in live.quarters if row.quarter == was.quarter), None)
    if now is None:
        return []
    found = []
    released = {figure.unit: figure for figure in was.figures}
    stated = {figure.unit: figure for figure in now.figures}
    asked = {assignment.unit for assignment in facts.assignments}
    reports = {
        report.assignment.unit.code: report
        for report in Report.objects.filter(
            assignment__target__code=facts.code, period__quarter=was.quarter, approved__isnull=False
        ).select_related("assignment__unit", "approved")
    }
    for assignment in facts.assignments:
        unit = assignment.unit
        old, new = released.get(unit), stated.get(unit)
        if unit in asked and unit in reports and _says(old) != _says(new):
            amendment = Amendment(figures={(facts.code, unit): new})
            values = old.value if old else None, new.value if new else None
            texts = _figure_text(old), _figure_text(new)
            found.append(Drift(*values, amendment, texts, facts.code, unit, report=reports[unit]))
    if was.counts != now.counts:
        amendment = Amendment(counts={facts.code: now.counts})
        target = Target.objects.get(code=facts.code)
        texts = _count_text(was.counts), _count_text(now.counts)
        values = _city(was.counts), _city(now.counts)
        found.append(Drift(*values, amendment, texts, facts.code, target=target))
    return found


def _says(figure: FigureFacts | None) -> tuple[object, ...] | None:
    """What a figure says, whichever version says it."""
    return figure and (figure.value, figure.numerator, figure.denominator, figure.qualifier)


def _figure_text(figure: FigureFacts | None) -> str:
    """Parts and qualifier in signs and codes, which no language needs to translate: "8 ÷ 20, more-than"."""
    if figure is None:
        return ""
    parts = []
    if figure.numerator is not None and figure.denominator is not None:
        parts.append(f"{number_text(figure.numerator)} ÷ {number_text(figure.denominator)}")
    return ", ".join(parts + ([figure.qualifier] if figure.qualifier != "exact" else []))


def _target_text(row: EnteredFacts | None) -> str:
    return f"T = {number_text(row.own_target)}" if row and row.own_target is not None else ""


def _count_text(counts: CountFacts | None) -> str:
    """The units' counts, and the reason of whoever decided on them."""
    if counts is None:
        return ""
    units = ", ".join(f"{unit} {count}" for unit, count in sorted(counts.units.items()))
    return f"{units}; {counts.decision}" if counts.decision else units


def _city(counts: CountFacts | None) -> Decimal | None:
    return None if counts is None else Decimal(counts.city)


def _entered_drift(content: ReleaseContent) -> list[Drift]:
    live = entered_facts(content.quarter)
    found = []
    for edition in content.editions:
        for facts in edition.lists:
            was = {(row.criterion, row.unit): row for row in facts.figures}
            now = {(row.criterion, row.unit): row for row in live.get((edition.code, facts.code), ())}
            criteria = {criterion.code for criterion in facts.criteria}
            units = {row.unit for board in facts.boards for row in board.rows}
            for criterion, unit in dict.fromkeys((*was, *now)):
                old, new = was.get((criterion, unit)), now.get((criterion, unit))
                if _states(old) != _states(new) and criterion in criteria and unit in units:
                    key = (edition.code, facts.code, criterion, unit)
                    found.append(_entry_drift(content, key, old, new))
    return found


def _states(row: EnteredFacts | None) -> tuple[Decimal | None, Decimal | None]:
    return (row.value, row.own_target) if row else (None, None)


def _entry_drift(
    content: ReleaseContent, key: EntryKey, old: EnteredFacts | None, new: EnteredFacts | None
) -> Drift:
    edition, code, criterion, unit = key
    entry = CompetitionFigure.objects.select_related("approved").get(
        criterion__list__edition__code=edition,
        criterion__list__code=code,
        criterion__code=criterion,
        unit__code=unit,
        period__quarter=content.quarter,
    )
    values = old.value if old else None, new.value if new else None
    texts = _target_text(old), _target_text(new)
    return Drift(*values, Amendment(entered={key: new}), texts, unit=unit, entry_key=key, entry=entry)
