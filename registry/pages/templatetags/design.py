"""Template tags of the shared frame: the menu, form fields, located errors and small words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from registry.access import policy
from registry.access.permissions import Permission

register = template.Library()
SELECTED = " selected"
TAG_WITH_SYMBOL = '<span class="v-tag" data-color="{}"><span aria-hidden="true">{}</span>{}</span>'

# label, URL name, whether only a signed-in person meets it. A floor that is not there leaves no dead link.
MENU = (
    (_("Catalogue"), "assessments:catalogue", False),
    (_("Scenario bank"), "assessments:bank", False),
    (_("Solutions"), "registry:solutions", True),
    (_("My assessments"), "assessments:mine", True),
    (_("Waiting for me"), "assessments:tasks", True),
    (_("Exports"), "exports:list", True),
    (_("Help"), "registry:about", False),
)


@register.simple_tag
def place(name: str, *arguments: object) -> str:
    """The address of a named page, or "" when no floor in this installation has it."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def main_menu(context: Mapping[str, Any]) -> list[dict[str, object]]:
    """The entries of the main menu this visitor may use, the current one marked."""
    request = context.get("request")
    known = bool(request and getattr(request, "user", None) and request.user.is_authenticated)
    path = request.path if request else ""
    entries = []
    for label, name, only_known in MENU:
        href = place(name)
        if href and (known or not only_known):
            here = path == href or (href != "/" and path.startswith(href))
            entries.append({"label": label, "href": href, "here": here})
    return entries


@register.simple_tag(takes_context=True)
def my_agencies(context: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Name and id of each agency the signed-in person belongs to, by name; empty for others."""
    user = getattr(context.get("request"), "user", None)
    return policy.names_of_agencies_with(user, Permission.VIEW)


@register.simple_tag
def languages_on_offer() -> list[tuple[str, object]]:
    """Code and own name of every language the pages speak."""
    own_names = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}
    return [(code, own_names.get(code, name)) for code, name in settings.LANGUAGES]


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, mark_optional: bool = True) -> dict[str, object]:
    """One form field: label, help, control and error, whatever the control is."""
    widget = bound.field.widget
    together = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "bound": bound,
        "choices_together": together,
        "single_checkbox": isinstance(widget, forms.CheckboxInput),
        "mark_optional": mark_optional,
    }


@register.simple_tag
def tag(tone: str, word: object, symbol: str = "") -> SafeString:
    """A short standing in words: `tone` is a Designsystemet colour name, `symbol` is for the eye only."""
    html = TAG_WITH_SYMBOL if symbol else '<span class="v-tag" data-color="{}">{}{}</span>'
    return format_html(html, tone or "neutral", symbol, word)


@register.simple_tag
def options(choices: Iterable[tuple[object, object]], chosen: object = "") -> SafeString:
    """The options of a list of (value, label), the chosen one marked. Long lists: no template for each."""
    # The plain escape: that of Django looks at each text for laziness and safety, a fifth of such a page.
    return SafeString("".join(_option(str(value), str(label), value == chosen) for value, label in choices))


def _option(value: str, label: str, is_chosen: bool) -> str:
    return f'<option value="{escape(value)}"{SELECTED if is_chosen else ""}>{escape(label)}</option>'


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """The value under a key that only the template knows, or None."""
    return mapping.get(key) if mapping else None


@register.filter
def located_errors(form: forms.BaseForm | None) -> list[tuple[str, str]]:
    """(text, href) per error of a form; href is "" for an error about the whole form."""
    if form is None or not hasattr(form, "errors"):
        return []
    found = [(str(text), "") for text in form.non_field_errors()]
    for name in form.errors:
        if name in form.fields:
            bound = form[name]
            found += [(f"{bound.label}: {text}", f"#{_anchor(bound)}") for text in bound.errors]
    return found


def _anchor(bound: BoundField) -> str:
    together = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return bound.auto_id if together else bound.id_for_label


@register.simple_tag(takes_context=True)
def same_page(context: Mapping[str, Any], **changes: object) -> str:
    """The query string of this page with some parameters changed; None or "" takes one away."""
    kept: dict[str, Iterable[str]] = dict(context["request"].GET.lists())
    for name, value in changes.items():
        kept.pop(name, None)
        if value not in (None, ""):
            kept[name] = [str(value)]
    return "?" + urlencode(kept, doseq=True)
