"""Rosters: the names behind a count, and what those who look after them change."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker.access import requires
from tracker.forms.people import ReasonForm
from tracker.forms.rosters import (
    EntryForm,
    IdentifyForm,
    JoinForm,
    NewEntryForm,
    RenameForm,
    RosterFilterForm,
    SettleForm,
    WithdrawForm,
    filter_choices,
)
from tracker.htmx import render_page, template_for
from tracker.models import Roster, RosterEntry
from tracker.permissions import Permission, Rights
from tracker.selectors import rosters as selector
from tracker.selectors.roster_entries import EntryPage, enterprises_edited, entry_page
from tracker.services.enterprises import enterprise_identify, enterprise_join, enterprise_rename
from tracker.services.roster_flags import flag_settle
from tracker.services.rosters import entry_add, entry_correct, entry_reinstate, entry_withdraw
from tracker.views.saving import REFUSED, Offer, PageForms, store

PAGE, PARTIAL = "tracker/rosters_detail.html", "roster-names"
FORMS = ("correct", "withdraw", "reinstate", "rename", "identify", "join")


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def rosters(request: HttpRequest) -> HttpResponse:
    """Every roster, with what its targets count today and what waits for somebody."""
    rows = selector.rosters(rights=request.rights, on=timezone.localdate())
    return render(request, "tracker/rosters_list.html", {"rosters": rows})


@never_cache
@require_safe
@requires(Permission.VIEW_SHEET)
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """The names on a roster at a day, found and filtered through shareable addresses, and their counts."""
    today = timezone.localdate()
    filters = RosterFilterForm(request.GET).filters(today)
    try:
        page = selector.roster_page(
            code=code,
            rights=request.rights,
            filters=filters,
            page=request.GET.get("page", "1"),
            today=today,
            whole=template_for(request, PAGE, PARTIAL) == PAGE,
        )
    except Roster.DoesNotExist as error:
        raise Http404(_("There is no such roster.")) from error
    context = {"page": page, "filters": filters, "today": today}
    if page.around:
        context["choices"] = filter_choices(page)
    return render_page(request, PAGE, PARTIAL, context)


@never_cache
@requires(Permission.VIEW_SHEET)
def entry_new(request: HttpRequest, code: str) -> HttpResponse:
    """Putting a name on a roster by hand."""
    try:
        of = selector.roster_of_code(code)
    except Roster.DoesNotExist as error:
        raise Http404(_("There is no such roster.")) from error
    if not request.rights.may_edit_roster(of):
        raise PermissionDenied(_("%(roster)s is not yours to change.") % {"roster": of})
    form = NewEntryForm(of, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        entry = store(form, entry_add, **form.arguments(), by=request.user, at=timezone.now())
        if entry is not REFUSED:
            messages.success(request, _("%(name)s stands on the roster.") % {"name": entry.enterprise})
            if entry.flags.exists():
                messages.warning(request, _("Something about it has to be looked at: see its flags."))
            return redirect("roster-entry", code=code, pk=entry.pk)
    return render(request, "tracker/rosters_entry_new.html", {"roster": of, "form": form})


@never_cache
@requires(Permission.VIEW_SHEET)
def roster_entry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One name: what is known of it, its flags; for those who look after the roster the forms that change it."""
    try:
        page = entry_page(code=code, pk=pk, rights=request.rights)
    except RosterEntry.DoesNotExist as error:
        raise Http404(_("There is no such name among yours.")) from error
    if request.method == "POST" and not page.may_edit:
        raise PermissionDenied(_("%(roster)s is not yours to change.") % {"roster": page.entry.roster})
    forms = PageForms(request, _offers(page, request.rights) if page.may_edit else {})
    if forms.stored():
        # Of two entries that joining made one, this may be the one that went.
        if RosterEntry.objects.filter(pk=pk).exists():
            return redirect("roster-entry", code=code, pk=pk)
        return redirect("roster", code=code)
    context = {
        "page": page,
        "entry": page.entry,
        "forms": {name: forms.get(name) for name in FORMS},
        "flags": [(flag, forms.get(f"settle-{flag.pk}")) for flag in page.flags],
    }
    return render(request, "tracker/rosters_entry.html", context)


def _offers(page: EntryPage, rights: Rights) -> dict[str, Offer]:
    """The forms that make sense for this name now."""
    entry, enterprise, today = page.entry, page.entry.enterprise, timezone.localdate()
    about: dict[str, Any] = {"enterprise": enterprise}
    offers: dict[str, Offer] = {
        "correct": (partial(EntryForm, entry, prefix="correct"), entry_correct),
        "rename": (partial(RenameForm, prefix="rename", today=today, **about), enterprise_rename),
        "join": (
            partial(
                JoinForm,
                prefix="join",
                look_alikes=page.look_alikes,
                among=enterprises_edited(rights),
                **about,
            ),
            enterprise_join,
        ),
    }
    if entry.withdrawn_on:
        offers["reinstate"] = (partial(ReasonForm, prefix="reinstate", entry=entry), entry_reinstate)
    else:
        form = partial(WithdrawForm, prefix="withdraw", today=today, has_more=page.has_more, entry=entry)
        offers["withdraw"] = (form, entry_withdraw)
    if not enterprise.uscc:
        offers["identify"] = (partial(IdentifyForm, prefix="identify", **about), enterprise_identify)
    for flag in page.flags:
        if not flag.settled_at:
            name = f"settle-{flag.pk}"
            offers[name] = (partial(SettleForm, flag, prefix=name), flag_settle)
    return offers
