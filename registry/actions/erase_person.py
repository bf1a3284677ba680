"""Erasing someone who has left (GDPR art. 17): her name and address go, her id and what she wrote stay."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import CASCADE
from django.utils import translation
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.roles import Role
from registry.actions import rights
from registry.actions.person import deactivate_person
from registry.audit import record, record_person
from registry.errors import Conflict
from registry.models import Membership, User


@transaction.atomic
def erase_person(*, user: User, by: User | None) -> User:
    """Shut the person out and give her a neutral name; rows that only she had use of go with it.

    The trail names people by id, so its chains and seals hold as before. Only the operator; Conflict for the
    last administrator of an agency and for whoever runs the installation, who must hand over first.
    """
    rights.check_operator(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    _check_has_handed_over(user)
    record_person("person_erased", user, by)
    deactivate_person(user=user, by=by)
    for held in Membership.objects.filter(user=user).select_related("agency"):
        policy.take_role(user, Role(held.role), held.agency)
        record("member_removed", held.agency, by, held.agency, user=user, role=held.role)
    _remove_what_was_hers_alone(user)
    with translation.override(settings.LANGUAGE_CODE):
        user.name = _("Former employee #%(number)s") % {"number": user.pk.hex[:8]}
    user.email = f"{user.pk.hex}@erased.invalid"  # RFC 2606: never anybody's
    user.set_unusable_password()
    user.last_login = None
    user.save()
    return user


def _remove_what_was_hers_alone(user: User) -> None:
    """Every row that would go if hers did (CASCADE): tokens, bookmarks, notices, other ways of signing in."""
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.on_delete is CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: user.pk}).delete()


def _check_has_handed_over(user: User) -> None:
    if user.is_superuser:
        raise Conflict(
            "person.is_operator",
            _("This person runs the installation."),
            how=_("Take that right away from her first."),
        )
