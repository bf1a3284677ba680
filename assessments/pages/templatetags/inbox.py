"""The number beside the inbox in the header of every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from assessments.watching import UNREAD_CAP, unread

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: Mapping[str, Any]) -> str:
    """How many notices the signed-in person has not read ("99+" at most), "" for none; one query."""
    user = getattr(context.get("request"), "user", None)
    count = unread(user) if user is not None and user.is_authenticated else 0
    return f"{UNREAD_CAP}+" if count > UNREAD_CAP else str(count or "")
