"""The points of a checklist: each finding with where it stands and what was answered to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.access import LINKED_STATES
from assessments.checking.scope import WIDTH, as_if_lifted, shown_range
from assessments.engine.checks import Finding, Severity, covered, find, find_in_text, fingerprint
from assessments.engine.content import EMPTY, Content
from assessments.engine.schema import Schema
from assessments.lifecycle import State
from assessments.models import Assessment, CheckAnswer, Draft, Version
from assessments.reading import read_for_circle
from assessments.reading.view import Answers
from assessments.wording import label_of

TITLE = "title"
Key = tuple[str, str, str]  # rule, path, digest


@dataclass(frozen=True)
class Point:
    """A finding in a version, in the open draft, or (neither) in the title that a list shows."""

    finding: Finding
    digest: str
    content: Content
    schema: Schema | None
    version: Version | None
    draft: Draft | None
    answer: CheckAnswer | None

    @property
    def key(self) -> Key:
        """What it is about: the same rule, place and text make the same point, in whatever version."""
        return str(self.finding.rule), self.finding.path, self.digest

    @property
    def number(self) -> int | None:
        """The number of the version it stands in; None in a draft and in a title."""
        return self.version.number if self.version else None

    @property
    def may_be_answered(self) -> bool:
        """Whether a reason settles it; a draft is mended, for what is answered must stay as it is."""
        return self.finding.may_be_answered and self.draft is None

    @property
    def is_open(self) -> bool:
        """Whether it still waits for being mended or answered; what cannot be answered does so always."""
        return self.answer is None or not self.finding.may_be_answered

    @property
    def stops_showing(self) -> bool:
        """Whether nobody more may be shown it as it stands."""
        return self.is_open and self.finding.severity is not Severity.ASK

    @property
    def stops_approval(self) -> bool:
        """Whether it may not even be approved into a circle that sees it."""
        return self.is_open and self.finding.severity is Severity.BLOCK

    def label(self, language: str) -> str:
        """What people call the place it stands in, masked like what was found; of a bare title itself."""
        if self.schema is None:
            return covered(str(self.content.value(self.finding.path)))
        return covered(label_of(self.finding.path, self.schema, self.content, language))


def checklist(assessment: Assessment, circle: str) -> list[Point]:
    """Everything to look at before `circle` is shown the assessment, with its range as it stands.

    It covers what would be shown, the version that waits for approval, the title that a list may show alone,
    and while there is no such version the draft, so that one can look early.
    """
    waiting = assessment.versions.filter(review__state=State.SUBMITTED).select_related("schema").first()
    frozen = list(shown_range(assessment))
    if waiting is not None and assessment.shows_number(waiting.number):
        waiting.assessment = assessment
        frozen = [waiting, *frozen]
    found = version_points(assessment, frozen, circle)
    known = {each.key for each in found}
    found += [each for each in title_points(assessment, circle, assessment.title) if each.key not in known]
    draft = None if frozen else Draft.objects.filter(assessment=assessment).first()
    if draft is not None:
        draft.assessment = assessment
        known = {each.key for each in found}
        found += [each for each in draft_points(draft, circle) if each.key not in known]
    return _gravest_first(found)


def points_to_answer(assessment: Assessment, circle: str, numbers: Collection[int | None]) -> list[Point]:
    """What is found in each of these versions, and in the title (None), be they shown to somebody yet or not.

    A link or a new choice of versions may show others than the range as it stands, and what is withheld at
    once may be lifted.
    """
    asked = assessment.versions.filter(number__in=numbers, review__state__in=LINKED_STATES)
    found = title_points(assessment, circle, assessment.title) if None in numbers else []
    for version in asked.select_related("schema"):
        for whole in (assessment, as_if_lifted(assessment)):
            version.assessment = whole
            found += version_points(assessment, [version], circle)
    return found


def version_points(
    assessment: Assessment, versions: Sequence[Version], circle: str, decision: Answers | None = None
) -> list[Point]:
    """The findings of these versions, each where it stands newest; the same text is looked at once.

    `decision` is what is about to be decided about the first of them.
    """
    answers = _Answers(assessment, circle)
    found: list[Point] = []
    seen: set[Key] = set()
    for version in versions:
        said = decision if version is versions[0] else None
        content = read_for_circle(version, circle, said)
        for point in _points(content, version.parsed_schema, answers, version=version):
            if point.key not in seen:
                seen.add(point.key)
                found.append(point)
    return _gravest_first(found)


def draft_points(draft: Draft, circle: str) -> list[Point]:
    """The findings of an open draft, to mend before it is frozen."""
    content = read_for_circle(draft, circle)
    return list(_points(content, draft.parsed_schema, _Answers(draft.assessment, circle), draft=draft))


def title_points(assessment: Assessment, circle: str, title: str) -> list[Point]:
    """The findings in the title that `circle` would see in lists."""
    content, answers = EMPTY.with_field(TITLE, title), _Answers(assessment, circle)
    return [_point(each, content, None, answers, None, None) for each in find_in_text(TITLE, title)]


class _Answers:
    """The newest answers that hold for a circle, by what they are about."""

    def __init__(self, assessment: Assessment, circle: str) -> None:
        rows = CheckAnswer.objects.filter(assessment=assessment).select_related("by")
        wide = (each for each in rows if WIDTH[each.circle] >= WIDTH[circle])
        self._by_key: Mapping[Key, CheckAnswer] = {(a.rule, a.path, a.digest): a for a in wide}

    def to(self, finding: Finding, digest: str) -> CheckAnswer | None:
        return self._by_key.get((str(finding.rule), finding.path, digest))


def _points(
    content: Content,
    schema: Schema,
    answers: _Answers,
    version: Version | None = None,
    draft: Draft | None = None,
) -> Iterator[Point]:
    for each in find(content, schema):
        yield _point(each, content, schema, answers, version, draft)


def _point(
    finding: Finding,
    content: Content,
    schema: Schema | None,
    answers: _Answers,
    version: Version | None,
    draft: Draft | None,
) -> Point:
    digest = fingerprint(content, finding.path)
    return Point(finding, digest, content, schema, version, draft, answers.to(finding, digest))


def _gravest_first(points: Iterable[Point]) -> list[Point]:
    return sorted(points, key=lambda point: list(Severity).index(point.finding.severity))
