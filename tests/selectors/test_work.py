"""What waits for whom: the numbers in the navigation are those of the page, and both those of the figures."""

import datetime as dt
from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, TODAY, City
from tracker.models import Membership, Period, Reminder, ReportVersion, Role
from tracker.permissions import Rights
from tracker.selectors.work import Counts, Work, work, work_counts
from tracker.services.drafts import draft_save
from tracker.services.reports import report_submit
from tracker.services.reviews import report_reopen


def rights(city: City, username: str) -> Rights:
    return Rights(factories.get_user_model().objects.get(pk=city.people[username].pk))


def page(city: City, username: str, *, on: dt.date = TODAY) -> Work:
    """The page, after seeing that the navigation counts the same."""
    found = work(rights(city, username), on=on)
    counts = work_counts(rights(city, username), on=on)
    assert counts.due == sum(task.open - task.returned for task in found.tasks)
    assert counts.returned == sum(task.returned for task in found.tasks)
    assert counts.returned + counts.reopened == len(found.returned)
    assert counts.to_review == sum(review.waiting for review in found.reviews)
    return found


def tasks(found: Work) -> list[tuple[str, str, int, int, int]]:
    return [(t.unit.code, t.period.quarter.code, t.asked, t.submitted, t.returned) for t in found.tasks]


@pytest.fixture
def running(city: City) -> City:
    """Only 2025Q3 is open."""
    factories.close_before(RUNNING)
    return city


def test_work_is_everything_asked_from_the_own_units(running: City) -> None:
    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 0, 0)]
    assert tasks(page(running, "carl")) == [("bureau", "2025Q3", 1, 0, 0)]
    assert work_counts(rights(running, "alice"), on=TODAY) == Counts(due=2)


def test_draft_is_still_to_be_submitted(running: City) -> None:
    draft_save(
        assignment=running.assignment(),
        period=factories.period_of(RUNNING),
        content={"value": "36"},
        seen=0,
        by=running.people["alice"],
        at=NOW,
    )

    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 0, 0)]


def test_submitted_figure_leaves_the_reporters_and_comes_to_the_reviewer(running: City) -> None:
    running.report(30)

    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 1, 0)]
    found = page(running, "rita")
    assert [(r.period.quarter, r.waiting, r.units) for r in found.reviews] == [(RUNNING, 1, 1)]
    assert found.tasks == ()


def test_returned_figure_comes_back_with_its_comment(running: City) -> None:
    running.send_back(running.report(30), "与名录不符")

    found = page(running, "alice")
    assert tasks(found) == [("east", "2025Q3", 2, 0, 1)]
    assert [report.decision.comment for report in found.returned] == ["与名录不符"]
    assert page(running, "aaron").returned, "any reporter of the unit can mend it"
    assert not page(running, "bob").returned
    assert not page(running, "rita").reviews


def test_approved_figure_is_nobodys_work(running: City) -> None:
    running.approve(running.report(30))

    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 1, 0)]
    assert not page(running, "rita").reviews


def test_reopened_figure_comes_back_until_its_last_day(running: City) -> None:
    version = running.report(30)
    running.approve(version)
    report_reopen(version=version, until=TODAY, reason="名录更正", by=running.people["rita"], at=NOW)

    assert [report.decision.comment for report in page(running, "alice").returned] == ["名录更正"]
    assert work_counts(rights(running, "alice"), on=TODAY) == Counts(due=1, reopened=1)
    assert not page(running, "alice", on=TODAY + dt.timedelta(days=1)).returned


def test_stated_blank_is_work_done(running: City) -> None:
    running.report(factories.StatedFigure(value=None, reason="approval"))

    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 1, 0)]


def test_own_figures_are_not_counted_to_a_reviewer(running: City) -> None:
    Membership.objects.create(user=running.people["alice"], unit=running.units["east"], role=Role.REVIEWER)
    running.report(30)
    assert not page(running, "alice").reviews

    report_submit(
        assignment=running.assignment("tool-rate"),
        period=factories.period_of(RUNNING),
        figure=factories.rate(45, 60),
        seen=0,
        by=running.people["aaron"],
        at=NOW,
        on_behalf_of=running.people["alice"],
    )
    assert not page(running, "alice").reviews
    assert [review.waiting for review in page(running, "rita").reviews] == [2]


def test_bureau_reviewer_has_the_targets_it_leads_from_every_unit(running: City) -> None:
    factories.Target.objects.filter(code="factories").update(lead_unit=running.units["bureau"])
    running.report(30)
    running.report(12, unit="west")
    running.report(factories.rate(45, 60), target="tool-rate")

    assert [(review.waiting, review.units) for review in page(running, "berta").reviews] == [(2, 2)]


def test_quarter_that_is_due_first_stands_first_and_closed_ones_nowhere(running: City) -> None:
    Period.objects.filter(quarter=CLOSED).update(closed_at=None)

    found = page(running, "alice")
    assert [task.period.quarter for task in found.tasks] == [CLOSED, RUNNING]
    assert [task.is_overdue for task in found.tasks] == [True, False]
    later = page(running, "alice", on=dt.date(2026, 1, 1))
    assert (later.tasks[-1].period.quarter, later.newest.quarter) == (factories.FUTURE, factories.FUTURE)


def test_reader_is_led_to_the_newest_open_quarter(running: City) -> None:
    assert page(running, "auditor").newest.quarter == RUNNING
    assert page(running, "auditor", on=dt.date(2023, 1, 1)).newest is None


def test_working_days_left_are_counted_to_the_due_date(running: City) -> None:
    # 2025-10-21 is the tenth working day after the holidays; the 11th is a Saturday worked.
    days = {day: page(running, "alice", on=dt.date(2025, 10, day)).tasks[0] for day in (10, 20, 21, 22)}

    assert [days[day].working_days_left for day in days] == [8, 1, 0, -1]
    assert [days[day].is_overdue for day in days] == [False, False, False, True]


def test_everything_submitted_is_never_overdue(running: City) -> None:
    running.report(30)
    running.report(factories.rate(45, 60), target="tool-rate")

    assert not page(running, "alice", on=dt.date(2025, 11, 3)).tasks[0].is_overdue


def test_two_units_are_two_tasks_in_the_official_order(running: City) -> None:
    Membership.objects.create(user=running.people["bob"], unit=running.units["east"], role=Role.REPORTER)
    running.report(12, unit="west")

    assert tasks(page(running, "bob")) == [("east", "2025Q3", 2, 0, 0), ("west", "2025Q3", 2, 1, 0)]


def test_targets_of_plans_that_are_over_are_not_asked_for(running: City) -> None:
    over = factories.plan_make(
        factories.target_entry(code="over", theme="T2"),
        code="over-plan",
        position=2,
        theme="T2",
        first="2024Q1",
        last="2024Q4",
    )
    targets = over.themes.get().targets.all()
    factories.assignments_create(targets=targets, units=[running.units["east"]], by=None, at=NOW)
    assert tasks(page(running, "alice")) == [("east", "2025Q3", 2, 0, 0)]

    over.followed_until = RUNNING
    over.save()
    assert tasks(page(running, "alice")) == [("east", "2025Q3", 3, 0, 0)]


@pytest.mark.parametrize(
    "username", ["coordinator", "auditor", "viewer", "anna", "stranger", "administrator"]
)
def test_nothing_waits_for_those_who_neither_report_nor_review(running: City, username: str) -> None:
    running.report(30)

    assert page(running, username).is_empty
    assert work_counts(rights(running, username), on=TODAY) == Counts()


def test_reminders_are_those_of_the_person_in_quarters_that_are_not_finished(running: City) -> None:
    for quarter, name in ((RUNNING, "alice"), (CLOSED, "alice"), (RUNNING, "bob"), (RUNNING, None)):
        Reminder.objects.create(
            period=factories.period_of(quarter),
            user=running.people[name] if name else None,
            step=-5,
            created_at=NOW,
        )

    said = [(r.period.quarter, r.user.username) for r in page(running, "alice").reminders]
    assert said == [(RUNNING, "alice")]
    running.report(30)
    running.report(factories.rate(45, 60), target="tool-rate")
    assert not page(running, "alice").reminders


def test_counts_and_page_agree_through_a_whole_quarter(running: City) -> None:
    """After every step, for everybody."""

    def everybody() -> dict[str, Any]:
        return {name: page(running, name) for name in ("alice", "aaron", "bob", "rita", "carl", "stranger")}

    everybody()
    first = running.report(30)
    everybody()
    running.send_back(first)
    everybody()
    second = running.report(29, seen=1, by="aaron")
    everybody()
    running.approve(second)
    everybody()
    factories.report_approve(version=running.report(12, unit="west"), by=_judge(running, "west"), at=NOW)
    assert not everybody()["bob"].returned
    factories.period_close(RUNNING)
    assert all(found.is_empty for found in everybody().values())
    assert ReportVersion.objects.count() == 3


def _judge(city: City, unit: str) -> Any:
    return factories.person_make(f"{unit}-judge", unit=city.units[unit], role=Role.REVIEWER)
