"""Files that prove a figure: taken in, given out, withdrawn; and what is none is refused before it is stored."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests import factories, pages
from tests.documents.evidence_files import PDF
from tests.factories import NOW, RUNNING, City
from tests.views.test_histories import ADDRESS, problem, report
from tracker.models import Evidence
from tracker.services.evidence import evidence_add, evidence_withdraw


def upload(client: Client, name: str = "认定文件.pdf", content: bytes = PDF, **data: str) -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post(ADDRESS, {"file": file, "upload": "1"} | data)


@pytest.fixture
def file(reported: City) -> Evidence:
    return evidence_add(
        assignment=reported.assignment(),
        period=factories.period_of(RUNNING),
        name="认定 文件.pdf",
        content=io.BytesIO(PDF),
        by=reported.people["alice"],
        at=NOW,
    )


def test_file_is_added_and_offered_to_all_who_may_see_the_figure(reported: City, signed_in: Any) -> None:
    response = upload(signed_in("alice"))
    assert (response.status_code, response.url) == (302, ADDRESS)

    stored = Evidence.objects.get()
    assert (stored.name, stored.report, stored.author.username) == ("认定文件.pdf", report(), "alice")
    for username in ("alice", "rita", "auditor"):
        page = pages.read(signed_in(username).get(ADDRESS))
        assert page.one(class_="files").one("a", href=f"/evidence/{stored.pk}/").text == "认定文件.pdf"
    assert "涉密" in pages.read(signed_in("alice").get(ADDRESS)).one(id="files").one(class_="warning").text


def test_file_added_from_the_sheet_leads_back_to_its_row(reported: City, signed_in: Any) -> None:
    assert upload(signed_in("alice"), back="sheet").url == "/reports/2025Q3/east/#row-factories"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("认定文件.pdf", b"MZ\x90\x00" + bytes(500), "可执行程序"),
        ("认定文件.pdf", b"#!/bin/sh\nrm -rf /\n", "可执行程序"),
        ("认定文件.exe", b"MZ\x90\x00" + bytes(500), "不接受此类文件"),
        ("认定文件.pdf", b"<html><script>alert(1)</script></html>", "网页"),
        ("认定文件.xlsx", PDF, "xlsx"),
        ("认定文件.pdf", b"", "空的"),
    ],
)
def test_file_that_is_not_what_it_says_is_refused_with_a_sentence(
    reported: City, signed_in: Any, name: str, content: bytes, sentence: str
) -> None:
    assert sentence in problem(upload(signed_in("alice"), name, content))
    assert not Evidence.objects.exists()


def test_form_without_a_file_says_so(reported: City, signed_in: Any) -> None:
    assert problem(signed_in("alice").post(ADDRESS, {"upload": "1"}))


class Body(io.RawIOBase):
    """What a browser sends for a form with one file of `size` bytes, made as it is read: nothing holds it."""

    BOUNDARY = "boundary"

    def __init__(self, size: int, before: dict[str, str], after: dict[str, str]) -> None:
        head = "".join(self._field(*field) for field in before.items()) + self._part(
            "file", "; filename=a.pdf"
        )
        tail = "\r\n" + "".join(self._field(*field) for field in after.items()) + f"--{self.BOUNDARY}--\r\n"
        self.length = len(head) + size + len(tail)
        self._chunks = self._made(head.encode(), size, tail.encode())
        self._rest = b""

    def _part(self, name: str, more: str = "") -> str:
        return f'--{self.BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'

    def _field(self, name: str, value: str) -> str:
        return f"{self._part(name)}{value}\r\n"

    def _made(self, head: bytes, size: int, tail: bytes) -> Iterator[bytes]:
        yield head
        for _ in range(size // 2**16):
            yield bytes(2**16)
        yield tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._chunks, b"")
        given, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


@pytest.mark.parametrize("first", [True, False], ids=["fields-first", "file-first"])
def test_file_of_200_megabytes_is_refused_with_a_sentence_and_never_written_down(
    reported: City, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    """Wherever in the form the file stands: the proof that the form is ours may come after it."""

    def written(*args: object) -> None:
        pytest.fail("the file is being written down")

    for handler in ("MemoryFileUploadHandler", "TemporaryFileUploadHandler"):
        monkeypatch.setattr(f"django.core.files.uploadhandler.{handler}.receive_data_chunk", written)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reported.people["alice"])
    client.get(ADDRESS)
    fields = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "upload": "1"}
    body = Body(200 * 2**20, fields if first else {}, {} if first else fields)
    sent = io.BufferedReader(body, 2**16)

    response = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": ADDRESS,
            "CONTENT_TYPE": f"multipart/form-data; boundary={Body.BOUNDARY}",
            "CONTENT_LENGTH": str(body.length),
            "wsgi.input": sent,
        }
    )
    assert "20 MB" in problem(response)
    assert sent.read(1) == b"", "read to its end, so that the browser is still there to be told"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("username", "status"), [("bob", 404), ("anna", 403), ("rita", 403), ("auditor", 403)]
)
def test_file_of_somebody_who_does_not_report_for_the_unit_is_refused(
    reported: City, signed_in: Any, username: str, status: int
) -> None:
    assert upload(signed_in(username)).status_code == status
    assert not Evidence.objects.exists()


def test_file_for_a_closed_quarter_is_refused(reported: City, signed_in: Any) -> None:
    client = signed_in("alice")
    factories.period_close(RUNNING)

    assert not pages.read(client.get(ADDRESS)).all("button", name="upload")
    assert "2025Q3" in problem(upload(client))
    assert not Evidence.objects.exists()


def test_file_is_given_out_as_a_download_only(file: Evidence, signed_in: Any) -> None:
    response = signed_in("rita").get(f"/evidence/{file.pk}/")

    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=utf-8''%E8%AE%A4%E5%AE%9A%20%E6%96%87%E4%BB%B6.pdf" in disposition


@pytest.mark.parametrize("username", ["bob", "carl", "reviewer", "berta"])
def test_file_of_another_unit_is_not_found(file: Evidence, signed_in: Any, username: str) -> None:
    assert signed_in(username).get(f"/evidence/{file.pk}/").status_code == 404


def test_file_that_is_none_is_not_found(file: Evidence, signed_in: Any) -> None:
    for forged in (0, file.pk + 10**6, 10**30):
        assert signed_in("alice").get(f"/evidence/{forged}/").status_code == 404


def test_file_is_never_served_as_it_lies(file: Evidence, signed_in: Any) -> None:
    for address in (f"/media/{file.file.name}", f"/static/{file.file.name}", f"/{file.file.name}"):
        assert signed_in("alice").get(address).status_code == 404


def test_file_is_withdrawn_with_a_reason_and_stays_on_the_page(file: Evidence, signed_in: Any) -> None:
    alice = signed_in("alice")
    assert problem(alice.post(ADDRESS, {"withdraw": str(file.pk), "reason": ""}))

    assert alice.post(ADDRESS, {"withdraw": str(file.pk), "reason": "传错了"}).status_code == 302
    files = pages.read(alice.get(ADDRESS)).one(class_="files")
    assert files.one("s").text == file.name
    assert not files.all("button", name="withdraw")


def test_file_withdrawn_is_not_offered_to_reviewers_any_more(
    reported: City, file: Evidence, signed_in: Any
) -> None:
    rita = signed_in("rita")
    assert f"/evidence/{file.pk}/" in rita.get("/reviews/2025Q3/").content.decode()
    evidence_withdraw(evidence=file, reason="传错了", by=reported.people["alice"], at=NOW)

    assert f"/evidence/{file.pk}/" not in rita.get("/reviews/2025Q3/").content.decode()


def test_file_of_another_figure_is_not_withdrawn_here(reported: City, file: Evidence, signed_in: Any) -> None:
    data = {"withdraw": str(file.pk), "reason": "传错了"}

    assert signed_in("alice").post("/reports/2025Q3/east/tool-rate/", data).status_code == 404
    assert signed_in("rita").post(ADDRESS, data).status_code == 403
    file.refresh_from_db()
    assert file.withdrawn_at is None
