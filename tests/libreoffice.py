"""Workbooks opened and saved again by LibreOffice, for the tests of what goes out and comes back."""

import shutil
import subprocess
from pathlib import Path

import pytest

INSTALLED = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (libreoffice-calc) is not installed"
)


def saved_again(content: bytes, folder: Path) -> bytes:
    """The workbook as LibreOffice saves it, with a profile of its own in this folder."""
    (folder / "in.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"]
    subprocess.run(
        [*command, folder / "out", folder / "in.xlsx"], check=True, capture_output=True, timeout=120
    )
    return (folder / "out" / "in.xlsx").read_bytes()
