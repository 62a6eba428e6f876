"""The page of the founding reading list: each thing that was to be explained, where it is, and its works."""

from __future__ import annotations

from ..index import Corpus
from ..outline import ids
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


def page(corpus: Corpus) -> dict[str, str]:
    """The page in Markdown, by source path below docs/; none where there is no list."""
    if not corpus.reading_list.groups:
        return {}
    text = _HEAD.format(file=PATH.removeprefix("docs/"))
    for group in corpus.reading_list.groups:
        rows = "".join(_row(row, corpus) for row in group.rows)
        text += f"\n## {plain_text(group.title)}\n\n| Subject | Explained in | Works |\n|:--|:--|:--|\n{rows}"
    return {"reading-list.md": text}


def _row(row: Row, corpus: Corpus) -> str:
    page = corpus.pages.get(f"docs/{row.page}")
    target = f"{row.page}#{row.section}" if page and row.section in ids(page) else row.page
    works = ", ".join(f"[`{key}`](bibliography.md#{key})" for key in row.keys)
    where = f"[{plain_text(page.title)}]({target})" if page else ""
    return f"| {plain_text(row.name)} | {where} | {works} |\n"
