"""SecondStep and RecoveryCode: what a person has besides her password."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SecondStep(models.Model):
    """An app that makes codes, or a passkey. `secret` is encrypted for the one, a public key for the other.

    `count` only grows: the last code's step, or how often the passkey says it was used. What does not come
    after it has been used before, or was copied. `handle` is a passkey's id, as the browser names it.
    """

    class Kind(models.TextChoices):
        """What it is."""

        CODES = "codes", _("App with codes")
        PASSKEY = "passkey", _("Passkey")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_steps")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=60)
    secret = models.TextField()
    handle = models.CharField(max_length=1400, blank=True, default="")
    count = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now, editable=False)
    last_used = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("second step")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="codes", handle="")
                | (models.Q(kind="passkey") & ~models.Q(handle="")),
                name="second_step_kind_known",
            ),
            models.UniqueConstraint(
                fields=["handle"], condition=~models.Q(handle=""), name="second_step_passkey_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


class RecoveryCode(models.Model):
    """A code to come in with once, when everything else is lost; its hash, and it goes when it is used.

    It has 76 random bits, so its hash needs no salt and no slow function.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"
