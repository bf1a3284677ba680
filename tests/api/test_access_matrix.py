"""Who gets which answer over the API: actors × operations × visibility, as a table of status codes.

Written by hand, not derived. A cell holds the answers for private, named, members and public, or one
for all four.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assessments import access, actions
from assessments.actions.withhold import stamp_of
from assessments.engine.schema import Stage
from assessments.models import Assessment, Draft, Version
from tests import world
from tests.api.asking import Asker
from tests.assessments import building

pytestmark = pytest.mark.django_db

VISIBILITIES = ("private", "named", "members", "public")
ACTORS = ("anyone", "stranger", "outsider", "named", "reader", "author", "dpo", "approver", "administrator")
OWN = "200 200 200 200 200"  # every role of the owner may read
# A is in force and shown; W is A's next version, which waits; D is another assessment with a draft only.
# operation: anyone, stranger, outsider, named (its agency is), reader, author, dpo, approver, administrator
MATRIX = f"""
get A                   404/404/404/200 404/404/404/200 404/404/200/200 404/200/200/200 {OWN}
get A/versions/         404/404/404/200 404/404/404/200 404/404/200/200 404/200/200/200 {OWN}
get A/lineage/          404/404/404/200 404/404/404/200 404/404/200/200 404/200/200/200 {OWN}
get A/follow-ups/       401             404             404             404             {OWN}
get A/draft/            401             404             404             404             404 404 404 404 404
get A/withholdings/     401             404             404             404             {OWN}
get V                   404/404/404/200 404/404/404/200 404/404/200/200 404/200/200/200 {OWN}
get V/comments/         401             404             404             404             {OWN}
get V/reasons/          401             404             404             404             {OWN}
get W                   404             404             404             404             {OWN}
get W/reasons/          401             404             404             404             {OWN}
get D                   404             404             404             404             {OWN}
get D/draft/            401             404             404             404             {OWN}
get D/draft/withheld/   401             404             404             404             {OWN}
post D/withhold         401             404             404             404             403 200 403 403 403
post D/withhold-many    401             404             404             404             403 200 403 403 403
put D/section           401             404             404             404             403 200 403 403 403
post D/rows             401             404             404             404             403 201 403 403 403
post D/submit           401             404             404             404             403 201 403 403 403
put A/section           401             404/404/404/403 404/404/403/403 404/403/403/403 403 409 403 403 403
post A/submit           401             404/404/404/403 404/404/403/403 404/403/403/403 403 409 403 403 403
post A/revise           401             404/404/404/403 404/404/403/403 404/403/403/403 403 409 403 403 403
post A/share            401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 200 200
get A/named-agencies/   401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 200 200
get A/checklist/        401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 200 200
post A/checklist        401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 422 422
post A/named-agencies   401             404/404/404/422 404/404/403/403 404/403/403/403 403 403 403 201 201
post A/withholdings     401             404/404/404/403 404/404/403/403 404/403/403/403 403 201 201 201 201
get A/share-links/      401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 200 200
post A/share-links      401             404/404/404/403 404/404/403/403 404/403/403/403 403 403 403 201 201
post D/share-links      401             404             404             404             403 403 403 422 422
put A/follow-up         401             404/404/404/403 404/404/403/403 404/403/403/403 403 200 403 403 403
post V/comments         401             404/404/404/403 404/404/403/403 404/403/403/403 403 201 201 201 403
post V/fork             401             404/404/404/422 404/404/201/201 404/201/201/201 403 201 403 403 403
post V/withdraw         401             404/404/404/403 404/404/403/403 404/403/403/403 403 200 403 200 403
post V/export           401             404/404/404/202 404/404/202/202 404/202/202/202 202 202 202 202 202
post W/comments         401             404             404             404             403 201 201 201 403
post W/fork             401             404             404             404             403 201 403 403 403
post W/advice           401             404             404             404             403 403 201 403 403
post W/approve          401             404             404             404             403 403 403 200 403
post W/request-changes  401             404             404             404             403 403 200 200 403
post W/withdraw         401             404             404             404             403 200 403 200 403
post W/export           401             404             404             404             202 202 202 202 202
"""


def table() -> list[tuple[str, str, str, int]]:
    """Every cell as (operation, actor, visibility, status)."""
    cells = []
    for line in MATRIX.strip().splitlines():
        operation, answers = line[:24].strip(), line[24:].split()
        assert len(answers) == len(ACTORS), operation
        for actor, answer in zip(ACTORS, answers, strict=True):
            each = answer.split("/") * (1 if "/" in answer else 4)
            cells += [
                (operation, actor, seen, int(code)) for seen, code in zip(VISIBILITIES, each, strict=True)
            ]
    return cells


class Scene:
    """A dpia of the town in force (V) whose next version waits (W), and one with a draft only (D)."""

    def __init__(self, town: Any, village: Any, visibility: str) -> None:
        self.in_force = building.approved(town, kind="dpia", visibility=visibility)
        self.shown = building.fresh(self.in_force.assessment)
        actions.revise(assessment=self.shown, by=world.fresh(town.author))
        self.waiting = building.freeze(town, building.fresh(self.shown))
        self.draft = building.started(town)
        named = building.staffed("Navnby kommune")
        for each in (self.shown, self.draft):
            actions.name_agency(assessment=each, agency=named.agency, by=world.fresh(town.approver))
            building.show(building.fresh(each), town, visibility)
        self.people = {
            "stranger": world.person("Fremmed"),
            "outsider": village.author,
            "named": named.author,
            **{role: town[role] for role in ("reader", "author", "dpo", "approver", "administrator")},
        }
        self.homes = {"outsider": village.agency, "named": named.agency}
        self.home = town.agency
        self.third = world.agency("Tredje kommune")

    def asker(self, actor: str) -> Asker:
        """Someone who asks, as a new request would load her."""
        return Asker(self.people.get(actor))

    def ask(self, operation: str, actor: str) -> int:
        """The status of the answer."""
        method, _space, what = operation.partition(" ")
        letter, _slash, rest = what.partition("/")
        if method == "get":
            return self.asker(actor).get(f"{self.address(letter)}{rest}").status_code
        path, body, headers = self.deeds(letter, actor)[rest]()
        return self.asker(actor).ask(method, path, body, **headers).status_code

    def address(self, letter: str) -> str:
        """Where the thing is."""
        if letter in "AD":
            return f"assessments/{(self.shown if letter == 'A' else self.draft).pk}/"
        return f"versions/{self.version(letter).pk}/"

    def version(self, letter: str) -> Version:
        """V or W."""
        return self.in_force if letter == "V" else self.waiting

    def deeds(self, letter: str, actor: str) -> dict[str, Callable[[], tuple[str, Any, dict[str, str]]]]:
        """What is sent for each deed."""
        at = self.address(letter)
        home = str(self.homes.get(actor, self.home).pk)
        reason = {"reason": "Fordi."}
        return {
            "section": lambda: (
                f"{at}draft/sections/context/",
                {"fields": {"in_scope": "Alt"}},
                {"if_match": building.etag(self.draft, "context")},
            ),
            "rows": lambda: (f"{at}draft/rows/scenarios/", {"fields": {"title": "Brann"}}, {}),
            "withhold": lambda: (
                f"{at}draft/withhold",
                {"path": "in_scope", "ground": "offl-24-3"},
                {"if_match": building.etag(self.draft, "context")},
            ),
            "withhold-many": lambda: (
                f"{at}draft/withhold-many",
                {"rule": "likely"},
                {"if_match": stamp_of(Draft.objects.get(assessment=self.draft))},
            ),
            "withholdings": lambda: (
                f"{at}withholdings/",
                {"version": str(self.in_force.pk), "path": "purposes", "ground": "offl-24-3"},
                {},
            ),
            "submit": lambda: (f"{at}draft/submit", {}, {}),
            "revise": lambda: (f"{at}revise", {}, {}),
            "share": lambda: (f"{at}share", {"visibility": "members"}, {}),
            "checklist": lambda: (  # there is nothing to answer, which only those who share are told
                f"{at}checklist/answers/",
                {"circle": "members", "answers": [{"rule": "email", "where": "title", "version": 1}]},
                {},
            ),
            "named-agencies": lambda: (f"{at}named-agencies/", {"agency": str(self.third.pk)}, {}),
            "share-links": lambda: (
                f"{at}share-links/",
                {"version": 1, "for_whom": "Acme", "until": timezone.localdate().isoformat()},
                {},
            ),
            "follow-up": lambda: (f"{at}measures/{self.measure()}/follow-up", {"fields": {}}, {}),
            "comments": lambda: (f"{at}comments/", {"text": "Hm."}, {}),
            "fork": lambda: (f"{at}fork", {"owner": home}, {}),
            "withdraw": lambda: (f"{at}withdraw", reason, {}),
            "request-changes": lambda: (f"{at}request-changes", reason, {}),
            "advice": lambda: (f"{at}advice", {"answers": self.record(Stage.ADVICE)}, {}),
            "approve": lambda: (f"{at}approve", {"answers": self.record(Stage.DECISION)}, {}),
            "export": lambda: (
                "exports/",
                {"version": str(self.version(letter).pk), "format": "json", "language": "nb"},
                {},
            ),
        }

    def measure(self) -> str:
        """A measure of what is in force."""
        return self.in_force.content.rows["measures"][0].id

    def record(self, stage: Stage) -> dict[str, Any]:
        """Answers for a record of the version that waits."""
        return building.record(stage, self.waiting)


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_the_api_answers_as_the_table_says(town, village, visibility):
    from django.db import transaction

    scene, wrong = Scene(town, village, visibility), []
    for operation, actor, seen, expected in table():
        if seen != visibility:
            continue
        with transaction.atomic():  # each deed is done in the same scene, and undone
            status = scene.ask(operation, actor)
            transaction.set_rollback(True)
        if status != expected:
            wrong.append((operation, actor, f"{status}, not {expected}"))
    assert not wrong


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_lists_hold_exactly_what_can_be_opened(town, village, visibility):
    scene = Scene(town, village, visibility)
    for actor in ACTORS:
        asker = scene.asker(actor)
        listed = {each["id"] for each in asker.get("assessments/?limit=100").json()["results"]}
        opened = {
            str(pk)
            for pk in Assessment.objects.values_list("pk", flat=True)
            if asker.get(f"assessments/{pk}/").status_code == 200
        }
        assert listed == opened, actor
        versions = {
            each["id"] for pk in listed for each in asker.get(f"assessments/{pk}/versions/").json()["results"]
        }
        readable = {
            str(pk)
            for pk in Version.objects.values_list("pk", flat=True)
            if asker.get(f"versions/{pk}/").status_code == 200
        }
        assert versions == readable, actor


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_what_the_api_says_one_can_do_is_what_the_checks_allow(town, village, visibility):
    scene = Scene(town, village, visibility)
    for actor in ACTORS:
        person = scene.people.get(actor)
        answer = scene.asker(actor).get(scene.address("V"))
        if answer.status_code == 404:
            continue
        can = answer.json()["can"]
        for name in ("comment", "advise", "respond", "approve", "request_changes", "withdraw"):
            check = getattr(access, f"check_can_{name}")
            fresh = world.fresh(person) if person else None
            assert can[name] == access.is_allowed(check, fresh, building.again(scene.in_force)), (actor, name)
