"""The demo data: it fills an empty registry, what is in force is complete, and nothing in it is real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from assessments.access import known, visible
from assessments.engine.completeness import problems
from assessments.engine.content import Content
from assessments.engine.diff import Op, diff
from assessments.engine.reuse import Status
from assessments.inherited import base_of
from assessments.lifecycle import State
from assessments.models import (
    AccessRequest,
    Assessment,
    Draft,
    FollowUp,
    Grant,
    Link,
    Notice,
    NoticeKind,
    Version,
)
from assessments.reading import behind, read_draft, read_version, reasons_against
from exports.demo import Summary, book, seed
from registry.access.roles import Role
from registry.models import Agency, Event, Membership, Solution, SolutionUse, Supplier, User

pytestmark = pytest.mark.django_db

SYNTHETIC = re.compile(r"31000\d{4}")
REAL = re.compile(
    r"Google|Microsoft|Azure|Amazon|Apple|Vigilo|Visma|KPN|CoronaMelder|Altinn"
    r"|Bergen|Oslo|Trondheim|Østre Toten|Grong|Digdir|Kartverket|\bKS\b|\bNAV\b|\bVWS\b"
)
IN_FORCE = (State.APPROVED, State.SUPERSEDED)
# How many scenarios each list of known facts has.
SCENARIOS = {
    "DPIA – Skolesky kjernetjenester i grunnskolen": 15,
    "DPIA – Skydrift av fellesplattform": 10,
    "DPIA – Varselet, smittevarsling på mobil": 16,
    "ROS – Heimklang, portal for skole og hjem": 13,
    "ROS – Felles driftsplattform og fagsystemtilgang": 13,
}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[Summary]:
    """The demo, made once for this file and rolled back afterwards."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


def titled(title: str, owner: str) -> Assessment:
    return Assessment.objects.get(title__startswith=title, owner__name__startswith=owner)


def person(word: str) -> User:
    return User.objects.get(email__startswith=f"{word}.")


def newest(assessment: Assessment) -> Version:
    return assessment.versions.select_related("review").get(number=assessment.versions.count())


def test_an_empty_registry_is_filled(demo: Summary) -> None:
    assert Agency.objects.count() == 4
    assert Solution.objects.count() >= 10
    assert Assessment.objects.filter(kind="dpia", upstream=None).count() >= 3
    assert Assessment.objects.filter(kind="ros", upstream=None).count() >= 2
    assert Assessment.objects.exclude(upstream=None).count() >= 4


def test_seeding_again_changes_nothing_and_tells_the_same_sign_ins(demo: Summary) -> None:
    before = Event.objects.count()
    assert tuple(seed()) == tuple(demo)
    assert Event.objects.count() == before


def test_every_sign_in_works(demo: Summary) -> None:
    for who in demo:
        assert authenticate(username=who.email, password=who.password), who


def test_there_is_somebody_to_sign_in_as_in_every_role(demo: Summary) -> None:
    shown = Membership.objects.filter(user__email__in=[who.email for who in demo])
    assert set(shown.values_list("role", flat=True)) == {role.value for role in Role}


def test_every_role_is_filled_in_fjordvik(demo: Summary) -> None:
    filled = Membership.objects.filter(agency__name="Fjordvik kommune").values_list("role", flat=True)
    assert set(filled) == {role.value for role in Role}


def test_every_version_that_is_or_was_in_force_is_complete(demo: Summary) -> None:
    versions = Version.objects.filter(review__state__in=IN_FORCE).select_related("assessment", "review")
    assert len(versions) >= 7
    for version in versions:
        assert reasons_against(version) == [], version.assessment


def test_no_risk_in_force_rises_after_its_measures(demo: Summary) -> None:
    for version in Version.objects.filter(review__state__in=IN_FORCE):
        assert problems(version.content, version.parsed_schema, facts={"owner": "–"}) == ()


@pytest.mark.parametrize(("title", "count"), SCENARIOS.items())
def test_every_known_scenario_is_there(demo: Summary, title: str, count: int) -> None:
    assert len(Assessment.objects.get(title=title, upstream=None).current.content.rows["scenarios"]) == count


def test_every_measure_in_force_is_named_by_a_scenario(demo: Summary) -> None:
    for assessment in Assessment.objects.exclude(current=None):
        rows = assessment.current.content.rows
        named = {row for scenario in rows["scenarios"] for row in scenario.fields.get("measures", ())}
        assert named == {measure.id for measure in rows["measures"]}, assessment


def test_the_publisher_is_ahead_of_the_municipality_by_one_version(demo: Summary) -> None:
    fork = titled("DPIA – Skolesky", "Fjordvik")
    assert [version.number for version in behind(fork, person("kari"), fork.draft.base)] == [2]


def test_the_municipality_has_made_the_reference_its_own_and_confirmed_some_of_it(demo: Summary) -> None:
    view = read_draft(titled("DPIA – Skolesky", "Fjordvik").draft, person("kari"))
    assert view.standing.counts[Status.CHANGED] >= 3
    assert 20 <= view.standing.confirmed_percent <= 80
    assert {decision.value for decision in view.standing.decided.values()} == {
        "confirmed",
        "changed",
        "not_relevant",
    }


def test_the_second_edition_raises_a_risk_adds_a_measure_and_rewords_a_paragraph(demo: Summary) -> None:
    reference = titled("DPIA – Skolesky", "Læringsnett")
    first, second = reference.versions.order_by("number")
    changes = {(each.path.partition("/")[0], each.op) for each in diff(first.content, second.content)}
    assert changes == {
        ("transfer_assessment", Op.CHANGED),
        ("scenarios", Op.CHANGED),
        ("measures", Op.ADDED),
    }


def test_one_dpia_lacks_nothing_but_the_advice_of_the_dpo(demo: Summary) -> None:
    version = newest(titled("DPIA – Skolesky", "Nordheim"))
    assert version.review.state == State.SUBMITTED
    assert [reason.code for reason in reasons_against(version)] == ["advice.absent"]


def test_one_ros_lacks_nothing_but_the_approval(demo: Summary) -> None:
    version = newest(titled("ROS – Fjordviks bruk", "Fjordvik"))
    assert version.review.state == State.SUBMITTED
    assert reasons_against(version) == []
    assert read_version(version, person("rolf")).standing.confirmed_percent == 100


def test_some_in_force_should_have_been_looked_at_again(demo: Summary) -> None:
    overdue = Assessment.objects.filter(current__isnull=False, review_due__lt=timezone.localdate())
    assert {each.kind for each in overdue} == {"ros", "dpia"}


def test_one_was_sent_back_with_comments_and_one_withdrawn(demo: Summary) -> None:
    sent_back = Version.objects.get(review__state=State.CHANGES_REQUESTED)
    assert sent_back.comments.count() == 3
    assert Version.objects.filter(review__state=State.WITHDRAWN).count() == 1


def test_a_ros_and_a_dpia_are_linked_and_share_measures(demo: Summary) -> None:
    link = Link.objects.get()
    ros, dpia = ({row.id for row in each.current.content.rows["measures"]} for each in (link.ros, link.dpia))
    assert len(ros & dpia) == 3


def test_measures_are_followed_up_after_approval(demo: Summary) -> None:
    assert FollowUp.objects.filter(assessment__owner__name="Fjordvik kommune").count() == 3


def test_nobody_outside_sees_what_is_private_or_not_in_force(demo: Summary) -> None:
    private = titled("ROS – Alarmmottak", "Fjordvik")
    for outsider in (None, person("ida"), person("silje")):
        assert not visible(outsider).filter(pk=private.pk).exists()
    assert visible(person("lise")).filter(pk=private.pk).exists()


def test_one_is_shown_to_a_named_agency_until_a_day_and_to_nobody_else(demo: Summary) -> None:
    grant = Grant.objects.get()
    assert grant.reason
    assert grant.until > timezone.localdate()
    assert visible(person("kari")).filter(pk=grant.assessment_id).exists()
    for other in (None, person("sigrun"), person("ida")):
        assert not known(other).filter(pk=grant.assessment_id).exists()


def test_a_row_an_answer_and_a_cell_are_withheld_from_the_named_agency_and_not_from_the_owner(
    demo: Summary,
) -> None:
    version = Grant.objects.get().assessment.current
    assert sorted(path.count("/") for path in version.content.marks) == [0, 1, 2]
    theirs, shown = (read_version(version, person(who)) for who in ("silje", "kari"))
    assert theirs.statement == {}
    assert shown.statement["offl-24-3"] >= 2
    assert shown.statement["offl-13"] == 1
    for path in version.content.marks:
        assert said_at(theirs.content, path)
        assert not said_at(shown.content, path)


def said_at(content: Content, path: str) -> bool:
    """Whether words stand in the answer, the cell or the row."""
    table, _, row = path.partition("/")
    if row and "/" not in row:
        return bool(content.row(table, row).fields)
    return isinstance(content.value(path), str)


def test_one_is_only_listed_to_members_and_one_of_them_waits_to_be_shown_it(demo: Summary) -> None:
    request = AccessRequest.objects.get(state=AccessRequest.State.OPEN)
    assert request.assessment == titled("ROS – Alarmmottak", "Fjordvik")
    entry = known(request.by).get(pk=request.assessment_id)
    assert entry.is_entry
    assert not visible(request.by).filter(pk=entry.pk).exists()
    assert not known(None).filter(pk=entry.pk).exists()
    told = Notice.objects.filter(kind=NoticeKind.ASKED, assessment=request.assessment)
    assert set(told.values_list("user__email", flat=True)) >= {person("rolf").email}


def test_a_visitor_sees_what_is_public(demo: Summary) -> None:
    assert visible(None).count() == 3


def test_nynorsk_is_there_too(demo: Summary) -> None:
    assert Assessment.objects.filter(language="nn", current__isnull=False).exists()


def test_every_fork_knows_what_it_was_built_on(demo: Summary) -> None:
    for fork in Assessment.objects.exclude(upstream=None):
        version = fork.versions.order_by("number").first()
        head = version or Draft.objects.get(assessment=fork)
        content = version.content if version else head.stored().content
        assert base_of(fork, fork.upstream, head.parsed_schema, content).rows["scenarios"]


def test_every_solution_is_used_by_someone(demo: Summary) -> None:
    assert set(SolutionUse.objects.values_list("solution", flat=True)) == set(
        Solution.objects.values_list("id", flat=True)
    )


def test_every_organisation_number_is_synthetic(demo: Summary) -> None:
    numbers = [
        *Agency.objects.values_list("orgnr", flat=True),
        *Supplier.objects.values_list("orgnr", flat=True),
    ]
    for name in book.names():
        numbers += re.findall(r"\b\d{9}\b", text_of(name))
    assert all(SYNTHETIC.fullmatch(number) for number in numbers if number)


@pytest.mark.parametrize("name", book.names())
def test_every_address_is_an_example_and_no_real_body_or_product_is_named(name: str) -> None:
    text = text_of(name)
    for host in re.findall(r"(?:https?://|@)([\w.-]+)", text):
        assert host.endswith(".example")
    assert not REAL.findall(text)


def test_dates_count_from_the_day_it_is_read() -> None:
    read = book.read("ros-skjemaveven", date(2031, 3, 1))
    assert read["fields"]["review_date"] == "2031-01-13"


def text_of(name: str) -> str:
    return (Path(book.__file__).parent / "content" / f"{name}.yaml").read_text(encoding="utf-8")
