"""The plausibility checks: what is built in, and what this installation has set instead."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from tracker.access import requires
from tracker.forms.checks import RuleForm
from tracker.forms.fields import RemovalForm
from tracker.permissions import Permission
from tracker.selectors.setup import CheckRows, check_table, targets_in_order
from tracker.services.checks import check_rule_change, check_rule_create, check_rule_remove
from tracker.views.saving import Offer, PageForms


@never_cache
@requires(Permission.MANAGE)
def checks(request: HttpRequest) -> HttpResponse:
    """For each kind the general rule, the rules of single targets, and a form for another one."""
    table = check_table()
    forms = PageForms(request, _offers(table))
    if forms.stored():
        return redirect("setup-checks")
    kinds = [
        (
            rows,
            [(rule, forms[f"rule-{rule.pk}"], forms[f"remove-{rule.pk}"]) for rule in rows.rules],
            forms.get(f"all-{rows.kind}"),
            forms[f"one-{rows.kind}"],
        )
        for rows in table
    ]
    return render(request, "tracker/setup_checks.html", {"kinds": kinds})


def _offers(table: tuple[CheckRows, ...]) -> dict[str, Offer]:
    """A form for each rule and its removal, and for each kind one for all targets and one for a single target."""
    targets = targets_in_order()
    offers: dict[str, Offer] = {}
    for rows in table:
        for rule in rows.rules:
            change, remove = f"rule-{rule.pk}", f"remove-{rule.pk}"
            offers[change] = (partial(RuleForm, rows, prefix=change, rule=rule), check_rule_change)
            offers[remove] = (partial(RemovalForm, rule, prefix=remove, argument="rule"), check_rule_remove)
        if rows.general is None and not rows.is_pair:
            name = f"all-{rows.kind}"
            offers[name] = (partial(RuleForm, rows, prefix=name), check_rule_create)
        name = f"one-{rows.kind}"
        offers[name] = (partial(RuleForm, rows, prefix=name, targets=targets), check_rule_create)
    return offers
