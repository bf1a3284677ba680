"""A real OpenID provider on loopback, and a visitor who goes there and back."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from django.conf import settings as installed
from django.test import Client

from registry.providers import Provider

HERE = Path(__file__).parent
PACKAGES = Path(installed.BASE_DIR) / "build" / "dev" / "node_modules"
SECRET = "a secret of forty-two characters or so, ok"


@pytest.fixture(scope="session")
def oidc_host() -> Iterator[str]:
    """Address of two running providers, /one and /two (tests/registry/signing_in/provider.mjs)."""
    node = shutil.which("node")
    if node is None or not (PACKAGES / "oidc-provider").is_dir():
        assert not os.environ.get("REQUIRE_SERVICES"), "the sign-in provider of the tests needs Node"
        pytest.skip("Node, or the provider that make setup-dev fetches, is not here")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [node, str(HERE / "provider.mjs"), str(port), str(PACKAGES)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout is not None and running.stdout.readline() == "ready\n"
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate(timeout=10)


@pytest.fixture
def providers(settings, oidc_host) -> dict[str, Provider]:
    """Both providers, trusted by this installation."""
    both = {
        name: Provider(
            id=name,
            name=f"Provider {name}",
            issuer=f"{oidc_host}/{name}",
            client_id="vurdert",
            client_secret=SECRET,
            orgnr_claims=("employer",),
        )
        for name in ("one", "two")
    }
    settings.OIDC_PROVIDERS = tuple(both.values())
    return both


@pytest.fixture
def trust(settings, providers):
    """`trust(orgnr_claims=…)` changes what this installation thinks of provider one."""

    def trusting(**how) -> None:
        settings.OIDC_PROVIDERS = (replace(providers["one"], **how), providers["two"])

    return trusting


@dataclass
class Visitor:
    """A browser: our pages through Django's client, the provider's over HTTP."""

    client: Client

    def leave(self, provider: str = "one", **query: str) -> str:
        """Begin; answers the address at the provider."""
        sent = self.client.get(f"/sign-in/{provider}/", query)
        assert sent.status_code == 302, sent.content
        return sent.headers["Location"]

    def show(self, address: str, who: str) -> str:
        """Say at the provider that one is `who`, and agree; answers the address one is sent back to."""
        with httpx.Client(trust_env=False) as browser:
            answer = browser.get(address)
            for prompt in ("login", "consent"):
                while answer.is_redirect:
                    if answer.headers["Location"].startswith("http://testserver/"):
                        return answer.headers["Location"]
                    answer = browser.get(answer.url.join(answer.headers["Location"]))
                answer = browser.post(answer.url, data={"prompt": prompt, "login": who, "password": "x"})
            while not answer.headers["Location"].startswith("http://testserver/"):
                answer = browser.get(answer.url.join(answer.headers["Location"]))
            return answer.headers["Location"]

    def return_to(self, address: str):
        """Come back with what the provider gave."""
        parts = urlsplit(address)
        return self.client.get(parts.path, dict(parse_qsl(parts.query)))

    def sign_in(self, who: str = "kari", provider: str = "one", **query: str):
        """There and back."""
        return self.return_to(self.show(self.leave(provider, **query), who))


@pytest.fixture
def visitor(providers) -> Visitor:
    """A browser nobody has signed in with."""
    return Visitor(Client(headers={"accept-language": "en"}))


@pytest.fixture
def another(providers) -> Visitor:
    """Another browser."""
    return Visitor(Client(headers={"accept-language": "en"}))
