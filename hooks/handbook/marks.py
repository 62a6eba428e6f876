"""Marks: what stands in a page's Markdown for a citation, a formula or a place while others render it.

A mark is three private-use characters' worth of nothing to a Markdown parser. It is put wherever the source *may* hold
a citation, a formula or a link; after rendering, the HTML around it decides: in text it is settled, in code or in an
attribute the source comes back as it was written. So the parser is the only judge, and every place is exact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml import etree, html

OPEN, CLOSE, AT, BACKSLASH = "\ue000", "\ue001", "\ue002", "\ue003"
PRIVATE = re.compile("[\ue000-\ue003]")
MARK = re.compile(f"{OPEN}([cdefl])([0-9]+){CLOSE}")
_AT_START = re.compile(f"{OPEN}l([0-9]+){CLOSE}")
_AT_COMMAND = re.compile(r"\\(?=(?:full_)?bibliography)")
_MARKED = ("href", "src", "srcset", "data", "poster", "id", "name")
_HEADING = re.compile("h[1-6]")
_LEFTOVER = re.compile(r"\[[^\[\]]*(?<![\w.])@[A-Za-z0-9_][^\[\]]*\]")
_RAW = {"code", "pre", "script", "style", "textarea", "title", "math", "svg"}

Kind = Literal["c", "d", "e", "f", "l", "x"]


@dataclass(frozen=True)
class Edit:
    """Replace source[start:end] by a mark: of a citation (c) or a formula (f); evidence (e) and links (l) take no text.

    A directive (d) is whole lines; its mark becomes a paragraph, indented as they were. What is of kind x is taken out
    and leaves no mark.
    """

    start: int
    end: int
    kind: Kind
    indent: str = ""


def put(text: str, edits: list[Edit], start: int = 0) -> str:
    """`text[start:]` with edit number i as mark i, and all that mkdocs-bibtex would take for its own put away."""
    parts, at = [], start
    for number, edit in sorted(enumerate(edits), key=lambda pair: pair[1].start):
        if edit.start < at:
            continue
        parts.append(text[at : edit.start])
        if edit.kind == "d":
            parts.append(f"\n{edit.indent}{OPEN}d{number}{CLOSE}\n")
        elif edit.kind != "x":
            parts.append(f"{OPEN}{edit.kind}{number}{CLOSE}")
        at = edit.end
    parts.append(text[at:])
    return _AT_COMMAND.sub(BACKSLASH, "".join(parts)).replace("@", AT)


def bring_back(text: str) -> str:
    """Undo what `put` hid from mkdocs-bibtex; the marks stay."""
    return text.replace(AT, "@").replace(BACKSLASH, "\\")


def take_out(text: str) -> str:
    """The text without any private-use character of ours: a writer's own must not be taken for a mark."""
    return PRIVATE.sub("", text)


@dataclass(frozen=True)
class Element:
    """An element that rules may judge: tag, attributes as the reader gets them, text, line in the HTML, marks."""

    tag: str
    attributes: Mapping[str, str]
    text: str
    line: int
    marks: Mapping[str, int]  # by the attribute whose value they stand before


@dataclass(frozen=True)
class Rendered:
    """A page's HTML, still with marks, and what one pass over it found, in document order."""

    html: str
    elements: tuple[Element, ...]
    in_text: Mapping[int, Element | None]  # marks that stand in text and may be settled, each with the heading above it
    leftovers: tuple[str, ...] = ()  # brackets that look like citations and stand raw in text or in an attribute


@lru_cache(maxsize=1024)
def read(source: str) -> Rendered:
    """Parse a page's HTML once."""
    elements: list[Element] = []
    in_text: dict[int, Element | None] = {}
    leftovers: list[str] = []
    if source.strip():
        _walk(html.document_fromstring(f"<body>{source}</body>"), elements, in_text, leftovers)
    return Rendered(source, tuple(elements), in_text, tuple(leftovers))


_JUDGED = frozenset(
    "a img h1 h2 h3 h4 h5 h6 source video audio track script style iframe frame link meta base embed object applet"
    " form area use image".split()
)
_JUDGED_ATTRIBUTE = re.compile(r"(?:^| )(?:id|name|style|on\w+)(?: |$)")


def _walk(
    root: html.HtmlElement, elements: list[Element], in_text: dict[int, Element | None], leftovers: list[str]
) -> None:
    raw, heading = 0, None

    def note(text: str | None) -> None:
        if text and not raw and OPEN in text:
            in_text.update(dict.fromkeys((int(m[2]) for m in MARK.finditer(text)), heading))
        if text and not raw and "@" in text:
            leftovers.extend(m[0] for m in _LEFTOVER.finditer(text))

    for event, node in etree.iterwalk(root, events=("start", "end", "comment")):
        if not isinstance(node.tag, str):
            note(node.tail if event == "comment" else None)
        elif event == "start":
            raw += node.tag in _RAW
            for value in node.attrib.values():
                leftovers.extend(m[0] for m in _LEFTOVER.finditer(value))
            if node.tag in _JUDGED or _JUDGED_ATTRIBUTE.search(" ".join(node.attrib)):
                elements.append(_element(node))
                if _HEADING.fullmatch(node.tag):
                    heading = elements[-1]
            note(node.text)
        else:
            raw -= node.tag in _RAW
            note(node.tail)


def _element(node: html.HtmlElement) -> Element:
    attributes, marks = dict(node.attrib), {}
    for moved, names in (("data-at", ("href", "src")), ("data-id-at", ("id", "name"))):
        if (number := attributes.pop(moved, "")).isdigit():
            marks[next((n for n in names if n in attributes), names[0])] = int(number)
    for name in _MARKED:
        if (value := attributes.get(name)) and (match := _AT_START.match(value)):
            attributes[name] = value[match.end() :]
            marks[name] = int(match[1])
    text = "".join(node.itertext())
    if node.tag == "a":  # a link around a picture is called what the picture is called
        text += "".join(f" {child.get('alt') or child.get('aria-label') or ''}" for child in node.iter("img", "svg"))
    return Element(node.tag, attributes, text, node.sourceline or 0, marks)


_SETTLE = re.compile(f"(<p>\\s*)?{MARK.pattern}(\\s*</p>)?")
_DATA_AT = re.compile(r' data-(?:id-)?at="[0-9]*"')


def settle(
    source: str,
    in_text: Mapping[int, Element | None],
    raw: Callable[[int], str],
    final: Callable[[int, bool], str | None],
) -> str:
    """The HTML with every mark replaced.

    `raw(i)` gives the source of mark i; `final(i, alone)` its HTML, or None to show the source. `alone` says that it is
    a paragraph of its own, whose `<p>` is then replaced too.
    """

    def one(match: re.Match[str]) -> str:
        before, kind, number, after = match[1] or "", match[2], int(match[3]), match[4] or ""
        if kind == "l":
            return before + after
        alone = bool(before and after)
        made = final(number, alone) if number in in_text else None
        if made is None:
            return f"{before}{_escape(raw(number))}{after}"
        return made if alone and made.startswith(("<div", "<figure")) else f"{before}{made}{after}"

    return _SETTLE.sub(one, _DATA_AT.sub("", source))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
