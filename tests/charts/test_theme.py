"""The palette: the same on the page and in the pictures, legible on white, told apart without red and green."""

import re
from itertools import combinations, pairwise
from math import dist
from pathlib import Path

import pytest

from tracker.charts import STATUS_COLOURS, theme

CHARTS = Path(theme.__file__).parent
DRAWN = ("met", "ahead", "on-schedule", "slightly-behind", "behind", "receding")  # the others have no bar
LINES = (theme.ACTUAL, theme.PLANNED, theme.TARGET, theme.BREAK, theme.FORECAST, theme.DECREASE)

# How deuteranopia, the commonest colour blindness, mixes linear RGB (Machado, Oliveira and Fernandes, 2009).
DEUTERANOPIA = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)

Matrix = tuple[tuple[float, float, float], ...]


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def mixed(matrix: Matrix, parts: list[float]) -> list[float]:
    return [min(1, max(0, sum(a * b for a, b in zip(row, parts, strict=True)))) for row in matrix]


def lab(colour: str, sight: Matrix) -> tuple[float, float, float]:
    """CIE L*a*b*, in which distances are about as large as they look."""
    ratios = [
        part / white for part, white in zip(mixed(TO_XYZ, mixed(sight, linear(colour))), WHITE, strict=True)
    ]
    x, y, z = (ratio ** (1 / 3) if ratio > 0.008856 else 7.787 * ratio + 16 / 116 for ratio in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast_on_white(colour: str) -> float:
    """WCAG 2.2 contrast ratio."""
    return 1.05 / (mixed(TO_XYZ, linear(colour))[1] + 0.05)


@pytest.mark.parametrize("sight", [NORMAL, DEUTERANOPIA], ids=["usual sight", "deuteranopia"])
@pytest.mark.parametrize(("one", "other"), list(combinations(DRAWN, 2)))
def test_statuses_are_told_apart(one: str, other: str, sight: Matrix) -> None:
    assert dist(lab(STATUS_COLOURS[one], sight), lab(STATUS_COLOURS[other], sight)) > 15


@pytest.mark.parametrize("colour", [*(STATUS_COLOURS[status] for status in DRAWN), *LINES])
def test_what_carries_meaning_has_three_to_one_on_white(colour: str) -> None:
    assert contrast_on_white(colour) >= 3


def test_years_are_told_apart_in_grey() -> None:
    lightness = [lab(colour, NORMAL)[0] for colour in theme.YEARS]
    assert all(older - newer > 15 for older, newer in pairwise(lightness))


def test_the_style_sheet_has_the_same_status_colours() -> None:
    sheet = (CHARTS.parent / "static/tracker/app.css").read_text(encoding="utf-8")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sheet))
    assert {status: found.get(status) for status in STATUS_COLOURS} == STATUS_COLOURS


def test_the_palette_in_the_documentation_is_the_one_in_use() -> None:
    page = (CHARTS.parents[1] / "docs/charts.md").read_text(encoding="utf-8")
    for colour in (*STATUS_COLOURS.values(), *LINES, *theme.YEARS):
        assert colour in page
