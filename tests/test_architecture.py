"""Rules of the house that no other tool keeps (docs/adr/0001-layers.md)."""

import ast
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from tracker.charts import STATUS_COLOURS

ROOT = Path(__file__).parents[1]
TRACKER = ROOT / "tracker"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = [
    path
    for folder in ("nanjing_targets", "tracker", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
WRITES = {
    "save",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "delete",
    "update",
}
WRITES |= {f"a{name}" for name in WRITES}
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns"}
# Where nothing is written but through a service, and where nobody looks at the clock.
READERS = ["views", "api", "selectors", "templatetags", "forms", "context.py", "htmx.py", "pictures.py"]
READERS += ["release_sites"]
TIMELESS = [
    "services",
    "selectors",
    "models",
    "calculations",
    "charts",
    "documents",
    "labels.py",
    "permissions.py",
]
TIMELESS += ["forms", "pictures.py", "templatetags"]
TOP = {
    *(
        "manage.py",
        "pyproject.toml",
        "nanjing_targets",
        "tracker",
        "templates",
        "fixtures",
        "tests",
        "bench",
        "docs",
    ),
    *(
        "Makefile",
        "package.json",
        "package-lock.json",
        ".npmrc",
        "requirements",
        ".ci",
        ".env.example",
        ".gitignore",
    ),
    *("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"),
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def modules(*places: str) -> list[Path]:
    """The Python files of these packages and modules of ours; a place that does not exist yet has none."""
    found = [TRACKER / place for place in places]
    return [path for place in found for path in ([place] if place.suffix else sorted(place.rglob("*.py")))]


def writes_in(source: str) -> list[str]:
    """Calls that write to the database: methods of rows, managers and querysets."""
    return [
        f"line {node.lineno}: .{node.func.attr}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    ]


def clocks_in(source: str) -> list[str]:
    """Calls that ask what time it is."""
    return [
        f"line {node.lineno}: {node.func.attr}()"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        # timezone.localtime(at) translates a moment that was given, dt.time(12) is a time of any day.
        and not (node.args and node.func.attr in ("localtime", "localdate", "time"))
    ]


@pytest.mark.parametrize("path", modules(*READERS), ids=name)
def test_only_services_write(path: Path) -> None:
    assert writes_in(path.read_text()) == []


@pytest.mark.parametrize("path", modules(*TIMELESS), ids=name)
def test_the_time_is_an_argument(path: Path) -> None:
    assert clocks_in(path.read_text()) == []


def test_the_two_searches_find_what_they_look_for() -> None:
    assert writes_in("Report.objects.filter(pk=1).update(x=1)") == ["line 1: .update()"]
    assert writes_in("report.save()\nrows = Report.objects.all()") == ["line 1: .save()"]
    assert clocks_in("timezone.now()\ndt.date.today()\ntime.time()") == [
        "line 1: now()",
        "line 2: today()",
        "line 3: time()",
    ]
    assert clocks_in("timezone.localtime(at)\ndt.time(12)\nself.clean()") == []


@pytest.mark.parametrize("path", OURS, ids=name)
def test_python_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 130


def test_views_fit_on_a_screen() -> None:
    for path in modules("views", "api"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 40, f"{name(path)}: {node.name}"


@pytest.mark.parametrize("path", [p for p in OURS if "tests" not in p.parts and p.stat().st_size], ids=name)
def test_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())) or path.name in (
        "__init__.py",
        "apps.py",
        "wsgi.py",
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_keeps_style_and_script_out(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text), "the style sheet says how things look"
    assert not re.search(r"\son[a-z]+\s*=", text), "no handlers in the markup"
    assert "<style" not in text
    assert "javascript:" not in text
    assert not re.search(r"hx-on[:-]|hx-(vals|headers)\s*=\s*['\"]js:", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag
    assert not re.search(r"(src|href|action)\s*=\s*[\"'](https?:)?//", text), (
        "nothing comes from another host"
    )
    assert "|safe" not in text
    assert "autoescape off" not in text


def tracked() -> Iterator[Path]:
    """What is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout: what is committed cannot be known")
    return (ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file())


def test_top_level_is_the_house_plan() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP


def test_nothing_of_others_is_committed() -> None:
    for path in tracked():
        assert not re.search(r"\.min\.|\.map$|\.mo$|\.sqlite3|node_modules|\.pyc$", name(path)), path
        if path.suffix in (".js", ".css"):
            assert max(map(len, path.read_text().splitlines())) < 400, f"{name(path)} looks minified"


def test_no_package_registry_is_named() -> None:
    registries = re.compile(
        "|".join(["pypi\\.org", "pythonhosted", "registry\\.npmjs", "npmmirror", '"resolved"'])
    )
    for path in tracked():
        if path.suffix in ("", ".txt", ".json", ".toml", ".md", ".py", ".yaml", ".npmrc") and path != Path(
            __file__
        ):
            assert not registries.search(path.read_text(errors="ignore")), name(path)


def variables_read() -> set[str]:
    """The names in our own code, and the one that dj_database_url reads for us."""
    pattern = re.compile(r"(?:environ\.get\(|environ\[|env_bool\(|env_list\(|getenv\()\"(\w+)\"")
    sources = [ROOT / "nanjing_targets" / "settings.py", *modules("management")]
    found = {variable for path in sources for variable in pattern.findall(path.read_text())}
    return found - {"DJANGO_SETTINGS_MODULE"} | {"DATABASE_URL"}


def test_every_variable_of_the_environment_is_documented() -> None:
    documented = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    )

    assert variables_read() == documented
    sample = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert sample == documented


def test_browser_and_server_speak_of_the_same_plotly() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert package["dependencies"]["plotly.js-basic-dist-min"] == get_plotlyjs_version()
    assert lock["packages"]["node_modules/plotly.js-basic-dist-min"]["version"] == get_plotlyjs_version()


def test_statuses_have_the_same_colours_in_charts_and_on_pages() -> None:
    css = (TRACKER / "static" / "tracker" / "app.css").read_text()

    for status, colour in STATUS_COLOURS.items():
        assert re.search(rf"--{status}:\s*{colour}\s*;", css, re.IGNORECASE), status


def test_nothing_is_left_to_be_done_later() -> None:
    for path in [*OURS, *TEMPLATES]:
        if path != Path(__file__):
            assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", path.read_text()), name(path)
