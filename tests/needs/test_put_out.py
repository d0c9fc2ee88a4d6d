"""What a model puts out: own counts before all, else its reasoning tokens at the kind of work and effort."""

from dataclasses import replace

from factories import calibrated_records, changed
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.output_tokens import output_tokens
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.put_out import expected_multiplier, put_out
from llm_selection.registry import Overlay, Registry

OPEN, NEW = ModelId("borg/open"), ModelId("borg/new")
LOAD = Workload(requests_per_month=1, input_tokens=10, output_tokens=100, work=Work.CODE)
LOW = ReasoningTokens(
    work=Work.CODE, effort=Effort.LOW, expected=50, low=20, high=90, basis=TokensBasis.MEASURED, runs=1, default=True
)
HIGH = replace(LOW, effort=Effort.HIGH, expected=900, high=1000, default=False)
COUNTED = Verbosity(multiplier=3.0, low=2.5, high=3.5, effort=Effort.LOW, basis=VerbosityBasis.COUNTED, rows=99)


def registry() -> Registry:
    """Make a registry that knows one model's tokens."""
    return changed(calibrated_records(), tokens={OPEN: (HIGH, LOW)})


def test_it_is_what_the_rows_say() -> None:
    """At the default effort, or the one that is asked for."""
    made = registry()
    for effort in (None, Effort.LOW, Effort.HIGH, Effort.MAX):
        assert put_out(made, OPEN, LOAD, effort) == output_tokens(made.tokens[OPEN], LOAD, effort) is not None


def test_nothing_known_is_nothing() -> None:
    """Of another model, and of another kind of work."""
    assert put_out(registry(), NEW, LOAD) is None
    assert put_out(registry(), OPEN, replace(LOAD, work=None)) is None


def test_own_counts_come_before_all() -> None:
    """At the effort that is asked for, and where none is at the highest counted; at another, the registry's tokens do, if any."""
    dear = replace(COUNTED, effort=Effort.HIGH, multiplier=3.2)
    made = registry() | Overlay("shop", "1", verbosities={OPEN: [dear, COUNTED]})
    assert put_out(made, OPEN, LOAD) == put_out(made, OPEN, LOAD, Effort.HIGH) == dear
    assert put_out(made, OPEN, LOAD, Effort.MAX) == put_out(registry(), OPEN, LOAD, Effort.MAX)
    alone = registry() | Overlay("shop", "1", verbosities={NEW: [dear]})
    assert put_out(alone, NEW, LOAD, Effort.MAX) == dear
    assert put_out(made, OPEN, LOAD, Effort.LOW) == COUNTED


def test_the_multiplier_alone_is_that_of_it_all() -> None:
    """Of tokens, of own counts, and where nothing is known."""
    tokens = registry()
    counted = tokens | Overlay("shop", "1", verbosities={OPEN: [COUNTED]})
    for made in (tokens, counted):
        for effort in (None, Effort.LOW, Effort.HIGH, Effort.MAX):
            known = put_out(made, OPEN, LOAD, effort)
            assert known is not None
            assert expected_multiplier(made, OPEN, LOAD, effort) == known.multiplier
    assert expected_multiplier(tokens, NEW, LOAD) is None
