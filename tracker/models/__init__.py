"""The tables. A row knows its own facts; what spans rows lives in selectors and services."""

from .checks import CheckRule
from .competition_figures import CompetitionFigure, CompetitionFigureVersion, Exclusion, HonourFlag
from .competitions import (
    CompetitionList,
    Criterion,
    CriterionSource,
    Edition,
    GroupMember,
    PeerGroup,
    Quantity,
    Weight,
    Weighting,
)
from .drafts import Draft, Evidence
from .enterprises import Enterprise, FormerName
from .immutable import Immutable
from .methods import ProgressMethod
from .notices import Notice, NoticeTemplate, SealSheet
from .objections import Objection, ObjectionAnswer
from .plans import Baseline, Definition, Milestone, Plan, Remark, Source, Target, Theme
from .recognitions import Recognition
from .records import AuditEvent, Installation
from .releases import Correction, Release, ReleaseRevision, ReleaseState
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
    "CompetitionFigure",
    "CompetitionFigureVersion",
    "CompetitionList",
    "Correction",
    "CountDecision",
    "Criterion",
    "CriterionSource",
    "Decision",
    "DecisionKind",
    "Definition",
    "Draft",
    "Edition",
    "Enterprise",
    "Evidence",
    "Exclusion",
    "FormerName",
    "GroupMember",
    "HonourFlag",
    "Immutable",
    "Installation",
    "Membership",
    "Milestone",
    "Notice",
    "NoticeTemplate",
    "Objection",
    "ObjectionAnswer",
    "PeerGroup",
    "Period",
    "Plan",
    "ProgressMethod",
    "Quantity",
    "Recognition",
    "Release",
    "ReleaseRevision",
    "ReleaseState",
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
    "SealSheet",
    "Source",
    "Target",
    "Theme",
    "UnitKind",
    "Upload",
    "UploadState",
    "Weight",
    "Weighting",
]
