"""The sheets that units sign and seal: what would stand on one now, and what stands on one that was printed."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.seal_sheets import (
    SealContent,
    SealedFigure,
    seal_code,
    seal_read,
    seal_text,
    typed_code,
)
from tracker.models import Assignment, Period, Report, ReportingUnit, ReportState, ReportVersion, SealSheet

from .records import is_demo
from .release_freezing import words


@dataclass(frozen=True)
class SealPage:
    """What a unit would sign now, and the sheets that were made of its quarter, the latest first."""

    unit: ReportingUnit
    period: Period
    content: SealContent
    missing: tuple[str, ...]  # targets that nothing has been submitted for
    sheets: tuple[SealSheet, ...]

    @property
    def code(self) -> str:
        return seal_code(seal_text(self.content))


@dataclass(frozen=True)
class FoundFigure:
    """A figure on a sheet, and the number of the version that stands in its place today (0 for none)."""

    figure: SealedFigure
    stands: int
    is_stored: bool  # whether the version on the paper is found, with exactly the printed numbers

    @property
    def is_current(self) -> bool:
        return self.is_stored and self.stands == self.figure.version


@dataclass(frozen=True)
class FoundSheet:
    """A sheet found by its code. It is current when it says exactly what the unit's figures say today."""

    sheet: SealSheet
    content: SealContent
    rows: tuple[FoundFigure, ...]
    added: tuple[str, ...]  # targets reported since

    @property
    def is_current(self) -> bool:
        return not self.added and all(row.is_current for row in self.rows)


def seal_page(unit: ReportingUnit, period: Period) -> SealPage:
    """What stands on a unit's sheet if it is printed now. A fixed number of queries."""
    assignments = _assignments(unit, period)
    standing = _standing(unit, period)
    return SealPage(
        unit=unit,
        period=period,
        content=_content(unit, period, assignments, standing),
        missing=tuple(a.target.name for a in assignments if a.pk not in standing),
        sheets=tuple(unit.seal_sheets.filter(period=period).select_related("author")),
    )


def seal_sheet(code: str) -> SealSheet:
    """The sheet with this code, however it was typed. Raises `SealSheet.DoesNotExist`."""
    return SealSheet.objects.select_related("unit", "period", "author").get(code=typed_code(code))


def found_sheet(code: str) -> FoundSheet:
    """A sheet with what became of each of its figures. Raises `SealSheet.DoesNotExist`."""
    sheet = seal_sheet(code)
    content = seal_read(sheet.content)
    standing = {r.assignment.target.code: (r, version) for r, version in _versions(sheet.unit, sheet.period)}
    versions = ReportVersion.objects.filter(report__period=sheet.period, report__assignment__unit=sheet.unit)
    stored = {
        (version.report.assignment.target.code, version.number): version
        for version in versions.select_related("report__assignment__target")
    }
    on_paper = {figure.target for figure in content.figures}
    return FoundSheet(
        sheet=sheet,
        content=content,
        rows=tuple(
            FoundFigure(
                figure=figure,
                stands=standing[figure.target][1].number if figure.target in standing else 0,
                is_stored=_is_same(figure, stored.get((figure.target, figure.version))),
            )
            for figure in content.figures
        ),
        added=tuple(
            report.assignment.target.name
            for target, (report, _version) in standing.items()
            if target not in on_paper
        ),
    )


def _is_same(figure: SealedFigure, version: ReportVersion | None) -> bool:
    said = ("value", "numerator", "denominator", "qualifier", "reason")
    return version is not None and all(getattr(figure, name) == getattr(version, name) for name in said)


def _assignments(unit: ReportingUnit, period: Period) -> list[Assignment]:
    """What the unit is asked for, in the order of the plans."""
    rows = (
        Assignment.objects.filter(unit=unit)
        .select_related("target__theme__plan")
        .order_by("target__theme__plan__position", "target__theme__position", "target__position", "pk")
    )
    plans = ((row, row.target.theme.plan) for row in rows)
    return [row for row, plan in plans if plan.first <= period.quarter <= plan.reported_until]


def _versions(unit: ReportingUnit, period: Period) -> list[tuple[Report, ReportVersion]]:
    """What stands for each figure: the approved version, else the one that waits for its reviewer. One that was
    returned stands for nothing.
    """
    reports = Report.objects.filter(period=period, assignment__unit=unit)
    found = (
        (report, report.latest if report.state == ReportState.SUBMITTED else report.approved)
        for report in reports.select_related("latest", "approved", "assignment__target")
    )
    return [(report, version) for report, version in found if version is not None]


def _standing(unit: ReportingUnit, period: Period) -> dict[int, tuple[ReportVersion, bool]]:
    """The version that stands, by assignment, and whether it is approved."""
    return {
        report.assignment_id: (version, version.pk == report.approved_id)
        for report, version in _versions(unit, period)
    }


def _content(
    unit: ReportingUnit,
    period: Period,
    assignments: list[Assignment],
    standing: dict[int, tuple[ReportVersion, bool]],
) -> SealContent:
    return SealContent(
        quarter=period.quarter,
        unit=unit.code,
        unit_name=words(unit, "name"),
        is_demo=is_demo(),
        figures=tuple(_figure(row, *standing[row.pk]) for row in assignments if row.pk in standing),
    )


def _figure(assignment: Assignment, version: ReportVersion, is_approved: bool) -> SealedFigure:
    target = assignment.target
    return SealedFigure(
        target=target.code,
        name=words(target, "name"),
        measure=words(target, "unit"),
        decimals=target.decimals,
        value=version.value,
        numerator=version.numerator,
        denominator=version.denominator,
        qualifier=version.qualifier,
        reason=version.reason,
        version=version.number,
        is_approved=is_approved,
    )
