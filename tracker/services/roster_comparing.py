"""Rows of a file against the roster as it stands: what each would change, and what a person should look at."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from sys import intern
from typing import Any

from tracker.calculations.rosters import initials_of
from tracker.models import Enterprise, FormerName, ReportingUnit, Roster, RosterEntry
from tracker.permissions import Rights

from .roster_rows import KEPT, KNOWN_BY, NameProblem, NameRow, check_withdrawal, is_flag

Recognition = tuple[str, ...]  # the values of KNOWN_BY


@dataclass(slots=True)
class _Stored:
    """What the database knows about the names of a batch."""

    by_code: dict[str, Enterprise] = field(default_factory=dict)
    by_name: dict[str, Enterprise] = field(default_factory=dict)  # those without a code
    alike: dict[str, list[Enterprise]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[tuple[int, Recognition], dict[str, Any]] = field(default_factory=dict)
    units: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    former: set[tuple[int, str]] = field(default_factory=set)
    shared: set[int] = field(default_factory=set)  # enterprises that others look after too
    given_up: dict[str, str] = field(
        default_factory=dict
    )  # former names: what their enterprises are called now

    def enterprise_of(self, row: NameRow) -> Enterprise | None:
        return (self.by_code if row.values["uscc"] else self.by_name).get(row.who)


class Comparison:
    """Compares the rows of one file, a batch after the other; what is needed of earlier ones is remembered.

    `present` are the keys of the columns that the file has: what it has no column for stays as it is. `by` is whose
    file it is: names and codes of enterprises that stand on rosters of others too are not theirs to change. A file
    that is the whole list is so as of the day `whole_on`.
    """

    def __init__(
        self,
        roster: Roster,
        *,
        present: Collection[str],
        sheet: str,
        by: Any,
        whole_on: dt.date | None = None,
    ) -> None:
        self._roster, self._sheet, self._by = roster, sheet, by
        self._whole_on = whole_on.isoformat() if whole_on else ""
        self._present = [name for name in KEPT if name in present]
        self._ranks = {level.code: rank for rank, level in enumerate(roster.levels.all(), start=1)}
        # Those of the others lie inside another unit: a name that stands in both is no double.
        counting = ReportingUnit.objects.filter(counts_toward_total=True)
        self._counting = set(counting.values_list("code", flat=True))
        self._recognitions: dict[tuple[str, Recognition], int] = {}
        self._names: dict[str, tuple[str, int]] = {}  # by whose: the name in the file, and its first row
        self._units: dict[tuple[str, str], str] = {}
        self._by_key: dict[str, tuple[str, int]] = {}
        self._listed: dict[tuple[int, Recognition], int] = {}
        self._withdrawn: set[int] = set()  # entries that the file itself withdraws

    def compare(self, rows: Sequence[NameRow]) -> None:
        """Give each row its change, and remarks. A few queries, however many rows."""
        stored = self._stored(rows)
        for row in rows:
            if not row.is_faulty:
                self._check_in_file(row)
            if not row.is_faulty:
                self._compare(row, stored)
            if row.is_faulty:
                row.change = "faulty"

    def missing(self, on: dt.date, reason: str) -> Iterator[NameRow]:
        """The names in force on a day that are not in the file, to be withdrawn then.

        A name is in it that stands there with the same list type and the same level or a higher one: a list as it
        is published gives the level reached, not the way there. A row that says that the name is withdrawn by then
        does not put it on the list.
        """
        standing = RosterEntry.objects.filter(
            roster=self._roster, recognised_on__lte=on, withdrawn_on__isnull=True
        ).order_by("pk")
        for pk, enterprise, name, code, *values in standing.values_list(
            "pk", "enterprise", "enterprise__name", "enterprise__uscc", *_FIELDS
        ).iterator(chunk_size=2_000):
            entry = _texts(values)
            rank = self._ranks.get(entry["level"], 0)
            if pk in self._withdrawn or self._listed.get((enterprise, _name_of(entry)), -1) >= rank:
                continue
            before = {"withdrawn_on": "", "withdrawal_reason": ""}
            after = {"withdrawn_on": on.isoformat(), "withdrawal_reason": reason}
            known = {"entry": pk, "enterprise": enterprise, "known": name, "before": before}
            row = NameRow(0, code or name, "", {"name": name, "uscc": code, **entry, **after, **known})
            row.change = "withdrawn"
            yield row

    def _stored(self, rows: Sequence[NameRow]) -> _Stored:
        found = _Stored()
        codes = {row.values["uscc"] for row in rows} - {""}
        keys = {row.key for row in rows} - {""}
        for enterprise in enterprises_known(codes, keys):
            if enterprise.uscc:
                found.by_code[enterprise.uscc] = enterprise
            else:
                found.by_name[enterprise.name] = enterprise
            found.alike[enterprise.key].append(enterprise)
        meant = {enterprise.pk: enterprise for row in rows if (enterprise := found.enterprise_of(row))}
        entries = RosterEntry.objects.filter(roster=self._roster, enterprise__in=meant)
        for pk, enterprise, *values in entries.values_list("pk", "enterprise", *_FIELDS):
            entry = _texts(values)
            found.entries[enterprise, _recognition(entry)] = entry | {"entry": pk}
            if not entry["withdrawn_on"] and entry["unit"] in self._counting:
                found.units[enterprise, self._item(entry)].add(entry["unit"])
        unknown = {row.values["name"] for row in rows if not found.enterprise_of(row)}
        given_up = FormerName.objects.filter(name__in=unknown)
        found.given_up = dict(given_up.values_list("name", "enterprise__name"))
        differing = {
            known.pk
            for row in rows
            if (known := found.enterprise_of(row))
            and (known.name != row.values["name"] or _is_other_code(row, known))
        }
        if differing:
            former = FormerName.objects.filter(enterprise__in=differing)
            found.former = set(former.values_list("enterprise", "name"))
            elsewhere = RosterEntry.objects.filter(enterprise__in=differing).exclude(
                roster__in=self._editable
            )
            found.shared = set(elsewhere.values_list("enterprise", flat=True))
        return found

    @cached_property
    def _editable(self) -> list[int]:
        rights = Rights(self._by)
        rosters = Roster.objects.prefetch_related("targets")
        return [roster.pk for roster in rosters if rights.may_edit_roster(roster)]

    def _item(self, values: Mapping[str, str]) -> str:
        return values["item"] if self._roster.counts_items else ""

    def _check_in_file(self, row: NameRow) -> None:
        """What other rows of the file have to do with this one."""
        first = self._recognitions.setdefault((row.who, row.recognition), row.row)
        if first != row.row:
            row.say(NameProblem.ROW_TWICE, self._sheet, "name", row=first)
            return
        name, at = self._names.setdefault(row.who, (row.values["name"], row.row))
        if name != row.values["name"]:
            row.say(NameProblem.TWO_NAMES, self._sheet, "name", row=at, name=name)
        if self._may_be_double(row):
            unit = self._units.setdefault((row.who, self._item(row.values)), row.values["unit"])
            if unit != row.values["unit"]:
                row.say(NameProblem.OTHER_UNIT, self._sheet, "unit", is_error=False, unit=unit)

    def _may_be_double(self, row: NameRow) -> bool:
        return row.values["unit"] in self._counting and not row.values["withdrawn_on"]

    def _compare(self, row: NameRow, stored: _Stored) -> None:
        enterprise = stored.enterprise_of(row)
        entry = stored.entries.get((enterprise.pk, row.recognition)) if enterprise else None
        # Before what the file has no column for is filled in: this asks for what the file says.
        self._list(row, enterprise, entry)
        for name in KEPT:
            if name not in self._present:
                row.values[name] = entry[name] if entry else ""
        check_withdrawal(row, self._sheet)
        before = {name: entry[name] for name in KEPT if entry[name] != row.values[name]} if entry else {}
        if enterprise:
            before |= self._other_name(row, enterprise, stored) | self._other_code(row, enterprise, stored)
            row.values |= {"enterprise": enterprise.pk, "known": enterprise.name}
        else:
            # Worked out here: while names are written nobody else can write.
            row.values["initials"] = initials_of(row.values["name"])
        if entry:
            row.values["entry"] = entry["entry"]
            if entry["withdrawn_on"] and not row.values["withdrawn_on"]:
                row.say(
                    NameProblem.REINSTATED, self._sheet, "name", is_error=False, day=entry["withdrawn_on"]
                )
        row.values["before"] = before
        row.change = "new" if entry is None else "changed" if before else "unchanged"
        if row.change == "unchanged":
            # What is odd about it has been flagged when it was put on the roster.
            row.findings = [found for found in row.findings if not is_flag(found.code)]
        else:
            self._doubt(row, enterprise, stored)

    def _other_name(self, row: NameRow, enterprise: Enterprise, stored: _Stored) -> dict[str, str]:
        """The name that the enterprise has, when the file gives it a new one. It keeps the one it has when the file
        has a former one, or when it stands on rosters of others too.
        """
        old, new = enterprise.name, row.values["name"]
        if old == new:
            return {}
        problem = NameProblem.RENAMED
        if (enterprise.pk, new) in stored.former:
            problem = NameProblem.FORMER_NAME
        elif enterprise.pk in stored.shared:
            problem = NameProblem.SHARED_NAME
        row.say(problem, self._sheet, "name", is_error=False, old=old, new=new)
        if problem is NameProblem.RENAMED:
            return {"name": old}
        row.values["name"] = old
        return {}

    def _other_code(self, row: NameRow, enterprise: Enterprise, stored: _Stored) -> dict[str, str]:
        """The stated code that the enterprise has, when the file gives it another one that fails its check too. It
        keeps the one it has when it stands on rosters of others too.
        """
        if not _is_other_code(row, enterprise):
            return {}
        if enterprise.pk not in stored.shared:
            return {"faulty": enterprise.faulty_code}
        row.say(NameProblem.SHARED_CODE, self._sheet, "uscc", is_error=False)
        row.values["faulty"] = enterprise.faulty_code
        return {}

    def _doubt(self, row: NameRow, enterprise: Enterprise | None, stored: _Stored) -> None:
        """What will be flagged once the name is on the roster."""
        own = enterprise.pk if enterprise else None
        others = [other for other in stored.alike.get(row.key, ()) if other.pk != own]
        same = [other for other in others if other.name == row.values["name"]]
        if same and not row.values["uscc"]:
            row.say(NameProblem.NAME_HAS_CODE, self._sheet, "name", is_error=False, code=same[0].uscc)
        elif same and not same[0].uscc:
            row.say(NameProblem.NAME_HAS_NO_CODE, self._sheet, "name", is_error=False)
        elif others:
            row.say(NameProblem.SIMILAR_NAME, self._sheet, "name", is_error=False, name=others[0].name)
        if own is None and (name := stored.given_up.get(row.values["name"])):
            row.say(NameProblem.NAME_GIVEN_UP, self._sheet, "name", is_error=False, name=name)
        who, first = self._by_key.setdefault(row.key, (row.who, row.row))
        if who != row.who and not others:
            row.say(NameProblem.SIMILAR_ROW, self._sheet, "name", is_error=False, row=first)
        if own is None or not self._may_be_double(row):
            return
        said = any(found.code == NameProblem.OTHER_UNIT for found in row.findings)
        elsewhere = stored.units.get((own, self._item(row.values)), set()) - {row.values["unit"]}
        if elsewhere and not said:
            row.say(NameProblem.OTHER_UNIT, self._sheet, "unit", is_error=False, unit=min(elsewhere))

    def _list(self, row: NameRow, enterprise: Enterprise | None, entry: Mapping[str, Any] | None) -> None:
        """Remember what a whole list says of a name that may stand on the roster: that it is on it, or withdrawn."""
        if enterprise is None:
            return
        if row.values["withdrawn_on"] and entry:
            self._withdrawn.add(entry["entry"])
        if "" < row.values["withdrawn_on"] <= self._whole_on:
            return
        name = enterprise.pk, _name_of(row.values)
        rank = self._ranks.get(row.values["level"], 0)
        self._listed[name] = max(rank, self._listed.get(name, 0))


def enterprises_known(codes: Collection[str], keys: Collection[str]) -> Iterable[Enterprise]:
    """The enterprises with one of these codes, and those whose names have one of these cores. Two queries: of the
    two lists together a database would make no use of its indexes.
    """
    # The blank is left out by name as in the condition of the index, without which SQLite would not use it.
    by_code = Enterprise.objects.filter(uscc__in=codes).exclude(uscc="")
    return {row.pk: row for row in (*by_code, *Enterprise.objects.filter(key__in=keys))}.values()


def _is_other_code(row: NameRow, enterprise: Enterprise) -> bool:
    return row.values["faulty"] not in ("", enterprise.faulty_code)


_FIELDS = ("item", "unit__code", "kind__code", "level__code", "recognised_on", *KEPT)


def _texts(values: Iterable[Any]) -> dict[str, str]:
    """The fields of an entry as a file has them."""
    names = (*KNOWN_BY, *KEPT)
    return {name: _text(value) for name, value in zip(names, values, strict=True)}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else value or ""


def _recognition(entry: dict[str, str]) -> Recognition:
    return tuple(entry[name] for name in KNOWN_BY)


def _name_of(values: dict[str, Any]) -> Recognition:
    """What a list gives once, whatever the level and the day."""
    return intern(values["item"]), intern(values["unit"]), intern(values["kind"])
