"""Who may do what, in which unit."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Any

from .models import Assignment, Membership, ReportingUnit, Role, Roster


class Permission(StrEnum):
    """What the site can be asked to do. Views declare one; roles grant them."""

    VIEW_RUNNING = "view-running"  # figures of a quarter that is not closed yet
    VIEW_SHEET = "view-sheet"  # a unit's reporting sheet
    REPORT = "report"  # enter and submit figures for a unit
    REVIEW = "review"  # approve or return figures; which ones, `Rights.may_review` says
    SET_METHOD = "set-method"  # change the thresholds
    RELEASE = "release"  # prepare a quarter's release, the competition, corrections
    APPROVE_RELEASE = "approve-release"  # publish what somebody else has prepared
    MANAGE = "manage"  # quarters, plans, assignments, people: what the coordinator looks after


_LOOKING = {Permission.VIEW_RUNNING, Permission.VIEW_SHEET}
# What a role may do in the unit of its membership.
IN_UNIT = {
    Role.VIEWER: {Permission.VIEW_RUNNING},
    Role.REPORTER: {*_LOOKING, Permission.REPORT},
    Role.REVIEWER: {*_LOOKING, Permission.REVIEW},
    Role.BUREAU_REVIEWER: {*_LOOKING, Permission.REVIEW},
    Role.COORDINATOR: {
        *_LOOKING,
        Permission.SET_METHOD,
        Permission.MANAGE,
        Permission.RELEASE,
        Permission.APPROVE_RELEASE,
    },
    Role.AUDITOR: _LOOKING,
    Role.PUBLISHER: {*_LOOKING, Permission.APPROVE_RELEASE},
}
# Roles whose sight is not limited to their own unit.
EVERYWHERE = {
    Role.COORDINATOR: {Permission.VIEW_SHEET},
    Role.AUDITOR: {Permission.VIEW_SHEET},
    Role.PUBLISHER: {Permission.VIEW_SHEET},
}
# An administrator looks after the installation and sees everything, but has no word on anybody's figures, nor on what
# is published.
NOT_FOR_ADMINISTRATORS = {
    Permission.REPORT,
    Permission.REVIEW,
    Permission.RELEASE,
    Permission.APPROVE_RELEASE,
}


class Rights:
    """The rights of one person, read when first asked: one query however many questions follow."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def is_administrator(self) -> bool:
        return bool(self.user.is_authenticated and self.user.is_superuser)

    @cached_property
    def memberships(self) -> list[Membership]:
        # Whatever roles an administrator has been given: they have no word on figures.
        if not self.user.is_authenticated or self.is_administrator:
            return []
        return list(self.user.memberships.select_related("unit"))

    def may(self, permission: Permission, unit: ReportingUnit | None = None) -> bool:
        """Whether the person may do this, in this unit or (without one) in any."""
        if self.is_administrator and permission not in NOT_FOR_ADMINISTRATORS:
            return True
        for membership in self.memberships:
            role = Role(membership.role)
            if permission in EVERYWHERE.get(role, ()):
                return True
            if permission in IN_UNIT[role] and unit in (None, membership.unit):
                return True
        return False

    def may_review(self, assignment: Assignment) -> bool:
        """A unit's reviewer has a word on the unit's figures, a bureau's on those of every target it leads."""
        return assignment.unit_id in self.unit_ids(
            Role.REVIEWER
        ) or assignment.target.lead_unit_id in self.unit_ids(Role.BUREAU_REVIEWER)

    def may_reopen(self, assignment: Assignment) -> bool:
        return self.may(Permission.MANAGE) or self.may_review(assignment)

    @property
    def decides_counts(self) -> bool:
        """The coordinator says which figure is official where a roster and the units differ; an administrator has
        no word on figures.
        """
        return self.may(Permission.MANAGE) and not self.is_administrator

    def may_edit_roster(self, roster: Roster) -> bool:
        """The coordinator looks after every roster, the bureau that leads a target after the one it counts from.
        Reads the roster's targets: prefetch them.
        """
        leads = self.unit_ids(Role.BUREAU_REVIEWER) | self.unit_ids(Role.REPORTER)
        return self.decides_counts or any(target.lead_unit_id in leads for target in roster.targets.all())

    def may_read_names(self, roster: Roster, unit: ReportingUnit) -> bool:
        """Whether the person may see which enterprises stand behind a unit's count."""
        return self.may(Permission.VIEW_SHEET, unit) or self.may_edit_roster(roster)

    def may_see(self, assignment: Assignment) -> bool:
        """Whether the person may see how this figure came about: its versions, files and comments."""
        return self.may(Permission.VIEW_SHEET, assignment.unit) or self.may_review(assignment)

    def unit_ids(self, role: Role) -> set[int]:
        """The units in which the person has this role."""
        return {membership.unit_id for membership in self.memberships if membership.role == role}

    @property
    def sees_running(self) -> bool:
        return self.may(Permission.VIEW_RUNNING)

    @property
    def sees_sheets(self) -> bool:
        return self.may(Permission.VIEW_SHEET)

    @property
    def manages(self) -> bool:
        return self.may(Permission.MANAGE)

    @property
    def sees_every_sheet(self) -> bool:
        return self.is_administrator or any(
            Permission.VIEW_SHEET in EVERYWHERE.get(Role(m.role), ()) for m in self.memberships
        )

    def belongs_to(self, unit: ReportingUnit) -> bool:
        return any(membership.unit_id == unit.pk for membership in self.memberships)

    def units(self, permission: Permission) -> list[ReportingUnit]:
        """The person's own units in which this is allowed, in the official order, each once."""
        units = {m.unit for m in self.memberships if permission in IN_UNIT[Role(m.role)]}
        return sorted(units, key=lambda unit: (unit.position, unit.pk))
