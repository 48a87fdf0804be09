"""Whose trail a change of a set-up row belongs to, and changes that reach more than one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction

from tracker.models import (
    Assignment,
    Baseline,
    CheckRule,
    Definition,
    Membership,
    Milestone,
    Period,
    Plan,
    Remark,
    ReportingUnit,
    Source,
    Target,
    Theme,
)

from .changes import row_delete


def trail_of(row: models.Model) -> dict[str, str]:
    """What an event about this row is filed under: its subject, and the unit, target and quarter it is about.

    Ready for `audit.record` and `changes.row_save`. Raises `KeyError` for a row that is no set-up.
    """
    return _TRAILS[type(row)](row)


@transaction.atomic
def branch_delete(row: models.Model, *, by: Any, at: dt.datetime, reason: str) -> None:
    """Remove a set-up row and the rows that belong to it, each with an event that keeps what it said: what the
    database takes along by itself would leave no trace.
    """
    for relation in type(row)._meta.related_objects:
        if relation.on_delete is models.CASCADE and relation.related_model in _TRAILS:
            for part in relation.related_model._base_manager.filter(**{relation.field.name: row}):
                branch_delete(part, by=by, at=at, reason=reason)
    row_delete(row, **trail_of(row), by=by, at=at, reason=reason)


def _of_target(row: Any) -> dict[str, str]:
    return _target(row.target)


def _target(target: Target) -> dict[str, str]:
    return {"subject": f"target:{target.code}", "target": target.code}


def _milestone(row: Milestone) -> dict[str, str]:
    return _target(row.target) | {"quarter": row.quarter.code}


def _unit(unit: ReportingUnit) -> dict[str, str]:
    return {"subject": f"unit:{unit.code}", "unit": unit.code}


def _assignment(row: Assignment) -> dict[str, str]:
    unit, target = row.unit.code, row.target.code
    return {"subject": f"assignment:{unit}:{target}", "unit": unit, "target": target}


def _membership(row: Membership) -> dict[str, str]:
    return _person(row.user) | {"unit": row.unit.code}


def _person(person: Any) -> dict[str, str]:
    return {"subject": f"person:{person.get_username()}"}


def _period(period: Period) -> dict[str, str]:
    return {"subject": f"period:{period.quarter.code}", "quarter": period.quarter.code}


def _check(rule: CheckRule) -> dict[str, str]:
    codes = [target.code for target in (rule.target, rule.whole) if target]
    return {"subject": ":".join(["check", rule.kind, *codes]), "target": codes[0] if codes else ""}


_TRAILS: dict[type[models.Model], Callable[[Any], dict[str, str]]] = {
    Plan: lambda plan: {"subject": f"plan:{plan.code}"},
    Theme: lambda theme: {"subject": f"plan:{theme.plan.code}"},
    Source: lambda source: {"subject": f"source:{source.code}"},
    Target: _target,
    Baseline: _of_target,
    Definition: _of_target,
    Remark: _of_target,
    Milestone: _milestone,
    ReportingUnit: _unit,
    Assignment: _assignment,
    Membership: _membership,
    get_user_model(): _person,
    Period: _period,
    CheckRule: _check,
}
