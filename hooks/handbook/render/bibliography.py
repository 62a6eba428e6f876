"""The site-wide bibliography: every work, its links, its BibTeX, and where the handbook cites it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .. import urls
from ..bibtex import Entry
from .references import BIBLIOGRAPHY_URL, Mark, work_links


@dataclass(frozen=True)
class CitingPage:
    """A page that cites: its title, its address from the site's root, its marks in reading order."""

    title: str
    url: str
    marks: Sequence[Mark]


def bibliography(
    entries: Mapping[str, Entry], texts: Mapping[str, str], order: Sequence[str], pages: Iterable[CitingPage]
) -> str:
    """HTML of all works in `order`, an anchor per citation key."""
    cited: dict[str, list[str]] = {}
    for page in pages:
        for key, links in _sections(page).items():
            cited.setdefault(key, []).append(f"{escape(page.title)} ({', '.join(links)})")
    items = "".join(_item(entries[key], texts[key], cited.get(key, [])) for key in order)
    return f'<div class="bibliography" data-search-exclude>{items}</div>'


def _sections(page: CitingPage) -> dict[str, list[str]]:
    """For each key that a page cites, a link per section, to the first mark there."""
    found: dict[str, dict[str, str]] = {}
    for mark in page.marks:
        for citation in mark.group.citations:
            link = urls.relative(f"{page.url}#{mark.id}", BIBLIOGRAPHY_URL)
            section = escape(mark.section or "beginning")
            found.setdefault(citation.key, {}).setdefault(section, f'<a href="{link}">{section}</a>')
    return {key: list(links.values()) for key, links in found.items()}


def _item(entry: Entry, text: str, cited: Sequence[str]) -> str:
    where = f"Cited in {'; '.join(cited)}." if cited else "Not cited yet."
    return (
        f'<article class="entry" id="{entry.key}"><p class="entry-text">{text} '
        f'<a class="entry-anchor" href="#{entry.key}" aria-label="Permalink of {entry.key}">'
        f"<code>{entry.key}</code></a></p>"
        f'<p class="entry-links">{work_links(entry)}</p><p class="cited-in">{where}</p>'
        f'<details class="entry-bibtex"><summary>BibTeX</summary>'
        # No <code> inside: Material's script would dress each block when the page loads, seconds for a thousand works.
        f'<pre tabindex="0">{escape(entry.text)}</pre></details></article>'
    )
