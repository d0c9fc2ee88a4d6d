"""Quality report: one model's quality as text, with the results it rests on and how far each moved it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Benchmark, Result, Scale
from llm_selection.estimation.effort_steps import effort_at
from llm_selection.estimation.quality import Moved, QualityEstimate
from llm_selection.estimation.score_prediction import ExpectedScore
from llm_selection.presentation.answer_report import bar
from llm_selection.presentation.argument_report import meaning_of
from llm_selection.presentation.text_layout import labelled
from llm_selection.registry import Registry

__all__ = ["qualities_as_text", "quality_as_text", "score_as_text"]

_BAR = 15


def qualities_as_text(model: str, estimates: Sequence[QualityEstimate], *, registry: Registry, on: date) -> str:
    """Write a model's quality at several tasks, a line each."""
    return "\n".join(
        [
            *_head(model, "quality by task", registry, on),
            "",
            *_table(estimates),
            *_anchors(estimates),
            *_notes(estimates),
        ]
    )


def quality_as_text(model: str, quality: QualityEstimate, *, registry: Registry, on: date, limit: int) -> str:
    """Write a model's quality at one task with the *limit* results that moved it farthest."""
    title = quality.task.replace("_", " ")
    return "\n".join(
        [*_head(model, title, registry, on), *_estimate(quality, registry), "", *_moved(quality, registry, limit)]
    )


def score_as_text(model: str, score: ExpectedScore, *, results: Iterable[Result], registry: Registry, on: date) -> str:
    """Write what a model is expected to score on a benchmark, beside its own of *results* there."""
    benchmark = registry.benchmarks[score.benchmark]
    known = list(results)
    own = [result for result in known if result.benchmark == score.benchmark]
    elsewhere = counted(len(known) - len(own), "result") + " of its own elsewhere"
    low, mean, high = (_printed(value, benchmark) for value in (score.low, score.mean, score.high))
    lines = [
        *_head(model, benchmark.name, registry, on),
        *labelled("Expected", f"{mean} ({low} to {high}, 90%), in the long run, if an independent hand ran it"),
        *labelled(
            "From",
            f"{elsewhere}, {counted(score.own, 'result')} of its own there, and "
            f"{counted(score.peers, 'other model')} measured there",
        ),
    ]
    for result in own:
        lines += labelled("Own", _result_in_words(result, registry))
    return "\n".join(lines)


def _head(model: str, title: str, registry: Registry, on: date) -> Iterator[str]:
    """Name the model, what is shown of it, and the data."""
    yield from labelled("Model", f"{model} · {title}")
    released = registry.model(model).released
    early = released is not None and on < released
    yield from labelled("Data", f"{registry.version}, results known by {min(on, registry.date)}")
    if early:
        yield from labelled("Note", f"it was released later, on {released}")


def _table(estimates: Sequence[QualityEstimate]) -> Iterator[str]:
    """Draw one line a task."""
    yield f"{'task':<22} {'quality, 90%':<18} {'range':>8}  {'sd':>4}  {'results':>10}  newest"
    for quality in estimates:
        line = bar(quality.mean, quality.low, quality.high, _BAR)
        ends = f"{_points(quality.low)}–{_points(quality.high)}"
        name = quality.task.replace("_", " ") + ("" if quality.anchor is None else " ¹")
        yield (
            f"{name:<22} {_points(quality.mean):>2} {line} {ends:>8}  {quality.sd * 100:4.1f}  "
            f"{quality.ability.direct:>10}  {quality.ability.newest or ''}"
        ).rstrip()


def _anchors(estimates: Sequence[QualityEstimate]) -> Iterator[str]:
    """Name the model that a quality is a chance against, where it is one."""
    anchors = dict.fromkeys(str(quality.anchor) for quality in estimates if quality.anchor is not None)
    if anchors:
        yield ""
        yield f"¹ the chance to be preferred to {', '.join(anchors)}"


def _notes(estimates: Sequence[QualityEstimate]) -> Iterator[str]:
    """Say what the estimates warn of, each once, with the tasks it is said of."""
    tasks_of: dict[str, list[str]] = {}
    for quality in estimates:
        for warning in quality.warnings:
            tasks_of.setdefault(warning, []).append(quality.task.replace("_", " "))
    for number, (warning, tasks) in enumerate(tasks_of.items()):
        if not number:
            yield ""
        named = "all tasks" if len(tasks) == len(estimates) else ", ".join(tasks)
        yield from labelled("" if number else "Notes", f"{named}: {warning}")


def _points(share: float) -> str:
    """Write a share in points, without claiming none or all of them."""
    points = f"{share * 100:.0f}"
    return {"0": "<1", "100": ">99"}.get(points, points) if 0 < share < 1 else points


def _estimate(quality: QualityEstimate, registry: Registry) -> Iterator[str]:
    """Say the estimate, what it is of, and what it follows from."""
    low, mean, high = map(_points, (quality.low, quality.mean, quality.high))
    yield from labelled("Quality", f"{mean} ({low} to {high}, 90%), sd {quality.sd * 100:.1f}: {meaning_of(quality)}")
    if not quality.own:
        yield from labelled("Basket", "; ".join(registry.benchmarks[name].name for name in quality.basket))
    ability = quality.ability
    at = "" if ability.effort is None else f" at effort {ability.effort}"
    newest = "" if ability.newest is None else f" (the newest of {ability.newest})"
    yield from labelled(
        "Ability",
        f"{ability.mean:+.2f} ± {ability.sd:.2f}{at} (1 is a logit on a typical benchmark), from "
        f"{counted(ability.results, 'result')}, {ability.direct} on this task{newest}{_got_at(quality, registry)}",
    )
    for number, warning in enumerate(quality.warnings):
        yield from labelled("" if number else "Note", warning)


def _got_at(quality: QualityEstimate, registry: Registry) -> str:
    """Count the results that were got at the effort that an estimate is of; nothing where it is of none, or none is listed."""
    effort = quality.ability.effort
    if effort is None or not quality.moved:
        return ""
    found = 0
    for one in quality.moved:
        ladder = registry.models[one.result.model].efforts
        found += effort_at(one.result, None if ladder is None else ladder.default) is effort
    return f"; {found or 'none'} of them at effort {effort}" + ("" if found else ", so it is inferred from others")


def _moved(quality: QualityEstimate, registry: Registry, limit: int) -> Iterator[str]:
    """List the results, the one that moved the estimate farthest first."""
    moved = quality.moved or ()
    if not moved:
        return
    unit = "ability" if quality.own else "points"
    yield from labelled("Moved by", f"{unit} that the estimate would lose without the result, all others in place")
    for one in moved[:limit]:
        text = _result_in_words(one.result, registry) + (" (far off, so taken in)" if one.outlier else "")
        yield from labelled(f"{_move(one):>8}", text)
    if len(moved) > limit:
        yield f"{'':>10}and {len(moved) - limit} more; --limit {len(moved)} shows all"


def _move(one: Moved) -> str:
    """Write how far a result moved the estimate."""
    return f"{one.by:+.3f}" if one.points is None else f"{one.points:+.2f}"


def _result_in_words(result: Result, registry: Registry) -> str:
    """Write a result, and who says so."""
    benchmark = registry.benchmarks[result.benchmark]
    error = "" if result.stderr is None else f" ± {_printed(result.stderr, benchmark)}"
    effort = "" if result.effort is None else f", effort {result.effort}"
    source = registry.sources.get(result.source)
    score = f"{benchmark.name} {_printed(result.score, benchmark)}{error}{effort}"
    return (
        f"{score}: your own result"
        if source is None
        else f"{score}, {result.measured}: {result.reporter}, {source.title}"
    )


def _printed(score: float, benchmark: Benchmark) -> str:
    """Write a score as its benchmark prints it: shares as percentages."""
    if benchmark.scale is Scale.SHARE:
        return f"{score:.1%}"
    return f"{score:.0f}" if benchmark.scale is Scale.RATING else f"{score:,.4g}"
