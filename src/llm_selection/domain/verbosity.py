"""
Verbosity: how many tokens a request puts out for each token of the answer that is seen.

It differs by what is asked, so it is worked out for a workload: from `llm_selection.domain.tokens`, or from your own
counts, which come before; see `counted_verbosity`.
"""

from collections.abc import Iterable
from enum import StrEnum
from math import exp, fsum, isfinite, sqrt

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.units import check_count

__all__ = ["Verbosity", "VerbosityBasis", "by_effort", "counted_verbosity"]

LEAST_REQUESTS = 5
"""Fewer requests than these say too little of how much they differ for an interval."""

_Z90 = 1.6448536269514722
"""Standard deviations from the middle of a normal distribution to the ends that hold 90% of it."""


class VerbosityBasis(StrEnum):
    """What a verbosity rests on."""

    MEASURED = "measured"
    """Tokens that benchmarks counted of this model, at this kind of work and effort."""
    INFERRED = "inferred"
    """Tokens that benchmarks counted of it at other efforts or kinds of work."""
    EXPECTED = "expected"
    """No count of this model: what measured models do, those of its developer above all."""
    STATED = "stated"
    """It doesn't reason, or not at this effort, as its record says."""
    COUNTED = "counted"
    """Someone's own requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbosity:
    """
    Output tokens, reasoning included, for each token of the answer as it is seen.

    Attributes:
        multiplier: Above 0. Of own counts, output tokens a token of reference.
        low: Lower end of the 90% interval, above 0 and at most the multiplier. Counted: for all requests of the kind
            counted, not for a single one. Else: for one more task of the kind of work.
        high: Upper end.
        effort: The effort it is for; ``None`` isn't stated, or the model doesn't reason.
        basis: What it rests on.
        rows: Measured: runs at this kind of work and effort. Inferred: runs of the model. Counted: requests. Else 0.

    Raises:
        InvalidInputError: *low*, *multiplier* and *high* aren't finite, above 0 and in this order; or *rows* isn't a
            whole number, 0 for what is expected or stated and at least 1 for anything else.
    """

    multiplier: float
    low: float
    high: float
    effort: Effort | None = None
    basis: VerbosityBasis
    rows: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_count("rows", self.rows)
        numbers = (self.low, self.multiplier, self.high)
        if not all(map(isfinite, numbers)) or not 0 < self.low <= self.multiplier <= self.high:
            raise InvalidInputError(
                f"low, multiplier and high must be finite, above 0 and in this order, got {', '.join(map(str, numbers))}"
            )
        if (self.basis in (VerbosityBasis.EXPECTED, VerbosityBasis.STATED)) != (self.rows == 0):
            raise InvalidInputError(
                f"rows must be 0 for what is expected or stated and at least 1 for anything else, got {self.rows} "
                f"for {self.basis}"
            )


def by_effort(verbosities: Iterable[Verbosity]) -> tuple[Verbosity, ...]:
    """Return *verbosities* in the order of their efforts, the lowest first; one that isn't stated stands before all."""
    order = (None, *Effort)
    return tuple(sorted(verbosities, key=lambda verbosity: order.index(verbosity.effort)))


def counted_verbosity(requests: Iterable[tuple[int, int]], *, effort: Effort | None = None) -> Verbosity:
    """
    Make a verbosity from your own counts.

    The multiplier is the ratio of the totals, which is what a bill follows. Its interval is the ratio estimator's, by
    Student's t on the scale of logarithms: it holds the ratio over all requests of the same kind, as far as the ones
    counted were drawn from them at random.

    Args:
        requests: Of each request, the output tokens charged, reasoning included (at least 0), and the tokens of
            reference (at least 1): those of the answer as it is seen, or those that a `Workload` counts on. At
            least 5 requests.
        effort: The effort they were sent with; ``None`` isn't stated.

    Raises:
        InvalidInputError: With every count that is out of range; too few requests; or not one token charged.

    Source: Cochran (1977), "Sampling Techniques", chapter 6, without a finite population.

    >>> found = counted_verbosity([(900, 300), (2_000, 500), (450, 200), (1_600, 400), (1_050, 300)])
    >>> round(found.multiplier, 2), round(found.low, 2), round(found.high, 2)
    (3.53, 2.98, 4.18)
    """
    counts = _checked(requests)
    output, reference = (sum(column) for column in zip(*counts, strict=True))
    ratio = output / reference
    count_of_requests = len(counts)
    squares = fsum((charged - ratio * seen) ** 2 for charged, seen in counts)
    # Relative to the ratio, which makes it the standard error of the ratio's logarithm.
    error = sqrt(squares * count_of_requests / (count_of_requests - 1)) / output
    factor = exp(_t90(count_of_requests - 1) * error)
    return Verbosity(
        multiplier=ratio,
        low=ratio / factor,
        high=ratio * factor,
        effort=effort,
        basis=VerbosityBasis.COUNTED,
        rows=count_of_requests,
    )


def _checked(requests: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the user's own counts as a list, or raise every fault in them."""
    counts = list(requests)
    faults: list[Fault] = []
    for place, (charged, seen) in enumerate(counts):
        for name, count, least in (("output tokens", charged, 0), ("tokens of reference", seen, 1)):
            try:
                check_count(name, count, least=least)
            except InvalidInputError as error:
                faults.append(Fault(where=f"requests[{place}]", problem=str(error)))
    if faults:
        raise InvalidInputError(*faults)
    if len(counts) < LEAST_REQUESTS:
        raise InvalidInputError(
            f"an interval needs at least {LEAST_REQUESTS} requests, got {len(counts)}; count more of them"
        )
    if not any(charged for charged, _ in counts):
        raise InvalidInputError("no request has any output tokens; count those that are charged, reasoning included")
    return counts


def _t90(freedom: int) -> float:
    """
    Return the 95% point of Student's t, to 0.002 from 4 degrees of freedom on.

    Source: Abramowitz and Stegun (1964), "Handbook of Mathematical Functions", 26.7.5.
    """
    z = _Z90
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    corrections: list[float] = [term / freedom**power for power, term in enumerate(terms, start=1)]
    return z + fsum(corrections)
