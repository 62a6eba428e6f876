"""Citation groups and references as HTML, formatted by pandoc's citeproc with the handbook's CSL style.

Labels are told apart over the whole bibliography beforehand (see `labels`), so that each group and each reference
depends on nothing but itself: what is new can be formatted alone and gives the bytes that a cold build gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..cite import Group
from .pandoc import API_VERSION, Store, digest, run, version

_GROUP = re.compile(r'<div id="g(\d+)">\s*(.*?)\s*</div>', re.S)
_ENTRY = re.compile(r'<div id="ref-([^"]+)" class="csl-entry"[^>]*>\s*(.*?)\s*</div>', re.S)
_OPEN = re.compile(r'<a href="#ref-([^"]+)"[^>]*>')
_AFTER_LINK = re.compile(r"</a>(, [^;<()]*)(?=[;)])")
_NARRATIVE = re.compile(r'(.*?)(<a class="cite"[^>]*>)(.*)</a>(.*)', re.S)
_SPAN = re.compile(r"</?span[^>]*>")
_LINK = re.compile(r"</?a\b[^>]*>")


@dataclass(frozen=True)
class Formatted:
    """HTML by group form, and HTML of the reference by citation key."""

    groups: Mapping[tuple[object, ...], str]
    references: Mapping[str, str]


def format_citations(
    groups: Iterable[Group],
    entries: Mapping[str, str],
    style: str,
    cache: Path,
    runner: Callable[..., tuple[str, str]] = run,
) -> Formatted:
    """Format all groups and the references of all entries with one pandoc process, or none when nothing is new.

    `entries` maps each citation key to its BibTeX, with its year as the label shows it; a group names no other key.
    `style` is the text of the CSL style. Raises `PandocError`.
    """
    store = Store(cache / "citations.json")
    base = digest(version(), style, _FORMAT)
    entry_names = {key: digest(base, key, text) for key, text in entries.items()}
    forms = {group.form: group for group in groups}
    form_names = {
        form: digest(base, form, [entry_names[c.key] for c in group.citations]) for form, group in forms.items()
    }
    new_entries = set(store.missing(entry_names.values()))
    new_forms = set(store.missing(form_names.values()))
    new: dict[str, str] = {}
    if new_entries or new_forms:
        asked = [group for form, group in forms.items() if form_names[form] in new_forms]
        keys = [key for key, name in entry_names.items() if name in new_entries]
        needed = {*keys, *(c.key for group in asked for c in group.citations)}
        bib = "\n".join(text for key, text in entries.items() if key in needed)
        html, _ = runner(
            _document(asked, keys), "--citeproc", "--bibliography=references.bib", "--csl=style.csl",
            files={"references.bib": bib, "style.csl": style},
        )  # fmt: skip
        for number, text in _GROUP.findall(html):
            group = asked[int(number)]
            new[form_names[group.form]] = _group_html(text, group.narrative)
        for key, text in _ENTRY.findall(html):
            if key in entry_names and entry_names[key] in new_entries:
                new[entry_names[key]] = _LINK.sub("", _SPAN.sub("", text))
    store.keep(new, (*entry_names.values(), *form_names.values()))
    return Formatted(
        {form: store.get(name) or "" for form, name in form_names.items()},
        {key: store.get(name) or "" for key, name in entry_names.items()},
    )


_FORMAT = 1  # raise when the HTML below changes


def _group_html(html: str, narrative: bool) -> str:
    """Pandoc's mark as ours: author, year and locator are the link."""
    html = re.sub(r"</?p>", "", html)
    html = _OPEN.sub(r'<a class="cite" href="#ref-\1">', _SPAN.sub("", html)).replace("\n", " ").strip()
    html = _NARRATIVE.sub(r"\2\1\3\4</a>", html) if narrative else _AFTER_LINK.sub(r"\1</a>", html)
    return f'<span class="citation">{html}</span>'


def _document(groups: list[Group], nocite: list[str]) -> dict[str, object]:
    blocks = [
        {"t": "Div", "c": [[f"g{i}", [], []], [{"t": "Plain", "c": [_cite(group)]}]]} for i, group in enumerate(groups)
    ]
    silent = {"t": "Cite", "c": [[_citation(key) for key in nocite], []]}
    meta = {
        "link-citations": {"t": "MetaBool", "c": True},
        "nocite": {"t": "MetaInlines", "c": [silent] if nocite else []},
    }
    return {"pandoc-api-version": API_VERSION, "meta": meta, "blocks": blocks}


def _cite(group: Group) -> dict[str, object]:
    modes = [
        "AuthorInText" if group.narrative else "SuppressAuthor" if c.suppress_author else "NormalCitation"
        for c in group.citations
    ]
    cites = [
        _citation(c.key, mode, c.prefix, f", {c.suffix}" if c.suffix else "")
        for c, mode in zip(group.citations, modes, strict=True)
    ]
    return {"t": "Cite", "c": [cites, [{"t": "Str", "c": group.text}]]}


def _citation(key: str, mode: str = "NormalCitation", prefix: str = "", suffix: str = "") -> dict[str, object]:
    return {
        "citationId": key,
        "citationPrefix": _inlines(prefix),
        "citationSuffix": _inlines(suffix),
        "citationMode": {"t": mode},
        "citationNoteNum": 0,
        "citationHash": 0,
    }


def _inlines(text: str) -> list[dict[str, str]]:
    out: list[dict[str, str]] = []
    for part in re.findall(r"\s+|\S+", text.replace("--", "–")):
        out.append({"t": "Space"} if part.isspace() else {"t": "Str", "c": part})
    return out
