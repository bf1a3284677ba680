"""Document -> PDF/A-3a and PDF/UA-1 in one file, its source attached, the same bytes every time."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from types import ModuleType
from typing import Any

from .blocks import Document
from .bundle import write_bundle
from .errors import ForbiddenResource, RendererUnavailable
from .fonts import FontSet, font_set
from .html import build_html
from .pdf_finish import finish

ASSET_SCHEME = "registry-asset:"


def write_pdf(document: Document, fonts: FontSet | None = None) -> bytes:
    """The document as PDF bytes; raises RendererUnavailable where Pango is missing."""
    fonts = fonts or font_set()
    return html_to_pdf(build_html(document, fonts.faces, fonts.family), document, fonts)


def html_to_pdf(html: str, document: Document, fonts: FontSet) -> bytes:
    """Set ready HTML; only `data:` and the given fonts can be fetched."""
    weasyprint = _weasyprint()
    source = write_bundle(document)
    moment = datetime.fromisoformat(document.moment).astimezone(UTC).replace(tzinfo=None)
    attachment = weasyprint.Attachment(
        string=source,
        name=f"{document.words['source_file']}.json",
        description=document.words["source_description"],
        relationship="Source",
        created=moment,
        modified=moment,
    )
    from .shortcuts import shortcuts
    from .shortcuts.tree import read

    page = read(html, _asset_fetcher(fonts.files))
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _still_collector(), shortcuts():
            pdf = page.write_pdf(
                pdf_variant="pdf/a-3a",
                finisher=finish,
                attachments=[attachment],
                pdf_identifier=sha256(source).digest()[:16],
            )
    except FatalURLFetchingError as refused:  # a BaseException: loose in a worker it would end the worker
        raise ForbiddenResource(f"The document refers to something outside itself: {refused}") from refused
    return bytes(pdf)


def available() -> str:
    """An empty string when PDF can be made here, else what is missing."""
    try:
        _weasyprint()
    except RendererUnavailable as missing:
        return str(missing)
    return ""


@cache
def _weasyprint() -> ModuleType:
    try:
        import weasyprint
    except (ImportError, OSError) as missing:
        raise RendererUnavailable(
            "PDF cannot be made on this machine: the text library Pango is missing. Install "
            "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0. The other formats still work."
        ) from missing
    return weasyprint  # type: ignore[no-any-return]


def _asset_fetcher(files: Mapping[str, bytes]) -> Any:
    """A fetcher for one render (it keeps state) that knows `data:` and the named assets, and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            name = url.removeprefix(ASSET_SCHEME)
            if url.startswith(ASSET_SCHEME) and name in files:
                return URLFetcherResponse(url, files[name], {"Content-Type": "font/ttf"})
            return super().fetch(url, headers)

    return AssetFetcher()


@contextmanager
def _still_collector() -> Iterator[None]:
    """Hold the garbage collector while pages are built: it would walk them again and again (7–15 %)."""
    was_on = gc.isenabled()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def library_version() -> str:
    """WeasyPrint's version, read without loading Pango."""
    from importlib.metadata import version

    return version("weasyprint")
