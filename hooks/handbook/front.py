"""The schema of the front matter: which keys a page may have, and what each may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .finding import near

KINDS = frozenset("core digest guide reference index".split())
# dates of a kind of page: core pages and digests were checked by someone other than the writer, digests are in the feed
DATES = {"core": ("reviewed",), "digest": ("published", "reviewed")}
SHORTEST, LONGEST = 60, 160  # characters of a description: what search engines and link previews show
_HIDES = frozenset("navigation toc path footer tags feedback".split())
REQUIRED = ("title", "description", "kind")
TEMPLATES = "overrides"  # where a template of a page stands


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _mapping(value: Any) -> str | None:
    return None if isinstance(value, dict) else "must be a mapping"


def _texts(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(v, str) for v in value)
    return None if good else "must be a list of texts"


def _description(value: Any) -> str | None:
    if fault := _text(value):
        return fault
    length = len(" ".join(value.split()))
    if SHORTEST <= length <= LONGEST:
        return None
    return f"has {length} characters; a search engine shows {SHORTEST} to {LONGEST}"


def _kind(value: Any) -> str | None:
    if isinstance(value, str) and value in KINDS:
        return None
    return f"must be one of {', '.join(sorted(KINDS))}{near(value, KINDS) if isinstance(value, str) else ''}"


def _hide(value: Any) -> str | None:
    if fault := _texts(value):
        return fault
    odd = next((v for v in value if v not in _HIDES), None)
    return f'cannot hide "{odd}"{near(odd, _HIDES)}' if odd is not None else None


def _search(value: Any) -> str | None:
    if not isinstance(value, dict) or not value.keys() <= {"boost", "exclude"}:
        return 'must be a mapping with "boost" or "exclude"'
    if not isinstance(value.get("boost", 1), int | float) or isinstance(value.get("boost", 1), bool):
        return '"boost" must be a number'
    return None if isinstance(value.get("exclude", False), bool) else '"exclude" must be true or false'


def _plain_date(value: Any) -> str | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return None
    return "must be a date, YYYY-MM-DD, without quotes"


# The handbook's own keys first, then those that Material reads.
SCHEMA: dict[str, Callable[[Any], str | None]] = {
    "title": _text,
    "description": _description,
    "kind": _kind,
    "published": _plain_date,
    "reviewed": _plain_date,
    "author": _text,
    "comments": _flag,
    "hide": _hide,
    "icon": _text,
    "search": _search,
    "social": _mapping,
    "status": _text,
    "subtitle": _text,
    "tags": _texts,
    "template": _text,
}


def faults(meta: Mapping[str, Any], root: Path) -> dict[str, str]:
    """What is wrong with the values of known keys, by key; `root` is the repository."""
    found = {key: fault for key, value in meta.items() if key in SCHEMA and (fault := SCHEMA[key](value))}
    template = meta.get("template")
    if "template" in meta and "template" not in found and not (root / TEMPLATES / template).is_file():
        found["template"] = f"names no file of {TEMPLATES}/"
    return found


def usable(meta: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """The front matter without the values at which a theme would stop."""
    bad = faults(meta, root)
    return {key: value for key, value in meta.items() if key not in bad}
