"""A file storage whose disk is full."""

from __future__ import annotations

import errno
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class FullDisk(FileSystemStorage):
    """Writes half of a file, then says that no space is left, as the real one does."""

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read(20))
        raise OSError(errno.ENOSPC, "No space left on device")
