"""Setting what a list looks at: as a whole, never backwards, and refused in an official's words."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from tests.competition_setup import Competition, competition_make, of_target, release_make, stated
from tests.factories import NOW, City
from tracker.calculations import criteria as calculations
from tracker.calculations.periods import Quarter
from tracker.calculations.scoring_rules import RuleKind
from tracker.documents.competition_checks import QUANTITIES_OF, parameters_of, rule_made
from tracker.models import AuditEvent, Criterion, Weighting
from tracker.selectors.competition_setup import weighting_in_force
from tracker.services.editing import CellsRefused, UnableToChange
from tracker.services.scoring_problems import rule_problem
from tracker.services.weightings import StatedCriterion, weighting_set

Q1, Q2, Q3 = Quarter(2025, 1), Quarter(2025, 2), Quarter(2025, 3)


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def competition(city: City) -> Competition:
    return competition_make(city)


def put(
    competition: Competition,
    city: City,
    *criteria: StatedCriterion,
    quarter: Quarter = Q1,
    seen: int | None = None,
) -> Weighting:
    return weighting_set(
        list=competition.list,
        criteria=criteria,
        from_quarter=quarter,
        reason="会议纪要",
        seen=competition.list.weightings.count() if seen is None else seen,
        by=city.people["coordinator"],
        at=NOW,
    )


def refused(competition: Competition, city: City, *criteria: StatedCriterion, **kwargs: Any) -> str:
    before = Weighting.objects.count(), Criterion.objects.count()
    with pytest.raises(UnableToChange) as error:
        put(competition, city, *criteria, **kwargs)
    assert (Weighting.objects.count(), Criterion.objects.count()) == before
    return str(error.value)


def problems(competition: Competition, city: City, *criteria: StatedCriterion) -> dict[Any, str]:
    before = Weighting.objects.count(), Criterion.objects.count()
    with pytest.raises(CellsRefused) as error:
        put(competition, city, *criteria)
    assert (Weighting.objects.count(), Criterion.objects.count()) == before
    return dict(error.value.problems)


def test_set_of_criteria_is_stored_with_every_parameter(competition: Competition, city: City) -> None:
    made = put(
        competition,
        city,
        stated(weight=60, parameters={"base": Decimal(50)}),
        of_target(city.targets["factories"], 40, parameters={"cap": None}),
    )

    assert (made.version, made.from_quarter, made.author) == (1, Q1, city.people["coordinator"])
    rows = [(w.criterion.code, w.value, w.rule, w.parameters) for w in made.weights.all()]
    assert rows == [
        ("entered", 60, "efficacy", {"worst": None, "best": None, "base": "50", "cap": "1"}),
        ("factories", 40, "schedule", {"cap": None}),
    ]
    event = AuditEvent.objects.get(action="weighting.set")
    assert (event.reason, event.quarter, event.details["version"]) == ("会议纪要", "2025Q1", 1)
    assert AuditEvent.objects.filter(action="criterion.created").count() == 2


def test_next_version_takes_over_from_its_quarter_on(competition: Competition, city: City) -> None:
    put(competition, city, stated(weight=100))
    put(competition, city, stated(weight=70, code="entered"), stated("另一项", 30), quarter=Q3)

    weightings = list(competition.list.weightings.all())
    assert weighting_in_force(weightings, Quarter(2024, 4)) is None
    assert [weighting_in_force(weightings, q).version for q in (Q1, Q2, Q3)] == [1, 1, 2]
    assert [row.code for row in competition.list.criteria.all()] == ["entered", "entered-2"]


def test_later_version_of_the_same_quarter_takes_its_place(competition: Competition, city: City) -> None:
    put(competition, city, stated())
    put(competition, city, stated(code="entered"))

    assert weighting_in_force(competition.list.weightings.all(), Q1).version == 2


def test_words_of_a_criterion_change_with_the_set(competition: Competition, city: City) -> None:
    put(competition, city, stated())
    put(competition, city, stated("改了名", code="entered", unit_zh="个", decimals=1, is_sample=True))

    row = Criterion.objects.get(code="entered")
    assert (row.name_zh, row.unit_zh, row.decimals, row.is_sample) == ("改了名", "个", 1, True)
    assert AuditEvent.objects.get(action="criterion.changed").details["list"] == "热力榜"


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ((60, 30), "add up to 90 instead of 100: 10 are missing"),
        ((60, "40.5"), "add up to 100.5 instead of 100: 0.5 too many"),
        (("0.6", "0.4"), "add up to 1 instead of 100: 99 are missing"),
        ((), "at least one criterion"),
    ],
)
def test_weights_that_do_not_sum_are_refused(
    competition: Competition, city: City, weights: tuple[Any, ...], words: str
) -> None:
    rows = [stated(f"第{index}项", weight) for index, weight in enumerate(weights)]

    assert words in refused(competition, city, *rows)


def test_never_backwards(competition: Competition, city: City) -> None:
    put(competition, city, stated(), quarter=Q3)

    words = refused(competition, city, stated(code="entered"), quarter=Q2)
    assert "Version 1 is in force from 2025Q3 on" in words


def test_never_into_a_released_quarter(competition: Competition, city: City) -> None:
    release_make(Q2, city)

    assert "2025Q2 has been released" in refused(competition, city, stated(), quarter=Q1)
    assert "2025Q2 has been released" in refused(competition, city, stated(), quarter=Q2)
    assert put(competition, city, stated(), quarter=Q3).version == 1


def test_never_outside_the_edition(competition: Competition, city: City) -> None:
    assert "not reviewed in this quarter" in refused(competition, city, stated(), quarter=Quarter(2023, 4))
    competition.edition.has_results = False
    competition.edition.save()
    assert "only the lists are known" in refused(competition, city, stated())


def test_two_coordinators_do_not_overwrite_each_other(competition: Competition, city: City) -> None:
    put(competition, city, stated())

    assert "set version 1 meanwhile" in refused(competition, city, stated(), seen=0)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"weight": Decimal(0)}, "weight", "above 0"),
        ({"weight": Decimal(-5)}, "weight", "above 0"),
        ({"name": ""}, "name_zh", "what the criterion is called"),
        ({"code": "gone"}, "name_zh", "no longer there"),
        ({"quantity": "ratio"}, "quantity", "choose the target"),
        ({"rule": "magic"}, "rule", "Choose a rule"),
        ({"parameters": {"cup": Decimal(1)}}, "rule", "no parameter cup"),
        ({"rule": "schedule"}, "rule", "takes only: ratio to schedule"),
        ({"rule": "completion", "rising": False}, "rule", "more is better"),
        ({"rule": "deduction"}, "rule", "less is better"),
        ({"rule": "deduction", "rising": False, "parameters": {}}, "allowed", "what is allowed"),
        (
            {
                "rule": "deduction",
                "rising": False,
                "parameters": {"allowed": Decimal(0), "points": Decimal(0)},
            },
            "points",
            "More than 0 points",
        ),
        ({"parameters": {"cap": Decimal("0.9")}}, "cap", "below 1"),
        ({"parameters": {"worst": Decimal(1)}}, "best", "both the worst and the best"),
        ({"parameters": {"worst": Decimal(1), "best": Decimal(1)}}, "best", "nothing to tell apart"),
        ({"parameters": {"worst": Decimal(2), "best": Decimal(1)}}, "best", "above the worst"),
        (
            {"rising": False, "parameters": {"worst": Decimal(1), "best": Decimal(2)}},
            "best",
            "below the worst",
        ),
        ({"parameters": {"base": Decimal(100)}}, "base", "0 to below 100"),
        ({"rule": "place", "parameters": {"step": Decimal(0)}}, "step", "more than 0"),
        ({"rule": "place", "parameters": {"least": Decimal(101)}}, "least", "fewest points"),
        ({"rule": "climb", "parameters": {"base": Decimal(50)}}, "least", "fewest points"),
    ],
)
def test_a_criterion_that_cannot_be_scored_is_refused_where_it_is_wrong(
    competition: Competition, city: City, changes: dict[str, Any], field: str, words: str
) -> None:
    found = problems(competition, city, stated("好的一项", 50), stated(**{"weight": 50} | changes))

    assert found.keys() == {(1, field)}
    assert words in found[1, field]


def test_criterion_of_a_target_says_which_number(competition: Competition, city: City) -> None:
    row = of_target(city.targets["factories"], quantity="entered")

    assert "which number" in problems(competition, city, row)[0, "quantity"]


def test_what_a_criterion_measures_stays(competition: Competition, city: City) -> None:
    put(competition, city, of_target(city.targets["factories"]))
    other = of_target(city.targets["index"], code="factories")

    assert "measures stays" in problems(competition, city, other)[0, "quantity"]


def test_two_criteria_of_one_name_are_refused(competition: Competition, city: City) -> None:
    assert "same name" in problems(competition, city, stated(weight=50), stated(weight=50))[1, "name_zh"]


def test_every_criterion_that_is_wrong_is_named_at_once(competition: Competition, city: City) -> None:
    rows = [stated(weight=0), stated("二", rule="schedule"), stated("三", parameters={"cap": Decimal(0)})]

    assert problems(competition, city, *rows).keys() == {(0, "weight"), (1, "rule"), (2, "cap")}


NUMBERS = [None, *map(Decimal, (-1, 0, "0.5", 1, 60, 101))]


@pytest.mark.parametrize("kind", list(RuleKind))
def test_words_are_found_for_exactly_what_the_calculations_refuse(kind: RuleKind) -> None:
    """Whatever numbers are given: a sentence when the rule cannot be made, none when it can."""
    quantity, names = QUANTITIES_OF.get(kind, ("entered",))[0], list(parameters_of(kind))
    tried = 0
    for rising in (True, False):
        for numbers in itertools.product(NUMBERS, repeat=len(names)):
            given = {
                name: number
                for name, number in zip(names, numbers, strict=True)
                if number is not None or name == "cap"
            }
            try:
                calculations.Criterion("x", Decimal(1), rule_made(kind, given), rising)
            except ValueError:
                sound = False
            else:
                sound = True
            words = rule_problem(kind.value, given, quantity=quantity, rising=rising)
            assert (not words) is sound, (kind, given, rising, words)
            tried += sound
    assert tried
