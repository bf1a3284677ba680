"""Forms about people: signing in, roles and tokens."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.access.roles import ROLE_LABELS, Role
from registry.pages.forms.design import DesignForm


class SignInForm(DesignForm):
    """E-mail address and password."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write a whole e-mail address."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )


class RoleForm(DesignForm):
    """Which role someone who has an account is given."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The person must already have an account."),
        error_messages={"required": _("Write the person’s e-mail address.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [(role.value, ROLE_LABELS[role]) for role in Role],
        widget=forms.Select,
    )


class PasswordForm(DesignForm):
    """The present password and the one to come."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your present password.")},
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least twelve characters; a whole sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Write a new password.")},
    )


class TokenForm(DesignForm):
    """What a new token is called and how long it lasts."""

    name = forms.CharField(
        label=_("What will use it?"),
        max_length=100,
        help_text=_("For example the name of the program."),
        error_messages={"required": _("Give the token a name.")},
    )
    days = forms.TypedChoiceField(
        label=_("How long is it valid?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )
