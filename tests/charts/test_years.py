"""Year beside year: bars from zero, the newest darkest, a word where a due quarter is missing."""

from decimal import Decimal

from tests.charts.examples import labels, year_words
from tracker.charts import Year, theme, year_on_year

YEARS = [
    Year(year=2024, values=(Decimal(62), Decimal(130), Decimal(201), Decimal(288))),
    Year(year=2025, values=(Decimal(70), None, Decimal(231), Decimal(330))),
    Year(year=2026, values=(Decimal(81), None, None, None), due=2),
]


def test_each_year_is_a_trace_from_zero_with_missing_quarters_null() -> None:
    figure = year_on_year(YEARS, year_words())
    assert [(bars["name"], bars["y"]) for bars in figure["data"]] == [
        ("2024", [62, 130, 201, 288]),
        ("2025", [70, None, 231, 330]),
        ("2026", [81, None, None, None]),
    ]
    assert figure["layout"]["yaxis"]["range"][0] == 0


def test_the_word_stands_where_a_bar_was_due_and_nowhere_else() -> None:
    figure = year_on_year(YEARS, year_words())
    assert [note["x"] for note in labels(figure, "未报")] == [1, 1.25]


def test_the_newest_year_is_the_darkest_and_a_fourth_shares_the_palest() -> None:
    years = [Year(year=year, values=(Decimal(1),) * 4) for year in range(2023, 2027)]
    colours = [bars["marker"]["color"] for bars in year_on_year(years, year_words())["data"]]
    assert colours == [theme.YEARS[0], *theme.YEARS]


def test_the_hover_text_says_year_quarter_and_figure() -> None:
    figure = year_on_year(YEARS, year_words())
    assert figure["data"][1]["hovertext"][:2] == ["<b>2025 Q1</b><br>70.0 亿元", ""]


def test_without_any_figure_the_picture_says_so() -> None:
    figure = year_on_year([Year(year=2026, values=(None,) * 4, due=0)], year_words())
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["暂无数据"]
