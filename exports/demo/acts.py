"""What happens to an assessment in a story: begun, built upon, sent in, advised on, approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assessments import actions
from assessments.models import Assessment, Version
from exports.demo.book import read
from exports.demo.pen import Names, Pen
from exports.demo.people import World
from registry.models import User

Book = Mapping[str, Any]


@dataclass
class Telling:
    """One assessment while its story is told: its content, its people, and the rows by their local names."""

    world: World
    book: Book
    agency: str
    assessment: Assessment
    names: Names = field(default_factory=dict)

    @property
    def author(self) -> User:
        """Who writes it."""
        return self.world.people[self.book["author"]]

    def role(self, role: str) -> User:
        """Who has that role in the owning agency."""
        return self.world.staff[self.agency, role]

    def pen(self) -> Pen:
        """The author's hand in the open draft."""
        return Pen(self.assessment, self.author, self.names)

    def submit(self, message: str = "") -> Version:
        """Send the draft in."""
        said = message or self.book.get("message", "")
        return actions.submit(assessment=self.assessment, message=said, by=self.author)

    def approve(self, version: Version, records: Book | None = None) -> None:
        """Have the version approved, after advice and the answer to it when the content has them."""
        given = self.book if records is None else records
        if "advice" in given:
            actions.advise(version=version, answers=given["advice"], by=self.role("dpo"))
            actions.respond(version=version, answers=given["response"], by=self.author)
        actions.approve(version=version, answers=given["decision"], by=self.role("approver"))
        self.assessment.refresh_from_db()

    def share(self, visibility: str, listed_to: str | None = None) -> None:
        """Show what is approved to others, and let them know that it exists."""
        by = self.role("approver")
        actions.share(assessment=self.assessment, visibility=visibility, listed_to=listed_to, by=by)

    def name(self, given: Book) -> None:
        """Show what is approved to one agency until a day, and say why."""
        agency, until = self.world.agencies[given["agency"]], date.fromisoformat(given["until"])
        actions.name_agency(
            assessment=self.assessment, agency=agency, until=until, reason=given["reason"],
            by=self.role("approver"),
        )  # fmt: skip


def begin(world: World, name: str, today: date) -> Telling:
    """Start the assessment the content file `name` holds, and write all of it into the draft."""
    book = read(name, today)
    covered = [(world.solutions[each["solution"]], each["version"]) for each in book["solutions"]]
    given = {key: book[key] for key in ("kind", "title", "language")}
    assessment = actions.start(
        **given, owner=world.agencies[book["owner"]], solutions=covered, by=world.people[book["author"]]
    )
    told = Telling(world, book, book["owner"], assessment)
    pen = told.pen()
    pen.answer(book["fields"])
    pen.write(book["rows"])
    return told


def build_on(told: Telling, version: Version, agency: str, name: str, today: date) -> Telling:
    """Fork `version` of a told assessment into `agency`, and fill in what the content file `name` holds."""
    book = read(name, today)
    author = told.world.people[book["author"]]
    fork = actions.fork(version=version, owner=told.world.agencies[agency], by=author)
    made = Telling(told.world, book, agency, fork, dict(told.names))
    pen = made.pen()
    pen.answer(book.get("fields", {}))
    pen.write(book.get("rows", {}))
    pen.change_every(book.get("every", {}), book.get("cells", {}))
    pen.dismiss(book.get("not_relevant", {}))
    return made


def rewrite(told: Telling, changes: Book) -> None:
    """Open the next draft and make these changes in it: rows added, answers and named rows rewritten."""
    actions.revise(assessment=told.assessment, by=told.author)
    pen = told.pen()
    pen.answer(changes.get("fields", {}))
    pen.write(changes.get("add", {}))
    pen.change_named(changes.get("cells", {}))


def propose(told: Telling) -> None:
    """Propose the changes the content names to what the assessment builds on."""
    given = told.book["proposal"]
    paths = [
        f"{table}/{told.names[f'{table}/{name}']}/{column}"
        for table, rows in given["cells"].items()
        for name, columns in rows.items()
        for column in columns
    ]
    actions.propose(
        assessment=told.assessment, paths=paths, title=given["title"], reason=given["reason"], by=told.author
    )
