"""What a single value in a definition file may say, and how it is read.

Every scalar arrives as the text that stands in the file (definition_text.py), so a number never passes
through a float and a quarter or a date never through YAML's own guesses. Each reader returns the value or
raises ValueError with a sentence that completes "<place>: …".
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, InstanceOf

from tracker.calculations.periods import Quarter

# What the database keeps exactly: below 10^11 with at most four decimals.
FIGURE = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,4})?")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
THEME_CODE = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
QUARTER = re.compile(r"[1-9][0-9]{3}Q[1-4]")
GB_CODE = re.compile(r"[0-9]{6}")
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# No longer than the columns that keep them.
CODE_LENGTH = 50
TEXT_LENGTH = 2000
ADDRESS_LENGTH = 500


def abridged(text: str) -> str:
    """The text as a message can carry it: printable and at most 40 characters."""
    short = text if len(text) <= 40 else text[:39] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)


def shown(raw: Any) -> str:
    """What stands in the file, as a message quotes it."""
    if raw is None:
        return "nothing"
    if isinstance(raw, (dict, list)):
        return "a mapping" if isinstance(raw, dict) else "a list"
    return f"'{abridged(str(raw).lower() if isinstance(raw, bool) else str(raw))}'"


def matching(raw: Any, pattern: re.Pattern[str], expected: str) -> str:
    """The text when all of it matches the pattern; ValueError saying what was expected otherwise."""
    if not isinstance(raw, str) or not pattern.fullmatch(raw.strip()):
        raise ValueError(f"{shown(raw)} is not {expected}")
    return raw.strip()


def figure(raw: Any) -> Decimal:
    """Read a number, ASCII digits only: figure("68.1") == Decimal("68.1")."""
    expected = "a number (digits with at most 11 before and 4 after the point, no commas), such as 68.1"
    return Decimal(matching(raw, FIGURE, expected))


def whole(raw: Any) -> int:
    """Read a small whole number: whole("2") == 2."""
    return int(matching(raw, re.compile(r"[0-9]{1,4}"), "a whole number such as 2"))


def yes_or_no(raw: Any) -> bool:
    """Read true or false; other words for it are refused, for YAML itself reads them in different ways."""
    if isinstance(raw, bool):
        return raw
    return matching(raw, re.compile("true|false"), "true or false") == "true"


def quarter(raw: Any) -> Quarter:
    """Read a quarter: quarter("2025Q3") == Quarter(2025, 3)."""
    return Quarter.parse(matching(raw, QUARTER, "a quarter such as 2025Q3"))


def partial_date(raw: Any) -> str:
    """Check a date that may be known to the month only; its text keeps how exactly it is known."""
    text = matching(raw, re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?"), "a date such as 2024-02-19 or 2024-02")
    first_day(text)
    return text


def first_day(text: str) -> date:
    """The day a date of the file begins: first_day("2024-10") == date(2024, 10, 1)."""
    try:
        return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError as error:
        raise ValueError(f"{shown(text)} is not a day of the calendar") from error


def effective_date(raw: Any) -> date:
    """Read a day; a month means its first day. effective_date("2024-10") == date(2024, 10, 1)."""
    return first_day(partial_date(raw))


def as_of(raw: Any) -> str:
    """Check the period a figure speaks of: a year, a quarter, a month or a day. It stays text."""
    expected = "a year, quarter, month or day (2023, 2023Q4, 2023-12, 2023-12-31)"
    text = matching(raw, re.compile(r"[1-9][0-9]{3}(Q[1-4]|-[0-9]{2}(-[0-9]{2})?)?"), expected)
    if "-" in text:
        first_day(text)
    return text


def as_of_day(text: str) -> date:
    """The day on which a period begins: as_of_day("2024-05") == date(2024, 5, 1)."""
    if "Q" in text:
        return Quarter.parse(text).first_day
    return date(int(text[:4]), int(text[5:7] or 1), int(text[8:] or 1))


def as_of_quarter(text: str) -> Quarter:
    """The quarter in which a period begins: as_of_quarter("2024-05") == Quarter(2024, 2)."""
    return Quarter.of(as_of_day(text))


def slug(raw: Any) -> str:
    """Read a code used in addresses and spreadsheets: slug("smart-factory") == "smart-factory"."""
    text = matching(raw, SLUG, "a code (small letters, digits and single hyphens), such as smart-factory")
    return shorter(text, CODE_LENGTH)


def theme_code(raw: Any) -> str:
    """Read a theme's code, which may have capitals: theme_code("A1") == "A1"."""
    return shorter(matching(raw, THEME_CODE, "a theme's code (letters, digits, hyphens), such as A1"), 20)


def gb_code(raw: Any) -> str:
    """Read a GB/T 2260 code; it stays text."""
    return matching(raw, GB_CODE, "a GB/T 2260 code of six digits")


def web_address(raw: Any) -> str:
    """Read an address that a reader may follow."""
    text = matching(
        raw, re.compile(r"https?://[^\s/]+(/\S*)?"), "an address that begins with https:// or http://"
    )
    return shorter(text, ADDRESS_LENGTH)


def shorter(text: str, limit: int) -> str:
    """The text, when it is no longer than the limit."""
    if len(text) > limit:
        raise ValueError(f"has {len(text)} characters; at most {limit} are kept")
    return text


def words(raw: Any, limit: int) -> str:
    """Read text: something visible, no control characters, no longer than the limit."""
    if not isinstance(raw, str):
        raise ValueError(f"expected text, found {shown(raw)}")
    text = raw.strip()
    if not text:
        raise ValueError("is empty")
    if found := CONTROL_CHARACTER.search(text):
        raise ValueError(f"contains the control character U+{ord(found.group()):04X}")
    return shorter(text, limit)


def line(limit: int) -> Callable[[Any], str]:
    """A reader of one line of text, such as a name."""

    def read(raw: Any) -> str:
        text = words(raw, limit)
        if "\n" in text:
            raise ValueError("must stand on one line")
        return text

    return read


def prose(raw: Any) -> str:
    """Read a sentence or a paragraph."""
    return words(raw, TEXT_LENGTH)


def not_empty(raw: Any) -> Any:
    """Refuse a list without entries (pydantic's own length check also speaks when every entry is wrong)."""
    if raw == []:
        raise ValueError("is an empty list; at least one entry is needed")
    return raw


Figure = Annotated[Decimal, BeforeValidator(figure)]
Whole = Annotated[int, BeforeValidator(whole)]
YesNo = Annotated[bool, BeforeValidator(yes_or_no)]
QuarterCode = Annotated[InstanceOf[Quarter], BeforeValidator(quarter)]
PartialDate = Annotated[str, BeforeValidator(partial_date)]
EffectiveDate = Annotated[date, BeforeValidator(effective_date)]
AsOf = Annotated[str, BeforeValidator(as_of)]
Slug = Annotated[str, BeforeValidator(slug)]
ThemeCode = Annotated[str, BeforeValidator(theme_code)]
GbCode = Annotated[str, BeforeValidator(gb_code)]
Address = Annotated[str, BeforeValidator(web_address)]
Name = Annotated[str, BeforeValidator(line(200))]
ShortName = Annotated[str, BeforeValidator(line(60))]
UnitName = Annotated[str, BeforeValidator(line(30))]
Prose = Annotated[str, BeforeValidator(prose)]
NotEmpty = BeforeValidator(not_empty)


class Record(BaseModel):
    """A piece of a definition file: frozen, and a field it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Names(Record):
    """A short name in both languages."""

    zh: Name
    en: Name


class ShortNames(Record):
    """A name short enough for a heading or a navigation entry, in both languages."""

    zh: ShortName
    en: ShortName


class UnitNames(Record):
    """A unit of measurement in both languages."""

    zh: UnitName
    en: UnitName


class Texts(Record):
    """A sentence or more in both languages."""

    zh: Prose
    en: Prose
