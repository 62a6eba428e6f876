"""A citation opens a card of its work, by pointer, keyboard and touch, and is a plain link without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Open

PAGE = "efficient-transformers/attention-cost/"


def citation(page: Page, index: int = 0) -> Locator:
    return page.locator("article p a.cite").nth(index)


def card(page: Page) -> Locator:
    return page.locator(".card")


def text_of_reference(page: Page, link: Locator) -> str:
    key = link.get_attribute("href").removeprefix("#")
    return page.locator(f'[id="{key}"] .reference-text').inner_text()


def test_pointer_opens_it_and_leaving_closes_it(visit: Open) -> None:
    page = visit(PAGE)
    link = citation(page)
    link.hover()
    expect(card(page)).to_be_visible()
    assert card(page).locator(".card-text").inner_text() == text_of_reference(page, link)
    page.mouse.move(5, 400)
    expect(card(page)).to_have_count(0)


def test_it_names_the_work_and_leads_to_it(visit: Open) -> None:
    page = visit(PAGE)
    link = citation(page)
    link.hover()
    expect(card(page)).to_have_attribute("aria-label", f"Reference: {link.inner_text()}")
    links = {a.inner_text(): a.get_attribute("href") for a in card(page).locator("a").all()}
    assert links["Reference on this page"] == link.get_attribute("href")
    assert "bibliography/#" in links["Bibliography"]
    assert any(address.startswith("https://") for address in links.values())


def test_it_stays_while_the_pointer_is_in_it(visit: Open) -> None:
    page = visit(PAGE)
    citation(page).hover()
    card(page).locator("a").first.hover()
    page.wait_for_timeout(600)
    expect(card(page)).to_be_visible()


def test_a_pointer_that_passes_opens_nothing(visit: Open) -> None:
    page = visit(PAGE)
    citation(page).hover()
    page.mouse.move(5, 400)
    page.wait_for_timeout(400)
    expect(card(page)).to_have_count(0)


def test_only_one_is_open(visit: Open) -> None:
    page = visit(PAGE)
    citation(page).hover()
    expect(card(page)).to_be_visible()
    other = page.locator("article .citation a.cite").nth(3)
    other.focus()
    other.hover()
    expect(card(page)).to_have_attribute("aria-label", f"Reference: {other.inner_text()}")
    expect(card(page)).to_have_count(1)


def focus_by_keyboard(page: Page) -> Locator:
    """Tab to the first citation; the focus is seen, as it is for a reader with a keyboard."""
    link = citation(page)
    link.evaluate("link => { link.tabIndex = 0; link.focus({ focusVisible: true }); }")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")  # what stands before may have a card of its own
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    return link


def test_keyboard_focus_opens_it_and_tab_goes_into_it(visit: Open) -> None:
    page = visit(PAGE)
    focus_by_keyboard(page)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(card(page).locator("a").first).to_be_focused()


def test_tab_out_of_it_closes_it(visit: Open) -> None:
    page = visit(PAGE)
    focus_by_keyboard(page)
    first = card(page).get_attribute("aria-label")
    for _ in range(card(page).locator("a").count() + 1):
        page.keyboard.press("Tab")
    assert card(page).count() == 0 or card(page).get_attribute("aria-label") != first


@pytest.mark.parametrize("tabs", [0, 2])
def test_escape_closes_it_and_keeps_the_place(visit: Open, tabs: int) -> None:
    page = visit(PAGE)
    link = focus_by_keyboard(page)
    for _ in range(tabs):
        page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(link).to_be_focused()


def test_escape_closes_one_that_the_pointer_opened(visit: Open) -> None:
    page = visit(PAGE)
    citation(page).hover()
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    page.wait_for_timeout(400)
    expect(card(page)).to_have_count(0)


def test_enter_follows_the_link(visit: Open) -> None:
    page = visit(PAGE)
    link = focus_by_keyboard(page)
    page.keyboard.press("Enter")
    assert page.url.endswith(link.get_attribute("href"))
    expect(card(page)).to_have_count(0)


def test_a_screen_reader_hears_the_work_with_the_citation(visit: Open) -> None:
    page = visit(PAGE)
    link = citation(page)
    described = page.locator(f'[id="{link.get_attribute("aria-describedby")}"]')
    assert described.inner_text() == text_of_reference(page, link)


def test_a_tap_opens_it_and_a_second_one_follows_the_link(visit: Open) -> None:
    page = visit(PAGE, "phone")
    before = page.url
    link = citation(page)
    link.tap()
    expect(card(page)).to_be_visible()
    assert page.url == before
    link.tap()
    assert page.url == before + link.get_attribute("href")
    expect(card(page)).to_have_count(0)


@pytest.mark.parametrize("close", ["outside", "button"])
def test_a_tap_closes_it(visit: Open, close: str) -> None:
    page = visit(PAGE, "phone")
    citation(page).tap()
    (card(page).get_by_role("button", name="Close") if close == "button" else page.locator("h1")).tap()
    expect(card(page)).to_have_count(0)


def test_on_a_phone_it_is_a_sheet_at_the_foot(visit: Open) -> None:
    page = visit(PAGE, "phone")
    citation(page).tap()
    box = card(page).bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert round(box["y"] + box["height"]) == 844


def test_it_moves_nothing_and_stays_in_the_window(visit: Open) -> None:
    page = visit(PAGE)
    page.evaluate(
        "window.shift = 0; new PerformanceObserver(list => {"
        " for (const entry of list.getEntries()) window.shift += entry.value; }).observe({type: 'layout-shift'})"
    )
    heights = page.evaluate("document.documentElement.scrollHeight")
    for link in page.locator("article p a.cite:visible").all()[:12]:
        link.scroll_into_view_if_needed()
        link.hover()
        expect(card(page)).to_have_attribute("aria-label", f"Reference: {link.inner_text()}")
        box = card(page).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 1280
        assert box["y"] >= 0 and box["y"] + box["height"] <= 800
        page.mouse.move(2, 2)
        expect(card(page)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollHeight") == heights
    assert page.evaluate("window.shift") == 0


def test_a_box_that_scrolls_does_not_cut_it(visit: Open) -> None:
    page = visit(PAGE)
    link = page.locator("article .table-box a.cite").last
    link.scroll_into_view_if_needed()
    link.hover()
    expect(card(page)).to_be_visible()
    seen = card(page).evaluate(
        "card => { const { left, top, width, height } = card.getBoundingClientRect();"
        " return [0.1, 0.5, 0.9].every(part => card.contains("
        "   document.elementFromPoint(left + width * part, top + height * part))); }"
    )
    assert seen


def test_without_javascript_the_link_leads_to_the_reference(visit: Open) -> None:
    page = visit(PAGE, java_script_enabled=False)
    link = citation(page)
    link.click()
    key = link.get_attribute("href")
    assert page.url.endswith(key)
    expect(page.locator(f'[id="{key[1:]}"]')).to_be_in_viewport()
    expect(card(page)).to_have_count(0)
