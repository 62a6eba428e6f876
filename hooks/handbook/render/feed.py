"""The feed of the trend digests: Atom (RFC 4287), an entry for each, newest first."""

from __future__ import annotations

import uuid
from datetime import date
from urllib.parse import urljoin

from lxml import etree
from lxml.builder import ElementMaker

from ..index import Corpus
from ..page import Page

PATH = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def file(corpus: Corpus, name: str, address: str) -> dict[str, str]:
    """The feed by source path below docs/; none without a digest.

    `address` is that under which the site is published, or empty: links are then relative to the feed, as the format
    allows. Identifiers stay the same in both cases, so that no reader sees an entry twice.
    """
    digests = [page for page in corpus.pages.values() if page.meta.get("kind") == "digest" and _dates(page)]
    digests.sort(key=lambda page: (_dates(page)[0], page.path), reverse=True)
    if not digests:
        return {}
    feed = _make.feed(
        _make.title(f"{name}: trend digests"),
        _make.id(_identity(PATH)),
        _make.updated(_day(max(max(_dates(page)) for page in digests))),
        _make.author(_make.name(name)),
        _make.link(rel="self", href=urljoin(address, PATH)),
        _make.link(rel="alternate", href=address or "./"),
        *(_entry(page, address) for page in digests),
    )
    return {PATH: etree.tostring(feed, encoding="unicode", pretty_print=True)}


def _entry(page: Page, address: str) -> etree._Element:
    published, reviewed = _dates(page)
    src = page.path.removeprefix("docs/")
    return _make.entry(
        _make.title(page.title),
        _make.id(_identity(src)),
        _make.link(rel="alternate", href=urljoin(address, f"{src.removesuffix('.md')}/")),
        _make.published(_day(published)),
        _make.updated(_day(max(published, reviewed))),
        _make.summary(" ".join(str(page.meta.get("description", "")).split())),
    )


def _dates(page: Page) -> tuple[date, date] | None:
    """When a digest was published and last reviewed; None where the front matter does not say."""
    found = page.meta.get("published"), page.meta.get("reviewed")
    return found if all(type(day) is date for day in found) else None


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _identity(path: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"efficient-language-models-handbook/{path}").urn
