"""What is written from the classes of requirements: their typed keywords, the table of a page, and a list in a docstring."""

import re
from collections.abc import Iterator
from textwrap import fill, indent

from llm_selection.needs.requirements import KeywordRequirement, keyword_classes, keywords

__all__ = ["COMBINED", "keyword_types", "summary", "with_keywords", "with_table"]

COMBINED = {
    "any_of": "Tables of requirements, at least one of which is met.",
    "all_of": "Tables of requirements, all of which are met.",
    "not": "A table of requirements that aren't all met.",
}
"""Keywords of combinations, and what they ask."""

_WIDTH = 120

_TYPES = '''\
"""
Requirement keywords: requirements as `llm_selection.recommend` takes them, for type checkers and editors.

Written by ``registry-tools pages`` from the classes of `llm_selection.needs.requirements`; no program needs to load it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypedDict

from llm_selection.domain.licenses import Use

__all__ = ["RequirementKeywords"]


class RequirementKeywords(TypedDict, total=False):
    """
    Requirements by keyword: what `llm_selection.recommend` takes beside its own arguments.

    Each is told with what it asks, its unit, and where the answer is unknown.
    """

'''


def keyword_types() -> str:
    """Return the module that types the keywords of requirements."""
    return _TYPES + "\n".join(map(_typed, keyword_classes())) + "\n"


def _typed(kind: type[KeywordRequirement]) -> str:
    """Return a keyword with its type, and with what it asks."""
    asks = summary(kind)
    text = f'    """{asks}"""'
    if len(text) > _WIDTH:
        text = f'    """\n{indent(fill(asks, _WIDTH - 4), "    ")}\n    """'
    return f"    {kind.keyword}: {kind.annotation()}\n{text}"


def summary(kind: type[KeywordRequirement]) -> str:
    """Return what the class of a requirement says that it asks, and where the answer is unknown."""
    return " ".join(_paragraphs(kind)[:2])


def _paragraphs(kind: type[KeywordRequirement]) -> list[str]:
    """Return the paragraphs of a docstring, each in a line, without its sections."""
    paragraphs = (" ".join(each.split()) for each in (kind.__doc__ or "").split("\n\n"))
    return [each for each in paragraphs if each and not each.startswith(("Attributes:", "Raises:"))]


def with_table(page: str) -> str:
    """Return the page on use cases with its table of requirements as the classes have it."""
    return re.sub(r"(?m)^\| keyword \|.*\n(\|.*\n)+", lambda _: "".join(f"{row}\n" for row in _rows()), page, count=1)


def _rows() -> Iterator[str]:
    """Yield the rows of the table."""
    yield "| keyword | what it asks | unknown |"
    yield "| --- | --- | --- |"
    for kind in keyword_classes():
        asks, unknown, *more = _paragraphs(kind)
        unknown = "–" if unknown.startswith("Always known") else unknown.removeprefix("Unknown ").removesuffix(".")
        yield f"| `{kind.keyword}` | {' '.join([asks, *more])} | {unknown} |".replace("``", "`")
    for keyword, asks in COMBINED.items():
        yield f"| `{keyword}` | {asks} | by Kleene's logic |"


def with_keywords(source: str) -> str:
    """Return the source of `llm_selection.recommend` with every keyword in its docstring."""
    listed = fill(f"{', '.join(keywords())}.", _WIDTH - 12)
    return re.sub(
        r"(`llm_selection\.needs\.requirement_keywords\.RequirementKeywords`:\n)[^.]*\.",
        lambda found: found[1] + indent(listed, " " * 12),
        source,
        count=1,
    )
