"""Every view says who may see it; a system check finds the one that forgot."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from .permissions import Permission, Rights

View = Callable[..., HttpResponse]


def public(*, why: str) -> Callable[[View], View]:
    """Anybody may see this view; `why` is for the reader of the code and of the access table."""

    def mark(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.rights = Rights(request.user)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        opened.access = f"public: {why}"  # type: ignore[attr-defined]
        return opened

    return mark


def requires(permission: Permission) -> Callable[[View], View]:
    """Only signed-in people who hold this permission in some unit; which unit, the view's selector decides."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            request.rights = Rights(request.user)  # type: ignore[attr-defined]
            if not request.rights.may(permission):  # type: ignore[attr-defined]
                raise PermissionDenied(_("Your account has no role for this page. Ask your coordinator."))
            return view(request, *args, **kwargs)

        guarded.access = f"requires: {permission}"  # type: ignore[attr-defined]
        return guarded

    return mark


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back. A fragment cannot hold it: htmx is told to leave for it as a whole, but
    never away from a form in which something was typed; there it is said in the page's alert.
    """
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path())
    if request.method == "POST":
        words = _(
            "You have been signed out. What you typed is still here: sign in again in another tab, and it is saved."
        )
        return reswap(retarget(HttpResponse(escape(words)), "#page-alert"), "innerHTML")
    page = request.htmx.current_url_abs_path or request.get_full_path()  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(redirect_to_login(page).url)


def other_person(request: HttpRequest) -> HttpResponse:
    """The form was opened by one person and is sent by another, who signed in in another tab: nothing of it is
    theirs, and what was typed stays on the page.
    """
    words = _(
        "Somebody else has signed in in this browser. Sign in as yourself in another tab, then try again."
    )
    if request.htmx:  # type: ignore[attr-defined]
        return reswap(retarget(HttpResponse(escape(words)), "#page-alert"), "innerHTML")
    raise PermissionDenied(words)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
