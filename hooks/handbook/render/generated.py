"""The pages that no one writes by hand, as Markdown; their long lists are set in when all pages are settled."""

from __future__ import annotations

from ..index import Corpus
from . import datapages, evidence, families, feed, glossary, reading_list, rulebook

_BIBLIOGRAPHY = """\
---
title: Bibliography
description: Every work that the handbook cites, with its links, its BibTeX, and the sections that cite it.
kind: reference
---

# Bibliography

Every work that the handbook cites, in the order of its label. Each has a permalink, its addresses, a BibTeX entry to
copy, and the sections that cite it.
"""


def pages(corpus: Corpus, name: str, address: str) -> dict[str, str]:
    """Markdown, the data files that it offers, and the feed, by source path below docs/.

    `name` and `address` are the site's.
    """
    return {
        "bibliography.md": _BIBLIOGRAPHY,
        "contributing/rules.md": rulebook.page(),
        **evidence.pages(corpus),
        **datapages.pages(corpus),
        **feed.file(corpus, name, address),
        **families.pages(corpus),
        **glossary.page(corpus),
        **reading_list.page(corpus),
    }
