"""Reviewers' comments on a frozen version."""

from __future__ import annotations

import pytest

from assessments import actions
from registry.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.assessments import building
from tests.assessments.building import recorded, refused

pytestmark = pytest.mark.django_db


def test_a_reviewer_comments_on_the_whole_or_on_a_place(waiting, reviewer) -> None:
    row = waiting.content.rows["scenarios"][0].id
    for path in ("", "in_scope", f"scenarios/{row}", f"scenarios/{row}/rationale"):
        with recorded("version_commented", waiting.assessment):
            comment = actions.comment(version=waiting, text="Hvorfor?\x00", path=path, by=reviewer)
        assert (comment.text, comment.path, comment.digest) == ("Hvorfor?", path, waiting.digest)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "\n\t"])
def test_an_empty_comment_is_refused(waiting, reviewer, text) -> None:
    with refused(Invalid, "comment.empty", "text"):
        actions.comment(version=waiting, text=text, by=reviewer)


def test_a_very_long_comment_is_refused(waiting, reviewer) -> None:
    with refused(Invalid, "text.too_long", "text", has_how=True):
        actions.comment(version=waiting, text="x" * 200_001, by=reviewer)


@pytest.mark.parametrize(
    "path", ["nonsense", "scenarios/nobody", "in_scope/x", "scenarios/" + "x" * 300, "scenarios/\x00", "/"]
)
def test_a_comment_on_a_place_that_is_not_there_is_refused(waiting, reviewer, path) -> None:
    with refused(Invalid, "comment.place_unknown", "path"):
        actions.comment(version=waiting, text="Her", path=path, by=reviewer)


def test_a_withdrawn_version_is_not_commented_on(waiting, author, reviewer) -> None:
    actions.withdraw(version=waiting, reason="Feil", by=author)
    with refused(Conflict, "version.state"):
        actions.comment(version=building.again(waiting), text="Her", by=reviewer)


def test_a_reader_does_not_comment_and_to_a_person_outside_it_is_absent(waiting, reader, outsider) -> None:
    with refused(NotPermitted, "assessment.not_permitted", has_how=True):
        actions.comment(version=waiting, text="Her", by=reader)
    with refused(NotFound, "assessment.absent"):
        actions.comment(version=waiting, text="Her", by=outsider)
