"""Who may open what: every address of ours, every kind of person, looking and writing.

The table is held against the URLconf: an address without a row fails, and so does a view that does not say
who may see it.
"""

from collections import defaultdict
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path

from tests.access_table import FIGURE, LOOKING, PERSONAS, SIGN_IN, WRITING
from tests.factories import City
from tracker.access import public, requires
from tracker.checks import GUARDED_ELSEWHERE, url_patterns, views_declare_access
from tracker.permissions import Permission

pytestmark = pytest.mark.usefixtures("clock")


def written() -> tuple[int, ...]:
    return tuple(model._base_manager.count() for model in apps.get_app_config("tracker").get_models())


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", LOOKING)
def test_looking(places: dict[str, int], signed_in: Any, name: str, persona: str) -> None:
    address, expected = LOOKING[name]
    before = written()

    assert signed_in(persona).get(address.format(**places)).status_code == expected[persona], (name, persona)
    assert written() == before


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", WRITING)
def test_writing(places: dict[str, int], signed_in: Any, name: str, persona: str) -> None:
    data, expected = WRITING[name]
    before = written()

    response = signed_in(persona).post(LOOKING[name][0].format(**places), data)
    assert response.status_code == expected[persona], (name, persona)
    if response.status_code in (403, 404) or persona == "anonymous":
        assert written() == before


@pytest.mark.parametrize("method", ["head", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_method_that_an_address_does_not_know_opens_and_writes_nothing_more(
    places: dict[str, int], signed_in: Any, monkeypatch: pytest.MonkeyPatch, persona: str, method: str
) -> None:
    # What the pages look like costs most of the time, and is seen elsewhere.
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args: "")
    client, before = signed_in(persona), written()
    # All addresses in one test: to build the city anew for each of them would cost more than the requests.
    for name, (address, expected) in LOOKING.items():
        if method == "post" and name in WRITING:
            continue
        response = getattr(client, method)(address.format(**places))
        assert response.status_code in (expected[persona], 405), (name, response.status_code)
    assert written() == before


def test_every_address_of_ours_stands_in_the_table() -> None:
    ours = {
        pattern.name
        for route, pattern in url_patterns(get_resolver())
        if not route.startswith(GUARDED_ELSEWHERE)
    }

    assert ours == LOOKING.keys()


def test_every_address_answers_at_the_one_in_the_table() -> None:
    for name, (address, _) in LOOKING.items():
        path, _mark, _query = address.format_map(defaultdict(lambda: 1)).partition("?")
        assert get_resolver().resolve(path).url_name == name


@pytest.mark.parametrize("persona", ["anonymous", "alice", "coordinator", "viewer"])
def test_every_address_of_the_administration_is_closed_to_all_but_staff(
    reported: City, signed_in: Any, persona: str
) -> None:
    client = signed_in(persona)
    addresses = [
        "/" + route.replace("<path:object_id>", "1").replace("<int:content_type_id>/<path:object_id>", "1/1")
        for route, pattern in url_patterns(get_resolver())
        if route.startswith("admin/")
        and "(?P" not in route
        and "<" not in route.replace("<path:object_id>", "")
    ]

    assert len(addresses) > 30
    for address in addresses:
        if address not in ("/admin/login/", "/admin/logout/", "/admin/jsi18n/"):
            response = client.get(address)
            assert response.status_code == 302, address
            assert response.url.startswith("/admin/login/"), address


@pytest.mark.parametrize("name", LOOKING)
def test_a_fragment_is_guarded_like_its_page(places: dict[str, int], signed_in: Any, name: str) -> None:
    address, expected = LOOKING[name]
    for persona in ("anonymous", "stranger", "anna", "bob", "alice"):
        status = signed_in(persona).get(address.format(**places), headers={"HX-Request": "true"}).status_code
        # htmx is told by a header to leave for the sign-in page.
        assert status == (200 if expected[persona] == SIGN_IN else expected[persona]), persona


def undecorated(request: Any) -> HttpResponse:
    return HttpResponse("for everybody, by oversight")


@public(why="it is only an example")
def opened(request: Any) -> HttpResponse:
    return HttpResponse()


@requires(Permission.VIEW_SHEET)
def guarded(request: Any) -> HttpResponse:
    return HttpResponse()


class Addresses:
    """A URLconf with a view that forgot to say who may see it."""

    urlpatterns = [path("opened", opened), path("forgotten", undecorated), path("guarded", guarded)]


def test_a_view_that_does_not_say_who_may_see_it_is_found() -> None:
    with override_settings(ROOT_URLCONF=Addresses):
        errors = views_declare_access(None)

    assert [error.id for error in errors] == ["tracker.E001"]
    assert "forgotten" in errors[0].msg
    assert "@public" in errors[0].hint


def test_all_views_say_who_may_see_them() -> None:
    assert views_declare_access(None) == []


def test_an_account_that_is_switched_off_loses_its_session(reported: City, signed_in: Any) -> None:
    client: Client = signed_in("alice")
    assert client.get("/reports/").status_code == 200
    reported.people["alice"].is_active = False
    reported.people["alice"].save()

    assert client.get("/reports/").status_code == SIGN_IN


def test_a_membership_that_is_taken_away_is_gone_at_once(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    reported.people["alice"].memberships.all().delete()

    assert client.post("/reports/2025Q3/east/", FIGURE).status_code == 403
