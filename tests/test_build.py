"""A whole build of a miniature site: processes, bytes, what readers get, and what never survives to the page."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

import miniature

PAGE = """\
---
title: A
---
# A

Text by @hoffmann2022training and [@hoffmann2022training, table 3]; $x^2$ and

$$
C = 6ND
$$

## Details

| A | B |
|---|---|
| [@hoffmann2022training, sec. 4] | $|x|$ |

`[@hoffmann2022training]` and [nDCG@10 on BEIR](b.md), mail <a@b.org>, @media, $5–$10, \\$HOME, \\@hoffmann2022training.

```python
@property
def f(x): return x[@hoffmann2022training]
```

    @hoffmann2022training $y$

![A drawing](figures/a.svg)
"""
TREE = {
    "docs/index.md": PAGE,
    "docs/b.md": "# B\n\nNothing.\n",
    "docs/figures/a.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>T</title>'
    '<path id="p" class="fig-line-1" d="M0 0" style="fill:red" onclick="x()"/><use href="#p"/>'
    "<script>x()</script></svg>",
}


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every process that is started, by its command line."""
    started: list[list[str]] = []
    real = subprocess.Popen.__init__

    def watched(self: Any, args: Any, *rest: Any, **more: Any) -> None:
        started.append([str(a) for a in args] if isinstance(args, list | tuple) else [str(args)])
        real(self, args, *rest, **more)

    monkeypatch.setattr(subprocess.Popen, "__init__", watched)
    return started


def test_one_process_for_citations_one_for_formulas_none_when_nothing_changed(
    tmp_path: Path, processes: list[list[str]]
) -> None:
    cold = miniature.build(TREE, tmp_path / "1", tmp_path / "cache")
    assert [("--citeproc" in p, "--mathml" in p) for p in processes] == [(False, True), (True, False)]
    warm = miniature.build(TREE, tmp_path / "2", tmp_path / "cache")
    assert len(processes) == 2
    assert warm.html == cold.html


def test_a_new_citation_gives_the_bytes_of_a_cold_build(tmp_path: Path) -> None:
    miniature.build(TREE, tmp_path / "1", tmp_path / "cache")
    more = {**TREE, "docs/b.md": "# B\n\n[see @hoffmann2022training, p. 9] and $z$.\n"}
    warm = miniature.build(more, tmp_path / "2", tmp_path / "cache")
    assert warm.html == miniature.build(more, tmp_path / "3", tmp_path / "other").html


def test_the_parser_decides_what_is_a_citation_and_what_is_code(tmp_path: Path) -> None:
    html = miniature.build(TREE, tmp_path).html["index.md"]
    cite = '<a class="cite" href="#ref-hoffmann2022training">'
    assert f'<span class="citation" id="cite-1">{cite}Hoffmann and Borgeaud (2022)</a></span>' in html
    assert f'<span class="citation" id="cite-2">({cite}Hoffmann and Borgeaud, 2022, table 3</a>)</span>' in html
    assert f'<td><span class="citation" id="cite-3">({cite}Hoffmann and Borgeaud, 2022, sec. 4</a>)</span></td>' in html
    assert "<code>[@hoffmann2022training]</code>" in html
    assert ">nDCG@10 on BEIR</a>" in html
    assert "@media, $5–$10, $HOME, @hoffmann2022training." in html
    assert "@hoffmann2022training $y$" in html
    code = re.search(r'<div class="[^"]*highlight[^"]*">(.*?)</div>', html, re.S)
    assert code is not None
    assert re.sub("<[^>]*>", "", code[1]).split() == "@property def f(x): return x[@hoffmann2022training]".split()


def test_references_lead_back_to_every_mark(tmp_path: Path) -> None:
    html = miniature.build(TREE, tmp_path).html["index.md"]
    listed = html.partition('<section class="references"')[2]
    assert re.findall(r'<li id="ref-(\w+)"', listed) == ["hoffmann2022training"]
    assert re.findall(r'href="#(cite-\d)"', listed) == ["cite-1", "cite-2", "cite-3"]


def test_a_picture_is_set_in_without_what_could_harm(tmp_path: Path) -> None:
    html = miniature.build(TREE, tmp_path).html["index.md"]
    drawing = re.search(r"<svg.*?</svg>", html, re.S)
    assert drawing is not None
    assert 'role="img" aria-label="A drawing"' in drawing[0] and 'class="fig-line-1"' in drawing[0]
    assert not re.search(r"script|onclick|style=|<title", drawing[0])
    name = re.search(r'id="([^"]+)"', drawing[0])
    assert name is not None and f'href="#{name[1]}"' in drawing[0] and name[1] != "p"


def test_no_mark_and_no_private_character_reaches_a_reader(built_site: Path) -> None:
    marked = [p.name for p in built_site.rglob("*.html") if re.search("[\ue000-\ue0ff]", p.read_text(encoding="utf-8"))]
    index = (built_site / "search/search_index.json").read_text(encoding="utf-8")
    assert marked == [] and not re.search(r"[\ue000-\ue0ff]|\\ue0", index)


def test_search_reads_no_tex_and_no_references(built_site: Path) -> None:
    index = (built_site / "search/search_index.json").read_text(encoding="utf-8")
    assert "mathrm" not in index and "cited here:" not in index and "tokens per parameter" in index


def test_formulas_of_a_table_are_set_and_stay_out_of_search(built_site: Path) -> None:
    html = (built_site / "comparisons/index.html").read_text(encoding="utf-8")
    assert '"><math alttext="L(N, D) = L_\\infty + A/N^{\\alpha} + B/D^{\\beta}"><mrow>' in html
    sections = json.loads((built_site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
    text = " ".join(s["text"] for s in sections if s["location"] == "comparisons/#scaling-laws")
    assert "Fitted form" in text and not re.search(r"[\\^{]|L\(N", text)
    data = (built_site / "data/scaling-laws.csv").read_text(encoding="utf-8")
    assert ',form,"L(N, D) = L_\\infty + A/N^{\\alpha} + B/D^{\\beta}",' in data


def test_the_math_font_is_small_and_has_its_licence(built_site: Path) -> None:
    font = built_site / "assets/fonts/math.woff2"
    assert 5_000 < font.stat().st_size <= 100_000
    assert "SIL OPEN FONT LICENSE" in (built_site / "assets/fonts/OFL.txt").read_text(encoding="utf-8")


def test_a_writers_own_private_characters_are_no_marks(tmp_path: Path) -> None:
    html = miniature.build({"docs/index.md": "# A\n\nA \ue000c0\ue001 and \ue002.\n"}, tmp_path).html["index.md"]
    assert "A c0 and ." in html


OTHER = """\
---
title: B
description: The page that explains what a router is, so that the term and the link of the first one lead somewhere.
kind: reference
---

# B

## There { #there }
"""
EDITED = {
    "docs/index.md": """\
---
title: Home
description: One page with a figure that has a row, a term that the glossary explains, and a work that it cites.
kind: core
reviewed: 2026-11-20
---

# Home

A router of 70 experts [@hoffmann2022training]. More: [the other page](b.md#there).
""",
    "docs/b.md": OTHER,
    "docs/data/glossary.yml": "- {term: router, meaning: It picks experts., page: b.md}\n",
    "docs/data/evidence/index.csv": "words,key,locator,seen,kind,formula,date,verdict,note\n"
    "70 experts,hoffmann2022training,table 3,https://arxiv.org/abs/2203.15556,paper,,2026-11-20,confirmed,\n",
    "bib/references.bib": miniature.BIBLIOGRAPHY,
}


@pytest.mark.parametrize(
    "path,old,new,page",
    [
        ("docs/index.md", "More:", "Further:", "index.md"),
        ("docs/data/glossary.yml", "picks experts", "chooses experts", "index.md"),
        ("docs/data/evidence/index.csv", "table 3", "table 4", "evidence/index.md"),
        ("bib/references.bib", "Training Compute-Optimal", "Learning Compute-Optimal", "index.md"),
    ],
)
def test_a_later_build_in_the_same_process_shows_the_change(
    tmp_path: Path, shared_cache: Path, path: str, old: str, new: str, page: str
) -> None:
    """`mkdocs serve` keeps what it read: what has changed is read anew, and nothing else differs."""
    before = miniature.build(EDITED, tmp_path)
    after = miniature.build({**EDITED, path: EDITED[path].replace(old, new)}, tmp_path)
    assert after.html == {src: html.replace(old, new) for src, html in before.html.items()}
    assert after.html[page] != before.html[page]


def test_a_later_build_in_the_same_process_tells_a_new_fault_and_forgets_a_mended_one(tmp_path: Path) -> None:
    assert miniature.build(EDITED, tmp_path).findings == []
    broken = miniature.build({**EDITED, "docs/b.md": OTHER.replace("#there", "#here")}, tmp_path)
    assert [line.partition(":")[0] + line[line.rindex(" (") :] for line in broken.findings] == [
        "docs/index.md (missing-anchor)"
    ]
    assert miniature.build(EDITED, tmp_path).findings == []
