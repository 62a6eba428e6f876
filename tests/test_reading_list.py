"""The reading list against the built site: every row has its section, with its works and its facts."""

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from handbook import reading_list
from handbook.reading_list import Row, says

ROOT = Path(__file__).resolve().parent.parent
LIST = reading_list.read((ROOT / reading_list.PATH).read_text(encoding="utf-8"))
HEADING = re.compile("h[1-6]")


@cache
def body(file: Path) -> html.HtmlElement:
    return html.parse(file).find(".//article")


def section(site: Path, row: Row) -> list[html.HtmlElement]:
    """The elements from a row's heading to the next of its level: what a reader of that section has before them."""
    here = body(site / row.page.removesuffix(".md") / "index.html").get_element_by_id(row.section)
    found = [here]
    for after in here.itersiblings():
        if HEADING.fullmatch(str(after.tag)) and after.tag <= here.tag:
            break
        found.append(after)
    return found


def text(node: html.HtmlElement) -> str:
    """Its words: formulas as they are read aloud, no figure's labels, no citation's label."""
    if node.tag == "math":
        return re.sub(r"[{}\\]", "", node.get("alttext", ""))
    if not isinstance(node.tag, str) or node.tag in ("svg", "script") or "cite" in node.get("class", "").split():
        return ""
    words = (node.text or "") + "".join(text(child) + (child.tail or "") for child in node)
    return f"{words} " if node.tag in ("p", "li", "td", "th", "dd") else words


def test_the_whole_founding_list_is_there() -> None:
    assert LIST.faults == ()
    assert [(group.title.partition(":")[0], len(group.rows)) for group in LIST.groups] == [
        ("Language models and data programming at ICLR 2021", 11),
        ("Spring 2022", 13),
        ("August 2022", 18),
        ("September 2022", 18),
        ("Efficient Transformers in practice", 6),
    ]
    assert len({row.id for row in LIST.rows}) == 66
    assert [row.id for row in LIST.rows if len(row.facts) < 3] == []


@pytest.mark.parametrize("row", LIST.rows, ids=lambda row: row.id)
def test_a_section_states_each_fact_and_cites_each_work(built_site: Path, row: Row) -> None:
    elements = section(built_site, row)
    words = " ".join(map(text, elements))
    assert [fact for fact in row.facts if not says(words, fact)] == []
    cited = {href.removeprefix("#ref-") for e in elements for href in e.xpath(".//a[contains(@class, 'cite')]/@href")}
    assert set(row.keys) - cited == set()


def test_a_fact_that_is_taken_out_is_missed(built_site: Path) -> None:
    kept = []
    for row in LIST.rows:
        words = " ".join(" ".join(map(text, section(built_site, row))).replace("–", "-").split())
        for fact in row.facts:
            without = words
            for form in fact.split(" | "):
                without = re.sub(re.escape(form).replace(r"\ ", r"\s+"), "", without, flags=re.I)
            kept += [f"{row.id}: {fact}"] if says(without, fact) else []
    assert kept == []
