"""The arithmetic behind a status is complete: the status follows from the words on the page alone."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import pages

NUMBER = r"\(?[-−]?[0-9][0-9,]*(?:\.[0-9]+)?\)?"
MEETS = {
    "≥": lambda a, t: a >= t,
    ">": lambda a, t: a > t,
    "≤": lambda a, t: a <= t,
    "<": lambda a, t: a < t,
}


def number(text: str) -> Decimal:
    return Decimal(text.strip("()").replace("−", "-").replace(",", ""))


def steps_of(panel: pages.Element) -> dict[str, str]:
    """Each line of the arithmetic by its name: the formula, and after a bar the remark."""
    terms, values = panel.all("dt"), panel.all("dd")
    return {
        term.text: " | ".join(part.text for part in value.all("span"))
        for term, value in zip(terms, values, strict=True)
    }


def last(text: str) -> Decimal:
    """The result of a formula: the number after its last equals sign; a percentage as a share."""
    match = re.search(rf"= ({NUMBER})( %)?(?!.*= {NUMBER})", text)
    assert match, text
    return number(match[1]) / (100 if match[2] else 1)


def status_by_hand(steps: dict[str, str]) -> str:
    """What a reader with a pocket calculator would call it, by the rules of the method page."""
    stated = steps["Actual"].split(" | ")[0]
    if "a = " not in stated:
        return stated
    actual = last(stated)
    bounds = re.findall(rf"(≥|>|≤|<) ({NUMBER})", steps["Target"])
    if all(MEETS[sign](actual, number(value)) for sign, value in bounds):
        return "met"
    if "Start" not in steps or "Share of the way" not in steps:
        return "no baseline"
    share, planned = last(steps["Share of the way"]), last(steps["Planned share"])
    if share < 0 and "published baseline" in steps["Start"]:
        return "receding"
    rule = next(text for name, text in steps.items() if name.startswith("Thresholds"))
    ahead, on, slightly, start, tolerance = (
        number(value) for value in re.findall(rf"(?:≥|≤|e −) ({NUMBER})", rule)
    )
    if planned <= start:
        return "on schedule" if share >= planned - tolerance else "behind"
    ratio = last(steps["Ratio to schedule"])
    assert abs(ratio - share / planned) < Decimal("0.0001")
    words = [(ahead, "ahead of schedule"), (on, "on schedule"), (slightly, "slightly behind")]
    return next((word for limit, word in words if ratio >= limit), "behind")


@pytest.fixture
def english(demo: Any) -> Client:
    """The demonstration as its visitors see it: in its running quarter, 2026Q3."""
    return pages.in_english(Client())


def test_explanation_gives_every_status_of_the_demonstration_from_its_words_alone(english: Client) -> None:
    found = set()
    for quarter in ("2024Q1", "2024Q4", "2025Q4", "2026Q2"):
        overview = pages.statuses(pages.read(english.get("/", {"quarter": quarter})))
        for code, status in overview.items():
            response = english.get(f"/targets/{code}/explain/", {"quarter": quarter})
            steps = steps_of(pages.read(response).one(id="explain-panel"))
            shown = steps["Status"]
            by_hand = status_by_hand(steps)
            assert shown.split(" | ")[0] == by_hand, (code, quarter, steps)
            found.add(status)
    # The demonstration shows every shape; a rule that never occurs here would not be tested at all.
    assert found >= {
        "met",
        "ahead",
        "on-schedule",
        "slightly-behind",
        "behind",
        "receding",
        "no-baseline",
        "not-reported",
    }
