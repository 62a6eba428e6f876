"""A term of the glossary shows its meaning where it stands first, by pointer, keyboard and touch, and leads to it."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open

PAGE = "efficient-transformers/attention-cost/"


def meaning_in_glossary(page: Page, href: str) -> str:
    page.goto(page.url.split("?")[0] + href)
    fragment = href.partition("#")[2]
    return page.locator(f"dt#{fragment} + dd").inner_text()


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_its_meaning_is_shown(visit: Open, way: str) -> None:
    page = visit(PAGE)
    term = page.locator("article a.term").first
    if way == "pointer":
        term.hover()
    else:
        page.keyboard.press("Tab")
        term.focus()
    card = page.locator(".card")
    expect(card).to_be_visible()
    expect(card).to_have_attribute("aria-label", f"Term: {term.inner_text()}")
    said = card.locator(".card-text").inner_text()
    assert said == term.get_attribute("aria-description")
    assert term.get_attribute("title") is None
    assert meaning_in_glossary(page, term.get_attribute("href")).startswith(said)


def test_a_first_tap_shows_it_and_a_second_leads_to_it(visit: Open) -> None:
    page = visit(PAGE, "phone")
    term = page.locator("article a.term").first
    term.tap()
    expect(page.locator(".card")).to_be_visible()
    term.tap()
    page.wait_for_url("**/glossary/#*")


def test_each_term_is_marked_once(visit: Open) -> None:
    page = visit(PAGE)
    targets = [link.get_attribute("href") for link in page.locator("article a.term").all()]
    assert targets and len(targets) == len(set(targets))


def test_without_javascript_the_browser_shows_it(visit: Open) -> None:
    page = visit(PAGE, java_script_enabled=False)
    assert page.locator("article a.term").first.get_attribute("title").endswith(".")


@pytest.mark.parametrize("path", ["", PAGE, "trends/september-2022/"])
def test_it_stays_in_its_line(visit: Open, path: str) -> None:
    terms = visit(path).locator("article a.term")
    assert terms.count() > 3
    shown = terms.evaluate_all("terms => terms.map((term) => getComputedStyle(term).display)")
    assert set(shown) == {"inline"}
