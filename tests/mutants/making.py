"""Finds every mutant in the code, and writes a tree where each of them waits behind a switch."""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.kinds import GUARDS, Change, Place, changes

FLOORS = ("registry", "assessments", "exports")
NOT_TRIED = ("migrations", "demo")
SETTINGS = "registry/settings.py"
# The settings that guard: each entry of these is taken out in turn.
GUARDING = {
    "MIDDLEWARE": (),
    "CONTENT_SECURITY_POLICY": ("DIRECTIVES",),
    "REST_FRAMEWORK": ("DEFAULT_AUTHENTICATION_CLASSES", "DEFAULT_PERMISSION_CLASSES"),
}


@dataclass(frozen=True)
class Mutant:
    """One guard taken away: where, in which function, and what; `digest` is that of its file."""

    number: int
    path: str
    line: int
    within: str
    what: str
    digest: str
    setting: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return f"{self.path}:{self.line} {self.what}"

    @property
    def key(self) -> str:
        """What it is remembered by: the same when lines above it come and go."""
        return f"{self.path} {self.within}: {self.what}"


def digest_of(path: Path) -> str:
    """The digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Numbers:
    """Hands out the numbers, and keeps the mutants they stand for."""

    def __init__(self) -> None:
        self.mutants: list[Mutant] = []
        self._seen: Counter[str] = Counter()

    def new(
        self, path: str, line: int, within: str, what: str, digest: str, setting: tuple[str, ...] = ()
    ) -> int:
        """A number for one more; what is the same in one function is counted."""
        what = what if len(what) <= 100 else f"{what[:97]}…"
        self._seen[f"{path} {within} {what}"] += 1
        count = self._seen[f"{path} {within} {what}"]
        told = what if count == 1 else f"{what} ({count})"
        self.mutants.append(Mutant(len(self.mutants), path, line, within, told, digest, setting))
        return len(self.mutants) - 1


def sources(root: Path) -> list[Path]:
    """The files that mutants are looked for in."""
    found = (path for floor in FLOORS for path in sorted((root / floor).rglob("*.py")))
    return [path for path in found if not set(NOT_TRIED) & set(path.relative_to(root).parts)]


def find_all(root: Path) -> tuple[list[Mutant], dict[str, str]]:
    """Every mutant, and the files that hold some, rewritten with all of them behind switches."""
    numbers, rewritten = Numbers(), {}
    for path in sources(root):
        relative, text = str(path.relative_to(root)), path.read_text("utf-8")
        before = len(numbers.mutants)
        written = rewrite(relative, text, numbers)
        if len(numbers.mutants) > before and relative != SETTINGS:
            rewritten[relative] = written
    return numbers.mutants, rewritten


def rewrite(path: str, text: str, numbers: Numbers) -> str:
    """One file with its mutants behind switches."""
    tree, digest = ast.parse(text), hashlib.sha256(text.encode()).hexdigest()
    if path == SETTINGS:
        _settings(tree, digest, numbers)
        return text
    before = len(numbers.mutants)
    wanted = dict(_wanted(tree, path, digest, numbers))
    if len(numbers.mutants) == before:
        return text
    tree = _Rewriting(wanted).visit(tree)
    place = next(at for at, node in enumerate(tree.body) if not _is_preamble(node))
    tree.body.insert(place, ast.parse("from tests.mutants import switch as _mutants").body[0])
    return ast.unparse(ast.fix_missing_locations(tree))


Switched = Callable[[ast.expr, ast.expr], ast.expr]  # what stood there, and what the others have made of it


def _wanted(
    tree: ast.Module, path: str, digest: str, numbers: Numbers
) -> Iterator[tuple[int, list[Switched]]]:
    """The id of each node that something is taken away from, and how it is switched, in order."""
    for node, parent, within in _expressions(tree):
        switched: list[Switched] = []
        for change in changes(node, Place(path, parent)):
            switched.append(_switch(numbers.new(path, node.lineno, within, change.what, digest), change))
        if switched:
            yield id(node), switched
    for guard, within in _guards(tree):
        number = numbers.new(path, guard.lineno, within, f"@{guard.id} removed", digest)
        yield id(guard), [lambda was, _left, n=number: _call("perhaps", n, was)]
    for table, within in _tables(tree):
        given = []
        for action, need in _needs(table):
            told = f"{ast.unparse(action)} needs {ast.unparse(need)}: nothing"
            given.append((action, numbers.new(path, action.lineno, within, told, digest)))
        if given:
            yield id(table), [lambda was, _left, given=given: _table(was, given)]


def _switch(number: int, change: Change) -> Switched:
    return lambda was, left: ast.IfExp(_call("is_on", number), change.make(was), left)


def _call(name: str, number: int, *others: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("_mutants"), name), [ast.Constant(number), *others], [])


def _table(was: ast.expr, given: list[tuple[ast.expr, int]]) -> ast.expr:
    numbers = ast.Dict([action for action, _n in given], [ast.Constant(n) for _action, n in given])
    return ast.Call(ast.Attribute(ast.Name("_mutants"), "Table"), [was, numbers], [])


class _Rewriting(ast.NodeTransformer):
    """Puts what is wanted in the places of the nodes it is wanted for, the innermost first."""

    def __init__(self, wanted: dict[int, list[Switched]]) -> None:
        self._wanted = wanted

    def visit(self, node: ast.AST) -> ast.AST:
        switches = self._wanted.get(id(node), ())
        was = left = self.generic_visit(node)
        for switch in switches:
            left = switch(was, left)
        return left


def _guards(tree: ast.Module) -> Iterator[tuple[ast.Name, str]]:
    """The decorators that let only some in."""
    for function, within in _functions(tree):
        for guard in function.decorator_list:
            if isinstance(guard, ast.Name) and guard.id in GUARDS:
                yield guard, within


def _needs(table: ast.Dict) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The actions that need something, and what."""
    for action, need in zip(table.keys, table.values, strict=True):
        if action is not None and ast.unparse(need) != "None":
            yield action, need


def _expressions(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.AST, str]]:
    """Every expression that is worked out in a function, with what is around it."""
    for function, within in _functions(tree):
        for statement in function.body:
            yield from _below(statement, function, within)


def _below(node: ast.AST, parent: ast.AST, within: str) -> Iterator[tuple[ast.expr, ast.AST, str]]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return  # it has its own turn
    if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        yield node, parent, within
    for name, value in ast.iter_fields(node):
        if name == "annotation":
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST):
                yield from _below(each, node, within)


def _functions(tree: ast.AST, around: str = "") -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in ast.iter_child_nodes(tree):
        named = isinstance(node, ast.FunctionDef | ast.ClassDef)
        within = f"{around}.{node.name}".lstrip(".") if named else around
        if isinstance(node, ast.FunctionDef):
            yield node, within
        yield from _functions(node, within)


def _tables(tree: ast.AST) -> Iterator[tuple[ast.Dict, str]]:
    """What the actions of each view need."""
    for view in ast.walk(tree):
        for node in view.body if isinstance(view, ast.ClassDef) else ():
            match node:
                case ast.Assign(targets=[ast.Name(id="permission_of")], value=ast.Dict() as table):
                    yield table, view.name


def _settings(tree: ast.Module, digest: str, numbers: Numbers) -> None:
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in GUARDING:
                for way in GUARDING[name] or ("",):
                    _entries(name, way, value, digest, numbers)


def _entries(name: str, way: str, value: ast.expr, digest: str, numbers: Numbers) -> None:
    held = (
        next((v for k, v in zip(value.keys, value.values, strict=True) if k.value == way), value)
        if way
        else value
    )
    for each in held.keys if isinstance(held, ast.Dict) else held.elts:
        setting = (name, *((way,) if way else ()), each.value)
        numbers.new(SETTINGS, each.lineno, name, f"{each.value} left out", digest, setting)


def _is_preamble(node: ast.stmt) -> bool:
    is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
    return is_future or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def write_tree(root: Path, tree: Path) -> list[Mutant]:
    """Write the tree that is tried: what the repository holds, with every mutant behind its switch."""
    mutants, rewritten = find_all(root)
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    names = {name for name in listed.stdout.split("\0") if name and (root / name).is_file()}
    names |= {str(path.relative_to(root)) for path in (root / "locale").rglob("*.mo")}
    for path in tree.rglob("*.py") if tree.is_dir() else ():
        if str(path.relative_to(tree)) not in names:
            path.unlink()
    for name in sorted(names):
        _put(tree / name, rewritten.get(name, "").encode() or (root / name).read_bytes())
    (tree / "build").mkdir(exist_ok=True)
    if (root / "build" / "assets").is_dir() and not (tree / "build" / "assets").exists():
        shutil.copytree(root / "build" / "assets", tree / "build" / "assets")
    return mutants


def _put(path: Path, content: bytes) -> None:
    """Files that are as they should be keep their time, and so what Python has compiled of them."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
