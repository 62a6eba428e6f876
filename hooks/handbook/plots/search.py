"""The plot of measured approximate search: what an index finds against what it keeps in memory."""

from __future__ import annotations

from ..datasets import Dataset, Record
from .chart import Axis, Chart, Point, Series

_METHODS = {
    "exact": "Exact",
    "fewer bits": "Fewer bits",
    "product quantisation": "Codes (PQ)",
    "inverted lists of codes": "Lists of codes (IVF-PQ)",
    "inverted lists": "Lists (IVF)",
    "graph": "Graph (HNSW)",
}


def recall_against_memory(searches: Dataset) -> Chart:
    """Recall of each way to search against the bytes of its index; ways to search one index stand above each other."""
    found: dict[str, list[tuple[str, Point]]] = {method: [] for method in _METHODS}
    for record in searches.records:
        recall, held = record.number("recall_10"), record.number("bytes_per_vector")
        if recall is not None and held and (marks := found.get(str(record["method"]))) is not None:
            marks.append((_name(record), (held, recall)))
    series = tuple(
        Series(label, i, tuple(p for _, p in found[method]), "points", tuple(name for name, _ in found[method]))
        for i, (method, label) in enumerate(_METHODS.items(), 1)
        if found[method]
    )
    return Chart(
        "What an index finds, and what it keeps",
        Axis("Bytes in memory per vector", "log", "bytes"),
        Axis("Recall@10", "linear", "percent", 0.0, 1.0),
        series,
        ((searches.name, sum(map(len, found.values()))),),
    )


def _name(record: Record) -> str:
    """What tells a point from the others of its method; empty where its place does."""
    for column, one, many in (("probes", "list", "lists"), ("bits", "bit", "bits")):
        count = record.number(column)
        if count and record["code_bytes"] is None:
            return f"{count:g} {one if count == 1 else many}"
    return ""
