"""The second step at sign-in: kept, passed, lost."""

from __future__ import annotations

import base64
import hashlib
import time

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from registry import codes, passkeys
from registry.actions import given, rights
from registry.actions.brake import Brake
from registry.actions.entering import begin_session, client_address, half_in, refuse_session
from registry.actions.person import check_may_let_in, first_password
from registry.audit import record
from registry.errors import Conflict, Fault, Invalid, NotFound, NotPermitted
from registry.models import RecoveryCode, SecondStep, User

Kind = SecondStep.Kind
RECOVERY_CODES = 10
MOST = 10  # second steps one person may have


@transaction.atomic
def add_code_app(*, user: User, secret: str, code: str, name: str, by: User) -> SecondStep:
    """Keep an app that makes codes, once it has shown a right one."""
    rights.check_self(by, user)
    step = codes.step_of(secret, code, now=time.time(), after=0)
    if step is None:
        raise Invalid(
            "second_step.code_wrong",
            _("The code is wrong, or its time is over."),
            where="code",
            how=_("Write the code the app shows now. The telephone’s clock must be right."),
        )
    return _keep(user, Kind.CODES, name, by, secret=_locks().encrypt(secret.encode()).decode(), count=step)


@transaction.atomic
def add_passkey(*, user: User, answer: str, state: passkeys.State, name: str, by: User) -> SecondStep:
    """Keep the passkey a browser has made in answer to what it was asked."""
    rights.check_self(by, user)
    try:
        made = passkeys.new_from(answer, state)
    except passkeys.Untrue:
        raise _not_taken() from None
    if SecondStep.objects.filter(handle=made.id).exists():
        raise Conflict("second_step.known", _("This passkey is already in use here."), where="answer")
    return _keep(user, Kind.PASSKEY, name, by, secret=made.credential, handle=made.id, count=made.count)


@transaction.atomic
def remove_second_step(*, step: SecondStep, by: User) -> None:
    """Take away one of one's own; with the last one the recovery codes go too."""
    rights.check_self(by, step.user)
    gone, _by_model = SecondStep.objects.filter(pk=step.pk).delete()
    if not gone:
        raise NotFound("second_step.absent", _("This second step is already gone."))
    if not step.user.second_steps.exists():
        step.user.recovery_codes.all().delete()
    record("second_step_removed", step.user, by, kind=step.kind, name=step.name)


@transaction.atomic
def forget_second_steps(*, user: User, by: User | None) -> None:
    """Let in again somebody who has lost all hers: they and the recovery codes go, as for a lost password.

    Needs MANAGE_MEMBERS in every agency she belongs to, or the operator. Nobody does it for herself.
    """
    check_may_let_in(by, user)
    user.second_steps.all().delete()
    user.recovery_codes.all().delete()
    record("second_steps_forgotten", user, by)


@transaction.atomic
def make_recovery_codes(*, user: User, by: User) -> list[str]:
    """New recovery codes, told this once; the old ones stop working."""
    rights.check_self(by, user)
    if not user.second_steps.exists():
        raise Conflict(
            "second_step.none",
            _("You have no second step yet."),
            how=_("Add an app with codes or a passkey first."),
        )
    made = [first_password() for _code in range(RECOVERY_CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, hash=_hash(code)) for code in made])
    record("recovery_codes_made", user, by, count=len(made))
    return made


def pass_second_step(
    *, request: HttpRequest, code: str = "", answer: str = "", state: passkeys.State | None = None
) -> User:
    """Let in whoever is half in, by a code of her app, a recovery code, or her passkey's answer to `state`.

    Raises Invalid, TooMany, or NotPermitted when nobody is half in any more.
    """
    found = half_in(request)
    if found is None:
        raise NotPermitted(
            "second_step.too_late", _("This took too long."), how=_("Sign in again from the beginning.")
        )
    user, how = found
    brake = Brake("second.", person=str(user.pk), place=client_address(request))
    brake.check()
    with transaction.atomic():
        used = _by_passkey(user, answer, state) if answer else _by_code(user, code)
        if used:
            begin_session(request, user, how=how, is_strong=True, step=used)
            brake.release()
            return user
    brake.note_failure()
    refuse_session(request, user, how=how, why="second_step")
    if answer:
        raise _not_taken()
    raise Invalid(
        "second_step.code_wrong",
        _("The code is wrong, or its time is over."),
        where="code",
        how=_("Write the code the app shows now, or a recovery code you have not used."),
    )


def _by_code(user: User, code: str) -> str:
    """What the code was ("codes", "recovery"), or "" when it is wrong; a code is good for once."""
    for one in user.second_steps.select_for_update().filter(kind=Kind.CODES):
        step = codes.step_of(_unlocked(one), code, now=time.time(), after=one.count)
        if step is not None:
            _note_use(one, step)
            return Kind.CODES.value
    gone, _by_model = user.recovery_codes.filter(hash=_hash(code)).delete()
    return "recovery" if gone else ""


def _by_passkey(user: User, answer: str, state: passkeys.State | None) -> str:
    kept = {one.handle: one for one in user.second_steps.select_for_update().filter(kind=Kind.PASSKEY)}
    try:
        handle, count = passkeys.known_from(answer, state or {}, [one.secret for one in kept.values()])
    except passkeys.Untrue:
        return ""
    step = kept[handle]
    if count <= step.count and (count or step.count):
        return ""  # it counts, and not upwards: there are two of it (WebAuthn 6.1.1)
    _note_use(step, count)
    return Kind.PASSKEY.value


def _note_use(step: SecondStep, count: int) -> None:
    step.count, step.last_used = count, timezone.now()
    step.save(update_fields=["count", "last_used"])


def _keep(user: User, kind: Kind, name: str, by: User, **what: object) -> SecondStep:
    if user.second_steps.count() >= MOST:
        raise Conflict(
            "second_step.too_many",
            _("You have as many second steps as one can have."),
            how=_("Take one away first."),
        )
    step = SecondStep.objects.create(user=user, kind=kind, name=given.line(name, "name", limit=60), **what)
    record("second_step_added", user, by, kind=step.kind, name=step.name)
    return step


def _not_taken() -> Invalid:
    return Invalid(
        "second_step.passkey_wrong",
        _("The passkey was not taken."),
        where="answer",
        how=_("Try again, and use a passkey that belongs to this site."),
    )


def _hash(code: str) -> str:
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def _locks() -> MultiFernet:
    """Encrypts with a key made from SECRET_KEY, and opens with those before it as well."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = (hashlib.sha256(f"registry.second_step {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def _unlocked(step: SecondStep) -> str:
    try:
        return _locks().decrypt(step.secret.encode()).decode()
    except InvalidToken as error:
        raise Fault("second_step", "SECRET_KEY is not the one this was encrypted with") from error
