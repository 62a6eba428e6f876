"""Simulates load balancing of a mixture of experts: who is busy, what is dropped, and what evenness costs in score.

    python tests/bench/balance.py            # simulate all, and write docs/data/moe-balance/simulated.yml
    python tests/bench/balance.py --check    # simulate all again, and compare with that file

Either takes some minutes on one thread. Everything is drawn from seeds, so that the figures come out the same again, up
to the rounding of another processor. No language model stands behind it: this is what the rules do to made-up scores.

A token belongs to one of some domains, and a sequence is of one domain. The logit of an expert is the logarithm of its
popularity, plus what its domain thinks of it (a normal number of its own), plus a standard Gumbel number of the token.
Popularity is even, or Zipf: one over the rank of the expert. Without domains, taking the largest such sum is choosing
with probabilities in proportion to popularity. The score is the sigmoid of the logit, and a token takes its best `k`.

The two auxiliary losses move an offset of each domain and expert, by gradient descent on `E * sum(f * P)`, with the
losses' own exact gradient, against a spring that pulls the offset back to zero: the part of the model's own loss. The
bias rules move one number for each expert, which is used for the choice only. Everything is measured on batches that
come after the last step, in the true scores; the kept score is the sum of the chosen true scores over that of free
choice. The offsets of a loss would change the weights of the experts too, which a bias does not; that is not measured.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import numpy as np
import yaml

import records

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs/data/moe-balance/simulated.yml"
SCRIPT = "tests/bench/balance.py"
RANKS = (1, 2, 4, 8, 16, 32, 64)
FACTORS = (1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
TOLERANCE = 0.02  # relative, on another processor


@dataclass(frozen=True)
class Layer:
    """What is simulated."""

    experts: int = 64
    k: int = 4
    sequences: int = 16
    length: int = 128
    domains: int = 8
    taste: float = 1.0  # standard deviation of what a domain thinks of an expert
    steps: int = 1_000
    batches: int = 50  # that are measured, after the steps
    vocabulary: int = 32_000
    seeds: tuple[int, ...] = (1, 2, 3, 4, 5)

    @property
    def tokens(self) -> int:
        return self.sequences * self.length

    @property
    def mean(self) -> float:
        return self.tokens * self.k / self.experts


class World:
    """The popularity of the experts, the tastes of the domains, and the batches that come."""

    def __init__(self, layer: Layer, zipf: bool, seed: int) -> None:
        self.layer, self.rng = layer, np.random.default_rng(seed)
        ranks = np.arange(1, layer.experts + 1)
        popularity = np.log(1.0 / ranks) if zipf else np.zeros(layer.experts)
        self.logits = popularity + layer.taste * self.rng.standard_normal((layer.domains, layer.experts))
        words = np.arange(1, layer.vocabulary + 1) ** -1.0
        self.words = words / words.sum()
        self.table = np.argsort(self.rng.random((layer.vocabulary, layer.experts)), axis=1)[:, : layer.k]

    def batch(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each token: its domain, and its logits."""
        layer = self.layer
        domain = np.repeat(self.rng.integers(layer.domains, size=layer.sequences), layer.length)
        return domain, self.logits[domain] + self.rng.gumbel(size=(layer.tokens, layer.experts))


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def softmax(z: np.ndarray) -> np.ndarray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def top(scores: np.ndarray, k: int) -> np.ndarray:
    """For each token and expert, whether the expert is among the token's best `k`."""
    chosen = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(chosen, np.argpartition(-scores, k - 1, axis=1)[:, :k], True, axis=1)
    return chosen


Choose = Callable[[np.ndarray, np.ndarray], np.ndarray]  # from domains and logits to what was chosen


def free(world: World) -> Choose:
    return lambda domain, z: top(z, world.layer.k)


def table(world: World) -> Choose:
    """A fixed table over token ids, which are Zipf themselves, drawn apart from the batches."""
    layer, ids = world.layer, np.random.default_rng(int(world.rng.integers(2**32)))

    def choose(domain: np.ndarray, z: np.ndarray) -> np.ndarray:
        chosen = np.zeros(z.shape, dtype=bool)
        words = ids.choice(layer.vocabulary, size=len(z), p=world.words)
        np.put_along_axis(chosen, world.table[words], True, axis=1)
        return chosen

    return choose


def loss(world: World, per_sequence: bool, alpha: float, spring: float = 0.05, rate: float = 20.0) -> Choose:
    """An auxiliary loss over each sequence or over the batch. Its pull against the spring is `alpha / spring`."""
    layer = world.layer
    offset = np.zeros((layer.domains, layer.experts))
    for _ in range(layer.steps // 2):
        domain, z = world.batch()
        z = z + offset[domain]
        chosen, p = top(z, layer.k), softmax(z)
        if per_sequence:
            parts = chosen.reshape(layer.sequences, layer.length, -1).mean(axis=1) / layer.k
            share = np.repeat(parts, layer.length, axis=0)
        else:
            share = np.broadcast_to(chosen.mean(axis=0) / layer.k, z.shape)
        pull = alpha * layer.experts / layer.tokens * p * (share - (share * p).sum(axis=1, keepdims=True))
        step = np.zeros_like(offset)
        np.add.at(step, domain, pull)
        offset -= rate * (step + spring * offset / layer.domains / layer.experts)
    return lambda domain, z: top(z + offset[domain], layer.k)


def signs(world: World, rate: float) -> Choose:
    """A bias for each expert, moved by one step towards the mean load after each batch."""
    layer = world.layer
    bias = np.zeros(layer.experts)
    for _ in range(layer.steps):
        _, z = world.batch()
        load = top(sigmoid(z) + bias, layer.k).sum(axis=0)
        bias += rate * np.sign(layer.mean - load)
    return lambda domain, z: top(sigmoid(z) + bias, layer.k)


def prices(s: np.ndarray, bias: np.ndarray, k: int) -> np.ndarray:
    """The biases under which each expert would pass the cutoffs of its share of the tokens; their mean is zero."""
    cut = -np.partition(-(s + bias), k, axis=1)[:, k]
    quota = len(s) * k // s.shape[1]
    bias = np.partition(cut[:, None] - s, quota, axis=0)[quota]
    return bias - bias.mean()


def quantiles(world: World, pooled: int) -> Choose:
    """A bias for each expert, set to the quantile of its margins over so many batches, time and again."""
    layer = world.layer
    bias = np.zeros(layer.experts)
    for _ in range(layer.steps // 50):
        bias = prices(np.concatenate([sigmoid(world.batch()[1]) for _ in range(pooled)]), bias, layer.k)
    return lambda domain, z: top(sigmoid(z) + bias, layer.k)


def transport(world: World, rounds: int = 50, sharpness: float = 10.0) -> Choose:
    """Sinkhorn's scaling of the batch that is routed, then each token's best `k`: the others of the batch are seen."""

    def choose(domain: np.ndarray, z: np.ndarray) -> np.ndarray:
        plan = np.exp(sharpness * sigmoid(z))
        for _ in range(rounds):
            plan /= plan.sum(axis=0, keepdims=True)
            plan /= plan.sum(axis=1, keepdims=True)
        return top(plan, world.layer.k)

    return choose


def experts_choose(world: World) -> Choose:
    """Each expert takes its share of the batch, the tokens that score it best among the experts' softmax."""

    def choose(domain: np.ndarray, z: np.ndarray) -> np.ndarray:
        quota = len(z) * world.layer.k // world.layer.experts
        return top(softmax(z).T, quota).T

    return choose


@dataclass(frozen=True)
class Method:
    """A rule, and how a record calls it."""

    id: str
    name: str
    make: Callable[[World], Choose]


METHODS = (
    Method("none", "No balancing", free),
    Method("table", "Fixed table over token ids", table),
    Method("loss-sequence", "Loss over each sequence", lambda w: loss(w, True, 1.0)),
    Method("loss-sequence-half", "Loss over each sequence, half weight", lambda w: loss(w, True, 0.5)),
    Method("loss-weak", "Loss over the batch, weak", lambda w: loss(w, False, 0.1)),
    Method("loss-batch", "Loss over the batch", lambda w: loss(w, False, 1.0)),
    Method("loss-strong", "Loss over the batch, strong", lambda w: loss(w, False, 6.0)),
    Method("bias-slow", "Bias, step 0.001", lambda w: signs(w, 0.001)),
    Method("bias-fast", "Bias, step 0.01", lambda w: signs(w, 0.01)),
    Method("quantile-narrow", "Quantile bias, of one batch", lambda w: quantiles(w, 1)),
    Method("quantile-wide", "Quantile bias, of 16 batches", lambda w: quantiles(w, 16)),
    Method("sinkhorn", "Sinkhorn on the batch", transport),
    Method("expert-choice", "Expert choice", experts_choose),
)


@dataclass(frozen=True)
class Simulated:
    """A method under one popularity, and what came out, by column of the data."""

    method: Method
    popularity: str
    values: dict[str, float]

    @property
    def id(self) -> str:
        return f"{self.method.id}-{self.popularity.lower()}"


def measured(layer: Layer, world: World, choose: Choose) -> dict[str, Any]:
    """Means over batches, of one seed."""
    sums: dict[str, list[float]] = {}
    total = np.zeros(layer.experts)
    for _ in range(layer.batches):
        domain, z = world.batch()
        chosen, best, s = choose(domain, z), top(z, layer.k), sigmoid(z)
        load = chosen.sum(axis=0) / layer.mean
        total += load / layer.batches
        inside = chosen.reshape(layer.sequences, layer.length, -1).sum(axis=1) / (layer.mean / layer.sequences)
        found = {
            "max_load": load.max(),
            "sequence_max_load": inside.max(axis=1).mean(),
            "kept_score": s[chosen].sum() / s[best].sum(),
            "unserved": float((chosen.sum(axis=1) == 0).mean()),
        }
        for factor in FACTORS:
            slots = np.floor(factor * layer.mean) / layer.mean
            found[f"drop_{round(100 * factor)}"] = np.maximum(load - slots, 0).sum() / load.sum()
        for name, value in found.items():
            sums.setdefault(name, []).append(float(value))
    means = {name: float(np.mean(values)) for name, values in sums.items()}
    order = np.sort(total)[::-1]
    return means | {f"load_{rank}": float(order[rank - 1]) for rank in RANKS if rank <= layer.experts}


def simulate(layer: Layer, methods: Sequence[Method] = METHODS) -> list[Simulated]:
    """Every method under even and Zipf popularity: means over the seeds, and the range of the largest load."""
    out = []
    for zipf in (False, True):
        for method in methods:
            runs = []
            for seed in layer.seeds:
                world = World(layer, zipf, seed)
                choose = method.make(world)
                world.rng = np.random.default_rng(1_000 + seed)  # all methods are measured on the same batches
                runs.append(measured(layer, world, choose))
            values = {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}
            largest = [run["max_load"] for run in runs]
            values |= {"max_load_low": min(largest), "max_load_high": max(largest)}
            out.append(Simulated(method, "Zipf" if zipf else "even", values))
    return out


WORDS = {
    "max_load": "largest load {} times the mean",
    "max_load_low": "least of the seeds {}",
    "max_load_high": "most of the seeds {}",
    "sequence_max_load": "within a sequence {} times the mean",
    "kept_score": "{} of the score of free choice",
    "unserved": "{} of the tokens without an expert",
} | {f"drop_{round(100 * f)}": f"{{}} dropped at factor {f:g}" for f in FACTORS}
WORDS |= {f"load_{rank}": f"expert of rank {rank} at {{}} of the mean" for rank in RANKS}


def facts(one: Simulated) -> list[tuple[str, str, str]]:
    """Column, value and words of what was simulated."""
    out = []
    for name, words in WORDS.items():
        if name in one.values:
            digits = 2 if "load" in name else 4
            value = f"{one.values[name]:.{digits}f}".rstrip("0").rstrip(".")
            out.append((name, value, words.format(value)))
    return out


def record(one: Simulated, layer: Layer, month: str) -> str:
    """A record of the data file; the words beside a figure are those that the run prints."""
    name = one.method.name if one.popularity == "Zipf" else f"{one.method.name}, equal popularity"
    columns = {
        "method": one.method.id, "popularity": one.popularity, "experts": layer.experts, "k": layer.k,
        "tokens": layer.tokens, "sequences": layer.sequences, "domains": layer.domains, "steps": layer.steps,
        "batches": layer.batches, "seeds": len(layer.seeds), "library": f"numpy {np.__version__}",
    }  # fmt: skip
    return records.record(one.id, name, columns, facts(one), SCRIPT, month)


HEAD = f"""\
# Written by {SCRIPT}, which says how it simulates; run it again rather than edit this file.
"""


def differences(found: Sequence[Simulated], path: Path) -> list[str]:
    """What the file says otherwise."""
    written = {r["id"]: r["facts"] for r in yaml.safe_load(path.read_text(encoding="utf-8"))}
    said = []
    for one in found:
        kept = written.pop(one.id, None)
        if kept is None:
            said.append(f"{one.id}: not in the file")
            continue
        for column, value, _ in facts(one):
            was = kept[column][0] if column in kept else None
            if was is None or abs(was - float(value)) > TOLERANCE * max(abs(was), 0.05):
                said.append(f"{one.id}: {column} is {value}, the file has {was}")
    return said + [f"{left}: no longer simulated" for left in written]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="simulate again and compare; write nothing")
    layer = Layer()
    if parser.parse_args().check:
        found = simulate(layer)
        said = differences(found, PATH)
        print("\n".join(said) or f"{len(found)} records of {PATH.relative_to(ROOT)} are as written")
        return bool(said)
    month = f"{date.today():%Y-%m}"
    made = []
    for one in simulate(layer):
        print(f"{one.method.name}, {one.popularity}: {', '.join(words for _, _, words in facts(one))}", flush=True)
        made.append(record(one, layer, month))
    records.write(PATH, HEAD, made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
