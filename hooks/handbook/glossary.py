"""The glossary: `docs/data/glossary.yml`, one record for each term of the field.

    - term: KV cache
      also: [key-value cache]
      meaning: The keys and values of all earlier positions, kept so that a decoding step need not compute them again.
      page: efficient-transformers/smaller-cache.md

`also` are other names, and further forms of the term; `page` is where it is explained, below docs/, with or without a
fragment. A term is found in a text in any case if it is written without capitals, and with an `s` at its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import yaml

from . import fields
from .finding import Finding, Place
from .outline import slug

PATH = "docs/data/glossary.yml"
_NEEDED = ("term", "meaning", "page")
_FIELDS = (*_NEEDED, "also")


@dataclass(frozen=True)
class Term:
    """One term with its meaning in one sentence; `page` is a path below docs/, `fragment` may be empty."""

    name: str
    also: tuple[str, ...]
    meaning: str
    page: str
    fragment: str
    place: Place

    @property
    def id(self) -> str:
        """Its fragment on the page of the glossary."""
        return slug(self.name)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@dataclass(frozen=True, eq=False)
class Glossary:
    """All terms, as written, and what is wrong with the form of the file; the same text is the same glossary."""

    terms: tuple[Term, ...]
    faults: tuple[Finding, ...]


@lru_cache(maxsize=4)
def read(text: str | None) -> Glossary:
    """The glossary; `text` is that of its file, None where there is none."""
    faults: list[Finding] = []
    root = fields.compose(PATH, text, faults) if text is not None else None
    nodes = fields.listed(PATH, root, faults)
    return Glossary(tuple(term for node in nodes for term in _term(node, faults)), tuple(faults))


def _term(node: yaml.Node, faults: list[Finding]) -> Iterator[Term]:
    found = fields.mapping(PATH, node, "a term", faults, _FIELDS)
    fields.complete(PATH, node, "term", _NEEDED, faults)
    texts = {name: fields.scalar(child) for name, (child, _) in found.items()}
    also = [fields.scalar(item) for item in fields.listed(PATH, found["also"][0], faults)] if "also" in found else []
    if texts.get("term"):
        page, _, fragment = texts.get("page", "").partition("#")
        yield Term(texts["term"], tuple(also), texts.get("meaning", ""), page, fragment, fields.place(PATH, node))
