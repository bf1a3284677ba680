"""What is sent with each operation that writes: valid, so that who may gets it done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.engine.schema import Stage
from assessments.models.follow_up import COLLECTION as MEASURES
from assessments.proposing import answering
from assessments.pulling import pulling, updating
from tests import world
from tests.assessments import building
from tests.matrix.bodies_held_back import LINKING, WITHHOLDING
from tests.matrix.scene import Ask, Sent
from tests.matrix.states import Say, at, author, in_a_year, kept
from tests.matrix.world import SAYS

WHY = {"reason": "Fordi."}
TOPIC = "technical_description"


def _section(assessment: str) -> Say:
    state = at(assessment, "context")
    return lambda ask: Sent({"fields": {"in_scope": "Alt"}}, {"if-match": f'"{state(ask)}"'})


def _section_page(assessment: str) -> Say:
    state = at(assessment, "context")
    return lambda ask: {"in_scope": "Alt", "expected": state(ask)}


def _row(body: dict[str, Any]) -> Say:
    state = at("D", "scenarios/{row}")
    return lambda ask: Sent(body, {"if-match": f'"{state(ask)}"'})


def _record(stage: Stage) -> Say:
    return lambda ask: building.record(stage, ask.case.W)


def _filled_in(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a form sends them: a yes or no is a word."""
    return {
        key: {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        for key, value in answers.items()
    }


def _piece(ask: Ask) -> dict[str, str]:
    """The first piece the origin offers the fork."""

    def work_out() -> dict[str, str]:
        found = pulling(building.fresh(ask.case.F), author(ask), ask.case.U.pk)
        first = found.offered[0]
        return {"path": first.piece.path, "stamp": first.stamp, "from": str(found.version.pk)}

    return dict(kept(ask, "piece", work_out))


def _update(ask: Ask) -> dict[str, str]:
    """The first piece the source of the picked row offers."""

    def work_out() -> dict[str, str]:
        found = updating(building.fresh(ask.case.D), author(ask), f"scenarios/{ask.case.picked}")
        first = found.offered[0]
        known = {"path": first.piece.path, "stamp": first.stamp, "from": str(found.version.pk)}
        return known | {"state": found.state}

    return dict(kept(ask, "update", work_out))


def _source(ask: Ask) -> dict[str, str]:
    return {"from": str(ask.case.U.pk)}


def _accepted(ask: Ask) -> dict[str, str]:
    """Each place of the received proposal, taken."""
    found = kept(ask, "answering", lambda: answering(ask.case.Q).pieces[0])
    return {"path": found.path, "verdict": "take", "seen": found.seen}


def _confirmed(ask: Ask) -> dict[str, str]:
    return kept(ask, "confirmed", lambda: {"path": f"scenarios/{ask.case.picked}", "state": "confirmed"})


def _order(version: str) -> Say:
    return lambda ask: {"version": str(ask.case.things[version].pk), "format": "json", "language": "nb"}


def _start(ask: Ask) -> dict[str, Any]:
    return {"kind": "ros", "title": "Ny", "owner": ask.home, "language": "nb"}


def _solutions(ask: Ask) -> list[dict[str, str]]:
    return [{"solution": ask.scene.shared["solution"], "version": "1"}]


def _third(ask: Ask) -> str:
    return str(ask.scene.people.homes["ended"].pk)


BEGINNING: Mapping[str, Say] = {
    "POST /api/v1/assessments/ (for the owner)": lambda ask: {
        **_start(ask), "owner": ask.scene.shared["owner"], "solutions": _solutions(ask),
    },
    "POST /api/v1/assessments/ (at home)": lambda ask: {**_start(ask), "solutions": _solutions(ask)},
    "POST /assessments/new/ (at home)": lambda ask: {
        **_start(ask), "solution": ask.scene.shared["solution"], "version": "1",
    },
    "POST /api/v1/versions/{V}/fork": lambda ask: {"owner": ask.home},
    "POST /versions/{V}/fork/": lambda ask: {"owner": ask.home, "language": "nb"},
    "POST /api/v1/versions/{W}/fork (what waits)": lambda ask: {"owner": ask.home},
    "POST /versions/{W}/fork/ (what waits)": lambda ask: {"owner": ask.home, "language": "nb"},
    "POST /api/v1/assessments/{A}/link": lambda ask: {"assessment": ask.case.ids["D"]},
    "POST /assessments/{A}/link/": lambda ask: {"other": ask.case.ids["D"]},
}  # fmt: skip

DRAFTING: Mapping[str, Say] = {
    "PUT /api/v1/assessments/{D}/draft/sections/context/": _section("D"),
    "PUT /api/v1/assessments/{F}/draft/sections/context/ (of what is shown)": _section("F"),
    "POST /assessments/{D}/edit/context/": _section_page("D"),
    "POST /assessments/{F}/edit/context/ (of what is shown)": _section_page("F"),
    "POST /api/v1/assessments/{D}/draft/rows/scenarios/": lambda ask: {"fields": {"title": "Brann"}},
    "PUT /api/v1/assessments/{D}/draft/rows/scenarios/{row}/": _row({"fields": {"title": "Brann"}}),
    "DELETE /api/v1/assessments/{D}/draft/rows/scenarios/{row}/": _row({}),
    "POST /api/v1/assessments/{D}/draft/rows/scenarios/{row}/move": lambda ask: {"after": None},
    "POST /assessments/{D}/rows/scenarios/new/": lambda ask: {"title": "Brann"},
    "POST /assessments/{D}/rows/scenarios/{row}/": lambda ask: {
        "title": "Brann", "expected": at("D", "scenarios/{row}")(ask),
    },
    "POST /assessments/{D}/rows/scenarios/{row}/move/": lambda ask: {"direction": "up"},
    "POST /assessments/{D}/rows/scenarios/{row}/remove/": lambda ask: {
        "expected": at("D", "scenarios/{row}")(ask)
    },
    "PUT /api/v1/assessments/{D}/draft/language": lambda ask: {"language": "nn"},
    "POST /assessments/{D}/language/": lambda ask: {"language": "nn"},
    "POST /api/v1/assessments/{D}/draft/let-go": lambda ask: Sent({"path": "gone"}, {"if-match": '"x"'}),
    "POST /assessments/{D}/let-go/": lambda ask: {"path": "gone", "expected": "x"},
    "POST /api/v1/assessments/{D}/draft/measures-from/": lambda ask: {
        "version": ask.case.ids["FV"], "rows": [ask.case.ids["pickable"]],
    },
    "POST /assessments/{D}/measures-from/{FV}/": lambda ask: {"rows": [ask.case.ids["pickable"]]},
    "POST /api/v1/assessments/{F}/draft/confirmations/": lambda ask: Sent(
        _confirmed(ask), {"if-match": f'"{at("F", "scenarios/{picked}")(ask)}"'}
    ),
    "POST /assessments/{F}/confirm/": lambda ask: {
        **_confirmed(ask), "expected": at("F", "scenarios/{picked}")(ask),
    },
    "POST /api/v1/assessments/{D}/picked-rows/": lambda ask: {
        "version": ask.case.ids["U"], "collection": MEASURES, "row": ask.case.ids["pickable"],
    },
    "POST /assessments/{D}/submit/": lambda ask: {"message": ""},
    "POST /bank/measures/{pickable}/pick/": lambda ask: {"into": ask.case.ids["D"]},
}  # fmt: skip

TAKING: Mapping[str, Say] = {
    "POST /api/v1/assessments/{D}/picked-rows/scenarios/{picked}/": lambda ask: Sent(
        {"from": _update(ask)["from"]}, {"if-match": f'"{_update(ask)["state"]}"'}
    ),
    "PUT /api/v1/assessments/{D}/picked-rows/scenarios/{picked}/choices/": lambda ask: {
        **{name: _update(ask)[name] for name in ("path", "stamp", "from")}, "verdict": "take",
    },
    "PUT /api/v1/assessments/{D}/picked-rows/scenarios/{picked}/never": lambda ask: WHY,
    "POST /assessments/{D}/picked/scenarios/{picked}/take-over/": lambda ask: {
        "from": _update(ask)["from"], "expected": _update(ask)["state"],
    },
    "POST /assessments/{D}/picked/scenarios/{picked}/never/": lambda ask: WHY,
    "PUT /api/v1/assessments/{F}/pull/choices/": lambda ask: {**_piece(ask), "verdict": "take"},
    "POST /api/v1/assessments/{F}/pull/choices/take-all": _source,
    "POST /api/v1/assessments/{F}/pull/": _source,
    "POST /assessments/{F}/pull/choose/": lambda ask: {**_piece(ask), "verdict": "take"},
    "POST /assessments/{F}/pull/take-all/": _source,
    "POST /assessments/{F}/pull/take-over/": _source,
}  # fmt: skip

DECIDING: Mapping[str, Say] = {
    "POST /api/v1/versions/{V}/comments/": lambda ask: {"text": "Hm."},
    "POST /api/v1/versions/{W}/comments/ (what waits)": lambda ask: {"text": "Hm."},
    "POST /versions/{W}/review/comment/": lambda ask: {"text": "Hm."},
    "POST /api/v1/versions/{W}/advice": lambda ask: {"answers": _record(Stage.ADVICE)(ask)},
    "POST /versions/{W}/review/advise/": lambda ask: _filled_in(_record(Stage.ADVICE)(ask)),
    "POST /api/v1/versions/{W}/advice/response": lambda ask: {"answers": _record(Stage.RESPONSE)(ask)},
    "POST /versions/{W}/review/respond/": _record(Stage.RESPONSE),
    "POST /api/v1/versions/{W}/approve": lambda ask: {"answers": _record(Stage.DECISION)(ask)},
    "POST /versions/{W}/review/approve/": lambda ask: {
        **_record(Stage.DECISION)(ask), "digest": ask.case.W.digest,
    },
    "POST /api/v1/versions/{V}/approve (what is in force)": lambda ask: {
        "answers": _record(Stage.DECISION)(ask)
    },
    "POST /api/v1/versions/{W}/request-changes": lambda ask: WHY,
    "POST /versions/{W}/review/request-changes/": lambda ask: {"changes-reason": "Fordi."},
    "POST /api/v1/versions/{V}/withdraw": lambda ask: WHY,
    "POST /api/v1/versions/{W}/withdraw (what waits)": lambda ask: WHY,
    "POST /versions/{W}/withdraw/": lambda ask: {"withdraw-reason": "Fordi."},
    "POST /versions/{V}/withdraw/ (what is in force)": lambda ask: {"withdraw-reason": "Fordi."},
    "PUT /api/v1/assessments/{A}/measures/{measure}/follow-up": lambda ask: {"fields": {}},
    "POST /assessments/{A}/follow-up/{measure}/": lambda ask: {"status": ""},
}  # fmt: skip

SHARING: Mapping[str, Say] = {
    "POST /api/v1/assessments/{A}/share": lambda ask: {"visibility": "members"},
    "POST /api/v1/assessments/{D}/share (with a draft only)": lambda ask: {"visibility": "members"},
    "POST /assessments/{A}/share/": lambda ask: {"visibility": "members"},
    "POST /api/v1/assessments/{A}/named-agencies/": lambda ask: {"agency": _third(ask)},
    "POST /assessments/{A}/share/name/": lambda ask: {"agency": _third(ask)},
    "POST /assessments/{A}/share/unname/": lambda ask: {"agency": ask.scene.shared["named"]},
    "POST /api/v1/assessments/{A}/access-requests/": lambda ask: {"agency": ask.home, **WHY},
    "POST /assessments/{A}/ask/": lambda ask: {"agency": ask.home, **WHY},
    "POST /api/v1/access-requests/{R}/grant": lambda ask: {"until": in_a_year(ask)},
    "POST /api/v1/access-requests/{R}/refuse": lambda ask: WHY,
    "POST /access-requests/{R}/grant/": lambda ask: {"until": in_a_year(ask)},
    "POST /access-requests/{R}/refuse/": lambda ask: WHY,
    "POST /api/v1/assessments/{F}/proposals/preview": lambda ask: {"paths": [TOPIC]},
    "POST /api/v1/assessments/{F}/proposals/": lambda ask: {"paths": [TOPIC], **SAYS},
    "POST /assessments/{F}/propose/": lambda ask: {"paths": [TOPIC], **SAYS, "step": "send"},
    "POST /api/v1/proposals/{P}/comments/": lambda ask: {"text": "Hm."},
    "POST /proposals/{P}/comment/": lambda ask: {"text": "Hm."},
    "POST /api/v1/proposals/{Q}/comments/ (received)": lambda ask: {"text": "Hm."},
    "POST /proposals/{Q}/comment/ (received)": lambda ask: {"text": "Hm."},
    "POST /api/v1/proposals/{P}/accept (by those who sent it)": lambda ask: {"choices": []},
    "POST /api/v1/proposals/{P}/decline (by those who sent it)": lambda ask: WHY,
    "POST /api/v1/proposals/{Q}/accept": lambda ask: {"choices": [_accepted(ask)]},
    "POST /proposals/{Q}/accept/": lambda ask: {
        "verdict-p-nature_and_function": "take", "seen-p-nature_and_function": _accepted(ask)["seen"],
    },
    "POST /api/v1/proposals/{Q}/decline": lambda ask: WHY,
    "POST /proposals/{Q}/decline/": lambda ask: WHY,
    "PUT /api/v1/assessments/{A}/watch/": lambda ask: {"how": "daily"},
    "POST /assessments/{A}/watch/": lambda ask: {"how": "daily"},
}  # fmt: skip

FILES: Mapping[str, Say] = {
    "POST /api/v1/exports/ (what is approved)": lambda ask: {**_order("V")(ask), "format": "docx"},
    "POST /api/v1/exports/ (what waits)": _order("W"),
    "POST /api/v1/exports/ (a draft, compared)": lambda ask: {
        **_order("FV")(ask), "compared_with": f"draft:{ask.case.ids['F']}", "format": "docx",
    },
    "POST /versions/{V}/export/": lambda ask: {"format": "docx", "language": "nb"},
    "POST /versions/{W}/export/ (what waits)": lambda ask: {"format": "docx", "language": "nb"},
    "POST /assessments/{F}/draft/export/": lambda ask: {
        "format": "docx", "language": "nb", "compared_with": ask.case.ids["FV"],
    },
    "POST /api/v1/agencies/{owner}/trail-files/": lambda ask: {"format": "json", "language": "nb"},
    "POST /agencies/{owner}/trail/order/": lambda ask: {"format": "json", "language": "nb"},
    "POST /agencies/{owner}/trail/seals/": lambda ask: {"wants": "yes"},
}  # fmt: skip


def _new(ask: Ask) -> dict[str, str]:
    return {"name": "Noe nytt", "kind": "purchased_service"}


def _token(ask: Ask) -> dict[str, Any]:
    named = {} if ask.who == "operator" else {"agency": ask.home}
    return {"name": "ny", "days": 30, "scope": "read", **named}


def _member(ask: Ask) -> str:
    return ask.scene.shared["member"]


def _solution(ask: Ask) -> str:
    from registry.models import Solution

    return str(Solution.objects.get(pk=ask.scene.shared["solution"]).etag)


NEW_PERSON = {"email": "ny@example.no", "name": "Ny"}
REGISTRY: Mapping[str, Say] = {
    "POST /api/v1/agencies/": lambda ask: {"name": "Ny kommune", "orgnr": world.orgnr(12)},
    "PATCH /api/v1/agencies/{owner}/": lambda ask: {"address": "Torget 1"},
    "POST /api/v1/agencies/{owner}/members/": lambda ask: {
        "user": ask.scene.people.owner.reviewer.email, "role": "reader",
    },
    "POST /api/v1/agencies/{owner}/claims/{claim}/give": lambda ask: {"role": "reader"},
    "POST /api/v1/agencies/{owner}/services/": lambda ask: {"name": "Ny maskin", "role": "reader"},
    "POST /api/v1/agencies/{owner}/services/{service}/tokens/": lambda ask: {"name": "ny"},
    "POST /api/v1/people/": lambda ask: {**NEW_PERSON, "language": "nb"},
    "POST /agencies/{owner}/edit/": lambda ask: {"name": "Fjordby kommune", "language": "nb", "address": "x"},
    "POST /agencies/{owner}/members/": lambda ask: {
        "email": ask.scene.people.owner.reviewer.email, "role": "reader", "name": "", "language": "",
    },
    "POST /agencies/{owner}/members/remove/": lambda ask: {"person": _member(ask), "role": "reviewer"},
    "POST /agencies/{owner}/members/password/": lambda ask: {"person": _member(ask)},
    "POST /agencies/{owner}/members/second-steps/": lambda ask: {"person": _member(ask)},
    "POST /agencies/{owner}/claims/{claim}/": lambda ask: {"role": "reader"},
    "POST /agencies/{owner}/services/": lambda ask: {"name": "Ny maskin", "role": "reader"},
    "POST /agencies/{owner}/services/{service}/tokens/": lambda ask: {
        "name": "ny", "days": 30, "scope": "read",
    },
    "POST /api/v1/suppliers/": lambda ask: {"name": "Ny leverandør"},
    "POST /api/v1/solutions/": _new,
    "PATCH /api/v1/solutions/{solution}/": lambda ask: Sent(
        {"description": "Ny"}, {"if-match": f'"{kept(ask, "solution", lambda: _solution(ask))}"'}
    ),
    "POST /api/v1/solutions/{solution}/uses/ (by the owner)": lambda ask: {
        "agency": ask.scene.shared["owner"]
    },
    "POST /api/v1/solutions/{solution}/uses/ (at home)": lambda ask: {"agency": ask.home},
    "POST /solutions/new/": lambda ask: {**_new(ask), "hosting": "unknown", "accessibility": "unknown"},
    "POST /solutions/{solution}/edit/": lambda ask: {
        **_new(ask), "hosting": "unknown", "accessibility": "unknown",
        "steward": ask.scene.shared["owner"],
        "expected": kept(ask, "solution", lambda: _solution(ask)),
    },
    "POST /solutions/{solution}/use/ (at home)": lambda ask: {"agency": ask.home},
    "POST /solutions/{used}/stop-using/": lambda ask: {"agency": ask.scene.shared["owner"]},
    "PATCH /api/v1/me/": lambda ask: {"notify": "daily"},
    "POST /api/v1/tokens/": _token,
    "POST /me/told/": lambda ask: {"notify": "daily"},
    "POST /me/tokens/": _token,
    "POST /sign-in/": lambda ask: {"email": "ingen@example.no", "password": "galt passord her"},
    "POST /language/": lambda ask: {"language": "nn"},
}  # fmt: skip

BODIES: Mapping[str, Say] = {
    **BEGINNING, **DRAFTING, **TAKING, **DECIDING, **WITHHOLDING, **LINKING, **SHARING, **FILES,
    **REGISTRY,
}  # fmt: skip


def sent_with(name: str, ask: Ask) -> Sent:
    """What this operation is asked with; nothing when nothing is said of it."""
    said = BODIES[name](ask) if name in BODIES else {}
    return said if isinstance(said, Sent) else Sent(said)
