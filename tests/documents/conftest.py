"""A plan and a list of units that have nothing wrong, for the tests to spoil."""

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def plan() -> dict[str, Any]:
    """A fresh plan file as JSON would hold it: every optional field stands somewhere in it."""
    return {
        "plan": {
            "code": "example-plan",
            "name": {"zh": "示例行动计划", "en": "Example Action Plan"},
            "short_name": {"zh": "示例", "en": "Example"},
            "issuer": {"zh": "示例市", "en": "Example City"},
            "first": "2024Q1",
            "last": "2026Q4",
            "position": 1,
            "source": "gazette",
        },
        "sources": [
            {
                "code": "gazette",
                "title": "示例公报",
                "publisher": "示例市人民政府",
                "date": "2024-02-19",
                "grade": "A",
                "address": "https://example.org/gazette",
                "note": "只作示例。",
            },
            {"code": "paper", "title": "示例报道", "publisher": "示例日报", "date": "2024-02", "grade": "B"},
        ],
        "themes": [{"code": "A1", "name": {"zh": "示例领域", "en": "Example theme"}}],
        "targets": [rate(), factories()],
        "rosters": [roster()],
    }


@pytest.fixture
def put(plan: dict[str, Any]) -> Callable[[str, Any], None]:
    """Spoil the plan: put("plan.first", "24Q1") writes there, put("plan.first", ...) takes it away."""

    def put(path: str, value: Any) -> None:
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        node: Any = plan
        for step in steps:
            node = node[step]
        if value is ...:
            del node[last]
        else:
            node[last] = value

    return put


def rate() -> dict[str, Any]:
    """A ratio in % with a published baseline and milestones."""
    return {
        "code": "tool-rate",
        "theme": "A1",
        "name": {"zh": "工具普及率", "en": "Share with tools"},
        "wording": "工具普及率达到75%",
        "unit": {"zh": "%", "en": "%"},
        "decimals": 1,
        "comparator": ">=",
        "value": 75,
        "measure": "level",
        "aggregation": "ratio",
        "baseline": {"value": 60.5, "as_of": "2023", "qualifier": "about", "source": "paper"},
        "milestones": {"2024Q4": 64, "2025Q4": 70.5},
        "definitions": [
            {
                "text": {"zh": "口径一", "en": "First definition"},
                "effective_on": "2024-01-01",
                "source": "gazette",
            },
            {"text": {"zh": "口径二", "en": "Second definition"}, "effective_on": "2024-10"},
        ],
        "remarks": [
            {"quarter": "2025Q1", "text": {"zh": "另一口径", "en": "Another scope"}, "source": "paper"}
        ],
    }


def factories() -> dict[str, Any]:
    """A count from a list of names that starts with the plan."""
    return {
        "code": "smart-factory",
        "theme": "A1",
        "name": {"zh": "智能工厂", "en": "Smart factories"},
        "wording": "智能工厂超40家",
        "unit": {"zh": "家", "en": "factories"},
        "decimals": 0,
        "comparator": ">",
        "value": 40,
        "measure": "cumulative",
        "counts_from_start": True,
        "aggregation": "roster",
        "baseline": {"value": None, "note": {"zh": "基期未公布", "en": "Not published"}},
        "milestones": {"2024Q4": 10, "2025Q4": 25},
        "definitions": [{"text": {"zh": "口径", "en": "Definition"}, "effective_on": "2024-01-01"}],
    }


def roster() -> dict[str, Any]:
    """The list of names behind that count."""
    return {
        "code": "factory-list",
        "name": {"zh": "智能工厂名录", "en": "List of smart factories"},
        "targets": ["smart-factory"],
        "item": {"zh": "车间", "en": "workshop"},
        "kinds": [
            {"code": "smart", "name": {"zh": "智能工厂", "en": "Smart factory"}},
            {"code": "5g", "name": {"zh": "5G工厂", "en": "5G factory"}},
        ],
        "levels": [
            {"code": "advanced", "name": {"zh": "先进级", "en": "Advanced"}},
            {"code": "excellent", "name": {"zh": "卓越级", "en": "Excellent"}},
        ],
    }


@pytest.fixture
def units() -> dict[str, Any]:
    """A fresh unit file: a city, two districts, a zone and a bureau."""
    return {
        "units": [
            {
                "code": "city",
                "kind": "city",
                "name": {"zh": "示例市", "en": "City"},
                "position": 1,
                "counts": False,
            },
            area("east", "district", 2, gb_code="990102"),
            area("west", "district", 3, gb_code="990104"),
            area("harbour", "zone", 4, counts=False, note={"zh": "重叠", "en": "Overlaps"}),
            area("bureau", "bureau", 5, counts=False),
        ]
    }


def area(code: str, kind: str, position: int, **more: Any) -> dict[str, Any]:
    """A unit below the city."""
    names = {"zh": f"示例{position}", "en": code.title()}
    return {
        "code": code,
        "kind": kind,
        "name": names,
        "parent": "city",
        "position": position,
        "counts": True,
    } | more
