"""Files of names: read and compared, confirmed, written as a whole, stopped."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from tests.factories import NOW, RUNNING, City
from tests.roster_files import changes, checked, fresh, line, names, sent, text_file, written
from tests.rosters import CODES, name_add, roster_make
from tracker.models import (
    AuditEvent,
    Enterprise,
    Roster,
    RosterCount,
    RosterEntry,
    RosterUpload,
    Target,
)
from tracker.services.bulk import rows_insert
from tracker.services.roster_editing import UnableToChangeRoster
from tracker.services.roster_reading import Missing
from tracker.services.roster_upload_work import upload_apply, upload_check
from tracker.services.roster_uploads import needs_certainty, upload_cancel, upload_confirm, upload_recheck


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def test_new_names_come_onto_the_roster_once_somebody_has_confirmed_them(city: City, roster: Roster) -> None:
    upload = checked(
        city, roster, line("示例甲公司", CODES[0], level="three"), line("示例乙公司", CODES[1], "west单位")
    )

    assert upload.state == "checked"
    assert upload.counts["new"] == 2
    assert not RosterEntry.objects.exists()
    upload = written(city, upload)
    assert upload.state == "applied"
    assert names(roster) == [
        ("示例乙公司", CODES[1], "west", "2025-01-15"),
        ("示例甲公司", CODES[0], "east", "2025-01-15"),
    ]
    assert roster.entries.get(enterprise__uscc=CODES[0]).level.code == "three"
    assert Enterprise.objects.get(uscc=CODES[0]).initials == "sljgs"
    event = AuditEvent.objects.get(action="roster.imported")
    assert (event.subject, event.details["new"], event.actor.username) == (
        "roster:factories",
        2,
        "coordinator",
    )
    assert event.details["sha256"] == upload.sha256


def test_nothing_is_written_twice(city: City, roster: Roster) -> None:
    upload = written(city, checked(city, roster, line("示例甲公司", CODES[0])))

    assert upload_apply(upload=upload, at=NOW) == "applied"
    assert upload_check(upload=upload, at=NOW) == "applied"
    assert roster.entries.count() == 1
    assert AuditEvent.objects.filter(action="roster.imported").count() == 1


def test_a_confirmation_that_is_sent_twice_counts_once(city: City, roster: Roster) -> None:
    upload = written(city, checked(city, roster, line("示例甲公司", CODES[0])))

    assert written(city, upload).state == "applied"
    assert AuditEvent.objects.filter(action="roster.confirmed").count() == 1


def test_a_file_that_changes_nothing_cannot_be_confirmed(city: City, roster: Roster) -> None:
    name_add(city, roster, "示例甲公司", code=CODES[0])
    upload = checked(city, roster, line("示例甲公司", CODES[0]))

    with pytest.raises(UnableToChangeRoster):
        written(city, upload)


def test_a_later_file_takes_the_place_of_the_authors_own_alone(city: City, roster: Roster) -> None:
    Target.objects.filter(code="factories").update(lead_unit=city.units["bureau"])
    own = checked(city, roster, line("示例甲公司", CODES[0]))
    others = checked(city, roster, line("示例甲公司", CODES[0]), by="berta")
    sent(city, roster, text_file(line("示例乙公司", CODES[1])))

    own = fresh(own)
    assert (own.state, own.problem["code"], own.finished_at) == ("cancelled", "replaced", NOW)
    assert fresh(others).state == "checked"


@pytest.mark.parametrize("person", ["alice", "rita", "auditor", "administrator", "berta"])
def test_only_those_who_look_after_a_roster_bring_files_to_it(
    city: City, roster: Roster, person: str
) -> None:
    upload = checked(city, roster, line("示例甲公司", CODES[0]))
    who: dict[str, Any] = {"upload": upload, "by": city.people[person], "at": NOW}

    with pytest.raises(UnableToChangeRoster):
        sent(city, roster, text_file(line("示例乙公司")), by=person)
    with pytest.raises(UnableToChangeRoster):
        upload_confirm(revision=upload.revision, is_sure=True, **who)
    with pytest.raises(UnableToChangeRoster):
        upload_cancel(**who)
    with pytest.raises(UnableToChangeRoster):
        upload_recheck(**who)
    assert fresh(upload).state == "checked"


def test_what_is_withdrawn_needs_a_reason(city: City, roster: Roster) -> None:
    with pytest.raises(UnableToChangeRoster) as refused:
        sent(city, roster, text_file(line("示例甲公司")), missing=Missing(NOW.date(), "  "))
    assert refused.value.field == "reason"


@pytest.mark.parametrize(("standing", "asked"), [(4, True), (5, False)])
def test_who_would_withdraw_more_than_a_fifth_is_asked_whether_they_are_sure(
    city: City, roster: Roster, standing: int, asked: bool
) -> None:
    rows = [line(f"示例第{number}号工厂") for number in range(standing)]
    written(city, checked(city, roster, *rows))
    upload = checked(city, roster, *rows[1:], missing=Missing(NOW.date(), "不在名录中"))

    assert upload.counts["withdrawn"] == 1
    assert needs_certainty(upload) is asked
    if asked:
        with pytest.raises(UnableToChangeRoster) as refused:
            written(city, upload)
        assert refused.value.field == "is_sure"
    assert written(city, upload, is_sure=asked).state == "applied"


# ---- the roster changes meanwhile ----


def change_roster(city: City, roster: Roster) -> None:
    name_add(city, roster, "示例丙公司", code=CODES[2])


def test_what_was_compared_with_another_roster_is_not_confirmed_but_compared_again(
    city: City, roster: Roster
) -> None:
    upload = checked(city, roster, line("示例甲公司", CODES[0]), line("示例丙公司", CODES[2]))
    change_roster(city, roster)

    with pytest.raises(UnableToChangeRoster):
        written(city, upload)
    upload_recheck(upload=upload, by=city.people["coordinator"], at=NOW)
    upload_check(upload=upload, at=NOW)
    assert changes(upload) == {2: "new", 3: "unchanged"}
    assert written(city, fresh(upload)).state == "applied"


def test_an_old_page_confirms_nothing_that_it_did_not_show(city: City, roster: Roster) -> None:
    upload = checked(city, roster, line("示例甲公司", CODES[0]))
    seen = upload.revision
    change_roster(city, roster)
    upload_recheck(upload=upload, by=city.people["coordinator"], at=NOW)
    upload_check(upload=upload, at=NOW)

    with pytest.raises(UnableToChangeRoster):
        upload_confirm(upload=upload, revision=seen, is_sure=True, by=city.people["coordinator"], at=NOW)


def confirmed(city: City, roster: Roster, *lines: Any) -> RosterUpload:
    upload = checked(city, roster, *lines)
    upload_confirm(
        upload=upload, revision=upload.revision, is_sure=True, by=city.people["coordinator"], at=NOW
    )
    return fresh(upload)


def test_a_change_between_confirmation_and_writing_keeps_everything_back(city: City, roster: Roster) -> None:
    upload = confirmed(city, roster, line("示例甲公司", CODES[0]))
    change_roster(city, roster)

    assert upload_apply(upload=upload, at=NOW) == "failed"
    upload = fresh(upload)
    assert upload.problem["code"] == "roster_moved"
    assert [name for name, *_rest in names(roster)] == ["示例丙公司"]
    upload_recheck(upload=upload, by=city.people["coordinator"], at=NOW)
    upload_check(upload=upload, at=NOW)
    assert written(city, fresh(upload)).state == "applied"


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda entry: Enterprise.objects.filter(pk=entry.enterprise_id).update(name="示例别名"),
        lambda entry: RosterEntry.objects.filter(pk=entry.pk).update(batch="别的批次"),
        lambda entry: entry.delete(),
        lambda entry: Enterprise.objects.create(uscc=CODES[1], name="示例别的公司"),
    ],
)
def test_rows_that_are_not_as_they_were_compared_keep_everything_back(
    city: City, roster: Roster, meanwhile: Any
) -> None:
    """Also where whoever changed them left no event."""
    entry = name_add(city, roster, "示例甲公司", code=CODES[0])
    rows = line("示例甲公司", CODES[0], batch="第二批"), line("示例乙公司", CODES[1]), line("示例丁公司")
    upload = confirmed(city, roster, *rows)
    meanwhile(entry)

    assert upload_apply(upload=upload, at=NOW) == "failed"
    assert fresh(upload).problem["code"] == "roster_moved"
    assert not Enterprise.objects.filter(name="示例丁公司").exists()


@pytest.mark.parametrize("rows", [Enterprise, RosterEntry])
def test_what_somebody_adds_at_the_very_moment_keeps_everything_back(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch, rows: Any
) -> None:
    upload = confirmed(city, roster, line("示例甲公司", CODES[0]))

    def too_late(model: Any, *stored: Any) -> None:
        if model is rows:
            raise IntegrityError
        rows_insert(model, *stored)

    monkeypatch.setattr("tracker.services.roster_applying.rows_insert", too_late)
    assert upload_apply(upload=upload, at=NOW) == "failed"
    assert fresh(upload).problem["code"] == "roster_moved"
    assert not Enterprise.objects.exists()


def test_a_file_that_is_on_the_roster_is_not_compared_again(city: City, roster: Roster) -> None:
    upload = written(city, checked(city, roster, line("示例甲公司", CODES[0])))

    with pytest.raises(UnableToChangeRoster):
        upload_recheck(upload=upload, by=city.people["coordinator"], at=NOW)


def test_names_are_counted_with_the_import(city: City, roster: Roster) -> None:
    rows = line("示例甲公司", CODES[0], level="four"), line("示例乙公司", CODES[1], "west单位")
    written(city, checked(city, roster, *rows))

    counts = RosterCount.objects.filter(target__code="factories", period__quarter=RUNNING)
    assert dict(counts.values_list("unit__code", "count")) == {None: 2, "east": 1, "west": 1}
