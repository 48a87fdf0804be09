"""What is typed about a notice: its own words, and the template somebody brings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.documents.evidence_kinds import EvidenceError
from tracker.documents.notice_checks import LIMIT, Problem, TemplateRefused
from tracker.labels import evidence_problem, separator

TEMPLATE_PROBLEMS = {
    Problem.TOO_LARGE: _("The file is larger than %(limit)s MB. Make its pictures smaller."),
    Problem.NOT_WORD: _("This is no Word document (.docx). Save the template as one and upload it again."),
    Problem.UNKNOWN: _(
        "The template has a placeholder that does not exist: %(names)s. Compare it with the list of placeholders."
    ),
    Problem.MISSING: _("The template lacks what a notice must say: %(names)s. Add these placeholders."),
    Problem.NOT_ALLOWED: _(
        "The template computes something (%(names)s). It can place words, repeat lines and leave lines out, and "
        "nothing else."
    ),
    Problem.NOT_ALONE: _(
        "These tables need a paragraph of their own, written as {{p targets }}: %(names)s. Correct them in the "
        "template."
    ),
    Problem.MARK_NOT_ON_PAGES: _(
        "%(names)s must stand in the header or footer, so that invented figures are marked on every page."
    ),
    Problem.SYNTAX: _("A placeholder is not written as it should be: %(names)s."),
}


class NoticeForm(forms.Form):
    """The words of the notice that do not come from the release."""

    number = forms.CharField(label=_("document number"), max_length=100, required=False)
    title = forms.CharField(
        label=_("title"), max_length=200, error_messages={"required": _("Give the notice a title.")}
    )
    opening = forms.CharField(
        label=_("opening"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    closing = forms.CharField(
        label=_("what comes next"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, data: Any = None, *, words: dict[str, str]) -> None:
        super().__init__(data, auto_id="notice-%s", initial=words)


class TemplateForm(forms.Form):
    """A Word file that is to be the template."""

    file = forms.FileField(
        label=_("Word template (.docx)"),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, is_too_large: bool = False) -> None:
        super().__init__(data, files, auto_id="template-%s")
        if is_too_large:  # the file has not been kept: `tracker.uploads`
            self.fields["file"].error_messages["required"] = template_problem(
                TemplateRefused(Problem.TOO_LARGE)
            )


def template_problem(error: TemplateRefused | EvidenceError) -> str:
    """Why a file cannot be the template, and what to do."""
    if isinstance(error, EvidenceError):
        return evidence_problem(error)
    return str(TEMPLATE_PROBLEMS[error.problem]) % {
        "names": separator().join(error.names),
        "limit": LIMIT // (1024 * 1024),
    }
