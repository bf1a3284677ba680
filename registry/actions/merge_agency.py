"""Municipal reform: an agency becomes part of another, or gets another organisation number."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.roles import Role
from registry.actions import given, rights
from registry.actions.membership import grant_role
from registry.audit import record
from registry.errors import Conflict, Reason
from registry.models import (
    Agency,
    AgencyGroupPermission,
    AgencyUserPermission,
    Event,
    FormerNumber,
    Membership,
    User,
)

# What happened stays where it happened; roles and their grants are moved by name, not by row.
STAYS = (Event, Membership, AgencyGroupPermission, AgencyUserPermission)


@transaction.atomic
def merge_agency(*, gone: Agency, into: Agency, by: User | None) -> dict[str, int]:
    """Give all that one agency has to another; answers the number of rows by kind. Operator only.

    Assessments, roles, tokens, templates and whatever else points at the agency move; its number finds the
    other from now on, and its trail is read there. Raises Conflict with a reason for each thing that cannot
    be both; then nothing has moved.
    """
    rights.check_operator(by)
    locked = Agency.objects.select_for_update().in_bulk([gone.pk, into.pk])
    gone, into = locked[gone.pk], locked[into.pk]
    _check_two_that_stand(gone, into)
    moved = {"registry.membership": _move_roles(gone, into, by)}
    reasons: list[Reason] = []
    for relation in _relations():
        count, clashes = _move_rows(relation, gone, into)
        reasons += clashes
        if count:
            label = relation.model._meta.label_lower
            moved[label] = moved.get(label, 0) + count
    if reasons:
        raise Conflict(
            "agency.merge_clash",
            _("%(gone)s and %(into)s have things that cannot be both.")
            % {"gone": gone.name, "into": into.name},
            how=_("Rename or remove one of each, and merge again. Nothing has been moved."),
            reasons=reasons,
        )
    gone.merged_into = into
    gone.save(update_fields=["merged_into"])
    record("agency_merged", gone, by, gone, into=into, number=into.orgnr, moved=moved)
    record("agency_took_over", into, by, into, gone=gone, number=gone.orgnr, moved=moved)
    return moved


@transaction.atomic
def renumber_agency(*, agency: Agency, orgnr: str, by: User | None) -> Agency:
    """Give the agency another organisation number; the old one still finds it. Only the operator."""
    rights.check_operator(by)
    number = given.orgnr(orgnr)
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.merged_into_id:
        raise Conflict("agency.merged", _("This agency has become part of another."), where="agency")
    if number == agency.orgnr:
        raise Conflict("agency.number_same", _("The agency already has this number."), where="orgnr")
    check_free(number, agency)
    agency.former_numbers.filter(orgnr=number).delete()
    old, agency.orgnr = agency.orgnr, number
    FormerNumber.objects.create(agency=agency, orgnr=old)
    agency.save(update_fields=["orgnr"])
    record("agency_renumbered", agency, by, agency, before=old, after=number)
    return agency


def check_free(number: str, agency: Agency | None = None) -> None:
    """Raise Conflict when the organisation number is, or was, another agency's."""
    taken = Agency.objects.filter(models.Q(orgnr=number) | models.Q(former_numbers__orgnr=number))
    found = taken.exclude(pk=agency.pk if agency else None).first()
    if found is not None:
        raise Conflict(
            "agency.exists",
            _("An agency with organisation number %(orgnr)s is already registered.") % {"orgnr": number},
            where="orgnr",
            how=_("It is, or was, the number of %(name)s.") % {"name": found.name},
        )


def _check_two_that_stand(gone: Agency, into: Agency) -> None:
    if gone.pk == into.pk:
        raise Conflict("agency.merge_same", _("An agency cannot become part of itself."), where="into")
    for where, agency in (("gone", gone), ("into", into)):
        if agency.merged_into_id:
            raise Conflict(
                "agency.merged",
                _("%(name)s has already become part of another agency.") % {"name": agency.name},
                where=where,
            )


def _move_roles(gone: Agency, into: Agency, by: User | None) -> int:
    """Each role is taken in the one agency and given in the other, so grants follow and both trails tell."""
    held = list(Membership.objects.filter(agency=gone).select_related("user"))
    for membership in held:
        role = Role(membership.role)
        membership.delete()
        policy.take_role(membership.user, role, gone)
        record("member_removed", gone, by, gone, user=membership.user, role=role, merged_into=into)
        grant_role(agency=into, user=membership.user, role=role, by=by, merged_from=gone)
    AgencyUserPermission.objects.filter(content_object=gone).delete()
    policy.remove_role_groups(gone)
    return len(held)


def _relations() -> Iterator[models.ForeignKey]:
    """Every column in the house that points at an agency, on whichever floor."""
    for found in Agency._meta.get_fields(include_hidden=True):
        if found.auto_created and not found.concrete and found.related_model not in STAYS:
            yield found.field


def _move_rows(column: models.ForeignKey, gone: Agency, into: Agency) -> tuple[int, list[Reason]]:
    """Point the rows at the other agency: how many moved, and those that are there already."""
    rows = column.model._base_manager.filter(**{column.name: gone})
    try:
        with transaction.atomic():
            return rows.update(**{column.name: into}), []
    except IntegrityError:
        return _move_one_by_one(column, rows, into)


def _move_one_by_one(
    column: models.ForeignKey, rows: models.QuerySet[models.Model], into: Agency
) -> tuple[int, list[Reason]]:
    count, clashes = 0, []
    for row in rows:
        try:
            with transaction.atomic():
                count += rows.filter(pk=row.pk).update(**{column.name: into})
        except IntegrityError:
            if getattr(row, "is_said_once", False):
                row.delete()
            else:
                kind = row._meta.verbose_name
                text = _("%(kind)s “%(row)s” is in both.") % {"kind": kind, "row": row}
                clashes.append(Reason("agency.merge_clash", text, where=f"{row._meta.label_lower}/{row.pk}"))
    return count, clashes
