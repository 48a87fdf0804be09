"""The word to the group: what the robots of WeCom and DingTalk are sent, and what is made of their answers."""

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import CHINA, NOW, City, rate
from tracker.models import Installation, Period, Reminder
from tracker.selectors.quarters import units_missing
from tracker.services import messages
from tracker.services.messages import MessageFailed, message_post, signature
from tracker.services.reminder_texts import group_text
from tracker.services.reminders import reminders_send

FIVE_BEFORE = dt.datetime(2025, 10, 14, 8, 30, tzinfo=CHINA)
OK = (200, b'{"errcode": 0, "errmsg": "ok"}')


class Robot(ThreadingHTTPServer):
    """A robot on this machine: keeps what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.answer, self.delay = OK, 0.0

    def handle_error(self, *args: Any) -> None:
        """A caller that did not wait for the answer is what one of the tests is about."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send?key=secret"

    @property
    def texts(self) -> list[str]:
        return [body["text"]["content"] for _path, body in self.heard]


class Handler(BaseHTTPRequestHandler):
    server: Robot

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, json.loads(body)))
        time.sleep(self.server.delay)
        status, answer = self.server.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Says nothing between the tests."""


@pytest.fixture
def robot(settings: Any) -> Iterator[Robot]:
    with Robot() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.WEBHOOK_URL, settings.WEBHOOK_KIND = server.address, "wecom"
        settings.WEBHOOK_SECRET, settings.EMAIL_HOST = "", ""
        settings.SITE_ADDRESS = "https://targets.example"
        yield server
        server.shutdown()


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_both_robots_take_the_same_text_message(robot: Robot, settings: Any, kind: str) -> None:
    settings.WEBHOOK_KIND = kind
    message_post("催报：三季度", at=NOW)

    assert robot.heard == [("/send?key=secret", {"msgtype": "text", "text": {"content": "催报：三季度"}})]


def test_signature_is_the_one_that_openssl_makes() -> None:
    # printf '1577262236757\nthis is secret' | openssl dgst -sha256 -hmac 'this is secret' -binary | base64
    assert signature("1577262236757", "this is secret") == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="


def test_dingtalk_with_a_secret_gets_the_time_and_its_signature(robot: Robot, settings: Any) -> None:
    settings.WEBHOOK_KIND, settings.WEBHOOK_SECRET = "dingtalk", "this is secret"
    message_post("催报", at=NOW)

    query = parse_qs(urlsplit(robot.heard[0][0]).query)
    stamp = str(int(NOW.timestamp() * 1000))
    assert query == {"key": ["secret"], "timestamp": [stamp], "sign": [signature(stamp, "this is secret")]}


def test_wecom_has_no_signature(robot: Robot, settings: Any) -> None:
    settings.WEBHOOK_SECRET = "this is secret"
    message_post("催报", at=NOW)

    assert robot.heard[0][0] == "/send?key=secret"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), "93000: invalid webhook url"),
        ((200, b'{"errmsg": "ok"}'), "no errcode"),
        ((200, b"[]"), "no errcode"),
        ((200, b"<html>"), "not JSON"),
        ((200, b"\xff"), "not JSON"),
        ((500, b"{}"), "500"),
        ((404, OK[1]), "404"),
    ],
)
def test_anything_but_errcode_zero_is_a_failure(robot: Robot, answer: tuple[int, bytes], words: str) -> None:
    robot.answer = answer

    with pytest.raises(MessageFailed, match=words) as failure:
        message_post("催报", at=NOW)
    assert "key=secret" not in str(failure.value)


def test_robot_that_cannot_be_reached_is_a_failure(settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.WEBHOOK_URL = f"http://127.0.0.1:{probe.getsockname()[1]}/send?key=secret"

    with pytest.raises(MessageFailed) as failure:
        message_post("催报", at=NOW)
    assert "key=secret" not in str(failure.value)


def test_robot_that_does_not_answer_is_not_waited_for(robot: Robot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "TIMEOUT", 0.05)
    robot.delay = 0.3

    with pytest.raises(MessageFailed, match="timed out"):
        message_post("催报", at=NOW)


def test_group_is_told_once_which_units_owe_figures_and_no_names(city: City, robot: Robot) -> None:
    city.report(5, unit="zone")

    assert reminders_send(at=FIVE_BEFORE).told_groups == 1
    assert reminders_send(at=FIVE_BEFORE).told_groups == 0
    [text] = robot.texts
    assert text.splitlines() == [
        "催报：2025年三季度数据请于 2025-10-21 前报送，距今 5 个工作日。",
        "尚未报全的单位（3 个）：bureau单位、east单位、west单位",
        "https://targets.example/quarters/2025Q3/",
    ]
    assert not [name for name in city.people if name in text]


def test_failed_message_is_kept_and_tried_again(city: City, robot: Robot) -> None:
    robot.answer = (200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}')
    assert reminders_send(at=FIVE_BEFORE).problems == ("45009: api freq out of limit",)

    reminder = Reminder.objects.get(user=None)
    assert (reminder.sent_at, reminder.attempts) == (None, 1)
    robot.answer = OK
    reminders_send(at=FIVE_BEFORE)
    reminder.refresh_from_db()
    assert (reminder.sent_at, reminder.attempts, reminder.problem) == (FIVE_BEFORE, 2, "")


def test_group_is_not_told_after_everything_was_submitted(city: City, robot: Robot) -> None:
    robot.answer = (500, b"")
    reminders_send(at=FIVE_BEFORE)
    robot.answer = OK
    robot.heard.clear()
    for unit in ("east", "west"):
        city.report(30, unit=unit)
        city.report(rate(45, 60), target="tool-rate", unit=unit)
    city.report(5, unit="zone")
    city.report("79.5", target="index", unit="bureau")

    reminders_send(at=FIVE_BEFORE)
    assert robot.heard == []


def test_without_a_webhook_there_is_no_reminder_for_a_group(city: City, settings: Any) -> None:
    settings.WEBHOOK_URL = settings.EMAIL_HOST = ""
    reminders_send(at=FIVE_BEFORE)

    assert Reminder.objects.exists()
    assert not Reminder.objects.filter(user=None).exists()


def test_message_of_a_demonstration_says_so(city: City, robot: Robot) -> None:
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})
    reminders_send(at=FIVE_BEFORE)

    assert "示例数据 DEMO DATA" in robot.texts[0]


@pytest.mark.parametrize("limit", [2048, 170, 150])
def test_list_too_long_for_a_message_is_cut_and_the_rest_is_counted(city: City, limit: int) -> None:
    period = Period.objects.get(quarter="2025Q3")
    missing = units_missing(period)
    text = group_text(period, missing, on=FIVE_BEFORE.date(), limit=limit)

    shown = [str(unit) for unit in missing if str(unit) in text]
    assert len(text.encode()) <= limit
    assert shown == [str(unit) for unit in missing][: len(shown)]
    assert (f"另有 {4 - len(shown)} 个单位" in text) == (len(shown) < 4)
