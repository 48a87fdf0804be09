"""Files of a database with little or nothing in it."""

import pytest
from django.test import Client

from tests import factories, pages
from tests.factories import City
from tests.views.workbooks import csv_rows, rows, workbook


@pytest.fixture
def english(client: Client) -> Client:
    return pages.in_english(client)


def test_overview_file_without_plans_is_a_table_with_its_header(client: Client, db: None) -> None:
    assert rows(workbook(client.get("/export/overview.xlsx")).worksheets[0]) == {}
    assert csv_rows(client.get("/export/overview.csv")) == []


def test_target_file_without_quarters_and_units_holds_the_plan(english: Client, db: None) -> None:
    factories.plan_make()

    book = workbook(english.get("/export/targets/factories.xlsx"))
    assert book.sheetnames == ["Quarters", "Sources and definitions", "Chart data"]
    found = rows(book["Quarters"])
    assert [row["Status"].value for row in found.values()] == ["not published yet"] * 8
    assert [row["Planned (factories)"].value for row in found.values()][-1] == 100


def test_target_file_of_units_that_reported_nothing_holds_no_figure(member: Client, city: City) -> None:
    factories.close_before(factories.RUNNING)

    book = workbook(pages.in_english(member).get("/export/targets/factories.xlsx"))
    assert [row["Figure (factories)"].value for row in rows(book["Units"]).values()] == [None] * 3
    assert [row["About the figure"].value for row in rows(book["Units"]).values()] == ["not reported"] * 3
    assert [row["Actual"].value for row in rows(book["Chart data"]).values()] == [None] * 9


def test_file_of_a_target_that_there_is_not(client: Client, db: None) -> None:
    assert client.get("/export/targets/no-such-target.xlsx").status_code == 404
