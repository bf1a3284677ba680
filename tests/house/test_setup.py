"""Set-up: one command on a bare machine, and nothing that ties it to one."""

from __future__ import annotations

import gettext
import importlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SET_UP_FILES = [
    *sorted(ROOT.glob("requirements*.lock")),
    *sorted((ROOT / "setup").glob("*.py")),
    *(ROOT / name for name in ("Makefile", ".ci/run", "compose.yaml", "Dockerfile", "package.json")),
    ROOT / "package-lock.json",
]
TIES = re.compile(r"pypi|npmjs|registry\.npm|--(extra-)?index-url|/root/|/home/", re.IGNORECASE)

TRANSLATED = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Draft"
msgstr "Utkast"
"""


@pytest.fixture
def step(monkeypatch):
    """A module of setup/ by name."""
    monkeypatch.syspath_prepend(str(ROOT / "setup"))
    return importlib.import_module


@pytest.mark.parametrize("path", SET_UP_FILES, ids=lambda path: path.name)
def test_no_set_up_file_names_a_package_host_or_a_place_on_one_machine(path: Path) -> None:
    text = path.read_text("utf-8").replace("--no-emit-index-url", "")
    assert not TIES.findall(text)


def test_the_npm_lock_has_a_digest_and_no_address_for_every_package() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: about for name, about in packages.items() if name}
    assert not [name for name, about in installed.items() if "resolved" in about]
    assert not [name for name, about in installed.items() if "integrity" not in about]


def test_npm_packages_are_named_by_exact_version() -> None:
    named = json.loads((ROOT / "package.json").read_text())
    versions = [*named["dependencies"].values(), *named["devDependencies"].values()]
    assert not [version for version in versions if not re.fullmatch(r"\d+\.\d+\.\d+", version)]


def test_make_alone_lists_every_command() -> None:
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True)
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE).group(1).split()
    assert [line.split()[1] for line in listed.stdout.splitlines()] == phony


def test_the_build_server_runs_strictly_and_may_not_skip_a_server() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "set -euo pipefail" in script.read_text()
    assert "REQUIRE_SERVICES=1" in script.read_text()


def test_every_file_the_pages_ask_for_is_ours_or_fetched(step) -> None:
    fetched = set(step("looks").LOOKS.values())
    templates = (ROOT / "templates" / "pages").rglob("*.html")
    asked = {
        name for page in templates for name in re.findall(r"{% static '([^']+)'", page.read_text("utf-8"))
    }
    assert asked
    assert not {name for name in asked if "/" not in name} - fetched


def test_every_font_the_stylesheet_asks_for_is_fetched(step) -> None:
    style = "".join(path.read_text("utf-8") for path in (ROOT / "static").rglob("*.css"))
    asked = set(re.findall(r"[\w-]+\.woff2", style))
    assert asked
    assert not asked - set(step("looks").LOOKS.values())


def test_without_root_the_missing_packages_are_named_in_a_command(step, monkeypatch, capsys) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    step("debian").apt([], ["libpango-1.0-0"])
    assert "sudo apt-get install --yes --no-install-recommends libpango-1.0-0" in capsys.readouterr().out


def test_without_root_and_venv_set_up_stops_and_says_what_to_run(step, monkeypatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(step("step").Stop, match=r"apt-get install .* python3-venv"):
        step("debian").apt(["python3-venv"], [])


def test_another_python_is_refused_with_advice(step, monkeypatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 9, 2, "final", 0))
    with pytest.raises(step("step").Stop, match=r"3\.11 and this is 3\.9\.2"):
        step("install").check_python()


def test_a_failing_command_shows_what_it_said(step) -> None:
    with pytest.raises(step("step").Stop, match="no such luck"):
        step("step").call(["sh", "-c", "echo no such luck >&2; exit 3"])


def test_a_stamp_counts_only_for_what_it_was_made_from(step, tmp_path) -> None:
    source, stamp = tmp_path / "lock", tmp_path / "stamp"
    source.write_text("one")
    stamp.write_text(step("step").digest(source))
    assert step("step").is_stamped(stamp, step("step").digest(source))
    source.write_text("two")
    assert not step("step").is_stamped(stamp, step("step").digest(source))


def test_translations_are_compiled_beside_their_source(step, tmp_path) -> None:
    folder = tmp_path / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    entries = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Draft"\nmsgstr "Utkast"\n'
    )
    (folder / "django.po").write_text(entries)
    assert step("translations").main([str(folder / "django.po")]) == 0
    with (folder / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Draft") == "Utkast"


# --- server mode


@pytest.fixture
def compose() -> dict:
    """The services of compose.yaml."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_every_lasting_container_has_a_healthcheck(compose) -> None:
    assert [name for name, service in compose.items() if "healthcheck" not in service] == ["migrate"]


def test_compose_sets_no_variable_that_nobody_reads(compose) -> None:
    read = (ROOT / "registry" / "settings.py").read_text() + (
        ROOT / "registry" / "environment.py"
    ).read_text()
    assert not [name for name in compose["web"]["environment"] if f'"{name}"' not in read]


def test_web_worker_and_scheduler_differ_only_in_their_command(compose) -> None:
    environments = [compose[name]["environment"] for name in ("web", "worker", "scheduler")]
    assert environments[0] == environments[1] == environments[2]
