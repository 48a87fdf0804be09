"""An office that sends e-mail."""

from smtplib import SMTPException
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend

from tests.factories import City
from tests.services.reminding import WITH_ADDRESS


@pytest.fixture
def office(city: City, settings: Any) -> City:
    """The city with a mail server, and with addresses of every reporter but Aaron."""
    settings.EMAIL_HOST, settings.SITE_ADDRESS = "mail.example", "https://targets.example"
    for name in WITH_ADDRESS:
        person = city.people[name]
        person.email = f"{name}@example.org"
        person.save()
    return city


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Whose e-mails the mail server refuses."""
    names: set[str] = set()
    send = EmailBackend.send_messages

    def send_messages(self: EmailBackend, messages: list[Any]) -> int:
        if names & {address.partition("@")[0] for message in messages for address in message.to}:
            raise SMTPException("550 mailbox full")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return names
