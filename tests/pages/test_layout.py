"""Every kind of page in Chromium: no axe violation, no scrolling to the side, nothing the CSP refuses."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.utils import timezone

from assessments import actions
from tests import world
from tests.assessments import building
from tests.assessments.test_pull import renewed, rewrite
from tests.pages.browsing import CONTRAST, EVERYTHING, FINGERS, look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("layout")]


_answers: dict[str, HttpResponse] = {}


@pytest.fixture
def pages(db, request):
    """path -> what Django answered, for every kind of page; asked once for all that look at them."""
    if not _answers:
        _answers.update(_ask(*(request.getfixturevalue(name) for name in ("enter", "town", "village"))))
    return _answers


def _ask(enter, town, village) -> dict[str, HttpResponse]:
    """Every kind of page, by the roles that see most of each."""
    upstream = building.approved(town, visibility="public")
    waiting = building.submitted(town, "dpia", title="DPIA av saksbehandling")
    author = world.fresh(village.author)
    fork = actions.fork(version=upstream, owner=village.agency, by=author)
    proposal = _changed_on_both_sides(upstream, fork, town, village)
    scenario = building.stored(fork).content.rows["scenarios"][0].id
    solution = upstream.assessment.assessed.first().solution_id
    b = f"/bank/scenarios/{scenario}/"
    listed, request = _listed_and_asked_for(town, village)
    found = _with_findings(town)
    a, f, v, w = upstream.assessment_id, fork.pk, upstream.pk, waiting.pk
    asked = {
        None: ["/", "/sign-in/", "/about/", f"/assessments/{a}/", "/nowhere/", "/bank/", b],
        village.author: [
            "/me/", "/me/profile/", "/mine/", "/tasks/", "/solutions/", "/solutions/new/",
            "/inbox/", f"/assessments/{f}/watch/",
            f"/solutions/{solution}/", "/assessments/new/", f"/assessments/{f}/draft/",
            f"/assessments/{f}/edit/context/", f"/assessments/{f}/edit/scenarios/",
            f"/assessments/{f}/rows/scenarios/{scenario}/", f"/assessments/{f}/confirm/",
            f"/assessments/{f}/submit/", f"/assessments/{f}/lineage/", f"/versions/{v}/fork/",
            f"/compare/?from={v}&to=draft:{f}&show=all", f"/compare/?to={v}",
            f"{b}pick/",
            f"/assessments/{f}/pull/", f"/assessments/{f}/propose/", f"/assessments/{f}/proposals/",
            f"/proposals/{proposal.pk}/", f"/assessments/{listed.pk}/",
        ],
        town.author: [
            f"/proposals/{proposal.pk}/?", f"/assessments/{a}/follow-up/", f"/assessments/{a}/history/",
            f"/versions/{v}/export/",
        ],
        town.approver: [
            f"/versions/{w}/review/", f"/assessments/{listed.pk}/share/", f"/versions/{w}/", "/exports/",
            f"/access-requests/{request.pk}/",
            f"/assessments/{found.assessment_id}/checklist/?circle=members",
        ],
        town.auditor: [f"/agencies/{town.agency.pk}/trail/"],
        town.administrator: [f"/agencies/{town.agency.pk}/", f"/agencies/{town.agency.pk}/edit/"],
    }  # fmt: skip
    found = {
        path: client.get(path) for who, paths in asked.items() for client in [enter(who)] for path in paths
    }
    return found | _through_a_link(enter(), listed, town)


def _with_findings(town):
    """One in force with points of every severity, one of them answered."""
    assessment = building.fill(building.started(town, title="Med funn"))
    said = {
        "in_scope": "Sak 15108695088. Spør ola.nordmann@fjordvik.no.",
        "assumptions": "Ring 22 33 44 55.",
        "summary_for_publication": "Se kapittel 2.",
    }
    building.write(assessment, building.stored(assessment).content.with_fields(said))
    version = building.approve(town, building.freeze(town, assessment))
    given = {"rule": "phone", "where": "assumptions", "version": 1, "reason": "Sentralbordet."}
    actions.answer_findings(
        assessment=version.assessment, circle="members", answers=[given], by=world.fresh(town.approver)
    )
    return version


def _listed_and_asked_for(town, village):
    """One that members may know of and another agency is named in, and the village's request to see it."""
    assessment, approver = (
        building.approved(town, title="Bare oppført").assessment,
        world.fresh(town.approver),
    )
    actions.share(assessment=assessment, visibility="named", listed_to="members", by=approver)
    named = world.agency("Tredje kommune")
    actions.name_agency(assessment=assessment, agency=named, reason="Samme løsning", by=approver)
    actions.make_share_link(
        assessment=assessment, version=1, for_whom="En leverandør", until=timezone.localdate(), by=approver
    )
    reason, author = "Vi tar den i bruk.", world.fresh(village.author)
    request = actions.ask_access(assessment=assessment, agency=village.agency, reason=reason, by=author)
    return building.fresh(assessment), request


def _through_a_link(client, assessment, town) -> dict[str, HttpResponse]:
    """The door of a link, and what a guest reads behind it."""
    link, secret = actions.make_share_link(
        assessment=assessment, version=1, for_whom="Leverandør AS", until=timezone.localdate(),
        by=world.fresh(town.approver),
    )  # fmt: skip
    door = f"/shared/{link.pk}/"
    seen = {door: client.get(door)}
    client.post(door, {"code": secret})
    return seen | {f"{door}read/": client.get(f"{door}read/")}


def _changed_on_both_sides(upstream, fork, town, village):
    """The original and the fork both reword one answer; the fork proposes another."""
    renewed(town, upstream.assessment, lambda a: rewrite(a, in_scope="Nytt omfang.", assumptions="Nytt"))
    rewrite(fork, in_scope="Vårt omfang.", out_of_scope="Vår avgrensning.")
    return actions.propose(
        assessment=building.fresh(fork), paths=["in_scope", "out_of_scope"], title="Rettelse",
        reason="Det stemmer ikke.", by=world.fresh(village.author),
    )  # fmt: skip


def test_every_page_answers(pages):
    refused = {path: answer.status_code for path, answer in pages.items() if answer.status_code != 200}
    assert refused == {"/nowhere/": 404}


@pytest.mark.parametrize(
    ("width", "scheme", "rules"),
    [(1280, "light", EVERYTHING), (1280, "dark", CONTRAST), (320, "light", FINGERS)],
    ids=["light", "dark", "narrow"],
)
def test_every_page_is_accessible_and_fits(pages, width, scheme, rules):
    seen = look(pages, width=width, scheme=scheme, rules=rules)
    assert {path: page.violations for path, page in seen.items() if page.violations} == {}
    assert {path: page.sideways for path, page in seen.items() if page.sideways > 0} == {}
    troubles = {path: page.troubles for path, page in seen.items() if page.troubles and path != "/nowhere/"}
    assert troubles == {}
