"""Taking an edition of a form into use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.engine.canonical import NotCanonicalError, canonical, digest
from assessments.engine.schema import SchemaError, parse_schema
from assessments.models import SchemaVersion
from assessments.schemas import bundled
from registry.audit import record
from registry.errors import Conflict, Invalid
from registry.models import User


@transaction.atomic
def load_schema(*, body: Mapping[str, Any], by: User | None) -> SchemaVersion:
    """Keep a schema body under its urn and version; the same body again is the same row.

    Raises Invalid when the body is malformed, Conflict when another body already has that urn and version.
    """
    try:
        schema, key = parse_schema(body), digest(canonical(body)).hex()
    except (SchemaError, NotCanonicalError) as error:
        raise Invalid("schema.malformed", str(error), where=error.where) from error
    kept = SchemaVersion.objects.filter(urn=schema.urn, version=schema.version).first()
    if kept is None:
        kept = SchemaVersion.objects.create(
            digest=key, urn=schema.urn, version=schema.version, kind=schema.kind, body=body
        )
        record(verb="schema_loaded", obj=kept, by=by, urn=schema.urn, version=schema.version, digest=key)
    if kept.digest != key:
        raise Conflict(
            "schema.version_taken",
            _("Version %(version)s of %(urn)s is in use with another content.")
            % {"version": schema.version, "urn": schema.urn},
            where="version",
            how=_("Give the changed form a new version number."),
        )
    return kept


@transaction.atomic
def load_bundled(*, by: User | None) -> list[SchemaVersion]:
    """Keep the forms that come with this installation; done every time the database is brought up to date."""
    return [load_schema(body=body, by=by) for body in bundled().values()]


def newest_schema(kind: str) -> SchemaVersion:
    """The edition of the form for `kind` that new assessments answer."""
    found = SchemaVersion.objects.newest(kind)
    if found is None:
        raise Invalid("schema.none", _("No form is loaded for this kind of assessment."), where="kind")
    return found
