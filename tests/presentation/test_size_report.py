"""Sizes as text: weights, cache, what holds them, how fast, and what was assumed."""

from typing import Any

import pytest

from factories import accelerator
from hosts import card, llama
from llm_selection.domain.models import Downloadable, Limits
from llm_selection.presentation import size_report as sizing
from llm_selection.presentation.size_report import served_as_text, sized


def served_text(hardware: Any, *, context: int, batch: int) -> str:
    """Write on how many of some hardware a model fits."""
    size = sized(llama(), context=context, batch=batch)
    return served_as_text(sizing.served(llama(), hardware, context=context, batch=batch), size)


def test_sizes_as_text() -> None:
    """Weights, cache, what holds it, how fast; the format taken where none is known."""
    text = sizing.as_text(sized(llama(), context=1000, batch=4))
    assert "Weights   15.0 GiB: layers 13.0 GiB, embeddings 2.0 GiB" in text
    assert "Cache     0.5 GiB for 4 of 1,000 tokens: attention 0.5 GiB" in text
    assert "128.0 KiB for each further token of a sequence" in text
    untold = sizing.as_text(sized(llama(weights=Downloadable()), context=10, batch=1))
    assert "the number format of the release isn't known; taken as bf16" in untold
    nothing = sizing.as_text(sized(llama(cache_layers=None, attention=None), context=10, batch=1))
    assert "Cache     unknown for 1 of 10 tokens" in nothing
    served_so = served_text(card(), context=1000, batch=4)
    assert "on each of 1, the fewest that hold it" in " ".join(served_so.split())
    assert "tokens a second for each of 4" in " ".join(served_so.split())
    assert "bound by compute" in served_so


def test_room_ends_at_the_window() -> None:
    """Beyond it no sequence is longer, so as many are counted as fit of that length; to its very end nothing changes."""
    short = llama(limits=Limits(context_tokens=4128))
    found = sizing.served(short, card(), context=10_000, batch=2)
    assert (found.most_sequences, found.most_context_tokens) == (100, 4128)
    size = sized(short, context=10_000, batch=2)
    assert (size.context_tokens, size.window_tokens) == (10_000, 4128)
    assert "Room      100 of 4,128 tokens at once, its whole window\n" in served_as_text(found, size)
    whole = served_as_text(sizing.served(short, card(), context=4128, batch=2), sized(short, context=4128, batch=2))
    assert "Room      100 of 4,128 tokens at once, or 2 of 4,128\n" in whole
    assert "Room      41 of 10,000 tokens at once, or 2 of 206,800\n" in served_text(card(), context=10_000, batch=2)


def test_more_accelerators_than_memory_needs_are_accounted_for() -> None:
    """Three would hold 72B in 16 bits, but layers are shared by powers of two."""
    large = llama(total_parameters=72 * 10**9, checkpoint_parameters=None, active_parameters=72 * 10**9)
    found = sizing.served(large, card(), context=8192, batch=1)
    assert found.accelerators == 4
    assert found.notes[0] == (
        "3 would do by memory alone; layers are shared by 1, 2, 4 or 8 accelerators that divide its attention heads, "
        "beyond that by whole nodes of 8"
    )
    assert not any("by memory alone" in note for note in sizing.served(llama(), card(), context=8192, batch=1).notes)


def test_what_was_assumed_of_a_size_is_said_once() -> None:
    """Of a server below it only what its speed adds."""
    one = sizing.as_text(sized(llama(), context=1000, batch=1))
    two = served_text(card(), context=1000, batch=1)
    assert "Notes     as released: bf16" in one
    assert "as released" not in two
    slow = served_text(card(memory_bytes=10**8), context=1000, batch=1)
    assert "Notes" not in slow


@pytest.mark.parametrize(
    ("hardware", "said"),
    [
        (card(memory_bytes=10**8), "doesn't fit on up to 64"),
        (accelerator(), "whether it fits isn't known"),
        (card(bandwidth_bytes_per_second=None), "Decoding  unknown"),
    ],
)
def test_sizes_that_cant_be_told_say_so(hardware: Any, said: str) -> None:
    """No number stands for one that isn't known."""
    assert said in served_text(hardware, context=10, batch=1)
