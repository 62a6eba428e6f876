"""Measured approximate search: what is committed is possible, the plot shows it, and the program still runs."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handbook import datasets
from handbook.datasets import Dataset, Record
from handbook.index import read_corpus
from handbook.plots import PLOTS

ROOT = Path(__file__).parents[1]
SCHEMA = "docs/data/schema/search-benchmark.yml"


@pytest.fixture(scope="module")
def measured() -> Dataset:
    return read_corpus(ROOT, date(2026, 11, 21)).datasets["search-benchmark"]


def impossible(records: tuple[Record, ...]) -> list[str]:
    """What no run can have given."""
    (exact,) = [r for r in records if r["method"] == "exact"]
    said = [] if (exact["recall_10"], exact["time_ratio"]) == (1, 1) else ["exact search is not exact"]
    flat = exact.number("dimensions") * 4
    said += [] if exact["bytes_per_vector"] == flat else ["exact search does not hold its vectors alone"]
    for record in records:
        held, code = record.number("bytes_per_vector"), record.number("code_bytes")
        if code and not code < held < flat:
            said.append(f"{record.id}: {held} bytes for a code of {code}")
        if record["method"] in ("inverted lists", "graph") and held <= flat:
            said.append(f"{record.id}: fewer bytes than the vectors that it holds")
    for name in ("probes", "beam", "bits", "code_bytes"):  # more of it finds no less
        alike: dict[tuple, list[Record]] = defaultdict(list)
        for record in records:
            if record[name] is not None:
                others = (column for column in ("lists", "probes", "links", "beam", "code_bytes") if column != name)
                kind = "bits" if name == "bits" else record["method"]  # exact search is one of so many bits
                alike[kind, *(record[other] for other in others)].append(record)
        for group in alike.values():
            group.sort(key=lambda r: r.number(name))
            for less, more in itertools.pairwise(group):
                if more.number("recall_10") < less.number("recall_10"):
                    said.append(f"{more.id} finds less than {less.id}")
                if name in ("probes", "beam") and more["bytes_per_vector"] != less["bytes_per_vector"]:
                    said.append(f"{more.id} and {less.id} are one index of two sizes")
    return said


def test_what_is_committed_is_possible(measured: Dataset) -> None:
    assert impossible(measured.records) == []
    methods = [record["method"] for record in measured.records]
    assert set(methods) == set(measured.columns["method"].values) and len(methods) >= 25
    assert {r.evidence for r in measured.records} == {"measured"}
    every = {(r["seed"], r["library"], r["vectors"], r["dimensions"], r["queries"]) for r in measured.records}
    assert len(every) == 1 and None not in every.pop()


@pytest.mark.parametrize(
    ("id", "column", "value", "said"),
    [
        ("exact", "recall_10", 0.99, "exact search is not exact"),
        ("pq-16", "bytes_per_vector", 600.0, "pq-16: 600.0 bytes for a code of 16"),
        ("pq-32", "recall_10", 0.01, "pq-32 finds less than pq-16"),
        ("ivf-512-probes-8", "recall_10", 0.1, "ivf-512-probes-8 finds less than ivf-512-probes-4"),
        (
            "ivf-512-probes-8",
            "bytes_per_vector",
            530.0,
            "ivf-512-probes-8 and ivf-512-probes-4 are one index of two sizes",
        ),
        ("hnsw-16-beam-64", "recall_10", 0.1, "hnsw-16-beam-64 finds less than hnsw-16-beam-32"),
        ("hnsw-8-beam-16", "bytes_per_vector", 100.0, "hnsw-8-beam-16: fewer bytes than the vectors that it holds"),
    ],
)
def test_what_is_impossible_is_told(id: str, column: str, value: float, said: str, measured: Dataset) -> None:
    records = tuple(
        replace(r, cells={**r.cells, column: replace(r.cells[column], value=value)}) if r.id == id else r
        for r in measured.records
    )
    assert said in impossible(records)


def test_the_plot_shows_each_record_once(measured: Dataset) -> None:
    chart = PLOTS["recall-against-memory"]({"search-benchmark": measured})
    assert chart and chart.sources == (("search-benchmark", len(measured.records)),)
    assert sorted(chart.points) == sorted((r["bytes_per_vector"], r["recall_10"]) for r in measured.records)
    assert [s.label for s in chart.series][::5] == ["Exact", "Graph (HNSW)"]
    exact, bits, codes, *_, lists, graph = chart.series
    assert exact.points == ((512, 1),) and exact.names == ("32 bits",)
    assert bits.names == ("16 bits", "8 bits", "4 bits", "1 bit") and set(codes.names) == set(graph.names) == {""}
    assert lists.names[:2] == ("1 list", "2 lists")


def test_the_plot_waits_for_data(measured: Dataset) -> None:
    make = PLOTS["recall-against-memory"]
    assert make({}) is None
    assert make({"search-benchmark": replace(measured, records=measured.records[:1])}) is None
    bare = replace(measured.records[0], cells={})
    assert make({"search-benchmark": replace(measured, records=(bare, bare))}) is None


def test_the_program_measures_what_it_wrote_and_tells_what_differs() -> None:
    """On a small set, in a process of its own: the libraries leave threads and settings behind."""
    done = subprocess.run([sys.executable, "-c", _SMALL], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    text, *rest = done.stdout.split("=====\n")
    schema = (ROOT / SCHEMA).read_text(encoding="utf-8")
    tables = {SCHEMA: schema, "docs/data/search-benchmark/measured.yml": text}
    small = datasets.read(tables)["search-benchmark"]
    assert small.faults == () and impossible(small.records) == []
    assert {r["method"] for r in small.records} == set(small.columns["method"].values)
    assert rest[0] == "[]\n"
    assert rest[1] == (
        "['exact: 512.0 bytes per vector, the file has 513', 'bits-16: recall is 1.0000, the file has 0.5', "
        "'hnsw-4-beam-16: not in the file', 'old: no longer measured']\n"
    )


_SMALL = """
import pathlib, sys, tempfile
sys.path.insert(0, "tests/bench")
import search

def few(vectors):
    yield from search.fewer_bits(vectors)
    yield from search.codes(vectors, (8,))
    yield search.lists(vectors, 16, (1, 16))
    yield from search.lists_of_codes(vectors, 16, 4, (8,))
    yield from search.graphs(vectors, (4,), 20, (16, 64))

small = search.Set(vectors=10_000, queries=20, clusters=8)
found = list(search.measure(small, few, rounds=1))
text = "\\n".join(search.record(one, small, "2026-11") for one in found)
print(text, end="=====\\n")
path = pathlib.Path(tempfile.mkdtemp(), "measured.yml")
again = list(search.measure(small, few, timed=False))
path.write_text(text)
print(search.differences(again, path), end="\\n=====\\n")
wrong = text.replace("[512, run", "[513, run", 1)
first, rest = wrong.split("- id: bits-16")
rest = rest.replace("recall_10: [1,", "recall_10: [0.5,", 1).replace("hnsw-4-beam-16", "old", 1)
path.write_text(first + "- id: bits-16" + rest)
print(search.differences(again, path))
"""
