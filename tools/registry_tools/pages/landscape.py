"""The landscape: what is on offer, how it is licensed, what it costs for how good, and what ends, as a page and charts."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from statistics import median

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.domain.models import Model, license_kind
from llm_selection.domain.offerings import Offering, ProviderKind, Stage, stage_on
from llm_selection.domain.prices import Mode, PriceSchedule, RateCard
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry
from llm_selection.selection.assessments import qualities_at
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import pareto_front
from registry_tools.pages.charts import bar, panels

__all__ = ["fronts_chart", "landscape_page", "ranked_tasks"]

_INTRODUCTION = """\
# Landscape

After this page you know what the market looks like as far as the data knows it, and when that was.

Counted from data {version} of {date}, by `registry-tools pages`; nothing is written by hand.
What no source lists isn't here, so these are counts of what is known, not of all there is; [Coverage](coverage.md) says how much that is.
`llm-selection show ID` prints who says each fact, and [DATA-SOURCES.md](../../DATA-SOURCES.md) the sources.
"""

_UNKNOWN = "unknown"
_KINDS = (*(kind.value for kind in LicenseKind), _UNKNOWN)
_WINDOWS = ((32_768, "≤ 32k"), (131_072, "≤ 131k"), (262_144, "≤ 262k"), (524_288, "≤ 524k"), (10**12, "more"))
"""Upper ends of classes of context windows, in tokens: powers of two, as most windows are."""
_POINTS_BEHIND = (5, 15)
_HALF_YEARS = 6
_JUNE = 6
_TWICE = 2
_OFTEN = 3
"""Models from which on a license has a row of its own."""
_MONTHS_BACK, _MONTHS_AHEAD = 6, 15
_GAP_TASKS = (Task.CODING, Task.AGENTIC_CODING, Task.MATH, Task.REASONING, Task.KNOWLEDGE, Task.INSTRUCTION_FOLLOWING)
"""Tasks shown side by side over time; of others, few models of each kind are measured in every half-year."""


def landscape_page(registry: Registry) -> Iterator[str]:
    """Yield the lines of the page, a sentence a line outside tables."""
    for line in _sections(registry):
        yield line if line.startswith("|") else re.sub(r"(?<=\.) (?=[A-Z*])", "\n", line)


def _sections(registry: Registry) -> Iterator[str]:
    """Yield section after section."""
    models, offerings = list(registry.models.values()), list(registry.offerings.values())
    yield _INTRODUCTION.format(version=registry.version, date=registry.date)
    yield from _sizes(registry)
    yield from _releases(models, registry)
    yield from _fronts(registry)
    yield from _gap(models, registry)
    yield from _windows(models)
    yield from _architectures(models)
    yield from _rates(offerings, registry)
    yield from _places(offerings, registry)
    yield from _licenses(models, registry)
    yield from _ends(offerings, registry)


def ranked_tasks(registry: Registry) -> tuple[Task, ...]:
    """Return the tasks that can be ranked, in their order."""
    baskets = registry.calibration.baskets if registry.calibration else {}
    return tuple(task for task in Task if task in baskets)


def fronts_chart(registry: Registry) -> str:
    """Draw quality against dollars a month, task by task: every ranked model, and the front."""
    drawn = []
    for task in ranked_tasks(registry):
        result = _answer(task, registry)
        dots = [(_dollars(ranked), 100 * ranked.quality[task].mean) for ranked in result.ranking]
        front = [(_dollars(ranked), 100 * ranked.quality[task].mean) for ranked in pareto_front(result)]
        drawn.append((task.value.replace("_", " "), dots, front))
    return panels(drawn)


@lru_cache(maxsize=32)
def _answer(task: Task, registry: Registry) -> Recommendation:
    """Answer a task with its default workload and cost of an error, and no requirement."""
    return recommend(task, registry=registry, on=registry.date)


def _dollars(ranked: Ranked) -> float:
    """Return the cost of a place; what a need ranks has one."""
    return float(ranked.cost.per_month or 0)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a table, the first column and one without a head to the left, the others to the right."""
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{''.join(' ---: |' if head else ' --- |' for head in heads[1:])}"
    for row in rows:
        yield f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in row)} |"
    yield ""


def _sizes(registry: Registry) -> Iterator[str]:
    """Say how much there is."""
    gone = (Stage.DEPRECATED, Stage.RETIRED)
    active = [one for one in registry.offerings.values() if stage_on(one.lifecycle, registry.date) not in gone]
    yield "## What there is"
    yield ""
    rows = [
        ("developers", len({model.id.partition("/")[0] for model in registry.models.values()})),
        ("models", len(registry.models)),
        ("providers", len({offering.provider for offering in active})),
        ("offerings, neither deprecated nor retired", len(active)),
        ("benchmarks", len(registry.benchmarks)),
        ("results", sum(map(len, registry.results.values()))),
        ("models with a result", sum(map(bool, registry.results.values()))),
    ]
    yield from _table(("what", f"on {registry.date}"), rows)


def _kind(model: Model, registry: Registry) -> str:
    """Return the license kind; one of the open kinds where it isn't known which, by its floor: open-weight."""
    if model.weights is not None and model.weights.kind == "downloadable":
        kind = license_kind(model, registry.licenses.get(model.license or ""))
        return (kind or LicenseKind.OPEN_WEIGHT).value
    return LicenseKind.CLOSED.value if model.weights is not None else _UNKNOWN


def _half(day: date) -> str:
    """Name the half-year of a day."""
    return f"{day.year}, {'first' if day.month <= _JUNE else 'second'} half"


def _releases(models: Sequence[Model], registry: Registry) -> Iterator[str]:
    """Count releases by half-year and kind."""
    yield "## Releases, open and closed"
    yield ""
    yield "Models by the half-year of their release, by what is known of their weights. An open model of which it isn't known whether it is open-source counts as open-weight. Models released before are those that are still listed somewhere."
    yield ""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for model in models:
        if model.released:
            counts[_half(model.released)][_kind(model, registry)] += 1
    rows = [
        (half, *(found[kind] for kind in _KINDS), found.total(), bar(found.total(), 4))
        for half, found in sorted(counts.items())[-2 * _HALF_YEARS :]
    ]
    yield from _table(("half-year", *_KINDS, "all", ""), rows)
    undated = sum(model.released is None for model in models)
    yield f"Of {undated:,} models the day of release isn't known."
    yield ""


def _fronts(registry: Registry) -> Iterator[str]:
    """Say what quality costs."""
    yield "## What quality costs"
    yield ""
    yield "![Quality against dollars a month, task by task](landscape.svg)"
    yield ""
    yield "Each dot is a model that an answer would rank, for the task's default workload with no requirement, at the place that is expected to cost the least, bill and errors; the line joins those that no other beats in quality at the same or lower cost. Costs are on a scale of powers of ten."
    yield "Qualities of different tasks can't be compared; [Quality](../explanation/quality.md) says what they are a share of."
    yield ""
    rows = []
    for task in ranked_tasks(registry):
        result = _answer(task, registry)
        front = pareto_front(result)
        best = front[-1]
        near = [
            next(one for one in front if one.quality[task].mean >= best.quality[task].mean - points / 100)
            for points in _POINTS_BEHIND
        ]
        rows.append((f"`{task}`", len(result.ranking), *(_place(one, task) for one in (best, *near))))
    yield from _table(
        ("task", "ranked", "best", *(f"cheapest within {points} points" for points in _POINTS_BEHIND)), rows
    )


def _place(ranked: Ranked, task: Task) -> str:
    """Write one place of a front."""
    return f"{ranked.model.id} {100 * ranked.quality[task].mean:.0f} at ${_dollars(ranked):,.0f}"


def _gap(models: Sequence[Model], registry: Registry) -> Iterator[str]:
    """Set the best open model beside the best closed one, over time."""
    tasks = [task for task in _GAP_TASKS if task in ranked_tasks(registry)]
    if not tasks:
        return
    yield "## Open beside closed"
    yield ""
    yield "The quality of the best model with weights to download, and after the slash that of the best without, of those released by the end of each half-year and measured enough to be ranked; all by what is known on the day of the data. Models that have left every catalogue are missing, so early figures are low."
    yield ""
    known: dict[Task, list[tuple[date, bool, float]]] = {}
    for task in tasks:
        qualities = qualities_at(task, registry, registry.date)
        estimates = ((model, qualities.of(model.id)) for model in models if model.released and model.weights)
        known[task] = [
            (model.released, model.weights.kind == "downloadable", found.mean)
            for model, found in estimates
            if found and found.measured and model.released and model.weights
        ]
    rows = []
    for end in _half_ends(registry.date):
        cells = []
        for task in tasks:
            best = [
                max((mean for day, is_open, mean in known[task] if day <= end and is_open is wanted), default=None)
                for wanted in (True, False)
            ]
            cells.append(" / ".join("–" if mean is None else f"{100 * mean:.0f}" for mean in best))
        rows.append((f"by {end}", *cells))
    yield from _table(("released", *(f"`{task}`" for task in tasks)), rows)


def _half_ends(day: date) -> list[date]:
    """Return the ends of the last half-years, and *day*."""
    ends = [
        date(year, month, last) for year in range(day.year - 4, day.year + 1) for month, last in ((6, 30), (12, 31))
    ]
    return [*[end for end in ends if end < day][-_HALF_YEARS:], day]


def _by_year(models: Sequence[Model], word: Callable[[Model], str]) -> Iterator[tuple[str, Counter[str]]]:
    """Yield counts of models by the year of their release, the last four, with those before together."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for model in models:
        if model.released:
            counts[model.released.year][word(model)] += 1
    years = sorted(counts)
    early = sum((counts[year] for year in years[:-4]), Counter[str]())
    if early:
        yield f"before {years[-4]}", early
    for year in years[-4:]:
        yield str(year), counts[year]


def _windows(models: Sequence[Model]) -> Iterator[str]:
    """Count context windows by year."""
    yield "## Context windows"
    yield ""
    yield "Models by the year of their release and the window that their developer states, in tokens; a provider may serve less."
    yield ""
    names = [*(name for _, name in _WINDOWS), _UNKNOWN]

    def word(model: Model) -> str:
        tokens = model.limits.context_tokens
        return _UNKNOWN if tokens is None else next(name for most, name in _WINDOWS if tokens <= most)

    yield from _table(
        ("released", *names), [(year, *(found[name] for name in names)) for year, found in _by_year(models, word)]
    )


def _architectures(models: Sequence[Model]) -> Iterator[str]:
    """Count architectures by year."""
    yield "## Architectures"
    yield ""
    yield "Models by the year of their release and what is known of their architecture; *undisclosed* means that the developer doesn't say, *unknown* that nobody here found it."
    yield ""
    names = ("dense", "mixture-of-experts", "router", "undisclosed", _UNKNOWN)

    def word(model: Model) -> str:
        return model.architecture.kind if model.architecture else _UNKNOWN

    yield from _table(
        ("released", *names), [(year, *(found[name] for name in names)) for year, found in _by_year(models, word)]
    )


def _card(offering: Offering, on: date) -> RateCard | None:
    """Return the plain rates of an offering: the base tier of the standard mode, at any hour."""
    period = offering.pricing.in_force(on) if isinstance(offering.pricing, PriceSchedule) else None
    cards = period.cards if period else ()
    return next(
        (card for card in cards if card.mode is Mode.STANDARD and not card.above_prompt_tokens and not card.windows),
        None,
    )


def _in_service(offerings: Iterable[Offering], on: date) -> Iterator[tuple[Offering, float, float]]:
    """Yield what is on offer for money, with its rates of input and output."""
    for offering in offerings:
        card = _card(offering, on)
        if card and card.input and card.output and stage_on(offering.lifecycle, on) in (Stage.ACTIVE, None):
            yield offering, float(card.input), float(card.output)


def _rates(offerings: Sequence[Offering], registry: Registry) -> Iterator[str]:
    """Say what tokens cost, by kind of provider."""
    yield "## Rates"
    yield ""
    yield "US dollars a million tokens, of offerings with a price above nothing in force: the median, and the range that holds the middle half."
    yield ""
    rates: dict[ProviderKind, list[tuple[float, float]]] = defaultdict(list)
    for offering, into, out in _in_service(offerings, registry.date):
        rates[registry.providers[offering.provider].kind].append((into, out))
    rows = [
        (
            kind.value,
            len(rates[kind]),
            _middle([into for into, _ in rates[kind]]),
            _middle([out for _, out in rates[kind]]),
        )
        for kind in ProviderKind
        if rates[kind]
    ]
    yield from _table(("kind of provider", "offerings", "input", "output"), rows)


def _middle(numbers: Sequence[float]) -> str:
    """Write the median and the middle half."""
    ordered = sorted(numbers)
    low, high = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
    return f"{median(ordered):.2f} ({low:.2f} to {high:.2f})"


def _places(offerings: Sequence[Offering], registry: Registry) -> Iterator[str]:
    """Say how far prices of one model lie apart."""
    sold = (ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST)
    places: dict[str, dict[str, float]] = defaultdict(dict)
    for offering, into, out in _in_service(offerings, registry.date):
        if registry.providers[offering.provider].kind in sold:
            blend = (3 * into + out) / 4
            lowest = places[offering.model].get(offering.provider, blend)
            places[offering.model][offering.provider] = min(lowest, blend)
    spreads = [max(found.values()) / min(found.values()) for found in places.values() if len(found) > 1]
    if not spreads:
        return
    yield "## The same model elsewhere"
    yield ""
    yield f"{len(spreads):,} models are sold at two or more developers' APIs, clouds and inference hosts."
    yield f"By three tokens in for each one out, the dearest of these places charges {median(spreads):.1f} times what the cheapest does, in the median; of {sum(spread >= _TWICE for spread in spreads):,} models twice as much or more."
    yield "The places may differ in speed, number format, region and limits."
    yield ""


def _licenses(models: Sequence[Model], registry: Registry) -> Iterator[str]:
    """Count licenses of models with weights to download."""
    open_ones = [model for model in models if model.weights is not None and model.weights.kind == "downloadable"]
    counts = Counter(model.license or _UNKNOWN for model in open_ones)
    yield "## Licenses of open weights"
    yield ""
    yield f"{len(open_ones):,} models have weights to download; these are the licenses of three or more of them. *Read* says whether the text, or a faithful copy, was read here: of one that wasn't, nothing counts as permitted."
    yield ""
    rows = [
        (*_license(key, registry.licenses.get(key)), count)
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if count >= _OFTEN
    ]
    yield from _table(("license", "read", "limits of users or revenue", "models"), rows)
    rest = sum(count for count in counts.values() if count < _OFTEN)
    yield f"{rest:,} models have a license that at most one other has."
    yield ""


def _license(key: str, terms: LicenseTerms | None) -> tuple[str, str, str]:
    """Name a license, say whether its text was read, and whether it has limits of users or revenue."""
    if terms is None:
        return key, "–", "–"
    limits = "unknown" if terms.thresholds is None else "yes" if terms.thresholds else "none"
    return terms.name, "yes" if terms.text_read else "no", limits


def _ends(offerings: Sequence[Offering], registry: Registry) -> Iterator[str]:
    """Count ends of service by month."""
    day = registry.date
    first = _month(day, -_MONTHS_BACK)
    last = _month(day, _MONTHS_AHEAD)
    counts = Counter(
        one.lifecycle.retires.strftime("%Y-%m")
        for one in offerings
        if one.lifecycle.retires and first <= one.lifecycle.retires < last
    )
    yield "## Ends of service"
    yield ""
    yield f"Offerings by the month in which a source says that they stopped, or will stop, answering; announced ends are known as of {day}. Offerings that left the catalogues without a date aren't counted."
    yield ""
    months = [_month(first, step).strftime("%Y-%m") for step in range(_MONTHS_BACK + _MONTHS_AHEAD)]
    yield from _table(("month", "offerings", ""), [(month, counts[month], bar(counts[month], 4)) for month in months])
    soon = sum(
        one.lifecycle.retires is not None and day <= one.lifecycle.retires < day + timedelta(days=90)
        for one in offerings
    )
    yield f"{soon:,} offerings end within 90 days of the data's; `llm-selection list retiring` names them, each with who says so."


def _month(day: date, steps: int) -> date:
    """Return the first of the month, *steps* months later."""
    months = day.year * 12 + day.month - 1 + steps
    return date(months // 12, months % 12 + 1, 1)
