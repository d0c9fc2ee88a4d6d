"""
Requirements: what an option must meet, judged meets, fails or unknown.

A requirement names the facts it reads and judges them, once for each distinct combination. Most have a keyword, which
means the same in Python, in a file and on the command line. Each of these has a module called as its keyword, with all
that there is to say of it: how it is read and written, how it judges, how far an option is from meeting it.
"""

from llm_selection.needs.requirements._combinations import AllOf, AnyOf, Not
from llm_selection.needs.requirements._keywords import (
    COMBINING,
    keyword_class,
    keyword_classes,
    keyword_of,
    keywords,
    parse_forbidden,
    parse_requirement,
    parse_requirements,
    register,
)
from llm_selection.needs.requirements._requirement import Gap, KeywordRequirement, Requirement, gap, loosened
from llm_selection.needs.requirements._shapes import (
    AllNamed,
    ByTask,
    Cap,
    Day,
    Flag,
    Least,
    Named,
    OneOf,
    PriceCap,
    Recorded,
    Threshold,
)
from llm_selection.needs.requirements._values import Value
from llm_selection.needs.requirements._without_keyword import FitsWorkload, Listed, PricedPerToken

__all__ = [
    "COMBINING",
    "AllNamed",
    "AllOf",
    "AnyOf",
    "ByTask",
    "Cap",
    "Day",
    "FitsWorkload",
    "Flag",
    "Gap",
    "KeywordRequirement",
    "Least",
    "Listed",
    "Named",
    "Not",
    "OneOf",
    "PriceCap",
    "PricedPerToken",
    "Recorded",
    "Requirement",
    "Threshold",
    "Value",
    "gap",
    "keyword_class",
    "keyword_classes",
    "keyword_of",
    "keywords",
    "loosened",
    "parse_forbidden",
    "parse_requirement",
    "parse_requirements",
    "register",
]
