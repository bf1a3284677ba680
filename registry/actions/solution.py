"""Register solutions, correct them, take them into use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.access import policy
from registry.access.permissions import Permission
from registry.actions import given, rights
from registry.audit import record
from registry.errors import Conflict, Invalid, NotFound, PreconditionRequired, Stale
from registry.models import Agency, Solution, SolutionUse, Supplier, User
from registry.models.solution import Accessibility, Hosting, SolutionKind

# Every field one may write, and how what was given becomes its value.
FIELDS: Mapping[str, Callable[[object], object]] = {
    "name": lambda value: given.line(value, "name", limit=200),
    "description": lambda value: given.text(value, "description"),
    "kind": lambda value: given.one_of(value, "kind", SolutionKind.values),
    "repository": lambda value: given.web_address(value, "repository"),
    "home_page": lambda value: given.web_address(value, "home_page"),
    "licence": lambda value: given.line(value, "licence", limit=100, required=False),
    "hosting": lambda value: given.one_of(value, "hosting", Hosting.values),
    "categories": lambda value: given.codes(value, "categories"),
    "accessibility": lambda value: given.one_of(value, "accessibility", Accessibility.values),
    "accessibility_declaration": lambda value: given.web_address(value, "accessibility_declaration"),
    "supplier": lambda value: _of(Supplier, value, "supplier"),
    "steward": lambda value: _of(Agency, value, "steward"),
}


@transaction.atomic
def register_solution(*, name: str, kind: str, by: User | None, **fields: object) -> Solution:
    """A new solution; `fields` are those of FIELDS. Needs REGISTER_SOLUTION, in the steward if given."""
    rights.check_somewhere(by, Permission.REGISTER_SOLUTION)
    solution = Solution()
    _write(solution, {"name": name, "kind": kind, **fields})
    _check_steward(by, solution.steward)
    twin = Solution.objects.filter(name__iexact=solution.name, supplier=solution.supplier).first()
    if twin is not None:
        raise Conflict(
            "solution.exists",
            _("%(name)s from the same supplier is already registered.") % {"name": twin.name},
            where="name",
            how=_("Use that one, or give this one a name that tells them apart."),
            detail={"solution": str(twin.pk)},
        )
    solution.save(force_insert=True)
    record("solution_registered", solution, by, solution.steward, name=solution.name)
    return solution


@transaction.atomic
def update_solution(*, solution: Solution, expected: str, by: User | None, **fields: object) -> Solution:
    """Change what is given and leave the rest. `expected` is the etag the change started from.

    Needs REGISTER_SOLUTION in the steward, or anywhere without one. Raises PreconditionRequired, Stale.
    """
    solution = Solution.objects.select_for_update().get(pk=solution.pk)
    rights.check_somewhere(by, Permission.REGISTER_SOLUTION)
    _check_steward(by, solution.steward)
    _check_expected(solution, expected, fields)
    before = {key: getattr(solution, key) for key in fields if key in FIELDS}
    _write(solution, fields)
    _check_steward(by, solution.steward)
    changed = [key for key, value in before.items() if getattr(solution, key) != value]
    if not changed:
        return solution
    solution.edition += 1
    solution.updated = timezone.now()
    solution.save()
    record("solution_changed", solution, by, solution.steward, changed=changed, edition=solution.edition)
    return solution


@transaction.atomic
def take_into_use(
    *, solution: Solution, agency: Agency, by: User | None, since: date | None = None
) -> SolutionUse:
    """Say that the agency uses the solution; twice changes nothing. Needs REGISTER_SOLUTION there."""
    _check_in(by, agency)
    use, is_new = SolutionUse.objects.get_or_create(
        solution=solution, agency=agency, defaults={"since": since or timezone.localdate()}
    )
    if is_new:
        record("solution_taken_into_use", solution, by, agency, since=use.since)
    return use


@transaction.atomic
def stop_using(*, solution: Solution, agency: Agency, by: User | None) -> None:
    """Say that the agency no longer uses the solution. Needs REGISTER_SOLUTION there."""
    _check_in(by, agency)
    gone, _by_model = SolutionUse.objects.filter(solution=solution, agency=agency).delete()
    if not gone:
        raise NotFound("solution.not_in_use", _("The agency does not use this solution."))
    record("solution_out_of_use", solution, by, agency)


def _write(solution: Solution, fields: Mapping[str, object]) -> None:
    for key, value in fields.items():
        if key not in FIELDS:
            raise Invalid("field.unknown", _("There is no field “%(key)s”.") % {"key": key}, where=key)
        setattr(solution, key, FIELDS[key](value))


def _check_expected(solution: Solution, expected: str, fields: Mapping[str, object]) -> None:
    if not expected:
        raise PreconditionRequired(
            "save.precondition_required",
            _("Say which state of the solution you changed."),
            how=_("Send If-Match with the ETag you read."),
        )
    if expected != solution.etag:
        current = {key: str(getattr(solution, key, "") or "") for key in fields}
        raise Stale(
            "save.stale",
            _("Somebody has changed this solution since you opened it."),
            how=_("Look at what it says now, and save again."),
            detail={
                "base": expected,
                "yours": {key: str(value) for key, value in fields.items()},
                "current": {"etag": solution.etag, **current},
            },
        )


def _check_steward(by: User | None, steward: Agency | None) -> None:
    if steward is not None:
        _check_in(by, steward)


def _check_in(by: User | None, agency: Agency) -> None:
    if not policy.is_operator(by):
        policy.check(by, Permission.REGISTER_SOLUTION, agency)


def _of(model: type, value: object, where: str) -> object:
    if value is None or isinstance(value, model):
        return value
    raise Invalid("reference.unknown", _("This does not exist."), where=where)
