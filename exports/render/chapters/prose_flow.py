"""Rich text (CommonMark) -> paragraphs and lists; a writer's own headings become bold lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessments.engine import prose
from exports.render.blocks import Flow, Inline, Item, Items, Paragraph, Run
from exports.render.text import clean, safe_link


def prose_flow(text: str) -> tuple[Flow, ...]:
    """The text as blocks; what is written inside headings, quotes and lists is all kept."""
    return tuple(_flow(prose.parse(clean(text))))


def _flow(blocks: tuple[prose.Block, ...], role: str = "body") -> Iterator[Flow]:
    for block in blocks:
        if isinstance(block, prose.ListBlock):
            yield Items(tuple(_items(block, 0)))
        elif isinstance(block, prose.CodeBlock):
            yield Paragraph((Run(block.text.rstrip("\n")),), "code")
        elif isinstance(block, prose.Quote):
            yield from _flow(block.blocks, "quote")
        elif isinstance(block, prose.Heading):
            yield Paragraph(tuple(replace(run, bold=True) for run in _inline(block.runs)), role)
        else:
            yield Paragraph(_inline(block.runs), role)


def _items(block: prose.ListBlock, depth: int) -> Iterator[Item]:
    for parts in block.items:
        own: list[Run] = []
        nested: list[Item] = []
        for part in parts:
            if isinstance(part, prose.ListBlock):
                nested += _items(part, depth + 1)
            else:
                own += [Run("\n")] if own else []
                own += _loose(part)
        yield Item(tuple(own), depth, block.ordered)
        yield from nested


def _loose(block: prose.Block) -> Inline:
    """Any block inside a list item as one stretch of runs."""
    if isinstance(block, prose.CodeBlock):
        return (Run(block.text.rstrip("\n"), code=True),)
    if isinstance(block, (prose.Paragraph, prose.Heading)):
        return _inline(block.runs)
    runs: list[Run] = []
    for flow in _flow((block,)):
        for inline in (flow.runs,) if isinstance(flow, Paragraph) else (item.runs for item in flow.items):
            runs += [Run("\n")] if runs else []
            runs += inline
    return tuple(runs)


def _inline(runs: tuple[prose.Run, ...]) -> Inline:
    return tuple(Run(run.text, run.bold, run.italic, run.code, safe_link(run.href)) for run in runs)
