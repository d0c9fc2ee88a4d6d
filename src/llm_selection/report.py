"""Reports: a recommendation as text that reads well at 80 columns, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from textwrap import wrap

from llm_selection._plain import to_plain
from llm_selection.benchmarks import Task
from llm_selection.evidence import Evidence
from llm_selection.explanation import caveats, duties, explain
from llm_selection.identity import Library
from llm_selection.licenses import LicenseKind, LicenseTerms
from llm_selection.models import possible_license_kinds
from llm_selection.prices import Mode, PriceSchedule
from llm_selection.quality import QualityEstimate
from llm_selection.recommendation import Ranked, Recommendation
from llm_selection.registry import Registry

__all__ = ["Answer", "as_answer", "as_json", "as_text"]

_WIDTH = 80
_LABEL = 10
_SHOWN = 10
_SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹"


# JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Expected share of the task's basket solved, 0 to 1, with its 90% interval."""

    mean: float
    low: float
    high: float
    results: int
    direct_results: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """US dollars a month, as decimal text; null when unknown. ``at_most`` marks an upper bound."""

    usd_per_month: Decimal | None
    items: Mapping[str, Decimal]
    at_most: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one criterion adds to the score."""

    value: float
    weight: int
    points: float
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseCell:
    """The license: its key, the kinds it may make the model, and what it asks for."""

    id: str | None
    kinds: tuple[LicenseKind, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One place in the ranking. ``evidence`` is that of the model and offering fields shown."""

    place: int
    model: str
    offering: str
    provider: str
    ids: Mapping[Library, str]
    score: float
    quality: Mapping[Task, Estimate]
    cost: Cost
    context_tokens: int | None
    license: LicenseCell
    contributions: Mapping[str, Part]
    caveats: tuple[str, ...]
    other_offerings: tuple[str, ...]
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCount:
    """What one requirement did: options that fail it, that fail only it, and of which it can't be told."""

    requirement: str
    failed: int
    alone: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkloadCell:
    """What the cost is for."""

    name: str
    requests_per_month: int
    input_tokens: int
    output_tokens: int
    cached_input_share: float
    cache_write_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCell:
    """The facts the answer rests on."""

    version: str
    date: date
    schema: int
    digest: str
    models: int
    offerings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A recommendation as JSON holds it; the published schema is made from this type."""

    on: date
    registry: RegistryCell
    tasks: Mapping[Task, int]
    priorities: Mapping[str, int]
    workload: WorkloadCell
    requirements: tuple[RequirementCount, ...]
    options: int
    meets: int
    undecided: int
    ranking: tuple[AnswerRow, ...]
    unmeasured: tuple[str, ...]


def as_answer(recommendation: Recommendation, *, limit: int | None = None) -> Answer:
    """Return a recommendation as plain values; at most *limit* places of the ranking, all by default."""
    use_case, registry, screening = recommendation.use_case, recommendation.registry, recommendation.screening
    workload = use_case.workload_or_default
    return Answer(
        on=recommendation.on,
        registry=RegistryCell(
            version=registry.version,
            date=registry.date,
            schema=registry.schema,
            digest=registry.digest,
            models=len(registry.models),
            offerings=len(registry.offerings),
        ),
        tasks=use_case.tasks,
        priorities={criterion.value: weight for criterion, weight in use_case.priorities.items()},
        workload=WorkloadCell(
            name=workload.name,
            requests_per_month=workload.requests_per_month,
            input_tokens=workload.input_tokens,
            output_tokens=workload.output_tokens,
            cached_input_share=workload.cached_input_share,
            cache_write_share=workload.cache_write_share,
        ),
        requirements=tuple(
            RequirementCount(
                requirement=str(found.requirement), failed=found.failed, alone=found.alone, unknown=found.unknown
            )
            for found in screening.rejections()
        ),
        options=len(screening.options),
        meets=len(screening.kept),
        undecided=len(screening.undecided),
        ranking=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.ranking[:limit]),
        unmeasured=recommendation.unmeasured,
    )


def as_json(recommendation: Recommendation, *, limit: int | None = None) -> str:
    """Write a recommendation as JSON; decimals are text, so that no digit is lost."""
    import json  # noqa: PLC0415 - only when asked for

    return json.dumps(to_plain(as_answer(recommendation, limit=limit), whole=True), ensure_ascii=False, indent=2)


def _answer_row(recommendation: Recommendation, ranked: Ranked) -> AnswerRow:
    """Return one place as plain values."""
    return AnswerRow(
        place=ranked.place,
        model=ranked.model.id,
        offering=ranked.offering.id,
        provider=ranked.provider.id,
        ids={library: found for library in Library if (found := ranked.id_for(library))},
        score=ranked.score,
        quality={task: _estimate(quality) for task, quality in ranked.quality.items()},
        cost=Cost(
            usd_per_month=ranked.cost.per_month,
            items=ranked.cost.items,
            at_most=ranked.cost.at_most,
            notes=ranked.cost.notes,
        ),
        context_tokens=ranked.offering.limits.context_tokens,
        license=LicenseCell(
            id=ranked.model.license,
            kinds=tuple(sorted(possible_license_kinds(ranked.model, ranked.terms))),
            duties=tuple(duty.text for duty in duties(ranked.terms)),
        ),
        contributions={
            part.criterion.value: Part(value=part.value, weight=part.weight, points=part.points, known=part.known)
            for part in ranked.contributions
        },
        caveats=caveats(recommendation, ranked),
        other_offerings=ranked.others,
        evidence={
            "pricing": _price_evidence(ranked, recommendation.on) or ranked.offering.evidence["pricing"],
            "limits": ranked.offering.evidence["limits"],
            "license": ranked.model.evidence["license"],
            "weights": ranked.model.evidence["weights"],
        },
    )


def _estimate(quality: QualityEstimate) -> Estimate:
    """Return a quality estimate as plain values."""
    return Estimate(
        mean=quality.mean,
        low=quality.low,
        high=quality.high,
        results=quality.ability.results,
        direct_results=quality.ability.direct,
        warnings=quality.warnings,
    )


def _price_evidence(ranked: Ranked, on: date) -> Evidence | None:
    """Return the evidence of the price in force."""
    pricing = ranked.offering.pricing
    period = pricing.in_force(on) if isinstance(pricing, PriceSchedule) else None
    return None if period is None else period.evidence


# Text


def as_text(recommendation: Recommendation, *, limit: int = _SHOWN) -> str:
    """Write a recommendation for a terminal of 80 columns; at most *limit* places are shown."""
    lines = [*_head(recommendation), ""]
    shown = recommendation.ranking[:limit]
    if shown:
        lines += [*_table(shown), "", *_argument(recommendation, shown)]
    else:
        lines += ["Nothing fits.", *(f"  {reason}" for reason in recommendation.reasons())]
    lines += list(_left_out(recommendation, bool(shown)))
    return "\n".join(lines)


def _labelled(label: str, text: str) -> Iterator[str]:
    """Wrap *text* behind a label."""
    lines = wrap(text, _WIDTH - _LABEL, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"{label:<{_LABEL}}{lines[0]}"
    for line in lines[1:]:
        yield " " * _LABEL + line


def _head(recommendation: Recommendation) -> Iterator[str]:
    """Say the need, the workload and the data."""
    use_case, registry = recommendation.use_case, recommendation.registry
    tasks = " + ".join(
        task.replace("_", " ") + (f" ×{weight}" if weight > 1 else "") for task, weight in use_case.tasks.items()
    )
    yield from _labelled("Need", " · ".join([tasks, *map(str, use_case.requirements)]))
    workload = use_case.workload_or_default
    cached = f" ({workload.cached_input_share:.0%} cached)" if workload.cached_input_share else ""
    default = "" if use_case.workload else ", the task's default"
    yield from _labelled(
        "Workload",
        f"{workload.name}{default}: {workload.requests_per_month:,} requests a month, "
        f"{workload.input_tokens:,} tokens in{cached}, {workload.output_tokens:,} out",
    )
    weights = ", ".join(f"{criterion} {weight}" for criterion, weight in use_case.priorities.items())
    yield from _labelled("Weights", weights)
    yield from _labelled(
        "Data",
        f"{registry.version}, {_age(recommendation.on, registry.date)} · prices of {recommendation.on} · "
        f"{len(registry.offerings):,} offerings of {len(registry.models):,} models",
    )


def _age(on: date, of: date) -> str:
    """Say how old the data is."""
    days = (on - of).days
    if days < 0:
        return f"looking back {-days} days"
    return "of today" if days == 0 else f"{days} day{'s' if days > 1 else ''} old"


def _table(shown: Sequence[Ranked]) -> Iterator[str]:
    """Draw the ranking."""
    models = max(len(ranked.model.id) for ranked in shown)
    models = max(models, len("model"))
    notes = _notes(shown)
    licenses = [_license_cell(ranked, notes) for ranked in shown]
    costs = [_dollars(ranked) for ranked in shown]
    cost_width = max(len("$ a month"), *map(len, costs))
    license_width = max(len("license"), *map(len, licenses))
    bar_width = min(13, _WIDTH - 4 - models - 2 - 4 - 2 - cost_width - 2 - 7 - 2 - license_width)
    bars = bar_width >= 7  # noqa: PLR2004 - less shows nothing
    quality_head = "quality, 90%" if bars else "quality"
    quality_width = max(len(quality_head), 3 + bar_width) if bars else len("55–68 62")
    yield f"{'':>3} {'model':<{models}}  {quality_head:<{quality_width}}  {'$ a month':>{cost_width}}  {'context':>7}  license"
    for ranked, cost, license_text in zip(shown, costs, licenses, strict=True):
        mean, low, high = _quality(ranked)
        drawn = (
            f"{mean * 100:2.0f} {_bar(mean, low, high, bar_width)}"
            if bars
            else f"{mean * 100:2.0f} {low * 100:.0f}–{high * 100:.0f}"
        )
        context = _tokens(ranked.offering.limits.context_tokens)
        yield f"{ranked.place:>3} {ranked.model.id:<{models}}  {drawn:<{quality_width}}  {cost:>{cost_width}}  {context:>7}  {license_text}".rstrip()


def _quality(ranked: Ranked) -> tuple[float, float, float]:
    """Return mean, low and high of the quality over all tasks, each task counting the same."""
    found = list(ranked.quality.values())
    return (
        sum(quality.mean for quality in found) / len(found),
        sum(quality.low for quality in found) / len(found),
        sum(quality.high for quality in found) / len(found),
    )


def _bar(mean: float, low: float, high: float, width: int) -> str:
    """Draw an interval on a line from 0 to 1."""
    inner = width - 2
    cells = ["·"] * inner

    def cell(share: float) -> int:
        return min(inner - 1, max(0, int(share * inner)))

    for place in range(cell(low), cell(high) + 1):
        cells[place] = "─"
    cells[cell(low)], cells[cell(high)] = "├", "┤"
    cells[cell(mean)] = "●"
    return f"▕{''.join(cells)}▏"


def _tokens(count: int | None) -> str:
    """Write a window shortly: 262k, 1.0M, or a question mark for unknown."""
    if count is None:
        return "?"
    return f"{count / 1_000_000:.1f}M" if count >= 950_000 else f"{round(count / 1000)}k"  # noqa: PLR2004 - 1.0M


def _dollars(ranked: Ranked) -> str:
    """Write a monthly cost: whole dollars from 10 on, cents below, a mark for an upper bound."""
    amount = ranked.cost.per_month
    if amount is None:
        return "?"
    return ("≤" if ranked.cost.at_most else "") + (f"{amount:,.0f}" if amount >= 10 else f"{amount:,.2f}")  # noqa: PLR2004


def _notes(shown: Sequence[Ranked]) -> dict[str, str]:
    """Give each license that asks for something a mark, in order of appearance."""
    names = dict.fromkeys(ranked.model.license or "unknown" for ranked in shown if _asks(ranked.terms))
    return {name: _SUPERSCRIPTS[i] if i < len(_SUPERSCRIPTS) else f"({i + 1})" for i, name in enumerate(names)}


def _asks(terms: LicenseTerms | None) -> bool:
    """Say whether a license asks for more than keeping its notices."""
    return terms is None or terms.osaid_compatible is not True


def _license_cell(ranked: Ranked, notes: Mapping[str, str]) -> str:
    """Name a license shortly."""
    terms = ranked.terms
    if terms is None:
        name = "unknown"
    elif possible_license_kinds(ranked.model, terms) == {LicenseKind.CLOSED}:
        name = "closed"
    else:
        name = terms.expression if not terms.expression.startswith("LicenseRef-") else "own terms"
    mark = notes.get(ranked.model.license or "unknown", "")
    return f"{name} {mark}".rstrip()


def _argument(recommendation: Recommendation, shown: Sequence[Ranked]) -> Iterator[str]:
    """Say why, what it asks for, where to call it, and where the facts come from."""
    for number, line in enumerate(explain(recommendation)):
        yield from _labelled("Why 1" if number == 0 else "", line)
    notes = _notes(shown)
    by_license = {ranked.model.license or "unknown": ranked.terms for ranked in shown}
    for number, (name, mark) in enumerate(notes.items()):
        terms = by_license[name]
        text = "; ".join(duty.text for duty in duties(terms)) or "nothing beyond its notices"
        yield from _labelled(
            "Duties" if number == 0 else "", f"{mark} {terms.name if terms else 'No license known'}: {text}"
        )
    if notes:
        yield from _labelled("", "Not legal advice; the text itself decides.")
    for number, ranked in enumerate(shown[:3]):
        found = ranked.id_for(Library.LITELLM)
        also = f"; also at {_providers(ranked)}" if ranked.others else ""
        calls = f", LiteLLM {found}" if found else ""
        yield from _labelled(
            "Serve" if number == 0 else "",
            f"{ranked.place} at {ranked.provider.name} as {ranked.offering.native_id}{calls}{also}",
        )
    yield from _facts(recommendation, shown[0])


def _providers(ranked: Ranked) -> str:
    """Name the other providers, once each."""
    names = dict.fromkeys(other.partition("/")[0] for other in ranked.others)
    names.pop(ranked.provider.id, None)
    return ", ".join(names) or "the same provider, in other regions or tiers"


def _facts(recommendation: Recommendation, ranked: Ranked) -> Iterator[str]:
    """Say where the facts of the first place come from, and how old they are."""
    registry, model, offering = recommendation.registry, ranked.model, ranked.offering
    lines = []
    pricing = offering.pricing
    period = pricing.in_force(recommendation.on) if isinstance(pricing, PriceSchedule) else None
    if period:
        card = next(card for card in period.cards if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0)
        rates = [f"${card.input} in", f"${card.output} out"]
        rates += [f"${card.cache_read} cache read"] if card.cache_read is not None else []
        lines.append(
            f"price {', '.join(rates)} a million tokens, since {period.effective} ({period.basis}): {_cited(registry, period.evidence)}"
        )
    lines.append(f"context {_tokens(offering.limits.context_tokens)}: {_cited(registry, offering.evidence['limits'])}")
    lines.append(f"license {model.license or 'unknown'}: {_cited(registry, model.evidence['license'])}")
    for task, quality in ranked.quality.items():
        results = registry.results.get(model.id, ())
        newest = max((result.measured or registry.sources[result.source].retrieved for result in results), default=None)
        lines.append(
            f"{task.replace('_', ' ')} {quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}): expected share solved of "
            f"{len(quality.basket)} benchmarks, from {quality.ability.results} results, {quality.ability.direct} of this task, the newest of {newest}"
        )
    for number, line in enumerate(lines):
        yield from _labelled("Facts 1" if number == 0 else "", line)


def _cited(registry: Registry, evidence: Evidence) -> str:
    """Name a source with its version, its day and its standing."""
    source = registry.sources[evidence.source]
    standing = f"{evidence.status}, {evidence.agreement}" if evidence.agreement else evidence.status.value
    return f"{source.title} {source.version}, {evidence.as_of} ({standing})"


def _left_out(recommendation: Recommendation, answered: bool) -> Iterator[str]:  # noqa: FBT001 - private, named where called
    """Say what isn't in the ranking, and why."""
    screening = recommendation.screening
    counted = sorted(screening.rejections(), key=lambda found: -found.failed)
    if answered and len(screening.rejected):
        causes = " · ".join(f"not {found.requirement}: {found.failed:,}" for found in counted if found.failed)
        yield from _labelled("Not in", f"{len(screening.rejected):,} offerings fail: {causes}")
    if len(screening.undecided):
        causes = " · ".join(f"{found.requirement}: {found.unknown:,}" for found in counted if found.unknown)
        yield from _labelled(
            "Undecided",
            f"{len(screening.undecided):,} offerings, for want of a fact on {causes} (--unknowns include ranks them)",
        )
    if recommendation.unmeasured:
        yield from _labelled("Unmeasured", " " + ", ".join(recommendation.unmeasured))
