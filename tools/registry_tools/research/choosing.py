"""
Measure what qualities say of common advice on choosing: whom it names, and what it says of size, openness and length.

    registry-tools evaluate choosing

Models are compared by today's estimates, those released later left out where a day is given. Unless it is said
otherwise, only models count that were measured at the task itself: `QualityEstimate.measured`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations
from statistics import median

from llm_selection.domain.benchmarks import Result, Task
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Model, NotOffered
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, bundled
from llm_selection.selection.assessments import qualities_at
from registry_tools.arguments import command_parser
from registry_tools.fitting.rank_correlation import spearman
from registry_tools.research.advice.rules import choices, newest_flagship

__all__ = ["Estimates", "agreement", "estimates", "lines", "main", "months_behind", "rank", "smaller_wins", "standing"]

ARTICLE_DAY = date(2025, 11, 5)
"""The day of the article whose claims are checked."""

NAMED = (
    (Task.CODING, "anthropic/claude-sonnet-4-5"),
    (Task.AGENTIC_CODING, "anthropic/claude-sonnet-4-5"),
    (Task.WRITING, "openai/gpt-5"),
    (Task.MATH, "xai/grok-4"),
    (Task.KNOWLEDGE, "xai/grok-4"),
    (Task.LONG_CONTEXT, "google/gemini-2.5-pro"),
    (Task.LONG_CONTEXT, "anthropic/claude-sonnet-4-5"),
    (Task.LONG_CONTEXT, "meta/llama-4-scout-17b-instruct"),
    (Task.FACTUALITY, "google/gemini-2.5-pro"),
)
"""Whom the advice names as the best for what, by the task that is nearest."""

OPEN = "meta/llama-4-maverick-17b-instruct"
"""Whom it names for open weights."""
FRUGAL = ("mistral/mistral-medium-2505", "anthropic/claude-3-7-sonnet-20250219")
"""Whom it names for little money, and with whom it compares that."""

HALF_YEARS = (date(2024, 7, 1), date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1))
BILLIONS = (4, 15, 40)
"""Active parameters at most."""
TOP = 50
ALIKE_DAYS = 182
"""Models released no farther apart are of one time."""
TIMES_LARGER = 2
ENOUGH = 0.9
"""Of the best one's share: as good as needed."""
NEAR = 0.05
WINDOWS = (1_000_000, 2_000_000)
"""Tokens of context or more."""
LENGTHS = ("fiction-livebench-32k", "fiction-livebench-120k", "fiction-livebench-192k")
"""One test at three lengths of the prompt."""
_DAYS_A_MONTH = 365.25 / 12

Estimates = Mapping[Task, Mapping[ModelId, QualityEstimate]]
"""The models measured at each task that can be ranked, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a model stands at a task.

    Attributes:
        place: 1 is the best; ``None`` isn't ranked.
        of: Models ranked.
        best: The first.
        points: How far the model's share lies below the first one's, in points.
    """

    place: int | None
    of: int
    best: ModelId
    points: float | None


def estimates(registry: Registry) -> Estimates:
    """Estimate every released model at every task, by all that is known."""
    if registry.calibration is None:
        raise ValueError("data without a calibration tells no qualities")
    found: dict[Task, dict[ModelId, QualityEstimate]] = {}
    for task in Task:
        if task in registry.calibration.baskets:
            qualities = qualities_at(task, registry, registry.date)
            known = {
                model: one
                for model, record in registry.models.items()
                if record.released is not None and (one := qualities.of(model)) is not None and one.measured
            }
            found[task] = dict(sorted(known.items(), key=lambda each: (-each[1].mean, each[0])))
    return found


def released_by(
    ranked: Mapping[ModelId, QualityEstimate], registry: Registry, day: date
) -> dict[ModelId, QualityEstimate]:
    """Return those that were out on a day, in order."""
    return {model: one for model, one in ranked.items() if _released(registry.models[model]) <= day}


def rank(model: ModelId, ranked: Mapping[ModelId, float]) -> Place:
    """Say where a model stands among shares, the best first."""
    order = list(ranked)
    best = order[0]
    if model not in ranked:
        return Place(place=None, of=len(order), best=best, points=None)
    points = 100 * (ranked[best] - ranked[model])
    return Place(place=order.index(model) + 1, of=len(order), best=best, points=points)


def standing(model: str, task: Task, found: Estimates, registry: Registry, day: date) -> Place:
    """Say where a model stands at a task among those that were out on a day."""
    out = released_by(found[task], registry, day)
    return rank(ModelId(model), {one: each.mean for one, each in out.items()})


def agreement(found: Estimates, tasks: tuple[Task, Task], *, top: int = TOP) -> float | None:
    """Return the rank correlation of two tasks among the best by the mean of both; ``None`` with too few measured at both."""
    first, second = (found[task] for task in tasks)
    both = sorted(first.keys() & second.keys(), key=lambda each: (-first[each].mean - second[each].mean, each))[:top]
    if len(both) < top:
        return None
    return spearman([first[each].mean for each in both], [second[each].mean for each in both])


def months_behind(ranked: Mapping[ModelId, QualityEstimate], registry: Registry, day: date) -> float | None:
    """
    Return how many months before a day a closed model was out that is at least as good as the best open one on that day.

    ``None`` without an open model, or a closed one as good.
    """
    out = released_by(ranked, registry, day)
    best = next((model for model in out if _is_open(registry.models[model])), None)
    if best is None:
        return None
    earlier = [
        _released(registry.models[model])
        for model, one in out.items()
        if isinstance(registry.models[model].weights, NotOffered) and one.mean >= out[best].mean
    ]
    return (day - min(earlier)).days / _DAYS_A_MONTH if earlier else None


def smaller_wins(ranked: Mapping[ModelId, QualityEstimate], registry: Registry) -> tuple[int, int]:
    """Return among how many pairs of one time, of which one is at least twice as large, the smaller is better; and the pairs."""
    wins = pairs = 0
    sized = [(registry.models[model], one.mean) for model, one in ranked.items()]
    known = [(model, model.total_parameters, mean) for model, mean in sized if model.total_parameters is not None]
    # The better one comes first.
    for (one, size, _), (other, other_size, _) in combinations(known, 2):
        apart = abs((_released(one) - _released(other)).days)
        if apart <= ALIKE_DAYS and max(size, other_size) >= TIMES_LARGER * min(size, other_size):
            pairs += 1
            wins += size < other_size
    return wins, pairs


def leaders(ranked: Mapping[ModelId, QualityEstimate], registry: Registry, since: date) -> list[ModelId]:
    """Return the models that became the best since a day, in order of their release."""
    best, after = -1.0, list[ModelId]()
    order = sorted(ranked, key=lambda model: (_released(registry.models[model]), -ranked[model].mean))
    for model in order:
        if ranked[model].mean > best:
            best = ranked[model].mean
            if _released(registry.models[model]) > since:
                after.append(model)
    return after


def lines(registry: Registry) -> Iterator[str]:
    """Yield what is found."""
    found = estimates(registry)
    yield f"Data {registry.version} of {registry.date}; {len(found)} tasks."
    yield from chain(
        _today(found, registry),
        _named(found, registry),
        _tasks(found),
        _openness(found, registry),
        _size(found, registry),
        _measured(found),
        _length(registry),
        _windows(registry),
        _change(found, registry),
    )


def _today(found: Estimates, registry: Registry) -> Iterator[str]:
    """Yield the first at each task of what can be bought, the newest flagship beside it, and the cheapest that does."""
    yield ""
    yield "What `recommend TASK --error-cost quality-only` ranks: the first; the newest flagship of the biggest developer; how many lie within 5 points; the cheapest with nine tenths of the first one's share, and its part of the first one's bill"
    yield ""
    yield "| task | first | flagship | place | points | near | cheapest | bill |"
    yield "| --- | --- | --- | ---: | ---: | ---: | --- | ---: |"
    results = list(chain.from_iterable(registry.results.values()))
    for task in found:
        answer = recommend(task.value, registry=registry, error_cost="quality-only")
        yield _bought(task, answer, results)


def _bought(task: Task, answer: Recommendation, results: Iterable[Result]) -> str:
    """Say of a task what can be bought."""
    known = answer.ranking.qualities[task]
    bought = choices(answer)
    admitted = set(answer.ranking.options.column("model"))
    bills = {one.model: one.price for one in bought if one.model in admitted}
    shares = {model: known.known(model).mean for model in bills}
    ranked = dict(sorted(shares.items(), key=lambda each: (-each[1], each[0])))
    flagship = newest_flagship(bought, results)
    place = None if flagship is None else rank(flagship.model, ranked)
    best = next(iter(ranked))
    near = sum(ranked[best] - share <= NEAR for share in ranked.values())
    cheapest = min((model for model in ranked if ranked[model] >= ENOUGH * ranked[best]), key=bills.__getitem__)
    return f"| {task} | {best} | {flagship.model if flagship else '–'} | {_place(place)} | {_points(place)} | {near} | {cheapest} | {bills[cheapest] / bills[best]:.0%} |"


def _named(found: Estimates, registry: Registry) -> Iterator[str]:
    """Yield where those stand whom the advice names."""
    yield ""
    yield f"Whom the advice names, among models released by {ARTICLE_DAY}"
    yield ""
    yield "| task | named | place | points | first |"
    yield "| --- | --- | ---: | ---: | --- |"
    for task, model in NAMED:
        place = standing(model, task, found, registry, ARTICLE_DAY)
        yield f"| {task} | {model} | {_place(place)} | {_points(place)} | {place.best} |"
    places = [
        (task, rank(ModelId(OPEN), {model: one.mean for model, one in out.items()}))
        for task, ranked in found.items()
        if (out := _only(released_by(ranked, registry, ARTICLE_DAY), registry, _is_open))
    ]
    yield ""
    yield f"{OPEN} among open weights: {', '.join(f'{task} {_place(place)}' for task, place in places if place.place)}."
    cheap, dear = map(ModelId, FRUGAL)
    shares = [
        f"{task} {ranked[cheap].mean / ranked[dear].mean:.0%}"
        for task, ranked in found.items()
        if cheap in ranked and dear in ranked
    ]
    yield f"{cheap}, its share by that of {dear}: {', '.join(shares)}."


def _tasks(found: Estimates) -> Iterator[str]:
    """Yield how far one order of models serves for all tasks."""
    pairs = {
        tasks: value
        for tasks in combinations(found, 2)
        if (value := agreement(found, (tasks[0], tasks[1]))) is not None
    }
    low = min(pairs, key=pairs.__getitem__)
    yield ""
    yield f"Rank correlation between two tasks among the best {TOP} measured at both: median {median(pairs.values()):.2f} of {len(pairs)} pairs, least {pairs[low]:.2f} ({low[0]}, {low[1]})."
    yield "By task, its median with the others: " + ", ".join(
        f"{task} {median(each):.2f}"
        for task in found
        if (each := [value for tasks, value in pairs.items() if task in tasks])
    )


def _openness(found: Estimates, registry: Registry) -> Iterator[str]:
    """Yield how far open weights are behind."""
    yield ""
    yield "Months before the day since which a closed model is as good as the best open weights of the day; and points between the best of both"
    yield ""
    days = (*HALF_YEARS, registry.date)
    yield f"| task | {' | '.join(map(str, days))} | best open weights |"
    yield f"| --- |{' ---: |' * len(days)} --- |"
    every: dict[date, list[float]] = {day: [] for day in days}
    for task, ranked in found.items():
        cells = []
        for day in days:
            out = released_by(ranked, registry, day)
            months, points = months_behind(ranked, registry, day), _behind(out, registry)
            if months is not None:
                every[day].append(months)
            cells.append(f"{_number(months)}; {_number(points)}")
        best = next(iter(_only(ranked, registry, _is_open)), "–")
        yield f"| {task} | {' | '.join(cells)} | {best} |"
    medians = (f"{median(months):.1f}" if months else "–" for months in every.values())
    yield f"| median, months | {' | '.join(medians)} | |"


def _behind(out: Mapping[ModelId, QualityEstimate], registry: Registry) -> float | None:
    """Return the points between the best closed and the best open one."""
    closed = next(iter(_only(out, registry, _is_closed).values()), None)
    best = next(iter(_only(out, registry, _is_open).values()), None)
    return None if closed is None or best is None else 100 * (closed.mean - best.mean)


def _size(found: Estimates, registry: Registry) -> Iterator[str]:
    """Yield how far small models get."""
    yield ""
    yield f"The best of any size on {ARTICLE_DAY} and today, and the best of today with at most so many active parameters: shares in percent; and how often the smaller of two of one time is better"
    yield ""
    yield f"| task | {ARTICLE_DAY} | {' | '.join(f'{limit} billion' for limit in BILLIONS)} | any | smaller wins |"
    yield f"| --- | ---: |{' ---: |' * len(BILLIONS)} ---: | ---: |"
    wins = pairs = 0
    for task, ranked in found.items():
        small = [_only(ranked, registry, _at_most(limit)) for limit in BILLIONS]
        won, tried = smaller_wins(ranked, registry)
        wins, pairs = wins + won, pairs + tried
        cells = [released_by(ranked, registry, ARTICLE_DAY), *small, ranked]
        yield f"| {task} | {' | '.join(_first(each) for each in cells)} | {won} of {tried} |"
    yield ""
    yield f"In all {wins} of {pairs} pairs, {wins / pairs:.0%}."


def _measured(found: Estimates) -> Iterator[str]:
    """Yield how many models were measured at each task."""
    yield ""
    yield "Measured: " + ", ".join(f"{task} {len(ranked)}" for task, ranked in found.items()) + "."


def _length(registry: Registry) -> Iterator[str]:
    """Yield what the same test gives at several lengths."""
    scores = {
        name: {row.model: row.score for rows in registry.results.values() for row in rows if row.benchmark == name}
        for name in LENGTHS
    }
    for names in (LENGTHS[:2], LENGTHS):
        both = set.intersection(*(set(scores[name]) for name in names))
        worse = sum(scores[names[-1]][model] < scores[names[0]][model] for model in both)
        middles = ", ".join(f"{name} {median(scores[name][model] for model in both):.1%}" for name in names)
        yield f"{len(both)} models measured at each length: medians {middles}; {worse} worse at the longest than at the shortest."


def _windows(registry: Registry) -> Iterator[str]:
    """Yield how many models have a long window."""
    windows = [
        model.limits.context_tokens
        for model in registry.models.values()
        if model.released is not None and model.released <= ARTICLE_DAY and model.limits.context_tokens is not None
    ]
    counts = ", ".join(
        f"{sum(window >= least for window in windows)} take {least:,} tokens or more" for least in WINDOWS
    )
    yield f"Of {len(windows)} models released by {ARTICLE_DAY} whose window is known, {counts}."


def _change(found: Estimates, registry: Registry) -> Iterator[str]:
    """Yield how often the best changed."""
    after = sum(_released(model) > ARTICLE_DAY for model in registry.models.values())
    counts = {task: len(leaders(ranked, registry, ARTICLE_DAY)) for task, ranked in found.items()}
    yield f"{after} models released since {ARTICLE_DAY}; new bests since: {', '.join(f'{task} {count}' for task, count in counts.items())}; median {median(counts.values()):g}."


def _only(
    ranked: Mapping[ModelId, QualityEstimate], registry: Registry, holds: Callable[[Model], bool]
) -> dict[ModelId, QualityEstimate]:
    """Keep the models of which something holds."""
    return {model: one for model, one in ranked.items() if holds(registry.models[model])}


def _is_open(model: Model) -> bool:
    """Say whether weights are out."""
    return isinstance(model.weights, Downloadable)


def _is_closed(model: Model) -> bool:
    """Say whether weights are known not to be out."""
    return isinstance(model.weights, NotOffered)


def _at_most(billions: int) -> Callable[[Model], bool]:
    """Return a test of the size."""
    return lambda model: model.active_parameters is not None and model.active_parameters <= billions * 10**9


def _released(model: Model) -> date:
    """Return the day of release; a model without one isn't counted anywhere."""
    return model.released or date.min


def _first(ranked: Mapping[ModelId, QualityEstimate]) -> str:
    """Say the first one's share and its name."""
    return next((f"{100 * one.mean:.0f} {model.partition('/')[2]}" for model, one in ranked.items()), "–")


def _place(place: Place | None) -> str:
    """Say a place."""
    return "–" if place is None or place.place is None else f"{place.place} of {place.of}"


def _points(place: Place | None) -> str:
    """Say by how many points it is behind."""
    return "–" if place is None or place.points is None else f"{place.points:.1f}"


def _number(value: float | None) -> str:
    """Say a number, with a true minus sign."""
    return "–" if value is None else f"{value:.1f}".replace("-", "−")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what is found."""
    command_parser("evaluate choosing", __doc__).parse_args(arguments)
    print("\n".join(lines(bundled())))
