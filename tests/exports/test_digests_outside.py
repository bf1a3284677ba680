"""Every digest, tag and checksum an outsider meets, listed: none of them lets her test a guess.

Each run of eight hexadecimal digits or more in anything handed to her must be one of the kinds in the table.
What stands for a whole version is salted; the others are made of nothing but what she is shown.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest

from assessments import actions as archive
from assessments.api.tags import tag_of
from assessments.engine.canonical import canonical, version_digest
from assessments.engine.schema import Stage
from assessments.models import SchemaVersion
from assessments.reading import read_version
from exports import actions
from tests import world
from tests.api.asking import Asker
from tests.assessments import building
from tests.exports.conftest import again, made

pytestmark = pytest.mark.django_db
HEX = re.compile(r"(?<![0-9a-zA-Z-])[0-9a-f]{8,64}(?![0-9a-zA-Z-])")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SECRET = "kanarifugl"


@pytest.fixture
def shown(town):
    """A version in force, shown to everyone, with something withheld in it."""
    draft = building.fill(building.started(town))
    building.write(draft, building.stored(draft).content.with_field("in_scope", SECRET))
    version = building.approve(town, building.freeze(town, draft))
    building.show(version.assessment, town, "public")
    archive.withhold_at_once(
        version=building.again(version), path="in_scope", ground="offl-24-3", by=world.fresh(town.author)
    )
    return building.again(version)


def digests_in(text: str) -> set[str]:
    return {
        each
        for each in HEX.findall(UUID.sub("", text))
        if re.search("[a-f]", each) and re.search(r"\d", each)
    }


def known(version) -> set[str]:
    """The salted digest of the version, whole and shortened, and those of the forms (open to all)."""
    forms = set(SchemaVersion.objects.values_list("digest", flat=True))
    return {each[:length] for each in {version.digest, *forms} for length in (8, 12, 16, 64)}


def test_the_api_hands_out_no_other_digest(shown, village):
    asker = Asker(village.author)
    places = [
        f"versions/{shown.pk}/", f"assessments/{shown.assessment_id}/", "assessments/",
        f"assessments/{shown.assessment_id}/versions/", f"assessments/{shown.assessment_id}/lineage/",
        f"bank/?q={SECRET}", "bank/",
    ]  # fmt: skip
    for place in places:
        answer = asker.get(place)
        told = digests_in(answer.content.decode())
        assert told <= known(shown), place


def test_what_an_outsider_reads_is_the_same_whatever_is_withheld(town, village):
    """Two versions alike but for what is withheld differ in their names, their moments and salted digests."""
    told = []
    for secret in ("en", "to"):
        draft = building.fill(building.started(town))
        building.write(draft, building.stored(draft).content.with_field("in_scope", secret))
        version = building.approve(town, building.freeze(town, draft))
        building.show(version.assessment, town, "public")
        by = world.fresh(town.author)
        archive.withhold_at_once(version=building.again(version), path="in_scope", ground="offl-24-3", by=by)
        answer = Asker(village.author).get(f"versions/{version.pk}/").content.decode()
        plain = UUID.sub("", answer).replace(version.digest, "")
        plain = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(\+\d\d:00|Z)?", "", plain)
        told.append(re.sub(r"Solution \d+", "Solution", plain))
    assert told[0] == told[1]


def test_a_tag_is_made_of_nothing_that_is_not_shown(shown, village):
    view = read_version(shown, world.fresh(village.author))
    other = replace(view, full=view.full.with_field("in_scope", "Noe helt annet"))
    advised = replace(view, records={**view.records, Stage.ADVICE: {"advice": SECRET}})
    decided = replace(view, records={Stage.DECISION: {"decision_reasons": "Vist"}})
    assert tag_of(other, {}) == tag_of(view, {}) == tag_of(advised, {}) != tag_of(decided, {})


@pytest.mark.parametrize("format", ["json", "xlsx", "docx", "pdf"])
def test_a_file_holds_no_digest_but_the_versions_and_that_of_its_own_source(order, shown, village, format):
    export = made(order(shown, village.author, format))
    parcel = actions.collect(export=again(export), by=world.fresh(village.author))
    with parcel.file as file:
        data = file.read()
    assert parcel.sha256 == sha256(data).hexdigest() and parcel.size == len(data)
    allowed = known(shown) | {sha256(source).hexdigest() for source in sources(data)}
    allowed |= {sha256(source).hexdigest()[:32] for source in sources(data)}
    assert digests_in(readable(data)) <= allowed
    assert digests_in(parcel.name) <= known(shown)
    assert SECRET not in readable(data)


def readable(data: bytes) -> str:
    """The text of a file's own words and properties; fonts, images and styles say nothing of a version."""
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as parts:
            told = [
                n
                for n in parts.namelist()
                if n.startswith(("docProps/", "customXml/")) or "sharedStrings" in n
            ]
            return "\n".join(
                re.sub(r"\{[0-9A-Fa-f-]{36}\}|rsid\w+=\"\w+\"", "", parts.read(n).decode()) for n in told
            )
    if data[:4] == b"%PDF":
        trailer = re.findall(rb"/ID \[<([0-9a-f]+)> ?<([0-9a-f]+)>\]", data)
        ids = [each.decode() for pair in trailer for each in pair]
        return "\n".join([*ids, *(source.decode() for source in sources(data))])
    return data.decode()


def sources(data: bytes) -> list[bytes]:
    """The source that a file carries with it."""
    if data[:2] == b"PK":
        with ZipFile(BytesIO(data)) as parts:
            found = [n for n in parts.namelist() if n.startswith("customXml/item") and "Props" not in n]
            texts = [re.search(r">(\{.*\}\s*)</source>", parts.read(n).decode(), re.S) for n in found]
        plain = [each[1] for each in texts if each]
        return [
            each.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").encode() for each in plain
        ]
    streams = []
    for chunk in data.split(b"stream\n")[1:]:
        try:
            streams.append(zlib.decompress(chunk.split(b"\nendstream")[0]))
        except zlib.error:
            continue
    return [each for each in streams if each.startswith(b"{") and b'"format"' in each]


def test_whoever_guesses_right_cannot_tell_from_the_versions_digest(shown):
    """Even one who knows every byte but the salts gets nowhere: neither with no salt nor with another."""
    root = bytes(shown.manifest)
    guesses = {version_digest([], shown.head, root, salt).hex() for salt in (None, b"", bytes(16))}
    assert shown.digest not in guesses
    assert shown.digest == version_digest([], shown.head, root, bytes(shown.salt)).hex()
    plain = canonical({"in": "*", "fields": {"in_scope": SECRET}})
    assert sha256(plain).hexdigest() not in root.decode()


def test_the_salt_is_shown_to_nobody(shown, town, village):
    salt = bytes(shown.salt).hex()
    for person in (village.author, town.author, town.administrator):
        asker = Asker(person)
        for place in (f"versions/{shown.pk}/", f"assessments/{shown.assessment_id}/versions/"):
            assert salt not in asker.get(place).content.decode()


def test_an_orders_key_is_never_told(order, shown, village):
    export = made(order(shown, village.author))
    told = json.dumps(Asker(village.author).get(f"exports/{export.pk}/").json())
    assert export.rendition_id not in told and again(export).rendition.file not in told
