"""The arithmetic of shapes against figures that were published or that follow by hand."""

import pytest

from handbook.cache import Cache, cache, kv_bytes_per_token
from handbook.flops import attention_flops, training_flops, training_flops_exact
from handbook.parameters import parameters
from handbook.shapes import Missing, blocks

GPT_3 = {
    "width": 12288,
    "layers": 96,
    "vocabulary": 50257,
    "tied_embeddings": True,
    "attention": "mha",
    "heads": 96,
    "ffn_width": 49152,
    "glu": False,
}
LLAMA_2_70B = {
    "width": 8192,
    "layers": 80,
    "vocabulary": 32000,
    "tied_embeddings": False,
    "attention": "gqa",
    "heads": 64,
    "kv_heads": 8,
    "ffn_width": 28672,
    "glu": True,
}
LLAMA_3_405B = {
    "width": 16384,
    "layers": 126,
    "vocabulary": 128256,
    "tied_embeddings": False,
    "attention": "gqa",
    "heads": 128,
    "kv_heads": 8,
    "ffn_width": 53248,
    "glu": True,
}
MIXTRAL = {
    "width": 4096,
    "layers": 32,
    "vocabulary": 32000,
    "tied_embeddings": False,
    "attention": "gqa",
    "heads": 32,
    "kv_heads": 8,
    "glu": True,
    "experts": 8,
    "experts_per_token": 2,
    "expert_width": 14336,
}
DEEPSEEK_V3 = {
    "width": 7168,
    "layers": 61,
    "vocabulary": 129280,
    "tied_embeddings": False,
    "attention": "mla",
    "heads": 128,
    "glu": True,
    "mla_q_rank": 1536,
    "mla_kv_rank": 512,
    "mla_rope_head": 64,
    "mla_nope_head": 128,
    "mla_v_head": 128,
    "ffn_width": 18432,
    "dense_layers": 3,
    "experts": 256,
    "experts_per_token": 8,
    "shared_experts": 1,
    "expert_width": 2048,
}
GPT_OSS_120B = {
    "width": 2880,
    "layers": 36,
    "vocabulary": 201088,
    "tied_embeddings": False,
    "attention": "gqa",
    "heads": 64,
    "kv_heads": 8,
    "head_size": 64,
    "attention_bias": True,
    "glu": True,
    "experts": 128,
    "experts_per_token": 4,
    "expert_width": 2880,
}


@pytest.mark.parametrize(
    ("shape", "total", "active"),
    [
        (GPT_3, 174.6e9, 174.6e9),
        (LLAMA_2_70B, 68.98e9, 68.98e9),
        (LLAMA_3_405B, 405.8e9, 405.8e9),
        (MIXTRAL, 46.70e9, 12.88e9),
        (DEEPSEEK_V3, 671.0e9, 37.55e9),
        (GPT_OSS_120B, 116.8e9, 5.71e9),
    ],
)
def test_totals_and_active_parameters(shape: dict, total: float, active: float) -> None:
    found = parameters(shape)
    assert found.total == pytest.approx(total, rel=1e-3)
    assert found.active == pytest.approx(active, rel=1e-3)


def test_exact_counts() -> None:
    # 6,738,415,616: the count that litgpt and the checkpoint state for Llama-2-7B
    llama = LLAMA_2_70B | {"width": 4096, "layers": 32, "heads": 32, "kv_heads": 32, "ffn_width": 11008}
    assert parameters(llama).total == 6_738_415_616
    assert parameters(MIXTRAL).total == 46_702_792_704


def test_ways_of_counting() -> None:
    found = parameters(GPT_OSS_120B)
    assert found.active_without_input == pytest.approx(5.13e9, rel=1e-3)
    assert found.active_without_both == pytest.approx(4.55e9, rel=1e-3)
    tied = parameters(GPT_OSS_120B | {"tied_embeddings": True})
    assert tied.active_without_input == tied.active == found.active - 201088 * 2880
    assert found.non_embedding == tied.non_embedding == found.total - 2 * 201088 * 2880


def test_experts_in_every_other_layer_a_latent_width_and_a_shared_expert_of_its_own() -> None:
    base = {
        "width": 64,
        "layers": 4,
        "vocabulary": 100,
        "tied_embeddings": True,
        "attention": "mha",
        "heads": 4,
        "ffn_width": 128,
        "glu": True,
        "experts": 4,
        "experts_per_token": 1,
        "expert_width": 32,
    }
    every = parameters(base)
    half = parameters(base | {"moe_every": 2})
    assert (every.ffn, every.experts, every.experts_active) == (0, 4 * 4 * 3 * 64 * 32, 4 * 3 * 64 * 32)
    assert (half.ffn, half.experts) == (2 * 3 * 64 * 128, 2 * 4 * 3 * 64 * 32)
    latent = parameters(base | {"expert_latent": 16, "shared_experts": 1, "shared_expert_width": 48})
    assert (latent.experts, latent.shared_experts) == (4 * 4 * 3 * 16 * 32, 4 * 3 * 64 * 48)
    assert latent.routers == 4 * (64 * 4 + 2 * 64 * 16)


def test_a_sparse_indexer_is_counted_where_its_queries_are_known() -> None:
    sparse = DEEPSEEK_V3 | {"indexer_heads": 64, "indexer_head": 128}
    each = 1536 * 64 * 128 + 7168 * (128 + 64)
    added = parameters(sparse).total - parameters(DEEPSEEK_V3).total
    assert added == 61 * each
    shared = parameters(sparse | {"indexer_every": 4}).total - parameters(DEEPSEEK_V3).total
    assert shared == 16 * each
    assert parameters(MIXTRAL | {"indexer_heads": 4, "indexer_head": 128}) == parameters(MIXTRAL)


def test_linear_layers_of_each_kind() -> None:
    base = {
        "width": 64,
        "layers": 4,
        "vocabulary": 100,
        "tied_embeddings": True,
        "attention": "hybrid",
        "heads": 4,
        "kv_heads": 2,
        "ffn_width": 128,
        "glu": True,
        "full_every": 4,
        "conv_width": 4,
    }
    delta = base | {"linear_kind": "gated-deltanet", "linear_heads": 8, "linear_key_heads": 4, "linear_key_head": 16}
    assert blocks(delta) == (1, 3, 4)
    one = 64 * (2 * 64 + 2 * 128) + 2 * 64 * 8 + 4 * (2 * 64 + 128) + 2 * 8 + 16 + 128 * 64
    assert parameters(delta).linear == 3 * one
    kda = base | {"linear_kind": "kda", "linear_heads": 4, "linear_key_head": 16}
    one = 4 * 64 * 64 + 4 * 3 * 64 + 64 * 4 + (64 * 16 + 16 * 64 + 64 + 4) + (64 * 16 + 16 * 64) + 16
    assert parameters(kda).linear == 3 * one
    mamba = base | {
        "linear_kind": "mamba-2",
        "linear_heads": 8,
        "linear_value_head": 16,
        "linear_state": 32,
        "linear_groups": 2,
    }
    one = 64 * (2 * 128 + 128 + 8) + (128 + 128) * 5 + 3 * 8 + 128 + 128 * 64
    assert parameters(mamba).linear == 3 * one
    single = mamba | {"full_layers": 1, "linear_layers": 2, "ffn_layers": 1}
    assert blocks(single) == (1, 2, 1)
    lightning = base | {"linear_kind": "lightning"}
    assert parameters(lightning).linear == 3 * (5 * 64 * 64 + 64)
    assert cache(lightning) == Cache(2 * 2 * 16, 0, 0, 3 * 4 * 16 * 16)
    assert cache(delta).state == 3 * (8 * 16 * 16 + 3 * (2 * 64 + 128))


@pytest.mark.parametrize(
    ("shape", "without", "columns"),
    [
        (MIXTRAL, "kv_heads", ("kv_heads",)),
        (MIXTRAL, "tied_embeddings", ("tied_embeddings",)),
        (MIXTRAL, "glu", ("glu",)),
        (DEEPSEEK_V3, "ffn_width", ("ffn_width",)),
        (DEEPSEEK_V3, "mla_v_head", ("mla_v_head",)),
        (MIXTRAL | {"attention": "hybrid"}, "glu", ("linear_layers",)),
        (MIXTRAL | {"attention": "hybrid", "full_every": 4, "linear_kind": "other"}, "", ("linear_kind",)),
        (MIXTRAL | {"attention": "other"}, "", ("attention",)),
    ],
)
def test_a_missing_column_is_named(shape: dict, without: str, columns: tuple[str, ...]) -> None:
    with pytest.raises(Missing) as told:
        parameters({name: value for name, value in shape.items() if name != without})
    assert told.value.columns == columns


def test_cache() -> None:
    assert kv_bytes_per_token(LLAMA_2_70B) == 320 * 1024
    assert kv_bytes_per_token(GPT_3) == 4.5 * 1024**2
    assert kv_bytes_per_token(LLAMA_3_405B) == 504 * 1024
    assert kv_bytes_per_token(DEEPSEEK_V3) == 61 * 576 * 2
    half = cache(GPT_OSS_120B | {"window": 128, "full_every": 2})
    assert half == Cache(18 * 1024, 18 * 1024, 128, 0)
    assert half.elements(1000) == 18 * 1024 * 1128
    with pytest.raises(Missing):
        cache(GPT_OSS_120B | {"window": 128})


def test_training_compute() -> None:
    assert training_flops(175e9, 300e9) == pytest.approx(3.15e23)
    # PaLM 8B: 4.29e22 with attention over all 2,048 tokens
    palm = {"layers": 32, "width": 4096, "heads": 16, "head_size": 256, "attention": "mqa"}
    attention = attention_flops(palm, 780e9, 2048, causal=False)
    assert training_flops(8.63e9, 780e9) + attention == pytest.approx(4.29e22, rel=2e-3)
    assert attention_flops(palm, 780e9, 2048) == attention / 2
    windowed = attention_flops(palm | {"window": 512, "full_every": 2}, 780e9, 2048)
    assert windowed == pytest.approx(attention / 2 * (1 + 0.5) / 2)
    exact = training_flops_exact(LLAMA_2_70B, 2e12, 4096)
    assert exact == 6 * 2e12 * parameters(LLAMA_2_70B).active_without_input + attention_flops(LLAMA_2_70B, 2e12, 4096)


def test_a_feed_forward_ratio_learned_positions_and_heads_that_share_the_width() -> None:
    small = GPT_3 | {"width": 768, "layers": 12, "heads": 12, "ffn_width": 3072}
    plain = parameters(small)
    by_ratio = {name: value for name, value in small.items() if name not in ("ffn_width", "heads")}
    assert parameters(by_ratio | {"ffn_ratio": 4}) == plain
    learned = parameters(small | {"positions": 2048})
    assert learned.input_embedding == (50257 + 2048) * 768
    assert learned.non_embedding == plain.non_embedding
    relative = parameters(small | {"relative_positions": True})
    assert relative.attention == plain.attention + 12 * 768 * 768
    with pytest.raises(Missing):
        parameters(by_ratio)


def test_gopher_and_chinchilla_hold_a_projection_of_relative_positions() -> None:
    common = {"vocabulary": 32000, "tied_embeddings": True, "attention": "mha", "glu": False}
    gopher = common | {"relative_positions": True, "layers": 80, "heads": 128, "width": 16384, "ffn_ratio": 4}
    assert parameters(gopher).total == pytest.approx(280e9, rel=2e-3)
    assert parameters(gopher | {"heads": 64, "width": 8192}).total == pytest.approx(70e9, rel=2e-3)


def test_an_encoder_attends_once_and_the_decoder_twice() -> None:
    one = {
        "layers": 3, "width": 64, "vocabulary": 100, "tied_embeddings": True,
        "attention": "mha", "heads": 4, "glu": False, "ffn_width": 128,
    }  # fmt: skip
    both = parameters(one | {"encoder_layers": 2})
    assert both.attention == (2 + 2 * 3) * 4 * 64 * 64
    assert both.ffn == (2 + 3) * 2 * 64 * 128
    assert parameters(one).attention == 3 * 4 * 64 * 64


def test_windowed_layers_of_another_shape() -> None:
    # Gemma 4 31B: 50 layers with a window and 10 of larger heads, whose keys are values too; printed as 31B
    gemma = {
        "layers": 60, "width": 5376, "heads": 32, "kv_heads": 4, "head_size": 512, "shared_kv": True, "glu": True,
        "ffn_width": 21504, "vocabulary": 262144, "tied_embeddings": True, "attention": "gqa", "window": 1024,
        "full_layers": 10, "windowed_layers": 50, "window_kv_heads": 16, "window_head_size": 256,
    }  # fmt: skip
    found = parameters(gemma)
    full = 5376 * 32 * 512 * 2 + 5376 * 4 * 512
    windowed = 5376 * 32 * 256 * 2 + 2 * 5376 * 16 * 256
    assert found.attention == 10 * full + 50 * windowed
    assert found.total == pytest.approx(30.7e9, rel=1e-3)
    assert cache(gemma) == Cache(10 * 4 * 2 * 512, 50 * 16 * 2 * 256, 1024, 0)
    # values of another size than keys: MiMo-V2-Flash
    narrow = MIXTRAL | {"head_size": 192, "value_head": 128}
    assert parameters(narrow).attention == 32 * 4096 * (32 + 8) * (192 + 128)
    assert kv_bytes_per_token(narrow) == 32 * 8 * (192 + 128) * 2


def test_queries_and_outputs_of_low_rank_and_compressed_keys() -> None:
    # Step-3: 316B, 38B without the input embedding; queries pass through 2,048 numbers
    step = {
        "layers": 61, "width": 7168, "heads": 64, "kv_heads": 1, "head_size": 256, "mla_q_rank": 2048, "glu": True,
        "attention": "mfa", "ffn_width": 18432, "dense_layers": 5, "experts": 48, "experts_per_token": 3,
        "expert_width": 5120, "shared_expert_width": 5120, "vocabulary": 128815, "tied_embeddings": False,
    }  # fmt: skip
    found = parameters(step)
    assert found.total == pytest.approx(316e9, rel=2e-3)
    assert found.active_without_input == pytest.approx(38e9, rel=5e-3)
    # DeepSeek-V4-Flash: 284B, 13B active
    flash = {
        "layers": 43, "width": 4096, "heads": 64, "kv_heads": 1, "head_size": 512, "shared_kv": True, "window": 128,
        "attention": "compressed", "mla_q_rank": 1024, "output_rank": 1024, "output_groups": 8, "csa_layers": 21,
        "hca_layers": 20, "indexer_heads": 64, "indexer_head": 128, "glu": True, "experts": 256, "shared_experts": 1,
        "experts_per_token": 6, "expert_width": 2048, "vocabulary": 129280, "tied_embeddings": False,
    }  # fmt: skip
    found = parameters(flash)
    queries, outputs = 4096 * 1024 + 1024 + 1024 * 64 * 512, 64 * 512 * 1024 + 8 * 1024 * 4096
    indexer = 1024 * 64 * 128 + 4096 * 64 + 4 * 4096 * 128
    compressors = 21 * (4 * 4096 * 512 + indexer) + 20 * 2 * 4096 * 512
    assert found.attention == 43 * (queries + 4096 * 512 + outputs) + compressors
    assert found.total == pytest.approx(284e9, rel=2e-3)
    assert cache(flash) == Cache(21 * (512 + 128) // 4 + 20 * 512 // 128, 43 * 512, 128, 0)


def test_state_space_layers_by_their_expansion_and_gates_of_full_rank() -> None:
    base = {
        "width": 64, "layers": 4, "vocabulary": 100, "tied_embeddings": True, "attention": "hybrid", "heads": 4,
        "kv_heads": 2, "ffn_width": 128, "glu": True, "full_every": 4, "conv_width": 4,
    }  # fmt: skip
    mamba = base | {"linear_kind": "mamba-1", "linear_expand": 2, "linear_state": 16, "linear_step_rank": 4}
    one = 3 * 64 * 128 + 128 * 5 + 128 * (4 + 32) + 128 * 4 + 128 + 128 * 16 + 128
    assert parameters(mamba).linear == 3 * one
    assert cache(mamba).state == 3 * 128 * (16 + 3)
    second = base | {"linear_kind": "mamba-2", "linear_value_head": 16, "linear_state": 32, "linear_groups": 2}
    by_heads = parameters(second | {"linear_heads": 8})
    assert parameters(second | {"linear_expand": 2}) == by_heads
    kda = base | {"linear_kind": "kda", "linear_heads": 4, "linear_key_head": 16}
    added = parameters(kda | {"linear_full_gate": True}).linear - parameters(kda).linear
    assert added == 3 * (64 * 64 - (64 * 16 + 16 * 64))
    gated = parameters(kda | {"attention_gate": True}).attention - parameters(kda).attention
    assert gated == 64 * 64
