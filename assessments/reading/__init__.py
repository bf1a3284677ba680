"""What one actor is shown of a draft or a version.

Everything shown to anyone (pages, API, exports) is made from a `View`; nothing else reads content.
"""

from .reads import (
    Upstream,
    behind,
    read_bank_rows,
    read_draft,
    read_for_circle,
    read_for_everyone,
    read_version,
    reasons_against,
    tell_of_reading,
    upstream_of,
    view_version,
)
from .view import View

__all__ = [
    "Upstream",
    "View",
    "behind",
    "read_bank_rows",
    "read_draft",
    "read_for_circle",
    "read_for_everyone",
    "read_version",
    "reasons_against",
    "tell_of_reading",
    "upstream_of",
    "view_version",
]
