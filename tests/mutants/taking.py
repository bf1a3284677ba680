"""How something is taken away: from an expression to what stands there instead."""

from __future__ import annotations

import ast
from collections.abc import Callable

Make = Callable[[ast.expr], ast.expr]


def name_of(node: ast.AST) -> str:
    """The bare name that is called, "" when nothing with a name is."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return ""


def code(text: str) -> ast.expr:
    """The expression that a text is."""
    return ast.parse(text, mode="eval").body


def put(text: str) -> Make:
    """Something else, whatever stood there."""
    return lambda _was: code(text)


def both(how: ast.boolop, was: ast.expr, other: str) -> ast.expr:
    """The condition is asked, for what it does beside answering, and its answer is not minded."""
    return ast.BoolOp(how, [was, code(other)])


def less_part(at: int) -> Make:
    """An `and` or an `or` with one part fewer."""

    def make(was: ast.expr) -> ast.expr:
        left = [each for number, each in enumerate(was.values) if number != at]
        return left[0] if len(left) == 1 else ast.BoolOp(was.op, left)

    return make


def less_argument(at: int) -> Make:
    """A query with one of its unnamed conditions fewer."""
    return lambda was: _query(was, [e for n, e in enumerate(was.args) if n != at], was.keywords)


def less_keyword(at: int) -> Make:
    """A query with one of its named conditions fewer."""
    return lambda was: _query(was, was.args, [e for n, e in enumerate(was.keywords) if n != at])


def less_entry(at: int, number: int) -> Make:
    """A query with one entry fewer in the `**{…}` that is its keyword number `at`."""

    def make(was: ast.expr) -> ast.expr:
        given = was.keywords[at].value
        keys = [key for n, key in enumerate(given.keys) if n != number]
        values = [value for n, value in enumerate(given.values) if n != number]
        rest = [e for n, e in enumerate(was.keywords) if n != at]
        left = [ast.keyword(None, ast.Dict(keys, values)), *rest] if keys else rest
        return _query(was, was.args, left)

    return make


def _query(was: ast.expr, args: list[ast.expr], keywords: list[ast.keyword]) -> ast.expr:
    """The query with fewer conditions; a Q without any would vanish beside another, so it says "all"."""
    if not args and not keywords and name_of(was) == "Q":
        return code("_mutants.always()")
    return ast.Call(was.func, args, keywords)


def as_all(was: ast.expr) -> ast.expr:
    """All that the queryset or manager holds."""
    return ast.Call(ast.Attribute(was.func.value, "all"), [], [])


def or_else(text: str) -> Make:
    """What is found for anyone; what is not there at all is refused as before."""
    return lambda was: ast.BoolOp(ast.Or(), [code(text), was])
