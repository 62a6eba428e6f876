"""The feed holds every digest, newest first, with addresses that lead to it, and can be read by any reader."""

from pathlib import Path

from lxml import etree

import miniature

ATOM = "{http://www.w3.org/2005/Atom}"
FRONT = (
    "---\ntitle: {}\ndescription: {}\nkind: digest\npublished: {}\nreviewed: {}\n---\n\n# {}\n\n"
    "**What still matters?**\n\nMuch.\n"
)
TOLD = "What was claimed in that month, how strong the evidence is, & what became of it <since>"
FILES = {
    "docs/index.md": "# Home\n",
    "docs/trends/old.md": FRONT.format("Old", TOLD, "2026-01-02", "2026-11-03", "Old"),
    "docs/trends/new.md": FRONT.format('"New: & <b>"', TOLD, "2026-10-01", "2026-10-01", "New"),
    "docs/trends/undated.md": "---\ntitle: Undated\nkind: digest\n---\n\n# Undated\n",
}


def feed(tmp_path: Path, cache: Path, address: str = "") -> etree._Element:
    tree = {**FILES, "mkdocs.yml": f"site_name: A\nsite_url: '{address}'\n"}
    return etree.parse(miniature.build(tree, tmp_path, cache).folder / "feed.xml").getroot()


def test_newest_first_with_dates_and_plain_text(tmp_path: Path, shared_cache: Path) -> None:
    root = feed(tmp_path, shared_cache)
    entries = [{c.tag.removeprefix(ATOM): c.text or c.get("href") for c in e} for e in root.findall(f"{ATOM}entry")]
    assert [(e["title"], e["link"], e["published"], e["updated"], e["summary"]) for e in entries] == [
        ("New: & <b>", "trends/new/", "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", TOLD),
        ("Old", "trends/old/", "2026-01-02T00:00:00Z", "2026-11-03T00:00:00Z", TOLD),
    ]
    assert root.findtext(f"{ATOM}updated") == "2026-11-03T00:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    identities = [e["id"] for e in entries] + [root.findtext(f"{ATOM}id")]
    assert len(set(identities)) == 3 and all(i.startswith("urn:uuid:") for i in identities)


def test_published_addresses_are_whole_and_identities_stay(tmp_path: Path, shared_cache: Path) -> None:
    bare = feed(tmp_path / "bare", shared_cache)
    root = feed(tmp_path / "published", shared_cache, "https://handbook.example/book/")
    assert [link.get("href") for link in root.iter(f"{ATOM}link")] == [
        "https://handbook.example/book/feed.xml",
        "https://handbook.example/book/",
        "https://handbook.example/book/trends/new/",
        "https://handbook.example/book/trends/old/",
    ]
    assert [i.text for i in root.iter(f"{ATOM}id")] == [i.text for i in bare.iter(f"{ATOM}id")]


def test_no_feed_without_a_digest(tmp_path: Path, shared_cache: Path) -> None:
    assert not (miniature.build({"docs/index.md": "# Home\n"}, tmp_path, shared_cache).folder / "feed.xml").exists()
