"""The named plots: each is a function from the data sets to a chart; how a chart is drawn, `render` alone knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..datasets import Dataset
from . import balance, laws, models, search
from .chart import Chart

Make = Callable[[Mapping[str, Dataset]], Chart | None]


def _of(name: str, make: Callable[[Dataset], Chart]) -> Make:
    """A plot of one data set; None while that has not yet two points to show."""

    def plot(datasets: Mapping[str, Dataset]) -> Chart | None:
        chart = make(datasets[name]) if name in datasets else None
        return chart if chart and len(set(chart.points)) > 1 else None

    return plot


PLOTS: Mapping[str, Make] = {
    "total-against-active": _of("models", models.total_against_active),
    "activation-ratio-by-date": _of("models", models.activation_ratio),
    "tokens-per-parameter-by-date": _of("models", models.tokens_per_parameter),
    "cache-by-date": _of("models", models.cache_by_date),
    "attention-share-by-length": _of("models", models.attention_share),
    "isoflop": _of("scaling-laws", laws.isoflop),
    "repeated-data": _of("scaling-laws", laws.repeated_data),
    "recall-against-memory": _of("search-benchmark", search.recall_against_memory),
    "expert-load-by-rank": _of("moe-balance", balance.load_by_rank),
    "drops-by-capacity": _of("moe-balance", balance.drops_by_capacity),
}
