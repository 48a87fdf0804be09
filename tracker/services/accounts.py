"""Accounts as the administrator looks after them: with the rights over the installation that no coordinator gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from . import audit
from .trails import trail_of

# What of an account stands in the trail. A password never does, not even as its hash.
RECORDED = ("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser")


def account_save(*, person: Any, by: Any, at: dt.datetime, reason: str) -> None:
    """Store an account as it now is; the event says what of it changed."""
    with transaction.atomic():
        before = get_user_model().objects.select_for_update(no_key=True).filter(pk=person.pk).first()
        person.save()
        changes = {name: [_text(before, name), _text(person, name)] for name in RECORDED}
        audit.record(
            action="person.changed" if before else "person.created",
            by=by,
            at=at,
            reason=reason,
            details={"changes": {name: pair for name, pair in changes.items() if pair[0] != pair[1]}},
            **trail_of(person),
        )


def password_recorded(*, person: Any, by: Any, at: dt.datetime, reason: str) -> None:
    """Write down that an account got another password, or lost the one it had."""
    audit.record(action="person.password-set", by=by, at=at, reason=reason, **trail_of(person))


def _text(person: Any, name: str) -> str | None:
    value = getattr(person, name) if person else None
    return None if value in (None, "") else str(value)
