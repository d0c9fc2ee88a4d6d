"""Size report: how large a model is, what hardware it fits on and how fast it is there; as values, and as text."""

from collections.abc import Iterator

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.wording import counted
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.domain.models import Model
from llm_selection.estimation.hosting import (
    Duration,
    Size,
    decode_step_seconds,
    fewest_by_memory,
    fit,
    kv_cache_bytes,
    largest_batch,
    largest_context,
    prefill_seconds,
    served_precision,
    usable_bytes,
    weight_bytes,
)
from llm_selection.presentation.text_layout import labelled

__all__ = ["Served", "Sized", "as_text", "served", "served_as_text", "sized"]

_GIB = 2**30
_KIB = 2**10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """
    How large a model is in memory.

    Attributes:
        model: Its id.
        precision: Number format of the weights; ``None`` is the released one. The cache is in bf16.
        context_tokens: Tokens of each sequence.
        window_tokens: Those that its window takes at most; ``None`` unknown.
        sequences: Sequences at once.
        weights: Bytes of the weights.
        cache: Bytes of the cache of all sequences.
        bytes_per_further_token: What one more token of a sequence adds to the cache; ``None`` unknown.
        notes: What was assumed or left out.
    """

    model: str
    precision: Precision | None
    context_tokens: int
    window_tokens: int | None
    sequences: int
    weights: Size
    cache: Size
    bytes_per_further_token: float | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """
    What hardware holds a model, and how fast it is expected to be there.

    Attributes:
        accelerator: Its id.
        memory_bytes: The memory of one; ``None`` unknown.
        usable_bytes: What of it there is for a model; ``None`` unknown.
        fits: Whether up to 64 hold it; ``None`` when that isn't known.
        accelerators: The fewest that do; ``None`` when none are known to.
        needs: What lies on each of them, or on each of the most that were tried.
        most_sequences: How many of that length, or of the model's window if that is shorter, fit at once; ``None``
            unknown, or where it doesn't fit.
        most_context_tokens: How long so many sequences may be, the window at most; ``None`` likewise.
        prompt: Seconds to read one prompt of that length; ``None`` where it isn't known to fit.
        step: Seconds for the next token of all sequences; ``None`` likewise.
        notes: What was assumed or left out.
    """

    accelerator: str
    memory_bytes: int | None
    usable_bytes: int | None
    fits: bool | None
    accelerators: int | None = None
    needs: Size
    most_sequences: int | None = None
    most_context_tokens: int | None = None
    prompt: Duration | None = None
    step: Duration | None = None
    notes: tuple[str, ...]


def sized(model: Model, *, precision: Precision | None = None, context: int, batch: int) -> Sized:
    """
    Return what the weights and the cache of a model take; in bf16 where the released format isn't known.

    Args:
        model: The model, whose weights are given out.
        precision: Number format of the weights; by default the released one.
        context: Tokens of each sequence.
        batch: Sequences at once.
    """
    form, window = served_precision(model, precision), model.limits.context_tokens
    weights, cache = weight_bytes(model, form), kv_cache_bytes(model, context, sequences=batch)
    longer, shorter = kv_cache_bytes(model, 2 * context).bytes, kv_cache_bytes(model, context).bytes
    beyond = (f"its window is {window:,} tokens, fewer than {context:,}",) if window and context > window else ()
    taken = ("the number format of the release isn't known; taken as bf16",) if precision is None and form else ()
    return Sized(
        model=model.id,
        precision=form,
        context_tokens=context,
        window_tokens=window,
        sequences=batch,
        weights=weights,
        cache=cache,
        bytes_per_further_token=None if longer is None or shorter is None else (longer - shorter) / context,
        notes=tuple(dict.fromkeys((*beyond, *taken, *weights.notes, *cache.notes))),
    )


def served(
    model: Model, accelerator: Accelerator, *, precision: Precision | None = None, context: int, batch: int
) -> Served:
    """
    Return on how many accelerators a model fits, what else fits there, and how fast it is expected to be.

    Seconds are estimates by roofline, for *batch* sequences of *context* tokens each, at once.

    Args:
        model: The model, whose weights are given out.
        accelerator: The hardware.
        precision: Number format of the weights; by default the released one, bf16 where that isn't known.
        context: Tokens of each sequence.
        batch: Sequences at once.
    """
    smallest = fit(model, accelerator, tokens=context, sequences=batch, precision=served_precision(model, precision))
    server = smallest.server
    held = Served(
        accelerator=accelerator.id,
        memory_bytes=accelerator.memory_bytes,
        usable_bytes=usable_bytes(accelerator),
        fits=smallest.fits,
        needs=smallest.memory,
        notes=smallest.memory.notes,
    )
    if server is None:
        return held
    prompt = prefill_seconds(server, tokens=context)
    step = decode_step_seconds(server, context_tokens=context, sequences=batch)
    shared = _shared_out(server.accelerators, fewest_by_memory(server, tokens=context, sequences=batch))
    return replace(
        held,
        accelerators=server.accelerators,
        most_sequences=largest_batch(server, tokens=min(context, model.limits.context_tokens or context)),
        most_context_tokens=largest_context(server, sequences=batch),
        prompt=prompt,
        step=step,
        notes=tuple(dict.fromkeys((*shared, *held.notes, *prompt.notes, *step.notes))),
    )


def _shared_out(accelerators: int, by_memory: int | None) -> Iterator[str]:
    """Say why it takes more accelerators than their memory does."""
    if by_memory is not None and by_memory < accelerators:
        yield (
            f"{by_memory} would do by memory alone; layers are shared by 1, 2, 4 or 8 accelerators that divide its "
            "attention heads, beyond that by whole nodes of 8"
        )


def as_text(size: Sized) -> str:
    """Write how large a model is, in GiB."""
    lines = [*labelled("Model", f"{size.model} · weights {size.precision or 'as released'}, cache bf16")]
    lines += _size("Weights", size.weights)
    lines += _size("Cache", size.cache, f" for {size.sequences:,} of {counted(size.context_tokens, 'token')}")
    if size.bytes_per_further_token is not None:
        further = size.bytes_per_further_token / _KIB
        lines += labelled("", f"{further:,.1f} KiB for each further token of a sequence")
    return "\n".join([*lines, *_notes(size.notes)])


def served_as_text(service: Served, size: Sized) -> str:
    """Write on what a model fits, what else does, and how fast it is; below *size* as text, whose notes aren't repeated."""
    usable, memory = service.usable_bytes, service.memory_bytes or 0
    room = "unknown" if usable is None else f"{usable / _GIB:,.1f} GiB of {memory / _GIB:,.1f}"
    lines = [*labelled("On", f"{service.accelerator}, {room} usable")]
    if service.accelerators is None:
        lines += labelled("", "doesn't fit on up to 64" if service.fits is False else "whether it fits isn't known")
    else:
        lines += _size("Needs", service.needs, f" on each of {service.accelerators}, the fewest that hold it")
        lines += labelled("Room", ", ".join(_room(service, size)))
    if service.prompt is not None:
        lines += labelled("Prompt", f"{counted(size.context_tokens, 'token')} in {_seconds(service.prompt)}")
    if service.step is not None:
        lines += labelled("Decoding", _decoding(service.step, size.sequences))
        if service.step.seconds is not None:
            lines += labelled("", "estimates by roofline, within a factor of two of most measured speeds")
            lines += labelled("", "less so for few sequences on several accelerators")
    return "\n".join([*lines, *_notes(tuple(note for note in service.notes if note not in size.notes))])


def _size(label: str, size: Size, of: str = "") -> Iterator[str]:
    if size.bytes is None:
        yield from labelled(label, f"unknown{of}")
        return
    parts = ", ".join(f"{name} {_gib(part)}" for name, part in size.items.items())
    bound = "at most " if size.at_most else ""
    yield from labelled(label, f"{bound}{_gib(size.bytes)}{of}: {parts}")


def _gib(count: int) -> str:
    """Write bytes as GiB, or as MiB where they are few."""
    return f"{count / _GIB:,.1f} GiB" if count >= _GIB // 10 else f"{count / 2**20:,.1f} MiB"


def _room(service: Served, size: Sized) -> Iterator[str]:
    """Say how many sequences of this length fit, and how long so many can be; none is longer than the window."""
    most, longest, window = service.most_sequences, service.most_context_tokens, size.window_tokens
    is_whole = window is not None and window < size.context_tokens
    length = counted(window if window is not None and is_whole else size.context_tokens, "token")
    yield "an unknown number of sequences" if most is None else f"{most:,} of {length} at once"
    if is_whole:
        yield "its whole window"
    else:
        yield "an unknown length" if longest is None else f"or {size.sequences:,} of {longest:,}"


def _decoding(step: Duration, batch: int) -> str:
    """Say how fast tokens come."""
    if step.seconds is None:
        return "unknown"
    each = f"{1 / step.seconds:,.0f} tokens a second for each of {batch:,}"
    return f"{each}, {batch / step.seconds:,.0f} in all; bound by {step.bound}"


def _seconds(time: Duration) -> str:
    if time.seconds is None:
        return "an unknown time"
    return f"{time.seconds:,.2f} s, bound by {time.bound}"


def _notes(notes: tuple[str, ...]) -> Iterator[str]:
    """Write what was assumed."""
    for number, note in enumerate(notes):
        yield from labelled("" if number else "Notes", note)
