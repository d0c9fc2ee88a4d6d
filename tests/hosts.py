"""Models and accelerators with round or real sizes, for what is sized on one's own hardware."""

from dataclasses import replace
from typing import Any

from factories import evidence, model
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.domain.models import (
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    Dense,
    Downloadable,
    MixtureOfExperts,
    Model,
    SlidingLayers,
    TokenMixing,
)
from llm_selection.estimation.hosting import Server

__all__ = ["GB", "card", "llama", "on", "shape", "sparse"]

GB = 10**9


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
