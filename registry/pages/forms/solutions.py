"""The form of a solution."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from registry import actions
from registry.access.permissions import Permission
from registry.models import Solution, Supplier, User
from registry.models.solution import Accessibility, Hosting, SolutionKind
from registry.pages import queries
from registry.pages.forms.design import DesignForm

_PLAIN = [
    "name",
    "kind",
    "description",
    "home_page",
    "repository",
    "licence",
    "hosting",
    "accessibility",
    "accessibility_declaration",
]


class SolutionForm(DesignForm):
    """Everything one may say about a solution; `expected` is the edition the writer saw."""

    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Write what the solution is called.")}
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=SolutionKind.choices)
    supplier = forms.CharField(
        label=_("Supplier"),
        required=False,
        max_length=200,
        help_text=_(
            "Who delivers it. Begin to write and choose, or write a new name. Leave it empty for your own."
        ),
        widget=forms.TextInput(attrs={"list": "suppliers", "autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("What is it, and what is it for?"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    categories = forms.CharField(
        label=_("Categories"),
        required=False,
        help_text=_("Short words with commas between, for example: school, archive."),
    )
    home_page = forms.CharField(label=_("Home page"), required=False, widget=forms.URLInput)
    repository = forms.CharField(label=_("Source code"), required=False, widget=forms.URLInput)
    licence = forms.CharField(label=_("Licence"), required=False, max_length=100)
    hosting = forms.ChoiceField(label=_("Where does it run?"), choices=Hosting.choices)
    accessibility = forms.ChoiceField(label=_("Accessibility"), choices=Accessibility.choices)
    accessibility_declaration = forms.CharField(
        label=_("Accessibility statement"), required=False, widget=forms.URLInput
    )
    steward = forms.ModelChoiceField(
        label=_("Who looks after this entry?"),
        queryset=None,
        required=False,
        empty_label=_("Nobody in particular"),
        help_text=_("Only people in this agency can then correct it."),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, actor: User, solution: Solution | None = None) -> None:
        super().__init__(data, initial=_initial(solution) if solution else {"hosting": Hosting.UNKNOWN})
        self.fields["steward"].queryset = queries.agencies_where(actor, Permission.REGISTER_SOLUTION)

    def suppliers(self) -> QuerySet[Supplier]:
        """The names to choose among; more than this no list helps with."""
        return Supplier.objects.order_by("name")[:500]

    def clean_categories(self) -> list[str]:
        """The words between the commas."""
        return [word.strip() for word in self.cleaned_data["categories"].split(",") if word.strip()]

    def wanted(self, by: User) -> dict[str, Any]:
        """The fields as the action takes them; a supplier not met before is registered."""
        given = {key: self.cleaned_data[key] for key in (*_PLAIN, "categories", "steward")}
        return {**given, "supplier": _supplier(self.cleaned_data["supplier"].strip(), by)}


def _supplier(name: str, by: User) -> Supplier | None:
    if not name:
        return None
    known = Supplier.objects.filter(name__iexact=name).first()
    return known or actions.register_supplier(name=name, by=by)


def _initial(solution: Solution) -> dict[str, Any]:
    return {
        **{key: getattr(solution, key) for key in _PLAIN},
        "categories": ", ".join(solution.categories),
        "supplier": solution.supplier.name if solution.supplier else "",
        "steward": solution.steward_id,
        "expected": solution.etag,
    }
