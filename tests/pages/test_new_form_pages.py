"""An older form's answers on the pages: seen, let go, and the way over to a newer form."""

from __future__ import annotations

import pytest
from django.urls import reverse

from assessments import actions
from assessments.models import Draft
from tests import world
from tests.assessments.building import stored
from tests.assessments.conftest import in_force, town, village  # noqa: F401
from tests.assessments.test_new_form import newer_form, ours  # noqa: F401

pytestmark = pytest.mark.django_db


def _page(client, user, assessment) -> str:
    client.force_login(user)
    return client.get(reverse("assessments:draft", args=[assessment.pk])).content.decode()


def test_a_writer_is_offered_the_newer_form_and_a_reader_is_not(client, village, ours, newer_form) -> None:
    address = reverse("assessments:renew-form", args=[ours.pk])
    assert address not in _page(client, world.fresh(village.reader), ours)
    assert address in _page(client, world.fresh(village.author), ours)
    client.post(address)
    assert Draft.objects.get(assessment=ours).schema == newer_form
    page = _page(client, world.fresh(village.author), ours)
    assert "Fire timer" in page
    assert address not in page


def test_an_old_answer_is_let_go_from_the_page(client, village, ours, newer_form) -> None:
    author = world.fresh(village.author)
    actions.renew_form(assessment=ours, by=author)
    client.force_login(author)
    address = reverse("assessments:let-go", args=[ours.pk])
    client.post(address, {"path": "recovery_time", "expected": "stale"})
    assert stored(ours).content.orphans
    client.post(address, {"path": "recovery_time", "expected": stored(ours).etags["~/recovery_time"]})
    assert not stored(ours).content.orphans
