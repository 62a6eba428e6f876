"""The data files: reading with places, what the words of a source state, and the real data against planted digits."""

import json
import re
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handbook import datasets, judge, quotes
from handbook.datasets import Cell, Dataset, Record
from handbook.finding import Place
from handbook.index import Corpus, read_corpus
from handbook.render.presets import presets
from handbook.rules import all_rules, data
from handbook.schemas import Column

PATH = "docs/data/models/llama.yml"
SCHEMA = """\
title: Models
description: Shapes.
columns:
  organisation: {label: Organisation, type: text, plain: true}
  total_parameters: {label: Total parameters, type: number, unit: parameters, range: [1e6, null]}
  glu: {label: GLU, type: boolean}
"""
DATA = """\
- id: llama
  name: Llama
  organisation: Meta
  key: touvron2023llama2
  as_of: 2026-11
  sources:
    paper: "https://arxiv.org/abs/2307.09288 ; github.com/meta/llama: README.md"
  facts:
    total_parameters: [70.5e9, paper, "70.5B
      of parameters"]
    glu: [true, paper, SwiGLU]
    secret: [1, paper, "1"]
  convention: Counted so.
"""


def read(data: str = DATA, schema: str = SCHEMA) -> Dataset:
    return datasets.read({PATH: data, "docs/data/schema/models.yml": schema})["models"]


def test_a_record_with_the_places_of_its_values() -> None:
    seen = ("https://arxiv.org/abs/2307.09288", "github.com/meta/llama: README.md")
    found = read()
    assert found.faults == ()
    place = Place("docs/data/schema/models.yml", 5, 3)
    assert found.columns["total_parameters"] == Column(
        "total_parameters", "Total parameters", "number", "parameters", range=(1e6, None), place=place
    )
    (record,) = found.records
    assert record.cells == {
        "organisation": Cell("Meta", "", (), "", Place(PATH, 3, 3), "Meta"),
        "total_parameters": Cell(70_500_000_000, "paper", seen, "70.5B of parameters", Place(PATH, 9, 5), "70.5e9"),
        "glu": Cell(True, "paper", seen, "SwiGLU", Place(PATH, 11, 5), "true"),
    }
    assert record.unknown == {"secret": Place(PATH, 12, 5)}
    assert (record.id, record.key, record.as_of) == ("llama", "touvron2023llama2", "2026-11")
    assert record.convention == "Counted so."
    assert (record.line, record.place("as_of"), record.place("nothing")) == (1, Place(PATH, 5, 3), Place(PATH, 1))
    assert (record["glu"], record["width"], record.number("glu")) == (True, None, None)
    assert record.number("total_parameters") == 70.5e9


def test_a_fault_in_one_record_leaves_the_others() -> None:
    found = read(DATA.replace("70.5e9", "much") + DATA.replace("id: llama", "id: other"))
    assert [record.id for record in found.records] == ["llama", "other"]
    assert ["total_parameters" in record.cells for record in found.records] == [False, True]
    assert [str(f) for f in found.faults] == [
        f'{PATH}:9:5: "total_parameters" is "much"; it must be a number: 70e9 or 0.35, without a unit (data-value)'
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"num_hidden_layers": 80', [80]),
        ("n_layer=80, n_head=64", [80, 64]),
        ("int = 1_048_576 and 78,103,074,560", [1048576, 78103074560]),
        ("Qwen3-30B-A3B has 128K", [30e9, 3e9, 128e3]),
        ("8x7B", [8, 7e9]),
        ("14.8 trillion, 2 Billion, 2.0T", [14.8e12, 2e9, 2e12]),
        (r"3.14 \times 10^{23}, 3.14e23, 3 × 10²³, 1.5E+22", [3.14e23, 3.14e23, 3e23, 1.5e22]),
        ("λ = −0.1666, c - 4, x-4, .35", [-0.1666, 4, 4, 0.35]),
        ("2.039TB/s, 80GiB, 819 GBps", [2.039e12, 80e9, 819e9]),
        ("two experts", [2]),
        ("the first layer is dense, --first-k 1 and first of all", [1, 1]),
        ("w1 of bf16 in 2024.05.06", []),
        ("8 KV heads, 48 T", [8, 48]),
        ("Parameters (in billions) 8.63", [8.63, 8.63e9]),
    ],
)
def test_numbers_of_a_quote(text: str, values: list[float]) -> None:
    assert [n.value for n in quotes.numbers(text)] == pytest.approx(values, rel=1e-12)


def test_a_list_in_which_an_item_stands_alone_is_no_count() -> None:
    assert quotes.regular("[0, 0, 4, 128, 4, 128]")
    assert not quotes.regular("[0, 0, 4, 128, 5, 128]")
    assert quotes.regular("[mamba, moe, attention]") and quotes.regular("[4, 8, 12]")


@pytest.mark.parametrize(
    ("text", "value", "tokens", "scale", "means"),
    [
        ("128K", 131072, True, 1, True),
        ("128K", 131072, False, 1, False),
        ("671B", 671, False, 1, False),
        ("3350GB/s", 3.35, False, 1e12, True),
        ("3350GB/s", 3.36, False, 1e12, False),
        ("288 TB", 288, False, 1e9, False),
        ("288400343040", 288, False, 1e9, True),
        ("78103074561", 78103074560, False, 1, False),
    ],
)
def test_what_a_number_may_mean(text: str, value: float, tokens: bool, scale: float, means: bool) -> None:
    (number,) = quotes.numbers(text)
    assert number.means(value, tokens, scale) == means


@pytest.mark.parametrize(
    "text",
    ["2024.05.06: We", "20240506", "May 6, 2024", "6 May 2024", "6th of May 2024", "5/6/2024", "2024/05<!--06-->"],
)
def test_dates_of_a_quote(text: str) -> None:
    assert {"2024-05-06", "2024-05", "2024"} <= quotes.dates(text)
    assert "2024-05-07" not in quotes.dates(text)


@pytest.fixture(scope="module")
def real() -> Corpus:
    return read_corpus(Path(__file__).resolve().parent.parent, date(2026, 11, 21))


def _data_findings(corpus: Corpus) -> list[str]:
    found = judge.settled(corpus, judge.findings("source", corpus), ["source"])
    return [str(f) for f in found if f.rule.startswith("data-")]


def test_the_real_data_are_read_and_judged_in_a_blink(real: Corpus) -> None:
    tables = {path: text for path, text in real.tables.items() if "/models" in path}
    models = Corpus(real.root, {}, real.bibliography, tables, frozenset(), real.today)
    datasets._dataset.cache_clear()
    for cached in (quotes.numbers, quotes.names, quotes.dates, quotes.versions):
        cached.cache_clear()
    rules = [rule for name, rule in all_rules().items() if name.startswith("data-")]
    start = time.process_time()
    for rule in rules:
        list(rule.check(models))
    count = len(models.datasets["models"].records)
    assert count >= 50
    assert (time.process_time() - start) * 80 / count < 0.4  # 0.2 s for 80 models; a runner may be half as fast


def _cells(dataset: Dataset) -> list[tuple[Record, str, Cell, Column]]:
    return [(r, n, c, dataset.columns[n]) for r in dataset.records for n, c in r.cells.items() if not c.plain]


def _said(dataset: Dataset, record: Record, name: str, cell: Cell) -> bool:
    """Whether the rule on quotes tells the line of a cell when that cell stands in place of the record's own."""
    changed = replace(record, cells={**record.cells, name: cell})
    strict = _strict(dataset)
    strict.names.subtract(set(quotes.names(record.cells[name].quote)))
    strict.names.update(set(quotes.names(cell.quote)))
    column = dataset.columns[name]
    told = data._contradicted(cell, column, True) or strict.unexplained(changed, cell, column)
    strict.names.subtract(set(quotes.names(cell.quote)))
    strict.names.update(set(quotes.names(record.cells[name].quote)))
    return bool(told)


_STRICT: dict[int, object] = {}


def _strict(dataset: Dataset):  # type: ignore[no-untyped-def]
    return _STRICT.setdefault(id(dataset), data._Strict(dataset))


def test_a_wrong_digit_in_any_quote_of_any_model_is_told(real: Corpus) -> None:
    models = real.datasets["models"]
    planted, missed = 0, []
    for record, name, cell, _ in _cells(models):
        for i, digit in enumerate(cell.quote):
            if digit in "0123456789":
                wrong = f"{cell.quote[:i]}{(int(digit) + 1) % 10}{cell.quote[i + 1 :]}"
                planted += 1
                if not _said(models, record, name, replace(cell, quote=wrong)):
                    missed.append(f"{record.id}: {name}: {wrong}")
    assert planted > 3000
    assert missed == []


def test_a_wrong_digit_in_any_value_of_any_model_is_told(real: Corpus) -> None:
    """A value is written anew with each of its digits wrong and read again; only what is out of its words counts."""
    models = real.datasets["models"]
    planted, missed = 0, []
    for record, name, cell, column in _cells(models):
        mantissa = cell.written.partition("e")[0] if column.is_number else cell.written
        for i, digit in enumerate(mantissa):
            if digit in "0123456789":
                wrong = f"{mantissa[:i]}{(int(digit) + 1) % 10}{cell.written[i:][1:]}"
                faults: list = []
                value = datasets._value(column, wrong, cell.place, faults)
                planted += 1
                if value is not None and not _said(models, record, name, replace(cell, value=value, written=wrong)):
                    missed.append(f"{record.id}: {name}: {wrong} beside {cell.quote}")
    assert planted > 3000
    assert missed == []


def test_a_digit_planted_in_the_file_is_told_at_its_line(real: Corpus) -> None:
    path = next(p for p in real.tables if p.endswith("models/llama.yml"))
    text = real.tables[path]
    line = next(i for i, row in enumerate(text.split("\n"), 1) if row.strip().startswith("layers: [80,"))
    rows = text.split("\n")
    rows[line - 1] = rows[line - 1].replace("80", "81", 1)
    planted = replace(real, tables={**real.tables, path: "\n".join(rows)})
    told = [f for f in judge.findings("source", planted) if f.rule == "data-quote"]
    assert [(f.place.path, f.place.line) for f in told] == [(path, line)]


def test_the_real_data_have_no_findings(real: Corpus) -> None:
    assert _data_findings(real) == []


def test_presets_hold_what_follows_and_no_heads_that_a_form_would_misread(real: Corpus) -> None:
    rows = {row["id"]: row for row in json.loads(presets(real.datasets)["data/models.json"])}
    assert rows["gpt-3-small"]["ffn_width"] == 4 * 768
    assert rows["minimax-text-01"]["linear_layers"] == 70
    assert rows["gemma-4-31b"]["windowed_layers"] == 50
    assert not {"heads", "kv_heads", "head_size"} & (rows["gemma-4-31b"].keys() | rows["step-3"].keys())
    assert rows["llama-2-70b"]["kv_heads"] == 8 and "expert_width" not in rows["kimi-k3"]


@pytest.mark.parametrize(
    ("identity", "size"),
    {"h200-sxm": 141 * 2**30, "tpu-v5p": 95 * 2**30, "tpu-v5e": 16e9, "gb200": 198.67e9, "mi300x": 192e9}.items(),
)
def test_presets_count_memory_in_units_of_1e9_bytes(real: Corpus, identity: str, size: float) -> None:
    rows = {row["id"]: row for row in json.loads(presets(real.datasets)["data/hardware.json"])}
    assert rows[identity]["memory_gb"] * 1e9 == size
    assert not any("memory_unit" in row for row in rows.values())


def test_a_search_engine_says_when_it_was_read_and_states_no_digit_that_its_words_lack(real: Corpus) -> None:
    engines = real.datasets["search-engines"]
    assert len(engines.records) >= 9
    for record in engines.records:
        read = str(record["read"])
        assert record.key and read >= str(record["snapshot"] or "") and read >= str(record["version_date"] or "")
    missed = [
        f"{record.id}: {name}: {cell.written}"
        for record, name, cell, column in _cells(engines)
        for digits in re.findall(r"\d+", cell.written)
        if column.type == "text" and digits not in re.findall(r"\d+", cell.quote)
    ]
    assert missed == []


def test_a_wrong_limit_of_a_search_engine_is_told(real: Corpus) -> None:
    cells = [found for found in _cells(real.datasets["search-engines"]) if found[3].type == "integer"]
    assert len(cells) >= 6
    for _, _, cell, column in cells:
        assert data._contradicted(cell, column, False) == ""
        assert "mend the wrong one" in data._contradicted(replace(cell, value=cell.value + 1), column, False)
