"""The alphabet of what a release says: how a number, a quarter and a text in two languages are written."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from tracker.calculations.periods import Quarter


def number_text(value: Decimal) -> str:
    """The one way in which a number is written: 75.0000, 75 and 7.5E+1 are all "75"."""
    return format(value.normalize(), "f") if value else "0"


def _quarter(value: Any) -> Any:
    return Quarter.parse(value) if isinstance(value, str) else value


Number = Annotated[Decimal, PlainSerializer(number_text, return_type=str, when_used="json")]
QuarterCode = Annotated[
    Quarter,
    BeforeValidator(_quarter),
    PlainSerializer(lambda quarter: quarter.code, return_type=str, when_used="json"),
]


class Facts(BaseModel):
    """Frozen, and closed: an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    def values(self, *, without: Collection[str] = ()) -> dict[str, Any]:
        """The facts by name, as they are."""
        return {name: getattr(self, name) for name in type(self).model_fields if name not in without}


class Words(Facts):
    """A text in Chinese and, where somebody gave one, in English."""

    zh: str
    en: str = ""
