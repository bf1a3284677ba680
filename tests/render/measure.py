"""How long a ROS with 100 scenarios takes, in CPU seconds: python -m tests.render.measure [rounds]."""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time

import weasyprint

from exports.render import pdf
from exports.render.document import build_document
from exports.render.fonts import font_set
from exports.render.formats import render
from exports.render.html import build_html
from tests.render.sources import ros_fork


def main(rounds: int) -> None:
    """Print the median of each, ours and bare WeasyPrint on the same HTML taking turns."""
    fonts, source = font_set(), ros_fork(scenarios=100)
    made = build_document(source)
    html = build_html(made, fonts.faces, fonts.family)

    def bare() -> object:
        page = weasyprint.HTML(string=html, url_fetcher=pdf._asset_fetcher(fonts.files))
        return page.write_pdf(pdf_variant="pdf/a-3a")

    jobs: dict[str, Callable[[], object]] = {
        "document": lambda: build_document(source),
        "docx": lambda: render("docx", made),
        "xlsx": lambda: render("xlsx", made),
        "json": lambda: render("json", made),
        "pdf": lambda: pdf.write_pdf(made),
        "pdf, bare WeasyPrint": bare,
    }
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            taken[name].append(spent(job))
    for name, seconds in taken.items():
        print(f"{name:22} {median(seconds):6.2f} CPU s (best {min(seconds):.2f})")


def spent(job: Callable[[], object]) -> float:
    """CPU seconds of this process for one run."""
    start = process_time()
    job()
    return process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
