"""What the writing pages share: the draft as it stands, what references may name, and a stale save shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from assessments.access import check_can_edit, find, visible
from assessments.engine.canonical import clean
from assessments.engine.content import Value, freeze, is_answered
from assessments.engine.form import Field
from assessments.models import Assessment, Draft
from assessments.models.stored import Stored
from assessments.pages.forms.answers import AnswerForm, Known
from assessments.pages.sheet import Sheet
from assessments.pages.shown import Lens, Shown, present, reader_language
from assessments.reading import View, read_draft
from registry.models import Solution

MOST = 500  # choices in one list; more than this no list helps with


@dataclass(frozen=True)
class Desk:
    """A draft on the desk of someone who may write in it."""

    assessment: Assessment
    draft: Draft
    stored: Stored
    view: View
    known: Known

    @property
    def sheet(self) -> Sheet:
        """The draft laid out for reading."""
        return Sheet(self.view, self.known.language)

    def etag(self, path: str) -> str:
        """The state of a section or row that a save must name."""
        return self.stored.etags.get(path, "")


def desk_of(request: HttpRequest, assessment: Any) -> Desk:
    """The draft, for someone who may write in it; raises NotFound, NotPermitted, or Conflict without one."""
    found = find(request.user, assessment)
    check_can_edit(request.user, found)
    draft = Draft.objects.select_related("assessment__owner", "base").get(assessment=found)
    view = read_draft(draft, request.user)
    known = Known(view.schema, view.full, reader_language(), references_for(request, found))
    return Desk(found, draft, draft.stored(), view, known)


def references_for(request: HttpRequest, assessment: Assessment) -> dict[str, list[tuple[str, str]]]:
    """Solutions and own assessments an answer may name, as (id, name)."""
    solutions = Solution.objects.visible_to(request.user).order_by("name").values_list("pk", "name")[:MOST]
    own = visible(request.user).filter(owner=assessment.owner_id).exclude(pk=assessment.pk)
    others = own.order_by("title").values_list("pk", "title")[:MOST]
    return {
        "solution": [(str(pk), name) for pk, name in solutions],
        "assessment": [(str(pk), title) for pk, title in others],
    }


@dataclass(frozen=True)
class Clash:
    """One question that both changed since the page was opened: what each wrote."""

    label: str
    yours: Shown
    current: Shown


@dataclass(frozen=True)
class Reconciled:
    """A stale save joined with what is saved now: what only they changed is taken over, the rest is shown."""

    clashes: tuple[Clash, ...] = ()
    taken: tuple[str, ...] = ()


def reconcile(form: AnswerForm, questions: Iterable[Field], lens: Lens) -> Reconciled:
    """Put into the stale form what only someone else changed, and list what both did; no text is lost."""
    if form.stale is None:
        return Reconciled()
    base, current = (_frozen(form.stale.detail.get(name)) for name in ("base", "current"))
    clashes, taken = [], []
    for question in (each for each in questions if each.key in form.answers):
        yours = freeze(clean(form.answers[question.key]))
        theirs, before = current.get(question.key), base.get(question.key)
        if (not is_answered(theirs) and not is_answered(yours)) or theirs == yours:
            continue
        if yours == before:
            form.take(question, theirs)
            taken.append(lens.label(question.label))
        elif theirs != before:
            shown = [present(value, question, lens) for value in (yours, theirs)]
            clashes.append(Clash(lens.label(question.label), *shown))
    return Reconciled(tuple(clashes), tuple(taken))


def _frozen(answers: Any) -> Mapping[str, Value]:
    return {key: freeze(value) for key, value in (answers or {}).items()}
