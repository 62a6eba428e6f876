"""Each family of models with open weights has a page drawn from the data, and an index names them all."""

from pathlib import Path

import miniature

FILES = {
    "docs/index.md": "# Home\n\nThe smallest [@hoffmann2022training].\n",
    "docs/calculators/kv-cache.md": "# KV cache\n",
    "docs/calculators/serving.md": "# Serving\n",
    "docs/models.md": "# Models\n",
    "docs/data/schema/models.yml": """\
title: Models
description: Shapes.
columns:
  family: {label: Family, type: text, plain: true}
  organisation: {label: Organisation, type: text, plain: true}
  released: {label: Released, type: date, plain: true}
  licence: {label: Licence, type: text, plain: true}
  weights: {label: Weights, type: enum, values: [open, restricted, closed], plain: true}
  total_parameters: {label: Total parameters, type: number, unit: parameters}
  layers: {label: Layers, type: integer}
  width: {label: Width, type: integer}
  heads: {label: Query heads, type: integer}
  attention: {label: Attention, type: enum, values: [mha, mqa]}
""",
    "docs/data/models/a.yml": """\
- id: small-1
  name: Small | One
  family: Small
  organisation: A Lab
  released: 2024-05-06
  weights: open
  licence: MIT
  key: hoffmann2022training
  as_of: 2026-11
  sources: {paper: https://example.org/a}
  facts:
    total_parameters: [7e9, paper, "7B <parameters>"]
    layers: [32, paper, "32 layers"]
    width: [4096, paper, "width 4096"]
    heads: [32, paper, "32 heads"]
    attention: [mha, paper, "heads"]
- {id: small-2, name: Small Two, family: Small, organisation: A Lab, released: 2025, weights: closed, as_of: 2026-11}
- {id: hidden, name: Hidden, family: Hidden, organisation: B Lab, weights: closed, as_of: 2026-11}
""",
}


def test_a_page_for_each_open_family(tmp_path: Path, shared_cache: Path) -> None:
    html = miniature.build(FILES, tmp_path, shared_cache).html
    assert {src for src in html if src.startswith("models/")} == {"models/families.md", "models/families/small.md"}
    page = html["models/families/small.md"]
    assert page.index("Small Two") < page.index("Small | One"), "newest first"
    shown = (
        "2 models of A Lab.",
        '<a href="#small-1">Small | One</a>',
        "2024\u201105\u201106",
        "512\u00a0KiB",  # 32 layers, keys and values, 4,096 wide, 2 bytes
        "7B &lt;parameters&gt;",
        '<a href="../../../calculators/kv-cache/?preset=small-1">',
        '<a href="../../../">Home</a>',
        '<a href="../../../bibliography/#hoffmann2022training">',
    )
    assert [text for text in shown if text not in page] == []
    index = html["models/families.md"]
    assert '<a href="small/">Small</a>' in index and "Hidden" not in index


def test_no_page_without_models(tmp_path: Path, shared_cache: Path) -> None:
    site = miniature.build({"docs/index.md": "# Home\n"}, tmp_path, shared_cache)
    assert [src for src in site.html if src.startswith("models/")] == []
