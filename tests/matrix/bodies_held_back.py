"""What is sent with the operations that withhold, and with those of links and the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.actions.withhold import stamp_of
from assessments.models import Draft
from tests.matrix.scene import Ask, Sent
from tests.matrix.states import Say, at, in_a_year, kept
from tests.matrix.world import FINDING, GROUND, HELD_BACK

MARKED = {"path": "in_scope", "ground": GROUND}


def _stamp(ask: Ask) -> str:
    """The state of the draft at which many places are withheld."""
    return str(kept(ask, "stamp", lambda: stamp_of(Draft.objects.get(assessment=ask.case.ids["D"]))))


def _at_once(ask: Ask) -> dict[str, str]:
    return {"path": "purposes", "ground": GROUND}


WITHHOLDING: Mapping[str, Say] = {
    "POST /api/v1/assessments/{D}/draft/withhold": lambda ask: Sent(
        MARKED, {"if-match": f'"{at("D", "context")(ask)}"'}
    ),
    "POST /api/v1/assessments/{F}/draft/withhold (of what is shown)": lambda ask: Sent(
        MARKED, {"if-match": f'"{at("F", "context")(ask)}"'}
    ),
    "POST /api/v1/assessments/{D}/draft/disclose": lambda ask: Sent(
        {"path": HELD_BACK}, {"if-match": f'"{at("D", "context")(ask)}"'}
    ),
    "POST /api/v1/assessments/{D}/draft/withhold-many/preview": lambda ask: {"rule": "likely"},
    "POST /api/v1/assessments/{D}/draft/withhold-many": lambda ask: Sent(
        {"rule": "likely"}, {"if-match": f'"{_stamp(ask)}"'}
    ),
    "POST /assessments/{D}/withhold/": lambda ask: {**MARKED, "expected": at("D", "context")(ask)},
    "POST /assessments/{F}/withhold/ (of what is shown)": lambda ask: {
        **MARKED, "expected": at("F", "context")(ask),
    },
    "POST /assessments/{D}/disclose/": lambda ask: {
        "path": HELD_BACK, "expected": at("D", "context")(ask),
    },
    "POST /assessments/{D}/withheld/many/": lambda ask: {"rule": "likely", "expected": _stamp(ask)},
    "POST /api/v1/assessments/{A}/withholdings/": lambda ask: {
        **_at_once(ask), "version": ask.case.ids["V"],
    },
    "POST /versions/{V}/withhold/": _at_once,
    "POST /versions/{W}/withhold/ (what waits)": _at_once,
}  # fmt: skip


def _linked(ask: Ask) -> dict[str, Any]:
    return {"version": 1, "for_whom": "Acme", "until": in_a_year(ask)}


def _code(link: str) -> Say:
    return lambda ask: {"code": ask.case.codes[link]}


LINKING: Mapping[str, Say] = {
    "POST /api/v1/assessments/{A}/share-links/": _linked,
    "POST /api/v1/assessments/{D}/share-links/ (with a draft only)": _linked,
    "POST /assessments/{A}/share/links/": lambda ask: {
        **{f"link-{name}": value for name, value in _linked(ask).items()}, "link-later": "only",
    },
    "POST /shared/{link}/ (with its code)": _code("link"),
    "POST /shared/{link}/ (with a wrong code)": _code("unopened_link"),
    "POST /shared/{ended_link}/ (ended, with its code)": _code("ended_link"),
    "POST /shared/{revoked_link}/ (revoked, with its code)": _code("revoked_link"),
    "POST /api/v1/assessments/{A}/checklist/answers/": lambda ask: {
        "circle": "public", "answers": [FINDING],
    },
    "POST /assessments/{A}/checklist/answer/": lambda ask: {
        "circle": "public", "point": "{rule} {version} {where}".format(**FINDING),
    },
}  # fmt: skip
