"""Licenses as obligations: what is released, what may be done with it, and above which size it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from llm_selection.errors import InvalidInputError
from llm_selection.evidence import EvidenceByField
from llm_selection.units import check_count
from llm_selection.verdicts import Outcome, Verdict

__all__ = ["LicenseKind", "LicenseTerms", "Measure", "Threshold", "Use", "permits"]


class LicenseKind(StrEnum):
    """
    How open a model is, computed from what was released; see `llm_selection.models.possible_license_kinds`.

    The order is the openness: closed, then open-weight, then open-source.
    """

    CLOSED = "closed"
    """The weights aren't offered."""
    OPEN_WEIGHT = "open-weight"
    """The weights can be downloaded; terms, training data or code fall short of open source."""
    OPEN_SOURCE = "open-source"
    """Weights, training data (or full data information) and code are out, under terms that fit the OSI's definition."""


class Measure(StrEnum):
    """What a license threshold counts."""

    MONTHLY_USERS = "monthly-active-users"
    ANNUAL_REVENUE_USD = "annual-revenue-usd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """
    A size above which other terms apply.

    Attributes:
        measure: What is counted.
        limit: Monthly active users, or US dollars a year; above it a separate license is needed.
        clause: What the text asks for, in a few words.
    """

    measure: Measure
    limit: int
    clause: str

    def __post_init__(self) -> None:
        """Check the limit."""
        check_count("limit", self.limit, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseTerms:
    """
    What a license, or a vendor's terms, allow and ask. Not legal advice.

    Every permission is ``True``, ``False`` or ``None``: unknown, because the text wasn't read or doesn't say.

    Attributes:
        id: Key in the registry, such as ``llama-4-community``.
        name: The license's own title.
        expression: SPDX expression, ``LicenseRef-…`` where SPDX has none.
        url: The text.
        text_read: Whether the text, or a faithful copy, was read; if not, permissions stay unknown.
        osaid_compatible: Whether the terms alone would fit the Open Source AI Definition.
        commercial_use: May be used in a business.
        redistribution: Weights may be passed on.
        fine_tuning: Weights may be changed.
        outputs_may_train: Outputs may be used to train other models.
        patent_grant: Patents are licensed.
        thresholds: Sizes above which a separate license is needed; empty means none, ``None`` unknown.
        excluded_regions: Regions without a grant, such as ``EU``; empty means none, ``None`` unknown.
        naming: The duty to name or credit, in a few words; empty means none, ``None`` unknown.
        use_policy: The acceptable-use policy that comes with it; empty means none, ``None`` unknown.
        conditions: The other conditions, in a few words.
        output_terms: What is said about outputs, in a few words.
        evidence: Who says so.
    """

    id: str
    name: str
    expression: str
    url: str | None = None
    text_read: bool
    osaid_compatible: bool | None = None
    commercial_use: bool | None = None
    redistribution: bool | None = None
    fine_tuning: bool | None = None
    outputs_may_train: bool | None = None
    patent_grant: bool | None = None
    thresholds: tuple[Threshold, ...] | None = None
    excluded_regions: frozenset[str] | None = None
    naming: str | None = None
    use_policy: str | None = None
    conditions: str | None = None
    output_terms: str | None = None
    evidence: EvidenceByField


# Source: Unicode CLDR 48, territoryContainment, EU; and EL, as the Union itself writes Greece.
_EU_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "EL",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """
    What someone means to do with a model, as far as licenses care.

    Attributes:
        commercial: Part of a business.
        monthly_users: Monthly active users of all the licensee's products; ``None`` if it isn't known.
        annual_revenue_usd: US dollars a year; ``None`` if it isn't known.
        regions: Where the licensee is based: two-letter codes such as ``US``, ``EU``, ``UK``, ``DE``. A member state of
            the European Union counts as ``EU`` too.
        redistribute: Passes weights on.
        fine_tune: Changes weights.
        train_on_outputs: Trains other models on outputs.
    """

    commercial: bool = True
    monthly_users: int | None = None
    annual_revenue_usd: int | None = None
    regions: frozenset[str] = frozenset()
    redistribute: bool = False
    fine_tune: bool = False
    train_on_outputs: bool = False

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_count("monthly_users", self.monthly_users)
        check_count("annual_revenue_usd", self.annual_revenue_usd)
        if not isinstance(self.regions, frozenset):
            raise InvalidInputError(f"regions must be a frozenset of regions, got {self.regions!r}")
        regions = {str(region).upper() for region in self.regions}
        if wrong := sorted(region for region in regions if not (len(region) == 2 and region.isalpha())):  # noqa: PLR2004 - the length of a code
            raise InvalidInputError(f"regions are two-letter codes such as US, EU, UK or DE; got {', '.join(wrong)}")
        if "GB" in regions:
            regions.add("UK")
        if regions & _EU_MEMBERS:
            regions.add("EU")
        object.__setattr__(self, "regions", frozenset(regions))


def permits(terms: LicenseTerms, use: Use) -> Verdict:
    """
    Say whether *terms* allow *use*: yes, no or unknown, with the clauses that decide.

    A threshold counts only against a size that *use* states; an unread text leaves everything unknown.
    Not legal advice.
    """
    clauses = [clause for clause in _clauses(terms, use) if clause.outcome is not Outcome.MEETS]
    if not clauses:
        return Verdict(outcome=Outcome.MEETS, reason=f"allowed by {terms.name}")
    outcome = reduce(Outcome.__and__, (clause.outcome for clause in clauses))
    decisive = [clause.reason for clause in clauses if clause.outcome is outcome]
    return Verdict(outcome=outcome, reason=f"{terms.name}: {'; '.join(decisive)}")


def _clauses(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each clause that *use* touches."""
    if not terms.text_read:
        yield Verdict(outcome=Outcome.UNKNOWN, reason="the text wasn't read")
    yield from _permissions(terms, use)
    yield from _thresholds(terms, use)
    if use.regions:
        if terms.excluded_regions is None:
            yield Verdict(outcome=Outcome.UNKNOWN, reason="regions aren't known")
        else:
            excluded = sorted(use.regions & terms.excluded_regions)
            yield Verdict(outcome=Outcome.of(not excluded), reason=f"no grant in {', '.join(excluded)}")


def _permissions(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each permission that *use* asks for."""
    for asked, answer, what in (
        (use.commercial, terms.commercial_use, "commercial use"),
        (use.redistribute, terms.redistribution, "redistribution"),
        (use.fine_tune, terms.fine_tuning, "fine-tuning"),
        (use.train_on_outputs, terms.outputs_may_train, "training on outputs"),
    ):
        if asked:
            word = "isn't known to be allowed" if answer is None else "isn't allowed"
            yield Verdict(outcome=Outcome.of(answer), reason=f"{what} {word}")


def _thresholds(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each size that *use* states."""
    for measure, size in (
        (Measure.MONTHLY_USERS, use.monthly_users),
        (Measure.ANNUAL_REVENUE_USD, use.annual_revenue_usd),
    ):
        if size is None:
            continue
        if terms.thresholds is None:
            yield Verdict(outcome=Outcome.UNKNOWN, reason=f"no threshold of {measure} is known")
            continue
        for threshold in terms.thresholds:
            if threshold.measure is measure:
                yield Verdict(outcome=Outcome.of(size <= threshold.limit), reason=threshold.clause)
