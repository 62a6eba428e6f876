"""The data files: `docs/data/<dataset>/*.yml`, each value with its place, held to the schema of their data set.

A file is a list of records. Each figure of a record stands on a line of its own with where it was seen and the words
of that source: `column: [value, source, "words"]`. What is wrong with the form of a file is kept as findings for the
rules; the rest of the file is read on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from . import fields, schemas
from .finding import Finding, Place, near
from .schemas import Column, Schema

FOLDER = "docs/data"
# what a record has beside the columns that may stand above its facts
IDENTITY = ("id", "name", "key", "evidence", "as_of", "sources", "facts", "convention", "not_recomputed")
NEEDED = ("id", "name", "as_of")
MEASURED = "measured"  # here, by a program of this repository, which stands where others name an address
EVIDENCE = ("paper", "abstract", "official", "secondary", MEASURED)

_OTHER_ROOMS = {"schema", "evidence"}
_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTHING = ("", "null", "~", "unknown", "?", "-", "–")

Value = float | int | bool | str


@dataclass(frozen=True)
class Cell:
    """One value, where it was seen, and its source's words. A date is a text: `2024-12`.

    A plain value, one that stands above the facts, has neither source nor words.
    """

    value: Value
    source_name: str
    seen: tuple[str, ...]
    quote: str
    place: Place
    written: str = ""  # the value as the file writes it

    @property
    def plain(self) -> bool:
        return not self.source_name

    @property
    def number(self) -> float | None:
        return self.value if isinstance(self.value, (int, float)) and not isinstance(self.value, bool) else None


@dataclass(frozen=True)
class Source:
    """What was read, under the short name that the figures use: one place, or several with ` ; ` between them."""

    name: str
    seen: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class Record:
    """One record. `key` is empty when it cites no work; `convention` says how a published figure is counted.

    `not_recomputed` says why no figure follows from the shape of a model.
    """

    id: str
    name: str
    key: str
    path: str
    line: int
    cells: Mapping[str, Cell]
    convention: str = ""
    as_of: str = ""
    evidence: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)  # of what stands above the facts
    unknown: Mapping[str, Place] = field(default_factory=dict)  # facts that the schema has no column for
    not_recomputed: str = ""

    def place(self, name: str = "id") -> Place:
        """Where a column or a field stands; the record's first line when it does not."""
        if name in self.cells:
            return self.cells[name].place
        return self.places.get(name, Place(self.path, self.line))

    def number(self, name: str) -> float | None:
        """A column as a number; None when it is not known or no number."""
        return self.cells[name].number if name in self.cells else None

    def __getitem__(self, name: str) -> Value | None:
        """What the record has in a column; None when it is not known."""
        return self.cells[name].value if name in self.cells else None


@dataclass(frozen=True)
class Dataset:
    """All records of a folder: in the order of its files' names, and within a file as written."""

    name: str
    title: str
    columns: Mapping[str, Column]
    records: tuple[Record, ...]
    description: str = ""
    strict: bool = False
    paths: tuple[str, ...] = ()
    faults: tuple[Finding, ...] = ()


def formulas(datasets: Mapping[str, Dataset]) -> Iterator[Cell]:
    """Every value that is a formula in TeX."""
    for dataset in datasets.values():
        names = [name for name, column in dataset.columns.items() if column.type == "formula"]
        yield from (r.cells[name] for r in dataset.records for name in names if name in r.cells)


def read(tables: Mapping[str, str]) -> dict[str, Dataset]:
    """Every data set among the files of `docs/data/`, by name; `tables` are their texts by path."""
    files = [path for path in tables if path.endswith((".yml", ".yaml"))]
    names = {path.split("/")[2] for path in files if path.count("/") == 3} - _OTHER_ROOMS
    names |= {path.rpartition("/")[2].rpartition(".")[0] for path in files if path.startswith(f"{schemas.FOLDER}/")}
    return {
        name: _dataset(
            name, tables.get(schemas.path_of(name)),
            tuple((path, tables[path]) for path in sorted(files) if path.startswith(f"{FOLDER}/{name}/")),
        )
        for name in sorted(names)
    }  # fmt: skip


@lru_cache(maxsize=64)  # a served site is built again and again; few of its data files change
def _dataset(name: str, schema_text: str | None, files: tuple[tuple[str, str], ...]) -> Dataset:
    faults: list[Finding] = []
    schema, path = Schema(name, "", False, {}), schemas.path_of(name)
    if schema_text is not None:
        schema = schemas.read(path, schema_text, name, faults)
    else:
        message = f"there is no {path}, which says what the columns of {name} hold"
        faults.append(Finding(Place(files[0][0] if files else path), fields.FORM, message))
    records = [record for path, text in files for record in _records(path, text, schema.columns, faults)]
    return Dataset(
        name, schema.title, schema.columns, tuple(records), schema.description, schema.strict,
        tuple(path for path, _ in files), tuple(faults),
    )  # fmt: skip


def _records(path: str, text: str, columns: Mapping[str, Column], faults: list[Finding]) -> Iterator[Record]:
    root = fields.compose(path, text, faults)
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        faults.append(Finding(Place(path), fields.FORM, 'a data file is a list of records; begin each with "- id: …"'))
        return
    for node in root.value:
        if isinstance(node, yaml.MappingNode):
            yield _record(path, node, columns, faults)
        else:
            message = 'this is no record; begin each with "- id: …"'
            faults.append(Finding(fields.place(path, node), fields.FORM, message))


def _record(path: str, node: yaml.Node, columns: Mapping[str, Column], faults: list[Finding]) -> Record:
    plain = [c.name for c in columns.values() if c.plain and c.name not in IDENTITY]
    found = fields.mapping(path, node, "a record", faults, (*IDENTITY, *plain), columns)
    texts = {name: fields.scalar(child) for name, (child, _) in found.items()}
    places = {name: place for name, (_, place) in found.items()}
    here = fields.place(path, node)
    for name in NEEDED:
        if not texts.get(name):
            faults.append(Finding(here, fields.FORM, f'the record has no {name}; write "{name}: …"'))
    for name, message in _misfits(texts):
        faults.append(Finding(places[name], fields.FORM, message))

    def inner(name: str) -> dict[str, tuple[yaml.Node, Place]]:
        return fields.mapping(path, found[name][0], name, faults) if name in found else {}

    sources = {
        name: Source(name, tuple(s for part in fields.scalar(child).split(" ; ") if (s := part.strip())), place)
        for name, (child, place) in inner("sources").items()
    }
    cells: dict[str, Cell] = {}
    for name in plain:
        if name in found and (value := _value(columns[name], texts[name], places[name], faults)) is not None:
            cells[name] = Cell(value, "", (), "", places[name], texts[name])
    unknown: dict[str, Place] = {}
    for name, (child, place) in inner("facts").items():
        if name not in columns:
            unknown[name] = place
            continue
        if name in cells:
            message = f'"{name}" stands among the facts and above them; take the one above out'
            faults.append(Finding(place, "data-duplicate", message))
        if cell := _cell(columns[name], child, sources, place, faults):
            cells[name] = cell
    return Record(
        texts.get("id", ""), texts.get("name") or texts.get("id", ""), texts.get("key", ""), path, here.line, cells,
        texts.get("convention", ""), texts.get("as_of", ""), texts.get("evidence", ""), sources, places, unknown,
        texts.get("not_recomputed", ""),
    )  # fmt: skip


def _misfits(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the fields of a record that are written in a set form."""
    if (identity := texts.get("id")) and not _ID.fullmatch(identity):
        yield "id", f'"{identity}" is no identifier; write small letters, digits and hyphens'
    if (month := texts.get("as_of")) and not _MONTH.fullmatch(month):
        yield "as_of", f'"{month}" is no month; write as_of: 2026-11'
    if (evidence := texts.get("evidence")) and evidence not in EVIDENCE:
        hint = near(evidence, EVIDENCE) or f"; write {', '.join(EVIDENCE)}"
        yield "evidence", f'unknown evidence "{evidence}"{hint}'


def _cell(
    column: Column, node: yaml.Node, sources: Mapping[str, Source], place: Place, faults: list[Finding]
) -> Cell | None:
    parts = node.value if isinstance(node, yaml.SequenceNode) else []
    if len(parts) != 3 or not all(isinstance(part, yaml.ScalarNode) for part in parts):
        message = f'"{column.name}" must be [value, source, "words of the source"], words with a comma in quotes'
        if isinstance(node, yaml.ScalarNode):
            message = f'"{column.name}" has no evidence; write [{node.value}, source, "words of the source"]'
        faults.append(Finding(place, "data-evidence", message))
        return None
    written, source, quote = (fields.scalar(part) for part in parts)
    if (value := _value(column, written, place, faults)) is None:
        return None
    seen = sources[source].seen if source in sources else ()
    return Cell(value, source, seen, quote, place, written)


def _value(column: Column, text: str, place: Place, faults: list[Finding]) -> Value | None:
    """The value as its column's type; None, and a fault, when it is none."""
    if text in _NOTHING:
        message = f'"{column.name}" holds nothing; leave it out where it is not known'
        faults.append(Finding(place, "data-value", message))
        return None
    if column.is_number:
        if schemas.NUMBER.fullmatch(text):
            number = float(text.replace("_", ""))
            if number == int(number):
                return int(text) if text.isdigit() else int(number)
            if column.type == "number":
                return number
        wanted = "a whole number" if column.type == "integer" else "a number: 70e9 or 0.35, without a unit"
    elif column.type == "boolean":
        if text in ("true", "false"):
            return text == "true"
        wanted = "true or false"
    elif column.type == "date":
        if _DATE.fullmatch(text):
            return text
        wanted = "a date: 2024-12-26, 2024-12 or 2024"
    elif column.type == "enum":
        if text in column.values:
            return text
        wanted = f"one of {', '.join(column.values)}{near(text, column.values)}"
    elif column.type == "formula" and "$" in text:
        wanted = "TeX without dollar signs"
    else:
        return text
    faults.append(Finding(place, "data-value", f'"{column.name}" is "{text}"; it must be {wanted}'))
    return None
