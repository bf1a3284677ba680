"""What a text is written in: chosen with the fork, changed in the draft, kept by what is in force."""

from __future__ import annotations

import pytest

from assessments import actions
from assessments.models import BankRow, Draft
from assessments.reading import read_draft, read_version
from exports.models import Export
from exports.production import document_of, plan
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests import world
from tests.assessments import building
from tests.assessments.building import recorded, refused, stored
from tests.assessments.test_pull import first_row, pull, renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours(village, in_force):
    """A fork in nynorsk of an original in bokmål."""
    author = world.fresh(village.author)
    return actions.fork(version=in_force, owner=village.agency, language="nn", by=author)


def speak(assessment, town, language="nn", by=None):
    return actions.set_language(
        assessment=building.fresh(assessment), language=language, by=by or world.fresh(town.author)
    )


def languages(assessment):
    """What the assessment and its draft say."""
    return building.fresh(assessment).language, Draft.objects.get(assessment=assessment).language


def view(assessment, person):
    return read_draft(Draft.objects.get(assessment=assessment), world.fresh(person))


# --- Choosing ------------------------------------------------------------------------------------


def test_a_fork_is_written_in_what_its_forker_chose_else_in_what_the_original_is(village, in_force, ours):
    assert languages(ours) == ("nn", "nn")
    made = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    assert languages(made) == ("nb", "nb")


def test_it_is_changed_in_the_draft_and_no_text_with_it(village, in_force):
    made = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    before = stored(made).root
    with recorded("language_set", made):
        speak(made, village)
    assert (languages(made), stored(made).root) == (("nn", "nn"), before)
    assert building.last_event(made).detail["to"] == "nn"


def test_choosing_what_it_is_already_leaves_no_trace(village, ours):
    before = building.counts()
    speak(ours, village, "nn")
    assert building.counts() == before


def test_what_is_in_force_keeps_its_language_until_the_draft_is_approved(town, in_force):
    assessment = in_force.assessment
    actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    speak(assessment, town)
    assert languages(assessment) == ("nb", "nn")
    version = building.freeze(town, building.fresh(assessment))
    assert (version.head["language"], building.fresh(assessment).language) == ("nn", "nb")
    building.approve(town, version)
    assert building.fresh(assessment).language == "nn"
    assert set(BankRow.objects.filter(assessment=assessment).values_list("language", flat=True)) == {"nn"}
    assert building.again(in_force).language == "nb"  # frozen with it
    draft = actions.revise(assessment=building.fresh(assessment), by=world.fresh(town.author))
    assert draft.language == "nn"


def test_a_version_sent_back_goes_on_in_its_own_language(town, draft):
    speak(draft, town)
    version = building.freeze(town, building.fill(draft))
    actions.request_changes(
        version=building.again(version), reason="Se på det", by=world.fresh(town.approver)
    )
    assert Draft.objects.get(assessment=draft).language == "nn"


def test_the_language_is_covered_by_the_digest(town, draft):
    speak(draft, town)
    assert building.freeze(town, building.fill(draft)).head["language"] == "nn"


# --- Merging -------------------------------------------------------------------------------------


def test_a_text_is_taken_over_from_another_language_as_any_text(town, village, in_force, ours):
    newer = renewed(town, in_force.assessment, lambda each: rewrite(each, in_scope="Nytt omfang."))
    actions.choose_all(assessment=building.fresh(ours), version=newer, by=world.fresh(village.author))
    pull(ours, village, newer)
    assert stored(ours).content.fields["in_scope"] == "Nytt omfang."
    assert languages(ours) == ("nn", "nn")
    assert view(ours, village.author).written_in("in_scope") == "nb"


# --- Untouched words keep the language they are in -----------------------------------------------


def test_what_stands_untouched_is_in_the_original_s_language_and_what_is_rewritten_in_ones_own(village, ours):
    row = first_row(ours, "scenarios")
    seen = view(ours, village.author)
    assert [seen.written_in(path) for path in ("in_scope", f"scenarios/{row}")] == ["nb", "nb"]
    rewrite(ours, in_scope="Vårt omfang er snevrare.")
    rewrite_row(ours, "scenarios", row, title="Ny tittel")
    seen = view(ours, village.author)
    assert [seen.written_in(path) for path in ("in_scope", f"scenarios/{row}")] == ["nn", "nn"]


def test_a_row_in_which_something_local_is_written_is_ones_own(village, ours):
    row = first_row(ours, "scenarios")
    rewrite_row(ours, "scenarios", row, local_vulnerability="Noko hjå oss")
    assert view(ours, village.author).written_in(f"scenarios/{row}") == "nn"
    assert view(ours, village.author).written_in("local_environment") == "nn"


def test_nobody_else_is_told_by_it_what_is_alike(town, village, in_force, ours):
    building.fill(ours)
    building.confirm_all(ours, world.fresh(village.author))
    version = building.approve(village, building.freeze(village, building.fresh(ours)))
    building.show(ours, village, "public")
    row = version.content.rows["scenarios"][0].id
    assert (
        read_version(building.again(version), world.fresh(town.author)).written_in(f"scenarios/{row}") == "nn"
    )
    assert read_version(building.again(version), None).written_in("in_scope") == "nn"


def test_where_both_are_alike_nothing_is_told_apart(village, in_force):
    made = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    assert view(made, village.author).written_in("in_scope") == "nb"


# --- Files ---------------------------------------------------------------------------------------


def test_a_file_says_what_the_original_is_written_in_where_it_differs(town, village, in_force, ours):
    version = building.freeze(village, building.fill(ours))

    def said(by, language="nn"):
        order = Export(version=version, format="pdf", language=language, ordered_by=world.fresh(by))
        return str(document_of(plan(order)))

    assert "skriven på bokmål" in said(village.author)
    assert "written in Norwegian (bokmål)" in said(village.author, "en")
    building.show(building.fresh(in_force.assessment), town, "private")
    assert "skriven på bokmål" not in said(
        village.author
    )  # of an original out of sight nothing but its digest


def test_a_file_of_a_fork_in_the_original_s_language_says_nothing_of_it(village, in_force):
    made = actions.fork(version=in_force, owner=village.agency, by=world.fresh(village.author))
    version = building.freeze(village, building.fill(made))
    order = Export(version=version, format="pdf", language="nb", ordered_by=world.fresh(village.author))
    assert "skrevet på bokmål" not in str(document_of(plan(order)))


# --- Refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "no", "nb\x00", "NB", "tlh"])
def test_a_language_no_form_comes_in_is_refused(village, ours, language):
    with refused(Invalid, "assessment.language_unknown", "language"):
        speak(ours, village, language)


def test_a_fork_in_no_language_is_refused_and_not_made(village, in_force):
    with refused(Invalid, "assessment.language_unknown", "language"):
        actions.fork(version=in_force, owner=village.agency, language="tlh", by=world.fresh(village.author))


def test_only_those_who_write_in_the_draft_say_what_it_is_written_in(town, village, ours, stranger):
    for who in (world.fresh(village.reader), world.fresh(village.approver)):
        with refused(NotPermitted, "assessment.not_permitted"):
            speak(ours, village, "en", by=who)
    for who in (world.fresh(town.author), stranger):
        with refused(NotFound, "assessment.absent"):
            speak(ours, village, "en", by=who)


def test_what_is_frozen_is_not_said_anew(town, in_force):
    with refused(Conflict, "draft.absent"):
        speak(in_force.assessment, town)
