"""What a figure would mean, while it is typed: shown with the draft, the same once it is submitted."""

from __future__ import annotations

import random
from typing import Any

from tests import factories, pages
from tests.factories import City
from tests.views.conftest import HTMX
from tests.views.sheets import SHEET, keep
from tracker.models import Assignment, AuditEvent, ReportVersion


def impact(page: pages.Element) -> str:
    """The words on what the figure means; empty when there are none."""
    return " ".join(element.text for element in page.all(class_="impact"))


def preview(signed_in: Any, target: str, **typed: str) -> pages.Element:
    return pages.read(keep(signed_in("alice"), target, **typed))


def test_preview_shows_the_way_the_changes_and_the_city(reported: City, signed_in: Any) -> None:
    Assignment.objects.filter(target__code="factories", unit__code="east").update(
        own_target=60, own_baseline=20
    )

    text = impact(preview(signed_in, "factories", factories__value="40"))

    assert "已走完 50.0 %" in text
    assert "较上季: +10 家 (+33.3 %)" in text
    assert "全市: 40 家 (1/2)" in text


def test_preview_submits_nothing(reported: City, signed_in: Any) -> None:
    before = (ReportVersion.objects.count(), AuditEvent.objects.count())

    preview(signed_in, "factories", factories__value="40")

    assert (ReportVersion.objects.count(), AuditEvent.objects.count()) == before


def test_preview_of_200_figures_equals_what_is_shown_after_submitting(reported: City, signed_in: Any) -> None:
    factories.checks_off()
    client, dice = signed_in("alice"), random.Random(7)
    saved = {"factories": 0, "tool-rate": 0}
    seen = {"factories": 1, "tool-rate": 0}
    for _ in range(200):
        if dice.random() < 0.5:
            target, typed = "factories", {"factories-value": str(dice.randint(0, 10 ** dice.randint(1, 9)))}
        else:
            whole = dice.randint(1, 10 ** dice.randint(1, 6))
            part = str(dice.randint(0, whole))
            target, typed = "tool-rate", {"tool-rate-numerator": part, "tool-rate-denominator": str(whole)}
        typed |= {f"{target}-seen": str(seen[target]), f"{target}-qualifier": "exact"}
        shown = impact(pages.read(client.post(SHEET, typed | {"draft": target}, headers=HTMX)))
        answer = pages.read(client.post(SHEET, typed | {"submit": target}, headers=HTMX))
        if "全市" not in shown:  # the same figure as stands: nothing to keep, nothing to say
            assert answer.one("input", name=f"{target}-seen").value == str(seen[target])
            continue
        assert impact(answer) == shown
        seen[target] = int(answer.one("input", name=f"{target}-seen").value)
        saved[target] += 1
    assert min(saved.values()) > 50


def test_preview_shows_what_the_checks_say(reported: City, signed_in: Any) -> None:
    page = preview(signed_in, "factories", factories__value="300")

    assert page.one(class_="finding finding-warning").text
    assert page.one("button", data_take=None).attributes["data-take"] == "30"


def test_preview_of_a_wrong_figure_says_what_is_wrong(reported: City, signed_in: Any) -> None:
    page = preview(signed_in, "factories", factories__value="1.5")

    assert "整数" in page.one(role="alert").text
    assert not impact(page)


def test_preview_of_an_empty_field_is_no_fault(reported: City, signed_in: Any) -> None:
    page = preview(signed_in, "factories", factories__value="")

    assert not page.all(role="alert")
    assert not impact(page)
