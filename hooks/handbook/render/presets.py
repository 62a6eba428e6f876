"""The data that calculators offer as presets: one JSON file for each dataset, its figures without their evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .. import shapes

OFFERED = ("models", "hardware")  # datasets that a calculator reads; form.js has their names


def presets(datasets: Mapping[str, Any]) -> dict[str, bytes]:
    """The files by address: `data/models.json` holds `[{"id": …, "name": …, "layers": 80, …}, …]`.

    Unknown figures are absent. A file is there even where a dataset is not, so that no page asks for one in vain.
    """
    return {f"data/{name}.json": _file(datasets[name].records if name in datasets else ()) for name in OFFERED}


def _file(records: Any) -> bytes:
    rows = [{"id": record.id, "name": record.name, **_facts(record)} for record in records]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=str).encode()


# attention of which a form knows one shape only, and experts that are as wide as the model
_UNLIKE = frozenset(
    """window_kv_heads window_head_size value_head shared_kv output_rank csa_layers hca_layers encoder_layers
    relative_positions""".split()
)
_HEADS = ("heads", "kv_heads", "head_size")
_GIB = 2**30 / 1e9  # in units of 1e9 bytes, in which every form counts memory


def _facts(record: Any) -> dict[str, Any]:
    """A record's figures, and those that follow from them; no head sizes or expert widths that a form would misread.

    Memory is in units of 1e9 bytes, whatever the source counts in; without a unit, as printed.
    """
    facts = {column: cell.value for column, cell in record.cells.items()}
    if facts.pop("memory_unit", "GB") == "GiB" and "memory_gb" in facts:
        facts["memory_gb"] = round(facts["memory_gb"] * _GIB, 9)  # whole bytes
    shape = shapes.values_of(record)
    with suppress(shapes.Missing):
        facts.setdefault("ffn_width", shapes.ffn_width(shape))
    with suppress(shapes.Missing):
        if linear := shapes.blocks(shape)[1]:
            facts["linear_layers"] = linear
        if windowed := shapes.windowed_layers(shape):
            facts["windowed_layers"] = windowed
    ranked = "mla_q_rank" in facts and "mla_kv_rank" not in facts
    hidden = _HEADS if ranked or _UNLIKE & {name for name in facts if facts[name] is not False} else ()
    hidden = (*hidden, "expert_width") if "expert_latent" in facts else hidden
    return {name: value for name, value in facts.items() if name not in hidden}
