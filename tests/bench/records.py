"""Writes what a program here measured or simulated as a data file, each figure beside the words that the run prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path


def record(
    id: str, name: str, columns: Mapping[str, object], facts: Iterable[tuple[str, str, str]], script: str, month: str
) -> str:
    """A record of the data file: the settings in `columns`; `facts` hold a column, its value and its words."""
    lines = [f"- id: {id}", f'  name: "{name}"']
    lines += [
        f'  {name}: "{value}"' if isinstance(value, str) else f"  {name}: {value}" for name, value in columns.items()
    ]
    lines += ["  evidence: measured", f"  as_of: {month}", "  sources:", f"    run: {script}", "  facts:"]
    lines += [f'    {name}: [{value}, run, "{words}"]' for name, value, words in facts]
    return "\n".join(lines) + "\n"


def write(path: Path, head: str, records: Iterable[str]) -> None:
    """`head` is the comment that stands above the records."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + "\n" + "\n".join(records), encoding="utf-8")
