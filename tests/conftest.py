"""What every test stands on: cheap settings, a fixed moment, and a small city with its people."""

import copy
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from tests import factories
from tests.factories import NOW, City
from tests.releases import release_published, release_shown
from tests.roster_files import checked, line
from tests.rosters import name_add, roster_make
from tracker.models import Report
from tracker.services.evidence import evidence_add


class UnknownVariable(str):
    """What Django prints for a template variable that does not exist: here it fails the test."""

    def __mod__(self, variable: Any) -> NoReturn:
        pytest.fail(f"a template uses a variable that does not exist: {variable}")


def templates_with(string_if_invalid: str) -> list[dict[str, Any]]:
    """The project's template settings, with another answer to an unknown variable."""
    from django.conf import settings

    engine = settings.TEMPLATES[0]
    return [engine | {"OPTIONS": engine["OPTIONS"] | {"string_if_invalid": string_if_invalid}}]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever uses the database is marked so, whichever fixture brought it there: `-m django_db` finds it."""
    for item in items:
        if "db" in item.fixturenames:
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session", autouse=True)
def cheap_settings() -> Iterator[None]:
    """No collected static files, a quick password hash, and no tolerance for misspelt template variables."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": static,
        },
        # Long work is done at once, where it is asked for.
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        TEMPLATES=templates_with(UnknownVariable("%s")),
        # Looks files up when they are asked for, instead of walking a folder that no test has collected.
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture
def lenient_templates() -> Iterator[None]:
    """For pages whose templates are Django's or allauth's own: they do print variables that may not exist."""
    with override_settings(TEMPLATES=templates_with("")):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file instead of SQLite in memory: the server of the browser tests needs connections of its own."""
    from django.db import connections

    database = connections["default"].settings_dict
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        # A test database may be lost with the machine: no need to wait for the disk.
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits of the sign-in are counted in the cache, and would be carried into the next test."""
    yield
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """The moment that views see: in the middle of the time in which 2025Q3 is reported."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return NOW


@pytest.fixture(scope="module")
def module_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around the tests of a file: what is built in it once, each of them finds again."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def city_of_the_file(module_database: None) -> City:
    return factories.city_make()


@pytest.fixture
def city(city_of_the_file: City, db: None) -> City:
    """A city of two districts, a zone and a bureau, with three targets; nothing reported, nothing closed."""
    assert not Report.objects.exists(), "the tests of a file use either `city` or `reported`"
    return copy.deepcopy(city_of_the_file)


@pytest.fixture(scope="module")
def reported_of_the_file(city_of_the_file: City) -> None:
    factories.city_report(city_of_the_file)


@pytest.fixture
def reported(city_of_the_file: City, reported_of_the_file: None, db: None) -> City:
    """The city with figures for 2025Q2 (closed, as all before it) and a first one for 2025Q3."""
    return copy.deepcopy(city_of_the_file)


@pytest.fixture(scope="module")
def demo_of_the_file(module_database: None) -> None:
    factories.demo_make()


@pytest.fixture
def demo(demo_of_the_file: None, db: None, monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """The whole demonstration, seen while its running quarter is reported."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: factories.DEMO_NOW)
    return factories.DEMO_NOW


@pytest.fixture
def signed_in(db: None) -> Any:
    """A test client in the name of somebody, or of nobody: `signed_in("alice").get(...)`."""

    def sign_in(username: str) -> Client:
        client = Client()
        if username != "anonymous":
            client.force_login(get_user_model().objects.get(username=username))
        return client

    return sign_in


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).parents[1]


@pytest.fixture
def member(city_of_the_file: City, signed_in: Any) -> Client:
    """The browser of somebody who sees the work of every quarter, published or not, and does none of it."""
    return signed_in("viewer")


@pytest.fixture
def released(reported: City) -> City:
    """The city with its last closed quarter, 2025Q2, published."""
    release_published(reported)
    return reported


@pytest.fixture
def places(reported: City) -> dict[str, int]:
    """Ids that addresses speak of. 2025Q1 is published, the draft of 2025Q2 is shown to the units."""
    release_published(reported, factories.CLOSED.shift(-1))
    evidence = evidence_add(
        assignment=reported.assignment(),
        period=factories.period_of(factories.RUNNING),
        name="认定文件.txt",
        content=io.BytesIO("认定 987654 家".encode()),
        by=reported.people["alice"],
        at=NOW,
    )
    release_shown(reported)
    entry = name_add(reported, roster_make(reported), "不公开的公司")
    upload = checked(reported, entry.roster, line("不公开的新公司"))
    return {
        "evidence": evidence.pk,
        "alice": reported.people["alice"].pk,
        "entry": entry.pk,
        "upload": upload.pk,
    }
