"""What text may hold."""

import pytest

from registry.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\x0bb", "a\nb"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("tab\tstays", "tab\tstays"),
        ("\x07\x1b[31mred\x7f\x9f", "[31mred"),
        ("lone\ud800", "lone"),
        ("not\ufffea\uffffcharacter", "notacharacter"),
        ("gpj\u202etxt", "gpjtxt"),
        ("visible \ufffd stays", "visible \ufffd stays"),
        ("A\u030angstrøm", "Ångstrøm"),
        ("  ends  ", "ends"),
        ("👩\u200d👩 joined", "👩\u200d👩 joined"),
    ],
)
def test_invisible_characters_go_and_visible_ones_stay(written, kept):
    assert clean_text(written) == kept


def test_a_line_has_no_line_breaks():
    assert clean_line(" to\n  linjer\t ") == "to linjer"


def test_cleaning_twice_is_cleaning_once():
    text = "".join(map(chr, range(0x300))) + "\ud800\u202e"
    assert clean_text(clean_text(text)) == clean_text(text)
