"""The words for the codes of releases, objections and recognitions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RELEASE_STATE_LABELS = {
    "draft": pgettext_lazy("release", "draft"),
    "window": pgettext_lazy("release", "shown to the units"),
    "scheduled": pgettext_lazy("release", "scheduled"),
    "published": pgettext_lazy("release", "published"),
}
OBJECTION_OUTCOME_LABELS = {
    "upheld": pgettext_lazy("objection", "upheld"),
    "rejected": pgettext_lazy("objection", "rejected"),
    "withdrawn": pgettext_lazy("objection", "withdrawn"),
}
RECOGNITION_LABELS = {
    "honour": _("honour"),
    "event": _("event"),
}
