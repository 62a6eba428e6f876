"""The founding reading list: each of its rows has a section that cites its works and states its facts."""

from __future__ import annotations

from collections.abc import Iterator

from ..built import Built, BuiltPage
from ..finding import Place, near
from ..index import Corpus
from ..reading_list import Row, says
from . import Says, rule


@rule("source")
def reading_list_row(corpus: Corpus) -> Says:
    """A row of the reading list is complete, its id stands once, and its page and works exist.

    Bad:
        - {id: palm, name: PaLM, section: models/palm.md#palm, keys: [chowdhery2022plam], facts: [dense]}

    Good:
        - {id: palm, name: PaLM, section: models/large-models.md#palm, keys: [chowdhery2023palm], facts: [dense]}
    """
    for fault in corpus.reading_list.faults:
        yield fault.place, fault.message
    works = corpus.bibliography.by_key
    first: dict[str, Place] = {}
    for row in corpus.reading_list.rows:
        if row.id in first:
            yield row.place, f'"{row.id}" stands in line {first[row.id].line} already; take one out'
        first.setdefault(row.id, row.place)
        if row.page and f"docs/{row.page}" not in corpus.pages:
            pages = [path.removeprefix("docs/") for path in corpus.pages]
            yield row.place, f'"{row.id}" stands on "{row.page}", which is no page{near(row.page, pages)}'
        for key, place in row.keys.items():
            if key not in works:
                hint = near(key, works) or f"; add it to {corpus.bibliography.path}"
                yield place, f'"{row.id}" names the unknown work "{key}"{hint}'
        for name, listed in (("keys", row.keys), ("facts", row.facts)):
            if row.page and not listed:
                yield row.place, f'"{row.id}" has no {name}: nothing would hold its section to anything'


@rule("page")
def reading_list_section(built: Built) -> Says:
    """The section that explains a row of the reading list states its facts and cites its works, itself.

    Bad:
        ## PaLM { #palm }

        A very large dense model.

    Good:
        ## PaLM { #palm }

        A dense model of 540 billion parameters [@chowdhery2023palm].
    """
    for row in built.corpus.reading_list.rows:
        if page := built.pages.get(row.page):
            yield from _lacks(row, page)


def _lacks(row: Row, page: BuiltPage) -> Iterator[tuple[Place, str]]:
    found = page.section(row.section)
    wanted = f'"{row.id}" of the reading list ({row.place.path}:{row.place.line})'
    if found is None:
        near_by = near(row.section, page.ids)
        yield page.start, f'no heading has the id "{row.section}", where {wanted} is explained{near_by}'
        return
    here = next((page.place(e, "id") for e in page.rendered.elements if e.attributes.get("id") == row.section), None)
    cited = {c.key for number in found.marks if (group := page.groups.get(number)) for c in group.citations}
    for key in row.keys:
        if key not in cited:
            yield here or page.start, f'the section "{row.section}" must cite "{key}", since it explains {wanted}'
    for fact in row.facts:
        if not says(found.text, fact):
            forms = " or ".join(f'"{form}"' for form in fact.split(" | "))
            yield here or page.start, f'the section "{row.section}" must say {forms}, since it explains {wanted}'
