"""
Rules: what the library, and each habit, picks for a need on a day.

All choose among the same models: those with an offering that meets the need and its standing requirements on that day,
at a price that was known. A habit buys at the cheapest such place, and takes the effort that runs unasked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import fmean
from typing import TypeAlias

from llm_selection import recommend
from llm_selection.domain.benchmarks import Benchmark, Result, Task
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.needs.error_costs import PREFERENCE_TASKS, QUALITY_ONLY
from llm_selection.needs.option_facts import MODEL_AT_EFFORT
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import UseCase, parse_use_case, preset
from llm_selection.recommendation import Recommendation
from llm_selection.registry import Registry
from llm_selection.units import dollars
from registry_tools.research.advice.days import Day, Shares
from registry_tools.research.quality.picks import biggest, flagships
from registry_tools.tables import read_rows

FLAGSHIP = "newest flagship of the biggest developer"
ARENA = "first of the Arena"
DEAREST = "most expensive"
CHEAPEST = "cheapest"
MEAN = "mean of scores"

HABITS = (FLAGSHIP, ARENA, DEAREST, CHEAPEST, MEAN)

LEVELS = ("0.01", "0.1", "1", "10")
"""US dollars that an error costs, or a preferred answer is worth, at every task of a need."""
OWN = "own"
"""As the need says, or its tasks' defaults."""
ASKED = (*LEVELS, OWN, QUALITY_ONLY)
"""What the library is asked by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need with its name."""

    name: str
    use_case: UseCase

    @property
    def tasks(self) -> Mapping[Task, int]:
        """Its tasks and their parts of the work."""
        return self.use_case.tasks

    @property
    def is_of_preference(self) -> bool:
        """Whether answers to some of it are preferred or not, rather than right or wrong."""
        return not PREFERENCE_TASKS.isdisjoint(self.tasks)

    @property
    def pieces(self) -> Mapping[Task, float]:
        """Pieces of work a month."""
        workload, whole = self.use_case.workload_or_default, sum(self.tasks.values())
        return {
            task: float(Fraction(workload.requests_per_month * part, workload.requests_per_task * whole))
            for task, part in self.tasks.items()
        }

    def error_costs(self, level: str) -> Mapping[Task, float]:
        """Return what an error costs by task, in US dollars, at one of `LEVELS` or its `OWN`."""
        if level == OWN:
            return {task: float(cost.usd) for task, cost in self.use_case.error_costs.items()}
        return dict.fromkeys(self.tasks, float(level))


At: TypeAlias = tuple[ModelId, Effort | None]
"""A model at an effort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    A model at an effort that meets a need, and where it is bought.

    Attributes:
        model: Its id.
        effort: What is asked of it; ``None`` where it isn't known which it takes.
        released: Its release; ``None`` unknown.
        offering: Where.
        price: US dollars a month for the need's workload there.
        places: Offerings of it that meet the need.
    """

    model: ModelId
    released: date | None
    offering: OfferingId
    price: float
    places: int
    effort: Effort | None = None

    @property
    def at(self) -> At:
        """The model and the effort."""
        return self.model, self.effort

    @property
    def developer(self) -> str:
        """Who trained it."""
        return developer_of(self.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """
    What the library expected of a model at a task.

    Attributes:
        share: The share solved, 0 to 1.
        results: Results of the task that the model held.
        vendor: How many of them its own developer published.
    """

    share: float
    results: int
    vendor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The first of the Arena's text board on a day: ids of models, the best first."""

    day: date
    models: Sequence[ModelId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    What there was to choose for a need on a day, and what was chosen.

    Attributes:
        need: The need.
        day: The day.
        choices: What there was, each model at each of its efforts, at its cheapest place.
        foretold: What the library expected of each model and effort that it ranked, by task.
        library: By what it was asked by (`ASKED`), what the library picked; ``None`` where it has no answer.
        habits: By habit, what that picked; ``None`` likewise.
        defaults: The effort that runs unasked, of each model of which it is known.
    """

    need: Need
    day: date
    choices: Sequence[Choice]
    foretold: Mapping[At, Mapping[Task, Foretold]]
    library: Mapping[str, Choice | None]
    habits: Mapping[str, Choice | None]
    defaults: Mapping[ModelId, Effort] = field(default_factory=dict[ModelId, Effort])

    def share(self, at: At) -> float | None:
        """Return the share of the need's work that a model was expected to solve; ``None`` if it wasn't ranked."""
        if at not in self.foretold:
            return None
        tasks = self.need.tasks
        return sum(part * self.foretold[at][task].share for task, part in tasks.items()) / sum(tasks.values())

    def total(self, choice: Choice, level: str) -> float | None:
        """Return what a choice was expected to cost a month, bill and errors; ``None`` if it wasn't ranked."""
        if choice.at not in self.foretold:
            return None
        costs, told = self.need.error_costs(level), self.foretold[choice.at]
        return choice.price + sum(
            pieces * costs[task] * (1.0 - told[task].share) for task, pieces in self.need.pieces.items()
        )

    def at_cost(self, habit: str) -> Choice | None:
        """Return the choice of the best expected share among those with a bill no higher than a habit's pick has."""
        theirs = self.habits[habit]
        known = [
            (share, -one.price, one)
            for one in self.choices
            if theirs and one.price <= theirs.price and (share := self.share(one.at)) is not None
        ]
        return max(known, key=lambda each: each[:2])[2] if known else None

    def at_quality(self, habit: str) -> Choice | None:
        """Return the choice of the least bill among those expected to solve no less than a habit's pick."""
        theirs = self.habits[habit]
        least = None if theirs is None else self.share(theirs.at)
        known = [
            (one.price, -share, one)
            for one in self.choices
            if least is not None and (share := self.share(one.at)) is not None and share >= least
        ]
        return min(known, key=lambda each: each[:2])[2] if known else None


def read_needs(path: Path, parsed: Mapping[str, Mapping[str, object]]) -> list[Need]:
    """Read the needs of a parsed file, in its order; *path* names it in faults."""
    return [
        Need(
            name=str(table["name"]),
            use_case=parse_use_case(
                {name: value for name, value in table.items() if name != "name"}, where=f"{path.name}: {key}"
            ),
        )
        for key, table in parsed.items()
    ]


def preset_needs() -> list[Need]:
    """Return every preset as a need."""
    return [Need(name=f"preset {name}", use_case=preset(name)) for name in PRESETS]


def read_boards(path: Path) -> list[Board]:
    """Read the boards, the oldest first; a model under several names stands at its first place, one without an id nowhere."""
    models: dict[date, dict[ModelId, None]] = {}
    for row in read_rows(path):
        board = models.setdefault(date.fromisoformat(row["day"]), {})
        if row["model"]:
            board[ModelId(row["model"])] = None
    return [Board(day=day, models=tuple(models[day])) for day in sorted(models)]


def decide(need: Need, day: Day, *, benchmarks: Mapping[str, Benchmark], boards: Iterable[Board]) -> Decision:
    """
    Let the library and every habit choose.

    Args:
        need: The need.
        day: What there was on the day.
        benchmarks: By id, to tell their tasks.
        boards: Of the Arena, of any day; the newest by then counts.

    Returns:
        Nothing to choose and no picks, where nothing was known that the quality of some task could be expressed on.
    """
    calibration = day.registry.calibration
    if calibration is None or not calibration.baskets.keys() >= need.tasks.keys():
        return Decision(
            need=need,
            day=day.day,
            choices=(),
            foretold={},
            library=dict.fromkeys(ASKED),
            habits=dict.fromkeys(HABITS),
        )
    answers = {level: ask(need, level, day.registry, day.day) for level in ASKED}
    answer = answers[QUALITY_ONLY]
    found = choices(answer)
    ladders = {one.model: day.registry.models[one.model].efforts for one in found}
    run = unasked(found, ladders)
    standing = [board for board in boards if board.day <= day.day]
    return Decision(
        need=need,
        day=day.day,
        choices=found,
        foretold=foretold(answer),
        library={level: bought(one) for level, one in answers.items()},
        habits={
            FLAGSHIP: newest_flagship(run, day.results),
            ARENA: leader(run, standing[-1]) if standing else None,
            DEAREST: max(run, key=lambda one: one.price, default=None),
            CHEAPEST: min(run, key=lambda one: one.price, default=None),
            MEAN: best_mean(run, need.tasks, day.shares, benchmarks),
        },
        defaults={model: each.default for model, each in ladders.items() if each and each.default},
    )


def ask(need: Need, level: str, registry: Registry, day: date) -> Recommendation:
    """Ask the library, at a cost of an error: one of `ASKED`. A preferred answer is worth as much."""
    if level == OWN:
        return recommend(need.use_case, registry=registry, on=day)
    is_graded, is_rated = not need.tasks.keys() <= PREFERENCE_TASKS, need.is_of_preference
    return recommend(
        need.use_case,
        registry=registry,
        on=day,
        error_cost=level if is_graded or level == QUALITY_ONLY else None,
        preferred_value=level if is_rated and level != QUALITY_ONLY else None,
    )


def choices(answer: Recommendation) -> list[Choice]:
    """
    Return every model that meets the need at each of its efforts, at its cheapest place, in order of id and effort.

    One that can't be costed isn't there.
    """
    kept = answer.screening.kept
    ids = answer.registry.offerings
    models, costs, rows = kept.column(MODEL_AT_EFFORT), kept.column("monthly_cost"), kept.rows
    bids: dict[At, list[tuple[int, OfferingId]]] = {}
    for place in range(len(kept)):
        if costs[place] is not None:
            bids.setdefault(models[place], []).append((costs[place], ids.id_at(rows[place])))
    return [
        Choice(
            model=model,
            released=answer.registry.models[model].released,
            offering=offering,
            price=float(dollars(cost)),
            places=len(bids[model, effort]),
            effort=effort,
        )
        for (model, effort), each in sorted(bids.items(), key=lambda bid: (bid[0][0], _EFFORTS.index(bid[0][1])))
        for cost, offering in (min(each),)
    ]


_EFFORTS = (None, *Effort)


def unasked(found: Sequence[Choice], ladders: Mapping[ModelId, EffortLadder | None]) -> list[Choice]:
    """
    Return each model at the effort that runs where none is asked for: what a habit uses.

    Where the default isn't known, or doesn't meet the need, it is the highest there is: what people use a model for.
    """
    by_model: dict[ModelId, list[Choice]] = {}
    for one in found:
        by_model.setdefault(one.model, []).append(one)
    usual: list[Choice] = []
    for model, each in by_model.items():
        ladder = ladders.get(model)
        usual.append(
            next((one for one in each if ladder and ladder.default and one.effort is ladder.default), each[-1])
        )
    return usual


def foretold(answer: Recommendation) -> dict[At, dict[Task, Foretold]]:
    """Return what the library expects of every model and effort that it ranks, by task."""
    qualities = answer.ranking.qualities
    return {
        (model, effort): {
            task: Foretold(share=one.mean, results=one.ability.direct, vendor=one.ability.vendor)
            for task, each in qualities.items()
            for one in (each.known(model, effort),)
        }
        for model, effort in sorted(
            set(answer.ranking.options.column(MODEL_AT_EFFORT)), key=lambda at: (at[0], _EFFORTS.index(at[1]))
        )
    }


def bought(answer: Recommendation) -> Choice | None:
    """Return the library's own pick, where it says to buy it."""
    first = answer.first
    if first is None or first.cost.per_month is None:
        return None
    return Choice(
        model=first.model.id,
        released=first.model.released,
        offering=first.offering.id,
        price=float(first.cost.per_month),
        places=1 + len(first.others),
        effort=first.effort,
    )


def newest_flagship(found: Sequence[Choice], known: Iterable[Result]) -> Choice | None:
    """
    Return the newest flagship of the biggest developer that has a model here.

    The biggest is the one whose models have the most results by then; its flagships are its models here that aren't
    cheaper than their median. Of several released on one day, the one sold at the most places: a model and its tenfold
    dearer edition often come together, and the usual choice is the former.
    """
    here = {choice.developer for choice in found}
    measured = [result for result in known if developer_of(result.model) in here]
    if not measured:
        return None
    own = [choice for choice in flagships(found, biggest(measured)) if choice.released is not None]
    return max(own, key=lambda one: (one.released or date.min, one.places, one.price), default=None)


def leader(found: Iterable[Choice], board: Board) -> Choice | None:
    """Return the first model on the board that meets the need; ``None`` where none of those printed does."""
    by_model = {choice.model: choice for choice in found}
    return next((by_model[model] for model in board.models if model in by_model), None)


def best_mean(
    found: Iterable[Choice], tasks: Mapping[Task, int], known: Shares, benchmarks: Mapping[str, Benchmark]
) -> Choice | None:
    """
    Return the model with the highest plain mean of its known shares; of equal ones the cheaper.

    Of several tasks, the means of each count by its part of the work, and a model must have a share at each.
    """
    scored: list[tuple[float, float, Choice]] = []
    for one in found:
        each = {
            task: [rows[one.model] for key, rows in known.items() if benchmarks[key].task is task and one.model in rows]
            for task in tasks
        }
        if all(each.values()):
            scored.append((sum(part * fmean(each[task]) for task, part in tasks.items()), -one.price, one))
    return max(scored, key=lambda each: each[:2])[2] if scored else None
