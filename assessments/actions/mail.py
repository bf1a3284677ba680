"""Letters about notices: ordered as jobs, claimed before they are sent.

At most once: a notice is marked as mailed, in a transaction of its own, before the letter goes. A job that is
taken twice never sends two; a worker that is stopped in between sends none, and the inbox has the notice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from smtplib import SMTPException, SMTPServerDisconnected
from uuid import UUID

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments.models import Notice, Watch
from assessments.watching import letter_to, notices_of, told
from registry.jobs import enqueue
from registry.models import Notify, User

PER_JOB = 50  # people
MOST = 500  # notices of one person in one letter
STALE = timedelta(days=7)  # what has waited longer is not mailed any more

log = logging.getLogger(__name__)


def order_letters(*, people: Iterable[UUID], how: Notify) -> None:
    """Order letters to those of `people` who want them `how`; does nothing while no mail server is set."""
    waiting = iter(sorted(people)) if settings.MAIL_IS_ON else iter(())
    while some := list(islice(waiting, PER_JOB)):
        enqueue("mail", {"people": [str(each) for each in some], "how": how.value})


def order_digests() -> None:
    """Order the daily letters; to whom there is nothing to write, none goes."""
    unmailed = Notice.objects.filter(read_at=None, mailed_at=None, at__gte=timezone.now() - STALE)
    people = unmailed.order_by().values_list("user", flat=True).distinct()
    with transaction.atomic():
        order_letters(people=people, how=Notify.DAILY)


def send_letters(*, people: Iterable[UUID], how: Notify, step: Callable[[], None]) -> int:
    """Write to each of them what she wants told `how`; returns how many letters went.

    A server that does not answer is found out before anything is claimed, so the job can be tried again.
    """
    users = User.objects.filter(pk__in=list(people), is_active=True).order_by("pk")
    sent = 0
    with get_connection() as connection:
        for user in users:
            step()
            sent += _send(user, _claim(user, how), connection)
    return sent


def due(user: User, how: Notify) -> QuerySet[Notice]:
    """Her unread, unmailed notices of the last seven days about what she wants told `how`."""
    watched = Watch.objects.filter(user=user).exclude(how="")
    found = notices_of(user).filter(read_at=None, mailed_at=None, at__gte=timezone.now() - STALE)
    if user.notify == how:
        return found.exclude(assessment__in=watched.exclude(how=how).values("assessment"))
    return found.filter(assessment__in=watched.filter(how=how).values("assessment"))


@transaction.atomic
def _claim(user: User, how: Notify) -> list[Notice]:
    """Mark what is due as mailed; of two workers at once, one finds nothing left."""
    ids = list(due(user, how).order_by("-at", "-id").values_list("pk", flat=True)[:MOST])
    rows = Notice.objects.select_for_update(of=("self",)).filter(pk__in=ids, mailed_at=None)
    claimed = list(rows.select_related("version").order_by("-at", "-id"))
    Notice.objects.filter(pk__in=[each.pk for each in claimed]).update(mailed_at=timezone.now())
    return claimed


def _send(user: User, notices: list[Notice], connection: BaseEmailBackend) -> int:
    if not notices:
        return 0
    letter = letter_to(user, told(notices, user))
    letter.connection = connection
    try:
        return letter.send()
    except SMTPServerDisconnected:
        raise
    except SMTPException as error:  # this address is refused; the others are not to wait for it
        log.warning("A letter to %s was refused: %s", user.pk, type(error).__name__)
        return 0
