"""A page for each family of models with open weights, drawn from the data: releases, shapes, and their sources."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from ..cache import kv_bytes_per_token
from ..datasets import Dataset, Record
from ..index import Corpus
from ..outline import slug
from ..shapes import Missing, values_of
from . import values
from .datapages import plain_text
from .evidence import source_link

DATASET, FOLDER = "models", "models/families"
_INDEX_HEAD = """\
---
title: Families of open models
description: Each family of models with open weights, with what was released, when, how large, and under which licence.
kind: reference
---

# Families of open models

One page for each family whose weights can be had, drawn from the [data](../data.md#models): what was released, its
shape, what follows from the shape, and where each value was seen. [Released models](../models.md) compares them.

| Family | From | Models | First | Latest | Largest | Licences |
|:--|:--|--:|:--|:--|--:|:--|
"""
_OPEN = ("open", "restricted")
# columns of the table of releases; a family shows those that it knows of
_RELEASE = ("released", "total_parameters", "active_parameters", "training_tokens", "context", "licence")
_SAID = ("family", "organisation")  # in the first sentence


def pages(corpus: Corpus) -> dict[str, str]:
    """The pages in Markdown, by source path below docs/; none where no model has a family and open weights."""
    dataset = corpus.datasets.get(DATASET)
    if not dataset:
        return {}
    found = sorted((r for r in dataset.records if r["family"]), key=lambda r: str(r["family"]).casefold())
    families = {name: sorted(rows, key=_newest) for name, rows in groupby(found, key=lambda r: str(r["family"]))}
    families = {name: rows for name, rows in families.items() if any(r["weights"] in _OPEN for r in rows)}
    if not families:
        return {}
    index = _INDEX_HEAD + "".join(_line(name, rows) for name, rows in families.items())
    made = {f"{FOLDER}/{slug(name)}.md": _page(name, rows, dataset, corpus) for name, rows in families.items()}
    return {f"{FOLDER}.md": index, **made}


def _newest(record: Record) -> tuple[str, str]:
    """Newest first; those whose day of release was not seen stand last, by name."""
    day = str(record["released"] or "")
    return "".join(chr(0x7F - ord(c)) for c in day) or "\x7f", record.name


def _line(name: str, rows: list[Record]) -> str:
    days = sorted(str(r["released"]) for r in rows if r["released"])
    largest = max((r.number("total_parameters") or 0 for r in rows), default=0)
    cells = (
        f"[{plain_text(name)}](families/{slug(name)}.md)", plain_text(_listed(r["organisation"] for r in rows)),
        str(len(rows)), _whole(days[0]) if days else "–", _whole(days[-1]) if days else "–",
        values.number(largest) if largest else "–", plain_text(_listed(r["licence"] for r in rows)) or "–",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def _listed(found: Iterable[object]) -> str:
    return ", ".join(dict.fromkeys(str(value) for value in found if value))


def _page(name: str, rows: list[Record], dataset: Dataset, corpus: Corpus) -> str:
    title, count = plain_text(name), len(rows)
    told = f"The {name} models: what was released and when, shapes, caches, licences, and where each value was seen."
    return (
        f'---\ntitle: "{name}"\ndescription: "{told}"\nkind: reference\n---\n\n# {title}\n\n'
        f"{count} {'model' if count == 1 else 'models'} of {plain_text(_listed(r['organisation'] for r in rows))}. "
        "A dash stands where nothing was seen in a public source. [All families](../families.md) · "
        "[all models](../../models.md)\n\n"
        f"## Releases\n\n{_releases(rows, dataset)}"
        f"{_where(rows, corpus)}\n## Shapes and sources\n" + "".join(_model(record, dataset) for record in rows)
    )


def _releases(rows: list[Record], dataset: Dataset) -> str:
    names = [name for name in _RELEASE if any(name in r.cells for r in rows)]
    head = "".join(f" {plain_text(dataset.columns[name].label)} |" for name in names)
    rules = "".join("--:|" if values.is_number(dataset.columns[name]) else ":--|" for name in names)
    body = "".join(_release(record, names, dataset) for record in rows)
    return (
        f"| Model |{head} Cache per token |\n|:--|{rules}--:|\n{body}\n"
        "/// caption\nAs published, newest first. The cache is computed here from the shape, at two bytes an element, "
        "for a token within every window.\n///\n"
    )


def _release(record: Record, names: list[str], dataset: Dataset) -> str:
    known = "".join(f" {_value(record, name, dataset)} |" for name in names)
    return f"| [{plain_text(record.name)}](#{record.id}) |{known} {_cache(record)} |\n"


def _value(record: Record, name: str, dataset: Dataset) -> str:
    value = record[name]
    if value is None:
        return "–"
    return _whole(str(value)) if name == "released" else values.html(value, dataset.columns[name])


def _whole(text: str) -> str:
    """A date or a figure that no narrow column breaks."""
    return text.replace("-", "\u2011").replace(" ", "\u00a0")


def _cache(record: Record) -> str:
    try:
        return _whole(f"{kv_bytes_per_token(values_of(record)) / 1024:,.4g} KiB")
    except Missing:
        return "–"


def _try(record: Record) -> str:
    pages = (("KV cache", "kv-cache"), ("serving", "serving"))
    return ", ".join(f"[{text}](../../calculators/{page}.md?preset={record.id})" for text, page in pages)


def _where(rows: list[Record], corpus: Corpus) -> str:
    """The pages that cite the works behind these models."""
    keys = {r.key for r in rows if r.key}
    citing = [
        (path, keys & {c.key for group in groups for c in group.citations}) for path, groups in corpus.groups.items()
    ]
    listed = "".join(
        f"- [{plain_text(corpus.pages[path].title)}](../../{path.removeprefix('docs/')}): "
        f"{', '.join(f'[`{key}`](../../bibliography.md#{key})' for key in sorted(found))}\n"
        for path, found in citing
        if found
    )
    return f"\n## Told of in\n\n{listed}" if listed else ""


def _model(record: Record, dataset: Dataset) -> str:
    known = [(c, record.cells[n]) for n, c in dataset.columns.items() if n in record.cells and n not in _SAID]
    rows = "".join(
        f"| {plain_text(column.label)} | {values.html(cell.value, column)} | {_seen(cell.seen)} | "
        f"{plain_text(cell.quote)} |\n"
        for column, cell in known
    )
    remarks = "".join(f"\n{plain_text(text)}\n" for text in (record.convention, record.not_recomputed) if text)
    table = f"\n| Figure | Value | Seen in | Words of the source |\n|:--|--:|:--|:--|\n{rows}" if rows else ""
    head = f"\n### {plain_text(record.name)} {{ #{record.id} }}\n\nAs of {record.as_of}. Try it: {_try(record)}.\n"
    return f"{head}{remarks}{table}"


def _seen(places: tuple[str, ...]) -> str:
    return "; ".join(source_link(place, short=True) for place in places)
