"""ApiToken: lets a program speak for a person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token may be used for."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class ApiToken(models.Model):
    """A token acts as its person until it expires; only its SHA-256 is kept, its secret is shown once.

    It acts in one agency only, with what its person holds there. Without an agency it runs the installation.

    The secret has 256 random bits, so its hash needs no salt and no slow function. `prefix` tells tokens
    apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    agency = models.ForeignKey("registry.Agency", null=True, on_delete=models.CASCADE, related_name="tokens")
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(max_length=8, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField(_("valid until"))
    last_used = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        default_permissions = ()
        indexes = [models.Index(fields=["user", "-created", "-id"], name="token_by_newest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=["read", "write"]), name="token_scope_known")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
