"""A scoring rule's numbers in words, for the pages of the competition."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from tracker.calculations.scoring_rules import RuleKind
from tracker.labels import exact_text, separator
from tracker.models import Weight

register = template.Library()


@register.filter
def parameter_words(weight: Weight) -> str:
    """The parameters of a weight's rule as one reads them: "from 60 points on; cap 1.2"."""
    numbers = {
        name: exact_text(Decimal(value)) for name, value in weight.parameters.items() if value is not None
    }
    return separator().join(_parts(RuleKind(weight.rule), numbers))


def _parts(kind: RuleKind, numbers: dict[str, str]) -> list[str]:
    if kind == RuleKind.PLACE:
        return [_("first place 100, %(step)s less for each further place, at least %(least)s") % numbers]
    if kind == RuleKind.CLIMB:
        return [_("%(base)s unchanged, %(step)s for each place, at least %(least)s") % numbers]
    if kind == RuleKind.DEDUCTION:
        return [_("%(points)s less for each %(unit)s above %(allowed)s") % numbers]
    parts = []
    if kind == RuleKind.EFFICACY:
        parts.append(_("from %(base)s points on") % numbers)
        if "worst" in numbers:
            parts.append(_("worst %(worst)s, best %(best)s") % numbers)
        else:
            parts.append(_("ends from the group"))
    parts.append(_("cap %(cap)s") % numbers if "cap" in numbers else _("without a cap"))
    return parts
