"""Every page and every picture of a demonstration says that its figures are invented."""

from typing import Any

import pytest
from django.test import Client

from tests import pages
from tracker.models import Target

MARKS = ("示例数据", "DEMO DATA")
PUBLIC = ["/", "/?status=behind", "/?quarter=2024Q4", "/targets/smart-factory/", "/targets/new-ten-billion/"]
PUBLIC += ["/targets/no-such-target/", "/accounts/login/", "/method/"]


@pytest.fixture(autouse=True)
def demonstration(demo: Any) -> None:
    """The demonstration, in every test of this file; it comes after the fixed clock and wins."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_carries_the_mark(client: Client, path: str, language: str) -> None:
    client.cookies["django_language"] = language

    text = pages.read(client.get(path)).text
    for mark in MARKS:
        assert mark in text


@pytest.mark.parametrize("username", ["reporter", "reviewer", "coordinator"])
def test_every_sheet_carries_the_mark(signed_in: Any, username: str) -> None:
    text = pages.read(signed_in(username).get("/reports/", follow=True)).text

    for mark in MARKS:
        assert mark in text


def test_every_chart_carries_the_mark_inside_the_picture(client: Client, signed_in: Any) -> None:
    drawn = pages.figures(pages.read(signed_in("reporter").get("/reports/", follow=True)))
    for code in Target.objects.values_list("code", flat=True):
        for name, figure in pages.figures(pages.read(client.get(f"/targets/{code}/"))).items():
            drawn[f"{code} {name}"] = figure

    assert len(drawn) > 15
    for name, figure in drawn.items():
        notes = [note["text"] for note in figure["layout"]["annotations"]]
        for mark in MARKS:
            assert any(mark in note for note in notes), name


def test_no_real_unit_appears_beside_an_invented_figure(client: Client, signed_in: Any) -> None:
    real = ["玄武", "秦淮", "建邺", "鼓楼", "浦口", "栖霞", "雨花台", "江宁", "六合", "溧水", "高淳", "江北"]
    clients = dict.fromkeys(("/", "/targets/smart-factory/", "/targets/process-cnc-rate/"), client)
    clients["/reports/"] = signed_in("coordinator")

    for path, visitor in clients.items():
        html = visitor.get(path, follow=True).content.decode()
        assert not [name for name in real if name in html], path


def test_demo_accounts_sign_in_with_the_password_that_is_printed(settings: Any) -> None:
    for username in ("reporter", "reviewer", "coordinator", "leader"):
        client = Client()
        assert client.login(username=username, password=settings.DEMO_PASSWORD), username
        assert username in ("leader",) or client.get("/reports/").status_code == 200
    assert not Client().login(username="sample-data", password=settings.DEMO_PASSWORD)


def test_all_fifteen_targets_stand_on_the_overview_with_their_status(client: Client) -> None:
    page = pages.read(client.get("/"))

    statuses = pages.statuses(page)
    assert len(statuses) == 15
    assert "15 项指标" in page.one("h1").parent.text
    assert set(statuses.values()) >= {
        "met",
        "ahead",
        "on-schedule",
        "slightly-behind",
        "behind",
        "receding",
        "no-baseline",
        "not-reported",
    }
