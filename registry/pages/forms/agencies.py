"""The form of an agency's own details."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Language
from registry.pages.forms.design import DesignForm


class AgencyForm(DesignForm):
    """Name, language, letterhead and choices; the organisation number does not change here."""

    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Write what the agency is called.")}
    )
    language = forms.ChoiceField(
        label=_("Language of documents"),
        choices=Language.choices,
        help_text=_("The language others must use when they write to you, and of your Word and PDF files."),
    )
    address = forms.CharField(
        label=_("Letterhead"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Address and contact, as they stand at the top of documents."),
    )
    is_named_in_lineage = forms.BooleanField(
        label=_("Name us to others who build on the same assessment"),
        required=False,
        help_text=_(
            "Otherwise they only see that someone has. What we have opened to everyone is named all the same."
        ),
    )
    shares_scores = forms.BooleanField(
        label=_("Our scores may be counted among how others scored a scenario"),
        required=False,
        help_text=_(
            "In the scenario bank others see how bodies scored the same scenario: the middle and a spread, "
            "from assessments they may read anyway, and only when enough bodies are counted. Nobody is named."
        ),
    )
    lets_in_by_claim = forms.BooleanField(
        label=_("Let colleagues in as readers when they sign in with our organisation number"),
        required=False,
        help_text=_(
            "Their sign-in provider then says that they belong here. Otherwise they wait until an "
            "administrator gives them a role. Every other role is always given by an administrator."
        ),
    )
