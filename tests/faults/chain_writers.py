"""People who write to the trail at the same moment: `python -m tests.faults.chain_writers OBJECT COUNT`.

Each has a connection of her own and tells of the object, which all of them write about, and of one that
nobody else does.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import django


def write_at_once(shared: UUID, count: int) -> None:
    """Let `count` of them write, all starting together."""
    from django.db import connection, transaction

    from registry import audit
    from registry.models import Agency

    line_up = Barrier(count)

    def write(_number: int) -> None:
        try:
            line_up.wait(timeout=60)
            with transaction.atomic():
                audit.record("wrote", Agency(pk=shared), None)
                audit.record("wrote", Agency(pk=uuid4()), None)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(write, range(count)))


if __name__ == "__main__":
    django.setup()
    write_at_once(UUID(sys.argv[1]), int(sys.argv[2]))
