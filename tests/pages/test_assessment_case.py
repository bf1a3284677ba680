"""The archive's pages: building on others, reviewing, deciding, and what became of it."""

from __future__ import annotations

from assessments import actions
from assessments.models import Assessment, Draft, Version
from assessments.models.stored import item_path
from tests import filling, world
from tests.assessments import building


def test_the_fork_page_counts_what_travels_and_makes_the_fork(enter, in_force, village):
    client, page = enter(village.author), f"/versions/{in_force.pk}/fork/"
    travels = client.get(page).context["travels"]
    assert all(travels[kind] > 0 for kind in ("shared", "confirm", "local"))
    answer = client.post(page, {"owner": village.agency.pk, "language": "nb"})
    made = Assessment.objects.get(upstream=in_force)
    assert answer["Location"] == f"/assessments/{made.pk}/confirm/"


def test_one_cannot_fork_into_an_agency_where_one_may_not_create(enter, in_force, village, town):
    answer = enter(village.author).post(
        f"/versions/{in_force.pk}/fork/", {"owner": town.agency.pk, "language": "nb"}
    )
    assert answer.status_code == 422
    assert not Assessment.objects.filter(upstream=in_force).exists()


def test_an_inherited_item_is_confirmed_and_the_answer_taken_back(enter, fork, village):
    client, page = enter(village.author), f"/assessments/{fork.pk}/confirm/"
    item = client.get(page).context["items"][0]
    client.post(page, {"path": item.path, "state": "confirmed", "expected": item.expected})
    assert client.get(page).context["done"] == 1
    decided = client.get(f"{page}?show=decided").context["items"][0]
    client.post(page, {"path": decided.path, "state": "", "expected": decided.expected})
    assert client.get(page).context["done"] == 0


def test_not_relevant_needs_a_reason(enter, fork, village):
    client, page = enter(village.author), f"/assessments/{fork.pk}/confirm/"
    item = client.get(page).context["items"][0]
    answer = client.post(page, {"path": item.path, "state": "not_relevant", "expected": item.expected})
    assert answer.status_code == 422
    assert answer.context["done"] == 0


def test_scores_survive_while_no_scale_is_chosen(enter, fork, village):
    row = building.stored(fork).content.rows["scenarios"][0]
    client, page = enter(village.author), f"/assessments/{fork.pk}/rows/scenarios/{row.id}/"
    context = client.get(page).context
    given = {b.html_name: b.value() for b in context["form"] if b.value() is not None}
    client.post(page, {**given, "expected": context["expected"]})
    kept = building.stored(fork).content.rows["scenarios"][0]
    assert kept.fields["likelihood_before"] == row.fields["likelihood_before"]


def test_a_draft_is_submitted_and_its_review_opens(enter, complete, town):
    answer = enter(town.author).post(f"/assessments/{complete.pk}/submit/", {"message": "Ferdig"})
    version = Version.objects.get(assessment=complete)
    assert answer["Location"] == f"/versions/{version.pk}/review/"
    assert not Draft.objects.filter(assessment=complete).exists()


def test_the_review_page_offers_each_role_its_own_forms(enter, waiting, town):
    page = f"/versions/{waiting.pk}/review/"
    forms = {
        role: {name for name, form in enter(town[role]).get(page).context["forms"].items() if form}
        for role in ("reader", "reviewer", "approver", "author")
    }
    assert forms["reader"] == set()
    assert forms["reviewer"] == {"comment"}
    assert forms["approver"] == {"comment", "decision", "changes", "withdraw"}
    assert forms["author"] == {"comment", "withdraw"}


def test_a_risk_owner_approves_exactly_the_version_she_read(enter, waiting, town):
    client, page = enter(town.approver), f"/versions/{waiting.pk}/review/approve/"
    answers = {k: v for k, v in building.record(filling.Stage.DECISION, waiting).items()}
    wrong = client.post(page, {**answers, "digest": "0" * 64})
    assert wrong.status_code == 422
    assert client.post(page, {**answers, "digest": waiting.digest}).status_code == 302
    assert building.again(waiting).review.state == "approved"


def test_an_approval_that_is_refused_lists_the_reasons_with_their_places(enter, draft, town):
    version = actions.submit(assessment=draft, by=world.fresh(town.author))
    answers = building.record(filling.Stage.DECISION, version)
    answer = enter(town.approver).post(
        f"/versions/{version.pk}/review/approve/", {**answers, "digest": version.digest}
    )
    assert answer.status_code == 422
    said = " ".join(answer.context["refused"].non_field_errors())
    assert version.parsed_schema.field("in_scope").label["en"] in said


def test_each_reason_against_approval_leads_to_its_place_in_the_version(enter, fork, village):
    version = actions.submit(assessment=fork, by=world.fresh(village.author))
    client = enter(village.approver)
    reasons = client.get(f"/versions/{version.pk}/review/").context["reasons"]
    page = client.get(f"/versions/{version.pk}/").content.decode()
    hrefs = [reason["href"] for reason in reasons if reason["label"]]
    assert len(hrefs) > 10
    astray = [href for href in hrefs if f'id="{href.partition("#")[2]}"' not in page]
    assert astray == []


def test_sending_back_needs_a_reason_and_opens_a_draft(enter, waiting, town):
    client, page = enter(town.approver), f"/versions/{waiting.pk}/review/request-changes/"
    assert client.post(page, {"changes-reason": ""}).status_code == 422
    assert client.post(page, {"changes-reason": "Mangler kilder"}).status_code == 302
    assert Draft.objects.filter(assessment=waiting.assessment).exists()


def test_comments_and_advice_stay_with_the_owner(enter, in_force, town, village):
    actions.comment(version=in_force, text="Internt ord", by=world.fresh(town.reviewer))
    page = f"/versions/{in_force.pk}/review/"
    assert b"Internt ord" in enter(town.reader).get(page).content
    assert b"Internt ord" not in enter(village.reader).get(page).content


def test_each_person_sees_what_waits_for_her(enter, waiting, town):
    groups = {
        role: {group.key for group in enter(town[role]).get("/tasks/").context["groups"]}
        for role in ("approver", "author", "reader")
    }
    assert groups == {"approver": {"approval"}, "author": set(), "reader": set()}


def test_only_drafts_with_something_unanswered_are_to_be_confirmed(enter, fork, village):
    client, author = enter(village.author), world.fresh(village.author)
    assert [group.key for group in client.get("/tasks/").context["groups"]] == ["confirm"]
    confirm = client.get(f"/assessments/{fork.pk}/confirm/").context
    assert confirm["left"] > 0
    while items := client.get(f"/assessments/{fork.pk}/confirm/").context["items"]:
        for item in items:
            actions.confirm(
                assessment=fork, path=item.path, state="confirmed", reason="", by=author,
                expected=building.etag(fork, _item(fork, item.path)),
            )  # fmt: skip
    assert [group.key for group in client.get("/tasks/").context["groups"]] == ["drafts"]


def _item(assessment, path) -> str:
    return item_path(path, building.schema_of(assessment))


def test_what_changed_between_versions_is_shown_with_both_texts(enter, in_force, town):
    author = world.fresh(town.author)
    actions.revise(assessment=in_force.assessment, by=author)
    expected = building.etag(in_force.assessment, "context")
    actions.save_section(
        assessment=in_force.assessment, section="context", fields={"in_scope": "Ny tekst"},
        expected=expected, by=author,
    )  # fmt: skip
    newest = actions.submit(assessment=in_force.assessment, by=author)
    page = enter(town.reader).get(f"/versions/{newest.pk}/changes/", follow=True)
    assert page.context["layout"].summary.answers.keys() == {"in_scope"}
    assert b"Ny tekst" in page.content


def test_a_fork_is_told_that_its_upstream_has_moved_on(enter, fork, in_force, town, village):
    building.renewed(town, in_force.assessment)
    page = enter(village.author).get(f"/assessments/{fork.pk}/draft/")
    assert [version.number for version in page.context["behind"]] == [2]


def test_measures_are_followed_up_without_a_new_approval(enter, in_force, town):
    measure = in_force.content.rows["measures"][0].id
    page = f"/assessments/{in_force.assessment_id}/follow-up/{measure}/"
    answer = enter(town.author).post(page, {"status": "done", "done_date": "2026-11-01"})
    assert answer.status_code == 302
    assert in_force.assessment.follow_ups.get().fields["status"] == "done"


def test_text_someone_wrote_is_never_run(enter, draft, town):
    author = world.fresh(town.author)
    evil = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"
    actions.save_section(
        assessment=draft, section="context", fields={"in_scope": evil, "title": evil},
        expected=building.etag(draft, "context"), by=author,
    )  # fmt: skip
    page = enter(town.author).get(f"/assessments/{draft.pk}/draft/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_measures_of_a_linked_assessment_are_taken_over_without_scores(enter, in_force, town):
    author = world.fresh(town.author)
    solution = in_force.assessment.solutions.get()
    dpia = actions.start(
        kind="dpia", owner=town.agency, title="DPIA", language="nb", solutions=[(solution, "1")], by=author
    )
    client = enter(town.author)
    linked = client.post(f"/assessments/{dpia.pk}/link/", {"other": in_force.assessment_id}, follow=True)
    page = f"/assessments/{dpia.pk}/measures-from/{in_force.pk}/"
    assert page.encode() in linked.content
    [(row, _name)] = client.get(page).context["form"].fields["rows"].choices
    assert client.post(page, {"rows": [row]}).status_code == 302
    taken = building.stored(dpia).content.rows["measures"]
    assert [each.id for each in taken] == [row]
    assert "status" not in taken[0].fields
