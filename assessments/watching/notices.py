"""What has been told to a person, in words made anew each time from what she may see at that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import eyes_of, known, known_of, visible_versions
from assessments.distance import with_distance
from assessments.models import Assessment, Notice, NoticeKind, Version
from assessments.watching.weight import Step, step_between
from registry.api.pagination import FORWARD, after, decode, encode
from registry.errors import Invalid
from registry.models import User

UNREAD_CAP = 99
PAGE_SIZE = 20
_ORDER = ("-is_unread", "-at", "-id")

# kind -> said of one's own and of what it is built on alike
_ALIKE: Mapping[str, object] = {
    NoticeKind.NAMED: gettext_lazy("Your agency is now shown this assessment."),
    NoticeKind.ENDING: gettext_lazy(
        "Within two weeks your agency is no longer shown this assessment, unless its owner names you anew."
        " What you have taken over stays with you."
    ),
    NoticeKind.UNCOVERING: gettext_lazy(
        "Within two weeks something that is withheld here is shown to others, unless you withhold it longer."
    ),
    NoticeKind.ASKED: gettext_lazy(
        "Another agency asks to be shown this assessment. The request waits for your answer."
    ),
    NoticeKind.REMINDED: gettext_lazy("A request to be shown this assessment still waits for your answer."),
    NoticeKind.GRANTED: gettext_lazy("Your agency asked to be shown an assessment, and is shown it now."),
    NoticeKind.REFUSED: gettext_lazy(
        "Your agency asked to be shown an assessment, and was refused. The request says why."
    ),
    NoticeKind.PROPOSED: gettext_lazy("A body that has built on it proposes a change."),
    NoticeKind.ANSWERED: gettext_lazy("What you proposed to the original has been answered."),
}
# kind -> said of what one's own is built on, said of the one that is watched itself
_SENTENCES: Mapping[str, tuple[object, object]] = {
    NoticeKind.IN_FORCE: (
        gettext_lazy("What it is built on has a new version in force: %(title)s, version %(number)s."),
        gettext_lazy("Version %(number)s is in force."),
    ),
    NoticeKind.WITHDRAWN: (
        gettext_lazy("What it is built on has been withdrawn. What you have taken over stays with you."),
        gettext_lazy("An assessment you watched has been withdrawn."),
    ),
    NoticeKind.NARROWED: (
        gettext_lazy(
            "What it is built on is no longer shown to you. What you have taken over stays with you."
        ),
        gettext_lazy("An assessment you watched is no longer shown to you."),
    ),
    **{kind: (said, said) for kind, said in _ALIKE.items()},
}
_OUT_OF_SIGHT = (
    gettext_lazy("What it is built on got a new version, which is no longer shown to you."),
    gettext_lazy("It got a new version, which is no longer shown to you."),
)
_GONE = (NoticeKind.WITHDRAWN, NoticeKind.NARROWED)
_REPLIES = (NoticeKind.GRANTED, NoticeKind.REFUSED)
_NAMELESS = (*_GONE, *_ALIKE)  # said without naming the version


@dataclass(frozen=True)
class Told:
    """A notice as it may be shown now: `assessment` and `version` are None when they may not be seen."""

    notice: Notice
    assessment: Assessment | None
    version: Version | None
    step: Step | None

    @property
    def is_own(self) -> bool:
        """Whether it happened to the assessment itself, and not to what it is built on."""
        version = self.notice.version
        return version is None or self.notice.assessment_id == version.assessment_id

    @property
    def sentence(self) -> str:
        """What happened, in the reader's language; names nothing that is not hers to see."""
        said = _SENTENCES[self.notice.kind]
        if self.version is not None:
            names = {"title": self.version.assessment.title, "number": self.version.number}
            return str(said[self.is_own]) % names
        return str((said if self.notice.kind in _NAMELESS else _OUT_OF_SIGHT)[self.is_own])


def notices_of(user: User) -> QuerySet[Notice]:
    """What `user` has been told about assessments she may still know of, that something left her sight, and
    what was answered to her agency.

    Asked notice by notice (EXISTS), for she has few of them and may see very many assessments.
    """
    gone = Q(kind__in=_GONE, assessment=F("version__assessment"))
    seen = Exists(known_of(user).filter(pk=OuterRef("assessment")))
    is_reply = Q(kind__in=_REPLIES)
    return Notice.objects.filter(gone | is_reply | seen, user=user.pk).select_related("version")


def unread(user: User) -> int:
    """How many of them she has not read, counted no further than to 100 (one query; two when there are any).

    This is asked on every page, mostly to find none: which of them she may know of costs more to ask.
    """
    if not Notice.objects.filter(user=user.pk, read_at=None).exists():
        return 0
    return notices_of(user).filter(read_at=None).order_by().values("pk")[: UNREAD_CAP + 1].count()


def told(notices: Iterable[Notice], actor: User) -> list[Told]:
    """The notices with what `actor` may see of them now (three queries)."""
    listed = list(notices)
    assessments = known(actor).filter(pk__in={each.assessment_id for each in listed})
    seen = with_distance(assessments.select_related("owner"), eyes_of(actor)).in_bulk()
    happened = [each.version for each in listed if each.version is not None]
    wanted = {each.pk for each in happened} | {each.parent_id for each in happened}
    wanted |= {each.built_on for each in seen.values()}
    versions = visible_versions(actor).filter(pk__in=wanted - {None})
    whole = versions.select_related("assessment__owner", "review")
    found = whole.prefetch_related("assessment__withholdings").in_bulk()
    return [_told(each, seen.get(each.assessment_id), found, actor) for each in listed]


def _told(
    notice: Notice, assessment: Assessment | None, versions: Mapping[UUID, Version], actor: User
) -> Told:
    version = versions.get(notice.version_id)
    if version is None:
        return Told(notice, assessment, None, None)
    is_own = notice.assessment_id == version.assessment_id
    before = version.parent_id if is_own else assessment and assessment.built_on
    old = versions.get(before) if before else None
    return Told(notice, assessment, version, step_between(old, version, actor) if old else None)


def inbox_page(user: User, cursor: str = "", size: int = PAGE_SIZE) -> tuple[list[Notice], str]:
    """A page of her notices, unread and then newest first, and the cursor of the next ("" on the last)."""
    is_unread = Case(When(read_at=None, then=1), default=0, output_field=IntegerField())
    rows = notices_of(user).annotate(is_unread=is_unread)
    if cursor:
        rows = rows.filter(after(_ORDER, _place(decode(cursor, len(_ORDER))[1])))
    found = list(rows.order_by(*_ORDER)[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], encode(FORWARD, [last.is_unread, last.at.isoformat(), last.pk])


def _place(values: list[str]) -> tuple[int, datetime, int]:
    flag, at, key = values
    try:
        return int(flag), datetime.fromisoformat(at), int(key)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            "list.cursor_malformed", _("This page address is not whole."), where="cursor",
            how=_("Begin from the first page."),
        ) from error  # fmt: skip
