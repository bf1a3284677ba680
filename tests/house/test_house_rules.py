"""The rules of the house, read off the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = ("registry", "assessments", "exports")
WALL = 400  # lines a file may never pass
FUNCTION_WALL = 50


def source_files() -> list[Path]:
    found = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
    return [path for path in found if "migrations" not in path.parts]


def public_definitions(path: Path) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_floors_hold_code() -> None:
    assert len(source_files()) > 60


@pytest.mark.parametrize("path", source_files(), ids=relative)
def test_no_file_passes_the_wall(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= WALL


@pytest.mark.parametrize("path", source_files(), ids=relative)
def test_no_function_passes_the_wall(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert not [f.name for f in functions if f.end_lineno - f.lineno >= FUNCTION_WALL]


@pytest.mark.parametrize("path", source_files(), ids=relative)
def test_every_public_name_has_a_docstring(path: Path) -> None:
    assert not [node.name for node in public_definitions(path) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", source_files(), ids=relative)
def test_texts_are_marked_by_names_that_are_gathered(path: Path) -> None:
    """`makemessages` knows `_` and the functions' own names: a text under another is in no catalogue."""
    tree = ast.parse(path.read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = [name for node in imports if node.module == "django.utils.translation" for name in node.names]
    assert not [name.asname for name in named if name.asname not in (None, "_")]


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core"])
def test_no_room_is_named_for_what_it_lacks(word: str) -> None:
    assert not [path for path in source_files() if word in (path.stem, *path.relative_to(ROOT).parts[:-1])]


def test_every_action_is_keyword_only_and_says_who_acts() -> None:
    for floor in FLOORS:
        for path in sorted((ROOT / floor / "actions").glob("*.py")):
            for node in public_definitions(path):
                if isinstance(node, ast.FunctionDef) and _is_atomic(node):
                    assert not node.args.args, f"{relative(path)}: {node.name} takes positional arguments"
                    assert "by" in {a.arg for a in node.args.kwonlyargs}, f"{relative(path)}: {node.name}"


def _is_atomic(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(d) == "transaction.atomic" for d in node.decorator_list)


@pytest.mark.parametrize("path", source_files(), ids=relative)
def test_only_actions_and_their_floor_below_write(path: Path) -> None:
    rooms = path.relative_to(ROOT).parts
    writers = {"actions", "models", "demo", "jobs", "audit", "render"}  # render saves documents, never rows
    if writers & set(rooms) or path.name in {
        "demo.py",
        "doctor.py",
        "production.py",
        "policy.py",
    }:
        return
    tree = ast.parse(path.read_text("utf-8"))
    calls = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    written = [ast.unparse(c) for c in calls if c.attr in {"save", "bulk_create", "update_or_create"}]
    written += [
        ast.unparse(c)
        for c in calls
        if c.attr in {"create", "delete", "update"} and ".objects" in ast.unparse(c)
    ]
    assert not written


@pytest.mark.parametrize("lock", sorted(ROOT.glob("requirements*.lock")), ids=lambda p: p.name)
def test_a_lock_file_names_no_host(lock: Path) -> None:
    assert "http://" not in lock.read_text() and "https://" not in lock.read_text()


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").split("[tool.setuptools]")[0].splitlines()
    named = [line for line in lines if line.startswith('    "')]
    assert named and not [line for line in named if "  # " not in line]
