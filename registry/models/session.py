"""Session: somebody is signed in on a device; ending the row ends it there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.models.user import User

NOTE_USE_EVERY = timedelta(minutes=1)


class SessionManager(BaseSessionManager):
    """Finds the sessions of a person."""

    def of(self, user: User) -> models.QuerySet[Session]:
        """Where the person is signed in now, the one used last first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen")

    def run_out(self) -> models.QuerySet[Session]:
        """Those that nobody can use any more."""
        return self.filter(expire_date__lte=timezone.now())


class Session(AbstractBaseSession):
    """`place` is the network, never the address. The columns are made from its data, to find it by.

    `expire_date` is the earlier of SESSION_IDLE after the last use and SESSION_LONGEST after it began, so
    that a session that ran out is simply not found (ASVS 7.3.1, 7.3.2).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    device = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=50, blank=True, default="")
    since = models.DateTimeField(default=timezone.now)
    seen = models.DateTimeField(default=timezone.now)

    objects = SessionManager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.device} since {self.since:%Y-%m-%d %H:%M}"

    @property
    def handle(self) -> str:
        """Names the session on a page without giving away its key."""
        return salted_hmac("registry.session", self.session_key, algorithm="sha256").hexdigest()[:24]

    def note_use(self, now: datetime) -> None:
        """Remember that it is used and let it live on; at most one write a minute."""
        if self.seen < now - NOTE_USE_EVERY:
            self.seen, self.expire_date = now, end_of(self.since, now)
            kept = type(self).objects.filter(pk=self.pk)
            kept.update(seen=self.seen, expire_date=self.expire_date)


def end_of(since: datetime, seen: datetime) -> datetime:
    """When a session that began at `since` and was last used at `seen` runs out."""
    return min(seen + settings.SESSION_IDLE, since + settings.SESSION_LONGEST)
