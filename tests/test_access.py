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

from tests.factories import City
from tracker.access import public, requires
from tracker.checks import GUARDED_ELSEWHERE, url_patterns, views_declare_access
from tracker.permissions import Permission

pytestmark = pytest.mark.usefixtures("clock")

PERSONAS = [
    "anonymous",
    "stranger",
    "viewer",
    "anna",
    "alice",
    "rita",
    "bob",
    "reviewer",
    "berta",
    "coordinator",
    "auditor",
    "administrator",
]
SIGN_IN = 302
EVERYBODY = dict.fromkeys(PERSONAS, 200)
CLOSED_TO_ALL = dict.fromkeys(PERSONAS, 403) | {"anonymous": SIGN_IN}
# Whoever reads a sheet of some unit; accounts without such a role are told so, visitors are asked to sign in.
READERS = ("alice", "rita", "bob", "reviewer", "berta", "coordinator", "auditor", "administrator")
SHEET_READERS = CLOSED_TO_ALL | dict.fromkeys(READERS, 200)
# Of the east's own people Alice reports and Rita reviews; Anna only looks at the city. Those of other units learn
# nothing of it.
OTHERS = ("bob", "reviewer", "berta")
EAST_SHEET = SHEET_READERS | dict.fromkeys(OTHERS, 404)
EAST_WRITERS = (
    EAST_SHEET | dict.fromkeys(("rita", "coordinator", "auditor", "administrator"), 403) | {"alice": 302}
)
EAST_REPORTERS = EAST_SHEET | dict.fromkeys(("rita", "coordinator", "auditor", "administrator"), 403)
EAST_REVIEWERS = EAST_SHEET | dict.fromkeys(("alice", "coordinator", "auditor", "administrator"), 403)
REVIEWERS = CLOSED_TO_ALL | dict.fromkeys(("rita", "reviewer", "berta"), 200)
MEMBERS = CLOSED_TO_ALL | dict.fromkeys((*READERS, "viewer", "anna"), 200)
ROSTER_EDITORS = CLOSED_TO_ALL | {"coordinator": 200}
# Names are read by their own unit, changed by those who look after the list.
EAST_NAME = EAST_SHEET | dict.fromkeys(("alice", "rita", "auditor", "administrator"), 403)
MANAGERS = CLOSED_TO_ALL | dict.fromkeys(("coordinator", "administrator"), 200)
RELEASERS = CLOSED_TO_ALL | {"coordinator": 200}
OBJECTORS = dict.fromkeys(PERSONAS, 403) | dict.fromkeys(("alice", "rita", "bob", "reviewer"), 200)
COMPETITION_SETTERS = CLOSED_TO_ALL | {"coordinator": 200}  # no administrator has a word on what is published
METHOD_WRITERS = dict.fromkeys(PERSONAS, 403) | {"coordinator": 302, "administrator": 302}


def answering(status: int, table: dict[str, int]) -> dict[str, int]:
    """The same people, answered otherwise."""
    return {name: status if code == 200 else code for name, code in table.items()}


FIGURE = {
    "factories-value": "36",
    "factories-seen": "1",
    "factories-qualifier": "exact",
    "submit": "factories",
}
THRESHOLDS = {
    "from_quarter": "2025Q4",
    "ahead": "1.2",
    "on_schedule": "0.9",
    "slightly_behind": "0.7",
    "start_share": "0.05",
    "start_tolerance": "0.05",
    "reason": "试行",
}

# name: address, who may look (status by persona)
LOOKING: dict[str, tuple[str, dict[str, int]]] = {
    "overview": ("/", EVERYBODY),
    "target-detail": ("/targets/factories/", EVERYBODY),
    "target-explain": ("/targets/factories/explain/", EVERYBODY),
    "count-decision": ("/targets/factories/count/?quarter=2025Q3", MANAGERS),
    "method": ("/method/", EVERYBODY),
    "recognitions": ("/recognitions/", EVERYBODY),
    "competitions": ("/competitions/", EVERYBODY),
    # There is no competition in this city; who sees which board, tests/views/test_competitions.py says.
    "board": ("/competitions/no-such-edition/strength/2025Q2/", dict.fromkeys(PERSONAS, 404)),
    "board-sensitivity": (
        "/competitions/no-such-edition/strength/2025Q2/sensitivity/",
        CLOSED_TO_ALL | {"coordinator": 404},
    ),
    "work": ("/reports/", SHEET_READERS),
    "sheet": ("/reports/2025Q3/east/", EAST_SHEET),
    "report-detail": ("/reports/2025Q3/east/factories/", EAST_SHEET),
    "reviews": ("/reviews/2025Q3/", REVIEWERS),
    "evidence": ("/evidence/{evidence}/", EAST_SHEET),
    "quarters": ("/quarters/", MEMBERS),
    "quarter": ("/quarters/2025Q3/", MEMBERS),
    "release-work": ("/quarters/2025Q2/release/", RELEASERS),
    "release-preview": ("/quarters/2025Q2/release/preview/", MEMBERS),
    "objections": ("/quarters/2025Q2/objections/", MEMBERS),
    "rosters": ("/rosters/", SHEET_READERS),
    "roster": ("/rosters/factories/", SHEET_READERS),
    "roster-entry": ("/rosters/factories/entries/{entry}/", EAST_SHEET),
    "roster-entry-add": ("/rosters/factories/entries/new/", ROSTER_EDITORS),
    "roster-import": ("/rosters/factories/import/", ROSTER_EDITORS),
    "roster-upload": ("/rosters/factories/import/{upload}/", ROSTER_EDITORS),
    "roster-upload-file": ("/rosters/factories/import/{upload}/file", ROSTER_EDITORS),
    "roster-template": ("/rosters/factories/template.xlsx", ROSTER_EDITORS),
    "roster-export": ("/rosters/factories/names.csv", SHEET_READERS),
    "records": ("/records/", SHEET_READERS),
    "records-export": ("/records/export.csv", SHEET_READERS),
    "setup": ("/setup/", MANAGERS),
    "setup-plans": ("/setup/plans/", MANAGERS),
    "setup-plan": ("/setup/plans/example/", MANAGERS),
    "setup-target": ("/setup/targets/factories/", MANAGERS),
    "setup-milestones": ("/setup/milestones/example/", MANAGERS),
    "setup-assignments": ("/setup/assignments/example/", MANAGERS),
    "setup-checks": ("/setup/checks/", MANAGERS),
    "setup-competitions": ("/setup/competitions/", COMPETITION_SETTERS),
    # There is no competition in this city: whoever may set one up is told so.
    "setup-edition": ("/setup/competitions/none/", answering(404, COMPETITION_SETTERS)),
    "setup-list": ("/setup/competitions/none/heat/", answering(404, COMPETITION_SETTERS)),
    "competition-figures": (
        "/setup/competitions/none/heat/2025Q3/",
        answering(404, COMPETITION_SETTERS | {"berta": 200}),
    ),
    "people": ("/setup/people/", MANAGERS),
    "person": ("/setup/people/{alice}/", MANAGERS),
    "handover": ("/setup/people/{alice}/handover/", MANAGERS),
    "burden": ("/setup/burden/", MANAGERS),
    "export-overview": ("/export/overview.csv", EVERYBODY),
    "export-target": ("/export/targets/factories.csv", EVERYBODY),
    "export-quarter": ("/export/quarters/2025Q2.csv", EVERYBODY),
    "sheet-template": ("/reports/2025Q3/east/template.xlsx", EAST_REPORTERS),
    "sheet-import": ("/reports/2025Q3/east/import/", EAST_REPORTERS),
    "healthz": ("/healthz", EVERYBODY),
    "readyz": ("/readyz", EVERYBODY),
}
# name: what is sent, who may write (status by persona). Every other address takes no form.
WRITING: dict[str, tuple[dict[str, str], dict[str, int]]] = {
    "sheet": (FIGURE, EAST_WRITERS),
    "method": (THRESHOLDS, METHOD_WRITERS),
    # Without what they ask for, the forms of those who may write are answered with what is missing.
    "report-detail": ({"return": "0", "comment": ""}, EAST_REVIEWERS),
    "sheet-import": ({}, EAST_REPORTERS),
    "reviews": ({"approve": "ticked"}, answering(302, REVIEWERS)),
    "quarter": ({"reopen": "1"}, answering(403, MEMBERS) | {"coordinator": 200, "administrator": 200}),
    "count-decision": ({}, MANAGERS),
    "release-work": ({"step": "recall"}, RELEASERS),
    "objections": ({}, OBJECTORS | {"anonymous": SIGN_IN}),
    "roster-entry": ({"save": "rename"}, EAST_NAME),
    "roster-entry-add": ({}, ROSTER_EDITORS),
    "roster-import": ({}, ROSTER_EDITORS),
    "roster-upload": ({"cancel": "1"}, answering(302, ROSTER_EDITORS)),
    "setup-plan": ({"save": "plan"}, MANAGERS),
    "setup-target": ({"save": "target"}, MANAGERS),
    "setup-milestones": ({}, MANAGERS),
    "setup-assignments": ({}, MANAGERS),
    "setup-checks": ({"save": "one-jump"}, MANAGERS),
    "setup-competitions": ({"save": "new"}, COMPETITION_SETTERS),
    "people": ({"save": "new"}, MANAGERS),
    "person": ({"save": "person"}, MANAGERS),
    "handover": ({}, MANAGERS),
}


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
