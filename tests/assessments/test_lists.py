"""Lists: what is listed is what may be seen, in order, each once; a list tells no more than the thing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import access, actions, reading
from assessments.actions.showing import newest_shown
from assessments.models import Assessment, Grant, Review, Version
from assessments.search import feed
from registry.errors import Invalid, NotFound
from tests import world
from tests.assessments import building

pytestmark = pytest.mark.django_db
MOMENT = datetime(2027, 1, 1, tzinfo=UTC)


def walk(actor, size, filters=None) -> list[UUID]:
    """The ids of every page, one after the other."""
    found, cursor = [], ""
    while True:
        page = feed.page(actor, filters, cursor, size)
        assert len(page.items) <= size
        found += [each.pk for each in page.items]
        cursor = page.next
        if not cursor:
            return found


# --- List = detail, in any small world -----------------------------------------------------------

STATES = ("draft", "submitted", "approved", "superseded", "withdrawn")
one = st.fixed_dictionaries(
    {
        "owner": st.integers(0, 1),
        "visibility": st.sampled_from(["private", "named", "members", "public"]),
        "listed_to": st.sampled_from(["private", "private", "members", "public"]),
        "granted": st.sampled_from([None, "live", "ended"]),
        "shown_from": st.integers(1, 3),
        "shows_later": st.booleans(),
        "states": st.lists(st.sampled_from(STATES[1:]), max_size=3),
        "minutes": st.integers(0, 2),
    }
)


@pytest.fixture
def people(town, village):
    """Two agencies and people of every kind."""
    return {
        "owners": [town.agency, village.agency],
        "actors": [None, AnonymousUser(), world.person(), town.reader, village.author],
        "template": building.submitted(town),
    }


def put(things, owners, template) -> list[UUID]:
    """Rows as the actions leave them, without going through them: only who may see what matters here.

    A grant is `granted`, to the other of two agencies, or one of `grants`, to the agency at that place.
    """
    return [_put_one(thing, owners, template) for thing in things]


def _put_one(thing, owners, template) -> UUID:
    identity = uuid4()
    assessment = Assessment.objects.create(
        id=identity, kind=thing.get("kind", "ros"), owner=owners[thing["owner"]], title="x", language="nb",
        visibility=thing["visibility"], family=template.assessment.family, created_by=template.author,
        updated=MOMENT + timedelta(minutes=thing["minutes"]),
        **{name: thing[name] for name in ("listed_to", "shown_from", "shows_later") if name in thing},
    )  # fmt: skip
    granted = {1 - thing["owner"]: thing["granted"]} if thing.get("granted") else thing.get("grants", {})
    for place, how in granted.items():
        if place != thing["owner"]:
            ends = timezone.localdate() - timedelta(days=how == "ended")
            Grant.objects.create(
                assessment=assessment, agency=owners[place], until=ends, by=template.author, at=MOMENT
            )
    for number, state in enumerate(thing["states"], start=1):
        _put_version(assessment, number, state, template)
    Assessment.objects.filter(pk=identity).update(shown=newest_shown(assessment))
    return identity


def _put_version(assessment, number, state, template) -> None:
    version = Version.objects.create(
        assessment=assessment, number=number, schema=template.schema, head=template.head,
        manifest=bytes(template.manifest), digest=f"{number:064d}", author=template.author, created=MOMENT,
    )  # fmt: skip
    Review.objects.create(version=version, state=state)
    if state == "approved":
        Review.objects.filter(version=assessment.current).update(state="superseded")
        Assessment.objects.filter(pk=assessment.pk).update(current=version)
        assessment.current = version


def _finds(find, actor, thing) -> bool:
    try:
        return find(actor, thing.pk) == thing
    except NotFound:
        return False


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(one, max_size=5), size=st.integers(1, 4))
def test_what_is_listed_counted_and_found_is_the_same_in_any_world(people, things, size) -> None:
    from django.db import transaction

    with transaction.atomic():
        put(things, people["owners"], people["template"])
        for actor in people["actors"]:
            listed = walk(actor, size)
            every = Assessment.objects.all()
            found = {each.pk for each in every if _finds(access.find_known, actor, each)}
            readable = {each.pk for each in every if _finds(access.find, actor, each)}
            assert len(listed) == len(set(listed))
            assert set(listed) == set(access.known(actor).values_list("pk", flat=True)) == found
            assert set(access.visible(actor).values_list("pk", flat=True)) == readable <= found
            assert set(walk(actor, size, feed.Filters(is_whole=True))) == readable
            entries = {each.pk for each in feed.page(actor, size=100).items if each.is_entry}
            assert entries == found - readable
            assert feed.count_up_to(actor) == (len(found), False)
            assert feed.count_up_to(actor, cap=1) == (min(len(found), 1), len(found) > 1)
            order = {each.pk: (each.updated, each.pk) for each in Assessment.objects.all()}
            assert listed == sorted(listed, key=order.__getitem__, reverse=True)
            versions = set(access.visible_versions(actor))
            seen = {each for each in Version.objects.all() if _finds(access.find_version, actor, each)}
            assert versions == seen
            assert {each.assessment_id for each in versions} <= readable
            shown = {pk: access.in_force(actor, access.find(actor, pk)) for pk in readable}
            assert {each for each in shown.values() if each is not None} <= versions
        transaction.set_rollback(True)


# --- Paging --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 7, 20])
def test_every_item_is_met_once_in_order_even_with_equal_times(people, town, size) -> None:
    thing = {"owner": 0, "visibility": "public", "states": ["approved"]}
    things = [{**thing, "minutes": number // 5} for number in range(12)]
    put(things, people["owners"], people["template"])
    expected = Assessment.objects.order_by("-updated", "-id").values_list("pk", flat=True)
    assert walk(town.reader, size) == list(expected)


@pytest.mark.parametrize(
    "cursor",
    ["x", "_", "2027-01-01_x", f"x_{UUID(int=1)}", f"9999-12-31T23:59:59-14:00_{UUID(int=1)}", "\x00",
     f"0001-01-01T00:00:00+14:00_{UUID(int=1)}", "9" * 5000],
)  # fmt: skip
def test_a_page_address_that_is_not_whole_is_refused(reader, cursor) -> None:
    with pytest.raises(Invalid) as caught:
        feed.page(reader, cursor=cursor)
    assert (caught.value.code, caught.value.where) == ("list.cursor_malformed", "cursor")


SEARCHES = {"sak": 1, "SAK fjordby": 1, "sak skog": 0, "%": 0, "_": 0, "sa\x00k": 1, "'": 0}


@pytest.mark.parametrize(("text", "found"), SEARCHES.items())
def test_every_word_of_a_search_must_occur(draft, reader, text, found) -> None:
    assert len(feed.page(reader, feed.Filters(text=text)).items) == found


def test_a_list_is_narrowed_by_kind_owner_solution_and_what_is_overdue(town, in_force, reader) -> None:
    assessment = building.fresh(in_force.assessment)
    solution, day = assessment.solutions.get().pk, assessment.review_due
    fits = [
        {"kind": "ros"}, {"owner": town.agency.pk}, {"solution": solution},
        {"is_overdue": True, "today": day + timedelta(days=1)},
    ]  # fmt: skip
    misses = [{"kind": "dpia"}, {"owner": uuid4()}, {"solution": uuid4()}, {"is_overdue": True, "today": day}]
    assert [walk(reader, 5, feed.Filters(**each)) for each in fits] == [[assessment.pk]] * len(fits)
    assert [walk(reader, 5, feed.Filters(**each)) for each in misses] == [[]] * len(misses)


def test_that_a_review_is_overdue_is_told_to_those_who_are_shown_what_is_in_force(
    town, in_force, reader, outsider
) -> None:
    assessment = building.fresh(in_force.assessment)
    building.actions.share(
        assessment=assessment, visibility="public", shows_later=False, by=world.fresh(town.approver)
    )
    building.renewed(town, assessment)
    late = feed.Filters(is_overdue=True, today=building.fresh(assessment).review_due + timedelta(days=1))
    assert walk(reader, 5, late) == [assessment.pk]
    assert walk(outsider, 5, late) == walk(None, 5, late) == []


def _in_state(actor, state) -> set[UUID]:
    """What a filter on state finds; the count must agree, and the other filters must not open it."""
    found = walk(actor, 5, feed.Filters(state=state))
    assert feed.count_up_to(actor, feed.Filters(state=state)) == (len(found), False)
    return set(found)


def test_a_list_is_narrowed_by_state_and_others_unapproved_work_stays_unfound(
    town, in_force, village, stranger
) -> None:
    assessment = building.fresh(in_force.assessment)
    draft = building.started(town, title="Annen")
    waiting = building.submitted(town, title="Tredje").assessment
    own = {state: _in_state(town.reader, state) for state in ("in_force", "draft", "submitted", "king")}
    assert own == {
        "in_force": {assessment.pk}, "draft": {draft.pk}, "submitted": {waiting.pk}, "king": set(),
    }  # fmt: skip
    actions.revise(assessment=assessment, by=town.author)
    assert _in_state(town.reader, "draft") == {draft.pk, assessment.pk}
    for outsider in (None, stranger, village.reader):
        assert _in_state(outsider, "in_force") == {assessment.pk}
        assert _in_state(outsider, "draft") == _in_state(outsider, "submitted") == set()
    building.freeze(town, building.fresh(assessment))
    assert _in_state(town.reader, "submitted") == {waiting.pk, assessment.pk}
    assert _in_state(village.reader, "submitted") == set()


# --- What a list tells ---------------------------------------------------------------------------


def signs(actor, assessment) -> tuple[object, ...]:
    """What a list shows of how far one assessment has come."""
    (shown,) = [each for each in feed.page(actor).items if each.pk == assessment.pk]
    return shown.title, shown.newest_state, shown.newest_number, shown.has_draft


def test_others_are_told_only_of_what_is_in_force(town, in_force, outsider, stranger) -> None:
    assessment = building.fresh(in_force.assessment)
    outside = [None, outsider, stranger]
    before = [signs(actor, assessment) for actor in outside]
    assert before == [("Sak", "approved", 1, False)] * 3
    actions.revise(assessment=assessment, by=town.author)
    actions.save_section(
        assessment=assessment, section="context", fields={"title": "Hemmelig ny tittel"},
        expected=building.etag(assessment, "context"), by=town.author,
    )  # fmt: skip
    assert [signs(actor, assessment) for actor in outside] == before
    assert signs(town.reader, assessment) == ("Sak", "approved", 1, True)
    building.freeze(town, building.fresh(assessment))
    assert [signs(actor, assessment) for actor in outside] == before
    assert signs(town.reader, assessment) == ("Sak", "submitted", 2, False)
    hits = [len(feed.page(actor, feed.Filters(text="hemmelig")).items) for actor in outside]
    assert hits == [0, 0, 0]


def test_a_list_costs_few_queries_however_long(people, town, django_assert_max_num_queries) -> None:
    thing = {"owner": 0, "visibility": "public", "states": ["approved"], "minutes": 0}
    put([thing] * 25, people["owners"], people["template"])
    with django_assert_max_num_queries(10):
        assert len(feed.page(world.fresh(town.reader)).items) == feed.PAGE_SIZE


def distances(actor, forks) -> list[tuple[object, ...]]:
    """How far each fork is behind and ahead, and what that weighs, as a list says it."""
    listed = {each.pk: each for each in feed.page(actor).items}
    return [(one.behind, one.ahead, one.weight) for one in (listed[each.pk] for each in forks)]


def test_each_is_told_of_distance_as_she_sees_both_whoever_asked_before(
    town, village, in_force, outsider, stranger, monkeypatch
) -> None:
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)
    hers = actions.fork(version=in_force, owner=village.agency, by=outsider)
    building.adopted(village, hers)
    building.renewed(town, in_force.assessment)
    assert distances(world.fresh(outsider), [hers]) == [(1, 1, None)]
    building.show(building.fresh(in_force.assessment), town, "members")
    actors = [None, stranger, town.reader, outsider, None, world.fresh(outsider), world.fresh(town.reader)]
    told = [distances(actor, [hers]) for actor in actors]
    assert told == [[(1 if actor in (town.reader, outsider) else 0, 1, None)] for actor in actors]
    for actor, said in zip(actors, told, strict=True):
        distance = reading.upstream_of(building.fresh(hers), actor)
        assert said == [(len(distance.behind), distance.ahead, distance.weight)]
