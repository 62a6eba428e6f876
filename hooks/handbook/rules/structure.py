"""Structure: headings, tables, and everything that opens and must close."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import near
from ..index import Corpus
from ..outline import headings
from ..page import Page
from . import Says, rule

_SEPARATOR = re.compile(r"[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_MARKER = re.compile(r"^([ \t]*)(!{2,}|\?{3}|={3}(?!=))(?=[ +!\w\"])([^\n]*)", re.M)
_ADMONITION = re.compile(r'!!! ?(?P<type>[\w-]+)(?P<more>(?: +[\w-]+)*)(?: +"(?P<title>.*?)")? *')
_DETAILS = re.compile(r'\?\?\?\+? ?(?P<type>[\w-]+)?(?P<more>(?: +[\w-]+)*)(?: *"(?P<title>.*?)")? *')
_TAB = re.compile(r'===(?:\+!?|!\+?)? +"(?P<title>.+?)" *')
_TYPES = frozenset("note abstract info tip success question warning failure danger bug example quote".split())
_PLACING = frozenset("inline end annotate".split())
_BLOCK = re.compile(r"^([ \t]*)(/{3,})[ \t]*([\w-]*)([^\n]*)", re.M)
_BLOCKS = frozenset("caption figure-caption table-caption".split())
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_ENDS_ITSELF = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rp rt".split())
_ELEMENTS = (
    _VOID
    | _ENDS_ITSELF
    | frozenset(
        """a abbr address article aside audio b bdi bdo blockquote body button canvas circle cite code data
        datalist defs del desc details dfn dialog div dl ellipse em fieldset figcaption figure footer form g h1
        h2 h3 h4 h5 h6 head header hgroup html i iframe ins kbd label legend line main map mark math menu meter
        mi mn mo mrow msub msubsup msup mtext nav noscript object ol output path picture polygon polyline pre
        progress q rect ruby s samp script search section select slot small span strong style sub summary sup
        svg symbol table template text textarea time title tspan u ul use var video clippath filter foreignobject
        lineargradient pattern radialgradient stop textpath""".split()
    )
)


@rule("source")
def one_title(corpus: Corpus) -> Says:
    """A page has exactly one heading of level 1, its title; only a page that is all template needs none.

    Bad:
        # Routing

        # Balancing

    Good:
        # Routing

        ## Balancing
    """
    for page in corpus.pages.values():
        titles = [h for h in headings(page) if h.level == 1]
        for extra in titles[1:]:
            first = page.lines.line(titles[0].start)
            right = f'"## {extra.text}"'
            if re.match(r"#\w", page.text[extra.start : extra.start + 2]):
                right += ', or "\\#" if it is none'
            yield (
                page.place(extra.start),
                f'second heading "{extra.text}" of level 1 after line {first}; make it {right}',
            )
        if not titles and not ("template" in page.meta and not page.text[page.body_start :].strip()):
            known = page.meta.get("title")
            shown = f"# {known}" if isinstance(known, str) else "# Title"
            yield page.place(page.body_start), f'the page has no heading of level 1; begin it with "{shown}"'


@rule("source")
def skipped_level(corpus: Corpus) -> Says:
    """A heading is at most one level below the heading before it.

    Bad:
        ## Cost

        #### Memory

    Good:
        ## Cost

        ### Memory
    """
    for page in corpus.pages.values():
        level = 6
        for heading in headings(page):
            if heading.level > level + 1:
                shown, right = (f"{'#' * n} {heading.text}" for n in (heading.level, level + 1))
                yield (
                    page.place(heading.start),
                    f'"{shown}" skips a level after one of level {level}; make it "{right}"',
                )
            level = heading.level


@rule("source")
def table_width(corpus: Corpus) -> Says:
    """Every row of a table has as many cells as its header.

    Bad:
        | Model | Size |
        |---|---|
        | Chinchilla | 70B | 1.4T |

    Good:
        | Model | Size | Tokens |
        |---|---|---|
        | Chinchilla | 70B | 1.4T |
    """
    for page in corpus.pages.values():
        if "|" in page.prose:
            for offset, message in _table_faults(page):
                yield page.place(offset), message


@rule("source")
def unnamed_column(corpus: Corpus) -> Says:
    """Every column of a table has a name, the first one too: a screen reader says it before each cell.

    Bad:
        | | Size |
        |---|---|
        | Chinchilla | 70B |

    Good:
        | Model | Size |
        |---|---|
        | Chinchilla | 70B |
    """
    for page in corpus.pages.values():
        if "|" in page.prose:
            for (offset, header), *_ in _tables(page):
                start = offset - (len(header) - len(header.lstrip()))
                inner = not header.strip(" \t>").startswith("|")
                for gap in re.finditer(r"(?<=\|)[ \t]*(?=\|)", header):
                    number = header[: gap.start()].count("|") + inner
                    yield page.place(start + gap.start()), f"column {number} of the table has no name; write one"


def _tables(page: Page) -> Iterator[list[tuple[int, str]]]:
    """Offset and text of each table's lines: its header, the line under it, its rows."""
    lines = _lines_with_cells(page)
    at = 1
    while at < len(lines):
        before = lines[at - 2][1] if at > 1 else ""
        header, under = lines[at - 1][1], lines[at][1]
        if "|" in header and "|" in under and not before.strip() and _SEPARATOR.fullmatch(under):
            end = next((i for i in range(at + 1, len(lines)) if not lines[i][1].strip()), len(lines))
            yield lines[at - 1 : end]
            at = end
        else:
            at += 1


def _table_faults(page: Page) -> Iterator[tuple[int, str]]:
    for (_, header), (offset, under), *rows in _tables(page):
        width = _width(header)
        if _width(under) != width:
            found = _cells(_width(under))
            yield (
                offset,
                f"the line under the header has {found}, the header has {width}; without as many it is no table",
            )
        for offset, line in rows:
            if (found := _width(line)) != width and "|" in line:
                hint = (
                    'write "\\|" for a bar within a cell' if found > width else "add what is missing, empty cells too"
                )
                yield offset, f"this row has {_cells(found)}, its header has {width}; {hint}"


def _cells(number: int) -> str:
    return f"{number} cell{'' if number == 1 else 's'}"


def _lines_with_cells(page: Page) -> list[tuple[int, str]]:
    """Offset and text of each line, bars that part no cells hidden, lines of comments left out."""
    parts, at = [], 0
    for region in page.regions:
        parts.append(page.text[at : region.start])
        hide = "x" if region.kind in ("code", "formula", "escape", "autolink") else " "
        parts.append(re.sub(r"[^\n]", hide, page.text[region.start : region.end]))
        at = region.end
    parts.append(page.text[at:])
    rows, offset = [], 0
    for line in "".join(parts).split("\n"):
        whole = page.text[offset : offset + len(line)]
        if not (whole.strip().startswith("<!--") and not line.strip()):
            rows.append((offset + len(line) - len(line.lstrip()), line))
        offset += len(line) + 1
    return rows


def _width(line: str) -> int:
    line = line.strip(" \t>")
    return line.removeprefix("|").removesuffix("|").count("|") + 1 if line.strip("|") else max(1, line.count("|") - 1)


@rule("source")
def unclosed_fence(corpus: Corpus) -> Says:
    """A code fence is closed by a line of its own, with as many marks and the same indentation.

    Bad:
        ```python
        print("the rest of the page is code")

    Good:
        ```python
        print("code")
        ```
    """
    for page in corpus.pages.values():
        for region in page.regions:
            if region.kind != "fence":
                continue
            lines = page.text[region.start : region.end].rstrip("\n").split("\n")
            opener = re.search(r"`{3,}|~{3,}", lines[0])
            if not opener:
                continue
            last = lines[-1].strip()
            place = page.place(region.start + opener.start())
            if len(lines) < 2 or not last.startswith(opener[0]) or last.strip(opener[0][0]):
                yield place, f'"{lines[0].strip()}" is never closed; end it with a line "{opener[0]}"'
            elif _indent(lines[-1]) < _indent(lines[0]) and lines[0].lstrip().startswith(opener[0]):
                line = page.lines.line(region.end - 1)
                yield place, f'"{lines[0].strip()}" is closed on line {line} with less indentation; indent both alike'


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


@rule("source")
def unclosed_element(corpus: Corpus) -> Says:
    """Every HTML element that is opened is closed, and none is closed that is not open.

    Bad:
        <div class="cards" markdown>

        A card.

    Good:
        <div class="cards" markdown>

        A card.

        </div>
    """
    for page in corpus.pages.values():
        open_: list[tuple[str, int]] = []
        for region in page.regions:
            if region.kind != "tag":
                continue
            match = _TAG.match(page.text, region.start)
            if not match:
                continue
            name = match[2].lower()
            if name in _VOID or name not in _ELEMENTS or page.text[region.end - 2] == "/":
                continue
            if not match[1]:
                open_.append((name, region.start))
            elif any(name == other for other, _ in open_):
                while (top := open_.pop())[0] != name:
                    if top[0] not in _ENDS_ITSELF:
                        yield page.place(top[1]), f'<{top[0]}> is not closed before </{name}>; add "</{top[0]}>"'
            else:
                yield page.place(region.start), f'"</{name}>" closes nothing; take it out or open a <{name}> before it'
        for name, start in open_:
            if name not in _ENDS_ITSELF:
                yield page.place(start), f'<{name}> is never closed; add "</{name}>"'


@rule("source")
def unknown_element(corpus: Corpus) -> Says:
    """What looks like an HTML element is one: a browser shows nothing of `<key>` in prose.

    Bad:
        Write <key> for the name of the work.

    Good:
        Write `<key>` for the name of the work.
    """
    for page in corpus.pages.values():
        told = set()
        for region in page.regions:
            match = _TAG.match(page.text, region.start) if region.kind == "tag" else None
            if not match or "-" in match[2] or match[2].lower() in _ELEMENTS:
                continue
            if page.text.endswith(("](", "]: "), 0, region.start):  # a target in angle brackets
                continue
            if not match[1] or match[2] not in told:
                told.add(match[2])
                shown = page.text[region.start : region.end]
                hint = near(match[2].lower(), _ELEMENTS) if len(match[2]) > 3 else ""
                message = f'"{shown}" is no HTML element, a reader sees nothing of it; set it in code{hint}'
                yield page.place(region.start), message


@rule("source")
def block_marker(corpus: Corpus) -> Says:
    """The opening line of an admonition, a folded block or a tab names its kind and has its title in quotes.

    Bad:
        !!! note The title would be lost

            Text.

    Good:
        !!! note "The title"

            Text.
    """
    for page in corpus.pages.values():
        for match in _markers(page):
            line = page.text[match.start(2) : match.end(3)].rstrip()
            if message := _marker_fault(line):
                yield page.place(match.start(2)), message


def _marker_fault(line: str) -> str | None:
    if line.startswith("==="):
        return None if _TAB.fullmatch(line) else f'"{line}" opens no tab; write === "Title"'
    form = (_ADMONITION if line.startswith("!") else _DETAILS).fullmatch(line)
    marker = "???" if line.startswith("?") else "!!!"
    if not form or (not form["type"] and not form["title"]):
        return f'"{line}" opens no block; write {marker} note "Title"'
    if loose := [word for word in form["more"].split() if word not in _PLACING]:
        return f'"{" ".join(loose)}" in "{line}" would be lost; set the title in quotes'
    if form["type"] and form["type"] not in _TYPES:
        return f'there is no kind of block "{form["type"]}"{near(form["type"], _TYPES)}'
    return None


def _markers(page: Page) -> Iterator[re.Match[str]]:
    if re.search(r"!!|\?\?\?|===", page.prose):
        yield from _MARKER.finditer(page.prose, page.body_start)


@rule("source")
def empty_block(corpus: Corpus) -> Says:
    """An admonition, a folded block or a tab has a body, indented by four spaces more than its opening line.

    Bad:
        !!! note "Units"

        All sizes are in bytes.

    Good:
        !!! note "Units"

            All sizes are in bytes.
    """
    for page in corpus.pages.values():
        for match in _markers(page):
            line = page.text[match.start(2) : match.end(3)].rstrip()
            need = _indent(match[1] + "x") + 4
            body = next((b for b in page.text[match.end() :].split("\n") if b.strip()), "")
            if _indent(body) >= need or _marker_fault(line):
                continue
            deeper = _indent(body) > need - 4
            told = f"the line after it is indented by {_indent(body)}" if deeper else "the text after it stands outside"
            told = told if body else "the page ends after it"
            yield page.place(match.start(2)), f"'{line}' has no body: {told}; indent the body by {need} spaces"


@rule("source")
def unclosed_block(corpus: Corpus) -> Says:
    """A `/// caption` is closed by a line `///`.

    Bad:
        /// caption
        The score grows with size.

    Good:
        /// caption
        The score grows with size.
        ///
    """
    for page in corpus.pages.values():
        if "///" not in page.prose:
            continue
        open_: list[tuple[str, int, str]] = []
        for match in _BLOCK.finditer(page.prose, page.body_start):
            shown = f"{match[2]} {match[3]}"
            if not match[3] and match[4].strip():
                continue
            if match[3]:
                if match[3] not in _BLOCKS:
                    yield page.place(match.start(2)), f'there is no block "{shown}"{near(match[3], _BLOCKS)}'
                open_.append((match[2], match.start(2), shown))
            elif any(match[2] == slashes for slashes, _, _ in open_):
                while (top := open_.pop())[0] != match[2]:
                    yield page.place(top[1]), f'"{top[2]}" is never closed; end it with a line "{top[0]}"'
            else:
                yield page.place(match.start(2)), f'"{match[2]}" closes nothing; open it with "{match[2]} caption"'
        for slashes, start, shown in open_:
            yield page.place(start), f'"{shown}" is never closed; end it with a line "{slashes}"'
