"""The tables. A row knows its own facts; what spans rows lives in selectors and services."""

from .checks import CheckRule
from .drafts import Draft, Evidence
from .immutable import Immutable
from .methods import ProgressMethod
from .plans import Baseline, Definition, Milestone, Plan, Remark, Source, Target, Theme
from .records import AuditEvent, Installation
from .reminders import Reminder
from .reports import Period, Report, ReportState, ReportVersion
from .reviews import Decision, DecisionKind
from .units import AREA_KINDS, Assignment, Membership, ReportingUnit, Role, UnitKind
from .uploads import Upload, UploadState

__all__ = [
    "AREA_KINDS",
    "Assignment",
    "AuditEvent",
    "Baseline",
    "CheckRule",
    "Decision",
    "DecisionKind",
    "Definition",
    "Draft",
    "Evidence",
    "Immutable",
    "Installation",
    "Membership",
    "Milestone",
    "Period",
    "Plan",
    "ProgressMethod",
    "Remark",
    "Reminder",
    "Report",
    "ReportState",
    "ReportVersion",
    "ReportingUnit",
    "Role",
    "Source",
    "Target",
    "Theme",
    "UnitKind",
    "Upload",
    "UploadState",
]
