"""The proof: published figures beside what the formulas of the calculators give, computed here from the same data.

`docs/data/proofs.yml` names the figures of models that must follow from their shapes, one a line:

    - {model: deepseek-v3, figure: active_parameters, count: active_multiplied}

`count` is the output of the calculator, for figures that are counted in more than one way. The records of
`docs/data/published` are the other rows: each names its calculator, its output and the inputs. A row agrees when it is
off by 1 % at most, or by half of the published figure's last digit; or by its own `tolerance`, for which it gives a
reason (`because`, in a record its `convention`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from . import fields, quotes, shapes
from .cache import kv_bytes_per_token
from .datasets import Cell, Dataset, Record
from .finding import Finding, Place, near
from .flops import training_flops
from .parameters import parameters
from .schemas import Column

PATH = "docs/data/proofs.yml"
MODELS, PUBLISHED = "models", "published"
TOLERANCE = 0.01
# figures of a model: the outputs of the calculator of parameters that count them, the usual one first
FIGURES: Mapping[str, tuple[str, ...]] = {
    "total_parameters": ("total",),
    "active_parameters": ("active_multiplied", "active", "body"),
}
COUNTS = {
    "active": "counted with both embedding matrices",
    "active_multiplied": "counted without the input embedding, which is looked up and not multiplied",
    "body": "counted without embeddings",
}
_ROW = ("model", "figure", "count", "tolerance", "because")

Inputs = Mapping[str, Any]


@dataclass(frozen=True)
class Proof:
    """One row: a published figure, what the formulas give, and how far the two may be apart (relative).

    `inputs` are those of the calculator as the row writes them, `values` what they stand for; those of the `model`, a
    record of the models, come before them. `published` and `computed` are in the calculator's unit.
    """

    id: str
    name: str
    key: str
    column: Column
    cell: Cell
    calculator: str
    output: str
    model: str
    inputs: Inputs
    values: Inputs
    published: float
    computed: float
    tolerance: float
    note: str
    place: Place

    @property
    def deviation(self) -> float:
        """Relative to the published figure; 0.01 is 1 % more than was published."""
        return self.computed / self.published - 1

    @property
    def holds(self) -> bool:
        return abs(self.deviation) <= self.tolerance * (1 + 1e-9)


@dataclass(frozen=True)
class Proofs:
    """All rows, in the order of the files, and what is wrong with those that give none."""

    rows: tuple[Proof, ...]
    faults: tuple[Finding, ...]


class _Fault(ValueError):
    """Why a row cannot be computed."""


def read(datasets: Mapping[str, Dataset], text: str | None) -> Proofs:
    """Every row; `text` is that of `docs/data/proofs.yml`."""
    models = datasets.get(MODELS)
    known = {record.id: record for record in models.records} if models else {}
    faults: list[Finding] = []
    rows = [*_of_models(models, known, text, faults), *_of_records(datasets.get(PUBLISHED), known, faults)]
    return Proofs(tuple(rows), tuple(faults))


def _of_models(
    models: Dataset | None, known: Mapping[str, Record], text: str | None, faults: list[Finding]
) -> Iterator[Proof]:
    first: dict[str, Place] = {}
    for place, row in _lines(text, faults):
        model, figure = row.get("model", ""), row.get("figure", "")
        try:
            record = known.get(model)
            if record is None or models is None:
                raise _Fault(f'there is no model "{model}"{near(model, known)}')
            if figure not in FIGURES:
                raise _Fault(
                    f'"{figure}" is no figure of the proof{near(figure, FIGURES) or "; write " + " or ".join(FIGURES)}'
                )
            if figure not in record.cells:
                raise _Fault(f'"{model}" has no {figure}; add it to {record.path} or take the row out')
            output = row.get("count", FIGURES[figure][0])
            if output not in FIGURES[figure]:
                raise _Fault(f'{figure} is never counted as "{output}"; write {" or ".join(FIGURES[figure])}')
            identity = f"{model}-{figure.replace('_', '-')}"
            if identity in first:
                raise _Fault(f"the row stands in line {first[identity].line} already; take one out")
            first[identity] = place
            if not record.key:
                raise _Fault(f'"{model}" cites no work; give it a key in {record.path}')
            notes = [COUNTS[output]] if output in COUNTS and "experts" in record.cells else []
            yield _row(
                identity, record, models.columns[figure], record.cells[figure], "parameters", output, record, {},
                row.get("tolerance", ""), row.get("because", ""), notes, place,
            )  # fmt: skip
        except _Fault as fault:
            faults.append(Finding(place, "proof-row", str(fault)))


def _of_records(published: Dataset | None, known: Mapping[str, Record], faults: list[Finding]) -> Iterator[Proof]:
    for record in published.records if published else ():
        try:
            figures = [name for name, cell in record.cells.items() if not cell.plain and name in published.columns]
            if len(figures) != 1:
                raise _Fault(f"a published figure is one figure; this record has {len(figures) or 'none'}")
            model = str(record["model"] or "")
            if model and model not in known:
                raise _Fault(f'there is no model "{model}"{near(model, known)}')
            tolerance = record.cells["tolerance"].written if "tolerance" in record.cells else ""
            yield _row(
                record.id, record, published.columns[figures[0]], record.cells[figures[0]],
                str(record["calculator"] or ""), str(record["output"] or ""), known.get(model),
                _inputs(str(record["inputs"] or "")), tolerance, record.convention, [], record.place(),
            )  # fmt: skip
        except _Fault as fault:
            faults.append(Finding(record.place(), "proof-row", str(fault)))


def _row(
    identity: str,
    record: Record,
    column: Column,
    cell: Cell,
    calculator: str,
    output: str,
    model: Record | None,
    inputs: Inputs,
    tolerance: str,
    reason: str,
    notes: list[str],
    place: Place,
) -> Proof:
    if not cell.number:
        raise _Fault(f'"{column.name}" is no number that could be recomputed')
    if tolerance and not reason:
        raise _Fault(f"the row has a tolerance of {tolerance} without a reason; say why 1 % is too little")
    try:
        allowed = float(tolerance) if tolerance else TOLERANCE
    except ValueError:
        raise _Fault(f'the tolerance "{tolerance}" is no number; write 0.02 for 2 %') from None
    rounding = _rounding(cell, column)
    if not tolerance and rounding > allowed:
        allowed = rounding
        notes = [*notes, "half of the last printed digit is allowed"]
    shape = shapes.values_of(model) if model else {}
    compute = COMPUTED.get((calculator, output))
    if compute is None:
        among = ", ".join(f"{a} {b}" for a, b in COMPUTED)
        raise _Fault(f'the proof does not recompute "{output}" of the calculator "{calculator}"; it does {among}')
    values = dict(inputs)
    try:
        values |= {
            name: _referred(str(value), shape)
            for name, value in inputs.items()
            if "." in str(value) and _is_name(value)
        }
        computed = compute(values, shape)
    except shapes.Missing as missing:
        raise _Fault(f'"{model.id if model else identity}" is {missing}') from None
    except KeyError as missing:
        raise _Fault(f"the inputs lack {missing.args[0]}") from None
    return Proof(
        identity, record.name, record.key, column, cell, calculator, output, model.id if model else "", inputs, values,
        cell.number * column.scale, computed, allowed, "; ".join((*notes, *([reason] if reason else []))), place,
    )  # fmt: skip


def _rounding(cell: Cell, column: Column) -> float:
    """Half of the last digit that the source prints, relative to the figure; 0 where its words do not tell."""
    value = cell.number or 0.0
    found = [n for n in quotes.numbers(cell.quote) if n.means(value, column.unit == "tokens", column.scale)]
    shares = [n.step / 2 / abs(read) for n in found for read in (n.value,) if read]
    return min(shares, default=0.0)


def _lines(text: str | None, faults: list[Finding]) -> Iterator[tuple[Place, dict[str, str]]]:
    root = fields.compose(PATH, text, faults) if text is not None else None
    for node in root.value if isinstance(root, yaml.SequenceNode) else ():
        found = fields.mapping(PATH, node, "a row of the proof", faults, _ROW)
        yield fields.place(PATH, node), {name: fields.scalar(child) for name, (child, _) in found.items()}


@lru_cache(maxsize=1024)
def _inputs(query: str) -> Inputs:
    """Inputs as in an address: `layers=80&targets=qv`. Numbers become numbers, all else stays text."""
    found: dict[str, Any] = {}
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        try:
            number = float(value)
            found[name] = int(number) if number == int(number) else number
        except ValueError:
            found[name] = value
    return found


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.partition(".")[0].isalpha()


def _referred(value: str, shape: Inputs) -> float:
    calculator, _, output = value.partition(".")
    if compute := COMPUTED.get((calculator, output)):
        return compute({}, shape)
    raise _Fault(f'"{value}" is no output of a calculator that the proof recomputes')


# What each output is, from inputs and the shape of a model. Nothing of this is taken over from the JavaScript.


def _training(v: Inputs) -> float:
    return training_flops(v["parameters"], v["tokens"])


def _with_scores(v: Inputs, shape: Inputs) -> float:
    """6ND, and the two products of attention: 12·L·H·d_h·n per token, of which a causal mask leaves half."""
    if "layers" in v:
        pairs = v["layers"] * v["heads"] * (v["key_size"] + v["value_size"])
    elif "mla_kv_rank" in shape:
        pairs = (
            shape["layers"] * shape["heads"] * (shape["mla_nope_head"] + shape["mla_rope_head"] + shape["mla_v_head"])
        )
    else:
        pairs = shape["layers"] * shape["heads"] * 2 * shape.get("head_size", shape["width"] // shape["heads"])
    seen = v["context"] if v["full"] else v["context"] / 2
    return _training(v) + 6 * v["tokens"] * seen * pairs


def _cache(v: Inputs, shape: Inputs) -> float:
    if shape:
        return kv_bytes_per_token(shape, v["bytes"])
    if v["attention"] == "mla":
        return v["layers"] * (v["mla_kv_rank"] + v["mla_rope_head"]) * v["bytes"]
    return v["layers"] * 2 * v["kv_heads"] * v["head_size"] * v["bytes"]


def _adapters(v: Inputs, shape: Inputs) -> float:
    """Two factors of rank r beside each adapted matrix: r·(rows + columns)."""
    d, query, key = v["width"], v["heads"] * v["head_size"], v["kv_heads"] * v["head_size"]
    adapted = {"qv": (query, key), "attention": (query, query, key, key)}[v["targets"]]
    return v["layers"] * v["rank"] * sum(d + size for size in adapted)


def _bits(v: Inputs, shape: Inputs) -> float:
    return v["bits"] + (v["scale"] + v["zero"]) / v["group"]


def _size(v: Inputs, shape: Inputs) -> float:
    part = v["share"] / 100
    return v["parameters"] * (part * _bits(v, shape) + (1 - part) * v["rest"]) / 8


def _accepted(v: Inputs, shape: Inputs) -> float:
    """Tokens of a step: the first of the target's own, and each drafted one if all before it are kept."""
    return sum(v["acceptance"] ** i for i in range(v["draft"] + 1))


COMPUTED: Mapping[tuple[str, str], Callable[[Inputs, Inputs], float]] = {
    ("parameters", "total"): lambda v, shape: parameters(shape).total,
    ("parameters", "active"): lambda v, shape: parameters(shape).active,
    ("parameters", "active_multiplied"): lambda v, shape: parameters(shape).active_without_input,
    ("parameters", "body"): lambda v, shape: parameters(shape).active_without_both,
    ("training", "simple"): lambda v, shape: _training(v),
    ("training", "exact"): _with_scores,
    ("training", "per_token"): lambda v, shape: _with_scores(v, shape) / v["tokens"],
    ("kv-cache", "growth"): _cache,
    ("lora", "trained"): _adapters,
    ("lora", "whole"): lambda v, shape: v["parameters"] * v["trained"],
    ("quantisation", "bits"): _bits,
    ("quantisation", "size"): _size,
    ("speculative", "tokens"): _accepted,
}
