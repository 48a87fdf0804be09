"""Make the pictures in README.md from the demonstration: `make screenshots`.

Starts the site on a free port with a database of its own, and photographs what a newcomer sees.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screenshots"
PASSWORD = "screenshots-only"
WIDTHS = {"1440": (1440, 1000), "390": (390, 844)}


@contextmanager
def site() -> Iterator[str]:
    """The demonstration on this machine, ready when the block begins and gone when it ends."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    for _ in range(240):
        try:
            with urlopen(f"{address}/readyz"):
                return
        except URLError:
            time.sleep(0.5)
    sys.exit("the site did not start")


def take(page: Page, name: str, *, centre: str = "") -> None:
    """One picture for each width, once the charts are drawn, with one element in its middle if asked for."""
    for suffix, (width, height) in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for chart in page.locator("[data-figure]").all():
            chart.locator(".main-svg").first.wait_for()
        if centre:
            page.locator(centre).evaluate("element => element.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(400)
        page.screenshot(path=PICTURES / f"{name}-{suffix}.png", animations="disabled")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, locale="zh-CN")
        page.goto(address)
        take(page, "overview")
        page.goto(f"{address}/targets/cloud-enterprise/")
        take(page, "target")
        page.set_viewport_size({"width": 1440, "height": 1000})
        page.get_by_role("link", name="怎么算的").click()
        page.locator("#explain-panel dl").wait_for()
        take(page, "explain", centre="#explain-panel")
        page.goto(f"{address}/accounts/login/?next=/reports/2026Q3/sample-a/")
        page.locator("[name=login]").fill("reporter")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main button").click()
        page.locator("[name=cloud-enterprise-value]").fill("281")
        page.locator("#state-cloud-enterprise .impact-list li").first.wait_for()
        page.locator("#row-cloud-enterprise [name=submit]").click()
        page.locator("#row-cloud-enterprise .saved").wait_for()
        take(page, "sheet", centre="#row-cloud-enterprise")
        browser.close()


if __name__ == "__main__":
    main()
