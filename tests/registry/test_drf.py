"""The one permission class of the API, by itself: who enters for which need."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from registry import actions
from registry.access import policy
from registry.access.drf import ByPolicy, Entry
from registry.access.permissions import Permission
from tests import world

pytestmark = pytest.mark.django_db
#                        anonymous nothing stranger inactive reader administrator operator bound
ENTERS = """
anyone                   yes       yes     yes      yes      yes    yes           yes      yes
SIGNED_IN                -         -       yes      -        yes    yes           yes      yes
HERSELF                  -         -       yes      -        yes    yes           yes      -
MEMBER                   -         -       -        -        yes    yes           -        yes
OPERATOR                 -         -       -        -        -      -             yes      -
manage_members           -         -       -        -        -      yes           -        -
"""
WHO = ("anonymous", "nothing", "stranger", "inactive", "reader", "administrator", "operator", "bound")
TABLE = {row.split()[0]: row.split()[1:] for row in ENTERS.strip().splitlines()}


@pytest.fixture
def actor(request, town):
    """By the name of a column."""
    name = request.param
    if name == "anonymous":
        return AnonymousUser()
    if name == "nothing":
        return None
    if name == "inactive":
        return actions.deactivate_person(user=town.author, by=None)
    if name == "bound":
        reader = world.fresh(town.reader)
        policy.bind(reader, town.agency.pk)
        return reader
    return town[name] if name in ("reader", "administrator") else request.getfixturevalue(name)


@pytest.mark.parametrize(("place", "actor"), list(enumerate(WHO)), indirect=["actor"], ids=WHO)
def test_each_enters_for_what_the_table_says(rf, place, actor):
    needs = {"anyone": None, **Entry.__members__, "manage_members": Permission.MANAGE_MEMBERS}
    assert set(needs) == set(TABLE)
    for name, need in needs.items():
        request = rf.get("/")
        request.user = actor
        view = _Plain()
        view.permission_of = {"get": need}
        assert ByPolicy().has_permission(request, view) is (TABLE[name][place] == "yes"), name


def test_what_is_not_in_the_table_is_denied_and_what_is_no_method_is_not_asked_about(rf, operator):
    request = rf.get("/")
    request.user = operator
    view = _Plain()
    view.permission_of = {}
    assert not ByPolicy().has_permission(request, view)
    for method in ("OPTIONS", "PATCH"):
        request.method = method
        assert ByPolicy().has_permission(request, view)


class _Plain(APIView):
    permission_of: ClassVar = {"get": Entry.OPERATOR}
    permission_classes = (ByPolicy,)
    http_method_names = ("get", "post")

    def get(self, request):
        return Response()

    def put(self, request):
        return Response()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_what_a_plain_view_does_not_answer_is_no_question_of_permission(operator, method):
    """No such method, one it does not let in, and one it has never heard of: 405, whoever asks."""
    request = getattr(APIRequestFactory(), method)("/")
    force_authenticate(request, operator)
    assert _Plain.as_view()(request).status_code == 405
