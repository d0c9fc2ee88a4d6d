"""How fast a model can be: reading a prompt, a step of decoding, and what a busy server gets done."""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, inf
from typing import Literal, assert_never

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.hardware import AcceleratorKind, Precision
from llm_selection.domain.models import (
    AttentionLayers,
    CacheLayers,
    CompressedLayers,
    Downloadable,
    IndexLayers,
    LatentLayers,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    StateLayers,
)
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.hosting._accelerator_memory import (
    PREFILL_TOKENS,
    Server,
    in_node,
    largest_batch,
    memory_bytes,
)
from llm_selection.estimation.hosting._weights_and_cache import (
    Size,
    embedding_parameters,
    expert_parameters,
    kept_bytes,
    layer_groups,
    parameters,
    weight_bytes,
)
from llm_selection.estimation.workloads import Workload, demand_of, found_again
from llm_selection.units import check_count

__all__ = [
    "LARGEST_BATCH",
    "Bound",
    "Duration",
    "Throughput",
    "decode_step_seconds",
    "distinct_experts_share",
    "prefill_seconds",
    "throughput",
]

LARGEST_BATCH = 256
"""Sequences at once unless more are asked for: ``max_num_seqs`` of vLLM before its 0.9, and with less memory since."""
_BANDWIDTH_SHARE = 0.8
"""Share of the peak bandwidth that reading weights and cache reaches. Source: ``mem_bw_empirical_scaling_factor`` of
aiconfigurator-core 0.12.0; its measured bf16 products on 1 to 4 tokens reach 0.69 (A100) to 0.81 (L40S) in the median."""
_OPERATION_SECONDS = 3e-6
"""What each operation takes however small. Source: ``mem_empirical_constant_latency`` of the same."""
_OPERATIONS_PER_LAYER = (8, 16)
"""Dense: norm, query-key-value, attention, output; norm, gate and up, activation, down. Mixture of experts: for the last
three router, choice, sorting, gate and up, activation, down, gathering, and as many for shared experts."""
_REDUCE_SECONDS = 5e-6
"""One sum over the accelerators of a node, however small. Source: 4.2 to 5.6 microseconds for 2 to 8 H100, measured with
vLLM 0.24 in aiconfigurator-core 0.12.0 (``custom_allreduce_perf``)."""
_REDUCTIONS_PER_LAYER = 2
_LINK_BYTES_PER_SECOND: Mapping[AcceleratorKind, float] = {
    AcceleratorKind.DATACENTER: 120e9,
    AcceleratorKind.WORKSTATION: 16e9,
    AcceleratorKind.CONSUMER: 16e9,
    AcceleratorKind.UNIFIED: 16e9,
}
"""Bytes a second at which larger sums pass. Data center: 134 MB in 1.09 ms over 8 H100, measured as above; no other kind
of link is told apart. Elsewhere half of what PCIe 4.0 x16 has, because each byte goes there and back."""
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

_KEPT_MINUTES = 5
"""Minutes that the beginning of a prompt stays in a server's memory, as in the caches that providers sell shortest."""

Bound = Literal["bandwidth", "compute", "latency"]
"""What takes the longest: reading memory, computing, or starting operations and talking to other accelerators."""


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


def distinct_experts_share(experts: int, experts_per_token: int, tokens: int) -> float:
    """
    Return the expected share of *experts*, 0 to 1, that at least one of so many *tokens* works with, each with *experts_per_token*.

    A token misses an expert with a chance of ``1 - k/E``, so ``1 - (1 - k/E) ** tokens`` are met. Assumes that the router
    picks evenly and each token apart; real routers do less, so that a share is an upper estimate.

    >>> round(distinct_experts_share(128, 4, 1) * 128), round(distinct_experts_share(128, 4, 32) * 128, 1)
    (4, 81.7)
    """
    return 1 - (1 - min(1.0, experts_per_token / experts)) ** tokens


def decode_step_seconds(server: Server, *, context_tokens: int, sequences: int = 1) -> Duration:
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

    Source: as `decode_step_seconds`; attention sees ``n (n + 1) / 2`` pairs of ``n`` new tokens.
    """
    check_count("tokens", tokens)
    check_count("cached_tokens", cached_tokens)
    passes = ceil(Fraction(tokens, PREFILL_TOKENS))
    batch = _Batch(tokens=tokens, before=cached_tokens, each=tokens, passes=passes)
    cache = _cache_read(server, cached_tokens)
    return _roofline(server, batch, cache_bytes=None if cache is None else passes * cache)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Tokens computed together in so many ``passes``: ``tokens`` in all; ``each`` of a sequence, after ``before`` others."""

    tokens: int
    before: int
    each: int
    passes: int = 1

    @property
    def sequences(self) -> int:
        """Sequences in it."""
        return self.tokens // self.each if self.each else 0


def _roofline(server: Server, batch: _Batch, *, cache_bytes: int | None) -> Duration:
    """Return the time of a batch: that of reading memory or of computing, whichever is longer (the roofline model)."""
    weights, read_at_most, read_notes = _weights_read(server, min(batch.tokens, PREFILL_TOKENS))
    flops, flops_at_most, flops_notes = _flops(server.model, batch)
    _, cache_at_most, cache_notes = layer_groups(server.model)
    rate, rate_notes = _compute_rate(server)
    bandwidth_rate, latency = server.accelerator.bandwidth_bytes_per_second, _latency(server, batch)
    notes = tuple(dict.fromkeys((*read_notes, *flops_notes, *cache_notes, *rate_notes)))
    bandwidth = compute = None
    if weights is not None and cache_bytes is not None and bandwidth_rate is not None:
        read = batch.passes * weights / server.per_node + cache_bytes
        bandwidth = read / (bandwidth_rate * _BANDWIDTH_SHARE)
    if flops is not None and rate is not None:
        compute = flops / (rate * server.per_node)
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
    """Return the bytes of the weights that belong to routed experts."""
    if "experts" in size.items:
        return size.items["experts"]
    count, _ = parameters(server.model)
    experts = None if count is None else expert_parameters(server.model, count)
    if experts is None or not count or size.bytes is None:
        return None
    tables, _, _ = embedding_parameters(server.model)
    layers = size.bytes - size.items.get("embeddings", 0)
    return ceil(Fraction(layers * experts, max(experts, count - (tables or 0))))


def _cache_read(server: Server, tokens: int) -> int | None:
    """Return the bytes of cache of one sequence that each accelerator of a node reads in a step, over all layers."""
    groups, _, _ = layer_groups(server.model)
    if groups is None:
        return None
    return sum(kept_bytes(in_node(group, server.per_node), tokens, server.cache_precision) for group in groups)


def _flops(model: Model, batch: _Batch) -> tuple[int | None, bool, tuple[str, ...]]:
    """Return the operations of a batch, whether that is an upper bound, and why."""
    count, _ = parameters(model)
    groups, _, _ = layer_groups(model)
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

    Numbers are computed in the format of the weights where the accelerator can; else, and for int4, in 16 bits. Where
    no rate of these is known, in 32, which no accelerator does faster.
    """
    wanted = server.precision or _released_arithmetic(server.model)
    formats = [Precision.BF16] if wanted is Precision.INT4 else [wanted, Precision.BF16]
    flops = server.accelerator.flops
    chosen = next((precision for precision in (*formats, Precision.FP32) if precision in flops), None)
    if chosen is None:
        return None, (f"the accelerator's rate in {formats[0]} isn't known",)
    slower = chosen is Precision.FP32 and Precision.FP32 not in formats
    notes = (f"the accelerator's rate in {formats[0]} isn't known; computed at its rate in fp32",) if slower else ()
    return flops[chosen] * _COMPUTE_SHARE[chosen], notes


def _released_arithmetic(model: Model) -> Precision:
    """Return the format that a release is computed in: fp8 where most of it is in fp8, else 16 bits."""
    released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
    return Precision.FP8 if (released or "").startswith("fp8") else Precision.BF16


def _latency(server: Server, batch: _Batch) -> float | None:
    """Return the seconds for starting operations, and for summing over accelerators, in all layers and passes."""
    shape = server.model.attention
    if shape is None or shape.layers is None or shape.hidden_size is None:
        return None
    experts = isinstance(server.model.architecture, MixtureOfExperts)
    starts = batch.passes * _OPERATIONS_PER_LAYER[experts] * _OPERATION_SECONDS
    if server.per_node == 1:
        return shape.layers * starts
    sums = batch.passes * _REDUCE_SECONDS
    moved = 2 * batch.tokens * shape.hidden_size / _LINK_BYTES_PER_SECOND[server.accelerator.kind]
    return shape.layers * (starts + _REDUCTIONS_PER_LAYER * (sums + moved))


# Throughput


def throughput(
    server: Server, workload: Workload, *, output_factor: float = 1.0, sequences: int | None = None
) -> Throughput:
    """
    Return what *server* gets done of *workload* when it is always busy.

    Prompts are read one after the other, between the steps in which all sequences grow by a token; so a round of ``B``
    requests takes ``B`` prompts and as many steps as a request has output tokens. Prompt tokens that were sent in the last
    5 minutes are taken to lie in the cache still, and aren't computed again; no memory is counted for keeping them. Of a
    sample of requests, the mean one is taken.

    Args:
        server: What runs on what.
        workload: Tokens of a request; how many there are a month isn't read.
        output_factor: Tokens put out for each one of the workload's, reasoning above all; 0 or more.
        sequences: Requests in work at once; as many as fit, up to 256, unless it is given.

    Returns:
        Requests an hour and the times they come from. At a utilization of 60%, a server serves 60% of these requests.

    Raises:
        InvalidInputError: *sequences* is no whole number of at least one, or *output_factor* no number of at least 0.
    """
    check_count("sequences", sequences, least=1)
    if isinstance(output_factor, bool) or not isinstance(output_factor, int | float) or not 0 <= output_factor < inf:
        raise InvalidInputError(f"output_factor must be a number of at least 0, got {output_factor!r}")
    demand = demand_of(workload)
    again, waits = found_again(workload, _KEPT_MINUTES)
    cached = round(Fraction(demand.sent_before * again, demand.scale * waits))
    new = round(Fraction(demand.fresh + demand.sent_before + demand.kept + demand.audio, demand.scale)) - cached
    output = round(Fraction(demand.output, demand.scale) * Fraction(output_factor))
    length = cached + new + output
    room = largest_batch(server, tokens=length)
    batch = None if room is None else min(room, LARGEST_BATCH if sequences is None else sequences)
    prefill = prefill_seconds(server, tokens=new, cached_tokens=cached)
    halfway = cached + new + output // 2
    step = decode_step_seconds(server, context_tokens=halfway, sequences=batch or 1)
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
    seconds = batch * prefill.seconds + output * step.seconds
    if not seconds:
        return replace(partial, notes=(*notes, "a request without tokens takes no time"))
    return replace(
        partial,
        requests_per_hour=3600 * batch / seconds,
        seconds_per_request=seconds,
        output_tokens_per_second=output / seconds,
    )


def _batch_notes(batch: int | None, wanted: int | None) -> tuple[str, ...]:
    """Say if fewer requests fit at once than wanted, or if that isn't known."""
    if batch is None:
        return ("how many requests fit at once isn't known",)
    if batch == 0:
        return ("not even one request fits",)
    return (f"only {batch} of {wanted} requests fit at once",) if wanted is not None and batch < wanted else ()
