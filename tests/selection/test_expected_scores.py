"""Expected scores: what a model of a registry is expected to score, and on whose results that rests."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from factories import calibrated, calibrated_records, changed, result
from llm_selection import expected_score
from llm_selection.domain.identity import ModelId

LARGE, OPEN, NEW = map(ModelId, ("acme/large", "borg/open", "borg/new"))


def test_a_score_rests_on_elsewhere_peers_and_own() -> None:
    """Between what the peers and its ability say, and what it scored."""
    facts = calibrated()
    found = expected_score("acme/large", "code-one", registry=facts)
    assert (found.benchmark, found.peers, found.own) == ("code-one", 2, 1)
    assert found.low < found.mean < 0.8 < found.high
    unmeasured = expected_score(NEW, "code-one", registry=facts)
    assert (unmeasured.peers, unmeasured.own) == (3, 0)
    assert unmeasured.high - unmeasured.low > found.high - found.low
    assert expected_score("acme/large", "code-one", registry=facts, on=date(2026, 10, 1)).peers == 0


def test_of_several_results_a_peer_counts_with_that_at_its_highest_effort() -> None:
    """What it did at another effort doesn't make it two models."""
    records = calibrated_records()
    more = (*records.results[OPEN], result(OPEN, "code-one", 0.2, effort="none"))
    before, after = (
        expected_score(LARGE, "code-one", registry=changed(records, results=results, abilities={}))
        for results in (records.results, {**records.results, OPEN: more})
    )
    assert before.peers == after.peers
    assert after == before


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(["code-one", "code-two", "math-one"]))
def test_a_better_score_never_lowers_what_is_expected(one: float, two: float, name: str) -> None:
    """From the registry on: the whole way of a result into the prediction on its own benchmark."""
    records = calibrated_records()
    expected = [
        expected_score(
            LARGE,
            name,
            registry=changed(
                records,
                results={
                    **records.results,
                    LARGE: (
                        *(each for each in records.results[LARGE] if each.benchmark != name),
                        result(LARGE, name, score),
                    ),
                },
                abilities={},
            ),
        ).mean
        for score in sorted((one, two))
    ]
    assert expected[0] <= expected[1] + 1e-9
