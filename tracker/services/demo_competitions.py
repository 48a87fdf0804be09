"""The demonstration's competition: invented criteria and figures on the lists that were published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from tracker.documents.competition_files import DemoCompetitionFile, EnteredSeries
from tracker.models import (
    CompetitionFigure,
    CompetitionFigureVersion,
    CompetitionList,
    Criterion,
    Edition,
    Exclusion,
    HonourFlag,
    Period,
    ReportingUnit,
)

from .competition_loading import competition_load

ENTERED_DAYS_BEFORE_DUE, APPROVED_DAYS_BEFORE_DUE = 5, 3


def demo_competition(
    *,
    file: DemoCompetitionFile,
    units: Mapping[str, ReportingUnit],
    author: Any,
    approver: Any,
    coordinator: Any,
    at: dt.datetime,
) -> int:
    """Put the invented groups, criteria, figures, exclusions and honour flags in place. Returns how many figures.

    In bulk, as with the reported figures: what results is what the services would have left.
    """
    edition = competition_load(file=file, by=None, at=at)
    periods = {period.quarter: period for period in Period.objects.all()}
    lists = {row.code: row for row in edition.lists.all()}
    entered = _figures(file, edition, units, periods, author)
    for figure in entered:
        figure.approved, figure.approved_by = figure.latest, approver
        figure.approved_at = _noon(figure.period, APPROVED_DAYS_BEFORE_DUE)
    CompetitionFigure.objects.bulk_update(entered, ["latest", "approved", "approved_by", "approved_at"])
    Exclusion.objects.bulk_create(
        Exclusion(
            edition=edition,
            unit=units[row.unit],
            period=periods[row.quarter],
            reason=row.reason,
            document=row.document or "",
            author=coordinator,
            recorded_at=_noon(periods[row.quarter], ENTERED_DAYS_BEFORE_DUE),
        )
        for row in file.exclusions
    )
    HonourFlag.objects.bulk_create(_flags(file, lists, units, periods, coordinator))
    return len(entered)


def _figures(
    file: DemoCompetitionFile,
    edition: Edition,
    units: Mapping[str, ReportingUnit],
    periods: Mapping[Any, Period],
    author: Any,
) -> list[CompetitionFigure]:
    """Every invented figure with its one version, which is its latest."""
    criteria = {
        (row.list.code, row.code): row
        for row in Criterion.objects.filter(list__edition=edition).select_related("list")
    }
    rows = [
        (
            CompetitionFigure(
                criterion=criteria[series.list, series.criterion], unit=units[unit], period=period
            ),
            stated,
        )
        for series in file.entered
        for unit, period, stated in _stated(file, series, periods)
    ]
    figures = CompetitionFigure.objects.bulk_create(figure for figure, _stated in rows)
    versions = CompetitionFigureVersion.objects.bulk_create(
        CompetitionFigureVersion(
            figure=figure,
            number=1,
            source=file.source_document,
            author=author,
            recorded_at=_noon(figure.period, ENTERED_DAYS_BEFORE_DUE),
            **stated,
        )
        for figure, stated in rows
    )
    for figure, version in zip(figures, versions, strict=True):
        figure.latest = version
    return figures


def _stated(
    file: DemoCompetitionFile, series: EnteredSeries, periods: Mapping[Any, Period]
) -> Iterator[tuple[str, Period, dict[str, Any]]]:
    """What stands for each unit and quarter; a blank says why."""
    for unit, values in series.figures.items():
        for quarter, value in zip(file.quarters, values, strict=True):
            blank = {} if value is not None else {"reason": file.blank_reason, "note": file.blank_note}
            own = series.own_targets.get(unit) if value is not None else None
            yield unit, periods[quarter], {"value": value, "own_target": own, **blank}


def _flags(
    file: DemoCompetitionFile,
    lists: Mapping[str, CompetitionList],
    units: Mapping[str, ReportingUnit],
    periods: Mapping[Any, Period],
    coordinator: Any,
) -> Iterator[HonourFlag]:
    for row in file.flags:
        yield HonourFlag(
            list=lists[row.list],
            unit=units[row.unit],
            period=periods[row.quarter],
            citation_zh=row.citation.zh,
            citation_en=row.citation.en,
            author=coordinator,
            recorded_at=_noon(periods[row.quarter], APPROVED_DAYS_BEFORE_DUE),
        )


def _noon(period: Period, days: int) -> dt.datetime:
    """Noon, so many days before the quarter's figures are due."""
    return timezone.make_aware(dt.datetime.combine(period.due - dt.timedelta(days=days), dt.time(12)))
