"""What could be corrected: where what is approved now differs from what was published, and nothing else."""

from decimal import Decimal
from typing import Any

import pytest

from tests.competitions import entered_figure
from tests.corrections import edition_with_figures, figures_replaced
from tests.factories import CLOSED, NOW, TODAY, City, figure, period_of, rate
from tests.releases import release_published
from tests.rosters import CODES, name_add, roster_make
from tracker.documents.release_content import ReleaseContent
from tracker.models import Assignment, Criterion, Target
from tracker.selectors.release_drift import Drift, drift
from tracker.services.periods import period_close, period_reopen
from tracker.services.reports import StatedFigure
from tracker.services.reviews import report_reopen
from tracker.services.rosters import count_decide


@pytest.fixture
def content(reported: City) -> ReleaseContent:
    """2025Q2 as it was published."""
    edition_with_figures(reported)
    return release_published(reported).current.content_read()


def differences(content: ReleaseContent) -> list[tuple[str, str, Any, Any]]:
    return [(row.target_code, row.unit, row.old, row.new) for row in drift(content)]


def only(content: ReleaseContent) -> Drift:
    (found,) = drift(content)
    return found


def test_what_was_published_is_what_is_approved(content: ReleaseContent) -> None:
    assert drift(content) == ()


def test_another_value_is_found_with_the_version_that_says_it(
    reported: City, content: ReleaseContent
) -> None:
    figures_replaced(reported, {("factories", "east"): 31})

    found = only(content)
    assert (found.target_code, found.unit, found.old, found.new) == ("factories", "east", 30, 31)
    assert found.report is not None
    assert found.key == f"report-{found.report.pk}"
    (figure_facts,) = found.amendment.figures.values()
    assert figure_facts is not None
    assert figure_facts.version == 2


def test_other_parts_of_the_same_rate_are_found(reported: City, content: ReleaseContent) -> None:
    figures_replaced(reported, {("tool-rate", "east"): rate(60, 80)})
    assert differences(content) == [("tool-rate", "east", 75, 75)]


def test_another_qualifier_is_found(reported: City, content: ReleaseContent) -> None:
    figures_replaced(reported, {("factories", "east"): figure(30, qualifier="about")})
    assert differences(content) == [("factories", "east", 30, 30)]


def test_a_figure_that_is_withdrawn_is_none_and_not_zero(reported: City, content: ReleaseContent) -> None:
    figures_replaced(reported, {("factories", "west"): StatedFigure(None, reason="other", note="核实中")})
    assert differences(content) == [("factories", "west", 12, None)]
    assert only(content).amendment.figures == {("factories", "west"): None}


def test_a_figure_that_came_late_is_found(reported: City) -> None:
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)
    blank = StatedFigure(None, reason="other", note="核实中")
    figures_replaced(reported, {("factories", "west"): blank})
    content = release_published(reported).current.content_read()
    figures_replaced(reported, {("factories", "west"): 0})
    assert differences(content) == [("factories", "west", None, 0)]


def test_another_version_that_says_the_same_is_no_difference(reported: City, content: ReleaseContent) -> None:
    figures_replaced(reported, {("factories", "east"): 31})
    figures_replaced(reported, {("factories", "east"): 30})

    report = Assignment.objects.get(target__code="factories", unit__code="east").reports.get(
        period__quarter=CLOSED
    )
    assert report.approved.number == 3
    assert drift(content) == ()


def test_nothing_differs_while_the_quarter_is_open_again(reported: City, content: ReleaseContent) -> None:
    figures_replaced(reported, {("factories", "east"): 31})
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)
    assert drift(content) == ()
    period_close(period=period_of(CLOSED), by=None, at=NOW)
    assert len(drift(content)) == 1


def test_what_is_submitted_and_not_approved_is_no_difference(reported: City, content: ReleaseContent) -> None:
    coordinator = reported.people["coordinator"]
    figures_replaced(reported, {("factories", "east"): 31})
    report = only(content).report
    assert report is not None
    period_reopen(period=period_of(CLOSED), by=coordinator, at=NOW)
    report_reopen(version=report.approved, until=TODAY, reason="更正", by=coordinator, at=NOW)
    reported.report(32, quarter=CLOSED, seen=2)
    period_close(period=period_of(CLOSED), by=coordinator, at=NOW)
    assert differences(content) == [("factories", "east", 30, 31)]


def test_differences_come_in_the_order_of_targets_and_units(reported: City, content: ReleaseContent) -> None:
    figures_replaced(
        reported,
        {("tool-rate", "west"): rate(11, 40), ("factories", "zone"): 6, ("factories", "east"): 31},
    )
    assert [row[:2] for row in differences(content)] == [
        ("factories", "east"),
        ("factories", "zone"),
        ("tool-rate", "west"),
    ]


def test_definitions_names_and_assignments_are_not_what_is_corrected(
    reported: City, content: ReleaseContent
) -> None:
    Target.objects.update(value=900, name_zh="新名")
    Assignment.objects.create(target=reported.targets["factories"], unit=reported.units["bureau"])
    assert drift(content) == ()


def counted(city: City) -> None:
    """A name on the roster before the quarter is counted."""
    name_add(city, roster_make(city), "甲公司", code=CODES[0])
    figures_replaced(city, {})


def test_what_a_roster_counts_by_now_is_found(reported: City) -> None:
    counted(reported)
    content = release_published(reported).current.content_read()
    assert drift(content) == ()
    roster = reported.targets["factories"].roster_use.roster
    name_add(reported, roster, "乙公司", "west", code=CODES[1])
    assert drift(content) == ()  # a closed quarter keeps its count
    figures_replaced(reported, {})

    found = only(content)
    assert (found.key, found.unit, found.old, found.new) == ("count-factories", "", 1, 2)
    assert found.target == reported.targets["factories"]


def test_names_counted_for_the_first_time_are_found(reported: City, content: ReleaseContent) -> None:
    counted(reported)
    assert differences(content) == [("factories", "", None, 1)]


def test_a_decision_on_the_count_is_found(reported: City) -> None:
    counted(reported)
    content = release_published(reported).current.content_read()
    period_reopen(period=period_of(CLOSED), by=None, at=NOW)
    count_decide(
        target=reported.targets["factories"],
        period=period_of(CLOSED),
        takes_roster=False,
        reason="尚未核对",
        by=reported.people["coordinator"],
        at=NOW,
    )
    period_close(period=period_of(CLOSED), by=None, at=NOW)
    assert differences(content) == [("factories", "", 1, 1)]


@pytest.mark.parametrize("value", [4, None])
def test_a_figure_entered_for_the_competition_is_found(
    reported: City, content: ReleaseContent, value: int | None
) -> None:
    entered_figure(Criterion.objects.get(code="new"), reported.units["east"], CLOSED, value)

    found = only(content)
    assert found.entry_key == ("sample", "strength", "new", "east")
    assert found.entry is not None
    assert (found.key, found.unit) == (f"entry-{found.entry.pk}", "east")
    assert (found.old, found.new) == (3, value)


def test_another_target_of_an_entered_figure_is_found(reported: City, content: ReleaseContent) -> None:
    entered_figure(
        Criterion.objects.get(code="new"), reported.units["east"], CLOSED, 3, own_target=Decimal(5)
    )
    assert (only(content).old, only(content).new) == (3, 3)


def test_what_is_entered_and_not_approved_is_no_difference(reported: City, content: ReleaseContent) -> None:
    criterion = Criterion.objects.get(code="new")
    entered_figure(criterion, reported.units["east"], CLOSED, 4, approved=False)
    entered_figure(criterion, reported.units["bureau"], CLOSED, 4)  # takes no part
    entered_figure(criterion, reported.units["west"], CLOSED, 9)  # a new version that says the same
    assert drift(content) == ()
