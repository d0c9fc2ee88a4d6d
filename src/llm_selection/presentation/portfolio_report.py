"""What two options do that one doesn't, and what stands in for the first, as text and as plain data."""

from collections.abc import Iterator
from typing import Any

from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.wording import money, percent
from llm_selection.analysis.blends import LEAST_GAIN, SURELY, Mix, Part
from llm_selection.analysis.fallbacks import Fallback, Guard
from llm_selection.analysis.portfolio import Absence, Portfolio
from llm_selection.analysis.two_model import Cascade, Pair, Split
from llm_selection.needs.criteria import decimals
from llm_selection.presentation.text_layout import Section

__all__ = ["as_plain", "as_text", "assumed", "reasons", "sections"]

_TITLES = {Guard.INDEPENDENT: "Fallback", Guard.SAME_MODEL: "Elsewhere", Guard.HOSTABLE: "Hostable"}


def as_text(portfolio: Portfolio) -> str:
    """Write a portfolio in lines of 80 columns, each part behind its title."""
    return "\n".join(line for section in sections(portfolio) for line in section.lines())


def as_plain(portfolio: Portfolio) -> dict[str, Any]:
    """Return a portfolio as plain data, with `reasons` and `assumed` in sentences, as JSON has them."""
    plain: dict[str, Any] = to_plain(portfolio, whole=True)
    del plain["absences"]
    return plain | {"reasons": list(reasons(portfolio)), "assumed": list(assumed(portfolio))}


def sections(portfolio: Portfolio) -> Iterator[Section]:
    """Yield what there is of a portfolio, and why the rest isn't there."""
    first = portfolio.first
    yield Section(label="First", sentences=(f"{_name(first.parts[0])}: {_outcome(first)}.",))
    if portfolio.split:
        yield Section(label="Split", sentences=tuple(_split(portfolio.split)))
    if portfolio.pair:
        yield Section(label="Pair", sentences=tuple(_pair(portfolio.pair)))
    if portfolio.cascade:
        yield Section(label="Cascade", sentences=tuple(_cascade(portfolio.cascade)))
    yield Section(label="None", sentences=tuple(reasons(portfolio)))
    for fallback in portfolio.fallbacks:
        yield Section(label=_TITLES[fallback.guard], sentences=tuple(_fallback(fallback, first)))
    yield Section(label="Assumed", sentences=tuple(assumed(portfolio)))


def reasons(portfolio: Portfolio) -> Iterator[str]:
    """Say why what isn't there isn't."""
    parts = {"pair": portfolio.pair, "cascade": portfolio.cascade}
    missing = " or ".join(name for name, part in parts.items() if part is None)
    words = {
        Absence.NO_SPLIT_OF_HARDWARE_GAINS: (
            "No split by chance, own hardware kept full and the rest elsewhere, scores more than the first alone."
        ),
        Absence.NO_SPLIT_GAINS: (
            "No split by chance scores more than the first alone: of what is paid by the token none can, since the value "
            "of a cost is convex."
        ),
        Absence.QUALITY_IS_RATED: (
            "No pair or cascade: quality is a chance to be preferred here, and what isn't preferred is no failure to "
            "recognise."
        ),
        Absence.QUALITY_HAS_NO_WEIGHT: "No pair or cascade: quality has no weight.",
        Absence.NO_PAIR_GAINS: (
            f"No {missing} of which the deep option is {SURELY:.0%} likely better, or more, scores at least "
            f"{LEAST_GAIN:g} more than the first alone."
        ),
        Absence.NO_INDEPENDENT_FALLBACK: "No fallback that shares nothing recorded with the first is ranked.",
    }
    yield from (words[absence] for absence in portfolio.absences)


def assumed(portfolio: Portfolio) -> Iterator[str]:
    """Say what all of it takes for granted."""
    if portfolio.pair or portfolio.cascade:
        yield (
            "What is solved and failed is a share of benchmarks, not of your traffic, which may be easier; tests of your own "
            "take their place."
        )
    if portfolio.split or portfolio.pair or portfolio.cascade:
        yield "Each part of the requests is like all of them: as long, and as often in a cache."
    if portfolio.fallbacks:
        yield "How often providers fail isn't known here."


def _name(part: Part) -> str:
    """Name an option by its model and provider."""
    return f"{part.model} at {part.provider}"


def _outcome(mix: Mix, *, gain: bool = False) -> str:
    """Say the quality, the cost and the score of a mix, and what it gains against the first alone where that is asked for."""
    beside = f", {_gain(mix.gain)}" if gain else ""
    return (
        f"quality {mix.quality * 100:.0f} ({mix.low * 100:.0f} to {mix.high * 100:.0f}), {_usd(mix)} a month, score "
        f"{mix.score:.3f}{beside}"
    )


def _gain(points: float) -> str:
    """Write what the score gains; a little isn't nothing."""
    # Rounded to the digits that scores have, and never a zero below zero.
    points = round(points, 9) + 0.0
    return f"{points:+.{decimals(points, 0)}f}"


def _usd(mix: Mix) -> str:
    """Write dollars: whole from 10 on, cents below, a mark for an upper bound."""
    amount = mix.usd_per_month
    if amount is None:
        return "an unknown cost"
    return ("≤" if mix.at_most else "") + f"${money(amount)}"


def _split(split: Split) -> Iterator[str]:
    """Say what a split by chance does."""
    kept, rest = split.mix.parts
    servers = "a server" if split.servers == 1 else f"{split.servers:,} servers"
    yield (
        f"{servers} kept full with {kept.model} and {rest.share:.0%} of the requests, by chance, to {_name(rest)}: "
        f"{_outcome(split.mix, gain=True)}."
    )


def _pair(pair: Pair) -> Iterator[str]:
    """Say what telling requests apart would bring, and what it takes."""
    fast, deep = pair.known.parts
    yield (
        f"{_name(fast)} for most; {_name(deep)}, {percent(pair.better)} likely better, for the {pair.share:.0%} that only it "
        f"solves, if these are known beforehand: at most {_outcome(pair.known, gain=True)}."
    )
    yield (
        f"It pays if {pair.least_caught:.0%} of these or more are among the {pair.share:.0%} sent to it; of a draw by "
        f"chance, {pair.share:.0%} are, and it scores {pair.by_chance.score:.3f}. If all are among them, it pays "
        f"{_while(pair.pays_up_to, 'sent')}."
    )


def _while(share: float, done: str) -> str:
    """Say up to which share of the requests it pays."""
    return f"however many are {done}" if share == 1 else f"while no more than {share:.0%} are {done}"


def _cascade(cascade: Cascade) -> Iterator[str]:
    """Say what a cascade does, and how good the check must be."""
    fast, deep = cascade.mix.parts
    yield (
        f"{_name(fast)} for all; {_name(deep)}, {percent(cascade.better)} likely better, for the {cascade.passed_on:.0%} taken "
        f"for failed: {_outcome(cascade.mix, gain=True)}."
    )
    yield (
        f"That is if the deep one solves all that the fast one does; if one's failures say nothing of the other's, quality "
        f"{cascade.if_independent.quality * 100:.0f}, score {cascade.if_independent.score:.3f}."
    )
    price = cascade.most_usd_per_check
    most = "" if price is None else f", for ${price:.2g} a check or less"
    yield (
        f"The check: {cascade.check}. It pays from a sensitivity of {cascade.least_sensitivity:.0%} on{most}, and "
        f"{_while(cascade.pays_up_to, 'passed on')}. What is passed on waits for both."
    )


def _fallback(fallback: Fallback, first: Mix) -> Iterator[str]:
    """Say what stands in, what it costs, and what it shares with the first."""
    (part,) = fallback.alone.parts
    if fallback.guard is Guard.SAME_MODEL:
        yield (
            f"The same model at {part.provider}: {_usd(fallback.alone)} a month, score {fallback.alone.score:.3f}, "
            f"{_gain(fallback.alone.gain)}. It guards against the end or outage of {first.parts[0].provider}, not of the model."
        )
    else:
        weights = f", its weights can be downloaded{_license_unread(fallback)}" if fallback.downloadable else ""
        yield (
            f"{_name(part)}: {_outcome(fallback.alone, gain=True)}{weights}; at least as good with a probability of "
            f"{percent(fallback.better)}."
        )
    if fallback.moving:
        yield "Its id is a moving alias: it may lead to another model tomorrow."
    if fallback.guard is not Guard.HOSTABLE:
        yield _shared(fallback)


def _license_unread(fallback: Fallback) -> str:
    """Say in brackets that nobody here read what may be done with weights; nothing where somebody did."""
    if fallback.license_read is None:
        return " (no license of it is known)"
    return "" if fallback.license_read else " (its license wasn't read)"


def _shared(fallback: Fallback) -> str:
    """Say which points of failure a fallback shares with the first, which not, and which aren't known."""
    titles = {True: "shared", False: "not shared", None: "not known"}
    points = {title: ", ".join(point.kind for point in fallback.of(shared)) for shared, title in titles.items()}
    text = "; ".join(f"{title}: {names}" for title, names in points.items() if names)
    return f"{text[0].upper()}{text[1:]}."
