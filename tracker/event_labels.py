"""The words for what the trail records: actions, their details, and what they are about.

Every action and detail that a service writes stands here (tests/test_events.py); `events` makes sentences of them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTION_LABELS = {
    "report.submitted": pgettext_lazy("action", "figure submitted"),
    "report.approved": pgettext_lazy("action", "figure approved"),
    "report.returned": pgettext_lazy("action", "figure returned"),
    "report.reopened": pgettext_lazy("action", "figure re-opened"),
    "draft.kept": pgettext_lazy("action", "draft of a colleague who left, kept in words"),
    "evidence.added": pgettext_lazy("action", "file added"),
    "evidence.withdrawn": pgettext_lazy("action", "file withdrawn"),
    "period.closed": pgettext_lazy("action", "quarter closed"),
    "period.reopened": pgettext_lazy("action", "quarter opened again"),
    "method.created": pgettext_lazy("action", "thresholds set"),
    "plan.loaded": pgettext_lazy("action", "plan loaded from a file"),
    "roster.added": pgettext_lazy("action", "roster set up"),
    "enterprise.renamed": pgettext_lazy("action", "enterprise renamed"),
    "enterprise.identified": pgettext_lazy("action", "enterprise given its code"),
    "enterprise.joined": pgettext_lazy("action", "two enterprises joined"),
    "count.decided": pgettext_lazy("action", "official count decided"),
    "units.loaded": pgettext_lazy("action", "units loaded from a file"),
    "assignments.created": pgettext_lazy("action", "target assigned to units"),
    "person.handed-over": pgettext_lazy("action", "work handed over, account switched off"),
    "person.created": pgettext_lazy("action", "account made"),
    "person.changed": pgettext_lazy("action", "account changed"),
    "person.password-set": pgettext_lazy("action", "password set"),
    "person.switched-off": pgettext_lazy("action", "account switched off"),
    "person.switched-on": pgettext_lazy("action", "account switched on"),
    "reminders.created": pgettext_lazy("action", "reminders sent out"),
    "upload.checked": pgettext_lazy("action", "spreadsheet read"),
    "upload.confirmed": pgettext_lazy("action", "spreadsheet imported as drafts"),
    "upload.discarded": pgettext_lazy("action", "spreadsheet put aside"),
    "roster.uploaded": pgettext_lazy("action", "file of names uploaded"),
    "roster.confirmed": pgettext_lazy("action", "file of names confirmed"),
    "roster.cancelled": pgettext_lazy("action", "file of names cancelled"),
    "roster.imported": pgettext_lazy("action", "file of names written to the roster"),
    "demo.loaded": pgettext_lazy("action", "demonstration loaded"),
}
# For the rows of set-up, whatever they are called (`services.changes`): with the table's own name.
CHANGE_LABELS = {
    "created": _("%(thing)s: added"),
    "changed": _("%(thing)s: changed"),
    "deleted": _("%(thing)s: removed"),
}
DETAIL_LABELS = {
    "version": _("version"),
    "until": _("open until"),
    "on_behalf_of": _("on behalf of"),
    "not_approved": _("submitted and not approved"),
    "name": _("file"),
    "enterprise": _("enterprise"),
    "sha256": _("SHA-256"),
    "size": _("size in bytes"),
    "from": _("from quarter"),
    "thresholds": _("thresholds"),
    "units": _("reporting units"),
    "targets": _("targets"),
    "created": _("for the first time"),
    "figures": _("figures"),
    "names": _("names on rosters"),
    "successor": _("successor"),
    "memberships": _("memberships"),
    "drafts": _("drafts that moved"),
    "kept": _("drafts kept in words"),
    "author": _("author"),
    "typed": _("typed"),
    "left": _("left behind"),
    "returned": _("returned figures"),
    "step": _("working days after the due date"),
    "reminders": _("reminders"),
    "new": pgettext_lazy("import", "new"),
    "changed": pgettext_lazy("import", "changed"),
    "withdrawn": pgettext_lazy("import", "withdrawn"),
    "stays": _("stays"),
    "joined": _("joined with it"),
    "doubles": _("entries that both had"),
    "roster_counts": _("the roster's count is official"),
}
SUBJECT_LABELS = {
    "target": _("target"),
    "plan": _("plan"),
    "unit": _("reporting unit"),
    "roster": _("roster"),
    "person": _("user"),
    "source": _("source"),
    "check": _("check rule"),
    "method": _("progress method"),
}
