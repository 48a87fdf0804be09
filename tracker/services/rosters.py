"""Rosters: names put on a list, corrected, withdrawn; and which figure is official where it differs from theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.calculations.rosters import clean_name
from tracker.models import (
    CountDecision,
    Period,
    ReportingUnit,
    Roster,
    RosterCount,
    RosterEntry,
    RosterKind,
    RosterLevel,
    Target,
)
from tracker.permissions import Rights

from . import audit
from .changes import row_save
from .editing import lock_as_seen
from .enterprises import enterprise_of
from .roster_counts import recount
from .roster_editing import UnableToChangeRoster, check_impersonal, check_reason, roster_locked
from .roster_flags import flags_find, flags_renew


@dataclass(frozen=True)
class EntryFacts:
    """What an entry says beside whose it is. `item` names the workshop or platform, on a roster that counts those."""

    unit: ReportingUnit
    recognised_on: dt.date
    item: str = ""
    kind: RosterKind | None = None
    level: RosterLevel | None = None
    batch: str = ""
    source: str = ""


@transaction.atomic
def entry_add(
    *, roster: Roster, code: str, name: str, facts: EntryFacts, by: Any, at: dt.datetime
) -> RosterEntry:
    """Put a name on a roster. An odd code or a similar name is flagged, not refused.

    Raises `UnableToChangeRoster` when the roster is not this person's, when the name stands on it just so already, and
    for facts that cannot be: a unit that is no area, another roster's list type, a day to come, an identity card.
    """
    held = roster_locked(roster, by)
    facts = _checked(held, facts, at)
    enterprise = enterprise_of(code=code, name=name, by=by, at=at)
    entry = RosterEntry(roster=held, enterprise=enterprise, **_fields(facts))
    _check_single(entry)
    row_save(entry, by=by, at=at)
    flags_find([entry], at=at)
    recount(held)
    return entry


@transaction.atomic
def entry_correct(
    *, entry: RosterEntry, seen: str, facts: EntryFacts, reason: str, by: Any, at: dt.datetime
) -> bool:
    """Correct what an entry says: it was never otherwise. False when it says so already.

    Raises `ChangedMeanwhile` when it is not as its author saw it, and `UnableToChangeRoster` as `entry_add` does,
    without a reason, and for a recognition after the withdrawal.
    """
    held = roster_locked(entry.roster, by)
    lock_as_seen(entry, seen)
    reason, facts = check_reason(reason), _checked(held, facts, at)
    current = RosterEntry.objects.select_related("enterprise").get(pk=entry.pk)
    if current.withdrawn_on and facts.recognised_on > current.withdrawn_on:
        raise UnableToChangeRoster(
            _("It was withdrawn on %(day)s, before this day.") % {"day": current.withdrawn_on},
            "recognised_on",
        )
    for field, value in _fields(facts).items():
        setattr(current, field, value)
    _check_single(current)
    if not row_save(current, by=by, at=at, reason=reason):
        return False
    flags_renew([current.enterprise], at=at)
    recount(held)
    return True


@transaction.atomic
def entry_withdraw(
    *, entry: RosterEntry, on: dt.date, reason: str, by: Any, at: dt.datetime, every: bool = False
) -> int:
    """Take a name off the list from a day on; it stays in the roster with the reason. `every` takes all entries of the
    name in its unit that are in force, so that it counts no more. Returns how many were taken; 0 when it was before.

    Raises `UnableToChangeRoster` without a reason, for a day before the recognition, and for other people.
    """
    held = roster_locked(entry.roster, by)
    reason = check_reason(reason)
    taken = RosterEntry.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise")
    if every:
        same = {"roster": held, "enterprise": entry.enterprise, "unit": entry.unit, "item": entry.item}
        taken = taken.filter(**same, withdrawn_on__isnull=True)
    else:
        taken = taken.filter(pk=entry.pk, withdrawn_on__isnull=True)
    rows = list(taken.order_by("pk"))
    for row in rows:
        if on < row.recognised_on:
            raise UnableToChangeRoster(
                _("A name cannot be withdrawn before it was recognised, on %(day)s.")
                % {"day": row.recognised_on},
                "on",
            )
        row.withdrawn_on, row.withdrawal_reason = on, reason[:300]
        row_save(row, by=by, at=at, reason=reason)
    if rows:
        flags_renew([rows[0].enterprise], at=at)
        recount(held)
    return len(rows)


@transaction.atomic
def entry_reinstate(*, entry: RosterEntry, reason: str, by: Any, at: dt.datetime) -> bool:
    """Undo a withdrawal that was a mistake: the name was on the list all the time. False when it is in force."""
    held = roster_locked(entry.roster, by)
    reason = check_reason(reason)
    current = RosterEntry.objects.select_related("enterprise").get(pk=entry.pk)
    current.withdrawn_on, current.withdrawal_reason = None, ""
    if not row_save(current, by=by, at=at, reason=reason):
        return False
    flags_renew([current.enterprise], at=at)
    recount(held)
    return True


@transaction.atomic
def count_decide(
    *, target: Target, period: Period, takes_roster: bool, reason: str, by: Any, at: dt.datetime
) -> CountDecision:
    """Say which figure is official where roster and stated figures differ.

    Raises `UnableToChangeRoster` when this person does not decide it, without a reason, in a closed quarter, and
    where no names are counted.
    """
    if not Rights(by).decides_counts:
        raise UnableToChangeRoster(_("Only the coordinator decides which figure is official."))
    reason = check_reason(reason)
    current = Period.objects.locked().get(pk=period.pk)
    if current.closed_at:
        raise UnableToChangeRoster(_("%(quarter)s is closed.") % {"quarter": current})
    counts = RosterCount.objects.filter(target=target, period=current)
    if not counts.exists():
        raise UnableToChangeRoster(_("No names are on the roster of this target yet."))
    decision = CountDecision.objects.create(
        target=target, period=current, takes_roster=takes_roster, reason=reason, author=by, recorded_at=at
    )
    counts.update(is_official=takes_roster)
    audit.record(
        action="count.decided",
        subject=f"target:{target.code}",
        by=by,
        at=at,
        target=target.code,
        quarter=current.quarter.code,
        reason=reason,
        details={"roster_counts": takes_roster},
    )
    return decision


def _fields(facts: EntryFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in EntryFacts.__dataclass_fields__}


def _checked(roster: Roster, facts: EntryFacts, at: dt.datetime) -> EntryFacts:
    """The facts as they are kept. Raises `UnableToChangeRoster` for what cannot be."""
    texts = {name: " ".join(getattr(facts, name).split()) for name in ("batch", "source")}
    texts["item"] = clean_name(facts.item)
    check_impersonal(texts)
    if not facts.unit.is_area:
        raise UnableToChangeRoster(_("A name stands in a district or a zone."), "unit")
    if facts.recognised_on > timezone.localtime(at).date():
        raise UnableToChangeRoster(_("This day is still to come."), "recognised_on")
    for name in ("kind", "level"):
        row = getattr(facts, name)
        if row is not None and row.roster_id != roster.pk:
            raise UnableToChangeRoster(_("That belongs to another roster."), name)
    if roster.counts_items and not texts["item"]:
        raise UnableToChangeRoster(
            _("Each %(item)s counts for itself: type its name.") % {"item": roster.item}, "item"
        )
    if texts["item"] and not roster.counts_items:
        raise UnableToChangeRoster(_("This roster counts enterprises, nothing inside them."), "item")
    return replace(facts, **texts)


def _check_single(entry: RosterEntry) -> None:
    """Raise `UnableToChangeRoster` when the same stands on the roster already."""
    same = RosterEntry.objects.filter(
        roster=entry.roster,
        enterprise=entry.enterprise,
        item=entry.item,
        unit=entry.unit,
        kind=entry.kind,
        level=entry.level,
        recognised_on=entry.recognised_on,
    ).exclude(pk=entry.pk)
    if same.exists():
        raise UnableToChangeRoster(
            _("%(name)s stands on the roster just so already: unit, list type, level and day are the same.")
            % {"name": entry.enterprise}
        )
