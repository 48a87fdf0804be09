"""What the tests of the reporting sheet do with it: rows, cells, the clipboard, and what has come of it all."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tracker.calculations.periods import Quarter
from tracker.models import Draft, ReportVersion

RUNNING = Quarter(2026, 3)


def address(unit: str) -> str:
    return f"/reports/{RUNNING.code}/{unit}/"


def row(page: Page, target: str) -> Locator:
    return page.locator(f"#row-{target}")


def cell(page: Page, target: str, name: str = "value") -> Locator:
    return page.locator(f"[name={target}-{name}]")


def focused(page: Page) -> str:
    """The name of the cell that has the focus, or the id of what else has it."""
    return page.evaluate("document.activeElement.name || document.activeElement.id")


def submit(page: Page, target: str) -> None:
    """Press the row's own button."""
    row(page, target).locator("[name=submit]").click()


def kept(page: Page, target: str) -> None:
    """Wait until the row says that its draft has arrived."""
    expect(row(page, target)).to_have_attribute("data-save", "kept")


def paste(page: Page, at: Locator, text: str, *, html: str = "") -> None:
    """Copy a text as another program would, and paste it into a cell with the keyboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate(
        """([text, html]) => navigator.clipboard.write([new ClipboardItem({
            "text/plain": new Blob([text], {type: "text/plain"}),
            ...(html && {"text/html": new Blob([html], {type: "text/html"})}),
        })])""",
        [text, html],
    )
    at.focus()
    page.keyboard.press("ControlOrMeta+V")


def drafted(username: str, target: str) -> dict[str, str]:
    """What is kept of what somebody typed for a target and has not submitted."""
    draft = Draft.objects.filter(author__username=username, report__assignment__target__code=target).first()
    return {name: text for name, text in draft.content.items() if text} if draft else {}


def submitted(unit: str, target: str, quarter: Quarter = RUNNING) -> ReportVersion | None:
    """The version that stands for a unit's figure."""
    return ReportVersion.objects.filter(
        latest_of__assignment__unit__code=unit,
        latest_of__assignment__target__code=target,
        latest_of__period__quarter=quarter,
    ).first()


def would_ask_before_leaving(page: Page) -> bool:
    return page.evaluate(
        """() => {
            const leaving = new Event("beforeunload", {cancelable: true});
            window.dispatchEvent(leaving);
            return leaving.defaultPrevented;
        }"""
    )
