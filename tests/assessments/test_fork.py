"""Building on another body's assessment: what travels, what never does, and what the adopter answers for."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.engine.content import Mark, Row
from assessments.engine.reuse import Status, confirmable_paths
from assessments.engine.schema import FieldType, Stage
from assessments.models import Advice, Comment, Decision, Draft, FollowUp, Item
from assessments.models.stored import item_path
from assessments.reading import read_draft, read_version, upstream_of
from registry.errors import Conflict, Invalid, NotFound, NotPermitted, PreconditionRequired, Stale
from tests import filling, world
from tests.assessments import building
from tests.assessments.building import record, recorded, refused, stored

pytestmark = pytest.mark.django_db
CANARY = "kanarifugl"


def fork(version, town, by=None):
    """The version forked into a town by its author."""
    return actions.fork(version=version, owner=town.agency, by=by or world.fresh(town.author))


def decide_all(assessment, author) -> None:
    """Confirm everything that was inherited and is not decided about, one by one as a person does."""
    draft = Draft.objects.get(assessment=assessment)
    view = read_draft(draft, author)
    for path in view.standing.awaiting:
        confirm(assessment, path, author)


def confirm(assessment, path, author, state="confirmed", reason="", expected=None) -> None:
    """Answer for one inherited unit."""
    if expected is None:
        expected = building.etag(assessment, item_path(path, building.schema_of(assessment)))
    actions.confirm(
        assessment=assessment, path=path, state=state, reason=reason, expected=expected, by=author
    )


def bytes_of(assessment) -> bytes:
    """Everything the open draft of an assessment reaches in the store."""
    kept = stored(assessment)
    return kept.root + b"".join(kept.objects.values())


# --- The act -------------------------------------------------------------------------------------


def test_a_fork_knows_exactly_what_it_builds_on(village, in_force) -> None:
    with recorded("version_forked", in_force.assessment):
        made = fork(in_force, village)
    event = building.last_event(made)
    assert (event.verb, event.detail["digest"]) == ("assessment_forked", in_force.digest)
    assert (made.upstream, made.family) == (in_force, in_force.assessment.family)
    assert (made.owner, made.visibility, made.current) == (village.agency, "private", None)
    assert Draft.objects.get(assessment=made).base == in_force


def test_a_fork_of_the_whole_writes_no_item(town, in_force) -> None:
    before = Item.objects.count()
    fork(in_force, town)
    assert Item.objects.count() == before


def test_a_fork_by_someone_outside_writes_no_item_when_nothing_is_withheld(village, in_force) -> None:
    before = Item.objects.count()
    fork(in_force, village)
    assert Item.objects.count() == before


def test_what_one_may_not_see_is_as_absent_as_what_is_not_there(village, waiting) -> None:
    author = world.fresh(village.author)
    with refused(NotFound, "version.absent"):
        fork(waiting, village, author)
    with refused(NotFound, "version.absent"):
        fork(type(waiting)(), village, author)


def test_nobody_forks_into_an_agency_where_she_may_not_create(town, village, in_force) -> None:
    with refused(NotPermitted, "assessment.create_not_permitted", "owner", has_how=True):
        fork(in_force, town, world.fresh(village.author))
    with refused(NotPermitted, "assessment.create_not_permitted", "owner"):
        fork(in_force, village, world.fresh(village.reader))


# --- What never travels --------------------------------------------------------------------------


def canaries(town, kind):
    """A version in force with a canary in everything that must not travel, and none elsewhere."""
    assessment = building.fill(building.started(town, kind))
    content, schema = stored(assessment).content, building.schema_of(assessment)
    content = content.with_fields(_hidden(schema.fields.values()))
    for key in schema.collections:
        cells = _hidden(schema.field(key).columns)
        for row in content.rows.get(key, ()):
            content = content.with_row(key, Row(row.id, {**row.fields, **cells}, row.origin))
    building.write(assessment, content)
    version = actions.submit(assessment=assessment, by=world.fresh(town.author), message=CANARY)
    actions.comment(version=version, text=CANARY, by=world.fresh(town.reviewer))
    if kind == "dpia":
        actions.advise(version=version, answers=spoken(Stage.ADVICE, version), by=world.fresh(town.dpo))
        actions.respond(version=version, answers=spoken(Stage.RESPONSE, version), by=world.fresh(town.author))
    actions.approve(version=version, answers=spoken(Stage.DECISION, version), by=world.fresh(town.approver))
    actions.follow_up(
        assessment=building.fresh(assessment), measure=content.rows["measures"][0].id,
        fields={"responsible": CANARY, "evidence": CANARY}, by=world.fresh(town.author),
    )  # fmt: skip
    building.show(building.fresh(assessment), town, "public")
    return building.again(version)


def _hidden(questions) -> dict[str, str]:
    return {q.key: CANARY for q in questions if _can_hold(q) and q.is_stored and not q.travels}


def _hidden(questions) -> dict[str, str]:
    return {q.key: CANARY for q in questions if _can_hold(q) and q.is_stored and not q.travels}


def _can_hold(field) -> bool:
    return field.type in (FieldType.TEXT, FieldType.RICH, FieldType.ORG, FieldType.PERSON)


def spoken(stage, version):
    """Whole answers of a record with a canary in every free text."""
    asked = [f for f in version.parsed_schema.fields.values() if f.stage is stage and not f.auto]
    return {**record(stage, version), **{f.key: CANARY for f in asked if _can_hold(f)}}


@pytest.mark.parametrize("kind", ["ros", "dpia"])
@pytest.mark.parametrize("into", ["village", "town"])
def test_nothing_local_and_nothing_said_about_it_is_in_the_forks_bytes(town, village, kind, into) -> None:
    version = canaries(town, kind)
    assert CANARY.encode() in b"".join(version.stored.objects.values())
    home = {"town": town, "village": village}[into]
    made = fork(version, home)
    assert CANARY.encode() not in bytes_of(made)
    columns = type(made).objects.filter(pk=made.pk).values().get()
    assert CANARY not in str(columns)
    for model in (Comment, Advice, Decision):
        assert not model.objects.filter(version__assessment=made).exists()
    assert not FollowUp.objects.filter(assessment=made).exists()
    assert not {"review_due", "current_id"} & {key for key, value in columns.items() if value}


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_a_fork_holds_nothing_but_what_travels_and_all_of_that(town, village, kind) -> None:
    version = building.approved(town, kind, visibility="public")
    content, schema = stored(fork(version, village)).content, version.parsed_schema
    travels = {key for key in version.content.fields if schema.field(key).travels}
    assert set(content.fields) == travels
    assert set(content.rows) == {key for key in version.content.rows if schema.field(key).travels}
    assert not content.confirmations


def test_what_is_withheld_from_the_forker_does_not_travel(town, village) -> None:
    assessment = building.fill(building.started(town))
    content = stored(assessment).content.with_field("technical_description", CANARY)
    scenario = content.rows["scenarios"][0]
    secret = Row(scenario.id, {**scenario.fields, "title": CANARY}, scenario.origin)
    content, mark = content.with_row("scenarios", secret), Mark("offl-24-3", CANARY)
    for path in ("technical_description", f"scenarios/{scenario.id}"):
        content = content.with_mark(path, mark)
    building.write(assessment, content)
    version = building.approve(town, building.freeze(town, assessment))
    building.show(building.fresh(assessment), town, "public")
    outside, inside = fork(version, village), fork(version, town)
    assert CANARY.encode() not in bytes_of(outside)
    assert "scenarios" not in stored(outside).content.rows
    assert stored(inside).content.fields["technical_description"] == CANARY


# --- Where things come from ----------------------------------------------------------------------


def test_a_row_keeps_its_origin_through_a_chain_of_forks(village, in_force) -> None:
    city = building.staffed("Storby kommune")
    second = fork(in_force, village)
    own = actions.add_row(
        assessment=second, collection="measures", fields={"title": "Ny"}, by=world.fresh(village.author)
    )
    third = fork(building.adopted(village, second), city)
    rows = {row.id: row.origin for row in stored(third).content.rows["measures"]}
    first = in_force.content.rows["measures"][0].id
    assert rows == {first: str(in_force.assessment_id), own: str(second.pk)}
    assert third.family == in_force.assessment.family
    assert third.upstream.assessment == second


def test_a_fork_counts_as_reuse_of_what_it_builds_on(village, in_force) -> None:
    from assessments.search import feed

    fork(in_force, village)
    listed = feed.page(None).items
    assert [(each.pk, each.times_forked) for each in listed] == [(in_force.assessment_id, 1)]


# --- Answering for what was inherited ------------------------------------------------------------


@pytest.fixture
def fork_here(village, in_force):
    """A fork of the town's ROS in the village."""
    return fork(in_force, village)


@pytest.fixture
def adopter(village):
    """The village's author."""
    return world.fresh(village.author)


def standing(assessment, author):
    """How the open draft stands to what it was built on."""
    return read_draft(Draft.objects.get(assessment=assessment), author).standing


def test_a_fresh_fork_is_identical_and_nothing_of_it_is_confirmed(fork_here, adopter) -> None:
    now = standing(fork_here, adopter)
    assert (now.identical_percent, now.confirmed_percent) == (100, 0)
    assert "in_scope" in now.awaiting


def test_confirming_changing_and_setting_aside_brings_it_to_a_hundred(fork_here, adopter) -> None:
    scenario = f"scenarios/{stored(fork_here).content.rows['scenarios'][0].id}"
    with recorded("item_confirmed", fork_here):
        confirm(fork_here, scenario, adopter, "not_relevant", "Vi har ikke dette.")
    actions.save_section(
        assessment=fork_here, section="context", fields={"in_scope": "Bare skolene"},
        expected=building.etag(fork_here, "context"), by=adopter,
    )  # fmt: skip
    now = standing(fork_here, adopter)
    assert now.decided["in_scope"] == "changed"
    assert now.decided[scenario] == "not_relevant"
    assert now.units["in_scope"] is Status.CHANGED
    decide_all(fork_here, adopter)
    now = standing(fork_here, adopter)
    assert (now.confirmed_percent, now.awaiting) == (100, ())
    assert now.identical_percent < 100


def test_a_confirmation_says_who_and_can_be_taken_back(fork_here, adopter) -> None:
    confirm(fork_here, "in_scope", adopter)
    answer = stored(fork_here).content.confirmations["in_scope"]
    assert (answer.state, answer.by) == ("confirmed", str(adopter.pk))
    confirm(fork_here, "in_scope", adopter, state="")
    assert "in_scope" not in stored(fork_here).content.confirmations


@pytest.mark.parametrize(
    ("path", "state", "reason", "code"),
    [
        ("in_scope", "perhaps", "", "confirmation.state_unknown"),
        ("in_scope", "not_relevant", " \x00", "confirmation.reason_missing"),
        ("in_scope", "not_relevant", "x" * 200_001, "text.too_long"),
        ("technical_description", "confirmed", "", "confirmation.path_unknown"),
        ("occasion", "confirmed", "", "confirmation.path_unknown"),
        ("nonsense", "confirmed", "", "confirmation.path_unknown"),
        ("scenarios/nobody", "confirmed", "", "confirmation.path_unknown"),
        ("", "confirmed", "", "confirmation.path_unknown"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused(fork_here, adopter, path, state, reason, code) -> None:
    with refused(Invalid, code, path):
        confirm(fork_here, path, adopter, state, reason, expected=building.etag(fork_here, "context"))


def test_there_is_nothing_to_confirm_in_what_was_not_forked(draft, author) -> None:
    with refused(Invalid, "confirmation.path_unknown", "in_scope"):
        confirm(draft, "in_scope", author)


def test_nobody_confirms_a_text_that_has_changed_in_between(fork_here, adopter) -> None:
    read = building.etag(fork_here, "context")
    actions.save_section(
        assessment=fork_here, section="context", fields={"in_scope": "Annet"}, expected=read, by=adopter
    )
    with refused(Stale, "draft.stale", "context"):
        confirm(fork_here, "in_scope", adopter, expected=read)
    with refused(PreconditionRequired, "draft.etag_missing"):
        actions.confirm(assessment=fork_here, path="in_scope", state="confirmed", expected=None, by=adopter)


def test_two_confirm_different_rows_and_both_get_through(town, village) -> None:
    assessment = building.fill(building.started(town))
    for name in ("a", "b"):
        fields = dict(stored(assessment).content.rows["scenarios"][0].fields)
        actions.add_row(
            assessment=assessment, collection="scenarios", fields={**fields, "title": name}, by=town.author
        )
    version = building.approve(town, building.freeze(town, building.fresh(assessment)))
    building.show(building.fresh(assessment), town, "public")
    made, author = fork(version, village), world.fresh(village.author)
    rows = [f"scenarios/{row.id}" for row in stored(made).content.rows["scenarios"]]
    tags = stored(made).etags
    for path in rows:
        confirm(made, path, author, expected=tags[path])
    assert set(rows) <= set(stored(made).content.confirmations)


# --- To an approval of one's own -----------------------------------------------------------------


def test_a_fork_is_not_approved_while_anything_inherited_is_unanswered(village, fork_here, adopter) -> None:
    filling.complete(fork_here, adopter)
    version = actions.submit(assessment=fork_here, by=adopter)
    with refused(Conflict, "version.not_ready") as caught:
        actions.approve(version=version, answers=record(Stage.DECISION, version), by=village.approver)
    reasons = caught.value.reasons
    awaiting = set(confirmable_paths(version.base.travelling("members"), version.parsed_schema))
    decided = set(version.content.confirmations)
    assert {r.where for r in reasons if r.code == "unconfirmed"} == awaiting - decided
    assert {r.code for r in reasons} == {"unconfirmed"}


def test_a_fork_is_not_approved_before_it_says_what_differs_and_why_reuse_is_justified(
    village, fork_here, adopter
) -> None:
    filling.complete(fork_here, adopter)
    actions.save_section(
        assessment=fork_here, section="context", fields={"differs_here": None, "reuse_justified": None},
        expected=building.etag(fork_here, "context"), by=adopter,
    )  # fmt: skip
    decide_all(fork_here, adopter)
    version = actions.submit(assessment=fork_here, by=adopter)
    with refused(Conflict, "version.not_ready") as caught:
        actions.approve(version=version, answers=record(Stage.DECISION, version), by=village.approver)
    assert {r.where for r in caught.value.reasons} == {"differs_here", "reuse_justified"}


@pytest.mark.parametrize("kind", ["ros", "dpia"])
def test_a_whole_and_confirmed_fork_is_approved(town, village, kind) -> None:
    author = world.fresh(village.author)
    made = fork(building.approved(town, kind, visibility="public"), village, author)
    filling.complete(made, author)
    decide_all(made, author)
    version = building.approve(village, building.freeze(village, building.fresh(made)))
    assert version.review.state == "approved"
    assert read_version(version, world.fresh(village.author)).standing.confirmed_percent == 100


# --- Behind and ahead ----------------------------------------------------------------------------


def test_a_fork_is_behind_by_what_its_upstream_has_approved_since(town, in_force, fork_here, adopter) -> None:
    assert upstream_of(fork_here, adopter).behind == []
    newer = [building.renewed(town, in_force.assessment) for _time in range(2)]
    building.freeze(town, _revised(town, in_force))  # what only waits there is nobody else's affair
    assert upstream_of(fork_here, adopter).behind == newer[::-1]


def _revised(town, version):
    assessment = building.fresh(version.assessment)
    actions.revise(assessment=assessment, by=world.fresh(town.author))
    return assessment


def test_a_fork_is_ahead_by_the_versions_of_its_own(village, fork_here, adopter) -> None:
    assert upstream_of(fork_here, adopter).ahead == 0
    building.adopted(village, fork_here)
    assert upstream_of(building.fresh(fork_here), adopter).ahead == 1
