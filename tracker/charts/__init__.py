"""Plain rows to Plotly figures, as dicts. No Django, no models, no gettext: docs/charts.md."""

from tracker.charts.competitions import BoardWords, PlaceLine, ScoreBar, places_over_quarters, score_bars
from tracker.charts.inputs import (
    Actual,
    Baseline,
    Forecast,
    Note,
    Target,
    Trajectory,
    TrajectoryWords,
)
from tracker.charts.targets import trajectory
from tracker.charts.text import note_mark
from tracker.charts.theme import STATUS_COLOURS
from tracker.charts.units import Contribution, UnitFigure, UnitWords, growth_contribution, units_bar
from tracker.charts.years import Year, YearWords, year_on_year

__all__ = [
    "STATUS_COLOURS",
    "Actual",
    "Baseline",
    "BoardWords",
    "Contribution",
    "Forecast",
    "Note",
    "PlaceLine",
    "ScoreBar",
    "Target",
    "Trajectory",
    "TrajectoryWords",
    "UnitFigure",
    "UnitWords",
    "Year",
    "YearWords",
    "growth_contribution",
    "note_mark",
    "places_over_quarters",
    "score_bars",
    "trajectory",
    "units_bar",
    "year_on_year",
]
