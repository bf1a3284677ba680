"""How long the laws are tried where a risk could vanish (tests/conftest.py says it for the rest)."""

from __future__ import annotations

import os

from hypothesis import settings

# Where a risk could silently vanish the ordinary run looks closely too.
closely = settings(max_examples=max(500, int(os.environ.get("LAW_EXAMPLES", "0"))))
