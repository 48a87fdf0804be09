"""Whose trail a change of a set-up row belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from tracker.models import (
    Assignment,
    Baseline,
    CheckRule,
    CompetitionList,
    Criterion,
    Definition,
    Edition,
    Exclusion,
    GroupMember,
    HonourFlag,
    Membership,
    Milestone,
    PeerGroup,
    Period,
    Plan,
    Remark,
    ReportingUnit,
    Roster,
    RosterEntry,
    RosterFlag,
    RosterKind,
    RosterLevel,
    RosterUse,
    Source,
    Target,
    Theme,
)


def trail_of(row: models.Model) -> dict[str, str]:
    """What an event about this row is filed under: its subject, and the unit, target and quarter it is about.

    Ready for `audit.record`. Raises `KeyError` for a row that is no set-up.
    """
    return _TRAILS[type(row)](row)


def named_in(row: models.Model) -> dict[str, str]:
    """Whose row it is, where its subject does not say so: of a name on a roster the enterprise, of a criterion and
    an honour flag the list.
    """
    if isinstance(row, Criterion):
        return {"list": row.list.name_zh, "criterion": row.name_zh}
    if isinstance(row, HonourFlag):
        return {"list": row.list.name_zh}
    entry = row.entry if isinstance(row, RosterFlag) else row
    return {"enterprise": str(entry.enterprise)} if isinstance(entry, RosterEntry) else {}


def is_filed(model: type[models.Model]) -> bool:
    """Whether rows of this model are set-up that has a trail."""
    return model in _TRAILS


def _of_target(row: Any) -> dict[str, str]:
    return _target(row.target)


def _target(target: Target) -> dict[str, str]:
    return {"subject": f"target:{target.code}", "target": target.code}


def _milestone(row: Milestone) -> dict[str, str]:
    return _target(row.target) | {"quarter": row.quarter.code}


def _unit(unit: ReportingUnit) -> dict[str, str]:
    return {"subject": f"unit:{unit.code}", "unit": unit.code}


def _assignment(row: Assignment) -> dict[str, str]:
    unit, target = row.unit.code, row.target.code
    return {"subject": f"assignment:{unit}:{target}", "unit": unit, "target": target}


def _membership(row: Membership) -> dict[str, str]:
    return _person(row.user) | {"unit": row.unit.code}


def _person(person: Any) -> dict[str, str]:
    return {"subject": f"person:{person.get_username()}"}


def _period(period: Period) -> dict[str, str]:
    return {"subject": f"period:{period.quarter.code}", "quarter": period.quarter.code}


def _roster(roster: Roster) -> dict[str, str]:
    """Under the first of the targets that count from it too, so that the bureau that leads it finds it."""
    target = next((target.code for target in roster.targets.all()), "")
    return {"subject": f"roster:{roster.code}", "target": target}


def _of_roster(row: Any) -> dict[str, str]:
    return _roster(row.roster)


def _entry(entry: RosterEntry) -> dict[str, str]:
    return _roster(entry.roster) | {"unit": entry.unit.code}


def _check(rule: CheckRule) -> dict[str, str]:
    codes = [target.code for target in (rule.target, rule.whole) if target]
    return {"subject": ":".join(["check", rule.kind, *codes]), "target": codes[0] if codes else ""}


def _edition(edition: Edition) -> dict[str, str]:
    return {"subject": f"edition:{edition.code}"}


def _of_edition(row: Any) -> dict[str, str]:
    return _edition(row.edition)


def _exclusion(row: Exclusion) -> dict[str, str]:
    return _edition(row.edition) | {"unit": row.unit.code, "quarter": row.period.quarter.code}


def _honour_flag(row: HonourFlag) -> dict[str, str]:
    return _edition(row.list.edition) | {"unit": row.unit.code, "quarter": row.period.quarter.code}


_TRAILS: dict[type[models.Model], Callable[[Any], dict[str, str]]] = {
    Plan: lambda plan: {"subject": f"plan:{plan.code}"},
    Theme: lambda theme: {"subject": f"plan:{theme.plan.code}"},
    Source: lambda source: {"subject": f"source:{source.code}"},
    Target: _target,
    Baseline: _of_target,
    Definition: _of_target,
    Remark: _of_target,
    Milestone: _milestone,
    ReportingUnit: _unit,
    Assignment: _assignment,
    Membership: _membership,
    get_user_model(): _person,
    Period: _period,
    CheckRule: _check,
    Roster: _roster,
    RosterUse: _of_roster,
    RosterKind: _of_roster,
    RosterLevel: _of_roster,
    RosterEntry: _entry,
    RosterFlag: lambda flag: _entry(flag.entry),
    Edition: _edition,
    CompetitionList: _of_edition,
    PeerGroup: _of_edition,
    GroupMember: lambda member: _edition(member.edition) | {"unit": member.unit.code},
    Criterion: lambda criterion: _edition(criterion.list.edition),
    Exclusion: _exclusion,
    HonourFlag: _honour_flag,
}
