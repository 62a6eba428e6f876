"""axe finds nothing, on every kind of page, on a desktop and on a phone, in both schemes; no rule is switched off."""

from functools import cache
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from .conftest import PAGES, WIDTHS, Open, views

OTHERS = [
    "",
    "comparisons/",
    "data/",
    "evidence/",
    "evidence/efficient-transformers/attention-cost/",
    "contributing/architecture/",
    "404.html",
]
both_schemes = pytest.mark.parametrize("scheme", ["light", "dark"])
both_screens = pytest.mark.parametrize("screen", WIDTHS)


@cache
def axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """One line per element that axe objects to: rule, element, reason."""
    page.evaluate(axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {(node['failureSummary'] or '').splitlines()[-1].strip()}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("path,screen,scheme", views([*PAGES, *OTHERS], {"", "efficient-transformers/attention-cost/"}))
def test_page(visit: Open, path: str, screen: str, scheme: str) -> None:
    page = visit(path, screen, scheme)
    # Entries of the bibliography and rows of a table come from one template: some stand for all, or axe takes a minute.
    alike = "article.entry:nth-of-type(n + 60), tbody tr:nth-child(n + 40)"
    page.evaluate("alike => document.querySelectorAll(alike).forEach((one) => one.remove())", alike)
    page.evaluate("for (const folded of document.querySelectorAll('article details')) folded.open = true")
    assert violations(page) == []


@both_schemes
@both_screens
def test_open_card(visit: Open, screen: str, scheme: str) -> None:
    page = visit("efficient-transformers/attention-cost/", screen, scheme)
    link = page.locator("article a.cite").first
    link.tap() if screen == "phone" else link.hover()
    page.locator(".card").wait_for()
    assert violations(page) == []


@both_schemes
@both_screens
def test_open_search(visit: Open, screen: str, scheme: str) -> None:
    page = visit("", screen, scheme, search=True)
    page.locator("label.md-header__button[for=__search]").click() if screen == "phone" else page.keyboard.press("/")
    page.keyboard.type("attention")
    page.locator(".md-search-result__item").first.wait_for()
    assert violations(page) == []


@both_schemes
def test_open_menu_of_a_phone(visit: Open, scheme: str) -> None:
    page = visit("notation/", "phone", scheme)
    page.locator("label.md-header__button[for=__drawer]").click()
    page.locator(".md-nav--primary").wait_for()
    assert violations(page) == []


@both_schemes
def test_target_of_a_link(visit: Open, scheme: str) -> None:
    page = visit("efficient-transformers/attention-cost/", "desktop", scheme)
    page.goto(page.url + page.locator("a.cite").first.get_attribute("href"))
    assert violations(page) == []
