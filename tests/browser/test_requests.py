"""Nothing is asked of another host, a strict policy refuses nothing, and nothing fails, whatever a page is built of."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser

from .conftest import Open


def addresses(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix().removesuffix("index.html") for p in folder.rglob("*.html"))


def file_of(folder: Path, path: str) -> Path:
    return folder / (path if path.endswith(".html") else f"{path}index.html")


def kinds(file: Path) -> set[tuple[str, str, str]]:
    """What a page is built of: its elements with their classes, their attributes, and the calculators it starts."""
    found = set()
    for element in html.parse(file).iter("*"):
        found |= {(element.tag, "class", name) for name in (element.get("class") or "").split()}
        found |= {(element.tag, name, value if name == "data-calculator" else "") for name, value in element.items()}
    return found


def samples(folder: Path) -> list[str]:
    """Few pages that together hold every kind of element of the site: what none of them asks, no page asks."""
    pages = {path: kinds(file_of(folder, path)) for path in addresses(folder)}
    missing = set().union(*pages.values())
    chosen = []
    while missing:
        chosen.append(max(pages, key=lambda path: len(pages[path] & missing)))
        missing -= pages[chosen[-1]]
    return chosen


def faults(browser: Browser, base: str, paths: list[str]) -> list[str]:
    """Everything that goes wrong on the pages, as `page: what`; each page is scrolled through and searched."""
    found: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    here = ""

    def note(text: str) -> None:
        found.append(f"{here or 'home'}: {text}")

    def asked(address: str) -> None:
        if not address.startswith((base, "data:", "blob:")):
            note(f"asks {address}")

    page.on("request", lambda request: asked(request.url))
    page.on("websocket", lambda socket: asked(socket.url))
    page.on("pageerror", lambda error: note(f"error: {error}"))
    page.on("console", lambda message: note(message.text) if message.type in ("error", "warning") else None)
    page.on("response", lambda answer: note(f"{answer.status}: {answer.url}") if answer.status >= 400 else None)
    for here in paths:
        page.goto(base + here)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
    # Facts about the repository, fonts and workers are asked for late: give them their time once.
    page.keyboard.press("/")
    page.keyboard.type("token")
    page.wait_for_selector(".md-search-result__item")
    page.wait_for_load_state("networkidle")
    context.close()
    return found


def test_pages_ask_no_other_host(browser: Browser, site: str, built_site: Path) -> None:
    paths = samples(built_site)
    assert {"", "bibliography/", "calculators/index-size/"} < set(paths)
    assert faults(browser, site, paths) == []


def test_published_pages_ask_no_other_host(browser: Browser, published: str, published_site: Path) -> None:
    """`repo_url` makes stock Material ask api.github.com for stars."""
    assert faults(browser, published, ["", "notation/", "contributing/rules/", "404.html"]) == []


def test_a_link_to_the_repository_and_an_edit_link_only_where_published(visit: Open, published: str) -> None:
    page = visit("notation/", base=published)
    edit = page.locator("a[rel=edit]").get_attribute("href")
    assert edit == "https://github.com/example/handbook/edit/main/docs/notation.md"
    assert page.locator("a.md-source").first.get_attribute("href") == "https://github.com/example/handbook"
    assert page.locator("link[rel=canonical]").get_attribute("href") == "https://handbook.example/notation/"
    assert visit("contributing/rules/", base=published).locator("a[rel=edit]").count() == 0
    bare = visit("notation/")
    assert bare.locator("a[rel=edit], a.md-source, link[rel=canonical]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_visit_has_the_system_colours(visit: Open, scheme: str) -> None:
    page = visit("", scheme=scheme)
    assert page.locator("body").get_attribute("data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]


def test_chosen_colours_last(visit: Open) -> None:
    page = visit("")
    page.locator("label[for=__palette_1]").click()
    page.locator("label[for=__palette_2]").click()
    page.goto(page.url + "notation/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_every_address_is_of_this_site(built_site: Path) -> None:
    """Hosts in what the site serves: links that a reader may follow, but nothing that a browser loads by itself."""
    loading = "//script/@src | //link[not(@rel='canonical')]/@href | //img/@src | //iframe/@src | //source/@src"
    for path in addresses(built_site):
        hosts = {urlsplit(str(value)).netloc for value in html.parse(file_of(built_site, path)).xpath(loading)}
        assert hosts <= {""}, path
