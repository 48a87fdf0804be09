"""Setting a plausibility check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.calculations.checks import DEFAULT_SEVERITIES, CheckKind, Severity
from tracker.labels import SEVERITY_LABELS, exact_text
from tracker.models import CheckRule, Target
from tracker.selectors.setup import CheckRows
from tracker.services.checks import ASKING, RuleSetting
from tracker.services.editing import ChangedMeanwhile, UnableToChange, fingerprint

from .fields import reason_field


class RuleForm(forms.Form):
    """A rule of one kind: the one that stands, or (without one) a new one.

    A new one for every target has neither target nor whole; one of a single target asks for the target, a pair
    for both its part and its whole.
    """

    severity = forms.ChoiceField(label=_("severity"), choices=SEVERITY_LABELS)
    threshold = forms.DecimalField(
        label=_("threshold"),
        required=False,
        max_digits=9,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    is_active = forms.BooleanField(label=_("in force"), required=False, initial=True)
    reason = reason_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        rows: CheckRows,
        data: Any = None,
        *,
        prefix: str,
        rule: CheckRule | None = None,
        targets: list[Target] | None = None,
    ) -> None:
        self.kind, self.rule = rows.kind, rule
        initial = {
            "severity": rule.severity if rule else DEFAULT_SEVERITIES[rows.kind],
            "threshold": exact_text(rule.threshold) if rule else "",
            "is_active": rule.is_active if rule else True,
            "seen": fingerprint(rule) if rule else "",
        }
        super().__init__(data, prefix=prefix, initial=initial, auto_id=f"{prefix}-%s")
        if rows.default_threshold is None:
            del self.fields["threshold"]
        else:
            self.fields["threshold"].widget.attrs["placeholder"] = exact_text(rows.default_threshold)
        if self.kind in ASKING:
            self.fields["severity"].choices = [(Severity.WARNING, SEVERITY_LABELS[Severity.WARNING])]
        self._ask_for(targets, is_pair=rows.is_pair)

    def _ask_for(self, targets: list[Target] | None, *, is_pair: bool) -> None:
        """Let a new rule name its target, a pair both."""
        if targets is None:
            return
        self._targets = {str(target.pk): target for target in targets}
        choices = [("", "—"), *((pk, str(target)) for pk, target in self._targets.items())]
        asked = {"target": forms.ChoiceField(label=_("part") if is_pair else _("target"), choices=choices)}
        if is_pair:
            asked["whole"] = forms.ChoiceField(label=_("whole"), choices=choices)
        self.fields = asked | self.fields

    @property
    def setting(self) -> RuleSetting:
        cleaned = self.cleaned_data
        return RuleSetting(
            severity=Severity(cleaned["severity"]),
            threshold=cleaned.get("threshold"),
            is_active=cleaned["is_active"],
        )

    def arguments(self) -> dict[str, Any]:
        """What the service takes: for the rule that stands, or for a new one."""
        common = {"setting": self.setting, "reason": self.cleaned_data["reason"]}
        if self.rule:
            return common | {"rule": self.rule, "seen": self.cleaned_data["seen"]}
        chosen = {
            name: self._targets[self.cleaned_data[name]]
            for name in ("target", "whole")
            if name in self.fields
        }
        return common | {"kind": CheckKind(self.kind), **chosen}

    def refuse(self, error: UnableToChange | ChangedMeanwhile) -> None:
        """Say beside the fields why it was not stored."""
        if isinstance(error, UnableToChange):
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return
        stored = error.stored
        words = _(
            "Somebody else has set it meanwhile: %(severity)s, %(threshold)s. Save again to store yours."
        ) % {
            "severity": SEVERITY_LABELS[stored.severity],
            "threshold": exact_text(stored.threshold) or "–",
        }
        self.add_error(None, words)
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(stored)
