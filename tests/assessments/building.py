"""Assessments in every state, quickly: whole answers are worked out once per form and stored in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from django.apps import apps
from django.utils import timezone

from assessments import actions
from assessments.engine.content import Confirmation, ConfirmationState, Content, Row
from assessments.engine.schema import FieldType, Schema, Stage
from assessments.models import Assessment, Draft, SchemaVersion, Version
from assessments.models.stored import Stored, store
from assessments.reading import read_draft
from assessments.schemas import bundled
from registry.errors import Refusal
from registry.models import Event, User
from tests import filling, world
from tests.remembered import remembered

_loaded: list[dict[str, Any]] = []
staffed = world.staffed


def forms() -> None:
    """Take both forms into use; parsed and checked once per process, then put back as rows."""
    if not _loaded:
        kept = [actions.load_schema(body=body, by=None) for body in bundled().values()]
        names = ("digest", "urn", "version", "kind", "body")
        _loaded.extend({name: getattr(each, name) for name in names} for each in kept)
        return
    SchemaVersion.objects.bulk_create([SchemaVersion(**each) for each in _loaded], ignore_conflicts=True)


@cache
def _whole(digest: str, word: str) -> Content:
    """Every question answered with `word` where the answer is free text, each table with a row of its own."""
    schema = Draft(schema_id=digest).parsed_schema
    content = Content()
    asked = [f for f in schema.fields.values() if f.is_stored and f.type is not FieldType.TABLE]
    for key in sorted(schema.collections, key=lambda key: key != schema.collection_of("measure")):
        if key == "solutions":
            continue
        for number, cells in enumerate(filling.rows_of(schema.field(key), schema, content, word)):
            content = content.with_row(key, Row(_id_of(f"{key}{number or ''}"), cells))
    return content.with_fields({f.key: filling.answer(f, schema, content, word) for f in asked})


def _id_of(key: str) -> str:
    return str(uuid5(NAMESPACE_OID, key))


@remembered
def started(town: world.Staffed, kind: str = "ros", title: str = "Sak") -> Assessment:
    """An assessment with an empty draft."""
    forms()
    return actions.start(
        kind=kind, owner=town.agency, title=title, language="nb", solutions=[(world.solution(), "1")],
        by=world.fresh(town.author),
    )  # fmt: skip


def write(assessment: Assessment, content: Content) -> None:
    """Put `content` in the open draft, past the checks."""
    draft = Draft.objects.get(assessment=assessment)
    stored = store(assessment.family, content, draft.parsed_schema, draft.stored())
    Draft.objects.filter(assessment=assessment).update(manifest=stored.root, updated=timezone.now())


def fill(assessment: Assessment, word: str = "") -> Assessment:
    """Answer everything in the open draft; its title, solutions and confirmations stay."""
    content = stored(assessment).content
    whole = _whole(Draft.objects.get(assessment=assessment).schema_id, word)
    origin = str(assessment.pk)
    rows = {key: tuple(Row(r.id, r.fields, origin) for r in each) for key, each in whole.rows.items()}
    answers = {**whole.fields, "title": content.fields["title"]}
    kept = Content(answers, {**rows, "solutions": content.rows["solutions"]}, {}, content.confirmations)
    write(assessment, kept)
    return assessment


def confirm_all(assessment: Assessment, by: User) -> None:
    """Confirm all that was inherited and awaits an answer in the open draft, past the checks."""
    draft = Draft.objects.get(assessment=assessment)
    content, at = draft.stored().content, timezone.now().isoformat()
    for path in read_draft(draft, by).standing.awaiting:
        answer = Confirmation(ConfirmationState.CONFIRMED, "", str(by.pk), at)
        content = content.with_confirmation(path, answer)
    write(assessment, content)


def adopted(town: world.Staffed, fork: Assessment) -> Version:
    """A fork in force and public: what stood open in its draft answered, what was inherited confirmed."""
    kept = stored(fork)
    write(fork, filling.completed(kept.content, kept.schema, str(fork.pk)))
    confirm_all(fork, world.fresh(town.author))
    version = approve(town, freeze(town, fresh(fork)))
    show(fresh(fork), town, "public")
    return again(version)


def with_scenarios(content: Content, rows: Iterable[Row]) -> Content:
    """The content with other scenarios, and what covers the events that must be considered among them."""
    content = content.with_rows("scenarios", tuple(rows))
    named = [row.id for row in content.rows.get("scenarios", ())[:1]]
    for row in content.rows.get("coverage", ()):
        fields = {**row.fields, **({"scenarios": named} if row.fields.get("scenarios") else {})}
        content = content.with_row("coverage", Row(row.id, fields, row.origin))
    return content


def stored(assessment: Assessment) -> Stored:
    """The open draft as it lies in the store."""
    return Draft.objects.get(assessment=assessment).stored()


def etag(assessment: Assessment, path: str) -> str:
    """The etag of a section or row of the open draft."""
    return stored(assessment).etags[path]


@remembered
def submitted(town: world.Staffed, kind: str = "ros", title: str = "Sak", word: str = "") -> Version:
    """A complete version that waits for an answer; a DPIA has its advice and the answer to it."""
    return again(freeze(town, fill(started(town, kind, title), word)))


def freeze(town: world.Staffed, assessment: Assessment) -> Version:
    """Submit the open draft, and bring it as far as the risk owner."""
    version = actions.submit(assessment=assessment, by=world.fresh(town.author), message="Ferdig")
    if version.parsed_schema.kind == "dpia":
        actions.advise(version=version, answers=record(Stage.ADVICE, version), by=world.fresh(town.dpo))
        actions.respond(version=version, answers=record(Stage.RESPONSE, version), by=world.fresh(town.author))
    return version


def approve(town: world.Staffed, version: Version) -> Version:
    """Put a submitted version in force."""
    actions.approve(version=version, answers=record(Stage.DECISION, version), by=world.fresh(town.approver))
    return again(version)


@remembered
def approved(
    town: world.Staffed, kind: str = "ros", title: str = "Sak", visibility: str = "private", word: str = ""
) -> Version:
    """A version in force."""
    version = approve(town, submitted(town, kind, title, word))
    if visibility != "private":
        show(version.assessment, town, visibility)
    return again(version)


def only_listed(town: world.Staffed, **given: Any) -> Version:
    """In force, shown to nobody else, known to members; `given` as `approved` takes it."""
    version = approved(town, **given)
    approver = world.fresh(town.approver)
    actions.share(assessment=version.assessment, visibility="private", listed_to="members", by=approver)
    return again(version)


def show(assessment: Assessment, town: world.Staffed, visibility: str) -> None:
    """Decide whom it is shown to."""
    actions.share(assessment=assessment, visibility=visibility, by=world.fresh(town.approver))


def renewed(town: world.Staffed, assessment: Assessment) -> Version:
    """The next version of something in force, put in force itself."""
    assessment = fresh(assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    return approve(town, freeze(town, assessment))


def record(stage: Stage, version: Version) -> dict[str, Any]:
    """Answers for the advice, the answer to it or an approving decision."""
    return filling.record_answers(stage, version.parsed_schema)


def again(version: Version) -> Version:
    """The version as another request would load it."""
    versions = Version.objects.select_related("assessment__owner", "assessment__current", "review")
    return versions.get(pk=version.pk)


def fresh(assessment: Assessment) -> Assessment:
    """The assessment as another request would load it."""
    return Assessment.objects.select_related("owner", "current").get(pk=assessment.pk)


def schema_of(assessment: Assessment) -> Schema:
    """The form the open draft answers."""
    return Draft.objects.get(assessment=assessment).parsed_schema


def counts() -> dict[str, int]:
    """How many rows every table of ours has; that a version was read is no writing."""
    floors = [apps.get_app_config(name) for name in ("registry", "assessments", "exports")]
    found = {m._meta.label: m._base_manager.count() for floor in floors for m in floor.get_models()}
    del found["registry.Noted"]
    return found | {"registry.Event": Event.objects.exclude(verb="version_read").count()}


@contextmanager
def refused(
    kind: type[Refusal], code: str, where: str | None = None, *, has_how: bool = False
) -> Iterator[pytest.ExceptionInfo[Refusal]]:
    """What is done inside is refused with this class, code and place, and has written nothing."""
    before = counts()
    with pytest.raises(Refusal) as caught:
        yield caught
    said = caught.value
    assert (type(said), said.code) == (kind, code)
    assert str(said.message)
    if where is not None:
        assert said.where == where
    if has_how:
        assert str(said.how)
    assert counts() == before


@contextmanager
def recorded(verb: str, about: Any) -> Iterator[None]:
    """What is done inside leaves exactly one new event with this verb about this object."""
    before = _events(verb, about)
    yield
    assert _events(verb, about) == before + 1


def _events(verb: str, about: Any) -> int:
    return Event.objects.about(about).filter(verb=verb).count()


def last_event(about: Any) -> Event:
    """The newest event about an object."""
    return Event.objects.about(about).last()
