"""A real Chromium in front of the built site, which is served with a strict Content-Security-Policy."""

import functools
import json
import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import chromium

# Nothing of the site is inline and nothing comes from elsewhere, Material's own scripts included.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " + "; ".join(
    f"{kind}-src 'self'" for kind in ("script", "style", "img", "font", "connect", "worker", "manifest")
)
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
# What Material's worker reads on every page it finds: tests that do not search spare it the site's whole index.
NO_INDEX = json.dumps({"config": {"lang": ["en"], "separator": "[\\s]+", "pipeline": [], "fields": {}}, "docs": []})
# One page of each kind whose text holds what may be wide; tests add the pages that they need besides.
PAGES = [
    "notation/",
    "efficient-transformers/attention-cost/",
    "mixture-of-experts/routing/",
    "retrieval/dense/",
    "scaling-laws/compute-optimal/",
    "trends/september-2022/",
    "models/",
    "bibliography/",
    "contributing/rules/",
]


def views(names: list[str], whole: set[str]) -> list[tuple[str, str, str]]:
    """(name, screen, scheme): all four views of the names in `whole`, two that share nothing of each other name.

    Screens and schemes do not depend on each other: both of each are seen on every page, all four on each kind of it.
    """
    every = [(screen, scheme) for screen in WIDTHS for scheme in ("light", "dark")]
    pairs = [(every[0], every[3]), (every[1], every[2])]
    return [
        (name, *view) for number, name in enumerate(names) for view in (every if name in whole else pairs[number % 2])
    ]


class Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY.replace("img-src 'self'", "img-src 'self' data:"))
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def site(built_site: Path) -> Iterator[str]:
    """The address of the site."""
    yield from serve(built_site)


@pytest.fixture(scope="session")
def published(published_site: Path) -> Iterator[str]:
    """The address under which this machine serves what would be published."""
    yield from serve(published_site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.executable()
    assert path, "no Chromium; `make test` installs one, or CHROMIUM= names one"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        yield started
        started.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Open]:
    """Open a page of the site: `visit("notation/", "phone", "dark")`; further names go to the browser's context."""
    contexts = []

    def visit(
        path: str = "",
        screen: str = "desktop",
        scheme: str = "light",
        base: str = site,
        search: bool = False,
        **options: Any,
    ) -> Page:
        width, height = WIDTHS[screen]
        settings = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "reduced_motion": "reduce"}
        if screen == "phone":
            settings |= {"has_touch": True, "is_mobile": True}
        context = browser.new_context(**{**settings, **options})
        contexts.append(context)
        context.set_default_timeout(60_000)  # ends what hangs; a loaded machine is not a fault
        if not search:
            context.route("**/search_index.json", lambda route: route.fulfill(body=NO_INDEX))
        page = context.new_page()
        page.goto(base + path)
        page.evaluate("document.fonts.ready.then(() => true)") if options.get("java_script_enabled", True) else None
        return page

    yield visit
    for context in contexts:
        context.close()
