"""What a criterion looks at: each unit's figure, or why it has none."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.competitions import criterion_make, edition_make, entered_figure, list_make
from tests.documents.test_board_facts import criterion
from tests.factories import CLOSED, RUNNING, TODAY, City
from tracker.calculations.criteria import Absence
from tracker.calculations.periods import Quarter
from tracker.calculations.scoring_rules import Figure
from tracker.models import Target
from tracker.selectors.competition_figures import (
    EnteredFigure,
    Reading,
    criterion_figures,
    entered_figures,
    quarters_looked_at,
)
from tracker.selectors.figures import TargetFigures, UnitFigure, figures_of
from tracker.selectors.periods import horizon

YEAR_BEFORE = CLOSED.shift(-4)


def stated(value: object) -> UnitFigure:
    return UnitFigure(Decimal(str(value)), None, None, "exact", "", 1)


@pytest.fixture
def figures(reported: City) -> TargetFigures:
    """Factories; the east shall come from 10 to 60 and the west to 0, a year ago the east had 24."""
    east, west = reported.assignment(), reported.assignment(unit="west")
    east.own_baseline, east.own_target = Decimal(10), Decimal(60)
    west.own_baseline, west.own_target = Decimal(10), Decimal(0)
    for assignment in (east, west):
        assignment.save()
    target = (
        Target.objects.select_related("theme__plan").prefetch_related("definitions").get(code="factories")
    )
    found = figures_of([target], quarters=horizon(on=TODAY).quarters)[target.pk]
    return found.with_figure(reported.units["east"], YEAR_BEFORE, stated(24)).with_figure(
        reported.units["west"], YEAR_BEFORE, stated(0)
    )


def reading(
    city: City, figures: TargetFigures, quantity: str, *, rule: str, unit: str, quarter: Quarter
) -> Reading:
    facts = criterion("c", 100, rule).model_copy(update={"quantity": quantity})
    found = criterion_figures(
        facts,
        figures,
        {},
        quarter=quarter,
        horizon=horizon(on=TODAY),
        units=city.units.values(),
    )
    return found[unit]


CASES: list[tuple[str, str, str, Quarter, Reading]] = [
    # (30 − 10) ÷ (60 − 10) = 0.4 of the way, 6 of 8 quarters: 0.4 ÷ 0.75
    ("ratio", "schedule", "east", CLOSED, Figure(Decimal("0.5333"))),
    ("ratio", "schedule", "east", RUNNING, Figure(Decimal("0.5257"))),
    ("ratio", "schedule", "zone", CLOSED, Absence.NO_SCHEDULE),  # it was given no target of its own
    ("ratio", "schedule", "west", RUNNING, Absence.NOT_REPORTED),
    ("ratio", "schedule", "bureau", CLOSED, Absence.NOT_REPORTED),  # never asked
    ("completion", "completion", "east", CLOSED, Figure(Decimal(30), Decimal(60))),
    ("completion", "completion", "zone", CLOSED, Figure(Decimal(5))),  # the rule says that it has no target
    ("completion", "efficacy", "east", RUNNING, Figure(Decimal(55))),
    ("completion", "efficacy", "west", CLOSED, Absence.NO_TARGET),
    ("completion", "efficacy", "zone", CLOSED, Absence.NO_TARGET),
    ("actual", "efficacy", "east", RUNNING, Figure(Decimal(33))),
    ("actual", "efficacy", "west", RUNNING, Absence.NOT_REPORTED),
    ("increment", "efficacy", "east", RUNNING, Figure(Decimal(3))),
    ("increment", "efficacy", "east", CLOSED, Absence.NOT_COMPARABLE),  # nothing in the quarter before
    ("increment", "efficacy", "west", RUNNING, Absence.NOT_REPORTED),
    ("growth", "efficacy", "east", CLOSED, Figure(Decimal(25))),  # from 24 to 30
    ("growth", "efficacy", "west", CLOSED, Absence.NOT_COMPARABLE),  # from zero there is no rate
    ("growth", "efficacy", "east", RUNNING, Absence.NOT_COMPARABLE),
]


@pytest.mark.parametrize(
    ("quantity", "rule", "unit", "quarter", "expected"),
    CASES,
    ids=[f"{quantity} {rule} {unit} {quarter.code}" for quantity, rule, unit, quarter, _ in CASES],
)
def test_a_target_gives(
    reported: City,
    figures: TargetFigures,
    quantity: str,
    rule: str,
    unit: str,
    quarter: Quarter,
    expected: Reading,
) -> None:
    assert reading(reported, figures, quantity, rule=rule, unit=unit, quarter=quarter) == expected


def test_figures_of_two_definitions_are_not_compared(reported: City, figures: TargetFigures) -> None:
    reported.targets["factories"].definitions.create(text_zh="新口径", effective_on=dt.date(2025, 7, 1))
    target = Target.objects.select_related("theme__plan").get(code="factories")
    again = figures_of([target], quarters=[CLOSED, RUNNING])[target.pk]
    found = reading(reported, again, "increment", rule="efficacy", unit="east", quarter=RUNNING)
    assert found == Absence.NOT_COMPARABLE


def test_without_a_targets_figures_nobody_has_reported(reported: City) -> None:
    facts = criterion("c", 100, "efficacy").model_copy(update={"quantity": "actual"})
    found = criterion_figures(
        facts,
        None,
        {},
        quarter=CLOSED,
        horizon=horizon(on=TODAY),
        units=[reported.units["east"]],
    )
    assert found == {"east": Absence.NOT_REPORTED}


def test_entered_figures_count_once_they_are_approved(reported: City) -> None:
    board = list_make(edition_make())
    new = criterion_make(board, "new")
    east, west, zone = (reported.units[code] for code in ("east", "west", "zone"))
    entered_figure(new, east, CLOSED, 6)
    entered_figure(new, east, CLOSED, 8, own_target=Decimal(9))
    entered_figure(new, west, CLOSED, 5, approved=False)
    entered_figure(new, zone, CLOSED, None)
    found = entered_figures([board], quarters=[CLOSED, RUNNING])

    assert found == {
        (board.pk, "new", CLOSED): {
            "east": EnteredFigure(Decimal(8), Decimal(9)),
            "zone": EnteredFigure(None),
        }
    }
    of_quarter = found[board.pk, "new", CLOSED]

    def readings(rule: str) -> dict[str, Reading]:
        return criterion_figures(
            criterion("new", 100, rule),
            None,
            of_quarter,
            quarter=CLOSED,
            horizon=horizon(on=TODAY),
            units=[east, west, zone],
        )

    nothing = {"west": Absence.NOT_REPORTED, "zone": Absence.NOT_REPORTED}
    assert readings("completion") == {"east": Figure(Decimal(8), Decimal(9)), **nothing}
    assert readings("efficacy") == {"east": Figure(Decimal(8)), **nothing}


def test_a_quarter_looks_at_itself_the_one_before_and_the_same_of_last_year() -> None:
    assert quarters_looked_at(Quarter(2025, 1)) == (Quarter(2024, 1), Quarter(2024, 4), Quarter(2025, 1))
