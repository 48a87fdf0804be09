"""docs/glossary.md stays true: every place it names is there."""

import re
from pathlib import Path

import pytest

from tracker.documents.plan_files import Qualifier

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`(\w[\w/]*\.py): (\w+)`", PAGE)))


@pytest.mark.parametrize(("module", "name"), PLACES)
def test_glossary_place_exists(module: str, name: str) -> None:
    code = (ROOT / "tracker" / module).read_text(encoding="utf-8")
    assert re.search(rf"^(class {name}\b|def {name}\b|{name} = )", code, re.MULTILINE)


def test_glossary_lists_every_qualifier() -> None:
    table = PAGE.split("## Qualifiers and grades", 1)[1]
    assert re.findall(r"\| `([a-z-]+)` \|", table) == list(Qualifier.__args__)
