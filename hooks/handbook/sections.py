"""A section of a built page: its text as a reader gets it, and the marks that stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from .marks import MARK

_HEADING = re.compile("h([1-6])")
_UNREAD = {"script", "style", "svg", "math", "textarea", "title"}


@dataclass(frozen=True)
class Section:
    """The text from a heading, itself included, to the next of its level; `marks` are the numbers of those in it."""

    text: str
    marks: tuple[int, ...]


def section(source: str, identity: str) -> Section | None:
    """The section of a page's HTML whose heading has that id; None when no heading has it."""
    if not source.strip():
        return None
    text = "".join(_texts(html.document_fromstring(f"<body>{source}</body>"), identity))
    return Section(text, tuple(int(mark[2]) for mark in MARK.finditer(text))) if text else None


def _texts(root: html.HtmlElement, identity: str) -> Iterator[str]:
    level, unread = 0, 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if event == "start":
            unread += node.tag in _UNREAD
            if heading := _HEADING.fullmatch(node.tag):
                if level and int(heading[1]) <= level:
                    return
                if MARK.sub("", node.get("id", "")) == identity:
                    level = int(heading[1])
            text = node.text
        else:
            unread -= event == "end" and node.tag in _UNREAD
            text = node.tail
        if level and not unread:
            yield text or ""
            if event == "end" and node.tag in ("p", "li", "td", "th", "dd", "dt", "pre", "div"):
                yield " "
