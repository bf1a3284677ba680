"""Beginning an assessment from an empty form."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_start
from assessments.actions.drafting import follow_content
from assessments.actions.language import check_language
from assessments.actions.load_schema import newest_schema
from assessments.engine.canonical import clean
from assessments.engine.content import EMPTY, Content, Row
from assessments.engine.schema import Field, Schema
from assessments.models import Assessment, Draft, Kind, SchemaVersion
from assessments.models.stored import store
from registry.actions.given import line
from registry.audit import record
from registry.errors import Invalid
from registry.models import Agency, Solution, User

STANDARD_SCALE = "no-municipal-5x5"
STANDARD_LICENCE = "CC-BY-4.0"
TITLE_LIMIT = 300
VERSION_LIMIT = 100


@transaction.atomic
def start(
    *,
    kind: str,
    owner: Agency,
    title: str,
    language: str,
    solutions: Sequence[tuple[Solution, str]],
    by: User,
    schema: SchemaVersion | None = None,
) -> Assessment:
    """Start a ROS or DPIA of `solutions`, each with the version of it that is covered, as an empty draft."""
    check_can_start(by, owner)
    name = str(clean(title)).strip()
    _check_start(kind, name, language, solutions)
    pinned = schema or newest_schema(kind)
    now, identity = timezone.now(), uuid4()
    assessment = Assessment.objects.create(
        id=identity, kind=kind, owner=owner, title=name, language=language, family=identity,
        created_by=by, updated=now,
    )  # fmt: skip
    parsed = Draft(schema=pinned).parsed_schema
    content = _first_content(parsed, name, solutions, str(identity))
    root = store(assessment.family, content, parsed, None).root
    Draft.objects.create(
        assessment=assessment, schema=pinned, manifest=root, language=language, updated=now, updated_by=by
    )
    follow_content(assessment, content)
    record(verb="assessment_started", obj=assessment, by=by, agency=owner, kind=kind)
    return assessment


def _check_start(kind: str, title: str, language: str, solutions: Sequence[tuple[Solution, str]]) -> None:
    if kind not in Kind.values:
        raise Invalid("assessment.kind_unknown", _("Choose a ROS or a DPIA."), where="kind")
    if not title:
        raise Invalid("assessment.title_missing", _("Give the assessment a title."), where="title")
    if len(title) > TITLE_LIMIT:
        raise Invalid(
            "assessment.title_too_long",
            _("The title is longer than %(limit)s characters.") % {"limit": TITLE_LIMIT},
            where="title",
            how=_("Make it shorter."),
        )
    check_language(language)
    if not solutions:
        raise Invalid(
            "assessment.solution_missing",
            _("Say which solution it is about."),
            where="solutions",
            how=_("Choose a solution from the register, or register it first."),
        )


def _first_content(
    schema: Schema, title: str, solutions: Sequence[tuple[Solution, str]], origin: str
) -> Content:
    """What every new assessment has: title, solutions, standard scale and licence, and preset rows."""
    content = EMPTY.with_fields({"title": title, "scale": STANDARD_SCALE, "licence": STANDARD_LICENCE})
    for solution, version in solutions:
        reference = {"id": str(solution.pk), "label": solution.name}
        covered = line(version, "solutions", limit=VERSION_LIMIT, required=False)
        cells = clean({"solution": reference, "version": covered})
        content = content.with_row("solutions", Row(str(uuid4()), cells, origin))
    for key in schema.collections:
        for code in _preset_codes(schema, schema.field(key)):
            cells = {schema.field(key).preset["column"]: code}
            content = content.with_row(key, Row(str(uuid4()), cells, origin))
    return content


def _preset_codes(schema: Schema, table: Field) -> list[str]:
    if not table.preset:
        return []
    return [code.id for code in schema.codelist(table.preset["codelist"]).items]
