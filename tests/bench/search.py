"""Measures approximate search: recall, memory and time of the usual indexes over one made-up set of vectors.

    python tests/bench/search.py            # measure all, and write docs/data/search-benchmark/measured.yml
    python tests/bench/search.py --check    # recompute recall and memory, and compare them with that file

Either takes some minutes. Everything is drawn from one seed, on one thread. Recall and memory come out the same again,
up to the rounding of another processor; times are of this run, and are written as ratios to exact search alone, which
scans all vectors for one query at a time, without batching.

The vectors are a mixture of Gaussians: clusters of unequal size, each spread along a few directions of its own with
falling variance, all of it in a space of fewer dimensions than the vectors have, and a little noise in every dimension;
then every vector is given length one. Queries are drawn as the vectors are. That has what makes indexes of embeddings
work, clusters and fewer directions than dimensions, but no text stands behind it: other data will give other figures.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import faiss
import numpy as np
import yaml

import records

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs/data/search-benchmark/measured.yml"
SCRIPT = "tests/bench/search.py"
TOP = 10
INNER = faiss.METRIC_INNER_PRODUCT
TOLERANCE = 0.01  # of recall, on another processor; memory must be the same


@dataclass(frozen=True)
class Set:
    """What is searched, and how it is drawn."""

    vectors: int = 100_000
    queries: int = 1_000
    dimensions: int = 128
    seed: int = 7
    clusters: int = 100
    latent: int = 64
    directions: int = 12
    spread: float = 2.0
    noise: float = 0.6

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """The vectors and the queries, each of length one."""
        rng = np.random.default_rng(self.seed)
        count, latent = self.vectors + self.queries, self.latent
        basis = rng.standard_normal((latent, self.dimensions)) / np.sqrt(self.dimensions)
        centres = rng.standard_normal((self.clusters, latent)) / np.sqrt(latent)
        size = np.arange(1, self.clusters + 1) ** -0.5
        cluster = rng.choice(self.clusters, count, p=size / size.sum())
        shapes = rng.standard_normal((self.clusters, self.directions, latent)) / np.sqrt(self.directions * latent)
        along = rng.standard_normal((count, self.directions)) * np.arange(1, self.directions + 1) ** -0.5
        points = np.empty((count, latent))
        for number in range(self.clusters):
            at = np.flatnonzero(cluster == number)
            points[at] = centres[number] + self.spread * (along[at] @ shapes[number])
        found = points @ basis + self.noise / np.sqrt(self.dimensions) * rng.standard_normal((count, self.dimensions))
        found = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype("float32")
        return found[: self.vectors], found[self.vectors :]


Search = Callable[[np.ndarray], np.ndarray]  # from queries to the numbers of their nearest vectors


@dataclass(frozen=True)
class Setting:
    """One way to search an index, and the record that it becomes."""

    id: str
    name: str
    columns: dict[str, Any]
    search: Search


@dataclass(frozen=True)
class Built:
    """An index: its bytes, the seconds that it took, and the ways in which it is searched."""

    size: int
    seconds: float
    settings: Sequence[Setting]


@dataclass(frozen=True)
class Measured:
    """A setting with what was measured of it."""

    setting: Setting
    recall: float
    size: float  # bytes of a vector
    time: float  # of a query, in exact ones
    build: float  # in exact queries


def built(index: Any, vectors: np.ndarray) -> tuple[Any, int, float]:
    """The index with all vectors, its bytes, and the seconds of processor time that training and filling took."""
    start = time.process_time()
    index.train(vectors)
    index.add(vectors)
    seconds = time.process_time() - start
    return index, len(faiss.serialize_index(index)), seconds


def nearest(index: Any, **settings: int) -> Search:
    """Search an index with attributes of it set so."""

    def search(queries: np.ndarray) -> np.ndarray:
        for name, value in settings.items():
            setattr(index.hnsw if name == "efSearch" else index, name, value)
        return index.search(queries, TOP)[1]

    return search


def exact(vectors: np.ndarray) -> Built:
    index, size, seconds = built(faiss.IndexFlatIP(vectors.shape[1]), vectors)
    return Built(size, seconds, [Setting("exact", "Exact, 32 bits", {"method": "exact", "bits": 32}, nearest(index))])


def fewer_bits(vectors: np.ndarray) -> Iterator[Built]:
    dimensions, kinds = vectors.shape[1], faiss.ScalarQuantizer
    for bits, kind in ((16, kinds.QT_fp16), (8, kinds.QT_8bit), (4, kinds.QT_4bit)):
        index, size, seconds = built(faiss.IndexScalarQuantizer(dimensions, kind, INNER), vectors)
        columns = {"method": "fewer bits", "bits": bits}
        yield Built(size, seconds, [Setting(f"bits-{bits}", f"{bits} bits a number", columns, nearest(index))])
    start = time.process_time()
    mean = vectors.mean(axis=0)
    signs = faiss.IndexBinaryFlat(dimensions)
    signs.add(np.packbits(vectors > mean, axis=1))
    seconds = time.process_time() - start

    def search(queries: np.ndarray) -> np.ndarray:
        return signs.search(np.packbits(queries > mean, axis=1), TOP)[1]

    size = len(faiss.serialize_index_binary(signs)) + mean.nbytes
    yield Built(size, seconds, [Setting("bits-1", "1 bit a number", {"method": "fewer bits", "bits": 1}, search)])


def codes(vectors: np.ndarray, sizes: Sequence[int]) -> Iterator[Built]:
    for size_of_code in sizes:
        index, size, seconds = built(faiss.IndexPQ(vectors.shape[1], size_of_code, 8, INNER), vectors)
        columns = {"method": "product quantisation", "code_bytes": size_of_code}
        name = f"Product quantisation, codes of {size_of_code} bytes"
        yield Built(size, seconds, [Setting(f"pq-{size_of_code}", name, columns, nearest(index))])


def lists(vectors: np.ndarray, count: int, probes: Sequence[int]) -> Built:
    dimensions = vectors.shape[1]
    index, size, seconds = built(faiss.IndexIVFFlat(faiss.IndexFlatIP(dimensions), dimensions, count, INNER), vectors)
    settings = [
        Setting(
            f"ivf-{count}-probes-{n}",
            f"Inverted lists, {n} of {count} read",
            {"method": "inverted lists", "lists": count, "probes": n},
            nearest(index, nprobe=n),
        )
        for n in probes
    ]
    return Built(size, seconds, settings)


def lists_of_codes(vectors: np.ndarray, count: int, probes: int, sizes: Sequence[int]) -> Iterator[Built]:
    dimensions = vectors.shape[1]
    for size_of_code in sizes:
        index = faiss.IndexIVFPQ(faiss.IndexFlatIP(dimensions), dimensions, count, size_of_code, 8, INNER)
        index, size, seconds = built(index, vectors)
        columns = {"method": "inverted lists of codes", "lists": count, "probes": probes, "code_bytes": size_of_code}
        name = f"Inverted lists of codes of {size_of_code} bytes, {probes} of {count} read"
        setting = Setting(f"ivf-{count}-pq-{size_of_code}", name, columns, nearest(index, nprobe=probes))
        yield Built(size, seconds, [setting])


def graphs(vectors: np.ndarray, links: Sequence[int], width: int, beams: Sequence[int]) -> Iterator[Built]:
    for count in links:
        index = faiss.IndexHNSWFlat(vectors.shape[1], count, INNER)
        index.hnsw.efConstruction = width
        index, size, seconds = built(index, vectors)
        settings = [
            Setting(
                f"hnsw-{count}-beam-{beam}",
                f"HNSW, {count} links, beam of {beam}",
                {"method": "graph", "links": count, "build_beam": width, "beam": beam},
                nearest(index, efSearch=beam),
            )
            for beam in beams
        ]
        yield Built(size, seconds, settings)


def indexes(vectors: np.ndarray) -> Iterator[Built]:
    """Every index of the benchmark, one after the other, so that only one is in memory."""
    yield from fewer_bits(vectors)
    yield from codes(vectors, (8, 16, 32, 64))
    yield lists(vectors, 512, (1, 2, 4, 8, 16, 32))
    yield from lists_of_codes(vectors, 512, 16, (8, 16, 32, 64))
    yield from graphs(vectors, (8, 16, 32), 100, (16, 32, 64, 128))


def seconds_of(search: Search, queries: np.ndarray, rounds: int) -> float:
    """Processor time of a query: of the fastest of some rounds, since whatever disturbs a round makes it slower."""
    batched = faiss.cvar.distance_compute_blas_threshold
    faiss.cvar.distance_compute_blas_threshold = 1 << 30  # each query alone; training and filling go in batches
    found = []
    for _ in range(rounds):
        start = time.process_time()
        search(queries)
        found.append(time.process_time() - start)
    faiss.cvar.distance_compute_blas_threshold = batched
    return min(found) / len(queries)


def measure(
    chosen: Set, made: Callable[[np.ndarray], Iterator[Built]] = indexes, rounds: int = 5, timed: bool = True
) -> Iterator[Measured]:
    """Exact search, and every index beside it."""
    faiss.omp_set_num_threads(1)
    vectors, queries = chosen.draw()
    baseline = exact(vectors)
    truth = baseline.settings[0].search(queries)
    alone = seconds_of(baseline.settings[0].search, queries, rounds) if timed else 1.0

    def one(index: Built, setting: Setting) -> Measured:
        found = setting.search(queries)
        hits = sum(len(set(a) & set(b)) for a, b in zip(truth.tolist(), found.tolist(), strict=True))
        spent = seconds_of(setting.search, queries, rounds) if timed else 0.0
        share = 1.0 if index is baseline else spent / alone
        return Measured(setting, hits / truth.size, index.size / chosen.vectors, share, index.seconds / alone)

    yield one(baseline, baseline.settings[0])
    for index in made(vectors):
        for setting in index.settings:
            yield one(index, setting)


def _rounded(value: float) -> str:
    """Two digits that count: a time is not measured more finely than that."""
    return f"{float(f'{value:.2g}'):.10g}"


def record(measured: Measured, chosen: Set, month: str) -> str:
    """A record of the data file; the words beside a figure are those that the run prints."""
    columns = measured.setting.columns | {
        "vectors": chosen.vectors, "dimensions": chosen.dimensions, "queries": chosen.queries, "seed": chosen.seed,
        "library": f"faiss-cpu {faiss.__version__}",
    }  # fmt: skip
    return records.record(measured.setting.id, measured.setting.name, columns, facts(measured), SCRIPT, month)


def facts(measured: Measured) -> list[tuple[str, str, str]]:
    """Column, value and words of what was measured."""
    recall, size = f"{measured.recall:.4f}".rstrip("0").rstrip("."), f"{measured.size:.1f}".removesuffix(".0")
    share, build = _rounded(measured.time), _rounded(measured.build)
    return [
        ("recall_10", recall, f"recall@10 {recall}"),
        ("bytes_per_vector", size, f"{size} bytes per vector"),
        ("time_ratio", share, f"{share} of the time of exact search"),
        ("build_ratio", build, f"built in the time of {build} exact queries"),
    ]


HEAD = f"""\
# Written by {SCRIPT}, which says how it measures; run it again rather than edit this file.
"""


def write(chosen: Set, path: Path) -> None:
    month = f"{date.today():%Y-%m}"
    made = []
    for one in measure(chosen):
        print(f"{one.setting.name}: {', '.join(words for _, _, words in facts(one))}", flush=True)
        made.append(record(one, chosen, month))
    records.write(path, HEAD, made)


def differences(found: Sequence[Measured], path: Path) -> list[str]:
    """What the file says otherwise of recall and memory."""
    written = {r["id"]: r["facts"] for r in yaml.safe_load(path.read_text(encoding="utf-8"))}
    said = []
    for one in found:
        kept = written.pop(one.setting.id, None)
        if kept is None:
            said.append(f"{one.setting.id}: not in the file")
        elif abs(kept["recall_10"][0] - one.recall) > TOLERANCE:
            said.append(f"{one.setting.id}: recall is {one.recall:.4f}, the file has {kept['recall_10'][0]}")
        elif abs(kept["bytes_per_vector"][0] - one.size) > 0.06:
            said.append(
                f"{one.setting.id}: {one.size:.1f} bytes per vector, the file has {kept['bytes_per_vector'][0]}"
            )
    return said + [f"{left}: no longer measured" for left in written]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="recompute recall and memory, and compare; write nothing")
    if not parser.parse_args().check:
        write(Set(), PATH)
        return 0
    found = list(measure(Set(), timed=False))
    said = differences(found, PATH)
    print("\n".join(said) or f"{len(found)} records of {PATH.relative_to(ROOT)}: recall and memory are as written")
    return bool(said)


if __name__ == "__main__":
    sys.exit(main())
