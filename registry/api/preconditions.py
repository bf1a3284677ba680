"""ETag and If-Match: a save names the state it started from."""

from __future__ import annotations

from rest_framework.request import Request


def expected(request: Request) -> str:
    """The state named in If-Match, or an empty string. "*" names no state, so it counts as nothing."""
    given = request.headers.get("If-Match", "").strip().removeprefix("W/")
    return "" if given == "*" else given.strip('"')


def etag(state: str) -> dict[str, str]:
    """The header that tells the state."""
    return {"ETag": f'"{state}"'}
