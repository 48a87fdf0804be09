"""The settings of reminders: none is needed, and half a setting stops the start."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

NAMES = (
    "SITE_ADDRESS EMAIL_HOST EMAIL_PORT EMAIL_USER EMAIL_PASSWORD EMAIL_TLS EMAIL_FROM REMINDER_DAILY_CAP "
    "WEBHOOK_URL WEBHOOK_KIND WEBHOOK_SECRET"
)


@pytest.fixture
def settings_with(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings as they are with nothing but these variables set."""

    def read(**variables: str) -> dict[str, Any]:
        for name in NAMES.split():
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"DATA_DIR": str(tmp_path)} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(root / "nanjing_targets" / "settings.py"))

    return read


def test_nothing_is_sent_unless_the_office_says_where(settings_with: Any) -> None:
    read = settings_with()

    assert (read["EMAIL_HOST"], read["WEBHOOK_URL"], read["SITE_ADDRESS"]) == ("", "", "")
    assert (read["EMAIL_PORT"], read["REMINDER_DAILY_CAP"], read["WEBHOOK_KIND"]) == (25, 200, "wecom")


def test_empty_variables_count_as_not_set(settings_with: Any) -> None:
    assert settings_with(**dict.fromkeys(NAMES.split(), ""))["EMAIL_PORT"] == 25


@pytest.mark.parametrize(
    ("port", "tls", "expected"),
    [
        ("465", "1", (True, False)),
        ("587", "1", (False, True)),
        ("25", "0", (False, False)),
        ("465", "", (False, False)),
    ],
)
def test_encryption_follows_the_port(
    settings_with: Any, port: str, tls: str, expected: tuple[bool, bool]
) -> None:
    read = settings_with(EMAIL_PORT=port, EMAIL_TLS=tls)

    assert (read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == expected


def test_sender_is_the_account_unless_another_one_is_named(settings_with: Any) -> None:
    assert settings_with(EMAIL_USER="a@example.org")["DEFAULT_FROM_EMAIL"] == "a@example.org"
    read = settings_with(EMAIL_USER="a@example.org", EMAIL_FROM="b@example.org")
    assert read["DEFAULT_FROM_EMAIL"] == "b@example.org"


def test_address_of_the_site_ends_without_a_slash(settings_with: Any) -> None:
    assert settings_with(SITE_ADDRESS=" https://a.example/x/ ")["SITE_ADDRESS"] == "https://a.example/x"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EMAIL_PORT", "smtp"),
        ("EMAIL_PORT", "-1"),
        ("EMAIL_TLS", "starttls"),
        ("REMINDER_DAILY_CAP", "many"),
        ("REMINDER_DAILY_CAP", "1.5"),
        ("SITE_ADDRESS", "targets.example.org"),
        ("SITE_ADDRESS", "https://"),
        ("WEBHOOK_URL", "file:///etc/passwd"),
        ("WEBHOOK_URL", "qyapi.example"),
        ("WEBHOOK_URL", "https://a.example/ b"),
        ("WEBHOOK_KIND", "feishu"),
    ],
)
def test_setting_that_makes_no_sense_stops_the_start(settings_with: Any, name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        settings_with(**{name: text})
