"""Linear and state-space blocks of each kind: their parameters, and the state that one of them keeps."""

from __future__ import annotations

from .shapes import Missing, Values, heads_of, need


def linear_parameters(v: Values) -> int:
    """Parameters of one linear or state-space block.

    Sources: [yang2024gated] and the code of Qwen3-Next for Gated DeltaNet, [zhang2025kimi] for KDA, [gu2024mamba] for
    Mamba, [dao2024transformers] for Mamba-2, [minimax2025minimax01] for Lightning.
    """
    kind, d = v.get("linear_kind"), v["width"]
    if kind == "lightning":
        heads, _, size = heads_of(v | {"kv_heads": 1})
        return 5 * d * heads * size + heads * size
    if kind == "mamba-1":
        expand, state, rank, conv = need(v, "linear_expand", "linear_state", "linear_step_rank", "conv_width")
        inner = expand * d
        return 3 * d * inner + inner * (conv + 1) + inner * (2 * rank + 2 * state + 1) + inner * (state + 1)
    if kind == "mamba-2":
        heads, size, state, groups, conv = _mamba_2(v)
        inner, mixed = heads * size, 2 * groups * state
        return d * (2 * inner + mixed + heads) + (inner + mixed) * (conv + 1) + 3 * heads + inner + inner * d
    if kind in ("gated-deltanet", "kda"):
        heads, key, conv = need(v, "linear_heads", "linear_key_head", "conv_width")
        value = v.get("linear_value_head", key)
        if kind == "kda":
            inner, out = heads * key, heads * value
            decay = d * key + key * inner + inner + heads  # of low rank, with its bias
            gate = d * out if v.get("linear_full_gate") else d * value + value * out
            return d * (2 * inner + out) + conv * (2 * inner + out) + d * heads + decay + gate + value + out * d
        keys = need(v, "linear_key_heads")[0] * key
        out = heads * value
        return d * (2 * keys + 2 * out) + 2 * d * heads + conv * (2 * keys + out) + 2 * heads + value + out * d
    raise Missing("linear_kind")


def linear_state(v: Values) -> int:
    """Elements of the state of one linear block, its convolution's included."""
    kind = v.get("linear_kind")
    if kind == "lightning":
        heads, _, size = heads_of(v | {"kv_heads": 1})
        return heads * size * size
    if kind == "mamba-1":
        expand, state, conv = need(v, "linear_expand", "linear_state", "conv_width")
        return expand * v["width"] * (state + conv - 1)
    if kind == "mamba-2":
        heads, size, state, groups, conv = _mamba_2(v)
        return heads * size * state + (conv - 1) * (heads * size + 2 * groups * state)
    if kind in ("gated-deltanet", "kda"):
        heads, key, conv = need(v, "linear_heads", "linear_key_head", "conv_width")
        value = v.get("linear_value_head", key)
        keys = heads * key if kind == "kda" else need(v, "linear_key_heads")[0] * key
        return heads * key * value + (conv - 1) * (2 * keys + heads * value)
    raise Missing("linear_kind")


def _mamba_2(v: Values) -> tuple[int, ...]:
    """Heads, head size, state, groups and convolution width; heads fill the expanded width, if none are given."""
    size, state, groups, conv = need(v, "linear_value_head", "linear_state", "linear_groups", "conv_width")
    heads = v["linear_expand"] * v["width"] // size if "linear_expand" in v else need(v, "linear_heads")[0]
    return v.get("linear_heads", heads), size, state, groups, conv
