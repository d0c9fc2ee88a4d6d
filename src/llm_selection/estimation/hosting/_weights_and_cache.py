"""How large a model is: its weights, and what is kept of a sequence."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import assert_never

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.hardware import Precision
from llm_selection.domain.models import (
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

__all__ = [
    "BITS",
    "Size",
    "added",
    "embedding_parameters",
    "expert_parameters",
    "kept_bytes",
    "kv_cache_bytes",
    "layer_groups",
    "least_weight_bytes",
    "parameters",
    "served_precision",
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
_PLAIN_FORMATS: Mapping[str, Precision] = {
    "bf16": Precision.BF16,
    "fp16": Precision.BF16,
    "fp32": Precision.FP32,
    "fp8": Precision.FP8,
}
"""Released formats of all layers alike."""
_MIXED_FORMATS: Mapping[str, tuple[Fraction, Fraction]] = {
    "mxfp4": (_MXFP4_BITS, BITS[Precision.BF16]),
    "int4": (BITS[Precision.INT4], BITS[Precision.BF16]),
    "fp8+fp4 experts": (_MXFP4_BITS, BITS[Precision.FP8]),
}
"""Released formats with fewer bits for experts, and the bits of experts and of the other layers."""
_STATE_BITS = 32
"""Recurrent states are kept in fp32 (``mamba_ssm_dtype`` of Qwen3.5, ``mamba_ssm_cache_dtype`` of Nemotron 3)."""

_PLAUSIBLE_RATIOS = (0.9, 1.1)
"""Ratios of the weight files' count to the stated size; outside them it counts packed numbers, or two copies."""


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
    items: Mapping[str, int] = field(default_factory=dict[str, int])
    at_most: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the items."""
        freeze(self, "items", self.items)


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
    count, notes = parameters(model)
    if count is None:
        return Size(bytes=None, notes=notes)
    if precision is None:
        return _released_bytes(model, count, notes)
    return _bytes_in_precision(model, count, precision, notes)


def least_weight_bytes(model: Model, precision: Precision | None = None) -> int | None:
    """
    Return what the weights of *model* take up at least.

    That is `weight_bytes` where it is exact, else every number in the format of the fewest bits that a part of them is in;
    of one whose format isn't known here, in the fewest of any. ``None`` without a count.
    """
    weights = weight_bytes(model, precision)
    if weights.bytes is not None and not weights.at_most:
        return weights.bytes
    count, _ = parameters(model)
    released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
    bits = _least_bits(released) if precision is None else BITS[precision]
    return None if count is None else _bytes(count, bits)


def _least_bits(released: str | None) -> Fraction:
    """Return the fewest bits that any part of a released format has."""
    if released is not None and released in _PLAIN_FORMATS:
        return BITS[_PLAIN_FORMATS[released]]
    if released is not None and released in _MIXED_FORMATS:
        return _MIXED_FORMATS[released][0]
    return min(_MXFP4_BITS, *BITS.values())


def served_precision(model: Model, precision: Precision | None = None) -> Precision | None:
    """
    Return the number format to serve a model in: the one asked for, else the released one (``None``), else 16 bits.

    Most models are released in 16 bits, and those whose format nobody here knows are taken to be.
    """
    unknown = isinstance(model.weights, Downloadable) and model.weights.native_dtype is None
    return Precision.BF16 if precision is None and unknown else precision


def parameters(model: Model) -> tuple[int | None, tuple[str, ...]]:
    """Return how many numbers the weights are, and what to know of that count."""
    stated, counted = model.total_parameters, model.checkpoint_parameters
    if stated is None and counted is None:
        return None, ("how many parameters it has isn't known",)
    if counted is None:
        return stated, ("parameters as stated, which rounds; not counted in the weight files",)
    if stated is not None and not _PLAUSIBLE_RATIOS[0] <= Fraction(counted, stated) <= _PLAUSIBLE_RATIOS[1]:
        return stated, (f"parameters as stated; the weight files' count of {counted:,} is of something else",)
    return counted, ()


def _released_bytes(model: Model, count: int, notes: tuple[str, ...]) -> Size:
    """Return the weights in the number format they were released in."""
    released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
    if released is None:
        return Size(bytes=None, notes=("the number format of the release isn't known; name a precision", *notes))
    notes = (f"as released: {released}", *notes)
    if released in _PLAIN_FORMATS:
        return _bytes_in_precision(model, count, _PLAIN_FORMATS[released], notes)
    experts = expert_parameters(model, count)
    if released not in _MIXED_FORMATS or experts is None:
        return Size(bytes=None, notes=("how that format is laid out isn't known here; name a precision", *notes))
    low, high = _MIXED_FORMATS[released]
    return added({"experts": _bytes(experts, low), "other layers": _bytes(count - experts, high)}, notes=notes)


def _bytes_in_precision(model: Model, count: int, precision: Precision, notes: tuple[str, ...]) -> Size:
    """Return the weights with layers in *precision*, and embeddings in no fewer than 16 bits."""
    high = max(BITS[precision], BITS[Precision.BF16])
    tables, at_most, table_notes = embedding_parameters(model)
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
    return added(items, at_most=at_most, notes=(*notes, *(table_notes if at_most else ()), *draft_notes))


def embedding_parameters(model: Model) -> tuple[int | None, bool, tuple[str, ...]]:
    """Return the numbers in input embedding and output head, whether that is an upper bound, and why."""
    width = model.attention.hidden_size if model.attention else None
    if model.vocabulary is None or width is None:
        return None, False, ("embeddings stay in 16 bits, and how many numbers they are isn't known",)
    if model.tied_embeddings is None:
        return 2 * model.vocabulary * width, True, ("two tables of embeddings, as if they weren't shared",)
    return model.vocabulary * width * (1 if model.tied_embeddings else 2), False, ()


def _draft_parameters(model: Model, most: int) -> tuple[int, tuple[str, ...]]:
    """Return how many numbers are in draft layers, if they can be counted apart, with a note."""
    stated, counted = model.total_parameters, model.checkpoint_parameters
    if not model.draft_layers:
        return 0, ()
    if stated is not None and counted is not None and 0 < counted - stated <= most and parameters(model)[0] == counted:
        return counted - stated, (
            "draft layers, the count less the stated size, are loaded only where a server drafts tokens",
        )
    return 0, ("draft layers, if the files hold them, are counted with the others",)


def expert_parameters(model: Model, count: int) -> int | None:
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


def added(items: Mapping[str, int], *, at_most: bool = False, notes: Iterable[str] = ()) -> Size:
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
    rank + rotary width a token and layer for latent attention (arXiv 2405.04434).
    """
    check_count("tokens", tokens)
    check_count("sequences", sequences)
    groups, at_most, notes = layer_groups(model)
    if groups is None:
        return Size(bytes=None, notes=notes)
    items: dict[str, int] = {}
    for group in groups:
        items[group.kind] = items.get(group.kind, 0) + sequences * kept_bytes(group, tokens, precision)
    return added(items, at_most=at_most, notes=notes)


def layer_groups(model: Model) -> tuple[Sequence[CacheLayers] | None, bool, tuple[str, ...]]:
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
    if full == shape.layers:
        return (whole,), False, ()
    if not full or not window or full > shape.layers:
        return (whole,), True, ("every layer taken to see the whole context; windows, if any, would make it less",)
    sliding = SlidingLayers(
        layers=shape.layers - full, key_value_heads=heads, key_dim=width, value_dim=width, window_tokens=window
    )
    return (replace(whole, layers=full), sliding), False, ("full and sliding layers taken to have the same heads",)


def kept_bytes(group: CacheLayers, tokens: int, precision: Precision) -> int:
    """Return what a group of layers keeps of one sequence."""
    bits = BITS[precision]
    match group:
        case AttentionLayers():
            return _bytes(group.layers * group.key_value_heads * (group.key_dim + group.value_dim) * tokens, bits)
        case SlidingLayers():
            window_tokens = min(tokens, group.window_tokens)
            return _bytes(
                group.layers * group.key_value_heads * (group.key_dim + group.value_dim) * window_tokens, bits
            )
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
    Return what DeepSeek-V4's layers keep: latest tokens, entries and their keys, and the tokens of the next entry.

    Entries picked by an index overlap, so twice as much is kept for the next entry. Source: ``get_kvcache_bytes_per_sequence``
    of aiconfigurator-core 0.12.0.
    """
    ratio, overlap = group.tokens_per_entry, 2 if group.index_dim else 1
    entries = tokens // ratio
    numbers = min(tokens, group.window_tokens) * group.dim + entries * (group.dim + group.index_dim)
    next_entry = 2 * ratio * overlap * (group.dim + group.index_dim)
    return group.layers * (_bytes(numbers, bits) + _bytes(next_entry, _STATE_BITS))
