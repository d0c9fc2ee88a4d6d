"""``permits``: what may be done with the model."""

from collections.abc import Callable, Mapping
from typing import Any

from llm_selection._dataclasses import dataclass, fields
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.shapes import is_mapping
from llm_selection.domain.licenses import LicenseKind, Use, permits
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.option_facts import LICENSE_KINDS, LICENSE_TERMS, Fact, Facts
from llm_selection.needs.requirements._requirement import KeywordRequirement, fails, joined, unknown
from llm_selection.needs.requirements._schemas import count, described, like, table
from llm_selection.needs.requirements._values import read_count, read_flag, read_names, read_table

__all__ = ["Permits"]

_READERS: Mapping[str, Callable[[object], Any]] = FrozenMap(
    {spec.name: read_flag for spec in fields(Use)}
    | {"monthly_users": read_count, "annual_revenue_usd": read_count, "regions": read_names}
)


@dataclass(frozen=True, slots=True)
class Permits(KeywordRequirement):
    """
    What the license must allow: a `llm_selection.domain.licenses.Use`, or its fields.

    Unknown where the license isn't known, its text wasn't read, or a clause that is asked about isn't known.

    Its fields are ``commercial``, ``monthly_users``, ``annual_revenue_usd``, ``regions`` (two-letter codes; a member
    state counts as the EU too), ``redistribute``, ``fine_tune``, ``train_on_outputs`` and ``offer_as_service``. Weights
    that aren't given out can't be passed on or changed, whatever the terms say; tuning as a service of the vendor's isn't
    that. Not legal advice.

    Attributes:
        use: What is meant to be done.

    Raises:
        InvalidInputError: *use* isn't a `llm_selection.domain.licenses.Use`.
    """

    use: Use
    keyword = "permits"
    accepts = "Use | Mapping[str, object]"
    examples = (
        ("permits.monthly_users=50m", "the license allows so many"),
        ("permits.annual_revenue_usd=20m", "and so much revenue"),
        ("permits.regions=DE,UK", "and use there"),
        ("permits.fine_tune=true", "and changing the weights"),
        ("permits.offer_as_service=true", "and selling it as an API"),
    )
    several = frozenset({"regions"})

    def __post_init__(self) -> None:
        """Check that it is a use."""
        if not isinstance(self.use, Use):
            raise InvalidInputError(f"use must be a llm_selection.domain.licenses.Use, got {shown(self.use)}")

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The terms, and whether there are weights."""
        return (LICENSE_TERMS, LICENSE_KINDS)

    @classmethod
    def parse(cls, value: object) -> "Permits":
        """Read what someone means to do with a model."""
        if isinstance(value, Use):
            return cls(value)
        if not is_mapping(value):
            raise InvalidInputError(f"must be a table such as {{monthly_users = 1000000}}, got {shown(value)}")
        return cls(Use(**read_table(value, _READERS)))

    def written(self) -> object:
        """Write the fields that aren't as by default."""
        return to_plain(self.use)

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of a use."""
        counts = {"monthly_users": count(), "annual_revenue_usd": count(), "regions": like("[A-Za-z]{2}")}
        return table(described(Use, {spec.name: {"type": "boolean"} for spec in fields(Use)} | counts))

    def judge(self, facts: Facts) -> Verdict:
        """Ask whether there are weights to do it with, then the terms."""
        if (self.use.redistribute or self.use.fine_tune) and facts[LICENSE_KINDS] == {LicenseKind.CLOSED}:
            return fails("the weights aren't given out")
        terms = facts[LICENSE_TERMS]
        return unknown("license unknown") if terms is None else permits(terms, self.use)

    def __str__(self) -> str:
        """Say it in a few words."""
        stated = [
            f"{self.use.monthly_users:,} monthly users" if self.use.monthly_users is not None else "",
            f"${self.use.annual_revenue_usd:,} a year" if self.use.annual_revenue_usd is not None else "",
            f"in {joined(self.use.regions, 'and')}" if self.use.regions else "",
            "redistribution" if self.use.redistribute else "",
            "fine-tuning" if self.use.fine_tune else "",
            "training on outputs" if self.use.train_on_outputs else "",
            "offering it as a service" if self.use.offer_as_service else "",
        ]
        kind = "commercial use" if self.use.commercial else "use"
        return f"license permits {', '.join([kind, *filter(None, stated)])}"
