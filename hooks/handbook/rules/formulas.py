"""Formulas: every dollar must be a formula or a price, and every formula must come out whole."""

from __future__ import annotations

import re

from ..built import Built
from ..datasets import formulas
from ..index import Corpus
from . import Says, rule

_DROPPED = re.compile(
    r"\\(tag|label|ref|eqref|nonumber|notag|newcommand|renewcommand|def|color|href|url|class|style)\b\*?"
)
_PRICE = re.compile(r"\$\d")
_HEADING = re.compile(r"^#{1,6}[ \t][^\n]*", re.M)


@rule("source")
def ambiguous_dollar(corpus: Corpus) -> Says:
    r"""A dollar sign opens or closes a formula or stands before a price's first digit; any other is written `\$`.

    Bad:
        It costs $ 5, and $x = 1.

    Good:
        It costs $5, and $x = 1$. The shell's \$HOME is no formula.
    """
    for page in corpus.pages.values():
        if "$" not in page.text:
            continue
        escapes = {r.start + 1 for r in page.regions if r.kind == "escape"}
        for match in re.finditer(r"\$", page.prose):
            if match.start() not in escapes and not _PRICE.match(page.prose, match.start()):
                shown = " ".join(page.text[match.start() : match.start() + 24].split())
                yield (
                    page.place(match.start()),
                    f'"{shown}": this "$" neither opens nor closes a formula; close it, or write "\\$"',
                )


@rule("source")
def dropped_tex(corpus: Corpus) -> Says:
    r"""A formula holds no command that the conversion drops in silence or that MathML cannot keep.

    Bad:
        $$
        C = 6ND \tag{1}
        $$

    Good:
        $$
        C = 6ND
        $$
    """
    for page in corpus.pages.values():
        for region in page.regions:
            if region.kind in ("formula", "display"):
                for match in _DROPPED.finditer(page.text, region.start, region.end):
                    yield page.place(match.start()), _lost(match)
    for cell in formulas(corpus.datasets):
        yield from ((cell.place, _lost(match)) for match in _DROPPED.finditer(cell.written))


def _lost(command: re.Match[str]) -> str:
    reference = command[1] in ("tag", "label", "ref", "eqref")
    hint = "refer to the formula in words" if reference else "take it out"
    return f'"{command[0]}" is lost when the formula becomes MathML; {hint}'


@rule("source")
def formula_in_heading(corpus: Corpus) -> Says:
    """A heading is words: menus, anchors and search results cannot show a formula.

    Bad:
        ## Why $n^2$ hurts

    Good:
        ## Why quadratic cost hurts
    """
    for page in corpus.pages.values():
        if "$" in page.text:
            starts = [r.start for r in page.regions if r.kind in ("formula", "display")]
            for match in _HEADING.finditer(page.prose):
                for start in starts:
                    if match.start() <= start < match.end():
                        yield page.place(start), "a formula stands in a heading; say it in words"


@rule("page")
def unreadable_formula(site: Built) -> Says:
    r"""A formula is TeX that pandoc can turn into MathML.

    Bad:
        $\frac{1$

    Good:
        $\frac{1}{2}$
    """
    yield from site.faults.get("unreadable-formula", ())


@rule("page")
def unshowable_character(site: Built) -> Says:
    r"""A formula holds only characters that the site's math font can show.

    Bad:
        $\text{損失} = 1$

    Good:
        $\text{loss} = 1$
    """
    yield from site.faults.get("unshowable-character", ())


@rule("page")
def pandoc_failed(site: Built) -> Says:
    """Pandoc formats every citation and formula; when it fails, the page shows their source.

    Bad:
        A style file in bib/ that is no CSL.

    Good:
        The style file as it was committed.
    """
    yield from site.faults.get("pandoc-failed", ())
