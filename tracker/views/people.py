"""Who can sign in, and what each may do."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.people import (
    MembershipForm,
    NewPersonForm,
    PasswordForm,
    PersonForm,
    ReasonForm,
    SwitchOffForm,
)
from tracker.permissions import Permission
from tracker.selectors.people import PersonPage, person_page, units_without_reviewer
from tracker.selectors.people import people as people_of
from tracker.services.people import (
    membership_add,
    membership_remove,
    password_set,
    person_change,
    person_create,
    person_switch_off,
    person_switch_on,
)
from tracker.views.saving import Offer, PageForms


@never_cache
@requires(Permission.MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """Every account with its roles, and a form for a new one."""
    forms = PageForms(request, {"new": (partial(NewPersonForm, prefix="new"), person_create)})
    if forms.stored():
        return redirect("person", pk=forms.sent.instance.pk)
    context = {"people": people_of(), "unreviewed": units_without_reviewer(), "form": forms["new"]}
    return render(request, "tracker/people_list.html", context)


@never_cache
@requires(Permission.MANAGE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its name, its roles, its password, and switching it off."""
    try:
        page = person_page(pk)
    except get_user_model().DoesNotExist as error:
        raise Http404(_("There is no such account.")) from error
    forms = PageForms(request, _offers(page, request.user))
    if forms.stored():
        return redirect("person", pk=pk)
    context = {
        "page": page,
        "is_self": page.person == request.user,
        "person_form": forms["person"],
        "password_form": forms.get("password"),
        "switch_form": forms.get("switch"),
        "membership_form": forms["membership"],
        "memberships": [(row, forms[f"remove-{row.pk}"]) for row in page.memberships],
    }
    return render(request, "tracker/people_detail.html", context)


def _offers(page: PersonPage, user: Any) -> dict[str, Offer]:
    """The forms about an account; one's own password has a page of its own, and one's own account stays on."""
    person = page.person
    offers: dict[str, Offer] = {
        "person": (partial(PersonForm, person, prefix="person"), person_change),
        "membership": (partial(MembershipForm, prefix="membership", person=person), membership_add),
    }
    for row in page.memberships:
        name = f"remove-{row.pk}"
        offers[name] = (partial(ReasonForm, prefix=name, membership=row), membership_remove)
    if person != user:
        offers["password"] = (partial(PasswordForm, person, prefix="password"), password_set)
        if person.is_active:
            form = partial(SwitchOffForm, prefix="switch", person=person, has_unfinished=page.has_unfinished)
            offers["switch"] = (form, person_switch_off)
        else:
            offers["switch"] = (partial(ReasonForm, prefix="switch", person=person), person_switch_on)
    return offers
