"""Finds the citations of a page: bracket groups `[see @a, table 3; @b]` and the narrative `@a`, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .page import Page

KEY = r"[A-Za-z0-9_][A-Za-z0-9_-]*"
LOOKS_LIKE_A_KEY = re.compile(r"[a-z][a-z'-]*(?:19|20)\d\d[a-z0-9]*", re.I)
# within a paragraph: a line break may stand inside, but no empty line and no line that opens a block of its own
_INSIDE = r"(?:[^\[\]\n]|\n(?![ \t]*(?:\n|\Z|[>|#]|[-*+][ \t]|\d+[.)][ \t])))*"
# what makes a bracket a link's label, or its definition; a colon of the sentence does not
_NO_LABEL = r"(?![(\[]|:[ \t]*<?(?:https?://|[./#])\S)"
_BRACKET = re.compile(rf"(?<![\\!\]])\[(?!\^)({_INSIDE}@{_INSIDE})\]{_NO_LABEL}")
_ITEM = re.compile(rf"(?P<prefix>(?:[^@;]*[^\w@;-])?)(?P<suppress>-?)@(?P<key>{KEY})(?P<suffix>(?:[,:\s][^;@]*)?)")
_NARRATIVE = re.compile(rf"(?<![\w@./\\+-])@(?P<key>{KEY})(?: \[(?P<suffix>[^\[\]\n@;]+)\]{_NO_LABEL})?")


@dataclass(frozen=True)
class Citation:
    """One work within a group: `see -@key, table 3` has prefix `see`, no author, and suffix `table 3`."""

    key: str
    offset: int
    prefix: str = ""
    suffix: str = ""
    suppress_author: bool = False


@dataclass(frozen=True)
class Group:
    """One citation mark of a page. `text` is its source; `narrative` marks `@key` that is part of the sentence."""

    start: int
    end: int
    text: str
    citations: tuple[Citation, ...]
    narrative: bool = False

    @property
    def form(self) -> tuple[object, ...]:
        """What the formatted text depends on, beside the works: equal forms are formatted once."""
        return (self.narrative, *((c.key, c.prefix, c.suffix, c.suppress_author) for c in self.citations))


def groups(page: Page) -> tuple[Group, ...]:
    """The well-formed citation groups of a page in reading order; whether their keys exist is not judged here."""
    if "@" not in page.prose:
        return ()
    found = list(_brackets(page))
    taken = [(g.start, g.end) for g in found]
    found.extend(_narratives(page, taken))
    return tuple(sorted(found, key=lambda g: g.start))


def candidates(page: Page) -> Iterator[re.Match[str]]:
    """Every bracket that holds an `@` at the start of a word, well-formed or not: what the rules look at."""
    for match in _BRACKET.finditer(page.prose):
        if re.search(r"(?<![\w.])@", match[1]):
            yield match


def _brackets(page: Page) -> Iterator[Group]:
    for match in candidates(page):
        items = list(_items(page.text[match.start(1) : match.end(1)], match.start(1)))
        if items:
            yield Group(match.start(), match.end(), page.text[match.start() : match.end()], tuple(items))


def _items(inside: str, offset: int) -> Iterator[Citation]:
    """The works of a bracket's inside; nothing at all when any part of it is malformed."""
    items = []
    for part in re.finditer(r"[^;]+", inside):
        match = _ITEM.fullmatch(part[0].rstrip())
        if not match:
            return
        items.append(
            Citation(
                match["key"],
                offset + part.start() + match.start("key") - 1,
                " ".join(match["prefix"].split()),
                " ".join(match["suffix"].strip(" ,").split()),
                bool(match["suppress"]),
            )
        )
    yield from items


def _narratives(page: Page, taken: list[tuple[int, int]]) -> Iterator[Group]:
    for match in _NARRATIVE.finditer(page.prose):
        if any(start <= match.start() < end for start, end in taken):
            continue
        suffix = " ".join((match["suffix"] or "").split())
        one = Citation(match["key"], match.start(), suffix=suffix)
        yield Group(match.start(), match.end(), match[0], (one,), narrative=True)
