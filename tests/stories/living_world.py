"""Two bodies, an approved fork and an original that has gone on since.

Run as a program in the environment of an installation; it tells what it made as JSON.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

WORD = "setning"
BEFORE = "Vurderingen omfatter journalsystemet.\n\nDen gjelder hele kommunen."
THEIRS = "Vurderingen omfatter journalsystemet og innbyggerportalen.\n\nDen gjelder hele kommunen."
OURS = "Vurderingen omfatter journalsystemet på Skogvik legesenter.\n\nDen gjelder hele kommunen."


def build() -> dict[str, Any]:
    """The town's ROS in two versions in force, and the village's approved fork of the first of them."""
    from tests import world

    town, village = _staffed("Fjordby kommune", 900), _staffed("Skogvik kommune", 901)
    people = {
        f"{place}_{role}": staffed[role]
        for place, staffed in (("town", town), ("village", village))
        for role in ("author", "approver")
    }
    for person in people.values():
        person.set_password(world.PASSWORD)
        person.save(update_fields=["password"])
    original = _original(town)
    fork = _fork(original, village)
    newer = _renewed(original.assessment, town)
    return {
        "password": world.PASSWORD,
        "people": {name: person.email for name, person in people.items()},
        "fork": str(fork.pk),
        "original": str(original.assessment_id),
        "newer": str(newer.pk),
    }


def _staffed(name: str, number: int) -> Any:
    """A body with one person in each role; its synthetic number is one the demo does not use."""
    from registry.access.roles import Role
    from tests import world

    place = world.agency(name, number=number)
    return world.Staffed(place, {role: world.member(place, role, name=f"{role} {name}") for role in Role})


def _original(town: Any) -> Any:
    """Two scenarios, the first one low, in force and shown to all members."""
    from assessments.engine.content import Row
    from tests.assessments import building

    ros = building.fill(building.started(town, title="ROS av journalsystemet"), WORD)
    content = building.stored(ros).content
    row = content.rows["scenarios"][0]
    low = {**row.fields, "likelihood_before": 1, "impact_before": 1}
    first = Row(row.id, {**low, "title": "Uvedkommende leser journaler"}, row.origin)
    second = Row("11111111-1111-4111-8111-111111111111", {**low, "title": "Journalen er nede"}, row.origin)
    content = content.with_rows("scenarios", (first, second)).with_fields({"in_scope": BEFORE})
    building.write(ros, content)
    version = building.approve(town, building.freeze(town, ros))
    building.show(version.assessment, town, "members")
    return building.again(version)


def _fork(original: Any, village: Any) -> Any:
    """Its scope is the village's own; all else is confirmed, and it is approved."""
    from assessments import actions
    from assessments.engine.content import Row
    from tests import world
    from tests.assessments import building

    author = world.fresh(village.author)
    fork = actions.fork(version=original, owner=village.agency, by=author)
    inherited = building.stored(fork).content
    building.fill(fork, WORD)
    content = building.stored(fork).content
    for key in ("scenarios", "measures"):
        local = content.rows[key][0].fields  # what is inherited, with an answer to what is asked of each body
        rows = [Row(row.id, {**local, **row.fields}, row.origin) for row in inherited.rows[key]]
        content = content.with_rows(key, tuple(rows))
    shared = {key: value for key, value in inherited.fields.items() if key != "title"}
    building.write(fork, content.with_fields({**shared, "in_scope": OURS}))
    building.confirm_all(fork, author)
    building.approve(village, building.freeze(village, building.fresh(fork)))
    return fork


def _renewed(assessment: Any, town: Any) -> Any:
    """One risk raised, one measure added, one paragraph reworded that the fork has reworded too."""
    from assessments import actions
    from assessments.engine.content import Row
    from tests import world
    from tests.assessments import building

    actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    content = building.stored(assessment).content
    first = content.rows["scenarios"][0]
    measure = content.rows["measures"][0]
    fields = {**measure.fields, "title": "Logg hvert oppslag i journalen"}
    raised = Row(first.id, {**first.fields, "likelihood_before": 4, "impact_before": 4}, first.origin)
    content = content.with_row("scenarios", raised).with_fields({"in_scope": THEIRS})
    added = Row("22222222-2222-4222-8222-222222222222", fields, str(assessment.pk))
    building.write(assessment, content.with_row("measures", added))
    return building.approve(town, building.freeze(town, building.fresh(assessment)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
    django.setup()
    print(json.dumps(build()))
