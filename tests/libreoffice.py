"""Files opened and saved again by LibreOffice, for the tests of what goes out and comes back."""

import shutil
import subprocess
from pathlib import Path

import pytest

# Where the programs behind the command are.
PROGRAMS = [Path(found).resolve().parent] if (found := shutil.which("soffice")) else []
INSTALLED = pytest.mark.skipif(
    not shutil.which("soffice"), reason="LibreOffice (libreoffice-calc) is not installed"
)
# Debian ships the word processor apart from the spreadsheet.
WRITER = pytest.mark.skipif(
    not any(Path(folder, "libswlo.so").exists() for folder in PROGRAMS),
    reason="LibreOffice's word processor (libreoffice-writer) is not installed",
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


def converted(content: bytes, folder: Path, extension: str, to: str) -> bytes:
    """A file as LibreOffice writes it in another format, named as `--convert-to` names it."""
    (folder / f"in.{extension}").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", to, "--outdir", folder / "out"]
    subprocess.run([*command, folder / f"in.{extension}"], check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"in.{to.partition(':')[0]}").read_bytes()
