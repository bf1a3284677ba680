"""Serves what Django answered, and static files straight from their sources, on a port of loopback."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse


@contextmanager
def served(answers: Mapping[str, HttpResponse]) -> Iterator[str]:
    """The address, without a slash at the end, where each path gets its answer while this lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # one connection for many requests

        def do_GET(self) -> None:
            status, headers, body = _answer(self.path, answers)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Quietly."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def _answer(path: str, answers: Mapping[str, HttpResponse]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; the browser may keep a static file for as long as it lives."""
    if path in answers:
        answer = answers[path]
        return answer.status_code, dict(answer.items()), answer.content
    is_static = path.startswith(settings.STATIC_URL)
    found = finders.find(path.removeprefix(settings.STATIC_URL)) if is_static else None
    if not found:
        return 404, {}, b""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return 200, {"Content-Type": kind, "Cache-Control": "max-age=3600"}, Path(found).read_bytes()
