"""What may be taken away from the code: each kind a small rule from an expression to its changes.

A rule is told where the expression stands and answers what could be taken away there, if anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tests.mutants.taking import (
    Make,
    as_all,
    both,
    less_argument,
    less_entry,
    less_keyword,
    less_part,
    name_of,
    or_else,
    put,
)

# The rooms where it is decided who sees and does what: there every single condition is taken away too.
DECIDING = (
    "assessments/access/", "assessments/asking.py", "assessments/engine/redact.py",
    "assessments/engine/withholding.py", "assessments/models/grant.py", "assessments/models/share_link.py",
    "assessments/models/withholding.py", "assessments/pages/passes.py", "assessments/reading/view.py",
    "assessments/records.py", "exports/access.py", "registry/access/drf.py",
    "registry/access/policy.py", "registry/actions/rights.py", "registry/api/authentication.py",
    "registry/models/event.py",
)  # fmt: skip
# They look at what is said, not at who says it: the tests of forms and words are about them.
ABOUT_WORDS = {
    "check_ahead", "check_comparable", "check_expected", "check_free", "check_ground", "check_language",
    "check_malformed", "check_place", "check_well_formed",
}  # fmt: skip
REFUSALS = {"AuthenticationFailed", "Http404", "NotFound", "NotPermitted", "PermissionDenied", "refused"}
# What narrows to what one may see -> the same without narrowing, in the words of `switch`.
OPENED = {
    "visible": "_mutants.every('assessments.Assessment')",
    "visible_versions": "_mutants.every('assessments.Version')",
    "known": "_mutants.every_known()",
    "known_of": "_mutants.every('assessments.Assessment')",
    "showing_what_is_in_force": "_mutants.every('assessments.Assessment')",
    "own_orders": "_mutants.every('exports.Export')",
    "own_trail_files": "_mutants.every('exports.TrailFile')",
    "agencies_with": "_mutants.every_agency()",
    "visible_owner_q": "_mutants.always()",
    "named_in_lineage": "_mutants.always()",
    "listed": "_mutants.always()",
}
# What looks one thing up for an actor -> its model, and by what it is found.
FOUND = {
    "find": ("assessments.Assessment", "pk"),
    "find_known": ("assessments.Assessment", "pk"),
    "find_version": ("assessments.Version", "pk"),
    "find_draft": ("assessments.Draft", "assessment"),
    "find_request": ("assessments.AccessRequest", "pk"),
    "find_proposal": ("assessments.Proposal", "pk"),
    "find_link": ("assessments.ShareLink", "pk"),
    "find_export": ("exports.Export", "pk"),
    "find_trail_file": ("exports.TrailFile", "pk"),
}
# Where a bare `find` is that of the access rooms, and not of a text.
ASKING = ("assessments/access/", "assessments/actions/", "assessments/api/", "assessments/pages/", "exports/",
          "registry/pages/")  # fmt: skip
YES = {
    "may", "may_advise", "may_answer", "is_allowed", "is_operator", "is_member", "is_strong",
    "has_just_proved", "check_password",
}  # fmt: skip
FIRST = {"redact", "record_seen", "least", "outermost"}  # what is left of them is what they are given
NOTHING = {"marks_of": "{}", "at_once": "{}", "withholds": "False", "stands": "False", "is_bound": "False"}
GUARDS = {"login_required", "just_proved"}


@dataclass(frozen=True)
class Place:
    """Where an expression stands: the file, and what is around it."""

    path: str
    parent: ast.AST

    @property
    def decides(self) -> bool:
        """Whether this is a room where it is decided who sees and does what."""
        return self.path.startswith(DECIDING)

    @property
    def refuses(self) -> bool:
        """Whether what is around it is an `if` that does nothing but refuse somebody."""
        match self.parent:
            case ast.If(body=[ast.Raise(exc=ast.Call() as raised)], orelse=[]):
                name = name_of(raised)
                return self.decides or name in REFUSALS or name.startswith("absent")
        return False


@dataclass(frozen=True)
class Change:
    """What is taken away, in words, and how: from the expression to what stands there instead."""

    what: str
    make: Make


def checks(node: ast.expr, place: Place) -> Iterator[Change]:
    """A statement that does nothing but check."""
    name = name_of(node)
    if isinstance(place.parent, ast.Expr) and name.startswith("check") and name not in ABOUT_WORDS:
        yield Change(f"{name} removed", put("None"))


def refusals(node: ast.expr, place: Place) -> Iterator[Change]:
    """The condition under which somebody is refused, whole and by its parts."""
    if place.refuses and node is getattr(place.parent, "test", None):
        yield Change(f"never refused: if {ast.unparse(node)}", lambda was: both(ast.And(), was, "False"))
        yield from _parts(node, ast.Or)


def opened(node: ast.expr, place: Place) -> Iterator[Change]:
    """What narrows to what one may see, without narrowing."""
    name = name_of(node)
    if not isinstance(node, ast.Call) or not (node.args or node.keywords):
        if name == "live":
            yield Change("live() that minds no end", as_all)
        return
    if name in OPENED:
        yield Change(f"{name} opened", put(OPENED[name]))
    elif name in ("visible_to", "live"):
        yield Change(f"{name} opened", as_all)
    elif name == "in_force" and len(node.args) == 2:
        yield Change("in_force to others as to the owner", lambda was: ast.Attribute(was.args[1], "current"))


def found(node: ast.expr, place: Place) -> Iterator[Change]:
    """What looks one thing up for an actor, looked up for anyone."""
    name = name_of(node)
    if not isinstance(node, ast.Call) or not node.args:
        return
    if name == "find_side":
        is_text = place.path.startswith("exports/")
        key = ast.unparse(node.args[1])
        yield Change("find_side for anyone", or_else(key if is_text else f"_mutants.side({key})"))
    elif name in FOUND and _is_ours(node, name, place.path):
        kind, by = FOUND[name]
        if place.path.startswith("registry/"):
            kind = "registry.Solution" if name == "find" else kind
        yield Change(f"{name} for anyone", or_else(f"_mutants.one({kind!r}, {_key(node)}, {by!r})"))


def readings(node: ast.expr, place: Place) -> Iterator[Change]:
    """What cuts a text to what a reader may see, without cutting."""
    name = name_of(node)
    if name == "reading_of":
        yield Change("reading_of is full", put("_mutants.full()"))
    elif name in FIRST and isinstance(node, ast.Call) and node.args:
        yield Change(f"{name} gives what it is given", lambda was: was.args[0])
    elif name in NOTHING:
        yield Change(f"{name} says nothing", put(NOTHING[name]))
    match node:
        case ast.Attribute(attr="marks_now", ctx=ast.Load()):
            yield Change("marks_now says nothing", put("{}"))
        case ast.Attribute(attr="is_live", ctx=ast.Load()):
            yield Change("is_live is true", put("True"))
        case ast.Attribute(value=ast.Name(id="Reading"), attr="MEMBERS" | "PUBLIC"):
            if not isinstance(place.parent, ast.Compare | ast.Tuple) and "/engine/" not in place.path:
                yield Change(f"{ast.unparse(node)} is full", put("_mutants.full()"))


def permits(node: ast.expr, place: Place) -> Iterator[Change]:
    """What asks whether somebody may, answered yes."""
    if name_of(node) in YES:
        yield Change(f"{ast.unparse(node)} is true", put("True"))


def decisions(node: ast.expr, place: Place) -> Iterator[Change]:
    """In a deciding room: each decision always or never taken, each part of a condition left out."""
    if not place.decides:
        return
    parent = place.parent
    is_asked = isinstance(parent, ast.If | ast.IfExp) and node is parent.test
    if is_asked and not place.refuses:
        told = ast.unparse(node)
        yield Change(f"always: if {told}", lambda was: both(ast.Or(), was, "True"))
        yield Change(f"never: if {told}", lambda was: both(ast.And(), was, "False"))
    if isinstance(parent, ast.comprehension) and any(node is each for each in parent.ifs):
        yield Change(f"without: if {ast.unparse(node)}", put("True"))
    if not place.refuses:
        yield from _parts(node, ast.And)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        yield Change(f"without {ast.unparse(node.right)}", lambda was: was.left)
        yield Change(f"without {ast.unparse(node.left)}", lambda was: was.right)
    if isinstance(parent, ast.Return) and isinstance(node, ast.Compare):
        yield Change(f"true: {ast.unparse(node)}", put("True"))


def conditions(node: ast.expr, place: Place) -> Iterator[Change]:
    """In a deciding room: each condition of a query left out."""
    if place.decides and name_of(node) in ("Q", "filter") and isinstance(node, ast.Call):
        for at, each in enumerate(node.args):
            if not isinstance(each, ast.Starred):
                yield Change(f"without {ast.unparse(each)}", less_argument(at))
        for at, keyword in enumerate(node.keywords):
            if isinstance(keyword.value, ast.Dict) and keyword.arg is None:
                yield from _entries(at, keyword.value)
            else:
                told = f"{keyword.arg}=" if keyword.arg else "**"
                yield Change(f"without {told}{ast.unparse(keyword.value)}", less_keyword(at))


EVERY_KIND = (checks, refusals, opened, found, readings, permits, decisions, conditions)


def changes(node: ast.expr, place: Place) -> Iterator[Change]:
    """All that may be taken away from one expression."""
    for kind in EVERY_KIND:
        yield from kind(node, place)


def _parts(node: ast.expr, how: type[ast.boolop]) -> Iterator[Change]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, how):
        for at, each in enumerate(node.values):
            yield Change(f"without {ast.unparse(each)}", less_part(at))


def _entries(at: int, entries: ast.Dict) -> Iterator[Change]:
    for number, key in enumerate(entries.keys):
        if key is not None:
            told = f"{ast.unparse(key)}: {ast.unparse(entries.values[number])}"
            yield Change(f"without {told}", less_entry(at, number))


def _key(node: ast.Call) -> str:
    return ast.unparse(node.args[-1])


def _is_ours(node: ast.Call, name: str, path: str) -> bool:
    """Texts and trees have a `find` too."""
    if name != "find":
        return True
    if isinstance(node.func, ast.Attribute):
        return isinstance(node.func.value, ast.Name) and node.func.value.id == "access"
    return path.startswith(ASKING)
