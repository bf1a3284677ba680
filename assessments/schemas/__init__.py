"""The forms that come with the software, as data: each joined with the shared library into one body.

`dpia.yaml` and `ros.yaml` hold the questions, `library.yaml` the code lists, scales, matrices and bands,
`grounds.yaml` the grounds for withholding, with the days they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .files import read
from .grounds import GROUNDS, as_codelist

_KINDS = ("dpia", "ros")
_HEAD = ("urn", "version", "kind", "label", "basis", "sections")

Body = dict[str, Any]


class BundleError(ValueError):
    """A form names something the library does not have; `where` is the place, `message` the fault."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where, self.message = where, message


def bundled() -> dict[str, Body]:
    """Every form that comes with the software, by kind, as self-contained JSON-able bodies.

    Read anew at each call, so that a caller may change what it gets. Raises BundleError.
    """
    library = read("library.yaml")
    library["codelists"][GROUNDS] = as_codelist(read("grounds.yaml"))
    return {kind: join(read(f"{kind}.yaml"), library, source=f"{kind}.yaml") for kind in _KINDS}


def join(form: Mapping[str, Any], library: Mapping[str, Any], source: str = "form") -> Body:
    """The form with the parts of the library it uses, in the library's order; raises BundleError."""
    scales = library["scales"] if _uses_scales(form) else []
    matrices = _named("matrix", scales, library["matrices"])
    bands = library["bands"] if matrices else []
    _check_cells(matrices, {band["id"] for band in bands})
    body = {name: form[name] for name in _HEAD}
    body["codelists"] = _codelists(form, library["codelists"], source)
    return body | {"scales": scales, "matrices": matrices, "bands": bands}


def _questions(form: Mapping[str, Any], source: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each field and column with its place in the file."""
    for section in form["sections"]:
        for field in section["fields"]:
            where = f"{source}/sections/{section['key']}/fields/{field['key']}"
            yield where, field
            for column in field.get("columns", []):
                yield f"{where}/columns/{column['key']}", column


def _uses_scales(form: Mapping[str, Any]) -> bool:
    return any(question["type"] in ("scale", "score") for _, question in _questions(form, ""))


def _codelists(form: Mapping[str, Any], known: Mapping[str, Any], source: str) -> Body:
    """The code lists the questions name; the grounds come along wherever something may be withheld."""
    used: set[str] = set()
    for where, question in _questions(form, source):
        for name in (question.get("codelist"), question.get("preset", {}).get("codelist")):
            if name is None:
                continue
            if name not in known:
                raise BundleError(f"{where}/codelist", f"library.yaml has no code list {name!r}")
            used.add(name)
        if question.get("exempt", "none") != "none":
            _check_ground(question, known, where)
            used.add(GROUNDS)
    return {name: codelist for name, codelist in known.items() if name in used}


def _check_ground(question: Mapping[str, Any], known: Mapping[str, Any], where: str) -> None:
    ground = question.get("ground")
    if ground not in {item["id"] for item in known.get(GROUNDS, {"items": []})["items"]}:
        raise BundleError(f"{where}/ground", f"{GROUNDS} has no ground {ground!r}")


def _named(attribute: str, users: list[Body], known: list[Body]) -> list[Body]:
    """The known parts that some user names in `attribute`."""
    ids = {part["id"] for part in known}
    for user in users:
        if user[attribute] not in ids:
            raise BundleError(f"library.yaml/{user['id']}", f"there is no {attribute} {user[attribute]!r}")
    return [part for part in known if part["id"] in {user[attribute] for user in users}]


def _check_cells(matrices: list[Body], bands: set[str]) -> None:
    for matrix in matrices:
        for row in matrix["cells"]:
            for band in row:
                if band not in bands:
                    raise BundleError(f"library.yaml/matrices/{matrix['id']}", f"there is no band {band!r}")
