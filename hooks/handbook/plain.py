"""A page's prose as one would read it aloud: no markup, no citations, formulas in plain characters, places kept."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import cite
from .page import Page

_COMMANDS = {
    "times": "×", "cdot": "·", "approx": "≈", "sim": "~", "simeq": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "ll": "<", "gg": ">", "lt": "<", "gt": ">", "pm": "±", "to": "→", "quad": " ", "qquad": " ", "%": "%", "$": "$",
    ",": " ", ";": " ", ":": " ", " ": " ", "!": "", "left": "", "right": "", "big": "", "Big": "", "\\": " ", "&": "&",
    "text": "", "mathrm": "", "operatorname": "", "mathbf": "", "frac": " ", "tfrac": " ", "dfrac": " ", "infty": "∞",
    "begin": " ", "end": " ",
}  # fmt: skip
_TEX = re.compile(r"\\(?:begin|end)\{\w+\*?\}|\\([A-Za-z]+|.)|[{}&]|[^\\{}&]", re.S)
_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_DEFINITION = re.compile(r"^[ \t>]*\[[^\]\n]+\]:[^\n]*", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t][^\n]*", re.M)
_ATTRIBUTES = re.compile(r"\{:?[ ]*[.#][^{}\n]*\}")
_BLOCK = re.compile(r"^[ \t]*(?:///[^\n]*|(?:!!!|\?\?\?\+?|===\+?)[^\n]*|(?:\|[ \t]*)?:?-{3,}[-:| \t]*)$", re.M)
_LIST = re.compile(r"^[ \t>]*(?:\d+[.)]|[-*+])[ \t]+", re.M)
_SAME = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‑": "-", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}
)
_KEPT = re.compile(r"(?:[\w%×·/+=<>≈≤≥~^±$-]|(?<=\d)[.:](?=\d)|(?<!\w)\.(?=\d))+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Plain:
    """Characters and the offset of each in the source; `math` marks those of formulas, `code` those of code spans."""

    text: str
    offsets: array[int]
    math: tuple[tuple[int, int], ...]
    code: tuple[tuple[int, int], ...]

    @cached_property
    def squeezed(self) -> tuple[str, array[int]]:
        """What is compared: no space, no punctuation but within numbers; with the index in `text` of each character."""
        return squeeze(self.text)


def squeeze(text: str) -> tuple[str, array[int]]:
    """Characters that carry meaning, and where they stood."""
    text = _THOUSANDS.sub("\0", text.translate(_SAME))
    index = array("l")
    kept = []
    for m in _KEPT.finditer(text):
        kept.append(m[0])
        index.extend(range(m.start(), m.end()))
    return "".join(kept).lower(), index


def of_page(page: Page) -> Plain:
    """The body of a page without headings, targets, citations and what is no prose."""
    groups = (
        (g.start, g.end)
        for g in cite.groups(page)
        if not g.narrative or cite.LOOKS_LIKE_A_KEY.fullmatch(g.citations[0].key)
    )
    return _plain(page, groups)


def of_words(words: str) -> str:
    """Words of a ledger as they are compared with a page's."""
    return _of_words(words).squeezed[0]


@lru_cache(maxsize=65536)
def readable(words: str) -> str:
    """Words of a ledger as a reader reads them: no markup, formulas in plain characters, cells parted by a dot."""
    text = re.sub(r"[ \t]*\|[ \t]*", " · ", re.sub(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)", "", _of_words(words).text))
    return " ".join(text.split()).strip(" ·")


def _of_words(words: str) -> Plain:
    dollars = len(re.findall(r"(?<!\\)\$", words))
    if not dollars and re.search(r"\\[a-z]{2,}|\^\{", words):  # words from within a formula
        words = f"${words}$"
    elif dollars % 2:  # words that begin or end within a formula
        words = f"${words}" if "\\" in words[: words.index("$")] or words.index("$") > len(words) / 2 else f"{words}$"
    page = Page("", words)
    return _plain(page, ((g.start, g.end) for g in cite.groups(page) if not g.narrative))


def _plain(page: Page, groups: Iterable[tuple[int, int]]) -> Plain:
    characters: list[str] = []
    offsets = array("l")
    math: list[tuple[int, int]] = []
    code: list[tuple[int, int]] = []
    at = page.body_start if page.path else 0
    for start, end, kind in _spans(page, groups):
        if start < at:
            continue
        characters.append(page.text[at:start])
        offsets.extend(range(at, start))
        before = len(offsets)
        pieces = (
            _tex(page.text, start, end)
            if kind == "math"
            else _code(page.text, start, end)
            if kind == "code"
            else [(" ", start)]
        )
        for character, offset in pieces:
            characters.append(character)
            offsets.append(offset)
        if kind in ("math", "code"):
            (math if kind == "math" else code).append((before, len(offsets)))
        at = end
    characters.append(page.text[at:])
    offsets.extend(range(at, len(page.text)))
    return Plain("".join(characters), offsets, tuple(math), tuple(code))


def _spans(page: Page, groups: Iterable[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """What is left out or rewritten, in order; of two that overlap the first to start wins."""
    spans = [(start, end, "gone") for start, end in groups]
    for region in page.regions:
        if region.kind in ("formula", "display"):
            spans.append((region.start, region.end, "math"))
        elif region.kind == "code":
            spans.append((region.start, region.end, "code"))
        elif region.kind == "escape":
            spans.append((region.start, region.start + 1, "nothing"))
        else:
            spans.append((region.start, region.end, "gone"))
    for pattern in (_DEFINITION, _HEADING, _ATTRIBUTES, _BLOCK, _LIST):
        spans += [(m.start(), m.end(), "gone") for m in pattern.finditer(page.prose)]
    for m in _LINK.finditer(page.prose):
        image = page.prose[m.start()] == "!"
        label = (m.end(), m.end()) if image else m.span(1)
        spans += [(m.start(), label[0], "gone"), (label[1], m.end(), "gone")]
    return sorted(spans, key=lambda s: (s[0], -s[1]))


def _code(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    return ((text[i], i) for i in range(start, end) if text[i] != "`")


def _tex(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """A formula's characters; a command that has no character of its own is spelt out."""
    yield " ", start
    for m in _TEX.finditer(text, start, end):
        if m[0] == "$" or m[0] in "{}&":
            continue
        if m[1] is None:
            yield from ((c, m.start()) for c in (" " if m[0].startswith("\\") else m[0]))
        else:
            yield from ((c, m.start()) for c in _COMMANDS.get(m[1], f"{m[1]} " if m[1].isalpha() else m[1]))
    yield " ", end - 1
