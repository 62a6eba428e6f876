"""The glossary: each term once, one sentence, and a page that explains it."""

from __future__ import annotations

import re

from ..finding import Place, near
from ..glossary import Term
from ..index import Corpus
from ..outline import ids
from . import Says, rule

_LONGEST = 240  # characters of a meaning: more does not fit a card
_ENDS = re.compile(r"[.!?]\s+[A-Z]")


@rule("source")
def glossary_term(corpus: Corpus) -> Says:
    """A term of the glossary stands there once, has a meaning of one sentence, and names the page that explains it.

    Bad:
        - {term: KV cache, meaning: Keys and values. They are kept, page: efficient-transformers/cache.md}

    Good:
        - {term: KV cache, meaning: The keys and values that are kept., page: efficient-transformers/smaller-cache.md}
    """
    for fault in corpus.glossary.faults:
        yield fault.place, fault.message
    first: dict[str, Place] = {}
    for term in corpus.glossary.terms:
        for name in term.names:
            known = name.casefold()
            if known in first:
                yield term.place, f'"{name}" is explained in line {first[known].line} already; take one out'
            first.setdefault(known, term.place)
        for message in _faults(term, corpus):
            yield term.place, f'"{term.name}" {message}'


def _faults(term: Term, corpus: Corpus) -> list[str]:
    found = []
    if term.meaning and (not term.meaning.endswith(".") or _ENDS.search(term.meaning)):
        found.append("must have a meaning of one sentence that ends in a full stop")
    if len(term.meaning) > _LONGEST:
        found.append(f"has a meaning of {len(term.meaning)} characters; a card shows {_LONGEST}")
    page = corpus.pages.get(f"docs/{term.page}")
    if term.page and page is None:
        pages = [path.removeprefix("docs/") for path in corpus.pages]
        found.append(f'is explained on "{term.page}", which is no page{near(term.page, pages)}')
    if page is not None and term.fragment and term.fragment not in ids(page):
        hint = near(term.fragment, ids(page))
        found.append(f'is explained at "#{term.fragment}", and "{term.page}" has no such heading{hint}')
    return found
