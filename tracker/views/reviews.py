"""Reviewing: everything of a quarter that waits for one person's decision."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.findings import version_words
from tracker.forms.reviews import ReturnForm, ReviewEntries
from tracker.models import Period
from tracker.permissions import Permission
from tracker.selectors.reviews import ReviewPage, ReviewRow
from tracker.selectors.reviews import reviews as reviews_of
from tracker.services.reviews import UnableToReview, report_return, reports_approve


@never_cache
@requires(Permission.REVIEW)
def reviews(request: HttpRequest, quarter: str) -> HttpResponse:
    """What waits, with the old figure beside the new one and the checks that fired.

    A POST approves the versions that are ticked (`version`, one or many), or returns the one named in `return`.
    What is ticked and typed in other rows stands there again.
    """
    page, entries, refused = _page(request, quarter), ReviewEntries(), None
    if request.method == "POST":
        entries, refused = _decide(request, page)
        page = page if refused else _page(request, quarter)  # what was decided waits no more
        entries = entries.among(str(row.version.pk) for row in page.rows)
        if not entries and not refused:
            return redirect("reviews", quarter=page.period.quarter.code)
    findings = iter(version_words([(row.version, row.target) for row in page.rows]))
    context = {
        "page": page,
        "units": [
            (block.unit, [(row, next(findings), *_fields(row, entries, refused)) for row in block.rows])
            for block in page.units
        ],
    }
    return render(request, "tracker/reviews_list.html", context)


def _page(request: HttpRequest, quarter: str) -> ReviewPage:
    try:
        return reviews_of(quarter=quarter, rights=request.rights)
    except Period.DoesNotExist as error:
        raise Http404(_("There is no such quarter.")) from error


def _fields(row: ReviewRow, entries: ReviewEntries, refused: ReturnForm | None) -> tuple[ReturnForm, bool]:
    """The form of a row, and whether it is ticked."""
    pk = str(row.version.pk)
    is_refused = refused is not None and refused.prefix == pk
    return refused if is_refused else entries.form(pk), pk in entries.ticked


def _decide(request: HttpRequest, page: ReviewPage) -> tuple[ReviewEntries, ReturnForm | None]:
    """Return one figure or approve those that are ticked. What was filled in beside the decision, and the form of a
    figure that could not be returned.
    """
    entries, returned = ReviewEntries.sent(request.POST), request.POST.get("return", "")
    if not returned:
        _approve(request, page)
        return ReviewEntries(comments=entries.comments), None
    form = ReturnForm(request.POST, prefix=returned)
    return entries, None if _return(request, page, form, returned) else form


def _approve(request: HttpRequest, page: ReviewPage) -> None:
    """Approve what is ticked; each that cannot be approved is said by its name."""
    ticked = [(pk, page.version(pk)) for pk in request.POST.getlist("version")]
    gone = sum(version is None for _pk, version in ticked)
    outcomes = reports_approve(
        versions=[version for _pk, version in ticked if version], by=request.user, at=timezone.now()
    )
    approved = sum(not outcome.problem for outcome in outcomes)
    if approved:
        words = ngettext("%(count)d figure approved.", "%(count)d figures approved.", approved)
        messages.success(request, words % {"count": approved})
    for outcome in outcomes:
        if outcome.problem:
            assignment = outcome.version.report.assignment
            messages.error(request, f"{assignment.unit} · {assignment.target.name}: {outcome.problem}")
    if gone:
        words = ngettext(
            "%(count)d figure does not wait any more: another version was submitted, or somebody has decided.",
            "%(count)d figures do not wait any more: other versions were submitted, or somebody has decided.",
            gone,
        )
        messages.error(request, words % {"count": gone})
    if not ticked:
        messages.warning(request, _("Nothing was ticked."))


def _return(request: HttpRequest, page: ReviewPage, form: ReturnForm, pk: str) -> bool:
    """Return one version. False when its comment is missing, which then stands in the form."""
    version = page.version(pk)
    if version is None:
        messages.error(request, _("This figure does not wait any more."))
        return True
    if not form.is_valid():
        return False
    try:
        report_return(
            version=version, comment=form.cleaned_data["comment"], by=request.user, at=timezone.now()
        )
    except UnableToReview as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("Returned to %(unit)s.") % {"unit": version.report.assignment.unit})
    return True
