"""Arithmetic on a model's shape: parameters, cache and state, training compute. Pure: numbers in, numbers out.

Every function takes the columns of `docs/data/schema/models.yml` by name, as plain values; `values_of` makes them from
a record. What cannot be computed raises `Missing` with the columns that would be needed. An absent column means what is
usual: no shared experts, no biases, no query compression, experts in every layer, heads that share the width.

Symbols: d width, L layers, H query heads, H_kv KV heads, d_h head size, V vocabulary, E experts, k experts per token,
N parameters, D training tokens, n length, C FLOPs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .datasets import Record

Values = Mapping[str, Any]
_MAY_BE_NONE = set("mla_q_rank shared_experts dense_layers full_layers linear_layers ffn_layers mtp_layers".split())
_CSA, _HCA = 4, 128  # how many tokens become one, in sparse and in heavily compressed attention
_OF_WINDOWS = ("window_kv_heads", "window_head_size", "window_value_head")


class Missing(ValueError):
    """The columns without which a figure cannot be computed."""

    def __init__(self, *columns: str) -> None:
        super().__init__(f"not computable without {', '.join(columns)}")
        self.columns = columns


@dataclass(frozen=True)
class Parameters:
    """Parameters by block, in units of one parameter; `experts_active` are those of `experts` that one token uses.

    Multi-token prediction modules, vision and audio encoders and lookup tables are not counted.
    """

    input_embedding: int
    output_embedding: int  # 0 where it is the input embedding again
    attention: int
    linear: int
    ffn: int
    experts: int
    experts_active: int
    shared_experts: int
    routers: int
    norms: int

    @property
    def total(self) -> int:
        mixers = self.attention + self.linear
        return self.embeddings + mixers + self.ffn + self.experts + self.shared_experts + self.routers + self.norms

    @property
    def active(self) -> int:
        """Used for one token, both embedding matrices counted."""
        return self.total - self.experts + self.experts_active

    @property
    def embeddings(self) -> int:
        return self.input_embedding + self.output_embedding

    @property
    def non_embedding(self) -> int:
        return self.total - self.embeddings

    @property
    def active_without_input(self) -> int:
        """Without the input embedding, which is looked up and not multiplied; a tied one is multiplied at the end."""
        return self.active - (self.input_embedding if self.output_embedding else 0)

    @property
    def active_without_both(self) -> int:
        return self.active - self.embeddings


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


def values_of(record: Record) -> dict[str, Any]:
    """A record's columns as plain values; a size below one is none, and left out as if it were not known."""
    cells = record.cells.items()
    return {name: c.value for name, c in cells if name in _MAY_BE_NONE or c.number is None or c.number >= 1}


def parameters(v: Values) -> Parameters:
    """Parameters of a decoder from its shape.

    Embeddings V·d, twice unless tied, and a row for each learned position. Attention: `_attention`. Feed-forward m·d·f
    with m = 3 matrices with a gate and 2 without; experts the same with their own width, in E-fold; routers d·E.
    Norms: d before every block and at the end. Biases of queries, keys and values where the model has them.
    Experts of a latent width l hold m·l·f, between two matrices d·l that all experts of a layer share.
    Source: [vaswani2017attention], equations 1 and 2; [shazeer2020glu] for the gate; [nvidia2026nemotron] for the
    latent width; each model's own configuration.
    """
    d, vocabulary = _need(v, "width", "vocabulary")
    full, linear, ffn = blocks(v)
    if "encoder_layers" in v:  # which attend once; layers of the decoder attend to their output as well
        full, ffn = 2 * full + v["encoder_layers"], ffn + v["encoder_layers"]
    _need(v, "tied_embeddings")
    dense, sparse = _dense_and_sparse(v, ffn)
    if ffn:
        _need(v, "glu")
    matrices = 3 if v.get("glu") else 2
    dense_size = matrices * d * _ffn_width(v) if dense else 0
    expert = shared = latent = experts = chosen = 0
    if sparse:
        experts, chosen, width = _need(v, "experts", "experts_per_token", "expert_width")
        inner = v.get("expert_latent", d)
        expert = matrices * inner * width
        latent = 2 * d * inner if "expert_latent" in v else 0
        shared = matrices * d * v.get("shared_expert_width", v.get("shared_experts", 0) * width)
    return Parameters(
        input_embedding=(vocabulary + v.get("positions", 0)) * d,
        output_embedding=0 if v["tied_embeddings"] else vocabulary * d,
        attention=_attentions(v, full),
        linear=linear * (_linear(v) if linear else 0),
        ffn=dense * dense_size,
        experts=sparse * experts * expert,
        experts_active=sparse * chosen * expert,
        shared_experts=sparse * shared,
        routers=sparse * (d * experts + latent),
        norms=(full + linear + ffn + 1) * d,
    )


def blocks(v: Values) -> tuple[int, int, int]:
    """How many blocks are softmax attention, linear or state-space, and feed-forward.

    A layer has a mixer of tokens and a feed-forward block; where `ffn_layers` is given beside `linear_kind`, a layer is
    one block of one kind, and so many of them are feed-forward.
    """
    layers = _need(v, "layers")[0]
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


def cache(v: Values) -> Cache:
    """What a decoder keeps: H_kv·(d_h + d_v) elements per token and layer; MLA r_kv + d_rope; linear layers a state.

    A layer with a window keeps no more tokens than that. The keys of a sparse indexer are one head per layer.
    Compressed attention keeps one head, key and value in one, for every 4 or every 128 tokens, and in a window all.
    Source: [shazeer2019fast] for one and for few KV heads, [deepseekai2024deepseekv2] for MLA,
    [deepseekai2026deepseekv4] for compressed attention.
    """
    full, linear, _ = blocks(v)
    state = linear * _state(v) if linear else 0
    indexer = v.get("indexer_head", 0) if "indexer_heads" in v else 0
    if "csa_layers" in v or "hca_layers" in v:
        size, csa, hca = _heads(v)[2], v.get("csa_layers", 0), v.get("hca_layers", 0)
        return Cache(csa * (size + indexer) // _CSA + hca * size // _HCA, full * size, v.get("window", 0), state)
    windowed = windowed_layers(v)
    inside = _kept(_in_windows(v)) if windowed else 0
    return Cache((full - windowed) * (_kept(v) + indexer if full else 0), windowed * inside, v.get("window", 0), state)


def _kept(v: Values) -> int:
    """Elements that one attention block keeps of a token."""
    if "mla_kv_rank" in v:
        return sum(_need(v, "mla_kv_rank", "mla_rope_head"))
    _, kv_heads, size = _heads(v)
    return kv_heads * (size + v.get("value_head", size))


def kv_bytes_per_token(v: Values, bytes_per_element: float = 2) -> float:
    """Bytes that every further token adds to the cache, while it is shorter than any window."""
    kept = cache(v)
    return (kept.per_token + kept.per_windowed_token) * bytes_per_element


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
        nope, rope, value, heads = _need(v, "mla_nope_head", "mla_rope_head", "mla_v_head", "heads")
        per_pair = heads * (nope + rope + value)
    else:
        heads, _, size = _heads(v) if full else (0, 0, 0)
        per_pair = heads * 2 * size
    windowed = windowed_layers(v)
    seen = length / 2 if causal else length
    in_window = min(seen, v.get("window", seen))
    pairs = (full - windowed) * seen + windowed * in_window
    return 6 * tokens * pairs * per_pair


def _need(v: Values, *names: str) -> tuple[int, ...]:
    absent = [name for name in names if name not in v]
    if absent:
        raise Missing(*absent)
    return tuple(v[name] for name in names)


def _heads(v: Values) -> tuple[int, int, int]:
    """Query heads, KV heads, head size; heads share the width where no size is given, however many they are."""
    kind = v.get("attention")
    if kind == "mha" and not {"heads", "kv_heads", "head_size"} & v.keys():
        return 1, 1, _need(v, "width")[0]
    heads, d = _need(v, "heads", "width")
    if "kv_heads" not in v and kind not in ("mha", "mqa"):
        raise Missing("kv_heads")
    kv_heads = v.get("kv_heads", heads if kind == "mha" else 1)
    if "head_size" not in v and d % heads:
        raise Missing("head_size")
    return heads, kv_heads, v.get("head_size", d // heads)


def _ffn_width(v: Values) -> int:
    """The width of a dense feed-forward block, or so many times the width of the model."""
    if "ffn_width" not in v and "ffn_ratio" in v:
        return round(v["ffn_ratio"] * v["width"])
    return _need(v, "ffn_width")[0]


def _in_windows(v: Values) -> Values:
    """The shape of the attention blocks that see a window only, where it differs from that of the others."""
    own = {name.removeprefix("window_"): v[name] for name in _OF_WINDOWS if name in v}
    return {**v, "shared_kv": False, **own} if own else v


def _attentions(v: Values, full: int) -> int:
    """Parameters of all softmax attention blocks, and of what selects for them."""
    if not full:
        return 0
    inside = _in_windows(v)
    windowed = 0 if inside is v else windowed_layers(v)
    blocks_ = (full - windowed) * _attention(v)
    selecting = v["csa_layers"] if "csa_layers" in v else -(-full // v.get("indexer_every", 1))
    return blocks_ + (windowed and windowed * _attention(inside)) + selecting * _indexer(v) + _compressors(v)


def _attention(v: Values) -> int:
    """Parameters of one softmax attention block: d·H·d_h + d·H_kv·(d_h + d_v) + H·d_v·d, or `_mla`.

    A gate on the output adds d·H·d_v, projected relative positions d·H·d_h. Queries of rank q take d·q + q·H·d_h; an
    output of rank o in g groups takes H·d_v·o + g·o·d. Keys that are values too need no matrix for those.
    Sources: [dai2019transformerxl] for relative positions, [stepfunteam2025step3] for queries of low rank,
    [deepseekai2026deepseekv4] for outputs of low rank and keys that are values.
    """
    if v.get("attention") == "other":
        raise Missing("attention")
    d = v["width"]
    if "mla_kv_rank" in v:
        block, gate = _mla(v)
        return block + (gate if v.get("attention_gate") else 0)
    heads, kv_heads, size = _heads(v)
    value, query, out = v.get("value_head", size), v.get("mla_q_rank", 0), v.get("output_rank", 0)
    block = d * query + query + query * heads * size if query else d * heads * size
    block += d * kv_heads * (size if v.get("shared_kv") else size + value)
    block += heads * value * out + v.get("output_groups", 1) * out * d if out else heads * value * d
    block += (heads + 2 * kv_heads) * size if v.get("attention_bias") else 0
    block += d * heads * size if v.get("relative_positions") else 0
    return block + (d * heads * value if v.get("attention_gate") else 0)


def _compressors(v: Values) -> int:
    """What makes compressed keys: a pair of matrices d·d_h, for keys and for weights, in heavily compressed attention.

    Compressed sparse attention pools spans that overlap, which takes two pairs, and two of the indexer's head size.

    Source: [deepseekai2026deepseekv4].
    """
    csa, hca = v.get("csa_layers", 0), v.get("hca_layers", 0)
    size, indexer = (_heads(v)[2], v.get("indexer_head", 0)) if csa or hca else (0, 0)
    return v["width"] * (csa * (4 * size + 3 * indexer) + hca * 2 * size)  # one matrix of the indexer is counted there


def _mla(v: Values) -> tuple[int, int]:
    """Multi-head latent attention: with query rank q, KV rank c, content, position and value heads n, p, v:

    d·q + q·H·(n+p), or d·H·(n+p) without query compression; d·(c+p) + c·H·(n+v); H·v·d; norms of both ranks.
    Also the size of an output gate. Source: [deepseekai2024deepseekv2], section 2.1.
    """
    d, heads, rank, rope, nope, value = _need(
        v, "width", "heads", "mla_kv_rank", "mla_rope_head", "mla_nope_head", "mla_v_head"
    )
    query = v.get("mla_q_rank", 0)
    head = heads * (nope + rope)
    queries = d * query + query + query * head if query else d * head
    return queries + d * (rank + rope) + rank + rank * heads * (nope + value) + heads * value * d, d * heads * value


def _indexer(v: Values) -> int:
    """A sparse indexer: queries from the compressed ones, one key head, one weight per head.

    `indexer_every` layers share one. How models without compressed queries make theirs is not published, nor counted.
    """
    if not {"indexer_heads", "indexer_head", "mla_q_rank"} <= v.keys():
        return 0
    heads, size = v["indexer_heads"], v["indexer_head"]
    return v["mla_q_rank"] * heads * size + v["width"] * (size + heads)


def _linear(v: Values) -> int:
    """Parameters of one linear or state-space block.

    Sources: [yang2024gated] and the code of Qwen3-Next for Gated DeltaNet, [zhang2025kimi] for KDA, [gu2024mamba] for
    Mamba, [dao2024transformers] for Mamba-2, [minimax2025minimax01] for Lightning.
    """
    kind, d = v.get("linear_kind"), v["width"]
    if kind == "lightning":
        heads, _, size = _heads(v | {"kv_heads": 1})
        return 5 * d * heads * size + heads * size
    if kind == "mamba-1":
        expand, state, rank, conv = _need(v, "linear_expand", "linear_state", "linear_step_rank", "conv_width")
        inner = expand * d
        return 3 * d * inner + inner * (conv + 1) + inner * (2 * rank + 2 * state + 1) + inner * (state + 1)
    if kind == "mamba-2":
        heads, size, state, groups, conv = _mamba_2(v)
        inner, mixed = heads * size, 2 * groups * state
        return d * (2 * inner + mixed + heads) + (inner + mixed) * (conv + 1) + 3 * heads + inner + inner * d
    if kind in ("gated-deltanet", "kda"):
        heads, key, conv = _need(v, "linear_heads", "linear_key_head", "conv_width")
        value = v.get("linear_value_head", key)
        if kind == "kda":
            inner, out = heads * key, heads * value
            decay = d * key + key * inner + inner + heads  # of low rank, with its bias
            gate = d * out if v.get("linear_full_gate") else d * value + value * out
            return d * (2 * inner + out) + conv * (2 * inner + out) + d * heads + decay + gate + value + out * d
        keys = _need(v, "linear_key_heads")[0] * key
        out = heads * value
        return d * (2 * keys + 2 * out) + 2 * d * heads + conv * (2 * keys + out) + 2 * heads + value + out * d
    raise Missing("linear_kind")


def _state(v: Values) -> int:
    """Elements of the state of one linear block, its convolution's included."""
    kind = v.get("linear_kind")
    if kind == "lightning":
        heads, _, size = _heads(v | {"kv_heads": 1})
        return heads * size * size
    if kind == "mamba-1":
        expand, state, conv = _need(v, "linear_expand", "linear_state", "conv_width")
        return expand * v["width"] * (state + conv - 1)
    if kind == "mamba-2":
        heads, size, state, groups, conv = _mamba_2(v)
        return heads * size * state + (conv - 1) * (heads * size + 2 * groups * state)
    if kind in ("gated-deltanet", "kda"):
        heads, key, conv = _need(v, "linear_heads", "linear_key_head", "conv_width")
        value = v.get("linear_value_head", key)
        keys = heads * key if kind == "kda" else _need(v, "linear_key_heads")[0] * key
        return heads * key * value + (conv - 1) * (2 * keys + heads * value)
    raise Missing("linear_kind")


def _mamba_2(v: Values) -> tuple[int, ...]:
    """Heads, head size, state, groups and convolution width; heads fill the expanded width, if none are given."""
    size, state, groups, conv = _need(v, "linear_value_head", "linear_state", "linear_groups", "conv_width")
    heads = v["linear_expand"] * v["width"] // size if "linear_expand" in v else _need(v, "linear_heads")[0]
    return v.get("linear_heads", heads), size, state, groups, conv


def _dense_and_sparse(v: Values, ffn: int) -> tuple[int, int]:
    """How many feed-forward blocks are dense, and how many hold experts."""
    if "experts" not in v:
        return ffn, 0
    if "dense_layers" in v:
        return v["dense_layers"], ffn - v["dense_layers"]
    sparse = ffn // v.get("moe_every", 1)
    return ffn - sparse, sparse
