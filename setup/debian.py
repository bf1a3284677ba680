"""What we need from Debian: installed when we are root, otherwise the command is named."""

from __future__ import annotations

import ctypes
import os
import shutil
from importlib.util import find_spec

from step import PYTHON, Stop, call, say

# What Debian calls the things we need from it, and how to see that they are there.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
TEST_PROGRAMS = {"chromium": "chromium", "pdftotext": "poppler-utils"}
GATHERING_PROGRAMS = {"xgettext": "gettext"}


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_from_debian(is_dev: bool, is_gathering: bool) -> None:
    """Install what is missing when we are root, otherwise say how; without venv we cannot go on."""
    needed = [] if PYTHON.exists() or find_spec("ensurepip") else ["python3-venv"]
    programs = {**(TEST_PROGRAMS if is_dev else {}), **(GATHERING_PROGRAMS if is_gathering else {})}
    wanted = [package for library, package in LIBRARIES.items() if not loads(library)]
    wanted += [package for program, package in programs.items() if not shutil.which(program)]
    apt(needed, wanted)


def apt(needed: list[str], wanted: list[str]) -> None:
    """Install Debian packages; `wanted` ones may stay away, `needed` ones may not."""
    if not needed + wanted:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *needed, *wanted]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing from Debian: {' '.join(needed + wanted)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        try:
            call(["apt-get", "update", "--quiet"], env=quiet)
            call(command, env=quiet)
        except Stop as problem:
            if needed:
                raise
            say(f"That did not work; going on without.\n{problem}")
        return
    advice = f"sudo {' '.join(command)}"
    if needed:
        raise Stop(f"Python cannot make a virtual environment here yet. Please run:\n\n    {advice}\n")
    say(f"Some things work only after this:\n\n    {advice}\n")
