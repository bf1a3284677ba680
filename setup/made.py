"""What is made from our own sources: compiled translations and collected static files."""

from __future__ import annotations

import os

from step import BUILD, PYTHON, ROOT, VENV, call, digest, digest_of_tree, is_stamped, say


def compile_translations() -> None:
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    compiled = [source.with_suffix(".mo") for source in sources]
    fresh = all(
        mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime
        for po, mo in zip(sources, compiled, strict=True)
    )
    if not fresh:
        say("Compiling translations")
        call([PYTHON, ROOT / "setup" / "translations.py", *sources])


def collect_static() -> None:
    """Hashed and compressed static files in build/static, the same for every DATA_DIR."""
    static = BUILD / "static"
    stamp = BUILD / "static.set-up"
    made_of = digest_of_tree([ROOT / "static", BUILD / "assets"], also=digest(VENV / ".set-up"))
    if is_stamped(stamp, made_of) and (static / "staticfiles.json").exists():
        return
    say("Collecting static files")
    stamp.unlink(missing_ok=True)
    surroundings = {**os.environ, "COLLECT_STATIC": "1", "STATIC_ROOT": str(static)}
    surroundings["DATA_DIR"] = str(BUILD / "scratch")
    command = [
        VENV / "bin" / "vurdert",
        "manage",
        "collectstatic",
        "--no-input",
        "--clear",
        "--verbosity",
        "0",
    ]
    call(command, env=surroundings)
    stamp.write_text(made_of)
