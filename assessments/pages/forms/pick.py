"""The form that picks a row from the bank: into which draft, and which measures come along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from registry.access import policy
from registry.access.permissions import Permission
from registry.pages.forms.design import DesignForm


class DraftChoice(forms.ModelChoiceField):
    """A draft, named by its title and owner."""

    def label_from_instance(self, obj: Assessment) -> str:
        """“Title – agency”."""
        return f"{obj.title} – {obj.owner.name}"


class PickForm(DesignForm):
    """Into which of one's open drafts; `kind` is "" when any kind will do."""

    into = DraftChoice(
        label=_("Into which of your drafts?"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Choose a draft."), "invalid_choice": _("Choose a draft of your own.")},
    )
    along = forms.MultipleChoiceField(
        label=_("Measures to take along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, actor: object, kind: str, measures: list[tuple[str, str]]) -> None:
        super().__init__(data, initial={"along": [key for key, _name in measures]})
        own = Assessment.objects.filter(
            owner__in=policy.agencies_with(actor, Permission.EDIT), draft__isnull=False
        )
        drafts = own.filter(kind=kind) if kind else own
        self.fields["into"].queryset = drafts.select_related("owner").order_by("-updated")
        self.fields["along"].choices = measures
        if not measures:
            del self.fields["along"]

    def place_of(self, where: str) -> str:
        """The action speaks of each measure; here they are one question."""
        return "along" if where.startswith("along/") else where
