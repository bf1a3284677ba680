"""Compiles .po files to .mo beside them with Babel, so that no machine needs Debian's gettext.

.venv/bin/python setup/translations.py locale/nb/LC_MESSAGES/django.po …
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def main(paths: list[str]) -> int:
    for path in map(Path, paths):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parts[-3], abort_invalid=True)
        unfinished = path.with_suffix(".mo.part")
        with unfinished.open("wb") as target:
            write_mo(target, catalog)
        unfinished.replace(path.with_suffix(".mo"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
