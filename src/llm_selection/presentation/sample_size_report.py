"""How many items of one's own test tell the leading candidates apart, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import counted, own_tests, percent
from llm_selection.analysis.sample_size import SampleSize, Separation
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "in_a_sentence", "sentences"]


def as_text(size: SampleSize) -> str:
    """Write how many items it takes in lines of 80 columns."""
    return wrapped(sentences(size))


def sentences(size: SampleSize) -> Iterator[str]:
    """Say what is assumed, then what each rival takes, a sentence each."""
    task = size.task.replace("_", " ")
    test = own_tests(size.tests) if size.tests else "a test of your own as hard as the public basket"
    yield (
        f"Telling {size.first} from those behind it at {task}, on {test}, with {size.confidence:.0%} confidence and a "
        f"probability of {size.power:.0%}, if the expected shares are the true ones:"
    )
    for rival in size.separations:
        yield f"{rival.place} {rival.model}: {_need(rival)}."
    if not size.separations:
        yield "Nothing stands behind it."


def in_a_sentence(size: SampleSize) -> str:
    """Say of each rival in one sentence how many items of one's own tests tell the first from it."""
    needed = ", ".join(
        f"{rival.place} {rival.model} {'no number' if rival.items is None else f'{rival.items:,}'}"
        for rival in size.separations
    )
    return f"To tell 1 from the next on {own_tests(size.tests)}, each needs so many items: {needed}."


def _need(rival: Separation) -> str:
    """Say how one rival compares with the first, and how many items tell them apart."""
    chance = f"{percent(rival.chance)} likely as good or better, {rival.difference * 100:+.1f} points expected"
    if rival.items is None:
        return f"{chance}; no number of items shows a difference that isn't there"
    if not rival.more_first and not rival.more_rival:
        return f"{chance}; {counted(rival.items, 'item')} each are enough, and there are as many"
    return (
        f"{chance}; {counted(rival.items, 'item')} each, that is {rival.more_first:,} more of the first and "
        f"{rival.more_rival:,} more of this one"
    )
