"""Sizing: how large a model is and what hardware it fits on, as text."""

from collections.abc import Iterator

from llm_selection._wording import counted
from llm_selection._wrapping import labelled
from llm_selection.crossings import BreakEven
from llm_selection.hardware import Accelerator, Precision
from llm_selection.hosting import (
    Duration,
    Server,
    Size,
    decode_step_seconds,
    fit,
    kv_cache_bytes,
    largest_batch,
    largest_context,
    prefill_seconds,
    served_precision,
    usable_bytes,
    weight_bytes,
)
from llm_selection.models import Model

__all__ = ["break_even_as_text", "server_as_text", "size_as_text"]

_GIB = 2**30
_KIB = 2**10


def size_as_text(model: Model, *, precision: Precision | None, context: int, batch: int) -> str:
    """
    Write what the weights and the cache of a model take, in GiB; in bf16 where the released format isn't known.

    The cache is that of *batch* sequences of *context* tokens each.
    """
    notes = _size_notes(model, precision, context, batch)
    precision = served_precision(model, precision)
    lines = [*labelled("Model", f"{model.id} · weights {precision or 'as released'}, cache bf16")]
    weights, cache = weight_bytes(model, precision), kv_cache_bytes(model, context, sequences=batch)
    one = kv_cache_bytes(model, 2 * context), kv_cache_bytes(model, context)
    lines += _size("Weights", weights)
    lines += _size("Cache", cache, f" for {batch:,} of {counted(context, 'token')}")
    if one[0].bytes is not None and one[1].bytes is not None:
        each = (one[0].bytes - one[1].bytes) / context
        lines += labelled("", f"{each / _KIB:,.1f} KiB for each further token of a sequence")
    return "\n".join([*lines, *_notes(notes)])


def _size_notes(model: Model, precision: Precision | None, context: int, batch: int) -> tuple[str, ...]:
    """Say what was assumed of a size."""
    form, window = served_precision(model, precision), model.limits.context_tokens
    beyond = (f"its window is {window:,} tokens, fewer than {context:,}",) if window and context > window else ()
    taken = ("the number format of the release isn't known; taken as bf16",) if precision is None and form else ()
    cache = kv_cache_bytes(model, context, sequences=batch)
    return (*beyond, *taken, *weight_bytes(model, form).notes, *cache.notes)


def server_as_text(
    model: Model, accelerator: Accelerator, *, precision: Precision | None, context: int, batch: int
) -> str:
    """
    Write on how many accelerators a model fits, what else fits there, and how fast it is expected to be.

    For *batch* sequences of *context* tokens each, at once; seconds and tokens a second are estimates by roofline. It
    stands below `size_as_text`, whose notes it doesn't repeat.
    """
    told = _size_notes(model, precision, context, batch)
    form = served_precision(model, precision)
    found = fit(model, accelerator, tokens=context, sequences=batch, precision=form)
    usable = usable_bytes(accelerator)
    room = "unknown" if usable is None else f"{usable / _GIB:,.1f} GiB of {(accelerator.memory_bytes or 0) / _GIB:,.1f}"
    lines = [*labelled("On", f"{accelerator.id}, {room} usable")]
    if found.server is None:
        lines += labelled("", "doesn't fit on up to 64" if found.fits is False else "whether it fits isn't known")
        return "\n".join([*lines, *_notes(found.memory.notes, told=told)])
    server = found.server
    lines += _size("Needs", found.memory, f" on each of {server.accelerators}, the fewest that hold it")
    lines += labelled("Room", ", ".join(_room(server, context, batch)))
    prefill = prefill_seconds(server, tokens=context)
    step = decode_step_seconds(server, context_tokens=context, sequences=batch)
    lines += labelled("Prompt", f"{counted(context, 'token')} in {_seconds(prefill)}")
    lines += labelled("Decoding", _decoding(step, batch))
    if step.seconds is not None:
        lines += labelled("", "estimates by roofline, within a factor of two of most measured speeds")
        lines += labelled("", "less so for few sequences on several accelerators")
    return "\n".join([*lines, *_notes(found.memory.notes, prefill.notes, step.notes, told=told)])


def break_even_as_text(found: BreakEven) -> str:
    """Write where the costs of an API and of one's own hardware cross."""
    first, answer, sure, *rest = found.sentences()
    lines = [*labelled("Model", found.model), *labelled("Workload", f"{found.workload.name}, however many requests")]
    lines += [*labelled("Compared", first), *labelled("Answer", answer), *labelled("", sure)]
    for number, note in enumerate(rest):
        lines += labelled("" if number else "Notes", note)
    return "\n".join(lines)


def _size(label: str, size: Size, of: str = "") -> Iterator[str]:
    """Say a size and its parts."""
    if size.bytes is None:
        yield from labelled(label, f"unknown{of}")
        return
    parts = ", ".join(f"{name} {_gib(part)}" for name, part in size.items.items())
    bound = "at most " if size.at_most else ""
    yield from labelled(label, f"{bound}{_gib(size.bytes)}{of}: {parts}")


def _gib(count: int) -> str:
    """Write bytes as GiB, or as MiB where they are few."""
    return f"{count / _GIB:,.1f} GiB" if count >= _GIB // 10 else f"{count / 2**20:,.1f} MiB"


def _room(server: Server, context: int, batch: int) -> Iterator[str]:
    """Say how many sequences of this length fit, and how long so many can be."""
    sequences, tokens = largest_batch(server, tokens=context), largest_context(server, sequences=batch)
    yield (
        "an unknown number of sequences"
        if sequences is None
        else f"{sequences:,} of {counted(context, 'token')} at once"
    )
    yield "an unknown length" if tokens is None else f"or {batch:,} of {tokens:,}"


def _decoding(step: Duration, batch: int) -> str:
    """Say how fast tokens come."""
    if step.seconds is None:
        return "unknown"
    each = f"{1 / step.seconds:,.0f} tokens a second for each of {batch:,}"
    return f"{each}, {batch / step.seconds:,.0f} in all; bound by {step.bound}"


def _seconds(time: Duration) -> str:
    """Write a time."""
    if time.seconds is None:
        return "an unknown time"
    return f"{time.seconds:,.2f} s, bound by {time.bound}"


def _notes(*notes: tuple[str, ...], told: tuple[str, ...] = ()) -> Iterator[str]:
    """Write what was assumed, each once, but for what was *told*."""
    for number, note in enumerate(dict.fromkeys(note for some in notes for note in some if note not in told)):
        yield from labelled("" if number else "Notes", note)
