"""A supervisor in a process of its own: `python -m tests.faults.machinery '{"name": ["command", …]}'`."""

from __future__ import annotations

import json
import sys

from registry.supervisor import Supervisor

if __name__ == "__main__":
    sys.exit(Supervisor(json.loads(sys.argv[1])).run())
