"""What `make mutants` takes away: each kind makes the code it says, and no guard is left out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from tests.mutants import kinds, making, switch
from tests.mutants.__main__ import HARMLESS, _is_known, _likely

ROOT = Path(__file__).parents[2]
DECIDING, ELSEWHERE = "assessments/access/doings.py", "assessments/pages/views/read.py"


@pytest.fixture(scope="module")
def mutants() -> list[making.Mutant]:
    return making.find_all(ROOT)[0]


def taken_away(line: str, path: str = ELSEWHERE) -> dict[str, str]:
    """What is said to be taken away -> the line as it is then."""
    numbers = making.Numbers()
    text = f"def f():\n    {line}\n"
    written = making.rewrite(path, text, numbers)
    return {each.what: _alive(written, each.number) for each in numbers.mutants}


def _alive(written: str, number: int) -> str:
    """The rewritten function with every switch decided, as it is when one mutant is alive."""
    tree = _Decided(number).visit(ast.parse(written))
    return "; ".join(ast.unparse(each) for each in tree.body[-1].body)


class _Decided(ast.NodeTransformer):
    def __init__(self, number: int) -> None:
        self._number = number

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        if kinds.name_of(node.test) != "is_on":
            return self.generic_visit(node)
        is_on = node.test.args[0].value == self._number
        return self.visit(node.body if is_on else node.orelse)


KINDS = [
    (ELSEWHERE, "check_can_share(by, assessment)", "check_can_share removed", "None"),
    (ELSEWHERE, "policy.check(by, need, agency)", "check removed", "None"),
    (
        ELSEWHERE,
        "if found is None: raise absent_assessment(key)",
        "never refused: if found is None",
        "if found is None and False:; raise absent_assessment(key)",
    ),
    (ELSEWHERE, "if a or b: raise NotPermitted(it)", "without a", "if b:; raise NotPermitted(it)"),
    (
        ELSEWHERE,
        "x = visible(actor).all()",
        "visible opened",
        "x = _mutants.every('assessments.Assessment').all()",
    ),
    (
        ELSEWHERE,
        "x = visible_versions(a)",
        "visible_versions opened",
        "x = _mutants.every('assessments.Version')",
    ),
    (ELSEWHERE, "x = Agency.objects.visible_to(a)", "visible_to opened", "x = Agency.objects.all()"),
    (ELSEWHERE, "x = Grant.objects.live()", "live() that minds no end", "x = Grant.objects.all()"),
    (ELSEWHERE, "x = Grant.objects.live(day)", "live opened", "x = Grant.objects.all()"),
    (
        ELSEWHERE,
        "x = access.find(actor, key)",
        "find for anyone",
        "x = _mutants.one('assessments.Assessment', key, 'pk') or access.find(actor, key)",
    ),
    (
        ELSEWHERE,
        "x = find_side(actor, name)",
        "find_side for anyone",
        "x = _mutants.side(name) or find_side(actor, name)",
    ),
    (
        "exports/tasks.py",
        "x = find_side(actor, side)",
        "find_side for anyone",
        "x = side or find_side(actor, side)",
    ),
    (ELSEWHERE, "x = reading_of(a, b)", "reading_of is full", "x = _mutants.full()"),
    (ELSEWHERE, "x = View(a, Reading.PUBLIC)", "Reading.PUBLIC is full", "x = View(a, _mutants.full())"),
    (ELSEWHERE, "x = redact(content, form, r, m)", "redact gives what it is given", "x = content"),
    (ELSEWHERE, "x = version.marks_now", "marks_now says nothing", "x = {}"),
    (ELSEWHERE, "x = link.is_live", "is_live is true", "x = True"),
    (ELSEWHERE, "x = policy.may(a, b, c)", "policy.may(a, b, c) is true", "x = True"),
    (ELSEWHERE, "x = policy.agencies_with(a, b)", "agencies_with opened", "x = _mutants.every_agency()"),
    (DECIDING, "x = a if b else c", "always: if b", "x = a if b or True else c"),
    (DECIDING, "x = a if b else c", "never: if b", "x = a if b and False else c"),
    (DECIDING, "x = a and b and c", "without b", "x = a and c"),
    (DECIDING, "x = Q(a) & Q(b)", "without Q(b)", "x = Q(a)"),
    (DECIDING, "x = [a for a in b if c]", "without: if c", "x = [a for a in b if True]"),
    (DECIDING, "return a == b", "true: a == b", "return True"),
    (DECIDING, "x = y.filter(a=1, b=2)", "without a=1", "x = y.filter(b=2)"),
    (DECIDING, "x = y.filter(Q(a=1), b=2)", "without a=1", "x = y.filter(_mutants.always(), b=2)"),
    (DECIDING, "x = Q(**{k: 1, m: 2})", "without k: 1", "x = Q(**{m: 2})"),
    (DECIDING, "x = Q(a=1, **rest)", "without **rest", "x = Q(a=1)"),
]


@pytest.mark.parametrize(("path", "line", "what", "left"), KINDS)
def test_each_kind_makes_the_code_it_says(path, line, what, left) -> None:
    made = taken_away(line, path)
    assert made[what].replace("\n   ", ";") == left


@pytest.mark.parametrize(
    "line",
    [
        "x = text.find('a')",
        "check_well_formed(problems)",
        "if not text: raise Invalid('text.empty')",
        "x = reading is Reading.PUBLIC",
        "x = a and b",
    ],
)
def test_what_guards_nothing_is_left_alone(line) -> None:
    assert not taken_away(line)


def test_with_no_mutant_alive_the_rewritten_code_is_the_code() -> None:
    for relative in ("assessments/access/sight.py", "assessments/engine/redact.py", "exports/access.py"):
        text = (ROOT / relative).read_text("utf-8")
        written = making.rewrite(relative, text, making.Numbers())
        decided = _Decided(-1).visit(ast.parse(written))
        decided.body = [node for node in decided.body if "_mutants" not in ast.unparse(node)]
        assert ast.unparse(decided) == ast.unparse(ast.parse(text))


def test_a_guard_before_a_view_is_taken_away_when_its_mutant_lives(monkeypatch) -> None:
    view = switch.perhaps(7, lambda view: lambda: "refused")(lambda: "shown")
    assert view() == "refused"
    monkeypatch.setattr(switch, "on", 7)
    assert view() == "shown" and 7 in switch.reached


def test_an_action_of_a_view_needs_nothing_when_its_mutant_lives(monkeypatch) -> None:
    table = switch.Table({"list": "view", "create": "edit"}, {"create": 7})
    assert (table["create"], table.get("list"), table.get("none")) == ("edit", "view", None)
    monkeypatch.setattr(switch, "on", 7)
    assert (table["create"], table["list"]) == (None, "view")


def test_a_setting_loses_one_entry_and_keeps_the_others(settings) -> None:
    settings.MIDDLEWARE, settings.CONTENT_SECURITY_POLICY = ["a", "b"], {"DIRECTIVES": {"x": 1, "y": 2}}
    switch.without("MIDDLEWARE", "a")
    switch.without("CONTENT_SECURITY_POLICY", "DIRECTIVES", "y")
    assert settings.MIDDLEWARE == ["b"] and settings.CONTENT_SECURITY_POLICY == {"DIRECTIVES": {"x": 1}}


def test_every_check_of_what_one_may_do_has_a_mutant_in_it_and_one_where_it_is_asked(mutants) -> None:
    tree = ast.parse((ROOT / DECIDING).read_text("utf-8"))
    checks = {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("check_")}
    assert len(checks) > 15
    assert checks <= {each.within for each in mutants if each.path == DECIDING}
    removed = {each.what.split()[0] for each in mutants if each.what.endswith("removed")}
    inside = {"check_can_ask"}  # asked by one action only, as by no other
    assert checks - inside <= removed | {"check_can_renew_form"}


def test_every_look_up_for_an_actor_is_known_here() -> None:
    found = set()
    for path in making.sources(ROOT):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("find"):
                asking = node.args.args and node.args.args[0].arg in ("actor", "request")
                found |= {node.name} if asking else set()
    assert found - {"find_side", "find_hit"} <= set(kinds.FOUND)


@pytest.mark.parametrize("name", [*kinds.DECIDING])
def test_every_deciding_room_is_there(name, mutants) -> None:
    assert any(each.path.startswith(name) for each in mutants)


def test_all_that_needs_something_in_the_api_has_a_mutant(mutants) -> None:
    views = {each.path for each in mutants if each.what.endswith(": nothing")}
    assert {
        "assessments/api/views/sharing.py",
        "exports/api/views.py",
        "registry/api/views/trail.py",
    } <= views


def test_no_two_mutants_are_remembered_as_one(mutants) -> None:
    assert len({each.key for each in mutants}) == len(mutants) > 1000


def test_what_is_said_to_be_harmless_is_there_and_says_why(mutants) -> None:
    said = yaml.safe_load(HARMLESS.read_text("utf-8")) or {}
    assert set(said) <= {each.key for each in mutants}
    assert all(len(reason) > 20 for reason in said.values())


def test_one_that_was_caught_is_tried_again_when_its_file_or_the_test_has_changed(mutants) -> None:
    mutant, test = mutants[0], "tests/house/test_mutants.py"
    digest = making.digest_of(ROOT / test)
    kept = {"caught_by": f"{test}::test_it", "digest": mutant.digest, "test_digest": digest}
    assert _is_known(kept, mutant)
    for changed in ({"digest": "other"}, {"test_digest": "other"}, {"caught_by": None}):
        assert not _is_known({**kept, **changed}, mutant)


def test_those_that_pass_few_places_are_tried_first_and_a_new_mutant_by_its_function() -> None:
    known = making.Mutant(1, "a.py", 1, "f", "check removed", "")
    new = making.Mutant(2, "a.py", 2, "f", "check_can removed", "")
    passed = {
        "tests/wide": {"seconds": 0.1, "passed": [known.key, *map(str, range(50))]},
        "tests/narrow": {"seconds": 0.2, "passed": [known.key]},
        "tests/elsewhere": {"seconds": 0.1, "passed": ["b.py g: check removed"]},
    }
    assert _likely([known, new], passed) == [["tests/narrow", "tests/wide"]] * 2
