"""What measures have come to is recorded in the next version, and each report adds to the last."""

from __future__ import annotations

from assessments import actions


def test_a_report_leaves_what_it_does_not_mention(in_force, author) -> None:
    measure = in_force.content.rows["measures"][0].id
    actions.follow_up(
        assessment=in_force.assessment, measure=measure, fields={"status": "in_progress"}, by=author
    )
    kept = actions.follow_up(
        assessment=in_force.assessment, measure=measure, fields={"deadline": "2031-01-31"}, by=author
    )
    assert kept.fields == {"status": "in_progress", "deadline": "2031-01-31"}


def test_the_next_version_has_the_measures_as_they_are_followed_up(in_force, author) -> None:
    measure = in_force.content.rows["measures"][0].id
    actions.follow_up(assessment=in_force.assessment, measure=measure, fields={"status": "done"}, by=author)
    actions.revise(assessment=in_force.assessment, by=author)
    version = actions.submit(assessment=in_force.assessment, by=author)
    assert version.content.value(f"measures/{measure}/status") == "done"
    assert in_force.content.value(f"measures/{measure}/status") != "done"
