"""A small content of a release, every part of it filled."""

import datetime as dt
from decimal import Decimal
from typing import Any

from tracker.calculations.aggregation import TotalProblem
from tracker.calculations.goals import StartKind
from tracker.calculations.periods import Quarter
from tracker.calculations.progress import Reason, Status
from tracker.documents.release_content import (
    BaselineFacts,
    CorrectionFacts,
    CountFacts,
    FigureFacts,
    MethodFacts,
    MilestoneFacts,
    PlanFacts,
    QuarterFacts,
    ReleaseContent,
    StandingFacts,
    StatusEffect,
    TargetFacts,
    ThemeFacts,
    TotalFacts,
    UnitFacts,
    Words,
)

QUARTER = Quarter(2025, 2)
PUBLISHED = dt.datetime(2025, 7, 20, 1, 30, 15, 250000, tzinfo=dt.UTC)


def figure_facts(value: Any, **changes: Any) -> FigureFacts:
    given = {"numerator": None, "denominator": None, "qualifier": "exact", "note": "", "version": 1}
    return FigureFacts(unit="east", value=Decimal(value), **given | changes)


def quarter_facts(value: str = "42") -> QuarterFacts:
    return QuarterFacts(
        quarter=QUARTER,
        figures=(figure_facts(value),),
        counts=CountFacts(
            city=2,
            units={"west": 1, "east": 1},
            is_official=False,
            levels={"four": 2},
            kinds={},
            decision="待核",
        ),
        total=TotalFacts(
            value=Decimal(value),
            numerator=None,
            denominator=None,
            expected=2,
            reported=1,
            missing=("west",),
            left_out=(),
            not_counting=("zone",),
            problem=TotalProblem.SEVERAL_DIRECT_FIGURES,
            is_counted=False,
        ),
        standing=StandingFacts(
            status=Status.BEHIND,
            reasons=(Reason.BY_RATIO,),
            actual=Decimal(value),
            target=Decimal(100),
            completion=Decimal("0.42"),
            start=Decimal(20),
            start_kind=StartKind.BASELINE,
            planned_value=Decimal("80.000001"),
            share=Decimal("0.275"),
            planned_share=Decimal("0.75"),
            ratio=Decimal("0.3667"),
            distance=Decimal(58),
            method=1,
        ),
    )


def plan_facts(value: str = "42") -> PlanFacts:
    target = TargetFacts(
        code="factories",
        name=Words(zh="智能工厂", en="Smart factories"),
        wording="建成智能工厂100家以上",
        unit=Words(zh="家"),
        decimals=0,
        comparator=">=",
        value=Decimal("100.0000"),
        upper=None,
        measure="cumulative",
        counts_from_start=False,
        aggregation="sum",
        lead_unit=None,
        baseline=BaselineFacts(
            value=Decimal(20), as_of="2023", qualifier="exact", source="gazette", note=Words(zh="")
        ),
        definitions=(),
        milestones=(MilestoneFacts(quarter=Quarter(2024, 4), value=Decimal("50.0000")),),
        remarks=(),
        recognitions=(),
        roster=None,
        assignments=(),
        quarters=(quarter_facts(value),),
    )
    return PlanFacts(
        code="example",
        name=Words(zh="示例"),
        short_name=Words(zh="示例"),
        issuer=Words(zh=""),
        first=Quarter(2024, 1),
        last=Quarter(2025, 4),
        followed_until=None,
        source="gazette",
        themes=(ThemeFacts(code="T1", name=Words(zh="领域"), targets=(target,)),),
    )


def content_make(value: str = "42", **changes: Any) -> ReleaseContent:
    given = {
        "quarter": QUARTER,
        "revision": 2,
        "previous_sha256": "a" * 64,
        "published_at": PUBLISHED,
        "is_demo": True,
        "software": "0.1",
        "announcement": Words(zh="“第二季度”发布\n第二行", en='With "quotes" – and €'),
        "override_reason": "",
        "periods": (),
        "methods": (MethodFacts(**methods(), from_quarter=Quarter(2024, 1), version=1),),
        "sources": (),
        "units": (unit_facts("east", 1), unit_facts("west", 2)),
        "plans": (plan_facts(value),),
        "editions": (),
        "objections": (),
        "corrections": (correction_facts(),),
    }
    return ReleaseContent(**given | changes)


def methods() -> dict[str, Decimal]:
    names = ("ahead", "on_schedule", "slightly_behind", "start_share", "start_tolerance")
    return dict(zip(names, map(Decimal, ("1.10", "0.90", "0.70", "0.05", "0.05")), strict=True))


def unit_facts(code: str, position: int) -> UnitFacts:
    name = Words(zh=f"{code}区", en=code)
    return UnitFacts(
        code=code, name=name, kind="district", position=position, counts_toward_total=True, is_fictitious=True
    )


def correction_facts() -> CorrectionFacts:
    effect = StatusEffect(
        target="factories",
        quarter=QUARTER,
        value_before=None,
        value_after=Decimal("42.0"),
        status_before=Status.NOT_REPORTED,
        status_after=Status.BEHIND,
    )
    return CorrectionFacts(
        number=1,
        revision=2,
        on=dt.date(2025, 7, 20),
        target="factories",
        edition=None,
        list=None,
        criterion=None,
        unit="east",
        quarter=QUARTER,
        old=None,
        new=Decimal("42"),
        reason=Words(zh="漏报"),
        statuses=(effect,),
        places=(),
    )
