"""A section of a built page: its text as a reader gets it, and the marks that stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree, html

from .marks import MARK

_HEADING = re.compile("h([1-6])")
_UNREAD = {"script", "style", "svg", "math", "textarea", "title"}
_BLOCKS = {"p", "li", "td", "th", "dd", "dt", "pre", "div"}  # words of two of them do not touch


@dataclass(frozen=True)
class Section:
    """The text from a heading, itself included, to the next of its level; `marks` are the numbers of those in it."""

    text: str
    marks: tuple[int, ...]


@lru_cache(maxsize=1024)
def read(source: str) -> dict[str, Section]:
    """The sections of a page's HTML by the id of their heading, the first where two share it."""
    if not source.strip():
        return {}
    found: dict[str, list[str]] = {}
    around: list[tuple[int, list[str]]] = []  # the level and text of every section that the walk is in
    unread = 0
    for event, node in etree.iterwalk(html.document_fromstring(f"<body>{source}</body>"), ("start", "end", "comment")):
        if event == "start":
            unread += node.tag in _UNREAD
            if heading := _HEADING.fullmatch(node.tag):
                level = int(heading[1])
                around = [*((outer, text) for outer, text in around if outer < level), (level, [])]
                found.setdefault(MARK.sub("", node.get("id", "")), around[-1][1])
            words = node.text or ""
        else:
            unread -= event == "end" and node.tag in _UNREAD
            words = node.tail or ""
            if event == "end" and node.tag in _BLOCKS:
                words += " "
        if not unread:
            for _, text in around:
                text.append(words)
    return {identity: _section("".join(text)) for identity, text in found.items() if identity}


def _section(text: str) -> Section:
    return Section(text, tuple(int(mark[2]) for mark in MARK.finditer(text)))
