"""The same version gives the same file, on any day, in any time zone, whatever the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from exports.render.formats import FORMATS, fingerprint, render
from exports.render.pdf import write_pdf
from tests.render.made import document, plain_fonts, rendition

ROOT = Path(__file__).parents[2]
ELSEWHERE = """
import sys
from hashlib import sha256
from tests.render.made import rendition
for format in ("docx", "pdf", "xlsx", "json"):
    print(sha256(rendition("ros", format)).hexdigest())
"""


def test_rendering_twice_gives_the_same_bytes() -> None:
    for format in ("docx", "xlsx", "json"):
        assert render(format, document("ros")) == rendition("ros", format)
    assert write_pdf(document("ros"), plain_fonts()) == rendition("ros", "pdf")


def test_another_process_elsewhere_gives_the_same_bytes() -> None:
    surroundings = {**os.environ, "PYTHONHASHSEED": "99", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    here = [sha256(rendition("ros", format)).hexdigest() for format in ("docx", "pdf", "xlsx", "json")]
    assert told.stdout.split() == here


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_fingerprint_names_the_libraries_that_shape_the_bytes(format: str) -> None:
    assert fingerprint(format) == fingerprint(format)
    assert all(name in fingerprint(format) for name in FORMATS[format].libraries)
