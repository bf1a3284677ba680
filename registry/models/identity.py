"""Identity: a person as one sign-in provider knows her."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Identity(models.Model):
    """Who signed in is told by (issuer, subject) and by nothing else: an e-mail address proves nobody.

    (OpenID Connect Core 5.7; OWASP ASVS 6.8.1.) `provider` is the name in OIDC_PROVIDERS it last came by.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    provider = models.CharField(max_length=60)
    is_email_vouched = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now, editable=False)
    last_used = models.DateTimeField(_("last used"), default=timezone.now)

    class Meta:
        verbose_name = _("identity")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.subject}"
