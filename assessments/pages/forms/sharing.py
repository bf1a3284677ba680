"""Forms about whom an assessment is shown to: circles, single agencies, and requests to be shown it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.access import LINKED_STATES, SHOWN_STATES
from assessments.asking import in_a_year
from assessments.lifecycle import State
from assessments.models import LISTED, PROPOSED_VISIBILITY, Assessment, Visibility
from registry.access.permissions import Permission
from registry.errors import Refusal
from registry.models import Agency
from registry.pages import queries
from registry.pages.forms.design import DesignForm

LATER, ONLY = "later", "only"
LINK = "link"  # in the checklist: what would show it
STOPPED = "checklist.open"  # the code of the refusal


class CheckedForm(DesignForm):
    """A form that the checklist may stop: it then says how many points are open, and leads to the list."""

    stopped_for = ""
    range_from = {"shown_from": "shown_from", "later": "later"}  # in the checklist: the field here
    shown_by: Mapping[str, str] = {}  # what more is said to the checklist

    def show_refusal(self, refusal: Refusal) -> None:
        """One message for all points, since each has its place in the checklist."""
        if refusal.code != STOPPED:
            super().show_refusal(refusal)
            return
        self.stopped_for = str(refusal.detail["checklist"]["circle"])
        self.headline = refusal.message
        self.add_error(self.place_of(refusal.where), str(refusal.how))

    @property
    def checklist_query(self) -> str:
        """For whom and for which versions the list is to be made."""
        kept = {name: self.data.get(self.add_prefix(own), "") for name, own in self.range_from.items()}
        chosen = {name: value for name, value in kept.items() if value}
        return urlencode({"circle": self.stopped_for, **chosen, **self.shown_by})


class ShareForm(CheckedForm):
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


class NameForm(CheckedForm):
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


class LinkForm(CheckedForm):
    """A link for somebody without an account: what it shows, for whom, until when, and why."""

    range_from = {"shown_from": "version", "later": "later"}
    shown_by = {"for": LINK}

    version = forms.TypedChoiceField(
        label=_("Which version?"),
        coerce=int,
        error_messages={
            "required": _("Choose a version."),
            "invalid_choice": _("Choose a version from the list."),
        },
    )
    later = forms.ChoiceField(
        label=_("And those that come after it?"),
        choices=[(ONLY, _("This version only")), (LATER, _("This version, and later ones once approved"))],
        initial=ONLY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    for_whom = forms.CharField(
        label=_("For whom?"),
        help_text=_("So that you know which link to revoke, such as “Acme AS, security”."),
        max_length=200,
        error_messages={"required": _("Say for whom it is.")},
    )
    until = _day(
        label=_("Last day it opens"),
        help_text=_("A year from today at most."),
        error_messages={"required": _("Say how long it opens.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("For yourselves; whoever has the link does not see it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any, *, assessment: Assessment) -> None:
        versions = _to_link(assessment)
        newest = {"version": versions[0][0]} if versions else {}
        super().__init__(data, initial=newest, prefix="link")
        self.fields["version"].choices = versions

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        return {"shows_later": given.pop("later") == LATER, **given}


def _to_link(assessment: Assessment) -> list[tuple[int, str]]:
    """Those a link may show: what is in force first, then the others, the newest first."""
    linked = assessment.versions.filter(review__state__in=LINKED_STATES).select_related("review")
    versions = sorted(linked, key=lambda each: (each.pk != assessment.current_id, -each.number))
    waits = gettext("Version %(number)s, sent for review and not approved")
    known = gettext("Version %(number)s")
    return [
        (each.number, (waits if each.review.state == State.SUBMITTED else known) % {"number": each.number})
        for each in versions
    ]


class CodeForm(DesignForm):
    """The code that opens a link: what stands after the # in its address."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("What stands after # in the link. You may also paste the whole link."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-code": ""}),
        error_messages={"required": _("Paste the code, or open the whole link once more.")},
    )

    def clean_code(self) -> str:
        """The code alone, also where the whole link was pasted."""
        return str(self.cleaned_data["code"]).rpartition("#")[2].strip()


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


class GrantForm(CheckedForm):
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
        super().__init__(data, initial={"until": in_a_year()})

    def place_of(self, where: str) -> str:
        """A yes names an agency; here it is given by the request."""
        return "until" if where == "agency" else where
