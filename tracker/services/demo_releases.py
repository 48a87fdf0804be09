"""The demonstration's releases: every quarter that was finished, published as two people would have done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.models import Period, Release
from tracker.selectors.release_drafts import draft_content

from .releases import publish

DAYS_AFTER_CLOSING = 5
ANNOUNCEMENT = (
    "示例发布：以下数据均为虚构，仅用于演示。",
    "A sample release: every figure in it is invented, for demonstration only.",
)


def demo_releases(*, prepared_by: Any, approved_by: Any) -> int:
    """Publish every closed quarter that has no release, the earliest first. Returns how many."""
    waiting = Period.objects.closed().filter(release__isnull=True).order_by("quarter")
    for period in waiting:
        at = period.closed_at + dt.timedelta(days=DAYS_AFTER_CLOSING)
        release = Release.objects.create(
            period=period,
            announcement_zh=ANNOUNCEMENT[0],
            announcement_en=ANNOUNCEMENT[1],
            prepared_by=prepared_by,
            prepared_at=period.closed_at,
            approved_by=None,
        )
        release.approved_by, release.approved_at = approved_by, at
        publish(release, draft_content(release, at=at), at=at)
    return len(waiting)
