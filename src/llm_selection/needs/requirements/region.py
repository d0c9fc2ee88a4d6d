"""``region``: where the offering runs."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from llm_selection._dataclasses import dataclass
from llm_selection.domain.offerings import OPEN_SCOPES
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import REGION_SCOPE, Facts
from llm_selection.needs.requirements._requirement import fails, joined, meets, unknown
from llm_selection.needs.requirements._shapes import OneOf
from llm_selection.needs.requirements._values import read_names

if TYPE_CHECKING:
    from llm_selection.registry import Registry

__all__ = ["RunsIn"]

_WITHIN = {"us-gov": "us", "au": "apac", "in": "apac", "jp": "apac"}
"""Scopes that lie within another."""


@dataclass(frozen=True, slots=True)
class RunsIn(OneOf):
    """
    Region scopes to choose from, such as ``eu``.

    Unknown where the scope is, and where it is ``global``, ``in-region`` or a larger region and that isn't among them.

    Scopes are ``eu``, ``us``, ``apac``, ``jp`` …, ``global`` (anywhere) and ``in-region`` (in the region that you
    call); a region within one of those asked for will do. Of few offerings it is known.
    """

    names: frozenset[str]
    keyword = "region"
    examples = (("region=eu,global", "runs in one of these"),)
    fact = REGION_SCOPE
    words = "region"

    @classmethod
    def parse(cls, value: object) -> "RunsIn":
        """Read names of scopes, whose case doesn't matter."""
        return cls(frozenset(name.lower() for name in read_names(value)))

    def judge(self, facts: Facts) -> Verdict:
        """Compare the scope, and where it lies."""
        scope = facts[REGION_SCOPE]
        reason = f"region {scope or 'unknown'}"
        if scope is None:
            return unknown(reason)
        if not self.names.isdisjoint((scope, _WITHIN.get(scope))):
            return meets(reason)
        if scope in OPEN_SCOPES and self.names - OPEN_SCOPES.keys():
            return unknown(f"{reason}: {OPEN_SCOPES[scope]}")
        inner = sorted(region for region in self.names if _WITHIN.get(region) == scope)
        return unknown(f"{reason}: {joined(inner)} lies within it") if inner else fails(reason)

    def loosened(self, facts: Facts) -> "RunsIn | None":
        """Add what runs in the region that is called, as that may be one of those asked for."""
        is_nearer = facts[REGION_SCOPE] == "in-region" and "in-region" not in self.names
        return self.widened({"in-region"}) if is_nearer else None

    def known(self, registry: "Registry") -> Collection[str]:
        """Return the scopes of a registry's offerings."""
        return [scope for scope in registry.column(REGION_SCOPE).values if scope is not None]
