"""Where one is signed in, over the API."""

from __future__ import annotations

import pytest

from registry import actions
from registry.access import policy
from registry.errors import NotPermitted
from registry.models import Event, Session
from tests import world
from tests.api.asking import Asker, refused

pytestmark = pytest.mark.django_db
HERE = "me/sessions/"


def signed_in(person) -> Asker:
    """A browser in which the person has signed in."""
    asker = Asker()
    asker.client.force_login(world.fresh(person))
    return asker


def through_a_token(person, scope: str) -> Asker:
    """A program with a token of hers."""
    asker = Asker()
    _token, secret = actions.issue_token(
        user=world.fresh(person), name="x", days=1, scope=scope, by=world.fresh(person)
    )
    asker.client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return asker


def key(asker: Asker) -> str:
    return asker.client.session.session_key


def listed(asker: Asker) -> dict[str, dict]:
    return {each["id"]: each for each in asker.get(HERE).json()}


def test_one_sees_ones_own_and_which_of_them_asks(author, reader):
    here, there, _hers = signed_in(author), signed_in(author), signed_in(reader)
    found = listed(here)
    this, other = (Session.objects.get(pk=key(one)).handle for one in (here, there))
    assert set(found) == {this, other}
    assert found[this]["is_this_one"] and not found[other]["is_this_one"]


def test_no_key_of_a_session_is_told(author):
    here, there = signed_in(author), signed_in(author)
    text = here.get(HERE).content.decode()
    assert key(here) not in text and key(there) not in text


def test_one_is_ended_by_its_id_once(author):
    here, there = signed_in(author), signed_in(author)
    (gone,) = (name for name, each in listed(here).items() if not each["is_this_one"])
    assert here.delete(f"{HERE}{gone}/").status_code == 204
    assert there.get("me/").status_code == 401
    assert here.get("me/").status_code == 200
    assert Event.objects.about(author).last().verb == "session_ended"
    refused(here.delete(f"{HERE}{gone}/"), 404, "session.absent")


def test_the_one_that_asks_may_be_ended_too(author):
    here = signed_in(author)
    assert here.delete(f"{HERE}{next(iter(listed(here)))}/").status_code == 204
    assert here.get("me/").status_code == 401


def test_all_others_end_at_once(author, reader):
    here, others, hers = signed_in(author), [signed_in(author), signed_in(author)], signed_in(reader)
    assert here.post(f"{HERE}end-others").json() == {"ended": 2}
    assert [one.get("me/").status_code for one in (here, *others, hers)] == [200, 401, 401, 200]


def test_anothers_is_absent(author, reader):
    theirs, mine = signed_in(author), signed_in(reader)
    refused(mine.delete(f"{HERE}{next(iter(listed(theirs)))}/"), 404, "session.absent")
    assert theirs.get("me/").status_code == 200


@pytest.mark.parametrize("scope", ["read", "write"])
def test_a_token_sees_and_ends_none(author, scope):
    here = signed_in(author)
    (handle,) = listed(here)
    program = through_a_token(author, scope)
    assert program.get("me/").status_code == 200
    for answer in (
        program.get(HERE),
        program.delete(f"{HERE}{handle}/"),
        program.post(f"{HERE}end-others"),
    ):
        assert answer.status_code == 403
    assert here.get("me/").status_code == 200


def test_the_actions_themselves_take_no_token(author):
    here = signed_in(author)
    handle = Session.objects.get(pk=key(here)).handle
    bound = world.fresh(author)
    policy.bind(bound, None)
    for deed in (
        lambda: actions.end_session(user=author, handle=handle, by=bound),
        lambda: actions.end_sessions(user=author, by=bound),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert Session.objects.filter(user=author).count() == 1


def test_nobody_has_another_signed_out_not_even_her_administrator(town, author):
    here = signed_in(author)
    handle = Session.objects.get(pk=key(here)).handle
    for deed in (
        lambda: actions.end_session(user=author, handle=handle, by=world.fresh(town.administrator)),
        lambda: actions.end_sessions(user=author, by=world.fresh(town.administrator)),
    ):
        with pytest.raises(NotPermitted):
            deed()
    assert here.get("me/").status_code == 200
