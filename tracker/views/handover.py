"""Handing the work of an official who leaves over to a successor."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.events import event_words
from tracker.forms.handover import HandoverForm
from tracker.permissions import Permission
from tracker.selectors.handover import handover as handover_of
from tracker.selectors.records import names
from tracker.services.handover import UnableToHandOver
from tracker.services.handover import handover as hand_over


@never_cache
@requires(Permission.MANAGE)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What the person holds, and the form that gives it to a successor; afterwards, what moved."""
    try:
        page = handover_of(pk=pk)
    except get_user_model().DoesNotExist as error:
        raise Http404(_("There is no such person.")) from error
    form = HandoverForm(request.POST if request.method == "POST" else None, page.leaver)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(leaver=page.leaver, **form.cleaned_data, by=request.user, at=timezone.now())
        except UnableToHandOver as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The work is handed over, and the account is switched off."))
            return redirect("handover", pk=pk)
    context = {
        "page": page,
        "form": form,
        "is_own": page.leaver.pk == request.user.pk,
        "last": event_words(page.last, names()) if page.last else None,
    }
    return render(request, "tracker/handover_detail.html", context)
