"""What the user's own results did to an answer, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import counted, own_tests
from llm_selection.analysis.own_results_effect import OwnResultsEffect
from llm_selection.domain.evaluations import Evaluation
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
            yield _own_test(test)
    yield f"Without your results, {_without(results)}."


def _own_test(test: Evaluation) -> str:
    """Say what a test of the user's own tells."""
    name, models = str(test.task).replace("_", " "), len({score.model for score in test.scores})
    return (
        f"Quality at {name} is the expected share of your own work, as {own_tests([test.name])} "
        f"({counted(models, 'model')}) tells of it beside the public results."
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
