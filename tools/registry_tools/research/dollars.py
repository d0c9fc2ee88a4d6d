"""
Measure dollars a task, as the library foretells them, beside those that benchmarks printed of the same runs; write ``docs/measurements/dollars.md``.

    registry-tools evaluate dollars [--data data] [--write docs/measurements/dollars.md]

Tokens are foretold by a fit that knows no count of the benchmark, priced by the library at the rates of the run's day.
Running it twice prints the same.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median

from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.domain.prices import PriceSchedule, RateRow, compact, rates_on
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.output_tokens import with_answer
from llm_selection.estimation.workloads import WORKLOADS, Amount, Workload
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.fitting.output_tokens_fit import WIDE, Count, Fit, fit, variances_of
from registry_tools.fitting.token_counts import (
    Run,
    Traits,
    below_top,
    counts_of,
    effort_and_reasoning,
    read_models,
    read_runs,
    visible_of,
)
from registry_tools.places import DATA, ROOT
from registry_tools.tables import read_rows

__all__ = ["Item", "Paid", "Prediction", "main", "page", "predictions"]

CLOSE, FAR = 1.5, 3.0
"""Factors within which half, and nine tenths, of the predictions should be."""
WORST = 10
UNCOUNTED = frozenset({"arc-agi-1", "arc-agi-2"})
"""Benchmarks that print no tokens at all."""
TASKS = 1000
"""Items that are priced together, so that whole tokens and requests round little."""

PRESETS: Mapping[Work, str] = {
    Work.PROSE: "assistant",
    Work.FACTS: "labels",
    Work.PROBLEMS: "problem-solving",
    Work.CODE: "code-completion",
    Work.AGENT: "coding-agent",
}
"""The workload that stands in for what a benchmark doesn't print of its prompts and answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    What the dollars of a benchmark are of.

    Attributes:
        calls: Requests an item; ``None`` where each row prints its turns.
        of_all: Whether the printed tokens are of all of them, rather than of one.
        said: What an item is.
    """

    calls: float | None
    of_all: bool
    said: str


ITEMS: Mapping[str, Item] = {
    "aider-polyglot": Item(
        calls=1.5, of_all=True, said="an exercise; it takes one or two tries, of which one and a half are counted"
    ),
    "arc-agi-1": Item(calls=2, of_all=False, said="a task, two attempts"),
    "arc-agi-2": Item(calls=2, of_all=False, said="a task, two attempts"),
    "bullshitbench-v1": Item(calls=1, of_all=False, said="an answer"),
    "bullshitbench-v2": Item(calls=1, of_all=False, said="an answer"),
    "deepswe": Item(calls=None, of_all=True, said="an attempt at a task, of as many turns as the run took"),
    "llm-chess": Item(calls=1, of_all=False, said="a move, counted as one request"),
    "weirdml": Item(calls=5, of_all=False, said="a run of five calls; some end earlier"),
}
"""The benchmarks that print dollars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """
    A row of ``data/tokens`` that prints dollars.

    Attributes:
        model: Id.
        benchmark: Id.
        work: The kind of work.
        effort: As printed, or the default of what was run as it comes; ``None`` isn't known.
        reasons: Whether it reasoned; ``None`` isn't known.
        day: Of the run, else of the table; ``None`` isn't known.
        usd: Dollars an item.
        calls: Requests an item.
        output: Output tokens a request; ``None`` isn't printed.
        input: Prompt tokens a request; ``None`` isn't printed.
    """

    model: ModelId
    benchmark: str
    work: Work
    effort: Effort | None
    reasons: bool | None
    day: date | None
    usd: float
    calls: float
    output: float | None = None
    input: float | None = None

    @property
    def name(self) -> str:
        """The model and its effort."""
        return self.model if self.effort is None else f"{self.model} · {self.effort}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """
    A row beside what was foretold of it.

    Attributes:
        paid: The row.
        usd: Dollars an item as foretold.
        as_counted: The same with the output tokens that were printed; ``None`` where none were.
        blindly: The same with nothing of the benchmark's own prompts and answers, which are the preset's.
        reasoning: Reasoning tokens a request as foretold.
        answer: Tokens a request of the visible answer that was taken.
        prompt: Tokens a request of the prompt that was taken.
        price: Output and input, in dollars per million.
        is_level_known: Whether another benchmark of this kind of work tells how much is reasoned at it at all; else
            nothing is added to the answer.
        is_later_price: Whether no price of the day was known, and the first that was known later stands in.
    """

    paid: Paid
    usd: float
    as_counted: float | None
    blindly: float
    reasoning: float
    answer: float
    prompt: float
    price: tuple[float, float]
    is_level_known: bool
    is_later_price: bool

    @property
    def ratio(self) -> float:
        """Foretold over printed."""
        return self.usd / self.paid.usd


def read_paid(folder: Path, models: Mapping[str, Traits]) -> list[Paid]:
    """Read every row with dollars, of a benchmark that says what they are of."""
    return [
        _paid(row, models[row["model"]])
        for path in sorted(folder.glob("*.csv"))
        for row in read_rows(path)
        if row["usd"] and row["benchmark"] in ITEMS
    ]


def _paid(row: Mapping[str, str], traits: Traits) -> Paid:
    """Read one row."""
    item = ITEMS[row["benchmark"]]
    effort, reasons, _ = effort_and_reasoning(row, traits)
    if effort is None and reasons is not False and traits.default is not None:
        # As the library takes a request that names none.
        effort, reasons = traits.default, traits.default is not Effort.NONE
    calls = float(row["turns"]) if item.calls is None else item.calls
    # A turn's tokens are an item's over its turns.
    printed = calls if item.of_all else 1.0
    return Paid(
        model=ModelId(row["model"]),
        benchmark=row["benchmark"],
        work=Work(row["work"]),
        effort=effort,
        reasons=reasons,
        day=date.fromisoformat(row["measured"]) if row["measured"] else None,
        usd=float(row["usd"]),
        calls=calls,
        output=float(row["output"]) / printed if row["output"] else None,
        input=float(row["input"]) / printed if row["input"] else None,
    )


class Prices:
    """The price of each model on a day: its developer's own, else the cheapest that was known."""

    def __init__(self, registry: Registry) -> None:
        """Sort the offerings by model, the developer's own first."""
        self._schedules: dict[ModelId, list[PriceSchedule]] = defaultdict(list)
        own: dict[ModelId, list[PriceSchedule]] = defaultdict(list)
        for offering in registry.offerings.values():
            if isinstance(offering.pricing, PriceSchedule):
                is_own = registry.providers[offering.provider].developer == developer_of(offering.model)
                (own if is_own else self._schedules)[offering.model].append(offering.pricing)
        self._own = own

    def on(self, model: ModelId, day: date) -> tuple[tuple[RateRow, ...], bool] | None:
        """Return the rates of *day*, and whether they are of a later day as none of this one is known; ``None`` without any."""
        for schedules in (self._own[model], self._schedules[model]):
            priced = [found for each in schedules if (found := _usable(each, day))]
            if priced:
                return min(priced, key=_price), False
        for schedules in (self._own[model], self._schedules[model]):
            later = [
                (period.effective, found)
                for each in schedules
                for period in each.periods
                if period.effective > day and (found := _usable(each, period.effective))
            ]
            if later:
                return min(later, key=lambda each: (each[0], _price(each[1])))[1], True
        return None


def _usable(schedule: PriceSchedule, day: date) -> tuple[RateRow, ...] | None:
    """Return the rates of a day with a standard price above 0 for input and output; ``None`` without."""
    rates = rates_on(compact(schedule), day)
    return rates if any(row.mode == "standard" and row.input and row.output for row in rates) else None


def _price(rates: Sequence[RateRow]) -> tuple[int, int]:
    """Return the standard price of output and input for short prompts, in picodollars a token."""
    return min(
        (row.output, row.input)
        for row in rates
        if row.mode == "standard" and row.input and row.output and not row.above_prompt_tokens
    )


def predictions(
    paid: Iterable[Paid], counts: Sequence[Count], runs: Sequence[Run], models: Mapping[str, Traits], prices: Prices
) -> Iterator[Prediction]:
    """Foretell the dollars of each row that has a price, without a count of its benchmark."""
    variances = variances_of(counts)
    answers = Answers(runs)
    by_benchmark: dict[str, list[Paid]] = defaultdict(list)
    for row in paid:
        by_benchmark[row.benchmark].append(row)
    for benchmark, rows in sorted(by_benchmark.items()):
        known = fit([_as_request(count) for count in counts if count.benchmark != benchmark], variances)
        for row in rows:
            found = None if row.day is None else prices.on(row.model, row.day)
            if found is not None:
                rates, is_later = found
                reasoning = reasoning_of(row, known, models[row.model])
                yield predicted(row, reasoning, answers.of(row), rates, is_later_price=is_later)


def _as_request(count: Count) -> Count:
    """Take an item of several requests, where the table of `ITEMS` says of how many, for one."""
    item = ITEMS.get(count.benchmark)
    if item is None or item.calls is None or count.is_request:
        return count
    return count._replace(is_request=True, log_tokens=count.log_tokens - math.log(item.calls))


class Answers:
    """
    The visible answer to a request of each benchmark, as a workload counts it.

    Of a model that reasons what others leave beside their reasoning; of one that doesn't, what other models without write.
    """

    def __init__(self, runs: Sequence[Run]) -> None:
        """Sort what was written by benchmark."""
        self._visible = visible_of(runs)
        self._plain: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for run in runs:
            if run.reasons is False:
                self._plain[run.benchmark][run.model].append(run.output)

    def of(self, row: Paid) -> float | None:
        """Return the tokens of an answer; ``None`` where the benchmark prints none."""
        if row.benchmark not in self._visible:
            return None
        # `Run` has an agent's tokens by the turn already; others have those of the item.
        item = ITEMS[row.benchmark]
        requests = item.calls if item.of_all and item.calls is not None else 1.0
        plain = [tokens for model, each in self._plain[row.benchmark].items() if model != row.model for tokens in each]
        if row.reasons is False and plain:
            return median(plain) / requests
        return self._visible[row.benchmark].tokens / requests


def reasoning_of(row: Paid, known: Fit, traits: Traits) -> float | None:
    """Return the reasoning tokens a request that are expected of a row; ``None`` where no level of its kind of work is known."""
    if row.reasons is False or row.effort is Effort.NONE:
        return 0.0
    asked = Count(row.model, "", row.work, row.effort, below_top(traits, row.effort))
    estimate = known.predict([asked])[0]
    return None if estimate.sd > WIDE / 2 else math.exp(estimate.mean)


def predicted(
    row: Paid,
    reasoning: float | None,
    answer: float | None,
    rates: tuple[RateRow, ...],
    *,
    is_later_price: bool = False,
) -> Prediction:
    """Price a row: by the benchmark's answer and the row's prompt where they are printed, else by the preset's."""
    usual = WORKLOADS[PRESETS[row.work]]
    read, written = cached_shares(row)
    blind = replace(
        usual,
        requests_per_month=max(1, round(TASKS * row.calls)),
        requests_per_task=1,
        batch_share=0.0,
        cached_input_share=read,
        cache_write_share=written,
    )
    usual_input, usual_output = (float(max(_counts(each))) for each in (usual.input_tokens, usual.output_tokens))
    if answer is None:
        answer, prompt = usual_output, usual_input if row.input is None else row.input
    else:
        prompt = answer * usual_input / usual_output if row.input is None else row.input
    known = replace(blind, input_tokens=round(prompt), output_tokens=max(1, round(answer)))
    counted = None
    if row.output is not None:
        counted = replace(known, output_tokens=max(1, round(row.output)), counted_output=True)
    output, entered = _price(rates)
    added = reasoning or 0.0
    return Prediction(
        paid=row,
        usd=dollars_of(known, rates, added),
        as_counted=None if counted is None else dollars_of(counted, rates, 0.0),
        blindly=dollars_of(blind, rates, added),
        reasoning=added,
        answer=answer,
        prompt=prompt,
        price=(output / 1e6, entered / 1e6),
        is_level_known=reasoning is not None,
        is_later_price=is_later_price,
    )


def _counts(amount: Amount) -> tuple[int, ...]:
    """Return the values of an amount."""
    return (amount,) if isinstance(amount, int) else amount.values


def cached_shares(row: Paid) -> tuple[float, float]:
    """
    Return which shares of the prompts were sent before, and are kept: an agent's are, as it goes on, and others aren't.

    Each turn sends all that was said before and adds to it. Where every turn adds as much, 2 / (turns + 1) of all that is
    sent is new.
    """
    if row.work is not Work.AGENT or row.calls < 1:
        return 0.0, 0.0
    new = 2 / (row.calls + 1)
    return 1 - new, new


def dollars_of(workload: Workload, rates: Sequence[RateRow], reasoning: float) -> float:
    """Return what one of the `TASKS` items of *workload* costs."""
    tokens = round(reasoning)
    row = ReasoningTokens(
        work=workload.work or Work.PROSE, expected=tokens, low=tokens, high=tokens, basis=TokensBasis.EXPECTED
    )
    cost = monthly_cost(workload, rates, with_answer(row, workload)).per_month
    if cost is None:
        raise AssertionError(workload)
    return float(cost) / TASKS


def shares_within(ratios: Sequence[float]) -> tuple[float, float]:
    """Return the shares of *ratios* within `CLOSE` and within `FAR` of 1."""
    off = [abs(math.log(ratio)) for ratio in ratios]
    return sum(each <= math.log(CLOSE) for each in off) / len(off), sum(each <= math.log(FAR) for each in off) / len(
        off
    )


def _figures(found: Sequence[Prediction], of: Callable[[Prediction], float | None]) -> list[str]:
    """Return the cells of a row: number, median ratio, shares within both factors."""
    ratios = [usd / each.paid.usd for each in found if (usd := of(each)) is not None]
    if not ratios:
        return ["", "", "", ""]
    close, far = shares_within(ratios)
    return [f"{len(ratios)}", f"{median(ratios):.2f}", f"{close:.0%}", f"{far:.0%}"]


def _levelled(found: Sequence[Prediction]) -> list[Prediction]:
    """Divide predictions by their benchmark's median ratio."""
    by_benchmark = _by_benchmark(found)
    middles = {name: median(each.ratio for each in rows) for name, rows in by_benchmark.items()}
    return [replace(each, usd=each.usd / middles[each.paid.benchmark]) for each in found]


def _by_benchmark(found: Iterable[Prediction]) -> dict[str, list[Prediction]]:
    """Group predictions by benchmark."""
    groups: dict[str, list[Prediction]] = defaultdict(list)
    for each in found:
        groups[each.paid.benchmark].append(each)
    return dict(sorted(groups.items()))


def _groups(found: Sequence[Prediction]) -> list[tuple[str, Sequence[Prediction]]]:
    """Return the rows of a table: each benchmark, all, and all but those without printed tokens."""
    counted = [each for each in found if each.as_counted is not None or each.paid.benchmark not in UNCOUNTED]
    return [*_by_benchmark(found).items(), ("all that print tokens", counted), ("all", found)]


def _table(found: Sequence[Prediction], of: Callable[[Prediction], float | None]) -> Iterator[str]:
    """Yield the lines of a table of ratios."""
    yield "| benchmark | runs | median, foretold over printed | within 1.5 | within 3 |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, rows in _groups(found):
        cells = _figures(rows, of)
        if cells[0]:
            yield f"| {name} | {' | '.join(cells)} |"


def page(found: Sequence[Prediction], rows: Sequence[Paid]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield from _introduction(found, rows)
    close, far = shares_within([each.ratio for each in found])
    for title, said, table in (
        (
            "Foretold",
            f"Target: half within a factor of 1.5, nine tenths within 3. All together: {close:.0%} and {far:.0%}.",
            _table(found, lambda each: each.usd),
        ),
        (
            "After one factor for each benchmark",
            "What is left when the level of a benchmark is known, as from a few tries: how well models and efforts are told apart.",
            _table(_levelled(found), lambda each: each.usd),
        ),
        (
            "With the tokens that were printed",
            "The same prices and prompts, and the output as counted: what is left is of prices, prompts and caches.",
            _table(found, lambda each: each.as_counted),
        ),
        (
            "Without any number of one's own",
            "Prompts and answers of the usual workload everywhere; turns and calls of the benchmark.",
            _table(found, lambda each: each.blindly),
        ),
        (
            "The farthest",
            f"The {WORST} runs that are farthest off, a model once.",
            _worst(found),
        ),
        ("Why", "", iter(WHY)),
    ):
        yield from ("", f"## {title}", "")
        yield from (said, "") if said else ()
        yield from table


WHY = (
    "- **How hard a benchmark is.** Puzzles of ARC take several times what the problems do that tokens were counted on; ARC prints no tokens, so nothing tells. One factor for it takes most of that away. Intervals of `llm-selection tokens` are as wide for this reason: a benchmark of one kind of work takes × ÷ 2.3 of another's.",
    "- **Agents' prompts.** What a turn adds is 2 / (turns + 1) of all that is sent where every turn adds as much. Dollars of DeepSWE follow that, for models whose cache is written at a price; where writing costs nothing more, more of the prompts was charged in full than that.",
    "- **Prices of another day.** A leaderboard's day is the table's. A run before a price cut, at a launch's price, or with a price for thinking of its own is told at the wrong rate; so is one at another provider.",
    "- **Models that go another way.** Some hardly think at a move of chess and much at a problem, or write far longer answers than others; the fit knows a model by its other kinds of work alone.",
    "- **Prompts that aren't printed.** WeirdML and chess print none; where output is cheap beside input, as at hosts of open models, the usual workload's ratio decides.",
)


def _introduction(found: Sequence[Prediction], rows: Sequence[Paid]) -> Iterator[str]:
    """Say what was priced, and by what."""
    later = sum(each.is_later_price for each in found)
    yield from (
        "# Dollars a task, foretold and printed",
        "",
        "After this page you know how far the library's dollars a task are from those that others paid for the same work.",
        "",
        "```sh",
        "registry-tools evaluate dollars",
        "```",
        "",
        f"{len(rows):,} runs of {len({row.model for row in rows})} models print dollars; {len(rows) - len(found)} have no day or no known price and are left out.",
        f"Of {later} no price of the day is known, and the first that was known later stands in.",
        "The price is the developer's own, else the cheapest; days of leaderboards are often those of the table, later than the run.",
        "",
        "Reasoning tokens are those that a fit expects without any count of that benchmark, at the run's effort; the variances of its parts are those of all counts.",
        "The visible answer is the benchmark's, as a user knows the own one, and prompts and turns are the run's own where they are printed; else both are those of the usual workload of that kind of work.",
        "An agent's prompts are taken to grow by as much each turn, and what was sent before to be read from the cache.",
        "",
        "| benchmark | dollars are of | prompts | answers |",
        "| --- | --- | --- | --- |",
    )
    for name, each in _by_benchmark(found).items():
        prompts, answers = "the usual workload's, in proportion to the answer", "the benchmark's"
        if any(one.paid.input is not None for one in each):
            prompts = "the run's"
        if name in UNCOUNTED:
            prompts = answers = "the usual workload's"
        yield f"| {name} | {ITEMS[name].said} | {prompts} | {answers} |"
    if unknown := sorted({each.paid.benchmark for each in found if not each.is_level_known}):
        yield ""
        yield f"Without {' and without '.join(unknown)} nothing tells how much is reasoned in a request of that kind of work: there nothing is added to the answer."


def _worst(found: Sequence[Prediction]) -> Iterator[str]:
    """Yield the table of the predictions that are farthest off."""
    yield "| benchmark | model | printed, $ | foretold, $ | ratio | of printed tokens | output printed | answer + reasoning | $ per million out |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    seen: set[str] = set()
    for each in sorted(found, key=lambda one: (-abs(math.log(one.ratio)), one.paid.name)):
        if each.paid.model in seen:
            continue
        seen.add(each.paid.model)
        counted = "" if each.as_counted is None else f"{each.as_counted / each.paid.usd:.2f}"
        output = "" if each.paid.output is None else f"{each.paid.output:,.0f}"
        yield (
            f"| {each.paid.benchmark} | {each.paid.name} | {each.paid.usd:.3g} | {each.usd:.3g} | {each.ratio:.2f} | {counted} | "
            f"{output} | {each.answer:,.0f} + {each.reasoning:,.0f} | {each.price[0]:g} |"
        )
        if len(seen) == WORST:
            return


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = command_parser("evaluate dollars", __doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--write", type=Path, default=ROOT / "docs/measurements/dollars.md")
    options = parser.parse_args(arguments)
    models = read_models(options.data / "models")
    runs, rows = read_runs(options.data / "tokens", models), read_paid(options.data / "tokens", models)
    found = list(predictions(rows, counts_of(runs, models), runs, models, Prices(build(options.data))))
    options.write.write_text("\n".join(page(found, rows)) + "\n", encoding="utf-8")
    print(f"wrote {options.write}")
