"""Undecided but better: what would come first if a fact were known that isn't."""

from decimal import Decimal

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort, at_effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.option_facts import MODEL_AT_EFFORT
from llm_selection.needs.requirements import Requirement, keyword_of
from llm_selection.selection.ranking import Ranking
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection, rank_undecided
from llm_selection.units import EXACT, dollars

__all__ = ["UndecidedBetter", "UnpricedBetter", "undecided_better", "unpriced_better"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndecidedBetter:
    """
    A model that would come first if one of its offerings met what can't be told of it.

    Attributes:
        model: The best of them; it may stand in the ranking by another offering.
        effort: The effort it would be asked for; ``None`` where none can be, or it isn't known.
        name: The model's id, and the effort where it takes several.
        offering: Its best offering of those that can't be judged.
        usd: US dollars a month that it would cost less than the first; ``None`` where nothing is first, or its bill isn't known.
        unknown: The requirements of which it can't be told whether it meets them.
        keywords: Their keywords.
        count: How many models would come before the first.
    """

    model: ModelId
    effort: Effort | None
    name: str
    offering: OfferingId
    usd: Decimal | None
    unknown: tuple[Requirement, ...]
    keywords: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpricedBetter:
    """
    A ranked model whose bill isn't known, and which would come first below some bill.

    Attributes:
        model: The model for which that bill is the highest.
        effort: The effort it would be asked for; ``None`` where none can be, or it isn't known.
        name: The model's id, and the effort where it takes several.
        offering: Its offering.
        below: US dollars a month.
    """

    model: ModelId
    effort: Effort | None
    name: str
    offering: OfferingId
    below: Decimal


def undecided_better(selection: Selection) -> UndecidedBetter | None:
    """
    Return the best model that can't be judged for want of a fact and would come first if the fact were as the need asks.

    Where something is first, its own other offerings aren't among them.
    """
    first = selection.first
    undecided = rank_undecided(selection, but=None if first is None else first.model.id)
    count = len(undecided) if first is None else _count_before(undecided, selection.ranking)
    if not count:
        return None
    best, option = undecided[0], undecided.options[undecided.offerings_of(0)[0]]
    unknown = tuple(
        requirement
        for requirement in selection.screening.requirements
        if judge(option, requirement).outcome is Outcome.UNKNOWN
    )
    totals = (best.expected.total, None if first is None else first.expected.total)
    return UndecidedBetter(
        model=best.model.id,
        effort=best.effort,
        name=best.name,
        offering=best.offering.id,
        usd=None if totals[0] is None or totals[1] is None else EXACT.subtract(totals[1], totals[0]),
        unknown=unknown,
        keywords=tuple(map(keyword_of, unknown)),
        count=count,
    )


def _count_before(undecided: Ranking, ranking: Ranking) -> int:
    """Count the models that would cost less than the first of a ranking; where quality counts alone, that solve more."""
    if ranking.is_quality_only:
        shares, first = undecided.overall_shares(), ranking.overall_shares()[ranking.offerings_of(0)[0]]
        return sum(shares[option] > first for option, *_ in undecided.order())
    totals, least = undecided.totals(), ranking.totals()[ranking.offerings_of(0)[0]]
    known = (totals[option] for option, *_ in undecided.order())
    return sum(total is not None and (least is None or total < least) for total in known)


def unpriced_better(selection: Selection) -> UnpricedBetter | None:
    """Return the ranked model without a known bill that would come first below the highest bill; ``None`` where none would."""
    ranking = selection.ranking
    totals = ranking.totals() if len(ranking) else []
    known = [total for total in totals if total is not None]
    if not known or len(known) == len(totals) or selection.use_case.is_quality_only:
        return None
    bills, errors, worths = ranking.bills(), ranking.errors(), ranking.worths()
    least = min(known)
    unpriced = [
        (least - errors[option] + worth, option)
        for option, (bill, worth) in enumerate(zip(bills, worths, strict=True))
        if bill is None and worth is not None
    ]
    below, option = max(unpriced, default=(0, 0), key=lambda each: each[0])
    if below <= 0:
        return None
    model, effort = ranking.options.column(MODEL_AT_EFFORT)[option]
    return UnpricedBetter(
        model=model,
        effort=effort,
        name=at_effort(model, effort, selection.registry.models[model].efforts),
        offering=selection.registry.offerings.id_at(ranking.options.rows[option]),
        below=dollars(below),
    )
