"""Plans come into the database from plan files, so that another city or another plan needs no code."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from tracker.calculations.periods import quarter_range
from tracker.calculations.progress import Comparator
from tracker.documents import plan_files
from tracker.models import Baseline, Definition, Milestone, Plan, Remark, Source, Target, Theme

from . import audit
from .periods import periods_ensure


class UnableToLoad(Exception):
    """The file is sound, but what it says cannot stand in this database."""


@transaction.atomic
def plan_load(*, file: plan_files.PlanFile, by: Any, at: dt.datetime) -> Plan:
    """Make the database say what the plan file says: all of it, or nothing when anything fails.

    Rows are found by their codes, so loading a file again changes only what the file changed. A target the
    file no longer names stays (figures may hang on it): take it out by hand. Raises `UnableToLoad` when a
    target's code belongs to another plan.
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
    periods_ensure(quarter_range(plan.first, plan.reported_until))
    audit.record(
        action="plan.loaded",
        subject=f"plan:{plan.code}",
        by=by,
        at=at,
        details={"created": created, "targets": [row.code for row in file.targets]},
    )
    return plan


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
