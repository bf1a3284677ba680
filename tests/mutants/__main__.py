"""Take each guard away in turn, and see that some test fails (`make mutants`).

    .venv/bin/python -m tests.mutants                    try all that are not known to be caught
    .venv/bin/python -m tests.mutants --only PATTERN     those whose name holds it (an expression)
    .venv/bin/python -m tests.mutants --list             say which there are
    .venv/bin/python -m tests.mutants --afresh           forget what came of them before
    .venv/bin/python -m tests.mutants --most 300         try no more tests than that on each, the likeliest

What came of each is kept in build/mutants.json: one that was caught is not tried again while its file and
the test that caught it are as they were.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.mutants.making import Mutant, digest_of, find_all, write_tree
from tests.mutants.trying import WARM

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "mutants"
TREE, PASSED = BUILD / "tree", BUILD / "passed.json"
KEPT = ROOT / "build" / "mutants.json"
HARMLESS = Path(__file__).with_name("harmless.yaml")
# Of tests/: what goes through guards. The pure rooms know none, but for what redacts.
TRIED = (
    "assessments", "api", "exports", "pages", "registry", "matrix/test_matrix*.py", "engine/test_redact*.py",
    "engine/test_with*.py", "engine/test_marks*.py", "canaries/test_around.py",
)  # fmt: skip
PYTEST = ("-m", "pytest", "-p", "tests.mutants.trying", "-p", "no:randomly", "-p", "no:cacheprovider", "-q")
# Nothing passes a setting: what is about headers and entering is tried first, then the rest of these rooms.
ABOUT_SETTINGS = ("tests/registry/test_headers", "tests/registry/test_web", "tests/registry/test_entrance",
                  "tests/registry/test_sign_in", "tests/registry/signing_in", "tests/registry/test_api",
                  "tests/registry/test_tokens", "tests/api/test_problems", "tests/pages/test_layout",
                  "tests/registry", "tests/api", "tests/pages")  # fmt: skip
REFUSING = ("absent", "hidden", "may", "nobody", "nothing", "only", "outside", "refus", "stranger", "without")
ROWS, MOST_ROWS = "tests/matrix/", 40  # of the table of access: tried first, while its world stands
LAST = ("quer", "living_machine", "canaries")  # they fail for other reasons too, or take long


def main() -> int:
    """The whole of it; 0 when every mutant is caught or known to be harmless."""
    asked = _asked()
    if asked.list:
        mutants = [each for each in find_all(ROOT)[0] if asked.only.search(each.name)]
        print("\n".join(each.name for each in mutants), f"\n{len(mutants)} mutants")
        return 0
    BUILD.mkdir(parents=True, exist_ok=True)
    everything = write_tree(ROOT, TREE)
    passed = tests_passing(everything, at_once=asked.at_once, afresh=asked.afresh)
    chosen = [each for each in everything if asked.only.search(each.name)]
    kept = {} if asked.afresh or not KEPT.is_file() else json.loads(KEPT.read_text())
    waiting = [each for each in chosen if not _is_known(kept.get(each.key), each)]
    print(f"{len(chosen)} mutants, {len(chosen) - len(waiting)} of them caught before", flush=True)
    try_out(waiting, passed, kept, at_once=asked.at_once, most=asked.most)
    return tell(chosen, kept)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", type=re.compile, default=re.compile(""), metavar="PATTERN")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--afresh", action="store_true")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--most", type=int)
    return parser.parse_args()


def _is_known(result: Mapping[str, Any] | None, mutant: Mutant) -> bool:
    """Whether it was caught, and neither its file nor the test that caught it has changed."""
    if not result or not result["caught_by"] or result["digest"] != mutant.digest:
        return False
    test = ROOT / result["caught_by"].split("::")[0]
    return test.is_file() and digest_of(test) == result["test_digest"]


def _pytest(words: Iterable[str], **options: Any) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "PGHOST")}
    own = {"DATA_DIR": BUILD / "data", "STATIC_ROOT": BUILD / "static", "PYTHONDONTWRITEBYTECODE": ""}
    surroundings = {**kept, **{name: str(value) for name, value in own.items()}}
    return subprocess.run([sys.executable, *PYTEST, *words], cwd=TREE, env=surroundings, text=True, **options)


def tests_passing(mutants: list[Mutant], *, at_once: int, afresh: bool = False) -> dict[str, dict[str, Any]]:
    """Test -> its seconds and the keys of the mutants it passes; noted again where a test file has changed.

    Which way the tests go through changed code is guessed from how they went before (see `_likely`); with
    `afresh` all of it is noted again.
    """
    known: dict[str, Any] = json.loads(PASSED.read_text()) if PASSED.is_file() and not afresh else {}
    fresh = {str(file.relative_to(ROOT)): digest_of(file) for file in _test_files()}
    known = {name: held for name, held in known.items() if fresh.get(name) == held["digest"]}
    if changed := [name for name in fresh if name not in known]:
        lines = _note(changed, at_once)
        for name in changed:
            known[name] = {"digest": fresh[name], "tests": {}}
        for line in lines:
            if line["is_well"]:
                keys = [mutants[number].key for number in line["passed"]]
                told = {"seconds": line["seconds"], "passed": keys}
                known[line["test"].split("::")[0]]["tests"][line["test"]] = told
        PASSED.write_text(json.dumps(known))
    return {test: held for file in known.values() for test, held in file["tests"].items()}


def _test_files() -> list[Path]:
    places = [place for pattern in TRIED for place in sorted((ROOT / "tests").glob(pattern))]
    return [
        file for place in places for file in (sorted(place.rglob("test_*.py")) if place.is_dir() else [place])
    ]


def _note(files: list[str], at_once: int) -> list[dict[str, Any]]:
    folder = BUILD / "passing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    print(f"Noting what {len(files)} files of tests pass", flush=True)
    _pytest([*files, "-m", "not browser", "-n", str(at_once), f"--passed-to={folder}"])
    return [json.loads(line) for file in folder.glob("*.jsonl") for line in file.read_text().splitlines()]


def try_out(
    mutants: list[Mutant],
    passed: Mapping[str, Mapping[str, Any]],
    kept: dict[str, Any],
    *,
    at_once: int,
    most: int | None = None,
) -> None:
    """Try each, and keep what came of it."""
    plan = [
        {"number": each.number, "setting": each.setting, "tests": tests[:most]}
        for each, tests in zip(mutants, _likely(mutants, passed), strict=True)
    ]
    by_number = {each.number: each for each in mutants}
    said, file = BUILD / "said.jsonl", BUILD / "plan.json"
    said.unlink(missing_ok=True)
    file.write_text(json.dumps([each for each in plan if each["tests"]]))
    for each in plan:
        if not each["tests"]:
            kept[by_number[each["number"]].key] = {"caught_by": None, "tests": 0}
    try:
        if any(each["tests"] for each in plan):
            files = sorted({*WARM, *(test.split("::")[0] for each in plan for test in each["tests"])})
            words = (f"--try-out={file}", f"--said-to={said}", f"--at-once={at_once}")
            _pytest(["-n0", "--no-header", "-m", "not browser", *files, *words])
    finally:
        for line in said.read_text().splitlines() if said.is_file() else ():
            result = json.loads(line)
            mutant, test = by_number[result.pop("number")], result["caught_by"]
            digest = digest_of(ROOT / test.split("::")[0]) if test else ""
            kept[mutant.key] = {**result, "digest": mutant.digest, "test_digest": digest}
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False))


def _likely(mutants: list[Mutant], passed: Mapping[str, Mapping[str, Any]]) -> list[list[str]]:
    """The tests that pass each mutant, in the order of how likely they are to see it.

    Of a mutant that was not there when that was noted, the tests that pass its function, or else its file.
    """
    by_place: dict[str, dict[str, None]] = defaultdict(dict)
    for test, noted in passed.items():
        for key in noted["passed"]:
            path, _space, rest = key.partition(" ")
            for place in (key, f"{path} {rest.split(': ')[0]}", path):
                by_place[place].setdefault(test)
    on_settings = _about_settings(passed)

    def tests(mutant: Mutant) -> list[str]:
        if mutant.setting:
            return on_settings
        places = (mutant.key, f"{mutant.path} {mutant.within}", mutant.path)
        found = next((by_place[place] for place in places if by_place.get(place)), {})
        ordered = sorted(found, key=lambda test: _unlikeliness(test, mutant, passed[test]))
        rows = [test for test in ordered if test.startswith(ROWS)]
        return [*rows[:MOST_ROWS], *(test for test in ordered if not test.startswith(ROWS))]

    return [tests(each) for each in mutants]


def _unlikeliness(test: str, mutant: Mutant, noted: Mapping[str, Any]) -> tuple[object, ...]:
    """Least for a test in a file of the same name, that is called after a refusal, is narrow and quick."""
    file, _colons, name = test.partition("::")
    is_last = any(word in test for word in LAST)
    is_of_it = Path(mutant.path).stem.rstrip("s") in file
    refuses = any(word in name for word in REFUSING)
    return is_last, not is_of_it, not refuses, len(noted["passed"]) // 20, noted["seconds"]


def _about_settings(passed: Mapping[str, Mapping[str, Any]]) -> list[str]:
    about = {test: [n for n, start in enumerate(ABOUT_SETTINGS) if test.startswith(start)] for test in passed}
    return sorted((t for t in passed if about[t]), key=lambda test: (about[test][0], passed[test]["seconds"]))


def tell(mutants: list[Mutant], kept: Mapping[str, Any]) -> int:
    """The table, and 1 when one survives that nobody has written a reason for."""
    harmless: dict[str, str] = yaml.safe_load(HARMLESS.read_text("utf-8")) or {}
    count: dict[str, int] = defaultdict(int)
    for each in mutants:
        result = kept.get(each.key) or {}
        if result.get("caught_by"):
            outcome, why = "caught", result["caught_by"]
        elif each.key in harmless:
            outcome, why = "harmless", harmless[each.key]
        elif "tests" in result:
            outcome, why = "SURVIVED", f"{result['tests']} tests pass its place"
        else:
            outcome, why = "not tried", ""
        count[outcome] += 1
        print(f"{outcome:9}  {each.name}  ←  {why}")
    print(", ".join(f"{number} {outcome}" for outcome, number in count.items()), f"of {len(mutants)} mutants")
    return 1 if count["SURVIVED"] or count["not tried"] else 0


if __name__ == "__main__":
    sys.exit(main())
