"""A wide table or formula scrolls in a box with a name that takes the focus; a narrow one is no stop for Tab."""

import pytest
from playwright.sync_api import Page

from .conftest import PAGES, WIDTHS, Open


def boxes(page: Page) -> list[dict]:
    page.wait_for_timeout(100)  # the browser tells the sizes after it has laid the page out
    return page.evaluate(
        """() => [...document.querySelectorAll("article :is(.table-box, .math-box)")].map((box) => ({
          wide: box.scrollWidth > box.clientWidth + 1,
          focus: box.tabIndex === 0,
          name: box.getAttribute("aria-label") ||
            document.getElementById(box.getAttribute("aria-labelledby"))?.textContent.trim() || "",
        }))"""
    )


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("path", [path for path in PAGES if path != "bibliography/"])  # which has no box
def test_boxes_take_the_focus_when_they_scroll(visit: Open, path: str, screen: str) -> None:
    for box in boxes(visit(path, screen)):
        assert box["focus"] == box["wide"], box
        assert box["name"] or not box["wide"], box


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("path", ["", *PAGES, "data/", "evidence/", "evidence/retrieval/dense/", "404.html"])
def test_no_page_is_wider_than_the_screen(visit: Open, path: str, screen: str) -> None:
    page = visit(path, screen)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen][0]


def test_a_box_follows_the_window(visit: Open) -> None:
    page = visit("efficient-transformers/attention-cost/")
    before = sum(box["focus"] for box in boxes(page))
    page.set_viewport_size({"width": 390, "height": 844})
    narrow = boxes(page)
    assert sum(box["focus"] for box in narrow) > before
    page.set_viewport_size({"width": 1280, "height": 800})
    assert sum(box["focus"] for box in boxes(page)) == before


def test_a_box_scrolls_by_keyboard(visit: Open) -> None:
    page = visit("efficient-transformers/attention-cost/", "phone")
    boxes(page)
    box = page.locator("article :is(.table-box, .math-box)[tabindex='0']").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
