"""charts.js in the system's Chromium, with htmx itself and a Plotly that only writes down what it is asked."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import django_htmx
import pytest

from tracker.charts import theme

CHARTS_JS = Path(theme.__file__).parents[1] / "static/tracker/charts.js"
HTMX_JS = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

PLOTLY = """
  const calls = [];
  window.Plotly = {
    async newPlot(element, data, layout, config) {
      calls.push(["newPlot", element.dataset.figure, layout.font.size, config]);
      if (data === "broken") throw new Error("cannot draw");
      element.insertAdjacentHTML("afterbegin", '<div class="plot-container"></div>');
    },
    purge(element) {
      calls.push(["purge", element.dataset.figure, element.isConnected]);
      element.querySelector(".plot-container")?.remove();
    },
  };
"""
LAYOUT = {
    "font": {"size": 13},
    "title": {"subtitle": {"text": "◇ 基期 1,200"}},
    "margin": {"l": 12, "t": 58},
    "legend": {},
    "xaxis": {"tickfont": {"size": 12}},
    "yaxis": {},
    "annotations": [{"name": "demo", "font": {"size": 44}}],
}


def chart(name: str, data: object = (), style: str = "width: 800px; height: 400px") -> str:
    figure = json.dumps({"data": data, "layout": LAYOUT})
    return (
        f'<div data-figure="figure-{name}" data-label="图 {name}" style="{style}"><p>见下表</p></div>'
        f'<script type="application/json" id="figure-{name}">{figure}</script>'
    )


Browse = Callable[..., Any]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Open a page with charts.js and hand back what `seen` (an expression) is after `then` has run."""
    if CHROMIUM is None:
        pytest.skip("charts.js is tested in Chromium, and there is none on this machine")

    def open_page(body: str, seen: str, then: str = "", plotly: str = PLOTLY) -> Any:
        page = tmp_path / "page.html"
        page.write_text(
            f"""<!doctype html><html lang="zh-hans"><meta charset="utf-8"><title>t</title><body>{body}
            <script src="{HTMX_JS.as_uri()}"></script><script>{plotly}</script>
            <script src="{CHARTS_JS.as_uri()}"></script>
            <script>
              const pause = () => new Promise((done) => setTimeout(done, 100));
              const find = (selector) => document.querySelector(selector);
              window.addEventListener("load", async () => {{
                await pause();
                {then}
                await pause();
                const answer = document.createElement("pre");
                answer.textContent = JSON.stringify({seen});
                document.body.replaceChildren(answer);
              }});
            </script></body></html>""",
            encoding="utf-8",
        )
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom"]
        flags += [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1000,800"]
        run = subprocess.run(
            [CHROMIUM, *flags, page.as_uri()], capture_output=True, text=True, timeout=60, check=True
        )
        (answer,) = re.findall(r"<pre>(.*)</pre>", run.stdout, re.DOTALL)
        return json.loads(unescape(answer))

    return open_page


def test_a_figure_is_drawn_once_on_first_load_though_htmx_announces_the_body_too(browse: Browse) -> None:
    calls = browse(chart("a"), "calls")
    assert calls == [["newPlot", "figure-a", 13, {"responsive": True, "displayModeBar": False}]]


def test_a_drawn_figure_is_an_image_with_its_name_and_hides_the_fallback(browse: Browse) -> None:
    shown = "[find('[data-figure]').role, find('[data-figure]').ariaLabel, find('p').hidden]"
    assert browse(chart("a"), shown) == ["img", "图 a", True]


@pytest.mark.parametrize(
    ("body", "plotly"),
    [
        (chart("a"), "const calls = [];"),
        (chart("a", data="broken"), PLOTLY),
        (chart("a").replace('id="figure-a"', 'id="another"'), PLOTLY),
        (chart("a").replace("[]", "[", 1), PLOTLY),
    ],
    ids=["no Plotly", "a figure Plotly refuses", "no figure", "not JSON"],
)
def test_the_fallback_stays_when_nothing_can_be_drawn(browse: Browse, body: str, plotly: str) -> None:
    shown = "[find('[data-figure]').role, find('p').hidden, find('.plot-container')]"
    assert browse(body, shown, plotly=plotly) == [None, False, None]


def test_one_broken_figure_does_not_stop_the_others(browse: Browse) -> None:
    shown = "[...document.querySelectorAll('[data-figure] > p')].map((p) => p.hidden)"
    assert browse(chart("a", data="broken") + chart("b"), shown) == [False, True]


def test_a_swap_purges_what_goes_and_draws_what_comes(browse: Browse) -> None:
    swap = "htmx.swap('#slot', find('template').innerHTML, { swapStyle: 'innerHTML' });"
    body = f'<div id="slot">{chart("a")}</div><template>{chart("b")}</template>'
    calls = browse(body, "calls.map((call) => call.slice(0, 2))", then=swap)
    assert calls == [["newPlot", "figure-a"], ["purge", "figure-a"], ["newPlot", "figure-b"]]


def test_a_purge_happens_while_the_element_is_still_in_the_page(browse: Browse) -> None:
    swap = "htmx.swap('#slot', '<p>gone</p>', { swapStyle: 'outerHTML' });"
    calls = browse(f'<div id="slot">{chart("a")}</div>', "calls", then=swap)
    assert calls[-1] == ["purge", "figure-a", True]


def test_a_swap_elsewhere_leaves_a_figure_alone(browse: Browse) -> None:
    swap = "htmx.swap('#slot', '<p>new</p>', { swapStyle: 'innerHTML' });"
    calls = browse(f'<div id="slot"><p>old</p></div>{chart("a")}', "calls.length", then=swap)
    assert calls == 1


@pytest.mark.parametrize(
    ("style", "size"),
    [("width: 800px; height: 400px", 13), ("width: 370px; height: 400px", 12)],
    ids=["wide", "phone"],
)
def test_type_is_set_for_the_width_of_the_element(browse: Browse, style: str, size: int) -> None:
    assert browse(chart("a", style=style), "calls[0][2]") == size


def test_the_script_has_nothing_that_a_strict_content_security_policy_forbids() -> None:
    source = CHARTS_JS.read_text(encoding="utf-8")
    assert not re.search(r"\beval\b|\bFunction\(|\.innerHTML|\.style\b|setAttribute\(.(?:on|style)", source)
