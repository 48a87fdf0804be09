"""The checks on their way through a submission: what blocks, what asks, and what is kept of the answers."""

from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.factories import CLOSED, FUTURE, NOW, RUNNING, City, figure
from tracker.calculations.checks import CheckKind, Finding, Severity
from tracker.calculations.periods import Quarter
from tracker.models import Assignment, CheckRule, ReportVersion
from tracker.services.reports import ChecksFired, StatedFigure, report_submit

BLANK = StatedFigure(value=None)


@pytest.fixture
def history(city: City) -> City:
    """Six steady quarters: 20, 22 ... 30 factories up to 2025Q2, and always a rate of 45 of 60."""
    for step in range(6):
        city.report(20 + 2 * step, quarter=Quarter(2024, 1).shift(step))
        city.report(factories.rate(45, 60), target="tool-rate", quarter=Quarter(2024, 1).shift(step))
    return city


def refused(city: City, value: Any, **where: Any) -> ChecksFired:
    """What the checks say to a figure, of which then nothing is stored."""
    before = ReportVersion.objects.count()
    with pytest.raises(ChecksFired) as refusal:
        city.report(value, **where)
    assert ReportVersion.objects.count() == before
    return refusal.value


def kinds(fired: ChecksFired) -> list[str]:
    return [str(finding.kind) for finding in fired.findings]


def own_target(value: int, *, baseline: int = 20) -> None:
    Assignment.objects.filter(target__code="factories", unit__code="east").update(
        own_target=value, own_baseline=baseline
    )


def test_plausible_figure_is_asked_nothing(history: City) -> None:
    assert history.report(32).findings == []


def test_cumulative_figure_that_falls_is_blocked_whatever_the_reason(history: City) -> None:
    fired = refused(history, figure(29, reason="other", note="核减一家"))

    assert (kinds(fired), fired.missing) == (["cumulative-fall"], ())
    assert fired.findings[0].severity == Severity.ERROR
    assert fired.findings[0].params == {"value": 29, "last": 30, "quarter": CLOSED}


def test_slip_of_the_unit_asks_and_offers_the_converted_figure(history: City) -> None:
    fired = refused(history, 320)

    assert (kinds(fired), fired.missing) == (["unit-slip"], ("reason",))
    assert fired.findings[0].suggestion == 32


def test_jump_against_the_own_history_asks_for_a_reason(history: City) -> None:
    fired = refused(history, 60)

    assert (kinds(fired), fired.missing) == (["jump"], ("reason",))


def test_answered_warning_is_stored_with_its_answer(history: City) -> None:
    version = history.report(figure(60, reason="policy"))

    stored = ReportVersion.objects.get(pk=version.pk)
    assert stored.reason == "policy"
    findings = [Finding.from_json(**row) for row in stored.findings]
    assert [(f.kind, f.severity) for f in findings] == [(CheckKind.JUMP, Severity.WARNING)]
    assert findings[0].params["change"] == 30


@pytest.mark.parametrize(("note", "missing"), [("", ("note",)), ("并入两家", None)])
def test_reason_called_other_wants_a_note(history: City, note: str, missing: tuple[str, ...] | None) -> None:
    stated = figure(60, reason="other", note=note)

    if missing:
        assert refused(history, stated).missing == missing
    else:
        assert history.report(stated).note == note


def test_part_that_exceeds_its_whole_is_blocked_with_both_in_hand(history: City) -> None:
    part, whole = (
        history.targets["factories"],
        factories.plan_make(
            factories.target_entry(code="works", theme="T2"), code="second", position=2, theme="T2"
        )
        .themes.get()
        .targets.get(),
    )
    Assignment.objects.create(target=whole, unit=history.units["east"])
    CheckRule.objects.create(kind=CheckKind.PART_WHOLE, severity=Severity.ERROR, target=part, whole=whole)

    assert history.report(31).findings == [], "the whole has not been reported"
    fired = refused(history, 30, target="works")
    assert kinds(fired) == ["part-whole"]
    assert fired.findings[0].params == {
        "part": "factories",
        "whole": "works",
        "part_value": 31,
        "whole_value": 30,
    }
    # Both on one page, submitted together: what counts is what will stand.
    assert report_submit(
        assignment=history.assignment("works"),
        period=factories.period_of(RUNNING),
        figure=figure(30),
        seen=0,
        by=history.people["alice"],
        at=NOW,
        beside={"factories": Decimal(30)},
    )


def test_figure_behind_schedule_asks_for_the_cause_and_the_next_step(history: City) -> None:
    own_target(200)

    fired = refused(history, 31)
    assert (kinds(fired), fired.missing) == (["behind"], ("reason", "next_step"))
    assert refused(history, figure(31, reason="land")).missing == ("next_step",)
    assert refused(history, figure(31, next_step="十月供地")).missing == ("reason",)
    assert history.report(figure(31, reason="land", next_step="十月供地")).next_step == "十月供地"


def test_figure_on_its_way_is_not_asked_for_a_next_step(history: City) -> None:
    own_target(33)

    assert history.report(32).findings == []


def test_next_step_comes_back_a_quarter_later_as_a_promise_to_check(history: City) -> None:
    history.report(figure(31, next_step="十月供地"))
    factories.period_close(RUNNING)
    stated = {
        "assignment": history.assignment(),
        "period": factories.period_of(FUTURE),
        "seen": 0,
        "by": history.people["alice"],
        "at": factories.dt.datetime(2026, 1, 5, 12, tzinfo=factories.CHINA),
    }

    with pytest.raises(ChecksFired) as refusal:
        report_submit(**stated, figure=figure(33))
    assert (refusal.value.findings, refusal.value.missing) == ((), ("promise_outcome",))
    assert report_submit(**stated, figure=figure(33, promise_outcome="partly")).promise_outcome == "partly"


def test_next_step_that_counts_no_more_is_not_asked_about(history: City) -> None:
    """It was named with a figure that came back: the unit has not promised it."""
    history.send_back(history.report(figure(31, next_step="十月供地")))
    factories.period_close(RUNNING)

    later = factories.dt.datetime(2026, 1, 5, 12, tzinfo=factories.CHINA)
    assert report_submit(
        assignment=history.assignment(),
        period=factories.period_of(FUTURE),
        figure=figure(33),
        seen=0,
        by=history.people["alice"],
        at=later,
    )


def test_blank_without_a_reason_is_refused_and_with_one_is_a_statement(history: City) -> None:
    fired = refused(history, BLANK)
    assert (kinds(fired), fired.missing) == (["blank"], ("reason",))

    version = history.report(StatedFigure(value=None, reason="approval"))
    assert (version.value, version.reason) == (None, "approval")
    assert [row["kind"] for row in version.findings] == ["blank"]


def test_zero_is_a_figure_and_needs_no_reason(city: City) -> None:
    assert city.report(0).findings == []


def test_zero_after_other_figures_is_judged_as_any_figure_and_not_as_a_blank(history: City) -> None:
    assert kinds(refused(history, 0)) == ["cumulative-fall", "jump"]


def test_figures_of_other_units_and_later_quarters_are_no_history(history: City) -> None:
    assert history.report(3, unit="west").findings == []


@pytest.mark.parametrize(
    ("rules", "value", "found"),
    [
        ([("cumulative-fall", "warning", None, None, True)], 29, ["cumulative-fall"]),
        ([("cumulative-fall", "warning", None, None, False)], 29, None),
        ([("jump", "error", None, None, True)], 60, ["jump"]),
        ([("jump", "warning", None, Decimal(20), True)], 60, None),
        ([("jump", "warning", None, None, False), ("jump", "error", "factories", None, True)], 60, ["jump"]),
        ([("jump", "error", "tool-rate", None, True)], 60, ["jump"]),
        ([("jump", "warning", "factories", None, False)], 60, None),
    ],
    ids=["softer", "off", "harder", "wider", "own-over-off", "of-another-target", "own-off"],
)
def test_rules_are_data(
    history: City,
    rules: list[tuple[str, str, str | None, Decimal | None, bool]],
    value: int,
    found: list[str] | None,
) -> None:
    for kind, severity, target, threshold, is_active in rules:
        CheckRule.objects.create(
            kind=kind,
            severity=severity,
            target=history.targets[target] if target else None,
            threshold=threshold,
            is_active=is_active,
        )

    if found is None:
        assert history.report(value).findings == []
    else:
        assert kinds(refused(history, value)) == found


def test_correction_of_the_same_quarter_is_compared_with_earlier_quarters_alone(history: City) -> None:
    history.report(36)

    assert history.report(31, seen=1).findings == []


def test_findings_of_a_version_stay_when_the_rules_change(history: City) -> None:
    version = history.report(figure(60, reason="policy"))
    factories.checks_off()

    assert [row["kind"] for row in ReportVersion.objects.get(pk=version.pk).findings] == ["jump"]
