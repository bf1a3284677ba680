"""Rich text: readable by renderers, harmless on pages, whatever was written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.prose import (
    CodeBlock,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Run,
    parse,
    to_html,
    unwrapped,
)


def paragraph(*runs: Run | str) -> Paragraph:
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("plain", (paragraph("plain"),)),
        ("one\ntwo  \nthree", (paragraph("one", " ", "two", "\n", "three"),)),
        ("a **b _c_** `d`", (
            paragraph("a ", Run("b ", bold=True), Run("c", bold=True, italic=True), " ", Run("d", code=True)),
        )),
        ("[ks](https://ks.no)", (paragraph(Run("ks", href="https://ks.no")),)),
        ("<mailto:a@b.no>", (paragraph(Run("mailto:a@b.no", href="mailto:a@b.no")),)),
        ("## H *i*", (Heading(2, (Run("H "), Run("i", italic=True))),)),
        ("- a\n- b\n  - c", (
            ListBlock(False, ((paragraph("a"),), (paragraph("b"), ListBlock(False, ((paragraph("c"),),))))),
        )),
        ("3. x", (ListBlock(True, ((paragraph("x"),),), start=3),)),
        ("> q\n>\n> r", (Quote((paragraph("q"), paragraph("r"))),)),
        ("```\na  b\n```", (CodeBlock("a  b\n"),)),
        ("<b>x</b>", (paragraph("<b>x</b>"),)),
    ],
)  # fmt: skip
def test_commonmark_becomes_plain_blocks(text, blocks):
    assert parse(text) == blocks


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\ntwo\n\nthree\nfour", ["one two", "", "three four"]),
        ("- a\n  b\n- c", ["- a b", "- c"]),
        ("hard  \nbreak\\\nhere", ["hard  ", "break\\", "here"]),
        ("# head\ntext\non", ["# head", "text on"]),
        ("```\na\nb\n```", ["```", "a", "b", "```"]),
        ("> q\n> r", ["> q", "> r"]),
        ("on page\n14. of it", ["on page 14. of it"]),
    ],
)
def test_a_paragraph_can_be_put_on_one_line(text, lines):
    assert unwrapped(text).split("\n") == lines


@given(st.text(alphabet="ab1 \n-*#>.\\`", max_size=60))
def test_putting_paragraphs_on_one_line_changes_nothing_that_is_read(text):
    one, as_written = (to_html(each) for each in (unwrapped(text), text))
    assert "".join(one.split()) == "".join(as_written.split())


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/sign-out/)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](https://tracker.example/a.png)",
    "![x](x\"onerror=\"alert(1))",
    "[x](https://a.no \"t\\\" onmouseover=alert(1)\")",
    "`<script>`",
    "```<script>\n<script>\n```",
    "\x00<scr\x00ipt>",
    "<!-- --><iframe src=https://a.no>",
    "<style>*{display:none}</style>",
    "<a href='https://a.no' style='position:fixed'>x</a>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_live(text):
    html = to_html(text)
    tags = {part.split(">")[0].split()[0].strip("/") for part in html.split("<")[1:]}
    assert tags <= {"p", "a", "code", "pre"}
    links = [part.split('"')[0] for part in html.split('href="')[1:]]
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in links)
    runs = [run for block in parse(text) if isinstance(block, Paragraph) for run in block.runs]
    assert all(run.href.startswith(("https://", "http://", "mailto:", "")) for run in runs)
    assert not any("script" in run.href or "data:" in run.href for run in runs)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 5000 + " deep",
        "> " * 5000 + "deep",
        "- " * 5000 + "deep",
        "1. " * 2000 + "deep",
        "\n".join("  " * depth + "- deep" for depth in range(200)),
        "[" * 20_000 + "deep",
        "*" * 20_000 + "deep",
        "**deep " * 5_000,
        "![](" * 10_000 + "deep",
    ],
)
def test_absurd_nesting_is_shown_as_written_and_quickly(text):
    start = time.process_time()
    assert "deep" in to_html(text)
    assert "deep" in str(parse(text))
    assert time.process_time() - start < 2


def test_deep_but_sensible_text_keeps_its_form():
    assert isinstance(parse("> " * 10 + "x")[0], Quote)
    assert isinstance(parse("    " * 40 + "x\n\n# H")[-1], Heading)


@pytest.mark.parametrize(
    ("top", "expected"), [(2, "<h2>A</h2>\n<h3>B</h3>\n"), (6, "<h6>A</h6>\n<h6>B</h6>\n")]
)
def test_headings_are_placed_under_those_of_the_page(top, expected):
    assert to_html("## A\n### B", top=top) == expected


@given(st.text(alphabet="ab *_`[]()<>#-!\\&\n\t:/.1>", max_size=60))
def test_no_text_makes_it_fail_or_leaves_raw_html(text):
    parse(text)
    assert "<a>" not in to_html(text).replace("<a ", "")
