"""Django's door for passwords: address and password, for whoever signs in here and is active."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from registry.models import User


class OwnPasswords(BaseBackend):
    """Checks a password. It answers nothing about permissions: registry.access.policy alone does."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **named: Any
    ) -> User | None:
        """The active person with this address and password, or None, in the same time for every reason."""
        user = User.objects.filter(email=username.strip().lower(), signs_in_here=True).first()
        if user is None:
            User().set_password(password)  # costs what checking one costs
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: object) -> User | None:
        """The active person of a session."""
        return User.objects.filter(pk=user_id, is_active=True).first()
