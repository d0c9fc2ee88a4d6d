"""What the user's own results did to an answer, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import counted, own_tests
from llm_selection.analysis.own_results import OwnResultsEffect
from llm_selection.domain.evaluations import Evaluation
from llm_selection.estimation.own_tests import FEW_MODELS
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "sentences"]


def as_text(results: OwnResultsEffect) -> str:
    """Write what own results did in lines of 80 columns."""
    return wrapped(sentences(results))


def sentences(results: OwnResultsEffect) -> Iterator[str]:
    """Say what each of the tests counts as, then who would be first without them."""
    for test in results.tests:
        if test.name in results.public:
            yield f"Your results on {test}, a benchmark of the registry, count in place of those models' public ones."
        else:
            yield from _own_test(test)
    yield f"Without your results, {_without(results)}."


def _own_test(test: Evaluation) -> Iterator[str]:
    """Say what quality is a share of by a test that is the user's own, and where too few models took it."""
    name, models = str(test.task).replace("_", " "), len(test.scores)
    yield (
        f"Quality at {name} is the expected share of {own_tests([test.name])} ({counted(models, 'model')}), not of public "
        "benchmarks."
    )
    if models < FEW_MODELS:
        yield (
            f"Only {models} of the models {'were' if models > 1 else 'was'} measured on it, so how hard it is for the "
            f"others is mostly guessed: measure {FEW_MODELS} or more, weak ones among them, before you trust this order."
        )


def _without(results: OwnResultsEffect) -> str:
    """Say what the answer would be without the results."""
    if not results.can_be_ranked:
        return "this couldn't be ranked"
    if results.first_without is None:
        return "nothing would fit"
    if results.first_without == results.first:
        return "the first would be the same"
    return f"the first would be {results.first_without}"
