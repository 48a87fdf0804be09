"""What a roster counts beside what units state, and which of the two the pages add up."""

from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, NOW, RUNNING, City
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.aggregation import Total
from tracker.models import Assignment, RosterCount
from tracker.permissions import Rights
from tracker.selectors.counts import count_comparison, count_page, names_for, roster_of, unit_counts
from tracker.selectors.figures import TargetFigures, figures_of
from tracker.services import periods
from tracker.services.rosters import count_decide


def figures(city: City) -> TargetFigures:
    target = city.targets["factories"]
    return figures_of([target], quarters=[CLOSED, RUNNING])[target.pk]


def values(found: TargetFigures, city: City) -> dict[str, Decimal | None]:
    of_units = {code: found.of_unit(city.units[code], RUNNING) for code in ("east", "west", "zone")}
    return {code: figure.value if figure else None for code, figure in of_units.items()}


def decide(city: City, *, takes_roster: bool, reason: str = "名录尚未核对完毕") -> None:
    count_decide(
        target=city.targets["factories"],
        period=factories.period_of(RUNNING),
        takes_roster=takes_roster,
        reason=reason,
        by=city.people["coordinator"],
        at=NOW,
    )


def test_without_names_the_units_figures_count(reported: City) -> None:
    roster_make(reported)
    found = figures(reported)
    assert found.city(RUNNING).value == 33
    assert not found.city(RUNNING).is_counted
    assert count_comparison(found, roster_of(reported.targets["factories"]), RUNNING) is None


def test_a_target_that_adds_up_has_no_roster(reported: City) -> None:
    assert roster_of(reported.targets["factories"]) is None


def test_names_take_the_place_of_what_the_units_state(reported: City) -> None:
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0], level="three")
    name_add(reported, roster, "甲公司", on="2025-06-01", code=CODES[0], level="four")  # it climbed: one name
    name_add(reported, roster, "乙公司", code=CODES[1], kind="5g")
    name_add(reported, roster, "丙公司", "zone", code=CODES[2])  # lies inside another unit: not in the total

    found = figures(reported)
    assert found.city(RUNNING) == Total(Decimal(2), None, None, 2, 2, (), (), (), is_counted=True)
    assert values(found, reported) == {"east": 2, "west": 0, "zone": 1}
    assert found.stated_total(RUNNING).value == 33
    assert found.record(RUNNING).value is None  # the bureau's own word is another matter


def test_a_quarter_that_was_closed_keeps_what_was_stated(reported: City) -> None:
    before = figures(reported).city(CLOSED)
    name_add(reported, roster_make(reported), "甲公司", on="2024-05-01", code=CODES[0])
    after = figures(reported)
    assert after.city(CLOSED) == before
    assert after.city(RUNNING).value == 1


def test_a_quarter_that_is_opened_again_is_counted_anew(reported: City) -> None:
    name_add(reported, roster_make(reported), "甲公司", on="2024-05-01", code=CODES[0])
    periods.period_reopen(period=factories.period_of(CLOSED), by=None, at=NOW)
    assert figures(reported).city(CLOSED).is_counted


def test_a_stated_quarter_does_not_compare_with_a_counted_one(reported: City) -> None:
    for unit in ("west", "zone"):
        reported.report(13, unit=unit)
    assert figures(reported).comparable(CLOSED, RUNNING)
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    assert not figures(reported).comparable(CLOSED, RUNNING)


def test_the_coordinator_can_take_what_the_units_state(reported: City) -> None:
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    decide(reported, takes_roster=False)

    found = figures(reported)
    assert found.city(RUNNING).value == 33
    assert found.counts[RUNNING].city == 1  # it is still known

    decide(reported, takes_roster=True, reason="已核对")
    assert figures(reported).city(RUNNING).value == 1


def test_a_comparison_says_who_differs_by_how_much_and_why_it_was_decided_so(reported: City) -> None:
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0], level="four")
    name_add(reported, roster, "乙公司", code=CODES[1], level="three", kind="plain")
    decide(reported, takes_roster=False)

    compared = count_comparison(figures(reported), roster_of(reported.targets["factories"]), RUNNING)
    assert compared
    assert [(row.unit.code, row.stated, row.counted, row.difference) for row in compared.rows] == [
        ("east", 33, 2, 31),
        ("west", None, 0, None),
        ("zone", None, 0, None),
    ]
    assert (compared.counted, compared.stated.value, compared.difference, compared.differing) == (
        2,
        33,
        31,
        1,
    )
    assert compared.levels == (("four星", 1), ("three星", 1))  # the highest first
    assert compared.kinds == (("plain工厂", 1), ("5g工厂", 0))
    assert (compared.is_official, compared.decision and compared.decision.reason) == (
        False,
        "名录尚未核对完毕",
    )
    assert compared.on == RUNNING.last_day


def test_names_of_a_unit_that_is_not_asked_are_shown_too(reported: City) -> None:
    """They are in the city's count: the table would not add up without them."""
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0])
    name_add(reported, roster, "甲公司", "west", code=CODES[0])
    name_add(reported, roster, "乙公司", "west", code=CODES[1])
    asked = Assignment.objects.filter(pk=reported.assignment(unit="west").pk)
    asked.update(target=reported.targets["index"])

    compared = count_comparison(figures(reported), roster_of(reported.targets["factories"]), RUNNING)
    assert compared
    assert {row.unit.code: row.counted for row in compared.rows} == {"east": 1, "zone": 0, "west": 2}
    assert (compared.counted, compared.shared) == (2, 1)


def test_each_sheet_row_knows_its_count(reported: City) -> None:
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    assignments = [reported.assignment(unit=unit) for unit in ("east", "west")]
    found = unit_counts([*assignments, reported.assignment("index", "bureau")], RUNNING)
    assert {key: (count.value, count.is_official) for key, count in found.items()} == {
        assignments[0].pk: (1, True),
        assignments[1].pk: (0, True),
    }
    assert found[assignments[0].pk].difference(Decimal(33)) == 32
    assert found[assignments[0].pk].difference(None) is None


@pytest.mark.parametrize(
    ("person", "roster", "units", "decides"),
    [
        ("coordinator", True, {"east", "west", "zone"}, True),
        ("auditor", True, {"east", "west", "zone"}, False),
        ("administrator", True, {"east", "west", "zone"}, False),
        ("alice", True, {"east"}, False),
        ("anna", False, set(), False),
        ("stranger", False, set(), False),
    ],
)
def test_who_may_open_a_count_to_its_names(
    reported: City, person: str, roster: bool, units: set[str], decides: bool
) -> None:
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    target = reported.targets["factories"]
    compared = count_comparison(figures(reported), roster_of(target), RUNNING)
    names = names_for(Rights(reported.people[person]), compared)
    assert (names.roster, names.units, names.decides) == (roster, units, decides)


def test_a_decision_has_a_page_only_where_names_are_counted(reported: City) -> None:
    rights: Any = Rights(reported.people["coordinator"])
    with pytest.raises(type(reported.targets["factories"]).DoesNotExist):
        count_page(code="factories", quarter=RUNNING.code, rights=rights)
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    with pytest.raises(factories.Period.DoesNotExist):
        count_page(code="factories", quarter="2025", rights=rights)
    assert count_page(code="factories", quarter=RUNNING.code, rights=rights).is_open


def test_counts_are_read_in_one_query_more(reported: City, django_assert_num_queries: Any) -> None:
    target = reported.targets["factories"]
    with django_assert_num_queries(2):
        figures_of([target], quarters=[RUNNING])
    name_add(reported, roster_make(reported), "甲公司", code=CODES[0])
    assert RosterCount.objects.count() == 4  # city and east, in the two quarters that are not closed
    with django_assert_num_queries(3):
        figures_of([target], quarters=[RUNNING])
