"""What decoding keeps: cache for each token, inside and outside windows, and states of linear blocks."""

from __future__ import annotations

from dataclasses import dataclass

from .linear_blocks import linear_state
from .shapes import Values, blocks, heads_of, in_windows, need, windowed_layers

_CSA, _HCA = 4, 128  # how many tokens become one, in sparse and in heavily compressed attention


@dataclass(frozen=True)
class Cache:
    """What decoding keeps, in elements: per token of the text, per token in a window, and once per sequence."""

    per_token: int
    per_windowed_token: int
    window: int
    state: int

    def elements(self, length: int) -> int:
        """Elements kept for one sequence of `length` tokens."""
        return self.per_token * length + self.per_windowed_token * min(length, self.window) + self.state


def cache(v: Values) -> Cache:
    """What a decoder keeps: H_kv·(d_h + d_v) elements per token and layer; MLA r_kv + d_rope; linear layers a state.

    A layer with a window keeps no more tokens than that. The keys of a sparse indexer are one head per layer.
    Compressed attention keeps one head, key and value in one, for every 4 or every 128 tokens, and in a window all.
    Source: [shazeer2019fast] for one and for few KV heads, [deepseekai2024deepseekv2] for MLA,
    [deepseekai2026deepseekv4] for compressed attention.
    """
    full, linear, _ = blocks(v)
    state = linear * linear_state(v) if linear else 0
    indexer = v.get("indexer_head", 0) if "indexer_heads" in v else 0
    if "csa_layers" in v or "hca_layers" in v:
        size, csa, hca = heads_of(v)[2], v.get("csa_layers", 0), v.get("hca_layers", 0)
        return Cache(csa * (size + indexer) // _CSA + hca * size // _HCA, full * size, v.get("window", 0), state)
    windowed = windowed_layers(v)
    inside = _kept(in_windows(v)) if windowed else 0
    return Cache((full - windowed) * (_kept(v) + indexer if full else 0), windowed * inside, v.get("window", 0), state)


def _kept(v: Values) -> int:
    """Elements that one attention block keeps of a token."""
    if "mla_kv_rank" in v:
        return sum(need(v, "mla_kv_rank", "mla_rope_head"))
    _, kv_heads, size = heads_of(v)
    return kv_heads * (size + v.get("value_head", size))


def kv_bytes_per_token(v: Values, bytes_per_element: float = 2) -> float:
    """Bytes that every further token adds to the cache, while it is shorter than any window."""
    kept = cache(v)
    return (kept.per_token + kept.per_windowed_token) * bytes_per_element
