"""Peers: what others scored, worked by hand, and the laws of an expected score."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import exp, log, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fits import SEEN, result
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import BenchmarkParameters, Calibration
from llm_selection.estimation.score_prediction import (
    ABILITY_SHARE,
    DEVELOPER_SHARE,
    ERA_SHARE,
    NEWER_WIDER,
    ExpectedScore,
    Peer,
    expect_score,
    likeness,
    predict_from_peers,
    reading,
)

SHARE = Benchmark(id="share", name="Share", task=Task.MATH, scale=Scale.SHARE, guess_share=0.2, evidence=SEEN)
RATE = Benchmark(id="rate", name="Rate", task=Task.FACTUALITY, scale=Scale.SHARE, higher_is_better=False, evidence=SEEN)
VOTES = Benchmark(id="votes", name="Votes", task=Task.PREFERENCE, scale=Scale.RATING, evidence=SEEN)
CASH = Benchmark(id="cash", name="Cash", task=Task.TOOL_USE, scale=Scale.POINTS, evidence=SEEN)
PLAIN = BenchmarkParameters(intercept=0.0, slope=1.0, own_slope=1.0, residual_sd=0.5)
CALIBRATION = Calibration(
    version="test",
    fitted=date(2026, 10, 1),
    vendor_offset=0.17,
    vendor_sd=0.15,
    benchmarks={
        "share": replace(PLAIN, ceiling=0.9, peer_slope=0.8, peer_sd=0.4),
        "rate": PLAIN,
        "votes": replace(PLAIN, residual_sd=0.1),
        "cash": replace(PLAIN, center=1000.0, spread=200.0),
    },
)
BENCHMARKS = {one.id: one for one in (SHARE, RATE, VOTES, CASH)}


def peer(
    developer: str = "acme",
    *,
    released: date | None = date(2026, 1, 1),
    reasoning: bool | None = True,
    mean: float = 1.0,
    score: float = 0.0,
) -> Peer:
    """Build a peer."""
    return Peer(developer=developer, released=released, reasoning=reasoning, mean=mean, variance=0.09, score=score)


def expect(name: str, *own: Result, peers: Sequence[Peer] = (), subject: Peer | None = None) -> ExpectedScore:
    """Predict a score."""
    return expect_score(subject or peer(), BENCHMARKS[name], CALIBRATION, peers=peers, own=own)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (peer(), ABILITY_SHARE + DEVELOPER_SHARE + ERA_SHARE),
        (peer("other"), ABILITY_SHARE + ERA_SHARE),
        (peer("other", reasoning=False), ABILITY_SHARE),
        (peer("other", reasoning=None), ABILITY_SHARE),
        (peer(released=None), ABILITY_SHARE),
        (peer("other", reasoning=False, mean=1.7), ABILITY_SHARE * exp(-0.5)),
        (peer("other", released=date(2026, 5, 27)), ABILITY_SHARE + ERA_SHARE * exp(-0.5 * (146 / 365.25 / 0.4) ** 2)),
    ],
)
def test_models_are_alike_by_developer_time_and_ability(other: Peer, alike: float) -> None:
    """What is unknown makes nobody alike; what two share adds up, and it is the same from either side."""
    assert likeness(peer(), other) == pytest.approx(alike)
    assert likeness(other, peer()) == likeness(peer(), other)


def test_without_peers_only_ability_tells() -> None:
    """The mean is on the line through 0, and the sd is everything that isn't known."""
    mean, variance = predict_from_peers(peer(mean=1.5), [], slope=0.8, sd=0.4)
    assert mean == pytest.approx(1.2)
    assert variance == pytest.approx(1.7**2 + 0.16 + 0.64 * 0.09)


def test_one_peer_worked_by_hand() -> None:
    """A peer of the same house and time pulls by the covariance over the variance of its distance from the line."""
    other = peer(mean=0.5, score=1.0)
    shared = 2.89 + 0.16 * (0.5 + 0.2 * exp(-0.5 * (0.5 / 0.7) ** 2))
    own = 2.89 + 0.16 + 0.64 * 0.09
    mean, variance = predict_from_peers(peer(), [other], slope=0.8, sd=0.4)
    assert mean == pytest.approx(0.8 + shared / own * (1.0 - 0.4))
    assert variance == pytest.approx(own - shared**2 / own)


def test_like_peers_count_for_more() -> None:
    """Of two peers off the line in opposite ways, the developer's own of the same time pulls harder."""
    rest = [peer(f"lab-{index}", released=date(2024, 1, 1), reasoning=False, score=0.8) for index in range(8)]
    near, far = peer(score=1.4), peer("other", released=date(2024, 1, 1), reasoning=False, score=0.2)
    assert predict_from_peers(peer(), [*rest, near, far], slope=0.8, sd=0.4)[0] > 0.8


def test_a_score_is_read_below_its_ceiling() -> None:
    """Guessing taken off, the share is a part of the ceiling; above it, it is read just below."""
    # (.56 - .2) / .8 = .45 of .9
    score, noise = reading(result("share", 0.56, stderr=0.02), SHARE, CALIBRATION)
    assert score == pytest.approx(0.0)
    assert noise == pytest.approx((0.02 / 0.8 / 0.18) ** 2)
    assert reading(result("share", 1.0), SHARE, CALIBRATION)[0] == pytest.approx(log(0.996 / 0.004))


def test_noise_without_a_standard_error_is_that_of_its_items() -> None:
    """200 items where none are stated; of ratings and points nothing tells it."""
    assert reading(result("rate", 0.5), RATE, CALIBRATION)[1] == pytest.approx(0.25 / 200 / 0.18**2)
    assert reading(result("rate", 0.5, items=50), RATE, CALIBRATION)[1] == pytest.approx(0.25 / 50 / 0.18**2)
    assert reading(result("votes", 1500.0), VOTES, CALIBRATION) == (1.0, None)
    assert reading(result("votes", 1500.0, stderr=5.0), VOTES, CALIBRATION)[1] == pytest.approx(0.0025)
    assert reading(result("cash", 1100.0, stderr=20.0), CASH, CALIBRATION)[1] == pytest.approx(0.01)


def test_a_vendors_score_is_read_lower_and_rougher() -> None:
    """Less the usual offset, with its own variance on top; where nothing tells the noise, that stays unknown."""
    score, noise = reading(result("rate", 0.5, stderr=0.018, reporter=Reporter.VENDOR), RATE, CALIBRATION)
    assert score == pytest.approx(-0.17)
    assert noise == pytest.approx(0.1**2 + 0.15**2)
    assert reading(result("votes", 1500.0, reporter=Reporter.VENDOR), VOTES, CALIBRATION)[1] is None


def test_an_expected_score_worked_by_hand() -> None:
    """Without peers or own results: the line, as wide as nothing known, in the benchmark's own numbers."""
    found = expect("share")
    variance = 1.7**2 + 0.16 + 0.64 * 0.09
    share = 0.9 / (1 + exp(-0.8 / sqrt(1 + pi / 8 * variance)))
    assert found.mean == pytest.approx(0.2 + 0.8 * share)
    assert found.high == pytest.approx(0.2 + 0.8 * 0.9 / (1 + exp(-0.8 - 1.645 * sqrt(variance))))
    assert (found.benchmark, found.peers, found.own) == ("share", 0, 0)


def test_scores_of_which_less_is_better_are_printed_so() -> None:
    """An able model is expected to have a low rate."""
    able, weak = (expect("rate", subject=peer(mean=mean)) for mean in (3.0, -3.0))
    assert able.mean < weak.mean
    assert able.low <= able.mean <= able.high


def test_own_results_count_by_their_precision() -> None:
    """A rating between what was expected and what came; one of unknown precision may be all noise."""
    peers = [peer("other", mean=mean, score=mean) for mean in (0.0, 1.0, 2.0)]
    before = expect("votes", peers=peers)
    rough, fine = (expect("votes", result("votes", 1600.0, stderr=stderr), peers=peers) for stderr in (None, 2.0))
    assert before.mean < rough.mean < fine.mean < 1600
    assert before.high - before.low > rough.high - rough.low > fine.high - fine.low
    assert (fine.peers, fine.own) == (3, 1)


def test_a_model_newer_than_its_peers_is_less_sure() -> None:
    """What comes next is less like what was."""
    old = [peer("other", score=1.0, released=date(2025, 12, 1)), peer("third", score=1.1, released=None)]
    same, newer = (
        expect("votes", peers=old, subject=peer(released=day)) for day in (date(2025, 12, 1), date(2025, 12, 2))
    )
    assert (newer.high - newer.low) / (same.high - same.low) == pytest.approx(NEWER_WIDER, rel=1e-2)
    unknown = expect("votes", peers=old, subject=peer(released=None))
    assert unknown.high - unknown.low > 0


PEERS = st.lists(
    st.builds(
        Peer,
        developer=st.sampled_from(["acme", "other"]),
        released=st.none() | st.dates(date(2023, 1, 1), date(2026, 11, 1)),
        reasoning=st.none() | st.booleans(),
        mean=st.floats(-4, 4),
        variance=st.floats(0.001, 2),
        score=st.floats(-5, 5),
        noise=st.floats(0, 1),
    ),
    max_size=6,
)
SCORES = st.floats(0, 1)


@given(
    PEERS,
    st.sampled_from(["share", "rate"]),
    st.lists(SCORES, min_size=2, max_size=2),
    st.none() | st.floats(0.001, 0.3),
    st.floats(-3, 3),
)
def test_better_score_never_lowers_what_is_expected(
    peers: list[Peer], name: str, scores: list[float], stderr: float | None, mean: float
) -> None:
    """On the same benchmark, a better result is never followed by a worse prediction, nor by worse ends."""
    better = BENCHMARKS[name].higher_is_better
    worse, good = (
        expect(name, result(name, score, stderr=stderr), peers=peers, subject=peer(mean=mean))
        for score in sorted(scores, reverse=not better)
    )
    ends = (worse, good) if better else (good, worse)
    for lower, upper in ((getattr(ends[0], end), getattr(ends[1], end)) for end in ("low", "mean", "high")):
        assert lower <= upper + 1e-9


@given(PEERS, st.sampled_from(sorted(BENCHMARKS)), st.floats(-4, 4), st.none() | SCORES)
def test_a_score_lies_in_its_interval(peers: list[Peer], name: str, mean: float, own: float | None) -> None:
    """A prediction is ordered, and of a share a share."""
    mine = [] if own is None else [result(name, own)]
    found = expect(name, *mine, peers=peers, subject=peer(mean=mean))
    assert found.low <= found.mean <= found.high
    if BENCHMARKS[name].scale is Scale.SHARE:
        assert found.low >= 0
        assert found.high <= 1


@given(PEERS, st.data())
def test_order_of_peers_does_not_matter(peers: list[Peer], data: st.DataObject) -> None:
    """The same peers in any order say the same."""
    one, other = (
        predict_from_peers(peer(), some, slope=0.8, sd=0.4) for some in (peers, data.draw(st.permutations(peers)))
    )
    assert one == pytest.approx(other, abs=1e-6)


@given(PEERS, st.floats(0.001, 0.2), st.floats(0.1, 0.99), SCORES)
def test_a_more_precise_result_never_widens(peers: list[Peer], stderr: float, factor: float, score: float) -> None:
    """On a rating's straight scale, a smaller standard error makes the prediction surer, or leaves it."""
    rough, fine = (
        expect("votes", result("votes", 1400 + 100 * score, stderr=100 * error), peers=peers)
        for error in (stderr, stderr * factor)
    )
    assert fine.high - fine.low <= rough.high - rough.low + 1e-6
