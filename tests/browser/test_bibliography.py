"""The bibliography can be narrowed and its BibTeX copied; without JavaScript it is a plain list."""

from playwright.sync_api import Page, expect

from .conftest import Open


def shown(page: Page) -> int:
    return page.locator("article.entry:visible").count()


def test_the_box_narrows_by_author_title_year_and_key(visit: Open) -> None:
    page = visit("bibliography/")
    everything = shown(page)
    first = page.locator("article.entry").first
    box = page.get_by_role("searchbox", name="Narrow by author, title, year or key")
    box.fill(first.get_attribute("id").upper())
    expect(page.locator(".entry-status")).to_have_text(f"{shown(page)} of {everything} works")
    expect(first).to_be_visible()
    assert 0 < shown(page) < everything
    box.fill("no such work anywhere")
    expect(page.locator(".entry-status")).to_have_text(f"0 of {everything} works")
    box.press("Escape")
    assert shown(page) == everything


def test_a_name_is_found_without_its_accents(visit: Open) -> None:
    page = visit("bibliography/")
    accented = page.locator("article.entry", has=page.get_by_text("Christopher Ré")).first
    page.get_by_role("searchbox").fill("christopher RE")
    expect(accented).to_be_visible()


def test_an_address_leads_to_its_work_and_wins_over_the_box(visit: Open) -> None:
    page = visit("bibliography/")
    last = page.locator("article.entry").last
    expect(visit(f"bibliography/#{last.get_attribute('id')}").locator("article.entry").last).to_be_in_viewport()
    page.get_by_role("searchbox").fill(page.locator("article.entry").first.get_attribute("id"))
    expect(last).to_be_hidden()
    page.evaluate("id => { location.hash = id; }", last.get_attribute("id"))
    expect(last).to_be_in_viewport()


def test_bibtex_is_copied(visit: Open) -> None:
    page = visit("bibliography/", permissions=["clipboard-read", "clipboard-write"])
    entry = page.locator("article.entry").first
    entry.locator("summary").click()
    entry.get_by_role("button", name="Copy to clipboard").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_text("Copied to clipboard")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@") and entry.get_attribute("id") in copied and copied.endswith("}\n")
    assert copied.strip() == entry.locator("pre").inner_text().strip()


def test_without_javascript_every_work_is_there(visit: Open) -> None:
    page = visit("bibliography/", java_script_enabled=False)
    expect(page.get_by_role("searchbox", name="Narrow")).to_have_count(0)
    expect(page.locator("article.entry").last).to_be_visible()
