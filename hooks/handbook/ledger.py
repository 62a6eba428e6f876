"""The evidence ledgers: for each page a CSV file, one row per figure, and what of the page its rows cover."""

from __future__ import annotations

import csv
import hashlib
import io
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import plain
from .claims import Claim, claims
from .finding import Place
from .page import Page

FOLDER = "docs/data/evidence"
COLUMNS = ("words", "key", "locator", "seen", "kind", "formula", "date", "verdict", "note")
OPTIONAL = ("allow",)
KINDS: Mapping[str, str] = {
    "paper": "read in the paper's own text",
    "abstract": "read in the paper's abstract",
    "official": "read in the maker's repository, model card or page",
    "secondary": "read in two independent secondary sources",
    "derived": "derived, with the formula",
}
VERDICTS = ("confirmed", "corrected")


@dataclass(frozen=True)
class Row:
    """One row of a ledger and the line it starts on; `cells` has every column of the header."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    @property
    def anchor(self) -> str:
        """Stable as long as words and key are."""
        return "e-" + hashlib.sha256(f"{self['words']}|{self['key']}".encode()).hexdigest()[:8]

    @property
    def seen(self) -> list[str]:
        """The places where it was seen."""
        return [s.strip() for s in self["seen"].split(" ; ") if s.strip()]


@dataclass(frozen=True, eq=False)
class Ledger:
    """The ledger of one page; the same text is the same ledger."""

    path: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: tuple[tuple[int, int], ...]  # line and width of each row that is not as wide as the header

    @property
    def page_path(self) -> str:
        return f"docs/{self.path.removeprefix(f'{FOLDER}/').removesuffix('.csv')}.md"

    def place(self, line: int) -> Place:
        return Place(self.path, line)


def path_of(page_path: str) -> str:
    """The path of a page's ledger."""
    return f"{FOLDER}/{page_path.removeprefix('docs/').removesuffix('.md')}.csv"


@lru_cache(maxsize=1024)
def read(path: str, text: str) -> Ledger:
    """Read a ledger; what is wrong with its form is kept for the rules."""
    reader = csv.reader(io.StringIO(text))
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    ragged: list[tuple[int, int]] = []
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not header:
            header = tuple(c.strip() for c in cells)
        elif any(c.strip() for c in cells):
            if len(cells) != len(header):
                ragged.append((line, len(cells)))
            rows.append(Row(line, dict(zip(header, cells, strict=False))))
    return Ledger(path, header, tuple(rows), tuple(ragged))


@dataclass(frozen=True)
class Audit:
    """A page held against its ledger."""

    page: Page
    ledger: Ledger | None

    @cached_property
    def plain(self) -> plain.Plain:
        return plain.of_page(self.page)

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        return claims(self.plain)

    @cached_property
    def spans(self) -> tuple[tuple[Row, tuple[tuple[int, int], ...]], ...]:
        """Each row with every stretch of the plain text where its words stand."""
        if self.ledger is None:
            return ()
        return tuple((row, tuple(self._places(plain.of_words(row["words"])))) for row in self.ledger.rows)

    @cached_property
    def rows_of(self) -> tuple[tuple[Claim, Row | None], ...]:
        """Each figure with the first row that covers it."""
        return tuple((claim, self._row(claim)) for claim in self.claims)

    @property
    def unchecked(self) -> list[Claim]:
        """The figures that no row covers, or whose row no checker has judged."""
        return [claim for claim, row in self.rows_of if row is None or row["verdict"] not in VERDICTS]

    @cached_property
    def anchors(self) -> Mapping[str, int]:
        """Offset in the source of each row's first figure, or of its words, by the row's anchor."""
        found: dict[str, int] = {}
        for row, spans in self.spans:
            if spans:
                start, end = spans[0]
                inside = (c.offset for c in self.claims if start <= c.start < end)
                found.setdefault(row.anchor, next(inside, self.plain.offsets[start]))
        return found

    @cached_property
    def _covered(self) -> list[tuple[int, int, Row]]:
        return [(start, end, row) for row, spans in self.spans for start, end in spans]

    def _row(self, claim: Claim) -> Row | None:
        # a row that was judged wins over one that was not
        covering = [row for start, end, row in self._covered if start <= claim.start and claim.end <= end + 1]
        return next((row for row in covering if row["verdict"]), covering[0] if covering else None)

    def _places(self, words: str) -> list[tuple[int, int]]:
        text, index = self.plain.squeezed
        found = []
        at = text.find(words) if words else -1
        while at >= 0:
            end = at + len(words)
            if not (_one_number(text, index, at - 1) or _one_number(text, index, end - 1)):
                found.append((index[at], index[end - 1] + 1))
            at = text.find(words, at + 1)
        return found


def _one_number(text: str, index: array[int], at: int) -> bool:
    """Whether the characters at `at` and behind it belong to one number of the page."""
    return 0 <= at < len(text) - 1 and text[at].isdigit() and text[at + 1].isdigit() and index[at + 1] == index[at] + 1
