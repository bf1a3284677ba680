"""Runs the tests in a tree of mutants: once to see which test passes which place, then one mutant at a time.

A plugin of pytest (`-p tests.mutants.trying`). Everything is imported and the database is made once; each
mutant lives in a child of that process, which does the tests that pass its place until one of them fails.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.mutants import switch

LONGEST = 60  # seconds of work for one test; a mutant may go round in circles
STILL = 1200  # seconds for one test however busy the machine is; a mutant may wait for what never comes
# Any test that needs the database, and the table of access: what is made once, and the world of the table, is
# left standing when the mutants come to life.
WARM = ("tests/assessments/test_start.py", "tests/matrix/test_matrix_api.py")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where to write, and what to try."""
    parser.addoption("--passed-to", help="folder: note which test passes the place of which mutant")
    parser.addoption("--try-out", help="file: mutants by number, each with the tests to try, in order")
    parser.addoption("--said-to", help="file: what came of each, a line each")
    parser.addoption("--at-once", type=int, default=2, help="how many mutants live at once")


def pytest_configure(config: pytest.Config) -> None:
    """One of the two ways, or neither."""
    if folder := config.getoption("--passed-to"):
        config.pluginmanager.register(Noting(Path(folder)))
    if plan := config.getoption("--try-out"):
        config.pluginmanager.register(Trying(Path(plan), Path(config.getoption("--said-to")), config))


class Noting:
    """Writes down, for each test, the mutants whose places it passed, and how long it took."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / f"{os.getpid()}.jsonl"
        self._is_well = True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Around each test, with nothing remembered from the one before."""
        switch.forget()
        switch.reached.clear()
        self._is_well, begun = True, time.monotonic()
        result = yield
        line = {
            "test": item.nodeid, "seconds": round(time.monotonic() - begun, 3),
            "is_well": self._is_well, "passed": sorted(switch.reached),
        }  # fmt: skip
        with self._file.open("a") as file:
            file.write(json.dumps(line) + "\n")
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails without any mutant says nothing of one."""
        self._is_well = self._is_well and not report.failed


class Trying:
    """Lets each mutant live in a child of this process, a few at a time."""

    def __init__(self, plan: Path, said: Path, config: pytest.Config) -> None:
        self._plan: list[dict[str, Any]] = json.loads(plan.read_text())
        self._said, self._at_once = said, config.getoption("--at-once")
        self._living: dict[int, dict[str, Any]] = {}
        self._sound: dict[str, bool] = {}  # whether a test is well in a child without any mutant
        self._failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Sees that something failed."""
        self._failed = self._failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of running the tests."""
        items = {item.nodeid: item for item in session.items}
        anything, rows = ([e for e in session.items if e.nodeid.startswith(name)] for name in WARM)
        for item, following in ((anything[0], rows[0]), (rows[0], rows[1])):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        for mutant in self._plan:
            self._begin(mutant, items)
            while len(self._living) >= self._at_once:
                self._end_one(items)
        while self._living:
            self._end_one(items)
        return True

    def _begin(self, mutant: dict[str, Any], items: Mapping[str, pytest.Item]) -> None:
        tests = [items[name] for name in mutant["tests"] if name in items and self._sound.get(name, True)]
        note = self._said.with_suffix(f".{mutant['number']}")
        if (child := os.fork()) == 0:
            self._be(mutant, tests, note)
        self._living[child] = {"count": len(tests), "begun": time.monotonic(), **mutant, "note": note}

    def _be(self, mutant: Mapping[str, Any], tests: list[pytest.Item], note: Path) -> None:
        """The life of one mutant; ends the process: 1 when it was caught, 0 when nothing failed."""
        self._failed = False
        with suppress(BaseException):
            self._live(mutant, tests, note)
            tests[0].session._setupstate.teardown_exact(None)
        os._exit(1 if self._failed else 0)

    def _live(self, mutant: Mapping[str, Any], tests: list[pytest.Item], note: Path) -> None:
        tests[0].config.get_terminal_writer()._file = Path(os.devnull).open("w")  # noqa: SIM115 – until the process ends
        switch.forget()
        switch.on = mutant["number"]
        if mutant["setting"]:
            switch.without(*mutant["setting"])
        tests[0].session._setupstate.teardown_exact(tests[0])
        for item, following in zip(tests, [*tests[1:], None], strict=True):
            note.write_text(item.nodeid)
            signal.setitimer(signal.ITIMER_PROF, LONGEST)
            signal.alarm(STILL)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._failed:
                break
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _end_one(self, items: Mapping[str, pytest.Item]) -> None:
        child, status = os.wait()
        mutant = self._living.pop(child, None)
        if mutant is None:
            return
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGPROF:
            print("ended from outside, to be tried again", mutant["number"], flush=True)
            return
        caught = mutant["note"].read_text() if status and mutant["note"].exists() else None
        mutant["note"].unlink(missing_ok=True)
        if caught and not self._is_told_by(caught, mutant, items):
            left = mutant["tests"][mutant["tests"].index(caught) + 1 :]
            self._begin({**mutant, "tests": left}, items)
            return
        line = {
            "number": mutant["number"], "caught_by": caught, "is_late": os.WIFSIGNALED(status),
            "tests": mutant["count"], "seconds": round(time.monotonic() - mutant["begun"], 1),
        }  # fmt: skip
        with self._said.open("a") as file:
            file.write(json.dumps(line) + "\n")
        print("caught" if caught else "SURVIVED", mutant["number"], caught or "", flush=True)

    def _is_told_by(self, name: str, mutant: Mapping[str, Any], items: Mapping[str, pytest.Item]) -> bool:
        """Whether the test alone tells the mutant from none; it may be broken, or what went before it."""
        if name not in self._sound:
            self._sound[name] = self._is_well(items[name], {"number": None, "setting": ()})
        return self._sound[name] and not self._is_well(items[name], mutant)

    def _is_well(self, item: pytest.Item, mutant: Mapping[str, Any]) -> bool:
        """Whether one test passes in a child of its own."""
        if (child := os.fork()) == 0:
            self._be(mutant, [item], self._said.with_suffix(".alone"))
        return os.waitpid(child, 0)[1] == 0
