"""Figures that are entered for the competition only: by the coordinator or a bureau, approved by another person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.calculations.rounding import rounded
from tracker.labels import REASON_LABELS, exact_text
from tracker.models import (
    CompetitionFigure,
    CompetitionFigureVersion,
    CompetitionList,
    Criterion,
    CriterionSource,
    Period,
    ReportingUnit,
    Role,
    UnitKind,
)
from tracker.permissions import Permission, Rights

from . import audit
from .editing import CellsRefused, UnableToChange

Cell = tuple[int, int]  # the unit's and the criterion's id


class MayNotDecide(UnableToChange):
    """This person has no word on this figure."""


@dataclass(frozen=True)
class StatedCompetitionFigure:
    """What is entered in a cell; without a value `reason` says why (labels.REASON_LABELS)."""

    value: Decimal | None = None
    own_target: Decimal | None = None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and self.own_target is None and not self.reason


def may_enter(rights: Rights, unit: ReportingUnit | None = None) -> bool:
    """The coordinator, and whoever reports for the city or a bureau; never for the unit that is ranked."""
    return _is_outside(rights, unit) and (
        rights.may(Permission.RELEASE) or _acts_for_the_city(rights, Role.REPORTER)
    )


def may_approve(rights: Rights, unit: ReportingUnit | None = None) -> bool:
    """The coordinator, the publisher, and a bureau's reviewer; never of the unit that is ranked."""
    return _is_outside(rights, unit) and (
        rights.may(Permission.RELEASE)
        or rights.may(Permission.APPROVE_RELEASE)
        or _acts_for_the_city(rights, Role.BUREAU_REVIEWER)
    )


def _is_outside(rights: Rights, unit: ReportingUnit | None) -> bool:
    return unit is None or not rights.belongs_to(unit)


def _acts_for_the_city(rights: Rights, role: Role) -> bool:
    above = (UnitKind.CITY, UnitKind.BUREAU)
    return any(m.role == role and m.unit.kind in above for m in rights.memberships)


def figure_enter(
    *,
    criterion: Criterion,
    unit: ReportingUnit,
    period: Period,
    stated: StatedCompetitionFigure,
    seen: int,
    note: str = "",
    source: str = "",
    by: Any,
    at: dt.datetime,
) -> CompetitionFigureVersion | None:
    """Enter one unit's figure, as the next version; None when it stands so already. It counts once another person
    has approved it. After a release it may still be entered: it changes no released board.

    `seen` is the version its author saw, 0 for none. Raises `UnableToChange` when it cannot be entered, and
    `MayNotDecide` when its author has no word on it.
    """
    with transaction.atomic():
        if not may_enter(Rights(by), unit):
            raise MayNotDecide(
                _("%(unit)s: figures of the competition are entered by the coordinator or a bureau.")
                % {"unit": unit}
            )
        _check_figure(criterion, unit, period, stated)
        # Two people who enter the first figure of a cell wait here for each other.
        CompetitionList.objects.select_for_update(of=("self",)).get(pk=criterion.list_id)
        figure = CompetitionFigure.objects.select_related("latest").filter(
            criterion=criterion, unit=unit, period=period
        ).first() or CompetitionFigure(criterion=criterion, unit=unit, period=period)
        latest = figure.latest
        if seen != (latest.number if latest else 0):
            raise UnableToChange(_meanwhile(latest))
        if latest and _same(latest, stated):
            return None
        if latest and not note.strip():
            raise UnableToChange(_("Say in the note why the figure is replaced."), "note")
        if figure.pk is None:
            figure.save()
        version = CompetitionFigureVersion.objects.create(
            figure=figure,
            number=latest.number + 1 if latest else 1,
            value=stated.value,
            own_target=stated.own_target,
            reason=stated.reason if stated.value is None else "",
            note=note,
            source=source,
            author=by,
            recorded_at=at,
        )
        figure.latest = version
        figure.save(update_fields=["latest"])
        _record("competition-figure.entered", version, by=by, at=at, reason=note)
    return version


@transaction.atomic
def figures_enter(
    *,
    period: Period,
    wanted: Mapping[Cell, StatedCompetitionFigure],
    seen: Mapping[Cell, int],
    note: str,
    source: str,
    by: Any,
    at: dt.datetime,
) -> int:
    """Enter the cells of a list's table that are given: all of them or none. Returns how many are new versions.

    Raises `CellsRefused` with what is wrong in which cell.
    """
    units = ReportingUnit.objects.in_bulk([unit for unit, _criterion in wanted])
    criteria = Criterion.objects.select_related("list__edition").in_bulk([pk for _unit, pk in wanted])
    problems: dict[Any, str] = {}
    entered = 0
    for (unit, criterion), stated in wanted.items():
        try:
            version = figure_enter(
                criterion=criteria[criterion],
                unit=units[unit],
                period=period,
                stated=stated,
                seen=seen.get((unit, criterion), 0),
                note=note,
                source=source,
                by=by,
                at=at,
            )
        except UnableToChange as error:
            problems["note" if error.field == "note" else (unit, criterion)] = str(error)
        else:
            entered += version is not None
    if problems:
        transaction.set_rollback(True)
        raise CellsRefused(problems)
    return entered


@transaction.atomic
def figure_approve(*, version: CompetitionFigureVersion, by: Any, at: dt.datetime) -> bool:
    """Let a figure count. False when it counts already.

    Raises `MayNotDecide` when the person entered it, belongs to the ranked unit or has no word on it, and
    `UnableToChange` when it has been replaced meanwhile.
    """
    figure = (
        CompetitionFigure.objects.select_for_update(of=("self",))
        .select_related("unit", "criterion")
        .get(pk=version.figure_id)
    )
    if version.author_id == by.pk:
        raise MayNotDecide(_("Nobody approves what they entered themselves: ask a colleague."))
    if not may_approve(Rights(by), figure.unit):
        raise MayNotDecide(
            _(
                "%(unit)s: figures of the competition are approved by the coordinator, a bureau or the publisher."
            )
            % {"unit": figure.unit}
        )
    if figure.latest_id != version.pk:
        raise UnableToChange(_("This figure has been replaced meanwhile. Look at the new one."))
    if figure.approved_id == version.pk:
        return False
    figure.approved, figure.approved_by, figure.approved_at = version, by, at
    figure.save(update_fields=["approved", "approved_by", "approved_at"])
    _record("competition-figure.approved", version, by=by, at=at)
    return True


def _check_figure(
    criterion: Criterion, unit: ReportingUnit, period: Period, stated: StatedCompetitionFigure
) -> None:
    edition = criterion.list.edition
    if criterion.source != CriterionSource.ENTERED:
        raise UnableToChange(_("This criterion takes its figures from a target: report them there."))
    if not edition.covers(period.quarter):
        raise UnableToChange(_("The edition is not reviewed in this quarter."))
    if not edition.members.filter(unit=unit).exists():
        raise UnableToChange(
            _("%(unit)s takes no part in this edition: put it into a group first.") % {"unit": unit}
        )
    if stated.value is None and stated.reason not in REASON_LABELS:
        raise UnableToChange(_("Without a figure, choose why there is none. Zero is a figure."))
    for value in (stated.value, stated.own_target):
        if value is not None and rounded(value, criterion.decimals) != value:
            raise UnableToChange(
                _("At most %(count)d decimals are kept for this criterion.") % {"count": criterion.decimals}
            )
    if stated.own_target is not None and stated.own_target <= 0:
        raise UnableToChange(_("The unit's own target lies above 0."))


def _same(latest: CompetitionFigureVersion, stated: StatedCompetitionFigure) -> bool:
    return (latest.value, latest.own_target) == (stated.value, stated.own_target) and (
        stated.value is not None or latest.reason == stated.reason
    )


def _meanwhile(latest: CompetitionFigureVersion | None) -> str:
    if latest is None:
        return _("Open the page again: this figure is no longer as you saw it.")
    return _("%(value)s was entered here meanwhile. Save again to replace it.") % {
        "value": exact_text(latest.value) or REASON_LABELS.get(latest.reason, "–")
    }


def _record(
    action: str, version: CompetitionFigureVersion, *, by: Any, at: dt.datetime, reason: str = ""
) -> None:
    figure = version.figure
    audit.record(
        action=action,
        subject=f"edition:{figure.criterion.list.edition.code}",
        unit=figure.unit.code,
        quarter=figure.period.quarter.code,
        by=by,
        at=at,
        reason=reason,
        details={
            "list": figure.criterion.list.name_zh,
            "criterion": figure.criterion.name_zh,
            "version": version.number,
            "entered": exact_text(version.value) or "–",
        },
    )
