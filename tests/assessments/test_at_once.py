"""Two at the same moment, on PostgreSQL: one wins where one must, and both get through where both may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from assessments import actions
from assessments.engine.schema import Stage
from assessments.models import Assessment, Decision, Draft, Version
from registry import audit
from registry.errors import Conflict, NotFound, Refusal
from tests import world
from tests.assessments import building
from tests.assessments.building import again, fresh, record
from tests.assessments.test_pull import renewed, rewrite_row

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("needs_postgres"),
]
ROUNDS = 3


def at_once(*works) -> list[object]:
    """What each of these gives, or the refusal it meets, when all start at the same moment."""
    line_up = Barrier(len(works))

    def one(work):
        try:
            line_up.wait(timeout=10)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def refusals(answers) -> list[tuple[type, str]]:
    """The refusals among the answers."""
    return [(type(each), each.code) for each in answers if isinstance(each, Refusal)]


def _approving(home, version):
    """The approval of a version, as a request of its own would do it."""
    answers = record(Stage.DECISION, version)
    return partial(actions.approve, version=again(version), answers=answers, by=world.fresh(home.approver))


def _withdrawing(home, version):
    """The withdrawal of a version, as a request of its own would do it."""
    return partial(actions.withdraw, version=again(version), reason="Feil", by=world.fresh(home.approver))


@pytest.fixture
def home(db):
    """An agency with its people; each test of this file empties the tables."""
    return world.staffed("Fjordby kommune")


def test_of_two_who_submit_one_gets_the_version_and_the_other_is_told(home) -> None:
    for _round in range(ROUNDS):
        draft = building.fill(building.started(home))
        submit = [partial(actions.submit, assessment=draft, by=world.fresh(home.author))] * 2
        assert refusals(at_once(*submit)) == [(Conflict, "draft.absent")]
        assert Version.objects.filter(assessment=draft).count() == 1
        assert audit.verify(draft).holds


def test_saves_of_different_rows_all_land(home) -> None:
    draft = building.started(home)
    here = {"assessment": draft, "collection": "measures"}
    rows = [actions.add_row(**here, fields={"title": "x"}, by=home.author) for _row in range(4)]
    tags = building.stored(draft).etags

    def save(row):
        return lambda: actions.save_row(
            assessment=fresh(draft), collection="measures", row=row, fields={"description": row},
            expected=tags[f"measures/{row}"], by=world.fresh(home.author),
        )  # fmt: skip

    assert refusals(at_once(*map(save, rows))) == []
    kept = {row.id: row.fields["description"] for row in building.stored(draft).content.rows["measures"]}
    assert kept == {row: row for row in rows}
    assert audit.verify(draft).holds


def test_of_several_who_save_one_section_exactly_one_wins(home) -> None:
    draft = building.started(home)
    read = building.etag(draft, "context")

    def save(text):
        return lambda: actions.save_section(
            assessment=fresh(draft), section="context", fields={"in_scope": text}, expected=read,
            by=world.fresh(home.author),
        )  # fmt: skip

    answers = at_once(*map(save, "abcd"))
    assert [code for _kind, code in refusals(answers)] == ["draft.stale"] * 3
    (winner,) = [each for each in answers if not isinstance(each, Refusal)]
    assert building.stored(draft).content.fields["in_scope"] == winner.content.fields["in_scope"]


def test_of_approval_and_sending_back_one_wins(home) -> None:
    for _round in range(ROUNDS):
        version = building.submitted(home)
        answers = at_once(
            _approving(home, version),
            partial(actions.request_changes, version=again(version), reason="Mer", by=world.fresh(home.dpo)),
        )
        assert refusals(answers) == [(Conflict, "version.state")]
        assert Decision.objects.filter(version=version).count() == 1
        is_approved = again(version).review.state == "approved"
        assert Draft.objects.filter(assessment=version.assessment).exists() is not is_approved
        assert (fresh(version.assessment).current == version) is is_approved


def test_of_two_who_approve_one_does(home) -> None:
    version = building.submitted(home)
    both = [_approving(home, version)] * 2
    assert refusals(at_once(*both)) == [(Conflict, "version.state")]
    assert Decision.objects.count() == 1


def test_an_approval_while_what_is_in_force_is_withdrawn_leaves_a_whole_case(home) -> None:
    for _round in range(ROUNDS):
        first = building.approved(home)
        actions.revise(assessment=fresh(first.assessment), by=world.fresh(home.author))
        second = building.freeze(home, fresh(first.assessment))
        answers = at_once(
            _approving(home, second),
            _withdrawing(home, first),
        )
        assert set(refusals(answers)) <= {(Conflict, "version.state")}
        assert fresh(first.assessment).current == second
        assert again(first).review.state in ("withdrawn", "superseded")


def test_of_two_who_open_a_draft_one_does(home) -> None:
    version = building.approved(home)
    both = [lambda: actions.revise(assessment=fresh(version.assessment), by=world.fresh(home.author))] * 2
    assert refusals(at_once(*both)) == [(Conflict, "draft.open_already")]
    assert Draft.objects.count() == 1


def test_a_fork_made_while_its_source_is_withdrawn_is_whole_or_not_at_all(home) -> None:
    away = world.staffed("Skogvik kommune")
    for _round in range(ROUNDS):
        version = building.approved(home, visibility="public")
        made, _withdrawn = at_once(
            partial(actions.fork, version=again(version), owner=away.agency, by=world.fresh(away.author)),
            _withdrawing(home, version),
        )
        forks = Assessment.objects.filter(upstream=version)
        if isinstance(made, Refusal):
            assert type(made) is NotFound and not forks.exists()
        else:
            assert building.stored(forks.get()).content == version.travelling("members")


def test_of_two_who_take_a_picked_row_s_update_one_does_and_a_save_is_never_lost(home) -> None:
    away = world.staffed("Skogvik kommune")
    for _round in range(ROUNDS):
        source = building.approved(away, visibility="public")
        row = source.content.rows["scenarios"][0].id
        draft = building.started(home)
        actions.pick_row(
            version=source, collection="scenarios", row=row, into=draft, by=world.fresh(home.author)
        )
        newer = renewed(
            away, source.assessment, lambda a, row=row: rewrite_row(a, "scenarios", row, title="Ny")
        )
        read = building.etag(draft, f"scenarios/{row}")
        update = partial(
            actions.update_picked, assessment=fresh(draft), row=f"scenarios/{row}", version=newer,
            expected=read, by=world.fresh(home.author),
        )  # fmt: skip
        save = partial(
            actions.save_row, assessment=fresh(draft), collection="scenarios", row=row,
            fields={"consequence": "Vår følge."}, expected=read, by=world.fresh(home.author),
        )  # fmt: skip
        answers = at_once(update, update, save)
        told = [code for _kind, code in refusals(answers)]
        cells = building.stored(draft).content.row("scenarios", row).fields
        if isinstance(answers[2], Refusal):  # an update came first, and only one of the two did
            assert sorted(told) == ["draft.stale", "offer.absent"] and cells["title"] == "Ny"
        else:
            assert told == ["draft.stale"] * 2
            assert (cells["title"] != "Ny", cells["consequence"]) == (True, "Vår følge.")
        assert audit.verify(draft).holds
