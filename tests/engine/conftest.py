"""How long the laws are tried: `make laws` (LAW_EXAMPLES=10000) looks longer than the ordinary run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "engine",
    max_examples=int(os.environ.get("LAW_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("engine")

# Where a risk could silently vanish the ordinary run looks closely too.
closely = settings(max_examples=max(500, int(os.environ.get("LAW_EXAMPLES", "0"))))
