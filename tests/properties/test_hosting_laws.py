"""Laws of hosting, for any sizes: more of a thing never takes less of another, and what isn't known is never silent."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import evidence, model
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.domain.models import (
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    CompressedLayers,
    Dense,
    IndexLayers,
    LatentLayers,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    StateLayers,
    TokenMixing,
)
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
    weight_bytes,
)
from llm_selection.estimation.workloads import Workload

LAW = settings(max_examples=80, deadline=None)
SMALL = st.integers(1, 64)
WIDTHS = st.integers(1, 512)
TOKENS = st.integers(0, 300_000)
PRECISIONS = st.sampled_from(Precision)
ATTENTION = st.builds(AttentionLayers, layers=SMALL, key_value_heads=SMALL, key_dim=WIDTHS, value_dim=WIDTHS)
LATENT = st.builds(LatentLayers, layers=SMALL, latent_rank=WIDTHS, rope_head_dim=st.integers(0, 64))
INDEX = st.builds(IndexLayers, layers=SMALL, dim=WIDTHS)
STATE = st.builds(
    StateLayers, layers=SMALL, recurrent_numbers=st.integers(0, 10**6), convolution_numbers=st.integers(0, 10**5)
)
SLIDING = st.builds(
    SlidingLayers,
    layers=SMALL,
    key_value_heads=SMALL,
    key_dim=WIDTHS,
    value_dim=WIDTHS,
    window_tokens=st.integers(1, 9000),
)
COMPRESSED = st.builds(
    CompressedLayers,
    layers=SMALL,
    dim=WIDTHS,
    tokens_per_entry=st.integers(1, 128),
    window_tokens=st.integers(0, 512),
    index_dim=st.integers(0, 128),
)
GROUPS = st.lists(ATTENTION | LATENT | INDEX | STATE | SLIDING | COMPRESSED, min_size=1, max_size=3).map(tuple)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Draw a model whose sizes are all known."""
    count = draw(st.integers(10**9, 10**12))
    experts = draw(st.integers(2, 512))
    sparse = draw(st.booleans())
    return model(
        architecture=MixtureOfExperts(experts=experts, experts_per_token=draw(st.integers(1, experts)))
        if sparse
        else Dense(),
        total_parameters=count,
        checkpoint_parameters=count + draw(st.integers(0, count // 20)),
        active_parameters=draw(st.integers(10**8, count)) if sparse else count,
        attention=AttentionShape(
            mixing=TokenMixing.ATTENTION,
            attention=AttentionKind.GQA,
            layers=draw(SMALL),
            hidden_size=draw(st.integers(64, 8192)),
            heads=draw(st.sampled_from([8, 16, 32, 40, 64])),
            key_value_heads=draw(SMALL),
            head_dim=draw(WIDTHS),
        ),
        cache_layers=draw(GROUPS),
        vocabulary=draw(st.integers(1000, 50_000)),
        tied_embeddings=draw(st.booleans()),
        draft_layers=draw(st.integers(0, 2)),
    )


def card(memory: int = 80 * 10**9, bandwidth: int = 10**12, flops: int = 10**14) -> Accelerator:
    """Make an accelerator."""
    return Accelerator(
        id="acme/card",
        name="Card",
        kind=AcceleratorKind.DATACENTER,
        memory_bytes=memory,
        bandwidth_bytes_per_second=bandwidth,
        flops={Precision.BF16: flops},
        evidence=evidence(),
    )


def known(value: float | None) -> float:
    """Return a value that must be known."""
    assert value is not None
    return value


@LAW
@given(made=models(), tokens=TOKENS, more=TOKENS, sequences=st.integers(0, 50), precision=PRECISIONS)
def test_caches_grow_with_tokens_and_sequences(
    made: Model, tokens: int, more: int, sequences: int, precision: Precision
) -> None:
    """Never less for more tokens or more sequences; and so many sequences take so many times as much."""
    one = known(kv_cache_bytes(made, tokens, precision).bytes)
    assert known(kv_cache_bytes(made, tokens + more, precision).bytes) >= one
    assert kv_cache_bytes(made, tokens, precision, sequences=sequences).bytes == sequences * one


@LAW
@given(groups=st.lists(ATTENTION | LATENT | INDEX, min_size=1, max_size=3).map(tuple), tokens=TOKENS, times=SMALL)
def test_without_windows_caches_are_linear(
    groups: tuple[AttentionLayers | LatentLayers | IndexLayers, ...], tokens: int, times: int
) -> None:
    """Twice the tokens take twice the bytes, to the byte in whole bytes a number."""
    made = model(cache_layers=groups)
    assert known(kv_cache_bytes(made, times * tokens).bytes) == times * known(kv_cache_bytes(made, tokens).bytes)


@LAW
@given(made=models(), first=PRECISIONS, second=PRECISIONS)
def test_weights_grow_with_bits(made: Model, first: Precision, second: Precision) -> None:
    """Never less for a format of more bits; items add up, and none is negative."""
    sizes = {each: weight_bytes(made, each) for each in (first, second)}
    low, high = sorted((first, second), key=lambda each: BITS[each])
    assert known(sizes[low].bytes) <= known(sizes[high].bytes)
    for size in sizes.values():
        assert size.bytes == sum(size.items.values())
        assert min(size.items.values()) > 0


@LAW
@given(
    made=models(),
    precision=PRECISIONS,
    tokens=TOKENS,
    name=st.sampled_from(
        ["total_parameters", "checkpoint_parameters", "vocabulary", "tied_embeddings", "draft_layers", "attention"]
    ),
)
def test_what_is_not_known_is_never_silently_less(made: Model, precision: Precision, tokens: int, name: str) -> None:
    """Without a fact a size is unknown, or as large, or its notes say what it rests on."""
    unknown: dict[str, Any] = {name: None}
    less = replace(made, **unknown)
    whole, part = weight_bytes(made, precision), weight_bytes(less, precision)
    # Each item is rounded up to a whole byte, and there may be one more of them.
    assert part.bytes is None or part.bytes + 1 >= known(whole.bytes) or set(part.notes) - set(whole.notes)
    cache = kv_cache_bytes(replace(less, cache_layers=None), tokens)
    assert cache.bytes is None or cache.at_most


@LAW
@given(made=models(), tokens=st.integers(1, 100_000), precision=PRECISIONS, memory=st.integers(10**9, 10**12))
def test_more_accelerators_never_fit_less(made: Model, tokens: int, precision: Precision, memory: int) -> None:
    """Less lies on each, more sequences and longer contexts fit; the fewest that fit are the first that do."""
    servers = [
        Server(model=made, accelerator=card(memory), accelerators=count, precision=precision)
        for count in accelerator_counts(made)
    ]
    each = [known(memory_bytes(server, tokens=tokens).bytes) for server in servers]
    batches = [known(largest_batch(server, tokens=tokens)) for server in servers]
    contexts = [known(largest_context(server)) for server in servers[:3]]
    assert each == sorted(each, reverse=True)
    assert batches == sorted(batches)
    assert contexts == sorted(contexts)
    found = fit(made, card(memory), tokens=tokens, precision=precision)
    assert found.fits == any(batches)
    if found.server is not None:
        assert found.server == next(server for server, batch in zip(servers, batches, strict=True) if batch)
        # Memory alone takes no more, and more than any number that was tried in vain.
        tried = [server.accelerators for server in servers if server.accelerators < found.server.accelerators]
        least = known(fewest_by_memory(found.server, tokens=tokens))
        assert max(tried, default=0) < least <= found.server.accelerators


@LAW
@given(made=models(), tokens=st.integers(1, 50_000), sequences=st.integers(1, 300), faster=st.integers(1, 10))
def test_faster_accelerators_are_never_slower(made: Model, tokens: int, sequences: int, faster: int) -> None:
    """A step and a prompt never take longer with more bandwidth or more operations a second."""
    plain = Server(model=made, accelerator=card(), precision=Precision.BF16)
    for better in (card(bandwidth=faster * 10**12), card(flops=faster * 10**14)):
        server = replace(plain, accelerator=better)
        step = decode_step_seconds(server, context_tokens=tokens, sequences=sequences)
        assert known(step.seconds) <= known(
            decode_step_seconds(plain, context_tokens=tokens, sequences=sequences).seconds
        )
        assert known(prefill_seconds(server, tokens=tokens).seconds) <= known(
            prefill_seconds(plain, tokens=tokens).seconds
        )


@LAW
@given(
    made=models(),
    first=st.integers(1, 200),
    more=st.integers(0, 200),
    prompt=st.integers(0, 5000),
    output=st.integers(1, 2000),
)
def test_more_requests_at_once_never_get_less_done(
    made: Model, first: int, more: int, prompt: int, output: int
) -> None:
    """Requests an hour don't fall with requests at once, while each one takes no less time."""
    server = Server(model=made, accelerator=card(10**15), precision=Precision.BF16)
    load = Workload(requests_per_month=1, input_tokens=prompt, output_tokens=output)
    few, many = (throughput(server, load, sequences=count) for count in (first, first + more))
    assert known(many.requests_per_hour) >= known(few.requests_per_hour) * (1 - 1e-9)
    assert known(many.seconds_per_request) >= known(few.seconds_per_request) * (1 - 1e-9)


@LAW
@given(experts=st.integers(1, 1000), chosen=st.integers(1, 1000), tokens=st.integers(0, 10_000))
def test_experts_met_are_between_one_tokens_and_all(experts: int, chosen: int, tokens: int) -> None:
    """None without a token, as many as one chooses with one, never more than all, never fewer with more tokens."""
    share = distinct_experts_share(experts, chosen, tokens)
    assert 0 <= share <= 1
    assert distinct_experts_share(experts, chosen, 0) == 0
    assert distinct_experts_share(experts, chosen, tokens + 1) >= share
