"""Drafts: kept as they are typed, one for each person and figure, and never counted."""

import datetime as dt
from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, FUTURE, NOW, RUNNING, City
from tracker.calculations.periods import Quarter
from tracker.models import AuditEvent, Draft, Report, ReportState, ReportVersion
from tracker.selectors.figures import figures_of
from tracker.services.drafts import draft_discard, draft_save
from tracker.services.reports import DraftMoved, FigureMoved, UnableToReport, report_submit


def save(
    city: City, typed: str = "3", *, by: str = "alice", quarter: Quarter = RUNNING, **changes: Any
) -> Draft:
    arguments = {"content": {"value": typed}, "seen": 0, "number": 0, "window": "left", "at": NOW} | changes
    return draft_save(
        assignment=city.assignment(),
        period=factories.period_of(quarter),
        by=city.people[by],
        **arguments,
    )


def test_draft_is_kept_raw_and_counts_nowhere(city: City) -> None:
    content = {"value": "三十六 = ?", "note": "", "reason": "land"}
    draft = save(city, content=content)

    assert Draft.objects.get().content == content
    assert (draft.author, draft.seen, draft.number, draft.recorded_at) == (city.people["alice"], 0, 1, NOW)
    report = Report.objects.get()
    assert (report.state, report.latest, report.counted) == (ReportState.DRAFT, None, None)
    assert (
        figures_of([city.targets["factories"]], quarters=[RUNNING])[city.targets["factories"].pk].by_quarter
        == {}
    )
    assert not ReportVersion.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="report").exists()


def test_draft_is_one_for_each_person(city: City) -> None:
    save(city, "36")
    save(city, "35", by="aaron")

    kept = {draft.author.username: draft.content["value"] for draft in Draft.objects.all()}
    assert kept == {"alice": "36", "aaron": "35"}


def test_draft_follows_the_typing_of_one_window(city: City) -> None:
    for typed in ("3", "36", "365"):
        save(city, typed, number=0)

    assert (Draft.objects.get().content, Draft.objects.get().number) == ({"value": "365"}, 3)


def test_draft_that_changes_nothing_is_not_written(city: City) -> None:
    save(city, "36")
    again = save(city, "36", window="right", at=NOW + dt.timedelta(minutes=5))

    assert (again.number, again.recorded_at) == (1, NOW)


def test_draft_of_another_window_is_not_overwritten_unawares(city: City) -> None:
    save(city, "36", window="left")

    with pytest.raises(DraftMoved, match="36") as refusal:
        save(city, "35", window="right")
    assert refusal.value.current == Draft.objects.get()
    assert Draft.objects.get().content == {"value": "36"}
    # The window that knows of it may go on.
    assert save(city, "35", window="right", number=1).number == 2
    with pytest.raises(DraftMoved):
        save(city, "37", window="left", number=1)


def test_draft_in_a_new_window_goes_on_from_the_one_that_was_shown(city: City) -> None:
    shown = save(city, "36", window="yesterday")

    assert save(city, "37", window="today", number=shown.number).content == {"value": "37"}


def test_draft_remembers_the_version_that_was_seen(city: City) -> None:
    city.report(30)
    save(city, "36", seen=1)
    city.report(31, seen=1, by="aaron")

    assert Draft.objects.get().seen == 1
    with pytest.raises(FigureMoved):
        city.report(36, seen=Draft.objects.get().seen)
    assert Draft.objects.get().content == {"value": "36"}


def test_draft_has_done_its_duty_once_its_author_submits(city: City) -> None:
    save(city, "36")
    save(city, "35", by="aaron")
    city.report(36)

    assert [draft.author.username for draft in Draft.objects.all()] == ["aaron"]


def test_draft_of_the_figure_that_a_colleague_has_submitted_is_done_too(city: City) -> None:
    save(city, "36")
    city.report(36, by="aaron")
    city.report(36)

    assert not Draft.objects.exists()
    assert ReportVersion.objects.count() == 1


def test_draft_stays_when_the_figure_is_refused(city: City) -> None:
    city.report(30, quarter=CLOSED)
    save(city, "29")

    with pytest.raises(UnableToReport):  # a cumulative figure cannot fall
        city.report(29)
    assert Draft.objects.get().content == {"value": "29"}


def test_draft_is_discarded_by_its_author_alone(city: City) -> None:
    save(city, "36")
    of_cell = {"assignment": city.assignment(), "period": factories.period_of(RUNNING)}

    assert not draft_discard(**of_cell, by=city.people["aaron"])
    assert draft_discard(**of_cell, number=1, by=city.people["alice"])
    assert not draft_discard(**of_cell, by=city.people["alice"])
    assert not Draft.objects.exists()


def test_draft_of_another_window_is_thrown_away_neither_by_discarding_nor_by_submitting(city: City) -> None:
    save(city, "36", window="left")
    of_cell = {"assignment": city.assignment(), "period": factories.period_of(RUNNING)}
    alice = {"by": city.people["alice"]}

    with pytest.raises(DraftMoved, match="36"):
        draft_discard(**of_cell, number=0, window="right", **alice)
    with pytest.raises(DraftMoved, match="36"):
        report_submit(**of_cell, figure=factories.figure(35), seen=0, draft=(0, "right"), at=NOW, **alice)
    assert Draft.objects.get().content == {"value": "36"}
    assert not ReportVersion.objects.exists()
    assert report_submit(**of_cell, figure=factories.figure(35), seen=0, draft=(1, "right"), at=NOW, **alice)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "username", ["bob", "anna", "rita", "reviewer", "coordinator", "auditor", "stranger", "administrator"]
)
def test_draft_of_a_figure_that_is_not_ones_own_is_refused(city: City, username: str) -> None:
    with pytest.raises(UnableToReport, match="east单位"):
        save(city, by=username)
    assert not Report.objects.exists()


def test_draft_for_a_quarter_that_is_not_open_is_refused(city: City) -> None:
    factories.period_close(CLOSED)

    for quarter in (CLOSED, FUTURE):
        with pytest.raises(UnableToReport, match=quarter.code):
            save(city, quarter=quarter)
    assert not Draft.objects.exists()


def test_draft_is_refused_when_the_quarter_was_closed_after_it_was_read(city: City) -> None:
    read_before = factories.period_of(RUNNING)
    factories.period_close(RUNNING)

    with pytest.raises(UnableToReport, match="2025Q3"):
        draft_save(
            assignment=city.assignment(),
            period=read_before,
            content={"value": "36"},
            seen=0,
            by=city.people["alice"],
            at=NOW,
        )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"value": "36"}, "36"),
        ({"value": ""}, "–"),
        ({}, "–"),
        ({"numerator": "45", "denominator": "60", "value": ""}, "45 ÷ 60"),
        ({"numerator": "45", "denominator": "", "value": ""}, "45"),
    ],
)
def test_draft_in_short_is_what_stands_in_its_number_fields(content: dict[str, str], text: str) -> None:
    assert Draft(content=content).text == text
