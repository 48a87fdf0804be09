"""Enterprises: told apart by their codes, renamed, identified, and joined when a person says that two are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.calculations.rosters import clean_code, clean_name, code_flag
from tracker.models import Enterprise, FormerName, Roster, RosterEntry, RosterFlag
from tracker.permissions import Rights
from tracker.selectors.roster_entries import may_read_name

from . import roster_editing
from .changes import row_delete, row_save
from .roster_counts import recount
from .roster_editing import UnableToChangeRoster, check_editor, check_impersonal, check_reason, rosters_of
from .roster_flags import flags_renew


def enterprise_of(*, code: str, name: str, by: Any, at: dt.datetime) -> Enterprise:
    """The enterprise that a code and a name mean, made when it is met for the first time. A valid code says who is
    meant; without one it is whoever bears exactly this name without a code. Nobody is merged for a similar name.

    Raises `UnableToChangeRoster` for a code that is known under a name which its enterprise never had, and for one
    that fails its check where the name stands with another such code, or on a roster that is not this person's.
    """
    code, name = clean_code(code), clean_name(name)
    check_impersonal({"code": code, "name": name})
    if not name:
        raise UnableToChangeRoster(_("Type the name of the enterprise."), "name")
    if not code or code_flag(code, name):
        stated = code[:40]
        known, _is_new = Enterprise.objects.get_or_create(
            uscc="", name=name, defaults={"faulty_code": stated}
        )
        if stated and known.faulty_code != stated:
            _code_stated(known, stated, by=by, at=at)
        return known
    known, _is_new = Enterprise.objects.get_or_create(uscc=code, defaults={"name": name})
    if known.name != name and not known.former_names.filter(name=name).exists():
        raise UnableToChangeRoster(_code_of_another(known, by), "name")
    return known


@transaction.atomic
def enterprise_rename(
    *, enterprise: Enterprise, name: str, on: dt.date, reason: str, by: Any, at: dt.datetime
) -> bool:
    """Give an enterprise its new name from a day on; the old one stays findable. False when it has it already.

    Raises `UnableToChangeRoster` without a reason, for an empty name, and for one that another enterprise without a
    code has: then nobody could tell the two apart.
    """
    rosters = rosters_of(enterprise, by=by)
    reason, name = check_reason(reason), clean_name(name)
    check_impersonal({"name": name})
    if not name:
        raise UnableToChangeRoster(_("Type the name of the enterprise."), "name")
    [current] = _held(enterprise)
    if current.name == name:
        return False
    if not current.uscc and Enterprise.objects.filter(uscc="", name=name).exists():
        raise UnableToChangeRoster(
            _("Another enterprise without a code has this name. If they are one, join the two."), "name"
        )
    changes = {"name": [current.name, name]}
    former, current.name = current.name, name
    current.save()
    _name_kept(current, former, until=on)
    current.former_names.filter(name=name).delete()  # it has taken an old name again
    flags_renew([current], at=at)
    event = {"by": by, "at": at, "reason": reason}
    roster_editing.record("enterprise.renamed", rosters, details={"changes": changes}, **event)
    return True


@transaction.atomic
def enterprise_identify(*, enterprise: Enterprise, code: str, reason: str, by: Any, at: dt.datetime) -> bool:
    """Give an enterprise that has none its valid code. False when it has just this one already.

    Raises `UnableToChangeRoster` without a reason, for a code that fails its check, for an enterprise that has
    another one, and for a code that another enterprise has: then they may be one.
    """
    rosters = rosters_of(enterprise, by=by)
    reason, code = check_reason(reason), clean_code(code)
    check_impersonal({"code": code})
    [current] = _held(enterprise)
    if current.uscc == code and code:
        return False
    if current.uscc:
        raise UnableToChangeRoster(
            _("It has a valid code already: %(code)s.") % {"code": current.uscc}, "code"
        )
    if not code or code_flag(code, current.name):
        raise UnableToChangeRoster(
            _("This code fails its check: 18 characters, of which the last one is computed from the others."),
            "code",
        )
    holder = Enterprise.objects.filter(uscc=code).first()
    if holder:
        raise UnableToChangeRoster(_code_taken(holder, by), "code")
    changes = {"uscc": [None, code]}
    if current.faulty_code:
        changes["faulty_code"] = [current.faulty_code, None]
    current.uscc, current.faulty_code = code, ""
    current.save()
    flags_renew([current], at=at)
    event = {"by": by, "at": at, "reason": reason}
    roster_editing.record("enterprise.identified", rosters, details={"changes": changes}, **event)
    return True


@transaction.atomic
def enterprise_join(
    *, enterprise: Enterprise, other: Enterprise, reason: str, by: Any, at: dt.datetime
) -> Enterprise:
    """Make two enterprises one because a person says that they are; returns the one that stays: the one with a code.
    The entries of the other become its own, an entry that both had stays once, and the other's name is kept as a
    former one.

    Raises `UnableToChangeRoster` without a reason, for one and the same, and for two with valid codes of their own.
    """
    if enterprise.pk == other.pk:
        raise UnableToChangeRoster(_("That is this enterprise itself."), "other")
    rosters = rosters_of(enterprise, other, by=by)
    reason = check_reason(reason)
    kept, gone = _held(enterprise, other)
    if kept.uscc and gone.uscc:
        raise UnableToChangeRoster(
            _("Both have a valid code of their own (%(one)s, %(other)s): they are two enterprises.")
            % {"one": kept.uscc, "other": gone.uscc},
            "other",
        )
    if gone.uscc:
        kept, gone = gone, kept
    doubles = _entries_moved(gone, kept, by=by, at=at, reason=reason)
    for former in gone.former_names.all():
        _name_kept(kept, former.name, until=former.until)
    _name_kept(kept, gone.name, until=timezone.localtime(at).date())
    details = {"stays": _words(kept), "joined": _words(gone), "doubles": doubles}
    gone.delete()
    if not kept.uscc and not kept.faulty_code and gone.faulty_code:
        kept.faulty_code = gone.faulty_code
        kept.save()
    RosterFlag.objects.filter(entry__enterprise=kept, other=kept).delete()
    flags_renew([kept], at=at)
    roster_editing.record("enterprise.joined", rosters, details=details, by=by, at=at, reason=reason)
    for roster in rosters:
        recount(roster)
    return kept


def _code_of_another(holder: Enterprise, by: Any) -> str:
    """That a code belongs to an enterprise of another name, which is said to those who may read it."""
    if not may_read_name(holder, Rights(by)):
        return _(
            "This code belongs to an enterprise of another name, which stands on rosters that are not yours. Compare "
            "the code with the business licence, or ask the coordinator."
        )
    return _(
        "This code belongs to %(name)s. If that is its former name, give it the new one on its own page first."
    ) % {"name": holder.name}


def _code_taken(holder: Enterprise, by: Any) -> str:
    """That another enterprise has a code already, which is named to those who may read its name."""
    if not may_read_name(holder, Rights(by)):
        return _(
            "An enterprise on rosters that are not yours has this code. Ask the coordinator, who can join the two if "
            "they are one."
        )
    return _("%(name)s has this code. If the two are one enterprise, join them.") % {"name": holder.name}


def _code_stated(enterprise: Enterprise, code: str, *, by: Any, at: dt.datetime) -> None:
    """Keep a code that fails its check with an enterprise that stood without any."""
    if enterprise.faulty_code:
        raise UnableToChangeRoster(
            _(
                "%(name)s stands with another code that fails its check. Leave the code out, or type a valid one."
            )
            % {"name": enterprise},
            "code",
        )
    rosters = list(Roster.objects.filter(entries__enterprise=enterprise).distinct())
    for roster in rosters:
        check_editor(roster, by)
    enterprise.faulty_code = code
    enterprise.save(update_fields=["faulty_code"])
    flags_renew([enterprise], at=at)
    details = {"changes": {"faulty_code": [None, code]}}
    roster_editing.record("enterprise.identified", rosters, details=details, by=by, at=at)


def _held(*enterprises: Enterprise) -> list[Enterprise]:
    """These rows as they are now, in this order, held until the transaction ends."""
    pks = [enterprise.pk for enterprise in enterprises]
    rows = Enterprise.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").in_bulk(pks)
    if len(rows) < len(pks):
        raise UnableToChangeRoster(_("It was joined with another enterprise meanwhile."))
    return [rows[pk] for pk in pks]


def _entries_moved(gone: Enterprise, kept: Enterprise, *, by: Any, at: dt.datetime, reason: str) -> int:
    """Move entries from the one to the other; how many of them it had already. Of two that are the same, what holds
    longer stands: one is in force while either is, or was until the later of their withdrawals.
    """
    own = {_same(entry): entry for entry in kept.entries.select_related("roster", "unit")}
    doubles = 0
    for entry in gone.entries.select_related("roster", "unit"):
        if double := own.get(_same(entry)):
            row_delete(entry, by=by, at=at, reason=reason)
            doubles += 1
            if double.withdrawn_on and (
                entry.withdrawn_on is None or entry.withdrawn_on > double.withdrawn_on
            ):
                double.withdrawn_on, double.withdrawal_reason = entry.withdrawn_on, entry.withdrawal_reason
                row_save(double, by=by, at=at, reason=reason)
        else:
            entry.enterprise = kept
            entry.save(update_fields=["enterprise"])
    return doubles


def _same(entry: RosterEntry) -> Sequence[Any]:
    """What two entries of one enterprise must not share: the fields of the constraint `entry_unique`."""
    return (
        entry.roster_id,
        entry.item,
        entry.unit_id,
        entry.kind_id,
        entry.level_id,
        entry.recognised_on,
    )


def _name_kept(enterprise: Enterprise, name: str, *, until: dt.date) -> None:
    if name != enterprise.name:
        FormerName.objects.update_or_create(enterprise=enterprise, name=name, defaults={"until": until})


def _words(enterprise: Enterprise) -> str:
    return " ".join(filter(None, [enterprise.name, enterprise.uscc or enterprise.faulty_code]))
