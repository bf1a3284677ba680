"""What is looked for in an answer beside its status.

Words it must not hold, rows it must not have written, and whether it gives away that something exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.utils.html import strip_tags

from registry.models import Event
from setup import access_table
from tests.matrix.world import Case

# A refusal leaves nothing behind but that it was asked: the denial, its count (registry.audit.denials), and
# that a code was wrong (registry.actions.brake).
TRACES = {"registry_event", "registry_noted", "registry_session", "registry_signinfailure"}
# Told of how one came in, or that a text was read by whoever may: neither is the deed that was refused.
TOLD = {"denied", "denied_many", "sign_in_failed", "token_used_from_new_place", "version_read"}
# What differs between two answers that say the same: ids, and what is made anew for each answer.
PASSING = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|[0-9a-f]{32}|[A-Za-z0-9]{64}")
DOORS = ("/sign-in/", "/operator/login/")
LINKS = ("link", "ended_link", "revoked_link", "unopened_link")
# By which rule one may know that a thing exists; of what is not here, `knows`.
KNOWN_BY = {
    "D": "finds",
    "W": "absent",
    "P": "hidden",
    "Q": "sent",
    "R": "sent",
    "file": "hidden",
    "theirs": "own file",
    "link": "opened",
    **dict.fromkeys(LINKS[1:], "none"),
}
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


@contextmanager
def left(last: int) -> Iterator[set[str]]:
    """The tables written to meanwhile and the events told since the last, beside the traces of a refusal."""
    found: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if said := WRITING.match(sql):
            found.add(said[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found
    if "registry_event" in found:
        found |= set(Event.objects.filter(pk__gt=last).values_list("verb", flat=True)) - TOLD
    found -= TRACES


def text_of(answer: HttpResponse) -> str:
    """What a person or a program reads of it; of a file nothing."""
    return "" if answer.streaming else answer.content.decode("utf-8", "replace")


def said(answer: HttpResponse) -> tuple[int, str]:
    """The answer without what passes: two that are the same tell nobody which of two things exists."""
    text = text_of(answer)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code, " ".join(PASSING.sub("…", strip_tags(text) if is_page else text).split())


def kept_from(who: str, cases: dict[str, Case], read: Case | None = None) -> re.Pattern[str] | None:
    """The words that this one must never read, of any case; `read` is that whose link she reads through."""
    if who in access_table.people()["inside"]:
        return None
    words = {word for case in cases.values() for word in _kept(who, case)}
    if read is not None:
        words -= {read.canary(of) for of in ("tittel", "vedtatt", "venter")}
    return re.compile("|".join(sorted(words)))


def _kept(who: str, case: Case) -> Iterator[str]:
    """Of each case: what waits, is withheld or is a draft, always; what is approved unless it is shown."""
    yield from (case.canary(of) for of in ("venter", "utkast", "unntatt", "straks"))
    place = access_table.CIRCLES.index(case.circle)
    if who == "sender":  # has in her own fork what was shown once
        return
    for word, rule in (("vedtatt", "reads"), ("tittel", "knows"), ("skjult", "finds")):
        if access_table.said_outside(rule, who)[place] in ("404", access_table.ENTER):
            yield case.canary(word)


def thing_of(row: access_table.Row) -> str:
    """The name of what an operation is about, "" when it is about no single thing."""
    names = access_table.NAME.findall(row.path)
    return names[-1 if "from=" in row.path else 0] if names else ""


def may_not_know(row: access_table.Row, who: str, circle: str) -> bool:
    """Whether not even that it exists is hers to know."""
    thing = thing_of(row)
    if who in access_table.people()["inside"]:
        return thing in ("file", "theirs", "R", *LINKS)
    known = access_table.said_outside(KNOWN_BY.get(thing, "knows"), who)
    return thing in access_table.OF_A_CIRCLE and known[access_table.CIRCLES.index(circle)] != access_table.YES


def leads_to_sign_in(answer: HttpResponse) -> bool:
    """Whether it sends one to the sign-in page."""
    return answer.status_code == 302 and answer.headers["Location"].startswith(DOORS)
