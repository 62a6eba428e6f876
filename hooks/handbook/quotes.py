"""What the words of a source state: the numbers, dates and names in a quote, and whether they hold a value."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:_\d{3})+|\d+(?:\.\d+)?|\.\d+"
_TIMES_TEN = r"\s*(?:\\times|\\cdot|×|x|\*|·)\s*10\s*(?:\^|\*\*)?\s*\{?\s*(?P<power>[-+−–]?\d+|[⁺⁻⁰¹²³⁴-⁹]+)\}?"
_SUFFIX = (
    r"(?:[ \-~]?(?P<word>(?i:trillion|billion|million|thousand|percent))\b|(?P<letter>[KkMBbTtGP])(?![A-Za-z0-9])"
    r"|[ ]?(?P<prefix>[KkMGTPE])(?=i?(?:Bps|B\b|B/|FLOP|flop|OP|ops|bit|bps|b/|byte|W\b|tok)))"
)
_NUMBER = re.compile(
    rf"(?P<before>(?<![A-Za-z0-9.])|(?<![A-Za-z0-9])(?=\.)|(?<=[-\s|(\"*/]A)(?=\d)|(?<=\dx)|(?<=\d×))(?P<sign>(?<![\w)\]])[-−–])?"
    rf"(?P<digits>{_DIGITS})"
    rf"(?:[eE](?P<exponent>[-+]?\d+)|{_TIMES_TEN})?(?:{_SUFFIX})?"
)
_NAME = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]+(?:\.\d+)*")
_FACTORS = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "percent": 1.0,
    "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12, "g": 1e9, "p": 1e15, "e": 1e18,
}  # fmt: skip
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b|\bfirst(?= (?:layer|block)\b)", re.I)
_SUPERSCRIPT = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹−–", "+-0123456789--")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = (
    re.compile(rf"{_YEAR}(?P<mark>[-./_])(?P<number>0?[1-9]|1[0-2])(?P=mark)(?P<day>[0-3]?\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>)(?P<number>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)[-./](?P<number>0[1-9]|1[0-2])(?![-./]?\d)"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)/(?P<number>0[1-9]|1[0-2])<!--(?P<day>[0-3]\d)-->"),
    re.compile(r"(?<![\d/])(?P<number>0?[1-9]|1[0-2])/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(rf"{_MONTH} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)", re.I),
    re.compile(rf"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](?P<year>(?:19|20)\d\d)", re.I),
    re.compile(rf"{_MONTH},? (?P<year>(?:19|20)\d\d)", re.I),
)
_HEADING = re.compile(
    r"\((?:in )?(?:(?P<word>thousand|million|billion|trillion)s?\b|(?P<prefix>[MGTP])(?=i?B|FLOP))", re.I
)
_VERSION = re.compile(r"(?<![A-Za-z])([A-Za-z]+)[-_ ]?(\d+(?:\.\d+)?)(?![\d.]*[BMKT]\b|[\d,])")
_LIST = re.compile(r"\[([^\[\]]*)\]")
_PATTERN = re.compile(r"(?<![^\s\"'=])([A-Za-z*\-|]{8,})(?![^\s\"',;])")
_EXACT = 1e-13
_BINARY = (2**10, 2**20, 2**30)


@dataclass(frozen=True)
class Number:
    """A number as a source writes it: what it may mean, how fine it is printed (its last digit), and where it stands.

    `plain` is without its suffix. K, M and G may count by thousands or, for tokens and bytes, by 1024: `binary` is so
    read.
    """

    start: int
    end: int
    value: float
    plain: float
    step: float
    binary: float | None = None

    text: str = ""

    def means(self, value: float, tokens: bool = False, scale: float = 1.0) -> bool:
        """Whether it may stand for a value of a column whose unit is `scale` times the plain one."""
        if _same(self.value, value) or (tokens and self.binary and _same(self.binary, value)):
            return True
        if scale == 1:
            return False
        if scale in _BINARY:  # KiB and GiB, which sources may write as KB and GB
            return self.binary is not None and _same(self.binary / scale, value)
        read = self.value / scale
        if _same(read, value) or (self.value == self.plain and _same(self.plain, value)):
            return True
        # a source may write more digits: 288400343040 bytes for 288 GB
        return read >= 1 and _same(round(read, _decimals(value)), value)

    def rounds(self, value: float) -> bool:
        """Whether a finer value is the number as printed."""
        return abs(value - self.value) <= self.step / 2 * (1 + _EXACT)

    def times(self, factor: float) -> Number:
        """The number in a unit that its source writes elsewhere, as above a column."""
        return replace(self, value=self.value * factor, step=self.step * factor)


@lru_cache(maxsize=8192)
def numbers(text: str) -> tuple[Number, ...]:
    """The numbers of a text. A digit within a word (`w1`, `Qwen3`) is part of a name, save for `A3B` and `8x7B`."""
    days = [m.span() for pattern in _DATES for m in pattern.finditer(text) if m.groupdict().get("mark") != ""]
    found = []
    for match in _NUMBER.finditer(text):
        if not any(a <= match.start("digits") < b for a, b in days):
            found.append(_number(match))
    if heading := _HEADING.search(text):
        factor = _FACTORS[(heading["word"] or heading["prefix"]).casefold()]
        found += [n.times(factor) for n in found if n.value == n.plain]
    taken = [(n.start, n.end) for n in found]
    for match in _WORD.finditer(text):
        if not any(a <= match.start() < b for a, b in taken):
            value = float({"first": 1}.get(word := match[0].casefold()) or _WORDS.index(word))
            found.append(Number(match.start(), match.end(), value, value, 1.0, None, match[0]))
    return tuple(sorted(found, key=lambda n: n.start))


@lru_cache(maxsize=8192)
def names(text: str) -> tuple[str, ...]:
    """The words of a text that hold letters and digits and are no number: `Qwen3`, `w1`, `bf16`."""
    spans = [(n.start, n.end) for n in numbers(text)]
    spans += [m.span() for pattern in _DATES for m in pattern.finditer(text)]
    return tuple(m[0] for m in _NAME.finditer(text) if not any(a < m.end() and m.start() < b for a, b in spans))


@lru_cache(maxsize=8192)
def versions(text: str) -> frozenset[tuple[str, str]]:
    """Names that end in a number, and that number: ("qwen", "2.5"), ("v", "3"), ("gpt", "2")."""
    return frozenset((m[1].casefold(), m[2]) for m in _VERSION.finditer(text))


@lru_cache(maxsize=8192)
def dates(text: str) -> frozenset[str]:
    """The dates of a text: `2024-12-26`, or `2024-12` and `2024` where it says no more, and their shorter forms."""
    found = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = int(groups.get("number") or _MONTHS.index(groups["month"].casefold()) + 1)
            form = f"{groups['year']}-{month:02}"
            if groups.get("day"):
                found.add(f"{form}-{int(groups['day']):02}")
            found |= {form, groups["year"]}
    found |= set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
    return frozenset(found)


def counts(text: str) -> frozenset[int]:
    """How many items a list of the text has, how many of each, and how many of each letter a pattern of layers."""
    found: set[int] = set()
    for match in _LIST.finditer(text):
        items = [item for part in match[1].split(",") if (item := part.strip())]
        if len(items) > 2:
            found |= {len(items), *(Counter(items).values() if len(items) > 3 else ())}
    for match in _PATTERN.finditer(text):
        if len(set(match[1])) <= 4:
            found |= set(Counter(match[1]).values())
    return frozenset(found)


def regular(text: str) -> bool:
    """Whether the numbers of every list rise, or each stands there twice or more: a wrong digit then shows itself."""
    for match in _LIST.finditer(text):
        items = [float(item) for part in match[1].split(",") if (item := part.strip()).isdigit()]
        rising = all(a < b for a, b in pairwise(items))
        if not rising and min(Counter(items).values()) < 2:
            return False
    return True


def plain(text: str) -> str:
    """Letters and digits alone, in small letters: how names are compared."""
    return "".join(c for c in text.casefold() if c.isalnum())


def stated(text: str, pattern: str) -> Iterator[Number]:
    """The numbers that stand right before a pattern: 37.6B before `with both embedding matrices`."""
    found = numbers(text)
    for match in re.finditer(pattern, text):
        yield from (n for n in found if n.end == match.start() and not n.text.isalpha())


def _number(match: re.Match[str]) -> Number:
    digits = match["digits"].replace(",", "").replace("_", "")
    power = match["exponent"] or match["power"] or "0"
    exponent = int(power.translate(_SUPERSCRIPT))
    sign = -1 if match["sign"] else 1
    decimals = len(digits.partition(".")[2])
    bare = sign * float(f"{digits}e{exponent}")
    letter = (match["word"] or match["letter"] or match["prefix"] or "").casefold()
    factor = _FACTORS.get(letter, 1.0)
    binary = {"k": 1024.0, "m": 1024.0**2, "g": 1024.0**3}.get(letter)
    return Number(
        match.start("digits"), match.end(), bare * factor, bare, 10.0 ** (exponent - decimals) * factor,
        bare * binary if binary else None, match[0].strip(),
    )  # fmt: skip


def _decimals(value: float) -> int:
    return len(repr(value).partition(".")[2]) if value != int(value) else 0


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=_EXACT, abs_tol=0.0)
