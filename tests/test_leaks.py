"""No unpublished number reaches an anonymous visitor, whichever address is asked in whichever way."""

import io
import zipfile
from typing import Any

import pytest
from django.http import HttpResponseBase

from tests.access_table import LOOKING, WRITING
from tests.corrections import figures_replaced
from tests.factories import CLOSED, NOW, RUNNING, City, figure, period_of
from tracker.services.drafts import draft_save

pytestmark = pytest.mark.usefixtures("clock")


def everything_in(response: HttpResponseBase) -> str:
    """The words of an answer, its headers included; a workbook is unpacked."""
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(map(package.read, package.namelist()))
    return content.decode() + str(response.headers)


@pytest.mark.parametrize("persona", ["anonymous", "stranger"])
def test_no_unpublished_number_reaches_a_stranger(
    places: dict[str, int], reported: City, signed_in: Any, persona: str
) -> None:
    """Through no page, fragment, export, file or refusal: the running quarter's figure, a draft, a file's content, a
    name on a roster, a figure that came after its quarter was published.
    """
    reported.report(figure(765432, reason="other", note="并入"), seen=1)
    draft_save(
        assignment=reported.assignment("tool-rate"),
        period=period_of(RUNNING),
        content={"value": "654321"},
        seen=0,
        by=reported.people["alice"],
        at=NOW,
    )
    figures_replaced(reported, {("factories", "east"): 543210}, quarter=CLOSED.shift(-1))  # it is published
    secrets = ("765432", "765,432", "654321", "543210", "543,210", "987654", "认定文件", "不公开的公司")
    seen_by_alice = signed_in("alice").get("/reports/2025Q3/east/").content.decode()
    assert "765432" in seen_by_alice
    assert "654321" in seen_by_alice
    assert "543210" in signed_in("alice").get("/reports/2025Q1/east/").content.decode().replace(",", "")
    client = signed_in(persona)
    for name, (address, _) in LOOKING.items():
        for headers in ({}, {"HX-Request": "true"}):
            for query in ({}, {"quarter": "2025Q1"}, {"quarter": "2025Q3"}):
                said = [client.get(address.format(**places), query, headers=headers)]
                if name in WRITING:
                    said.append(client.post(address.format(**places), WRITING[name][0], headers=headers))
                for response in said:
                    text = everything_in(response)
                    assert not [secret for secret in secrets if secret in text], (name, response.status_code)
