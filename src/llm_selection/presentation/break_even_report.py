"""From how many requests on one's own hardware costs no more than an API, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import counted
from llm_selection.analysis.break_even import BreakEven
from llm_selection.presentation.text_layout import labelled, wrapped

__all__ = ["as_labelled_text", "as_text", "sentences"]


def as_text(crossing: BreakEven) -> str:
    """Write where the costs of an API and of one's own hardware cross, in lines of 80 columns."""
    return wrapped(sentences(crossing))


def as_labelled_text(crossing: BreakEven) -> str:
    """Write the same behind labels, under the model and the workload, as the command line prints it."""
    lines = [
        *labelled("Model", crossing.model),
        *labelled("Workload", f"{crossing.workload.name}, however many requests"),
        *labelled("Compared", _compared(crossing)),
    ]
    for label, sentences in (("Answer", _answers(crossing)), ("Notes", _notes(crossing))):
        for number, sentence in enumerate(sentences):
            lines += labelled("" if number else label, sentence)
    return "\n".join(lines)


def sentences(crossing: BreakEven) -> Iterator[str]:
    """Say what is compared, what crosses where, and what was assumed, a sentence each."""
    yield _compared(crossing)
    yield from _answers(crossing)
    yield from _notes(crossing)


def _compared(crossing: BreakEven) -> str:
    """Say what requests cost at the API, and what servers cost and get done."""
    hosted = crossing.hosted
    return (
        f"{crossing.api.option.offering.id} costs {_bound(crossing)}${crossing.usd_per_request * 1000:,.4f} a thousand "
        f"requests of this workload on {crossing.on}; {hosted.accelerators} {hosted.accelerator} ({hosted.precision}) cost "
        f"${hosted.usd_for(1):,.0f} a month and get {hosted.requests:,} requests done at a utilization of "
        f"{crossing.utilization:.0%}."
    )


def _answers(crossing: BreakEven) -> Iterator[str]:
    """Say from how many requests on hosting pays, what both cost at the number asked about, and what speeds would change."""
    yield _from_where(crossing)
    asked = crossing.asked
    if asked is not None:
        yield (
            f"At {counted(asked.requests, 'request')} a month the API costs {_bound(crossing)}${asked.api_usd:,.2f}, and "
            f"hosting ${asked.hosted_usd:,.2f}, on {counted(asked.servers, 'server')}."
        )
    yield f"Speeds are estimates: {_at_other_speeds(crossing)}."


def _notes(crossing: BreakEven) -> Iterator[str]:
    """Say what was assumed of the servers and of the API's bill, each once."""
    yield from dict.fromkeys((*crossing.hosted.notes, *crossing.api.cost.notes))


def _bound(crossing: BreakEven) -> str:
    """Return the words before dollars that are an upper bound."""
    return "at most " if crossing.api.cost.at_most else ""


def _from_where(crossing: BreakEven) -> str:
    """Say from how many requests on hosting costs no more."""
    if crossing.first is None:
        full = crossing.usd_per_request * crossing.hosted.requests
        return f"Hosting never costs less: the API charges ${full:,.0f} for all that a full server gets done."
    begins = f"From {counted(crossing.first, 'request')} a month on, hosting costs no more"
    if crossing.for_good is None:
        return f"{begins}; each further server costs more until it is full, and then as much."
    if crossing.first == crossing.for_good:
        return f"{begins}."
    return (
        f"{begins}; each further server costs more again until it is busy enough, but from {crossing.for_good:,} requests "
        "on hosting never does."
    )


def _at_other_speeds(crossing: BreakEven) -> str:
    """Say where costs cross if servers are slower or faster than estimated."""
    if crossing.slower == crossing.faster:
        return "the answer is the same if it gets half or twice as many done"
    return f"if it gets half as many done, {_from(crossing.slower)}; if twice as many, {_from(crossing.faster)}"


def _from(first: int | None) -> str:
    return "never" if first is None else f"from {first:,} on"
