"""Reviewers' comments on a frozen version."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import check_can_comment
from assessments.models import Comment, Version
from registry.actions import given
from registry.audit import record
from registry.errors import Invalid
from registry.models import User

TEXT_LIMIT = 20_000  # characters of one comment


@transaction.atomic
def comment(*, version: Version, text: str, by: User, path: str = "") -> Comment:
    """Comment on one place (a path in the content) or, with an empty path, on the whole version."""
    check_can_comment(by, version)
    words = given.text(text, "text", limit=TEXT_LIMIT).strip()
    if not words:
        raise Invalid("comment.empty", _("Write a comment."), where="text")
    if path and not _is_place(path, version):
        raise Invalid("comment.place_unknown", _("There is no such place in this version."), where="path")
    kept = Comment.objects.create(
        version=version, path=path, text=words, author=by, at=timezone.now(), digest=version.digest
    )
    record(
        verb="version_commented", obj=version.assessment, by=by, agency=version.assessment.owner, path=path
    )
    return kept


def _is_place(path: str, version: Version) -> bool:
    """Whether the path is a question of the form, a row of this version, or a cell of that row."""
    key, *rest = path.split("/", 2)
    table = version.parsed_schema.fields.get(key)
    if table is None or not rest:
        return table is not None
    is_column = len(rest) == 1 or rest[1] in table.columns_by_key
    return is_column and version.content.row(key, rest[0]) is not None
