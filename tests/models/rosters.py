"""How rows of rosters can break a rule: what the tests of the constraints try on each."""

import datetime as dt
from typing import Any

from django.db import models

from tests.factories import NOW, RUNNING, City, period_of
from tests.rosters import CODES, name_add, roster_make
from tracker import models as tables
from tracker.calculations.rosters import FlagKind
from tracker.services.enterprises import enterprise_rename
from tracker.services.rosters import count_decide

Tried = list[tuple[type[models.Model], str, dict[str, Any]]]

BROKEN: Tried = [
    (tables.Enterprise, "enterprise_has_name", {"name": ""}),
    (tables.Enterprise, "enterprise_uscc_form", {"uscc": "91320100"}),
    (tables.Enterprise, "enterprise_uscc_form", {"uscc": CODES[2].lower()}),
    (tables.Enterprise, "enterprise_one_code", {"faulty_code": "9.1E+17"}),
    (tables.RosterEntry, "entry_withdrawal_has_day_and_reason", {"withdrawn_on": dt.date(2025, 6, 1)}),
    (tables.RosterEntry, "entry_withdrawal_has_day_and_reason", {"withdrawal_reason": "已注销"}),
    (
        tables.RosterEntry,
        "entry_withdrawal_has_day_and_reason",
        {"withdrawn_on": dt.date(2025, 1, 14), "withdrawal_reason": "已注销"},
    ),
    (tables.RosterFlag, "flag_kind_known", {"kind": "odd"}),
    (tables.RosterFlag, "flag_settled_with_note", {"settled_at": NOW}),
    (tables.RosterFlag, "flag_settled_with_note", {"settled_note": "已核对"}),
    (tables.CountDecision, "count_decision_has_reason", {"reason": ""}),
    (tables.RosterUpload, "roster_upload_state_known", {"state": "lost", "finished_at": NOW}),
    (tables.RosterUpload, "roster_upload_hash_form", {"sha256": "A" * 64}),
    (tables.RosterUpload, "roster_upload_is_not_empty", {"size": 0}),
    (tables.RosterUpload, "roster_upload_complete_has_day_and_reason", {"is_complete": True}),
    (tables.RosterUpload, "roster_upload_complete_has_day_and_reason", {"missing_reason": "不在名录中"}),
    (tables.RosterUpload, "roster_upload_finished_has_time", {"state": "cancelled"}),
    (tables.RosterUpload, "roster_upload_finished_has_time", {"finished_at": NOW}),
    (tables.RosterUpload, "roster_upload_confirmed_by_somebody", {"state": "applying"}),
    (tables.RosterUploadRow, "upload_row_change_known", {"change": "odd"}),
]
DOUBLE: Tried = [
    (tables.RosterKind, "kind_code_unique_in_roster", {"name_zh": "同码"}),
    (tables.RosterLevel, "level_code_unique_in_roster", {"name_zh": "同码"}),
    (tables.Enterprise, "enterprise_uscc_unique", {"name": "另一家"}),
    (tables.Enterprise, "enterprise_name_unique_without_code", {"faulty_code": "9.1E+17"}),
    (tables.FormerName, "former_name_unique", {"until": dt.date(2025, 1, 1)}),
    (tables.RosterEntry, "entry_unique", {"batch": "另一批"}),
    (tables.RosterFlag, "flag_unique", {"created_at": NOW + dt.timedelta(days=1)}),
    (tables.RosterCount, "count_unique", {"count": 1}),
    (tables.RosterUpload, "roster_upload_waiting_unique", {"name": "另一份.csv"}),
]
DOUBLED_ROW = {
    "enterprise_uscc_unique": {"uscc": CODES[0]},
    "enterprise_name_unique_without_code": {"uscc": ""},
}


def rosters_make(city: City) -> None:
    """Names with and without a code, one that was renamed, flags, counts, a decision, and a file on its way in."""
    roster = roster_make(city, target="tool-rate")
    name_add(city, roster, "甲公司", code=CODES[0], level="three")
    name_add(city, roster, "无代码公司")
    who = {"by": city.people["coordinator"], "at": NOW}
    enterprise_rename(
        enterprise=tables.Enterprise.objects.get(uscc=CODES[0]),
        name="甲集团公司",
        on=NOW.date(),
        reason="更名",
        **who,
    )
    assert tables.RosterFlag.objects.filter(kind=FlagKind.CODE_MISSING).exists()
    count_decide(
        target=city.targets["tool-rate"], period=period_of(RUNNING), takes_roster=True, reason="已核对", **who
    )
    upload = tables.RosterUpload.objects.create(
        roster=roster,
        name="名录.csv",
        size=1,
        sha256="a" * 64,
        author=who["by"],
        recorded_at=NOW,
    )
    upload.rows.create(row=2, change="new", values={})
