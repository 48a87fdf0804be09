"""Quarters as tasks: made with the plan, opened and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.calculations.periods import Quarter
from tracker.calculations.working_days import working_day_after
from tracker.models import Period, Report, ReportState

from . import audit
from .changes import row_save
from .reminders import reminders_renew
from .roster_counts import recount_for, rosters_locked

# The plans name no date by which a quarter is reported. Until the coordinator sets one, a quarter can be
# reported from the day after its end and is due on the tenth working day.
WORKING_DAYS_TO_REPORT = 10


class UnableToChangeQuarter(Exception):
    """The quarter cannot be closed or scheduled so; the message is for the coordinator."""


def due_by_default(quarter: Quarter) -> dt.date:
    """The tenth working day after the quarter's end: 2025Q3 is due on 2025-10-21."""
    return working_day_after(quarter.last_day, WORKING_DAYS_TO_REPORT)


def periods_ensure(quarters: Iterable[Quarter]) -> int:
    """Make the missing quarters with their default dates; those that exist keep theirs. Returns how many."""
    existing = set(Period.objects.values_list("quarter", flat=True))
    missing = [quarter for quarter in quarters if quarter not in existing]
    Period.objects.bulk_create(
        Period(
            quarter=quarter,
            opens=quarter.last_day + dt.timedelta(days=1),
            due=due_by_default(quarter),
        )
        for quarter in missing
    )
    return len(missing)


@transaction.atomic
def period_schedule(
    *, period: Period, opens: dt.date, due: dt.date, reason: str, by: Any, at: dt.datetime
) -> bool:
    """Set from when a quarter can be reported and when it is due. False when both stood so already.

    What was submitted late stays late. Reminders of days that lie ahead again will be sent again. Raises
    `UnableToChangeQuarter` for days that make no sense, and for a closed quarter.
    """
    current = Period.objects.locked().get(pk=period.pk)
    today = timezone.localtime(at).date()
    if current.closed_at:
        raise UnableToChangeQuarter(_("%(quarter)s is closed: its dates stay.") % {"quarter": current})
    if due < opens:
        raise UnableToChangeQuarter(_("The quarter would be due before it can be reported."))
    if opens < current.quarter.first_day:
        raise UnableToChangeQuarter(_("The quarter would be reported before it has begun."))
    if opens > today and Report.objects.filter(period=current).exclude(state=ReportState.DRAFT).exists():
        raise UnableToChangeQuarter(_("Figures have been submitted: the quarter is open and stays open."))
    current.opens, current.due = opens, due
    changed = row_save(current, reason=reason, by=by, at=at)
    if changed:
        reminders_renew(period=current, on=today)
    return changed


@transaction.atomic
def period_close(
    *, period: Period, by: Any, at: dt.datetime, reason: str = "", expected: int | None = None
) -> bool:
    """Close a quarter: its figures can no longer be changed, and the approved ones can be released. What was
    submitted and not approved counts no more. False if it was closed.

    `expected` is how many figures without approval the person was told would be left out; raises
    `UnableToChangeQuarter` when by now it is another number.
    """
    current = Period.objects.locked().get(pk=period.pk)
    if current.closed_at:
        return False
    if not current.is_begun(timezone.localtime(at).date()):
        raise UnableToChangeQuarter(
            _("%(quarter)s cannot be closed before it can be reported.") % {"quarter": current}
        )
    reports = Report.objects.filter(period=current)
    left_out = reports.filter(state__in=[ReportState.SUBMITTED, ReportState.RETURNED]).count()
    if expected not in (None, left_out):
        raise UnableToChangeQuarter(
            ngettext(
                "Something changed since the page was shown: now %(count)d submitted figure is not approved.",
                "Something changed since the page was shown: now %(count)d submitted figures are not approved.",
                left_out,
            )
            % {"count": left_out}
        )
    current.closed_at = at
    current.save(update_fields=["closed_at"])
    reports.update(counted=F("approved"))
    _record("period.closed", current, by=by, at=at, reason=reason, details={"not_approved": left_out})
    return True


@transaction.atomic
def period_reopen(*, period: Period, by: Any, at: dt.datetime, reason: str = "") -> bool:
    """Open a closed quarter again: its figures can be corrected, and its rosters are counted anew. What was released
    stays as it was published until a correction is.
    """
    rosters_locked()  # before the quarter, as whoever changes a roster holds them
    current = Period.objects.locked().get(pk=period.pk)
    if current.closed_at is None:
        return False
    current.closed_at = None
    current.save(update_fields=["closed_at"])
    Report.objects.filter(period=current).exclude(state=ReportState.RETURNED).update(counted=F("latest"))
    recount_for(current)
    _record("period.reopened", current, by=by, at=at, reason=reason, details={})
    return True


def _record(
    action: str, period: Period, *, by: Any, at: dt.datetime, reason: str, details: dict[str, Any]
) -> None:
    code = period.quarter.code
    audit.record(
        action=action,
        subject=f"period:{code}",
        by=by,
        at=at,
        details=details,
        quarter=code,
        reason=reason,
    )
