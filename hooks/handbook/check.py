"""The command line of the source rules: `python -m handbook.check [FILE …]`, what `make check` runs."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from . import judge, report
from .index import Corpus, read_corpus
from .rules import all_rules


def main(arguments: Sequence[str] | None = None) -> int:
    """Print all findings of the source rules; 1 when there are any, 2 when the call itself is wrong."""
    parser = argparse.ArgumentParser(prog="make check", description="Judge the sources without building the site.")
    parser.add_argument("files", nargs="*", metavar="FILE", help="tell only what concerns these files")
    default = "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"
    parser.add_argument("--format", choices=report.FORMATS, default=default)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=date.today(), help="the day that years are held against"
    )
    options = parser.parse_args(arguments)
    if not (options.root / "docs").is_dir():
        parser.error(f'there is no folder "docs" in {options.root}; run this from the root of the repository')
    corpus = read_corpus(options.root, options.today)
    wanted = {_named(name, options.root) for name in options.files}
    if unknown := sorted(wanted - corpus.files - {corpus.bibliography.path}):
        parser.error(f"no such source: {', '.join(unknown)}")
    found = judge.settled(corpus, judge.findings("source", corpus), ["source"])
    found = [f for f in found if not wanted or f.place.path in wanted]
    for line in report.lines(found, options.format):
        print(line)
    if options.format != "json":
        print(_summary(len(report.ordered(found)), corpus))
    return 1 if found else 0


def _named(name: str, root: Path) -> str:
    path = Path(name)
    path = path if path.is_absolute() else Path.cwd() / path
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return name


def _summary(number: int, corpus: Corpus) -> str:
    rules = all_rules().values()
    source = sum(rule.level == "source" for rule in rules)
    later = ", ".join(rule.name for rule in rules if rule.level == "page")
    pages = report.count(len(corpus.pages), "page")
    return (
        f"{report.count(number, 'finding')} by {source} rules in {pages} and the bibliography. The build adds: {later}."
    )


if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):  # not on Windows
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `make check | head` ends without a traceback
    sys.exit(main())
