"""Entering figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.labels import exact_text
from tracker.models import Assignment, Period, Report, ReportVersion
from tracker.permissions import Permission, Rights

from . import audit


class UnableToReport(Exception):
    """The figure cannot be taken; the message is for the person who typed it."""


class FigureMoved(UnableToReport):
    """Somebody saved another figure since the page was shown; `current` is what stands now."""

    def __init__(self, current: ReportVersion) -> None:
        self.current = current
        super().__init__(
            _(
                "%(author)s saved %(value)s here in the meantime. Compare the two, then save again to replace it."
            )
            % {
                "author": current.author.get_full_name() or current.author.get_username(),
                "value": exact_text(current.value),
            }
        )


@dataclass(frozen=True)
class StatedFigure:
    """A figure as its author states it: the value, what it is made of, and how sure it is."""

    value: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    qualifier: str = "exact"
    as_of: dt.date | None = None
    note: str = ""


def figure_of(version: ReportVersion) -> StatedFigure:
    return StatedFigure(**{field: getattr(version, field) for field in StatedFigure.__dataclass_fields__})


def report_save(
    *,
    assignment: Assignment,
    period: Period,
    figure: StatedFigure,
    seen: int,
    by: Any,
    at: dt.datetime,
) -> ReportVersion:
    """Store a figure as the next version of its report.

    `seen` is the number of the version the author had before their eyes (0 for none): when another one has
    been stored since, nothing is written and `FigureMoved` tells which. Saving what already stands writes
    nothing and returns it, so that a form sent twice counts once.

    Raises `UnableToReport` when the unit is not the author's or the quarter is not open.
    """
    if not Rights(by).may(Permission.REPORT, assignment.unit):
        raise UnableToReport(_("You may not enter figures for %(unit)s.") % {"unit": assignment.unit})
    plan = assignment.target.plan
    if not plan.first <= period.quarter <= plan.reported_until:
        raise UnableToReport(_("%(quarter)s is outside the plan's time.") % {"quarter": period})
    with transaction.atomic():
        # Locked, so that the quarter cannot be closed between this look and the write.
        _check_open(Period.objects.select_for_update().get(pk=period.pk), timezone.localtime(at).date())
        Report.objects.get_or_create(assignment=assignment, period=period)
        report = (
            Report.objects.select_for_update(of=("self",))
            .select_related("latest__author")
            .get(assignment=assignment, period=period)
        )
        latest = report.latest
        if latest and figure_of(latest) == figure:
            return latest
        if latest and latest.number != seen:
            raise FigureMoved(latest)
        if not latest and seen:
            raise UnableToReport(_("This page is out of date. Reload it and enter the figure again."))
        version = ReportVersion.objects.create(
            report=report, number=seen + 1, author=by, recorded_at=at, **asdict(figure)
        )
        report.latest = version
        report.save(update_fields=["latest"])
        audit.record(
            action="report.saved",
            subject=f"report:{period.quarter.code}:{assignment.unit.code}:{assignment.target.code}",
            by=by,
            at=at,
            details={
                "version": version.number,
                "old": str(latest.value) if latest else None,
                "new": str(version.value),
            },
        )
    return version


def _check_open(period: Period, on: dt.date) -> None:
    if not period.is_begun(on):
        raise UnableToReport(
            _("%(quarter)s cannot be reported before %(date)s.") % {"quarter": period, "date": period.opens}
        )
    if not period.is_open(on):
        raise UnableToReport(
            _("%(quarter)s is closed. Ask the administrator to re-open it.") % {"quarter": period}
        )
