"""Pages with several forms, and carrying out what one of them asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.services.editing import CellsRefused, ChangedMeanwhile, UnableToChange

# How a form is made from what was sent (None when it was not), and the service that carries it out.
Offer = tuple[Callable[[Any], Any], Callable[..., Any]]
REFUSED = object()


def store(form: Any, change: Callable[..., Any], **arguments: Any) -> Any:
    """What the service answers; `REFUSED` when it refused, and the form then says why beside what was typed."""
    try:
        return change(**arguments)
    except (UnableToChange, ChangedMeanwhile, CellsRefused) as error:
        form.refuse(error)
        return REFUSED


class PageForms:
    """The forms of a page, by the name that the button of each sends as `save`. At most one of them was sent."""

    def __init__(self, request: HttpRequest, offers: Mapping[str, Offer]) -> None:
        self.request = request
        sent = request.POST.get("save", "") if request.method == "POST" else None
        if sent is not None and sent not in offers:
            raise Http404(_("There is nothing like this to be stored."))
        self._forms = {
            name: make(request.POST if name == sent else None) for name, (make, _change) in offers.items()
        }
        self.sent = self._forms.get(sent)
        self._change = offers[sent][1] if sent is not None else None

    def __getitem__(self, name: str) -> Any:
        return self._forms[name]

    def get(self, name: str) -> Any:
        """The form with this name; None where the page does not offer it."""
        return self._forms.get(name)

    def stored(self) -> bool:
        """Whether a form was sent and its change carried out, with a message about it."""
        if self.sent is None or not self.sent.is_valid():
            return False
        answer = store(
            self.sent, self._change, **self.sent.arguments(), by=self.request.user, at=timezone.now()
        )
        if answer is REFUSED:
            return False
        words = _("Nothing was changed.") if answer is False else _("The change is stored.")
        messages.success(self.request, words)
        return True
