"""The tables. A row knows its own facts; what spans rows lives in selectors and services."""

from .checks import CheckRule
from .drafts import Draft, Evidence
from .enterprises import Enterprise, FormerName
from .immutable import Immutable
from .methods import ProgressMethod
from .plans import Baseline, Definition, Milestone, Plan, Remark, Source, Target, Theme
from .records import AuditEvent, Installation
from .reminders import Reminder
from .reports import Period, Report, ReportState, ReportVersion
from .reviews import Decision, DecisionKind
from .roster_counts import CountDecision, RosterCount
from .roster_entries import RosterEntry, RosterFlag
from .roster_uploads import RosterUpload, RosterUploadRow, RosterUploadState
from .rosters import Roster, RosterKind, RosterLevel, RosterUse
from .units import AREA_KINDS, Assignment, Membership, ReportingUnit, Role, UnitKind
from .uploads import Upload, UploadState

__all__ = [
    "AREA_KINDS",
    "Assignment",
    "AuditEvent",
    "Baseline",
    "CheckRule",
    "CountDecision",
    "Decision",
    "DecisionKind",
    "Definition",
    "Draft",
    "Enterprise",
    "Evidence",
    "FormerName",
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
    "Roster",
    "RosterCount",
    "RosterEntry",
    "RosterFlag",
    "RosterKind",
    "RosterLevel",
    "RosterUpload",
    "RosterUploadRow",
    "RosterUploadState",
    "RosterUse",
    "Source",
    "Target",
    "Theme",
    "UnitKind",
    "Upload",
    "UploadState",
]
