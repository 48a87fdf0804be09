"""The words for the competition's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.calculations.criteria import Absence
from tracker.calculations.scoring_rules import RuleKind

CRITERION_SOURCE_LABELS = {
    "target": _("a target's figures"),
    "entered": _("entered for the competition only"),
}
QUANTITY_LABELS = {
    "ratio": _("ratio to schedule"),
    "completion": _("completion of the own target"),
    "actual": _("actual"),
    "increment": _("added in the quarter"),
    "growth": _("growth year on year"),
    "entered": _("entered figure"),
}
RULE_LABELS = {
    RuleKind.SCHEDULE.value: _("scheduled progress"),
    RuleKind.COMPLETION.value: _("completion of the own target"),
    RuleKind.EFFICACY.value: _("efficacy coefficient"),
    RuleKind.PLACE.value: _("by place"),
    RuleKind.CLIMB.value: _("places climbed"),
    RuleKind.DEDUCTION.value: _("deduction"),
}
ABSENCE_LABELS = {
    Absence.NOT_REPORTED: pgettext_lazy("absence", "not reported"),
    Absence.NO_SCHEDULE: pgettext_lazy("absence", "no ratio to schedule"),
    Absence.NO_TARGET: pgettext_lazy("absence", "no own target"),
}
