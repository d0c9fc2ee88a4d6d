"""Reports: a recommendation as text that reads well at 80 columns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING

from llm_selection.benchmarks import Task
from llm_selection.evidence import Evidence
from llm_selection.explanation import basket_results, duties, explain, meaning, overall_quality, price_evidence
from llm_selection.identity import Library
from llm_selection.licenses import LicenseKind, LicenseTerms
from llm_selection.models import possible_license_kinds
from llm_selection.prices import Mode, PricePeriod, PriceSchedule, RateCard
from llm_selection.recommendation import Ranked, Recommendation, rank_undecided
from llm_selection.registry import Registry
from llm_selection.sample_sizes import sample_size

if TYPE_CHECKING:
    from llm_selection.shortfalls import WhyNot

__all__ = ["as_text", "bar", "base_card", "labelled", "why_not_as_text"]

_WIDTH = 80
_LABEL = 10
_SHOWN = 10
_NAMED = 6
_ARGUED = 3
_RELAXED = 5
_RELAXED_AT_ONCE = 6
_WIDEST_BAR = 15
_NARROWEST_BAR = 8
_SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹"


def as_text(recommendation: Recommendation, *, limit: int = _SHOWN, sure: bool = False) -> str:
    """
    Write a recommendation for a terminal of 80 columns.

    Args:
        recommendation: What to write.
        limit: Places shown at most.
        sure: Whether to say how sure the first place is, and what would change it; see
            `llm_selection.robustness.robustness`.
    """
    lines = [*_head(recommendation), ""]
    shown = recommendation.ranking[: max(1, limit)]
    if shown:
        lines += [*_table(shown, recommendation.use_case.tasks), "", *_argument(recommendation, shown, sure=sure)]
    else:
        lines.append("Nothing fits.")
        for reason in recommendation.reasons():
            lines += _indented(reason)
        lines += _relaxed(recommendation)
    lines += list(_left_out(recommendation, answered=bool(shown)))
    return "\n".join(lines)


def _indented(text: str) -> list[str]:
    """Wrap a line of a list."""
    return wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _relaxed(recommendation: Recommendation) -> Iterator[str]:
    """Name the smallest sets of requirements without which something fits."""
    found = recommendation.relaxations()
    if not found:
        return
    yield "The fewest requirements without which something fits:"
    for relaxation in found[:_RELAXED]:
        many = len(relaxation.requirements) - _RELAXED_AT_ONCE
        counts = f"{_counted(relaxation.offerings, 'offering')} of {_counted(relaxation.models, 'model')}"
        yield from _indented(
            str(relaxation)
            if many <= 0
            else f"{'; '.join(map(str, relaxation.requirements[:_RELAXED_AT_ONCE]))}; and {many} more at once: {counts}"
        )
    if len(found) > _RELAXED:
        yield f"  and {_counted(len(found) - _RELAXED, 'other set')}"


def why_not_as_text(why_not: "WhyNot") -> str:
    """Write why a model isn't the first for a terminal of 80 columns by 40 lines; ids that are longer go on in the next."""
    lines: list[str] = []
    for line in why_not.explain().splitlines():
        indent = " " * (len(line) - len(line.lstrip()))
        further = f"{indent}  " if indent else ""
        lines += wrap(line.strip(), _WIDTH, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False)
    return "\n".join(lines)


def labelled(label: str, text: str) -> Iterator[str]:
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
    yield from labelled("Need", " · ".join([tasks, *map(str, use_case.requirements)]))
    workload = use_case.workload_or_default
    default = "" if use_case.workload else ", the task's default"
    yield from labelled(
        "Workload",
        f"{workload.name}{default}: {workload}",
    )
    weights = ", ".join(f"{criterion} {weight}" for criterion, weight in use_case.priorities.items())
    yield from labelled("Weights", weights)
    if use_case.results:
        yield from labelled("Results", f"your own: {', '.join(map(str, use_case.results))}")
    yield from labelled(
        "Data",
        f"{registry.version}{_on_top(registry)}, {_age(recommendation.on, registry.date)} · prices in force on {recommendation.on} · "
        f"{_counted(len(registry.offerings), 'offering')} of "
        f"{_counted(len(registry.models), 'model')}",
    )
    if recommendation.on < registry.date:
        calibration = registry.calibration
        fitted = f"the fit of {calibration.fitted}, " if calibration else ""
        yield from labelled(
            "",
            f"Looking back: prices, releases, ends of service and results are those of the day; {fitted}limits, "
            "licenses and stages without a date are those known today.",
        )


def _on_top(registry: Registry) -> str:
    """Name the overlays, and those left out."""
    names = ", ".join(str(layer.origin) for layer in registry.layers)
    left_out = f", {_counted(len(registry.left_out), 'overlay')} left out" if registry.left_out else ""
    return (f" with {names}" if names else "") + left_out


def _age(on: date, of: date) -> str:
    """Say how old the data is."""
    days = (on - of).days
    if days == 0:
        return "of this very day"
    return f"{abs(days):,} day{'s' if abs(days) > 1 else ''} {'old' if days > 0 else 'newer than the day asked about'}"


def _table(shown: Sequence[Ranked], tasks: Mapping[Task, int]) -> Iterator[str]:
    """Draw the ranking; the bar of the interval gets the room that names leave, and names what the rest leaves."""
    notes = _notes(shown)
    rows = [
        (
            ranked.model.id,
            overall_quality(ranked, tasks),
            _dollars(ranked),
            _tokens(ranked.offering.limits.context_tokens),
            _license_cell(ranked, notes),
        )
        for ranked in shown
    ]
    model_width, cost_width, license_width = (
        max(len(title), *(len(row[column]) for row in rows))
        for title, column in (("model", 0), ("$/month", 2), ("license", 4))
    )
    # Place, quality and window take 4, 4 and 6 columns, the four gaps between columns 2 each.
    room = _WIDTH - (4 + model_width + 4 + cost_width + 6 + license_width + 4 * 2)
    bar_width = min(_WIDEST_BAR, room) if room >= _NARROWEST_BAR else 0
    quality_width = max(len("quality"), 3 + bar_width) if bar_width else len("99 99–100")
    most = max(1, _WIDTH - (4 + quality_width + cost_width + 6 + license_width + 4 * 2))
    model_width = min(model_width, most)
    title = "quality, 90%" if quality_width >= len("quality, 90%") else "quality"
    yield (
        f"{'':>3} {'model':<{model_width}}  {title:<{quality_width}}  {'$/month':>{cost_width}}  {'window':>6}  license"
    )
    for ranked, (model, (mean, low, high), cost, window, terms) in zip(shown, rows, strict=True):
        interval = bar(mean, low, high, bar_width) if bar_width else f"{low * 100:.0f}–{high * 100:.0f}"
        yield (
            f"{ranked.place:>3} {_shortened(model, most):<{model_width}}  {f'{mean * 100:2.0f} {interval}':<{quality_width}}  "
            f"{cost:>{cost_width}}  {window:>6}  {terms}"
        ).rstrip()


def _shortened(name: str, most: int) -> str:
    """Leave out the middle of a name that is too long: its end tells versions apart."""
    tail = most // 3
    return name if len(name) <= most else f"{name[: most - tail - 1]}…{name[len(name) - tail :]}"


def bar(mean: float, low: float, high: float, width: int) -> str:
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
        name = "custom" if terms.expression.startswith("LicenseRef-") else terms.expression
    mark = notes.get(ranked.model.license or "unknown", "")
    return f"{name} {mark}".rstrip()


def _argument(recommendation: Recommendation, shown: Sequence[Ranked], *, sure: bool) -> Iterator[str]:
    """Say why, perhaps how sure that is, what it asks for, where to call it, and where the facts come from."""
    for number, line in enumerate(explain(recommendation)):
        yield from labelled("Why 1" if number == 0 else "", line)
    for number, line in enumerate(recommendation.robustness().explain().splitlines() if sure else ()):
        yield from labelled("Sure" if number == 0 else "", line)
    yield from _duties(shown)
    for number, ranked in enumerate(shown[:_ARGUED]):
        found = ranked.id_for(Library.LITELLM)
        also = f"; also at {_providers(ranked)}" if ranked.others else ""
        calls = f", LiteLLM {found}" if found else ""
        yield from labelled(
            "Serve" if number == 0 else "",
            f"{ranked.place} at {ranked.provider.name} as {ranked.offering.native_id}{calls}{also}",
        )
    yield from _facts(recommendation, shown[0])
    if any(quality.own for quality in shown[0].quality.values()) and len(recommendation.ranking) > 1:
        for number, line in enumerate(sample_size(recommendation).explain().splitlines()):
            yield from labelled("Items" if number == 0 else "", line)


def _duties(shown: Sequence[Ranked]) -> Iterator[str]:
    """Say what the licenses of the first places ask for."""
    notes = _notes(shown)
    argued = {ranked.model.license or "unknown": ranked.terms for ranked in shown[:_ARGUED]}
    marked = [(notes[name], terms) for name, terms in argued.items() if name in notes]
    for number, (mark, terms) in enumerate(marked):
        text = "; ".join(duty.text for duty in duties(terms)) or "nothing beyond its notices"
        name = terms.name if terms else "No license known"
        yield from labelled("Duties" if number == 0 else "", f"{mark} {name}: {text}")
    if marked:
        others = " llm-selection show ID prints those of the other places." if len(notes) > len(marked) else ""
        yield from labelled("", f"Not legal advice; the text itself decides.{others}")


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
    card = None if period is None else base_card(period)
    if period is not None and card is not None:
        rates = [f"${card.input} in", f"${card.output} out"]
        rates += [f"${card.cache_read} cache read"] if card.cache_read is not None else []
        lines.append(
            f"price {', '.join(rates)} a million tokens, since {period.effective} ({period.basis}): {_cited(registry, price_evidence(offering, recommendation.on))}"
        )
    context = offering.evidence["limits.context_tokens"]
    lines.append(f"context {_tokens(offering.limits.context_tokens)}: {_cited(registry, context)}")
    lines.append(f"license {model.license or 'unknown'}: {_cited(registry, model.evidence['license'])}")
    origins: dict[str, list[str]] = {}
    for what, origin in ranked.brought_by.items():
        origins.setdefault(origin, []).append(what)
    lines += [f"{', '.join(what)}: brought by {origin}" for origin, what in origins.items()]
    for task, quality in ranked.quality.items():
        results = registry.results.get(model.id, ())
        days = (result.measured or registry.sources[result.source].retrieved for result in results)
        newest = max((day for day in days if day <= recommendation.on), default=None)
        age = "" if newest is None else f", the newest of {newest}"
        measured = basket_results(recommendation, ranked, task)
        lines.append(
            f"{task.replace('_', ' ')} {quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}): "
            f"{meaning(quality)}, of which {measured} {'was' if measured == 1 else 'were'} measured; from "
            f"{quality.ability.results} results in all, {quality.ability.direct} of this task{age}"
        )
    for number, line in enumerate(lines):
        yield from labelled("Facts 1" if number == 0 else "", line)


def base_card(period: PricePeriod) -> RateCard | None:
    """Return the standard card for short prompts, by the hour the dearest; ``None`` when it isn't published whole."""
    cards = [card for card in period.cards if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0]
    known = [(card.input, card.output, card) for card in cards if card.input is not None and card.output is not None]
    return max(known, key=lambda found: found[:2])[2] if known else None


def _cited(registry: Registry, evidence: Evidence) -> str:
    """Name a source with its version, its day and its standing."""
    source = registry.sources[evidence.source]
    standing = f"{evidence.status}, {evidence.agreement}" if evidence.agreement else evidence.status.value
    return f"{source.title} {source.version}, {evidence.as_of} ({standing})"


def _left_out(recommendation: Recommendation, *, answered: bool) -> Iterator[str]:
    """Say what isn't in the ranking, and why."""
    screening = recommendation.screening
    counted = sorted(screening.rejections(), key=lambda found: -found.failed)
    tasks = recommendation.use_case.tasks
    if answered and len(screening.rejected):
        causes = " · ".join(f"{found.requirement}: {found.failed:,}" for found in counted if found.failed)
        yield from labelled(
            "Not in",
            f"{_counted(len(screening.rejected), 'offering')} failing a requirement, your own or a standing "
            f"one – {causes}",
        )
    if len(screening.undecided):
        causes = " · ".join(f"{found.requirement}: {found.unknown:,}" for found in counted if found.unknown)
        others = rank_undecided(recommendation)
        best = f"; the best of models not above: {_names(others, tasks)}" if others else ""
        yield from labelled(
            "Undecided", f"{_counted(len(screening.undecided), 'offering')}, a fact is missing – {causes}{best}"
        )
    if recommendation.inferred:
        yield from labelled(
            "Inferred",
            f"{_counted(len(recommendation.inferred), 'model')} fitting the need, but hardly measured at this task; by "
            f"what else is known: {_names(recommendation.inferred, tasks)}",
        )
    if recommendation.unmeasured:
        count = len(recommendation.unmeasured)
        shown = ", ".join(recommendation.unmeasured[:_NAMED])
        rest = f" and {count - _NAMED} more" if count > _NAMED else ""
        yield from labelled("No result", f"{_counted(count, 'model')} fitting the need: {shown}{rest}")
    if screening.undecided or recommendation.inferred:
        yield from labelled("", "--unknowns include ranks the undecided and the inferred too.")


def _names(ranked: Sequence[Ranked], tasks: Mapping[Task, int]) -> str:
    """Name the first few models with their quality."""
    shown = ", ".join(f"{found.model.id} {overall_quality(found, tasks)[0] * 100:.0f}" for found in ranked[:_NAMED])
    return shown + (f" and {len(ranked) - _NAMED} more" if len(ranked) > _NAMED else "")


def _counted(count: int, noun: str) -> str:
    """Write a number of things."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
