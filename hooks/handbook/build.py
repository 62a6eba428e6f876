"""One build of the site, step by step: prepare each page's Markdown, settle all pages' HTML at once, judge.

The doors call these steps in MkDocs' order; nothing here knows MkDocs, and nothing survives from one build to the next
but the cache, which is keyed by content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path

from . import bib, datasets, judge, links, marks
from .bibtex import Entry
from .built import Built, BuiltPage
from .cite import Group
from .directives import Drawn
from .finding import Finding, Place
from .index import Corpus
from .labels import Label, labels
from .latex import fold, plain
from .ledger import Audit
from .page import Page, comments
from .plots import PLOTS
from .plots.chart import Chart
from .render import (
    bibliography,
    evidence,
    figures,
    fonts,
    formulas,
    generated,
    plots,
    presets,
    proofs,
    references,
    tables,
)
from .render.citations import Formatted, format_citations
from .render.formulas import Formula
from .render.glossary import mark
from .render.pandoc import PandocError
from .render.references import Mark

FONT = "assets/fonts/math.woff2"
FONT_LICENCE = "assets/fonts/OFL.txt"


@dataclass(frozen=True)
class Markup:
    """What a page's marks stand for, by number."""

    page: Page
    edits: tuple[marks.Edit, ...]
    groups: Mapping[int, Group]
    formulas: Mapping[int, Formula]
    targets: Mapping[int, links.Target]
    anchors: Mapping[int, str]  # of the evidence
    drawn: Mapping[int, Drawn]  # tables and plots

    def raw(self, number: int) -> str:
        edit = self.edits[number]
        return self.page.text[edit.start : edit.end]


def markup(page: Page, groups: Iterable[Group], audit: Audit, drawn: Iterable[Drawn] = ()) -> Markup:
    """Number everything on the page that a mark will stand for."""
    edits: list[marks.Edit] = []
    by_number: dict[int, Group] = {}
    found: dict[int, Formula] = {}
    targets: dict[int, links.Target] = {}
    for group in groups:
        by_number[len(edits)] = group
        edits.append(marks.Edit(group.start, group.end, "c"))
    for region in page.regions:
        if region.kind in ("formula", "display"):
            found[len(edits)] = formulas.read(page.text[region.start : region.end])
            edits.append(marks.Edit(region.start, region.end, "f"))
    for target in links.targets(page):
        targets[len(edits)] = target
        edits.append(marks.Edit(target.start, target.start, "l"))
    edits += [marks.Edit(start, end, "x") for start, end in comments(page)]
    anchors: dict[int, str] = {}
    for anchor, offset in audit.anchors.items():
        start = next((r.start for r in page.regions if r.start < offset < r.end and r.kind != "escape"), offset)
        anchors[len(edits)] = anchor
        edits.append(marks.Edit(start, start, "e"))
    figures: dict[int, Drawn] = {}
    for one in drawn:
        figures[len(edits)] = one
        edits.append(marks.Edit(one.directive.start, one.directive.end, "d", one.directive.indent))
    return Markup(page, tuple(edits), by_number, found, targets, anchors, figures)


@dataclass(frozen=True)
class Style:
    """The CSL style: its path from the root, its text, and why that is empty when it cannot be read."""

    path: str
    text: str
    fault: str = ""


def read_style(root: Path, path: str) -> Style:
    """The style that mkdocs.yml names."""
    try:
        return Style(path, (root / path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Style(path, "", f'cannot read the style "{path}": {getattr(error, "strerror", None) or error}')


@dataclass
class Build:
    """The state of one build. `cache` is a folder that may be deleted at any time."""

    corpus: Corpus
    style: Style
    cache: Path
    findings: list[Finding] = field(default_factory=list)
    in_nav: frozenset[str] = frozenset()  # source paths below docs/

    def __post_init__(self) -> None:
        self._font = b""
        self._tails: Mapping[str, str] = {}
        self._shelf = formulas.Shelf()
        self._faults: dict[str, list[tuple[Place, str]]] = {}
        self.findings += judge.findings("source", self.corpus)

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        return labels(self.corpus.bibliography)

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The works that can be cited, crossrefs resolved, by key."""
        return bib.resolved(self.corpus.bibliography)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Citation keys in the order of every list of works: by label, then title."""
        by = self.labels
        return tuple(sorted(self.entries, key=lambda k: (fold(by[k].text), fold(self.entries[k].get("title")), k)))

    @cached_property
    def markup(self) -> Mapping[str, Markup]:
        return {
            path: markup(page, self.corpus.written[path], self.corpus.audits[path], self.corpus.drawn[path])
            for path, page in self.corpus.pages.items()
        }

    @cached_property
    def formatted(self) -> Formatted:
        """All citations and references; without pandoc's answer the labels alone, and a finding."""
        groups = [g for found in self.corpus.groups.values() for g in found]
        bibtex = bib.clean_entries(self.corpus.bibliography, self.labels)
        if self.style.fault:
            self._fault("pandoc-failed", Place(self.style.path), self.style.fault)
            return Formatted({}, {})
        try:
            return format_citations(groups, bibtex, self.style.text, self.cache)
        except PandocError as error:
            self._fault("pandoc-failed", Place(self.corpus.bibliography.path), f"citations are not formatted: {error}")
            return Formatted({}, {})

    def generated_pages(self, name: str, address: str) -> dict[str, str]:
        """What no one writes, by source path below docs/; `name` and `address` are the site's."""
        return generated.pages(self.corpus, name, address)

    def generated_files(self) -> dict[str, bytes]:
        """The math font and its licence, and the data of presets, by address; known when all formulas are."""
        font = {FONT: self._font, FONT_LICENCE: fonts.LICENCE.read_bytes()} if self._font else {}
        return {**font, **presets.presets(self.corpus.datasets), proofs.FILE: proofs.file(self.corpus.proofs.rows)}

    def prepare(self, src: str, markdown: str) -> str:
        """A page's body for the Markdown parser, its marks in place; a generated page has none."""
        made = self.markup.get(f"docs/{src}")
        return marks.put(made.page.text, list(made.edits), made.page.body_start) if made else marks.put(markdown, [])

    def without_marks(self, src: str, text: str) -> str:
        """A text of the page with every mark in it as the writer wrote it."""
        made = self.markup.get(f"docs/{src}")
        return marks.settle(text, {}, made.raw, lambda *_: None) if made and marks.OPEN in text else text

    def settle(
        self, pages: Mapping[str, tuple[str, str, str]], files: Iterable[str], not_in_nav: Iterable[str]
    ) -> dict[str, str]:
        """The HTML of every page's body, by source path below docs/; `finish` completes it.

        `pages` gives (title, address, HTML with marks).
        """
        rendered = {src: marks.read(html) for src, (_, _, html) in pages.items()}
        converted = self._convert(rendered)
        citing: dict[str, bibliography.CitingPage] = {}
        for src, (title, url, _) in pages.items():
            citing[src] = bibliography.CitingPage(title, url, self._marks(src, rendered[src]))
        addresses = {src: url for src, (_, url, _) in pages.items()}
        out = {src: self._page(src, addresses, rendered[src], citing[src].marks, converted) for src in pages}
        self._tails = {src: self._tail(src, addresses, citing) for src in pages}
        site = self._built(pages, rendered, citing, files, not_in_nav)
        self.findings += judge.findings("page", site)
        return out

    def finish(self, src: str, url: str, html: str) -> str:
        """A settled page with its terms, its formulas and its tail: what no search need read; `url` from the root."""
        page = self.corpus.pages.get(f"docs/{src}")
        if page and page.meta.get("kind") != "guide":
            html = mark(self.corpus.glossary, html, src, url)
        return formulas.kept_together(self._shelf.take(html)) + self._tails.get(src, "")

    def _fault(self, rule: str, place: Place, message: str) -> None:
        self._faults.setdefault(rule, []).append((place, message))

    def verdict(self) -> list[Finding]:
        """All findings of the build that no writer has allowed."""
        return judge.settled(self.corpus, self.findings, ("source", "page"))

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The reference of each work as HTML."""
        return {k: self.formatted.references.get(k) or plain(e.get("title")) or k for k, e in self.entries.items()}

    def _convert(self, rendered: Mapping[str, marks.Rendered]) -> Mapping[Formula, str]:
        """HTML of every formula that stands in text or in the data; what cannot be read is a finding at its line."""
        wanted = [
            (made.page.place(made.edits[number].start), formula)
            for src, page in rendered.items()
            if (made := self.markup.get(f"docs/{src}"))
            for number, formula in made.formulas.items()
            if number in page.in_text
        ]
        cells = datasets.formulas(self.corpus.datasets)
        wanted += [(cell.place, formula) for cell in cells for formula in formulas.parts(str(cell.value))]
        try:
            converted = formulas.convert((formula for _, formula in wanted), self.cache)
        except PandocError as error:
            self._fault("pandoc-failed", Place("docs"), f"formulas are not converted: {error}")
            return {}
        for place, formula in wanted:
            if fault := converted.faults.get(formula):
                self._fault("unreadable-formula", place, fault)
        self._make_font(wanted, converted.html)
        return converted.html

    def _make_font(self, wanted: Iterable[tuple[Place, Formula]], html: Mapping[Formula, str]) -> None:
        """Cut the font to the characters in use; one that it lacks is a finding at each formula."""
        used = formulas.characters(html.values())
        missing = set(fonts.lacking(used))
        for place, formula in wanted:
            lacks = sorted(formulas.characters([html.get(formula, "")]) & missing) if missing else []
            if lacks:
                message = f'the math font has no "{lacks[0]}" (U+{ord(lacks[0]):04X}); write it in words or as \\text'
                self._fault("unshowable-character", place, message)
        self._font = fonts.subset(used, self.cache)

    def _marks(self, src: str, rendered: marks.Rendered) -> list[Mark]:
        made = self.markup.get(f"docs/{src}")
        if not made:
            return []
        shown = [(group, n) for n, group in made.groups.items()]
        shown += [(group, n) for n, one in made.drawn.items() for group in one.groups if group]
        shown = sorted((pair for pair in shown if pair[1] in rendered.in_text), key=lambda pair: pair[0].start)
        found = []
        for i, (group, n) in enumerate(shown, 1):
            above = rendered.in_text[n]
            text = " ".join(marks.MARK.sub("", above.text).split()) if above and above.tag != "h1" else ""
            found.append(Mark(i, group, text, above.attributes.get("id", "") if above else ""))
        return found

    def _page(
        self,
        src: str,
        urls: Mapping[str, str],
        rendered: marks.Rendered,
        shown: list[Mark],
        converted: Mapping[Formula, str],
    ) -> str:
        made, url = self.markup.get(f"docs/{src}"), urls[src]
        if not made:
            return figures.inline(rendered.html, url, self.corpus)
        numbers = {id(m.group): m.number for m in shown}

        def cited(group: Group) -> str:
            html = self.formatted.groups.get(group.form)
            return references.mark(html, numbers[id(group)]) if html else ""

        def formula(tex: str) -> str:
            parts = formulas.parts(tex)
            if not all(part in converted for part in parts):
                return escape(tex)
            return " ".join(self._shelf.put(converted[part]) for part in parts)

        def final(number: int, alone: bool) -> str | None:
            if group := made.groups.get(number):
                return cited(group) or None
            if one := made.drawn.get(number):
                return self._drawn(one, url, cited, formula)
            if anchor := made.anchors.get(number):
                return f'<span class="evidence-place" id="{anchor}"></span>'
            html = converted.get(made.formulas[number])
            return self._shelf.put(formulas.boxed(html, made.formulas[number], alone)) if html else None

        html = marks.settle(rendered.html, rendered.in_text, made.raw, final)
        return figures.inline(html, url, self.corpus)

    @cached_property
    def charts(self) -> Mapping[str, Chart]:
        """The charts that some page shows, by the name of the plot."""
        drawn = [d for found in self.corpus.drawn.values() for d in found]
        names = {d.directive.text("plot") for d in drawn if d.directive.kind == "plot"}
        return {name: chart for name in sorted(names) if (chart := PLOTS[name](self.corpus.datasets))}

    @cached_property
    def drawings(self) -> Mapping[Chart, str]:
        return plots.drawings(self.charts.values(), self.cache)

    def _drawn(self, drawn: Drawn, url: str, cited: Callable[[Group], str], formula: Callable[[str], str]) -> str:
        if drawn.directive.kind == "proof":
            return proofs.table(drawn, url, cited)
        return tables.table(drawn, url, cited, formula) if drawn.dataset else self._plot(drawn, url)

    def _plot(self, drawn: Drawn, url: str) -> str:
        chart = self.charts[drawn.directive.text("plot")]
        return plots.plot(drawn, chart, self.drawings[chart], self.corpus.datasets, url)

    def _tail(self, src: str, urls: Mapping[str, str], citing: Mapping[str, bibliography.CitingPage]) -> str:
        if src == "bibliography.md":
            return bibliography.bibliography(self.entries, self.texts, self.order, citing.values())
        if audit := self.corpus.audits.get(f"docs/{src}"):
            listed = references.references(citing[src].marks, urls[src], self.entries, self.texts, self.order)
            return listed + evidence.foot(audit, urls[src], urls.get(evidence.page_of(audit.page.path), ""))
        for path, audit in self.corpus.audits.items():
            if audit.ledger and evidence.page_of(path) == src:
                labels = {key: label.text for key, label in self.labels.items()}
                return evidence.rows(audit.ledger, urls[src], urls[path.removeprefix("docs/")], labels)
        return ""

    def _built(
        self,
        pages: Mapping[str, tuple[str, str, str]],
        rendered: Mapping[str, marks.Rendered],
        citing: Mapping[str, bibliography.CitingPage],
        files: Iterable[str],
        not_in_nav: Iterable[str],
    ) -> Built:
        built = {}
        for src, (_, url, _) in pages.items():
            made = self.markup.get(f"docs/{src}")
            ids = {m.id for m in citing[src].marks}
            ids |= {made.anchors[n] for n in made.anchors if n in rendered[src].in_text} if made else set()
            ids |= {f"ref-{c.key}" for m in citing[src].marks for c in m.group.citations} | (
                {"references"} if ids else set()
            )
            if src == "bibliography.md":
                ids |= set(self.entries)
            known = {
                "source": made.page, "targets": made.targets, "groups": made.groups,
                "tex": {number: formula.tex for number, formula in made.formulas.items()},
            } if made else {}  # fmt: skip
            built[src] = BuiltPage(src, url, rendered[src], extra_ids=frozenset(ids), **known)
        return Built(self.corpus, built, frozenset(files), self.in_nav, frozenset(not_in_nav), self._faults)
