"""What a quarter says when it is frozen: approved figures with their versions, what they add up to, and no more."""

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.corrections import figures_replaced
from tests.factories import CLOSED, NOW, RUNNING, City, figure, period_of, rate
from tests.releases import objection_make, publisher_of, release_prepared, release_shown
from tests.rosters import CODES, name_add, roster_make
from tracker.calculations.methods import METHOD
from tracker.calculations.progress import Status
from tracker.documents.release_content import QuarterFacts, ReleaseContent, TargetFacts
from tracker.documents.release_files import canonical_text, content_read
from tracker.models import ProgressMethod
from tracker.selectors.goals import goal_of
from tracker.selectors.release_drafts import draft_content
from tracker.selectors.release_freezing import Frozen
from tracker.selectors.release_reading import released_of
from tracker.services.objections import objection_answer
from tracker.services.periods import period_close, period_reopen
from tracker.services.reports import StatedFigure
from tracker.services.rosters import count_decide


def frozen(city: City) -> ReleaseContent:
    return draft_content(release_prepared(city), at=NOW)


def target_of(content: ReleaseContent, code: str = "factories") -> TargetFacts:
    return next(facts for facts in content.targets() if facts.code == code)


def last(content: ReleaseContent, code: str = "factories") -> QuarterFacts:
    return target_of(content, code).quarters[-1]


def test_a_quarter_is_frozen_with_all_that_lies_before_it_and_nothing_after(reported: City) -> None:
    content = frozen(reported)

    assert [period.quarter for period in content.periods][-1] == CLOSED
    assert len(content.periods) == 6
    assert {facts.quarters[-1].quarter for facts in content.targets()} == {CLOSED}
    assert RUNNING.code not in canonical_text(content).replace('"last":"2025Q4"', "")
    assert [unit.code for unit in content.units] == ["city", "bureau", "east", "west", "zone"]
    assert [source.code for source in content.sources] == ["gazette"]


def test_figures_stand_with_their_versions_and_totals_with_their_coverage(reported: City) -> None:
    facts = last(frozen(reported))

    assert [(f.unit, f.value, f.version) for f in facts.figures] == [
        ("east", 30, 1),
        ("west", 12, 1),
        ("zone", 5, 1),
    ]
    assert (facts.total.value, facts.total.expected, facts.total.reported) == (42, 2, 2)
    assert (facts.total.not_counting, facts.total.missing) == (("zone",), ())
    assert (facts.standing.actual, facts.standing.status, facts.standing.method) == (42, Status.BEHIND, 1)
    parts = last(frozen(reported), "tool-rate").figures[0]
    assert (parts.value, parts.numerator, parts.denominator) == (75, 45, 60)


def test_every_total_and_standing_is_that_of_the_tables(reported: City) -> None:
    content, of_tables = frozen(reported), Frozen(CLOSED)
    again = released_of(content_read(canonical_text(content)))

    for figures in of_tables.figures.values():
        goal, copy = goal_of(figures.target), again.figures[figures.target.code]
        for quarter in of_tables.horizon.quarters:
            assert copy.city(quarter) == figures.city(quarter)
            assert copy.standing(goal, quarter, again.horizon) == figures.standing(
                goal, quarter, of_tables.horizon
            )


def test_a_unit_that_reports_no_figure_is_missing_and_not_zero(reported: City) -> None:
    figures_replaced(reported, {("factories", "west"): StatedFigure(None, reason="other", note="仍在核实")})
    facts = last(frozen(reported))

    assert [f.unit for f in facts.figures] == ["east", "zone"]
    assert (facts.total.value, facts.total.missing) == (30, ("west",))


def test_zero_is_a_figure(reported: City) -> None:
    figures_replaced(reported, {("factories", "zone"): figure(0, note="已关停")})
    assert last(frozen(reported)).figures[-1].value == 0


def test_what_is_not_approved_is_no_part_of_it(reported: City) -> None:
    coordinator = reported.people["coordinator"]
    period_reopen(period=period_of(RUNNING), by=coordinator, at=NOW)
    period_close(period=period_of(RUNNING), by=coordinator, at=NOW)
    content = draft_content(release_prepared(reported, RUNNING), at=NOW)
    assert last(content).figures == ()
    assert last(content).total.missing == ("east", "west")


def test_a_bureau_is_quoted_and_a_unit_is_not(reported: City) -> None:
    remarks = {
        ("factories", "east"): figure(31, note="给审核人的话"),
        ("index", "bureau"): figure("71.6", note="据年度评估", reason="other", next_step="加快"),
    }
    figures_replaced(reported, remarks)
    content = frozen(reported)

    assert last(content, "index").figures[0].note == "据年度评估"
    assert "给审核人的话" not in canonical_text(content)


def test_no_person_is_named(reported: City) -> None:
    for number, person in enumerate(get_user_model().objects.order_by("pk")):
        person.username, person.first_name = f"login-{number}", f"某某{number}"
        person.email = f"somebody-{number}@example.org"
        person.save()
    for name, person in reported.people.items():
        person.refresh_from_db()
        assert person.first_name, name
    release = release_shown(reported)
    objection = objection_make(reported, release)
    answer = {"outcome": "rejected", "text": "口径一致"}
    objection_answer(objection=objection, **answer, by=reported.people["coordinator"], at=NOW)
    release.approved_by = publisher_of(reported)
    text = canonical_text(draft_content(release, at=NOW))

    assert "漏计两家" in text
    for word in ("login-", "某某", "example.org"):
        assert word not in text, word


def test_thresholds_stand_with_the_quarters_they_hold_for(reported: City) -> None:
    def version(number: int, quarter: Any) -> None:
        ProgressMethod.objects.create(
            version=number,
            from_quarter=quarter,
            ahead="1.2",
            reason="试行",
            author=reported.people["coordinator"],
            recorded_at=NOW,
        )

    version(2, CLOSED)
    version(3, RUNNING)
    content = frozen(reported)

    assert [(facts.version, facts.from_quarter.code) for facts in content.methods] == [
        (1, "2024Q1"),
        (2, "2025Q2"),
    ]
    assert [facts.ahead for facts in content.methods] == [METHOD.ahead, Decimal("1.2")]
    assert [row.standing.method for row in target_of(content).quarters] == [1, 1, 1, 1, 1, 2]


def test_thresholds_from_before_the_plan_hold_from_its_first_quarter_on(reported: City) -> None:
    ProgressMethod.objects.create(
        version=2,
        from_quarter=CLOSED.shift(-9),
        ahead="1.2",
        reason="试行",
        author=reported.people["coordinator"],
        recorded_at=NOW,
    )
    (method,) = frozen(reported).methods
    assert (method.version, method.from_quarter.code) == (2, "2024Q1")


def test_a_rosters_counts_are_frozen_with_the_decision_on_them(reported: City) -> None:
    roster = roster_make(reported)
    name_add(reported, roster, "甲公司", code=CODES[0], level="three", kind="5g")
    name_add(reported, roster, "乙公司", "zone", code=CODES[1], level="four")
    figures_replaced(reported, {})
    counted = last(frozen(reported))

    assert counted.counts is not None
    assert (counted.counts.city, counted.counts.units) == (1, {"east": 1, "zone": 1})
    assert (counted.counts.levels, counted.counts.kinds) == ({"three": 1}, {"5g": 1})
    assert (counted.counts.is_official, counted.counts.decision) == (True, "")
    assert (counted.total.value, counted.total.is_counted) == (1, True)

    period_reopen(period=period_of(CLOSED), by=reported.people["coordinator"], at=NOW)
    decision = {
        "takes_roster": False,
        "reason": "名录尚未核对",
        "by": reported.people["coordinator"],
        "at": NOW,
    }
    count_decide(target=reported.targets["factories"], period=period_of(CLOSED), **decision)
    figures_replaced(reported, {})
    stated = last(frozen(reported))
    assert stated.counts is not None
    assert (stated.counts.is_official, stated.counts.decision) == (False, "名录尚未核对")
    assert (stated.total.value, stated.total.is_counted) == (42, False)
    assert [f.value for f in stated.figures] == [30, 12, 5]

    page = released_of(frozen(reported)).target_page("factories")
    assert page.comparison is not None
    assert (page.comparison.counted, page.comparison.stated.value) == (1, 42)
    assert page.comparison.decision is not None
    assert page.comparison.decision.reason == "名录尚未核对"
    assert "甲公司" not in canonical_text(frozen(reported))


def test_two_drafts_of_the_same_tables_are_the_same_bytes(reported: City) -> None:
    first = canonical_text(frozen(reported))
    for unit in ("west", "east"):  # written again in another order
        assignment = reported.assignment("tool-rate", unit)
        assignment.save()
    assert canonical_text(frozen(reported)) == first


def test_freezing_takes_a_fixed_number_of_queries(reported: City) -> None:
    def queries(quarter: Any) -> int:
        with CaptureQueriesContext(connection) as captured:
            of_tables = Frozen(quarter)
            of_tables.plans()
            of_tables.methods()
            of_tables.units()
            of_tables.sources()
        return len(captured)

    few = queries(CLOSED.shift(-4))
    reported.report(rate(1, 2), target="tool-rate")
    assert queries(CLOSED) == few <= 25
