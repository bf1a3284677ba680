"""Runs schemathesis in this process and tells what it found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from schemathesis import BaseSchema, Case, HookContext, Response, engine
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.engine import events
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.engine.run import PhaseName

from tests.fuzz.serving import Application, served
from tests.fuzz.world import Example, Fuzzed

# The phases in which one request builds on another; in the others each meets the world as it was.
KEPT = {PhaseName.FUZZING, PhaseName.STATEFUL_TESTING}


@dataclass
class Told:
    """What came of a run: each finding once, by operation and what it is called."""

    findings: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)  # requests by operation
    answered: Counter[int] = field(default_factory=Counter)  # requests by status, with those that checks make
    checks: Counter[str] = field(default_factory=Counter)
    phases: Counter[str] = field(default_factory=Counter)  # requests by phase

    def add(self, other: Told) -> None:
        """Count another run in."""
        self.findings = {**other.findings, **self.findings}
        for name in ("asked", "answered", "checks", "phases"):
            getattr(self, name).update(getattr(other, name))

    def __str__(self) -> str:
        """The figures, and the findings with what makes each again."""
        figures = f"{self.answered.total()} requests of {len(self.asked)} operations, {dict(self.phases)}"
        answers = ", ".join(f"{number} x {status}" for status, number in sorted(self.answered.items()))
        found = "\n\n".join(f"{name}\n{said}" for name, said in sorted(self.findings.items()))
        return f"{figures}; {answers}; {len(self.findings)} findings\n{found}"


def run(fuzzed: Fuzzed, config: SchemathesisConfig, only: str = "") -> Told:
    """All phases that the configuration names; `only` is what the addresses of operations must match."""
    told, application = Told(), Application(fuzzed)
    with served(application) as address:
        for event in engine.from_schema(_described(address, fuzzed, config, only)).execute():
            if isinstance(event, events.PhaseStarted):
                application.keeps = event.phase.name in KEPT
            _note(event, told)
    told.answered = application.answered
    told.findings |= {f"{asked}: a word of another's": word for asked, word in application.leaks.items()}
    return told


def _described(address: str, fuzzed: Fuzzed, config: SchemathesisConfig, only: str) -> BaseSchema:
    """The description as it is served, with examples of each side and without what describes any problem."""
    raw = requests.get(f"{address}/api/v1/openapi.json", timeout=30).json()
    raw["paths"] = {path: ways for path, ways in raw["paths"].items() if re.search(only, path)}
    for path, ways in raw["paths"].items():
        for method, operation in ways.items():
            del operation["responses"]["default"]
            _add_examples(operation, fuzzed.examples(method.upper(), path))
    schema = schemathesis.openapi.from_dict(raw, config=config)
    schema.config.update(base_url=address)
    schema.hook("filter_failure")(_is_meant)
    return schema


def _add_examples(operation: dict[str, Any], said: Iterable[Example]) -> None:
    """Real ids and valid bodies, each with what belongs to it: what is made up seldom gets far."""
    for number, example in enumerate(said):
        for parameter in operation.get("parameters", []):
            name, values = parameter["name"], example.parameters[parameter["in"]]
            if (value := values.get(name, values.get(name.lower()))) is not None:
                parameter.setdefault("examples", {})[str(number)] = {"value": value}
        if example.body:
            kind = operation["requestBody"]["content"]["application/json"]
            kind.setdefault("examples", {})[str(number)] = {"value": example.body}


def _is_meant(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Whether it is a finding: an empty word in the address is no word, as of a form with nothing chosen."""
    is_empty = any(value in ("", [""]) for value in (case.query or {}).values())
    return not (isinstance(failure, AcceptedNegativeData) and is_empty)


def _note(event: events.EngineEvent, told: Told) -> None:
    if isinstance(event, events.ScenarioFinished):
        told.phases[event.phase.value] += len(event.recorder.cases)
        _note_scenario(event.recorder, told)
    elif isinstance(event, events.NonFatalError):
        told.findings[f"{event.label}: {type(event.value).__name__}"] = str(event.value)
    elif isinstance(event, events.FatalError):
        raise event.exception
    elif isinstance(event, events.EngineFinished):
        for failure in event.failures:
            told.findings[f"{failure.operation}: {failure.title}"] = failure.message


def _note_scenario(recorder: ScenarioRecorder, told: Told) -> None:
    for case in recorder.cases.values():
        told.asked[case.value.operation.label] += 1
    for node in (node for nodes in recorder.checks.values() for node in nodes):
        told.checks[node.name] += 1
        if node.failure_info is not None:
            failure = node.failure_info.failure
            name = f"{failure.operation}: {node.name}: {failure.title}"
            told.findings.setdefault(name, f"{failure.message}\n{node.failure_info.code_sample}")
