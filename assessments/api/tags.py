"""Conditional reading: an ETag that names what one reader is shown of a version, and nothing of others.

The tag is made after access is settled, of everything the answer is a function of.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.http import parse_etags, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.engine.canonical import canonical, digest
from assessments.engine.content import plain
from assessments.reading import View

EDITION = "1"  # raise it when the shape of a version over the API changes


def tag_of(view: View, around: Mapping[str, object]) -> str:
    """The ETag of a version as one reader is shown it.

    `around` is all of the answer but the content: digest, reading, state, records, what she can do.
    The content follows from digest, reading and what is withheld now, the computed answers from facts and
    records as well. Only records she is shown are in it: a tag must not let her test guesses about others.
    """
    records = {stage.value: plain(given) for stage, given in view.shown_records.items()}
    withheld = view.version.withholding if view.version else []
    shown = {
        "edition": EDITION,
        "around": plain(around),
        "facts": plain(view.facts),
        "records": records,
        "withheld": withheld,
    }
    return quote_etag(digest(canonical(shown)).hex())


def is_known(request: Request, tag: str) -> bool:
    """Whether the asker has what this tag names (RFC 9110 §13.1.2, weak comparison)."""
    given = [each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))]
    return "*" in given or tag in given


def not_modified(tag: str, cache: str) -> Response:
    """304: what you have is what there is."""
    return Response(status=304, headers={"ETag": tag, "Cache-Control": cache})
