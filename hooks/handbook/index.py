"""The whole of the sources in one record: what every rule and every rendering reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from . import bib, cite, datasets, directives, glossary, ledger, proofs, reading_list
from .bib import Bibliography
from .cite import Group
from .datasets import Dataset
from .directives import Directive, Drawn
from .finding import Finding, Place
from .glossary import Glossary
from .ledger import Audit, Ledger
from .marks import take_out
from .page import Page
from .plots import PLOTS
from .proofs import Proofs
from .reading_list import ReadingList

DOCS = "docs"
BIBLIOGRAPHY = "bib/references.bib"
TABLES = "docs/data"

# `mkdocs serve` reads everything anew at each change: what has the same text is the same object, with all that was
# found out about it. The cache is larger than any handbook: one that overflows keeps nothing for the next build.
_kept = lru_cache(maxsize=1024)
_page, _audit, _groups = _kept(Page), _kept(Audit), _kept(cite.groups)


@dataclass(frozen=True)
class Corpus:
    """Pages by path, the bibliography, the data files' text by path, and every other file's path; all from `root`."""

    root: Path
    pages: Mapping[str, Page]
    bibliography: Bibliography
    tables: Mapping[str, str]
    files: frozenset[str]
    today: date
    unreadable: tuple[Finding, ...] = field(default=())

    @cached_property
    def ledgers(self) -> Mapping[str, Ledger]:
        """Every evidence ledger, by its own path."""
        return {
            path: ledger.read(path, text)
            for path, text in self.tables.items()
            if path.startswith(f"{ledger.FOLDER}/") and path.endswith(".csv")
        }

    @cached_property
    def audits(self) -> Mapping[str, Audit]:
        """Every page held against its ledger, by the page's path."""
        return {path: _audit(page, self.ledgers.get(ledger.path_of(path))) for path, page in self.pages.items()}

    @cached_property
    def datasets(self) -> Mapping[str, Dataset]:
        """Every data set with its records, by name."""
        return datasets.read(self.tables)

    @cached_property
    def proofs(self) -> Proofs:
        """The published figures that are recomputed, with what the formulas give."""
        return proofs.read(self.datasets, self.tables.get(proofs.PATH))

    @cached_property
    def glossary(self) -> Glossary:
        """The terms of the field."""
        return glossary.read(self.tables.get(glossary.PATH))

    @cached_property
    def reading_list(self) -> ReadingList:
        """What the handbook must explain, and where."""
        return reading_list.read(self.tables.get(reading_list.PATH))

    @cached_property
    def directives(self) -> Mapping[str, tuple[Directive, ...]]:
        """The tables, plots and proofs that each page asks for, in reading order."""
        return {path: directives.directives(page) for path, page in self.pages.items()}

    @cached_property
    def drawn(self) -> Mapping[str, tuple[Drawn, ...]]:
        """Those of each page that have no fault, with their records."""
        works, rows = self.bibliography.by_key, self.proofs.rows
        return {
            path: tuple(d for one in found if (d := directives.draw(one, self.datasets, PLOTS, works, rows)))
            for path, found in self.directives.items()
        }

    @cached_property
    def groups(self) -> Mapping[str, tuple[Group, ...]]:
        """What each page cites, in reading order: in its text and in the rows of its tables."""
        rows = {path: [g for one in drawn for g in one.groups if g] for path, drawn in self.drawn.items()}
        return {
            path: tuple(sorted((*written, *rows[path]), key=lambda g: g.start)) if rows[path] else written
            for path, written in self.written.items()
        }

    @cached_property
    def written(self) -> Mapping[str, tuple[Group, ...]]:
        """The citation groups of each page's text whose works are all known, in reading order: what is rendered."""
        known = self.bibliography.by_key
        return {
            path: tuple(g for g in self.candidates[path] if all(c.key in known for c in g.citations))
            for path in self.pages
        }

    @cached_property
    def candidates(self) -> Mapping[str, tuple[Group, ...]]:
        """Every well-formed citation group of each page, known or not; a bare `@word` that is no key is among them."""
        return {path: _groups(page) for path, page in self.pages.items()}

    @cached_property
    def cited(self) -> frozenset[str]:
        """The keys that some page cites."""
        return frozenset(c.key for groups in self.groups.values() for g in groups for c in g.citations)


def read_corpus(root: Path, today: date) -> Corpus:
    """Read docs/, docs/data/ and bib/ under `root`. A file that is not UTF-8 or cannot be read is a finding."""
    unreadable: list[Finding] = []
    pages: dict[str, Page] = {}
    tables: dict[str, str] = {}
    files: set[str] = set()
    for file in sorted(p for p in (root / DOCS).rglob("*") if p.is_file()):
        path = file.relative_to(root).as_posix()
        if any(part.startswith(".") for part in file.relative_to(root).parts):
            continue
        files.add(path)
        if path.endswith(".md"):
            pages[path] = _page(path, take_out(_text(file, path, unreadable)))
        elif path.startswith(f"{TABLES}/") and path.endswith((".csv", ".yml", ".yaml")):
            tables[path] = _text(file, path, unreadable)
    book = bib.read_file(root / BIBLIOGRAPHY, BIBLIOGRAPHY)
    return Corpus(root, pages, book, tables, frozenset(files), today, tuple(unreadable))


def _text(file: Path, path: str, unreadable: list[Finding]) -> str:
    """The text as MkDocs reads it: without byte order mark, with plain newlines."""
    try:
        data = file.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace").replace("\r\n", "\n")
        place = Place(path, good.count("\n") + 1, len(good) - good.rfind("\n"))
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        unreadable.append(Finding(place, "encoding", message))
        return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        unreadable.append(Finding(Place(path), "unreadable", f"cannot be read: {error.strerror}"))
        return ""
