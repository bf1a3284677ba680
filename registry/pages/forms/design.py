"""The look every form shares, and how a refusal from an action finds its place in a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from registry.errors import Refusal, Stale


class DesignForm(forms.Form):
    """A form whose controls carry Designsystemet's class, and which can show a Refusal where it belongs."""

    required_css_class = "v-required"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        named.setdefault("label_suffix", "")
        super().__init__(*arguments, **named)
        self.dress()
        # The browser's own bubbles would hide our located messages and show one at a time.
        self.use_required_attribute = False
        self.stale: Stale | None = None
        self.headline: object = ""
        self.name_of: Callable[[str], str] = lambda where: ""

    def dress(self) -> None:
        """Give every control Designsystemet's class; forms that add fields call it again once they have."""
        for one in self.fields.values():
            if not isinstance(one.widget, forms.HiddenInput):
                one.widget.attrs.setdefault("class", "ds-input")

    def place_of(self, where: str) -> str:
        """The name of the field a refusal's `where` speaks of."""
        return where

    def show_refusal(self, refusal: Refusal) -> None:
        """Put the refusal and its reasons beside the fields they name, the rest at the top of the form."""
        if isinstance(refusal, Stale):
            self.stale = refusal
        self.headline = refusal.message if refusal.reasons else ""
        if not refusal.reasons:
            self._say(refusal.where, refusal.message, refusal.how)
        for reason in refusal.reasons:
            self._say(reason.where, reason.message, reason.how)

    def _say(self, where: str, message: object, how: object) -> None:
        text = f"{message} {how}".strip() if how else str(message)
        place = self.place_of(where)
        if place in self.fields:
            self.add_error(place, text)
            return
        name = self.name_of(where) if where else ""
        self.add_error(None, f"{name}: {text}" if name else text)

    @property
    def state_to_name(self) -> str:
        """The etag the next save must name: the current one once the writer has been shown it."""
        if self.stale is not None:
            current = self.stale.detail.get("current")
            etag = self.stale.detail.get("etag") or (current.get("etag") if isinstance(current, dict) else "")
            return str(etag or "")
        return str(self["expected"].value() or "") if "expected" in self.fields else ""
