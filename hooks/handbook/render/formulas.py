"""TeX formulas as MathML, by one pandoc process for all that are new; no JavaScript, no inline style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from .pandoc import API_VERSION, Store, digest, run, version

_FORMAT = 2  # raise when the HTML below changes
_DIV = re.compile(r'<div id="f(\d+)">\s*(.*?)\s*</div>', re.S)
_WARNING = re.compile(
    r"\[WARNING\] Could not convert TeX math (.*?), rendering as TeX:\n(.*?)(?=\n\[WARNING\]|\Z)", re.S
)
_ANNOTATION = re.compile(r"<annotation[^>]*>.*?</annotation>|</?semantics>", re.S)
_OUTER = re.compile(r'<math display="(inline|block)"[^>]*>')
_MTD = re.compile(r'<mtd columnalign="(\w+)"[^>]*>')
_VARIANT = re.compile(r' mathvariant="(?!normal)[^"]*"')
_UPRIGHT = re.compile(r'(?:<mi mathvariant="normal">[^<]</mi>){2,}')
_FUNCTION = re.compile(r'<mrow><mi mathvariant="normal">([^<]+)</mi><mo>&#8289;</mo></mrow>')
_OPERAND_BEFORE = re.compile(r'(?:</m(?!o|ath|row)\w+>|(?<!&#8289;</mo>)</mrow>|form="postfix">[^<]*</mo>)(?:<m\w+>)*$')
_BRACKET_AFTER = re.compile(r'(?:<(m[in])>[^<]*</\1></m(?:sub|sup|under)>)?<mo[^>]* form="prefix"')
_SHELVED = re.compile(r'<(?:wbr|div) data-formula="(\d+)">(?:</div>)?')
_BESIDE = re.compile(r"([(\[“‘]?)(<math alttext[^>]*>(?:(?!</math>).)*</math>)([.,;:!?)\]’”…]+)", re.S)
_ROOT = re.compile(r"<m(?:sqrt|root)>")
_LONE = re.compile(r"<mi>([^<&]|&\w+;)</mi>")
_VARIANTS = dict(zip("\u2202\u03f5\u03d1\u03f0\u03d5\u03f1\u03d6", map(chr, range(0x1D715, 0x1D71C)), strict=True))
_BOLD = re.compile(r'<mtext mathvariant="bold">([^<]*)</mtext>')
_PARTED = re.compile(r"(?<=,)\\;\s*")
_MATHBF = re.compile(r"\\mathbf\s*(?:\{([A-Za-z0-9]+)\}|(?<=\s)([A-Za-z0-9])|([0-9]))")


@dataclass(frozen=True, order=True)
class Formula:
    """TeX between dollars; `display` when it was between double ones."""

    tex: str
    display: bool


@dataclass(frozen=True)
class Converted:
    """MathML of every formula that could be read, and for every other one why not."""

    html: Mapping[Formula, str]
    faults: Mapping[Formula, str]


def read(source: str) -> Formula:
    """The formula written as `$…$` or `$$…$$`."""
    display = source.startswith("$$")
    return Formula(source[2:-2].strip() if display else source[1:-1].strip(), display)


def parts(tex: str) -> tuple[Formula, ...]:
    """A value of the data in TeX: several formulas where `,\\;` parts them, so that a narrow cell can fold there."""
    return tuple(Formula(part, False) for part in _PARTED.split(tex) if part)


def convert(formulas: Iterable[Formula], cache: Path, runner: Callable[..., tuple[str, str]] = run) -> Converted:
    """Convert with at most one pandoc process, or none when nothing is new. Raises `PandocError`."""
    store = Store(cache / "formulas.json")
    names = {formula: digest(version(), _FORMAT, formula) for formula in sorted(set(formulas))}
    missing = set(store.missing(names.values()))
    asked = [formula for formula, name in names.items() if name in missing]
    new: dict[str, str] = {}
    faults: dict[Formula, str] = {}
    if asked:
        output, warnings = runner(_document(asked), "--mathml")
        reasons = {" ".join(m[1].split()): m[2] for m in _WARNING.finditer(warnings)}
        for number, html in _DIV.findall(output):
            formula = asked[int(number)]
            if "<math" in html:
                new[names[formula]] = _tidy(html, formula)
            else:
                faults[formula] = _fault(formula, reasons.get(" ".join(_pandoc_tex(formula).split()), ""))
    store.keep(new, names.values())
    return Converted({f: html for f, name in names.items() if (html := store.get(name))}, faults)


def boxed(html: str, formula: Formula, alone: bool) -> str:
    """A displayed formula in the box that scrolls when it is wider than the column; `alone`: outside any paragraph."""
    if not formula.display:
        return html
    tag = "div" if alone else "span"
    return f'<{tag} class="math-box" role="group" aria-label="Formula">{html}</{tag}>'


class Shelf:
    """Formulas put aside while others read the page: a search index is the better, and made faster, without them."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def put(self, html: str) -> str:
        """A small element that stands for the formula, a block where the formula is one."""
        self._kept.append(html)
        number = len(self._kept) - 1
        return f'<div data-formula="{number}"></div>' if html.startswith("<div") else f'<wbr data-formula="{number}">'

    def take(self, html: str) -> str:
        """The page with its formulas back in their places."""
        return _SHELVED.sub(lambda m: self._kept[int(m[1])], html) if self._kept else html


def kept_together(html: str) -> str:
    """The page's HTML with punctuation held to the inline formula that it follows or opens: browsers break there."""
    return _BESIDE.sub(r'<span class="nowrap">\1\2\3</span>', html) if "<math alttext" in html else html


def characters(html: Iterable[str]) -> frozenset[str]:
    """Every character that a font needs to show these formulas.

    Browsers set a lone letter in `<mi>` in math italic, and draw a root with a sign that is no text.
    """
    joined = "".join(html)
    drawn = {italic(unescape(m)) for m in _LONE.findall(joined)} | {"√" for _ in _ROOT.finditer(joined)}
    return (frozenset(unescape(re.sub(r"<[^>]*>", "", joined))) | drawn) - {"\n"}


def italic(letter: str) -> str:
    """The mathematical italic form of a Latin or Greek letter; any other character as it is."""
    if letter == "h":
        return "\u210e"
    for first, last, form in (
        ("A", "Z", 0x1D434),
        ("a", "z", 0x1D44E),
        ("\u0391", "\u03a9", 0x1D6E2),
        ("\u03b1", "\u03c9", 0x1D6FC),
    ):
        if len(letter) == 1 and first <= letter <= last:
            return chr(form + ord(letter) - ord(first))
    return _VARIANTS.get(letter, letter)


def _document(formulas: list[Formula]) -> dict[str, object]:
    blocks = []
    for number, formula in enumerate(formulas):
        kind = {"t": "DisplayMath" if formula.display else "InlineMath"}
        math = {"t": "Math", "c": [kind, _pandoc_tex(formula)]}
        blocks.append({"t": "Div", "c": [[f"f{number}", [], []], [{"t": "Plain", "c": [math]}]]})
    return {"pandoc-api-version": API_VERSION, "meta": {}, "blocks": blocks}


def _pandoc_tex(formula: Formula) -> str:
    """pandoc sets \\mathbf letters bold italic, but \\textbf upright, as TeX sets \\mathbf."""
    return _MATHBF.sub(lambda m: rf"\textbf{{{m[1] or m[2] or m[3]}}}", formula.tex)


def _tidy(html: str, formula: Formula) -> str:
    """Without annotation (its TeX would be read as text), without style, with whole words in one element."""
    html = _ANNOTATION.sub("", html)
    display = ' display="block"' if formula.display else ""
    opening = f'<math{display} alttext="{escape(" ".join(formula.tex.split()))}">'
    html = _OUTER.sub(lambda _: opening, html, count=1)
    html = _MTD.sub(lambda m: "<mtd>" if m[1] == "center" else f'<mtd class="math-{m[1]}">', html)
    html = _FUNCTION.sub(_named, html)
    html = _BOLD.sub(r"<mi>\1</mi>", html)
    html = _UPRIGHT.sub(lambda m: f"<mi>{re.sub('<[^>]*>', '', m[0])}</mi>", html)
    return _VARIANT.sub("", html)


def _named(match: re.Match[str]) -> str:
    """The name of a function with TeX's thin spaces, which browsers leave out: after an operand, and before one."""
    html = match.string
    near = max(0, match.start() - 200)  # enough for what closes an operand
    left = "0.17em" if _OPERAND_BEFORE.search(html, near, match.start()) else "0"
    right = "0" if _BRACKET_AFTER.match(html, match.end()) else "0.17em"
    return f'<mo form="prefix" lspace="{left}" rspace="{right}">{match[1]}</mo>'


def _fault(formula: Formula, reason: str) -> str:
    lines = [line.strip() for line in reason.splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith("unexpected")), "")
    told = {"unexpected eof": "it ends too early; is a brace missing?"}.get(told, told)
    shown = " ".join(formula.tex.split())
    shown = shown if len(shown) <= 60 else f"{shown[:60]}…"
    return f'formula "{shown}" cannot be read{": " if told else ""}{told}; write TeX that pandoc knows'
