"""Everything `make test` looks at, in order, and one exit code.

    .venv/bin/python setup/check.py           look
    .venv/bin/python setup/check.py --write   write the generated files again

The tests run twice: on SQLite, and on PostgreSQL with Redis. Where those do not run it says so
and goes on, unless REQUIRE_SERVICES=1. TEST_DATABASE_URL and TEST_REDIS_URL say where they are.
"""

from __future__ import annotations

import filecmp
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from step import BUILD, ROOT, VENV, say

BIN = VENV / "bin"
DATABASE_URL = os.environ.get("TEST_DATABASE_URL") or "postgres://root@127.0.0.1:5432/test"
REDIS_URL = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/0"
MUST = os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")

LOOKS = {
    "lint": [BIN / "ruff", "check", "--quiet", "--output-format", "concise", "."],
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "types": [BIN / "mypy", "--no-error-summary"],
    "import contracts": [BIN / "lint-imports", "--no-cache", "--no-logo"],
}
# File in the repository -> the command that writes it, to the path put last.
PAGES = ("permissions", "access-matrix", "states", "schema-dpia", "schema-ros")
GENERATED = {
    **{f"docs/{page}.md": [BIN / "python", "setup/docs.py", page] for page in PAGES},
    "docs/openapi.yaml": [
        *(BIN / "vurdert", "manage", "spectacular", "--fail-on-warn", "--lang", "en", "--file"),
    ],
}
# What the second run is about: the pure rooms and the browser stories have nothing more to say there.
WITH_DATABASE = ("api", "assessments", "exports", "faults", "matrix", "pages", "registry", "stories")


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a check: nothing of this machine's own data or servers.

    The tests start many processes, and what Python has compiled is kept for the next of them.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "PGHOST")
    }
    own = {
        "DATA_DIR": BUILD / "test",
        "STATIC_ROOT": BUILD / "test" / "static",
        "PYTHONPYCACHEPREFIX": BUILD / "compiled",
        "PYTHONDONTWRITEBYTECODE": "",
    }
    return {**kept, **{name: str(value) for name, value in own.items()}, **more}


def passes(name: str, command: list[object], **more: str) -> bool:
    """Run one check with its output shown, and say how it went."""
    say(f"\n== {name}")
    started = time.monotonic()
    done = subprocess.run([str(word) for word in command], cwd=ROOT, env=surroundings(**more))
    if not name.startswith("tests"):  # pytest has a closing line of its own
        say(f"   {'well' if done.returncode == 0 else 'FAILED'}, {time.monotonic() - started:.1f} s")
    return done.returncode == 0


def is_in_step(path: str, command: list[object]) -> bool:
    """Whether a generated file is what its source says today."""
    fresh = BUILD / "generated" / Path(path).name
    fresh.parent.mkdir(parents=True, exist_ok=True)
    if not passes(f"generated: {path}", [*command, fresh]):
        return False
    if (ROOT / path).is_file() and filecmp.cmp(ROOT / path, fresh, shallow=False):
        return True
    say(f"   {path} is out of step with its source. Write it again with: make generated")
    return False


def write_generated() -> int:
    """Write every generated file again."""
    return 0 if all([passes(path, [*command, ROOT / path]) for path, command in GENERATED.items()]) else 1


def answers(url: str, port: int) -> bool:
    """Whether something listens where the address says."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or port), timeout=2):
            return True
    except OSError:
        return False


def main() -> int:
    if "--write" in sys.argv[1:]:
        return write_generated()
    shutil.rmtree(BUILD / "test", ignore_errors=True)
    away = [url for url, port in ((DATABASE_URL, 5432), (REDIS_URL, 6379)) if not answers(url, port)]
    outcome = {name: passes(name, command) for name, command in LOOKS.items()}
    outcome |= {path: is_in_step(path, command) for path, command in GENERATED.items()}
    if away:
        say(f"\n== {', '.join(away)} does not answer: the tests on PostgreSQL and Redis do not run here")
        outcome["tests on PostgreSQL and Redis"] = not MUST
    tests = [BIN / "pytest", "--numprocesses", "2"]
    served = [*tests, *(f"tests/{room}" for room in WITH_DATABASE), "-m", "not browser"]
    outcome["tests on SQLite"] = passes("tests on SQLite, without servers", tests)
    if failed := [name for name, is_well in outcome.items() if not is_well]:
        say(f"\n== so far FAILED: {', '.join(failed)}")
    if not away:
        on_servers = {"DATABASE_URL": DATABASE_URL, "REDIS_URL": REDIS_URL}
        outcome["tests on servers"] = passes("tests on PostgreSQL and Redis", served, **on_servers)
    return 0 if all(outcome.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
