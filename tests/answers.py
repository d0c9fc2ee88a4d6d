"""Answers: what tests ask of the small market, and how they name what they get."""

from typing import Any

from factories import calibrated, calibrated_records, changed, served
from llm_selection.analysis.explanation import explain
from llm_selection.presentation.argument_report import sections
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry
from llm_selection.selection.options import Options

__all__ = ["answer", "ids", "option_ids", "said", "with_offering"]


def answer(**keywords: Any) -> Recommendation:
    """Recommend for coding from the small registry."""
    return recommend("coding", registry=calibrated(), **keywords)


def ids(found: Recommendation) -> list[str]:
    """Name the offerings ranked."""
    return [ranked.offering.id for ranked in found.ranking]


def option_ids(options: Options) -> list[str]:
    """Name the offerings among options."""
    return [option.offering.id for option in options]


def said(found: Recommendation) -> list[str]:
    """Return every sentence of the argument."""
    return [sentence for section in sections(explain(found)) for sentence in section.sentences]


def with_offering(**changes: Any) -> Registry:
    """Return the small registry with another offering of acme/large, cheaper than all, changed."""
    return changed(calibrated_records(), offerings=[served("host/extra", "acme/large", "0.1", "0.1", **changes)])
