"""Signing in and out."""

import pytest
from django.test import Client

from tests import factories, pages

ADDRESS = "/accounts/login/"
SIGNED_IN_ONLY = "/reports/"
PASSWORD = factories.PASSWORD


@pytest.fixture
def alice(db: None) -> None:
    factories.person_make("alice")


def sign_in(client: Client, *, password: str = PASSWORD, address: str = ADDRESS) -> pages.Element:
    """Fill in the form as it stands on the page, and follow where it leads."""
    form = pages.read(client.get(address)).one("main").one("form", method="post")
    hidden = {field.attributes["name"]: field.value for field in form.all("input", type="hidden")}
    data = hidden | {"login": "alice", "password": password}
    response = client.post(form.attributes["action"], data, follow=True)
    client.last_address = response.request["PATH_INFO"] + (
        f"?{response.request['QUERY_STRING']}" if response.request["QUERY_STRING"] else ""
    )
    return pages.read(response)


def test_sign_in_leads_to_the_overview_and_names_the_person(client: Client, alice: None) -> None:
    page = sign_in(client)

    assert client.last_address == "/"
    assert "alice" in page.one("header", class_="site-header").text


@pytest.mark.parametrize("path", ["/targets/factories/?quarter=2025Q2", "/method/"])
def test_sign_in_leads_back_to_where_one_came_from(client: Client, alice: None, path: str) -> None:
    factories.plan_make()
    link = next(
        link.attributes["href"]
        for link in pages.read(client.get(path)).one("header", class_="site-header").all("a", href=None)
        if link.attributes["href"].startswith(ADDRESS)
    )

    sign_in(client, address=link)
    assert client.last_address.startswith(path.partition("?")[0])


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_to_no_other_site(client: Client, alice: None, to: str) -> None:
    sign_in(client, address=f"{ADDRESS}?next={to}")

    assert client.last_address == "/"


@pytest.mark.parametrize("password", ["wrong", "", "x" * 5000])
def test_sign_in_with_a_wrong_password_says_so_and_keeps_the_name(
    client: Client, alice: None, password: str
) -> None:
    page = sign_in(client, password=password)

    assert client.last_address == ADDRESS
    assert page.one("main").all(role="alert") or page.one("main").all(class_="error")
    assert page.one("input", name="login").value == "alice"
    assert not page.one("input", name="password").value
    assert client.get(SIGNED_IN_ONLY).status_code == 302


def test_sign_in_is_slowed_down_after_many_wrong_passwords(client: Client, alice: None) -> None:
    for _ in range(12):
        sign_in(client, password="guess")

    sign_in(client)
    assert client.get(SIGNED_IN_ONLY).status_code == 302, "even the right password waits now"


def test_account_that_is_switched_off_cannot_sign_in(client: Client, alice: None) -> None:
    factories.get_user_model().objects.update(is_active=False)

    sign_in(client)
    assert client.get(SIGNED_IN_ONLY).status_code == 302


def test_sign_out_ends_the_session_by_a_form_alone(client: Client, alice: None) -> None:
    page = sign_in(client)
    form = page.one("form", action="/accounts/logout/")
    assert form.attributes["method"] == "post"

    response = client.post("/accounts/logout/", follow=True)
    assert response.request["PATH_INFO"] == "/"
    assert "alice" not in pages.read(response).one("header", class_="site-header").text


@pytest.mark.usefixtures("lenient_templates")
def test_following_a_link_to_sign_out_asks_first(client: Client, alice: None) -> None:
    sign_in(client)

    response = client.get("/accounts/logout/")
    assert pages.read(response).one("main").one("form", method="post")
    assert "alice" in pages.read(client.get("/")).one("header", class_="site-header").text


@pytest.mark.usefixtures("lenient_templates")
def test_nobody_signs_up(client: Client, alice: None) -> None:
    data = {"username": "mallory", "password1": "a-long-password", "password2": "a-long-password"}
    for response in (client.get("/accounts/signup/"), client.post("/accounts/signup/", data)):
        assert not pages.read(response).one("main").all("input", name="password1")
    assert not factories.get_user_model().objects.filter(username="mallory").exists()


@pytest.mark.usefixtures("lenient_templates")
def test_signed_in_person_can_change_the_password(client: Client, alice: None) -> None:
    sign_in(client)

    data = {
        "oldpassword": PASSWORD,
        "password1": "另一个够长的密码",
        "password2": "另一个够长的密码",
    }
    assert client.get("/accounts/password/change/").status_code == 200
    client.post("/accounts/password/change/", data)
    client.logout()
    sign_in(client, password="另一个够长的密码")
    assert client.last_address == "/"
