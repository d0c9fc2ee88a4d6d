"""
Peers: what the models measured on a benchmark say of another model's score there.

A line in ability leaves out what models share beside it: a developer's models of one time are good at the same things,
models of one time have seen the same data, and near its ceiling a benchmark bends. So a model is expected on the line,
plus the part of its peers' distances from the line that is like its own: kriging.

Source: Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", equations 2.25 and 2.26.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp
from operator import mul

from llm_selection._linear import cholesky, forward

__all__ = [
    "ABILITY_RANGE",
    "ABILITY_SHARE",
    "DEVELOPER_SHARE",
    "ERA_SHARE",
    "ERA_YEARS",
    "INTERCEPT_SD",
    "NEWER_WIDER",
    "WIDER",
    "Peer",
    "likeness",
    "predict_from_peers",
]

DEVELOPER_SHARE = 0.3
"""Part of the variance around the line that models of one developer and time share."""

ERA_SHARE = 0.2
"""Part that all models of one time share which reason before they answer, or that all share which don't."""

ERA_YEARS = 0.4
"""Years between releases over which both fall to exp(-1/2) of that."""

ABILITY_SHARE = 0.2
"""Part that models of like ability share: how the benchmark bends."""

ABILITY_RANGE = 0.7
"""Units of ability over which that falls likewise."""

INTERCEPT_SD = 1.7
"""Standard deviation of a benchmark's intercept before any result, on the working scale."""

WIDER = 1.1
"""Factor on a prediction's sd, for slope, residual and ceiling are the likeliest ones, not all that may be."""

NEWER_WIDER = 1.2
"""Factor on it where a model is newer than all its peers: what comes next is less like what was."""

_DAYS = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """
    A model, as far as its score on one benchmark can be told from others'.

    Attributes:
        developer: Who trained it.
        released: Its release, or its first result if that is earlier; ``None`` unknown, then it is of nobody's time.
        reasoning: Whether it reasons before it answers; ``None`` unknown, which is a kind of its own.
        mean: Its ability, at the benchmark's task and family.
        variance: Of that ability.
        score: What it scored, on a scale that is straight in ability; of the model asked about, ignored.
        noise: Variance of that score beside what models differ by.
    """

    developer: str
    released: date | None
    reasoning: bool | None
    mean: float
    variance: float
    score: float = 0.0
    noise: float = 0.0


def likeness(one: Peer, other: Peer) -> float:
    """
    Return the part of the variance around the line that two different models share, 0 to 0.7.

    >>> one = Peer(developer="acme", released=date(2026, 1, 1), reasoning=True, mean=1.0, variance=0.1)
    >>> round(likeness(one, one), 3)
    0.7
    """
    bend = (one.mean - other.mean) / ABILITY_RANGE
    shared = ABILITY_SHARE * exp(-0.5 * bend * bend)
    if one.released is None or other.released is None:
        return shared
    gap = (one.released - other.released).days / _DAYS / ERA_YEARS
    own = DEVELOPER_SHARE * (one.developer == other.developer) + ERA_SHARE * (one.reasoning is other.reasoning)
    return shared + own * exp(-0.5 * gap * gap)


def predict_from_peers(subject: Peer, peers: Sequence[Peer], *, slope: float, sd: float) -> tuple[float, float]:
    """
    Predict a model's score from its ability and from what others scored.

    Args:
        subject: The model; not among the *peers*.
        peers: Models measured on the benchmark; without any, only the ability tells.
        slope: Change of the score with one unit of ability.
        sd: Standard deviation of models around the line.

    Returns:
        Mean and variance of its score in the long run, without the noise of a single measurement.
    """
    common, spread = INTERCEPT_SD**2, sd * sd
    lower = [
        [common + spread * likeness(peer, other) for other in peers[:place]]
        + [common + spread + slope * slope * peer.variance + peer.noise]
        for place, peer in enumerate(peers)
    ]
    factor = cholesky(lower)
    distances = forward(factor, (peer.score - slope * peer.mean for peer in peers))
    shared = forward(factor, (common + spread * likeness(subject, peer) for peer in peers))
    mean = slope * subject.mean + sum(map(mul, shared, distances))
    return mean, common + spread + slope * slope * subject.variance - sum(map(mul, shared, shared))
