"""Models, accelerators and a market with round or real sizes, for what is sized on one's own hardware."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from factories import calibrated_records, changed, evidence, model, served
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import (
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    Dense,
    Downloadable,
    Limits,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    TokenMixing,
)
from llm_selection.estimation.hosting import Server
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.self_hosting import Hosting
from llm_selection.registry import Registry

__all__ = ["GB", "HARDWARE", "LOAD", "OPEN", "card", "llama", "offered_for", "on", "shape", "sparse", "with_card"]

GB = 10**9
OPEN = ModelId("borg/open")
LOAD = Workload(requests_per_month=1_000_000, input_tokens=1_000, output_tokens=100, counted_output=True)
HARDWARE = Hosting(accelerator="acme/card", utilization=0.5, usd_per_hour=Decimal(2))


def shape(**changes: Any) -> AttentionShape:
    """Make the attention of Llama 3.1 8B: 32 layers of 32 heads, 8 of which keep keys and values, 128 wide."""
    made = AttentionShape(
        mixing=TokenMixing.ATTENTION,
        attention=AttentionKind.GQA,
        layers=32,
        hidden_size=4096,
        heads=32,
        key_value_heads=8,
        head_dim=128,
    )
    return replace(made, **changes)


def llama(**changes: Any) -> Model:
    """Make a model with the sizes of Llama 3.1 8B."""
    made = model(
        architecture=Dense(),
        total_parameters=8_000_000_000,
        checkpoint_parameters=8_030_261_248,
        active_parameters=8_030_261_248,
        attention=shape(),
        cache_layers=(AttentionLayers(layers=32, key_value_heads=8, key_dim=128, value_dim=128),),
        vocabulary=128_256,
        tied_embeddings=False,
        weights=Downloadable(native_dtype="bf16"),
    )
    return replace(made, **changes)


def sparse(**changes: Any) -> Model:
    """Make a model with the sizes of gpt-oss-120b: 4 of 128 experts a token, every second layer sliding."""
    made = llama(
        architecture=MixtureOfExperts(experts=128, experts_per_token=4),
        total_parameters=117_000_000_000,
        checkpoint_parameters=116_829_156_672,
        active_parameters=5_100_000_000,
        attention=shape(layers=36, hidden_size=2880, heads=64, head_dim=64),
        cache_layers=(
            AttentionLayers(layers=18, key_value_heads=8, key_dim=64, value_dim=64),
            SlidingLayers(layers=18, key_value_heads=8, key_dim=64, value_dim=64, window_tokens=128),
        ),
        vocabulary=201_088,
        weights=Downloadable(native_dtype="mxfp4"),
    )
    return replace(made, **changes)


def card(**changes: Any) -> Accelerator:
    """Make an accelerator with round numbers: 80 GB, 1 TB/s, 100 and 200 TFLOPS."""
    made = Accelerator(
        id="acme/card",
        name="Card",
        kind=AcceleratorKind.DATACENTER,
        memory_bytes=80 * GB,
        bandwidth_bytes_per_second=1000 * GB,
        flops={Precision.BF16: 100_000 * GB, Precision.FP8: 200_000 * GB},
        evidence=evidence(),
    )
    return replace(made, **changes)


def on(made: Model | None = None, accelerators: int = 1, **changes: Any) -> Server:
    """Put a model on cards."""
    return replace(Server(model=made or llama(), accelerator=card(), accelerators=accelerators), **changes)


def with_card(**changes: Any) -> Registry:
    """Compile a registry with an open model of the sizes of Llama 3.1 8B, and a card."""
    records = calibrated_records()
    known = records.models[OPEN]
    made = llama()
    sizes = (
        "architecture total_parameters checkpoint_parameters active_parameters attention cache_layers vocabulary "
        "tied_embeddings weights"
    )
    sized = replace(
        known,
        limits=Limits(context_tokens=100_000),
        **{name: getattr(made, name) for name in sizes.split()},
    )
    return changed(records, models=[sized], accelerators=[card(**changes)])


def offered_for(price: str) -> Registry:
    """Compile the registry with the model offered at one price, input and output."""
    made = with_card()
    records = made.records()
    others = {key: one for key, one in records.offerings.items() if one.model != OPEN}
    return changed(replace(records, offerings=others), offerings=[served("host/open", "borg/open", price, price)])
