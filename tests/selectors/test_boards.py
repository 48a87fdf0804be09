"""The boards of an edition: who is ranked with whom, by what, and against which quarter before."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.competitions import (
    FIRST,
    criterion_make,
    edition_make,
    entered_figure,
    exclude,
    group_make,
    honour,
    list_make,
    weigh,
)
from tests.factories import CLOSED, NOW, RUNNING, TODAY, City
from tracker.calculations.periods import Quarter
from tracker.documents.board_facts import scores_agree
from tracker.documents.release_content import BoardFacts, EditionFacts, ListFacts, Words
from tracker.models import CompetitionList, Edition
from tracker.selectors.boards import boards, boards_over
from tracker.selectors.periods import horizon

BEFORE = CLOSED.shift(-1)
EVERYBODY = ("east", "west", "zone")
Enter = Callable[..., None]


def computed(edition: Edition, quarter: Quarter = CLOSED, **released: Any) -> EditionFacts:
    return boards(edition, quarter, horizon(on=TODAY), **released)


def board_of(facts: EditionFacts, group: str = "areas") -> BoardFacts:
    """The first list's board of a group."""
    return next(board for board in facts.lists[0].boards if board.group == group)


def ranking(board: BoardFacts) -> list[tuple[str, int | None, int | None]]:
    return [(row.unit, row.place, row.change) for row in board.rows]


@pytest.fixture
def edition(city: City) -> Edition:
    """One list, one entered criterion by the efficacy coefficient, three areas in one group."""
    made = edition_make()
    group_make(made, *(city.units[code] for code in EVERYBODY))
    weigh_new(list_make(made), new=(100, "efficacy", {}))
    return made


def weigh_new(board: CompetitionList, **weights: Any) -> None:
    for code in weights:
        criterion_make(board, code)
    weigh(board, weights)


@pytest.fixture
def enter(city: City, edition: Edition) -> Enter:
    """enter(CLOSED, east=3, west=2): figures of the criterion."""

    def write(quarter: Quarter, code: str = "new", **values: Any) -> None:
        criterion = edition.lists.get(code="strength").criteria.get(code=code)
        for unit, value in values.items():
            entered_figure(criterion, city.units[unit], quarter, value)

    return write


def test_a_list_says_who_stands_where_and_by_which_rule(edition: Edition, enter: Enter) -> None:
    enter(CLOSED, east=3, west=9, zone=6)
    facts = computed(edition)

    (only,) = facts.lists
    assert (only.code, only.name, only.motto) == (
        "strength",
        Words(zh="示例榜", en="Sample list"),
        Words(zh="拼示例"),
    )
    assert (only.weighting, only.from_quarter) == (1, FIRST)
    assert [(c.code, c.weight, c.rule, c.parameters) for c in only.criteria] == [("new", 100, "efficacy", {})]
    assert [(row.unit, str(row.score)) for row in only.boards[0].rows] == [
        ("west", "100.00"),
        ("zone", "80.00"),
        ("east", "60.00"),
    ]
    assert scores_agree(only) == []


def test_places_are_compared_with_the_quarter_before(edition: Edition, enter: Enter) -> None:
    enter(BEFORE, east=3, west=9)
    enter(CLOSED, east=9, west=3, zone=3)
    assert ranking(board_of(computed(edition))) == [("east", 1, 1), ("west", 2, -1), ("zone", 2, None)]


def test_what_was_released_of_the_quarter_before_counts_not_what_is_stored_now(
    edition: Edition, enter: Enter
) -> None:
    enter(BEFORE, east=3, west=9)
    released = {BEFORE: computed(edition, BEFORE)}
    enter(BEFORE, east=99)
    enter(CLOSED, east=9, west=3)
    assert ranking(board_of(computed(edition, released=released)))[:2] == [("east", 1, 1), ("west", 2, -1)]
    assert ranking(board_of(computed(edition)))[:2] == [("east", 1, 0), ("west", 2, 0)]


def test_the_first_quarter_of_an_edition_is_compared_with_nothing(
    city: City, edition: Edition, enter: Enter
) -> None:
    edition.first = CLOSED
    edition.save()
    enter(BEFORE, east=3, west=9)
    enter(CLOSED, east=9, west=3)
    assert [row.change for row in board_of(computed(edition)).rows] == [None, None, None]


def test_places_climbed_are_those_by_the_figure_among_the_units_that_were_ranked(
    city: City, edition: Edition, enter: Enter
) -> None:
    board = edition.lists.get()
    criterion_make(board, "climb")
    weigh(board, {"new": (60, "efficacy", {}), "climb": (40, "climb", {})}, from_quarter=BEFORE.shift(-1))
    for quarter, values in {
        BEFORE.shift(-1): {"east": 1, "west": 2, "zone": 3},
        BEFORE: {"east": 5, "west": 7},
        CLOSED: {"east": 9, "west": 8, "zone": 7},
    }.items():
        enter(quarter, east=1, west=1, zone=1)
        enter(quarter, "climb", **values)
    rows = {row.unit: row for row in board_of(computed(edition)).rows}

    lines = {unit: row.lines[1] for unit, row in rows.items()}
    assert {unit: (line.value, line.place_before) for unit, line in lines.items()} == {
        "east": (9, 2),
        "west": (8, 1),
        "zone": (7, None),
    }
    # The quarter before, computed on the way, has itself climbed: from 3rd to 2nd and from 2nd to 1st.
    before = board_of(computed(edition, BEFORE))
    assert [(row.unit, str(row.score)) for row in before.rows[:2]] == [("east", "94.00"), ("west", "94.00")]
    assert {unit: row.change for unit, row in rows.items()}["east"] == 0
    assert rows["zone"].lines[0].place_before is None


def test_a_weighting_holds_from_its_quarter_on(edition: Edition, enter: Enter) -> None:
    weigh(edition.lists.get(), {"new": (100, "place", {"step": "2", "least": "0"})}, from_quarter=CLOSED)
    enter(BEFORE, east=3, west=9)
    enter(CLOSED, east=3, west=9)
    both = boards_over(edition, [BEFORE, CLOSED], horizon(on=TODAY))
    assert [(facts.lists[0].weighting, facts.lists[0].criteria[0].rule) for facts in both.values()] == [
        (1, "efficacy"),
        (2, "place"),
    ]
    assert [str(row.score) for row in board_of(both[CLOSED]).rows[:2]] == ["100.00", "98.00"]


def test_before_its_first_weighting_a_list_has_no_boards(edition: Edition) -> None:
    bare = list_make(edition, "heat", position=2)
    facts = computed(edition)
    assert [(row.code, row.weighting, row.criteria, row.boards) for row in facts.lists[1:]] == [
        (bare.code, None, (), ())
    ]


def test_who_lacks_a_figure_or_is_excluded_has_no_place(city: City, edition: Edition, enter: Enter) -> None:
    enter(CLOSED, east=3, west=9)
    exclude(edition, city.units["east"], CLOSED)
    rows = board_of(computed(edition)).rows
    assert [(row.unit, row.place, row.exclusion) for row in rows] == [
        ("west", 1, ""),
        ("zone", None, ""),
        ("east", None, "遭受洪灾"),
    ]
    assert [absence.criterion for absence in rows[1].absences] == ["new"]


@pytest.mark.parametrize(
    ("changes", "excluded"),
    [
        ({"board": "own"}, True),
        ({"board": "other"}, False),
        ({"quarter": BEFORE}, False),
        ({"withdrawn": NOW}, False),
    ],
    ids=str,
)
def test_an_exclusion_holds_for_its_list_and_quarter_until_it_is_withdrawn(
    city: City, edition: Edition, enter: Enter, changes: dict[str, Any], excluded: bool
) -> None:
    enter(CLOSED, east=3, west=9, zone=4)
    own = edition.lists.get()
    lists = {"own": own, "other": list_make(edition, "heat", position=2)}
    exclude(
        edition,
        city.units["east"],
        changes.get("quarter", CLOSED),
        board=lists.get(changes.get("board", "")),
        withdrawn=changes.get("withdrawn"),
    )
    assert any(row.exclusion for row in board_of(computed(edition)).rows) is excluded


def test_an_honour_flag_stands_in_its_row_and_quarter_alone(
    city: City, edition: Edition, enter: Enter
) -> None:
    enter(CLOSED, east=3, west=9)
    enter(BEFORE, east=3, west=9)
    honour(edition.lists.get(), city.units["west"], CLOSED, "进位最快")
    both = boards_over(edition, [BEFORE, CLOSED], horizon(on=TODAY))
    flags = {
        quarter: {row.unit: row.flag for row in board_of(facts).rows if row.flag}
        for quarter, facts in both.items()
    }
    assert flags == {BEFORE: {}, CLOSED: {"west": Words(zh="进位最快")}}


def test_groups_are_ranked_apart_in_their_order_and_an_empty_one_is_no_board(
    city: City, edition: Edition, enter: Enter
) -> None:
    edition.members.filter(unit=city.units["zone"]).delete()
    group_make(edition, city.units["zone"], code="zones", position=0)
    group_make(edition, code="empty", position=3)
    enter(CLOSED, east=3, west=9, zone=1)
    facts = computed(edition)
    assert [(board.group, ranking(board)) for board in facts.lists[0].boards] == [
        ("zones", [("zone", 1, None)]),
        ("areas", [("west", 1, None), ("east", 2, None)]),
    ]
    assert [flaw.problem for flaw in board_of(facts, "zones").flaws] == ["group-of-one"]


def test_only_quarters_that_the_edition_covers_have_boards(edition: Edition) -> None:
    edition.last = CLOSED
    edition.save()
    found = boards_over(edition, [FIRST.shift(-1), CLOSED, RUNNING], horizon(on=TODAY))
    assert list(found) == [CLOSED]
    edition.has_results = False
    assert boards_over(edition, [CLOSED], horizon(on=TODAY)) == {}


def test_a_target_gives_its_figures_and_its_code(city: City, edition: Edition) -> None:
    board = edition.lists.get()
    criterion_make(board, "factories", "actual", target=city.targets["factories"])
    weigh(board, {"factories": (1, "place", {})}, from_quarter=RUNNING)
    city.report(30)
    city.report(40, unit="west")
    facts = computed(edition, RUNNING)
    assert facts.lists[0].criteria[0].target == "factories"
    assert ranking(board_of(facts))[:2] == [("west", 1, None), ("east", 2, None)]


def test_the_order_in_which_rows_were_written_changes_nothing(city: City) -> None:
    figures = {"east": (5, 2), "west": (5, 2), "zone": (9, 1)}

    def written(code: str, order: list[str]) -> tuple[ListFacts, ...]:
        made = edition_make(code)
        group_make(made, *(city.units[unit] for unit in order))
        board = list_make(made)
        weigh_new(board, new=(60, "efficacy", {}), late=(40, "climb", {}))
        for unit in order:
            for criterion, value in zip(("new", "late"), figures[unit], strict=True):
                entered_figure(board.criteria.get(code=criterion), city.units[unit], CLOSED, value)
        return computed(made).lists

    first = written("first", list(EVERYBODY))
    for number, order in enumerate(itertools.permutations(EVERYBODY)):
        assert written(f"shuffled-{number}", list(order)) == first


def test_queries_do_not_grow_with_quarters_lists_units_or_criteria(
    city: City, edition: Edition, enter: Enter
) -> None:
    def asked(quarters: list[Quarter]) -> int:
        with CaptureQueriesContext(connection) as captured:
            boards_over(edition, quarters, horizon(on=TODAY))
        return len(captured.captured_queries)

    board = edition.lists.get()
    criterion_make(board, "factories", "ratio", target=city.targets["factories"])
    weigh(board, {"new": (50, "efficacy", {}), "factories": (50, "schedule", {})})
    enter(CLOSED, east=1, west=2)
    few = asked([CLOSED])
    for number in range(2, 5):
        other = list_make(edition, f"list-{number}", position=number)
        for target in ("factories", "tool-rate", "index"):
            criterion_make(other, target, "actual", target=city.targets[target])
        weigh(other, {code: (Decimal("0.25"), "efficacy", {}) for code in ("factories", "tool-rate")})
    group_make(edition, city.units["bureau"], code="bureaus", position=2)
    many = asked([FIRST, BEFORE, CLOSED, RUNNING])
    assert few == many
    assert many <= 18
