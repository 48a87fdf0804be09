"""Chinese unless the visitor chose English; then English throughout."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import pages
from tests.factories import City

CHINESE = re.compile(r"[一-鿿]")
PATHS = [
    "/",
    "/?status=splendid",
    "/targets/factories/",
    "/targets/tool-rate/",
    "/reports/",
    "/accounts/login/",
]
PATHS += ["/no-such-page/", "/targets/no-such-target/", "/method/", "/reports/2025Q2/east/"]


def choose(client: Client, language: str, next_: str = "/") -> Any:
    return client.post("/i18n/setlang/", {"language": language, "next": next_}, follow=True)


@pytest.mark.parametrize("wanted", ["en", "en-US,en;q=0.9", "de", "zh-TW", "*", ""])
def test_pages_are_chinese_whatever_the_browser_prefers(client: Client, db: None, wanted: str) -> None:
    response = client.get("/", headers={"accept-language": wanted})

    assert pages.read(response).one("html").attributes["lang"] == "zh-hans"
    assert response.headers["Content-Language"] == "zh-hans"
    assert "总览" in pages.read(response).text


def test_english_is_chosen_with_one_button_and_stays(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    form = pages.read(client.get("/targets/factories/?quarter=2025Q2")).one("form", action="/i18n/setlang/")
    data = {
        "language": form.one("button", name="language").value,
        "next": form.one("input", name="next").value,
    }

    response = client.post("/i18n/setlang/", data, follow=True)
    assert response.request["PATH_INFO"] == "/targets/factories/"
    assert response.request["QUERY_STRING"] == "quarter=2025Q2"
    assert pages.read(response).one("html").attributes["lang"] == "en"
    assert pages.read(client.get("/")).one("html").attributes["lang"] == "en"

    back = choose(client, "zh-hans")
    assert pages.read(back).one("html").attributes["lang"] == "zh-hans"


@pytest.mark.parametrize("language", ["xx", "zh", "../etc", "", "de"])
def test_a_language_that_is_not_offered_is_ignored(client: Client, db: None, language: str) -> None:
    client.cookies["django_language"] = language
    assert pages.read(client.get("/")).one("html").attributes["lang"] == "zh-hans"
    assert pages.read(choose(client, language)).one("html").attributes["lang"] == "zh-hans"


def test_choosing_a_language_leads_to_no_other_site(client: Client, db: None) -> None:
    response = client.post("/i18n/setlang/", {"language": "en", "next": "https://evil.example/"})

    assert response.url == "/"


@pytest.mark.parametrize("path", PATHS)
def test_english_pages_are_english(reported: City, signed_in: Any, path: str) -> None:
    client = signed_in("alice")
    client.cookies["django_language"] = "en"
    if path == "/accounts/login/":
        client.logout()
        client.cookies["django_language"] = "en"

    text = english_part(client.get(path, follow=True))
    assert not CHINESE.search(text), CHINESE.findall(text)


def english_part(response: Any) -> str:
    """The words of a page and of its charts, without those that are Chinese by their nature.

    These are the button for Chinese, the plan's own wording, and what the office wrote in Chinese alone:
    sources, and definitions without a translation.
    """
    page = pages.read(response)
    for element in page.walk():
        if element.attributes.get("lang", "").startswith("zh") or element.tag == "q":
            element.children = []
    attributes = [
        element.attributes.get(name, "")
        for element in page.walk()
        for name in ("title", "aria-label", "data-label", "placeholder", "alt")
    ]
    words = " ".join([page.text, *pages.texts(pages.figures(page)), *attributes])
    return words.replace("公报", "").replace("示例市", "")


@pytest.mark.parametrize("path", PATHS)
def test_chinese_pages_have_no_english_interface(reported: City, signed_in: Any, path: str) -> None:
    page = pages.read(signed_in("alice").get(path, follow=True))

    for tag in ("h1", "h2", "th", "label", "button", "dt", "summary"):
        for element in page.all(tag):
            if element.attributes.get("lang") != "en":
                assert not re.search(r"[A-Za-z]{4,}", re.sub("east|west|zone|bureau", "", element.text)), (
                    element.text
                )


def test_months_and_numbers_follow_the_language(reported: City, client: Client) -> None:
    chinese = pages.read(client.get("/targets/factories/")).text
    client.cookies["django_language"] = "en"
    english = pages.read(client.get("/targets/factories/")).text

    assert "2025年二季度" in chinese
    assert "2025 Q2" in english
