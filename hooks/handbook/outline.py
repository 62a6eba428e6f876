"""The headings of a page as its source writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .page import Page

_ATX = re.compile(r"^((?: {4}|\t)*)(#{1,6})[ \t]*([^\n]*)", re.M)
_SETEXT = re.compile(r"(?:^|(?<=\n\n))(?![ \t]*\n)([^\n]+)\n(=+|-+)[ ]*(?=\n|\Z)")
_RAW = re.compile(r"<h([1-6])\b", re.I)
_ATTRIBUTES = re.compile(r"[ \t]+\{:?[ \t]*([^}\n]*?)[ \t]*\}[ \t]*$")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass(frozen=True, order=True)
class Heading:
    """A heading: offset of its first character, level from 1 to 6, its text and its explicit id, if any."""

    start: int
    level: int
    source: str
    id: str = ""

    @property
    def text(self) -> str:
        """The text without markup."""
        text = _TAG.sub("", _LINK.sub(r"\1", self.source))
        return " ".join(re.sub(r"\\([!-/:-@\[-`{-~])|[*_`]", r"\1", text).split())


def slug(text: str) -> str:
    """The id that Python-Markdown makes of a heading's text where none is given, before it is numbered."""
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


@lru_cache(maxsize=1024)
def headings(page: Page) -> tuple[Heading, ...]:
    """All headings in order: `# …`, underlined ones and raw `<h1>`."""
    return tuple(sorted(_found(page)))


def ids(page: Page) -> frozenset[str]:
    """The fragments that lead to a heading of the page, but for those that are numbered since they stand twice."""
    return frozenset(h.id or slug(h.text) for h in headings(page))


def _found(page: Page) -> Iterator[Heading]:
    for match in _ATX.finditer(page.prose, page.body_start):
        if page.text[match.start() : match.start(2)].strip():
            continue
        yield _heading(match.start(2), len(match[2]), page.text[match.start(3) : match.end(3)])
    for match in _SETEXT.finditer(page.prose, page.body_start):
        if not match[1].lstrip().startswith(("#", "|", ">", "- ", "* ", "===", "!!!")) and "|" not in match[1]:
            level = 1 if match[2].startswith("=") else 2
            yield _heading(match.start(1), level, page.text[match.start(1) : match.end(1)])
    for region in page.regions:
        if region.kind == "tag" and (match := _RAW.match(page.text, region.start)):
            end = page.text.find("</h", region.end)
            yield Heading(region.start, int(match[1]), page.text[region.end : end if end >= 0 else region.end])


def _heading(start: int, level: int, source: str) -> Heading:
    source = source.rstrip()
    given = ""
    if attributes := _ATTRIBUTES.search(source):
        source = source[: attributes.start()]
        given = next((word[1:] for word in attributes[1].split() if word.startswith("#")), "")
    return Heading(start, level, source.rstrip("#").strip(), given)
