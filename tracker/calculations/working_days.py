"""Working days in China: weekends, public holidays, and the weekends worked in exchange for them (调休).

The State Council names the holidays of a year in the autumn before. The library chinese-calendar carries those
notices; it knows whole years, 2004–2026 at the version this was written with. Beyond them only Saturdays and
Sundays are free here, so a day found there may still move: `is_official` tells, and whoever shows such a day
says so.
"""

from datetime import date, timedelta

from chinese_calendar import holidays, is_workday

_KNOWN_YEARS = frozenset(day.year for day in holidays)
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_official(day: date) -> bool:
    """Whether the holidays of this day's year have been announced and are known here.

    2026-12-31 is official; 2027-01-01, though a Friday that nobody will work on, was not when this was written.
    """
    return day.year in _KNOWN_YEARS


def is_working_day(day: date) -> bool:
    """Whether offices work on this day; beyond the known years every Monday to Friday counts.

    2025-10-01…08 are holidays, and Sunday 2025-09-28 and Saturday 2025-10-11 are worked for them;
    2025-10-09 is an ordinary Thursday again.
    """
    if is_official(day):
        return bool(is_workday(day))
    return day.weekday() < _SATURDAY


def working_day_after(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself is never counted. ValueError when count < 1.

    The 15th working day after 2025-09-30 is 2025-10-28: the eight days of the holiday and three weekends pass,
    but Saturday the 11th is worked. The first after Friday 2025-09-26 is Sunday the 28th.
    """
    if count < 1:
        raise ValueError(f"working days are counted from the first on, not {count}")
    while count:
        day += _DAY
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` comes first.

    From today to a due date it is what is left (0 on the day itself), and below zero how many working days
    it is late: from 2025-09-30 to 2025-10-28 it is 15, and back again −15. It undoes `working_day_after`.
    """
    if end < start:
        return -working_days_between(end, start)
    days = (start + _DAY * step for step in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))
