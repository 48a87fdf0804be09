"""Worked tables of the documentation, read so that tests can recompute them."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
Row = dict[str, str]


def table(document: str, name: str) -> list[Row]:
    """The rows of the table under <!-- checked: name -->, by the words of their headings."""
    text = (DOCS / document).read_text(encoding="utf-8")
    match = re.search(rf"<!-- checked: {name} -->\n((?:\|.*\n)+)", text)
    assert match, f"no table {name} in {document}"
    header, _rule, *lines = (
        [cell.strip() for cell in line.strip("|").split(" |")] for line in match[1].splitlines()
    )
    assert lines, f"table {name} is empty"
    assert all(len(line) == len(header) for line in lines), f"table {name} has ragged rows"
    return [dict(zip(header, line, strict=True)) for line in lines]


def rows(document: str, name: str) -> pytest.MarkDecorator:
    """The test is run for each row of the table."""
    found = table(document, name)
    return pytest.mark.parametrize("row", found, ids=[f"row {index}" for index in range(1, len(found) + 1)])


def number(cell: str) -> Decimal | None:
    return None if cell in ("none", "") else Decimal(cell)


def shown(value: object) -> str:
    return "none" if value is None else str(value)
