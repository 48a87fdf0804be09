"""The record of what was done. Every service writes its event in its own transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.models import Assignment, AuditEvent, Period


def record(
    *,
    action: str,
    subject: str,
    by: Any,
    at: dt.datetime,
    details: dict[str, Any] | None = None,
    unit: str = "",
    target: str = "",
    quarter: str = "",
    reason: str = "",
) -> AuditEvent:
    """Write one event; `by` is None for the system itself. Values in `details` must be JSON.

    `unit`, `target` and `quarter` are codes: whose trail the event belongs to.
    """
    return AuditEvent.objects.create(
        action=action,
        subject=subject,
        actor=by,
        actor_name=person_name(by) if by else "system",
        at=at,
        details=details or {},
        unit=unit,
        target=target,
        quarter=quarter,
        reason=reason,
    )


def record_report(
    *,
    action: str,
    assignment: Assignment,
    period: Period,
    by: Any,
    at: dt.datetime,
    details: dict[str, Any],
    reason: str = "",
) -> AuditEvent:
    """An event about one unit's figure for one target and quarter."""
    unit, target, quarter = assignment.unit.code, assignment.target.code, period.quarter.code
    return record(
        action=action,
        subject=f"report:{quarter}:{unit}:{target}",
        by=by,
        at=at,
        details=details,
        unit=unit,
        target=target,
        quarter=quarter,
        reason=reason,
    )


def person_name(person: Any) -> str:
    return person.get_full_name() or person.get_username()
