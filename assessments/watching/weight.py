"""How much a new version matters to those who build on the old one."""

from __future__ import annotations

from assessments.models import Version
from registry.models import User


def weight_of(old: Version, new: Version, actor: User | None) -> str:
    """The weight of what changed from `old` to `new`, in a word for `actor`; "" while nobody weighs it."""
    return ""
