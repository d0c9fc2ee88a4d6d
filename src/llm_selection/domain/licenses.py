"""Licenses as obligations: what is released, what may be done with it, and above which size it changes."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import StrEnum
from functools import reduce

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.evidence import Evidence, EvidenceByField
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import check_count

__all__ = ["LicenseKind", "LicenseTerms", "Measure", "Threshold", "Use", "permits"]


class LicenseKind(StrEnum):
    """
    How open a model is, computed from what was released; see `llm_selection.domain.models.possible_license_kinds`.

    The order is the openness. ``closed``: the weights aren't offered. ``open-weight``: they can be downloaded, which says
    nothing of what you may do with them. ``open-source``: weights, training data or full information on it, and training
    code are out, under terms that fit the Open Source AI Definition; Apache-2.0 on the weights alone is open-weight.
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
        services_only: It binds those alone who offer the model itself as a service.

    Raises:
        InvalidInputError: *limit* isn't a whole number of at least 1.
    """

    measure: Measure
    limit: int
    clause: str
    services_only: bool = False

    def __post_init__(self) -> None:
        """Check the limit."""
        check_count("limit", self.limit, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseTerms:
    """
    What a license, or a vendor's terms, allow and ask. Not legal advice.

    Every permission is ``True``, ``False`` or ``None``: unknown, because the text wasn't read or doesn't say. Of a
    text that wasn't read, others may quote what it forbids; nothing counts as permitted by a quotation.

    Attributes:
        id: Key in the registry, such as ``llama-4-community``.
        name: The license's own title.
        expression: SPDX expression, ``LicenseRef-…`` where SPDX has none.
        url: The text.
        text_read: Whether the text, or a faithful copy, was read; if not, nothing is known to be permitted.
        osaid_compatible: Whether the terms alone would fit the Open Source AI Definition.
        commercial_use: May be used in a business.
        noncommercial_use: May be used outside a business, for any purpose; ``None`` too where research alone is
            allowed. What may be used in a business may be used outside it, whatever stands here.
        redistribution: Weights may be passed on.
        hosting: The model itself may be offered to others as a service. ``False`` where a business needs a separate
            agreement for that; of a service outside any business it then says nothing.
        fine_tuning: Weights may be changed.
        outputs_may_train: Outputs may be used to train other models; ``False`` also where only models that compete
            are ruled out, since nobody here can tell which do.
        patent_grant: Patents are licensed.
        thresholds: Sizes above which a separate license is needed; empty means none, ``None`` unknown.
        excluded_regions: Regions without a grant, two-letter codes as in `Use`; empty means none, ``None`` unknown.
        naming: The duty to name or credit, in a few words; empty means none, ``None`` unknown.
        use_policy: The acceptable-use policy that comes with it; empty means none, ``None`` unknown.
        conditions: The other conditions, in a few words.
        output_terms: What is said about outputs, in a few words.
        evidence: Who says so.

    Raises:
        InvalidInputError: A region isn't a two-letter code, so it would never be found.
    """

    id: str
    name: str
    expression: str
    url: str | None = None
    text_read: bool
    osaid_compatible: bool | None = None
    commercial_use: bool | None = None
    noncommercial_use: bool | None = None
    redistribution: bool | None = None
    hosting: bool | None = None
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

    def __post_init__(self) -> None:
        """Check the regions."""
        if self.excluded_regions is not None:
            object.__setattr__(self, "excluded_regions", _region_codes("excluded_regions", self.excluded_regions))


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


# Source: ISO 3166-1, alpha-2, as of 2026; and EU, UK, EL and XK, as the European Union writes itself and others.
_REGION_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW EU UK EL
XK
"""
_REGIONS = frozenset(_REGION_CODES.split())

_OTHER_CODES = {"GB": "UK", "EL": "GR"}
"""Countries with two codes: one of ISO 3166, one of the European Union."""


def _region_codes(name: str, regions: AbstractSet[str]) -> frozenset[str]:
    """Return *regions* in capitals; refuse what isn't the code of a country or the European Union."""
    if not isinstance(regions, AbstractSet):
        raise InvalidInputError(f"{name} must be a set of regions, got {shown(regions)}")
    codes = frozenset(str(region).upper() for region in regions)
    if wrong := sorted(codes - _REGIONS):
        raise InvalidInputError(f"{name} are two-letter codes such as US, EU, UK or DE; got {', '.join(wrong)}")
    return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """
    What someone means to do with a model, as far as licenses care.

    Attributes:
        commercial: Part of a business.
        monthly_users: Monthly active users of all the licensee's products; ``None`` if it isn't known: then no
            threshold of users is judged, and a yes holds only below those that the text has.
        annual_revenue_usd: US dollars a year; ``None`` likewise.
        regions: Where the licensee is based and where the model is used: two-letter codes such as ``US``, ``EU``,
            ``UK``, ``KR``. A member state of the European Union counts as ``EU`` too, ``GB`` as ``UK``. Empty if it
            isn't known; then regions aren't judged. Any set of text.
        redistribute: Passes weights on.
        fine_tune: Changes weights.
        train_on_outputs: Trains other models on outputs.
        offer_as_service: Offers the model itself to third parties as a service, such as an API; a product with a
            purpose of its own that calls the model inside doesn't.

    Raises:
        InvalidInputError: A number is negative, a region isn't a two-letter code, or a yes or no is neither.
    """

    commercial: bool = True
    monthly_users: int | None = None
    annual_revenue_usd: int | None = None
    regions: AbstractSet[str] = frozenset()
    redistribute: bool = False
    fine_tune: bool = False
    train_on_outputs: bool = False
    offer_as_service: bool = False

    def __post_init__(self) -> None:
        """Check the answers, the numbers and the regions."""
        for name in ("commercial", "redistribute", "fine_tune", "train_on_outputs", "offer_as_service"):
            if type(value := getattr(self, name)) is not bool:
                raise InvalidInputError(f"{name} must be true or false, got {shown(value)}")
        check_count("monthly_users", self.monthly_users)
        check_count("annual_revenue_usd", self.annual_revenue_usd)
        regions = set(_region_codes("regions", self.regions))
        if "GB" in regions:
            regions.add("UK")
        if regions & _EU_MEMBERS:
            regions.add("EU")
        object.__setattr__(self, "regions", frozenset(regions))


def permits(terms: LicenseTerms, use: Use) -> Verdict:
    """
    Say whether *terms* allow *use*: yes, no or unknown, with the clauses that decide and who says so.

    The verdict's reason gives the clauses in short, its evidence names their sources and addresses; ``terms.url`` is the text.
    A threshold counts only against a size that *use* states, a region only if *use* names it. An unread text never
    says yes: it leaves everything unknown but for what others quote as forbidden. Policies on content, duties to name
    or to pass terms on, and conditions in words aren't judged. Not legal advice.

    Raises:
        InvalidInputError: *terms* aren't license terms, or *use* isn't a use.
    """
    if not isinstance(terms, LicenseTerms) or not isinstance(use, Use):
        raise InvalidInputError(f"permits takes LicenseTerms and a Use, got {terms!r} and {use!r}")
    clauses = tuple(_clauses(terms, use))
    outcome = reduce(Outcome.__and__, (clause.outcome for clause in clauses))
    verdict = Verdict.combined(outcome, clauses, between="; ")
    if outcome is Outcome.MEETS:
        return replace(verdict, reason=f"allowed by {terms.name}")
    quoted = "; the text itself wasn't read" if outcome is Outcome.FAILS and not terms.text_read else ""
    return replace(verdict, reason=f"{terms.name}: {verdict.reason}{quoted}")


def _clauses(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each clause that *use* touches."""
    if not terms.text_read:
        yield _clause(None, "the text wasn't read", terms.evidence["text_read"])
    yield from _permissions(terms, use)
    yield from _thresholds(terms, use)
    if use.regions:
        evidence = terms.evidence["excluded_regions"]
        if terms.excluded_regions is None:
            yield _clause(None, "regions aren't known", evidence)
        else:
            regions = {_OTHER_CODES.get(region, region) for region in use.regions}
            excluded = sorted(
                region for region in terms.excluded_regions if _OTHER_CODES.get(region, region) in regions
            )
            yield _clause(not excluded, f"no grant in {', '.join(excluded)}", evidence)


def _clause(answer: bool | None, reason: str, evidence: Evidence) -> Verdict:  # noqa: FBT001 - the argument is the answer itself
    """Return the verdict on one clause of a license."""
    return Verdict(outcome=Outcome.of(answer), reason=reason, evidence=(evidence,))


def _permissions(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each permission that *use* asks for; where the text withholds one, quote its words, once."""
    outside = terms.commercial_use or terms.noncommercial_use
    inside = False if outside is False else terms.commercial_use
    # The texts that hold the model back from services do so for businesses; of other services they say nothing.
    hosting = terms.hosting if use.commercial or terms.hosting else None
    quotes: set[tuple[str, bool | None]] = set()
    for name, is_asked, stated, answer, what in (
        ("commercial_use", use.commercial, inside, inside, "commercial use"),
        ("noncommercial_use", not use.commercial, terms.commercial_use, outside, "use outside a business"),
        ("redistribution", use.redistribute, terms.redistribution, terms.redistribution, "redistribution"),
        ("fine_tuning", use.fine_tune, terms.fine_tuning, terms.fine_tuning, "fine-tuning"),
        ("outputs_may_train", use.train_on_outputs, terms.outputs_may_train, terms.outputs_may_train, "training on outputs"),
        ("hosting", use.offer_as_service, terms.hosting, hosting, "offering it as a service"),
    ):  # fmt: skip
        if not is_asked:
            continue
        reason = f"{what} isn't {'known to be ' if answer is None else ''}allowed"
        words = terms.output_terms if name == "outputs_may_train" else terms.conditions
        if words and False in (stated, answer) and (words, answer) not in quotes:
            quotes.add((words, answer))
            reason += f" ({words})"
        yield _clause(answer, reason, terms.evidence[name])


def _thresholds(terms: LicenseTerms, use: Use) -> Iterable[Verdict]:
    """Judge each size that *use* states."""
    evidence = terms.evidence["thresholds"]
    for measure, size in (
        (Measure.MONTHLY_USERS, use.monthly_users),
        (Measure.ANNUAL_REVENUE_USD, use.annual_revenue_usd),
    ):
        if size is None:
            continue
        if terms.thresholds is None:
            yield _clause(None, f"no threshold of {measure} is known", evidence)
            continue
        for threshold in terms.thresholds:
            if threshold.measure is measure and (use.offer_as_service or not threshold.services_only):
                yield _clause(size <= threshold.limit, threshold.clause, evidence)
