"""Changing the thresholds: a new version from a quarter on, never backwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tracker.calculations.methods import METHOD, Method
from tracker.calculations.periods import Quarter
from tracker.models import Period, ProgressMethod

from . import audit


class UnableToChangeMethod(Exception):
    """The new thresholds cannot be taken; the message is for the person who set them."""


@transaction.atomic
def method_create(
    *, thresholds: Method, from_quarter: Quarter, reason: str, by: Any, at: dt.datetime
) -> ProgressMethod:
    """Put new thresholds in force from a quarter on, as the next version (the one in `thresholds` is ignored).

    Raises `UnableToChangeMethod` when a quarter from there on is closed already, or has other thresholds set:
    what was judged stays as it was judged.
    """
    closed = Period.objects.closed().filter(quarter__gte=from_quarter).order_by("quarter").last()
    if closed:
        raise UnableToChangeMethod(
            _("%(quarter)s is closed: its status stays as it was judged. Choose a later quarter.")
            % {"quarter": closed.quarter}
        )
    later = ProgressMethod.objects.filter(from_quarter__gte=from_quarter).first()
    if later:
        raise UnableToChangeMethod(
            _("Version %(version)d is set from %(quarter)s on. Choose a later quarter.")
            % {"version": later.version, "quarter": later.from_quarter}
        )
    last = ProgressMethod.objects.aggregate(last=Max("version"))["last"] or METHOD.version
    method = ProgressMethod.objects.create(
        version=last + 1,
        from_quarter=from_quarter,
        ahead=thresholds.ahead,
        on_schedule=thresholds.on_schedule,
        slightly_behind=thresholds.slightly_behind,
        start_share=thresholds.start_share,
        start_tolerance=thresholds.start_tolerance,
        reason=reason,
        author=by,
        recorded_at=at,
    )
    audit.record(
        action="method.created",
        subject=f"method:{method.version}",
        by=by,
        at=at,
        reason=reason,
        quarter=from_quarter.code,
        details={
            "from": from_quarter.code,
            "thresholds": [str(method.ahead), str(method.on_schedule), str(method.slightly_behind)],
        },
    )
    return method
