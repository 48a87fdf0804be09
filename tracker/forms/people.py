"""Accounts, roles and passwords, as the coordinator types them."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tracker.models import ReportingUnit, Role
from tracker.selectors.setup import units_offered
from tracker.services.editing import UnableToChange

from .fields import reason_field


def password_field() -> forms.CharField:
    """A password that is passed on by hand, so it can be read while it is typed; only its hash is stored."""
    attributes = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
    return forms.CharField(
        label=_("first password"),
        max_length=128,
        strip=False,
        widget=forms.TextInput(attrs=attributes),
        help_text=_("At least 8 characters. Its owner changes it after signing in."),
    )


class SaidInPlace:
    """A refusal stands beside its field, or above them all."""

    def refuse(self, error: UnableToChange) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))


class PersonForm(SaidInPlace, forms.ModelForm):
    """A person's name and e-mail address. The whole name is one field: it is not for us to take a name apart."""

    name = forms.CharField(label=_("person's name"), max_length=150)

    class Meta:
        model = get_user_model()
        fields = ["email"]
        labels = {"email": _("e-mail")}

    def __init__(self, person: Any, data: Any = None, *, prefix: str) -> None:
        super().__init__(
            data,
            instance=copy.copy(person),
            prefix=prefix,
            initial={"name": person.get_full_name()},
            auto_id=f"{prefix}-%s",
        )
        self.order_fields(["username", "name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "name" in cleaned:
            self.instance.first_name, self.instance.last_name = cleaned["name"], ""
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"person": self.instance}


class NewPersonForm(PersonForm):
    """A new account with the password that its owner signs in with for the first time."""

    password = password_field()

    class Meta(PersonForm.Meta):
        fields = ["username", "email"]
        field_classes = {"username": UsernameField}
        labels = {"username": _("account"), "email": _("e-mail")}

    def __init__(self, data: Any = None, *, prefix: str) -> None:
        super().__init__(get_user_model()(), data, prefix=prefix)
        self.fields["username"].help_text = _("Letters, digits and @ . + - _, without spaces.")
        self.fields["username"].widget.attrs |= {"autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "password" in cleaned:
            like = get_user_model()(
                username=cleaned.get("username", ""),
                first_name=cleaned.get("name", ""),
                email=cleaned.get("email", ""),
            )
            _check_password(self, cleaned["password"], like)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"person": self.instance, "password": self.cleaned_data["password"]}


class PasswordForm(SaidInPlace, forms.Form):
    """A new password for somebody who cannot sign in any more."""

    password = password_field()
    reason = reason_field()

    def __init__(self, person: Any, data: Any = None, *, prefix: str) -> None:
        self.person = person
        super().__init__(data, prefix=prefix, auto_id=f"{prefix}-%s")
        self.fields["password"].label = _("new password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password" in cleaned:
            _check_password(self, cleaned["password"], self.person)
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {"person": self.person, **self.cleaned_data}


class ReasonForm(SaidInPlace, forms.Form):
    """Something done to an account, with the reason; what it is done to is given by the page."""

    reason = reason_field()

    def __init__(self, data: Any = None, *, prefix: str, **given: Any) -> None:
        self.given = given
        super().__init__(data, prefix=prefix, auto_id=f"{prefix}-%s")

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {**self.given, **self.cleaned_data}


class SwitchOffForm(ReasonForm):
    """Switching an account off. What its owner leaves unfinished is left behind only on purpose."""

    leave_work = forms.BooleanField(label=_("the drafts and returned figures stay behind"), required=False)

    def __init__(self, data: Any = None, *, has_unfinished: bool, **given: Any) -> None:
        super().__init__(data, **given)
        if not has_unfinished:
            self.fields["leave_work"].widget = forms.HiddenInput()


class MembershipForm(ReasonForm):
    """Giving a person a role in a unit."""

    unit = forms.ModelChoiceField(label=_("reporting unit"), queryset=ReportingUnit.objects.none())
    role = forms.ChoiceField(label=_("role"), choices=Role.choices)

    field_order = ["unit", "role", "reason"]

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["unit"].queryset = units_offered()

    def arguments(self) -> dict[str, Any]:
        """What the service takes."""
        return {**super().arguments(), "role": Role(self.cleaned_data["role"])}


def _check_password(form: forms.BaseForm, password: str, person: Any) -> None:
    """Say beside the field what makes a password too weak."""
    try:
        validate_password(password, person)
    except forms.ValidationError as error:
        form.add_error("password", error)
