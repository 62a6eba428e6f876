// Memory of fine-tuning: low-rank adapters on frozen weights, quantised or not, against training every parameter.
import { n as N } from "./values.js";

export const inputs = [
  { id: "parameters", label: "Parameters N", kind: "real", default: 65.2e9, above: 0, max: 1e18 },
  { id: "bits", label: "Bits per frozen weight", kind: "real", default: 4.127, above: 0, max: 64, help: "16 for LoRA; 4.127 for 4 bits with doubly quantised scales" },
  { id: "rank", label: "Rank r", kind: "integer", default: 64, min: 1, max: 1e5, step: 1 },
  { id: "targets", label: "Adapted matrices", kind: "choice", default: "all", options: [["qv", "query and value projections"], ["attention", "all of attention"], ["all", "all of attention and feed-forward"]] },
  { id: "trained", label: "Bytes per trained parameter", unit: "B", kind: "real", default: 16, above: 0, max: 64, help: "16: mixed-precision Adam with FP32 master copy" },
  { id: "layers", label: "Layers L", kind: "integer", default: 80, min: 1, max: 1e4, step: 1, group: "Shape" },
  { id: "width", label: "Model width d", kind: "integer", default: 8192, min: 1, max: 1e6, step: 64, group: "Shape" },
  { id: "heads", label: "Query heads H", kind: "integer", default: 64, min: 1, max: 1e5, step: 1, group: "Shape" },
  { id: "kv_heads", label: "Key and value heads", kind: "integer", default: 64, min: 1, max: 1e5, step: 1, group: "Shape" },
  { id: "head_size", label: "Head size", kind: "integer", default: 128, min: 1, max: 1e5, step: 1, group: "Shape" },
  { id: "ffn_width", label: "Feed-forward width", kind: "integer", default: 22016, min: 1, max: 1e7, step: 64, group: "Shape" },
  { id: "glu", label: "Gated (three matrices)", kind: "switch", default: true, group: "Shape" },
  { id: "batch", label: "Sequences in a micro-batch", kind: "integer", default: 1, min: 1, max: 1e6, step: 1, group: "Activations" },
  { id: "context", label: "Sequence length", unit: "tokens", kind: "integer", default: 512, min: 1, max: 1e8, step: 512, group: "Activations" },
  { id: "per_layer", label: "Bytes kept per token and layer, in widths", kind: "real", default: 2, min: 0, max: 1e4, group: "Activations", help: "2: layer inputs in 16 bits, the rest recomputed; 34: all but the scores" },
  { id: "memory", label: "Memory of the chip", unit: "GB", kind: "real", default: 48, above: 0, max: 1e6 },
];

export const fromChip = (f) => (f.memory_gb ? { memory: f.memory_gb } : null);

export function fromModel(f) {
  if (!f.total_parameters || !f.layers || !f.width || !f.heads || f.experts || f.mla_kv_rank || f.linear_layers) return null;
  const size = f.head_size ?? (Number.isInteger(f.width / f.heads) ? f.width / f.heads : undefined);
  return { parameters: f.total_parameters, layers: f.layers, width: f.width, heads: f.heads, kv_heads: f.kv_heads ?? (f.attention === "mha" ? f.heads : undefined), head_size: size, ffn_width: f.ffn_width, glu: f.glu };
}

export function compute(v) {
  const [q, kv] = [v.heads * v.head_size, v.kv_heads * v.head_size];
  const sides = { qv: v.width + q + (v.width + kv), attention: 2 * (v.width + q) + 2 * (v.width + kv) };
  sides.all = sides.attention + (v.glu ? 3 : 2) * (v.width + v.ffn_width);
  const side = sides[v.targets];
  const trained = v.layers * v.rank * side;
  const frozen = (v.parameters * v.bits) / 8;
  const adapters = trained * v.trained;
  const kept = v.batch * v.context * v.layers * v.width * v.per_layer;
  const total = frozen + adapters + kept;
  const whole = v.parameters * v.trained + kept;
  const gb = "bytes (powers of ten)";
  const left = v.memory * 1e9 - frozen - kept;
  return {
    outputs: [
      { id: "trained", label: "Trained parameters", value: trained, unit: "parameters", main: true, formula: `${v.layers} · ${v.rank} · ${N(side)}` },
      { id: "share", label: "Share of all", value: trained / v.parameters, unit: "%", formula: `${N(trained)} / ${N(v.parameters)}` },
      { id: "total", label: "Memory", value: total, unit: gb, main: true, formula: `${N(frozen)} + ${N(adapters)} + ${N(kept)}` },
      { id: "frozen", label: "Frozen weights", value: frozen, unit: gb, formula: `${N(v.parameters)} · ${v.bits} / 8` },
      { id: "adapters", label: "Adapters, gradients, optimiser", value: adapters, unit: gb, formula: `${N(trained)} · ${v.trained}` },
      { id: "kept", label: "Activations kept", value: kept, unit: gb, formula: `${v.batch} · ${N(v.context)} · ${v.layers} · ${v.width} · ${v.per_layer}` },
      { id: "fits", label: `Fits ${N(v.memory)} GB`, value: total <= v.memory * 1e9 ? "yes" : "no", unit: "", main: true, formula: `${N(total)} against ${N(v.memory * 1e9)}` },
      { id: "rank", label: "Largest rank that would fit", value: left > 0 ? Math.floor(left / (v.layers * side * v.trained)) : "none", unit: "count", formula: `(${N(v.memory * 1e9)} − ${N(frozen)} − ${N(kept)}) / (${v.layers} · ${N(side)} · ${v.trained})` },
      { id: "whole", label: "Training every parameter instead", value: whole, unit: gb, formula: `${N(v.parameters)} · ${v.trained} + ${N(kept)}` },
      { id: "saving", label: "Less memory by", value: whole / total, unit: "×", formula: `${N(whole)} / ${N(total)}` },
    ],
  };
}
