"""Zip packages (Word, Excel) that come out the same every time."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def stable_zip(content: bytes, fixed_moment: str = "") -> bytes:
    """The same package with sorted names, one fixed time and no trace of the machine that wrote it.

    `fixed_moment` (ISO) replaces the time of saving that openpyxl writes on its own.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            body = source.read(name)
            if fixed_moment and name == "docProps/core.xml":
                body = _MODIFIED.sub(rb"\g<1>" + _zulu(fixed_moment) + rb"\g<2>", body)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(entry, body, compresslevel=6)
    return out.getvalue()


def _zulu(moment: str) -> bytes:
    return moment[:19].encode() + b"Z"
