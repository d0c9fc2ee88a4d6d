"""Hosting: how large a model is on hardware of one's own, and how fast it can be there. Functions of values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil
from typing import Literal, assert_never

from llm_selection._frozen import freeze
from llm_selection.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.models import (
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    CacheLayers,
    CompressedLayers,
    Downloadable,
    IndexLayers,
    LatentLayers,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    StateLayers,
    TokenMixing,
)
from llm_selection.units import check_count
from llm_selection.workloads import Workload

__all__ = [
    "ACCELERATORS_PER_NODE",
    "BITS",
    "LARGEST_BATCH",
    "PREFILL_TOKENS",
    "USABLE_SHARE",
    "Duration",
    "Fit",
    "Server",
    "Size",
    "Throughput",
    "accelerator_counts",
    "decode_seconds",
    "distinct_experts_share",
    "fit",
    "kv_cache_bytes",
    "largest_batch",
    "largest_context",
    "memory_bytes",
    "prefill_seconds",
    "throughput",
    "usable_bytes",
    "weight_bytes",
]

BITS: Mapping[Precision, Fraction] = {
    Precision.FP32: Fraction(32),
    Precision.BF16: Fraction(16),
    Precision.FP8: Fraction(8) + Fraction(32, 128 * 128),
    Precision.INT8: Fraction(8) + Fraction(16, 32),
    Precision.FP4: Fraction(4) + Fraction(8, 16),
    Precision.INT4: Fraction(4) + Fraction(16, 32),
}
"""
Bits a number takes up in a matrix, scales included: of common layouts the larger, so that it isn't too small.

fp8: one fp32 scale for a block of 128 x 128 (``weight_block_size`` in DeepSeek-V3's configuration). int8 and int4: one
fp16 scale for 32 numbers (Q8_0 and Q4_0 of llama.cpp; Kimi K2.5's released int4 too); AWQ and GPTQ have groups of 128,
hence 4.16 bits or more. fp4: one fp8 scale for 16 numbers (NVFP4); MXFP4 has 8 bits for 32 numbers, hence 4.25.
"""

_MXFP4_BITS = Fraction(4) + Fraction(8, 32)
_STATE_BITS = 32
"""Recurrent states are kept in fp32 (``mamba_ssm_dtype`` of Qwen3.5, ``mamba_ssm_cache_dtype`` of Nemotron 3)."""

USABLE_SHARE = 0.9
"""Share of an accelerator's memory that a server takes: ``gpu_memory_utilization`` of vLLM, 0.92 since its 0.22."""
_UNIFIED_SHARE = 0.66
"""The same where memory is shared with the processor: macOS lets a program have 21,845 of 32,768 MiB, and 73,728 of
98,304 (``recommendedMaxWorkingSetSize`` in llama.cpp issues 2011 and 3213); the smaller share of the two."""
_RUNTIME_BYTES = 551 * 2**20 + 411_041_792
"""Driver, libraries and graphs, and buffers for talking to other accelerators, on each one. Source: ``other_mem`` before
it was raised for safety and ``nccl_mem`` for 8, of aiconfigurator-core 0.12.0; vLLM measured 0.35 GiB on a single one
(issue 10517)."""
PREFILL_TOKENS = 8192
"""Prompt tokens that a server works on at once: ``max_num_batched_tokens`` as vLLM sets it on data-center cards."""
_ACTIVATION_WIDTHS = {1: (11.0, 22.0), 2: (6.5, 13.0), 4: (5.0, 10.0), 8: (5.0, 10.0)}
"""Residual streams of 16 bits alive at the peak of a pass, by accelerators: dense, mixture of experts. Source:
``ACTIVATION_COEFFICIENTS`` of aiconfigurator-core 0.12.0."""
_PAGE_TOKENS = 16
"""Tokens in a page of the cache, of which a sequence leaves one partly empty. Source: vLLM's ``block_size``."""
LARGEST_BATCH = 256
"""Sequences at once unless more are asked for: ``max_num_seqs`` of vLLM before its 0.9, and with less memory since."""

ACCELERATORS_PER_NODE = 8
"""Accelerators that share each layer (tensor parallel); beyond a node, layers are dealt out to nodes instead."""
_MOST_ACCELERATORS = 64
_LONGEST_CONTEXT = 2**30
"""Where neither memory nor the model's own limit ends a context."""

_BANDWIDTH_SHARE = 0.8
"""Share of the peak bandwidth that reading weights and cache reaches. Source: ``mem_bw_empirical_scaling_factor`` of
aiconfigurator-core 0.12.0; its measured bf16 products on 1 to 4 tokens reach 0.69 (A100) to 0.81 (L40S) in the median."""
_OPERATION_SECONDS = 3e-6
"""What each operation takes however small. Source: ``mem_empirical_constant_latency`` of the same."""
_OPERATIONS_PER_LAYER = 8
"""Norm, query-key-value, attention, output; norm, gate and up, activation, down. Further ones are fused with these."""
_REDUCE_SECONDS = 5e-6
"""One sum over accelerators in a node, of up to 64 KiB: 4.2 to 7.9 microseconds on H100 (the same, measured with vLLM);
each layer needs two. Larger sums wait for a link whose speed isn't known here."""
_REDUCTIONS_PER_LAYER = 2
_COMPUTE_SHARE: Mapping[Precision, float] = {
    Precision.FP32: 0.75,
    Precision.BF16: 0.75,
    Precision.FP8: 0.55,
    Precision.INT8: 0.55,
    Precision.FP4: 0.4,
    Precision.INT4: 0.4,
}
"""Share of the peak rate that large products reach: medians of 4,096 tokens or more in aiconfigurator-core 0.12.0 are
0.57 (L40S) to 0.87 (A100) in bf16, 0.43 to 0.60 in fp8 and 0.36 to 0.40 in fp4 on data-center cards."""

_MISLED = (0.9, 1.1)
"""A count of the weight files this far from the stated size counts something else: packed numbers, or two copies."""

Bound = Literal["bandwidth", "compute", "latency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """
    Bytes in memory.

    Attributes:
        bytes: All of it; ``None`` when a part that matters isn't known.
        items: Bytes by part, as far as known; they add up to ``bytes``.
        at_most: Whether it is an upper bound; the notes say why.
        notes: What was assumed or left out.
    """

    bytes: int | None
    items: Mapping[str, int] = field(default_factory=dict)
    at_most: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the items."""
        freeze(self, "items", self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """
    A model on so many accelerators of one kind.

    Attributes:
        model: What is hosted.
        accelerator: On what.
        accelerators: How many; up to eight share each layer, beyond that nodes of eight share out the layers.
        precision: Number format of the weights; ``None`` is the released one.
        cache_precision: Number format of keys and values.
    """

    model: Model
    accelerator: Accelerator
    accelerators: int = 1
    precision: Precision | None = None
    cache_precision: Precision = Precision.BF16

    def __post_init__(self) -> None:
        """Check the count."""
        check_count("accelerators", self.accelerators, least=1)

    @property
    def per_node(self) -> int:
        """Accelerators that share each layer."""
        return min(self.accelerators, ACCELERATORS_PER_NODE)

    @property
    def nodes(self) -> int:
        """Nodes that share out the layers."""
        return ceil(self.accelerators / ACCELERATORS_PER_NODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """
    Time by a roofline: the longer of moving bytes and computing, and what passes whatever the size.

    Attributes:
        seconds: All of it; ``None`` when a part that matters isn't known.
        bound: What takes longest; ``None`` when a part isn't known.
        bandwidth: Seconds to read weights and cache; ``None`` unknown.
        compute: Seconds to compute; ``None`` unknown.
        latency: Seconds for starting operations and for sums over accelerators; ``None`` unknown.
        at_most: Whether it is an upper bound by what isn't known of the model; the notes say why.
        notes: What was assumed or left out.
    """

    seconds: float | None
    bound: Bound | None = None
    bandwidth: float | None = None
    compute: float | None = None
    latency: float | None = None
    at_most: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Throughput:
    """
    What a server gets done when it is always busy.

    Attributes:
        requests_per_hour: Requests finished an hour; ``None`` unknown, 0 when not even one fits.
        sequences: Requests worked on at once; ``None`` unknown.
        seconds_per_request: From a request's start to its end, without waiting in a queue; ``None`` unknown.
        output_tokens_per_second: Of one request, while others' prompts are read in between; ``None`` unknown.
        prefill: Reading one request's prompt.
        step: One token more for each sequence, halfway through the output.
        at_least: Whether more isn't ruled out, because memory or time are upper bounds.
        notes: What was assumed or left out.
    """

    requests_per_hour: float | None
    sequences: int | None = None
    seconds_per_request: float | None = None
    output_tokens_per_second: float | None = None
    prefill: Duration
    step: Duration
    at_least: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """
    How many accelerators of a kind a model needs.

    Attributes:
        fits: Whether so many as are tried hold it; ``None`` when that isn't known.
        server: The model on the fewest that do; ``None`` when none is known to.
        memory: What lies on each of them, or on each of the most that were tried.
        usable_bytes: What there is for it on each; ``None`` unknown.
    """

    fits: bool | None
    server: Server | None
    memory: Size
    usable_bytes: int | None


# Weights


def weight_bytes(model: Model, precision: Precision | None = None) -> Size:
    """
    Return what the weights of *model* take up.

    Numbers are counted as in the weight files where such a count is known and plausible, draft layers included; else the
    stated total. In a format of fewer than 16 bits, embeddings and output head stay in 16, as published quantised builds
    have them; norms and scales of single channels, below a thousandth, count with the layers. A release in four bits of a
    mixture of experts has its experts in four bits and the rest in 16 (gpt-oss, Kimi K2.5), or in 8 (DeepSeek-V4).

    Args:
        model: Its counts, vocabulary and released number format are read.
        precision: Number format of the layers; ``None`` is the released one.

    Returns:
        Bytes as ``layers``, ``embeddings`` and ``draft layers``, or ``experts`` and ``other layers``. Unknown without a
        count, without a released format if that is asked for, and without the vocabulary or the width if embeddings
        differ; where it isn't known whether input and output share one table, two are counted and it is an upper bound.

    Source: numbers x bits / 8, with the bits of `BITS`.
    """
    count, notes = _parameters(model)
    if count is None:
        return Size(bytes=None, notes=notes)
    if precision is None:
        return _released_bytes(model, count, notes)
    return _built_bytes(model, count, precision, notes)


def _parameters(model: Model) -> tuple[int | None, tuple[str, ...]]:
    """Return how many numbers the weights are, and what to know of that count."""
    stated, counted = model.total_parameters, model.checkpoint_parameters
    if stated is None and counted is None:
        return None, ("how many parameters it has isn't known",)
    if counted is None:
        return stated, ("parameters as stated, which rounds; not counted in the weight files",)
    if stated is not None and not _MISLED[0] <= Fraction(counted, stated) <= _MISLED[1]:
        return stated, (f"parameters as stated; the weight files' count of {counted:,} is of something else",)
    return counted, ()


def _released_bytes(model: Model, count: int, notes: tuple[str, ...]) -> Size:
    """Return the weights in the number format they were released in."""
    released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
    if released is None:
        return Size(bytes=None, notes=("the number format of the release isn't known; name a precision", *notes))
    notes = (f"as released: {released}", *notes)
    plain = {"bf16": Precision.BF16, "fp16": Precision.BF16, "fp32": Precision.FP32, "fp8": Precision.FP8}
    if released in plain:
        return _built_bytes(model, count, plain[released], notes)
    mixed = {
        "mxfp4": (_MXFP4_BITS, BITS[Precision.BF16]),
        "int4": (BITS[Precision.INT4], BITS[Precision.BF16]),
        "fp8+fp4 experts": (_MXFP4_BITS, BITS[Precision.FP8]),
    }
    experts = _expert_parameters(model, count)
    if released not in mixed or experts is None:
        return Size(bytes=None, notes=("how that format is laid out isn't known here; name a precision", *notes))
    low, high = mixed[released]
    return _added({"experts": _bytes(experts, low), "other layers": _bytes(count - experts, high)}, notes=notes)


def _built_bytes(model: Model, count: int, precision: Precision, notes: tuple[str, ...]) -> Size:
    """Return the weights with layers in *precision*, and embeddings in no fewer than 16 bits."""
    high = max(BITS[precision], BITS[Precision.BF16])
    tables, at_most, table_notes = _embedding_parameters(model)
    if tables is None and BITS[precision] < high:
        return Size(bytes=None, notes=(*table_notes, *notes))
    at_most = at_most and BITS[precision] < high
    embeddings = min(tables or 0, count)
    draft, draft_notes = _draft_parameters(model, count - embeddings)
    items = {
        "layers": _bytes(count - embeddings - draft, BITS[precision]),
        "embeddings": _bytes(embeddings, high),
        "draft layers": _bytes(draft, BITS[precision]),
    }
    return _added(items, at_most=at_most, notes=(*notes, *(table_notes if at_most else ()), *draft_notes))


def _embedding_parameters(model: Model) -> tuple[int | None, bool, tuple[str, ...]]:
    """Return the numbers in input embedding and output head, whether that is an upper bound, and why."""
    width = model.attention.hidden_size if model.attention else None
    if model.vocabulary is None or width is None:
        return None, False, ("embeddings stay in 16 bits, and how many numbers they are isn't known",)
    if model.tied_embeddings is None:
        return 2 * model.vocabulary * width, True, ("two tables of embeddings, as if they weren't shared",)
    return model.vocabulary * width * (1 if model.tied_embeddings else 2), False, ()


def _draft_parameters(model: Model, most: int) -> tuple[int, tuple[str, ...]]:
    """Return the numbers in draft layers, as far as they can be told apart from the others."""
    stated, counted = model.total_parameters, model.checkpoint_parameters
    if not model.draft_layers:
        return 0, ()
    if stated is not None and counted is not None and 0 < counted - stated <= most and _parameters(model)[0] == counted:
        return counted - stated, ("draft layers are loaded only where a server drafts tokens",)
    return 0, ("draft layers, if the files hold them, are counted with the others",)


def _expert_parameters(model: Model, count: int) -> int | None:
    """
    Return the numbers in routed experts, from what works on one token.

    All but ``1 - k/E`` of the experts' numbers are active, so they are ``(total - active) / (1 - k/E)``.
    """
    shape = model.architecture
    active = model.active_parameters
    if not isinstance(shape, MixtureOfExperts) or active is None or active > count:
        return None
    if shape.experts is None or shape.experts_per_token is None or shape.experts_per_token >= shape.experts:
        return None
    idle = 1 - Fraction(shape.experts_per_token, shape.experts)
    return min(count, round((count - active) / idle))


def _bytes(numbers: int, bits: Fraction | int) -> int:
    """Return what so many numbers take up, rounded up to whole bytes."""
    return ceil(numbers * Fraction(bits, 8))


def _added(items: Mapping[str, int], *, at_most: bool = False, notes: Iterable[str] = ()) -> Size:
    """Return the sum of *items*, those of nothing left out."""
    kept = {name: size for name, size in items.items() if size}
    return Size(bytes=sum(kept.values()), items=kept, at_most=at_most, notes=tuple(dict.fromkeys(notes)))


# Cache


def kv_cache_bytes(model: Model, tokens: int, precision: Precision = Precision.BF16, *, sequences: int = 1) -> Size:
    """
    Return what is kept of *sequences* of so many *tokens* each between one token and the next.

    A layer with attention keeps a key and a value a token and key-value head; one with a sliding window those of the
    latest tokens; latent attention one vector a token; state-space and linear layers a state of one size, in fp32.

    Args:
        model: Its groups of layers are read, or the shape of its attention where these aren't known.
        tokens: Of each sequence, prompt and output together.
        precision: Number format of what is kept; recurrent states stay in fp32, and convolutions' in 16 bits.
        sequences: How many; nothing is shared between them.

    Returns:
        Bytes by kind of layer. Where nobody here knows which layers see how much, layers of plain attention are taken to
        see everything: an upper bound. Unknown without the parts that the kind of attention needs.

    Raises:
        InvalidInputError: A count is negative or no whole number.

    Source: 2 x layers x key-value heads x head width x tokens for plain attention (arXiv 1911.02150, 2305.13245); latent
    rank + rotary width a token and layer for latent attention (arXiv 2405.04434, section 2.1.4).
    """
    check_count("tokens", tokens)
    check_count("sequences", sequences)
    groups, at_most, notes = _groups(model)
    if groups is None:
        return Size(bytes=None, notes=notes)
    items: dict[str, int] = {}
    for group in groups:
        items[group.kind] = items.get(group.kind, 0) + sequences * _kept_bytes(group, tokens, precision)
    return _added(items, at_most=at_most, notes=notes)


def _groups(model: Model) -> tuple[Sequence[CacheLayers] | None, bool, tuple[str, ...]]:
    """Return what the layers keep, whether that is an upper bound, and what was assumed."""
    shape = model.attention
    if model.cache_layers:
        return model.cache_layers, False, ()
    if shape is None:
        return None, False, ("the shape of its attention isn't known",)
    if shape.mixing is not TokenMixing.ATTENTION:
        return None, False, ("what its layers other than attention keep isn't known",)
    if shape.attention is AttentionKind.MLA:
        return _latent_groups(shape)
    if shape.attention in (AttentionKind.COMPRESSED_SPARSE, AttentionKind.HYBRID):
        return None, False, ("what its layers keep isn't known",)
    return _plain_groups(shape)


def _latent_groups(
    shape: AttentionShape,
) -> tuple[Sequence[CacheLayers] | None, bool, tuple[str, ...]]:
    """Return layers of latent attention, all alike."""
    if shape.layers is None or shape.latent_rank is None or shape.rope_head_dim is None:
        return None, False, ("the widths of its latent attention aren't known",)
    layers = LatentLayers(layers=shape.layers, latent_rank=shape.latent_rank, rope_head_dim=shape.rope_head_dim)
    return (layers,), False, ("all layers taken to keep the same, without an index for sparse attention",)


def _plain_groups(shape: AttentionShape) -> tuple[Sequence[CacheLayers] | None, bool, tuple[str, ...]]:
    """Return layers that keep keys and values, all of them with the same heads."""
    if shape.layers is None or shape.key_value_heads is None or shape.head_dim is None:
        return None, False, ("layers, key-value heads or their width aren't known",)
    heads, width = shape.key_value_heads, shape.head_dim
    whole = AttentionLayers(layers=shape.layers, key_value_heads=heads, key_dim=width, value_dim=width)
    full, window = shape.full_attention_layers, shape.sliding_window_tokens
    if not full or not window or full >= shape.layers:
        return (whole,), True, ("every layer taken to see the whole context; windows, if any, would make it less",)
    sliding = SlidingLayers(
        layers=shape.layers - full, key_value_heads=heads, key_dim=width, value_dim=width, window_tokens=window
    )
    return (replace(whole, layers=full), sliding), False, ("full and sliding layers taken to have the same heads",)


def _kept_bytes(group: CacheLayers, tokens: int, precision: Precision) -> int:
    """Return what a group of layers keeps of one sequence."""
    bits = BITS[precision]
    match group:
        case AttentionLayers():
            return _bytes(group.layers * group.key_value_heads * (group.key_dim + group.value_dim) * tokens, bits)
        case SlidingLayers():
            seen = min(tokens, group.window_tokens)
            return _bytes(group.layers * group.key_value_heads * (group.key_dim + group.value_dim) * seen, bits)
        case LatentLayers():
            return _bytes(group.layers * (group.latent_rank + group.rope_head_dim) * tokens, bits)
        case IndexLayers():
            return _bytes(group.layers * group.dim * tokens, bits)
        case CompressedLayers():
            return _compressed_bytes(group, tokens, bits)
        case StateLayers():
            convolution = _bytes(group.layers * group.convolution_numbers, 16)
            return _bytes(group.layers * group.recurrent_numbers, _STATE_BITS) + convolution
    assert_never(group)


def _compressed_bytes(group: CompressedLayers, tokens: int, bits: Fraction) -> int:
    """
    Return what DeepSeek-V4's layers keep: latest tokens, entries, keys of the entries, and the next entry's making.

    Entries picked by an index overlap, so twice as much is kept of the making. Source: ``get_kvcache_bytes_per_sequence``
    of aiconfigurator-core 0.12.0.
    """
    ratio, overlap = group.tokens_per_entry, 2 if group.index_dim else 1
    entries = tokens // ratio
    numbers = min(tokens, group.window_tokens) * group.dim + entries * (group.dim + group.index_dim)
    making = 2 * ratio * overlap * (group.dim + group.index_dim)
    return group.layers * (_bytes(numbers, bits) + _bytes(making, _STATE_BITS))


# Memory


def usable_bytes(accelerator: Accelerator) -> int | None:
    """
    Return the bytes of one accelerator that a server may take; ``None`` when its memory isn't known.

    The rest is for what else runs there, and for memory in pieces too small to use. It is 90 %, and 66 % where memory is
    shared with the processor.
    """
    if accelerator.memory_bytes is None:
        return None
    share = _UNIFIED_SHARE if accelerator.kind is AcceleratorKind.UNIFIED else USABLE_SHARE
    return accelerator.memory_bytes * round(100 * share) // 100


def accelerator_counts(model: Model) -> tuple[int, ...]:
    """
    Return the numbers of accelerators that *model* can be shared out to: powers of two up to 64, fewest first.

    Servers give each accelerator of a node equally many attention heads, so a number that doesn't divide them is left
    out; where the heads aren't known, none is.
    """
    heads = model.attention.heads if model.attention else None
    powers = [2**exponent for exponent in range(_MOST_ACCELERATORS.bit_length())]
    return tuple(count for count in powers if not (heads or 0) % min(count, ACCELERATORS_PER_NODE))


def memory_bytes(server: Server, *, tokens: int, sequences: int = 1) -> Size:
    """
    Return what lies on each accelerator of *server*, with so many *sequences* of so many *tokens* in work.

    Weights are shared out evenly. Key-value heads are, as far as they go round; latent vectors, indexes and compressed
    entries lie on each accelerator of a node. A sequence takes whole pages of 16 tokens. Activations are those of 8,192
    tokens at once, whatever the sequences.

    Returns:
        Bytes as ``weights``, ``cache``, ``activations`` and ``runtime``; unknown when weights, cache or width are.

    Raises:
        InvalidInputError: A count is negative or no whole number.
    """
    check_count("tokens", tokens)
    check_count("sequences", sequences)
    weights = weight_bytes(server.model, server.precision)
    groups, at_most, notes = _groups(server.model)
    width = server.model.attention.hidden_size if server.model.attention else None
    notes = (*weights.notes, *notes)
    if weights.bytes is None or groups is None or width is None:
        return Size(bytes=None, notes=notes or ("the width of its layers isn't known",))
    pages = ceil(Fraction(tokens, _PAGE_TOKENS)) * _PAGE_TOKENS
    cache = sum(_kept_bytes(_on_one(group, server), pages, server.cache_precision) for group in groups)
    items = {
        "weights": ceil(Fraction(weights.bytes, server.accelerators)),
        "cache": sequences * cache,
        "activations": _activation_bytes(server, width),
        "runtime": _RUNTIME_BYTES,
    }
    return _added(items, at_most=weights.at_most or at_most, notes=notes)


def _on_one(group: CacheLayers, server: Server) -> CacheLayers:
    """Return the part of a group of layers whose cache lies on one accelerator."""
    return _in_node(replace(group, layers=ceil(Fraction(group.layers, server.nodes))), server.per_node)


def _in_node(group: CacheLayers, share: int) -> CacheLayers:
    """Return the part of a group of layers whose cache lies on one of so many accelerators that share each layer."""
    match group:
        case AttentionLayers() | SlidingLayers():
            return replace(group, key_value_heads=ceil(Fraction(group.key_value_heads, share)))
        case StateLayers():
            return replace(
                group,
                recurrent_numbers=ceil(Fraction(group.recurrent_numbers, share)),
                convolution_numbers=ceil(Fraction(group.convolution_numbers, share)),
            )
        case LatentLayers() | IndexLayers() | CompressedLayers():
            return group
    assert_never(group)


def _activation_bytes(server: Server, width: int) -> int:
    """Return what a pass over the most tokens at once needs beside weights and cache, on each accelerator."""
    sharing = max(count for count in _ACTIVATION_WIDTHS if count <= server.per_node)
    streams = _ACTIVATION_WIDTHS[sharing][isinstance(server.model.architecture, MixtureOfExperts)]
    return round(2 * PREFILL_TOKENS * width * streams)


def fit(
    model: Model,
    accelerator: Accelerator,
    *,
    tokens: int,
    sequences: int = 1,
    precision: Precision | None = None,
    cache_precision: Precision = Precision.BF16,
) -> Fit:
    """
    Return the fewest accelerators of a kind that hold *model* and so many *sequences* of so many *tokens*.

    Args:
        model: What is to be hosted.
        accelerator: On what; up to 64 of it, in the numbers of `accelerator_counts`.
        tokens: Of each sequence, prompt and output together.
        sequences: In work at once.
        precision: Number format of the weights; ``None`` is the released one.
        cache_precision: Number format of keys and values.

    Returns:
        Whether and on how many. That it doesn't fit is not known, rather than false, where memory is an upper bound.

    Raises:
        InvalidInputError: A count is negative or no whole number.
    """
    usable = usable_bytes(accelerator)
    one = Server(model=model, accelerator=accelerator, precision=precision, cache_precision=cache_precision)
    memory = memory_bytes(one, tokens=tokens, sequences=sequences)
    if usable is None or memory.bytes is None:
        return Fit(fits=None, server=None, memory=memory, usable_bytes=usable)
    for count in accelerator_counts(model):
        server = replace(one, accelerators=count)
        memory = memory_bytes(server, tokens=tokens, sequences=sequences)
        if _least(memory) <= usable:
            return Fit(fits=True, server=server, memory=memory, usable_bytes=usable)
    return Fit(fits=None if memory.at_most else False, server=None, memory=memory, usable_bytes=usable)


def _least(size: Size) -> int:
    """Return the bytes of a size whose bytes are known."""
    return sum(size.items.values())


def largest_batch(server: Server, *, tokens: int) -> int | None:
    """
    Return how many sequences of so many *tokens* fit at once; 0 when not even one does.

    ``None`` when memory or what must lie in it isn't known. Where that is an upper bound, more may fit.

    Raises:
        InvalidInputError: *tokens* is negative or no whole number.
    """
    usable = usable_bytes(server.accelerator)
    one = memory_bytes(server, tokens=tokens)
    if usable is None or one.bytes is None:
        return None
    each = one.items.get("cache", 0)
    return max(0, (usable - one.bytes + each) // max(1, each))


def largest_context(server: Server, *, sequences: int = 1) -> int | None:
    """
    Return how many tokens each of so many *sequences* may have, up to the model's own limit; 0 when nothing fits.

    ``None`` when memory or what must lie in it isn't known. Where that is an upper bound, more may fit.

    Raises:
        InvalidInputError: *sequences* is negative or no whole number.
    """
    usable = usable_bytes(server.accelerator)
    if usable is None or memory_bytes(server, tokens=0, sequences=sequences).bytes is None:
        return None
    fits, beyond = 0, (server.model.limits.context_tokens or _LONGEST_CONTEXT) + 1
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if _least(memory_bytes(server, tokens=middle, sequences=sequences)) <= usable:
            fits = middle
        else:
            beyond = middle
    return fits


# Speed


def distinct_experts_share(experts: int, experts_per_token: int, tokens: int) -> float:
    """
    Return the expected share of experts that at least one of so many tokens works with.

    A token misses an expert with a chance of ``1 - k/E``, so ``1 - (1 - k/E) ** tokens`` are met. Assumes that the router
    picks evenly and each token apart; real routers do less, so that a share is an upper estimate.

    >>> round(distinct_experts_share(128, 4, 1) * 128), round(distinct_experts_share(128, 4, 32) * 128, 1)
    (4, 81.7)
    """
    return 1 - (1 - min(1.0, experts_per_token / experts)) ** tokens


def decode_seconds(server: Server, *, context_tokens: int, sequences: int = 1) -> Duration:
    """
    Return the time of one step: one more token for each of so many *sequences*, each *context_tokens* long.

    Args:
        server: What runs on what.
        context_tokens: Tokens before the new one, in each sequence.
        sequences: How many step together, 1 or more.

    Returns:
        The longer of reading and computing, and what starting operations takes. Read are all weights once - of routed
        experts the share that the batch is expected to meet, and not the input embedding - and the whole cache. Computed
        are two operations a token and active parameter, and attention.

    Raises:
        InvalidInputError: A count is negative or no whole number, or there is no sequence.

    Source: roofline (Williams, Waterman and Patterson 2009) of a decode step (arXiv 2211.05102), with the efficiencies
    stated beside this module's constants.
    """
    check_count("context_tokens", context_tokens)
    check_count("sequences", sequences, least=1)
    cache = _cache_read(server, context_tokens)
    read = None if cache is None else sequences * cache
    return _roofline(server, _Batch(tokens=sequences, before=context_tokens, each=1), cache_bytes=read)


def prefill_seconds(server: Server, *, tokens: int, cached_tokens: int = 0) -> Duration:
    """
    Return the time to read so many new *tokens* of a prompt, behind *cached_tokens* that are in the cache already.

    Args:
        server: What runs on what.
        tokens: New tokens, in passes of up to 8,192.
        cached_tokens: Tokens before them whose keys and values are kept.

    Returns:
        The longer of reading the weights once a pass and computing, and what starting operations takes. It is the time to
        the first token when nothing else is in work.

    Raises:
        InvalidInputError: A count is negative or no whole number.

    Source: as `decode_seconds`; attention sees ``n (n + 1) / 2`` pairs of ``n`` new tokens.
    """
    check_count("tokens", tokens)
    check_count("cached_tokens", cached_tokens)
    passes = ceil(Fraction(tokens, PREFILL_TOKENS))
    batch = _Batch(tokens=tokens, before=cached_tokens, each=tokens, passes=passes)
    return _roofline(server, batch, cache_bytes=_cache_read(server, cached_tokens))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Tokens computed together: ``tokens`` in all, ``each`` a sequence behind ``before`` others, in so many passes."""

    tokens: int
    before: int
    each: int
    passes: int = 1

    @property
    def sequences(self) -> int:
        """Sequences in it."""
        return self.tokens // self.each if self.each else 0


def _roofline(server: Server, batch: _Batch, *, cache_bytes: int | None) -> Duration:
    """Set reading against computing."""
    weights, read_at_most, read_notes = _weights_read(server, min(batch.tokens, PREFILL_TOKENS))
    flops, flops_at_most, flops_notes = _flops(server.model, batch)
    _, cache_at_most, cache_notes = _groups(server.model)
    rate, rate_notes = _compute_rate(server)
    bandwidth_rate, layers = server.accelerator.bandwidth_bytes_per_second, _layers(server.model)
    notes = tuple(dict.fromkeys((*read_notes, *flops_notes, *cache_notes, *rate_notes)))
    bandwidth = compute = latency = None
    if weights is not None and cache_bytes is not None and bandwidth_rate is not None:
        read = batch.passes * weights / server.per_node + cache_bytes
        bandwidth = read / (bandwidth_rate * _BANDWIDTH_SHARE)
    if flops is not None and rate is not None:
        compute = flops / (rate * server.per_node)
    if layers is not None:
        latency = batch.passes * layers * _layer_latency(server)
    if bandwidth is None or compute is None or latency is None:
        missing = () if bandwidth_rate is not None else ("the accelerator's bandwidth isn't known",)
        return Duration(seconds=None, bandwidth=bandwidth, compute=compute, latency=latency, notes=(*notes, *missing))
    bounds: tuple[tuple[float, Bound], ...] = ((bandwidth, "bandwidth"), (compute, "compute"), (latency, "latency"))
    return Duration(
        seconds=max(bandwidth, compute) + latency,
        bound=max(bounds)[1],
        bandwidth=bandwidth,
        compute=compute,
        latency=latency,
        at_most=read_at_most or flops_at_most or cache_at_most,
        notes=notes,
    )


def _weights_read(server: Server, tokens: int) -> tuple[float | None, bool, tuple[str, ...]]:
    """Return the bytes of weights that a pass over so many tokens reads, whether that is an upper bound, and why."""
    model = server.model
    size = weight_bytes(model, server.precision)
    if size.bytes is None:
        return None, False, size.notes
    read = size.bytes - size.items.get("draft layers", 0)
    if model.tied_embeddings is False:
        read -= size.items.get("embeddings", 0) // 2
    if not isinstance(model.architecture, MixtureOfExperts):
        return read, size.at_most, size.notes
    experts, shape = _expert_bytes(server, size), model.architecture
    if experts is None or shape.experts is None or shape.experts_per_token is None:
        return read, True, (*size.notes, "all experts taken to be read")
    idle = 1 - distinct_experts_share(shape.experts, shape.experts_per_token, tokens)
    return read - experts * idle, size.at_most, size.notes


def _expert_bytes(server: Server, size: Size) -> int | None:
    """Return what of the weights are routed experts."""
    if "experts" in size.items:
        return size.items["experts"]
    count, _ = _parameters(server.model)
    experts = None if count is None else _expert_parameters(server.model, count)
    if experts is None or not count or size.bytes is None:
        return None
    tables, _, _ = _embedding_parameters(server.model)
    layers = size.bytes - size.items.get("embeddings", 0)
    return ceil(Fraction(layers * experts, max(experts, count - (tables or 0))))


def _cache_read(server: Server, tokens: int) -> int | None:
    """Return the bytes of cache of one sequence that each accelerator of a node reads in a step, over all layers."""
    groups, _, _ = _groups(server.model)
    if groups is None:
        return None
    return sum(_kept_bytes(_in_node(group, server.per_node), tokens, server.cache_precision) for group in groups)


def _flops(model: Model, batch: _Batch) -> tuple[int | None, bool, tuple[str, ...]]:
    """Return the operations of a batch, whether that is an upper bound, and why."""
    count, _ = _parameters(model)
    groups, _, _ = _groups(model)
    heads = model.attention.heads if model.attention else None
    active, at_most, notes = model.active_parameters, False, tuple[str, ...]()
    if active is None:
        active = count
        if isinstance(model.architecture, MixtureOfExperts):
            at_most, notes = True, ("all parameters taken to work on each token",)
    if active is None or groups is None or heads is None:
        return None, False, ("how much it computes isn't known",)
    attention = sum(_attention_flops(group, heads, batch) for group in groups)
    return 2 * active * batch.tokens + batch.sequences * attention, at_most, notes


def _attention_flops(group: CacheLayers, heads: int, batch: _Batch) -> int:
    """
    Return the operations of attention in a group of layers, for one sequence: two a number, of each pair of tokens.

    Latent attention is computed on the folded vectors when it decodes, and on unfolded heads when it reads a prompt, where
    their widths are known. Picking tokens by an index, and skipping those not picked, isn't counted.
    """
    pairs = _pairs(batch.each, batch.before)
    match group:
        case AttentionLayers():
            return 2 * group.layers * heads * (group.key_dim + (group.value_dim or group.key_dim)) * pairs
        case SlidingLayers():
            seen = _pairs(batch.each, batch.before, group.window_tokens)
            return 2 * group.layers * heads * (group.key_dim + (group.value_dim or group.key_dim)) * seen
        case LatentLayers():
            width = 2 * group.latent_rank + group.rope_head_dim
            if batch.each > 1 and group.key_dim is not None and group.value_dim is not None:
                width = group.key_dim + group.value_dim
            return 2 * group.layers * heads * width * pairs
        case CompressedLayers():
            seen = _pairs(batch.each, batch.before, group.window_tokens) + pairs // group.tokens_per_entry
            return 2 * group.layers * heads * 2 * group.dim * seen
        case StateLayers():
            return 4 * group.layers * group.recurrent_numbers * batch.each
        case IndexLayers():
            return 0
    assert_never(group)


def _pairs(new: int, before: int, window: int | None = None) -> int:
    """
    Return the pairs of a token and one that it sees, itself included, of so many *new* tokens behind others.

    >>> _pairs(3, 0), _pairs(3, 10), _pairs(3, 1, 2)
    (6, 36, 6)
    """
    growing = new if window is None else min(new, max(0, window - before))
    return growing * before + growing * (growing + 1) // 2 + (new - growing) * (window or 0)


def _compute_rate(server: Server) -> tuple[float | None, tuple[str, ...]]:
    """
    Return the operations a second that one accelerator reaches, and in which format.

    Numbers are computed in the format of the weights where the accelerator can; else, and for int4, in 16 bits.
    """
    wanted = server.precision or _released_arithmetic(server.model)
    formats = [Precision.BF16] if wanted is Precision.INT4 else [wanted, Precision.BF16]
    flops = server.accelerator.flops
    chosen = next((each for each in formats if each in flops), None)
    if chosen is None:
        return None, (f"the accelerator's rate in {formats[0]} isn't known",)
    return flops[chosen] * _COMPUTE_SHARE[chosen], ()


def _released_arithmetic(model: Model) -> Precision:
    """Return the format that a release is computed in: fp8 where most of it is, else 16 bits."""
    released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
    return Precision.FP8 if (released or "").startswith("fp8") else Precision.BF16


def _layers(model: Model) -> int | None:
    """Return how many layers a pass goes through."""
    return model.attention.layers if model.attention else None


def _layer_latency(server: Server) -> float:
    """Return the seconds that a layer takes however small the work."""
    sums = _REDUCTIONS_PER_LAYER * _REDUCE_SECONDS if server.per_node > 1 else 0.0
    return _OPERATIONS_PER_LAYER * _OPERATION_SECONDS + sums


# Throughput


def throughput(server: Server, workload: Workload, *, sequences: int | None = None) -> Throughput:
    """
    Return what *server* gets done of *workload* when it is always busy.

    Prompts are read one after the other, between the steps in which all sequences grow by a token; so a round of ``B``
    requests takes ``B`` prompts and as many steps as a request has output tokens. Prompt tokens that *workload* reads from
    a cache aren't computed again.

    Args:
        server: What runs on what.
        workload: Tokens of a request; how many there are a month isn't read.
        sequences: Requests in work at once; as many as fit, up to 256, unless it is given.

    Returns:
        Requests an hour and the times they come from. At a utilization of 60 %, a server serves 60 % of these requests.

    Raises:
        InvalidInputError: *sequences* is no whole number of at least one.
    """
    check_count("sequences", sequences, least=1)
    tokens = workload.tokens
    length = workload.input_tokens + workload.output_tokens
    room = largest_batch(server, tokens=length)
    batch = None if room is None else min(room, LARGEST_BATCH if sequences is None else sequences)
    prefill = prefill_seconds(server, tokens=tokens.fresh + tokens.written, cached_tokens=tokens.read)
    halfway = workload.input_tokens + workload.output_tokens // 2
    step = decode_seconds(server, context_tokens=halfway, sequences=batch or 1)
    at_least = memory_bytes(server, tokens=length).at_most or prefill.at_most or step.at_most
    notes = tuple(dict.fromkeys((*_batch_notes(batch, sequences), *prefill.notes, *step.notes)))
    partial = Throughput(
        requests_per_hour=None if batch != 0 else 0.0,
        sequences=batch,
        prefill=prefill,
        step=step,
        at_least=at_least,
        notes=notes,
    )
    if not batch or prefill.seconds is None or step.seconds is None:
        return partial
    seconds = batch * prefill.seconds + workload.output_tokens * step.seconds
    if not seconds:
        return replace(partial, notes=(*notes, "a request without tokens takes no time"))
    return replace(
        partial,
        requests_per_hour=3600 * batch / seconds,
        seconds_per_request=seconds,
        output_tokens_per_second=workload.output_tokens / seconds,
    )


def _batch_notes(batch: int | None, wanted: int | None) -> tuple[str, ...]:
    """Say what became of the number of requests at once."""
    if batch is None:
        return ("how many requests fit at once isn't known",)
    if batch == 0:
        return ("not even one request fits",)
    return (f"only {batch} of {wanted} requests fit at once",) if wanted is not None and batch < wanted else ()
