"""Recommending: from a need to options in order, with what was rejected, undecided and unmeasured."""

from llm_selection.recommendation._ranking import Candidate, Ranked, Ranking, by_evidence
from llm_selection.recommendation._recommending import Recommendation, pareto_front, rank_undecided, rankable, recommend
from llm_selection.recommendation._standing import (
    NOTICE_DAYS,
    PRICE_READ_DAYS,
    check_requirements,
    listed_requirements,
    standing_requirements,
)

__all__ = [
    "NOTICE_DAYS",
    "PRICE_READ_DAYS",
    "Candidate",
    "Ranked",
    "Ranking",
    "Recommendation",
    "by_evidence",
    "check_requirements",
    "listed_requirements",
    "pareto_front",
    "rank_undecided",
    "rankable",
    "recommend",
    "standing_requirements",
]
