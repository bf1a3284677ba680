"""Everything withheld of a draft or version, for the owner's people: where, why and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assessments.engine.content import Mark, Path, unit_of
from assessments.engine.marking import fault_in_place
from assessments.engine.redact import Reading, redact
from assessments.engine.withholding import covers, known_as, moved_marks, withheld_in, withholds
from assessments.models import Assessment, Version, Visibility, Withholding
from assessments.models.schema_version import parsed_schema
from assessments.models.stored import item_path
from assessments.reading import View
from assessments.schemas.grounds import Ground, grounds


@dataclass(frozen=True)
class Item:
    """One place that is withheld: by a mark in the text itself, or (`at_once`) whatever the text says.

    `has_ended` when its last day is past. `is_still_shown` when what is in force shows it to others all the
    same. `item` is the section or row whose etag a change of the mark must name.
    """

    path: Path
    mark: Mark
    item: str
    has_ended: bool
    is_still_shown: bool
    at_once: Withholding | None = None

    @property
    def ground(self) -> Ground | None:
        """What the law says of its ground; None for one that is in no list any more."""
        return grounds().get(self.mark.ground)

    @property
    def falls_away(self) -> bool:
        """Whether its ground is lost once the assessment is shown to others (offentleglova § 14)."""
        return self.ground is not None and self.ground.is_internal


@dataclass(frozen=True)
class Overview:
    """What is withheld of the text in `view`, which its owner's people read whole."""

    view: View

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The marks in the order of the form, then what is withheld at once without a mark here."""
        return (*self._marked(), *self._at_once())

    @cached_property
    def by_default(self) -> dict[Path, str]:
        """What is withheld without anyone's word, with its ground: local and likely to need it (ADR 7)."""
        marks = self.view.withheld
        shown = redact(self.view.full, self.view.schema, Reading.MEMBERS, marks)
        return {path: ground for path, ground in withheld_in(shown).items() if covers(marks, path) is None}

    @property
    def is_shared(self) -> bool:
        """Whether the assessment is shown to anyone but its owner."""
        return is_shared(self.view.assessment)

    @property
    def internal(self) -> tuple[Item, ...]:
        """What rests on a ground that is lost when the assessment is shared."""
        return tuple(each for each in self.items if each.falls_away and not each.has_ended)

    @property
    def still_shown(self) -> tuple[Item, ...]:
        """What is marked here, and shown to others in what is in force."""
        return tuple(each for each in self.items if each.is_still_shown)

    def _marked(self) -> Iterator[Item]:
        today = timezone.localdate().isoformat()
        place = {key: number for number, key in enumerate(self.view.schema.fields)}
        marks = self.view.full.marks
        for path in sorted(marks, key=lambda path: place.get(path.split("/", 1)[0], len(place))):
            item = item_path(unit_of(path), self.view.schema)
            ended = not withholds(marks[path], today)
            yield Item(path, marks[path], item, ended, not ended and self._shown_in_force(path))

    def _at_once(self) -> Iterator[Item]:
        today = timezone.localdate().isoformat()
        for each in self.view.assessment.withholdings.select_related("by").all():
            if not each.stands():
                continue
            here = moved_marks({each.path: each.mark}, parsed_schema(each.schema_id), self.view.schema)
            for path, mark in here.items():
                if fault_in_place(path, self.view.full, self.view.schema) is None:
                    item = item_path(unit_of(path), self.view.schema)
                    yield Item(path, mark, item, not withholds(mark, today), False, each)

    def _shown_in_force(self, path: Path) -> bool:
        current = self._in_force
        if current is None or not self.is_shared:
            return False
        form = current.parsed_schema
        return any(
            fault_in_place(there, current.content, form) is None and covers(current.marks_now, there) is None
            for there in known_as(path, self.view.schema, form)
        )

    @cached_property
    def _in_force(self) -> Version | None:
        assessment = self.view.assessment
        if self.view.version is not None or assessment.current_id is None:
            return None
        return Version.objects.select_related("assessment", "schema").get(pk=assessment.current_id)


def is_shared(assessment: Assessment) -> bool:
    """Whether the assessment is shown to anyone but its owner, once something is in force."""
    return assessment.visibility != Visibility.PRIVATE
