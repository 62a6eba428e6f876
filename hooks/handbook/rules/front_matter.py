"""Front matter: what each page says of itself before its first line."""

from __future__ import annotations

import re

from .. import front
from ..finding import near
from ..front import DATES, REQUIRED, SCHEMA
from ..index import Corpus
from ..outline import headings
from ..text import FRONT
from . import Says, rule

_KEY = re.compile(r"^([^\s#:'\"\[\]{}-][^:\n]*?)[ \t]*:(?=[ \t\n])", re.M)


_HINTS = {
    "mapping values": "; quote a text that holds a colon",
    "cannot start any token": "; indent with spaces, and quote a text that begins with a sign",
    "mapping of keys": '; write each line as "key: value"',
}


@rule("source")
def front_matter_syntax(corpus: Corpus) -> Says:
    """Front matter is a YAML mapping between two lines `---`, each key once.

    Bad:
        ---
        title: Routing: who goes where
        ---

    Good:
        ---
        title: "Routing: who goes where"
        ---
    """
    for page in corpus.pages.values():
        if page.meta_fault:
            offset, reason = page.meta_fault
            hint = next((h for word, h in _HINTS.items() if word in reason), "")
            yield page.place(offset), f"the front matter is no YAML: {reason}{hint}"
        front = FRONT.match(page.text)
        if not front:
            if re.match(r"---[ \t]*\n[A-Za-z_]+:", page.text):
                yield page.place(0), 'the front matter is never closed; end it with a line "---"'
            continue
        seen: dict[str, int] = {}
        for match in _KEY.finditer(front[1]):
            offset = front.start(1) + match.start()
            if match[1] in seen:
                first = page.lines.line(seen[match[1]])
                yield page.place(offset), f'"{match[1]}" stands a second time, after line {first}; keep one'
            seen.setdefault(match[1], offset)


@rule("source")
def front_matter_key(corpus: Corpus) -> Says:
    """Every key of the front matter is one of the handbook's (title, description, kind, reviewed) or Material's.

    Bad:
        ---
        titel: Routing
        ---

    Good:
        ---
        title: Routing
        ---
    """
    for page in corpus.pages.values():
        for key in page.meta:
            if key not in SCHEMA:
                at = page.meta_offsets.get(str(key), 0)
                known = ", ".join(SCHEMA)
                hint = near(str(key), SCHEMA) or f"; known are {known}"
                yield page.place(at), f'nothing reads the key "{key}"{hint}'


@rule("source")
def front_matter_missing(corpus: Corpus) -> Says:
    """Every page has a title, a description and a kind; core pages and digests say when they were reviewed, digests \
also when they were published.

    Bad:
        ---
        title: Routing
        ---

    Good:
        ---
        title: Routing
        description: How mixture-of-experts routers score, choose and balance experts, and what each choice costs.
        kind: guide
        ---
    """
    for page in corpus.pages.values():
        if page.meta_fault:
            continue
        missing = [key for key in REQUIRED if key not in page.meta]
        kind = page.meta.get("kind")
        dates = [key for key in DATES.get(kind, ()) if key not in page.meta] if isinstance(kind, str) else []
        missing += dates
        if missing:
            listed = ", ".join(f'"{key}"' for key in missing)
            of_kind = f" of a page of kind {kind}" if dates else ""
            yield (
                page.place(0),
                f"the front matter{of_kind} lacks {listed}; add {'it' if len(missing) == 1 else 'them'}",
            )


@rule("source")
def front_matter_value(corpus: Corpus) -> Says:
    """Every value of the front matter has its type: dates are of the past, a description 60 to 160 long.

    Bad:
        ---
        kind: chapter
        ---

    Good:
        ---
        kind: core
        ---
    """
    for page in corpus.pages.values():
        faults = front.faults(page.meta, corpus.root)
        for key in ("published", "reviewed"):
            if key in page.meta and key not in faults and page.meta[key] > corpus.today:
                faults[key] = f"is after today, {corpus.today}"
        for key, value in page.meta.items():
            if fault := faults.get(key):
                offset = page.meta_offsets.get(key, 0)
                line = page.text[offset:].partition("\n")[0].strip()
                folded = isinstance(value, str) and line.endswith((">", "|", ">-", "|-", ">+", "|+"))
                shown = " ".join((f"{key}: {value}" if folded else line).split())
                yield page.place(offset), f'"{shown if len(shown) <= 80 else f"{shown[:79]}…"}" {fault}'


@rule("source")
def front_matter_title(corpus: Corpus) -> Says:
    """The title of the front matter is the heading of level 1.

    Bad:
        ---
        title: Routing
        ---

        # How a router picks experts

    Good:
        ---
        title: How a router picks experts
        ---

        # How a router picks experts
    """
    for page in corpus.pages.values():
        title = page.meta.get("title")
        heading = next((h for h in headings(page) if h.level == 1), None)
        if isinstance(title, str) and heading and " ".join(title.split()) != heading.text:
            line = page.lines.line(heading.start)
            told = f'the title "{title}" is not the heading "{heading.text}" of line {line}; make them equal'
            yield page.place(page.meta_offsets.get("title", 0)), told
