"""Parameters of a model from its shape, block by block: all of them, and those that one token uses."""

from __future__ import annotations

from dataclasses import dataclass

from .linear_blocks import linear_parameters
from .shapes import Missing, Values, blocks, dense_and_sparse, ffn_width, heads_of, in_windows, need, windowed_layers


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


def parameters(v: Values) -> Parameters:
    """Parameters of a decoder from its shape.

    Embeddings V·d, twice unless tied, and a row for each learned position. Attention: `_attention`. Feed-forward m·d·f
    with m = 3 matrices with a gate and 2 without; experts the same with their own width, in E-fold; routers d·E.
    Norms: d before every block and at the end. Biases of queries, keys and values where the model has them.
    Experts of a latent width l hold m·l·f, between two matrices d·l that all experts of a layer share.
    Source: [vaswani2017attention], equations 1 and 2; [shazeer2020glu] for the gate; [nvidia2026nemotron] for the
    latent width; each model's own configuration.
    """
    d, vocabulary = need(v, "width", "vocabulary")
    full, linear, ffn = blocks(v)
    if "encoder_layers" in v:  # which attend once; layers of the decoder attend to their output as well
        full, ffn = 2 * full + v["encoder_layers"], ffn + v["encoder_layers"]
    need(v, "tied_embeddings")
    dense, sparse = dense_and_sparse(v, ffn)
    if ffn:
        need(v, "glu")
    matrices = 3 if v.get("glu") else 2
    dense_size = matrices * d * ffn_width(v) if dense else 0
    expert = shared = latent = experts = chosen = 0
    if sparse:
        experts, chosen, width = need(v, "experts", "experts_per_token", "expert_width")
        inner = v.get("expert_latent", d)
        expert = matrices * inner * width
        latent = 2 * d * inner if "expert_latent" in v else 0
        shared = matrices * d * v.get("shared_expert_width", v.get("shared_experts", 0) * width)
    return Parameters(
        input_embedding=(vocabulary + v.get("positions", 0)) * d,
        output_embedding=0 if v["tied_embeddings"] else vocabulary * d,
        attention=_attentions(v, full),
        linear=linear * (linear_parameters(v) if linear else 0),
        ffn=dense * dense_size,
        experts=sparse * experts * expert,
        experts_active=sparse * chosen * expert,
        shared_experts=sparse * shared,
        routers=sparse * (d * experts + latent),
        norms=(full + linear + ffn + 1) * d,
    )


def _attentions(v: Values, full: int) -> int:
    """Parameters of all softmax attention blocks, and of what selects for them."""
    if not full:
        return 0
    inside = in_windows(v)
    windowed = 0 if inside is v else windowed_layers(v)
    attending = (full - windowed) * _attention(v) + windowed * _attention(inside)
    selecting = v["csa_layers"] if "csa_layers" in v else -(-full // v.get("indexer_every", 1))
    return attending + selecting * _indexer(v) + _compressors(v)


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
    heads, kv_heads, size = heads_of(v)
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
    size, indexer = (heads_of(v)[2], v.get("indexer_head", 0)) if csa or hca else (0, 0)
    return v["width"] * (csa * (4 * size + 3 * indexer) + hca * 2 * size)  # one matrix of the indexer is counted there


def _mla(v: Values) -> tuple[int, int]:
    """Multi-head latent attention: with query rank q, KV rank c, content, position and value heads n, p, v:

    d·q + q·H·(n+p), or d·H·(n+p) without query compression; d·(c+p) + c·H·(n+v); H·v·d; norms of both ranks.
    Also the size of an output gate. Source: [deepseekai2024deepseekv2], section 2.1.
    """
    d, heads, rank, rope, nope, value = need(
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
