"""The page of the glossary, and the first appearance of each term on the other pages, which shows its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby

from .. import urls
from ..glossary import Glossary, Term
from ..index import Corpus
from ..latex import fold
from ..outline import ids
from .datapages import plain_text

PAGE, URL = "glossary.md", "glossary/"
_HEAD = """\
---
title: Glossary
description: The terms of the field, each with its meaning in one sentence and the page that explains it.
kind: reference
---

# Glossary

{count} terms, each with its meaning in one sentence and the page that explains it. On every other page a term that is
underlined with dots shows its meaning when the pointer rests on it or the keyboard reaches it.
"""
_PART = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)(\w+)")
_WORD = re.compile(r"\w+")
# where a term stays as it is: it has another use there, or stands in what is not running text
_LEFT = set("a button caption code figcaption h1 h2 h3 h4 h5 h6 label math pre script style summary svg th".split())


def page(corpus: Corpus) -> dict[str, str]:
    """The page in Markdown, by source path below docs/; none where there is no glossary."""
    terms = sorted(corpus.glossary.terms, key=lambda term: fold(term.name))
    if not terms:
        return {}
    text = _HEAD.format(count=len(terms))
    for letter, found in groupby(terms, key=lambda term: _letter(term.name)):
        text += f"\n## {letter}\n" + "".join(_entry(term, corpus) for term in found)
    return {PAGE: text}


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def _entry(term: Term, corpus: Corpus) -> str:
    also = f" Also: {plain_text(', '.join(term.also))}." if term.also else ""
    page = corpus.pages.get(f"docs/{term.page}")
    known = page is not None and term.fragment in ids(page)
    where = f"{term.page}#{term.fragment}" if known else term.page
    more = f" Read on: [{plain_text(page.title)}]({where})." if page else ""
    return f"\n{plain_text(term.name)} {{ #{term.id} }}\n:   {plain_text(term.meaning)}{also}{more}\n"


@lru_cache(maxsize=1024)  # a served site is built again and again; few of its pages change
def mark(glossary: Glossary, html: str, src: str, url: str) -> str:
    """The HTML of page `src` with each term that it does not itself explain marked where it stands first.

    `url` is the page's address from the site's root.
    """
    return _marker(glossary).mark(html, src, url)


class _Marker:
    """Finds the terms of a glossary in HTML. Made once for a glossary: every page is read with it."""

    def __init__(self, glossary: Glossary) -> None:
        self._by_word: dict[str, list[tuple[re.Pattern[str], Term]]] = {}
        for name, term in sorted(((n, t) for t in glossary.terms for n in t.names), key=lambda pair: -len(pair[0])):
            words = [re.escape(part) for part in re.split(r"[\s-]+", name)]
            flags = 0 if name != name.lower() else re.I
            ends = r"(?:s|es)?(?![-+\w])" if name[-1].isalnum() else ""
            pattern = re.compile("[ \u00a0\n-]+".join(words) + ends, flags)
            if first := _WORD.search(name):
                for form in {first[0].casefold(), f"{first[0]}s".casefold(), f"{first[0]}es".casefold()}:
                    self._by_word.setdefault(form, []).append((pattern, term))

    def mark(self, html: str, src: str, url: str) -> str:
        left, done = 0, {t for t in self._all if t.page == src and not t.fragment}
        out = []
        for part in _PART.split(html):
            if tag := _TAG.match(part):
                left += (-1 if tag[1] else 1) * (tag[2].lower() in _LEFT and not part.endswith("/>"))
            elif part and not left:
                part = "".join(self._marked(part, url, done))
            out.append(part)
        return "".join(out)

    @property
    def _all(self) -> Iterator[Term]:
        return (term for found in self._by_word.values() for _, term in found)

    def _marked(self, text: str, here: str, done: set[Term]) -> Iterator[str]:
        at = read = 0
        for word in _WORD.finditer(text):
            if word.start() < read or (text[word.start() - 1 : word.start()] in ("-", "@", "/", ".", "_")):
                continue
            # The longest name wins, even if it was marked before: no shorter one is meant within it.
            for pattern, term in self._by_word.get(word[0].casefold(), ()):
                if match := pattern.match(text, word.start()):
                    read = match.end()
                    if term not in done:
                        done.add(term)
                        yield text[at : word.start()] + self._link(match[0], term, here)
                        at = read
                    break
        yield text[at:]

    def _link(self, shown: str, term: Term, here: str) -> str:
        target = escape(urls.relative(f"{URL}#{term.id}", here))
        return f'<a class="term" href="{target}" title="{escape(term.meaning)}">{shown}</a>'


_marker = lru_cache(maxsize=4)(_Marker)
