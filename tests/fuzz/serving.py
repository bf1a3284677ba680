"""The application as the fuzzing meets it: on a port of loopback, in one transaction, and counting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.handlers.wsgi import WSGIHandler
from django.db import connections, transaction

from tests.fuzz.world import Fuzzed

# What would give one side a right to what is the other's, or take from those who ask what they need.
TAKEN_BACK = re.compile(
    r"POST .*/(share|named-agencies/|grant)|(POST|DELETE) .*/members/.*|DELETE /api/v1/tokens/.*"
)


class Application(WSGIHandler):
    """Answers from any thread on the connection of the test, and remembers whom it told too much."""

    def __init__(self, fuzzed: Fuzzed) -> None:
        super().__init__()
        self.connection = connections["default"]  # a thread would open another, outside the transaction
        self.connection.inc_thread_sharing()
        self.keeps = True  # whether what is done stays done
        self.answered: Counter[int] = Counter()
        self.untold = {f"Bearer {token}": fuzzed.others(name) for name, token in fuzzed.tokens.items()}
        self.everyones = fuzzed.others("")
        self.said: set[tuple[str, str]] = set()  # who has herself sent a word of another's
        self.leaks: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """One request; what would mix the two sides is undone once it is answered, or all that is done."""
        connections["default"] = self.connection
        asked = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = BytesIO(sent)

        def started(status: str, *given: Any) -> Any:
            self.answered[int(status.partition(" ")[0])] += 1
            return start_response(status, *given)

        with transaction.atomic():
            answer = super().__call__(environ, started)
            body = b"".join(answer)  # as one piece, so that the server can tell how long it is
            answer.close()
            if TAKEN_BACK.fullmatch(asked) or not self.keeps:
                transaction.set_rollback(True)
        self._look(asked, environ, sent, body)
        return [body]

    def _look(self, asked: str, environ: dict[str, Any], sent: bytes, body: bytes) -> None:
        """Whether she who asked was told a word of another's that she did not bring herself."""
        who = environ.get("HTTP_AUTHORIZATION", "")
        for word in self.untold.get(who, self.everyones):
            if word.encode() in sent or word in environ.get("QUERY_STRING", ""):
                self.said.add((who, word))
            elif word.encode() in body and (who, word) not in self.said:
                self.leaks.setdefault(asked, word)


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_said: object) -> None:
        """Quietly."""


@contextmanager
def served(application: Application) -> Iterator[str]:
    """The address, without a slash at the end, where it answers one request at a time while this lasts."""
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            application.connection.dec_thread_sharing()
