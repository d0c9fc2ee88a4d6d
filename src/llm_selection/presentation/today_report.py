"""The first beside what is run today, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import listed, percent
from llm_selection.analysis.today import AgainstToday, Move
from llm_selection.presentation.money_in_words import difference_in_words
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "sentences"]


def as_text(comparison: AgainstToday) -> str:
    """Write it in lines of 80 columns."""
    return wrapped(sentences(comparison))


def sentences(comparison: AgainstToday) -> Iterator[str]:
    """Say what moving to the first changes in dollars a month, or that today's model is the first."""
    model, difference = comparison.today.name, comparison.difference
    if difference is None:
        yield f"Stay: {model}, what you run today, is the first."
        return
    sure = f"{percent(difference.chance)} likely as good or better"
    yield f"Against what you run, {model} at {comparison.today.provider.name}: {difference_in_words(difference)}; {sure}."
    if comparison.move is Move.STAY:
        yield f"Stay: {model} has no result that counts, so it isn't ranked, but the first isn't expected to cost less."
    if comparison.fails:
        yield f"{model} doesn't meet {listed([f'“{each}”' for each in comparison.fails])}, or isn't known to."
