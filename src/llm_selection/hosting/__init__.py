"""Hosting: how large a model is on hardware of one's own, and how fast it can be there. Functions of values."""

from llm_selection.hosting._memory import (
    ACCELERATORS_PER_NODE,
    PREFILL_TOKENS,
    USABLE_SHARE,
    Fit,
    Server,
    accelerator_counts,
    fit,
    largest_batch,
    largest_context,
    memory_bytes,
    usable_bytes,
)
from llm_selection.hosting._sizes import BITS, Size, kv_cache_bytes, served_precision, weight_bytes
from llm_selection.hosting._speed import (
    LARGEST_BATCH,
    Bound,
    Duration,
    Throughput,
    decode_step_seconds,
    distinct_experts_share,
    prefill_seconds,
    throughput,
)

__all__ = [
    "ACCELERATORS_PER_NODE",
    "BITS",
    "LARGEST_BATCH",
    "PREFILL_TOKENS",
    "USABLE_SHARE",
    "Bound",
    "Duration",
    "Fit",
    "Server",
    "Size",
    "Throughput",
    "accelerator_counts",
    "decode_step_seconds",
    "distinct_experts_share",
    "fit",
    "kv_cache_bytes",
    "largest_batch",
    "largest_context",
    "memory_bytes",
    "prefill_seconds",
    "served_precision",
    "throughput",
    "usable_bytes",
    "weight_bytes",
]
