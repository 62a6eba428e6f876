"""Every rule explains itself, and its own examples behave as it says."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

import miniature
from handbook.rules import Rule, all_rules

RULES = all_rules()
ABOUT = "A page that holds the example of a rule, described at a length that is shown whole."
FRONT = f"---\ntitle: Example\ndescription: {ABOUT}\nkind: guide\n---\n\n"
EMPTY = f"{FRONT}# Example\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
AROUND = {
    **dict.fromkeys((f"docs/chapter/{name}.md" for name in ("index", "notation", "appendix")), EMPTY),
    **dict.fromkeys((f"docs/{name}.md" for name in ("index", "retrieval/dense", "mixture-of-experts/routing")), EMPTY),
    **dict.fromkeys((f"docs/{name}.svg" for name in ("figures/attention-cost", "chapter/figures/cost")), DRAWING),
    "docs/chapter/mixture-of-experts/routing.md": EMPTY,
    "docs/chapter/figures/ornament.svg": DRAWING,
    "docs/chapter/data/roofline.csv": "a,b\n",
    "docs/chapter/data/plan of 2026.csv": "a,b\n",
}
# Fields of the entry into which an example of a field is set.
ENTRY = {"author": "Hoffmann, Jordan", "title": "Training", "journal": "A Journal", "year": "2022"}
PARENT = "@proceedings{acl2020proceedings,\n  title = {Proceedings},\n  year = {2020},\n}\n"
SCHEMA = """\
title: Models
description: Shapes.
columns:
  layers: {label: Layers, type: integer}
  memory_gb: {label: Memory, type: number, unit: GB}
"""
LEDGER = "words,key,locator,seen,kind,formula,date,verdict,note\n"
# The example tells of files, bytes or more than one page; the rule's cases show it.
TOLD_IN_WORDS = frozenset(
    """encoding not-in-nav evidence-words figure-without-evidence odd-characters pandoc-failed uncited-entry proof-row
    unreadable-bibliography glossary-term reading-list-row reading-list-section
    data-column data-key data-recomputation data-not-recomputed proof-deviation""".split()
)


def _examples(rule: Rule) -> tuple[str, str, str]:
    sentence, _, rest = rule.doc.partition("\n\n")
    bad, _, good = rest.partition("\nGood:\n")
    return sentence, textwrap.dedent(bad.removeprefix("Bad:\n")).strip("\n"), textwrap.dedent(good).strip("\n")


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_sentence_a_bad_example_and_a_good_one(name: str) -> None:
    sentence, bad, good = _examples(RULES[name])
    assert re.fullmatch(r"[^\n]+(\n[^\n]+)*", sentence) and sentence.endswith(".")
    assert bad and good and bad != good
    assert RULES[name].doc.count("Bad:") == RULES[name].doc.count("Good:") == 1


def _tree(rule: Rule, example: str) -> dict[str, str]:
    if example.startswith("<svg"):
        return {**AROUND, "docs/figures/example.svg": example}
    if rule.group == "evidence":
        rows = example if example.startswith("words,") else LEDGER + example
        page = f"{EMPTY}\nThe model has 70B parameters [@hoffmann2022training].\n"
        return {**AROUND, "docs/chapter/example.md": page, "docs/data/evidence/chapter/example.csv": f"{rows}\n"}
    if rule.group == "data":
        return {**AROUND, "docs/data/models/a.yml": _record(example), "docs/data/schema/models.yml": SCHEMA}
    if rule.group.startswith("bibliography"):
        return {**AROUND, "bib/references.bib": _entry(example)}
    if not example.startswith("---"):
        example = f"{FRONT if example.startswith('# ') else EMPTY}\n{example}"
    return {**AROUND, "docs/chapter/example.md": f"{example}\n"}


def _record(example: str) -> str:
    """The example as a data file: records as they are, a figure in a record made of what else is due."""
    if example.startswith("- "):
        return f"{example}\n"
    source = re.search(r", (\w+), ", example)
    head = f"- id: a\n  name: A\n  as_of: 2026-11\n  sources:\n    {source[1] if source else 'config'}: https://a.example/\n"
    return f"{head}  facts:\n    {example}\n"


def _entry(example: str) -> str:
    """The example as a file: an entry as it is, a field or two in an entry made of what else is due."""
    lines = example.split("\n")
    fields = [line for line in lines if not line.startswith("@")]
    if not re.match(r"\w+\s*(?:=|\{[^,]*\},?$)", fields[0] if fields else ""):
        return f"{example}\n"
    above = [line for line in lines if line.startswith("@")]
    rest = [f"{name} = {{{value}}}," for name, value in ENTRY.items() if not re.search(rf"^{name}\b", example, re.M)]
    body = "\n".join(f"  {line}" for line in (*rest, *fields))
    return "\n".join((PARENT, *above, f"@article{{hoffmann2022training,\n{body}\n}}\n"))


@pytest.mark.parametrize("name", sorted(RULES.keys() - TOLD_IN_WORDS))
def test_the_bad_example_is_told_and_the_good_one_is_not(name: str, tmp_path: Path, shared_cache: Path) -> None:
    rule = RULES[name]
    _, bad, good = _examples(rule)
    told = []
    for folder, example in (("bad", bad), ("good", good)):
        tree = _tree(rule, example)
        if rule.level == "source":
            found = miniature.check(tree, tmp_path / folder)
        else:
            found = miniature.build(tree, tmp_path / folder, shared_cache).findings
        told.append([line for line in found if line.endswith(f"({name})")])
    assert told[0] != []
    assert told[1] == []
