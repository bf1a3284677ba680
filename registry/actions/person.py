"""People: registered, changed, shut out."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.actions import given, rights
from registry.actions.session import drop_sessions
from registry.audit import entrance, record_person
from registry.errors import Conflict, Invalid, NotPermitted, Reason
from registry.models import Agency, Language, Notify, User

# Neither vowels, so that no word comes of it, nor signs that look alike on paper.
LETTERS = "bcdfghjkmnpqrstvwxz23456789"


@transaction.atomic
def register_person(
    *, email: str, name: str, password: str | None = None, language: str = Language.NB, by: User | None
) -> User:
    """A new person; without a password she cannot sign in yet. Needs MANAGE_MEMBERS somewhere."""
    rights.check_somewhere(by, Permission.MANAGE_MEMBERS)
    user = User(
        email=given.email(email),
        name=given.line(name, "name", limit=200),
        language=given.one_of(language, "language", Language.values),
    )
    set_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            "person.exists",
            _("There is already a person with this e-mail address."),
            where="email",
            how=_("Add her as a member instead."),
        ) from None
    record_person("person_registered", user, by)
    return user


@transaction.atomic
def update_person(
    *, user: User, by: User, name: str | None = None, language: str | None = None, notify: str | None = None
) -> User:
    """Change one's own name, language or how one is told of things; what is not given stays."""
    rights.check_self(by, user)
    if name is not None:
        user.name = given.line(name, "name", limit=200)
    if language is not None:
        user.language = given.one_of(language, "language", Language.values)
    if notify is not None:
        user.notify = given.one_of(notify, "notify", Notify.values)
    user.save(update_fields=["name", "language", "notify"])
    record_person("person_changed", user, by, language=user.language, notify=user.notify)
    return user


@transaction.atomic
def change_password(*, user: User, old: str, new: str, by: User, session: str | None = None) -> User:
    """Change one's own password; every session but the one with the key `session` ends."""
    rights.check_self(by, user)
    if not user.check_password(old):
        raise Invalid("person.password_wrong", _("This is not your present password."), where="old")
    set_password(user, new, where="new")
    user.save(update_fields=["password"])
    record_person("password_changed", user, by)
    entrance.sessions_ended(user, by, count=drop_sessions(user, but=session), why="password_changed")
    return user


@transaction.atomic
def reset_password(*, user: User, by: User | None) -> str:
    """A new first password, told this once, for someone who has forgotten hers; all her sessions end.

    Needs MANAGE_MEMBERS in every agency she belongs to, or the operator. Nobody resets her own.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # nobody gives her a role elsewhere meanwhile
    check_may_let_in(by, user)
    password = first_password()
    set_password(user, password)
    user.save(update_fields=["password"])
    record_person("password_reset", user, by)
    entrance.sessions_ended(user, by, count=drop_sessions(user), why="password_reset")
    return password


@transaction.atomic
def deactivate_person(*, user: User, by: User | None) -> User:
    """Shut a person out: sessions and tokens end at once, what she wrote stays. Only the operator.

    Raises Conflict for an agency's last administrator, with a reason for each such agency.
    """
    rights.check_operator(by)
    _check_leaves_nobody_alone(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    tokens, _by_model = user.tokens.all().delete()
    record_person("person_deactivated", user, by, tokens=tokens)
    entrance.sessions_ended(user, by, count=drop_sessions(user), why="person_deactivated")
    return user


@transaction.atomic
def appoint_operator(*, user: User, by: User | None) -> User:
    """Let the person run the installation; it gives her no right in any agency. Only the operator."""
    rights.check_operator(by)
    user.is_staff = user.is_superuser = True
    user.save(update_fields=["is_staff", "is_superuser"])
    record_person("operator_appointed", user, by)
    return user


def first_password() -> str:
    """A password to hand over and change: four groups of four, easy to read aloud (about 76 bits)."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


def set_password(user: User, password: str | None, *, where: str = "password") -> None:
    """Put the password on the (unsaved) person, or none; raises Invalid with all that is weak about it."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        reasons = [Reason("person.password_weak", message, where=where) for message in weak.messages]
        raise Invalid(
            "person.password_weak", _("This password is too easy to guess."), where=where, reasons=reasons
        ) from None
    user.set_password(password)


def check_may_let_in(by: User | None, user: User) -> None:
    """Raise unless `by` may give this person a new way in: the operator, or who administers all she is in."""
    if by is not None and by.pk == user.pk:
        raise Conflict(
            "person.own_password",
            _("You cannot give yourself a first password."),
            how=_("Change your own password under your profile."),
        )
    if not policy.is_operator(by):
        _check_administers(by, user)
    if not user.is_active:
        raise Conflict("person.inactive", _("This person can no longer sign in."), where="user")


def _check_leaves_nobody_alone(user: User) -> None:
    alone = Agency.objects.administered_alone_by(user)
    how = _("Make somebody else administrator first.")
    reasons = [
        Reason("member.last_administrator", one.name, where=f"agencies/{one.pk}", how=how) for one in alone
    ]
    if reasons:
        raise Conflict(
            "member.last_administrator",
            _("This is the agency's last administrator."),
            how=how,
            reasons=reasons,
        )


def _check_administers(by: User | None, user: User) -> None:
    """All the agencies she belongs to, at least one; and whoever runs the installation is out of reach."""
    belongs = {
        *user.memberships.values_list("agency", flat=True),
        *policy.agencies_with(user, Permission.VIEW),
    }
    manages = policy.agencies_with(by, Permission.MANAGE_MEMBERS)
    if user.is_superuser or not belongs & manages:
        raise rights.refused(_("You do not have the role this needs."))
    if not belongs <= manages:
        raise NotPermitted(
            "person.belongs_elsewhere",
            _("This person also belongs to an agency you do not administer."),
            how=_("Ask whoever runs this installation to set a new password."),
        )
