"""Providers from environment variables, and what their claims say."""

from __future__ import annotations

import pytest

from registry import providers
from registry.providers import Provider

GIVEN = {
    "OIDC_PROVIDERS": "entra, feide-test",
    "OIDC_ENTRA_NAME": "Entra ID",
    "OIDC_ENTRA_ISSUER": "https://login.example/tenant/v2.0",
    "OIDC_ENTRA_CLIENT_ID": "us",
    "OIDC_ENTRA_CLIENT_SECRET": "hush",
    "OIDC_FEIDE_TEST_ISSUER": "https://auth.example",
    "OIDC_FEIDE_TEST_CLIENT_ID": "us",
    "OIDC_FEIDE_TEST_CLIENT_SECRET": "hush",
    "OIDC_FEIDE_TEST_ACR_VALUES": "high,higher",
    "OIDC_FEIDE_TEST_PARAMETERS": "prompt=select_account&authorization_details=[{}]",
}


def _provider(**how) -> Provider:
    return Provider(id="p", name="P", issuer="https://p.example", client_id="us", client_secret="x", **how)


def test_nothing_given_means_no_provider():
    assert providers.from_environment({}) == ()


def test_each_named_provider_is_read():
    entra, feide = providers.from_environment(GIVEN)
    assert (entra.id, entra.name, entra.scopes) == ("entra", "Entra ID", ("openid", "profile", "email"))
    assert (feide.id, feide.name, feide.acr_values) == ("feide-test", "feide-test", ("high", "higher"))
    assert dict(feide.parameters) == {"prompt": "select_account", "authorization_details": "[{}]"}
    assert (entra.is_strong, feide.is_strong, entra.vouches_for_email) == (False, True, False)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"OIDC_ENTRA_CLIENT_ID": ""}, "OIDC_ENTRA_CLIENT_ID is missing"),
        ({"OIDC_ENTRA_ISSUER": "http://login.example"}, "must start with https"),
        ({"OIDC_PROVIDERS": "Entra ID"}, "small letters"),
        ({"OIDC_PROVIDERS": "../x"}, "small letters"),
    ],
)
def test_what_is_amiss_is_named(change, said):
    with pytest.raises(ValueError, match=said):
        providers.from_environment({**GIVEN, **change})


def test_the_secret_is_not_in_what_is_printed():
    assert "hush" not in repr(providers.from_environment(GIVEN))


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("orgnr", {"orgnr": "0192:310001007"}),
        ("orgnr", {"orgnr": "iso6523-actorid-upis::0192:310001007"}),
        ("orgnr", {"orgnr": "310001007"}),
        ("orgnr", {"orgnr": 310001007}),
        ("https://n.feide.example/org", {"https://n.feide.example/org": ["NO310001007"]}),
        ("/details/orgno/ID", {"details": [{"orgno": {"ID": "0192:310001007"}}, {"orgno": None}, 7]}),
    ],
)
def test_an_organisation_number_is_found_in_the_shapes_providers_use(claim, claims):
    assert _provider(orgnr_claims=(claim,)).organisations(claims) == ["310001007"]


@pytest.mark.parametrize(
    "value",
    ["0192:310001008", "9908:310001007", "SE310001007", "x310001007", "310001007x", "", None, {"a": 1}, True],
)
def test_what_is_no_norwegian_organisation_number_is_passed_over(value):
    assert _provider(orgnr_claims=("orgnr",)).organisations({"orgnr": value}) == []


def test_only_named_claims_are_looked_at():
    assert _provider().organisations({"orgnr": "310001007"}) == []


@pytest.mark.parametrize(
    ("claims", "enough"),
    [({"acr": "high", "amr": ["pwd", "otp"]}, True), ({"acr": "low", "amr": ["otp"]}, False),
     ({"acr": "high", "amr": ["pwd"]}, False), ({"acr": "high", "amr": "otp"}, False), ({}, False)],
)  # fmt: skip
def test_a_sign_in_must_be_as_strong_as_is_asked(claims, enough):
    assert _provider(acr_values=("high",), amr_values=("otp", "hwk")).proves_enough(claims) is enough


def test_where_nothing_is_asked_anything_is_enough():
    assert _provider().proves_enough({})
