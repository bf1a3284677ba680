"""What a newer version upstream weighs: said in lists, found by a worker, and never more than one may see."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser

from assessments import actions, comparing, tasks
from assessments.engine.content import Mark
from assessments.engine.redact import Reading
from assessments.lineage import tree
from assessments.models import Draft, Weighing
from assessments.search import feed
from assessments.watching import step_of
from registry import jobs
from registry.errors import NotPermitted
from registry.models import Job
from tests import world
from tests.assessments import building
from tests.assessments.building import refused, stored
from tests.assessments.test_fork import fork
from tests.assessments.test_pull import first_row, renewed, rewrite, rewrite_row

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_rings(monkeypatch):
    monkeypatch.setattr("registry.jobs.bell.ring", lambda job_id: True)


@pytest.fixture
def ours(village, in_force):
    """The village's fork of what is in force in the town."""
    return fork(in_force, village)


def listed(assessment, actor) -> tuple[int, str | None]:
    """How far behind a list says that an assessment is, and what that weighs."""
    actor = world.fresh(actor) if actor else AnonymousUser()
    (shown,) = [each for each in feed.page(actor).items if each.pk == assessment.pk]
    return shown.behind, shown.weight


def likelier(assessment) -> None:
    """Raise a risk."""
    rewrite_row(assessment, "scenarios", first_row(assessment, "scenarios"), likelihood_before=4)


def as_it_was(version):
    """A change that puts the scenarios back as they were in a version."""
    return lambda assessment: building.write(
        assessment, stored(assessment).content.with_rows("scenarios", version.content.rows["scenarios"])
    )


def other_scope(assessment) -> None:
    rewrite(assessment, in_scope="Noe helt annet enn før, med andre ord.")


def case_number(assessment) -> None:
    """About the paper, not the risk."""
    rewrite(assessment, case_number="2027/17")


# --- What it says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "weight"),
    [
        (likelier, "serious"),
        (other_scope, "notable"),
        (case_number, "editorial"),
        (lambda assessment: None, None),
    ],
)
def test_a_list_says_what_the_newest_version_weighs(town, village, in_force, ours, change, weight) -> None:
    renewed(town, in_force.assessment, change)
    jobs.drain()
    assert listed(ours, village.author) == (1, weight)


def test_the_weight_is_of_the_whole_way_and_not_of_its_heaviest_step(town, village, in_force, ours) -> None:
    second = renewed(town, in_force.assessment, likelier)
    later = fork(second, village)
    renewed(town, in_force.assessment, as_it_was(in_force))
    jobs.drain()
    assert listed(ours, village.author) == (2, None)
    assert listed(later, village.author) == (1, "notable")


@pytest.mark.parametrize("change", [likelier, other_scope, case_number])
def test_a_list_says_the_same_as_the_page_to_every_reader(town, village, in_force, change, stranger) -> None:
    forked = [fork(in_force, village), fork(in_force, town)]
    for made, house in zip(forked, (village, town), strict=True):
        building.adopted(house, made)
    newer = renewed(town, in_force.assessment, change)
    jobs.drain()
    for actor in (village.author, town.author, stranger, None):
        someone = world.fresh(actor) if actor else AnonymousUser()
        step = step_of(building.again(in_force), building.again(newer), someone)
        assert [listed(each, actor) for each in forked] == [(1, step.weight)] * 2


def test_the_tree_says_it_too(town, village, in_force, ours) -> None:
    building.adopted(village, ours)
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    _origin, below = tree(building.fresh(in_force.assessment), world.fresh(village.author)).nodes
    assert (below.named.stand.behind, below.named.stand.weight) == (1, "serious")


# --- What one may see ----------------------------------------------------------------------------


def withheld(assessment) -> None:
    """Withhold an answer, and change it."""
    other_scope(assessment)
    content = stored(assessment).content
    building.write(assessment, content.with_mark("in_scope", Mark("offl-24-3", "Grunn")))


def weakness(assessment) -> None:
    """Change what is withheld without anyone saying so."""
    row = first_row(assessment, "scenarios")
    rewrite_row(assessment, "scenarios", row, local_vulnerability="Døren i kjelleren står åpen.")


@pytest.mark.parametrize("change", [withheld, weakness])
def test_what_is_withheld_weighs_nothing_to_those_it_is_withheld_from(
    town, village, in_force, ours, change
) -> None:
    own = fork(in_force, town)
    building.adopted(village, ours)
    renewed(town, in_force.assessment, change)
    jobs.drain()
    assert listed(ours, village.author) == listed(ours, None) == (1, None)
    assert listed(own, town.author)[1] in ("serious", "notable")
    _origin, below = tree(building.fresh(in_force.assessment), world.fresh(village.author)).nodes
    assert (below.named.stand.behind, below.named.stand.weight) == (1, None)


def test_what_was_worked_out_for_the_owners_people_is_not_told_to_others(town, village, in_force) -> None:
    sides = building.again(in_force), renewed(town, in_force.assessment, weakness)
    assert step_of(*sides, world.fresh(town.author)) is not None
    assert step_of(*sides, world.fresh(village.author)) is None


def test_of_an_original_one_may_not_see_no_weight_is_told(town, village, in_force, ours) -> None:
    newer = renewed(town, in_force.assessment, likelier)
    jobs.drain()
    building.show(building.fresh(in_force.assessment), town, "private")
    assert step_of(building.again(in_force), newer, world.fresh(village.author)) is None
    assert Weighing.objects.count() == 1
    assert listed(ours, village.author) == (0, None)
    (node,) = [each for each in tree(ours, world.fresh(village.author)).nodes if each.named]
    assert node.named.stand.weight is None


def test_a_version_taken_back_is_weighed_for_its_owners_people_alone(town, village, in_force, ours) -> None:
    own = fork(in_force, town)
    actions.withdraw(version=building.again(in_force), reason="Feil", by=world.fresh(town.approver))
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    assert listed(ours, village.author) == (1, None)
    assert listed(own, town.author) == (1, "serious")


def test_what_leads_from_a_version_that_others_are_not_shown_is_told_to_its_owners_people_alone(
    town, village, in_force, ours
) -> None:
    own = fork(in_force, town)
    building.adopted(village, ours)
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    actions.share(
        assessment=building.fresh(in_force.assessment),
        visibility="members",
        shown_from=2,
        by=world.fresh(town.approver),
    )
    assert listed(ours, village.author) == (1, None)
    assert listed(own, town.author) == (1, "serious")
    _origin, below = tree(building.fresh(in_force.assessment), world.fresh(village.author)).nodes
    assert (below.named.stand.behind, below.named.stand.weight) == (1, None)


def test_while_others_are_shown_an_older_version_only_a_newer_one_weighs_nothing_to_them(
    town, village, in_force, ours
) -> None:
    actions.share(
        assessment=building.fresh(in_force.assessment),
        visibility="members",
        shows_later=False,
        by=world.fresh(town.approver),
    )
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    assert Weighing.objects.get().to(Reading.MEMBERS) == "serious"
    assert listed(ours, village.author) == (0, None)


# --- Known, or not yet ---------------------------------------------------------------------------


def test_until_a_worker_has_weighed_it_only_the_distance_is_told(town, village, in_force, ours) -> None:
    renewed(town, in_force.assessment, other_scope)
    assert listed(ours, village.author) == (1, None)
    jobs.drain()
    assert listed(ours, village.author) == (1, "notable")
    renewed(town, in_force.assessment, likelier)
    assert listed(ours, village.author) == (2, None)
    jobs.drain()
    assert listed(ours, village.author) == (2, "serious")


def test_when_the_newest_is_taken_back_the_one_before_it_is_weighed(town, in_force) -> None:
    own = fork(in_force, town)
    renewed(town, in_force.assessment, other_scope)
    third = renewed(town, in_force.assessment, likelier)
    jobs.drain()
    actions.withdraw(version=building.again(third), reason="Feil", by=world.fresh(town.approver))
    assert listed(own, town.author) == (1, None)
    jobs.drain()
    assert listed(own, town.author) == (1, "notable")


def test_forking_an_older_version_has_it_weighed_and_the_newest_orders_nothing(
    town, village, in_force
) -> None:
    newest = renewed(town, in_force.assessment, likelier)
    jobs.drain()
    fork(newest, village)
    assert not Job.objects.filter(kind="weigh").exists()
    older = fork(building.again(in_force), village)
    fork(building.again(in_force), village)
    assert Job.objects.filter(kind="weigh").count() == 1
    jobs.drain()
    assert listed(older, village.author) == (1, "serious")
    fork(building.again(in_force), village)
    assert Job.objects.filter(kind="weigh").count() == 1


def test_taking_over_a_version_in_between_and_undoing_it_has_each_weighed(
    town, village, in_force, ours
) -> None:
    between = renewed(town, in_force.assessment, likelier)
    renewed(town, in_force.assessment, case_number)
    jobs.drain()
    author = world.fresh(village.author)
    actions.choose_all(assessment=ours, version=between, by=author)
    actions.pull(assessment=building.fresh(ours), version=between, by=author)
    assert Draft.objects.get(assessment=ours).base == between
    assert listed(ours, village.author) == (1, None)
    jobs.drain()
    assert listed(ours, village.author) == (1, "editorial")
    actions.undo_pull(assessment=building.fresh(ours), by=author)
    assert listed(ours, village.author) == (2, "serious")


def test_a_worker_that_was_overtaken_keeps_nothing(town, village, in_force, ours, monkeypatch) -> None:
    renewed(town, in_force.assessment, likelier)
    real = comparing.weight_to
    overtaking = iter([True])

    def weight_to(reading, old, new):
        if next(overtaking, False):
            renewed(town, in_force.assessment, as_it_was(in_force))
        return real(reading, old, new)

    monkeypatch.setattr(import_module("assessments.actions.weigh"), "weight_to", weight_to)
    assert actions.weigh(assessment=in_force.assessment_id) == 0
    assert listed(ours, village.author) == (2, None)
    assert actions.weigh(assessment=in_force.assessment_id) == 1
    assert Weighing.objects.get().new.number == 3


def test_weighing_that_is_begun_again_weighs_what_is_left(town, village, in_force, ours) -> None:
    renewed(town, in_force.assessment, likelier)
    job = jobs.claim("first")
    steps = []
    tasks.tell(job, lambda percent, step: steps.append(percent))
    assert (Weighing.objects.count(), steps.count(90)) == (1, 1)
    tasks.tell(job, lambda percent, step: steps.append(percent))
    assert (Weighing.objects.count(), steps.count(90)) == (1, 1)


def test_what_was_never_weighed_is_weighed_after_an_update(town, village, in_force, ours) -> None:
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    Weighing.objects.all().delete()
    assert actions.fill_weights(by=None) == 1
    jobs.drain()
    assert Weighing.objects.get().to(Reading.MEMBERS) == "serious"
    assert actions.fill_weights(by=None) == 0
    assert actions.rebuild_weights(by=None) == 1
    assert not Weighing.objects.exists()


def test_only_the_operator_has_all_of_it_weighed(in_force, town) -> None:
    for action in (actions.fill_weights, actions.rebuild_weights):
        with refused(NotPermitted, "access.not_permitted"):
            action(by=world.fresh(town.administrator))


# --- What a list costs ---------------------------------------------------------------------------


def test_a_list_of_twenty_forks_compares_nothing_and_asks_no_more(
    town, village, in_force, monkeypatch, django_assert_max_num_queries
) -> None:
    forked = [fork(in_force, village) for _time in range(feed.PAGE_SIZE)]
    renewed(town, in_force.assessment, likelier)
    jobs.drain()
    user = world.fresh(village.author)
    monkeypatch.setattr(comparing, "compare", None)
    with django_assert_max_num_queries(5):
        shown = feed.page(user, feed.Filters(owner=village.agency.pk)).items
    assert {each.pk for each in shown} == {each.pk for each in forked}
    assert {(each.behind, each.weight) for each in shown} == {(1, "serious")}
