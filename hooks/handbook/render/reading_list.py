"""The page of the founding reading list: each thing that was to be explained, where it is, and its works."""

from __future__ import annotations

from ..index import Corpus
from ..reading_list import PATH, Row
from .datapages import plain_text

_HEAD = """\
---
title: Reading list
description: What the handbook set out to explain, with the section that explains it and the works cited there.
kind: reference
---

# Reading list

The handbook grew from reports on the trends of its field, and each thing that they named has a section here. Every row
leads to it. The section is held to the row at each build: it cites these works and states the facts that
[the list]({file}) demands of it.
"""


def pages(corpus: Corpus) -> dict[str, str]:
    """The page in Markdown, by source path below docs/; none where there is no list."""
    if not corpus.reading_list.groups:
        return {}
    text = _HEAD.format(file=PATH.removeprefix("docs/"))
    for group in corpus.reading_list.groups:
        rows = "".join(map(_row, group.rows))
        text += f"\n## {plain_text(group.title)}\n\n| Subject | Explained in | Works |\n|:--|:--|:--|\n{rows}"
    return {"reading-list.md": text}


def _row(row: Row) -> str:
    works = ", ".join(f"[`{key}`](bibliography.md#{key})" for key in row.keys)
    where = row.page.removesuffix(".md")
    return f"| {plain_text(row.name)} | [{plain_text(where)}]({row.page}#{row.section}) | {works} |\n"
