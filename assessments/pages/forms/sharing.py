"""Forms about whom an assessment is shown to: circles, single agencies, and requests to be shown it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.access import SHOWN_STATES
from assessments.asking import proposed_end
from assessments.models import LISTED, PROPOSED_VISIBILITY, Assessment, Visibility
from registry.access.permissions import Permission
from registry.models import Agency
from registry.pages import queries
from registry.pages.forms.design import DesignForm

LATER, ONLY = "later", "only"


class ShareForm(DesignForm):
    """Who, outside the agency, may see what is approved, from which version on, and who may know of it."""

    visibility = forms.ChoiceField(label=_("Who may see what is approved?"), widget=forms.RadioSelect)
    shown_from = forms.TypedChoiceField(
        label=_("From which version on?"), required=False, coerce=int, empty_value=None
    )
    later = forms.ChoiceField(
        label=_("And those that come after it?"),
        choices=[(LATER, _("This version and later ones")), (ONLY, _("This version only"))],
        required=False,
        widget=forms.RadioSelect,
    )
    listed_to = forms.ChoiceField(
        label=_("Who may know that it exists?"),
        help_text=_(
            "They see title, kind, agency, solutions and since when it is in force, but nothing of what it "
            "says, and may ask you to show it. It can be listed before anything is approved."
        ),
        choices=LISTED,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any, *, assessment: Assessment) -> None:
        later = LATER if assessment.shows_later else ONLY
        kept = {name: getattr(assessment, name) for name in ("visibility", "shown_from", "listed_to")}
        super().__init__(data, initial={**kept, "later": later})
        self.fields["visibility"].choices = _circles(assessment)
        self.fields["shown_from"].choices = _versions(assessment)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action takes; what was not asked stays as it is."""
        given = self.cleaned_data
        return {
            "visibility": given["visibility"],
            "shown_from": given["shown_from"],
            "shows_later": given["later"] == LATER if given["later"] else None,
            "listed_to": given["listed_to"] or None,
        }

    def place_of(self, where: str) -> str:
        """The action speaks of later versions in one word."""
        return "later" if where == "shows_later" else where


def _circles(assessment: Assessment) -> list[tuple[str, object]]:
    """The circles; while it is shown to nobody, the one that is usual for its kind is proposed in words."""
    proposed = PROPOSED_VISIBILITY[assessment.kind] if assessment.visibility == Visibility.PRIVATE else ""
    words = gettext("%(circle)s (proposed for a %(kind)s)")
    kind = assessment.kind.upper()
    return [
        (value, words % {"circle": label, "kind": kind} if value == proposed else label)
        for value, label in Visibility.choices
    ]


def _versions(assessment: Assessment) -> list[tuple[int, str]]:
    """Those that are or were in force, newest first, and the one chosen now."""
    approved = assessment.versions.filter(review__state__in=SHOWN_STATES).values_list("number", flat=True)
    numbers = sorted({*approved, assessment.shown_from}, reverse=True)
    return [(number, gettext("Version %(number)s") % {"number": number}) for number in numbers]


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Choose a day.")} | options.pop("error_messages", {}),
        **options,
    )


class NameForm(DesignForm):
    """One more agency, until when, and why."""

    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=None,
        empty_label=_("Choose an agency"),
        error_messages={
            "required": _("Choose an agency."),
            "invalid_choice": _("Choose an agency from the list."),
        },
    )
    until = _day(label=_("Last day it may see it"), required=False)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For yourselves; the agency does not see it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, assessment: Assessment, actor: object) -> None:
        super().__init__(data)
        others = Agency.objects.visible_to(actor).exclude(pk=assessment.owner_id)
        self.fields["agency"].queryset = others.order_by("name")


class AskForm(DesignForm):
    """On whose behalf, and why."""

    agency = forms.ModelChoiceField(
        label=_("For which agency?"),
        queryset=None,
        empty_label=None,
        error_messages={
            "required": _("Choose an agency."),
            "invalid_choice": _("Choose an agency you belong to."),
        },
    )
    reason = forms.CharField(
        label=_("Why do you want to see it?"),
        help_text=_("The agency that owns it reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the others know.")},
    )

    def __init__(self, data: Any, *, actor: object) -> None:
        super().__init__(data)
        self.fields["agency"].queryset = queries.agencies_where(actor, Permission.VIEW)


class GrantForm(DesignForm):
    """A yes: until when, and a word if one wants."""

    until = _day(
        label=_("Last day it may see it"),
        help_text=_("After that day it ends by itself. A year is proposed."),
        error_messages={"required": _("Say how long it may see it.")},
    )
    answer = forms.CharField(
        label=_("A word to those who ask"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"until": proposed_end()})
