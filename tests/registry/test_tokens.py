"""API tokens."""

from __future__ import annotations

import pytest

from registry import actions
from registry.errors import Invalid, NotFound, NotPermitted
from registry.models import ApiToken


def test_only_a_hash_of_the_secret_is_kept(author):
    token, secret = actions.issue_token(user=author, name="Script", days=30, by=author)
    kept = " ".join(str(value) for value in ApiToken.objects.filter(pk=token.pk).values().get().values())
    assert secret.startswith(f"vurdert_{token.prefix}_") and secret.rpartition("_")[2] not in kept


@pytest.mark.parametrize("days", [0, -1, 367, "30", True, None])
def test_a_token_lives_from_a_day_to_a_year(author, days):
    with pytest.raises(Invalid) as refused:
        actions.issue_token(user=author, name="Script", days=days, by=author)
    assert refused.value.where == "days"


def test_one_issues_and_revokes_only_ones_own(author, reader):
    with pytest.raises(NotPermitted):
        actions.issue_token(user=author, name="Script", days=1, by=reader)
    token, _secret = actions.issue_token(user=author, name="Script", days=1, by=author)
    with pytest.raises(NotPermitted):
        actions.revoke_token(token=token, by=reader)


def test_a_token_is_revoked_once(author):
    token, _secret = actions.issue_token(user=author, name="Script", days=1, by=author)
    actions.revoke_token(token=token, by=author)
    with pytest.raises(NotFound):
        actions.revoke_token(token=ApiToken(pk=token.pk, user=author), by=author)
