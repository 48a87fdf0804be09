"""Links turned into ways between files; everything else of a page stays letter by letter."""

import pytest

from tracker.release_sites.links import NeedsServer, relinked
from tracker.release_sites.pages import counterpart, relative

KNOWN = {"/": "index.html", "/targets/x/": "../targets/x.html", "/static/app.css": "../assets/app.css"}


def way(address: str) -> str | None:
    path, mark, part = address.partition("#")
    found = KNOWN.get(path)
    return found and found + mark + part


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ('<a href="/">x</a>', '<a href="index.html">x</a>'),
        (
            "<A class=\"b\" HREF='/targets/x/#units'>x</A>",
            '<a class="b" href="../targets/x.html#units">x</A>',
        ),
        (
            '<link rel="stylesheet" href="/static/app.css">',
            '<link rel="stylesheet" href="../assets/app.css">',
        ),
        (
            '<a class="b" href="/reports/" download rel="n">x <b>y</b></a>',
            '<span class="b">x <b>y</b></span>',
        ),
        ('<a href="?status=met" hx-get="?status=met">2</a>', "<span>2</span>"),
        ('<a href="/reports/">x</a><a href="/">y</a>', '<span>x</span><a href="index.html">y</a>'),
        ('<nav hx-target="#a" class="b > c">', '<nav class="b &gt; c">'),
        ("<!-- a word <a href='/'> -->x", "x"),
    ],
)
def test_what_becomes_of_a_tag(page: str, expected: str) -> None:
    assert relinked(page, way) == expected


@pytest.mark.parametrize(
    "page",
    [
        '<a href="#units">&amp; &#x27; 示例</a>',
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener">x</a>',
        '<a href="../en/index.html" lang="en">x</a>',
        '<path d="M4 26 13 16l6 5"/><abbr title="a < b">x</abbr><article>x</article>',
        '<script id="f" type="application/json">{"a": "\\u003Ca href=/\\u003E"}</script>',
        '<th data-label="/">1 < 2</th>',
    ],
)
def test_what_stays_as_it_is(page: str) -> None:
    assert relinked(page, way) == page


@pytest.mark.parametrize(
    "page",
    [
        "<form>",
        '<input name="a">',
        '<script src="/static/htmx.js">',
        '<img src="https://example.org/a.png">',
        '<link href="//example.org/a.css">',
    ],
)
def test_what_needs_a_server_is_refused(page: str) -> None:
    with pytest.raises(NeedsServer):
        relinked(page, way)


def test_ways_between_files_lead_up_and_down() -> None:
    assert relative("en/boards/e/l.html", "assets/a.css") == "../../../assets/a.css"
    assert relative("index.html", "targets/x.html") == "targets/x.html"
    assert counterpart("targets/x.html", "zh-hans") == "../en/targets/x.html"
    assert counterpart("targets/x.html", "en") == "../../targets/x.html"
