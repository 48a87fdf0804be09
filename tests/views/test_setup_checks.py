"""The checks' own page: built in, general, of one target, part and whole."""

from typing import Any

import pytest

from tests import factories, pages
from tests.factories import RATE, City
from tests.pages import Element
from tests.views.setup_forms import REASON, errors, form_of, send
from tracker.models import AuditEvent, CheckRule, Target

ADDRESS = "/setup/checks/"


def section(page: Element, kind: str) -> Element:
    return page.one("section", id=kind)


def test_every_kind_shows_what_is_built_in(city: City, signed_in: Any) -> None:
    page = pages.read(signed_in("coordinator").get(ADDRESS))

    for kind, words in {
        "cumulative-fall": ["错误"],
        "unit-slip": ["提醒", "0.35"],
        "jump": ["提醒", "5"],
        "behind": ["提醒"],
        "blank": ["提醒"],
        "part-whole": ["尚未设置"],
    }.items():
        assert all(word in section(page, kind).text for word in words), kind


def test_general_rule_takes_the_place_of_the_built_in_one(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    response = send(client, ADDRESS, "all-jump", threshold="8", severity="error", is_active="on")

    assert response.status_code == 302
    rule = CheckRule.objects.get()
    assert (rule.kind, rule.threshold, rule.severity, rule.is_active) == ("jump", 8, "error", True)
    page = pages.read(client.get(ADDRESS))
    assert "代替" in section(page, "jump").text
    assert not page.all("button", value="all-jump")


def test_rule_of_one_target_is_made_switched_off_and_removed(city: City, signed_in: Any) -> None:
    client, target = signed_in("coordinator"), city.targets["factories"]
    send(client, ADDRESS, "one-unit-slip", target=str(target.pk), threshold="0.2")
    rule = CheckRule.objects.get()
    assert (rule.target, rule.threshold) == (target, factories.Decimal("0.2"))
    assert send(client, ADDRESS, f"rule-{rule.pk}", is_active=None).status_code == 302
    assert "停用" in section(pages.read(client.get(ADDRESS)), "unit-slip").text
    assert send(client, ADDRESS, f"remove-{rule.pk}").status_code == 302

    assert not CheckRule.objects.exists()
    assert [e.action for e in AuditEvent.objects.filter(reason=REASON).order_by("pk")] == [
        "checkrule.created",
        "checkrule.changed",
        "checkrule.deleted",
    ]


@pytest.mark.parametrize(
    ("save", "typed", "words"),
    [
        ("all-unit-slip", {"threshold": "0.9"}, "0.8"),
        ("all-unit-slip", {"threshold": "0"}, "0.8"),
        ("all-unit-slip", {"threshold": "abc"}, "数字"),
        ("all-unit-slip", {"threshold": "0.00001"}, "4"),
        ("all-jump", {"threshold": "0.5"}, "1"),
        ("all-jump", {"threshold": "1000000"}, "5"),
        ("all-jump", {"threshold": "NaN"}, "数字"),
        ("all-jump", {"severity": "panic"}, "panic"),
        ("all-behind", {"severity": "error"}, "error"),
        ("all-blank", {"reason": ""}, "理由"),
        ("one-jump", {"target": ""}, "必填"),
        ("one-jump", {"target": "999999"}, "999999"),
        ("one-part-whole", {"target": "", "whole": ""}, "必填"),
    ],
)
def test_senseless_rule_is_answered_in_a_sentence_and_never_stored(
    city: City, signed_in: Any, save: str, typed: dict[str, str], words: str
) -> None:
    response = send(signed_in("coordinator"), ADDRESS, save, **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert not CheckRule.objects.exists()


def test_threshold_forged_for_a_check_without_one_is_not_stored(city: City, signed_in: Any) -> None:
    response = signed_in("coordinator").post(
        ADDRESS,
        {
            "save": "all-blank",
            "all-blank-severity": "warning",
            "all-blank-threshold": "3",
            "all-blank-is_active": "on",
            "all-blank-reason": REASON,
        },
    )

    assert response.status_code == 302
    assert CheckRule.objects.get().threshold is None


def test_changed_rule_stays_as_it_was_when_the_new_one_is_senseless(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, "all-jump", threshold="8")
    rule = CheckRule.objects.get()

    response = send(client, ADDRESS, f"rule-{rule.pk}", threshold="0.1")
    page = pages.read(response)
    assert form_of(page, f"rule-{rule.pk}").one("input", name=f"rule-{rule.pk}-threshold").value == "0.1"
    assert CheckRule.objects.get().threshold == 8


def test_part_and_whole_are_chosen_among_all_plans(city: City, signed_in: Any) -> None:
    entry = factories.target_entry(**RATE | {"code": "whole-rate", "theme": "T2"})
    factories.plan_make(entry, code="second", position=2, theme="T2")
    part, whole = city.targets["tool-rate"], Target.objects.get(code="whole-rate")
    client = signed_in("coordinator")

    response = send(client, ADDRESS, "one-part-whole", target=str(part.pk), whole=str(part.pk))
    assert any("自身" in error for error in errors(response))
    index = city.targets["index"]
    response = send(client, ADDRESS, "one-part-whole", target=str(part.pk), whole=str(index.pk))
    assert any("无法比较" in error for error in errors(response))
    assert not CheckRule.objects.exists()
    response = send(client, ADDRESS, "one-part-whole", target=str(part.pk), whole=str(whole.pk))
    assert response.status_code == 302
    assert "≤" in section(pages.read(client.get(ADDRESS)), "part-whole").text


def test_second_rule_for_the_same_target_is_refused(city: City, signed_in: Any) -> None:
    client, target = signed_in("coordinator"), str(city.targets["factories"].pk)
    send(client, ADDRESS, "one-jump", target=target, threshold="8")

    response = send(client, ADDRESS, "one-jump", target=target, threshold="9")
    assert any("已有这条规则" in error for error in errors(response))
    assert CheckRule.objects.get().threshold == 8


def test_two_coordinators_at_one_rule_see_both_and_the_second_chooses(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, "all-jump", threshold="8")
    save = f"rule-{CheckRule.objects.get().pk}"
    opened = pages.read(client.get(ADDRESS))
    send(signed_in("administrator"), ADDRESS, save, threshold="9")

    response = send(client, ADDRESS, save, page=opened, threshold="7")
    assert any("9" in error for error in errors(response))
    assert CheckRule.objects.get().threshold == 9
    assert send(client, ADDRESS, save, page=pages.read(response)).status_code == 302
    assert CheckRule.objects.get().threshold == 7
