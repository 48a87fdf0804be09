"""The record of what was done. Every service writes its event in its own transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.models import AuditEvent


def record(*, action: str, subject: str, by: Any, at: dt.datetime, details: dict[str, Any]) -> AuditEvent:
    """Write one event; `by` is None for the system itself. Values in `details` must be JSON."""
    return AuditEvent.objects.create(
        action=action,
        subject=subject,
        actor=by,
        actor_name=(by.get_full_name() or by.get_username()) if by else "system",
        at=at,
        details=details,
    )
