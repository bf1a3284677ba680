"""The forms of withholding: one place, and many at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.engine.marking import Rule, Wanted
from assessments.engine.schema import Schema
from assessments.pages.shown import reader_language
from assessments.schemas.grounds import grounds
from registry.pages.forms.design import DesignForm

RULES = (
    (Rule.LIKELY, _("All that the form says is likely to be withheld")),
    (Rule.MAY, _("All that the form says may have to be withheld")),
    (Rule.VULNERABILITIES, _("All local vulnerabilities and other delicate local answers")),
    (Rule.LEVEL, _("Every scenario of a level of risk, or worse")),
    (Rule.ROWS, _("Chosen rows of a table")),
)


MOMENTS = (("before", _("before measures")), ("after", _("after measures")))


def ground_choices(unchosen: object = "") -> list[tuple[str, object]]:
    """The grounds that hold today, as they are cited and in words."""
    today, language = timezone.localdate().isoformat(), reader_language()
    known = [each for each in grounds().values() if each.holds(today)]
    offered: list[tuple[str, object]] = [(each.id, f"{each.ref} – {each.label[language]}") for each in known]
    return [("", unchosen or _("Choose a ground")), *offered]


class WithholdForm(DesignForm):
    """On which ground, why, and until when."""

    ground = forms.ChoiceField(
        label=_("Legal ground"), error_messages={"required": _("Choose a legal ground from the list.")}
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your own people. It is never shown to others."),
    )
    until = forms.DateField(
        label=_("The last day it is withheld"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Leave it empty to withhold it until you say otherwise."),
    )

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["ground"].choices = ground_choices()

    @property
    def mark(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("ground", "reason", "until")}


class ManyForm(WithholdForm):
    """The same for many places; without a ground each is withheld on the one the form proposes there."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["ground"].required = False
        self.fields["ground"].choices = ground_choices(_("The one the form proposes at each place"))


class RuleForm(DesignForm):
    """Which places."""

    rule = forms.ChoiceField(label=_("What is to be withheld?"), choices=RULES, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Level of risk, or worse"), required=False)
    moment = forms.ChoiceField(label=_("Judged"), required=False, choices=MOMENTS)
    table = forms.ChoiceField(label=_("Table (for chosen rows)"), required=False)

    def __init__(self, data: Any, schema: Schema) -> None:
        super().__init__(data, initial={"rule": Rule.LIKELY, "moment": "before"})
        language = reader_language()
        self._schema = schema
        bands = sorted(schema.bands.values(), key=lambda band: -band.rank)
        self.fields["level"].choices = [(each.id, each.label[language]) for each in bands]
        tables = [(key, schema.field(key).label[language]) for key in schema.collections]
        self.fields["table"].choices = [("", _("Not chosen")), *tables]
        if not bands:
            del self.fields["level"], self.fields["moment"]

    def wanted(self, rows: tuple[str, ...] = ()) -> Wanted:
        """What the action takes; LEVEL is about the scenarios."""
        given = self.cleaned_data
        rule = Rule(given["rule"])
        scored = next((key for key in self._schema.collections if self._scores(key)), "")
        table = scored if rule is Rule.LEVEL else given.get("table", "")
        return Wanted(rule, table, given.get("level", ""), given.get("moment") or "before", rows)

    def _scores(self, key: str) -> bool:
        return any(column.axis for column in self._schema.field(key).columns)
