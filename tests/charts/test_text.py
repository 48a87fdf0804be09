"""Labels: harmless, short, and broken where Chinese and English may be broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts import note_mark
from tracker.charts.text import columns, plain, with_unit, wrapped


@pytest.mark.parametrize(("number", "mark"), [(1, "①"), (20, "⑳"), (21, "(21)")])
def test_note_mark(number: int, mark: str) -> None:
    assert note_mark(number) == mark


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("", ""),
        ("示例A区", "示例A区"),
        ("南京江北新区产业技术研创园管理办公室", "南京江北新区产业技术<br>研创园管理办公室"),
        ("Nanjing Jiangbei New Area", "Nanjing Jiangbei New<br>Area"),
        ("一二三四五六七八九十、下一行", "一二三四五六七八九<br>十、下一行"),  # no comma begins a line
        ("一二三四五六七八九（十）", "一二三四五六七八九<br>（十）"),  # no bracket ends one
        ("x" * 25, f"{'x' * 20}<br>{'x' * 5}"),
        ("a\n b\t c", "a b c"),
        ("<b>&", "&lt;b&gt;&amp;"),
    ],
)
def test_wrapped(text: str, broken: str) -> None:
    assert wrapped(text, 20) == broken


def test_what_does_not_fit_into_the_lines_ends_in_an_ellipsis() -> None:
    assert wrapped("one two three four five six seven eight", 10, lines=2) == "one two<br>three fou…"


@given(st.text(alphabet="南京新区ab ，（）。<&", max_size=80), st.integers(4, 40))
def test_no_line_is_too_long_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width).split("<br>")
    shown = [line.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for line in lines]
    assert max(map(columns, shown)) <= width
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")


def test_plain_leaves_quotes_and_takes_the_meaning_from_tags() -> None:
    assert plain('<a href="x">&') == '&lt;a href="x"&gt;&amp;'


@pytest.mark.parametrize(
    ("figure", "unit", "text"), [("2,310", "家", "2,310 家"), ("62.7", "%", "62.7%"), ("68.1", "", "68.1")]
)
def test_with_unit(figure: str, unit: str, text: str) -> None:
    assert with_unit(figure, unit) == text
