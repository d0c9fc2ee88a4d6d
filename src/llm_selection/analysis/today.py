"""Today: an answer beside what is run today, in dollars a month; staying is an answer too."""

from enum import StrEnum

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.pairwise import Difference, difference
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError
from llm_selection.needs.option_facts import EFFORT, MODEL
from llm_selection.needs.requirements import Requirement
from llm_selection.selection.assessments import qualities_of
from llm_selection.selection.options import Options
from llm_selection.selection.ranking import Ranked, Ranking
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection

__all__ = ["AgainstToday", "Move", "against_today"]


class Move(StrEnum):
    """What to do, seen from what is run today."""

    STAY = "stay"
    """What is run today is the first; or it isn't ranked for want of a result, and the first isn't expected to cost less."""
    MOVE = "move"
    """The first stands before what is run today, or that doesn't meet the need."""
    UNKNOWN = "unknown"
    """The cost of one of them isn't known, so neither is the difference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainstToday:
    """
    The first option beside what is run today.

    Attributes:
        today: The model run today at the effort that runs unasked, or else at its best, and at its best offering: of those that
            meet the need, or else of all; then its ``place`` is 0.
        move: What to do.
        difference: Of the first from it; its ``usd`` is below 0 where the first costs less. ``None`` where it is the first, at
            the same effort.
        fails: The requirements that it doesn't meet; empty where it meets the need.
        solved: The share that the user says it solves, 0 to 1; ``None`` isn't told.
    """

    today: Ranked
    move: Move
    difference: Difference | None
    fails: tuple[Requirement, ...]
    solved: float | None


def against_today(selection: Selection) -> AgainstToday | None:
    """
    Compare the first option with what is run today; ``None`` where nobody says what that is.

    Raises:
        NothingFits: Nothing is ranked.
        InvalidInputError: Nothing says how good today's model is, or nobody offers it.
    """
    best, use_case = selection.best, selection.use_case  # raises where nothing fits
    if use_case.today is None:
        return None
    options = selection.screening.options
    models = options.column(MODEL)
    places = [place for place in range(len(options)) if models[place] == use_case.today]
    qualities = qualities_of(use_case, selection.registry, selection.on)
    if any(known.of(models[place]) is None for known in qualities.values() for place in places[:1]):
        raise InvalidInputError(
            f"today: {use_case.today} has no benchmark result, so an answer can't be compared with it; give results of your own"
        )
    if not places:
        raise InvalidInputError(f"today: nobody offers {use_case.today} in registry {selection.registry.version}")
    kept = selection.ranking.find(models[places[0]])
    if kept is not None:
        kept = _as_it_runs(selection, kept)
    if kept is not None and kept.place == 1 and kept.effort is best.effort:
        return AgainstToday(today=kept, move=Move.STAY, difference=None, fails=(), solved=use_case.solved)
    fails: tuple[Requirement, ...] = ()
    if kept is None:
        apart = Ranking(use_case, _unasked(options.take(places), selection), qualities)
        today, option = replace(apart[0], place=0), apart.options[apart.offerings_of(0)[0]]
        fails = tuple(
            requirement
            for requirement in selection.screening.requirements
            if judge(option, requirement).outcome is not Outcome.MEETS
        )
    else:
        today = kept
    beside = difference(selection.ranking, best, today, use_case.tasks)
    if fails:
        move = Move.MOVE
    elif beside.usd is None:
        move = Move.UNKNOWN
    else:
        move = Move.STAY if kept is None and beside.usd >= 0 else Move.MOVE
    return AgainstToday(today=today, move=move, difference=beside, fails=fails, solved=use_case.solved)


def _as_it_runs(selection: Selection, ranked: Ranked) -> Ranked:
    """Return a ranked model at the effort that runs unasked, where that is known and ranked too; in the same place."""
    options = selection.ranking.options
    models = options.column(MODEL)
    own = options.take([place for place in range(len(options)) if models[place] == ranked.model.id])
    runs = Ranking(selection.use_case, _unasked(own, selection), selection.ranking.qualities)[0]
    return ranked if runs.effort is ranked.effort else replace(runs, place=ranked.place)


def _unasked(options: Options, selection: Selection) -> Options:
    """Return those of a model's options at the effort that runs unasked; all, where that isn't known or isn't among them."""
    ladder = selection.registry.models[options.column(MODEL)[0]].efforts
    efforts = options.column(EFFORT)
    places = [place for place in range(len(options)) if ladder is not None and efforts[place] is ladder.default]
    return options.take(places) if places else options
