"""The brake on guessing that every process shares: so many failures within SIGN_IN_WINDOW, then wait."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.audit import entrance
from registry.errors import TooMany
from registry.models import SignInFailure

log = logging.getLogger(__name__)

NEIGHBOURS = 10  # many people share one client address, so it may fail this many times as often as one person


class Brake:
    """For one person and one client address; `what` keeps passwords and second steps apart."""

    def __init__(self, what: str, *, person: str, place: str) -> None:
        self.address = place
        self.person, self.place = _key(f"{what}person", person), _key(f"{what}place", place)

    def check(self) -> None:
        """Raise TooMany while either has failed too often."""
        since = timezone.now() - settings.SIGN_IN_WINDOW
        SignInFailure.objects.filter(at__lt=since).delete()
        most = settings.SIGN_IN_ATTEMPTS
        for key, allowed in ((self.person, most), (self.place, most * NEIGHBOURS)):
            failures = SignInFailure.objects.filter(key=key).order_by("-pk")[:allowed]
            if len(failures) >= allowed:
                wait = int(settings.SIGN_IN_WINDOW.total_seconds())
                entrance.sign_in_braked(failures[0], address=self.address, minutes=wait // 60)
                log.warning("sign-in brake on")
                raise TooMany(
                    "sign_in.too_many",
                    _("Too many wrong passwords or codes."),
                    how=_("Wait %(minutes)s minutes and try again.") % {"minutes": wait // 60},
                    detail={"retry_after": wait},
                )

    def note_failure(self) -> SignInFailure:
        """One more failure, of the person (answered) and of the address."""
        both = [SignInFailure(key=self.person), SignInFailure(key=self.place)]
        return SignInFailure.objects.bulk_create(both)[0]

    def release(self) -> None:
        """She has proved who she is: forget her failures, not the address's."""
        SignInFailure.objects.filter(key=self.person).delete()


def _key(what: str, value: str) -> str:
    return salted_hmac(f"registry.sign_in.{what}", value, algorithm="sha256").hexdigest()
