"""A real browser against a running server with the demonstration.

The tests of this folder share one demonstration, which costs seconds to load: each of them enters figures of a
target of its own. Whatever a page writes to the console as an error, and any request to another host, fails the
test that caused it.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tracker.models import ReportingUnit

Visitor = Callable[..., Page]
Hire = Callable[[str], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e/" in item.nodeid:
            item.add_marker(pytest.mark.e2e)


# What the console says of a request that a test cut off.
CUT_CONNECTION = ("net::ERR_FAILED", "htmx:sendError", "htmx:afterRequest")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium: nothing is downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("the browser tests need Chromium: apt-get install chromium")
    return {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    }


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A test database, also when the tests of this folder run alone.

    pytest-django makes one for tests that are marked as using it. These are not, for the mark would put each of
    them into a transaction that the server cannot look into; alone they would meet the developer's own database.
    """
    if any(item.get_closest_marker("django_db") for item in request.session.items):
        yield
        return
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def site(database: None, django_db_blocker: Any, cheap_settings: None) -> Iterator[str]:
    """The address of a server with the demonstration, while its running quarter is reported."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        # Playwright's own event loop runs in this thread, which Django takes for a view that may not wait.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setattr("django.utils.timezone.now", lambda: factories.DEMO_NOW)
        factories.demo_make()
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """Playwright's own fixture takes addresses as relative to this."""
    return site


@pytest.fixture
def visitor(site: str, new_context: Callable[..., BrowserContext]) -> Iterator[Visitor]:
    """Open a page for somebody: `visitor("/reports/", "reporter", java_script_enabled=False)`."""
    complaints: list[str] = []
    opened_on_purpose: set[str] = set()

    def hear(message: ConsoleMessage) -> None:
        if any(word in message.text for word in CUT_CONNECTION):
            return  # a connection that a test cut on purpose
        # An error page that was asked for is an error to the browser as well.
        if message.type == "error" and message.location["url"] not in opened_on_purpose:
            complaints.append(f"console: {message.text}")

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("console", hear)
        page.on(
            "request",
            lambda request: (
                complaints.append(f"other host: {request.url}")
                if urlsplit(request.url).netloc not in (urlsplit(site).netloc, "")
                else None
            ),
        )

    def visit(path: str, username: str = "", **context: Any) -> Page:
        opened = new_context(locale="en-GB", **context)
        opened.set_default_timeout(10_000)
        if username:
            opened.add_cookies([{"name": "sessionid", "value": session_of(username), "url": site}])
        page = opened.new_page()
        watch(page)
        opened_on_purpose.add(f"{site}{path}")
        page.goto(path)
        return page

    yield visit
    assert not complaints


@pytest.fixture
def somebody(site: str) -> Hire:
    """A new reporter of a unit, by their account: drafts are per person, so nothing of another test is theirs."""

    def hire(unit: str) -> str:
        username = f"reporter-{get_user_model().objects.count()}"
        factories.person_make(username, unit=ReportingUnit.objects.get(code=unit))
        return username

    return hire


def session_of(username: str) -> str:
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return client.cookies["sessionid"].value


def drawn(page: Page, selector: str = "[data-figure]") -> list[float]:
    """Every value that Plotly has drawn in an element, read from Plotly itself."""
    page.locator(f"{selector} .main-svg").first.wait_for()
    return json.loads(
        page.locator(selector).first.evaluate(
            "chart => JSON.stringify(chart.data.flatMap(trace => [...Array.from(trace.y ?? []),"
            " ...Array.from(trace.x ?? [])]).filter(value => typeof value === 'number'))"
        )
    )
