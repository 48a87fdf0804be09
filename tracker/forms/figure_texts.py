"""What stands in a row of the reporting sheet, as one would type it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tracker.calculations.rounding import plain_text
from tracker.selectors.reports import SheetRow


def standing_texts(row: SheetRow) -> dict[str, Any]:
    """What has been submitted: the latest version, with the numbers of the version and of the draft."""
    latest = row.latest
    if latest is None:
        return {"seen": 0, "draft": row.draft.number if row.draft else 0, "qualifier": "exact"}
    has_parts = latest.numerator is not None
    return {
        "seen": latest.number,
        "draft": row.draft.number if row.draft else 0,
        "qualifier": latest.qualifier,
        "note": latest.note,
        "reason": latest.reason,
        "next_step": latest.next_step,
        "promise_outcome": latest.promise_outcome,
        "numerator": _plain(latest.numerator),
        "denominator": _plain(latest.denominator),
        # The rate that follows from its parts is shown beside them; typed again it could only contradict.
        "value": "" if has_parts else _plain(latest.value),
    }


def draft_texts(row: SheetRow) -> dict[str, Any]:
    """What its author typed and has not submitted; with the version they looked at then, so that a colleague's
    figure that came since is not overwritten unawares.
    """
    return {**row.draft.content, "seen": row.draft.seen} if row.draft else {}


def _plain(value: Decimal | None) -> str:
    """A stored figure as one would type it: no trailing zeros, no exponent, no commas."""
    return "" if value is None else plain_text(value)
