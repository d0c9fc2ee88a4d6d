"""What lies in the memory of each accelerator, and how much fits."""

from fractions import Fraction
from math import ceil
from typing import assert_never

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.domain.models import (
    AttentionLayers,
    CacheLayers,
    CompressedLayers,
    IndexLayers,
    LatentLayers,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    StateLayers,
)
from llm_selection.estimation.hosting._weights_and_cache import (
    Size,
    added,
    kept_bytes,
    layer_groups,
    least_weight_bytes,
    weight_bytes,
)
from llm_selection.units import check_count

__all__ = [
    "ACCELERATORS_PER_NODE",
    "PREFILL_TOKENS",
    "USABLE_SHARE",
    "Fit",
    "Server",
    "accelerator_counts",
    "fewest_by_memory",
    "fit",
    "in_node",
    "largest_batch",
    "largest_context",
    "memory_bytes",
    "usable_bytes",
]

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

ACCELERATORS_PER_NODE = 8
"""Accelerators that share each layer (tensor parallel); beyond a node, layers are dealt out to nodes instead."""
_MOST_ACCELERATORS = 64
_LONGEST_CONTEXT = 2**30
"""Where neither memory nor the model's own limit ends a context."""


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

    Raises:
        InvalidInputError: *accelerators* isn't a whole number of at least 1.
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


def usable_bytes(accelerator: Accelerator) -> int | None:
    """
    Return the bytes of one accelerator that a server may take; ``None`` when its memory isn't known.

    The rest is for what else runs there, and for memory in pieces too small to use. It is 90%, and 66% where memory is
    shared with the processor.
    """
    if accelerator.memory_bytes is None:
        return None
    share = _UNIFIED_SHARE if accelerator.kind is AcceleratorKind.UNIFIED else USABLE_SHARE
    return accelerator.memory_bytes * round(100 * share) // 100


def accelerator_counts(model: Model) -> tuple[int, ...]:
    """
    Return the numbers of accelerators that *model* can be shared out to: 1, 2, 4, and whole nodes of 8 up to 64.

    Servers give each accelerator of a node equally many attention heads, so a number that doesn't divide them is left
    out; where the heads aren't known, none is.
    """
    heads = model.attention.heads if model.attention else None
    counts = [1, 2, 4, *range(ACCELERATORS_PER_NODE, _MOST_ACCELERATORS + 1, ACCELERATORS_PER_NODE)]
    return tuple(count for count in counts if not (heads or 0) % min(count, ACCELERATORS_PER_NODE))


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
    groups, at_most, notes = layer_groups(server.model)
    width = server.model.attention.hidden_size if server.model.attention else None
    notes = (*weights.notes, *notes)
    if weights.bytes is None or groups is None or width is None:
        return Size(bytes=None, notes=notes or ("the width of its layers isn't known",))
    pages = ceil(Fraction(tokens, _PAGE_TOKENS)) * _PAGE_TOKENS
    cache = sum(kept_bytes(_on_one_accelerator(group, server), pages, server.cache_precision) for group in groups)
    items = {
        "weights": ceil(Fraction(weights.bytes, server.accelerators)),
        "cache": sequences * cache,
        "activations": _activation_bytes(server, width),
        "runtime": _RUNTIME_BYTES,
    }
    return added(items, at_most=weights.at_most or at_most, notes=notes)


def _on_one_accelerator(group: CacheLayers, server: Server) -> CacheLayers:
    """Return the part of a group of layers whose cache lies on one accelerator."""
    return in_node(replace(group, layers=ceil(Fraction(group.layers, server.nodes))), server.per_node)


def in_node(group: CacheLayers, share: int) -> CacheLayers:
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
    """Return the memory that the largest pass needs on each accelerator, beside weights and cache."""
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
    most: int = _MOST_ACCELERATORS,
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
        most: How many accelerators there are.

    Returns:
        Whether and on how many. Where memory is an upper bound or unknown, it is false only if what the weights take at
        least is too much, and else not known.

    Raises:
        InvalidInputError: A count is negative or no whole number.
    """
    check_count("most", most, least=1)
    usable = usable_bytes(accelerator)
    single = Server(model=model, accelerator=accelerator, precision=precision, cache_precision=cache_precision)
    memory = memory_bytes(single, tokens=tokens, sequences=sequences)
    if usable is None:
        return Fit(fits=None, server=None, memory=memory, usable_bytes=None)
    counts = [count for count in accelerator_counts(model) if count <= most]
    for count in counts if memory.bytes is not None else ():
        server = replace(single, accelerators=count)
        memory = memory_bytes(server, tokens=tokens, sequences=sequences)
        if _known_bytes(memory) <= usable:
            return Fit(fits=True, server=server, memory=memory, usable_bytes=usable)
    if memory.bytes is not None and not memory.at_most:
        return Fit(fits=False, server=None, memory=memory, usable_bytes=usable)
    weights = least_weight_bytes(model, precision)
    share = None if weights is None else ceil(Fraction(weights, max(counts)))
    if share is None or share <= usable:
        return Fit(fits=None, server=None, memory=memory, usable_bytes=usable)
    least = Size(bytes=None, items={"weights": share}, notes=("the weights alone, at least", *memory.notes))
    return Fit(fits=False, server=None, memory=least, usable_bytes=usable)


def fewest_by_memory(server: Server, *, tokens: int, sequences: int = 1) -> int | None:
    """
    Return on how few accelerators memory alone would hold what *server* does, whatever numbers share out its layers.

    As many as *server* has where no fewer would. ``None`` when memory or what must lie in it isn't known. What lies on
    each of a number that heads can't be shared by is reckoned as if the largest share of them lay there.

    Raises:
        InvalidInputError: A count is negative or no whole number.
    """
    usable = usable_bytes(server.accelerator)
    if usable is None or memory_bytes(server, tokens=tokens, sequences=sequences).bytes is None:
        return None
    fewer = (replace(server, accelerators=count) for count in range(1, server.accelerators))
    fitting = (
        smaller
        for smaller in fewer
        if _known_bytes(memory_bytes(smaller, tokens=tokens, sequences=sequences)) <= usable
    )
    return next(fitting, server).accelerators


def _known_bytes(size: Size) -> int:
    """Return the sum of a size's parts."""
    return sum(size.items.values())


def largest_batch(server: Server, *, tokens: int) -> int | None:
    """
    Return how many sequences of so many *tokens* fit at once; 0 when not even one does.

    ``None`` when memory or what must lie in it isn't known. Where that is an upper bound, more may fit.

    Raises:
        InvalidInputError: *tokens* is negative or no whole number.
    """
    usable = usable_bytes(server.accelerator)
    single_sequence = memory_bytes(server, tokens=tokens)
    if usable is None or single_sequence.bytes is None:
        return None
    cache = single_sequence.items.get("cache", 0)
    return max(0, (usable - single_sequence.bytes + cache) // max(1, cache))


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
        if _known_bytes(memory_bytes(server, tokens=middle, sequences=sequences)) <= usable:
            fits = middle
        else:
            beyond = middle
    return fits
