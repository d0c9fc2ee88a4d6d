"""Quotes: what a workload costs at each place where a model can be had."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort, parse_effort
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import Stage, names_successor, price_evidence
from llm_selection.domain.prices import PricePeriod, PriceSchedule
from llm_selection.domain.verbosity import Verbosity
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError, of_argument
from llm_selection.estimation.costs import CostEstimate, monthly_cost
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.option_facts import CHARGED, EFFORT, MODEL, STAGE
from llm_selection.needs.option_facts import PROVIDER as PROVIDER_FACT
from llm_selection.needs.requirements import Requirement
from llm_selection.needs.self_hosting import PROVIDER, Hosting, parse_hosting, with_hosted
from llm_selection.needs.use_cases import UseCase, parse_workload
from llm_selection.registry import Registry, in_use
from llm_selection.selection.default_requirements import standing_requirements
from llm_selection.selection.options import Option, Options, options_of
from llm_selection.selection.screening import judge
from llm_selection.units import parse_day

__all__ = ["Quote", "price_workload", "why_no_quote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """
    What a workload costs at one offering.

    Attributes:
        option: The offering at an effort, with its model, provider and terms.
        cost: The bill of a month.
        set_aside: Why an answer to a need would set it aside, whatever the need: a reseller, a price that wasn't read in
            90 days, no room for the longest request, an end that is near. Empty when it wouldn't.
        verbosity: How many tokens the model is taken to put out; ``None`` isn't known.
    """

    option: Option
    cost: CostEstimate
    verbosity: Verbosity | None
    set_aside: tuple[str, ...] = ()

    @property
    def period(self) -> PricePeriod | None:
        """
        The prices in force on the day asked about: their first day, what that day rests on, and who gave it.

        ``None`` before the first, and where nothing is sold by the token.
        """
        pricing = self.option.offering.pricing
        return pricing.in_force(self.option.context.on) if isinstance(pricing, PriceSchedule) else None

    @property
    def evidence(self) -> Evidence | None:
        """
        Who says what those prices are, whether others agree, and what they say; ``None`` where there are none.

        That of the period says who gave its first day.
        """
        return None if self.period is None else price_evidence(self.option.offering, self.option.context.on)

    @property
    def last_read(self) -> date | None:
        """The day on which the prices were last read; ``None`` where there are none."""
        return None if self.period is None else self.option.offering.evidence["pricing"].as_of


def price_workload(
    name: str,
    workload: Workload | Mapping[str, object] | str,
    *,
    provider: str | None = None,
    hosting: Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] = (),
    registry: Registry | None = None,
    on: date | str | None = None,
    effort: Effort | str | None = None,
) -> tuple[Quote, ...]:
    """
    Price a workload at one offering, or at every offering of one model.

    ``price_workload("zhipuai/glm-5.2", "coding-agent")[0].cost.per_month``

    Args:
        name: The id of a model, or of an offering, or another name of a model.
        workload: What will be run: a preset's name, a table, or a `Workload`.
        provider: Only offerings of this provider; ``self-hosted`` is one's own hardware.
        hosting: Hardware that models may be hosted on, beside what providers offer.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day whose prices count; by default the registry's own.
        effort: The effort that is asked for; by default the one that runs where a request names none, and each where
            nobody documents that.

    Returns:
        The cheapest first, then those of unknown cost, then those that an answer would set aside, likewise; of equals,
        in order of their ids. Offerings that are retired on the day are left out, unless asked for by their own id.

    Raises:
        InvalidInputError: The workload isn't allowed, or the model doesn't take the effort.
        NotFoundError: The registry has no such model, offering or provider.
    """
    load, hardware = of_argument("workload", parse_workload, workload), parse_hosting(hosting)
    day = None if on is None else of_argument("on", parse_day, on)
    facts = with_hosted(in_use(registry), hardware, load, on=day)
    options = options_of(facts, day or facts.date, load)
    if provider == PROVIDER and not hardware:
        raise InvalidInputError(f"{PROVIDER} is your own hardware; say which by hosting, on the command line by --host")
    if provider is not None:
        facts.providers.row(provider)
    places = [place for place in _places(options, name) if provider in (None, options.column(PROVIDER_FACT)[place])]
    places = _at_effort(options, places, None if effort is None else of_argument("effort", parse_effort, effort))
    need = UseCase(tasks={Task.PREFERENCE: 1}, workload=load, hosting=hardware, on=day)
    asked = standing_requirements(need, facts, on=day or facts.date)
    quotes = [_quote(options, place, load, asked) for place in places]
    return tuple(sorted(quotes, key=_order))


def why_no_quote(name: str, provider: str | None, *, registry: Registry, on: date) -> str:
    """
    Say why there is no quote of a model, or of an offering, at a provider: it ended there, or it isn't known to be there.

    Args:
        name: As `price_workload` takes it.
        provider: As there.
        registry: The facts.
        on: The day asked about.
    """
    if name in registry.offerings and name not in registry.models:
        return f"{name} is an offering of {registry.offerings[OfferingId(name)].provider}, not of {provider}"
    model = registry.model(name).id
    there = [each for each in registry.offerings_of(model) if provider in (None, each.provider)]
    missing = f"{model} isn't offered{f' at {provider}' if provider else ''} on {on}"
    if not there:
        elsewhere = provider is not None and registry.offerings_of(model)
        return f"{missing}, as far as known" + (
            "; llm-selection cost without --at says where it is" if elsewhere else ""
        )
    last = max(there, key=lambda each: (each.lifecycle.retires or date.min, each.id))
    ended, successor = last.lifecycle.retires, last.lifecycle.successor
    since = f" since {ended}" if ended else ""
    heir = ""
    if successor == last.model:
        heir = "; others still offer it"
    elif successor:
        named = names_successor(last)
        heir = f"; {last.provider} names {successor} in its place" if named else f"; {successor} follows it there"
    return f"{missing}: {last.id} is retired{since}{heir}"


def _order(quote: Quote) -> tuple[bool, bool, Decimal]:
    """Sort by whether it is set aside, then by cost; what isn't known last."""
    cost = quote.cost.per_month
    return bool(quote.set_aside), cost is None, cost or Decimal(0)


def _places(options: Options, name: str) -> list[int]:
    """Return where the offerings of the model called *name* stand, or else the offering called so."""
    registry = options.context.registry
    if name in registry.offerings and name not in registry.models:
        row = registry.offerings.row(OfferingId(name))
        return [place for place, each in enumerate(options.rows) if each == row]
    model = registry.model(name).id
    models, stages = options.column(MODEL), options.column(STAGE)
    return [place for place in range(len(options)) if models[place] == model and stages[place] is not Stage.RETIRED]


def _at_effort(options: Options, places: Sequence[int], effort: Effort | None) -> list[int]:
    """Return those of the options at *places* that ask for an effort, by default the model's own."""
    efforts, registry = options.column(EFFORT), options.context.registry
    taken = {efforts[place] for place in places}
    if effort is not None and places and effort not in taken:
        model, known = options.column(MODEL)[places[0]], ", ".join(level for level in Effort if level in taken)
        if not known:
            raise InvalidInputError(f"no effort is known that {model} takes; got {effort}, leave it out")
        if taken == {Effort.NONE}:
            raise InvalidInputError(
                f"{model} doesn't reason, so no effort can be asked of it; got {effort}, leave it out"
            )
        raise InvalidInputError(f"effort must be one that {model} takes, {known}; got {effort}")
    ladders = {model: registry.models[model].efforts for model in {options.column(MODEL)[place] for place in places}}
    kept: list[int] = []
    for _, group in groupby(places, key=options.rows.__getitem__):
        each = list(group)
        ladder = ladders[options.column(MODEL)[each[0]]]
        wanted = effort or (ladder and ladder.default)
        kept += [place for place in each if efforts[place] is wanted] or ([] if effort else each)
    return kept


def _quote(options: Options, place: int, workload: Workload, asked: Sequence[Requirement]) -> Quote:
    """Price the workload at one offering."""
    option, (rates, verbosity) = options[place], options.column(CHARGED)[place]
    verdicts = (judge(option, requirement) for requirement in asked)
    reasons = tuple(verdict.reason for verdict in verdicts if verdict.outcome is not Outcome.MEETS)
    cost = monthly_cost(workload, rates, verbosity)
    return Quote(option=option, cost=cost, verbosity=verbosity, set_aside=reasons)
