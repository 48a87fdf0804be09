"""Keeping what somebody types before it is a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from tracker.models import Assignment, Draft, Period

from .reports import check_entering, check_window, report_locked


def draft_save(
    *,
    assignment: Assignment,
    period: Period,
    content: Mapping[str, str],
    seen: int,
    number: int = 0,
    window: str = "",
    by: Any,
    at: dt.datetime,
) -> Draft:
    """Keep what `by` is typing for a figure, whatever it is.

    `seen` is the version of the figure they look at, `number` the draft they started from (0 for none) and
    `window` the page they type in. Raises `DraftMoved` when another window has saved since, `UnableToReport`
    when the figure cannot be entered by them or now.
    """
    with transaction.atomic():
        period = Period.objects.get(pk=period.pk)
        check_entering(assignment, period, by, timezone.localtime(at).date())
        report = report_locked(assignment, period)
        draft = Draft.objects.filter(report=report, author=by).first()
        if draft is None:
            draft = Draft(report=report, author=by, number=0)
        elif draft.content == content:
            return draft
        else:
            check_window(draft, number, window)
        draft.content, draft.seen, draft.window = dict(content), seen, window
        draft.number += 1
        draft.recorded_at = at
        draft.save()
    return draft


def draft_discard(
    *, assignment: Assignment, period: Period, number: int = 0, window: str = "", by: Any
) -> bool:
    """Forget what `by` was typing for a figure. False when there was nothing; raises `DraftMoved` when another
    window has saved since.
    """
    with transaction.atomic():
        drafts = Draft.objects.select_for_update(no_key=True)
        draft = drafts.filter(report__assignment=assignment, report__period=period, author=by).first()
        if draft is None:
            return False
        check_window(draft, number, window)
        draft.delete()
    return True
