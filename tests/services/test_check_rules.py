"""Setting the checks: nothing senseless is ever stored, and each change has its trail."""

from decimal import Decimal
from typing import Any

import pytest

from tests import factories
from tests.factories import NOW, RATE, City
from tracker.calculations.checks import DEFAULT_THRESHOLDS, CheckKind, Severity
from tracker.models import AuditEvent, CheckRule, Target
from tracker.selectors.checks import check_rules, rules_of
from tracker.services.checks import RuleSetting, check_rule_change, check_rule_create, check_rule_remove
from tracker.services.editing import ChangedMeanwhile, UnableToChange, fingerprint

WARNING, ERROR = Severity.WARNING, Severity.ERROR


def create(city: City, kind: CheckKind, setting: RuleSetting, **about: Any) -> CheckRule:
    person = city.people["coordinator"]
    return check_rule_create(kind=kind, setting=setting, reason="误报太多", by=person, at=NOW, **about)


def setting(threshold: str | None = None, severity: Severity = WARNING, **changes: Any) -> RuleSetting:
    return RuleSetting(severity, None if threshold is None else Decimal(threshold), **changes)


def test_general_rule_holds_for_every_target_and_a_targets_own_instead_of_it(city: City) -> None:
    factory, index = city.targets["factories"], city.targets["index"]
    create(city, CheckKind.JUMP, setting("8"))
    create(city, CheckKind.JUMP, setting("3", ERROR), target=factory)

    def jump(target: Target) -> Any:
        return next(rule for rule in rules_of(target, check_rules()) if rule.kind == CheckKind.JUMP)

    assert (jump(index).limit, jump(index).severity) == (8, WARNING)
    assert (jump(factory).limit, jump(factory).severity) == (3, ERROR)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (CheckKind.BLANK, setting("1"), "threshold"),
        (CheckKind.BEHIND, setting("1"), "threshold"),
        (CheckKind.CUMULATIVE_FALL, setting("1"), "threshold"),
        (CheckKind.UNIT_SLIP, setting("0.81"), "threshold"),
        (CheckKind.UNIT_SLIP, setting("0"), "threshold"),
        (CheckKind.UNIT_SLIP, setting("-0.1"), "threshold"),
        (CheckKind.JUMP, setting("0.9"), "threshold"),
        # A figure that is behind or missing is stated as it is: nobody is kept from saying so.
        (CheckKind.BEHIND, setting(severity=ERROR), "severity"),
        (CheckKind.BLANK, setting(severity=ERROR), "severity"),
    ],
)
def test_senseless_rule_is_refused_and_never_stored(
    city: City, kind: CheckKind, given: RuleSetting, field: str
) -> None:
    with pytest.raises(UnableToChange) as refusal:
        create(city, kind, given)
    assert refusal.value.field == field
    assert not CheckRule.objects.exists()

    rule = create(city, kind, setting())
    with pytest.raises(UnableToChange):
        check_rule_change(
            rule=rule,
            setting=given,
            seen=fingerprint(rule),
            reason="试",
            by=city.people["coordinator"],
            at=NOW,
        )
    stored = CheckRule.objects.get()
    assert (stored.threshold, stored.severity) == (None, WARNING)


@pytest.mark.parametrize("kind", DEFAULT_THRESHOLDS)
def test_threshold_may_be_left_to_the_built_in_one(city: City, kind: CheckKind) -> None:
    assert create(city, kind, setting()).threshold is None


def test_part_and_whole_are_two_targets_in_one_unit_of_measure(city: City) -> None:
    factory, rate = city.targets["factories"], city.targets["tool-rate"]
    for about in (
        {},
        {"target": factory},
        {"whole": factory},
        {"target": factory, "whole": factory},
        {"target": factory, "whole": rate},
    ):
        with pytest.raises(UnableToChange):
            create(city, CheckKind.PART_WHOLE, setting(severity=ERROR), **about)
    with pytest.raises(UnableToChange) as refusal:
        create(city, CheckKind.JUMP, setting(), target=factory, whole=rate)
    assert refusal.value.field == "whole"
    assert not CheckRule.objects.exists()


def test_part_of_a_whole_is_set_once_and_in_one_direction(city: City) -> None:
    factories.plan_make(
        factories.target_entry(**RATE | {"code": "whole-rate", "theme": "T2"}),
        code="second",
        position=2,
        theme="T2",
    )
    part, whole = city.targets["tool-rate"], Target.objects.get(code="whole-rate")
    pair = {"target": part, "whole": whole}
    create(city, CheckKind.PART_WHOLE, setting(severity=ERROR), **pair)

    for again in (pair, {"target": whole, "whole": part}):
        with pytest.raises(UnableToChange):
            create(city, CheckKind.PART_WHOLE, setting(severity=ERROR), **again)
    assert CheckRule.objects.count() == 1


def test_second_rule_of_the_same_kind_is_refused(city: City) -> None:
    create(city, CheckKind.JUMP, setting("8"))

    with pytest.raises(UnableToChange):
        create(city, CheckKind.JUMP, setting("9"))
    assert CheckRule.objects.get().threshold == 8


def test_rule_is_changed_switched_off_and_taken_away_with_a_trail(city: City) -> None:
    person, target = city.people["coordinator"], city.targets["factories"]
    rule = create(city, CheckKind.JUMP, setting("8"), target=target)
    stale = fingerprint(rule)
    check_rule_change(
        rule=rule, setting=setting("9", is_active=False), seen=stale, reason="暂停", by=person, at=NOW
    )
    assert not [r for r in rules_of(target, check_rules()) if r.kind == CheckKind.JUMP]
    with pytest.raises(ChangedMeanwhile):
        check_rule_remove(rule=rule, seen=stale, reason="恢复", by=person, at=NOW)
    check_rule_remove(rule=rule, seen=fingerprint(rule), reason="恢复", by=person, at=NOW)

    assert [r.limit for r in rules_of(target, check_rules()) if r.kind == CheckKind.JUMP] == [5]
    events = AuditEvent.objects.filter(action__startswith="checkrule.").order_by("pk")
    assert [(e.action, e.target, e.reason) for e in events] == [
        ("checkrule.created", "factories", "误报太多"),
        ("checkrule.changed", "factories", "暂停"),
        ("checkrule.deleted", "factories", "恢复"),
    ]
    assert events[1].details["changes"] == {"threshold": ["8", "9"], "is_active": ["True", "False"]}
