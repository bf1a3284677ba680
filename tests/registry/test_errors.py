"""Refusals carry what the user needs."""

import pytest

from registry import errors


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.NotPermitted, 403),
        (errors.NotFound, 404),
        (errors.Conflict, 409),
        (errors.Stale, 412),
        (errors.TooLarge, 413),
        (errors.Invalid, 422),
        (errors.PreconditionRequired, 428),
        (errors.TooMany, 429),
        (errors.Unavailable, 503),
    ],
)
def test_each_refusal_has_its_status(kind, status):
    assert kind("a.b", "Because.").status == status
    assert issubclass(kind, errors.Refusal)


def test_a_refusal_keeps_place_advice_and_reasons():
    reason = errors.Reason("a.c", "That too.", where="purposes")
    refusal = errors.Conflict("a.b", "Because.", where="x", how="Do y.", reasons=[reason], detail={"n": 1})
    assert (refusal.where, refusal.how, refusal.reasons, refusal.detail) == (
        "x",
        "Do y.",
        (reason,),
        {"n": 1},
    )
    assert str(refusal) == "a.b: Because."


def test_a_fault_tells_only_its_reference():
    assert errors.Fault("7f3").reference == "7f3"
    assert not issubclass(errors.Fault, errors.Refusal)
