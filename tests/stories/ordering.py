"""Orders a file of a version, waits until it is made, and fetches it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.stories.visitor import Visitor

MAKING = 60_000  # ms


def order(visitor: Visitor, version: str, format: str, folder: Path) -> Path:
    """From the page of the version to the file on disk, named after its format."""
    visitor.go(version)
    visitor.follow("/export/")
    visitor.fill("format", format)
    visitor.send()
    ready = visitor.main.locator('a[href$="/file/"]')
    expect(ready).to_be_visible(timeout=MAKING)
    with visitor.page.expect_download() as download:
        ready.click()
    target = folder / f"fetched.{format}"
    download.value.save_as(target)
    return target
