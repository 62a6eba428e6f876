"""The page of all rules, made from the rules' own docstrings."""

from __future__ import annotations

from itertools import groupby

from ..rules import Rule, all_rules

_HEAD = """\
---
title: Rules
description: What every check of the handbook says, at which level it looks, with an example that is wrong and one \
that is right.
kind: reference
---

# Rules

A finding is one line, `path:line:col: what is wrong, and how to mend it (rule)`. The rules of level *source* read
Markdown and BibTeX (`make check`, a few seconds); those of level *page* read the HTML that a build has in hand
(`make build`). A rule is silenced for one line, with a reason, by `<!-- allow RULE: reason -->` on the line before
it (in BibTeX `% allow RULE: reason`, in front matter and YAML `# allow RULE: reason`, in CSV a column `allow`).
"""


def page() -> str:
    """Markdown of the page."""
    parts = [_HEAD]
    rules = sorted(all_rules().values(), key=lambda r: (r.group, r.name))
    for group, members in groupby(rules, key=lambda r: r.group):
        parts.append(f"\n## {group.replace('_', ' ').capitalize()}\n")
        parts.extend(_rule(rule) for rule in members)
    return "".join(parts)


def _rule(rule: Rule) -> str:
    sentence, _, examples = rule.doc.partition("\n\n")
    said = f"{' '.join(sentence.split())} Level: {rule.level}."
    return f"\n### {rule.name} {{ #{rule.name} }}\n\n{said}\n{_examples(examples)}"


def _examples(text: str) -> str:
    out = []
    for line in text.splitlines():
        label = line.strip()
        out.append(f"\n{label}\n" if label in ("Bad:", "Good:") else line)
    return "\n".join(out) + "\n"
