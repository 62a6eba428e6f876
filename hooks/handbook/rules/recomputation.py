"""Published figures of models held against their shapes, and the reasons given where the two differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import product
from typing import Any

from .. import quotes
from ..cache import kv_bytes_per_token
from ..datasets import Record
from ..flops import attention_flops, training_flops
from ..index import Corpus
from ..parameters import Parameters, parameters
from ..shapes import Missing, values_of
from . import Says, rule

DATASET = "models"
TOLERANCE = 0.01
_SLACK = 0.002  # a reason may count small norms and biases otherwise
_UNSURE = ("tied_embeddings",)  # what may be one or the other while it is not known
_STATED: tuple[tuple[str, Callable[[Parameters], tuple[float, ...]]], ...] = (
    (r"\s*with both embedding matrices", lambda p: (p.active, p.total)),
    (r"\s*without the input embedding\b(?=[,.;])", lambda p: (p.active_without_input, p.total - p.input_embedding)),
    (r"\s*without both\b(?=[,.;])", lambda p: (p.active_without_both, p.non_embedding)),
)
_GIVE = re.compile(r"the shapes give (?P<figure>[\d.]+[MBT])")
_REASONS: tuple[tuple[str, Callable[[Parameters], float]], ...] = (
    ("is the one without the input embedding", lambda p: p.active_without_input),
    ("is the one without both", lambda p: p.active_without_both),
)


@rule("source")
def data_recomputation(corpus: Corpus) -> Says:
    """What follows from a model's shape is within 1 % of the published figures, or `convention` says why not.

    Bad:
        total_parameters: [140e9, paper, "140B"]    # of a shape that gives 69B

    Good:
        total_parameters: [70e9, paper, "70B"]
        convention: "The published total is rounded: the shapes give 69.0B."
    """
    if dataset := corpus.datasets.get(DATASET):
        for record in dataset.records:
            yield from _judged(record)


@rule("source")
def data_not_recomputed(corpus: Corpus) -> Says:
    """The published parameters of a model follow from its shape, or `not_recomputed` says what of it was not seen.

    Bad:
        total_parameters: [600e9, abstract, "beyond 600 billion parameters"]    # and no width

    Good:
        total_parameters: [600e9, abstract, "beyond 600 billion parameters"]
        not_recomputed: "The sources read give no width."
    """
    for record in corpus.datasets[DATASET].records if DATASET in corpus.datasets else ():
        reason = record.not_recomputed
        published = [name for name in ("total_parameters", "active_parameters") if name in record.cells]
        missing = _missing(record)
        if missing and published and not reason:
            said = f'no parameters follow from the shape of "{record.id}" without {", ".join(missing)}'
            yield record.place(published[0]), f"{said}; add what was seen, or say why not in not_recomputed"
        elif reason and not missing:
            yield record.place("not_recomputed"), "parameters follow from the shape; take not_recomputed out"
        elif reason and not published:
            yield record.place("not_recomputed"), "no parameters were published; take not_recomputed out"


def _missing(record: Record) -> tuple[str, ...]:
    """The columns that are the first to be missed when a record's parameters are computed; none when they are."""
    try:
        parameters(dict.fromkeys(_UNSURE, True) | values_of(record))
    except Missing as missing:
        return missing.columns
    return ()


def _judged(record: Record) -> Says:
    found = candidates(record)
    deviations = list(_deviations(record, found))
    if not record.convention:
        for name, published, derived in deviations:
            message = (
                f'"{name}" is {_size(published)}, but {_either(derived)} follows from the shape; '
                "mend the wrong one, or say in convention how it is counted"
            )
            yield record.place(name), message
        return
    if len(found) == 1:
        yield from ((record.place("convention"), said) for said in _false_reasons(record, found[0], deviations))
    if found and not deviations and _only_explains_counts(record.convention):
        yield record.place("convention"), "every figure follows from the shape within 1 %; take the convention out"


def candidates(record: Record) -> list[Parameters]:
    """What a record's shape gives: nothing when columns are missing, several counts when it leaves a choice open."""
    values = values_of(record)
    unsure = [name for name in _UNSURE if name not in values]
    found = []
    for chosen in product((False, True), repeat=len(unsure)):
        try:
            found.append(parameters(values | dict(zip(unsure, chosen, strict=True))))
        except Missing:
            return []
    return found


def _deviations(record: Record, found: Sequence[Parameters]) -> Iterator[tuple[str, float, list[float]]]:
    """Each published figure that no way of reading the shape gives: column, published, what follows from the shape."""
    values = values_of(record)
    derived: dict[str, list[float]] = {}
    if found:
        derived["total_parameters"] = [p.total for p in found]
        derived["active_parameters"] = [p.active for p in found]
        derived["non_embedding_parameters"] = [p.non_embedding for p in found]
    with suppress(Missing):
        derived["vendor_kv_bytes_per_token"] = [kv_bytes_per_token(values), kv_bytes_per_token(values, 1)]
    if flops := list(_flops(values, found)):
        derived["training_flops"] = flops
    for name, figures in derived.items():
        published = record.number(name)
        if published and not any(_near(figure, published) for figure in figures):
            yield name, published, figures


def _flops(values: dict[str, Any], found: Sequence[Parameters]) -> Iterator[float]:
    """6ND with the published parameters and with those of the shape; the exact count at the model's context."""
    tokens = values.get("training_tokens")
    if not tokens:
        return
    sizes = [size for one in found for size in (one.active_without_both, one.active_without_input)]
    if published := values.get("active_parameters") or ("experts" not in values and values.get("total_parameters")):
        sizes.append(published)
    yield from (training_flops(size, tokens) for size in sizes)
    with suppress(Missing):
        for causal in (True, False) if "context" in values else ():
            attention = attention_flops(values, tokens, values["context"], causal)
            yield from (training_flops(size, tokens) + attention for size in sizes)


def _false_reasons(
    record: Record, one: Parameters, deviations: Sequence[tuple[str, float, list[float]]]
) -> Iterator[str]:
    """What a convention says and the shape does not bear out."""
    text = record.convention
    for pattern, figure in _STATED:
        for number in quotes.stated(text, pattern):
            if not any(abs(number.value - f) <= number.step / 2 + _SLACK * f for f in figure(one)):
                yield f"the convention says {number.text}, but {_size(figure(one)[0])} follows from the shape"
    for match in _GIVE.finditer(text):
        number = quotes.numbers(match["figure"])[0]
        if not any(number.rounds(f) for f in (one.total, one.active)):
            yield f"the convention says that the shapes give {match['figure']}; they give {_size(one.total)}"
    names = {name for name, _, _ in deviations}
    active = record.number("active_parameters")
    if active is not None and "active_parameters" in names:
        for words, figure in _REASONS:
            if words in text and not _near(figure(one), active):
                count = words.removeprefix("is the one ")
                yield f"the published active parameters are not the count {count}: that is {_size(figure(one))}"
    if re.search(r"\bis rounded[.:;,]", text):
        for name in sorted(names & {"total_parameters", "active_parameters"}):
            if not _rounded(record, name, one):
                yield f'"{name}" is no rounding of what follows from the shape; say what else is counted'


def _rounded(record: Record, name: str, one: Parameters) -> bool:
    """Whether a figure as its source prints it is one of the counts, rounded or cut."""
    counts = (
        (one.total, one.non_embedding)
        if name == "total_parameters"
        else (one.active, one.active_without_input, one.active_without_both)
    )
    cell = record.cells[name]
    printed = [n for n in quotes.numbers(cell.quote) if n.means(float(cell.number or 0))]
    return not printed or any(abs(count - n.value) < _fineness(n) for n in printed for count in counts)


def _fineness(number: quotes.Number) -> float:
    """How fine a figure is printed: to its last digit, or to the one before where that is a zero, as in 70B."""
    digits = re.sub(r"\D.*", "", number.text)
    return number.step * (10 if digits.endswith("0") and "." not in number.text else 1)


def _only_explains_counts(convention: str) -> bool:
    """Whether nothing is said but how the published figures come to differ."""
    rest = re.sub(r"[^.:]*\bis rounded\b[^.]*(?:\.\d[^.]*)*\.?", "", convention)
    rest = re.sub(r"Active parameters from the shapes:.*?without both\.", "", rest)
    rest = re.sub(r"The published figure is the one without[^.]*\.", "", rest)
    return not rest.strip()


def _either(derived: Sequence[float]) -> str:
    return " or ".join(dict.fromkeys(_size(d) for d in derived))


def _near(derived: float, published: float) -> bool:
    return abs(derived - published) <= TOLERANCE * published


def _size(number: float) -> str:
    for scale, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
        if scale <= number < 1e15:
            return f"{number / scale:.4g}{letter}"
    return f"{number:.4g}"
