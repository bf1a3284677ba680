"""Measuring: each figure with its unit, its bar and what it is held against in the same run."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest

RESULTS = Path(__file__).parents[2] / "build" / "benchmarks.json"


@dataclass(frozen=True)
class Figure:
    """One measured figure; `bar` is the most it may be, `reference` says what stands beside it."""

    name: str
    value: float
    unit: str
    bar: float | None
    reference: str = ""

    @property
    def is_within(self) -> bool:
        """True when there is no bar, or the figure clears it."""
        return self.bar is None or self.value <= self.bar


@dataclass
class Bench:
    """Collects figures; each one must clear its bar when the run ends."""

    figures: list[Figure] = field(default_factory=list)

    def record(self, name: str, value: float, unit: str, bar: float | None, reference: str = "") -> None:
        """Keep a figure."""
        self.figures.append(Figure(name, round(value, 3), unit, bar, reference))


def cpu_ms(work: Callable[[], object], times: int = 7) -> float:
    """Median CPU time of `work` in ms, after one run to warm up."""
    work()
    return statistics.median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


@pytest.fixture(scope="session")
def bench() -> Iterator[Bench]:
    """The figures of this run: printed, written to build/benchmarks.json, and held to their bars."""
    kept = Bench()
    yield kept
    if not kept.figures:
        return
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(f) for f in kept.figures], indent=1, ensure_ascii=False))
    print(f"\n\n{'what':56} {'value':>10} {'unit':12} {'bar':>9}  held against")
    for figure in kept.figures:
        mark = " " if figure.is_within else "!"
        bar = "" if figure.bar is None else f"{figure.bar:g}"
        print(f"{figure.name:56} {figure.value:>10g} {figure.unit:12} {bar:>9} {mark} {figure.reference}")
    assert not [f.name for f in kept.figures if not f.is_within], "some figures miss their bar"
