"""Error pages: in the site's own look, and with a way on."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from tests import pages
from tests.factories import City
from tracker.views import dashboard


def test_unknown_address_gets_a_page_of_the_site(client: Client, db: None) -> None:
    response = client.get("/no/such/page/")

    page = pages.read(response)
    assert response.status_code == 404
    assert page.one("html").attributes["lang"] == "zh-hans"
    assert page.one("main").all("a", href="/")
    assert page.one("header", class_="site-header")


def test_refused_page_says_why(reported: City, signed_in: Any) -> None:
    response = signed_in("viewer").get("/reports/")

    assert response.status_code == 403
    assert pages.read(response).one("main").all("a", href="/")


def test_failure_on_our_side_gets_a_page_without_the_trace(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(dashboard.plans, "overview", broken)
    response = Client(raise_request_exception=False).get("/")

    assert response.status_code == 500
    assert "secret detail" not in response.content.decode()
    assert pages.read(response).one("main").all("a", href="/")
    assert "secret detail" in caplog.text, "but the log of the server has it"


def test_failure_on_our_side_is_said_in_the_visitors_language(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(dashboard.plans, "overview", broken)
    for language, words in {"": "系统出错了", "en": "Something went wrong"}.items():
        client = Client(raise_request_exception=False)
        client.cookies["django_language"] = language
        page = pages.read(client.get("/"))
        assert words in page.text, language
        assert page.one("html").attributes["lang"] == (language or "zh-hans")


def test_host_that_is_not_ours_gets_a_bad_request(client: Client, db: None) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400


def test_failure_of_the_database_gets_the_page_for_failures(
    reported: City, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("alice")
    client.raise_request_exception = False

    def unreachable(*args: object, **kwargs: object) -> None:
        raise DatabaseError("no route to host")

    monkeypatch.setattr(connection, "cursor", unreachable)
    response = client.get("/")
    monkeypatch.undo()

    assert response.status_code == 500
    assert pages.read(response).one("main").all("a", href="/")
