"""Sizes and speeds on one's own hardware: each formula by a hand-worked example, then what isn't known."""

from dataclasses import replace
from typing import Any

import pytest

from hosts import GB, card, llama, on, shape, sparse
from llm_selection.domain.hardware import AcceleratorKind, Precision
from llm_selection.domain.models import (
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    CacheLayers,
    CompressedLayers,
    Downloadable,
    IndexLayers,
    LatentLayers,
    Limits,
    MixtureOfExperts,
    Model,
    NotOffered,
    SlidingLayers,
    StateLayers,
    TokenMixing,
)
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.hosting import (
    BITS,
    Server,
    accelerator_counts,
    decode_step_seconds,
    distinct_experts_share,
    fewest_by_memory,
    fit,
    kv_cache_bytes,
    largest_batch,
    largest_context,
    memory_bytes,
    prefill_seconds,
    throughput,
    usable_bytes,
    weight_bytes,
)
from llm_selection.estimation.workloads import Workload

# --- weights


def test_sixteen_bits_are_two_bytes_a_number() -> None:
    """8,030,261,248 numbers x 2; of these 2 x 128,256 x 4,096 = 1,050,673,152 are embeddings, x 2 bytes."""
    size = weight_bytes(llama())
    assert size.bytes == 16_060_522_496
    assert size.items == {"layers": 16_060_522_496 - 2_101_346_304, "embeddings": 2_101_346_304}
    assert size.notes == ("as released: bf16",)
    assert not size.at_most


def test_quantised_builds_keep_embeddings_in_sixteen_bits() -> None:
    """int4: (8,030,261,248 - 1,050,673,152) x 4.5 / 8 = 3,926,018,304, and embeddings as before."""
    size = weight_bytes(llama(), Precision.INT4)
    assert size.items == {"layers": 3_926_018_304, "embeddings": 2_101_346_304}


def test_tied_embeddings_count_once() -> None:
    """One table of 128,256 x 4,096 numbers, x 2 bytes."""
    assert weight_bytes(llama(tied_embeddings=True), Precision.INT4).items["embeddings"] == 1_050_673_152


def test_scales_are_counted() -> None:
    """A scale of 32 bits for 128 x 128 numbers; of 16 bits for 32; of 8 bits for 16."""
    assert float(BITS[Precision.FP8]) == pytest.approx(8.002, abs=0.001)
    assert [float(BITS[each]) for each in (Precision.INT8, Precision.FP4, Precision.INT4)] == [8.5, 4.5, 4.5]


def test_full_precision_takes_four_bytes_everywhere() -> None:
    """Embeddings too: they are kept in 16 bits where the layers have fewer, not where they have more."""
    assert weight_bytes(llama(), Precision.FP32).bytes == 4 * 8_030_261_248


def test_a_release_in_four_bits_has_its_experts_in_four() -> None:
    """
    Idle are 124 of 128 experts: (116,829,156,672 - 5,100,000,000) x 128 / 124 = 115,333,323,016 numbers in experts.

    Experts x 4.25 / 8 and the rest x 2 bytes are 64.26 GB, 59.9 GiB; OpenAI's model card says 60.8 GiB.
    """
    size = weight_bytes(sparse())
    assert size.items == {"experts": 61_270_827_853, "other layers": 2 * (116_829_156_672 - 115_333_323_016)}
    assert size.bytes == pytest.approx(60.8 * 2**30, rel=0.02)


def test_a_release_may_mix_eight_and_four_bits() -> None:
    """DeepSeek-V4: experts in four bits, the rest in eight."""
    plain, mixed = (
        weight_bytes(sparse(weights=Downloadable(native_dtype=name))) for name in ("mxfp4", "fp8+fp4 experts")
    )
    assert mixed.items["experts"] == plain.items["experts"]
    assert mixed.items["other layers"] == pytest.approx(plain.items["other layers"] / 2, rel=0.001)


def test_draft_layers_are_told_apart_where_both_counts_are_known() -> None:
    """DeepSeek-V3: 685B in the files, of which 671B are the model's own and 14B draft."""
    drafting = llama(
        total_parameters=671 * GB, checkpoint_parameters=685 * GB, draft_layers=1, active_parameters=37 * GB
    )
    size = weight_bytes(drafting, Precision.BF16)
    assert size.bytes == 2 * 685 * GB
    assert size.items["draft layers"] == 2 * 14 * GB
    assert "the count less the stated size, are loaded only where a server drafts tokens" in size.notes[-1]


def test_draft_layers_in_one_count_are_said_to_be_in_it() -> None:
    """Where the files' count is all there is, they can't be taken out."""
    size = weight_bytes(llama(total_parameters=8_030_261_248, draft_layers=1))
    assert "draft layers" not in size.items
    assert "draft layers, if the files hold them, are counted with the others" in size.notes


def test_a_count_of_packed_numbers_is_not_believed() -> None:
    """Two four-bit numbers in a byte count as one: half of what the developer states."""
    size = weight_bytes(llama(checkpoint_parameters=4_000_000_000), Precision.BF16)
    assert size.bytes == 16_000_000_000
    assert "4,000,000,000 is of something else" in size.notes[0]


def test_stated_sizes_stand_in_for_counts() -> None:
    """They round, and that is said."""
    size = weight_bytes(llama(checkpoint_parameters=None), Precision.BF16)
    assert size.bytes == 16_000_000_000
    assert size.notes == ("parameters as stated, which rounds; not counted in the weight files",)
    assert weight_bytes(llama(total_parameters=None), Precision.BF16).bytes == 16_060_522_496


@pytest.mark.parametrize(
    ("made", "precision", "why"),
    [
        (llama(total_parameters=None, checkpoint_parameters=None), Precision.BF16, "how many parameters it has"),
        (llama(weights=Downloadable()), None, "the number format of the release isn't known"),
        (llama(weights=NotOffered()), None, "the number format of the release isn't known"),
        (llama(weights=Downloadable(native_dtype="q5")), None, "how that format is laid out isn't known"),
        (llama(weights=Downloadable(native_dtype="mxfp4")), None, "how that format is laid out isn't known"),
        (llama(vocabulary=None), Precision.INT4, "how many numbers they are isn't known"),
        (llama(attention=None), Precision.FP8, "how many numbers they are isn't known"),
    ],
)
def test_weights_that_are_not_known(made: Model, precision: Precision | None, why: str) -> None:
    """Without a part that matters there is no number, and the notes say which."""
    size = weight_bytes(made, precision)
    assert size.bytes is None
    assert why in size.notes[0]


def test_unknown_tying_gives_an_upper_bound() -> None:
    """Two tables are counted; in 16 bits it makes no difference."""
    made = llama(tied_embeddings=None)
    assert weight_bytes(made, Precision.INT4).at_most
    assert weight_bytes(made, Precision.INT4).bytes == weight_bytes(llama(), Precision.INT4).bytes
    assert not weight_bytes(made, Precision.BF16).at_most
    assert weight_bytes(llama(vocabulary=None), Precision.BF16).bytes == 16_060_522_496


@pytest.mark.parametrize(
    "changes",
    [
        {"active_parameters": None},
        {"active_parameters": 200 * GB},
        {"architecture": MixtureOfExperts(experts_per_token=4)},
        {"architecture": MixtureOfExperts(experts=128)},
        {"architecture": MixtureOfExperts(experts=4, experts_per_token=4)},
    ],
)
def test_experts_that_can_not_be_told_apart(changes: dict[str, Any]) -> None:
    """Without active parameters or the number of experts, a mixed release has no size."""
    assert weight_bytes(sparse(**changes)).bytes is None


# --- cache


def test_plain_attention_keeps_a_key_and_a_value() -> None:
    """2 x 32 layers x 8 heads x 128 wide x 2 bytes = 131,072 a token; vLLM has 131 kB (issue 10517)."""
    assert kv_cache_bytes(llama(), 1).bytes == 131_072
    assert kv_cache_bytes(llama(), 1000, sequences=3).bytes == 3000 * 131_072
    assert kv_cache_bytes(llama(), 1024, Precision.FP8).bytes == 1024 * 65_536 + 1024 * 65_536 * 4 // 16_384


def test_sliding_layers_keep_no_more_than_their_window() -> None:
    """gpt-oss-120b: 18 layers x 8 x (64 + 64) x 2 bytes = 36,864 a token, and the same for at most 128 tokens."""
    assert kv_cache_bytes(sparse(), 100).bytes == 2 * 100 * 36_864
    assert kv_cache_bytes(sparse(), 10_000).items == {"attention": 10_000 * 36_864, "sliding": 128 * 36_864}


def test_latent_attention_keeps_one_vector() -> None:
    """DeepSeek-V3: 61 layers x (512 + 64) x 2 bytes = 70,272 a token, 68.6 KiB."""
    layers = LatentLayers(layers=61, latent_rank=512, rope_head_dim=64)
    assert kv_cache_bytes(llama(cache_layers=(layers,)), 1).bytes == 70_272


def test_an_index_keeps_a_key_beside_it() -> None:
    """GLM-5.2: 78 x 576 x 2 + 21 x 128 x 2 = 95,232 bytes a token; transformers 5.24 keeps as many."""
    layers = (LatentLayers(layers=78, latent_rank=512, rope_head_dim=64), IndexLayers(layers=21, dim=128))
    assert kv_cache_bytes(llama(cache_layers=layers), 300).bytes == 28_569_600


def test_compressed_layers_keep_entries_and_the_latest_tokens() -> None:
    """
    A layer of DeepSeek-V4 with entries of 4 tokens, after 1,000 tokens.

    128 latest x 512 + 250 entries x (512 + 128) = 225,536 numbers x 2 bytes, and 2 x 4 x 2 x 640 numbers x 4 bytes of
    the entry in the making.
    """
    layers = CompressedLayers(layers=1, dim=512, tokens_per_entry=4, window_tokens=128, index_dim=128)
    assert kv_cache_bytes(llama(cache_layers=(layers,)), 1000).bytes == 451_072 + 40_960
    sparser = CompressedLayers(layers=2, dim=512, tokens_per_entry=128, window_tokens=128)
    assert kv_cache_bytes(llama(cache_layers=(sparser,)), 1000).bytes == 2 * (2 * 512 * (128 + 7) + 4 * 2 * 128 * 512)


def test_states_do_not_grow() -> None:
    """Qwen3.5-35B: 30 layers x (524,288 x 4 + 24,576 x 2) bytes, however many tokens."""
    layers = StateLayers(layers=30, recurrent_numbers=524_288, convolution_numbers=24_576)
    made = llama(cache_layers=(layers,))
    assert kv_cache_bytes(made, 1).bytes == kv_cache_bytes(made, 10**6).bytes == 64_389_120
    assert kv_cache_bytes(made, 1, Precision.FP8).bytes == 64_389_120


@pytest.mark.parametrize(
    ("tokens", "layers", "real"),
    [
        (300, (AttentionLayers(layers=48, key_value_heads=4, key_dim=128, value_dim=128),), 29_491_200),
        (300, (LatentLayers(layers=61, latent_rank=512, rope_head_dim=64),), 21_081_600),
        (
            400,
            (
                AttentionLayers(layers=12, key_value_heads=8, key_dim=64, value_dim=64),
                SlidingLayers(layers=12, key_value_heads=8, key_dim=64, value_dim=64, window_tokens=128),
            ),
            12_951_648,
        ),
        (
            1300,
            (
                AttentionLayers(layers=5, key_value_heads=2, key_dim=512, value_dim=512),
                SlidingLayers(layers=25, key_value_heads=8, key_dim=256, value_dim=256, window_tokens=1024),
            ),
            236_134_600,
        ),
        (
            300,
            (
                AttentionLayers(layers=9, key_value_heads=4, key_dim=192, value_dim=128),
                SlidingLayers(layers=39, key_value_heads=8, key_dim=192, value_dim=128, window_tokens=128),
            ),
            32_471_352,
        ),
        (
            300,
            (
                AttentionLayers(layers=10, key_value_heads=2, key_dim=256, value_dim=256),
                StateLayers(layers=30, recurrent_numbers=524_288, convolution_numbers=24_576),
            ),
            71_024_640,
        ),
        (
            300,
            (
                AttentionLayers(layers=6, key_value_heads=2, key_dim=128, value_dim=128),
                StateLayers(layers=23, recurrent_numbers=524_288, convolution_numbers=18_432),
            ),
            51_208_192,
        ),
    ],
    ids=["qwen3-30b", "deepseek-v3", "gpt-oss-20b", "gemma-4-26b", "mimo-v2-flash", "qwen3.5-35b", "nemotron-3-nano"],
)
def test_real_cache_classes_hold_as_much(tokens: int, layers: tuple[CacheLayers, ...], real: int) -> None:
    """What transformers 5.24 held after a prompt, weighed once by ``registry-tools compare sizes``: within 2 %."""
    assert kv_cache_bytes(llama(cache_layers=layers), tokens).bytes == pytest.approx(real, rel=0.02)


def test_shapes_without_groups_give_an_upper_bound() -> None:
    """Layers of plain attention are taken to see everything; where windows are known, they count."""
    size = kv_cache_bytes(llama(cache_layers=None), 1000)
    assert (size.bytes, size.at_most) == (131_072_000, True)
    assert size.notes == ("every layer taken to see the whole context; windows, if any, would make it less",)
    whole = llama(cache_layers=None, attention=shape(full_attention_layers=32))
    assert kv_cache_bytes(whole, 1000) == kv_cache_bytes(llama(), 1000)
    half = llama(cache_layers=None, attention=shape(full_attention_layers=16, sliding_window_tokens=100))
    size = kv_cache_bytes(half, 1000)
    assert (size.bytes, size.at_most) == (1000 * 65_536 + 100 * 65_536, False)


def test_latent_widths_do_without_groups() -> None:
    """All layers of latent attention are alike."""
    latent = shape(attention=AttentionKind.MLA, layers=61, latent_rank=512, rope_head_dim=64)
    assert kv_cache_bytes(llama(cache_layers=None, attention=latent), 1).bytes == 70_272


@pytest.mark.parametrize(
    ("attention", "why"),
    [
        (None, "the shape of its attention isn't known"),
        (shape(mixing=TokenMixing.LINEAR_HYBRID), "what its layers other than attention keep isn't known"),
        (shape(mixing=None), "what its layers other than attention keep isn't known"),
        (shape(attention=AttentionKind.MLA), "the widths of its latent attention aren't known"),
        (shape(attention=AttentionKind.COMPRESSED_SPARSE), "what its layers keep isn't known"),
        (shape(key_value_heads=None), "layers, key-value heads or their width aren't known"),
    ],
)
def test_caches_that_are_not_known(attention: AttentionShape | None, why: str) -> None:
    """Without a part that the kind of attention needs there is no number, nor any that rests on it."""
    made = llama(cache_layers=None, attention=attention)
    assert kv_cache_bytes(made, 1000).bytes is None
    assert kv_cache_bytes(made, 1000).notes == (why,)
    server = on(made)
    assert memory_bytes(server, tokens=1000).bytes is None
    assert largest_batch(server, tokens=1000) is None
    assert largest_context(server) is None
    assert decode_step_seconds(server, context_tokens=1000).seconds is None
    assert prefill_seconds(server, tokens=1000).seconds is None
    assert fit(made, card(), tokens=1000).fits is None
    busy = throughput(server, Workload(requests_per_month=1, input_tokens=10, output_tokens=10))
    assert busy.requests_per_hour is None
    assert "how many requests fit at once isn't known" in busy.notes


@pytest.mark.parametrize("count", [-1, 1.5, True])
def test_counts_are_checked(count: Any) -> None:
    """They are whole numbers, and not negative."""
    with pytest.raises(InvalidInputError):
        kv_cache_bytes(llama(), count)
    with pytest.raises(InvalidInputError):
        kv_cache_bytes(llama(), 1, sequences=count)
    with pytest.raises(InvalidInputError):
        on(accelerators=count)
    with pytest.raises(InvalidInputError):
        decode_step_seconds(on(), context_tokens=1, sequences=count)
    with pytest.raises(InvalidInputError):
        prefill_seconds(on(), tokens=count)
    with pytest.raises(InvalidInputError):
        memory_bytes(on(), tokens=count)


# --- memory


def test_memory_of_one_accelerator() -> None:
    """
    Weights 16.06 GB; cache 1,000 tokens in pages of 16, hence 1,008 x 131,072 x 2 sequences.

    Activations 2 bytes x 8,192 tokens x 4,096 wide x 11 streams; runtime 551 MiB and 411 MB.
    """
    size = memory_bytes(on(), tokens=1000, sequences=2)
    assert size.items == {
        "weights": 16_060_522_496,
        "cache": 264_241_152,
        "activations": 738_197_504,
        "runtime": 988_807_168,
    }
    assert size.bytes == sum(size.items.values())


def test_accelerators_share_weights_and_heads() -> None:
    """Four hold a quarter of the weights each, and 2 of 8 key-value heads; sixteen go round 8 heads and two nodes."""
    four = memory_bytes(on(accelerators=4), tokens=1008)
    assert (four.items["weights"], four.items["cache"]) == (16_060_522_496 // 4, 1008 * 131_072 // 4)
    assert four.items["activations"] == 2 * 8192 * 4096 * 5
    sixteen = memory_bytes(on(accelerators=16), tokens=1008)
    assert sixteen.items["cache"] == 1008 * 131_072 // 16


@pytest.mark.parametrize(
    ("layers", "share"),
    [
        (LatentLayers(layers=4, latent_rank=512, rope_head_dim=64), 1),
        (IndexLayers(layers=4, dim=128), 1),
        (CompressedLayers(layers=4, dim=512, tokens_per_entry=4, window_tokens=16), 1),
        (SlidingLayers(layers=4, key_value_heads=1, key_dim=64, value_dim=0, window_tokens=16), 1),
        (AttentionLayers(layers=4, key_value_heads=4, key_dim=64, value_dim=64), 2),
        (StateLayers(layers=4, recurrent_numbers=64, convolution_numbers=64), 2),
    ],
)
def test_what_can_not_be_shared_lies_on_each(layers: CacheLayers, share: int) -> None:
    """Latent vectors, indexes, entries and a single head lie whole on both of two accelerators."""
    made = llama(cache_layers=(layers,))
    one, two = (memory_bytes(on(made, count), tokens=16).items["cache"] for count in (1, 2))
    assert one == two * share


def test_usable_memory() -> None:
    """Nine tenths; two thirds where the processor shares it; unknown without the memory."""
    assert usable_bytes(card()) == 72 * GB
    assert usable_bytes(card(kind=AcceleratorKind.UNIFIED)) == 52_800_000_000
    assert usable_bytes(card(memory_bytes=None)) is None


def test_counts_divide_the_heads() -> None:
    """14 heads go to one or two; where the heads aren't known, none is ruled out."""
    assert accelerator_counts(llama()) == (1, 2, 4, *range(8, 65, 8))
    assert accelerator_counts(llama(attention=shape(heads=14))) == (1, 2)
    assert accelerator_counts(llama(attention=None)) == (1, 2, 4, *range(8, 65, 8))


def test_the_fewest_that_fit() -> None:
    """A 72B model in 16 bits is 144 GB: a half, 72 GB, leaves nothing of the 72 that a card has; a quarter fits."""
    large = llama(total_parameters=72 * GB, checkpoint_parameters=None, active_parameters=72 * GB)
    found = fit(large, card(), tokens=8192)
    assert found.fits
    assert found.server is not None
    assert found.server.accelerators == 4
    assert found.memory.bytes is not None
    assert found.memory.bytes <= 72 * GB == found.usable_bytes
    assert fit(large, card(), tokens=8192, precision=Precision.INT4).server == Server(
        model=large, accelerator=card(), precision=Precision.INT4
    )


def test_memory_alone_may_take_fewer() -> None:
    """Of 72B in 16 bits a third, 48 GB, leaves room; three don't share layers, so it is four. No fewer than one."""
    large = llama(total_parameters=72 * GB, checkpoint_parameters=None, active_parameters=72 * GB)
    assert fewest_by_memory(on(large, 4), tokens=8192) == 3
    assert fewest_by_memory(on(large, 4), tokens=8192, sequences=100) == 4
    assert fewest_by_memory(on(), tokens=8192) == 1
    assert fewest_by_memory(on(accelerator=card(memory_bytes=None)), tokens=10) is None
    assert fewest_by_memory(on(llama(attention=shape(hidden_size=None))), tokens=10) is None


def test_what_fits_nowhere() -> None:
    """64 cards of 1 GB don't hold it; where its cache is an upper bound, that isn't known."""
    small = card(memory_bytes=GB)
    assert fit(llama(), small, tokens=10).fits is False
    assert fit(llama(cache_layers=None), small, tokens=10).fits is None
    assert fit(llama(), card(memory_bytes=None), tokens=10).fits is None


def test_no_more_than_there_are() -> None:
    """Two would do; one doesn't, three hold it on two."""
    half = card(memory_bytes=20 * GB)
    assert fit(llama(), half, tokens=8192, most=1).fits is False
    found = fit(llama(), half, tokens=8192, most=3).server
    assert found
    assert found.accelerators == 2
    with pytest.raises(InvalidInputError, match="most must be a whole number of at least 1, got 0"):
        fit(llama(), half, tokens=8192, most=0)


def test_weights_that_are_too_much_are_too_much() -> None:
    """Without a shape, the 16.06 GB of weights alone are more than 9 GB: whatever else there is, it doesn't fit."""
    tiny = card(memory_bytes=10 * GB)
    found = fit(llama(attention=None, cache_layers=None), tiny, tokens=10, most=1)
    assert found.fits is False
    assert found.memory.bytes is None
    assert dict(found.memory.items) == {"weights": 16_060_522_496}
    assert fit(llama(attention=None, cache_layers=None), tiny, tokens=10, most=2).fits is None


def test_batch_and_context_fill_the_memory() -> None:
    """72 GB - 16.06 - 0.74 - 0.99 = 54.21 GB; / 131,072 is 413,606 tokens, in pages 413,600: 100 sequences of 4,128."""
    assert largest_context(on()) == 413_600
    assert largest_batch(on(), tokens=4128) == 100
    assert largest_context(on(llama(limits=Limits(context_tokens=131_072)))) == 131_072
    assert largest_context(on(), sequences=100) == 4128


def test_nothing_fits() -> None:
    """A card of 10 GB: no sequence, no context; and a busy server gets nothing done."""
    server = on(accelerator=card(memory_bytes=10 * GB))
    assert largest_batch(server, tokens=10) == 0
    assert largest_context(server) == 0
    busy = throughput(server, Workload(requests_per_month=1, input_tokens=10, output_tokens=10))
    assert (busy.requests_per_hour, busy.sequences) == (0.0, 0)
    assert "not even one request fits" in busy.notes


def test_unknown_memory_and_width() -> None:
    """Without the memory or the width of layers there is no answer."""
    server = on(accelerator=card(memory_bytes=None))
    assert largest_batch(server, tokens=10) is None
    assert largest_context(server) is None
    narrow = memory_bytes(on(llama(attention=shape(hidden_size=None))), tokens=10)
    assert narrow.bytes is None
    assert narrow.notes == ("as released: bf16",)
    plain = memory_bytes(on(llama(attention=shape(hidden_size=None)), precision=Precision.BF16), tokens=10)
    assert plain.notes == ("the width of its layers isn't known",)


# --- speed


def test_experts_met_by_a_batch() -> None:
    """128 experts, 4 a token: one token meets 4/128; two 1 - (124/128)^2; no more than all."""
    assert distinct_experts_share(128, 4, 1) == pytest.approx(4 / 128)
    assert distinct_experts_share(128, 4, 2) == pytest.approx(1 - (124 / 128) ** 2)
    assert distinct_experts_share(4, 4, 1) == 1
    assert distinct_experts_share(4, 8, 1) == 1


def test_a_step_of_a_dense_model() -> None:
    """
    Read: 16,060,522,496 less one of two tables of embeddings, 1,050,673,152; cache 1,000 x 131,072; at 0.8 TB/s.

    Computed: 2 x 8.03e9, and 2 x 32 layers x 32 heads x 256 wide x 1,001 tokens; at 75 TFLOPS. 32 layers start 8
    operations of 3 microseconds.
    """
    step = decode_step_seconds(on(), context_tokens=1000)
    assert step.bandwidth == pytest.approx((16_060_522_496 - 1_050_673_152 + 131_072_000) / 0.8e12)
    assert step.compute == pytest.approx((2 * 8_030_261_248 + 2 * 32 * 32 * 256 * 1001) / 75e12)
    assert step.latency == pytest.approx(32 * 8 * 3e-6)
    assert step.bound == "bandwidth"
    assert step.seconds == pytest.approx((step.bandwidth or 0) + (step.latency or 0))


def test_all_of_a_dense_model_works_on_each_token() -> None:
    """Without stated active parameters they are all of them."""
    assert decode_step_seconds(on(llama(active_parameters=None)), context_tokens=9) == decode_step_seconds(
        on(), context_tokens=9
    )


def test_a_large_batch_is_bound_by_computing() -> None:
    """Weights are read once for all: 4,096 sequences of no context compute for longer."""
    step = decode_step_seconds(on(), context_tokens=0, sequences=4096)
    assert step.bound == "compute"


def test_a_small_model_is_bound_by_starting_operations() -> None:
    """Ten million numbers are read in 25 microseconds; 32 layers take 768 to start."""
    tiny = llama(
        total_parameters=10**7, checkpoint_parameters=None, active_parameters=10**7, vocabulary=10, cache_layers=None
    )
    step = decode_step_seconds(on(tiny), context_tokens=1)
    assert step.bound == "latency"
    assert step.at_most


def test_a_batch_reads_the_experts_it_meets() -> None:
    """Experts are 61,270,827,853 bytes: two tokens meet 1 - (124/128)^2 of them, and both read the rest."""
    made = sparse()
    size = weight_bytes(made)
    assert size.bytes is not None
    experts = size.items["experts"]
    met = 1 - (124 / 128) ** 2
    cache = kv_cache_bytes(made, 100, sequences=2).bytes
    assert cache is not None
    step = decode_step_seconds(on(made), context_tokens=100, sequences=2)
    assert step.bandwidth == pytest.approx((size.bytes - experts * (1 - met) + cache) / 0.8e12)
    assert step.latency == pytest.approx(36 * 16 * 3e-6)


def test_experts_of_an_even_build_are_a_share_of_its_layers() -> None:
    """In int4, experts are 115,333,323,016 of the layers' 115,670,889,792 numbers."""
    made = sparse()
    size = weight_bytes(made, Precision.INT4)
    experts = 115_333_323_016 * 4.5 / 8
    step = decode_step_seconds(on(made, precision=Precision.INT4), context_tokens=0)
    assert size.bytes is not None
    read = size.bytes - size.items["embeddings"] / 2 - experts * (1 - 4 / 128)
    assert step.bandwidth == pytest.approx(read / 0.8e12, rel=1e-6)


def test_experts_that_are_not_known_are_all_read() -> None:
    """It is an upper bound, and so are operations on all parameters."""
    unknown = sparse(active_parameters=None)
    step = decode_step_seconds(on(unknown, precision=Precision.BF16), context_tokens=0)
    assert step.at_most
    assert {"all experts taken to be read", "all parameters taken to work on each token"} <= set(step.notes)
    assert step.compute == pytest.approx(2 * 116_829_156_672 / 75e12, rel=0.001)
    counted = sparse(architecture=MixtureOfExperts(experts=4))
    assert decode_step_seconds(on(counted, precision=Precision.BF16), context_tokens=0).at_most


def test_accelerators_share_reading_and_computing_and_sum() -> None:
    """Four read and compute a quarter each; each layer sums twice: 5 microseconds, and 4,096 x 2 bytes at 120 GB/s."""
    one = decode_step_seconds(on(), context_tokens=0)
    four = decode_step_seconds(on(accelerators=4), context_tokens=0)
    assert four.bandwidth == pytest.approx((one.bandwidth or 0) / 4)
    assert four.compute == pytest.approx((one.compute or 0) / 4)
    assert four.latency == pytest.approx(32 * (8 * 3e-6 + 2 * (5e-6 + 8192 / 120e9)))
    sixteen = decode_step_seconds(on(accelerators=16), context_tokens=0)
    assert sixteen == decode_step_seconds(on(accelerators=8), context_tokens=0)


def test_a_prompt_is_bound_by_computing() -> None:
    """1,000 tokens: 2 x 8.03e9 x 1,000, and 2 x 32 x 32 x 256 for each of 500,500 pairs; at 75 TFLOPS."""
    prefill = prefill_seconds(on(), tokens=1000)
    assert prefill.bound == "compute"
    assert prefill.compute == pytest.approx((2 * 8_030_261_248 * 1000 + 2 * 32 * 32 * 256 * 500_500) / 75e12)


def test_long_prompts_take_passes() -> None:
    """10,000 tokens are read in two passes, so the weights twice; cached tokens are seen, not computed."""
    once, twice = prefill_seconds(on(), tokens=8192), prefill_seconds(on(), tokens=10_000)
    assert twice.bandwidth == pytest.approx(2 * (once.bandwidth or 0))
    behind = prefill_seconds(on(), tokens=1000, cached_tokens=1000)
    assert behind.compute == pytest.approx((2 * 8_030_261_248 * 1000 + 2 * 32 * 32 * 256 * 1_500_500) / 75e12)
    assert prefill_seconds(on(), tokens=0).seconds == 0


@pytest.mark.parametrize(
    ("layers", "decode", "prefill"),
    [
        (LatentLayers(layers=1, latent_rank=512, rope_head_dim=64), 32 * 1088 * 101, 32 * 1088 * 5050),
        (
            LatentLayers(layers=1, latent_rank=512, rope_head_dim=64, key_dim=192, value_dim=128),
            32 * 1088 * 101,
            32 * 320 * 5050,
        ),
        (
            SlidingLayers(layers=1, key_value_heads=1, key_dim=64, value_dim=0, window_tokens=10),
            32 * 128 * 10,
            32 * 128 * (45 + 91 * 10),
        ),
        (
            CompressedLayers(layers=1, dim=64, tokens_per_entry=4, window_tokens=10),
            32 * 128 * (10 + 25),
            32 * 128 * (955 + 1262),
        ),
        (StateLayers(layers=1, recurrent_numbers=50, convolution_numbers=0), 100, 100 * 100),
        (IndexLayers(layers=1, dim=64), 0, 0),
    ],
)
def test_operations_of_attention(layers: CacheLayers, decode: int, prefill: int) -> None:
    """Two operations a number and pair: one token behind 100 others, and 100 new ones with 5,050 pairs."""
    bare = llama(total_parameters=1, checkpoint_parameters=1, active_parameters=1, cache_layers=(layers,))
    step = decode_step_seconds(on(bare), context_tokens=100)
    assert step.compute == pytest.approx((2 + 2 * decode) / 75e12)
    assert prefill_seconds(on(bare), tokens=100).compute == pytest.approx((200 + 2 * prefill) / 75e12)


@pytest.mark.parametrize(
    ("precision", "native", "rate"),
    [
        (Precision.BF16, "bf16", 75e12),
        (Precision.FP8, "bf16", 110e12),
        (Precision.INT4, "bf16", 75e12),
        (Precision.FP4, "bf16", 75e12),
        (None, "bf16", 75e12),
        (None, "fp8", 110e12),
    ],
)
def test_the_rate_of_a_format(precision: Precision | None, native: str, rate: float) -> None:
    """Weights are computed in their own format where the card can and its rate is known, else in 16 bits."""
    made = llama(weights=Downloadable(native_dtype=native))
    step = decode_step_seconds(on(made, precision=precision), context_tokens=0)
    assert step.compute == pytest.approx((2 * 8_030_261_248 + 2 * 32 * 32 * 256) / rate)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"bandwidth_bytes_per_second": None}, "the accelerator's bandwidth isn't known"),
        ({"flops": {}}, "the accelerator's rate in bf16 isn't known"),
    ],
)
def test_rates_that_are_not_known(changes: dict[str, Any], why: str) -> None:
    """Then the time isn't either, but for the parts that are."""
    step = decode_step_seconds(on(accelerator=card(**changes)), context_tokens=0)
    assert step.seconds is None
    assert step.bound is None
    assert step.latency is not None
    assert why in step.notes


def test_heads_and_width_that_are_not_known() -> None:
    """Attention isn't computed without heads, nor anything summed without a width."""
    assert decode_step_seconds(on(llama(attention=shape(heads=None))), context_tokens=0).compute is None
    assert decode_step_seconds(on(llama(attention=shape(hidden_size=None))), context_tokens=0).latency is None
    uncounted = llama(total_parameters=None, checkpoint_parameters=None)
    assert decode_step_seconds(on(uncounted), context_tokens=0).seconds is None
    unsized = sparse(total_parameters=None, checkpoint_parameters=None)
    assert decode_step_seconds(on(unsized, precision=Precision.BF16), context_tokens=0).seconds is None


# --- throughput


def test_what_a_busy_server_gets_done() -> None:
    """16 requests at once: 16 prompts read one by one, and 200 steps; 3,600 x 16 / that many seconds an hour."""
    load = Workload(requests_per_month=1, input_tokens=1000, output_tokens=200)
    busy = throughput(on(), load, sequences=16)
    prefill = prefill_seconds(on(), tokens=1000).seconds
    step = decode_step_seconds(on(), context_tokens=1100, sequences=16).seconds
    assert prefill is not None
    assert step is not None
    seconds = 16 * prefill + 200 * step
    assert busy.requests_per_hour == pytest.approx(3600 * 16 / seconds)
    assert busy.seconds_per_request == pytest.approx(seconds)
    assert busy.output_tokens_per_second == pytest.approx(200 / seconds)
    assert not busy.at_least


def test_cached_prompts_are_not_read_again() -> None:
    """Of 1,000 prompt tokens 900 are cached: 100 are computed behind them."""
    load = Workload(requests_per_month=1, input_tokens=1000, output_tokens=10, cached_input_share=0.9)
    assert throughput(on(), load).prefill == prefill_seconds(on(), tokens=100, cached_tokens=900)


def test_requests_at_once_are_those_that_fit() -> None:
    """256 unless fewer fit; a wish for more is said to be cut."""
    load = Workload(requests_per_month=1, input_tokens=4000, output_tokens=128)
    assert throughput(on(), load).sequences == 100
    assert throughput(on(), replace(load, input_tokens=1000)).sequences == 256
    assert "only 100 of 200 requests fit at once" in throughput(on(), load, sequences=200).notes
    with pytest.raises(InvalidInputError):
        throughput(on(), load, sequences=0)
    for wrong in (-1, True, float("inf"), float("nan")):
        with pytest.raises(InvalidInputError, match="output_factor must be a number of at least 0"):
            throughput(on(), load, output_factor=wrong)


def test_bounds_pass_on() -> None:
    """An upper bound of memory or time makes requests an hour a lower bound."""
    load = Workload(requests_per_month=1, input_tokens=100, output_tokens=10)
    assert throughput(on(llama(cache_layers=None)), load).at_least


def test_requests_without_tokens_or_time() -> None:
    """No time means no rate; without a known rate of the card neither."""
    nothing = Workload(requests_per_month=1, input_tokens=0, output_tokens=0)
    assert throughput(on(), nothing).requests_per_hour is None
    slow = on(accelerator=card(flops={}))
    load = Workload(requests_per_month=1, input_tokens=10, output_tokens=10)
    assert throughput(slow, load).requests_per_hour is None
    assert throughput(slow, load).sequences == 256
