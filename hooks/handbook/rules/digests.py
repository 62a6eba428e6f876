"""A digest: every item says what became of it and leads to the page that tells more."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..index import Corpus
from ..links import targets
from ..outline import headings
from ..page import Page
from . import Says, rule

_LATER = re.compile(r"\*\*What became of it\b")
_ELSEWHERE = re.compile(r"\.\./[\w./-]+\.md(?:#|$)")


@rule("source")
def digest_item(corpus: Corpus) -> Says:
    """Each item of a digest, a section with an id of its own, says what became of it and links a page that tells more.

    Bad:
        ---
        kind: digest
        ---

        ## Whisper { #whisper }

        A recogniser of speech.

    Good:
        ---
        kind: digest
        ---

        ## Whisper { #whisper }

        A recogniser of speech.

        **What became of it.** A faster version followed. More: [speech](../beyond-text/speech.md).
    """
    for page in corpus.pages.values():
        if page.meta.get("kind") == "digest":
            for offset, message in _faults(page):
                yield page.place(offset), message


def _faults(page: Page) -> Iterator[tuple[int, str]]:
    sections = [heading for heading in headings(page) if heading.level <= 2]
    for heading, end in zip(sections, [*(s.start for s in sections[1:]), len(page.text)], strict=True):
        if heading.level != 2 or not heading.id:
            continue
        inside = (t.text for t in targets(page) if heading.start < t.start < end and t.form != "id")
        if not _LATER.search(page.text, heading.start, end):
            yield heading.start, f'"{heading.text}" must say what became of it, in a paragraph "**What became of it.**"'
        if not any(_ELSEWHERE.match(text) for text in inside):
            yield heading.start, f'"{heading.text}" leads to no page that tells more; link one, as (../chapter/page.md)'
