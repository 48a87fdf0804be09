"""The trajectory of a target: where it began, where it should be, where it is, where it may end."""

from decimal import Decimal
from typing import Any

from tracker.calculations.periods import Quarter
from tracker.charts import theme
from tracker.charts.inputs import Actual, Baseline, Trajectory, TrajectoryWords, slots, start_quarter
from tracker.charts.marks import annotations, shapes
from tracker.charts.scales import number, quarter_axis, value_axis
from tracker.charts.text import HOVER_COLUMNS, note_mark, plain, with_unit, wrapped
from tracker.charts.theme import Figure

LANE = 18  # px above the plot, for a line of text: ①②, or the baseline
Trace = dict[str, Any]
Hovers = dict[Quarter, str]


def trajectory(series: Trajectory, words: TrajectoryWords, mark: str | None = None) -> Figure:
    """The figure of one target, of the city or of one unit: plan, target, actuals and what was said."""
    axis = value_axis(_values(series), decimals=series.decimals, from_zero=False, unit=series.unit, room=0.14)
    layout = theme.base_layout(
        plain(series.axis_title),
        xaxis=quarter_axis(series.quarters, start_quarter(series), plain(words.start)),
        yaxis=axis,
        shapes=shapes(series),
        annotations=annotations(series, words, axis["range"]),
    )
    if series.baseline:
        layout["title"]["subtitle"] = _key_of_baseline(series.baseline)
    layout["margin"]["t"] += LANE * (bool(series.notes) + bool(series.baseline))
    layout["legend"]["traceorder"] = "reversed"  # what is drawn last, over the others, is named first
    hovers = _hovers(series, words)
    traces = [
        *_forecast(series, words, hovers),
        *_planned(series, words, hovers),
        *_baseline(series),
        *_partials(series, words, hovers),
        *_actuals(series, words, hovers),
    ]
    return theme.finish(traces, layout, mark)


def _values(series: Trajectory) -> list[Decimal | None]:
    """Everything that must fit on the value axis."""
    values = [actual.value for actual in series.actuals]
    values += [value for _, value in series.planned]
    values += [end for forecast in series.forecast for end in (forecast.low, forecast.high)]
    values += [level.value for level in (series.target, series.baseline) if level]
    return values


def _planned(series: Trajectory, words: TrajectoryWords, hovers: Hovers) -> list[Trace]:
    """The dashed line. It answers the pointer only where no figure does: there it says what is missing."""
    planned = dict(series.planned)
    last = max(planned, default=None)
    known = [quarter for quarter in slots(series) if last and quarter <= last]
    answered = {actual.quarter for actual in series.actuals if actual.value is not None}
    answered |= {forecast.quarter for forecast in series.forecast}
    if series.baseline:
        answered |= {quarter for quarter in known[:1] if quarter == start_quarter(series)}
    return [
        {
            "type": "scatter",
            "mode": "lines" if len(planned) > 1 else "markers",
            "name": plain(words.planned),
            "showlegend": index == 0,
            "x": [quarter.code for quarter in piece],
            "y": [number(planned.get(quarter)) for quarter in piece],
            "connectgaps": True,  # the plan is straight between the quarters it names
            "line": {"color": theme.PLANNED, "width": 2, "dash": "dash"},
            "hoverinfo": ["skip" if quarter in answered else "text" for quarter in piece],
            "hovertext": ["" if quarter in answered else hovers[quarter] for quarter in piece],
        }
        for index, piece in enumerate(_pieces(known, _new_years(series)))
    ]


def _baseline(series: Trajectory) -> list[Trace]:
    """The hollow mark at the start. What it says stands above the plot, where no line can cross it."""
    start = start_quarter(series)
    if series.baseline is None or start is None:
        return []
    remark = f"<br>{wrapped(series.baseline.remark, HOVER_COLUMNS)}" if series.baseline.remark else ""
    marker = {"symbol": "diamond-open", "size": 11, "color": theme.INK, "line": {"width": 2}}
    hover = f"<b>{plain(series.baseline.label)}</b>{remark}"
    mark = _markers(series.baseline.label, [start], [series.baseline.value], marker, [hover])
    return [{**mark, "showlegend": False}]


def _key_of_baseline(baseline: Baseline) -> dict[str, Any]:
    return {"text": f"◇ {plain(baseline.label)}", "font": {"size": theme.SMALL, "color": theme.INK}}


def _partials(series: Trajectory, words: TrajectoryWords, hovers: Hovers) -> list[Trace]:
    """Figures that are not complete yet: hollow, and joined to nothing."""
    partial = [actual for actual in series.actuals if actual.partial and actual.value is not None]
    if not partial:
        return []
    marker = {"symbol": "circle-open", "size": 10, "color": theme.ACTUAL, "line": {"width": 2}}
    quarters, values = [at.quarter for at in partial], [at.value for at in partial]
    return [_markers(words.partial, quarters, values, marker, [hovers[quarter] for quarter in quarters])]


def _actuals(series: Trajectory, words: TrajectoryWords, hovers: Hovers) -> list[Trace]:
    """The solid line with dots, cut at each change of definition: no line joins what cannot be compared."""
    whole = {actual.quarter: actual.value for actual in series.actuals if not actual.partial}
    last = max(whole, default=None)
    known = [quarter for quarter in series.quarters if last and quarter <= last]
    cuts = _new_years(series) | {note.quarter for note in series.notes if note.is_break}
    return [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": plain(words.actual),
            "showlegend": index == 0,
            "x": [quarter.code for quarter in piece],
            "y": [number(whole.get(quarter)) for quarter in piece],
            "connectgaps": False,
            "line": {"color": theme.ACTUAL, "width": 3},
            "marker": {"size": 8},
            "cliponaxis": False,
            "hoverinfo": "text",
            "hovertext": ["" if whole.get(quarter) is None else hovers[quarter] for quarter in piece],
        }
        for index, piece in enumerate(_pieces(known, cuts))
    ]


def _forecast(series: Trajectory, words: TrajectoryWords, hovers: Hovers) -> list[Trace]:
    """The fan, opening from the last complete figure: the interval as a band, the mean as a dotted line."""
    if not series.forecast:
        return []
    whole = [(at.quarter, at.value) for at in series.actuals if at.value is not None and not at.partial]
    known = [max(whole)] if whole else []
    x = [quarter.code for quarter, _ in known] + [at.quarter.code for at in series.forecast]

    def line(ends: list[Decimal], **parts: Any) -> Trace:
        y = [number(value) for value in [*(value for _, value in known), *ends]]
        return {"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip", **parts}

    texts = [
        f"{hovers[at.quarter]}<br>{plain(words.forecast)} {_figure(at.mean, series, words)}"
        f"<br>{plain(words.interval)} {plain(words.figure(at.low))} – {_figure(at.high, series, words)}"
        for at in series.forecast
    ]
    return [
        line([at.low for at in series.forecast], line={"width": 0}, showlegend=False),
        line(
            [at.high for at in series.forecast],
            line={"width": 0},
            fill="tonexty",
            fillcolor=theme.FAN,
            name=plain(words.interval),
        ),
        line(
            [at.mean for at in series.forecast],
            line={"color": theme.FORECAST, "width": 2.5, "dash": "dot"},
            name=plain(words.forecast),
            hoverinfo=["skip"] * len(known) + ["text"] * len(texts),
            hovertext=[""] * len(known) + texts,
        ),
    ]


def _new_years(series: Trajectory) -> set[Quarter]:
    """Where the lines of a yearly flow begin again; the first quarter only goes on from the start slot."""
    return {quarter for quarter in series.quarters[1:] if series.yearly and quarter.number == 1}


def _pieces(quarters: list[Quarter], cuts: set[Quarter]) -> list[list[Quarter]]:
    """The quarters in runs, a new one beginning at each cut."""
    pieces: list[list[Quarter]] = []
    for quarter in quarters:
        if not pieces or quarter in cuts:
            pieces.append([])
        pieces[-1].append(quarter)
    return pieces


def _markers(
    name: str,
    quarters: list[Quarter],
    values: list[Decimal | None],
    marker: dict[str, Any],
    hovers: list[str],
) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(name),
        "showlegend": True,
        "x": [quarter.code for quarter in quarters],
        "y": [number(value) for value in values],
        "marker": marker,
        "cliponaxis": False,
        "hoverinfo": "text",
        "hovertext": hovers,
    }


def _hovers(series: Trajectory, words: TrajectoryWords) -> Hovers:
    """All that is known of each quarter, in lines: what came (or that nothing did), what was planned, notes."""
    actuals = {actual.quarter: actual for actual in series.actuals}
    planned = dict(series.planned)
    named = {*slots(series), *actuals, *(forecast.quarter for forecast in series.forecast)}
    lines = {quarter: [f"<b>{plain(words.quarter(quarter))}</b>"] for quarter in named}
    for quarter, quarter_lines in lines.items():
        if quarter in actuals:
            quarter_lines += _actual_lines(actuals[quarter], series, words)
        if quarter in planned:
            quarter_lines.append(f"{plain(words.planned)} {_figure(planned[quarter], series, words)}")
    for place, note in enumerate(series.notes, 1):
        if note.quarter in lines:
            lines[note.quarter].append(f"{note_mark(place)} {wrapped(note.text, HOVER_COLUMNS)}")
    return {quarter: "<br>".join(quarter_lines) for quarter, quarter_lines in lines.items()}


def _actual_lines(actual: Actual, series: Trajectory, words: TrajectoryWords) -> list[str]:
    name = words.partial if actual.partial else words.actual
    text = plain(words.missing) if actual.value is None else f"<b>{_figure(actual.value, series, words)}</b>"
    remark = [wrapped(actual.remark, HOVER_COLUMNS)] if actual.remark else []
    return [f"{plain(name)} {text}", *remark]


def _figure(value: Decimal, series: Trajectory, words: TrajectoryWords) -> str:
    return with_unit(words.figure(value), series.unit)
