"""The look of every figure: palette, type, base layout and the mark of a demonstration.

The palette follows Okabe and Ito (blues against oranges, told apart with every kind of colour vision) in
calmer tones around the site's deep blue. No meaning rests on colour alone: lines differ in dash and marker,
losses are hatched, and a status always stands there as a word. Red is left out: it is honour in 红旗 and
warning in 红灯.
"""

from typing import Any

Figure = dict[str, Any]

INK = "#1d2733"
MUTED = "#556270"
GRID = "#e4e9ef"
AXIS = "#8a96a3"
PAPER = "rgba(0,0,0,0)"  # the page shows through, on screen and on paper
LABEL_PAPER = "rgba(255,255,255,0.85)"  # behind a label that may cross a line

ACTUAL = "#1f4e8c"
PLANNED = "#667788"
TARGET = "#a85400"
BREAK = "#6b4a86"
FORECAST = "#3f83b8"
FAN = "rgba(63,131,184,0.18)"
INCREASE = ACTUAL
DECREASE = "#c27a1a"
YEARS = ("#b3c9e3", "#6f9bcb", ACTUAL)  # older to newer

STATUS_COLOURS = {
    "met": "#0b5d4e",
    "ahead": "#1f4e8c",
    "on-schedule": "#4d8fc4",
    "slightly-behind": "#b8860b",
    "behind": "#a8480a",
    "receding": "#3d0f26",
    "no-baseline": "#7d8894",
    "not-reported": "#a3adb8",
    "not-due": "#c5ccd4",
}

# Chinese faces by the names they carry on Linux, macOS and Windows; figures in the page's own Latin face.
FONT = (
    "system-ui, 'Segoe UI', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
SIZE = 13
SMALL = 12


def base_layout(axis_title: str, **parts: Any) -> dict[str, Any]:
    """The layout every figure starts from, with `parts` put in.

    The value axis's title, with its unit, lies flat above the axis: sideways Chinese is hard to read, and a
    phone has no width to give away. The legend lies below. Nothing zooms or drags: a finger scrolls the page.
    """
    return {
        "font": {"family": FONT, "size": SIZE, "color": INK},
        "title": {
            "text": axis_title,
            "font": {"size": SIZE, "color": MUTED},
            "x": 0,
            "y": 1,
            "yanchor": "top",
            "pad": {"l": 4, "t": 6},
        },
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 12, "r": 16, "t": 40, "b": 12},
        "hovermode": "closest",
        "hoverlabel": {
            "align": "left",
            "bgcolor": "#ffffff",
            "bordercolor": AXIS,
            "font": {"family": FONT, "size": SIZE, "color": INK},
        },
        "dragmode": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "xref": "container",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "separators": ".,",
        **parts,
    }


def label(text: str, **parts: Any) -> dict[str, Any]:
    """An annotation without an arrow; `parts` say where."""
    return {"text": text, "showarrow": False, **parts}


def centred(text: str) -> dict[str, Any]:
    """A word in the middle of a figure that has nothing to show."""
    return label(text, xref="paper", yref="paper", x=0.5, y=0.5, font={"color": MUTED})


def demo_mark(text: str) -> dict[str, Any]:
    """The watermark of a demonstration, inside the picture, so that a copy of the picture keeps it."""
    return label(
        text,
        name="demo",
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        textangle=-18,
        opacity=0.12,
        font={"size": 44, "color": INK},
    )


def finish(data: list[dict[str, Any]], layout: dict[str, Any], mark: str | None) -> Figure:
    """The figure of these traces and this layout, marked when it shows a demonstration."""
    if mark:
        layout["annotations"] = [demo_mark(mark), *layout.get("annotations", [])]
    return {"data": data, "layout": layout}
