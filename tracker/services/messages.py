"""Messages to the group of an office: the robot of WeCom (企业微信) or DingTalk (钉钉), reached by its webhook."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT = 10  # seconds
# WeCom takes at most 2,048 bytes of UTF-8 in a text message (its documentation of group robots), DingTalk more.
LIMIT = 2048
ANSWER_LIMIT = 64 * 1024


class MessageFailed(Exception):
    """The robot did not take the message; the text says why, without the address, which is a secret."""


def message_post(text: str, *, at: dt.datetime) -> None:
    """Say this to the group. Both robots take the same text message and answer with `errcode` 0 when it went well.

    Raises `MessageFailed` for anything else, also for an answer with status 200 that names an error.
    """
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    request = Request(  # noqa: S310 - the settings let http and https through alone
        _address(at), data=body, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer = json.loads(response.read(ANSWER_LIMIT))
    except HTTPError as error:
        error.close()
        raise MessageFailed(str(error)) from error
    except (OSError, HTTPException) as error:  # unreachable, refused, too slow, broken off
        raise MessageFailed(str(error) or type(error).__name__) from error
    except ValueError as error:
        raise MessageFailed("the answer is not JSON") from error
    if not isinstance(answer, dict) or answer.get("errcode") != 0:
        said = answer if isinstance(answer, dict) else {}
        raise MessageFailed(f"{said.get('errcode', 'no errcode')}: {said.get('errmsg', '')}")


def _address(at: dt.datetime) -> str:
    """The robot's address. DingTalk's may be guarded by a secret: then the time and a signature of it go along."""
    if not (settings.WEBHOOK_KIND == "dingtalk" and settings.WEBHOOK_SECRET):
        return settings.WEBHOOK_URL
    stamp = str(int(at.timestamp() * 1000))
    joint = "&" if "?" in settings.WEBHOOK_URL else "?"
    signed = urlencode({"timestamp": stamp, "sign": signature(stamp, settings.WEBHOOK_SECRET)})
    return f"{settings.WEBHOOK_URL}{joint}{signed}"


def signature(stamp: str, secret: str) -> str:
    """DingTalk's signature: HMAC-SHA256 of the time in milliseconds, a line break and the secret, in base64."""
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
