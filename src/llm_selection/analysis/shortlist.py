"""Shortlist: the ranked options that people ask for by name, such as the cheapest one that will do."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import partial

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import LaterMap
from llm_selection._foundation.plain import from_plain
from llm_selection.analysis.pairwise import Difference, difference
from llm_selection.domain.hardware import Accelerator, Rental
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Downloadable, Model
from llm_selection.domain.offerings import ProviderKind
from llm_selection.estimation.hosting import fit, least_weight_bytes, served_precision, usable_bytes
from llm_selection.estimation.workloads import DAYS_A_MONTH
from llm_selection.needs.option_facts import LICENSE_KINDS, MODEL, MONTHLY_COST, PROVIDER_KIND
from llm_selection.needs.requirements import AllOf, Requirement, keyword_of
from llm_selection.registry import plain_records
from llm_selection.selection.expected_costs import UNIT
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import Selection

__all__ = ["ADEQUATE_SHARE", "Label", "Pick", "picks"]

ADEQUATE_SHARE = 0.8
"""Share of the best quality that is adequate, unless the need itself says what is, by a least quality."""

_OPEN = frozenset({LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE})
_LARGEST_MACHINE = 8
"""Accelerators of the largest machine that is one machine."""


class Label(StrEnum):
    """What a pick is the best at."""

    BEST_QUALITY = "best quality"
    """The highest expected quality."""
    CHEAPEST_ADEQUATE = "cheapest adequate"
    """The lowest cost of those whose expected quality is adequate; see `ADEQUATE_SHARE`."""
    BEST_OPEN_WEIGHT = "best open-weight"
    """The first whose weights are given out, by a license of either open kind."""
    BEST_HOSTED = "best you can host"
    """
    The first that the need's own hardware holds.

    Without hardware in the need: the first that one machine of at most eight accelerators is known to hold, with a
    request of the workload, that somebody rents out whole; the least dear such machine is named.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """
    A ranked option that is the best at something.

    Attributes:
        label: At what.
        ranked: The option, by its place in the ranking.
        difference: From the first place; ``None`` where it is that.
        note: What is to be added: the least quality that is adequate, or what hosts it; perhaps empty.
    """

    label: Label
    ranked: Ranked
    difference: Difference | None
    note: str = ""


def picks(recommendation: Selection) -> tuple[Pick, ...]:
    """
    Return the picks of an answer, in order of `Label`; one that nothing ranked can be is left out.

    Of equals, the one that is ranked first.
    """
    first, tasks = recommendation.first, recommendation.use_case.tasks
    if first is None:
        return ()
    return tuple(
        Pick(
            label=label,
            ranked=ranked,
            difference=None
            if ranked.offering.id == first.offering.id
            else difference(recommendation.ranking, ranked, first, tasks),
            note=note,
        )
        for label, ranked, note in _picks(recommendation)
    )


def _picks(recommendation: Selection) -> Iterator[tuple[Label, Ranked, str]]:
    """Yield the picks; they are chosen by columns, so that few records are built."""
    ranking = recommendation.ranking
    places = range(len(ranking))
    chosen = [ranking.offerings_of(place)[0] for place in places]
    shares = ranking.overall_shares()
    quality = [shares[option] for option in chosen]
    yield Label.BEST_QUALITY, ranking[max(places, key=quality.__getitem__)], ""
    costs = ranking.options.column(MONTHLY_COST)
    least = 0.0 if _says_what_is_adequate(recommendation.use_case.requirements) else ADEQUATE_SHARE * max(quality)
    threshold = f"at least {100 * least / UNIT:.0f}" if least else ""
    priced = {
        place: picodollars
        for place in places
        if quality[place] >= least and (picodollars := costs[chosen[place]]) is not None
    }
    if priced:
        yield Label.CHEAPEST_ADEQUATE, ranking[min(priced, key=priced.__getitem__)], threshold
    kinds = ranking.options.column(LICENSE_KINDS)
    opened = [place for place in places if kinds[chosen[place]] <= _OPEN]
    if opened:
        yield Label.BEST_OPEN_WEIGHT, ranking[opened[0]], ""
    yield from _own_hardware(recommendation) if recommendation.use_case.hosting else _machines(recommendation)


def _says_what_is_adequate(requirements: Iterable[Requirement]) -> bool:
    """Say whether a least quality is among *requirements*, also of those that must all be met."""
    return any(
        keyword_of(each) == "min_quality" or (isinstance(each, AllOf) and _says_what_is_adequate(each.parts))
        for each in requirements
    )


_Rented = tuple[Decimal, int, str, str, str]
"""
A machine that is rented out: dollars an hour, how many accelerators it has and which by name, by whom and since when, and
the accelerator's id.
"""


def _own_hardware(recommendation: Selection) -> Iterator[tuple[Label, Ranked, str]]:
    """Yield the first model with an option on the need's own hardware, at the best of these."""
    ranking = recommendation.ranking
    kinds = ranking.options.column(PROVIDER_KIND)
    for place in range(len(ranking)):
        for option in ranking.offerings_of(place):
            if kinds[option] == ProviderKind.SELF_HOSTED:
                ranked = ranking.at(place, option)
                yield Label.BEST_HOSTED, ranked, f"on {ranked.cost.hours} of your own"
                return


def _machines(recommendation: Selection) -> Iterator[tuple[Label, Ranked, str]]:
    """Yield the first model that one machine is known to hold, with the least dear such machine."""
    ranking, models = recommendation.ranking, recommendation.registry.models
    accelerators: Mapping[str, Accelerator] = {}
    rented: list[_Rented] = []
    column = ranking.options.column(MODEL)
    for place in range(len(ranking)):
        model = models[column[ranking.offerings_of(place)[0]]]
        if not isinstance(model.weights, Downloadable):
            continue
        if not rented:
            accelerators, rented = _rented(recommendation)
        if machine := _machine(recommendation, model, accelerators, rented):
            yield Label.BEST_HOSTED, ranking[place], machine
            return


def _machine(
    recommendation: Selection, model: Model, accelerators: Mapping[str, Accelerator], rented: Iterable[_Rented]
) -> str:
    """Name the least dear machine that is known to hold a model and the longest request; nothing where none is."""
    workload = recommendation.use_case.workload_or_default
    tokens = workload.most_input_tokens + workload.most_output_tokens
    precision = served_precision(model)
    weights = least_weight_bytes(model, precision)
    if weights is None:
        return ""
    least: dict[str, int] = {}
    for usd, size, name, whose, key in rented:
        accelerator = accelerators[key]
        if size * (usable_bytes(accelerator) or 0) < weights:
            continue
        if key not in least:
            server = fit(model, accelerator, tokens=tokens, precision=precision, most=_LARGEST_MACHINE).server
            least[key] = server.accelerators if server else _LARGEST_MACHINE + 1
        if least[key] <= size:
            count = f"{size} {name}" if size > 1 else f"one {name}"
            month = f"${usd * 24 * DAYS_A_MONTH:,.0f} a month"
            return (
                f"a rented machine of {count} holds it, a request at a time: ${usd:.2f} an hour {whose}, {month}; --host "
                "sizes it for the load"
            )
    return ""


def _rented(recommendation: Selection) -> tuple[Mapping[str, Accelerator], list[_Rented]]:
    """Return all accelerators by id, few of which are built, and the machines rented out on the day, the least dear first."""
    plain = dict(plain_records(recommendation.registry, "accelerators"))
    rented = [
        (size * rental.usd_per_hour, size, record["name"], f"at {rental.provider} on {rental.effective}", key)
        for key, record in plain.items()
        for rental in from_plain(tuple[Rental, ...], record.get("rentals", ()))
        if not rental.spot and rental.effective <= recommendation.on
        if (size := rental.machine_size) <= _LARGEST_MACHINE
    ]
    return LaterMap(plain, partial(from_plain, Accelerator)), sorted(rented)
