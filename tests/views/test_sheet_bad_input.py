"""What people type that is not a figure: understood, or answered beside the field."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import City
from tests.views import sheets
from tests.views.conftest import HTMX
from tests.views.sheets import SHEET
from tracker.services.units import assignments_create

FORTY_DIGITS = "1234567890" * 4

# A level with decimals that is no percentage: the only kind of figure that may lie below zero.
GROWTH = factories.RATE | {
    "code": "growth",
    "unit": {"zh": "分", "en": "points"},
    "aggregation": "sum",
    "theme": "T2",
}

# target, what was typed, what is stored
UNDERSTOOD = [
    ("factories", "36", "36"),
    ("factories", " 36 ", "36"),
    ("factories", "+36", "36"),
    ("factories", "0", "0"),
    ("factories", "036", "36"),
    ("factories", "36.0", "36"),
    ("factories", "1,234", "1234"),
    ("factories", "１，２３４", "1234"),
    ("factories", "３０００", "3000"),
    ("factories", "3 000", "3000"),
    ("factories", "99,999,999,999", "99999999999"),
    ("growth", "1,234.5", "1234.5"),
    ("growth", "-3.25", "-3.25"),
    ("growth", "−3.25", "-3.25"),
    ("growth", "99999999999.9999", "99999999999.9999"),
    ("tool-rate", "75%", "75"),
    ("tool-rate", "75.5 ％", "75.5"),
    ("tool-rate", "１００", "100"),
    ("tool-rate", "0", "0"),
]
# target, what was typed, what the answer says (what is wrong, and what is expected)
REFUSED = [
    ("factories", "abc", "不是数字"),
    ("factories", "", "零请填 0"),
    ("factories", "   ", "零请填 0"),
    ("factories", "1,234.5", "整数"),
    ("factories", "36.5", "整数"),
    ("factories", "12,34", "千位"),
    ("factories", "75%", "不要写 %"),
    ("factories", "1e400", "科学计数法"),
    ("factories", "1e2", "科学计数法"),
    ("factories", "NaN", "不是数字"),
    ("factories", "Infinity", "不是数字"),
    ("factories", "-Infinity", "不是数字"),
    ("factories", FORTY_DIGITS, "过大"),
    ("factories", "100000000000", "过大"),
    ("factories", "-1", "不能小于零"),
    ("factories", "－１", "不能小于零"),
    ("factories", "5/10", "分数或日期"),
    ("factories", "三十六", "不是数字"),
    ("factories", "36个", "不是数字"),
    ("factories", "=1+1", "不是数字"),
    ("factories", "0x10", "不是数字"),
    ("factories", "1_000", "不是数字"),
    ("factories", "٣٦", "不是数字"),
    ("factories", "10²", "不是数字"),
    ("growth", "1.23456", "4 位小数"),
    ("growth", "-100000000000", "过大"),
    ("tool-rate", "100.1", "100"),
    ("tool-rate", "175%", "不能超过 100"),
    ("tool-rate", "-5%", "不能小于零"),
    ("tool-rate", "75%%", "不是数字"),
]
# numerator, denominator, the rate typed beside them, what the answer says
REFUSED_PARTS = [
    ("5", "0", "", "分母必须大于零"),
    ("5", "-3", "", "不能小于零"),
    ("-5", "3", "", "不能小于零"),
    ("61", "60", "", "填反"),
    ("5", "", "", "分子和分母"),
    ("", "60", "", "分子和分母"),
    ("5", "", "75", "分子和分母"),
    ("5.5", "60", "", "整数"),
    ("abc", "60", "", "不是数字"),
    ("5", "1e400", "", "科学计数法"),
    ("5", "NaN", "", "不是数字"),
    ("45", "60", "80", "75"),
    ("5%", "60", "", "不要写 %"),
    (FORTY_DIGITS, FORTY_DIGITS, "", "过大"),
]


@pytest.fixture
def alice(reported: City, signed_in: Any) -> Client:
    """Alice at a sheet with a count, a rate and a level that may fall below zero."""
    factories.checks_off()
    growth = factories.target_entry(**GROWTH)
    plan = factories.plan_make(growth, code="second", position=2, theme="T2")
    assignments_create(
        targets=plan.themes.get().targets.all(), units=[reported.units["east"]], by=None, at=factories.NOW
    )
    return signed_in("alice")


def stored(target: str) -> Decimal | None:
    version = sheets.stored(target)
    return version and version.value


def typed(target: str, **fields: str) -> dict[str, str]:
    seen = {"factories": "1"}.get(target, "0")
    base = {"qualifier": "exact", "note": "核对中", "seen": seen, "numerator": "", "denominator": ""}
    return {f"{target}-{name}": value for name, value in (base | fields).items()} | {"submit": target}


@pytest.mark.parametrize(("target", "text", "value"), UNDERSTOOD)
def test_figure_as_officials_write_it_is_understood(
    alice: Client, target: str, text: str, value: str
) -> None:
    response = alice.post(SHEET, typed(target, value=text), headers=HTMX)

    assert not pages.read(response).all(role="alert")
    assert stored(target) == Decimal(value)


@pytest.mark.parametrize(("target", "text", "sentence"), REFUSED)
def test_figure_that_is_none_is_answered_beside_its_field(
    alice: Client, target: str, text: str, sentence: str
) -> None:
    before = stored(target)
    response = alice.post(SHEET, typed(target, value=text), headers=HTMX)

    row = pages.read(response).one(data_row=target)
    assert response.status_code == 200
    assert sentence in row.one(role="alert").text
    assert row.one("input", name=f"{target}-value").value == text
    assert "核对中" in row.one(name=f"{target}-note").value
    assert stored(target) == before


@pytest.mark.parametrize(("numerator", "denominator", "value", "sentence"), REFUSED_PARTS)
def test_parts_of_a_rate_that_cannot_be_are_answered_beside_their_field(
    alice: Client, numerator: str, denominator: str, value: str, sentence: str
) -> None:
    fields = {"numerator": numerator, "denominator": denominator, "value": value}
    response = alice.post(SHEET, typed("tool-rate", **fields), headers=HTMX)

    row = pages.read(response).one(data_row="tool-rate")
    assert sentence in row.one(role="alert").text
    assert {name: row.one("input", name=f"tool-rate-{name}").value for name in fields} == fields
    assert stored("tool-rate") is None


def test_a_rate_of_zero_is_a_figure(alice: Client) -> None:
    alice.post(SHEET, typed("tool-rate", numerator="0", denominator="60", value=""), headers=HTMX)

    assert stored("tool-rate") == 0


@pytest.mark.parametrize(("target", "text", "sentence"), REFUSED[:1] + REFUSED[7:8] + REFUSED[9:10])
def test_bad_figure_in_the_whole_form_keeps_everything_typed(
    alice: Client, target: str, text: str, sentence: str
) -> None:
    data = typed(target, value=text) | typed("growth", value="1.5", note="增长") | {"submit": "all"}
    data |= typed("tool-rate", numerator="7", denominator="0", value="") | {"submit": "all"}

    page = pages.read(alice.post(SHEET, data))
    assert sentence in page.one(data_row=target).one(role="alert").text
    assert page.one("input", name="factories-value").value == text
    assert page.one("input", name="tool-rate-numerator").value == "7"
    assert stored("growth") == Decimal("1.5")
    assert page.one("input", name="growth-value").value == "1.5"


@pytest.mark.parametrize("qualifier", ["certain", "exact; DROP TABLE", "x" * 500])
def test_unknown_qualifier_is_refused(alice: Client, qualifier: str) -> None:
    response = alice.post(SHEET, typed("factories", value="36", qualifier=qualifier), headers=HTMX)

    assert pages.read(response).one(data_row="factories").one(role="alert").text
    assert stored("factories") == 33


def test_note_that_is_too_long_is_refused_and_kept(alice: Client) -> None:
    note = "长" * 1001
    response = alice.post(SHEET, typed("factories", value="36", note=note), headers=HTMX)

    row = pages.read(response).one(data_row="factories")
    assert "1000" in row.one(role="alert").text
    assert row.one(name="factories-note").value == note
    assert stored("factories") == 33


def test_markup_in_a_note_stays_text(alice: Client) -> None:
    response = alice.post(SHEET, typed("factories", value="x", note="<b>hi</b>"), headers=HTMX)

    assert "<b>hi</b>" not in response.content.decode()


def test_null_byte_in_a_figure_is_refused(alice: Client) -> None:
    response = alice.post(SHEET, typed("factories", value="3\x006"), headers=HTMX)

    assert pages.read(response).one(data_row="factories").one(role="alert").text
    assert stored("factories") == 33


def test_refusal_in_english_is_english(alice: Client) -> None:
    alice.cookies["django_language"] = "en"
    response = alice.post(SHEET, typed("factories", value="abc"), headers=HTMX)

    text = pages.read(response).one(data_row="factories").one(role="alert").text
    assert text == "This is not a number. Write digits only, for example 1234."
