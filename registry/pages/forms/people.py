"""Forms about people: signing in, roles and tokens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry.access.roles import PERMISSIONS_OF, PERSONAL, ROLE_LABELS, Role
from registry.models import Agency, Language, Notify, Scope
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
    """Which role someone is given; for someone without an account, also who she is."""

    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("If the person has no account yet, you can register her in the next step."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Write the person’s e-mail address."),
            "invalid": _("Write a whole e-mail address."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [(role.value, ROLE_LABELS[role]) for role in Role],
        widget=forms.Select,
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("First and last name, as colleagues will see it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        required=False,
        choices=Language.choices,
        help_text=_("She can choose another one herself."),
    )

    @property
    def asks_who(self) -> bool:
        """Whether the name and the language are asked for: once the address has turned out to be unknown."""
        return "name" in self.data or self.has_error("email", "unknown")

    def place_of(self, where: str) -> str:
        """The action speaks of a user; here she is named by her address."""
        return "email" if where == "user" else where

    def say_ambiguous(self) -> None:
        """Say that several people have this address."""
        text = _("Several people have this e-mail address.")
        how = _("Ask her to sign in the way she means to, and give her the role from the list of who waits.")
        self.add_error("email", forms.ValidationError(f"{text} {how}", code="ambiguous"))

    def ask_who(self) -> None:
        """Say that nobody has this address, and ask who it is."""
        text = _("Nobody has an account with this e-mail address.")
        how = _("Check the spelling, or write the person’s name below to register her.")
        self.add_error("email", forms.ValidationError(f"{text} {how}", code="unknown"))


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


class NotifyForm(DesignForm):
    """How one is told of what concerns one, beside the inbox."""

    notify = forms.ChoiceField(
        label=_("How do you want to be told?"),
        help_text=_("What you are told is always in your inbox too, until you have read it there."),
        choices=Notify.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you want to be told.")},
    )


class ServiceForm(DesignForm):
    """What a new service account is called, and its role."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=200,
        help_text=_("For example the name of the system that will use it."),
        error_messages={"required": _("Give the service account a name.")},
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=lambda: [
            (role.value, ROLE_LABELS[role]) for role in Role if not PERSONAL & PERMISSIONS_OF[role]
        ],
    )


class TokenForm(DesignForm):
    """What a new token is called, where and for what it is used, and how long it lasts."""

    name = forms.CharField(
        label=_("What will use it?"),
        max_length=100,
        help_text=_("For example the name of the program."),
        error_messages={"required": _("Give the token a name.")},
    )
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        label=_("In which agency?"),
        empty_label=None,
        help_text=_("It reaches nothing you have elsewhere."),
    )
    scope = forms.ChoiceField(
        label=_("What may it do?"), choices=Scope.choices, initial=Scope.READ, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(
        label=_("How long is it valid?"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )

    def __init__(self, *arguments: Any, agencies: QuerySet[Agency], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        if len(agencies) < 2:  # nothing to choose: the action finds the only one
            del self.fields["agency"]
