// Parameters of a Transformer from its shape, block by block: all of them, and those that one token uses.
import { n as N } from "./values.js";

const latent = (v) => v.attention === "mla";
const sparse = (v) => v.experts > 0;
const indexed = (v) => latent(v) && v.mla_q_rank > 0;

export const inputs = [
  { id: "layers", label: "Layers L", kind: "integer", default: 32, min: 1, max: 1e4, step: 1 },
  { id: "width", label: "Model width d", kind: "integer", default: 4096, min: 1, max: 1e6, step: 64 },
  { id: "vocabulary", label: "Vocabulary V", kind: "integer", default: 32000, min: 0, max: 1e8, step: 1 },
  { id: "tied", label: "Input and output embedding are one matrix", kind: "switch", default: false },
  { id: "positions", label: "Learned positions", unit: "tokens", kind: "integer", default: 0, min: 0, max: 1e8, help: "0 for rotary or no positions" },
  { id: "attention", label: "Attention", kind: "choice", default: "heads", options: [["heads", "key and value heads (MHA, GQA, MQA)"], ["mla", "latent (MLA)"]], group: "Attention" },
  { id: "heads", label: "Query heads H", kind: "integer", default: 32, min: 1, max: 1e5, step: 1, group: "Attention" },
  { id: "kv_heads", label: "Key and value heads", kind: "integer", default: 8, min: 1, max: 1e5, step: 1, group: "Attention", when: (v) => !latent(v) },
  { id: "head_size", label: "Head size", kind: "integer", default: 128, min: 1, max: 1e5, step: 1, group: "Attention", when: (v) => !latent(v) },
  { id: "bias", label: "Queries, keys and values have a bias", kind: "switch", default: false, group: "Attention", when: (v) => !latent(v) },
  { id: "mla_q_rank", label: "Query latent", kind: "integer", default: 1536, min: 0, max: 1e6, group: "Attention", help: "0 if queries are projected directly", when: latent },
  { id: "mla_kv_rank", label: "Key–value latent", kind: "integer", default: 512, min: 1, max: 1e6, group: "Attention", when: latent },
  { id: "mla_nope_head", label: "Head size without rotation", kind: "integer", default: 128, min: 0, max: 1e5, group: "Attention", when: latent },
  { id: "mla_rope_head", label: "Rotary head size", kind: "integer", default: 64, min: 0, max: 1e5, group: "Attention", when: latent },
  { id: "mla_v_head", label: "Value head size", kind: "integer", default: 128, min: 1, max: 1e5, group: "Attention", when: latent },
  { id: "indexer_heads", label: "Heads of a sparse indexer", kind: "integer", default: 0, min: 0, max: 1e5, group: "Attention", help: "0 for none", when: indexed },
  { id: "indexer_head", label: "Its head size", kind: "integer", default: 128, min: 1, max: 1e5, group: "Attention", when: (v) => indexed(v) && v.indexer_heads > 0 },
  { id: "indexer_every", label: "Layers that share an indexer", kind: "integer", default: 1, min: 1, max: 1e4, step: 1, group: "Attention", when: (v) => indexed(v) && v.indexer_heads > 0 },
  { id: "ffn_width", label: "Inner width of a dense block", kind: "integer", default: 14336, min: 0, max: 1e7, step: 64, group: "Feed-forward" },
  { id: "glu", label: "Gated (three matrices)", kind: "switch", default: true, group: "Feed-forward" },
  { id: "experts", label: "Routed experts E", kind: "integer", default: 8, min: 0, max: 1e6, step: 1, group: "Feed-forward", help: "0 for a dense model" },
  { id: "experts_per_token", label: "Routed experts per token k", kind: "integer", default: 2, min: 1, max: 1e6, step: 1, group: "Feed-forward", when: sparse },
  { id: "shared_experts", label: "Shared experts", kind: "integer", default: 0, min: 0, max: 1e4, step: 1, group: "Feed-forward", when: sparse },
  { id: "expert_width", label: "Inner width of an expert", kind: "integer", default: 14336, min: 1, max: 1e7, step: 64, group: "Feed-forward", when: sparse },
  { id: "shared_width", label: "Inner width of all shared experts", kind: "integer", default: 0, min: 0, max: 1e7, step: 64, group: "Feed-forward", help: "0 if they are as wide as the others", when: sparse },
  { id: "dense_layers", label: "Layers with a dense block", kind: "integer", default: 0, min: 0, max: 1e4, step: 1, group: "Feed-forward", when: sparse },
];

export function fromModel(f) {
  if (!f.layers || !f.width || !f.heads || f.linear_layers || f.linear_kind) return null;
  const values = { layers: f.layers, width: f.width, vocabulary: f.vocabulary, tied: f.tied_embeddings, positions: f.positions ?? 0, heads: f.heads, glu: f.glu, experts: f.experts ?? 0 };
  if (f.mla_kv_rank) {
    Object.assign(values, { attention: "mla", mla_q_rank: f.mla_q_rank ?? 0, mla_kv_rank: f.mla_kv_rank, mla_nope_head: f.mla_nope_head, mla_rope_head: f.mla_rope_head, mla_v_head: f.mla_v_head });
    if (f.mla_q_rank && f.indexer_heads && f.indexer_head) Object.assign(values, { indexer_heads: f.indexer_heads, indexer_head: f.indexer_head, indexer_every: f.indexer_every ?? 1 });
    else values.indexer_heads = 0;
  } else {
    const size = f.head_size ?? (Number.isInteger(f.width / f.heads) ? f.width / f.heads : undefined);
    Object.assign(values, { attention: "heads", kv_heads: f.kv_heads ?? (f.attention === "mha" ? f.heads : undefined), head_size: size, bias: f.attention_bias ?? false });
  }
  if (f.experts) {
    const dense = f.dense_layers ?? f.layers - Math.floor(f.layers / (f.moe_every ?? 1));
    Object.assign(values, { experts_per_token: f.experts_per_token, shared_experts: f.shared_experts ?? 0, expert_width: f.expert_width, shared_width: f.shared_expert_width ?? 0, dense_layers: dense, ffn_width: dense ? f.ffn_width : (f.ffn_width ?? 0) });
  } else values.ffn_width = f.ffn_width;
  return values;
}

export const presets = [
  { id: "gpt-3-shape", label: "The shape of GPT-3", values: { layers: 96, width: 12288, vocabulary: 50257, tied: true, positions: 2048, attention: "heads", heads: 96, kv_heads: 96, head_size: 128, ffn_width: 49152, glu: false, experts: 0 } },
];

/** Parameters by block, of one layer and of the whole model. */
export function blocks(v) {
  const { width: d, heads: H } = v;
  const key = v.mla_nope_head + v.mla_rope_head;
  const query = v.mla_q_rank ? d * v.mla_q_rank + v.mla_q_rank + v.mla_q_rank * H * key : d * H * key;
  const indexer = indexed(v) && v.indexer_heads ? v.mla_q_rank * v.indexer_heads * v.indexer_head + d * (v.indexer_head + v.indexer_heads) : 0;
  const attention = latent(v)
    ? query + d * (v.mla_kv_rank + v.mla_rope_head) + v.mla_kv_rank + v.mla_kv_rank * H * (v.mla_nope_head + v.mla_v_head) + H * v.mla_v_head * d
    : 2 * d * v.head_size * (H + v.kv_heads) + (v.bias ? v.head_size * (H + 2 * v.kv_heads) : 0);
  const matrices = v.glu ? 3 : 2;
  const dense = matrices * d * v.ffn_width;
  const expert = matrices * d * v.expert_width;
  const sparseLayers = sparse(v) ? v.layers - v.dense_layers : 0;
  const embedding = v.vocabulary * d;
  return {
    attention,
    indexer,
    dense,
    expert,
    matrices,
    sparseLayers,
    embedding,
    norms: (2 * v.layers + 1) * d,
    positions: v.positions * d,
    router: sparseLayers * d * v.experts,
    allAttention: v.layers * attention + (indexer ? Math.ceil(v.layers / v.indexer_every) * indexer : 0),
    allDense: (v.layers - sparseLayers) * dense,
    routed: sparseLayers * v.experts * expert,
    shared: sparseLayers * (v.shared_width ? matrices * d * v.shared_width : v.shared_experts * expert),
    chosen: sparseLayers * v.experts_per_token * expert,
  };
}

export function compute(v) {
  if (sparse(v) && v.experts_per_token > v.experts) return { errors: { experts_per_token: `There are only ${v.experts} routed experts.` } };
  if (sparse(v) && v.dense_layers > v.layers) return { errors: { dense_layers: `There are only ${v.layers} layers.` } };
  if (!latent(v) && v.heads % v.kv_heads) return { errors: { kv_heads: `${v.heads} query heads cannot be shared out evenly among ${v.kv_heads}.` } };
  const p = blocks(v);
  const embeddings = p.embedding * (v.tied ? 1 : 2) + p.positions;
  const common = embeddings + p.allAttention + p.allDense + p.shared + p.router + p.norms;
  const total = common + p.routed;
  const active = common + (sparse(v) ? p.chosen : 0);
  const looked = v.tied ? 0 : p.embedding;
  const body = active - embeddings;
  const bias = v.bias ? ` + ${v.head_size} · (${v.heads} + 2 · ${v.kv_heads})` : "";
  const word = latent(v) ? "latent attention" : `2 · ${v.width} · ${v.head_size} · (${v.heads} + ${v.kv_heads})${bias}`;
  const outputs = [
    { id: "total", label: "Parameters in all", value: total, unit: "parameters", main: true, formula: `${N(embeddings)} embeddings + ${N(p.allAttention)} attention + ${N(p.allDense + p.shared + p.routed)} feed-forward + ${N(p.router + p.norms)} routers and norms` },
    { id: "active", label: "Used by one token, both embeddings counted", value: active, unit: "parameters", main: true, formula: sparse(v) ? `${N(total)} − ${p.sparseLayers} · (${v.experts} − ${v.experts_per_token}) · ${N(p.expert)}` : `all of them` },
    { id: "active_multiplied", label: "Used by one token, input lookup left out", value: active - looked - p.positions, unit: "parameters", formula: `${N(active)} − ${N(looked + p.positions)}` },
    { id: "body", label: "Used by one token, no embeddings", value: body, unit: "parameters", formula: `${N(active)} − ${N(embeddings)}` },
    { id: "share", label: "Active share", value: active / total, unit: "%", formula: `${N(active)} / ${N(total)}` },
    { id: "attention", label: "Attention, one layer", value: p.attention, unit: "parameters", formula: word },
  ];
  if (p.indexer) outputs.push({ id: "indexer", label: "One indexer", value: p.indexer, unit: "parameters", formula: `${v.mla_q_rank} · ${v.indexer_heads} · ${v.indexer_head} + ${v.width} · (${v.indexer_head} + ${v.indexer_heads})` });
  if (v.layers > p.sparseLayers) outputs.push({ id: "dense", label: "Dense feed-forward, one layer", value: p.dense, unit: "parameters", formula: `${p.matrices} · ${v.width} · ${v.ffn_width}` });
  if (sparse(v)) {
    outputs.push({ id: "expert", label: "One expert", value: p.expert, unit: "parameters", formula: `${p.matrices} · ${v.width} · ${v.expert_width}` });
    outputs.push({ id: "routed_share", label: "Share of routed experts", value: p.routed / total, unit: "%", formula: `${p.sparseLayers} · ${v.experts} · ${N(p.expert)} / ${N(total)}` });
  }
  const row = (name, all, used) => [[name], [all, "parameters"], [used, "parameters"], [all / total, "%"]];
  const rows = [row("Embeddings", embeddings, embeddings), row("Attention", p.allAttention, p.allAttention)];
  if (p.allDense) rows.push(row("Dense feed-forward", p.allDense, p.allDense));
  if (sparse(v)) rows.push(row("Routed experts", p.routed, p.chosen));
  if (p.shared) rows.push(row("Shared experts", p.shared, p.shared));
  rows.push(row("Routers and norms", p.router + p.norms, p.router + p.norms));
  return { outputs, table: { caption: "By block", columns: ["Block", "All", "Used by one token", "Share of all"], rows } };
}
