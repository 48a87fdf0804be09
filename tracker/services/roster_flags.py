"""What is odd about names on a roster: found, shown until a person settles it, never dropped or merged away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tracker.calculations.rosters import FlagKind, code_flag
from tracker.models import Enterprise, FormerName, RosterEntry, RosterFlag

from .changes import row_save
from .roster_editing import UnableToChangeRoster, check_impersonal, roster_locked

# How many entries are looked at together, and how many look-alikes of one are named.
CHUNK = 2000
LOOK_ALIKES = 3
# A flag as it is told apart from others: the entry's id, what it says, the other enterprise's id.
Oddity = tuple[int, FlagKind, int | None]


@transaction.atomic
def flag_settle(*, flag: RosterFlag, note: str, by: Any, at: dt.datetime) -> bool:
    """Say what became of a flag, and with it of the same one on the enterprise's other entries of the roster. False
    when somebody has before.

    Raises `UnableToChangeRoster` without a word, and when the roster is not this person's.
    """
    roster = roster_locked(flag.entry.roster, by)
    if not note.strip():
        raise UnableToChangeRoster(_("Say how it was settled."), "note")
    check_impersonal({"note": note})
    same = RosterFlag.objects.filter(
        entry__roster=roster, entry__enterprise=flag.entry.enterprise, kind=flag.kind, other=flag.other
    )
    waiting = list(same.filter(settled_at__isnull=True).select_related("entry__roster", "entry__unit"))
    for row in waiting:
        row.settled_at, row.settled_note = at, note.strip()
        row_save(row, by=by, at=at, reason=note.strip())
    return bool(waiting)


def flags_find(entries: Iterable[RosterEntry], *, at: dt.datetime) -> int:
    """Flag what is odd about these entries, and those of others that they are odd beside. What is flagged already,
    settled or not, stays as it is. Returns how many flags are new.

    Reads each entry's enterprise and roster: have them at hand.
    """
    found = 0
    for chunk in _chunks(list(entries)):
        odd = _oddities(chunk)
        known = _known({entry for entry, _kind, _other in odd})
        new = sorted(odd - known, key=lambda oddity: (oddity[0], oddity[1], oddity[2] or 0))
        RosterFlag.objects.bulk_create(
            (
                RosterFlag(entry_id=entry, kind=kind, other_id=other, created_at=at)
                for entry, kind, other in new
            ),
            batch_size=CHUNK,
        )
        found += len(new)
    return found


def flags_renew(enterprises: Collection[Enterprise], *, at: dt.datetime) -> None:
    """After a person has changed something about these enterprises or their entries: flag what is odd now, and remove
    the open flags of what is odd no longer, so that they are raised again when it returns. What a person settled stays.
    """
    reached = Q(enterprise__in=enterprises) | Q(flags__other__in=enterprises, flags__settled_at__isnull=True)
    pks = set(RosterEntry.objects.filter(reached).order_by().values_list("pk", flat=True))
    entries = list(RosterEntry.objects.filter(pk__in=pks).select_related("enterprise", "roster"))
    flags_find(entries, at=at)
    odd = _oddities(entries)
    for flag in RosterFlag.objects.filter(entry__in=pks, settled_at__isnull=True).select_related(
        "entry__enterprise", "other"
    ):
        is_alike = flag.other is not None and flag.other.key == flag.entry.enterprise.key
        if not is_alike and (flag.entry_id, flag.kind, flag.other_id) not in odd:
            flag.delete()


def _oddities(entries: Sequence[RosterEntry]) -> set[Oddity]:
    """What is odd about these entries and about those beside them."""
    return {*_odd_codes(entries), *_look_alikes(entries), *_given_up(entries), *_in_two_units(entries)}


def _odd_codes(entries: Sequence[RosterEntry]) -> Iterator[Oddity]:
    for entry in entries:
        enterprise = entry.enterprise
        # What stands as its code has passed the check.
        if not enterprise.uscc and (kind := code_flag(enterprise.faulty_code, enterprise.name)):
            yield entry.pk, kind, None


def _look_alikes(entries: Sequence[RosterEntry]) -> Iterator[Oddity]:
    """Enterprises whose names have the same core, each said at the other; of many only the first few, which are said
    at these entries' own enterprises and at each other.
    """
    keys = {entry.enterprise.key for entry in entries}
    listed = Enterprise.objects.filter(_listed("pk"), key__in=keys)
    alike: dict[str, list[int]] = defaultdict(list)
    for pk, key in listed.order_by("pk").values_list("pk", "key"):
        alike[key].append(pk)
    own = {entry.enterprise_id for entry in entries}
    said: dict[int, list[int]] = {}
    for group in alike.values():
        first = group[: LOOK_ALIKES + 1]
        for enterprise in {*first, *own.intersection(group)}:
            said[enterprise] = [other for other in first if other != enterprise][:LOOK_ALIKES]
    beside = RosterEntry.objects.filter(enterprise__in=[pk for pk, others in said.items() if others])
    for pk, enterprise in beside.order_by("pk").values_list("pk", "enterprise_id"):
        yield from ((pk, FlagKind.SIMILAR_NAME, other) for other in said[enterprise])


def _given_up(entries: Sequence[RosterEntry]) -> Iterator[Oddity]:
    """Enterprises of which one has the name that another gave up: perhaps a list has the old name of the same one.
    Each is said at the other.
    """
    own = {entry.enterprise_id: entry.enterprise.name for entry in entries}
    given_up = FormerName.objects.filter(Q(enterprise__in=own) | Q(name__in=set(own.values())))
    before = list(given_up.filter(_listed("enterprise")).order_by("pk").values_list("enterprise_id", "name"))
    if not before:
        return
    now: dict[str, list[int]] = defaultdict(list)
    bearers = Enterprise.objects.filter(_listed("pk"), name__in={name for _pk, name in before})
    for pk, name in bearers.order_by("pk").values_list("pk", "name"):
        now[name].append(pk)
    said: dict[int, set[int]] = defaultdict(set)
    for former, name in before:
        for bearer in now[name][:LOOK_ALIKES]:
            if bearer != former:
                said[former].add(bearer)
                said[bearer].add(former)
    places = RosterEntry.objects.filter(enterprise__in=said).order_by("pk")
    for pk, enterprise in places.values_list("pk", "enterprise_id"):
        yield from ((pk, FlagKind.SIMILAR_NAME, other) for other in said[enterprise])


def _in_two_units(entries: Sequence[RosterEntry]) -> Iterator[Oddity]:
    """Names that stand in two units on one roster. A unit that is no part of the city's total lies inside another:
    its names stand there too, and are no double.
    """
    rosters = {entry.roster_id: entry.roster for entry in entries}
    places: dict[tuple[int, int, str], dict[int, int]] = defaultdict(dict)
    rows = RosterEntry.objects.filter(
        roster__in=rosters,
        enterprise__in={entry.enterprise_id for entry in entries},
        withdrawn_on__isnull=True,
        unit__counts_toward_total=True,
    ).order_by()
    for pk, roster, enterprise, item, unit in rows.values_list(
        "pk", "roster_id", "enterprise_id", "item", "unit_id"
    ):
        name = roster, enterprise, item if rosters[roster].counts_items else ""
        places[name][pk] = unit
    for of_name in places.values():
        if len(set(of_name.values())) > 1:
            yield from ((entry, FlagKind.TWO_UNITS, None) for entry in of_name)


def _listed(enterprise: str) -> Exists:
    """That the enterprise in this field stands on any roster."""
    return Exists(RosterEntry.objects.filter(enterprise=OuterRef(enterprise)))


def _known(entries: Collection[int]) -> set[Oddity]:
    rows = RosterFlag.objects.filter(entry__in=entries).order_by().values_list("entry_id", "kind", "other_id")
    return {(entry, FlagKind(kind), other) for entry, kind, other in rows}


def _chunks(entries: Sequence[RosterEntry]) -> Iterator[Sequence[RosterEntry]]:
    for start in range(0, len(entries), CHUNK):
        yield entries[start : start + CHUNK]
