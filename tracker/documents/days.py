"""Days as people write them in a table."""

import datetime as dt
import re
import unicodedata
from functools import lru_cache

# A year outside is a number that was formatted as a day: spreadsheets count days from 1900.
YEARS = range(1949, 2101)
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_PARTED = re.compile(rf"(\d{{4}}) ?[-/.年] ?(\d{{1,2}}) ?[-/.月] ?(\d{{1,2}}) ?[日号]?{_TIME}", re.ASCII)
_JOINED = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)


@lru_cache(maxsize=4096)
def read_day(text: str) -> dt.date | None:
    """The day in a text: 2026-03-31, 2026/3/31, 2026.3.31, 2026年3月31日, 20260331, also in full-width digits and with
    a time behind it. None for what is no day, or not a whole one: 3月31日, 2026年3月.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _PARTED.fullmatch(plain) or _JOINED.fullmatch(plain)
    if found is None:
        return None
    year, month, day = map(int, found.groups())
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
