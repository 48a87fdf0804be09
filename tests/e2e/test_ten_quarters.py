"""The measure of the sheet: ten quarters of one unit, fifteen figures each, without touching the mouse.

Counted is every key beyond what the figures themselves consist of: at most three for a figure, submitting included.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.e2e.conftest import Visitor
from tests.e2e.sheets import submitted
from tracker.calculations.periods import Quarter
from tracker.models import Period, ReportingUnit, Target, UnitKind
from tracker.services.periods import period_close, period_reopen
from tracker.services.units import assignments_create

UNIT, PERSON = "ten-quarters", "ten-quarters-reporter"
FIRST, QUARTERS = Quarter(2024, 1), 10
MOST = 3  # keys beyond the figures, for a figure

RATES = {"process-cnc-rate", "management-digital-rate", "design-tool-rate", "networked-equipment-rate"}
FLOW = "industrial-software"


@dataclass
class Keyboard:
    """Types, and counts what is not part of a figure."""

    page: Page
    extra: int = 0

    def figure(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.extra += 1


@pytest.fixture
def quarters(site: str) -> Iterator[list[Quarter]]:
    """Ten quarters that can be reported, and a unit of its own that is asked for every target; closed again after.

    A zone that does not count toward the city: no page of the other tests shows another total for it.
    """
    unit = ReportingUnit.objects.create(
        code=UNIT,
        kind=UnitKind.ZONE,
        name_zh="示例十季区",
        name_en="Sample Zone of Ten Quarters",
        parent=ReportingUnit.objects.get(code="sample-city"),
        position=99,
        counts_toward_total=False,
        is_fictitious=True,
    )
    assignments_create(targets=Target.objects.all(), units=[unit], by=None, at=factories.DEMO_NOW)
    factories.person_make(PERSON, unit=unit)
    asked = [FIRST.shift(number) for number in range(QUARTERS)]
    closed = list(Period.objects.filter(quarter__in=asked, closed_at__isnull=False))
    for period in closed:
        period_reopen(period=period, by=None, at=factories.DEMO_NOW, reason="浏览器测试")
    yield asked
    for period in closed:
        period_close(period=period, by=None, at=period.closed_at)


def figure_of(target: str, position: int, number: int) -> tuple[str, ...]:
    """What is typed for a target in the n-th quarter: it rises as slowly as figures do, the year's sums anew."""
    if target in RATES:
        return str(1200 + 20 * position + 7 * number), "2000"
    if target == FLOW:
        quarter = FIRST.shift(number).number
        return (f"{quarter * 9}.{quarter}",)
    return (str(100 + 10 * position + number),)


def test_ten_quarters_are_entered_with_the_keyboard_alone(
    visitor: Visitor, quarters: list[Quarter], record_property: Callable[[str, object], None]
) -> None:
    page = visitor(f"/reports/{quarters[0].code}/{UNIT}/", PERSON)
    keyboard = Keyboard(page)
    typed: dict[tuple[Quarter, str], tuple[str, ...]] = {}
    for number, quarter in enumerate(quarters):
        page.goto(f"/reports/{quarter.code}/{UNIT}/")
        targets = page.locator("[data-row]").evaluate_all("rows => rows.map(row => row.dataset.row)")
        for position, target in enumerate(targets):
            parts = typed[quarter, target] = figure_of(target, position, number)
            for part in parts[:-1]:
                keyboard.figure(part)
                keyboard.press("Tab")
            keyboard.figure(parts[-1])
            keyboard.press("Enter")
        keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_contain_text(f"{len(targets)} 项")
        expect(page.locator("main").get_by_role("alert")).to_have_count(0)

    assert len(typed) == QUARTERS * 15
    for (quarter, target), parts in typed.items():
        version = submitted(UNIT, target, quarter)
        numbers = [version.numerator, version.denominator] if len(parts) > 1 else [version.value]
        assert numbers == [Decimal(part) for part in parts], (quarter, target)
        assert version.number == 1
    per_figure = keyboard.extra / len(typed)
    record_property("keys beyond the digits per figure", f"{per_figure:.2f}")
    print(f"\n{len(typed)} figures, {keyboard.extra} keys beyond their digits: {per_figure:.2f} a figure")
    assert per_figure <= MOST
