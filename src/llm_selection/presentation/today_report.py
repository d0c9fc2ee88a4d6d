"""The first beside what is run today, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import listed, percent
from llm_selection.analysis.today import AgainstToday, Move
from llm_selection.presentation.money_in_words import difference_in_words
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "sentences"]


def as_text(found: AgainstToday) -> str:
    """Write it in lines of 80 columns."""
    return wrapped(sentences(found))


def sentences(found: AgainstToday) -> Iterator[str]:
    """Say what moving to the first changes in dollars a month, or that today's model is the first."""
    model, difference = found.today.model.id, found.difference
    if difference is None:
        yield f"Stay: {model}, what you run today, is the first."
        return
    sure = f"{percent(difference.chance)} likely as good or better"
    yield f"Against what you run, {model} at {found.today.provider.name}: {difference_in_words(difference)}; {sure}."
    if found.move is Move.STAY:
        yield f"Stay: {model} has no result that counts, so it isn't ranked, but the first isn't expected to cost less."
    if found.fails:
        yield f"{model} doesn't meet {listed([f'“{each}”' for each in found.fails])}, or isn't known to."
