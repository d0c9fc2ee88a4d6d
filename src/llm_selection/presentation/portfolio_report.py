"""What two options do that one doesn't, and what stands in for the first, as text and as plain data."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.wording import percent
from llm_selection.analysis.blends import LEAST_SAVING_USD, SURELY, Mix, Part
from llm_selection.analysis.fallbacks import Fallback, Guard
from llm_selection.analysis.portfolio import Absence, Portfolio
from llm_selection.analysis.two_model import Cascade, Pair, Split
from llm_selection.needs.error_costs import PREFERENCE_TASKS
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
    enough = f"at least ${LEAST_SAVING_USD} a month"
    words = {
        Absence.NO_SPLIT_OF_HARDWARE_SAVES: (
            f"No split by chance, own hardware kept full and the rest elsewhere, saves {enough} against the first alone."
        ),
        Absence.NO_SPLIT_SAVES: (
            "No split by chance saves anything: of what is paid by the token none can, since bill and errors are both in "
            "proportion."
        ),
        Absence.QUALITY_IS_RATED: (
            "No pair or cascade: quality is a chance to be preferred here, and what isn't preferred is no failure to "
            "recognise."
        ),
        Absence.QUALITY_ONLY: (
            "No split, pair or cascade: what two options save is dollars, and quality is asked for whatever it costs. Say "
            "what an error costs to compare them."
        ),
        Absence.ERRORS_COST_NOTHING: "No pair or cascade: errors cost nothing, so a better option has nothing to mend.",
        Absence.NO_PAIR_SAVES: (
            f"No {missing} of which the deep option is {SURELY:.0%} likely better, or more, saves {enough} against the "
            "first alone."
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


def _outcome(mix: Mix, *, beside: bool = False) -> str:
    """Say the quality of a mix and what it is expected to cost, and where asked for, what it saves against the first alone."""
    quality = f"quality {mix.quality * 100:.0f} ({mix.low * 100:.0f} to {mix.high * 100:.0f})"
    return f"{quality}, {_expected(mix)}{_beside(mix) if beside else ''}"


def _beside(mix: Mix) -> str:
    """Add what a mix saves, where that is known."""
    return "" if mix.saves is None else f", {_saving(mix)}"


def _expected(mix: Mix) -> str:
    """Write what a mix is expected to cost as a sum that adds up to the cent; by quality alone, the bill."""
    expected = mix.expected
    bill = _usd(mix)
    if mix.saves is None:
        return f"{bill} a month"
    worths = sum((worth for worth in expected.worths.values() if worth is not None), Decimal(0))
    credited = f" {'-+'[worths < 0]} ${abs(worths):,.2f} worths" if worths else ""
    lost = "not preferred" if PREFERENCE_TASKS.issuperset(expected.errors) else "errors"
    return f"{bill} + ${expected.errors_total:,.2f} {lost}{credited} = {_signed(expected.total)} a month"


def _saving(mix: Mix) -> str:
    """Say what a mix saves against the first alone, or costs more."""
    if not mix.saves:
        return "saves nothing"
    return f"saves ${mix.saves:,.2f}" if mix.saves > 0 else f"costs ${-mix.saves:,.2f} more"


def _signed(usd: Decimal | None) -> str:
    """Write dollars, which may be below 0 where worths are more than everything else."""
    return "unknown" if usd is None else f"{'-' if usd < 0 else ''}${abs(usd):,.2f}"


def _usd(mix: Mix) -> str:
    """Write the bill to the cent, with a mark for an upper bound."""
    bill = mix.expected.bill
    if bill is None:
        return "an unknown bill"
    return ("≤" if mix.at_most else "") + f"${bill:,.2f}"


def _split(split: Split) -> Iterator[str]:
    """Say what a split by chance does."""
    kept, rest = split.mix.parts
    servers = "a server" if split.servers == 1 else f"{split.servers:,} servers"
    yield (
        f"{servers} kept full with {kept.model} and {rest.share:.0%} of the requests, by chance, to {_name(rest)}: "
        f"{_outcome(split.mix, beside=True)}."
    )


def _pair(pair: Pair) -> Iterator[str]:
    """Say what telling requests apart would bring, and what it takes."""
    fast, deep = pair.known.parts
    yield (
        f"{_name(fast)} for most; {_name(deep)}, {percent(pair.better)} likely better, for the {pair.share:.0%} that only it "
        f"solves, if these are known beforehand: at most {_outcome(pair.known, beside=True)}."
    )
    yield (
        f"It pays if {pair.least_caught:.0%} of these or more are among the {pair.share:.0%} sent to it; of a draw by "
        f"chance, {pair.share:.0%} are, and it {_saving(pair.by_chance)}. If all are among them, it pays "
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
        f"for failed: {_outcome(cascade.mix, beside=True)}."
    )
    yield (
        f"That is if the deep one solves all that the fast one does; if one's failures say nothing of the other's, quality "
        f"{cascade.if_independent.quality * 100:.0f}, and it {_saving(cascade.if_independent)}."
    )
    yield (
        f"The check: {cascade.check}. It pays from a sensitivity of {cascade.least_sensitivity:.0%} on, for "
        f"${_price(cascade.most_usd_per_check)} a check or less, and {_while(cascade.pays_up_to, 'passed on')}. What is passed "
        f"on waits for both."
    )


def _price(usd: Decimal) -> str:
    """Write dollars of one check, which may be far below a cent."""
    return f"{usd:,.2f}" if usd >= 1 else f"{usd:.2g}"


def _fallback(fallback: Fallback, first: Mix) -> Iterator[str]:
    """Say what stands in, what it costs, and what it shares with the first."""
    (part,) = fallback.alone.parts
    if fallback.guard is Guard.SAME_MODEL:
        yield (
            f"The same model at {part.provider}: {_usd(fallback.alone)} a month{_beside(fallback.alone)}. It guards against "
            f"the end or outage of {first.parts[0].provider}, not of the model."
        )
    else:
        weights = f", its weights can be downloaded{_license_unread(fallback)}" if fallback.downloadable else ""
        yield (
            f"{_name(part)}: {_outcome(fallback.alone, beside=True)}{weights}; at least as good with a probability of "
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
