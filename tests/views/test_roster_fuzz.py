"""Lists of names that have been spoilt by chance: none is an error of ours, none is written in part."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests import pages
from tests.factories import NOW, City
from tests.mutations import MUTATIONS, SEED, mutated, with_bytes_changed
from tests.roster_files import line, text_file, workbook
from tests.rosters import CODES, name_add, roster_make
from tracker.models import Enterprise, FormerName, RosterEntry, RosterFlag, RosterUpload
from tracker.services.roster_flags import flags_find

pytestmark = pytest.mark.usefixtures("clock")
IMPORT = "/rosters/factories/import/"
STRANGE = [
    "11010119491001001X",
    "9.13E+17",
    CODES[0],
    CODES[1],
    "示例甲公司",
    "示例旧名公司",
    "西",
    "west单位",
    "2025年2月30日",
    "20250115",
    "five",
    "甲" * 250,
    "a_x0001_b",
]


@pytest.fixture
def rows(city: City) -> list[dict[str, Any]]:
    """A list of which the roster knows some names already, one of them by another name."""
    roster = roster_make(city)
    name_add(city, roster, "示例旧名公司", code=CODES[0], level="three")
    name_add(city, roster, "示例乙公司")
    return [
        line("示例甲公司", CODES[0], level="three", batch="第一批"),
        line("示例乙公司", source="公告一号"),
        line("示例丙公司", CODES[1], "west单位", kind="5g", level="four"),
        line("示例丙有限公司", CODES[2], withdrawn_on="2025-06-01", withdrawal_reason="迁出"),
        line("示例丁公司分公司", "123", "zone单位"),
        line("示例丙公司", CODES[1], recognised_on="2024-12-31"),
    ]


def spoilt_texts(content: bytes, dice: random.Random) -> Iterator[bytes]:
    while True:
        yield with_bytes_changed(content, dice)


def written() -> list[Any]:
    """Everything that an import writes, without the upload itself."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (RosterEntry, Enterprise, FormerName, RosterFlag)
    ]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_no_mutation_of_a_list_breaks_anything_or_is_written_in_part(
    signed_in: Any, rows: list[dict[str, Any]], form: str
) -> None:
    client, dice = signed_in("coordinator"), random.Random(SEED)
    files = (
        mutated(workbook(*rows), dice, columns=11, values=STRANGE)
        if form == "xlsx"
        else spoilt_texts(text_file(*rows).encode(), dice)
    )
    for number, content in zip(range(MUTATIONS), files, strict=False):
        with transaction.atomic():
            whole = {"is_complete": "on", "missing_on": "2025-10-01", "missing_reason": "不在名录中"}
            try_file(client, content, form, whole if number % 2 else {}, number)
            transaction.set_rollback(True)


def try_file(client: Any, content: bytes, form: str, fields: dict[str, str], number: int) -> None:
    """Send a file, and confirm it if it can be confirmed."""
    before = written()
    data = {"file": SimpleUploadedFile(f"名录.{form}", content), **fields}
    response = client.post(IMPORT, data, follow=True)
    assert response.status_code == 200, number
    assert written() == before, number
    upload = RosterUpload.objects.first()
    if upload is None:  # it was refused at once
        return
    assert upload.state in ("checked", "failed"), number
    assert upload.problem.get("code") not in ("ended", "file_lost"), number
    revision = pages.read(response).all("input", name="revision")
    if not revision:
        return
    confirmed = {"confirm": "1", "is_sure": "1", "revision": revision[0].value}
    response = client.post(f"{IMPORT}{upload.pk}/", confirmed, follow=True)
    upload.refresh_from_db()
    assert (response.status_code, upload.state) == (200, "applied"), number
    assert RosterEntry.objects.count() == len(before[0]) + upload.counts["new"], number
    entries = RosterEntry.objects.select_related("enterprise", "roster")
    assert flags_find(entries, at=NOW) == 0, f"{number}: something odd was not flagged"
    again = client.post(IMPORT, {"file": SimpleUploadedFile(f"名录.{form}", content)}, follow=True)
    assert 'data-step="new"' not in again.content.decode(), number
