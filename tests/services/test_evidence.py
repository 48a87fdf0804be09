"""Files that prove a figure: looked into before they are stored, kept for good, withdrawn and not removed."""

import hashlib
import io
import re
from typing import Any

import pytest
from django.core.files.storage import default_storage

from tests import factories
from tests.documents.evidence_files import PDF, PNG, open_xml
from tests.factories import CLOSED, NOW, RUNNING, City
from tracker.calculations.periods import Quarter
from tracker.documents.evidence import LIMIT
from tracker.models import AuditEvent, Evidence, Report, ReportState
from tracker.services.evidence import evidence_add, evidence_withdraw
from tracker.services.reports import UnableToReport


def add(
    city: City,
    name: str = "认定文件.pdf",
    content: bytes = PDF,
    *,
    by: str = "alice",
    quarter: Quarter = RUNNING,
) -> Evidence:
    return evidence_add(
        assignment=city.assignment(),
        period=factories.period_of(quarter),
        name=name,
        content=io.BytesIO(content),
        by=city.people[by],
        at=NOW,
    )


def withdraw(city: City, evidence: Evidence, reason: str = "传错了", *, by: str = "alice") -> bool:
    return evidence_withdraw(evidence=evidence, reason=reason, by=city.people[by], at=NOW)


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action__startswith="evidence").order_by("pk"))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("认定文件.pdf", PDF, "application/pdf"),
        ("现场.png", PNG, "image/png"),
        (
            "名录.xlsx",
            open_xml("xlsx"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_file_is_kept_with_what_it_is_and_who_added_it(
    city: City, name: str, content: bytes, media_type: str
) -> None:
    evidence = Evidence.objects.get(pk=add(city, name, content).pk)

    assert (evidence.name, evidence.size, evidence.media_type) == (name, len(content), media_type)
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    assert (evidence.author, evidence.recorded_at) == (city.people["alice"], NOW)
    with evidence.file.open() as file:
        assert file.read() == content
    event = events()[0]
    assert (event.action, event.subject) == ("evidence.added", "report:2025Q3:east:factories")
    assert event.details == {"name": name, "sha256": evidence.sha256, "size": len(content)}


def test_file_is_stored_under_a_name_of_ours(city: City) -> None:
    evidence = add(city, r"C:\报表\..\..\etc\认定 文件.pdf")

    assert evidence.name == "认定 文件.pdf"
    assert re.fullmatch(rf"evidence/[0-9/]+/{evidence.sha256[:32]}\w*\.pdf", evidence.file.name)


def test_file_may_come_before_the_figure(city: City) -> None:
    add(city)

    assert Report.objects.get().state == ReportState.DRAFT


def test_same_file_twice_is_kept_once(city: City) -> None:
    assert add(city) == add(city, "另一个名字.pdf", by="aaron")
    assert len(events()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("认定文件.pdf", b"MZ" + bytes(400)),
        ("认定文件.pdf", b"\x7fELF" + bytes(400)),
        ("认定文件.pdf", b"MZ" + PDF),
        ("认定文件.pdf", PNG),
        ("认定文件.exe", PDF),
        ("认定文件.html", b"<script>alert(1)</script>"),
        ("认定文件.pdf", b""),
        ("认定文件.xlsx", open_xml("xlsx", **{"xl__vbaProject.bin": b"x"})),
        (".pdf", PDF),
        ("认定文件.pdf", b"%PDF-1.7" + bytes(LIMIT)),
    ],
    ids=["program", "elf", "both", "picture", "exe", "html", "empty", "macros", "no-name", "too-large"],
)
def test_file_that_is_not_what_it_says_is_refused_and_not_stored(
    city: City, name: str, content: bytes
) -> None:
    before = set(_stored())

    with pytest.raises(UnableToReport):
        add(city, name, content)
    assert set(_stored()) == before
    assert not Evidence.objects.exists()
    assert not events()


@pytest.mark.parametrize("username", ["bob", "anna", "rita", "coordinator", "auditor", "stranger"])
def test_file_beside_a_figure_that_is_not_ones_own_is_refused(city: City, username: str) -> None:
    before = set(_stored())

    with pytest.raises(UnableToReport, match="east单位"):
        add(city, by=username)
    assert set(_stored()) == before


def test_file_for_a_closed_quarter_is_refused(city: City) -> None:
    factories.period_close(CLOSED)

    with pytest.raises(UnableToReport, match="2025Q2"):
        add(city, quarter=CLOSED)


def test_files_of_an_approved_figure_stay_as_they_were_judged(city: City) -> None:
    evidence = add(city)
    city.approve(city.report(30))

    for change in (lambda: add(city, "另一份.png", PNG), lambda: withdraw(city, evidence)):
        with pytest.raises(UnableToReport):
            change()


def test_withdrawn_file_stays_in_the_store_with_the_reason_on_record(city: City) -> None:
    evidence = add(city)

    assert withdraw(city, evidence, " 传错了 ", by="aaron")
    evidence.refresh_from_db()
    assert evidence.withdrawn_at == NOW
    assert default_storage.exists(evidence.file.name)
    event = events()[-1]
    assert (event.action, event.reason, event.actor_name) == ("evidence.withdrawn", "传错了", "aaron")


def test_file_is_withdrawn_once(city: City) -> None:
    evidence = add(city)

    assert [withdraw(city, evidence), withdraw(city, evidence)] == [True, False]
    assert len(events()) == 2


def test_file_withdrawn_by_mistake_can_be_added_again(city: City) -> None:
    first = add(city)
    withdraw(city, first)

    assert add(city) != first


@pytest.mark.parametrize("reason", ["", "  "])
def test_file_is_not_withdrawn_without_a_reason(city: City, reason: str) -> None:
    evidence = add(city)

    with pytest.raises(UnableToReport):
        withdraw(city, evidence, reason)
    evidence.refresh_from_db()
    assert evidence.withdrawn_at is None


def test_file_is_withdrawn_by_the_units_reporters_while_the_quarter_is_open(city: City) -> None:
    evidence = add(city)
    for username in ("bob", "rita", "coordinator"):
        with pytest.raises(UnableToReport, match="east单位"):
            withdraw(city, evidence, by=username)
    factories.period_close(RUNNING)
    with pytest.raises(UnableToReport, match="2025Q3"):
        withdraw(city, evidence)


def _stored(folder: str = "") -> list[Any]:
    """Every file in the store."""
    folders, files = default_storage.listdir(folder)
    return [f"{folder}{name}" for name in files] + [
        path for name in folders for path in _stored(f"{folder}{name}/")
    ]
