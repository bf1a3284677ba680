"""Pages of documentation made from the facts they tell, so that they cannot drift from them.

.venv/bin/python setup/docs.py permissions docs/permissions.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import access_page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
NOTE = "<!-- Made by setup/docs.py; change the source, then run `make generated`. -->"


def permissions() -> Iterator[str]:
    """Which role may do what in its agency."""
    from registry.access.permissions import LABELS
    from registry.access.roles import PERMISSIONS_OF, Role

    yield "# Who may do what"
    yield NOTE
    yield (
        "A role is held in one agency and gives these permissions there and nowhere else. Deactivated "
        "people and those who run the installation have none. What others have shared may be read by "
        "everyone, or by all members, as the owner decides."
    )
    head = "| Permission | " + " | ".join(role.value for role in Role) + " |"
    rule = "|---|" + "---|" * len(Role)
    rows = [
        f"| `{permission.value}` | "
        + " | ".join("yes" if permission in PERMISSIONS_OF[role] else "–" for role in Role)
        + " |"
        for permission in LABELS
    ]
    yield "\n".join([head, rule, *rows])
    yield "Besides: nobody approves a version she wrote in; the DPO advises but does not approve."


def states() -> Iterator[str]:
    """What may happen to a version."""
    from assessments.lifecycle import TRANSITIONS, State

    yield "# The life of a version"
    yield NOTE
    yield "A draft has no state. Submitting it freezes a version, which is then:"
    moves = [(a, verb, b) for (a, verb), b in TRANSITIONS.items() if a is not b]
    lines = ["stateDiagram-v2", f"    [*] --> {State.SUBMITTED}: submit"]
    lines += [f"    {a} --> {b}: {verb}" for a, verb, b in moves]
    yield "```mermaid\n" + "\n".join(lines) + "\n```"
    verbs = {state: ", ".join(verb for (a, verb) in TRANSITIONS if a is state) for state in State}
    yield "\n".join(
        [
            "| State | May be done |",
            "|---|---|",
            *(f"| {state} | {does or '–'} |" for state, does in verbs.items()),
        ]
    )


def schema(kind: str) -> Iterator[str]:
    """Every question of a form."""
    from assessments.engine.schema import parse_schema
    from assessments.schemas import bundled

    form = parse_schema(bundled()[kind])
    yield f"# {form.label['en']} – {form.label['nb']}"
    yield NOTE
    yield f"`{form.id}`. Built on: {', '.join(form.basis)}."
    yield (
        "*Reuse* says how an answer travels to a fork: `shared` as it is, `confirm` as a proposal to answer "
        "for, `local` never. *Withhold* says whether what is written may need to be withheld, and the usual "
        "ground."
    )
    for section in form.sections:
        yield f"## {section.label['nb']} / {section.label['en']} (`{section.key}`)"
        lines = ["| Key | Bokmål | English | Type | Reuse | Required | Withhold | Law |", "|" + "---|" * 8]
        for field in section.fields:
            lines.append(_row(field, ""))
            lines += [_row(column, f"{field.key}.") for column in field.columns]
        yield "\n".join(lines)


def _row(field: object, prefix: str) -> str:
    kind = f"{field.type} ({field.codelist})" if field.codelist else str(field.type)
    required = "yes" if field.required else (f"if `{field.required_if.field}`" if field.required_if else "")
    exempt = "" if field.exempt == "none" else f"{field.exempt} ({field.ground})"
    by = "" if field.stage == "draft" else f" – {field.stage}"
    cells = [f"`{prefix}{field.key}`", field.label["nb"], field.label["en"], kind + by,
             "computed" if field.auto else str(field.reuse), required, exempt, field.law]  # fmt: skip
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "access-matrix": access_page.page,
    "permissions": permissions,
    "states": states,
    "schema-dpia": lambda: schema("dpia"),
    "schema-ros": lambda: schema("ros"),
}


if __name__ == "__main__":
    name, target = sys.argv[1:]
    Path(target).write_text("\n\n".join(PAGES[name]()) + "\n", encoding="utf-8")
