"""Work on a file of names that is stopped, or broken off and begun again: never anything half-done."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import NOW, City
from tests.roster_files import checked, fresh, line, sent, text_file
from tests.rosters import CODES, roster_make
from tracker.models import (
    AuditEvent,
    Enterprise,
    Roster,
    RosterUpload,
)
from tracker.services import roster_reading, roster_upload_work
from tracker.services.roster_upload_work import upload_apply, upload_check
from tracker.services.roster_uploads import upload_cancel, upload_confirm


@pytest.fixture
def roster(city: City) -> Roster:
    return roster_make(city)


def confirmed(city: City, roster: Roster, *lines: Any) -> RosterUpload:
    upload = checked(city, roster, *lines)
    upload_confirm(
        upload=upload, revision=upload.revision, is_sure=True, by=city.people["coordinator"], at=NOW
    )
    return fresh(upload)


def test_a_file_is_stopped_while_it_waits_is_read_or_waits_to_be_written(city: City, roster: Roster) -> None:
    waiting = sent(city, roster, text_file(line("示例甲公司")))
    assert stop(city, waiting) is True
    assert upload_check(upload=waiting, at=NOW) == "cancelled"
    looked_at = checked(city, roster, line("示例甲公司"))
    assert stop(city, looked_at) is True
    about = confirmed(city, roster, line("示例甲公司"))
    assert stop(city, about) is True
    assert upload_apply(upload=about, at=NOW) == "cancelled"
    assert not roster.entries.exists()
    assert AuditEvent.objects.filter(action="roster.cancelled").count() == 3


def test_once_names_are_written_it_is_too_late(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = confirmed(city, roster, line("示例甲公司"))
    asked: list[bool] = []
    apply = roster_upload_work.rows_apply

    def while_writing(*arguments: Any, **named: Any) -> None:
        asked.append(stop(city, upload))
        apply(*arguments, **named)

    monkeypatch.setattr(roster_upload_work, "rows_apply", while_writing)
    assert upload_apply(upload=upload, at=NOW) == "applied"
    assert asked == [False]
    assert stop(city, upload) is False
    assert roster.entries.count() == 1


def stop(city: City, upload: RosterUpload) -> bool:
    return upload_cancel(upload=upload, by=city.people["coordinator"], at=NOW)


def long_file() -> str:
    return text_file(*(line(f"示例第{number:04}号工厂") for number in range(2_500)))


def on_batch(monkeypatch: pytest.MonkeyPatch, number: int, act: Any) -> None:
    """Let something happen when the reading has come to its batch of this number."""
    seen: list[int] = []
    take = roster_reading._take

    def taking(*arguments: Any) -> None:
        seen.append(1)
        if len(seen) == number:
            act()
        take(*arguments)

    monkeypatch.setattr(roster_reading, "_take", taking)


def test_reading_stops_where_somebody_has_stopped_it(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(city, roster, long_file())
    on_batch(monkeypatch, 2, lambda: stop(city, upload))

    assert upload_check(upload=upload, at=NOW) == "cancelled"
    upload = fresh(upload)
    assert (upload.state, upload.progress, upload.total) == ("cancelled", 1_000, 2_501)
    assert upload.rows.count() == 1_000


class Killed(BaseException):
    """The worker is gone: nobody says anything any more."""


def killed() -> None:
    raise Killed


def test_reading_that_was_broken_off_begins_anew(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(city, roster, long_file())
    on_batch(monkeypatch, 2, killed)
    with pytest.raises(Killed):
        upload_check(upload=upload, at=NOW)
    assert (fresh(upload).state, upload.rows.count()) == ("checking", 1_000)
    monkeypatch.undo()

    assert upload_check(upload=upload, at=NOW) == "checked"
    upload = fresh(upload)
    assert (upload.progress, upload.rows.count(), upload.attempt) == (2_500, 2_500, 2)


def test_writing_that_was_broken_off_leaves_nothing_and_begins_anew(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = confirmed(city, roster, line("示例甲公司", CODES[0]))
    monkeypatch.setattr("tracker.services.roster_applying.recount", lambda roster: killed())
    with pytest.raises(Killed):
        upload_apply(upload=upload, at=NOW)
    assert fresh(upload).is_writing
    assert not roster.entries.exists()
    assert not Enterprise.objects.exists()
    monkeypatch.undo()

    assert upload_apply(upload=upload, at=NOW) == "applied"
    assert roster.entries.count() == 1


def test_of_two_who_read_the_same_file_the_later_one_goes_on(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = sent(city, roster, long_file())
    later: list[str] = []

    def second() -> None:
        monkeypatch.undo()
        later.append(upload_check(upload=upload, at=NOW))

    on_batch(monkeypatch, 2, second)
    assert upload_check(upload=upload, at=NOW) == "checked"
    assert later == ["checked"]
    assert upload.rows.count() == 2_500
    assert upload.rows.values("row").distinct().count() == 2_500


@pytest.mark.parametrize("step", ["check", "apply"])
def test_what_ends_the_worker_again_and_again_is_given_up(
    city: City, roster: Roster, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    row = line("示例甲公司", CODES[0])
    upload = sent(city, roster, text_file(row)) if step == "check" else confirmed(city, roster, row)
    monkeypatch.setattr("tracker.services.roster_upload_work.read_names", lambda *_, **__: killed())
    monkeypatch.setattr("tracker.services.roster_upload_work.rows_apply", lambda *_, **__: killed())
    work = upload_check if step == "check" else upload_apply
    for _attempt in range(3):
        with pytest.raises(Killed):
            work(upload=upload, at=NOW)

    assert work(upload=upload, at=NOW) == "failed"
    assert fresh(upload).problem["code"] == "ended_often"
    assert not roster.entries.exists()
