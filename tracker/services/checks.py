"""Setting the plausibility checks: the general rule of a kind, a target's own, a part and its whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.calculations.checks import DEFAULT_THRESHOLDS, WIDEST_TOLERANCE, CheckKind, Rule, Severity
from tracker.models import CheckRule, Target

from .changes import row_delete, row_save
from .editing import UnableToChange, lock_as_seen

# What is only asked about: a figure that is behind, or missing, is stated as it is, never refused.
ASKING = (CheckKind.BEHIND, CheckKind.BLANK)


@dataclass(frozen=True)
class RuleSetting:
    """What a rule is set to. `threshold` None is the built-in one."""

    severity: Severity
    threshold: Decimal | None = None
    is_active: bool = True


def check_rule_create(
    *,
    kind: CheckKind,
    setting: RuleSetting,
    target: Target | None = None,
    whole: Target | None = None,
    reason: str,
    by: Any,
    at: dt.datetime,
) -> CheckRule:
    """Set a rule for every target, for one target, or for a part and its whole.

    Raises `UnableToChange` when it makes no sense (`calculations.checks.Rule`) or when there is one already.
    """
    _check(kind, setting, target, whole)
    with transaction.atomic():
        if CheckRule.objects.select_for_update().filter(kind=kind, target=target, whole=whole).exists():
            raise UnableToChange(_("There is such a rule already. Change that one."))
        row = CheckRule(kind=kind, target=target, whole=whole)
        return _store(row, setting, reason=reason, by=by, at=at)


@transaction.atomic
def check_rule_change(
    *, rule: CheckRule, setting: RuleSetting, seen: str, reason: str, by: Any, at: dt.datetime
) -> CheckRule:
    """Change a rule or switch it off. Raises `UnableToChange` as creating does, and `ChangedMeanwhile`."""
    lock_as_seen(rule, seen)
    _check(CheckKind(rule.kind), setting, rule.target, rule.whole)
    return _store(rule, setting, reason=reason, by=by, at=at)


@transaction.atomic
def check_rule_remove(*, rule: CheckRule, seen: str, reason: str, by: Any, at: dt.datetime) -> None:
    """Take a rule away: the next wider one holds again. Raises `ChangedMeanwhile`."""
    lock_as_seen(rule, seen)
    row_delete(rule, reason=reason, by=by, at=at)


def _store(rule: CheckRule, setting: RuleSetting, *, reason: str, by: Any, at: dt.datetime) -> CheckRule:
    rule.severity, rule.threshold = setting.severity, setting.threshold
    rule.is_active = setting.is_active
    row_save(rule, reason=reason, by=by, at=at)
    return rule


def _check(kind: CheckKind, setting: RuleSetting, target: Target | None, whole: Target | None) -> None:
    """Refuse what makes no sense in a sentence; the arithmetic's own rules have the last word."""
    if kind == CheckKind.PART_WHOLE:
        _check_pair(target, whole)
    elif whole:
        raise UnableToChange(_("Only a part has a whole. Leave this blank."), "whole")
    if kind in ASKING and setting.severity == Severity.ERROR:
        raise UnableToChange(
            _("This check can only ask for a reason: such a figure is stated as it is, never refused."),
            "severity",
        )
    try:
        Rule(
            kind=kind,
            severity=setting.severity,
            threshold=setting.threshold,
            part=target.code if target and whole else None,
            whole=whole.code if whole else None,
        )
    except ValueError:
        raise UnableToChange(_threshold_words(kind), "threshold") from None


def _check_pair(part: Target | None, whole: Target | None) -> None:
    if part is None or whole is None:
        raise UnableToChange(_("Choose the part and its whole."), "whole" if part else "target")
    if part == whole:
        raise UnableToChange(_("A target is no part of itself. Choose another whole."), "whole")
    if part.unit_zh != whole.unit_zh:
        raise UnableToChange(
            _("The part is counted in %(part)s, the whole in %(whole)s: they cannot be compared.")
            % {"part": part.unit, "whole": whole.unit},
            "whole",
        )
    if CheckRule.objects.filter(target=whole, whole=part).exists():
        raise UnableToChange(_("It is set the other way round already: this whole is a part of it."), "whole")


def _threshold_words(kind: CheckKind) -> str:
    if kind not in DEFAULT_THRESHOLDS:
        return _("This check has no threshold. Leave it blank.")
    if kind == CheckKind.UNIT_SLIP:
        return _("The tolerance of a unit slip is a share above 0 and up to %(limit)s.") % {
            "limit": WIDEST_TOLERANCE
        }
    return _("A jump is at least once the usual change: write 1 or more.")
