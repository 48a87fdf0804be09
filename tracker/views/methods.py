"""How a status is found, and the thresholds in force."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.access import public
from tracker.calculations.methods import METHOD
from tracker.explanations import thresholds_text
from tracker.forms.methods import MethodForm
from tracker.models import ProgressMethod
from tracker.permissions import Permission
from tracker.services.methods import UnableToChangeMethod, method_create


@public(why="the rule stands beside the result; only a coordinator may change it")
def method(request: HttpRequest) -> HttpResponse:
    """Every version of the thresholds; for a coordinator, the form for the next one."""
    may_change = request.rights.may(Permission.SET_METHOD)
    form = MethodForm(request.POST or None)
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied(_("Only a coordinator may change the thresholds."))
        if form.is_valid():
            try:
                made = method_create(**form.cleaned_data, by=request.user, at=timezone.now())
            except UnableToChangeMethod as error:
                form.add_error("from_quarter", str(error))
            else:
                messages.success(
                    request,
                    _("Version %(version)d is in force from %(quarter)s on.")
                    % {"version": made.version, "quarter": made.from_quarter},
                )
                return redirect("method")
    versions = [
        (row, thresholds_text(row.as_method())) for row in ProgressMethod.objects.select_related("author")
    ]
    return render(
        request,
        "tracker/methods_detail.html",
        {
            "built_in": METHOD,
            "built_in_text": thresholds_text(METHOD),
            "versions": versions,
            "form": form if may_change else None,
        },
    )
