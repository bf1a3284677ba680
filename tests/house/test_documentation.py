"""What is documented is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = (
    ROOT / "registry" / "settings.py",
    ROOT / "registry" / "environment.py",
    ROOT / "registry" / "cli.py",
)
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def environment_names() -> set[str]:
    """Every variable the settings read from the environment."""
    found: set[str] = set()
    for source in SOURCES:
        found |= set(
            re.findall(r'environ(?:ment)?(?:\.get\(|\[|, )"([A-Z][A-Z0-9_]+)"', source.read_text("utf-8"))
        )
    return found


def test_the_settings_are_found() -> None:
    assert {"DATABASE_URL", "S3_BUCKET", "PORT", "TRUST_PROXY"} <= environment_names()


@pytest.mark.parametrize("name", sorted(environment_names()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in SETTINGS


@pytest.mark.parametrize("command", re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
def test_every_make_command_in_the_readme_exists(command: str) -> None:
    assert f"\n{command}:" in (ROOT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=lambda page: page.stem)
def test_every_decision_says_status_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "Status:" in text
    assert all(f"## {part}" in text for part in ("Context", "Decision", "Consequences"))


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
