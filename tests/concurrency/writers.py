"""People who work on the same figures at the same time, each in a browser window of their own.

A window knows what its last answers told it and nothing else, as a real one: which version it shows, which draft it
started from. Whatever it is answered is written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from django.db import connections
from django.test import Client

from tests import pages
from tests.factories import RUNNING, TODAY

HTMX = {"HX-Request": "true"}
SHEET = f"/reports/{RUNNING.code}/east/"


@dataclass(frozen=True)
class Saved:
    """A submission that was acknowledged: what was typed, over which version."""

    target: str
    author: str
    value: str
    seen: int


@dataclass
class Log:
    """What one window was told."""

    submitted: list[Saved] = field(default_factory=list)
    decided: list[tuple[str, str, int]] = field(default_factory=list)  # what, by whom, on which version
    drafts: dict[str, str] = field(default_factory=dict)  # by target: what was said to be kept as a draft
    refused: int = 0
    statuses: set[int] = field(default_factory=set)
    steps: int = 0


class Window:
    """One window of one person. Values are never the same twice, so that each can be found again."""

    def __init__(self, number: int, username: str, client: Client, targets: list[str]) -> None:
        self.number, self.username, self.client, self.targets = number, username, client, targets
        self.random = Random(number)
        self.log = Log()
        self.fields = {target: {"seen": "0", "draft": "0"} for target in targets}

    def value(self) -> str:
        """Below 100, so that it can be a rate as well; whole numbers for the rest."""
        return f"{self.number}.{self.log.steps:04d}"

    def typed(self, target: str) -> str:
        return self.value() if target == "tool-rate" else self.value().replace(".", "")

    def post(self, target: str, what: str) -> tuple[pages.Element, str]:
        """Type a new value into a row and save it as a draft or submit it."""
        value = self.typed(target)
        data = {f"{target}-{name}": text for name, text in self.fields[target].items()}
        data |= {f"{target}-value": value, "window": f"window-{self.number}", what: target}
        response = self.client.post(SHEET, data, headers=HTMX)
        self.log.statuses.add(response.status_code)
        answer = pages.read(response)
        for name in self.fields[target]:
            for element in answer.all("input", name=f"{target}-{name}"):
                self.fields[target][name] = element.value
        return answer, value

    def draft(self, target: str) -> None:
        answer, value = self.post(target, "draft")
        refused = answer.all(class_="errors")  # typed in another window of the same person
        approved = answer.all("p", class_="error")  # or the figure was settled meanwhile: kept, but told
        assert refused or approved or answer.all(class_="draft-state"), "kept, or told why not"
        if not refused:
            self.log.drafts[target] = value
        self.log.refused += bool(refused)

    def submit(self, target: str) -> None:
        seen = int(self.fields[target]["seen"])
        answer, value = self.post(target, "submit")
        saved, refused = answer.all(class_="saved"), answer.all(class_="errors")
        assert bool(saved) != bool(refused), "submitted, or told why not"
        if saved:
            self.log.submitted.append(Saved(target, self.username, value, seen))
            self.log.drafts.pop(target, None)
        else:
            self.log.refused += 1
            self.log.drafts[target] = value  # a refused figure stays as a draft

    def review(self, target: str) -> None:
        """Look at the figure and press one of the buttons that are there. Somebody else may be quicker."""
        address = f"{SHEET}{target}/"
        page = self.get(address)
        buttons = [b for name in ("approve", "return", "reopen") for b in page.all("button", name=name)]
        if not buttons:
            return
        button = self.random.choice(buttons)
        action, version = button.attributes["name"], button.value
        words = {"comment": "请核对", "reason": "更正", "until": TODAY.isoformat()}
        response = self.client.post(address, words | {action: version})
        self.log.statuses.add(response.status_code)
        if response.status_code == 302:
            self.log.decided.append((action, self.username, int(version)))
        else:
            assert pages.read(response).one("main").one(class_="notice notice-error").text, "or told why not"
            self.log.refused += 1

    def approve_everything(self) -> None:
        """Tick all that waits. What was done and what was not is counted on the next page."""
        address = f"/reviews/{RUNNING.code}/"
        ticked = [box.value for box in self.get(address).all("input", name="version")]
        if not ticked:
            return
        response = self.client.post(address, {"version": ticked, "approve": "ticked"})
        self.log.statuses.add(response.status_code)
        told = self.get(response.url).one("main")
        done = [
            int(n)
            for notice in told.all(class_="notice notice-success")
            for n in re.findall(r"\d+", notice.text)
        ]
        approved, problems = sum(done), told.all(class_="notice notice-error")
        assert approved == len(ticked) or problems, "approved, or told why not"
        self.log.decided += [("approve-some", self.username, approved)]
        self.log.refused += len(problems)

    def get(self, address: str) -> pages.Element:
        response = self.client.get(address)
        self.log.statuses.add(response.status_code)
        return pages.read(response)

    def work(self, steps: int, may: dict[str, int]) -> Log:
        """Do so many steps at random; `may` says how often which."""
        try:
            for _ in range(steps):
                self.log.steps += 1
                step = self.random.choices(list(may), list(may.values()))[0]
                if step == "approve_everything":
                    self.approve_everything()
                else:
                    getattr(self, step)(self.random.choice(self.targets))
        finally:
            connections.close_all()
        return self.log


def sign_in(person: Any) -> Client:
    """A browser that hands an error to its visitor as a page, like a real one."""
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client
