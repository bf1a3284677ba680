"""Small forms around an assessment: starting, building on, submitting, reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.models import Kind
from registry.access.permissions import Permission
from registry.models import Language, Notify, Solution
from registry.pages import queries
from registry.pages.forms.design import DesignForm


class OwnerForm(DesignForm):
    """For which agency: one where the actor may create assessments."""

    owner = forms.ModelChoiceField(
        label=_("For which agency?"),
        queryset=None,
        empty_label=None,
        error_messages={
            "required": _("Choose an agency."),
            "invalid_choice": _("You may not create assessments for this agency."),
        },
    )

    def __init__(self, data: Any, *, actor: object, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["owner"].queryset = queries.agencies_where(actor, Permission.CREATE)


class LanguageForm(DesignForm):
    """What the text is written in."""

    language = forms.ChoiceField(
        label=_("Language of the text"),
        choices=Language.choices,
        help_text=_("No text changes by it. It says what you write in, so that it is read aloud rightly."),
        error_messages={"required": _("Choose a language from the list.")},
    )


class ForkForm(OwnerForm):
    """For which agency, and what it will be written in."""

    language = forms.ChoiceField(
        label=_("What will you write in?"),
        choices=Language.choices,
        help_text=_("What you take over stays as it is until you rewrite it. You can change this later."),
        error_messages={"required": _("Choose a language from the list.")},
    )


class StartForm(OwnerForm):
    """What a new assessment is."""

    kind = forms.ChoiceField(
        label=_("What do you want to make?"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a ROS or a DPIA.")},
    )
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("Give the assessment a title.")}
    )
    solution = forms.ModelChoiceField(
        label=_("Which solution is it about?"),
        queryset=None,
        empty_label=_("Choose a solution"),
        help_text=_("Not in the list? Register it first, under Solutions."),
        error_messages={"required": _("Choose a solution.")},
    )
    version = forms.CharField(
        label=_("Which version of it?"),
        required=False,
        max_length=100,
        help_text=_("For example 4.2, or the month you looked at it."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=settings.LANGUAGES)

    def __init__(self, data: Any, *, actor: object, initial: Any = None) -> None:
        super().__init__(data, actor=actor, initial={"language": "nb", **(initial or {})})
        self.fields["solution"].queryset = Solution.objects.visible_to(actor).order_by("name")

    def place_of(self, where: str) -> str:
        """The action speaks of solutions; here there is one."""
        return "solution" if where == "solutions" else where

    @property
    def wanted(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "kind": given["kind"],
            "owner": given["owner"],
            "title": given["title"],
            "language": given["language"],
            "solutions": [(given["solution"], given["version"])],
        }


class SubmitForm(DesignForm):
    """A word to the reviewers."""

    message = forms.CharField(
        label=_("What should the reviewers know?"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WatchForm(DesignForm):
    """Whether and how one is told of one assessment."""

    how = forms.ChoiceField(
        label=_("How do you want to be told of this assessment?"),
        choices=[
            ("", _("As I have chosen on my profile")),
            (Notify.INSTANT.value, Notify.INSTANT.label),
            (Notify.DAILY.value, Notify.DAILY.label),
            (Notify.NEVER.value, _("Not at all, not even in the inbox")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class NeverForm(DesignForm):
    """Why a picked row is not to follow its source any more."""

    reason = forms.CharField(
        label=_("Why will this row not follow its source?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept and shown beside the row. You can change your mind there."),
        error_messages={"required": _("Say why you will not have it.")},
    )


class ReasonForm(DesignForm):
    """Why."""

    reason = forms.CharField(
        label=_("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that the others know.")},
    )


class CommentForm(DesignForm):
    """A comment on a place, or on the whole."""

    path = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a comment.")},
    )

    def __init__(self, data: Any, *, places: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["path"].choices = [("", _("The whole version")), *places]


class ProposeForm(DesignForm):
    """What of a fork is proposed to its original, in a title and why."""

    paths = forms.MultipleChoiceField(
        error_messages={
            "required": _("Choose at least one change to propose."),
            "invalid_choice": _("This differs no more, or cannot be proposed."),
        }
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Give the proposal a title.")}
    )
    reason = forms.CharField(
        label=_("Why should the original have this?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why, so that the others know.")},
    )

    def __init__(self, data: Any, *, paths: list[str], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["paths"].choices = [(path, path) for path in paths]


class RemarkForm(DesignForm):
    """A remark in the talk about a proposal."""

    text = forms.CharField(
        label=_("Comment"),
        help_text=_("Both bodies read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a comment.")},
    )
