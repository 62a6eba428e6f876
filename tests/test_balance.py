"""Simulated expert loads: what is committed is possible, the plots show it, and the program still runs."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handbook import datasets
from handbook.datasets import Dataset, Record
from handbook.index import read_corpus
from handbook.plots import PLOTS

ROOT = Path(__file__).parents[1]
SCHEMA = "docs/data/schema/moe-balance.yml"
RANKS = (1, 2, 4, 8, 16, 32, 64)
DROPS = ("drop_100", "drop_110", "drop_125", "drop_150", "drop_200", "drop_300")


@pytest.fixture(scope="module")
def simulated() -> Dataset:
    return read_corpus(ROOT, date(2026, 11, 21)).datasets["moe-balance"]


def impossible(records: tuple[Record, ...]) -> list[str]:
    """What no run can have given."""
    said = []
    for record in records:
        loads = [load for rank in RANKS if (load := record.number(f"load_{rank}")) is not None]
        drops = [record.number(name) for name in DROPS]
        most = record.number("max_load")
        if any(later > sooner for sooner, later in itertools.pairwise(loads)):
            said.append(f"{record.id}: the loads do not fall")
        if any(later > sooner for sooner, later in itertools.pairwise(drops)):
            said.append(f"{record.id}: a larger capacity drops more")
        if not record.number("max_load_low") <= most <= record.number("max_load_high"):
            said.append(f"{record.id}: the mean is not within the range of the seeds")
        if most < loads[0] - 0.01 or record.number("sequence_max_load") < most - 0.01:
            said.append(f"{record.id}: a part is more even than the whole")
        if record["method"] == "expert-choice" and (most, drops[0]) != (1, 0):
            said.append(f"{record.id}: the experts do not take their share")
        if record["method"] != "expert-choice" and record.number("unserved"):
            said.append(f"{record.id}: a token without an expert")
        if record["method"] == "none" and record.number("kept_score") != 1:
            said.append(f"{record.id}: free choice is not free")
    return said


def test_what_is_committed_is_possible(simulated: Dataset) -> None:
    assert impossible(simulated.records) == []
    methods = simulated.columns["method"].values
    assert {(r["method"], r["popularity"]) for r in simulated.records} == set(
        itertools.product(methods, simulated.columns["popularity"].values)
    )
    assert {r.evidence for r in simulated.records} == {"measured"}
    assert len({(r["experts"], r["k"], r["tokens"], r["seeds"], r["library"]) for r in simulated.records}) == 1


@pytest.mark.parametrize(
    ("id", "column", "value", "said"),
    [
        ("none-zipf", "load_2", 99.0, "the loads do not fall"),
        ("table-even", "drop_300", 0.9, "a larger capacity drops more"),
        ("bias-fast-zipf", "max_load_low", 50.0, "the mean is not within the range of the seeds"),
        ("loss-batch-even", "sequence_max_load", 0.5, "a part is more even than the whole"),
        ("expert-choice-zipf", "drop_100", 0.1, "the experts do not take their share"),
        ("quantile-wide-zipf", "unserved", 0.1, "a token without an expert"),
        ("none-even", "kept_score", 0.9, "free choice is not free"),
    ],
)
def test_what_is_impossible_is_told(id: str, column: str, value: float, said: str, simulated: Dataset) -> None:
    records = tuple(
        replace(r, cells={**r.cells, column: replace(r.cells[column], value=value)}) if r.id == id else r
        for r in simulated.records
    )
    assert f"{id}: {said}" in impossible(records)


def test_the_plots_show_the_records(simulated: Dataset) -> None:
    free = next(r for r in simulated.records if r.id == "none-zipf")
    loads = PLOTS["expert-load-by-rank"]({"moe-balance": simulated})
    drops = PLOTS["drops-by-capacity"]({"moe-balance": simulated})
    assert loads and drops and len(loads.series) == len(drops.series) == 6
    assert loads.series[0].points == tuple((float(rank), free[f"load_{rank}"]) for rank in RANKS)
    assert drops.series[0].points[0] == (1.0, free["drop_100"])
    assert all(y > 0 for chart in (loads, drops) for _, y in chart.points)


def test_a_plot_waits_for_data(simulated: Dataset) -> None:
    for name in ("expert-load-by-rank", "drops-by-capacity"):
        assert PLOTS[name]({}) is None
        assert PLOTS[name]({"moe-balance": replace(simulated, records=())}) is None


def test_the_program_simulates_what_it_wrote_and_tells_what_differs() -> None:
    """On a small layer, in a process of its own: the library leaves threads and settings behind."""
    done = subprocess.run([sys.executable, "-c", _SMALL], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    text, *rest = done.stdout.split("=====\n")
    schema = (ROOT / SCHEMA).read_text(encoding="utf-8")
    small = datasets.read({SCHEMA: schema, "docs/data/moe-balance/simulated.yml": text})["moe-balance"]
    assert small.faults == () and impossible(small.records) == []
    assert {r["method"] for r in small.records} == set(small.columns["method"].values)
    assert rest[0] == "[]\n"
    assert rest[1] == (
        "['none-even: kept_score is 1, the file has 0.5', 'table-even: not in the file', 'old: no longer simulated']\n"
    )


_SMALL = """
import pathlib, sys, tempfile
sys.path.insert(0, "tests/bench")
import balance

small = balance.Layer(
    experts=8, k=2, sequences=4, length=32, domains=2, steps=100, batches=4, vocabulary=50, seeds=(1, 2)
)
found = balance.simulate(small)
text = "\\n".join(balance.record(one, small, "2026-11") for one in found)
print(text, end="=====\\n")
path = pathlib.Path(tempfile.mkdtemp(), "simulated.yml")
again = balance.simulate(small)
path.write_text(text)
print(balance.differences(again, path), end="\\n=====\\n")
path.write_text(text.replace("kept_score: [1,", "kept_score: [0.5,", 1).replace("id: table-even", "id: old", 1))
print(balance.differences(again, path))
"""
