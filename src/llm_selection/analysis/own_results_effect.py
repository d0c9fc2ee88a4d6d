"""Own results: what the user's own results did to an answer."""

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.selection.assessments import is_calibrated
from llm_selection.selection.selecting import Selection, select

__all__ = ["OwnResultsEffect", "own_results", "without_results"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResultsEffect:
    """
    What the user's own results did to an answer.

    Attributes:
        tests: The tests, as the need gives them.
        public: Those of them that are benchmarks of the registry: there they count in place of the public results.
        can_be_ranked: Whether anything could be ranked without them.
        first: The model that is first with them.
        first_without: The model that would be first without them; ``None`` where nothing would fit, or be ranked.
    """

    tests: tuple[Evaluation, ...]
    public: tuple[str, ...]
    can_be_ranked: bool
    first: ModelId
    first_without: ModelId | None


def own_results(selection: Selection) -> OwnResultsEffect:
    """
    Compare an answer with the one that its need would have without the user's own results.

    Raises:
        NothingFits: Nothing is ranked.
    """
    tests, registry = selection.use_case.results, selection.registry
    before = without_results(selection)
    return OwnResultsEffect(
        tests=tests,
        public=tuple(test.name for test in tests if is_calibrated(test.name, registry)),
        can_be_ranked=before is not None,
        first=selection.best.model.id,
        first_without=None if before is None or before.first is None else before.first.model.id,
    )


def without_results(selection: Selection) -> Selection | None:
    """Answer the same need without the user's own results; ``None`` if nothing else measures a task of it."""
    need = replace(selection.use_case, results=())
    try:
        return select(need, selection.registry, on=selection.on)
    except InvalidInputError:
        return None
