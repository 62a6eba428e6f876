"""The bibliography as read: `read_file` never fails, faults are data, and `by_key` holds what can be cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from .bibclean import clean_entry, inherit
from .bibtex import Block, Entry, Scanner
from .bibvalue import Fault, Field
from .finding import Lines, Place
from .latex import fold, plain, verbatim
from .names import Name, names

__all__ = [
    "KEY", "Bibliography", "Block", "Dated", "Entry", "Fault", "Field", "Name", "clean_entries", "clean_text", "fold",
    "names", "plain", "read", "read_file", "resolved", "verbatim",
]  # fmt: skip

KEY = re.compile(r"[A-Za-z0-9_-]+")
_NOT_UTF8 = re.compile(r"[\udc80-\udcff][^\n]*")


@dataclass(frozen=True)
class Bibliography:
    """A `.bib` file: all entries in file order (also those without key or fields), strings, faults by offset."""

    path: str
    text: str
    entries: tuple[Entry, ...] = ()
    strings: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    blocks: tuple[Block, ...] = ()

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    def place(self, offset: int) -> Place:
        return Place(self.path, *self.lines.at(offset))

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        """What can be cited: the first entry of each key (letters, digits, `_`, `-`; any case) that has fields."""
        found: dict[str, Entry] = {}
        seen: set[str] = set()
        for entry in self.entries:
            if entry.fields and entry.key.lower() not in seen and KEY.fullmatch(entry.key):
                seen.add(entry.key.lower())
                found[entry.key] = entry
        return found


@lru_cache(maxsize=4)
def read(text: str, path: str, known: tuple[Fault, ...] = ()) -> Bibliography:
    """Read BibTeX text that findings call `path`; never raises. `known` are faults found in decoding it."""
    text = text.removeprefix("\ufeff")
    seen = Scanner(text).run()
    faults = tuple(sorted([*known, *seen.faults], key=lambda fault: fault.offset))
    return Bibliography(path, text, tuple(seen.entries), seen.strings, faults, tuple(seen.blocks))


def read_file(file: Path, path: str) -> Bibliography:
    """Read a file that findings call `path`. A missing file and bytes that are not UTF-8 are faults, never errors."""
    rule = "unreadable-bibliography"
    try:
        data = file.read_bytes()
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        return read("", path, (Fault(0, rule, f'cannot read "{path}": {why}; the works of the site belong there'),))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read(data.decode("utf-16", "replace"), path, (Fault(0, rule, "the file is UTF-16; save it as UTF-8"),))
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    faults = []
    for m in _NOT_UTF8.finditer(text):
        byte = ord(m[0][0]) - 0xDC00
        guess = bytes([byte]).decode("cp1252", "replace").replace("\ufffd", "")
        guess = f' ("{guess}" in Latin-1)' if guess else ""
        faults.append(Fault(m.start(), rule, f"byte 0x{byte:02x}{guess} is not UTF-8; save the file as UTF-8"))
    return read(re.sub("[\udc80-\udcff]", "\ufffd", text), path, tuple(faults))


class Dated(Protocol):
    """A label, as far as it dates a work."""

    @property
    def date(self) -> str: ...


def resolved(bibliography: Bibliography) -> dict[str, Entry]:
    """Every work that can be cited, by key, with the fields that its `crossref` lends it."""
    return inherit(bibliography.by_key)


def clean_entries(bibliography: Bibliography, labels: Mapping[str, Dated]) -> dict[str, str]:
    """BibTeX by key of every work that can be cited, dated by its label; pandoc reads it whatever the file's faults."""
    return {key: clean_entry(entry, labels[key].date) for key, entry in resolved(bibliography).items()}


def clean_text(bibliography: Bibliography, labels: Mapping[str, Dated]) -> str:
    """The entries of `clean_entries` as one file."""
    return "\n\n".join(clean_entries(bibliography, labels).values()) + "\n"
