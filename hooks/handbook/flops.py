"""Training compute: six FLOPs for each parameter and token, and attention over the length on top."""

from __future__ import annotations

from .parameters import parameters
from .shapes import Values, blocks, heads_of, need, windowed_layers


def training_flops(active: float, tokens: float) -> float:
    """C = 6·N·D: two FLOPs per parameter forward and four backward; N are active parameters.

    Source: [kaplan2020scaling], section 2.1.
    """
    return 6 * active * tokens


def training_flops_exact(v: Values, tokens: float, length: int, causal: bool = True) -> float:
    """C = 3·D·(2·N + 2·n·H·(d_qk + d_v)·L / 2): multiplied parameters, and attention over half of n tokens on average.

    Not `causal`: over all n, as many reports count it (6N + 12·L·H·d_h·n for each token).
    `length` is n, the length of the training sequences; d_qk and d_v are the head sizes of keys and values. N has no
    input embedding. Linear layers are counted by their parameters alone.
    Source: [hoffmann2022training], appendix F; [chowdhery2023palm], appendix B, for all n.
    """
    return 6 * tokens * parameters(v).active_without_input + attention_flops(v, tokens, length, causal)


def attention_flops(v: Values, tokens: float, length: int, causal: bool = True) -> float:
    """The part of `training_flops_exact` that grows with the length: C = 3·D·2·n·H·(d_qk + d_v)·L, half if causal."""
    full, _, _ = blocks(v)
    if "mla_kv_rank" in v:
        nope, rope, value, heads = need(v, "mla_nope_head", "mla_rope_head", "mla_v_head", "heads")
        per_pair = heads * (nope + rope + value)
    else:
        heads, _, size = heads_of(v) if full else (0, 0, 0)
        per_pair = heads * 2 * size
    windowed = windowed_layers(v)
    seen = length / 2 if causal else length
    in_window = min(seen, v.get("window", seen))
    pairs = (full - windowed) * seen + windowed * in_window
    return 6 * tokens * pairs * per_pair
