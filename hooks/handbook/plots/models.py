"""Plots of the released models: sizes, sparsity, training tokens and cache, over time and against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..cache import kv_bytes_per_token
from ..datasets import Dataset, Record
from ..shapes import Missing, values_of
from .chart import Axis, Chart, Guide, Point, Series, day, spread

_RELEASED = Axis("Released", "date", "year")
_LANDMARKS = (
    "GPT-3 175B", "Chinchilla", "Chinchilla 70B", "Llama 2 70B", "Llama 3.1 405B", "Llama 3 70B", "Llama 3 8B",
    "Mixtral 8x7B", "DeepSeek-V2", "DeepSeek-V3", "Kimi K2", "gpt-oss-120b", "Qwen3 235B-A22B", "OLMoE-1B-7B",
    "GLM-4.5", "MiniMax-M2",
)  # fmt: skip

Mark = tuple[str, Point]


def total_against_active(models: Dataset) -> Chart:
    """Total against active parameters of the sparse models, with lines of equal share."""
    sparse = [(r.name, (float(total), float(active))) for r, total, active in _sparse(models)]
    guides = tuple(
        Guide(label, (low, low * share), (high, high * share))
        for label, share in (("all active", 1.0), ("1 in 10", 0.1), ("1 in 40", 0.025))
        for low, high in [(1e9, 1e13)]
    )
    return Chart(
        "Active against total parameters of sparse models",
        Axis("Total parameters", "log", "si"),
        Axis("Active parameters per token", "log", "si"),
        (_series("Mixture-of-experts models", 1, sparse),),
        (("models", len(sparse)),),
        guides,
        _LANDMARKS,
    )


def activation_ratio(models: Dataset) -> Chart:
    """The share of parameters that one token uses, by date of release."""
    found = [
        (r.name, (day(when), active / total))
        for r, total, active in _sparse(models)
        if (when := _released(r)) is not None
    ]
    return Chart(
        "Share of parameters that one token uses",
        _RELEASED,
        Axis("Active share of all parameters", "log", "percent"),
        (_series("Mixture-of-experts models", 1, found),),
        (("models", len(found)),),
        (),
        _LANDMARKS,
    )


def tokens_per_parameter(models: Dataset) -> Chart:
    """Training tokens for each active parameter, by date, with the compute-optimal rule of thumb as a guide."""
    kinds: dict[bool, list[Mark]] = {False: [], True: []}
    for record in models.records:
        tokens, total, active = (
            _number(record, n) for n in ("training_tokens", "total_parameters", "active_parameters")
        )
        sparse = _is_sparse(record)
        used = active if sparse else total
        if tokens and used and (when := _released(record)):
            kinds[sparse].append((record.name, (day(when), tokens / used)))
    return Chart(
        "Training tokens for each active parameter",
        _RELEASED,
        Axis("Tokens per active parameter", "log", "plain", 1),
        (_series("Dense", 1, kinds[False]), _series("Mixture of experts", 2, kinds[True])),
        (("models", sum(map(len, kinds.values()))),),
        (Guide("20, the rule of thumb after Chinchilla", (2019.0, 20.0), (2028.0, 20.0)),),
        _LANDMARKS,
    )


def cache_by_date(models: Dataset) -> Chart:
    """Bytes that the cache keeps for each token of the context, by date and kind of attention."""
    kinds = {
        "mha": "Every head (MHA)",
        "gqa": "Groups (GQA)",
        "mqa": "One head (MQA)",
        "mla": "Latent (MLA)",
        "hybrid": "Hybrid",
    }
    found: Mapping[str, list[Mark]] = {kind: [] for kind in kinds}
    for record in models.records:
        kind, when = record["attention"], _released(record)
        if kind in found and when and (held := _cache(record)):
            found[kind].append((record.name, (day(when), held)))
    series = [_series(label, i, found[kind]) for i, (kind, label) in enumerate(kinds.items(), 1) if found[kind]]
    return Chart(
        "Cache for each token of context, two bytes a value",
        _RELEASED,
        Axis("Bytes per token", "log", "bytes"),
        tuple(series),
        (("models", sum(map(len, found.values()))),),
        (),
        _LANDMARKS,
    )


def attention_share(models: Dataset) -> Chart:
    """What attention's scores and sums take of a token's forward FLOPs, as the context grows, for full attention."""
    lengths = spread(512, 2**20, 45)
    series = []
    for name in _SHARES:
        record = next((r for r in models.records if r.name == name), None)
        if record is None or record["attention"] not in ("mha", "gqa", "mqa") or record["window"]:
            continue
        active = _number(record, "active_parameters") or _number(record, "total_parameters")
        layers, heads, size = (_number(record, n) for n in ("layers", "heads", "head_size"))
        if active and layers and heads and size:
            # scores and weighted sum: 2 FLOPs each for every value of every head and earlier token,
            # half of them on average
            per_token = 2 * layers * heads * size
            points = tuple((n, per_token * n / (per_token * n + 2 * active)) for n in lengths)
            series.append(Series(name, len(series) + 1, points, "line"))
        if len(series) == 5:
            break
    return Chart(
        "Attention's share of a forward pass",
        Axis("Context length in tokens", "log", "si"),
        Axis("Share of FLOPs, averaged over the context", "linear", "percent", 0.0, 1.0),
        tuple(series),
        (("models", len(series)),),
    )


_SHARES = ("GPT-3 175B", "Llama 3.1 405B", "Qwen3-32B", "Qwen3-8B", "Qwen3-235B-A22B", "Qwen3-30B-A3B")


def _cache(record: Record) -> float | None:
    try:
        return kv_bytes_per_token(values_of(record)) or None
    except Missing:
        return None


def _series(label: str, number: int, marks: Iterable[Mark]) -> Series:
    marks = list(marks)
    return Series(label, number, tuple(p for _, p in marks), "points", tuple(name for name, _ in marks))


def _sparse(models: Dataset) -> Iterable[tuple[Record, float, float]]:
    for record in models.records:
        total, active = _number(record, "total_parameters"), _number(record, "active_parameters")
        if total and active and active < total:
            yield record, total, active


def _is_sparse(record: Record) -> bool:
    experts, active = _number(record, "experts"), _number(record, "active_parameters")
    return bool(experts or (active and active < (_number(record, "total_parameters") or 0)))


def _number(record: Record, name: str) -> float | None:
    return record.number(name)


def _released(record: Record) -> date | None:
    """A day; the middle of the month where only that is known, and nothing where only the year is."""
    found = str(record["released"] or "")
    try:
        return date.fromisoformat(f"{found}-15" if len(found) == 7 else found)
    except ValueError:
        return None
