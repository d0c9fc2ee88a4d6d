"""The command ``quality``."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import date

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._inputs import day_of, results
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, check_limit, say
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation
from llm_selection.errors import InvalidInputError
from llm_selection.presentation.quality_report import qualities_as_text, quality_as_text, score_as_text
from llm_selection.registry import Registry
from llm_selection.selection.assessments import estimate_quality, known_results
from llm_selection.selection.expected_scores import expected_score

__all__ = ["quality"]


def quality(options: Namespace) -> int:
    """Print one model's quality, traced to its results."""
    check_limit(options)
    registry = registries.in_use()
    on = day_of(options, registry)
    model = registry.model(options.model).id
    own_results = results(options) or ()
    if options.benchmark is not None:
        return _score(options, registry, on)
    if not options.task:
        _refuse_without_task(own_results, registry)
    if options.effort and not options.task:
        raise InvalidInputError("--effort is asked about one TASK")
    calibration = registry.calibration
    tasks = [options.task] if options.task else [task for task in Task if calibration and task in calibration.baskets]
    estimates = [
        estimate_quality(model, task, registry=registry, on=on, results=own_results, effort=options.effort)
        for task in tasks
    ]
    if options.json:
        say_json(with_registry(to_plain(estimates[0] if options.task else estimates, whole=True), registry))
    elif options.task:
        say(quality_as_text(model, estimates[0], registry=registry, on=on, limit=options.limit))
    else:
        say(qualities_as_text(model, estimates, registry=registry, on=on))
    return ANSWERED


def _score(options: Namespace, registry: Registry, on: date) -> int:
    if options.task or options.results or options.effort:
        raise InvalidInputError("--benchmark is asked about alone: without TASK, --results and --effort")
    model = registry.model(options.model).id
    score = expected_score(model, options.benchmark, registry=registry, on=on)
    if options.json:
        say_json(with_registry(to_plain(score, whole=True), registry))
    else:
        say(score_as_text(model, score, results=known_results(model, registry, on), registry=registry, on=on))
    return ANSWERED


def _refuse_without_task(own_results: Iterable[Evaluation], registry: Registry) -> None:
    """Refuse tests that don't say what they measure: where every task is asked about, the task asked about can't say it."""
    if unclear := [test.name for test in own_results if test.task is None and test.name not in registry.benchmarks]:
        raise InvalidInputError(
            f"test {', '.join(map(repr, unclear))}: which task does it measure? Give --results-task, fill in the column "
            "task, or ask about one TASK"
        )
