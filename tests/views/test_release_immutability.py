"""What was published stays as it was, whatever is changed afterwards: in every table, by whatever path."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.test import Client

from tracker.models import Period, Release, ReleaseRevision
from tracker.models.fields import QuarterField
from tracker.release_sites.pages import ReleasePages
from tracker.release_sites.writing import site_files
from tracker.selectors import release_reading, releases

QUARTER = "2026Q2"
# How a release is found: its text, the quarter whose address it has, and which revision is the current one.
KEPT = {
    ReleaseRevision: None,
    Period: {"quarter"},
    Release: {"state", "publish_at", "draft_sha256", "window_opens", "window_closes"},
}
# Tables of keys, and of words that the database itself checks: nothing in them can be made another word.
ONLY_KEYS = {"tracker_membership", "tracker_groupmember", "tracker_rosteruse"}

Change = Callable[[str], str]
TEXT: Change = "{0} || '改'".format
CHANGES: list[tuple[type[models.Field], Change]] = [
    (QuarterField, "'2031Q4'".format),
    (models.BooleanField, "NOT {0}".format),
    (models.DecimalField, "{0} + 1".format),
    (models.IntegerField, "{0} + 1".format),
    (models.DateTimeField, lambda column: later(column, "%Y-%m-%d %H:%M:%S")),
    (models.DateField, lambda column: later(column, "%Y-%m-%d")),
    (models.CharField, TEXT),
    (models.TextField, TEXT),
]


def later(column: str, form: str) -> str:
    if connection.vendor == "sqlite":
        return f"strftime('{form}', {column}, '+1 day')"
    return f"{column} + interval '1 day'"


@pytest.fixture(autouse=True)
def demonstration(demo: dt.datetime) -> None:
    """The demonstration, with every finished quarter published."""


def forget() -> None:
    """As if the process had just begun."""
    release_reading.content_of.cache_clear()
    release_reading._released.cache_clear()
    cache.clear()


def changed_everywhere() -> dict[str, list[str]]:
    """Change every column of every table that lets itself be changed, past all that guards them in Python; the columns
    by table. Keys stay: to change them is to make other rows.
    """
    done = {}
    for model in apps.get_models():
        columns = [
            column
            for field in model._meta.concrete_fields
            if (column := column_changed(model, field)) is not None
        ]
        if columns:
            done[model._meta.db_table] = columns
    return done


def column_changed(model: type[models.Model], field: models.Field) -> str | None:
    """The column, if it could be changed: checks and unique columns may stand against it row by row."""
    kept = KEPT.get(model, set())
    if kept is None or field.name in kept or field.primary_key or field.is_relation:
        return None
    change = next((change for kind, change in CHANGES if isinstance(field, kind)), None)
    if change is None:
        return None
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    sql = f"UPDATE {table} SET {column} = {change(column)} WHERE {column} IS NOT NULL"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return field.column if cursor.rowcount else None
    except DatabaseError:
        return None


def addresses() -> list[str]:
    """Every page and file of a release, those of an early one that are not about a single target, and what is said of
    all releases; the English ones are in the static site.
    """
    found = ["/releases/", "/releases/corrections/", "/releases/feed.atom"]
    for quarter, about in ((QUARTER, ""), ("2025Q1", "/targets/")):
        pinned = [page.address for page in ReleasePages(releases.head(quarter)).pages]
        pinned = [address for address in pinned if not about or about not in address]
        found += [*pinned, pinned[0].replace("/r1/", "/", 1), f"/releases/{quarter}/r1/release.json"]
    return found


def fetched(client: Client) -> dict[str, bytes]:
    found = {}
    for address in addresses():
        response = client.get(address)
        assert response.status_code == 200, address
        data = b"".join(response) if response.streaming else response.content
        found[address] = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", data)
    return found


def test_a_release_is_the_same_byte_for_byte_after_every_table_was_changed(client: Client) -> None:
    before = fetched(client)
    site = site_files(releases.head(QUARTER))
    texts = dict(ReleaseRevision.objects.values_list("sha256", "content"))

    done = changed_everywhere()
    forget()

    assert_everything_was_changed(done)
    assert fetched(client) == before
    assert site_files(releases.head(QUARTER)) == site
    assert dict(ReleaseRevision.objects.values_list("sha256", "content")) == texts


def assert_everything_was_changed(done: dict[str, list[str]]) -> None:
    """A test of nothing would pass too."""
    filled = {
        model._meta.db_table
        for model in apps.get_app_config("tracker").get_models()
        if model is not ReleaseRevision and model._base_manager.exists()
    }
    assert len(filled) > 20
    assert filled - done.keys() <= ONLY_KEYS
    for table, columns in {
        "tracker_target": {"name_zh", "name_en", "wording", "value", "decimals"},
        "tracker_reportversion": {"value", "note"},
        "tracker_reportingunit": {"name_zh", "name_en", "counts_toward_total"},
        "tracker_definition": {"text_zh"},
        "tracker_milestone": {"value"},
        "tracker_period": {"due"},
        "tracker_criterion": {"name_zh"},
        "tracker_weight": {"value"},
        "auth_user": {"first_name"},
    }.items():
        assert columns <= set(done[table]), (table, columns - set(done[table]))
