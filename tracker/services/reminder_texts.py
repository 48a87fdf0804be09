"""What a reminder says: to a person by e-mail, to a group by its robot. In the language that is active."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.calculations.working_days import working_days_between
from tracker.labels import quarter_name, separator
from tracker.models import Period, ReportingUnit
from tracker.selectors.records import is_demo


@dataclass(frozen=True)
class Mail:
    subject: str
    body: str


def mail_of(period: Period, missing: Mapping[ReportingUnit, int], *, name: str, on: dt.date) -> Mail:
    """The e-mail to a person: what each of their units still owes, and where it is entered."""
    lines = [
        _("%(name)s:") % {"name": name},
        "",
        deadline(period, on),
        _("Still to be submitted:"),
    ]
    for unit, count in missing.items():
        words = ngettext("%(unit)s: %(count)d figure", "%(unit)s: %(count)d figures", count)
        lines.append("· " + words % {"unit": unit, "count": count})
        lines += _link("sheet", period.quarter.code, unit.code)
    lines += [
        "",
        _("Sent by Nanjing Targets. There is no further reminder once everything has been submitted."),
    ]
    subject = _("Reminder: %(quarter)s, due on %(due)s") % {
        "quarter": quarter_name(period.quarter),
        "due": period.due.isoformat(),
    }
    return Mail(_demo_mark() + subject, "\n".join(lines))


def group_text(period: Period, missing: Mapping[ReportingUnit, int], *, on: dt.date, limit: int) -> str:
    """The message to the group: which units have not submitted everything, in the official order; no person is
    named. Within `limit` bytes of UTF-8: of a list that is too long the end is left out and counted.
    """
    names = [str(unit) for unit in missing]
    for shown in range(len(names), -1, -1):
        units = separator().join(names[:shown])
        if shown < len(names):
            left = len(names) - shown
            words = ngettext("%(units)s and %(count)d more", "%(units)s and %(count)d more", left)
            units = words % {"units": units, "count": left}
        text = "\n".join(
            [
                _demo_mark() + _("Reminder: %(deadline)s") % {"deadline": deadline(period, on)},
                _("Not everything submitted (%(count)d): %(units)s") % {"count": len(names), "units": units},
                *_link("quarter", period.quarter.code),
            ]
        )
        if len(text.encode()) <= limit:
            break
    return text


def deadline(period: Period, on: dt.date) -> str:
    """Until when the quarter is due, and how much time is left; or that it was, and what still can be done."""
    left = working_days_between(on, period.due)
    words = {"quarter": quarter_name(period.quarter), "due": period.due.isoformat(), "days": left}
    if period.is_due(on):
        return (
            _(
                "%(quarter)s was due on %(due)s. Figures are taken until the quarter is closed, and marked as late."
            )
            % words
        )
    return (
        ngettext(
            "%(quarter)s is due on %(due)s, %(days)d working day from now.",
            "%(quarter)s is due on %(due)s, %(days)d working days from now.",
            left,
        )
        % words
    )


def _link(view: str, *parts: str) -> list[str]:
    """The line with an address; none where the site does not know its own."""
    return [settings.SITE_ADDRESS + reverse(view, args=parts)] if settings.SITE_ADDRESS else []


def _demo_mark() -> str:
    return "【示例数据 DEMO DATA】" if is_demo() else ""
