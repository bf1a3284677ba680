"""The letter that says what has happened: titles one may see, version numbers and links; never content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.watching.notices import Told
from registry.models import User
from registry.text import clean_line

MOST = 50  # told of in one letter; the rest stands in the inbox


def letter_to(user: User, news: Sequence[Told]) -> EmailMessage:
    """A plain letter in her language; its subject holds a number and no title, so it gives nothing away."""
    with translation.override(user.language):
        subject = ngettext("%(n)s new notice in Vurdert", "%(n)s new notices in Vurdert", len(news))
        lines = [_("Hello, %(name)s") % {"name": clean_line(user.name)}, ""]
        for each in news[:MOST]:
            lines += _about(each)
        if len(news) > MOST:
            lines += [_("There is more in your inbox."), ""]
        lines += [_address("inbox"), "", _("Choose how you are told: %(address)s") % {"address": _profile()}]
        return EmailMessage(subject % {"n": len(news)}, "\n".join(lines), to=[user.email])


def _about(told: Told) -> Iterator[str]:
    if told.assessment is not None:
        yield clean_line(told.assessment.title)
    yield clean_line(" ".join(str(each) for each in (told.sentence, told.step) if each))
    if told.assessment is not None:
        yield _address("assessment", told.assessment.pk)
    yield ""


def _address(page: str, *arguments: object) -> str:
    return settings.PUBLIC_URL + reverse(f"assessments:{page}", args=arguments)


def _profile() -> str:
    return settings.PUBLIC_URL + reverse("registry:profile") + "#told"
