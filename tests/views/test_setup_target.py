"""One target's set-up: what it promises, its baseline, its definitions."""

from typing import Any

import pytest

from tests import pages
from tests.factories import City
from tests.views.setup_forms import REASON, errors, form_of, send
from tracker.models import AuditEvent, Baseline, Definition, Source, Target

ADDRESS = "/setup/targets/factories/"


def target() -> Target:
    return Target.objects.get(code="factories")


def test_target_is_changed_and_its_trail_is_linked(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    lead = str(city.units["bureau"].pk)
    response = send(client, ADDRESS, "target", value="１,２００", name_zh="智能工厂累计数", lead_unit=lead)

    assert response.status_code == 302
    assert (target().value, target().name_zh, target().lead_unit.code) == (1200, "智能工厂累计数", "bureau")
    event = AuditEvent.objects.get(action="target.changed")
    assert event.details["changes"]["value"] == ["100", "1200"]
    page = pages.read(client.get(ADDRESS))
    assert page.one("main").all("a", href="/records/?target=factories")
    assert "智能工厂累计数" in page.one("h1").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": ""}, "必填"),
        ({"value": "一百"}, "数字"),
        ({"value": "100000000000"}, "过大"),
        ({"value": "100.5"}, "小数"),
        ({"upper": "99"}, "高于目标值"),
        ({"upper": "100"}, "高于目标值"),
        ({"upper": "120", "comparator": ">"}, "≥"),
        ({"unit_zh": "%", "value": "101"}, "0 至 100"),
        ({"aggregation": "roster", "decimals": "1"}, "名录"),
        ({"aggregation": "roster", "value": "-1"}, "名录"),
        ({"decimals": "5"}, "4"),
        ({"measure": "level", "counts_from_start": "on"}, "累计数"),
        # The example publishes a baseline of 20.
        ({"counts_from_start": "on"}, "基期值"),
        ({"comparator": "=="}, "=="),
        ({"lead_unit": "999999"}, "选"),
        ({"reason": ""}, "理由"),
    ],
)
def test_target_refuses_what_contradicts_itself(
    city: City, signed_in: Any, typed: dict[str, str], words: str
) -> None:
    before = Target.objects.values().get(code="factories")
    response = send(signed_in("coordinator"), ADDRESS, "target", **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert Target.objects.values().get(code="factories") == before


def test_target_refused_keeps_its_name_in_the_heading(city: City, signed_in: Any) -> None:
    response = send(signed_in("coordinator"), ADDRESS, "target", name_zh="改了一半", value="")

    page = pages.read(response)
    assert "改了一半" not in page.one("h1").text
    assert form_of(page, "target").one("input", name="target-name_zh").value == "改了一半"


def test_target_that_becomes_a_range_is_stored(city: City, signed_in: Any) -> None:
    assert send(signed_in("coordinator"), ADDRESS, "target", upper="120").status_code == 302
    assert target().upper == 120


def test_baseline_is_changed_with_its_date_and_source(city: City, signed_in: Any) -> None:
    response = send(signed_in("coordinator"), ADDRESS, "baseline", value="22", as_of="2023Q4")

    assert response.status_code == 302
    assert (target().baseline.value, target().baseline.as_of) == (22, "2023Q4")
    assert AuditEvent.objects.get(action="baseline.changed").reason == REASON


def test_baseline_that_was_not_published_is_blank_and_says_why(city: City, signed_in: Any) -> None:
    typed = {"value": "", "as_of": "", "source": "", "note_zh": "基期未公布"}

    assert send(signed_in("coordinator"), ADDRESS, "baseline", **typed).status_code == 302
    assert target().baseline.value is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "", "note_zh": "", "as_of": "", "source": ""}, "为何没有"),
        ({"value": "", "note_zh": "基期未公布"}, "请清空"),
        ({"as_of": ""}, "时点和来源"),
        ({"source": ""}, "时点和来源"),
        ({"as_of": "去年"}, "2023Q4"),
        ({"as_of": "2023-1"}, "2023Q4"),
        ({"value": "abc"}, "数字"),
    ],
)
def test_baseline_refuses_what_nobody_could_check(
    city: City, signed_in: Any, typed: dict[str, str], words: str
) -> None:
    response = send(signed_in("coordinator"), ADDRESS, "baseline", **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert target().baseline.value == 20


def test_baseline_of_a_target_that_begins_at_zero_is_refused(city: City, signed_in: Any) -> None:
    Baseline.objects.filter(target=target()).update(value=None)
    Target.objects.filter(code="factories").update(counts_from_start=True)

    response = send(signed_in("coordinator"), ADDRESS, "baseline", value="20")
    assert any("从零" in error for error in errors(response))


def test_baseline_can_rest_on_no_unusable_source(city: City, signed_in: Any) -> None:
    rumour = Source.objects.create(code="rumour", title="传闻", publisher="网友", date="2024", grade="D")

    form = form_of(pages.read(signed_in("coordinator").get(ADDRESS)), "baseline")
    assert str(rumour.pk) not in {
        option.value for option in form.one("select", name="baseline-source").all("option")
    }


def test_target_without_a_baseline_gets_its_first(city: City, signed_in: Any) -> None:
    target().baseline.delete()

    assert send(signed_in("coordinator"), ADDRESS, "baseline", note_zh="基期未公布").status_code == 302
    assert target().baseline.note_zh == "基期未公布"


def test_definition_is_added_changed_and_removed(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    assert send(client, ADDRESS, "new", effective_on="2025-01-01", text_zh="新口径").status_code == 302
    made = Definition.objects.get(text_zh="新口径")
    assert send(client, ADDRESS, f"definition-{made.pk}", text_zh="改后的口径").status_code == 302
    assert "改后的口径" in pages.read(client.get(ADDRESS)).one(id="definitions").text
    assert send(client, ADDRESS, f"remove-{made.pk}").status_code == 302

    assert target().definitions.count() == 1
    assert [
        e.action for e in AuditEvent.objects.filter(target="factories", actor__isnull=False).order_by("pk")
    ] == [
        "definition.created",
        "definition.changed",
        "definition.deleted",
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"effective_on": "2024-01-01", "text_zh": "同日"}, "该日已有"),
        ({"effective_on": "2027-01-01", "text_zh": "太晚"}, "末季之后"),
        ({"effective_on": "明天", "text_zh": "何时"}, "日期"),
        ({"effective_on": "2025-01-01", "text_zh": ""}, "必填"),
    ],
)
def test_definition_refuses_in_words(city: City, signed_in: Any, typed: dict[str, str], words: str) -> None:
    response = send(signed_in("coordinator"), ADDRESS, "new", **typed)

    assert response.status_code == 200
    assert any(words in error for error in errors(response)), errors(response)
    assert target().definitions.count() == 1


def test_only_definition_stays_and_the_page_says_why(city: City, signed_in: Any) -> None:
    only = target().definitions.get()

    response = send(signed_in("coordinator"), ADDRESS, f"remove-{only.pk}")
    assert any("唯一的口径" in error for error in errors(response))
    assert target().definitions.get() == only


def test_definition_of_another_target_cannot_be_changed_from_here(city: City, signed_in: Any) -> None:
    other = Definition.objects.get(target__code="index")

    response = signed_in("coordinator").post(ADDRESS, {"save": f"remove-{other.pk}", "reason": REASON})
    assert response.status_code == 404
    assert Definition.objects.filter(pk=other.pk).exists()


def test_definition_changed_meanwhile_is_not_removed(city: City, signed_in: Any) -> None:
    client = signed_in("coordinator")
    send(client, ADDRESS, "new", effective_on="2025-01-01", text_zh="新口径")
    made = Definition.objects.get(text_zh="新口径")
    opened = pages.read(client.get(ADDRESS))
    send(client, ADDRESS, f"definition-{made.pk}", text_zh="同事改的")

    response = send(client, ADDRESS, f"remove-{made.pk}", page=opened)
    assert any("他人" in error for error in errors(response))
    assert Definition.objects.filter(pk=made.pk).exists()
