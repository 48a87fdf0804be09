"""What stands in a trajectory beside its lines: target, breaks, notes, the latest figure, what is missing."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tracker.calculations.periods import Quarter
from tracker.charts import theme
from tracker.charts.inputs import Trajectory, TrajectoryWords, slots
from tracker.charts.scales import number
from tracker.charts.text import HOVER_COLUMNS, note_mark, plain, wrapped
from tracker.charts.theme import label

Part = dict[str, Any]
CROWDED = 0.11  # share of the axis: nearer than this, a label would lie on a point


def shapes(series: Trajectory) -> list[Part]:
    """The target from edge to edge, and a dotted upright before each quarter with a new definition."""
    places = _places(series)
    lines = [
        {
            "type": "line",
            "x0": places[note.quarter] - 0.5,
            "x1": places[note.quarter] - 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": theme.BREAK, "width": 1.5, "dash": "dot"},
        }
        for note in series.notes
        if note.is_break and note.quarter in places
    ]
    if series.target is not None:
        level = number(series.target.value)
        # Bound to the axes, not to the paper: only so does Plotly draw it over the grid and under the lines.
        ends = {"x0": -0.6, "x1": len(places) - 0.4, "y0": level, "y1": level}
        line = {"color": theme.TARGET, "width": 2.5}
        lines.append({"type": "line", **ends, "layer": "between", "line": line})
    return lines


def annotations(series: Trajectory, words: TrajectoryWords, axis_range: Sequence[float]) -> list[Part]:
    """Every label in the picture. Long texts are only numbered: they stand in the hover text and the page."""
    parts = [
        *_target(series, axis_range),
        *_latest(series, words, axis_range),
        *_missing(series, words),
        *_notes(series),
    ]
    if all(actual.value is None for actual in series.actuals):
        parts.append(theme.centred(plain(words.no_data)))
    return parts


def _places(series: Trajectory) -> dict[Quarter, int]:
    return {quarter: place for place, quarter in enumerate(slots(series))}


def _target(series: Trajectory, axis_range: Sequence[float]) -> list[Part]:
    """At the left end, where a trajectory is still far away; below the line where early points lie above."""
    if series.target is None:
        return []
    near = CROWDED * (axis_range[1] - axis_range[0])
    level = float(series.target.value)
    early = slots(series)[: 1 + len(series.quarters) // 3]
    values = [actual.value for actual in series.actuals if actual.quarter in early]
    values += [value for quarter, value in series.planned if quarter in early]
    values += [series.baseline.value] if series.baseline else []
    points = [float(value) - level for value in values if value is not None]
    crowded_above = any(0 <= point < near for point in points)
    crowded_below = any(-near < point < 0 for point in points) or level - axis_range[0] < near
    return [
        label(
            f"<b>{plain(series.target.label)}</b>",
            xref="paper",
            x=0,
            xanchor="left",
            y=level,
            yanchor="top" if crowded_above and not crowded_below else "bottom",
            font={"color": theme.TARGET},
        )
    ]


def _latest(series: Trajectory, words: TrajectoryWords, axis_range: Sequence[float]) -> list[Part]:
    """The newest figure in bold, on the far side of the planned line, and never across the target."""
    known = [(actual.quarter, actual.value) for actual in series.actuals if actual.value is not None]
    if not known:
        return []
    quarter, value = max(known)
    planned = dict(series.planned).get(quarter)
    under = planned is not None and value < planned
    if series.target is not None:
        way = float(series.target.value - value) * (-1 if under else 1)
        under ^= 0 < way < CROWDED * (axis_range[1] - axis_range[0])
    return [
        label(
            f"<b>{plain(words.figure(value))}</b>",
            x=quarter.code,
            # Below a point it keeps to the right: a rising line comes from the left there.
            xanchor=_inward(
                quarter, slots(series), words.figure(value), middle="left" if under else "center"
            ),
            y=number(value),
            yanchor="top" if under else "bottom",
            yshift=-8 if under else 8,
            font={"color": theme.ACTUAL},
            bgcolor=theme.LABEL_PAPER,
        )
    ]


def _inward(quarter: Quarter, places: Sequence[Quarter], figure: str, middle: str) -> str:
    """A label near an edge leans into the picture: a long figure would be cut off there."""
    reach = 1 + len(figure) // 8
    if quarter in places[-reach:]:
        return "right"
    return "left" if quarter in places[:reach] else middle


def _missing(series: Trajectory, words: TrajectoryWords) -> list[Part]:
    """A word above the axis for each run of quarters that were due and did not come."""
    places = _places(series)
    due = sorted(places[at.quarter] for at in series.actuals if at.value is None and at.quarter in places)
    runs = groupby(enumerate(due), key=lambda pair: pair[1] - pair[0])
    middles = [sum(run) / len(run) for run in ([place for _, place in pairs] for _, pairs in runs)]
    font = {"size": theme.SMALL, "color": theme.MUTED}
    return [label(plain(words.missing), x=x, yref="paper", y=0, yanchor="bottom", font=font) for x in middles]


def _notes(series: Trajectory) -> list[Part]:
    """The numbers ①② above the plot: over a quarter for a remark, over the dotted upright for a break."""
    places = _places(series)
    lane: dict[float, list[int]] = {}
    for index, note in enumerate(series.notes):
        if note.quarter in places:
            lane.setdefault(places[note.quarter] - 0.5 * note.is_break, []).append(index)
    return [
        label(
            "".join(note_mark(index + 1) for index in indexes),
            x=x,
            yref="paper",
            y=1,
            yanchor="bottom",
            font={"size": 15, "color": theme.BREAK if series.notes[indexes[0]].is_break else theme.INK},
            hovertext="<br>".join(wrapped(series.notes[index].text, HOVER_COLUMNS) for index in indexes),
        )
        for x, indexes in lane.items()
    ]
