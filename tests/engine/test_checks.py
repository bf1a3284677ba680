"""What is looked for before more people are shown an assessment, and the laws of looking."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer, kontonr

from assessments.engine.checks import Finding, Rule, Severity, covered, find, find_in_text, fingerprint
from assessments.engine.checks.finding import SEVERITY
from assessments.engine.content import EMPTY, Content, Mark, Row
from assessments.engine.redact import Reading, redact
from assessments.schemas import bundled

from .forms import FORM
from .strategies import contents

BIRTH, D_NUMBER, TEST = "15108695088", "55108612345", "15908612345"
# What writers and editors leave between the groups of a number.
GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "**", "\u200b", " - "])
AROUND = st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=20)


@st.composite
def identity_numbers(draw: st.DrawFn, day: int = 0, month: int = 0) -> str:
    """A number of the register, with what a D-number adds to its day and a made-up person to its month."""
    birth = f"{draw(st.integers(1, 28)) + day:02}{draw(st.integers(1, 12)) + month:02}"
    rest = f"{draw(st.integers(0, 99)):02}{draw(st.integers(0, 999)):03}"
    first = fodselsnummer.calc_check_digit1(birth + rest)
    second = fodselsnummer.calc_check_digit2(birth + rest + first)
    return birth + rest + first + second if len(first + second) == 2 else draw(identity_numbers(day, month))


def rules_in(text: str) -> dict[Rule, Finding]:
    return {each.rule: each for each in find_in_text("title", text)}


@given(identity_numbers() | identity_numbers(day=40) | identity_numbers(month=40), GAPS, GAPS, AROUND, AROUND)
def test_every_birth_number_d_number_and_h_number_is_found_in_any_text(number, gap, other, before, after):
    written = gap.join([number[:2], number[2:4], number[4:6]]) + other + number[6:]
    found = rules_in(f"{before}{written}{after}")
    assert Rule.IDENTITY_NUMBER in found
    assert written not in str(found)


@given(identity_numbers(), st.text(st.characters(categories=["Nd"]), min_size=1, max_size=30))
def test_a_number_is_found_after_other_numbers(number, digits):
    assert Rule.IDENTITY_NUMBER in rules_in(f"{digits} {number}")


@given(identity_numbers(month=80))
def test_a_made_up_person_is_told_apart(number):
    assert Rule.TEST_IDENTITY in rules_in(number)
    assert Rule.IDENTITY_NUMBER not in rules_in(number)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_eleven_digits_whose_check_digits_fail_are_neither_person_nor_account(number):
    found = rules_in(f"Sak {number}.")
    is_person = all(
        number[place] == check(number)
        for place, check in ((9, fodselsnummer.calc_check_digit1), (10, fodselsnummer.calc_check_digit2))
    )
    named = {Rule.IDENTITY_NUMBER, Rule.TEST_IDENTITY, Rule.HEALTH_NUMBER}
    assert is_person or not named & set(found)
    assert kontonr.is_valid(number) or Rule.ACCOUNT_NUMBER not in found


def test_a_day_that_is_none_makes_no_person():
    def digits(body: str) -> str:
        first = fodselsnummer.calc_check_digit1(body)
        return body + first + fodselsnummer.calc_check_digit2(body + first)

    whole = [n for body in range(320190000, 320190100) if len(n := digits(f"{body:09}")) == 11]
    assert len(whole) > 50
    assert not [n for n in whole if Rule.IDENTITY_NUMBER in rules_in(n)]


FOUND = [
    (Rule.IDENTITY_NUMBER, "Elev 15108695088 flyttet."),
    (Rule.IDENTITY_NUMBER, "født 15.10.86 950 88"),
    (Rule.ACCOUNT_NUMBER, "Konto 8601.11.17947"),
    (Rule.ACCOUNT_NUMBER, "NO93 8601 1117 947"),
    (Rule.EMAIL, "Spør ola.nordmann@fjordvik.no."),
    (Rule.PHONE, "Ring 22 33 44 55."),
    (Rule.PHONE, "+4791234567"),
    (Rule.PHONE, "0047 912 34 567"),
    (Rule.PHONE, "tlf: 91234567"),
    (Rule.PHONE, "+46 8 123 456 78"),
    (Rule.HOST, "srv01.fjordvik.local"),
    (Rule.HOST, r"Ligger på \\filsrv\felles$"),
    (Rule.HOST, "kjører på fjo-sql-prod01"),
    (Rule.HOST, "mottaket på fjo-alarm-db01 (eldre)"),
    (Rule.NETWORK_ADDRESS, "10.20.30.40/24"),
    (Rule.NETWORK_ADDRESS, "brannmur 193.156.90.1, port 443"),
    (Rule.NETWORK_ADDRESS, "fe80::1ff:fe23:4567:890a"),
    (Rule.NETWORK_ADDRESS, "00:1a:2b:3c:4d:5e"),
    (Rule.SECRET, "-----BEGIN RSA PRIVATE KEY-----"),
    (Rule.SECRET, "postgres://app:Sommer26@db/skole"),
    (Rule.SECRET, "AKIAABCDEFGHIJKLMNOP"),
    (Rule.PASSWORD, "Passord: Sommer2026!"),
    (Rule.PASSWORD, "api_key=abc123def456"),
    (Rule.CLASSIFIED, "Innledning\n\n**BEGRENSET**\n\nTekst"),
    (Rule.CLASSIFIED, "STRENGT FORTROLIG jf. sikkerhetsloven § 5-3"),
    (Rule.CLASSIFIED, "Gradering: fortrolig"),
    (Rule.CLASSIFIED, "NATO RESTRICTED"),
    (Rule.CLASSIFIED_WORD, "Saker som er KONFIDENSIELT ligger ikke her."),
    (Rule.SUPPLIERS_OWN, "Strictly confidential"),
    (Rule.SUPPLIERS_OWN, "© Leverandør AS. All rights reserved."),
]
QUIET = [
    "Versjon 4.2.1.0 ble vurdert i 2024-01-15, kl. 10:20:30.",
    "Organisasjonsnummer 974 760 673 og 10 000 000 kroner, sak 2024/12345.",
    "Skriv til postmottak@fjordvik.no eller ola@fjordvik.example.",
    "Elever med strengt fortrolig adresse, konfidensialitet og forretningshemmeligheter.",
    "Se https://www.datatilsynet.no/rettigheter og SQL2019.",
    "Passord: minst 12 tegn. Adressen 192.0.2.10 er et eksempel; 127.0.0.1 er alles egen.",
    "postgres://bruker:passord@vert/base",
    "NSM 2.1.10 og ISO 27001 A.5.1.1.2, jf. § 5-3.",
]


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=lambda each: str(each)[:30])
def test_it_is_found(rule, text):
    assert rule in rules_in(text)


@pytest.mark.parametrize("text", QUIET, ids=lambda text: text[:30])
def test_nothing_is_found_in_what_gives_nothing_away(text):
    assert find_in_text("title", text) == ()


@pytest.mark.parametrize(("rule", "text"), FOUND, ids=lambda each: str(each)[:30])
def test_what_names_a_person_or_opens_a_door_is_never_shown_whole(rule, text):
    shown = " ".join(rules_in(text)[rule].excerpts)
    if SEVERITY[rule] is Severity.BLOCK and rule is not Rule.CLASSIFIED:
        assert sum(letter.isalnum() for letter in shown) <= 10
    assert not [word for word in shown.split() if word.isdecimal() and len(word) > 3]


def test_what_is_an_identity_number_is_not_an_account_as_well():
    both = next(n for n in map(str, range(15108600000, 15108700000)) if _is_both(n))
    assert set(rules_in(both)) == {Rule.IDENTITY_NUMBER}


def _is_both(number: str) -> bool:
    return fodselsnummer.is_valid(number) and kontonr.is_valid(number)


def test_the_same_thing_many_times_in_one_answer_is_one_finding():
    found = find_in_text("title", " ".join(f"{n}.navn@skole{n % 10}.no" for n in range(40)))
    assert [(each.rule, each.count, len(each.excerpts)) for each in found] == [(Rule.EMAIL, 40, 3)]


def test_a_secret_and_a_grade_cannot_be_answered_away_and_a_number_can():
    findings = find_in_text("title", f"BEGRENSET\nAKIAABCDEFGHIJKLMNOP\n{BIRTH}")
    final = {each.rule for each in findings if not each.may_be_answered}
    assert final == {Rule.CLASSIFIED, Rule.SECRET}


@given(identity_numbers(), AROUND, AROUND)
def test_the_name_of_a_place_is_masked_where_it_holds_what_is_found(number, before, after):
    shown = covered(f"{before}{number}{after}")
    assert number not in shown
    assert Rule.IDENTITY_NUMBER not in rules_in(shown)


@pytest.mark.parametrize("text", [*QUIET, "Strictly confidential, men BEGRENSET omtale"])
def test_a_name_that_gives_nothing_away_is_shown_as_it_is(text):
    assert covered(text) == text


# --- Whole contents ----------------------------------------------------------------------------------


def texts(field):
    """Texts of which many have something to find."""
    return st.sampled_from(["", "Vanlig tekst.", BIRTH, "Ring 22 33 44 55.", "BEGRENSET", "10.1.2.3"])


def exists(content: Content, path: str) -> bool:
    """Whether a place is there: a question of the form, a row that is in the content, a column of it."""
    key, *rest = path.split("/", 2)
    return FORM.asks(path) and (not rest or content.row(key, rest[0]) is not None)


@given(contents(FORM, texts))
def test_every_finding_stands_at_a_place_that_is_there(content):
    assert [each for each in find(content, FORM) if not exists(content, each.path)] == []


@given(contents(FORM, texts))
def test_the_same_content_gives_the_same_findings_gravest_first(content):
    findings = find(content, FORM)
    mixed = Content(
        dict(reversed(content.fields.items())), dict(reversed(content.rows.items())), content.marks
    )
    assert find(mixed, FORM) == findings
    graves = [list(Severity).index(each.severity) for each in findings]
    assert graves == sorted(graves)
    assert len({(each.rule, each.path) for each in findings}) == len(findings)


@given(contents(FORM, texts), st.sampled_from([Reading.MEMBERS, Reading.PUBLIC]))
def test_withholding_the_place_takes_the_finding_away(content, reading):
    for each in find(redact(content, FORM, reading, content.marks), FORM):
        marked = content.with_mark(each.path, Mark("offl-13"))
        hidden = redact(marked, FORM, reading, marked.marks)
        left = {(other.rule, other.path) for other in find(hidden, FORM)}
        assert (each.rule, each.path) not in left


@given(contents(FORM, texts))
def test_nothing_is_found_of_what_is_withheld_as_a_whole_row(content):
    for row in content.rows.get("participants", ()):
        content = content.with_mark(f"participants/{row.id}", Mark("offl-13"))
    found = find(redact(content, FORM, Reading.PUBLIC, content.marks), FORM)
    assert not [each for each in found if each.path.startswith("participants/")]


def test_persons_are_named_by_their_first_letters():
    content = EMPTY.with_row("participants", Row("r1", {"name": "Kari Nordmann"}))
    found = [each for each in find(content, FORM) if each.rule is Rule.PERSON]
    assert [(each.path, each.excerpts) for each in found] == [("participants/r1/name", ("K••• N•••••••",))]


def test_a_picture_without_a_text_is_found_until_it_has_one():
    bare = EMPTY.with_field("diagram", {"name": "flyt.png"})
    told = EMPTY.with_field("diagram", {"name": "flyt.png", "text_alternative": "Fra skolen til arkivet"})
    assert Rule.FILE_WITHOUT_TEXT in {each.rule for each in find(bare, FORM)}
    assert Rule.FILE_WITHOUT_TEXT not in {each.rule for each in find(told, FORM)}


def test_what_adopters_must_answer_without_help_is_asked_about():
    content = EMPTY.with_field("local_setup", "Hos oss")
    assert Finding(Rule.NO_PROMPT, "local_setup") in find(content, FORM)


@pytest.fixture(scope="module")
def ros():
    """The bundled ROS form."""
    from assessments.engine.schema import parse_schema

    return parse_schema(bundled()["ros"])


def test_licence_and_summary_are_asked_for(ros):
    asked = {Rule.LICENCE_MISSING, Rule.SUMMARY_MISSING}
    assert asked <= {each.rule for each in find(EMPTY, ros)}
    whole = EMPTY.with_fields({"licence": "CC0-1.0", "summary_for_publication": "Risikoen er lav."})
    assert not asked & {each.rule for each in find(whole, ros)}


@pytest.mark.parametrize("text", ["Se også kapittel 3.", "Som nevnt er risikoen lav.", "See section 4."])
def test_a_summary_that_leans_on_the_rest_is_asked_about(ros, text):
    found = find(EMPTY.with_field("summary_for_publication", text), ros)
    assert Rule.SUMMARY_LEANS in {each.rule for each in found}


def test_a_measure_that_nobody_must_carry_out_is_asked_about(ros):
    table = ros.collection_of("measure")
    content = EMPTY.with_row(table, Row("m1", {"title": "Logging"}))
    assert Finding(Rule.NOBODY_NAMED, f"{table}/m1/who_must_do_it") in find(content, ros)
    named = EMPTY.with_row(table, Row("m1", {"title": "Logging", "who_must_do_it": "supplier"}))
    assert Rule.NOBODY_NAMED not in {each.rule for each in find(named, ros)}


@given(contents(FORM, texts), st.text(max_size=5))
def test_a_fingerprint_follows_the_text_and_the_place(content, more):
    former = fingerprint(content, "title")
    changed = content.with_field("title", f"{content.fields.get('title') or ''}{more}x")
    assert fingerprint(content, "title") == former
    assert fingerprint(changed, "title") != former
    assert fingerprint(content.with_field("technique", "Annet"), "title") == former


HOSTILE = [
    "1", "1 ", "a", "a.", "a@", "::", "a-", r"\\a", "eyJ-", "HEMMELIG ", "a://", "token: a1", "\n", " ",
    "12 34 56 78 ", "+4 ", "a_1", "1.1.", "BEGRENSET\n", "se ", "NATO ", "*********", "\u200b1",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_takes_time_in_step_with_its_length(piece):
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = process_time()
        find_in_text("title", text)
        return process_time() - start

    short = max(min(seconds(50_000) for _ in range(2)), 0.005)
    assert seconds(400_000) < 8 * short * 4
