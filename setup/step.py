"""What every step of set-up uses: places, commands, digests and stamps. Standard library only."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
PYTHON = VENV / "bin" / "python"


class Stop(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    print(line, flush=True)


def call(command: Sequence[object], **options: object) -> None:
    """Run a command quietly; show what it said only when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=options.pop("cwd", ROOT), capture_output=True, text=True, **options)
    if done.returncode:
        raise Stop(f"{' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")


def digest(*paths: Path, also: str = "") -> str:
    """One digest over the bytes of the files that exist."""
    total = hashlib.sha256(also.encode())
    for path in paths:
        total.update(path.read_bytes() if path.is_file() else b"-")
    return total.hexdigest()


def digest_of_tree(folders: Iterable[Path], also: str = "") -> str:
    """One digest over names, sizes and times of everything below the folders."""
    total = hashlib.sha256(also.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            about = path.stat()
            total.update(f"{path}|{about.st_size}|{about.st_mtime_ns}\n".encode())
    return total.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    return stamp.is_file() and stamp.read_text().strip() == value
