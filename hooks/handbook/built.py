"""What a build has in hand for the page rules: every page's HTML, still with its marks, beside its source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from . import reach, sections
from .cite import Group
from .finding import Place
from .index import Corpus
from .links import Target
from .marks import MARK, Element, Rendered
from .page import Page
from .reach import Link
from .sections import Section

_TEX = re.compile(r"[{}\\]")


@dataclass(frozen=True)
class BuiltPage:
    """A page of the site. `source` and its marks' `spans` are missing for a generated page."""

    src: str  # path below docs/, as MkDocs names it
    url: str  # address from the site's root
    rendered: Rendered
    source: Page | None = None
    targets: Mapping[int, Target] | None = None  # by mark number
    extra_ids: frozenset[str] = frozenset()  # ids that settling adds (references, citation marks)
    groups: Mapping[int, Group] = field(default_factory=dict)  # what its text cites, by mark number
    tex: Mapping[int, str] = field(default_factory=dict)  # of its formulas, by mark number

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every fragment that a link to this page may name."""
        elements = self.rendered.elements
        named = (e.attributes.get("id") or (e.attributes.get("name") if e.tag == "a" else None) for e in elements)
        return frozenset(i for i in named if i) | self.extra_ids

    def place(self, element: Element, *attributes: str) -> Place | None:
        """Where the writer wrote the first of these attributes that has a mark; None when none of them has."""
        target = self.target(element, *attributes)
        return self.source.place(target.start) if self.source and target else None

    def target(self, element: Element, *attributes: str) -> Target | None:
        """The target (or id) as the writer wrote it in the first of these attributes that has a mark."""
        for attribute in attributes:
            if attribute in element.marks:
                return (self.targets or {}).get(element.marks[attribute])
        return None

    def section(self, identity: str) -> Section | None:
        """The section whose heading has that id, with its formulas in plain characters and without other marks."""
        found = sections.read(self.rendered.html).get(identity)
        if found is None:
            return None
        text = MARK.sub(lambda mark: _TEX.sub("", self.tex.get(int(mark[2]), "")), found.text)
        return Section(text, found.marks)

    @property
    def start(self) -> Place:
        """The page's first line, where nothing tells a place."""
        return Place(f"docs/{self.src}")


@dataclass(frozen=True)
class Built:
    """The site: its pages by source path below docs/, the addresses of all its files, what the nav names."""

    corpus: Corpus
    pages: Mapping[str, BuiltPage]
    files: frozenset[str]  # addresses from the site's root of every file that is not a page
    in_nav: frozenset[str]  # source paths below docs/
    not_in_nav: frozenset[str]  # source paths that mkdocs.yml excuses
    faults: Mapping[str, Sequence[tuple[Place, str]]]  # what the build itself ran into, by rule

    @cached_property
    def by_url(self) -> Mapping[str, BuiltPage]:
        """Pages by their address from the site's root, decoded; the home page's is empty."""
        return {"" if page.url in (".", "./") else unquote(page.url): page for page in self.pages.values()}

    def page_at(self, address: str) -> BuiltPage | None:
        """The page at a decoded address from the site's root, with or without `index.html`."""
        return self.by_url.get(address) or self.by_url.get(address.removesuffix("index.html"))

    def has_file(self, address: str) -> bool:
        """Whether a file that is no page stands at a decoded address from the site's root."""
        return address in self._files

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(unquote(file) for file in self.files)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link and picture of the site, and where it leads."""
        return tuple(reach.links(self))
