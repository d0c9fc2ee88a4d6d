"""
Portfolio: what two options do that one doesn't, by the need's own weights, and what stands in when the first fails.

Which of two models answers a single prompt is decided elsewhere; here it is said what that is worth, and what it takes.
"""

from collections.abc import Iterator
from datetime import date

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import money
from llm_selection.analysis.blends import LEAST_GAIN, SURELY, Check, Mix, Mixer, Part
from llm_selection.analysis.fallbacks import Fallback, Guard, fallbacks
from llm_selection.analysis.pairwise import percent
from llm_selection.analysis.two_model import Cascade, Pair, Split, cascade, pair, split
from llm_selection.needs.criteria import Criterion, decimals
from llm_selection.presentation.text_layout import Section
from llm_selection.selection.selecting import Selection

__all__ = ["Portfolio", "portfolio"]

_LEAST_SHOWN = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """
    The first option beside what two do together, and what stands in for it.

    Attributes:
        on: The day it is for.
        first: The first option alone.
        split: Own hardware kept full, and another option for the rest; ``None``: no such split scores more.
        pair: A fast and a deep option where requests are told apart beforehand; ``None``: not even then do two score more.
        cascade: A fast option whose recognised failures go on to a deep one; ``None``: none scores more.
        fallbacks: The best-ranked stand-in for each `Guard`, where there is one.
        reasons: Why what isn't there isn't, in sentences.
        assumed: What all of it takes for granted, in sentences.
    """

    on: date
    first: Mix
    split: Split | None
    pair: Pair | None
    cascade: Cascade | None
    fallbacks: tuple[Fallback, ...]
    reasons: tuple[str, ...]
    assumed: tuple[str, ...]

    def explain(self) -> str:
        """Return it as text of 80 columns, each part behind its title."""
        told = (Section(label=title, sentences=lines) for title, lines in self.sections())
        return "\n".join(line for section in told for line in section.lines())

    def sections(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield it in parts, each a title of at most nine letters and its lines."""
        yield "First", (f"{_named(self.first.parts[0])}: {_does(self.first)}.",)
        if self.split:
            yield "Split", tuple(_of_split(self.split))
        if self.pair:
            yield "Pair", tuple(_of_pair(self.pair))
        if self.cascade:
            yield "Cascade", tuple(_of_cascade(self.cascade))
        if self.reasons:
            yield "None", self.reasons
        for fallback in self.fallbacks:
            yield _TITLES[fallback.guard], tuple(_of_fallback(fallback, self.first))
        if self.assumed:
            yield "Assumed", self.assumed


_TITLES = {Guard.INDEPENDENT: "Fallback", Guard.SAME_MODEL: "Elsewhere", Guard.HOSTABLE: "Hostable"}


def portfolio(recommendation: Selection, *, check: Check) -> Portfolio:
    """
    Put the first option of a recommendation beside the best two, and find what stands in for it.

    A pair or a cascade is there only if it scores at least `llm_selection.analysis.blends.LEAST_GAIN` more than the first option alone,
    by the need's own weights, and its deep option is better than the fast one with a probability of at least
    `llm_selection.analysis.blends.SURELY`. Every two ranked options of known cost are looked at; one more or less changes nothing but
    what it is a part of.

    Args:
        recommendation: The answer; only what it ranks takes part.
        check: What recognises failures in a cascade.

    Raises:
        NothingFits: Nothing is ranked.
        InvalidInputError: *check* isn't a `Check`.
    """
    best = recommendation.best  # raises where nothing fits
    mixer = Mixer(recommendation)
    is_rated = any(quality.anchor is not None for quality in best.quality.values())
    found = split(mixer), None if is_rated else pair(mixer), None if is_rated else cascade(mixer, check)
    others = fallbacks(mixer)
    return Portfolio(
        on=recommendation.on,
        first=mixer.alone(mixer.first),
        split=found[0],
        pair=found[1],
        cascade=found[2],
        fallbacks=others,
        reasons=tuple(_reasons(mixer, found, others, is_rated=is_rated)),
        assumed=tuple(_assumed(found, others)),
    )


def _reasons(
    mixer: Mixer,
    found: tuple[Split | None, Pair | None, Cascade | None],
    others: tuple[Fallback, ...],
    *,
    is_rated: bool,
) -> Iterator[str]:
    """Say why what isn't there isn't."""
    by_chance, told, checked = found
    if by_chance is None and any(member.hosted for member in mixer.members):
        yield "No split by chance, own hardware kept full and the rest elsewhere, scores more than the first alone."
    elif by_chance is None and told is None:
        yield (
            "No split by chance scores more than the first alone: of what is paid by the token none can, since the value of "
            "a cost is convex."
        )
    which = [name for name, one in (("pair", told), ("cascade", checked)) if one is None]
    if which and is_rated:
        yield (
            "No pair or cascade: quality is a chance to be preferred here, and what isn't preferred is no failure to "
            "recognise."
        )
    elif which and not mixer.weights[Criterion.QUALITY]:
        yield "No pair or cascade: quality has no weight."
    elif which:
        yield (
            f"No {' or '.join(which)} of which the deep option is {SURELY:.0%} likely better, or more, scores at least "
            f"{LEAST_GAIN:g} more than the first alone."
        )
    guards = {each.guard for each in others}
    if Guard.INDEPENDENT not in guards:
        yield "No fallback that shares nothing recorded with the first is ranked."


def _assumed(found: tuple[Split | None, Pair | None, Cascade | None], others: tuple[Fallback, ...]) -> Iterator[str]:
    """Say what is taken for granted."""
    _, told, checked = found
    if told or checked:
        yield (
            "What is solved and failed is a share of benchmarks, not of your traffic, which may be easier; tests of your own "
            "take their place."
        )
    if any(found):
        yield "Each part of the requests is like all of them: as long, and as often in a cache."
    if others:
        yield "How often providers fail isn't known here."


def _named(part: Part) -> str:
    """Name an option."""
    return f"{part.model} at {part.provider}"


def _does(mix: Mix, *, gain: bool = False) -> str:
    """Say what a mix does."""
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


def _of_split(found: Split) -> Iterator[str]:
    """Say what a split by chance does."""
    kept, rest = found.mix.parts
    servers = "a server" if found.servers == 1 else f"{found.servers:,} servers"
    yield (
        f"{servers} kept full with {kept.model} and {rest.share:.0%} of the requests, by chance, to {_named(rest)}: "
        f"{_does(found.mix, gain=True)}."
    )


def _of_pair(found: Pair) -> Iterator[str]:
    """Say what telling requests apart would bring, and what it takes."""
    fast, deep = found.known.parts
    yield (
        f"{_named(fast)} for most; {_named(deep)}, {percent(found.better)} likely better, for the {found.share:.0%} that only it "
        f"solves, if these are known beforehand: at most {_does(found.known, gain=True)}."
    )
    yield (
        f"It pays if {found.least_caught:.0%} of these or more are among the {found.share:.0%} sent to it; of a draw by "
        f"chance, {found.share:.0%} are, and it scores {found.by_chance.score:.3f}. If all are among them, it pays "
        f"{_while(found.pays_up_to, 'sent')}."
    )


def _while(share: float, done: str) -> str:
    """Say up to which share."""
    return f"however many are {done}" if share == 1 else f"while no more than {share:.0%} are {done}"


def _of_cascade(found: Cascade) -> Iterator[str]:
    """Say what a cascade does, and how good the check must be."""
    fast, deep = found.mix.parts
    yield (
        f"{_named(fast)} for all; {_named(deep)}, {percent(found.better)} likely better, for the {found.passed_on:.0%} taken for "
        f"failed: "
        f"{_does(found.mix, gain=True)}."
    )
    yield (
        f"That is if the deep one solves all that the fast one does; if one's failures say nothing of the other's, quality "
        f"{found.if_independent.quality * 100:.0f}, score {found.if_independent.score:.3f}."
    )
    price = found.most_usd_per_check
    most = "" if price is None else f", for ${price:.2g} a check or less"
    yield (
        f"The check: {found.check}. It pays from a sensitivity of {found.least_sensitivity:.0%} on{most}, and "
        f"{_while(found.pays_up_to, 'passed on')}. What is passed on waits for both."
    )


def _unread(found: Fallback) -> str:
    """Say of weights that can be downloaded that nobody here read what may be done with them."""
    if found.license_read is None:
        return " (no license of it is known)"
    return "" if found.license_read else " (its license wasn't read)"


def _of_fallback(found: Fallback, first: Mix) -> Iterator[str]:
    """Say what stands in, what it costs, and what it shares."""
    (part,) = found.alone.parts
    if found.guard is Guard.SAME_MODEL:
        yield (
            f"The same model at {part.provider}: {_usd(found.alone)} a month, score {found.alone.score:.3f}, "
            f"{_gain(found.alone.gain)}. It guards against the end or outage of {first.parts[0].provider}, not of the model."
        )
    else:
        weights = f", its weights can be downloaded{_unread(found)}" if found.downloadable else ""
        yield (
            f"{_named(part)}: {_does(found.alone, gain=True)}{weights}; at least as good with a probability of "
            f"{percent(found.better)}."
        )
    if found.moving:
        yield "Its id is a moving alias: it may lead to another model tomorrow."
    if found.guard is Guard.HOSTABLE:
        return
    shared, apart, untold = (", ".join(point.kind for point in found.of(each)) for each in (True, False, None))
    known = [
        text
        for names, text in (
            (shared, f"shared: {shared}"),
            (apart, f"not shared: {apart}"),
            (untold, f"not known: {untold}"),
        )
        if names
    ]
    yield f"{'; '.join(known)[0].upper()}{'; '.join(known)[1:]}."
