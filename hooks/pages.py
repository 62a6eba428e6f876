"""Door: marks go into each page's Markdown before mkdocs-bibtex sees it, and all pages' HTML is settled at once."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from handbook import front, marks
from handbook.extension import Marks


def on_config(config: MkDocsConfig) -> None:
    config.markdown_extensions.append(Marks())


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    config.extra["handbook"].in_nav = frozenset(page.file.src_uri for page in nav.pages)


@event_priority(100)
def _put_marks(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    build = config.extra["handbook"]
    page.meta = front.usable(page.meta, build.corpus.root)
    return build.prepare(page.file.src_uri, markdown)


@event_priority(-100)
def _bring_back(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return marks.bring_back(markdown)


on_page_markdown = CombinedEvent(_put_marks, _bring_back)


def on_env(env: object, config: MkDocsConfig, files: Files) -> None:
    build = config.extra["handbook"]
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
    done = build.settle(
        {src: (str(page.title), page.url, page.content or "") for src, page in pages.items()},
        {file.url for file in files if not file.is_documentation_page()},
        frozenset(f.src_uri for f in files if f.inclusion == InclusionLevel.NOT_IN_NAV),
    )
    for src, page in pages.items():
        page.content = done[src]
        for link in page.toc:
            _plain(link, build, src)


@event_priority(-100)
def on_page_context(context: object, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    # the search plugin has read it
    page.content = config.extra["handbook"].finish(page.file.src_uri, page.url, page.content)


def _plain(link: AnchorLink, build: object, src: str) -> None:
    """A mark in a heading comes back as source in the table of contents."""
    link.title = build.without_marks(src, link.title)
    for child in link.children:
        _plain(child, build, src)
