"""Rank correlation: how alike two orders are."""

import math
from collections.abc import Sequence

import numpy as np

from registry_tools.fitting.quality_fit import Floats

__all__ = ["spearman"]


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the rank correlation; ties share their rank, and without any order it is nan."""

    def ranks(values: Sequence[float]) -> Floats:
        column = np.asarray(values)
        return np.array([(column < value).sum() + ((column == value).sum() - 1) / 2 for value in column])

    a, b = ranks(first), ranks(second)
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else math.nan
