"""
Rules: what the library, and each habit, picks for a need on a day.

All choose among the same models: those with an offering that meets the need and its standing requirements on that day,
at a price that was known. A habit buys at the cheapest such place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from llm_selection import recommend
from llm_selection.domain.benchmarks import Result, Task
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.needs.criteria import Criterion
from llm_selection.needs.use_cases import UseCase, parse_use_case
from llm_selection.recommendation import Recommendation
from llm_selection.registry import Registry
from llm_selection.units import dollars
from registry_tools.research.quality.picks import biggest, flagships
from registry_tools.tables import read_rows

LIBRARY = "the library"
QUALITY_ALONE = "the library, quality alone"
INFERRED_TOO = "the library, hardly measured models too"
FLAGSHIP = "newest flagship of the biggest developer"
DEAREST = "most expensive"
CHEAPEST = "cheapest"
ARENA = "first of the Arena"

HABITS = (FLAGSHIP, DEAREST, CHEAPEST, ARENA)
RULES = (LIBRARY, QUALITY_ALONE, INFERRED_TOO, *HABITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need with its name; of one task."""

    name: str
    use_case: UseCase

    @property
    def task(self) -> Task:
        """The one task."""
        (task,) = self.use_case.tasks
        return task


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    A model that meets a need, and where it is bought.

    Attributes:
        model: Its id.
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

    @property
    def developer(self) -> str:
        """Who trained it."""
        return developer_of(self.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The first of the Arena's text board on a day: ids of models, the best first."""

    day: date
    models: Sequence[ModelId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    What there was to choose for a need on a day, and what each rule chose.

    Attributes:
        need: The need.
        day: The day.
        choices: What there was.
        picks: By rule; ``None`` where it has no answer.
    """

    need: Need
    day: date
    choices: Sequence[Choice]
    picks: Mapping[str, Choice | None]


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


def read_boards(path: Path) -> list[Board]:
    """Read the boards, the oldest first; a model under several names stands at its first place, one without an id nowhere."""
    models: dict[date, dict[ModelId, None]] = {}
    for row in read_rows(path):
        board = models.setdefault(date.fromisoformat(row["day"]), {})
        if row["model"]:
            board[ModelId(row["model"])] = None
    return [Board(day=day, models=tuple(models[day])) for day in sorted(models)]


def decide(need: Need, day: date, *, registry: Registry, known: Iterable[Result], boards: Iterable[Board]) -> Decision:
    """
    Let every rule choose.

    Args:
        need: The need.
        day: The day.
        registry: What it held on that day.
        known: The results there were, by which the biggest developer is told.
        boards: Of the Arena, of any day; the newest by then counts.

    Returns:
        Nothing to choose and no picks, where nothing was known that the task's quality could be expressed on.
    """
    if registry.calibration is None or need.task not in registry.calibration.baskets:
        return Decision(need=need, day=day, choices=(), picks=dict.fromkeys(RULES))
    answer = recommend(need.use_case, registry=registry, on=day)
    alone = recommend(need.use_case, registry=registry, on=day, priorities={Criterion.QUALITY: 1})
    found = choices(answer)
    standing = [board for board in boards if board.day <= day]
    return Decision(
        need=need,
        day=day,
        choices=found,
        picks={
            LIBRARY: bought(answer),
            QUALITY_ALONE: bought(alone),
            INFERRED_TOO: bought(answer, inferred=True),
            FLAGSHIP: newest_flagship(found, known),
            DEAREST: max(found, key=lambda one: one.price, default=None),
            CHEAPEST: min(found, key=lambda one: one.price, default=None),
            ARENA: leader(found, standing[-1]) if standing else None,
        },
    )


def choices(answer: Recommendation) -> list[Choice]:
    """Return every model that meets the need, at its cheapest place, in order of id; one that can't be costed isn't there."""
    kept = answer.screening.kept
    ids = answer.registry.offerings
    models, costs = kept.column("model"), kept.column("monthly_cost")
    bids: dict[ModelId, list[tuple[int, OfferingId]]] = {}
    for place in range(len(kept)):
        if costs[place] is not None:
            bids.setdefault(models[place], []).append((costs[place], ids.id_at(kept.rows[place])))
    return [
        Choice(
            model=model,
            released=answer.registry.models[model].released,
            offering=offering,
            price=float(dollars(cost)),
            places=len(bids[model]),
        )
        for model, (cost, offering) in sorted((model, min(each)) for model, each in bids.items())
    ]


def bought(answer: Recommendation, *, inferred: bool = False) -> Choice | None:
    """Return the library's own pick, where it says to buy it; with *inferred*, of the models hardly measured too."""
    firsts = [ranking[0] for ranking in (answer.ranking, answer.inferred)[: 1 + inferred] if ranking]
    first = max(firsts, key=lambda one: one.score, default=None)
    if first is None or first.cost.per_month is None:
        return None
    return Choice(
        model=first.model.id,
        released=first.model.released,
        offering=first.offering.id,
        price=float(first.cost.per_month),
        places=1 + len(first.others),
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
