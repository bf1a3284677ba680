"""The words for what the engine finds: problem codes as sentences, places as names people know."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.engine.completeness import Problem
from assessments.engine.content import Content, Withheld
from assessments.engine.schema import Schema
from registry.errors import Reason

MESSAGES: Mapping[str, tuple[object, object]] = {
    "missing": (_("This must be answered."), _("Write an answer, or say why it cannot be answered.")),
    "too_few_rows": (_("This needs at least %(least)s rows."), _("Add a row.")),
    "unconfirmed": (
        _("This is inherited and waits for your answer."),
        _("Confirm it, change it, or say why it is not relevant here."),
    ),
    "reason_missing": (_("Say why it is not relevant here."), ""),
    "topic_open": (
        _("This must be considered here, and is not answered yet."),
        _("Choose the scenarios that cover it, or say why it is not relevant here."),
    ),
    "topic_without_scenario": (
        _("No relevant scenario is named that covers this."),
        _("Choose the scenarios in which it is assessed, or add one."),
    ),
    "topic_absent": (
        _("“%(topic)s” must be considered here, but has been taken out of the table."),
        _("Add a row for it and answer there."),
    ),
    "mandatory_removed": (
        _("“%(title)s” must be considered by all who build on this, but has been taken out."),
        _("Put it back and mark it as not relevant with the reason, if it cannot happen here."),
    ),
    "unknown_field": (_("The form has no such question."), _("Remove it, or check how its key is written.")),
    "computed_field": (_("This is worked out from other answers and cannot be written."), _("Remove it.")),
    "elsewhere": (
        _("This is answered beside the frozen version (%(stage)s), not in the draft."),
        _("Remove it from here."),
    ),
    "rises": (
        _("The risk is higher after the measures than before."),
        _("Check the scores, or explain why in the reasons."),
    ),
    "decision_does_not_approve": (
        _("This decision says no, so it cannot approve the version."),
        _("Send the version back or withdraw it instead."),
    ),
    "wrong_type": (_("This answer has the wrong form (expected: %(expected)s)."), ""),
    "unclean_text": (_("The text holds characters that cannot be kept."), _("Remove control characters.")),
    "too_long": (
        _("The text is longer than %(limit)s characters."),
        _("Shorten it, or attach the long text as a document."),
    ),
    "not_a_date": (_("This is not a date."), _("Write it as year-month-day, for example 2027-05-31.")),
    "number_too_large": (_("The number is too large."), ""),
    "unknown_code": (_("“%(value)s” is not one of the choices."), _("Choose one from the list.")),
    "same_code_twice": (_("“%(value)s” is chosen twice."), ""),
    "exclusive_code": (_("“%(value)s” cannot be chosen together with others."), _("Choose it alone.")),
    "outside_scale": (
        _("%(value)s is outside the scale."),
        _("Choose a step from %(lowest)s to %(highest)s."),
    ),
    "unknown_scale": (_("There is no scale “%(value)s” in this form."), _("Choose one from the list.")),
    "unknown_row": (
        _("This refers to a row that is not in this assessment."),
        _("Choose a row from the table it belongs to."),
    ),
    "same_row_twice": (_("The same row is chosen twice."), ""),
    "blocked": (
        _("Vurdert is not approved for classified information, so this assessment must not be kept here."),
        _(
            "Take out what is classified and keep it in a system approved for it (sikkerhetsloven, "
            "beskyttelsesinstruksen). Here you may say that the assessment exists and whom to ask about it."
        ),
    ),
}


def reason_of(problem: Problem) -> Reason:
    """The problem as a located reason in words; an unknown code is shown as itself rather than hidden."""
    message, how = MESSAGES.get(problem.code, (problem.code, ""))
    params = {name: _short(value) for name, value in problem.params.items()}
    return Reason(problem.code, str(message) % params, problem.path, str(how) % params)


def _short(value: object) -> object:
    """A value that is named in a message: in the reader's language, and cut lest a very long one fill it."""
    if isinstance(value, Mapping):
        value = value.get((get_language() or "")[:2]) or next(iter(value.values()), "")
    return f"{value[:80]}…" if isinstance(value, str) and len(value) > 80 else value


def label_of(path: str, schema: Schema, content: Content, language: str) -> str:
    """What people call a place: “Likelihood – Pupil with a protected address becomes visible”."""
    key, *rest = path.split("/", 2)
    if key not in schema.fields:
        return path
    field = schema.field(key)
    row = content.row(key, rest[0]) if rest else None
    if row is None:
        return field.label[language]
    title = row.fields.get(field.title_column)
    name = field.label[language] if isinstance(title, Withheld) or not title else str(title)
    known = len(rest) == 2 and rest[1] in {column.key for column in field.columns}
    return f"{field.column(rest[1]).label[language]} – {name}" if known else name
