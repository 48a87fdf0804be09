"""Files that have been spoilt by chance, for what must not break whatever is sent to it."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from tests.documents.evidence_files import zipped
from tests.documents.spreadsheet_files import saved

# How many each test tries; bench/fuzz_imports.py asks for more.
MUTATIONS = int(os.environ.get("MUTATIONS", "50"))
SEED = int(os.environ.get("SEED", "20240219"))
VALUES = ["=1/0", "#REF!", "", " ", "１２", -1, 1e300, 0.1, "x" * 5000, "factories", True]


def mutated(
    content: bytes, dice: random.Random, *, rows: int = 8, columns: int = 14, values: Sequence[Any] = ()
) -> Iterator[bytes]:
    """A workbook with bytes changed, with bytes changed inside its parts, and with strange values in its cells: the
    usual ones and what else may be strange in this file.
    """
    while True:
        yield with_bytes_changed(content, dice)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name: bytearray(package.read(name)) for name in package.namelist()}
        part = parts[dice.choice([name for name in parts if parts[name]])]
        for _ in range(dice.randint(1, 5)):
            part[dice.randrange(len(part))] = dice.choice(b'<>/="&0192abcxyz \x00\xff')
        yield zipped({name: bytes(text) for name, text in parts.items()})
        workbook = openpyxl.load_workbook(io.BytesIO(content))
        sheet = dice.choice(workbook.worksheets)
        for _ in range(dice.randint(1, 6)):
            value = dice.choice([*VALUES, *values])
            sheet.cell(dice.randint(1, rows), dice.randint(1, columns)).value = value
        yield saved(workbook)


def with_bytes_changed(content: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(dice.randint(1, 30)):
        spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)
