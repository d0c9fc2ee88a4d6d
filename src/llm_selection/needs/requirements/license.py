"""``license``: how open the model is."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.needs.option_facts import LICENSE_KINDS, Facts
from llm_selection.needs.requirements._requirement import joined, verdict_of
from llm_selection.needs.requirements._shapes import OneOf
from llm_selection.needs.requirements._values import read_names

__all__ = ["LicenseIn"]

_HINT = "these are kinds of license: what a text allows is asked by permits, such as permits.monthly_users=1000000"


@dataclass(frozen=True, slots=True)
class LicenseIn(OneOf):
    """
    ``closed``, ``open-weight`` or ``open-source``; one is a floor, a set is exact.

    Unknown where it may be of several kinds and not all of them fit.

    So ``closed`` admits any; for closed ones alone ask for ``["closed"]``, or forbid ``license=open-weight``.
    """

    names: frozenset[LicenseKind]
    keyword = "license"
    examples = (
        ("license=open-weight", "at least as open"),
        ("license=open-weight,open-source", "one of these kinds"),
    )
    fact = LICENSE_KINDS
    choices = LicenseKind
    words = "license"

    @classmethod
    def parse(cls, value: object) -> "LicenseIn":
        """Read kinds: one is a floor (``open-weight`` admits open-source), several are exact."""
        try:
            kinds = read_names(value, LicenseKind)
        except InvalidInputError as error:
            raise InvalidInputError(f"{error}; {_HINT}") from error
        return cls(_at_least(kinds) if isinstance(value, str) and len(kinds) == 1 else kinds)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the possible kinds: a model that may be of several meets it only if all of them fit."""
        possible = facts[LICENSE_KINDS]
        met = True if possible <= self.names else None if possible & self.names else False
        return verdict_of(met, f"license {joined(possible)}")

    def loosened(self, facts: Facts) -> "LicenseIn | None":
        """Return that whatever is at least as open will do."""
        possible = facts[LICENSE_KINDS]
        return None if possible <= self.names else LicenseIn(_at_least(self.names | possible))

    def __str__(self) -> str:
        """Say it in a few words."""
        ordered = list(LicenseKind)
        if self.names == frozenset(ordered):
            return f"license of any kind ({ordered[0]} too)"
        if len(self.names) > 1 and self.names == _at_least(self.names):
            return f"license {min(self.names, key=ordered.index)} or more open"
        return f"license {joined(self.names)}"


def _at_least(kinds: frozenset[LicenseKind]) -> frozenset[LicenseKind]:
    """Return the least open of *kinds*, and whatever is more open."""
    ordered = list(LicenseKind)
    return frozenset(ordered[min(map(ordered.index, kinds)) :])
