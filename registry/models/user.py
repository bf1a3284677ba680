"""User: a person who signs in with an e-mail address."""

from __future__ import annotations

import uuid

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The languages the interface and the forms come in."""

    NB = "nb", _("Norwegian (bokmål)")
    NN = "nn", _("Norwegian (nynorsk)")
    EN = "en", _("English")


class Notify(models.TextChoices):
    """How a person is told of what concerns her beside the inbox: by e-mail at once, once a day, or not."""

    INSTANT = "instant", _("By e-mail, at once")
    DAILY = "daily", _("By e-mail, once a day")
    NEVER = "never", _("Not by e-mail, only in the inbox")


class UserManager(BaseUserManager["User"]):
    """Finds people by address, whatever the case of its letters."""

    def get_by_natural_key(self, email: str | None) -> User:
        """The person who signs in here with this address; raises User.DoesNotExist."""
        return self.get(email=(email or "").strip().lower(), signs_in_here=True)

    def addressed(self, email: str | None) -> models.QuerySet[User]:
        """Those who may be named by this address: it was registered here, or her provider vouches for it.

        Whatever else a provider says of addresses is hearsay: anyone could call herself the director there.
        """
        is_known = models.Q(signs_in_here=True) | models.Q(identities__is_email_vouched=True)
        return self.filter(is_known, email=(email or "").strip().lower() or None).distinct()


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` runs the installation and gives no right in any agency."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True)
    # Whether the address is a name to sign in with here. It is one person's then; those who come through a
    # provider may share an address, or have none (ADR 19).
    signs_in_here = models.BooleanField(default=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.NB)
    notify = models.CharField(max_length=10, choices=Notify, default=Notify.DAILY)
    # A service account acts for this agency through tokens: nobody signs in as it, and it decides nothing.
    serves = models.ForeignKey(
        "registry.Agency", null=True, blank=True, on_delete=models.SET_NULL, related_name="services"
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower_case"),
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(signs_in_here=True), name="user_email_once_here"
            ),
            models.CheckConstraint(
                condition=models.Q(signs_in_here=False) | ~models.Q(email=""), name="user_here_has_email"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values), name="user_language_known"
            ),
            models.CheckConstraint(condition=models.Q(notify__in=Notify.values), name="user_notify_known"),
        ]
        indexes = [models.Index(fields=["email"], name="user_by_email")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, for Django's own pages."""
        return self.name

    def get_short_name(self) -> str:
        """The name, for Django's own pages."""
        return self.name
