"""
Two models: a cheaper option for most of the traffic and a better one for the rest, in three ways to tell the rest.

By chance, nothing is known of a request. Told apart, one knows beforehand which requests only the deep one solves. In a
cascade the fast one answers all, and what a check takes for failed goes on. Bill and errors are straight lines in whatever
is varied, so where a mix stops paying follows from what it saves and the slope.

Source: of cascades, Chen, Zaharia and Zou (2023), "FrugalGPT" (arXiv 2305.05176); of how far both ways of telling go
together, "A Unified Approach to Routing and Cascading for LLMs" (arXiv 2410.10347).
"""

from decimal import Decimal
from itertools import product
from math import inf

from llm_selection._dataclasses import dataclass
from llm_selection.analysis.blends import (
    Check,
    Load,
    Member,
    Mix,
    Mixer,
    cascade_quality,
    passed_on,
    requests_of,
    split_quality,
)
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR, dollars

__all__ = ["Cascade", "Pair", "Split", "cascade", "pair", "split"]

_CENT = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """
    Hardware of one's own that is kept full, and another option for what doesn't fit on it: which request goes where is chance.

    Attributes:
        mix: The two, the hardware first.
        servers: Servers that are kept full.
    """

    mix: Mix
    servers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """
    A fast option and a deep one, where it is told beforehand which requests need the deep one.

    Attributes:
        known: The two, fast first, if exactly the requests go to the deep one that it solves and the fast one doesn't: the
            most that telling requests apart can bring.
        by_chance: The two, if as many are drawn by chance: what knowing nothing brings.
        share: The share of the requests that goes to the deep one in both.
        least_caught: The share, 0 to 1, of the requests that only the deep one solves that must be among those sent to it
            for the expected cost to be that of the first option alone. By chance it is ``share``.
        pays_up_to: The largest share of the requests that may go to the deep one for the expected cost to be at most that
            of the first option alone, if all are among them that only the deep one solves, on the same servers.
        better: Probability that the deep one is at least as good as the fast one.
    """

    known: Mix
    by_chance: Mix
    share: float
    least_caught: float
    pays_up_to: float
    better: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """
    A fast option that answers everything, and a deep one for what a check takes for failed.

    Attributes:
        mix: The two, fast first, if failures are nested, so that the deep one solves whatever the fast one does: the least
            that a cascade brings.
        if_independent: The two, if one's failures say nothing of the other's.
        check: What recognises failures.
        checks_usd: US dollars a month that checking every piece of work costs; part of the bill of both.
        passed_on: Share of the requests that goes on, at the fast one's expected quality.
        pays_up_to: The largest share that may go on for the expected cost to be at most that of the first option alone,
            all else being equal, on the same servers.
        least_sensitivity: The least sensitivity of the check at which it is, likewise; its ``false_alarm`` where any will do.
        most_usd_per_check: The most that one check may cost for it, in US dollars.
        better: Probability that the deep one is at least as good as the fast one.
    """

    mix: Mix
    if_independent: Mix
    check: Check
    checks_usd: Decimal
    passed_on: float
    pays_up_to: float
    least_sensitivity: float
    most_usd_per_check: Decimal
    better: float


def split(mixer: Mixer) -> Split | None:
    """
    Return the split by chance that saves most against the first option alone, if that is enough to be worth it.

    Bill and errors are both linear in the share p that goes to one of two, so the least is at an end: two options that are
    paid by the token never cost less than the better of them. What is paid by the server isn't linear: from one step to the
    next it costs the same, so the only shares that can be lower than both ends keep all servers full, and of these the one
    with a single server less than all of the load takes. Two kinds of own hardware aren't looked at together.
    """

    def rest(hosted: Member) -> int:
        return mixer.requests - _kept(hosted) * (hosted.hosted.requests if hosted.hosted else 0)

    def usd(hosted: Member, other: Member) -> float:
        sent = rest(hosted)
        share = sent / mixer.requests
        solved = [split_quality(one, two, share) for one, two in zip(hosted.means, other.means, strict=True)]
        return mixer.usd(hosted.bill(mixer.requests - sent) + other.bill(sent), solved, hosted, other)

    full, others = filter(_kept, mixer.members), (member for member in mixer.members if member.hosted is None)
    best = mixer.best(list(product(full, others)), usd)
    if best is None:
        return None
    hosted, other, _ = best
    sent = rest(hosted)
    loads = (_load(hosted, mixer.requests - sent), _load(other, sent))
    return Split(
        mix=mixer.mix(loads, lambda one, two: split_quality(one, two, sent / mixer.requests)), servers=_kept(hosted)
    )


def _kept(member: Member) -> int:
    """Return how many servers are kept full if one less is paid for than all requests take; 0 where nothing is hosted."""
    return 0 if member.hosted is None else member.hosted.servers_for(member.requests) - 1


def _load(member: Member, requests: int) -> Load:
    """Give an option exactly this many requests."""
    return Load(member, requests, requests, requests)


def pair(mixer: Mixer) -> Pair | None:
    """
    Return the pair that would save most if requests could be told apart, if that is enough to be worth it.

    Failures are taken as nested: the deep one solves whatever the fast one does, so of each task the difference of both
    qualities is what only the deep one solves; where the fast one is better at a task, it keeps that. Fast is the one that
    costs no more for all of the load, it keeps half of it or more, and the deep one must be better with a probability of
    `llm_selection.analysis.blends.SURELY`.
    """

    def sent(fast: Member, deep: Member) -> int:
        return requests_of(mixer.overall(map(_only_deep, fast.means, deep.means)), mixer.requests)

    def usd(fast: Member, deep: Member) -> float:
        count = sent(fast, deep)
        if 2 * count > mixer.requests:
            return inf
        return mixer.usd(
            fast.bill(mixer.requests - count) + deep.bill(count), map(max, fast.means, deep.means), fast, deep
        )

    best = mixer.best(mixer.fast_and_deep, usd)
    if best is None:
        return None
    fast, deep, saved = best
    count = sent(fast, deep)
    share = count / mixer.requests
    loads = (_load(fast, mixer.requests - count), _load(deep, count))
    caught = mixer.mended(fast, deep)
    return Pair(
        known=mixer.mix(loads, max),
        by_chance=mixer.mix(loads, lambda one, two: split_quality(one, two, share)),
        share=share,
        least_caught=max(0.0, 1.0 - saved / caught) if caught else 0.0,
        pays_up_to=_pays_up_to(share, saved, deep.rise - fast.rise, deep.room(count)),
        better=mixer.chance(deep.option, fast.option),
    )


def _only_deep(fast: float, deep: float) -> float:
    """Return the share that only the deep one solves, if failures are nested."""
    return max(0.0, deep - fast)


def _pays_up_to(share: float, saved: float, rise: float, room: float) -> float:
    """
    Return the share at which what is saved at *share* is used up, if all of the requests cost *rise*; at most *room*.

    To a cent, so that where all may go, rounding doesn't say all but a billionth.
    """
    return room if rise * (room - share) <= saved + _CENT else share + saved / rise


def cascade(mixer: Mixer, check: Check) -> Cascade | None:
    """
    Return the cascade that saves most, if that is enough to be worth it; failures are taken as nested.

    Fast and deep as in `pair`, but any share may go on. Of several tasks, each counts by its part of the work. Each piece of
    work is checked once, however many requests it takes.
    """
    per_task = mixer.workload.requests_per_task
    checks = dollars(int(check.usd.scaleb(12, EXACT)) * mixer.requests // per_task)
    on = {
        id(fast): requests_of(mixer.overall(passed_on(one, check) for one in fast.means), mixer.requests)
        for fast in mixer.members
    }

    def nested(one: float, two: float) -> float:
        return cascade_quality(one, two, min(one, two), check)

    def usd(fast: Member, deep: Member) -> float:
        bill = fast.usd + float(checks) + deep.bill(on[id(fast)])
        return mixer.usd(bill, map(nested, fast.means, deep.means), fast, deep)

    best = mixer.best(mixer.fast_and_deep, usd)
    if best is None:
        return None
    fast, deep, saved = best
    count = on[id(fast)]
    share, *ends = (
        mixer.overall(passed_on(getattr(quality, end), check) for quality in fast.qualities)
        for end in ("mean", "low", "high")
    )
    # The more fails, the more is passed on: fewest where the fast one is at the upper end of its interval.
    fewest, most = sorted(requests_of(each, mixer.requests) for each in ends)
    loads = (_load(fast, mixer.requests), Load(deep, count, fewest, most))
    # What a check that recognises all failures saves against one that recognises none.
    recognised = mixer.mended(fast, deep) - deep.rise * (1.0 - mixer.overall(fast.means))
    return Cascade(
        mix=mixer.mix(loads, nested, checks=checks),
        if_independent=mixer.mix(loads, lambda one, two: cascade_quality(one, two, one * two, check), checks=checks),
        check=check,
        checks_usd=checks,
        passed_on=share,
        pays_up_to=_pays_up_to(count / mixer.requests, saved, deep.rise, deep.room(count)),
        least_sensitivity=_least_sensitivity(check, saved, recognised),
        most_usd_per_check=EXACT.add(
            check.usd, dollars(int(saved * per_task / mixer.requests * PICODOLLARS_PER_DOLLAR))
        ),
        better=mixer.chance(deep.option, fast.option),
    )


def _least_sensitivity(check: Check, saved: float, recognised: float) -> float:
    """Return at which sensitivity what is *saved* at the check's own is used up, if recognising all failures brings so much."""
    span = check.sensitivity - check.false_alarm
    return check.false_alarm if recognised * span <= saved else check.sensitivity - saved / recognised
