"""Writing the rows of a checked file to its roster, in bulk and inside the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, models
from django.utils import timezone

from tracker.calculations.rosters import name_key
from tracker.models import (
    Enterprise,
    FormerName,
    ReportingUnit,
    Roster,
    RosterEntry,
    RosterUpload,
    RosterUploadRow,
)

from .bulk import rows_insert
from .roster_comparing import enterprises_known
from .roster_counts import recount
from .roster_editing import record
from .roster_flags import flags_find
from .roster_rows import KEPT, is_flag

CHUNK = 2_000
# What is written of a new row, in this order.
ENTERPRISE = ("uscc", "faulty_code", "name", "initials", "key")
ENTRY = (
    *("roster", "enterprise", "item", "unit", "kind", "level", "recognised_on"),
    *("withdrawn_on", "withdrawal_reason", "batch", "source"),
)


class RosterMoved(Exception):
    """Something on the roster is not as the comparison found it. Nothing may be written."""


def rows_apply(upload: RosterUpload, roster: Roster, *, by: Any, at: dt.datetime) -> None:
    """Withdraw what a complete list lacks, change what changed, put new names on the roster; then flag and count.

    The roster is held by the caller. Raises `RosterMoved` when a row no longer is as it was compared.
    """
    writer = _Writer(upload, roster, by=by, at=at)
    for change in ("withdrawn", "changed"):
        for rows in _chunks(upload, change):
            writer.change(rows)
    # Only now: a name that moves is no double any more.
    for pks in _parts(writer.changed):
        writer.flag(RosterEntry.objects.filter(pk__in=pks).select_related("enterprise"))
    for rows in _chunks(upload, "new"):
        doubtful = writer.add(rows)
        writer.flag(roster.entries.filter(enterprise__in=doubtful).select_related("enterprise"))
    recount(roster)


class _Writer:
    """Writes rows, a chunk after the other."""

    def __init__(self, upload: RosterUpload, roster: Roster, *, by: Any, at: dt.datetime) -> None:
        self._roster, self._at = roster, at
        self._event = {"by": by, "at": at, "reason": upload.name}
        self._today = timezone.localtime(at).date()
        self._units = dict(ReportingUnit.objects.values_list("code", "pk"))
        self._kinds = {kind.code: kind.pk for kind in roster.kinds.all()}
        self._levels = {level.code: level.pk for level in roster.levels.all()}
        self._renamed: dict[int, str] = {}
        self.changed: list[int] = []

    def add(self, rows: Sequence[Mapping[str, Any]]) -> set[int]:
        """Put names on the roster. Returns the ids of the enterprises about which something is odd, as the comparison
        has found, or because somebody has made one with nearly the same name since then.
        """
        found = self._enterprises(rows)
        enterprises = {who: enterprise.pk for who, enterprise in found.items()}
        names: dict[str, set[str]] = defaultdict(set)
        for who, enterprise in found.items():
            names[enterprise.key].add(who)
        missing: dict[str, Sequence[str]] = {}
        for row in rows:
            if (who := _who(row)) not in found:
                missing[who] = _made(row)
                names[missing[who][-1]].add(who)
        _insert(Enterprise, ENTERPRISE, missing.values())
        enterprises |= _ids(missing)
        _insert(RosterEntry, ENTRY, (self._entry(row, enterprises[_who(row)]) for row in rows))
        alike = {who for group in names.values() if len(group) > 1 for who in group}
        return {enterprises[who] for row in rows if (who := _who(row)) in alike or _is_doubtful(row)}

    def change(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Bring entries to what their rows say, all that are to say the same at once."""
        self._enterprises(rows)
        stored = RosterEntry.objects.filter(roster=self._roster).in_bulk([row["entry"] for row in rows])
        alike: dict[tuple[tuple[str, Any], ...], list[int]] = defaultdict(list)
        for row in rows:
            entry, kept, before = stored.get(row["entry"]), _kept(row), row["before"]
            if entry is None or entry.enterprise_id != row["enterprise"]:
                raise RosterMoved
            if any(_text(getattr(entry, name)) != before.get(name, row.get(name, "")) for name in KEPT):
                raise RosterMoved
            self.changed.append(entry.pk)
            if changes := tuple((name, kept[name]) for name in KEPT if name in before):
                alike[changes].append(entry.pk)
        for changes, pks in alike.items():
            RosterEntry.objects.filter(pk__in=pks).update(**dict(changes))

    def flag(self, entries: Iterable[RosterEntry]) -> None:
        """Flag what is odd about entries now, and about those beside them."""
        entries = list(entries)
        for entry in entries:
            entry.roster = self._roster
        flags_find(entries, at=self._at)

    def _enterprises(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, Enterprise]:
        """The enterprises that are known of these rows, and those that are called nearly so, by who they are; under
        the names of the file.
        """
        names = {row["known"] for row in rows if "known" in row} | {row["name"] for row in rows}
        codes = {row["uscc"] for row in rows if row.get("uscc")}
        found = {
            enterprise.uscc or enterprise.name: enterprise
            for enterprise in enterprises_known(codes, {name_key(name) for name in names})
        }
        for row in rows:
            enterprise = found.get(_who(row))
            if enterprise is None and "known" not in row:
                continue  # a new one
            if enterprise is None or not self._is_as_compared(enterprise, row):
                raise RosterMoved
            self._update(enterprise, row)
        return found

    def _is_as_compared(self, enterprise: Enterprise, row: Mapping[str, Any]) -> bool:
        """An enterprise that was not known then was made by an earlier row of the file."""
        if "known" not in row:
            return enterprise.name == row["name"]
        return enterprise.pk == row["enterprise"] and enterprise.name in (
            row["known"],
            self._renamed.get(enterprise.pk),
        )

    def _update(self, enterprise: Enterprise, row: Mapping[str, Any]) -> None:
        """Give an enterprise the name and the stated code of the file; the name it had is kept as a former one."""
        before = row.get("before", {})
        if "faulty" in before and enterprise.faulty_code != row["faulty"]:
            old, enterprise.faulty_code = enterprise.faulty_code, row["faulty"]
            enterprise.save(update_fields=["faulty_code"])
            self._tell("enterprise.changed", enterprise, {"faulty_code": [old, row["faulty"]]})
        if "name" not in before or enterprise.name == row["name"]:
            return
        old, enterprise.name = enterprise.name, row["name"]
        enterprise.save()
        self._renamed[enterprise.pk] = enterprise.name
        FormerName.objects.update_or_create(enterprise=enterprise, name=old, defaults={"until": self._today})
        self._tell("enterprise.renamed", enterprise, {"name": [old, enterprise.name]})

    def _tell(self, action: str, enterprise: Enterprise, changes: Mapping[str, Sequence[str]]) -> None:
        """Record a change at the other rosters on which the enterprise stands; at this one the import is recorded."""
        others = Roster.objects.filter(entries__enterprise=enterprise).exclude(pk=self._roster.pk)
        record(action, others.distinct(), details={"changes": changes}, **self._event)

    def _entry(self, row: Mapping[str, Any], enterprise: int) -> Sequence[Any]:
        """The values of ENTRY."""
        return (
            self._roster.pk,
            enterprise,
            row.get("item", ""),
            self._units[row["unit"]],
            self._kinds[row["kind"]] if "kind" in row else None,
            self._levels[row["level"]] if "level" in row else None,
            row["recognised_on"],
            row.get("withdrawn_on"),
            row.get("withdrawal_reason", ""),
            row.get("batch", ""),
            row.get("source", ""),
        )


def _made(row: Mapping[str, Any]) -> Sequence[str]:
    """The values of ENTERPRISE for one that is new."""
    name = row["name"]
    return row.get("uscc", ""), row.get("faulty", ""), name, row["initials"], name_key(name)


def _insert(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store new rows. Raises `RosterMoved` when somebody has made one of them meanwhile."""
    try:
        rows_insert(model, fields, rows)
    except IntegrityError as error:
        raise RosterMoved from error


def _ids(made: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The ids of new enterprises, by who they are."""
    codes = [values[0] for values in made.values() if values[0]]
    names = [values[2] for values in made.values() if not values[0]]
    by_code = Enterprise.objects.filter(uscc__in=codes).exclude(uscc="").values_list("uscc", "pk")
    by_name = Enterprise.objects.filter(uscc="", name__in=names).values_list("name", "pk")
    return dict(by_code) | dict(by_name)


def _is_doubtful(row: Mapping[str, Any]) -> bool:
    return any(is_flag(code) for code, *_rest in row.get("remarks", ()))


def _chunks(upload: RosterUpload, change: str) -> Iterator[list[Mapping[str, Any]]]:
    """The values of the rows with this change, in their order. Read anew for each chunk, so that no more of them is
    held at once.
    """
    last = 0
    rows = RosterUploadRow.objects.filter(upload=upload, change=change).order_by("pk")
    while chunk := list(rows.filter(pk__gt=last).values_list("pk", "values")[:CHUNK]):
        last = chunk[-1][0]
        yield [values for _pk, values in chunk]


def _parts(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(pks), CHUNK):
        yield pks[start : start + CHUNK]


def _who(row: Mapping[str, Any]) -> str:
    """Whose row it is: the code, or without one the name that the enterprise had when it was compared."""
    return row.get("uscc") or row.get("known") or row["name"]


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the row says about its recognition, as the table wants it."""
    day = row.get("withdrawn_on")
    return {name: row.get(name, "") for name in KEPT} | {
        "withdrawn_on": dt.date.fromisoformat(day) if day else None
    }


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""
