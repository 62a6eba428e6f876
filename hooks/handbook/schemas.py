"""The schemas of the data sets: `docs/data/schema/<dataset>.yml` says what each column holds.

A schema has `title`, `description`, `strict` and `columns`. In a strict data set every number in the words of a source
is a value of the record, so that no digit of them can be wrong unseen. A column has

- `label` and `unit` as readers see them, `description` for what they cannot say;
- `type`: number, integer, boolean, text, date, enum or formula (TeX without dollars, set as formulas of pages are);
  `values` of an enum; `range: [least, most]` of a number;
- `scale`: the size of its unit where that has a prefix, 1e9 for GB;
- `plain: true` where a value may stand above the facts, without evidence;
- `words`: for a value of an enum or boolean, the words of a source that may state it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import yaml

from . import fields
from .finding import Finding, Place, near

FOLDER = "docs/data/schema"
TYPES = ("number", "integer", "boolean", "text", "date", "enum", "formula")
NUMBER = re.compile(r"[-+]?\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_SCHEMA = ("title", "description", "strict", "columns")
_COLUMN = ("label", "type", "unit", "scale", "values", "words", "range", "plain", "description")

Type = Literal["number", "integer", "boolean", "text", "date", "enum", "formula"]


@dataclass(frozen=True)
class Column:
    """A column; its fields are those of the schema."""

    name: str
    label: str
    type: Type = "text"
    unit: str = ""
    scale: float = 1.0
    values: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    range: tuple[float | None, float | None] = (None, None)
    plain: bool = False
    description: str = ""
    place: Place = field(default=Place(FOLDER))

    @property
    def is_number(self) -> bool:
        return self.type in ("number", "integer")


@dataclass(frozen=True)
class Schema:
    """The columns of a data set in the order of the file."""

    title: str
    description: str
    strict: bool
    columns: Mapping[str, Column]


def path_of(dataset: str) -> str:
    return f"{FOLDER}/{dataset}.yml"


def read(path: str, text: str, dataset: str, faults: list[Finding]) -> Schema:
    """Read a schema; what is wrong is added to `faults`, and the rest is read on."""
    root = fields.compose(path, text, faults)
    found = fields.mapping(path, root, "a schema", faults, _SCHEMA)
    for name in ("title", "description", "columns"):
        if root is not None and name not in found:
            faults.append(Finding(Place(path), fields.FORM, f'the schema has no {name}; write "{name}: …"'))
    node = {name: child for name, (child, _) in found.items()}
    columns = {
        name: _column(path, name, child, place, faults)
        for name, (child, place) in fields.mapping(path, node.get("columns"), "columns", faults).items()
    }
    title, description = fields.scalar(node.get("title")), fields.scalar(node.get("description"))
    return Schema(title or dataset, description, fields.scalar(node.get("strict")) == "true", columns)


def _column(path: str, name: str, node: yaml.Node, place: Place, faults: list[Finding]) -> Column:
    def fault(message: str) -> None:
        faults.append(Finding(place, fields.FORM, message))

    whole = fields.mapping(path, node, f'the column "{name}"', faults, _COLUMN)
    found = {key: child for key, (child, _) in whole.items()}
    kind = fields.scalar(found.get("type"))
    if kind not in TYPES:
        fault(f'the type of "{name}" is "{kind}"{near(kind, TYPES) or "; write " + ", ".join(TYPES)}')
        kind = "text"
    label = fields.scalar(found.get("label"))
    if not label:
        fault(f'the column "{name}" has no label; write what readers see above it')
    values = tuple(fields.items(found.get("values")))
    if (kind == "enum") != bool(values):
        fault(f'the column "{name}" needs "values" and the type enum together')
    scale = fields.scalar(found.get("scale")) or "1"
    if not NUMBER.fullmatch(scale):
        fault(f'"scale" of "{name}" must be a number: 1e9 for GB')
        scale = "1"
    words: dict[str, tuple[str, ...]] = {}
    for value, (child, _) in fields.mapping(path, found.get("words"), f'"words" of "{name}"', faults).items():
        if value not in (values or ("true", "false")):
            fault(f'"words" of "{name}" are of "{value}", which it never is')
        words[value] = tuple(word.casefold() for word in fields.items(child))
    return Column(
        name, label or name, kind, fields.scalar(found.get("unit")), float(scale), values, words,  # type: ignore[arg-type]
        _range(name, kind, found.get("range"), fault), fields.scalar(found.get("plain")) == "true",
        fields.scalar(found.get("description")), place,
    )  # fmt: skip


def _range(name: str, kind: str, node: yaml.Node | None, fault) -> tuple[float | None, float | None]:  # type: ignore[no-untyped-def]
    if node is None:
        return None, None
    try:
        least, most = (None if item in ("", "null", "~") else float(item) for item in fields.items(node))
    except ValueError:
        least = most = None
        kind = ""
    if kind not in ("number", "integer"):
        fault(f'"range" of "{name}" must be two numbers, [least, most], null for none')
    return least, most
