"""What is listed is what can be opened, and what the API says one can do is what the checks allow."""

from __future__ import annotations

from typing import Any

import pytest

from assessments import access, actions
from assessments.models import Assessment, Version
from tests import world
from tests.api.asking import Asker
from tests.assessments import building

pytestmark = pytest.mark.django_db

VISIBILITIES = ("private", "named", "members", "public")
ACTORS = ("anyone", "stranger", "outsider", "named", "reader", "author", "dpo", "approver", "administrator")


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

    def asker(self, actor: str) -> Asker:
        """Someone who asks, as a new request would load her."""
        return Asker(self.people.get(actor))


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
        answer = scene.asker(actor).get(f"versions/{scene.in_force.pk}/")
        if answer.status_code == 404:
            continue
        can = answer.json()["can"]
        for name in ("comment", "advise", "respond", "approve", "request_changes", "withdraw"):
            check = getattr(access, f"check_can_{name}")
            fresh = world.fresh(person) if person else None
            assert can[name] == access.is_allowed(check, fresh, building.again(scene.in_force)), (actor, name)
