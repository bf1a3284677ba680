"""Files in every format and every reading, opened: nobody is handed a word that is not hers to read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from exports import actions
from exports.models import Export
from registry import jobs
from registry.audit.filters import Filters
from registry.jobs import bell
from tests import world
from tests.assessments import building
from tests.canaries.crawl import Look
from tests.canaries.opening import texts_of
from tests.canaries.people import WHOLE

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Wish:
    """A file somebody orders: of which version, compared with which."""

    name: str
    of: str
    number: int
    format: str
    compared: str = ""
    other: int = 0

    def __str__(self) -> str:
        against = f" against {self.compared} {self.other}" if self.compared else ""
        return f"{self.name}: {self.of} {self.number}{against}, {self.format}"


WISHES = (
    Wish("stranger", "the middle one", 2, "docx"),  # the edition for everyone
    Wish("stranger", "DPIA, everyone", 2, "json"),
    Wish("stranger", "DPIA, everyone", 2, "docx", "DPIA, everyone", 1),
    Wish("other", "DPIA, members", 1, "pdf"),  # the edition for members
    Wish("other", "DPIA, members", 1, "xlsx"),
    Wish("named", "DPIA, named", 1, "docx"),
    Wish("named", "fork of ROS, named", 1, "docx", "ROS, named", 1),  # whole, against what it builds on
    Wish("other", "fork of ROS, named", 1, "docx"),  # what it builds on is not shown her
    Wish("sender", "fork of DPIA, everyone", 1, "json"),
    Wish("reader", "ROS, members", 2, "docx"),  # whole
)
MORE = tuple(
    Wish(name, of, number, format)
    for name, of, number in (
        ("stranger", "the middle one", 2), ("other", "this only", 1), ("named", "ROS, named", 1),
        ("sender", "fork of DPIA, everyone", 1), ("auditor", "DPIA, own agency", 2),
    )
    for format in ("docx", "pdf", "xlsx", "json")
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_bell(monkeypatch):
    monkeypatch.setattr(bell, "ring", lambda job_id: True)


@pytest.mark.parametrize("wish", WISHES + (MORE if WHOLE else ()), ids=str)
def test_a_file_holds_nothing_that_whoever_ordered_it_may_not_read(canaries, wish) -> None:
    look = Look(canaries, wish.name)
    data, name = handed(canaries, wish)
    look.read(str(wish), name, *texts_of(data))
    assert look.met and not look.leaks, "\n".join(look.leaks)


@pytest.mark.parametrize("format", ["json", "xlsx"])
def test_a_trail_as_a_file_holds_no_text_but_titles(canaries, format) -> None:
    look, by = Look(canaries, "auditor"), world.fresh(canaries.people.users["auditor"])
    agency = canaries.people.agencies["owner"]
    order = actions.order_trail_file(agency=agency, filters=Filters(), format=format, language="nb", by=by)
    jobs.drain()
    with actions.collect_trail_file(file=order, by=by).file as file:
        look.read("the trail", *texts_of(file.read()))
    places = {place for word in look.met for place in canaries.birds.kept[word].places}
    assert not look.leaks and all("title" in place for place in places), places


def handed(canaries, wish: Wish) -> tuple[bytes, str]:
    """The file as it is fetched, and its name."""
    by = world.fresh(canaries.people.users[wish.name])
    other = version_of(canaries, wish.compared, wish.other) if wish.compared else None
    order = actions.order_export(
        version=version_of(canaries, wish.of, wish.number), compared_with=other, format=wish.format,
        language="nb", by=by,
    )  # fmt: skip
    jobs.drain()
    made = Export.objects.select_related("job", "rendition", "ordered_by").get(pk=order.pk)
    parcel = actions.collect(export=made, by=by)
    with parcel.file as file:
        return file.read(), parcel.name


def version_of(canaries, name: str, number: int):
    """A version of one of the assessments."""
    return building.again(canaries.assessments[name].versions.get(number=number))
