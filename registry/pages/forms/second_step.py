"""Forms of the second step at sign-in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.pages.forms.design import DesignForm


class CodeForm(DesignForm):
    """The code of an app, a recovery code, or the answer the script has fetched from a passkey."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Six digits from your app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)

    def clean(self) -> dict[str, str]:
        """One of the two."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if not given and not self.errors:
            self.add_error("code", _("Write the code."))
        return given

    def place_of(self, where: str) -> str:
        """What is wrong with a passkey's answer stands at the top: nobody wrote it."""
        return "" if where == "answer" else where


class CodeAppForm(DesignForm):
    """What the app is called, and a code that shows that it counts as we do."""

    name = forms.CharField(
        label=_("What do you call it?"),
        max_length=60,
        help_text=_("For example “my telephone”."),
        error_messages={"required": _("Give it a name.")},
    )
    code = forms.CharField(
        label=_("The code the app shows"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Write the code.")},
    )


class PasskeyForm(DesignForm):
    """What the passkey is called; the script puts the browser's answer beside it."""

    name = forms.CharField(
        label=_("What do you call it?"),
        max_length=60,
        help_text=_("For example “my security key”."),
        error_messages={"required": _("Give it a name.")},
    )
    answer = forms.CharField(
        widget=forms.HiddenInput, max_length=20_000, error_messages={"required": _("No passkey was made.")}
    )

    def place_of(self, where: str) -> str:
        """What is wrong with a passkey's answer stands at the top: nobody wrote it."""
        return "" if where == "answer" else where


class ProveAgainForm(DesignForm):
    """The password once more."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )
