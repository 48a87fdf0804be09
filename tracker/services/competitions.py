"""The competition's set-up: editions, lists, who is ranked with whom, who is left out, who is honoured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker.models import (
    CompetitionFigure,
    CompetitionList,
    Edition,
    Exclusion,
    GroupMember,
    HonourFlag,
    PeerGroup,
    Period,
    Release,
    ReportingUnit,
    Weighting,
)

from .changes import row_delete, row_save
from .editing import CellsRefused, UnableToChange, cells_touched, lock_as_seen

# Which group each unit is in, by ids; None takes no part.
Membership = Mapping[int, int | None]


def edition_save(*, edition: Edition, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store an edition, new or changed. Raises `ChangedMeanwhile`, and `UnableToChange` when its code is taken, its
    quarters make no sense, or what has been set or released would lie outside.
    """
    with transaction.atomic():
        _check_code(edition, Edition.objects.all())
        if edition.last and edition.last < edition.first:
            raise UnableToChange(_("The edition cannot end before it begins."), "last")
        if edition.pk:
            weightings = Weighting.objects.filter(list__edition=edition)
            if not edition.has_results and weightings.exists():
                raise UnableToChange(_("Criteria have been set: the edition has results."), "has_results")
            if weightings.filter(from_quarter__lt=edition.first).exists():
                raise UnableToChange(_("Criteria have been set for a quarter before this one."), "first")
            figures = CompetitionFigure.objects.filter(criterion__list__edition=edition)
            if edition.last and figures.filter(period__quarter__gt=edition.last).exists():
                raise UnableToChange(_("Figures have been entered for a quarter after this one."), "last")
        return _store(edition, seen=seen, reason=reason, by=by, at=at)


def list_save(*, competitionlist: CompetitionList, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a list of an edition, new or changed. Raises `ChangedMeanwhile`, and `UnableToChange` when its code is
    taken.
    """
    with transaction.atomic():
        _check_code(competitionlist, CompetitionList.objects.filter(edition=competitionlist.edition))
        return _store(competitionlist, seen=seen, reason=reason, by=by, at=at)


def group_save(*, peergroup: PeerGroup, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Store a peer group of an edition, new or changed. Raises as `list_save` does."""
    with transaction.atomic():
        _check_code(peergroup, PeerGroup.objects.filter(edition=peergroup.edition))
        return _store(peergroup, seen=seen, reason=reason, by=by, at=at)


@transaction.atomic
def group_remove(*, peergroup: PeerGroup, seen: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Take a group away. Raises `ChangedMeanwhile`, and `UnableToChange` while units are in it."""
    lock_as_seen(peergroup, seen)
    if peergroup.members.exists():
        raise UnableToChange(_("Units are in this group. Put them into another one first."))
    row_delete(peergroup, reason=reason, by=by, at=at)


@transaction.atomic
def members_set(
    *, edition: Edition, wanted: Membership, seen: Membership, reason: str, by: Any, at: dt.datetime
) -> int:
    """Say which group each unit is in; units that stay as their author saw them are not touched. Returns how many
    changed. Released quarters keep the groups they were released with.

    Raises `CellsRefused` where somebody else has put the unit elsewhere meanwhile, and where it is no area unit or the
    group none of this edition.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    rows = {row.unit_id: row for row in edition.members.select_related("group", "unit")}
    stored = {unit: row.group_id for unit, row in rows.items()}
    touched, conflicts = cells_touched(wanted, seen=seen, stored=stored)
    problems = {unit: _meanwhile(rows.get(unit)) for unit in conflicts}
    groups = {group.pk: group for group in edition.groups.all()}
    units = ReportingUnit.objects.in_bulk(list(touched))
    for unit, group in touched.items():
        if unit not in units or not units[unit].is_area:
            problems.setdefault(unit, _("Only districts and zones are ranked."))
        elif group is not None and group not in groups:
            problems.setdefault(unit, _("This group is no longer there. Choose another one."))
    if problems:
        raise CellsRefused(problems, conflicts)
    changed, event = 0, {"reason": reason, "by": by, "at": at}
    for unit, group in touched.items():
        row = rows.get(unit)
        if group is not None:
            row = row or GroupMember(edition=edition, unit=units[unit])
            row.group = groups[group]
            changed += row_save(row, **event)
        elif row:
            row_delete(row, **event)
            changed += 1
    return changed


@transaction.atomic
def exclusion_add(*, exclusion: Exclusion, by: Any, at: dt.datetime) -> Exclusion:
    """Leave a unit out of the ranking in a quarter, of one list or (without one) of all. The reason is printed.

    Raises `UnableToChange` for a released quarter, a unit that takes no part, and one that is left out already.
    """
    _check_open(exclusion.period)
    _check_member(exclusion.edition, exclusion.unit)
    if not exclusion.reason.strip():
        raise UnableToChange(_("Say why: the reason is printed with the ranking."), "reason")
    there = Exclusion.objects.filter(
        edition=exclusion.edition,
        unit=exclusion.unit,
        period=exclusion.period,
        withdrawn_at__isnull=True,
    ).filter(models.Q(list=exclusion.list) | models.Q(list__isnull=True))
    if there.exists():
        raise UnableToChange(_("This unit is left out of this ranking already."), "unit")
    exclusion.author, exclusion.recorded_at = by, at
    row_save(exclusion, by=by, at=at, reason=exclusion.reason)
    return exclusion


@transaction.atomic
def exclusion_withdraw(*, exclusion: Exclusion, seen: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Let a unit be ranked after all. Raises `ChangedMeanwhile`, and `UnableToChange` for a released quarter and
    for an exclusion that has been withdrawn.
    """
    lock_as_seen(exclusion, seen)
    _check_open(exclusion.period)
    if exclusion.withdrawn_at:
        raise UnableToChange(_("This exclusion has been withdrawn already."))
    exclusion.withdrawn_at, exclusion.withdrawal_reason = at, reason
    row_save(exclusion, by=by, at=at, reason=reason)


@transaction.atomic
def honour_flag_give(*, honourflag: HonourFlag, reason: str, by: Any, at: dt.datetime) -> HonourFlag:
    """Give a unit a red flag (红旗) on a list in a quarter, with a citation.

    Whether the unit is ranked there is asked when the release is made. Raises `UnableToChange` for a released quarter,
    a unit that takes no part, and one that has it already.
    """
    _check_open(honourflag.period)
    _check_member(honourflag.list.edition, honourflag.unit)
    if not honourflag.citation_zh.strip():
        raise UnableToChange(_("Say what the unit is honoured for."), "citation_zh")
    given = HonourFlag.objects.filter(list=honourflag.list, period=honourflag.period, unit=honourflag.unit)
    if given.exists():
        raise UnableToChange(_("This unit has the honour flag of this list already."), "unit")
    honourflag.author, honourflag.recorded_at = by, at
    row_save(honourflag, by=by, at=at, reason=reason)
    return honourflag


@transaction.atomic
def honour_flag_withdraw(*, honourflag: HonourFlag, seen: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Take an honour flag back before the release. Raises `ChangedMeanwhile`, and `UnableToChange` after it."""
    lock_as_seen(honourflag, seen)
    _check_open(honourflag.period)
    row_delete(honourflag, reason=reason, by=by, at=at)


def _store(row: models.Model, *, seen: str, reason: str, by: Any, at: dt.datetime) -> bool:
    if row.pk is not None:
        lock_as_seen(row, seen)
    return row_save(row, reason=reason, by=by, at=at)


def _check_code(row: Any, others: models.QuerySet) -> None:
    if others.filter(code=row.code).exclude(pk=row.pk).exists():
        raise UnableToChange(_("This code is taken. Choose another one."), "code")


def _check_open(period: Period) -> None:
    """The release is locked with it: nobody publishes the quarter meanwhile."""
    release = Release.objects.locked().filter(period=period).first()
    if release and release.current_id:
        raise UnableToChange(
            _("%(quarter)s has been released: its boards stay as they were published.")
            % {"quarter": period.quarter}
        )


def _check_member(edition: Edition, unit: ReportingUnit) -> None:
    if not edition.members.filter(unit=unit).exists():
        raise UnableToChange(
            _("%(unit)s takes no part in this edition: put it into a group first.") % {"unit": unit}, "unit"
        )


def _meanwhile(row: GroupMember | None) -> str:
    if row is None:
        return _("Taken out of its group meanwhile by somebody else. Save again to store yours.")
    return _("Put into %(group)s meanwhile by somebody else. Save again to store yours.") % {
        "group": row.group
    }
