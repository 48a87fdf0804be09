"""Changing a target, its baseline and its definitions."""

import datetime as dt

import pytest

from tests.factories import NOW, City
from tracker.models import AuditEvent, Baseline, Definition, Target
from tracker.services.editing import ChangedMeanwhile, UnableToChange, fingerprint
from tracker.services.targets import baseline_change, definition_remove, definition_save, target_change

REASON = "市政府令"


def common(city: City) -> dict[str, object]:
    return {"reason": REASON, "by": city.people["coordinator"], "at": NOW}


def definition_make(city: City, day: dt.date, text: str = "新口径") -> Definition:
    definition = Definition(target=city.targets["factories"], text_zh=text, effective_on=day)
    definition_save(definition=definition, seen="", **common(city))
    return definition


def test_target_change_is_filed_under_the_target(city: City) -> None:
    target = city.targets["factories"]
    seen = fingerprint(target)
    target.value, target.lead_unit = 120, city.units["bureau"]

    assert target_change(target=target, seen=seen, **common(city)) is True
    event = AuditEvent.objects.get(action="target.changed")
    assert event.details["changes"] == {"value": ["100", "120"], "lead_unit": [None, "bureau单位"]}
    assert (event.subject, event.target, event.reason) == ("target:factories", "factories", REASON)


def test_target_change_refuses_what_was_changed_meanwhile(city: City) -> None:
    target = city.targets["factories"]
    seen = fingerprint(target)
    target.value = 120
    target_change(target=target, seen=seen, **common(city))

    with pytest.raises(ChangedMeanwhile):
        target_change(target=target, seen=seen, **common(city))
    assert AuditEvent.objects.filter(action="target.changed").count() == 1


def test_baseline_change_keeps_the_old_value(city: City) -> None:
    baseline = Baseline.objects.get(target__code="index")
    seen = fingerprint(baseline)
    baseline.value = 69

    baseline_change(baseline=baseline, seen=seen, **common(city))
    assert AuditEvent.objects.get(action="baseline.changed").details["changes"] == {"value": ["68.1", "69"]}


def test_baseline_of_a_target_without_one_is_made_once(city: City) -> None:
    target = city.targets["factories"]
    target.baseline.delete()
    target = Target.objects.get(pk=target.pk)
    first, second = (Baseline(target=target, note_zh=note) for note in ("未公布", "也未公布"))

    assert baseline_change(baseline=first, seen="", **common(city)) is True
    with pytest.raises(ChangedMeanwhile) as refusal:
        baseline_change(baseline=second, seen="", **common(city))
    assert refusal.value.stored.note_zh == "未公布"


def test_definition_save_adds_one_and_refuses_a_second_on_the_same_day(city: City) -> None:
    day = dt.date(2025, 1, 1)
    definition_make(city, day)

    with pytest.raises(UnableToChange) as refusal:
        definition_make(city, day, "另一口径")
    assert refusal.value.field == "effective_on"
    assert city.targets["factories"].definitions.count() == 2


def test_definition_change_may_keep_its_day(city: City) -> None:
    definition = definition_make(city, dt.date(2025, 1, 1))
    seen = fingerprint(definition)
    definition.text_zh = "改后的口径"

    assert definition_save(definition=definition, seen=seen, **common(city)) is True
    event = AuditEvent.objects.get(action="definition.changed")
    assert event.details["changes"] == {"text_zh": ["新口径", "改后的口径"]}


def test_definition_remove_keeps_what_it_said_and_leaves_the_last_one(city: City) -> None:
    definition = definition_make(city, dt.date(2025, 1, 1))
    definition_remove(definition=definition, seen=fingerprint(definition), **common(city))

    event = AuditEvent.objects.get(action="definition.deleted")
    assert event.details["changes"]["text_zh"] == ["新口径", None]
    last = Definition.objects.get(target__code="factories")
    with pytest.raises(UnableToChange):
        definition_remove(definition=last, seen=fingerprint(last), **common(city))
