"""
Score prediction: what the models measured on a benchmark say of another model's score there.

A line in ability leaves out what models share beside it: a developer's models of one time are good at the same things,
models of one time have seen the same data, and near its ceiling a benchmark bends. So a model is expected on the line,
plus the part of its peers' distances from the line that is like its own: kriging.

Source: Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", equations 2.25 and 2.26.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, fsum, log, pi, sqrt
from operator import mul

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale
from llm_selection.domain.calibration import BenchmarkParameters, Calibration
from llm_selection.estimation.abilities import (
    LEAST_LEVERAGE,
    USUAL_ITEMS,
    printed_score,
    printed_share,
    work_score,
)
from llm_selection.estimation.linear_algebra import cholesky, forward
from llm_selection.estimation.quality import (
    INTERVAL_Z,
    RATING_SPREAD,
    logistic,
)

__all__ = [
    "ABILITY_RANGE",
    "ABILITY_SHARE",
    "DEVELOPER_SHARE",
    "ERA_SHARE",
    "ERA_YEARS",
    "INTERCEPT_SD",
    "NEWER_WIDER",
    "USUAL_LEVERAGE",
    "ExpectedScore",
    "Peer",
    "expect_score",
    "likeness",
    "predict_from_peers",
    "reading",
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

USUAL_LEVERAGE = 0.18
"""p (1 - p) at p = 0.24, near the median score: stretches a peer's standard error, whatever its share."""

NEWER_WIDER = 1.2
"""
Factor on a prediction's sd where a model is newer than all its peers: what comes next is less like what was.

Chosen by the coverage that ``registry-tools evaluate quality`` (``forward``) measures: over six first days of new models,
from July 2025 to July 2026, 80% intervals hold 73 to 92% with it, 82% on average, and 65 to 87% without, 75% on
average; so it isn't held out itself.
"""

ROOM = 0.004
"""Of a ceiling: a score is read as this part below it, so that its logit stays finite."""

_DAYS = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """
    A model, as far as its score on one benchmark can be told from others'.

    Attributes:
        developer: Who trained it.
        released: Its release, or its first result if that is earlier; ``None`` unknown, then it is of nobody's time.
        reasoning: Whether it reasons before it answers; ``None`` unknown, which is a kind of its own.
        mean: Its ability at the benchmark's task and family, in units of ability: about a logit on a typical benchmark.
        variance: Variance of that ability, in the square of that unit.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedScore:
    """
    What a model is expected to score on a benchmark if an independent hand ran it again.

    Attributes:
        benchmark: The benchmark.
        mean: Expected score, in the benchmark's own numbers: a share is 0 to 1, guessing included.
        low: Lower end of the 90% interval of the score in the long run, without the chance of a single run.
        high: Upper end of that interval.
        peers: Number of other models whose scores there it rests on.
        own: Results of the model there that took part.
    """

    benchmark: str
    mean: float
    low: float
    high: float
    peers: int
    own: int


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
    mean = slope * subject.mean + fsum(map(mul, shared, distances))
    return mean, common + spread + slope * slope * subject.variance - fsum(map(mul, shared, shared))


def expect_score(
    subject: Peer, benchmark: Benchmark, calibration: Calibration, *, peers: Sequence[Peer], own: Iterable[Result] = ()
) -> ExpectedScore:
    """
    Predict what a model scores on *benchmark*.

    Its ability elsewhere and its peers' scores come first; its *own* results there then count by their precision, so
    that a better one never lowers what is expected. The precision is taken where the score is expected, not where it
    came: `llm_selection.estimation.abilities.work_stderr` says why.

    Args:
        subject: The model, with its ability from results on other benchmarks.
        benchmark: One that *calibration* has parameters for.
        calibration: The fitted parameters.
        peers: Other models measured there; their scores as `reading` gives them.
        own: Results of the model on this benchmark.
    """
    parameters = calibration.benchmarks[benchmark.id]
    slope = parameters.own_slope if parameters.peer_slope is None else parameters.peer_slope
    sd = parameters.residual_sd if parameters.peer_sd is None else parameters.peer_sd
    mean, variance = predict_from_peers(subject, peers, slope=slope, sd=sd)
    if _is_newer(subject, peers):
        variance *= NEWER_WIDER**2
    results, expected = tuple(own), mean
    for result in results:
        score, noise = reading(result, benchmark, calibration, expected=expected)
        gain = variance / (variance + (sd * sd if noise is None else noise))
        mean, variance = mean + gain * (score - mean), variance * (1.0 - gain)
    reach = INTERVAL_Z * sqrt(variance)
    middle = mean / sqrt(1.0 + pi / 8.0 * variance) if benchmark.scale is Scale.SHARE else mean
    low, high = sorted(_printed(mean + step, benchmark, parameters) for step in (-reach, reach))
    return ExpectedScore(
        benchmark=benchmark.id,
        # Near its ends a wide distribution can pull a share's mean past its own quantile, which is then the better estimate.
        mean=min(max(_printed(middle, benchmark, parameters), low), high),
        low=low,
        high=high,
        peers=len(peers),
        own=len(results),
    )


def reading(
    result: Result, benchmark: Benchmark, calibration: Calibration, *, expected: float | None = None
) -> tuple[float, float | None]:
    """
    Read a result on the scale that is straight in ability, and the variance of its noise there.

    Args:
        result: The result.
        benchmark: Its benchmark.
        calibration: The fitted parameters.
        expected: What was expected before, on the same scale; by default a share's noise is stretched by
            `USUAL_LEVERAGE`.

    Returns:
        The score, and the noise's variance; ``None`` where neither a standard error nor items tell it.
    """
    parameters = calibration.benchmarks[benchmark.id]
    score = work_score(result.score, benchmark, parameters, items=result.items)
    vendor = result.reporter is Reporter.VENDOR
    if vendor:
        score -= calibration.vendor_offset
    if benchmark.scale is not Scale.SHARE:
        unit = RATING_SPREAD if benchmark.scale is Scale.RATING else parameters.spread or 1.0
        noise = None if result.stderr is None else (result.stderr / unit) ** 2
    else:
        share = min(logistic(score), parameters.ceiling * (1.0 - ROOM))
        score = log(share / (parameters.ceiling - share))
        noise = _share_noise(result, benchmark, parameters, expected=expected)
    return score, noise + calibration.vendor_sd**2 if vendor and noise is not None else noise


def _share_noise(
    result: Result, benchmark: Benchmark, parameters: BenchmarkParameters, *, expected: float | None
) -> float:
    """Return the variance of a share's noise; without a standard error, by its items, or else by the usual number."""
    guess = benchmark.guess_share or 0.0
    leverage, share = USUAL_LEVERAGE, 0.5
    if expected is not None:
        share = parameters.ceiling * logistic(expected)
        leverage = max(share * (1.0 - share / parameters.ceiling), LEAST_LEVERAGE)
    solved = guess + (1.0 - guess) * share
    stderr = sqrt(solved * (1.0 - solved) / (result.items or USUAL_ITEMS)) if result.stderr is None else result.stderr
    return (stderr / (1.0 - guess) / leverage) ** 2


def _printed(lifted: float, benchmark: Benchmark, parameters: BenchmarkParameters) -> float:
    """Return a score of `reading`'s scale in the benchmark's own numbers."""
    if benchmark.scale is Scale.SHARE:
        return printed_share(parameters.ceiling * logistic(lifted), benchmark)
    return printed_score(lifted, benchmark, parameters)


def _is_newer(subject: Peer, peers: Iterable[Peer]) -> bool:
    """Say whether a model was released after all its peers."""
    days = [peer.released for peer in peers if peer.released is not None]
    return subject.released is not None and bool(days) and subject.released > max(days)
