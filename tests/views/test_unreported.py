"""The city before anything was reported, and in the middle of it."""

import re
from decimal import Decimal
from typing import Any

from django.test import Client

from tests import factories, pages
from tests.factories import CLOSED, FUTURE, RUNNING, City
from tests.releases import release_published


def test_overview_with_nothing_reported_says_so_in_words(client: Client, city: City) -> None:
    page = pages.read(client.get("/"))

    # Before a quarter is published nothing is public: nobody is late with anything that a visitor could see.
    assert set(pages.statuses(page)) == city.targets.keys()
    for code in city.targets:
        assert "未报" in page.one(data_target=code).text
        assert not re.search(r"(?<![\d,.])0 (家|%|指数)", page.one(data_target=code).text)


def test_detail_keeps_large_exact_figures(client: Client, city: City) -> None:
    value = Decimal("99999999999")
    city.report(value, quarter=CLOSED)
    factories.close_before(RUNNING)
    release_published(city)

    page = pages.read(client.get("/targets/factories/"))
    assert "99,999,999,999" in page.text
    assert 99999999999 in pages.numbers(pages.figures(page)["figure-trajectory"])


def test_work_offers_every_open_quarter(city: City, signed_in: Any) -> None:
    factories.close_before(factories.CLOSED)

    page = pages.read(signed_in("alice").get("/reports/", follow=True))
    addresses = {link.attributes["href"] for link in page.one("main").all("a", href=None)}
    assert {"/reports/2025Q2/east/", "/reports/2025Q3/east/"} <= addresses
    assert f"/reports/{FUTURE.code}/east/" not in addresses
