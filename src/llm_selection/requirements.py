"""
Requirements: what an option must meet, judged meets, fails or unknown.

A requirement names the facts it reads and judges them, once for each distinct combination.
`SHORTCUTS` gives each a keyword that means the same in Python, in a file and on the command line.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Protocol, TypedDict, TypeVar

from llm_selection._frozen import FrozenMap
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.identity import Library
from llm_selection.licenses import LicenseKind, Use, permits
from llm_selection.models import Capabilities, Modality
from llm_selection.offerings import ProviderKind, Stage
from llm_selection.units import EXACT, check_count, check_price, dollars, parse_count, parse_day, picodollars_per_token
from llm_selection.verdicts import Outcome, Verdict

__all__ = [
    "EXAMPLES",
    "SHORTCUTS",
    "AllOf",
    "AnyOf",
    "AtMost",
    "CapableOf",
    "FitsWorkload",
    "Includes",
    "LicenseIn",
    "MinContext",
    "MinOutput",
    "Not",
    "NotRetiringBefore",
    "OneOf",
    "Permits",
    "PricedPerToken",
    "ReleasedAfter",
    "ReleasedBy",
    "Requirement",
    "Shortcuts",
    "StageIn",
    "parse_requirement",
    "parse_requirements",
]

Facts = Mapping[str, Any]


class Requirement(Protocol):
    """Anything with these three; write your own, and every part of the library takes it."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the facts it reads, of ``FACTS`` or ``DERIVED``."""
        ...

    def judge(self, facts: Facts) -> Verdict:
        """Judge one combination of facts; the same facts give the same verdict."""
        ...

    def __str__(self) -> str:
        """Say it in a few words, such as ``context ≥ 200,000``."""
        ...


def _verdict(answer: bool | None, reason: str) -> Verdict:  # noqa: FBT001 - the argument is the answer itself
    """Make a verdict of a plain answer."""
    return Verdict(outcome=Outcome.of(answer), reason=reason)


def _listed(values: Iterable[str], word: str = "or") -> str:
    """List names in a stable order."""
    return f" {word} ".join(sorted(str(value) for value in values))


_WORDS = {
    "architecture": "architecture",
    "developer": "developer",
    "input": "input",
    "input_price": "input price",
    "libraries": "id in",
    "model": "model",
    "monthly_cost": "cost a month",
    "output": "output",
    "output_price": "output price",
    "provider": "provider",
    "provider_kind": "provider kind",
    "region_scope": "region",
    "total_parameters": "parameters",
}


def _check_fact(owner: str, fact: str, known: tuple[str, ...]) -> None:
    """Refuse a fact of another kind than *owner* can judge."""
    if fact not in known:
        raise InvalidInputError(f"{owner} is for {', '.join(known)}; got {fact}")


@dataclass(frozen=True, slots=True)
class OneOf:
    """
    A fact with a single value is one of those allowed; an unknown fact leaves it unknown.

    Attributes:
        fact: ``provider``, ``provider_kind``, ``region_scope``, ``architecture``, ``developer`` or ``model``.
        allowed: The values that meet it.
    """

    fact: str
    allowed: frozenset[str]

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Look the value up."""
        value = facts[self.fact]
        return _verdict(None if value is None else value in self.allowed, f"{_WORDS[self.fact]} {value or 'unknown'}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} {_listed(self.allowed)}"


@dataclass(frozen=True, slots=True)
class Includes:
    """
    A fact with many values has all those wanted; an unknown fact leaves it unknown.

    Attributes:
        fact: ``input``, ``output`` (modalities) or ``libraries`` (that have an id for it).
        wanted: The values it must have.
    """

    fact: str
    wanted: frozenset[str]

    def __post_init__(self) -> None:
        """Check that the fact is a set."""
        _check_fact("Includes", self.fact, ("input", "libraries", "output"))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        values = facts[self.fact]
        shown = "unknown" if values is None else _listed(values, "and") or "none"
        return _verdict(None if values is None else self.wanted <= values, f"{_WORDS[self.fact]} {shown}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} {_listed(self.wanted, 'and')}"


@dataclass(frozen=True, slots=True)
class AtMost:
    """
    A number is no larger than a limit; an unknown number leaves it unknown.

    Attributes:
        fact: ``input_price`` or ``output_price`` (picodollars a token), ``monthly_cost`` (picodollars) or
            ``total_parameters``.
        limit: In the fact's own unit.
    """

    fact: str
    limit: int

    def __post_init__(self) -> None:
        """Check that the fact is a number."""
        _check_fact("AtMost", self.fact, ("input_price", "monthly_cost", "output_price", "total_parameters"))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        value = facts[self.fact]
        return _verdict(None if value is None else value <= self.limit, f"{_WORDS[self.fact]} {self._show(value)}")

    def _show(self, value: int | None) -> str:
        """Write a number with its unit."""
        if value is None:
            return "unknown"
        if self.fact == "monthly_cost":
            return f"${dollars(value):,.2f}"
        if self.fact.endswith("price"):
            return f"${Decimal(value).scaleb(-6).normalize():f}/M"
        return f"{value:,}"

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} ≤ {self._show(self.limit)}"


@dataclass(frozen=True, slots=True)
class LicenseIn:
    """The license kind is one of ``kinds``; a model that may be of several kinds meets it only if all of them fit."""

    kinds: frozenset[LicenseKind]
    reads = ("license_kinds",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the possible kinds."""
        possible: frozenset[LicenseKind] = facts["license_kinds"]
        met = True if possible <= self.kinds else None if possible & self.kinds else False
        return _verdict(met, f"license {_listed(possible)}")

    def __str__(self) -> str:
        """Say it in a few words."""
        ordered = list(LicenseKind)
        least = min(self.kinds, key=ordered.index)
        if self.kinds == frozenset(ordered):
            return "license of any kind"
        floor = len(self.kinds) > 1 and self.kinds == frozenset(ordered[ordered.index(least) :])
        return f"license {least} or more open" if floor else f"license {_listed(self.kinds)}"


@dataclass(frozen=True, slots=True)
class MinContext:
    """The context window is at least so many tokens; without a known window, an input cap of as many will do."""

    tokens: int
    reads = ("limits",)

    def __post_init__(self) -> None:
        """Check the number."""
        check_count("tokens", self.tokens, least=1)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the window, else the input cap, which can only confirm."""
        limits = facts["limits"]
        if limits.context_tokens is not None:
            return _verdict(limits.context_tokens >= self.tokens, f"context {limits.context_tokens:,}")
        cap = limits.max_input_tokens
        if cap is not None and cap >= self.tokens:
            return _verdict(True, f"input cap {cap:,}")  # noqa: FBT003 - the answer
        return _verdict(None, "context unknown")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"context ≥ {self.tokens:,}"


@dataclass(frozen=True, slots=True)
class MinOutput:
    """At least so many tokens can be generated in one answer, reasoning included."""

    tokens: int
    reads = ("limits",)

    def __post_init__(self) -> None:
        """Check the number."""
        check_count("tokens", self.tokens, least=1)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the cap."""
        cap = facts["limits"].max_output_tokens
        if cap is None:
            return _verdict(None, "output cap unknown")
        return _verdict(cap >= self.tokens, f"output cap {cap:,}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"output ≥ {self.tokens:,}"


@dataclass(frozen=True, slots=True)
class FitsWorkload:
    """
    A request of the workload fits: nothing known of the limits speaks against it, and the window or input cap is known.

    Attributes:
        input_tokens: Prompt tokens of a request.
        output_tokens: Tokens generated.
    """

    input_tokens: int
    output_tokens: int
    reads = ("limits",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare each limit that is known."""
        limits = facts["limits"]
        needed = {
            "window": (limits.context_tokens, self.input_tokens + self.output_tokens),
            "input cap": (limits.max_input_tokens, self.input_tokens),
            "output cap": (limits.max_output_tokens, self.output_tokens),
        }
        for name, (limit, tokens) in needed.items():
            if limit is not None and limit < tokens:
                return _verdict(False, f"{name} {limit:,}")  # noqa: FBT003 - the answer
        if limits.context_tokens is None and limits.max_input_tokens is None:
            return _verdict(None, "context unknown")
        return _verdict(True, "fits")  # noqa: FBT003 - the answer

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"room for {self.input_tokens:,} tokens in and {self.output_tokens:,} out"


@dataclass(frozen=True, slots=True)
class CapableOf:
    """All of these capabilities are there; one that is known to be missing fails it."""

    names: frozenset[str]
    reads = ("capabilities",)

    def judge(self, facts: Facts) -> Verdict:
        """Combine the answers as *and*."""
        answers = {name: getattr(facts["capabilities"], name) for name in sorted(self.names)}
        words = {True: "yes", False: "no", None: "unknown"}
        met = False if False in answers.values() else None if None in answers.values() else True
        return _verdict(met, ", ".join(f"{name.replace('_', ' ')} {words[answer]}" for name, answer in answers.items()))

    def __str__(self) -> str:
        """Say it in a few words."""
        return _listed((name.replace("_", " ") for name in self.names), "and")


@dataclass(frozen=True, slots=True)
class Permits:
    """The license, or the vendor's terms, allow a use. Not legal advice."""

    use: Use
    reads = ("license_terms",)

    def judge(self, facts: Facts) -> Verdict:
        """Ask the terms."""
        terms = facts["license_terms"]
        return _verdict(None, "license unknown") if terms is None else permits(terms, self.use)

    def __str__(self) -> str:
        """Say it in a few words."""
        stated = [
            f"{self.use.monthly_users:,} monthly users" if self.use.monthly_users is not None else "",
            f"${self.use.annual_revenue_usd:,} a year" if self.use.annual_revenue_usd is not None else "",
            f"in {_listed(self.use.regions, 'and')}" if self.use.regions else "",
            "redistribution" if self.use.redistribute else "",
            "fine-tuning" if self.use.fine_tune else "",
            "training on outputs" if self.use.train_on_outputs else "",
        ]
        kind = "commercial use" if self.use.commercial else "use"
        return f"license permits {', '.join([kind, *filter(None, stated)])}"


@dataclass(frozen=True, slots=True)
class StageIn:
    """
    On the day asked about, the offering is in one of these stages of its life.

    One that its sources list without a stage counts as active: they were read to find what is on offer.
    """

    stages: frozenset[Stage]
    reads = ("stage",)

    def judge(self, facts: Facts) -> Verdict:
        """Look the stage up."""
        stage = facts["stage"]
        shown = "listed, no stage given" if stage is None else stage.value
        return _verdict((stage or Stage.ACTIVE) in self.stages, shown)

    def __str__(self) -> str:
        """Say it in a few words."""
        return _listed(self.stages)


@dataclass(frozen=True, slots=True)
class NotRetiringBefore:
    """No end of service is announced for a day before ``day``; what isn't announced can't fail it."""

    day: date
    reads = ("lifecycle",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the date."""
        retires = facts["lifecycle"].retires
        if retires is None:
            return _verdict(True, "no end announced")  # noqa: FBT003 - the answer
        return _verdict(retires >= self.day, f"retires {retires}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"not retiring before {self.day}"


@dataclass(frozen=True, slots=True)
class ReleasedBy:
    """The model was released on ``day`` or before; an unknown release date leaves it unknown."""

    day: date
    reads = ("released", "lifecycle")

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date, and the offering's own first day where it has one."""
        released, available = facts["released"], facts["lifecycle"].available
        if available is not None and available > self.day:
            return _verdict(False, f"available from {available}")  # noqa: FBT003 - the answer
        if released is None:
            return _verdict(None, "release date unknown")
        return _verdict(released <= self.day, f"released {released}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released by {self.day}"


@dataclass(frozen=True, slots=True)
class ReleasedAfter:
    """The model was released after ``day``, whenever an offering of it began; an unknown release date leaves it unknown."""

    day: date
    reads = ("released",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date."""
        released = facts["released"]
        if released is None:
            return _verdict(None, "release date unknown")
        return _verdict(released > self.day, f"released {released}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released after {self.day}"


@dataclass(frozen=True, slots=True)
class PricedPerToken:
    """It is paid for by the token, at published prices in force; free tiers and subscriptions fail it."""

    reads = ("pricing", "priced")

    def judge(self, facts: Facts) -> Verdict:
        """Look at the kind of pricing, then at the prices."""
        if facts["pricing"] is None:
            return _verdict(None, "pricing unknown")
        if facts["pricing"] != "per-token":
            return _verdict(False, f"pricing {facts['pricing']}")  # noqa: FBT003 - the answer
        return _verdict(facts["priced"], "priced per token" if facts["priced"] else "no price known on that day")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "published price per token"


def _reads_of(parts: Iterable[Requirement]) -> tuple[str, ...]:
    """Collect the facts that *parts* read, each once, in order."""
    return tuple(dict.fromkeys(name for part in parts for name in part.reads))


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met; no part is met too."""

    parts: tuple[Requirement, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return _reads_of(self.parts)

    def judge(self, facts: Facts) -> Verdict:
        """Combine as *and*."""
        verdicts = [part.judge(facts) for part in self.parts]
        outcome = Outcome.MEETS
        for verdict in verdicts:
            outcome &= verdict.outcome
        return Verdict(outcome=outcome, reason=", ".join(v.reason for v in verdicts if v.outcome is outcome))

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"all of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is met; without parts it fails."""

    parts: tuple[Requirement, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return _reads_of(self.parts)

    def judge(self, facts: Facts) -> Verdict:
        """Combine as *or*."""
        verdicts = [part.judge(facts) for part in self.parts]
        outcome = Outcome.FAILS
        for verdict in verdicts:
            outcome |= verdict.outcome
        return Verdict(outcome=outcome, reason=", ".join(v.reason for v in verdicts if v.outcome is outcome))

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"any of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    """The part isn't met; unknown stays unknown."""

    part: Requirement

    @property
    def reads(self) -> tuple[str, ...]:
        """What the part reads."""
        return self.part.reads

    def judge(self, facts: Facts) -> Verdict:
        """Turn it around."""
        verdict = self.part.judge(facts)
        return Verdict(outcome=~verdict.outcome, reason=verdict.reason)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"not ({self.part})"


# Reading requirements as people write them.

E = TypeVar("E", bound=StrEnum)
_DEEPEST = 50
"""Combinations inside combinations; nobody writes that many, and each takes room on the stack."""
_MOST_USD = 10**12
"""Far above any bill; a larger number is a slip, and may be too large to count with."""


def _texts(value: object) -> frozenset[str]:
    """Read one text, a text with commas, or several texts."""
    items: Iterable[object]
    if isinstance(value, str):
        items = value.split(",")
    elif isinstance(value, Iterable):
        items = value
    else:
        raise InvalidInputError(f"must be a name or a list of names, got {value!r}")
    names = frozenset(item.strip() if isinstance(item, str) else "" for item in items)
    if not names or "" in names:
        raise InvalidInputError(f"must be a name or a list of names, got {value!r}")
    return names


def _members(kind: type[E]) -> Callable[[object], frozenset[E]]:
    """Return how to read members of an enumeration."""

    def read(value: object) -> frozenset[E]:
        known = {member.value: member for member in kind}
        texts = _texts(value)
        if wrong := sorted(texts - known.keys()):
            raise InvalidInputError(f"must be of {', '.join(known)}; got {', '.join(wrong)}")
        return frozenset(known[text] for text in texts)

    return read


def _count(value: object) -> int:
    """Read a whole number of at least 1, also written like ``200k``."""
    number = parse_count(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise InvalidInputError(f'must be a whole number of at least 1, got {value!r} (examples: 200000, "200k")')
    return number


def _dollars(value: object) -> Decimal:
    """Read US dollars; a float is read as it prints."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise InvalidInputError(f"must be US dollars, got {value!r}")
    try:
        amount = Decimal(str(value).removeprefix("$"))
    except InvalidOperation:
        raise InvalidInputError(f'must be US dollars, got {value!r} (examples: 0.5, "12")') from None
    if not amount.is_finite() or not 0 <= amount <= _MOST_USD:
        raise InvalidInputError(f"must be US dollars from 0 to {_MOST_USD:,}, got {value!r}")
    return amount


def _license(value: object) -> Requirement:
    """Read a license: one kind is a floor (``open-weight`` admits open-source), several are exact."""
    kinds = _members(LicenseKind)(value)
    if isinstance(value, str) and len(kinds) == 1:
        ordered = list(LicenseKind)
        kinds = frozenset(ordered[ordered.index(next(iter(kinds))) :])
    return LicenseIn(kinds)


def _price(fact: str) -> Callable[[object], Requirement]:
    """Return how to read a cap in dollars per million tokens."""

    def read(value: object) -> Requirement:
        amount = _dollars(value)
        check_price("the cap", amount)
        return AtMost(fact, picodollars_per_token(amount))

    return read


def _capabilities(value: object) -> Requirement:
    """Read names of capabilities."""
    names, known = _texts(value), Capabilities.__dataclass_fields__
    if wrong := sorted(names - known.keys()):
        raise InvalidInputError(f"must be of {', '.join(known)}; got {', '.join(wrong)}")
    return CapableOf(names)


def _use(value: object) -> Requirement:
    """Read what someone means to do with a model."""
    if isinstance(value, Use):
        return Permits(value)
    if not isinstance(value, Mapping):
        raise InvalidInputError(f"must be a table such as {{monthly_users = 1000000}}, got {value!r}")
    known = Use.__dataclass_fields__
    if wrong := sorted(set(value) - known.keys()):
        raise InvalidInputError(f"may have {', '.join(known)}; got {', '.join(wrong)}")
    readers: dict[str, Callable[[object], Any]] = {
        "monthly_users": _count,
        "annual_revenue_usd": _count,
        "regions": _texts,
    }
    return Permits(Use(**{key: readers.get(key, _flag)(item) for key, item in value.items()}))


def _flag(value: object) -> bool:
    """Read yes or no."""
    if not isinstance(value, bool):
        raise InvalidInputError(f"must be true or false, got {value!r}")
    return value


def _one_of(fact: str, read: Callable[[object], frozenset[str]] = _texts) -> Callable[[object], Requirement]:
    """Return how to read names that a fact may have."""
    return lambda value: OneOf(fact, read(value))


SHORTCUTS: Mapping[str, Callable[[object], Requirement]] = FrozenMap(
    {
        "license": _license,
        "permits": _use,
        "min_context_tokens": lambda value: MinContext(_count(value)),
        "min_output_tokens": lambda value: MinOutput(_count(value)),
        "input": lambda value: Includes("input", _members(Modality)(value)),
        "output": lambda value: Includes("output", _members(Modality)(value)),
        "capabilities": _capabilities,
        "max_input_price": _price("input_price"),
        "max_output_price": _price("output_price"),
        "max_monthly_cost": lambda value: AtMost("monthly_cost", int(_dollars(value).scaleb(12, EXACT))),
        "developer": _one_of("developer"),
        "model": _one_of("model"),
        "provider": _one_of("provider"),
        "provider_kind": _one_of("provider_kind", _members(ProviderKind)),
        "region": _one_of("region_scope", lambda value: frozenset(text.lower() for text in _texts(value))),
        "architecture": _one_of("architecture"),
        "max_total_parameters": lambda value: AtMost("total_parameters", _count(value)),
        "stage": lambda value: StageIn(_members(Stage)(value)),
        "not_retiring_before": lambda value: NotRetiringBefore(parse_day(value)),
        "released_by": lambda value: ReleasedBy(parse_day(value)),
        "released_after": lambda value: ReleasedAfter(parse_day(value)),
        "has_id": lambda value: Includes("libraries", _members(Library)(value)),
    }
)
"""
Requirements by keyword, and how each reads its value.

``license`` as one text is a floor, as a set it is exact. Numbers may be written ``"200k"``; several names as a
list or with commas. Prices are US dollars per million tokens, ``max_monthly_cost`` US dollars a month.
"""


EXAMPLES = (
    "license=open-weight",
    "license=open-weight,open-source",
    "permits.monthly_users=50m",
    "permits.annual_revenue_usd=20m",
    "permits.regions=DE,UK",
    "permits.fine_tune=true",
    "min_context_tokens=200k",
    "min_output_tokens=32k",
    "input=text,image",
    "output=text",
    "capabilities=tool_calling,structured_output",
    "max_input_price=0.50",
    "max_output_price=2",
    "max_monthly_cost=500",
    "developer=mistral,deepseek",
    "model=openai/gpt-oss-120b,openai/gpt-oss-20b",
    "provider=amazon-bedrock,google-vertex",
    "provider_kind=developer,cloud",
    "region=eu,global",
    "architecture=dense,mixture-of-experts",
    "max_total_parameters=70b",
    "stage=active,preview",
    "not_retiring_before=2027-06-30",
    "released_by=2026-06-30",
    "released_after=2025-12-31",
    "has_id=litellm",
)
"""One way, or several, to write each requirement on the command line; ``any_of`` and ``not`` are for files."""


class Shortcuts(TypedDict, total=False):
    """The keywords of `SHORTCUTS`, typed: what `llm_selection.recommend` takes beside its own arguments."""

    license: str | Iterable[str]
    """``closed``, ``open-weight`` or ``open-source``; one is a floor, a set is exact."""
    permits: Use | Mapping[str, object]
    """What the license must allow."""
    min_context_tokens: int | str
    """Context window, in tokens."""
    min_output_tokens: int | str
    """Longest answer, in tokens."""
    input: str | Iterable[str]
    """Kinds of input it must take: ``text``, ``image``, ``audio``, ``video``, ``pdf``."""
    output: str | Iterable[str]
    """Kinds of output it must give."""
    capabilities: str | Iterable[str]
    """``tool_calling``, ``structured_output``, ``reasoning``, ``prompt_caching``, ``web_search``."""
    max_input_price: Decimal | float | str
    """US dollars per million tokens."""
    max_output_price: Decimal | float | str
    """US dollars per million tokens."""
    max_monthly_cost: Decimal | float | str
    """US dollars a month for the workload."""
    developer: str | Iterable[str]
    """Developers to choose from."""
    model: str | Iterable[str]
    """Model ids to choose from."""
    provider: str | Iterable[str]
    """Providers to choose from."""
    provider_kind: str | Iterable[str]
    """Kinds of provider; by default developers' own APIs, clouds and inference hosts."""
    region: str | Iterable[str]
    """Region scopes to choose from, such as ``eu``."""
    architecture: str | Iterable[str]
    """``dense``, ``mixture-of-experts``, ``router``, ``undisclosed``."""
    max_total_parameters: int | str
    """Parameters in all, active or not."""
    stage: str | Iterable[str]
    """Stages to choose from; by default ``active``."""
    not_retiring_before: date | str
    """No end announced for an earlier day; by default 90 days from the day asked about."""
    released_by: date | str
    """Released on that day or before."""
    released_after: date | str
    """Released after that day."""
    has_id: str | Iterable[str]
    """Libraries that must have an id for it."""


def parse_requirement(keyword: str, value: object, *, where: str = "") -> Requirement:
    """
    Read one requirement, or a combination of them.

    ``any_of`` and ``all_of`` take a list of tables of requirements, ``not`` takes one table.

    Raises:
        InvalidInputError: The keyword isn't known or the value isn't allowed; the fault names *where*.
    """
    place = f"{where}.{keyword}" if where else keyword
    if place.count(".") > _DEEPEST:
        raise InvalidInputError(Fault(where=place, problem="is nested too deeply"))
    if keyword in ("any_of", "all_of"):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise InvalidInputError(Fault(where=place, problem=f"must be a list of tables, got {value!r}"))
        parts = _parse_parts(value, place)
        return AnyOf(parts) if keyword == "any_of" else AllOf(parts)
    if keyword == "not":
        return Not(AllOf(parse_requirements(value, where=place)))
    if keyword not in SHORTCUTS:
        known = ", ".join((*SHORTCUTS, "any_of", "all_of", "not"))
        raise InvalidInputError(Fault(where=place, problem=f"isn't a requirement; known are {known}"))
    try:
        return SHORTCUTS[keyword](value)
    except InvalidInputError as error:
        faults = (
            Fault(where=": ".join(filter(None, (place, fault.where))), problem=fault.problem) for fault in error.faults
        )
        raise InvalidInputError(*faults) from error


def _parse_parts(tables: Sequence[object], where: str) -> tuple[Requirement, ...]:
    """Read the parts of a combination; the faults of all of them are reported."""
    parts: list[Requirement] = []
    faults: list[Fault] = []
    for i, table in enumerate(tables):
        try:
            parts.append(AllOf(parse_requirements(table, where=f"{where}[{i}]")))
        except InvalidInputError as error:
            faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return tuple(parts)


def parse_requirements(table: object, *, where: str = "requirements") -> tuple[Requirement, ...]:
    """
    Read a table of requirements, every one of which must be met; or a list of such tables.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if isinstance(table, Sequence) and not isinstance(table, str):
        entries = [(f"{where}[{i}]", part) for i, part in enumerate(table)]
    else:
        entries = [(where, table)]
    found: list[Requirement] = []
    faults: list[Fault] = []
    for place, part in entries:
        if not isinstance(part, Mapping):
            faults.append(Fault(where=place, problem=f"must be a table of requirements, got {part!r}"))
            continue
        for keyword, value in part.items():
            try:
                found.append(parse_requirement(str(keyword), value, where=place))
            except InvalidInputError as error:
                faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return tuple(found)
