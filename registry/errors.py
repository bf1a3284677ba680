"""PURE: what can go wrong, sorted by who can mend it: a Refusal (the user) or a Fault (we).

Codes are stable and part of the API: `<area>.<what>`, for example `agency.orgnr_invalid`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Reason:
    """One of several reasons for a refusal; `where` is the path of the field or row it is about."""

    code: str
    message: object
    where: str = ""
    how: object = ""


class Refusal(Exception):
    """We understood and say no; `message` says why and `how` what the user can do about it.

    `message` and `how` are translatable strings made where the refusal is raised. `detail` holds further
    JSON-able facts that become members of the problem document. `about` is (model label, id) of what was
    asked for, be it there or not: for the trail alone, never shown.
    """

    status: ClassVar[int] = 422

    def __init__(
        self,
        code: str,
        message: object,
        *,
        where: str = "",
        how: object = "",
        reasons: Sequence[Reason] = (),
        detail: Mapping[str, object] | None = None,
        about: tuple[str, object] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.where = where
        self.how = how
        self.reasons = tuple(reasons)
        self.detail = dict(detail or {})
        self.about = about

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(Refusal):
    """It does not exist, or the actor may not know that it does: the same answer (404)."""

    status = 404


class NotPermitted(Refusal):
    """The actor can see the thing but lacks the permission for this (403)."""

    status = 403


class Conflict(Refusal):
    """The state of the thing does not allow this now (409)."""

    status = 409


class Stale(Refusal):
    """The thing has changed since the actor read it; `detail` has base, yours and current (412)."""

    status = 412


class TooLarge(Refusal):
    """More than we take in one go (413)."""

    status = 413


class Invalid(Refusal):
    """A value is wrong; `where` says which one (422)."""

    status = 422


class PreconditionRequired(Refusal):
    """A save must name the state it started from, and did not (428)."""

    status = 428


class TooMany(Refusal):
    """Too many attempts; `detail` has `retry_after` in seconds (429)."""

    status = 429


class Unavailable(Refusal):
    """Something we depend on is away for now; trying again later helps (503)."""

    status = 503


class Fault(Exception):
    """Something broke on our side; `reference` finds it in the log, and is all the user is told."""

    status: ClassVar[int] = 500

    def __init__(self, reference: str, note: str = "") -> None:
        super().__init__(note or reference)
        self.reference = reference
