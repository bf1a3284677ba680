"""The virtual environment, filled from the lock files by their hashes."""

from __future__ import annotations

import sys

from step import PYTHON, ROOT, VENV, Stop, call, digest, is_stamped, say


def make_environment(is_dev: bool) -> None:
    """Python packages by their hashes: the test set contains the running set."""
    stamp = VENV / ".set-up"
    dev, run = (
        digest(ROOT / "requirements-dev.lock", also="dev"),
        digest(ROOT / "requirements.lock", also="run"),
    )
    if is_stamped(stamp, dev) or (is_stamped(stamp, run) and not is_dev):
        return
    lock = ROOT / ("requirements-dev.lock" if is_dev else "requirements.lock")
    say(f"Installing Python packages ({lock.name})")
    if not PYTHON.exists():
        call([sys.executable, "-m", "venv", VENV])
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    try:
        call([*pip, "--requirement", ROOT / "requirements-installer.lock"])
        # `install` and not `sync`: to run Vurdert takes nothing away from someone who also develops it.
        uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
        call([*uv, "--require-hashes", "--requirement", lock])
    except (Stop, OSError) as problem:
        say(f"uv is not to be had, so pip does it ({str(problem).splitlines()[-1]})")
        call([*pip, "--requirement", lock])
    write_command()
    stamp.write_text(dev if is_dev else run)


def write_command() -> None:
    """.venv/bin/vurdert: the command from this folder, without installing the project itself."""
    command = VENV / "bin" / "vurdert"
    lines = [
        f"#!{PYTHON}",
        "import sys",
        f"sys.path.insert(0, {str(ROOT)!r})",
        "from registry.cli import main",
        "sys.exit(main())",
    ]
    command.write_text("\n".join(lines) + "\n")
    command.chmod(0o755)
