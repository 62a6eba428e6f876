"""The founding reading list: what the handbook must explain, where it does, and the facts that must be found there.

`docs/data/reading-list.yml` is a list of groups, each with its rows:

    - title: "Spring 2022"
      rows:
        - id: palm
          name: PaLM
          section: models/large-models.md#palm
          keys: [chowdhery2023palm]
          facts: ["540 billion | 540B", "6,144"]

`section` names the page below docs/ and the section that explains the row; that section cites each of `keys` and states
each of `facts`. A fact may be said in several ways, with ` | ` between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from . import fields
from .finding import Finding, Place

PATH = "docs/data/reading-list.yml"
_GROUP = ("title", "rows")
_ROW = ("id", "name", "section", "keys", "facts")
_SAME = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Row:
    """One thing to be explained. `page` is a source path below docs/; `keys` and `facts` have their places."""

    id: str
    name: str
    page: str
    section: str
    keys: Mapping[str, Place]
    facts: Mapping[str, Place]
    place: Place


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ReadingList:
    """All groups, as written, and what is wrong with the form of the file."""

    groups: tuple[Group, ...]
    faults: tuple[Finding, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for group in self.groups for row in group.rows)


def read(text: str | None) -> ReadingList:
    """The reading list; `text` is that of its file, None where there is none."""
    faults: list[Finding] = []
    root = fields.compose(PATH, text, faults) if text is not None else None
    groups = tuple(_group(node, faults) for node in fields.listed(PATH, root, faults))
    return ReadingList(groups, tuple(faults))


def _group(node: yaml.Node, faults: list[Finding]) -> Group:
    found = fields.mapping(PATH, node, "a group of the reading list", faults, _GROUP)
    fields.complete(PATH, node, "group", _GROUP, faults)
    rows = fields.listed(PATH, found["rows"][0], faults) if "rows" in found else []
    return Group(fields.scalar(found["title"][0]) if "title" in found else "", tuple(_row(row, faults) for row in rows))


def _row(node: yaml.Node, faults: list[Finding]) -> Row:
    found = fields.mapping(PATH, node, "a row of the reading list", faults, _ROW)
    fields.complete(PATH, node, "row", _ROW, faults)

    def listed(name: str) -> dict[str, Place]:
        items = fields.listed(PATH, found[name][0], faults) if name in found else []
        return {fields.scalar(item): fields.place(PATH, item) for item in items}

    text = {name: fields.scalar(found[name][0]) if name in found else "" for name in ("id", "name", "section")}
    page, _, section = text["section"].partition("#")
    return Row(text["id"], text["name"], page, section, listed("keys"), listed("facts"), fields.place(PATH, node))


def says(text: str, fact: str) -> bool:
    """Whether a text states a fact in one of its forms: whole words and whole numbers, in any case and spacing."""
    read = _plain(text)
    return any(re.search(_whole(_plain(form)), read) for form in fact.split(" | "))


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME).split()).casefold()


def _whole(words: str) -> str:
    """A pattern of words that are not part of a longer word or number: `40` stands neither in `540` nor in `40,960`."""
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    return before + re.escape(words) + after
