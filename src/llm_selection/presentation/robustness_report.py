"""How sure the first option is, as text."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from llm_selection._foundation.wording import listed, named, percent
from llm_selection.analysis.robustness import TIED_CHANCE, Margin, Robustness
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "sentences"]

_NAMED = 3
_LEAST_SHOWN = 0.01
_DIGITS = 3


def as_text(robustness: Robustness) -> str:
    """Write how sure the first option is in lines of 80 columns."""
    return wrapped(sentences(robustness))


def sentences(robustness: Robustness) -> Iterator[str]:
    """Say how likely the first is best, what is hardly told apart from it, and which weights change it, a sentence each."""
    first, *rivals = robustness.chances
    next_best = sorted((one for one in rivals if one.best >= _LEAST_SHOWN), key=lambda one: (-one.best, one.place))
    others = ", ".join(f"{one.model} with {percent(one.best)}" for one in next_best[:_NAMED])
    yield f"{first.model} is best with a probability of {percent(first.best)}{f'; {others}' if others else ''}."
    if robustness.tied:
        tied = named(robustness.tied, most=_NAMED, word="and")
        are = "is" if len(robustness.tied) == 1 else "are"
        yield f"{tied} {are} hardly told apart from it: a chance of {TIED_CHANCE:.0%} or more to score higher."
    for margin in robustness.margins:
        if turns := list(_turns(margin)):
            yield f"Weight of {margin.criterion}, now {margin.weight}: {', '.join(turns)}."
    firm = [margin.criterion.value for margin in robustness.margins if margin.up is None and margin.down is None]
    if firm:
        yield f"No weight of {listed(firm, word='or')} alone puts another model first."


def _turns(margin: Margin) -> Iterator[str]:
    """Say above and below which weight another model wins."""
    for side, flip, rounding in (("above", margin.up, ROUND_CEILING), ("below", margin.down, ROUND_FLOOR)):
        if flip is not None:
            yield f"{side} {_weight(flip.weight, rounding)} {flip.model} takes over"


def _weight(weight: float, rounding: str) -> str:
    """Write a weight in three digits, or whole; rounded away from the present one, so that what is written does it."""
    number = Decimal(weight)
    digits = max(0, _DIGITS - 1 - number.adjusted())
    return f"{number.quantize(Decimal(1).scaleb(-digits), rounding=rounding):,f}"
