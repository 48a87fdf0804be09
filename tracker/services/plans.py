"""Plans come into the database from plan files, so that another city or another plan needs no code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.calculations.checks import DEFAULT_SEVERITIES, CheckKind
from tracker.calculations.periods import Quarter, quarter_range
from tracker.calculations.progress import Comparator
from tracker.documents import plan_files
from tracker.documents.plan_checks import LONGEST_PLAN
from tracker.models import (
    Baseline,
    CheckRule,
    Definition,
    Milestone,
    Plan,
    Remark,
    Report,
    Source,
    Target,
    Theme,
)

from . import audit
from .changes import row_save
from .editing import UnableToChange, lock_as_seen
from .periods import periods_ensure
from .plan_rosters import UnableToLoad, rosters_load
from .roster_counts import recount_plan


@transaction.atomic
def plan_load(*, file: plan_files.PlanFile, by: Any, at: dt.datetime) -> Plan:
    """Make the database say what the plan file says: all of it, or nothing when anything fails.

    Rows are found by their codes, so loading a file again changes only what the file changed. A target the
    file no longer names stays (figures may hang on it): take it out by hand. Raises `UnableToLoad` when the
    code of a target or roster belongs to another plan, or when names on a roster have what the file took off it.
    """
    sources = {row.code: _source(row) for row in file.sources}
    head = file.plan
    plan, created = Plan.objects.update_or_create(
        code=head.code,
        defaults={
            "name_zh": head.name.zh,
            "name_en": head.name.en,
            "short_name_zh": head.short_name.zh,
            "short_name_en": head.short_name.en,
            "issuer_zh": head.issuer.zh if head.issuer else "",
            "issuer_en": head.issuer.en if head.issuer else "",
            "first": head.first,
            "last": head.last,
            "position": head.position,
            "source": sources[head.source],
        },
    )
    themes = {
        row.code: Theme.objects.update_or_create(
            plan=plan,
            code=row.code,
            defaults={"name_zh": row.name.zh, "name_en": row.name.en, "position": position},
        )[0]
        for position, row in enumerate(file.themes, start=1)
    }
    for position, row in enumerate(file.targets, start=1):
        _target(row, plan, themes[row.theme], position, sources)
    _parts(file)
    periods_ensure(quarter_range(plan.first, plan.reported_until))
    audit.record(
        action="plan.loaded",
        subject=f"plan:{plan.code}",
        by=by,
        at=at,
        details={"created": created, "targets": [row.code for row in file.targets]},
    )
    rosters_load(file=file, plan=plan, by=by, at=at)
    return plan


def _parts(file: plan_files.PlanFile) -> None:
    """Let the checks know which target counts a part of which; a rule that the office has set stays as it is."""
    targets = {target.code: target for target in Target.objects.filter(theme__plan__code=file.plan.code)}
    for row in file.targets:
        if row.part_of:
            CheckRule.objects.get_or_create(
                kind=CheckKind.PART_WHOLE,
                target=targets[row.code],
                whole=targets[row.part_of],
                defaults={"severity": DEFAULT_SEVERITIES[CheckKind.PART_WHOLE]},
            )


def _source(row: plan_files.Source) -> Source:
    source, _ = Source.objects.update_or_create(
        code=row.code,
        defaults={
            "title": row.title,
            "publisher": row.publisher,
            "date": row.date,
            "grade": row.grade,
            "address": row.address or "",
            "note": row.note or "",
        },
    )
    return source


def _target(
    row: plan_files.Target, plan: Plan, theme: Theme, position: int, sources: dict[str, Source]
) -> None:
    taken = Target.objects.filter(code=row.code).exclude(theme__plan=plan).first()
    if taken:
        raise UnableToLoad(f"{row.code}: this code already belongs to a target of '{taken.plan.name_zh}'")
    target, _ = Target.objects.update_or_create(
        code=row.code,
        defaults={
            "theme": theme,
            "name_zh": row.name.zh,
            "name_en": row.name.en,
            "wording": row.wording,
            "unit_zh": row.unit.zh,
            "unit_en": row.unit.en,
            "decimals": row.decimals,
            # A range is met inside its two ends; the comparator then speaks of the lower one.
            "comparator": row.comparator or Comparator.AT_LEAST,
            "value": row.value,
            "upper": row.upper,
            "measure": row.measure,
            "counts_from_start": row.counts_from_start,
            "aggregation": row.aggregation,
            "position": position,
        },
    )
    baseline = row.baseline
    Baseline.objects.update_or_create(
        target=target,
        defaults={
            "value": baseline.value,
            "as_of": baseline.as_of or "",
            "qualifier": baseline.qualifier or "exact",
            "source": sources[baseline.source] if baseline.source else None,
            "note_zh": baseline.note.zh if baseline.note else "",
            "note_en": baseline.note.en if baseline.note else "",
        },
    )
    # A file without planned values leaves those the office has entered itself.
    if row.planned_values:
        target.milestones.all().delete()
        Milestone.objects.bulk_create(
            Milestone(target=target, quarter=quarter, value=value) for quarter, value in row.planned_values
        )
    # Of these two the file is the whole truth: what it no longer says goes.
    target.definitions.all().delete()
    Definition.objects.bulk_create(
        Definition(
            target=target,
            text_zh=definition.text.zh,
            text_en=definition.text.en,
            effective_on=definition.effective_on,
            source=sources[definition.source] if definition.source else None,
        )
        for definition in row.definitions
    )
    target.remarks.all().delete()
    Remark.objects.bulk_create(
        Remark(
            target=target,
            quarter=remark.quarter,
            text_zh=remark.text.zh,
            text_en=remark.text.en,
            source=sources[remark.source],
        )
        for remark in row.remarks
    )


@transaction.atomic
def plan_change(*, plan: Plan, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a plan as it now is, and make the quarters it newly asks for. False when nothing changed.

    Raises `ChangedMeanwhile` when it is not as its author saw it (`editing.fingerprint`), and `UnableToChange`
    when its quarters make no sense or would leave figures or planned values outside.
    """
    lock_as_seen(plan, seen)
    _check_quarters(plan)
    changed = row_save(plan, by=by, at=at, reason=reason)
    if periods_ensure(quarter_range(plan.first, plan.reported_until)):
        recount_plan(plan)
    return changed


def check_span(first: Quarter, last: Quarter, followed_until: Quarter | None) -> None:
    """Raise `UnableToChange` when a plan cannot last from the one quarter to the other."""
    if last < first:
        raise UnableToChange(_("The plan cannot end before it begins."), "last")
    if followed_until and followed_until <= last:
        raise UnableToChange(
            _("It is followed anyway until its last quarter: choose a later one, or leave this blank."),
            "followed_until",
        )
    if (followed_until or last).quarters_since(first) >= LONGEST_PLAN:
        raise UnableToChange(
            _("That is more than %(count)d quarters. Check the years.") % {"count": LONGEST_PLAN},
            "followed_until" if followed_until else "last",
        )


def _check_quarters(plan: Plan) -> None:
    check_span(plan.first, plan.last, plan.followed_until)
    reported = Report.objects.filter(assignment__target__theme__plan=plan, latest__isnull=False)
    quarters = reported.order_by("period__quarter").values_list("period__quarter", flat=True)
    outside = quarters.filter(period__quarter__lt=plan.first).first()
    if outside:
        raise UnableToChange(
            _("Figures were reported for %(quarter)s, before this quarter.") % {"quarter": outside}, "first"
        )
    outside = quarters.filter(period__quarter__gt=plan.reported_until).last()
    if outside:
        raise UnableToChange(
            _("Figures were reported for %(quarter)s, after this quarter.") % {"quarter": outside},
            "followed_until" if plan.followed_until else "last",
        )
    planned = Milestone.objects.filter(target__theme__plan=plan).order_by("quarter")
    stray = planned.filter(quarter__lt=plan.first).first() or planned.filter(quarter__gt=plan.last).first()
    if stray:
        raise UnableToChange(
            _("A value is planned for %(quarter)s, outside the plan. Clear it first.")
            % {"quarter": stray.quarter},
            "first" if stray.quarter < plan.first else "last",
        )
