"""Timing calls in one process: the median and the least, in time of the processor."""

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

__all__ = ["Timing", "timed"]


class Timing(NamedTuple):
    """How long a call took, in milliseconds of the processor."""

    median: float
    least: float


def timed(case: Callable[[], object], runs: int) -> Timing:
    """Time *runs* calls; one before them isn't counted."""
    case()
    found = []
    for _ in range(runs):
        start = time.process_time()
        case()
        found.append((time.process_time() - start) * 1e3)
    return Timing(median(found), min(found))
