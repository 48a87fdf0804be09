"""The page on which a released quarter is corrected."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tracker.documents.release_content import ReleaseContent
from tracker.models import Correction, Period, Release

from .release_drift import Drift, drift
from .release_words import Names
from .releases import Head, head


@dataclass(frozen=True)
class DriftRow:
    """A published figure that is another by now."""

    key: str
    subject: str
    unit: str
    old: Decimal | None
    new: Decimal | None
    same_value: bool  # only its parts or its qualifier differ


@dataclass(frozen=True)
class PendingRow:
    correction: Correction
    subject: str
    unit: str
    is_own: bool


@dataclass(frozen=True)
class CorrectionPage:
    """`differing` could be proposed, `pending` is proposed. `is_open`: the quarter has been opened again, and what is
    being changed is not approved yet.
    """

    release: Release
    period: Period
    head: Head
    is_open: bool
    differing: tuple[DriftRow, ...]
    pending: tuple[PendingRow, ...]

    @property
    def may_publish(self) -> bool:
        return bool(self.pending) and not any(row.is_own for row in self.pending)


def correction_page(quarter: str, *, person_id: int) -> CorrectionPage:
    """What can be corrected in the release of a quarter. Raises `Release.DoesNotExist`."""
    found = head(quarter)
    release = Release.objects.select_related("period").get(current__sha256=found.sha256)
    content = found.content
    names = Names(content)
    differences = drift(content)
    rows = release.corrections.filter(withdrawn_at__isnull=True, revision__isnull=True).select_related(
        "report__assignment__target",
        "report__assignment__unit",
        "competition_version__figure__criterion__list",
        "competition_version__figure__unit",
        "target",
        "proposed_by",
    )
    pending = tuple(_pending(row, person_id) for row in rows.order_by("pk"))
    taken = {_key(row.correction) for row in pending}
    return CorrectionPage(
        release=release,
        period=release.period,
        head=found,
        is_open=release.period.closed_at is None,
        differing=tuple(_drift_row(row, content, names) for row in differences if row.key not in taken),
        pending=pending,
    )


def _drift_row(row: Drift, content: ReleaseContent, names: Names) -> DriftRow:
    if row.entry_key:
        edition, code, criterion, _unit = row.entry_key
        subject = f"{names.lists[edition, code]} · {names.criteria[edition, code, criterion]}"
    else:
        subject = names.targets[row.target_code]
    return DriftRow(row.key, subject, names.units.get(row.unit, ""), row.old, row.new, row.old == row.new)


def _key(row: Correction) -> str:
    if row.report_id:
        return f"report-{row.report_id}"
    if row.competition_version:
        return f"entry-{row.competition_version.figure_id}"
    return f"count-{row.target.code if row.target else ''}"


def _pending(row: Correction, person_id: int) -> PendingRow:
    if row.report:
        assignment = row.report.assignment
        subject, unit = assignment.target.name, assignment.unit.name
    elif row.competition_version:
        figure = row.competition_version.figure
        subject, unit = f"{figure.criterion.list} · {figure.criterion}", figure.unit.name
    else:
        subject, unit = str(row.target), ""
    return PendingRow(row, subject, unit, is_own=row.proposed_by_id == person_id)
