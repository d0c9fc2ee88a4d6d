"""Answers: what tests ask the small market for, and which offerings they get."""

from typing import Any

from factories import calibrated, calibrated_records, changed, served
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry

__all__ = ["answer", "ids", "with_offering"]


def answer(**keywords: Any) -> Recommendation:
    """Recommend for coding from the small registry."""
    return recommend("coding", registry=calibrated(), **keywords)


def ids(found: Recommendation) -> list[str]:
    """Name the offerings ranked."""
    return [ranked.offering.id for ranked in found.ranking]


def with_offering(**changes: Any) -> Registry:
    """Return the small registry with another offering of acme/large, cheaper than all, changed."""
    return changed(calibrated_records(), offerings=[served("host/extra", "acme/large", "0.1", "0.1", **changes)])
