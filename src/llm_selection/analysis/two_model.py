"""
Two models: a cheaper option for most of the traffic and a better one for the rest, in three ways to tell the rest.

By chance, nothing is known of a request. Told apart, one knows beforehand which requests only the deep one solves. In a
cascade the fast one answers all, and what a check takes for failed goes on.

Source: of cascades, Chen, Zaharia and Zou (2023), "FrugalGPT" (arXiv 2305.05176); of how far both ways of telling go
together, "A Unified Approach to Routing and Cascading for LLMs" (arXiv 2410.10347).
"""

from collections.abc import Callable
from decimal import Decimal

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.blends import (
    SURELY,
    Check,
    Load,
    Member,
    Mix,
    Mixer,
    cascade_quality,
    distance_of,
    passed_on,
    requests_of,
    split_quality,
)
from llm_selection.needs.criteria import Criterion
from llm_selection.units import EXACT, dollars

__all__ = ["Cascade", "Pair", "Split", "cascade", "pair", "split"]

_STEPS = 1000
"""The least sensitivity is told in thousandths of the way from that of a coin to the check's own."""


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
            for the score to be that of the first option alone. By chance it is ``share``.
        pays_up_to: The largest share of the requests that may go to the deep one for the score to be at least that of the
            first option alone, if all are among them that only the deep one solves.
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
        checks_usd: US dollars a month that checking costs; part of the cost of both.
        passed_on: Share of the requests that goes on, at the fast one's expected quality.
        pays_up_to: The largest share that may go on for the score to be at least that of the first option alone, all else
            being equal.
        least_sensitivity: The least sensitivity of the check at which it is, in steps of a thousandth of the way from its
            ``false_alarm`` to its ``sensitivity``.
        most_usd_per_check: The most that one check may cost for it, in US dollars; ``None``: cost doesn't matter.
        better: Probability that the deep one is at least as good as the fast one.
    """

    mix: Mix
    if_independent: Mix
    check: Check
    checks_usd: Decimal
    passed_on: float
    pays_up_to: float
    least_sensitivity: float
    most_usd_per_check: Decimal | None
    better: float


def split(mixer: Mixer) -> Split | None:
    """
    Return the split by chance that scores highest, if that is above the first option alone.

    Quality and the cost of tokens are both linear in the share p that goes to one of two, and the value of a cost is convex
    (`llm_selection.needs.criteria.cost_value`), so the score is convex in p and highest at an end: two options that are paid by the
    token never score more than the better of them. What is paid by the server isn't linear: from one step to the next it
    costs the same, so the only shares that can be higher than both ends keep all servers full, and of these, convexity leaves
    the one with a single server less than all of the load takes. Two kinds of own hardware aren't looked at together.
    """

    def loads(hosted: Member, other: Member) -> tuple[Load, Load]:
        kept = _kept(hosted, mixer.requests) * (hosted.hosted.requests if hosted.hosted else 0)
        return _load(hosted, kept), _load(other, mixer.requests - kept)

    def admitted(_: Member, other: Member) -> bool:
        return other.hosted is None

    def rough(hosted: Member, other: Member) -> float:
        ours, theirs = loads(hosted, other)
        share = theirs.requests / mixer.requests
        quality = mixer.blend(lambda one, two: split_quality(one, two, share), hosted, other)
        return mixer.rough_score(
            quality, hosted.rough_cost(ours.requests) + other.rough_cost(theirs.requests), hosted, other
        )

    def exact(hosted: Member, other: Member) -> int:
        ours, theirs = loads(hosted, other)
        share = theirs.requests / mixer.requests
        quality = mixer.blended(lambda one, two: split_quality(one, two, share), hosted, other)
        return mixer.score(quality.mean, hosted.cost(ours.requests) + other.cost(theirs.requests), hosted, other)

    fasts = [member for member in mixer.members if _kept(member, mixer.requests)]
    found = mixer.best_pair(fasts, admitted, rough, exact)
    if found is None:
        return None
    share = loads(*found)[1].requests / mixer.requests
    quality = mixer.blended(lambda one, two: split_quality(one, two, share), *found)
    return Split(mix=mixer.mix(loads(*found), quality), servers=_kept(found[0], mixer.requests))


def _kept(member: Member, requests: int) -> int:
    """Return how many servers are kept full if one less is paid than all requests take; 0 of what isn't hosted."""
    return 0 if member.hosted is None else member.hosted.servers_for(requests) - 1


def _load(member: Member, requests: int) -> Load:
    """Give an option so many requests, no more and no less."""
    return Load(member, requests, requests, requests)


def pair(mixer: Mixer) -> Pair | None:
    """
    Return the pair that would score highest if requests could be told apart, if that is above the first option alone.

    Failures are taken as nested: the deep one solves whatever the fast one does, so of each task the difference of both
    qualities is what only the deep one solves; where the fast one is better at a task, it keeps that. Fast is the one that
    costs no more for all of the load, it keeps half of it or more, and the deep one must be better with a probability of
    `llm_selection.analysis.blends.SURELY`.
    """

    def sent(fast: Member, deep: Member) -> int:
        return requests_of(mixer.blend(_only_deep, fast, deep), mixer.requests)

    def rough(fast: Member, deep: Member) -> float:
        count = sent(fast, deep)
        cost = fast.rough_cost(mixer.requests - count) + deep.rough_cost(count)
        return mixer.rough_score(mixer.blend(max, fast, deep), cost, fast, deep)

    def admitted(fast: Member, deep: Member) -> bool:
        return _admitted(fast, deep) and 2 * sent(fast, deep) <= mixer.requests

    def cost(fast: Member, deep: Member, count: int) -> int:
        return fast.cost(mixer.requests - count) + deep.cost(count)

    def exact(fast: Member, deep: Member) -> int:
        return mixer.score(mixer.blended(max, fast, deep).mean, cost(fast, deep, sent(fast, deep)), fast, deep)

    found = mixer.best_pair(_fasts(mixer), admitted, rough, exact)
    if found is None:
        return None
    fast, deep = found
    count = sent(fast, deep)
    both = (_load(fast, mixer.requests - count), _load(deep, count))
    share = count / mixer.requests
    known = mixer.blended(max, fast, deep)
    least = mixer.blended(lambda one, _: one, fast, deep).mean
    needed = mixer.quality_needed(cost(fast, deep, count), fast, deep)
    most = mixer.most_requests(
        lambda each: cost(fast, deep, each), mixer.budget(known.mean, fast, deep), fast=fast, deep=deep
    )
    return Pair(
        known=mixer.mix(both, known),
        by_chance=mixer.mix(both, mixer.blended(lambda one, two: split_quality(one, two, share), fast, deep)),
        share=share,
        least_caught=max(0.0, (needed - least) / (known.mean - least)),
        pays_up_to=most / mixer.requests,
        better=mixer.chance(deep.model, fast.model),
    )


def _only_deep(fast: float, deep: float) -> float:
    """Return the share that only the deep one solves, if failures are nested."""
    return max(0.0, deep - fast)


_DISTANCE = distance_of(SURELY)


def _fasts(mixer: Mixer) -> tuple[Member, ...]:
    """Return what may be the fast one: without a weight on quality nothing, since the cheapest alone is best."""
    return mixer.members if mixer.weights[Criterion.QUALITY] else ()


def _admitted(fast: Member, deep: Member) -> bool:
    """Say whether one is cheap enough to be the fast one, and the other surely better."""
    return fast.full <= deep.full and deep.surely_better(fast, _DISTANCE)


def _nested(fast: float, deep: float, check: Check) -> float:
    """Return the quality of a cascade whose failures are nested."""
    return cascade_quality(fast, deep, min(fast, deep), check)


def cascade(mixer: Mixer, check: Check) -> Cascade | None:
    """
    Return the cascade that scores highest, if that is above the first option alone; failures are taken as nested.

    Fast and deep as in `pair`, but any share may go on. Of several tasks, each counts as much of the traffic as it weighs.
    """
    checks = int(EXACT.multiply(check.usd.scaleb(12, EXACT), mixer.requests))

    def sent(fast: Member, told: Check = check) -> int:
        return requests_of(mixer.blend(lambda one, _: passed_on(one, told), fast, fast), mixer.requests)

    on = {id(fast): sent(fast) for fast in mixer.members}

    def rough(fast: Member, deep: Member) -> float:
        quality = mixer.blend(lambda one, two: _nested(one, two, check), fast, deep)
        return mixer.rough_score(quality, fast.full + checks + deep.rough_cost(on[id(fast)]), fast, deep)

    def exact(fast: Member, deep: Member, told: Check = check) -> int:
        quality = mixer.blended(lambda one, two: _nested(one, two, told), fast, deep).mean
        return mixer.score(quality, fast.full + checks + deep.cost(sent(fast, told)), fast, deep)

    found = mixer.best_pair(_fasts(mixer), _admitted, rough, exact)
    if found is None:
        return None
    fast, deep = found
    share = mixer.blended(lambda one, _: passed_on(one, check), fast, fast)
    # With more that fails, more goes on: the fewest go on where the fast one is as good as it may be.
    fewest, most = sorted(requests_of(each, mixer.requests) for each in (share.low, share.high))
    loads = (_load(fast, mixer.requests), Load(deep, on[id(fast)], fewest, most))
    quality = mixer.blended(lambda one, two: _nested(one, two, check), fast, deep)
    budget = mixer.budget(quality.mean, fast, deep)
    parts = fast.full + deep.cost(on[id(fast)])
    independent = mixer.blended(lambda one, two: cascade_quality(one, two, one * two, check), fast, deep)
    return Cascade(
        mix=mixer.mix(loads, quality, other=checks),
        if_independent=mixer.mix(loads, independent, other=checks),
        check=check,
        checks_usd=dollars(checks),
        passed_on=share.mean,
        pays_up_to=mixer.most_requests(
            lambda count: fast.full + checks + deep.cost(count), budget, fast=fast, deep=deep
        )
        / mixer.requests,
        least_sensitivity=_least_sensitivity(check, lambda told: exact(fast, deep, told) >= mixer.first_score),
        most_usd_per_check=None if budget is None else dollars((budget - parts) // mixer.requests),
        better=mixer.chance(deep.model, fast.model),
    )


def _least_sensitivity(check: Check, pays: Callable[[Check], bool]) -> float:
    """
    Return the least sensitivity at which it pays, all else being equal; at that of *check* it does.

    Quality and cost are linear in it, so the score is convex, and it crosses that of the first option alone but once. With
    servers of one's own to within one more of them.
    """
    span = check.sensitivity - check.false_alarm
    least, most = 0, _STEPS
    while most - least > 1:
        middle = (least + most) // 2
        if pays(replace(check, sensitivity=check.false_alarm + span * middle / _STEPS)):
            most = middle
        else:
            least = middle
    return check.false_alarm + span * most / _STEPS
