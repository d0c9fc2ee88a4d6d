"""How predictions and picks are judged: by hand-worked numbers, and that what is hidden is hidden."""

import numpy as np
import pytest

import _quality_metrics as metrics


def test_rank_correlation_shares_ties() -> None:
    """Equal values share a rank; without any order there is no correlation."""
    assert metrics.spearman([1, 2, 2, 3], [10, 20, 20, 30]) == pytest.approx(1.0)
    assert np.isnan(metrics.spearman([1, 1], [1, 2]))
