"""Small worlds for tests, built through the actions only."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from registry import actions
from registry.access.roles import Role
from registry.models import Agency, Solution, User
from tests.remembered import numbers, remembered

# Valid by mod 11 and in the synthetic range (3…), so never a real body.
ORGNRS = (
    "310001007", "310001376", "310001740", "310002119", "310002488", "310002852", "310003220",
    "310003964", "310004332", "310004707", "310005444", "310005819", "310006181", "310006556",
)  # fmt: skip
PASSWORD = "en lang setning om fjell"


def orgnr(number: int) -> str:
    """The nth valid synthetic organisation number: the list first, then made up by the mod-11 rule."""
    if number < len(ORGNRS):
        return ORGNRS[number]
    found = (n for n in itertools.count(320_000_000) if _is_orgnr(n))
    return str(next(itertools.islice(found, number - len(ORGNRS), None)))


def _is_orgnr(number: int) -> bool:
    digits = [int(digit) for digit in str(number)]
    rest = sum(a * b for a, b in zip((3, 2, 7, 6, 5, 4, 3, 2), digits[:8], strict=True)) % 11
    return rest != 1 and (11 - rest) % 11 == digits[8]


def person(name: str = "", *, language: str = "nb", password: str | None = None) -> User:
    """A registered person who belongs nowhere; without a password, so that making one is quick."""
    number = numbers.take()
    name = name or f"Person {number}"
    email = f"{name.lower().replace(' ', '.')}.{number}@example.no"
    return actions.register_person(email=email, name=name, password=password, language=language, by=None)


def agency(name: str = "", *, language: str = "nb", number: int | None = None) -> Agency:
    """A registered agency without members; `number` picks its organisation number."""
    place = Agency.objects.count() if number is None else number
    return actions.register_agency(
        name=name or f"Agency {place}", orgnr=orgnr(place), language=language, by=None
    )


def member(of: Agency, *roles: Role | str, name: str = "") -> User:
    """A new person with these roles in the agency."""
    user = person(name)
    for role in roles:
        actions.add_member(agency=of, user=user, role=role, by=None)
    return user


def solution(name: str = "", **fields: object) -> Solution:
    """A registered solution; fields as in register_solution."""
    chosen = {"kind": "purchased_service", **fields}
    return actions.register_solution(name=name or f"Solution {numbers.take()}", by=None, **chosen)


@dataclass(frozen=True)
class Staffed:
    """An agency with one person in each role; `town["author"]` or `town.author` is a User."""

    agency: Agency
    people: dict[Role, User] = field(default_factory=dict)

    def __getitem__(self, role: Role | str) -> User:
        """The person with this role."""
        return self.people[Role(role)]

    reader = property(lambda self: self[Role.READER])
    author = property(lambda self: self[Role.AUTHOR])
    reviewer = property(lambda self: self[Role.REVIEWER])
    dpo = property(lambda self: self[Role.DPO])
    approver = property(lambda self: self[Role.APPROVER])
    auditor = property(lambda self: self[Role.AUDITOR])
    administrator = property(lambda self: self[Role.ADMINISTRATOR])


@remembered
def staffed(name: str = "") -> Staffed:
    """A new agency with one new person in each role."""
    place = agency(name)
    return Staffed(place, {role: member(place, role, name=f"{role.value} {place.name}") for role in Role})


def fresh(user: User) -> User:
    """The same person as a new request would load her: nothing remembered."""
    return User.objects.get(pk=user.pk)
