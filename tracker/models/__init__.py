"""The tables. A row knows its own facts; what spans rows lives in selectors and services."""

from .methods import ProgressMethod
from .plans import Baseline, Definition, Milestone, Plan, Remark, Source, Target, Theme
from .records import AuditEvent, Installation
from .reports import Immutable, Period, Report, ReportVersion
from .units import AREA_KINDS, Assignment, Membership, ReportingUnit, Role, UnitKind

__all__ = [
    "AREA_KINDS",
    "Assignment",
    "AuditEvent",
    "Baseline",
    "Definition",
    "Immutable",
    "Installation",
    "Membership",
    "Milestone",
    "Period",
    "Plan",
    "ProgressMethod",
    "Remark",
    "Report",
    "ReportVersion",
    "ReportingUnit",
    "Role",
    "Source",
    "Target",
    "Theme",
    "UnitKind",
]
