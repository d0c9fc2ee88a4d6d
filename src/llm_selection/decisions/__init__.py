"""
Decisions that keep: what was chosen and why, in a small file, and what has become of it since.

`decide` takes the decision out of a recommendation, `dump` and `read_decision` are its file, and `check` replays it on
the registry at hand and says what changed.
"""

from llm_selection.decisions._checks import check
from llm_selection.decisions._deciding import decide
from llm_selection.decisions._files import FORMAT, dump, parse_decision, read_decision, read_thresholds
from llm_selection.decisions._findings import (
    Deprecated,
    Edited,
    EstimateMoved,
    Finding,
    Gone,
    Newcomer,
    NothingFitsNow,
    OverlayMissing,
    Overtaken,
    RateChange,
    Remeasured,
    Repointed,
    Repriced,
    Retired,
    Retiring,
    Review,
    Said,
    TermChange,
    TermsChanged,
    Unanswerable,
    Unmeasured,
    Unmet,
)
from llm_selection.decisions._values import (
    Behind,
    Decided,
    Decision,
    Estimate,
    Facts,
    Figures,
    Measure,
    Rejected,
    Terms,
    Thresholds,
)

__all__ = [
    "FORMAT",
    "Behind",
    "Decided",
    "Decision",
    "Deprecated",
    "Edited",
    "Estimate",
    "EstimateMoved",
    "Facts",
    "Figures",
    "Finding",
    "Gone",
    "Measure",
    "Newcomer",
    "NothingFitsNow",
    "OverlayMissing",
    "Overtaken",
    "RateChange",
    "Rejected",
    "Remeasured",
    "Repointed",
    "Repriced",
    "Retired",
    "Retiring",
    "Review",
    "Said",
    "TermChange",
    "Terms",
    "TermsChanged",
    "Thresholds",
    "Unanswerable",
    "Unmeasured",
    "Unmet",
    "check",
    "decide",
    "dump",
    "parse_decision",
    "read_decision",
    "read_thresholds",
]
