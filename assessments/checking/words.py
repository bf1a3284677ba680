"""The words of the checklist: what each rule has found, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from assessments.checking.points import Point
from assessments.engine.checks import Rule, Severity
from assessments.engine.form import LANGUAGES
from registry.errors import Reason

SEVERITIES: Mapping[Severity, object] = {
    Severity.BLOCK: _("Must be mended"),
    Severity.WARN: _("Must be looked at"),
    Severity.ASK: _("Worth a thought"),
}
_REMOVE = _("Take it out in a new version, or withhold it.")
_NUMBER = _("Take it out in a new version, withhold it, or answer why it is not such a number.")
_CLASSIFIED = _(
    "Classified information must not lie here at all. Move it to an approved system, and list only that the "
    "assessment exists."
)
_LOOK = _("Take it out or withhold it, or say that others may see it.")

RULES: Mapping[Rule, tuple[object, object]] = {
    Rule.IDENTITY_NUMBER: (_("A national identity number or D-number stands here."), _NUMBER),
    Rule.SECRET: (_("A key, a token or a connection string stands here."), _REMOVE),
    Rule.PASSWORD: (
        _("What looks like a password or a key stands here."),
        _("Take it out and change it where it is used, withhold it, or answer why it is none."),
    ),
    Rule.CLASSIFIED: (_("The text is marked with a security grade."), _CLASSIFIED),
    Rule.HEALTH_NUMBER: (_("What may be an auxiliary number of a patient stands here."), _NUMBER),
    Rule.ACCOUNT_NUMBER: (_("A bank account number stands here."), _LOOK),
    Rule.EMAIL: (_("A person’s e-mail address stands here."), _("Write the address of a role instead.")),
    Rule.PHONE: (_("A telephone number stands here."), _LOOK),
    Rule.HOST: (
        _("The name of an inner server or share stands here."),
        _("Describe it in general words, or withhold it (offentleglova § 24)."),
    ),
    Rule.NETWORK_ADDRESS: (
        _("A network address stands here."),
        _("Describe it in general words, or withhold it (offentleglova § 24)."),
    ),
    Rule.CLASSIFIED_WORD: (
        _("A security grade is named here."),
        _("Make sure that this text is not graded, and say so."),
    ),
    Rule.SUPPLIERS_OWN: (
        _("What a supplier may keep to itself stands here."),
        _(
            "Ask the supplier, write it in your own words, or withhold it (offentleglova § 13). It is not "
            "yours to give a licence to."
        ),
    ),
    Rule.FILE_WITHOUT_TEXT: (
        _("A file has no text that says the same (WCAG 1.1.1)."),
        _("Write a text alternative in a new version."),
    ),
    Rule.TEST_IDENTITY: (
        _("The identity number of a made-up person stands here."),
        _("Make sure that it is made up."),
    ),
    Rule.PERSON: (
        _("A person is named here."),
        _("Does the person know that others will read it? Naming the role may do."),
    ),
    Rule.LICENCE_MISSING: (_("No licence is chosen."), _("Choose what others may do with the text.")),
    Rule.SUMMARY_MISSING: (
        _("There is no summary for publication."),
        _("Write a few sentences that can be read alone."),
    ),
    Rule.SUMMARY_LEANS: (
        _("The summary points to other parts, which its readers may not see."),
        _("Write it so that it can be read alone."),
    ),
    Rule.NOBODY_NAMED: (
        _("The measure does not say who must carry it out."),
        _("Choose supplier, solution owner or adopter, so that those who build on this know what is theirs."),
    ),
    Rule.NO_PROMPT: (
        _("Those who build on this must answer here themselves, and the form gives no help."),
        _("Write in the answer what they should look at, or ask whoever keeps the form for a help text."),
    ),
}


def said(point: Point) -> tuple[str, str]:
    """What was found and what to do, in the reader's language."""
    message, how = RULES[point.finding.rule]
    return str(message), f"{how} {_older(point)}".strip()


def reason_of_point(point: Point) -> Reason:
    """The point as a located reason for a refusal, with its excerpts masked."""
    message, how = said(point)
    shown = ", ".join(point.finding.excerpts)
    return Reason(
        f"checklist.{point.finding.rule}", f"{message} ({shown})" if shown else message,
        point.finding.path, how,
    )  # fmt: skip


def told(point: Point) -> dict[str, object]:
    """The point as JSON: what the API tells of it, and a refusal too; never the text or its digest."""
    message, how = said(point)
    return {
        "rule": str(point.finding.rule),
        "severity": str(point.finding.severity),
        "where": point.finding.path,
        "label": point.label(_language()),
        "version": point.number,
        "count": point.finding.count,
        "excerpts": list(point.finding.excerpts),
        "message": message,
        "how": how,
        "may_be_answered": point.may_be_answered,
        "stops": point.stops_showing,
    }


def _language() -> str:
    asked = (get_language() or "")[:2]
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _older(point: Point) -> str:
    """What else can be done about a version that has been replaced: it need not be shown."""
    version = point.version
    if version is None or version.assessment.current_id in (None, version.pk):
        return ""
    newer = version.assessment.current
    if newer is None or newer.number <= version.number:
        return ""
    words = gettext(
        "It stands in version %(number)s: you can also show only a later version and those after it."
    )
    return words % {"number": version.number}
