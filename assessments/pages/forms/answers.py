"""A form made from questions of a schema, and its answers as the engine takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.engine.content import Content, Row, Value, plain
from assessments.engine.form import Field, FieldType
from assessments.engine.risk import scale_of
from assessments.engine.schema import Schema
from registry.pages.forms.design import DesignForm

Choices = list[tuple[str, Any]]
FEW = 7  # choices that are shown at once as radio buttons; more go into a list


@dataclass(frozen=True)
class Known:
    """What a form needs to know beyond the question: the schema, the draft and what references may name."""

    schema: Schema
    content: Content
    language: str
    references: Mapping[str, Choices]


class AnswerForm(DesignForm):
    """Answers to some questions; empty ones are no error here, since a draft may be half done."""

    def __init__(
        self, questions: Iterable[Field], known: Known, given: Mapping[str, Value], data: Any = None
    ) -> None:
        self.questions = [q for q in questions if q.type in _FIELDS and not q.auto]
        initial: dict[str, Any] = {}
        for question in self.questions:
            initial.update(_initial(question, given.get(question.key)))
        super().__init__(data, initial=initial)
        for question in self.questions:
            self.fields.update(_FIELDS[question.type](question, known))
            _keep_choice(self.fields.get(question.key), given.get(question.key))
        self.dress()

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by the questions' keys; None where nothing stands."""
        return {question.key: self._answer(question) for question in self.questions}

    def _answer(self, question: Field) -> Any:
        answer = _answer(question, self.cleaned_data)
        if question.type is FieldType.REFERENCE and answer and not question.names_rows:
            names = dict(self.fields[question.key].choices)
            return {"id": answer, "label": str(names.get(answer, answer))}
        return answer

    def take(self, question: Field, value: Value) -> None:
        """Put someone else's answer where this form had one; the form is shown again, not validated."""
        self.data = self.data.copy()
        for name, given in _initial(question, value).items():
            several = given if isinstance(given, list) else [given]
            self.data.setlist(name, [str(each) for each in several if each is not None])

    def place_of(self, where: str) -> str:
        """A refusal names a path; the field is its last part."""
        return where.rsplit("/", 1)[-1]


def references_of(known: Known, field: Field) -> Choices:
    """What a reference may name: rows of this draft, or what the page was given."""
    if not field.names_rows:
        return known.references.get(field.target, [])
    table = known.schema.field(known.schema.collection_of(field.target))
    rows = known.content.rows.get(table.key, ())
    return [(row.id, _row_name(row, table, number)) for number, row in enumerate(rows, 1)]


def _row_name(row: Row, table: Field, number: int) -> str:
    return str(row.fields.get(table.title_column) or f"{number}")


def _keep_choice(made: forms.Field | None, given: Value) -> None:
    """What stands in the draft stays choosable, even when the list no longer has it: no save may lose it."""
    if not isinstance(made, forms.ChoiceField) or given is None or isinstance(given, bool):
        return
    standing = given if isinstance(given, tuple) else (given,)
    named = [(v.get("id"), v.get("label")) if isinstance(v, Mapping) else (str(v), str(v)) for v in standing]
    choices = list(made.choices)
    known = {str(key) for key, _label in choices}
    made.choices = [*choices, *((key, label) for key, label in named if str(key) not in known)]


def _common(field: Field, known: Known) -> dict[str, Any]:
    language = known.language
    help_text = field.help[language] if field.help else ""
    prompt = field.prompt[language] if field.prompt else ""
    return {"label": field.label[language], "help_text": help_text or prompt, "required": False}


def _line(field: Field, known: Known) -> dict[str, forms.Field]:
    return {field.key: forms.CharField(**_common(field, known))}


def _rich(field: Field, known: Known) -> dict[str, forms.Field]:
    widget = forms.Textarea(attrs={"rows": 5})
    return {field.key: forms.CharField(widget=widget, strip=False, **_common(field, known))}


def _codes(field: Field, known: Known) -> Choices:
    """The choices; a decision that says no is not offered where one approves: one sends the version back."""
    items = known.schema.codelist(field.codelist).items
    return [
        (code.id, code.label[known.language]) for code in items if code.extra.get("approves") is not False
    ]


def _one_of(field: Field, known: Known, choices: Choices) -> dict[str, forms.Field]:
    unanswered: Choices = [("", _("Not answered"))]
    widget = forms.RadioSelect() if len(choices) <= FEW else forms.Select()
    made = forms.ChoiceField(choices=[*unanswered, *choices], widget=widget, **_common(field, known))
    return {field.key: made}


def _choice(field: Field, known: Known) -> dict[str, forms.Field]:
    return _one_of(field, known, _codes(field, known))


def _multi(field: Field, known: Known) -> dict[str, forms.Field]:
    common = _common(field, known)
    if field.codelist:
        widget = forms.CheckboxSelectMultiple()
        return {field.key: forms.MultipleChoiceField(choices=_codes(field, known), widget=widget, **common)}
    common["help_text"] = common["help_text"] or _("One on each line.")
    return {field.key: forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **common)}


def _bool(field: Field, known: Known) -> dict[str, forms.Field]:
    return _one_of(field, known, [("yes", _("Yes")), ("no", _("No"))])


def _date(field: Field, known: Known) -> dict[str, forms.Field]:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return {field.key: forms.CharField(widget=widget, **_common(field, known))}


def _number(field: Field, known: Known) -> dict[str, forms.Field]:
    return {field.key: forms.IntegerField(**_common(field, known))}


def _reference(field: Field, known: Known) -> dict[str, forms.Field]:
    choices = references_of(known, field)
    if field.names_rows:
        widget = forms.CheckboxSelectMultiple()
        return {field.key: forms.MultipleChoiceField(choices=choices, widget=widget, **_common(field, known))}
    options: Choices = [("", _("Not chosen")), *choices]
    return {field.key: forms.ChoiceField(choices=options, widget=forms.Select(), **_common(field, known))}


def _scale(field: Field, known: Known) -> dict[str, forms.Field]:
    choices = [(s.id, s.label[known.language]) for s in known.schema.scales.values()]
    return _one_of(field, known, choices)


def _score(field: Field, known: Known) -> dict[str, forms.Field]:
    scale = scale_of(known.content, known.schema)
    # Before a scale is chosen the steps have no names; those of the first scale say how many there are.
    steps = (scale or next(iter(known.schema.scales.values()))).levels(field.axis)
    if scale is None:
        return _one_of(field, known, [(str(step.level), str(step.level)) for step in steps])
    choices = [(str(step.level), _step_name(step, field, known.language)) for step in steps]
    return _one_of(field, known, choices)


def _step_name(step: Any, field: Field, language: str) -> str:
    meaning = step.by_dimension.get(field.dimension) if field.dimension else step.desc
    name = f"{step.level} – {step.label[language]}"
    return f"{name}: {meaning[language]}" if meaning else name


def _file(field: Field, known: Known) -> dict[str, forms.Field]:
    common = _common(field, known)
    words = {**common, "label": _("%(label)s: what it shows, in words") % {"label": common["label"]}}
    return {
        f"{field.key}__name": forms.CharField(**common),
        f"{field.key}__text": forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **words),
    }


_FIELDS: Mapping[FieldType, Callable[[Field, Known], dict[str, forms.Field]]] = {
    FieldType.TEXT: _line,
    FieldType.RICH: _rich,
    FieldType.CHOICE: _choice,
    FieldType.MULTI: _multi,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.ORG: _line,
    FieldType.PERSON: _line,
    FieldType.REFERENCE: _reference,
    FieldType.SCALE: _scale,
    FieldType.SCORE: _score,
    FieldType.FILE: _file,
}


def _initial(question: Field, value: Value) -> dict[str, Any]:
    value = plain(value)
    if question.type is FieldType.FILE:
        given = value or {}
        return {
            f"{question.key}__name": given.get("name"),
            f"{question.key}__text": given.get("text_alternative"),
        }
    if question.type is FieldType.BOOL and value is not None:
        return {question.key: "yes" if value else "no"}
    if question.type is FieldType.MULTI and not question.codelist:
        return {question.key: "\n".join(value or ())}
    if question.type is FieldType.REFERENCE and isinstance(value, dict):
        return {question.key: value.get("id")}
    return {question.key: value}


def _answer(question: Field, cleaned: Mapping[str, Any]) -> Any:
    if question.type is FieldType.FILE:
        parts = {
            "name": cleaned[f"{question.key}__name"],
            "text_alternative": cleaned[f"{question.key}__text"],
        }
        return {key: text for key, text in parts.items() if text} or None
    given = cleaned[question.key]
    if given in ("", None, []):
        return None
    if question.type is FieldType.BOOL:
        return given == "yes"
    if question.type is FieldType.SCORE:
        return int(given)
    if question.type is FieldType.MULTI and not question.codelist:
        return [line.strip() for line in given.splitlines() if line.strip()]
    return given
