"""YAML as it was written: mappings and scalars with their places, and findings instead of exceptions.

A scalar stays the text that was written. YAML 1.1 takes `2.0e12` for a text and `yes` for true; columns know better.
"""

from __future__ import annotations

from collections.abc import Iterable

import yaml

from .finding import Finding, Place, near

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FORM = "data-form"


def compose(path: str, text: str, faults: list[Finding]) -> yaml.Node | None:
    """The root of a file; None, and a fault, when it cannot be read or holds nothing."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = getattr(error, "problem", None) or "it is no YAML"
        at = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        faults.append(Finding(at, FORM, f"the file cannot be read from here: {problem}"))
        return None
    if root is None:
        faults.append(Finding(Place(path), FORM, "the file holds nothing; fill it or take it out"))
    return root


def mapping(
    path: str,
    node: yaml.Node | None,
    what: str,
    faults: list[Finding],
    known: Iterable[str] | None = None,
    elsewhere: Iterable[str] = (),
) -> dict[str, tuple[yaml.Node, Place]]:
    """The fields of a mapping by name, each with the place of its name.

    Double ones are faults, and unknown ones unless `known` is None. `elsewhere` are names that belong among the facts.
    """
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        faults.append(Finding(place(path, node), FORM, f'{what} must be written as "name: value", one a line'))
        return {}
    found: dict[str, tuple[yaml.Node, Place]] = {}
    for key, child in node.value:
        name, at = scalar(key), place(path, key)
        if name in found:
            faults.append(Finding(at, "data-duplicate", f'"{name}" stands twice in {what}; take one out'))
        elif known is None or name in known:
            found[name] = child, at
        elif name in elsewhere:
            message = f'"{name}" stands without evidence; write it among the facts: [value, source, "words"]'
            faults.append(Finding(at, "data-evidence", message))
        else:
            hint = near(name, known) or f"; it has {', '.join(known)}"
            faults.append(Finding(at, FORM, f'{what} has no field "{name}"{hint}'))
    return found


def listed(path: str, node: yaml.Node | None, faults: list[Finding]) -> list[yaml.Node]:
    """The items of a list; what is none is a fault."""
    if node is not None and not isinstance(node, yaml.SequenceNode):
        faults.append(Finding(place(path, node), FORM, 'here belongs a list; begin each item with "- "'))
    return node.value if isinstance(node, yaml.SequenceNode) else []


def complete(path: str, node: yaml.Node, what: str, needed: Iterable[str], faults: list[Finding]) -> None:
    """A fault for each needed field that a record has not, or that holds nothing."""
    if not isinstance(node, yaml.MappingNode):
        return  # `mapping` says so
    written = {scalar(key): child for key, child in node.value}
    for name in needed:
        child = written.get(name)
        if child is None or (isinstance(child, yaml.ScalarNode) and not scalar(child)):
            faults.append(Finding(place(path, node), FORM, f'the {what} has no {name}; write "{name}: …"'))


def place(path: str, node: yaml.Node) -> Place:
    return Place(path, node.start_mark.line + 1, node.start_mark.column + 1)


def scalar(node: yaml.Node | None) -> str:
    """A scalar as one line of text; empty when it is none."""
    return " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""


def items(node: yaml.Node | None) -> list[str]:
    """The scalars of a list."""
    return [scalar(n) for n in node.value] if isinstance(node, yaml.SequenceNode) else []
