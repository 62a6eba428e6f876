"""Tables from the data files: a caption, a header of units, a row for each record, and the source of each row."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from .. import urls
from ..cite import Group
from ..datasets import MEASURED, Dataset, Record
from ..directives import Drawn, column, value
from . import values
from .evidence import source_link

PAGE = "data/"  # address of the page that describes the data files
_PLAIN = {"name": "Name", "id": "Identifier", "as_of": "As of"}


def table(drawn: Drawn, here: str, cited: Callable[[Group], str], formula: Callable[[str], str]) -> str:
    """HTML of a table directive for the page at address `here`.

    `cited` gives the mark of a row's source, `formula` what stands for TeX.
    """
    dataset = drawn.dataset
    assert dataset is not None
    names = [str(name) for name in drawn.directive.fields["columns"]]
    head = "".join(_head(dataset, name) for name in names) + '<th scope="col">Source</th>'
    body = "".join(
        _row(dataset, record, names, cited(group) if group else seen(record), formula)
        for record, group in zip(drawn.records, drawn.groups, strict=True)
    )
    return (
        '<div class="data"><div class="table-box"><table class="data-table">'
        f'<caption><span class="data-caption">{escape(drawn.directive.text("caption"))}</span></caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"{foot(dataset, len(drawn.records), here)}</div>"
    )


def foot(dataset: Dataset, count: int, here: str, opening: str = "") -> str:
    """Where the data of a table or plot is described and downloaded; `opening` stands before the number of records."""
    page = urls.relative(f"{PAGE}#{dataset.name}", here)
    file = urls.relative(f"{PAGE}{dataset.name}.csv", here)
    every = len(dataset.records)
    shown = f"{count} of {every}" if count < every else f"all {every}"
    shown = f"{opening} {shown}" if opening else shown[0].upper() + shown[1:]
    noun = "record" if every == 1 else "records"
    return (
        f'<p class="data-source">{shown} {noun} of <a href="{page}">{escape(dataset.title)}</a>. '
        f'<a href="{file}" download>Download them as CSV</a>, '
        "each value with its source and the words of that source.</p>"
    )


def seen(record: Record) -> str:
    """The repositories and hosts where a record without a citable work was seen, as links, or what measured it here."""
    if record.evidence == MEASURED:
        return "measured here"
    return ", ".join(dict.fromkeys(source_link(place, short=True) for s in record.sources.values() for place in s.seen))


def label(dataset: Dataset, name: str) -> str:
    """A column's name as readers see it, with its unit unless the name has said it."""
    found = column(dataset, name)
    if found is None:
        return _PLAIN.get(name, name)
    unit = found.unit or ""
    return f"{found.label} ({unit})" if unit and unit.casefold() not in found.label.casefold() else found.label


def _head(dataset: Dataset, name: str) -> str:
    attributes, sort = (_NUMBER, "number") if values.is_number(column(dataset, name)) else ("", "text")
    return f'<th scope="col"{attributes} data-sort="{sort}">{escape(label(dataset, name))}</th>'


_NUMBER, _DATE, _FORMULA = ' class="data-number"', ' class="data-date"', ' class="data-formula"'
_CLASSES = {"number": _NUMBER, "integer": _NUMBER, "date": _DATE, "formula": _FORMULA}


def _row(dataset: Dataset, record: Record, names: list[str], source: str, formula: Callable[[str], str]) -> str:
    cells = []
    for i, name in enumerate(names):
        found, this = column(dataset, name), value(record, name)
        tag = 'th scope="row"' if i == 0 else "td"
        kind = _CLASSES.get(found.type, "") if found else ""
        is_formula = found is not None and found.type == "formula" and this is not None
        shown = formula(str(this)) if is_formula else values.html(this, found)
        cells.append(f'<{tag}{kind} data-value="{escape(values.order(this))}">{shown}</{tag.partition(" ")[0]}>')
    return f"<tr>{''.join(cells)}<td>{source}</td></tr>"
