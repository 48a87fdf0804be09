"""What a figure would mean, while it is typed: shown before saving, the same afterwards, and nothing stored."""

from __future__ import annotations

import random
from typing import Any

from django.test import Client

from tests import pages
from tests.factories import City
from tests.views.conftest import HTMX
from tests.views.test_sheet_save import SHEET, sheet_data
from tracker.models import Assignment, AuditEvent, ReportVersion


def preview(client: Client, target: str, **typed: str) -> str:
    data = sheet_data(client, **typed)
    return pages.read(client.post(f"{SHEET}?preview={target}", data, headers=HTMX)).text


def test_preview_shows_the_way_the_changes_and_the_city(reported: City, signed_in: Any) -> None:
    Assignment.objects.filter(target__code="factories", unit__code="east").update(
        own_target=60, own_baseline=20
    )

    text = preview(signed_in("alice"), "factories", factories__value="40")

    assert "已走完 50.0 %" in text
    assert "较上季: +10 家 (+33.3 %)" in text
    assert "全市: 40 家 (1/2)" in text


def test_preview_stores_nothing(reported: City, signed_in: Any) -> None:
    before = (ReportVersion.objects.count(), AuditEvent.objects.count())

    preview(signed_in("alice"), "factories", factories__value="40")

    assert (ReportVersion.objects.count(), AuditEvent.objects.count()) == before


def test_preview_of_200_figures_equals_what_is_shown_after_saving(reported: City, signed_in: Any) -> None:
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
        shown = pages.read(client.post(f"{SHEET}?preview={target}", typed, headers=HTMX)).text
        answer = pages.read(client.post(SHEET, typed | {"save": target}, headers=HTMX))
        assert "全市" in shown
        assert answer.one(id=f"impact-{target}").text == shown
        seen[target] = int(answer.one("input", name=f"{target}-seen").value)
        saved[target] += 1
    assert min(saved.values()) > 50


def test_preview_of_a_wrong_figure_says_what_is_wrong(reported: City, signed_in: Any) -> None:
    assert "整数" in preview(signed_in("alice"), "factories", factories__value="1.5")


def test_preview_of_an_empty_field_is_empty(reported: City, signed_in: Any) -> None:
    assert preview(signed_in("alice"), "factories", factories__value="") == ""


def test_preview_for_another_unit_is_refused(reported: City, signed_in: Any) -> None:
    client = signed_in("bob")

    response = client.post(f"{SHEET}?preview=factories", {"factories-value": "40"}, headers=HTMX)

    assert response.status_code == 404


def test_preview_of_a_figure_not_asked_for_is_not_found(reported: City, signed_in: Any) -> None:
    response = signed_in("alice").post(f"{SHEET}?preview=index", {"index-value": "40"}, headers=HTMX)

    assert response.status_code == 404
