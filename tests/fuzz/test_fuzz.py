"""The API, asked by two of different agencies for all that its description lets one ask: nothing is found."""

from __future__ import annotations

import os

import pytest
from django.db import transaction

from tests.fuzz.running import Told, run
from tests.fuzz.settings import configured

pytestmark = pytest.mark.django_db

WHOLE = os.environ.get("FUZZ") == "whole"
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "100000"))
CHECKS = {
    "object_level_authorization", "ignored_auth", "use_after_free", "ensure_resource_availability",
    "not_a_server_error", "status_code_conformance", "response_schema_conformance",
}  # fmt: skip


def test_nothing_is_found(fuzzed, tmp_path):
    told = run(fuzzed, configured(fuzzed, tmp_path, number=0, examples=3, thinned=True))
    print(told)
    assert not told.findings, str(told)
    assert len(told.asked) == len(fuzzed.operations)
    assert told.checks.keys() >= CHECKS
    assert {"examples", "coverage", "fuzzing", "stateful"} <= told.phases.keys()


@pytest.mark.skipif(not WHOLE, reason="make fuzz")
def test_nothing_is_found_in_a_night(fuzzed, tmp_path):
    """Round after round, each with another seed, every other with the other side first, in a world as new."""
    whole, number = Told(), 1
    while whole.answered.total() < REQUESTS:
        with transaction.atomic():
            whole.add(run(fuzzed, configured(fuzzed, tmp_path, number=number, examples=40, thinned=False)))
            transaction.set_rollback(True)
        number += 1
    print(whole)
    assert not whole.findings, str(whole)
