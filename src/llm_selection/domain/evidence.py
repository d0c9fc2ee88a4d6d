"""Evidence: who says so, when it was read, how firm it is, and who disagrees."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze

__all__ = ["Agreement", "Dissent", "Evidence", "EvidenceByField", "Source", "Status", "dissents"]


class Status(StrEnum):
    """
    How firmly a fact is known.

    ``undisclosed`` stands beside a fact that is ``None``: the developer won't say.
    An unknown fact without it means only that nobody looked.
    """

    DOCUMENTED = "documented"
    """Published by whoever is in a position to know: developer, provider, license text."""
    REPORTED = "reported"
    """Published by a third party: a catalogue, a hub's metadata, a benchmark's authors."""
    DERIVED = "derived"
    """Computed from other facts; the note says how."""
    CLAIMED = "claimed"
    """Said without a primary source."""
    UNDISCLOSED = "undisclosed"
    """Withheld; the fact itself is unknown."""


class Agreement(StrEnum):
    """Whether independent sources say the same."""

    AGREED = "agreed"
    SINGLE = "single"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Something that facts are taken from: a catalogue, a table, a set of pages.

    Attributes:
        title: What it calls itself.
        url: Where it lives.
        version: The release, commit or snapshot that was read.
        retrieved: The day it was read, or the day of the copy that was read.
        license: SPDX expression or the words of the source; ``None`` when it states none.
        credit: The line of credit it asks for; ``None`` when it asks for none.
    """

    title: str
    url: str
    version: str
    retrieved: date
    license: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dissent:
    """
    A value that another source gives for the same fact.

    Attributes:
        value: As that source prints it.
        source: Key of a `Source` in the registry.
    """

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    Where a fact comes from.

    Attributes:
        source: Key of a `Source` in the registry.
        status: How firmly it is known.
        as_of: The day on which the source said so: its own date if it has one, else when it was read.
        url: The page or file that states it, when narrower than the source.
        read_via: The copy that was read, when it wasn't the page itself.
        note: What a careful reader should know.
        agreement: Whether independent sources agree; ``None`` when nobody compared.
        dissent: The values that lost.
    """

    source: str
    status: Status
    as_of: date
    url: str | None = None
    read_via: str | None = None
    note: str | None = None
    agreement: Agreement | None = None
    dissent: tuple[Dissent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceByField:
    """
    The evidence of one record: ``record`` for all of it, ``fields`` where a field has its own.

    A part of a group of facts may have its own too, as in ``limits.context_tokens``; else it has the group's.

    >>> seen = Evidence(source="card", status=Status.REPORTED, as_of=date(2026, 11, 23))
    >>> EvidenceByField(record=seen)["released"] is seen
    True
    """

    record: Evidence
    fields: Mapping[str, Evidence] = field(default_factory=dict[str, Evidence])

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        freeze(self, "fields", self.fields)

    def __getitem__(self, name: str) -> Evidence:
        """Return the evidence of field *name*, or of the group it is part of, or the record's."""
        return self.fields.get(name) or self.fields.get(name.partition(".")[0]) or self.record


def dissents(evidence: Evidence, sources: Mapping[str, Source]) -> Iterator[str]:
    """Say each value that lost, by the title of its source, such as ``A list says input 2, output 8``."""
    yield from (f"{sources[dissent.source].title} says {dissent.value}" for dissent in evidence.dissent)
