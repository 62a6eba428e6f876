"""The data files: their form, their values, and the words of a source beside each value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from .. import quotes, schemas
from ..datasets import MEASURED, Cell, Dataset, Record
from ..finding import Place, near, short
from ..index import Corpus
from ..schemas import Column
from . import Says, rule

_REPOSITORY = re.compile(r"github\.com/[\w.-]+/[\w.-]+: *\S.*")
_DIGITS = re.compile(r"\d+")
_REMARK = re.compile(r" \(.*\)$")


@rule("source")
def data_form(corpus: Corpus) -> Says:
    """A data file is a list of records with known fields, and has a schema.

    Bad:
        - id: llama-2-70b
          naem: Llama 2 70B
          as_of: 2026-11

    Good:
        - id: llama-2-70b
          name: Llama 2 70B
          as_of: 2026-11
    """
    yield from _kept(corpus, "data-form")


@rule("source")
def data_column(corpus: Corpus) -> Says:
    """Every column that a record fills is in the schema, and every column of the schema is filled by some record.

    Bad:
        layer: [80, config, "n_layers: 80"]

    Good:
        layers: [80, config, "n_layers: 80"]
    """
    for dataset in corpus.datasets.values():
        path = schemas.path_of(dataset.name)
        for record in dataset.records:
            for name, place in record.unknown.items():
                yield place, f'unknown column "{name}"{near(name, dataset.columns) or f"; add it to {path}"}'
        filled = {name for record in dataset.records for name in record.cells}
        for name, column in dataset.columns.items():
            if dataset.records and name not in filled:
                yield column.place, f'no record fills the column "{name}"; take it out'


@rule("source")
def data_value(corpus: Corpus) -> Says:
    """A value has its column's type and unit and lies in its range.

    Bad:
        memory_gb: ["80 GB", sheet, "80 GB"]

    Good:
        memory_gb: [80, sheet, "80 GB"]
    """
    yield from _kept(corpus, "data-value")
    for dataset in corpus.datasets.values():
        for _, cell, column in _cells(dataset):
            least, most = column.range
            number = cell.number
            said = f'"{column.name}" is {cell.written}'
            if number is not None and least is not None and number < least:
                yield cell.place, f"{said}; the schema has it at {least:g} and above{_unit(column)}"
            elif number is not None and most is not None and number > most:
                yield cell.place, f"{said}; the schema has it at {most:g} and below{_unit(column)}"
            elif column.type == "date" and str(cell.value) > corpus.today.isoformat():
                yield cell.place, f"{said}, which is in the future"
        for record in dataset.records:
            if record.as_of > corpus.today.isoformat()[:7]:
                yield record.place("as_of"), f"as_of is {record.as_of}, which is in the future"


@rule("source")
def data_evidence(corpus: Corpus) -> Says:
    """Every figure says at which public place it was seen, or which program here measured it, and in which words.

    Bad:
        layers: 80

    Good:
        layers: [80, config, "n_layers: 80"]
    """
    yield from _kept(corpus, "data-evidence")
    for dataset in corpus.datasets.values():
        for record in dataset.records:
            used = set()
            for name, cell in record.cells.items():
                if cell.plain:
                    continue
                used.add(cell.source_name)
                if cell.source_name not in record.sources:
                    known = ", ".join(record.sources) or "none"
                    hint = near(cell.source_name, record.sources) or f"; its sources are {known}"
                    yield cell.place, f'the record has no source "{cell.source_name}"{hint}'
                if not cell.quote:
                    yield cell.place, f'"{name}" has no words of its source; quote those that state {cell.written}'
            for source in record.sources.values():
                if source.name not in used:
                    yield source.place, f'no figure uses the source "{source.name}"; take it out'
                for seen in source.seen or ("",):
                    if record.evidence == MEASURED and not _own(seen, corpus):
                        message = f'"{seen}" is no file of this repository; name the program that measured it'
                        yield source.place, message
                    elif record.evidence != MEASURED and not _public(seen):
                        message = f'"{seen}" is no public place; write https://… or github.com/owner/repository: path'
                        yield source.place, message
            if record.evidence == MEASURED and record.key:
                yield record.place("key"), "what was measured here is no figure of a work; take the key out"


@rule("source")
def data_duplicate(corpus: Corpus) -> Says:
    """An identifier, a name and a column stand once.

    Bad:
        - id: llama-2-70b
        - id: llama-2-70b

    Good:
        - id: llama-2-7b
        - id: llama-2-70b
    """
    yield from _kept(corpus, "data-duplicate")
    for dataset in corpus.datasets.values():
        for field in ("id", "name"):
            first: dict[str, Place] = {}
            for record in dataset.records:
                value = getattr(record, field)
                folded = quotes.plain(value)
                if folded in first:
                    before = first[folded]
                    message = f'the {field} "{value}" stands in {before.path}:{before.line} already; rename or merge'
                    yield record.place(field), message
                elif folded:
                    first[folded] = record.place(field)


@rule("source")
def data_quote(corpus: Corpus) -> Says:
    """The words of a source state the value beside them, and in a strict data set no number that the record lacks.

    Bad:
        layers: [80, config, "n_layers: 60"]

    Good:
        layers: [80, config, "n_layers: 80"]
    """
    for dataset in corpus.datasets.values():
        strict = _Strict(dataset) if dataset.strict else None
        for record, cell, column in _cells(dataset):
            if not cell.quote or cell.plain:
                continue
            said = _contradicted(cell, column, dataset.strict)
            if not said and strict:
                said = strict.unexplained(record, cell, column)
            if said:
                yield cell.place, said


def _contradicted(cell: Cell, column: Column, strict: bool) -> str:
    """Why the words do not state the value; empty when they do."""
    quote, name = cell.quote, column.name
    if (number := cell.number) is not None:
        found = _readings(quote, column)
        if any(_means(n, number, column) for n in found) or number in quotes.counts(quote):
            return ""
        if not strict and any(cell.written in _DIGITS.findall(word) for word in quotes.names(quote)):  # 4 in W4A16
            return ""
        if not found:
            return f'"{name}" is {cell.written}, but its words hold no number; quote those that state it'
        shown = " and ".join(dict.fromkeys(n.text for n in found))
        return f'"{name}" is {cell.written}, but its words say {shown}; see the source again and mend the wrong one'
    if column.type == "date":
        if cell.value in quotes.dates(quote):
            return ""
        return f'"{name}" is {cell.written}, which its words "{short(quote, 50)}" do not state'
    value = cell.written
    if (words := column.words.get(value)) and not any(word in quote.casefold() for word in words):
        return f'"{name}" is {value}, which its words do not state; quote some that hold {_either(words)}'
    return ""


def _means(number: quotes.Number, value: float, column: Column) -> bool:
    """Whether a number of the words may be the value."""
    return number.means(value, column.unit == "tokens", column.scale)


def _readings(quote: str, column: Column) -> list[quotes.Number]:
    """The numbers of the words. Tables of models give parameters in billions without saying so; such stand twice."""
    found = list(quotes.numbers(quote))
    return found + [n.times(1e9) for n in found if 0 < n.value < 1e5 and (column.unit == "parameters" or "." in n.text)]


class _Strict:
    """A strict data set: what may stand in the words of its records."""

    def __init__(self, dataset: Dataset) -> None:
        self.columns = dataset.columns
        self.names: Counter[str] = Counter()
        for record in dataset.records:
            for cell in record.cells.values():
                self.names.update(set(quotes.names(cell.quote)))

    def unexplained(self, record: Record, cell: Cell, column: Column) -> str:
        """A number that is no value of the record, or a name with a digit that stands nowhere else."""
        quote = cell.quote.replace("%20", " ")  # Apache%202.0, in the address of a badge
        if column.type in ("text", "formula"):
            for digits in _DIGITS.findall(cell.written):
                if digits not in _DIGITS.findall(quote):
                    return f'"{column.name}" is "{short(cell.written, 50)}", but its words hold no {digits}'
        own = quotes.numbers(record.name) + quotes.numbers(cell.written)
        explained, held = set(), {}
        versions = {version for _, version in quotes.versions(record.name)}
        for number in _readings(quote, column):
            if number.text.isalpha():
                continue  # a word: one, two
            held.setdefault(number.start, number.text)
            if number.text[0] == "0" and number.text[1:2].isdigit():
                continue
            if (
                number.text in versions
                or any(number.value == n.value for n in own)
                or self._counted(number, cell, quote)
                or any(
                    number.rounds(value) or _means(number, value, self.columns[name])
                    for name, other in record.cells.items()
                    if (value := other.number) is not None
                )
            ):
                explained.add(number.start)
        for start, shown in held.items():
            if start not in explained:
                return f'the words hold {shown}, which is no value of "{record.id}"; quote less, or mend it'
        addresses = (seen for source in record.sources.values() for seen in source.seen)
        known = quotes.plain(" ".join((record.id, record.name, *addresses)))
        own_versions = quotes.versions(record.name)
        for name, version in quotes.versions(quote) - own_versions:
            if name in {stem for stem, _ in own_versions}:
                return f'the words are of "{name} {version}", the record of "{record.name}"; quote less, or mend it'
        if len(set(code := quotes.names(quote))) < len(code) and column.type in ("boolean", "enum"):
            return f'the words "{short(quote, 50)}" repeat a name; quote less, or mend it'
        for name in quotes.names(cell.quote):
            if self.names[name] < 2 and quotes.plain(name) not in known:
                return f'the words hold "{name}", which stands nowhere else; quote less, or mend it'
        return ""

    @staticmethod
    def _counted(number: quotes.Number, cell: Cell, quote: str) -> bool:
        """Whether the number is an item of a list whose length is the value."""
        inside = "[" in quote[: number.start] and "]" in quote[number.end :]
        return inside and cell.value in quotes.counts(quote) and quotes.regular(quote)


def _cells(dataset: Dataset) -> Iterator[tuple[Record, Cell, Column]]:
    for record in dataset.records:
        for name, cell in record.cells.items():
            yield record, cell, dataset.columns[name]


def _kept(corpus: Corpus, name: str) -> Says:
    """What reading has found for a rule."""
    for dataset in corpus.datasets.values():
        for fault in dataset.faults:
            if fault.rule == name:
                yield fault.place, fault.message


def _public(place: str) -> bool:
    parts = urlsplit(_REMARK.sub("", place))
    address = parts.scheme == "https" and "." in parts.netloc and " " not in parts.path
    return address or bool(_REPOSITORY.fullmatch(place))


def _own(path: str, corpus: Corpus) -> bool:
    """Whether a file of this repository is named, from its root."""
    inside = bool(path) and not path.startswith("/") and ".." not in path.split("/")
    return inside and (corpus.root / path).is_file()


def _unit(column: Column) -> str:
    return f" (in {column.unit})" if column.unit else ""


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f'"{word}"' for word in words[:3])
