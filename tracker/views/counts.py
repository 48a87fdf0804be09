"""Which figure is official where a roster and the units differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.counts import CountForm
from tracker.models import Period, Target
from tracker.permissions import Permission
from tracker.selectors.counts import CountPage, count_page
from tracker.services.rosters import UnableToChangeRoster, count_decide


@never_cache
@requires(Permission.MANAGE)
def count_decision(request: HttpRequest, code: str) -> HttpResponse:
    """The roster's count beside what the units stated, and the coordinator's decision between them."""
    page = _page(request, code)
    form = CountForm(
        request.POST if request.method == "POST" else None,
        initial={"takes_roster": "1" if page.comparison.is_official else "0"},
    )
    if form.is_bound and form.is_valid():
        try:
            count_decide(
                target=page.target,
                period=page.period,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except UnableToChangeRoster as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The reason stands beside the figure."))
            query = f"?quarter={page.period.quarter.code}"
            return redirect(reverse("target-detail", args=[code]) + query)
    return render(request, "tracker/counts_decision.html", {"page": page, "form": form, "names": page.names})


def _page(request: HttpRequest, code: str) -> CountPage:
    try:
        return count_page(code=code, quarter=request.GET.get("quarter", ""), rights=request.rights)
    except (Target.DoesNotExist, Period.DoesNotExist) as error:
        raise Http404(_("No roster counts this target in that quarter.")) from error
