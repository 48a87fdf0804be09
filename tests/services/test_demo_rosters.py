"""The demonstration's rosters: names behind the figures, and one of everything that a person has to look at."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db.models import Count

from tests.factories import DEMO_NOW
from tracker.calculations.periods import Quarter
from tracker.calculations.rosters import FlagKind, initials_of, name_key
from tracker.models import (
    AuditEvent,
    CountDecision,
    Enterprise,
    FormerName,
    Installation,
    Report,
    Roster,
    RosterCount,
    RosterEntry,
    RosterFlag,
)
from tracker.selectors.roster_counts import counts_at

WITH_NAMES = {"digital-pioneer", "smart-factory", "cloud-enterprise", "iiot-platform"}
pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def figures(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "fixtures/demo/figures.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def spec(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "fixtures/demo/rosters.yaml").read_text(encoding="utf-8"))


def count_of(target: str, quarter: str, unit: str | None = None) -> int:
    """What a roster counts; a unit without a row has none of the names."""
    counts = RosterCount.objects.filter(target__code=target, period__quarter=Quarter.parse(quarter))
    assert counts.filter(unit=None).exists(), (target, quarter)
    found = counts.filter(unit__code=unit) if unit else counts.filter(unit=None)
    return sum(found.values_list("count", flat=True))


def test_demo_has_names_on_four_rosters_and_none_on_the_others() -> None:
    filled = Roster.objects.filter(entries__isnull=False).distinct()
    assert set(filled.values_list("code", flat=True)) == WITH_NAMES
    assert Roster.objects.count() == 7
    assert set(RosterCount.objects.values_list("target__code", flat=True)) == WITH_NAMES
    assert Installation.objects.get().is_demo


def test_demo_counts_are_what_the_units_state_but_for_the_exceptions() -> None:
    stated = Report.objects.filter(assignment__target__code__in=WITH_NAMES).values_list(
        "assignment__target__code", "period__quarter", "assignment__unit__code", "latest__value"
    )
    assert stated.count() > 400
    differing = {
        (target, quarter.code, unit): (int(value), count)
        for target, quarter, unit, value in stated
        if (count := count_of(target, quarter.code, unit)) != value
    }
    assert differing == {
        ("cloud-enterprise", "2026Q3", "sample-e"): (155, 153),  # returned for it
        ("smart-factory", "2026Q3", "sample-c"): (11, 10),  # the coordinator has decided
        ("digital-pioneer", "2026Q3", "sample-a"): (1, 0),  # returned: where is its recognition?
    }


def test_demo_city_counts_are_the_figures_that_were_drawn(figures: dict[str, Any]) -> None:
    # One enterprise stands in two units from 2026Q1 on; the running quarter lacks what is short.
    lower = {
        ("cloud-enterprise", "2026Q1"): 1,
        ("cloud-enterprise", "2026Q2"): 1,
        ("cloud-enterprise", "2026Q3"): 1 + 2,
        ("smart-factory", "2026Q3"): 1,
    }
    first = Quarter.parse(figures["first"])
    for target in WITH_NAMES:
        for place, city in enumerate(figures["targets"][target]["city"]):
            quarter = first.shift(place).code
            assert count_of(target, quarter) == city - lower.get((target, quarter), 0), (target, quarter)


def test_demo_enterprise_in_two_units_counts_in_both_and_once_in_the_city() -> None:
    units = RosterCount.objects.filter(
        target__code="cloud-enterprise", period__quarter=Quarter(2026, 2), unit__isnull=False
    )
    assert sum(units.values_list("count", flat=True)) == count_of("cloud-enterprise", "2026Q2") + 1
    twice = RosterEntry.objects.filter(flags__kind=FlagKind.TWO_UNITS)
    assert {entry.unit.code for entry in twice} == {"sample-d", "sample-h"}
    assert twice.values("enterprise").distinct().count() == 1


def test_demo_unit_that_left_a_gap_has_its_names_and_the_silent_one_has_none(figures: dict[str, Any]) -> None:
    assert count_of("cloud-enterprise", "2024Q2", "sample-g") == 95
    assert not RosterEntry.objects.filter(unit__code=figures["silent"]).exists()


def test_demo_counts_of_closed_quarters_are_what_counting_again_gives() -> None:
    for roster in Roster.objects.filter(code__in=WITH_NAMES).prefetch_related("targets__theme__plan"):
        [target] = roster.targets.all()
        for quarter in (Quarter(2024, 1), Quarter(2025, 4), Quarter(2026, 2)):
            tally = counts_at(roster, target, quarter.last_day)
            kept = {
                count.unit_id: (count.count, count.levels, count.kinds)
                for count in RosterCount.objects.filter(target=target, period__quarter=quarter)
            }
            counted = {unit: (n.count, n.levels, n.kinds) for unit, n in tally.units.items()}
            assert kept == counted | {None: (tally.city.count, tally.city.levels, tally.city.kinds)}


def test_demo_flags_are_one_of_each_kind_that_the_file_names() -> None:
    flags = RosterFlag.objects.select_related("entry__roster", "entry__unit").order_by("kind", "pk")
    assert {flag.entry.roster.code for flag in flags} == {"cloud-enterprise"}
    assert sorted((flag.kind, flag.entry.unit.code) for flag in flags) == [
        ("branch", "sample-b"),
        ("code-invalid", "sample-f"),
        ("similar-name", "sample-i"),
        ("similar-name", "sample-i"),
        ("two-units", "sample-d"),
        ("two-units", "sample-h"),
    ]
    assert not flags.filter(settled_at__isnull=False).exists()


def test_demo_enterprises_without_a_sound_code_keep_what_was_stated() -> None:
    branch, faulty = Enterprise.objects.filter(uscc="").order_by("faulty_code")
    assert branch.name.endswith("分公司")
    assert branch.faulty_code == ""
    assert len(faulty.faulty_code) == 18


def test_demo_climbing_enterprises_count_once_at_their_highest_level() -> None:
    several = (
        RosterEntry.objects.filter(roster__code="cloud-enterprise", unit__code="sample-a")
        .values("enterprise")
        .annotate(entries=Count("pk"))
    )
    assert {row["entries"] for row in several} == {1, 2, 3}
    city = RosterCount.objects.get(
        target__code="cloud-enterprise", period__quarter=Quarter(2026, 2), unit=None
    )
    assert set(city.levels) == {"three-star", "four-star", "five-star"}
    assert sum(city.levels.values()) == city.count


def test_demo_factories_on_two_list_types_count_once() -> None:
    city = RosterCount.objects.get(target__code="smart-factory", period__quarter=Quarter(2026, 2), unit=None)
    assert set(city.kinds) == {"smart-factory", "5g-factory", "iiot-benchmark-factory"}
    assert sum(city.kinds.values()) > city.count == 99


def test_demo_platforms_of_one_enterprise_count_each() -> None:
    platforms = RosterEntry.objects.filter(roster__code="iiot-platform")
    enterprises = platforms.values("enterprise").distinct().count()
    assert (platforms.count(), count_of("iiot-platform", "2026Q2")) == (40, 40)
    assert enterprises < 40
    assert not platforms.filter(item="").exists()


def test_demo_withdrawn_name_counts_no_more_and_says_why(spec: dict[str, Any]) -> None:
    gone = RosterEntry.objects.get(withdrawn_on__isnull=False)
    assert gone.withdrawal_reason == spec["withdrawn"]["reason"]
    before, after = Quarter.parse(spec["withdrawn"]["quarter"]).shift(-1), Quarter(2025, 4)
    assert RosterEntry.objects.in_force(before.last_day).filter(pk=gone.pk).exists()
    assert not RosterEntry.objects.in_force(after.last_day).filter(pk=gone.pk).exists()


def test_demo_enterprise_has_a_former_name(spec: dict[str, Any]) -> None:
    former = FormerName.objects.select_related("enterprise").get()
    assert (former.name, former.until) == (spec["renamed"]["former"], spec["renamed"]["until"])
    assert former.enterprise.name != former.name
    rosters = former.enterprise.entries.values_list("roster__code", flat=True)
    assert {"cloud-enterprise", "smart-factory"} <= set(rosters)


def test_demo_names_are_found_as_if_they_had_been_saved_one_by_one() -> None:
    for enterprise in Enterprise.objects.all():
        assert (enterprise.initials, enterprise.key) == (
            initials_of(enterprise.name),
            name_key(enterprise.name),
        )


def test_demo_entries_have_a_batch_a_source_and_a_day_that_has_been() -> None:
    entries = RosterEntry.objects.all()
    assert not entries.filter(batch="").exists()
    assert not entries.exclude(source__startswith="示例文件").exists()
    assert not entries.filter(recognised_on__gt=DEMO_NOW.date()).exists()
    assert not entries.filter(unit__is_fictitious=False).exists()


def test_demo_coordinator_has_decided_for_the_stated_figure(spec: dict[str, Any]) -> None:
    decision = CountDecision.objects.select_related("author", "target", "period").get()
    assert (decision.author.username, decision.target.code, decision.period.quarter) == (
        "coordinator",
        "smart-factory",
        Quarter(2026, 3),
    )
    assert decision.reason == spec["decision"]["reason"]
    unofficial = RosterCount.objects.filter(is_official=False)
    assert set(unofficial.values_list("target__code", "period__quarter")) == {
        ("smart-factory", Quarter(2026, 3))
    }
    event = AuditEvent.objects.get(action="count.decided")
    assert event.at == decision.recorded_at < DEMO_NOW


def test_demo_event_says_how_many_names_there_are() -> None:
    event = AuditEvent.objects.get(action="demo.loaded")
    assert event.details["names"] == RosterEntry.objects.count() == 2756
