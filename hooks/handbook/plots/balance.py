"""The plots of simulated expert loads: who is busy under each way to balance, and what a capacity drops."""

from __future__ import annotations

from collections.abc import Mapping

from ..datasets import Dataset
from .chart import Axis, Chart, Series

_RANKS = (1, 2, 4, 8, 16, 32, 64)
_FACTORS = (100, 110, 125, 150, 200, 300)
_METHODS = {
    "none": "None",
    "table": "Fixed table",
    "loss-weak": "Weak loss",
    "loss-batch": "Batch loss",
    "bias-slow": "Bias, 0.001",
    "quantile-wide": "Quantiles",
}


def _series(loads: Dataset, columns: Mapping[float, str]) -> tuple[Series, ...]:
    """A line for each way to balance under Zipf popularity, through those of its columns that are above zero."""
    made = []
    for number, (method, label) in enumerate(_METHODS.items(), 1):
        for record in loads.records:
            if (record["method"], record["popularity"]) == (method, "Zipf"):
                read = ((x, record.number(column)) for x, column in columns.items())
                made.append(Series(label, number, tuple((x, y) for x, y in read if y), "line"))
    return tuple(made)


def load_by_rank(loads: Dataset) -> Chart:
    """Long-run load of the experts, the busiest first."""
    series = _series(loads, {float(rank): f"load_{rank}" for rank in _RANKS})
    return Chart(
        "Who is busy",
        Axis("Expert, by rank of load", "log", "plain"),
        Axis("Load, in means", "log", "plain"),
        series,
        ((loads.name, len(series)),),
    )


def drops_by_capacity(loads: Dataset) -> Chart:
    """Share of the assignments of a batch beyond the capacity."""
    series = _series(loads, {factor / 100: f"drop_{factor}" for factor in _FACTORS})
    return Chart(
        "What a capacity drops",
        Axis("Capacity factor", "linear", "plain", 1.0, 3.0),
        Axis("Assignments dropped", "log", "percent", 1e-4),
        series,
        ((loads.name, len(series)),),
    )
