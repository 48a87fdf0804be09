"""The coordinator's pages of the competition: editions, groups and members, a list's criteria."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.competitions import (
    EditionForm,
    GroupForm,
    ListForm,
    MembersForm,
    NewEditionForm,
    NewGroupForm,
    NewListForm,
)
from tracker.forms.fields import RemovalForm
from tracker.forms.weightings import WeightingForm
from tracker.models import CompetitionList, Edition, PeerGroup
from tracker.permissions import Permission
from tracker.selectors.competition_setup import EditionSetup, edition_outlines, edition_setup, list_setup
from tracker.services.competitions import edition_save, group_remove, group_save, list_save, members_set
from tracker.services.weightings import weighting_set
from tracker.views.saving import REFUSED, Offer, PageForms, store

MEMBERS = "members"


@never_cache
@requires(Permission.RELEASE)
def setup_competitions(request: HttpRequest) -> HttpResponse:
    """Every edition with its lists: what is set, what is missing; and the form for another edition."""
    outlines = edition_outlines(on=timezone.localdate())
    last = max((row.edition.position for row in outlines), default=0)
    new = Edition(position=last + 1)
    forms = PageForms(request, {"new": (partial(NewEditionForm, new, prefix="new"), edition_save)})
    if forms.stored():
        return redirect("setup-edition", edition=forms.sent.instance.code)
    context = {"editions": outlines, "new_form": forms["new"]}
    return render(request, "tracker/competitions_setup.html", context)


@never_cache
@requires(Permission.RELEASE)
def setup_edition(request: HttpRequest, edition: str) -> HttpResponse:
    """An edition's head, its groups, who is in which, and its lists."""
    try:
        page = edition_setup(edition, on=timezone.localdate())
    except Edition.DoesNotExist as error:
        raise Http404(_("There is no such edition.")) from error
    is_table = request.POST.get("save") == MEMBERS
    members = MembersForm(page, request.POST if is_table else None)
    if is_table and _members_stored(request, members):
        return redirect("setup-edition", edition=edition)
    offers = _offers(page) | {MEMBERS: (lambda data: members, members_set)}
    forms = PageForms(request, offers)
    if not is_table and forms.stored():
        return redirect("setup-edition", edition=edition)
    context = {
        "page": page,
        "outline": page.outline,
        "members": members,
        "edition_form": forms["edition"],
        "groups": [
            (row, forms[f"group-{row.group.pk}"], forms[f"ungroup-{row.group.pk}"])
            for row in page.outline.groups
        ],
        "new_group": forms["new-group"],
        "lists": [(row, forms[f"list-{row.list.pk}"]) for row in page.outline.lists],
        "new_list": forms["new-list"],
    }
    return render(request, "tracker/competitions_setup_edition.html", context)


@never_cache
@requires(Permission.RELEASE)
def setup_list(request: HttpRequest, edition: str, list: str) -> HttpResponse:
    """A list's criteria, weights and rules in force, the versions before, and the form for the next."""
    try:
        page = list_setup(edition, list, on=timezone.localdate())
    except CompetitionList.DoesNotExist as error:
        raise Http404(_("There is no such list.")) from error
    form = WeightingForm(page, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = store(
            form, weighting_set, list=page.list, **form.arguments(), by=request.user, at=timezone.now()
        )
        if made is not REFUSED:
            words = {"version": made.version, "quarter": made.from_quarter}
            messages.success(request, _("Version %(version)d is in force from %(quarter)s on.") % words)
            return redirect("setup-list", edition=edition, list=list)
    return render(request, "tracker/competitions_setup_list.html", {"page": page, "form": form})


def _offers(page: EditionSetup) -> dict[str, Offer]:
    """The edition's own form, and for each group and list one, and one for another."""
    edition = page.edition
    group = PeerGroup(edition=edition, position=len(page.groups) + 1)
    another = CompetitionList(edition=edition, position=len(page.outline.lists) + 1)
    offers: dict[str, Offer] = {
        "edition": (partial(EditionForm, edition, prefix="edition"), edition_save),
        "new-group": (partial(NewGroupForm, group, prefix="new-group"), group_save),
        "new-list": (partial(NewListForm, another, prefix="new-list"), list_save),
    }
    for row in page.groups:
        change, remove = f"group-{row.pk}", f"ungroup-{row.pk}"
        offers[change] = (partial(GroupForm, row, prefix=change), group_save)
        offers[remove] = (partial(RemovalForm, row, prefix=remove, argument="peergroup"), group_remove)
    for outline in page.outline.lists:
        name = f"list-{outline.list.pk}"
        offers[name] = (partial(ListForm, outline.list, prefix=name), list_save)
    return offers


def _members_stored(request: HttpRequest, form: MembersForm) -> bool:
    """Store the table; False when something in it is refused, and then nothing of it was stored."""
    if not form.is_valid():
        return False
    changed = store(
        form,
        members_set,
        edition=form.setup.edition,
        **form.arguments(),
        by=request.user,
        at=timezone.now(),
    )
    if changed is REFUSED:
        return False
    words = ngettext("%(count)d unit was moved.", "%(count)d units were moved.", changed)
    messages.success(request, words % {"count": changed} if changed else _("Nothing was changed."))
    return True
