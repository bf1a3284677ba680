"""settings.SESSION_ENGINE: Django's sessions in the database, each knowing whose it is and where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from registry.models.session import Session, end_of

BEGUN = "begun"  # in the data of a signed-in session: when, with what, from where


class SessionStore(DatabaseStore):
    """Keeps the columns of the row in step with the session's data."""

    row: Session | None = None  # as it was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def begin(self, *, device: str, place: str) -> None:
        """Note that somebody signs in, now and from here; a new key is auth.login's doing."""
        self[BEGUN] = {"at": timezone.now().isoformat(), "device": device[:60], "place": place[:50]}

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to save; saving is using."""
        row: Session = super().create_model_instance(data)
        begun = data.get(BEGUN) or {}
        row.seen = timezone.now()
        row.since = datetime.fromisoformat(begun["at"]) if begun else row.seen
        if data.get(SESSION_KEY):
            row.user_id = data[SESSION_KEY]
            row.expire_date = end_of(row.since, row.seen)
        row.device, row.place = begun.get("device", ""), begun.get("place", "")
        return row

    def _get_session_from_db(self) -> Session | None:
        self.row = super()._get_session_from_db()
        return self.row
