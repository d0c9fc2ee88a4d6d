"""
Requirements: what an option must meet, judged meets, fails or unknown.

A requirement names the facts it reads and judges them, once for each distinct combination.
`llm_selection.needs.requirement_keywords` gives each a keyword, for Python, files and the command line alike.
"""

from llm_selection.needs.requirements._combinations import AllOf, AnyOf, Not
from llm_selection.needs.requirements._facts import AtMost, Includes, Listed, OneOf, Recorded
from llm_selection.needs.requirements._models import (
    CapableOf,
    ContentPolicyRecorded,
    KnowsUntil,
    LicenseIn,
    MinQuality,
    MinResults,
    Permits,
    ReleasedAfter,
)
from llm_selection.needs.requirements._offerings import (
    OPEN_SCOPES,
    FitsWorkload,
    FixedId,
    MinContext,
    MinOutput,
    MinOutputSpeed,
    NoTrainingOnInputs,
    NotRetiringBefore,
    PricedPerToken,
    PriceReadSince,
    ReleasedBy,
    RunsIn,
    StageIn,
)
from llm_selection.needs.requirements._requirement import Facts, Requirement

__all__ = [
    "OPEN_SCOPES",
    "AllOf",
    "AnyOf",
    "AtMost",
    "CapableOf",
    "ContentPolicyRecorded",
    "Facts",
    "FitsWorkload",
    "FixedId",
    "Includes",
    "KnowsUntil",
    "LicenseIn",
    "Listed",
    "MinContext",
    "MinOutput",
    "MinOutputSpeed",
    "MinQuality",
    "MinResults",
    "NoTrainingOnInputs",
    "Not",
    "NotRetiringBefore",
    "OneOf",
    "Permits",
    "PriceReadSince",
    "PricedPerToken",
    "Recorded",
    "ReleasedAfter",
    "ReleasedBy",
    "Requirement",
    "RunsIn",
    "StageIn",
]
