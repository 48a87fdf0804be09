"""Who may do what, in which unit."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Any

from .models import Membership, ReportingUnit, Role


class Permission(StrEnum):
    """What the site can be asked to do. Views declare one; roles grant them."""

    VIEW_RUNNING = "view-running"  # figures of a quarter that is not closed yet
    VIEW_SHEET = "view-sheet"  # a unit's reporting sheet
    REPORT = "report"  # enter figures for a unit
    SET_METHOD = "set-method"  # change the thresholds


# What a role may do in the unit of its membership.
IN_UNIT = {
    Role.VIEWER: {Permission.VIEW_RUNNING},
    Role.REPORTER: {Permission.VIEW_RUNNING, Permission.VIEW_SHEET, Permission.REPORT},
    Role.REVIEWER: {Permission.VIEW_RUNNING, Permission.VIEW_SHEET},
    Role.COORDINATOR: {Permission.VIEW_RUNNING, Permission.VIEW_SHEET, Permission.SET_METHOD},
    Role.AUDITOR: {Permission.VIEW_RUNNING, Permission.VIEW_SHEET},
}
# Roles whose sight is not limited to their own unit.
EVERYWHERE = {
    Role.COORDINATOR: {Permission.VIEW_SHEET},
    Role.AUDITOR: {Permission.VIEW_SHEET},
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
        if not self.user.is_authenticated:
            return []
        return list(self.user.memberships.select_related("unit"))

    def may(self, permission: Permission, unit: ReportingUnit | None = None) -> bool:
        """Whether the person may do this, in this unit or (without one) in any.

        An administrator looks after the installation and sees everything, but enters nobody's figures.
        """
        if self.is_administrator and permission != Permission.REPORT:
            return True
        for membership in self.memberships:
            role = Role(membership.role)
            if permission in EVERYWHERE.get(role, ()):
                return True
            if permission in IN_UNIT[role] and unit in (None, membership.unit):
                return True
        return False

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
