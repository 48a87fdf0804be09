"""Settings come from the environment, and what is unclear stops the start."""

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

NAMES = "ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS DATABASE_URL DEBUG DEMO DEMO_PASSWORD DEMO_PUBLIC HOST HTTPS PORT"
NAMES += " SECRET_KEY"


@pytest.fixture
def settings_with(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings as they are with nothing but these variables set."""

    def read(**variables: str) -> dict[str, Any]:
        for name in NAMES.split():
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(root / "nanjing_targets" / "settings.py"))

    return read


def test_settings_without_any_variable_are_a_demonstration_on_this_machine(settings_with: Any) -> None:
    read = settings_with()

    assert (read["DEMO"], read["DEMO_PUBLIC"], read["DEBUG"]) == (True, False, False)
    assert (read["HOST"], read["PORT"]) == ("127.0.0.1", "8000")
    assert read["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]", "127.0.0.1"]
    assert (read["LANGUAGE_CODE"], read["TIME_ZONE"]) == ("zh-hans", "Asia/Shanghai")


@pytest.mark.parametrize("text", ["1", "true", "YES", " on "])
def test_yes_is_read_in_its_usual_forms(settings_with: Any, text: str) -> None:
    assert settings_with(DEBUG=text)["DEBUG"] is True


@pytest.mark.parametrize("text", ["0", "false", "No", "off"])
def test_no_is_read_in_its_usual_forms(settings_with: Any, text: str) -> None:
    assert settings_with(DEMO=text)["DEMO"] is False


@pytest.mark.parametrize("name", ["DEBUG", "DEMO", "DEMO_PUBLIC", "HTTPS"])
@pytest.mark.parametrize("text", ["maybe", "2", "tru"])
def test_what_is_neither_yes_nor_no_stops_the_start(settings_with: Any, name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(**{name: text})


def test_empty_variables_count_as_not_set(settings_with: Any) -> None:
    read = settings_with(DEMO="", HOST="", PORT="", DEMO_PASSWORD="", SECRET_KEY="")

    assert (read["DEMO"], read["HOST"], read["PORT"]) == (True, "127.0.0.1", "8000")
    assert read["DEMO_PASSWORD"]
    assert read["SECRET_KEY"]


def test_secret_key_is_made_once_and_readable_by_nobody_else(settings_with: Any, tmp_path: Path) -> None:
    first, second = settings_with()["SECRET_KEY"], settings_with()["SECRET_KEY"]

    path = tmp_path / "data" / "secret_key"
    assert first == second == path.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_key_of_the_environment_is_used_and_not_written_down(
    settings_with: Any, tmp_path: Path
) -> None:
    assert settings_with(SECRET_KEY="from-outside")["SECRET_KEY"] == "from-outside"
    assert not (tmp_path / "data" / "secret_key").exists()


def test_sqlite_lies_in_the_data_folder_and_an_answered_save_is_on_the_disk(
    settings_with: Any, tmp_path: Path
) -> None:
    database = settings_with()["DATABASES"]["default"]

    assert Path(database["NAME"]) == tmp_path / "data" / "db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]


def test_postgresql_is_named_by_one_address(settings_with: Any) -> None:
    database = settings_with(DATABASE_URL="postgres://ann:pw@db.example:5433/targets")["DATABASES"]["default"]

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "targets")
    assert "init_command" not in database.get("OPTIONS", {})
    assert database["CONN_MAX_AGE"] > 0


def test_https_keeps_cookies_off_plain_connections(settings_with: Any) -> None:
    plain, secure = settings_with(), settings_with(HTTPS="1")

    assert not plain["SESSION_COOKIE_SECURE"]
    assert secure["SESSION_COOKIE_SECURE"]
    assert secure["CSRF_COOKIE_SECURE"]
    assert plain["SECURE_PROXY_SSL_HEADER"] is None, "else a visitor could claim to come over HTTPS"
    assert secure["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_hosts_are_a_list_with_commas(settings_with: Any) -> None:
    read = settings_with(ALLOWED_HOSTS="a.example, b.example,", CSRF_TRUSTED_ORIGINS="https://a.example")

    assert read["ALLOWED_HOSTS"] == ["a.example", "b.example"]
    assert read["CSRF_TRUSTED_ORIGINS"] == ["https://a.example"]


def test_nothing_is_fetched_from_elsewhere_or_sent_by_mail(settings_with: Any) -> None:
    read = settings_with()

    assert read["STATIC_URL"] == "/static/"
    assert read["CACHES"]["default"]["BACKEND"].endswith("LocMemCache")


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_system_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")
