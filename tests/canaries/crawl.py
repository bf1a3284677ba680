"""Following whatever leads on, as one of those who look, and noting every word that is not hers to read."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from tests.canaries.builder import World
from tests.canaries.words import digests_in, words_in

HREF = re.compile(r'\b(?:href|hx-get)="([^"]*)"')
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(?:input|textarea|button)\b[^>]*>")
CHOICE = re.compile(r'<select\b[^>]*?\bname="([^"]*)".*?<option value="([^"]+)"', re.DOTALL)
ATTRIBUTE = re.compile(r'\b([\w-]+)="([^"]*)"')
IN_JSON = re.compile(r'"(?:https?://testserver)?(/(?:api/v1|versions|assessments|proposals)/[^"]*)"')
NOT_READ = ("/static/", "/sign-in/", "/operator/", "/api/v1/openapi.json")  # nobody's texts are there
REFUSED = (401, 403, 404)
TO_WRITE_IN = {
    f"assessments:{name}" for name in ("row", "row-add", "edit", "pick", "fork", "follow-up-measure")
} | {"exports:order"}  # there are many, and each shows what another page shows as well


@dataclass
class Look:
    """What one of them has met so far: addresses asked, and where she met what she should not have."""

    world: World
    name: str
    pages: int = 0  # of one kind of page so many are asked; 0: all
    few: int = 0  # the same of pages to write in, and of addresses that differ in their query only
    asked: dict[str, int] = field(default_factory=dict)
    leaks: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    offered: dict[str, str] = field(default_factory=dict)  # what a link leads to -> the page it stands on
    refused: list[str] = field(default_factory=list)  # what a page let her press, and was refused

    def __post_init__(self) -> None:
        who = self.world.people.who[self.name]
        self.kept = self.world.birds.kept_from(who)
        self.digests = self.world.digests_kept_from(who)
        self.client: Client = self.world.people.client(self.name)
        self._kinds: Counter[tuple[str, ...]] = Counter()
        self._pressed: set[tuple[str, ...]] = set()

    def get(self, address: str) -> HttpResponse:
        """Ask for one address, and look through all of the answer."""
        answer = self.client.get(address)
        self.asked[address] = answer.status_code
        self.read(address, text_of(answer))
        answer.close()
        return answer

    def read(self, where: str, *texts: str) -> None:
        """Look through what has come to her from somewhere; what she said herself may be repeated."""
        found = words_in(*texts) - words_in(where)
        self.met |= found
        self._note(where, found & self.kept)
        digests = {each for text in texts for each in digests_in(text)} & self.digests
        if digests:
            self.leaks.append(f"{self.name} at {where}: digest {', '.join(sorted(digests))}")

    def follow(self, *starts: str) -> Look:
        """Ask for these, and for all that what comes leads to."""
        waiting = deque(starts)
        while waiting:
            address = waiting.popleft()
            if address not in self.asked and self._is_wanted(address):
                answer = self.get(address)
                waiting.extend(onward(address, answer))
                self._try_what_it_offers(address, answer)
        return self

    def ask(self, addresses: Iterable[str]) -> Look:
        """Ask for these alone, whether or not anything leads there."""
        for address in addresses:
            if address not in self.asked:
                self.get(address)
        return self

    def unmet(self) -> frozenset[str]:
        """What she may read and has not met: when it is much, the look was none."""
        who = self.world.people.who[self.name]
        return frozenset(w for w, each in self.world.birds.kept.items() if each.may(who)) - self.met

    @property
    def dead_ends(self) -> list[str]:
        """Links and forms that were shown her, and led to a refusal."""
        links = ((each, self.asked.get(each), page) for each, page in self.offered.items())
        return [*self.refused, *(f"{page} → {each}: {said}" for each, said, page in links if said in REFUSED)]

    def _try_what_it_offers(self, address: str, answer: HttpResponse) -> None:
        if not is_page(answer):
            return
        text = answer.content.decode()
        for link in links(address, text):
            self.offered.setdefault(link, address)
        for form in forms(address, text):
            if form.method == "post" and (form.kind not in self._pressed):
                self._pressed.add(form.kind)
                self._press(address, form)

    def _press(self, address: str, form: Form) -> None:
        """Send a form as it stands; what comes of it is undone."""
        with transaction.atomic():
            answer = self.world.people.client(self.name).post(form.target, form.given)
            transaction.set_rollback(True)
        self.read(f"{address} → {form.target}", text_of(answer))
        if answer.status_code in REFUSED:
            self.refused.append(f"{address} → POST {form.target}: {answer.status_code}")

    def _note(self, where: str, leaked: frozenset[str]) -> None:
        if leaked:
            self.leaks.append(f"{self.name} at {where}: {self.world.birds.told(leaked)}")

    def _is_wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.path.startswith(NOT_READ) or not parts.path.startswith("/"):
            return False
        kind = kind_of(address)
        self._kinds[kind] += 1
        most = self.few if len(kind) > 1 or kind[0] in TO_WRITE_IN else self.pages
        return not most or self._kinds[kind] <= most


def kind_of(address: str) -> tuple[str, ...]:
    """Which page it is, and which things a query says of it."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except LookupError:
        name = parts.path
    return (name, *sorted({key for key, _value in parse_qsl(parts.query)}))


def text_of(answer: HttpResponse) -> str:
    """All that comes with an answer: the headers, and what is in it unless that is a file."""
    told = [f"{key}: {value}" for key, value in answer.headers.items()]
    if not answer.streaming:
        told.append(answer.content.decode("utf-8", "replace"))
    return "\n".join(told)


@dataclass(frozen=True)
class Form:
    """What a page lets one send: how, where to, and with what when nothing is filled in."""

    method: str
    target: str
    given: dict[str, str]

    @property
    def kind(self) -> tuple[str, ...]:
        """Where it goes, and with which fields."""
        return (*kind_of(self.target), *sorted(self.given))


def is_page(answer: HttpResponse) -> bool:
    """Whether a person reads it in a browser."""
    return not answer.streaming and "html" in answer.headers.get("Content-Type", "")


def onward(address: str, answer: HttpResponse) -> Iterator[str]:
    """Where an answer leads: links, forms that only ask, addresses in JSON, and where one is sent on to."""
    if answer.streaming:
        return
    if "Location" in answer.headers:
        yield _whole(address, answer.headers["Location"])
    text = answer.content.decode("utf-8", "replace")
    if is_page(answer):
        yield from links(address, text)
        asking = (each for each in forms(address, text) if each.method == "get")
        yield from (f"{each.target.partition('?')[0]}?{urlencode(each.given)}" for each in asking)
    else:
        yield from (each[1] for each in IN_JSON.finditer(text))


def links(address: str, text: str) -> Iterator[str]:
    """Where the links of a page lead."""
    yield from (_whole(address, unescape(each[1])) for each in HREF.finditer(text))


def forms(address: str, text: str) -> Iterator[Form]:
    """The forms of a page; of what is chosen from a list the first choice is taken."""
    for head, inside in FORM.findall(text):
        said = dict(ATTRIBUTE.findall(head))
        fields = (dict(ATTRIBUTE.findall(each)) for each in FIELD.findall(inside))
        given = {each["name"]: unescape(each.get("value", "")) for each in fields if each.get("name")}
        chosen = {name: unescape(value) for name, value in CHOICE.findall(inside)}
        target = _whole(address, unescape(said.get("action") or address))
        yield Form(said.get("method", "get").lower(), target, given | chosen)


def _whole(address: str, link: str) -> str:
    parts = urlsplit(urljoin(f"http://testserver{address}", link))
    if parts.netloc != "testserver":
        return "elsewhere"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
