"""
Ends of life as they were announced: by the libraries of two developers, and on pages that a person read.

The libraries are read as text at each refresh; nothing of them is run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from llm_selection.domain.evidence import Evidence, Status
from registry_tools.tables import read_rows

__all__ = ["ANTHROPIC", "OPENAI", "End", "read_anthropic", "read_collected", "read_openai"]

OPENAI = "openai"
ANTHROPIC = "anthropic"

_ANTHROPIC_PAGE = "https://platform.claude.com/docs/en/about-claude/model-deprecations"
_OPENAI_LIST = re.compile(r'"""Deprecated values:\n(?P<items>.*?)"""', re.DOTALL)
_OPENAI_ITEM = re.compile(r'(?P<ids>"[^"]+"(?:, "[^"]+")*): (?P<what>.+)')
_OPENAI_END = re.compile(r"Announced shutdown date: (?P<day>\d{4}-\d\d-\d\d)\. See (?P<url>https://\S+) for ")
_ANTHROPIC_LIST = re.compile(r"\bDEPRECATED_MODELS\b[^=]*= \{(?P<items>.*?)\}", re.DOTALL)
_ANTHROPIC_ITEM = re.compile(
    r"""['"](?P<id>[\w.-]+)['"]: ['"](?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th)?, (?P<year>\d{4})['"],?"""
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """
    What one source says of the end of one offering.

    Attributes:
        provider: Our key.
        native_id: As the source spells it.
        evidence: Who says so.
        retires: The day on which it stops answering; ``None`` not said.
        deprecated: The day of the announcement; ``None`` not said.
        successor: What the provider names in its place, by native id or as a model of ours; ``None`` not said.
        firsthand: Whether the developer itself says so, of its own API, in the version that a refresh reads.
    """

    provider: str
    native_id: str
    evidence: Evidence
    retires: date | None = None
    deprecated: date | None = None
    successor: str | None = None
    firsthand: bool = False


def read_openai(path: Path, released: date) -> Iterator[End]:
    """
    Yield the ends that the types of OpenAI's library announce.

    Args:
        path: Its ``types/shared/chat_model.py``.
        released: The day of its version.

    Raises:
        ValueError: The file isn't written as it was.
    """
    found = _OPENAI_LIST.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f'{path}: expected a text that begins with """Deprecated values:')
    for text in found["items"].split("\n- ")[1:]:
        item = _OPENAI_ITEM.fullmatch(" ".join(text.split()))
        if item is None:
            raise ValueError(f'{path}: expected "id", "id": and what becomes of them, found {text!r}')
        if "shutdown" not in item["what"]:
            continue
        end = _OPENAI_END.match(item["what"])
        if end is None:
            raise ValueError(f"{path}: expected 'Announced shutdown date: DAY. See PAGE for', found {item['what']!r}")
        evidence = Evidence(source=OPENAI, status=Status.DOCUMENTED, as_of=released, url=end["url"])
        for native_id in re.findall('"([^"]+)"', item["ids"]):
            day = date.fromisoformat(end["day"])
            yield End(provider="openai", native_id=native_id, evidence=evidence, retires=day, firsthand=True)


def read_anthropic(path: Path, released: date) -> Iterator[End]:
    """
    Yield the ends of which Anthropic's library warns.

    Args:
        path: Its ``deprecated_models.py``, or ``deprecated-models.ts`` of the one in TypeScript.
        released: The day of its version.

    Raises:
        ValueError: The file isn't written as it was.
    """
    found = _ANTHROPIC_LIST.search(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path}: expected DEPRECATED_MODELS = {{...}}")
    evidence = Evidence(source=ANTHROPIC, status=Status.DOCUMENTED, as_of=released, url=_ANTHROPIC_PAGE)
    for line in filter(None, map(str.strip, found["items"].splitlines())):
        item = _ANTHROPIC_ITEM.fullmatch(line)
        if item is None or item["month"] not in _MONTHS:
            raise ValueError(f"{path}: expected 'id': 'January 22nd, 2027', found {line!r}")
        day = date(int(item["year"]), _MONTHS.index(item["month"]) + 1, int(item["day"]))
        yield End(provider="anthropic", native_id=item["id"], evidence=evidence, retires=day, firsthand=True)


def read_collected(path: Path) -> Iterator[End]:
    """Yield the ends that a person collected; an id has a row for each source."""
    for row in read_rows(path):
        evidence = Evidence(
            source=row["source"],
            status=Status(row["status"]),
            as_of=date.fromisoformat(row["as_of"]),
            url=row["url"] or None,
            note=row["note"] or None,
        )
        yield End(
            provider=row["provider"],
            native_id=row["native_id"],
            evidence=evidence,
            retires=date.fromisoformat(row["retires"]) if row["retires"] else None,
            deprecated=date.fromisoformat(row["deprecated"]) if row["deprecated"] else None,
            successor=row["successor"] or None,
        )
