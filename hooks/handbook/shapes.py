"""A model's shape: its columns as plain values, how many blocks of each kind it has, and its heads and widths.

Every function takes the columns of `docs/data/schema/models.yml` by name, as plain values; `values_of` makes them from
a record. What cannot be computed raises `Missing` with the columns that would be needed. An absent column means what is
usual: no shared experts, no biases, no query compression, experts in every layer, heads that share the width.

`parameters.py`, `linear_blocks.py`, `cache.py` and `flops.py` compute from it. Symbols in all of them: d width,
L layers, H query heads, H_kv KV heads, d_h head size, V vocabulary, E experts, k experts per token, N parameters,
D training tokens, n length, C FLOPs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .datasets import Record

Values = Mapping[str, Any]
_MAY_BE_NONE = set("mla_q_rank shared_experts dense_layers full_layers linear_layers ffn_layers mtp_layers".split())
_OF_WINDOWS = ("window_kv_heads", "window_head_size", "window_value_head")


class Missing(ValueError):
    """The columns without which a figure cannot be computed."""

    def __init__(self, *columns: str) -> None:
        super().__init__(f"not computable without {', '.join(columns)}")
        self.columns = columns


def values_of(record: Record) -> dict[str, Any]:
    """A record's columns as plain values; a size below one is none, and left out as if it were not known."""
    cells = record.cells.items()
    return {name: c.value for name, c in cells if name in _MAY_BE_NONE or c.number is None or c.number >= 1}


def need(v: Values, *names: str) -> tuple[int, ...]:
    """The values of columns without which nothing follows."""
    absent = [name for name in names if name not in v]
    if absent:
        raise Missing(*absent)
    return tuple(v[name] for name in names)


def blocks(v: Values) -> tuple[int, int, int]:
    """How many blocks are softmax attention, linear or state-space, and feed-forward.

    A layer has a mixer of tokens and a feed-forward block; where `ffn_layers` is given beside `linear_kind`, a layer is
    one block of one kind, and so many of them are feed-forward.
    """
    layers = need(v, "layers")[0]
    single = "ffn_layers" in v and "linear_kind" in v
    ffn = v["ffn_layers"] if single else layers
    mixers = layers - ffn if single else layers
    if "linear_kind" not in v and v.get("attention") != "hybrid":
        return mixers, 0, ffn
    full = v.get("full_layers")
    if full is None and "full_every" in v:
        full = mixers // v["full_every"]
    linear = v.get("linear_layers", None if full is None else mixers - full)
    if linear is None:
        raise Missing("linear_layers")
    full = mixers - linear if full is None else full
    if full + linear != mixers:
        raise Missing("ffn_layers")
    return full, linear, ffn


def dense_and_sparse(v: Values, ffn: int) -> tuple[int, int]:
    """How many feed-forward blocks are dense, and how many hold experts."""
    if "experts" not in v:
        return ffn, 0
    if "dense_layers" in v:
        return v["dense_layers"], ffn - v["dense_layers"]
    sparse = ffn // v.get("moe_every", 1)
    return ffn - sparse, sparse


def windowed_layers(v: Values) -> int:
    """How many attention blocks see a window only."""
    if "window" not in v:
        return 0
    full, linear, _ = blocks(v)
    if "windowed_layers" in v:
        return v["windowed_layers"]
    if "full_every" in v and not linear:
        return full - full // v["full_every"]
    if "full_layers" in v and not linear:
        return full - v["full_layers"]
    raise Missing("windowed_layers")


def in_windows(v: Values) -> Values:
    """The shape of the attention blocks that see a window only, where it differs from that of the others."""
    own = {name.removeprefix("window_"): v[name] for name in _OF_WINDOWS if name in v}
    return {**v, "shared_kv": False, **own} if own else v


def heads_of(v: Values) -> tuple[int, int, int]:
    """Query heads, KV heads, head size; heads share the width where no size is given, however many they are."""
    kind = v.get("attention")
    if kind == "mha" and not {"heads", "kv_heads", "head_size"} & v.keys():
        return 1, 1, need(v, "width")[0]
    heads, d = need(v, "heads", "width")
    if "kv_heads" not in v and kind not in ("mha", "mqa"):
        raise Missing("kv_heads")
    kv_heads = v.get("kv_heads", heads if kind == "mha" else 1)
    if "head_size" not in v and d % heads:
        raise Missing("head_size")
    return heads, kv_heads, v.get("head_size", d // heads)


def ffn_width(v: Values) -> int:
    """The width of a dense feed-forward block, or so many times the width of the model."""
    if "ffn_width" not in v and "ffn_ratio" in v:
        return round(v["ffn_ratio"] * v["width"])
    return need(v, "ffn_width")[0]
