"""Figures that are entered for a list of the competition, with its exclusions and honour flags of a quarter."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.competition_figures import ApprovalForm, FiguresForm
from tracker.forms.competitions import ExclusionForm, HonourFlagForm
from tracker.forms.fields import RemovalForm
from tracker.models import CompetitionList, Exclusion, HonourFlag, Period
from tracker.permissions import Permission
from tracker.selectors.entered_figures import FigureCell, FigureTable, figure_table
from tracker.services.competition_figures import figure_approve, figures_enter, may_approve, may_enter
from tracker.services.competitions import (
    exclusion_add,
    exclusion_withdraw,
    honour_flag_give,
    honour_flag_withdraw,
)
from tracker.services.editing import UnableToChange
from tracker.views.saving import REFUSED, Offer, PageForms, store

ENTER, APPROVE = "figures", "approve"


@never_cache
@requires(Permission.VIEW_SHEET)
def competition_figures(request: HttpRequest, edition: str, list: str, quarter: str) -> HttpResponse:
    """A list's entered figures, unit by unit. A POST says which of the page's forms it is."""
    rights = request.rights
    if not (may_enter(rights) or may_approve(rights)):
        raise PermissionDenied(
            _("Figures of the competition are looked after by the coordinator and the bureaus.")
        )
    try:
        table = figure_table(edition, list, quarter, on=timezone.localdate())
    except (CompetitionList.DoesNotExist, Period.DoesNotExist) as error:
        raise Http404(_("There is no such list in this quarter.")) from error
    sent = request.POST.get("save") if request.method == "POST" else None
    figures = FiguresForm(table, partial(may_enter, rights), request.POST if sent == ENTER else None)
    approval = ApprovalForm(table, partial(_may_approve, request), request.POST if sent == APPROVE else None)
    stored = {ENTER: partial(_entered, request, figures), APPROVE: partial(_approved, request, approval)}
    setting = rights.may(Permission.RELEASE)
    forms = PageForms(
        request, (_offers(table) if setting else {}) | dict.fromkeys(stored, (lambda data: None, None))
    )
    if stored[sent]() if sent in stored else forms.stored():
        return redirect("competition-figures", edition=edition, list=list, quarter=quarter)
    context = {"table": table, "figures": figures, "approval": approval, "setting": setting}
    return render(request, "tracker/competitions_figures.html", context | _set_forms(table, forms, setting))


def _may_approve(request: HttpRequest, cell: FigureCell) -> bool:
    """Whether this person may let the cell's newest figure count."""
    own = cell.latest is not None and cell.latest.author_id == request.user.pk
    return not own and may_approve(request.rights, cell.unit)


def _entered(request: HttpRequest, form: FiguresForm) -> bool:
    if not form.is_valid():
        return False
    entered = store(form, figures_enter, **form.arguments(), by=request.user, at=timezone.now())
    if entered is REFUSED:
        return False
    words = ngettext(
        "%(count)d figure was entered. It counts once somebody else has approved it.",
        "%(count)d figures were entered. They count once somebody else has approved them.",
        entered,
    )
    messages.success(request, words % {"count": entered} if entered else _("Nothing was changed."))
    return True


def _approved(request: HttpRequest, form: ApprovalForm) -> bool:
    """Approve everything that was ticked, or nothing when one of them is refused."""
    if not form.is_valid():
        return False
    chosen = form.chosen()
    try:
        with transaction.atomic():
            for version in chosen:
                figure_approve(version=version, by=request.user, at=timezone.now())
    except UnableToChange as error:
        form.refuse(error)
        return False
    words = ngettext("%(count)d figure was approved.", "%(count)d figures were approved.", len(chosen))
    messages.success(request, words % {"count": len(chosen)})
    return True


def _offers(table: FigureTable) -> dict[str, Offer]:
    """Exclusions and honour flags: a form for another one, and one to take each back."""
    units = [member.unit for member, _cells in table.rows]
    exclusion = Exclusion(edition=table.list.edition, list=table.list, period=table.period)
    flag = HonourFlag(list=table.list, period=table.period)
    offers: dict[str, Offer] = {
        "exclude": (lambda data: ExclusionForm(exclusion, data, units=units), exclusion_add),
        "honour": (lambda data: HonourFlagForm(flag, data, units=units), honour_flag_give),
    }
    for row in table.exclusions:
        name = f"include-{row.pk}"
        offers[name] = (partial(RemovalForm, row, prefix=name, argument="exclusion"), exclusion_withdraw)
    for given in table.flags:
        name = f"unhonour-{given.pk}"
        offers[name] = (partial(RemovalForm, given, prefix=name, argument="honourflag"), honour_flag_withdraw)
    return offers


def _set_forms(table: FigureTable, forms: PageForms, setting: bool) -> dict[str, object]:
    return {
        "exclusions": [(row, forms.get(f"include-{row.pk}")) for row in table.exclusions],
        "flags": [(row, forms.get(f"unhonour-{row.pk}")) for row in table.flags],
        "exclude_form": forms.get("exclude") if setting else None,
        "honour_form": forms.get("honour") if setting else None,
    }
