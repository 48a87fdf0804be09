"""Fields of our own: a quarter, and a figure with the precision that every supported database keeps."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.calculations.periods import Quarter

# numeric(18,4) in PostgreSQL. SQLite keeps 15 significant digits, so a figure stays below 10^11:
# exact in both (docs/adr/0003-figures.md).
FIGURE_LIMIT = Decimal(10) ** 11

SHA256 = r"^[0-9a-f]{64}$"  # a hash as text


class FigureField(models.DecimalField):
    """A figure with four decimals, exact in SQLite and PostgreSQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_digits": 18, "decimal_places": 4}
        super().__init__(*args, **kwargs)


def within_limit(*fields: str) -> models.Q:
    """The condition that these figures, where present, stay below the limit."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__isnull": True}) | (
            models.Q(**{f"{field}__gt": -FIGURE_LIMIT}) & models.Q(**{f"{field}__lt": FIGURE_LIMIT})
        )
    return condition


# A page reads thousands of rows of a dozen quarters.
_parsed = lru_cache(maxsize=256)(Quarter.parse)


class QuarterField(models.Field):
    """A `Quarter`, stored as "2025Q3": readable in SQL, and its text order is its time order."""

    description = _("A quarter such as 2025Q3")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 6
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Quarter | None:
        return None if value is None else _parsed(value)

    def to_python(self, value: Any) -> Quarter | None:
        if value is None or value == "" or isinstance(value, Quarter):
            return value or None
        try:
            return Quarter.parse(value)
        except ValueError as error:
            raise ValidationError(_("Write the quarter as 2025Q3."), code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        quarter = self.to_python(value)
        return None if quarter is None else quarter.code

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
