"""A database with little or nothing in it: every page says so and says how to go on."""

import pytest
from django.test import Client

from tests import factories, pages


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    """Who looks after the installation, on its first day."""
    person = factories.person_make("root")
    person.is_superuser = person.is_staff = True
    person.save()
    client.force_login(person)
    return client


def test_overview_without_plans_is_a_page(client: Client, db: None) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert pages.statuses(pages.read(response)) == {}
    assert pages.read(response).one("main").all(class_="empty")


def test_overview_without_releases_shows_every_target_as_not_yet_known(client: Client, db: None) -> None:
    factories.plan_make()

    page = pages.read(client.get("/"))
    assert set(pages.statuses(page)) == {"factories"}
    assert "未报" in page.one(data_target="factories").text
    assert "尚未发布任何季度" in page.one("main").text


def test_detail_without_assignments_says_that_nobody_was_asked(client: Client, db: None) -> None:
    factories.plan_make()

    page = pages.read(pages.in_english(client).get("/targets/factories/"))
    assert "The coordinator assigns it in the set-up." in page.one("main").one(class_="empty").text
    assert pages.figures(page)["figure-trajectory"]["data"]


def test_detail_of_an_unknown_target_without_plans_leads_to_the_overview(client: Client, db: None) -> None:
    response = client.get("/targets/factories/")

    assert response.status_code == 404
    assert pages.read(response).one("main").all("a", href="/")


def test_work_without_units_says_so(administrator: Client) -> None:
    response = administrator.get("/reports/")

    assert response.status_code == 200
    assert pages.read(response).one("main").all(class_="empty")


def test_nothing_is_marked_as_a_demonstration(client: Client, db: None) -> None:
    factories.plan_make()

    for path in ("/", "/targets/factories/", "/accounts/login/", "/no-such-page/"):
        html = client.get(path).content.decode()
        assert "示例数据" not in html, path
        assert "DEMO DATA" not in html, path
