"""Prepares a machine: system libraries, .venv, looks, translations, static files. Standard library only.

    python3 setup/install.py          what `make run` needs
    python3 setup/install.py --dev    and what `make test` needs

Each step leaves a stamp with the digest of what it was made from, so a second run is quick. A
step that needs root says which command to give; only what cannot be done without stops set-up.
"""

from __future__ import annotations

import argparse
import sys
import time

from debian import install_from_debian
from looks import fetch_looks
from made import collect_static, compile_translations
from packages import make_environment
from step import Stop, say


def check_python() -> None:
    if sys.version_info[:2] != (3, 11):
        found = ".".join(map(str, sys.version_info[:3]))
        raise Stop(f"Vurdert needs Python 3.11 and this is {found}. Name another: make run PYTHON=python3.11")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    parser.add_argument("--messages", action="store_true", help="also what gathering texts needs")
    options = parser.parse_args()
    started = time.monotonic()
    try:
        check_python()
        install_from_debian(is_dev=options.dev, is_gathering=options.messages)
        make_environment(options.dev)
        fetch_looks(options.dev)
        compile_translations()
        collect_static()
    except Stop as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    if (took := time.monotonic() - started) > 2:
        say(f"Set up in {took:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
