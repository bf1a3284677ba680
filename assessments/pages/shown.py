"""One answer as a reader meets it: plain words, safe HTML, a list, a risk level, or what withholds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.engine import prose
from assessments.engine.content import Content, Value, Withheld, is_answered
from assessments.engine.form import Band, Field, FieldType
from assessments.engine.risk import scale_of
from assessments.engine.schema import LANGUAGES, Schema
from assessments.wording import label_of

EMPTY_HTML = SafeString("")


@dataclass(frozen=True)
class Level:
    """A risk level in the reader's language."""

    id: str
    label: str
    symbol: str
    decision: str = ""


@dataclass(frozen=True)
class Shown:
    """What stands where an answer is; `kind` is empty, text, html, list, level, link or withheld."""

    kind: str = "empty"
    text: str = ""
    html: SafeString = EMPTY_HTML
    items: tuple[str, ...] = ()
    level: Level | None = None
    href: str = ""


@dataclass(frozen=True)
class Lens:
    """Through what answers are read: the questions, what the reader may see, and her language."""

    schema: Schema
    content: Content
    language: str

    def label(self, text: Mapping[str, str] | None) -> str:
        """A text of the schema in the reader's language."""
        return text[self.language] if text else ""

    def law(self, reference: str) -> str:
        """A law reference in words: bare numbers are articles of GDPR, anything else names its own law."""
        return _("GDPR art. %(article)s") % {"article": reference} if reference[:1].isdigit() else reference

    def level(self, band: Band | None) -> Level | None:
        """A band of the schema in the reader's language."""
        return self.named(band) if band else None

    def named(self, band: Band) -> Level:
        """A band that is there, in the reader's language."""
        return Level(band.id, self.label(band.label), band.symbol, self.label(band.decision))


def reader_language() -> str:
    """The language of the page, as schemas name it."""
    code = (get_language() or LANGUAGES[0])[:2]
    return code if code in LANGUAGES else LANGUAGES[0]


def present(value: Value, field: Field, lens: Lens) -> Shown:
    """The value as it is shown; never fails, whatever an older form once stored."""
    if isinstance(value, Withheld):
        return Shown("withheld", text=ground(value, lens))
    if not is_answered(value):
        return Shown()
    if field.auto == "matrix":
        return _level(value, field, lens)
    if field.auto == "marks":
        return Shown("list", items=tuple(_marked(each, lens) for each in value))
    if field.auto in ("wp248_rule", "row_id") and not field.codelist:
        return Shown("text", text=str(value))
    return _WAYS[field.type](value, field, lens)


def ground(value: Withheld, lens: Lens) -> str:
    """The legal ground of a withholding in words: its reference in the law when the code list has one."""
    for codelist in lens.schema.codelists.values():
        if value.ground in codelist:
            code = codelist.code(value.ground)
            return str(code.extra.get("ref") or lens.label(code.label))
    return value.ground


def _marked(mark: Mapping[str, Any], lens: Lens) -> str:
    """A place that is withheld in the words of the form, its ground, how long, and why if that is shown."""
    place = label_of(mark["item"], lens.schema, lens.content, lens.language)
    parts = [f"{place}: {ground(Withheld(mark['ground']), lens)}"]
    if mark["until"]:
        parts.append(_("until and including %(day)s") % {"day": _day(mark["until"])})
    return " · ".join(filter(None, (*parts, mark["reason"])))


def _plain(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("text", text=str(value))


def _rich(value: Any, field: Field, lens: Lens) -> Shown:
    # `to_html` passes everything through an allow-list; nothing else is ever marked safe.
    return Shown("html", html=mark_safe(prose.to_html(str(value), top=5)))  # noqa: S308


def _code_label(code: Any, field: Field, lens: Lens) -> str:
    if not field.codelist or code not in lens.schema.codelist(field.codelist):
        return str(code)
    return lens.label(lens.schema.codelist(field.codelist).code(code).label)


def _choice(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("text", text=_code_label(value, field, lens))


def _multi(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("list", items=tuple(_code_label(each, field, lens) for each in value))


def _bool(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("text", text=_("Yes") if value else _("No"))


def _date(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("text", text=_day(value))


def _day(value: Any) -> str:
    try:
        return formats.date_format(date.fromisoformat(str(value)), "DATE_FORMAT")
    except ValueError:
        return str(value)


def _number(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("text", text=formats.number_format(value, use_l10n=True, force_grouping=True))


def _reference(value: Any, field: Field, lens: Lens) -> Shown:
    if field.names_rows:
        table = lens.schema.field(lens.schema.collection_of(field.target))
        rows = [lens.content.row(table.key, str(each)) for each in value]
        names = [str(row.fields.get(table.title_column) or row.id) for row in rows if row]
        return Shown("list", items=tuple(names))
    if not isinstance(value, Mapping):
        return Shown("text", text=str(value))
    return Shown("link", text=str(value.get("label")), href=_address(field.target, str(value.get("id"))))


def _address(target: str, key: str) -> str:
    try:
        return reverse(f"assessments:{target}", args=[key])
    except NoReverseMatch:
        return ""


def _scale(value: Any, field: Field, lens: Lens) -> Shown:
    known = lens.schema.scales.get(str(value))
    return Shown("text", text=lens.label(known.label) if known else str(value))


def _score(value: Any, field: Field, lens: Lens) -> Shown:
    scale = scale_of(lens.content, lens.schema)
    steps = scale.levels(field.axis) if scale else ()
    name = next((lens.label(step.label) for step in steps if step.level == value), "")
    return Shown("text", text=f"{value} – {name}" if name else str(value))


def _level(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("level", level=lens.level(lens.schema.bands.get(str(value))))


def _file(value: Any, field: Field, lens: Lens) -> Shown:
    parts = [str(value.get(key) or "") for key in ("name", "text_alternative")]
    return Shown("list", items=tuple(part for part in parts if part))


def _table(value: Any, field: Field, lens: Lens) -> Shown:
    return Shown("list", items=tuple(" · ".join(str(v) for v in row.values() if v) for row in value))


_WAYS: Mapping[FieldType, Callable[[Any, Field, Lens], Shown]] = {
    FieldType.TEXT: _plain,
    FieldType.RICH: _rich,
    FieldType.CHOICE: _choice,
    FieldType.MULTI: _multi,
    FieldType.BOOL: _bool,
    FieldType.DATE: _date,
    FieldType.NUMBER: _number,
    FieldType.ORG: _plain,
    FieldType.PERSON: _plain,
    FieldType.REFERENCE: _reference,
    FieldType.SCALE: _scale,
    FieldType.SCORE: _score,
    FieldType.TABLE: _table,
    FieldType.FILE: _file,
}
