"""What was given: cleaned and checked, or refused with the place it stands and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.no import orgnr as numbers

from registry.errors import Invalid
from registry.text import clean_line, clean_text

_is_web_address = URLValidator(schemes=["http", "https"])


def line(value: object, where: str, *, limit: int, required: bool = True) -> str:
    """One line of text; refused when empty (if required) or longer than `limit` characters."""
    text = clean_line(_text(value, where))
    if required and not text:
        raise Invalid("text.missing", _("This cannot be empty."), where=where, how=_("Write something here."))
    return _within(text, where, limit)


def text(value: object, where: str, *, limit: int = 20_000) -> str:
    """Text of several lines, at most `limit` characters; may be empty."""
    return _within(clean_text(_text(value, where)), where, limit)


def email(value: object, where: str = "email") -> str:
    """An e-mail address in lower case."""
    address = line(value, where, limit=254).lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(
            "person.email_invalid",
            _("This is not an e-mail address."),
            where=where,
            how=_("Write it like name@agency.no."),
        ) from None
    return address


def orgnr(value: object, where: str = "orgnr", *, required: bool = True) -> str:
    """A Norwegian organisation number as nine digits; its last digit is checked by mod 11."""
    given = line(value, where, limit=40, required=False)
    if not given and not required:
        return ""
    try:
        return str(numbers.validate(given))
    except NumberError:
        raise Invalid(
            "agency.orgnr_invalid",
            _("%(given)s is not an organisation number.") % {"given": given or "–"},
            where=where,
            how=_("Write the nine digits as in the Brønnøysund Register; the last is a check digit."),
        ) from None


def web_address(value: object, where: str) -> str:
    """An http(s) address without user name or password, or an empty string."""
    address = line(value, where, limit=500, required=False)
    if not address:
        return ""
    try:
        _is_web_address(address)
        if urlsplit(address).username is not None:
            raise ValueError(address)
    except (ValidationError, ValueError):
        raise Invalid(
            "text.web_address_invalid",
            _("This is not a web address."),
            where=where,
            how=_("Write the whole address, starting with https://."),
        ) from None
    return address


def one_of(value: object, where: str, choices: Iterable[str]) -> str:
    """A code that is in the list."""
    known = [str(choice) for choice in choices]
    if isinstance(value, str) and value in known:
        return str(value)
    raise Invalid(
        "choice.unknown",
        _("“%(value)s” is not one of the choices.") % {"value": clean_line(str(value))[:60]},
        where=where,
        how=_("Choose one of: %(choices)s.") % {"choices": ", ".join(known)},
        detail={"choices": known},
    )


def codes(value: Any, where: str, *, limit: int = 20) -> list[str]:
    """A list of short lines, without empty ones and without repetition, in the order given."""
    if not isinstance(value, list | tuple):
        raise Invalid("text.not_a_list", _("This must be a list."), where=where)
    found = [line(item, f"{where}/{place}", limit=60, required=False) for place, item in enumerate(value)]
    kept = list(dict.fromkeys(item for item in found if item))
    if len(kept) > limit:
        raise Invalid("text.too_many", _("At most %(limit)s can stand here.") % {"limit": limit}, where=where)
    return kept


def _text(value: object, where: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("text.not_text", _("This must be text."), where=where)
    return value


def _within(given: str, where: str, limit: int) -> str:
    if len(given) > limit:
        raise Invalid(
            "text.too_long",
            _("This has %(length)s characters; at most %(limit)s fit.")
            % {"length": len(given), "limit": limit},
            where=where,
            how=_("Make it shorter."),
        )
    return given
