"""The page of the data files: what each holds, its columns, and every value with its source for download."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from html import escape

from ..datasets import Column, Dataset
from ..index import Corpus

_COLUMNS = ("id", "name", "key", "as_of", "column", "value", "unit", "seen", "quote", "convention")
_HEAD = """\
---
title: Data
description: The data files behind the tables, plots and calculators, with their columns, units and downloads.
kind: reference
---

# Data

Tables, plots and calculators of the handbook are drawn from these files. Each value stands beside the place where it
was seen and the words of that source; what is not known is left out. What was measured here names the program of the
handbook's repository that measured it, and the words are those that it prints: run it again to see them. The CSV has
one line for each value; the YAML files are those that contributors edit.
"""


def pages(corpus: Corpus) -> dict[str, str]:
    """The page in Markdown and a CSV file for each data set, by source path below docs/."""
    if not corpus.datasets:
        return {}
    found = list(corpus.datasets.values())
    return {
        "data.md": _HEAD + "".join(map(_section, found)),
        **{f"data/{dataset.name}.csv": table(dataset) for dataset in found},
    }


def table(dataset: Dataset) -> str:
    """Every value of a data set as CSV, one a line, in the order of the files and of the schema."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for record in dataset.records:
        for name, column in dataset.columns.items():
            if cell := record.cells.get(name):
                value = cell.written or cell.value
                about = (record.id, record.name, record.key, record.as_of, name, value, column.unit)
                remark = " ".join(filter(None, (record.convention, record.not_recomputed)))
                writer.writerow(map(_inert, map(str, (*about, " ; ".join(cell.seen), cell.quote, remark))))
    return out.getvalue()


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "@", "\t") or (text[:1] in "+-" and not _is_number(text)) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return True


def _section(dataset: Dataset) -> str:
    known = {name: sum(name in record.cells for record in dataset.records) for name in dataset.columns}
    files = _files(path for path in dataset.paths if path.startswith(f"docs/data/{dataset.name}/"))
    count = len(dataset.records)
    download = f"[{dataset.name}.csv](data/{dataset.name}.csv)" + (f" · YAML: {files}" if files else "")
    rows = "".join(_row(column, known[name]) for name, column in dataset.columns.items())
    return (
        f"\n## {plain_text(dataset.title)} {{ #{dataset.name} }}\n\n{plain_text(dataset.description)}\n\n"
        f"{count} {'record' if count == 1 else 'records'}. Download: {download} · schema: "
        f"[{dataset.name}.yml](data/schema/{dataset.name}.yml)\n\n"
        '??? note "Columns"\n\n'
        f"    | Column | What it holds | Unit | Values | Known in |\n    |:--|:--|:--|:--|--:|\n{rows}"
    )


def _files(paths: Iterable[str]) -> str:
    return ", ".join(f"[{path.rpartition('/')[2]}]({path.removeprefix('docs/')})" for path in paths)


def _row(column: Column, known: int) -> str:
    held = f"{column.label}: {column.description}" if column.description else column.label
    values = ", ".join(column.values) if column.values else column.type
    low, high = column.range
    if low is not None or high is not None:
        values += f", {_limit(low, 'any')} to {_limit(high, 'any')}"
    return (
        f"    | `{column.name}` | {plain_text(held)} | {plain_text(column.unit)} | {plain_text(values)} | {known} |\n"
    )


def _limit(value: float | None, otherwise: str) -> str:
    return otherwise if value is None else f"{value:g}"


def plain_text(text: str) -> str:
    """A text of the data as it stands, whatever Markdown would make of it."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+!|$@" else c for c in escape(" ".join(text.split()), quote=False))
