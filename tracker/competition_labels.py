"""The words for the competition's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.calculations.criteria import Absence
from tracker.calculations.scoring import Problem
from tracker.calculations.scoring_rules import RuleKind
from tracker.calculations.sensitivity import AlternativeKind

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
    Absence.NOT_COMPARABLE: pgettext_lazy("absence", "no earlier figure to compare with"),
}
# Another fair rule, under which the places are looked at again.
ALTERNATIVE_LABELS = {
    AlternativeKind.NO_CAPS: _("without caps"),
    AlternativeKind.CAPS_AT_FULL_MARKS: _("caps at full marks"),
    AlternativeKind.EQUAL_WEIGHTS: _("equal weights"),
    AlternativeKind.WITHOUT_CRITERION: _("without %(criterion)s"),
    AlternativeKind.ALL_EFFICACY: _("everything by the efficacy coefficient"),
    AlternativeKind.ALL_PLACES: _("everything by place"),
}
# What is wrong with a board, and what to do.
BOARD_PROBLEMS = {
    Problem.NO_CRITERIA: _("No criteria are set. Set them, with weights that add up to 100."),
    Problem.WEIGHT_NOT_POSITIVE: _("The weight of “%(criterion)s” is %(value)s. It must be above zero."),
    Problem.WEIGHTS_DO_NOT_SUM: _(
        "The weights add up to %(value)s instead of 100. Nothing is scored until they are corrected."
    ),
    Problem.NOBODY_TAKES_PART: _(
        "Every unit of this group is excluded. Withdraw an exclusion, or leave the group out of the edition."
    ),
    Problem.CRITERION_WITHOUT_DATA: _(
        "No unit has a figure for “%(criterion)s”. Have it reported or entered, or take the criterion out."
    ),
    Problem.NOBODY_COMPLETE: _(
        "Every unit lacks a figure, so nobody can be ranked. Ask for the figures named below."
    ),
    Problem.GROUP_OF_ONE: _(
        "Only one unit is ranked here: its first place says nothing. Wait for the others' figures, or rank it in "
        "another group."
    ),
    Problem.CRITERION_ALL_EQUAL: _(
        "All ranked units have the same points for “%(criterion)s”: in this quarter it tells nobody apart."
    ),
    Problem.ALL_EQUAL: _("All ranked units have the same score: all of them are first."),
}
