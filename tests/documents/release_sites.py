"""A small release and its static site, written by hand: what the tests of the proofs alter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.documents.test_board_facts import two_units
from tracker.calculations.methods import METHOD
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import assess
from tracker.documents.release_arithmetic import city_total, goal_of
from tracker.documents.release_content import (
    AssignmentFacts,
    CountFacts,
    EditionFacts,
    FigureFacts,
    MethodFacts,
    PlanFacts,
    QuarterFacts,
    ReleaseContent,
    StandingFacts,
    TargetFacts,
    ThemeFacts,
    TotalFacts,
    UnitFacts,
    Words,
)
from tracker.documents.release_files import canonical_text, sha256_of
from tracker.documents.release_layout import SUMS_FILE, files_of, sha256_of_bytes, sums_text

FIRST, LAST, OF = Quarter(2024, 1), Quarter(2026, 4), Quarter(2025, 3)
NAME, NONE = Words(zh="示例", en="Sample"), Words(zh="")
UNITS = {
    code: UnitFacts(
        code=code, name=NAME, kind=kind, position=position, counts_toward_total=counts, is_fictitious=True
    )
    for position, (code, kind, counts) in enumerate(
        [
            ("east", "district", True),
            ("west", "district", True),
            ("park", "zone", False),
            ("bureau", "bureau", False),
        ]
    )
}
PLAN = PlanFacts(
    code="plan",
    name=NAME,
    short_name=NAME,
    issuer=NAME,
    first=FIRST,
    last=LAST,
    followed_until=None,
    source="",
    themes=(),
)
METHODS = (
    MethodFacts(
        from_quarter=FIRST,
        **{name: getattr(METHOD, name) for name in MethodFacts.model_fields if name != "from_quarter"},
    ),
)


def figure(unit: str, value: object, *parts: object) -> FigureFacts:
    numerator, denominator = [Decimal(str(part)) for part in parts] or (None, None)
    return FigureFacts(
        unit=unit,
        value=Decimal(str(value)),
        numerator=numerator,
        denominator=denominator,
        qualifier="exact",
        note="",
        version=1,
    )


def target(code: str, *figures: FigureFacts, counts: CountFacts | None = None, **changes: Any) -> TargetFacts:
    """A target whose one quarter says what its figures add up to."""
    given: dict[str, Any] = {
        "code": code,
        "name": NAME,
        "wording": "示例目标",
        "unit": Words(zh="家", en="factories"),
        "decimals": 0,
        "comparator": ">=",
        "value": Decimal(100),
        "upper": None,
        "measure": "level",
        "counts_from_start": True,
        "aggregation": "sum",
        "lead_unit": None,
        "baseline": None,
        "roster": None,
        "assignments": tuple(
            AssignmentFacts(unit=unit, own_target=None, own_baseline=None) for unit in UNITS
        ),
        "quarters": (),
    }
    given |= dict.fromkeys(("definitions", "milestones", "remarks", "recognitions"), ())
    bare = TargetFacts(**given | changes)
    empty = QuarterFacts.model_construct(quarter=OF, figures=figures, counts=counts)
    total = city_total(bare, empty, UNITS)
    standing = assess(goal_of(PLAN, bare), OF, total.value)
    facts = {name: getattr(standing, name) for name in StandingFacts.model_fields if name != "method"}
    quarter = QuarterFacts(
        quarter=OF,
        figures=figures,
        counts=counts,
        total=TotalFacts(**{name: getattr(total, name) for name in TotalFacts.model_fields}),
        standing=StandingFacts(**facts, method=1),
    )
    return bare.model_copy(update={"quarters": (quarter,)})


COUNTS = CountFacts(city=6, units={"east": 3, "west": 4}, is_official=True, levels={}, kinds={}, decision="")
TARGETS = (
    target("factories", figure("east", 40), figure("west", 20), figure("park", 7)),
    target(
        "rate",
        figure("east", 75, 45, 60),
        figure("west", 25, 10, 40),
        aggregation="ratio",
        unit=Words(zh="%"),
    ),
    target("income", figure("bureau", 90), figure("east", 12), aggregation="direct"),
    target("names", figure("east", 5), aggregation="roster", counts=COUNTS),
    target("nobody"),
)


def content(number: int = 1, previous: str = "", **changes: Any) -> ReleaseContent:
    """The release, with a list of the competition."""
    theme = ThemeFacts(code="theme", name=NAME, targets=changes.pop("targets", TARGETS))
    given: dict[str, Any] = {
        "quarter": OF,
        "revision": number,
        "previous_sha256": previous,
        "published_at": dt.datetime(2025, 11, 5, 4, tzinfo=dt.UTC),
        "is_demo": True,
        "software": "0",
        "announcement": NONE,
        "override_reason": "",
        "methods": METHODS,
        "units": tuple(UNITS.values()),
        "plans": (PLAN.model_copy(update={"themes": (theme,)}),),
        "editions": (EditionFacts(code="edition", name=NAME, lists=(two_units(),)),),
    }
    given |= dict.fromkeys(("periods", "sources", "objections", "corrections"), ())
    return ReleaseContent(**given | changes)


def site(of: ReleaseContent, text: str = "") -> dict[str, bytes]:
    """Every file of its site but the sums, each page as small as it can be."""
    text = text or canonical_text(of)
    sha256 = sha256_of(text)
    statuses = "".join(
        f'<tr data-target="{target.code}" data-status="{target.quarters[-1].standing.status.value}">'
        for target in of.targets()
    )
    page = f'<meta name="release-sha256" content="{sha256}">SHA-256 <code>{sha256}</code>{statuses}'
    files = {name: name.encode() for name in files_of(of)}
    files |= {name: f"{page}{name}".encode() for name in files if name.endswith(".html")}
    return files | {"release.json": text.encode(), "assets/tracker/app.css": b"body{}"}


def lay(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write a site with sums that fit it."""
    sums = sums_text({name: sha256_of_bytes(data) for name, data in files.items()})
    for name, data in {**files, SUMS_FILE: sums.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
