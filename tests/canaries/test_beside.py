"""What is told beside the pages: letters, log lines, the trail, jobs, and what a search looks in."""

from __future__ import annotations

import json

import pytest

from assessments.models import BankRow, Notice
from registry.models import Event, Job, Noted
from tests.canaries.crawl import Look
from tests.canaries.rules import shown
from tests.canaries.words import words_in

pytestmark = pytest.mark.django_db


def test_letters_tell_whom_they_go_to_no_more_than_the_titles_she_may_know(canaries, letters) -> None:
    assert len(letters) > 3
    for letter in letters:
        for address in letter.to:
            look = Look(canaries, canaries.people.who_has(address).name)
            look.read("a letter", letter.message().as_string(), letter.subject, letter.body)
            assert not look.leaks, look.leaks
            places = {place for word in look.met for place in canaries.birds.kept[word].places}
            assert all("title" in place for place in places), places


def test_no_log_line_holds_a_text_however_much_is_logged(canaries, logged) -> None:
    """With the world built, and a page of each kind made, whatever else is looked at before or after."""
    ours = canaries.assessments["ROS, own agency"]
    for name in ("author", "anonymous"):
        Look(canaries, name).ask([
            "/", "/mine/", "/bank/", "/tasks/", "/inbox/", f"/assessments/{ours.pk}/",
            f"/versions/{ours.current_id}/",
            f"/assessments/{ours.pk}/draft/", f"/assessments/{ours.pk}/edit/context/",
            f"/api/v1/assessments/{ours.pk}/draft/", f"/assessments/{ours.pk}/withheld/",
        ])  # fmt: skip
    assert logged and not [line for line in logged if words_in(line)]


def test_neither_trail_nor_jobs_nor_notices_hold_a_text(canaries) -> None:
    kept = [
        *(json.dumps(each.detail, default=str) for each in Event.objects.all()),
        *(json.dumps(each.payload, default=str) for each in Job.objects.all()),
        *(str(values) for model in (Notice, Noted) for values in model.objects.values()),
    ]
    assert len(kept) > 100 and not words_in(*kept)


def test_what_a_search_looks_in_may_be_read_by_all_who_search_there(canaries) -> None:
    """A word that hits tells that it stands there, also when nothing is shown of it."""
    places = [
        (canaries.assessments[name], name, words_in(canaries.assessments[name].search_text))
        for name in canaries.assessments
    ]
    assert sum(len(words) for _a, _n, words in places) >= len(places)
    searching = [who for who in canaries.people.who.values() if who.link is None]
    for who in searching:
        for _assessment, name, words in places:
            case = canaries.cases[name]
            heads = [canaries.birds.kept[word] for word in words]
            if case.owner not in who.agencies and any(each.may(who) for each in heads):
                assert all(each.may(who) for each in heads), (who.name, name)
    cases = {canaries.assessments[name].pk: case for name, case in canaries.cases.items()}
    for row in BankRow.objects.select_related("version"):
        kept = [canaries.birds.kept[word] for word in words_in(row.search_text, row.title)]
        is_shown = shown(cases[row.assessment_id], row.version.number)
        for who in filter(is_shown, searching):
            assert all(each.may(who) for each in kept), (who.name, cases[row.assessment_id].name)
