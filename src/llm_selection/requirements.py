"""
Requirements: what an option must meet, judged meets, fails or unknown.

A requirement names the facts it reads and judges them, once for each distinct combination.
`llm_selection.shortcuts` gives each a keyword, for Python, files and the command line alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import floor
from typing import Any, Protocol

from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.licenses import LicenseKind, Use, permits
from llm_selection.offerings import Stage
from llm_selection.units import PICODOLLARS_PER_DOLLAR, check_count, check_share, dollars
from llm_selection.verdicts import Outcome, Verdict

__all__ = [
    "AllOf",
    "AnyOf",
    "AtMost",
    "CapableOf",
    "ContentPolicyRecorded",
    "FitsWorkload",
    "FixedId",
    "Includes",
    "KnowsUntil",
    "LicenseIn",
    "Listed",
    "MinContext",
    "MinOutput",
    "MinOutputSpeed",
    "MinQuality",
    "MinResults",
    "NoTrainingOnInputs",
    "Not",
    "NotRetiringBefore",
    "OneOf",
    "Permits",
    "PriceReadSince",
    "PricedPerToken",
    "Recorded",
    "ReleasedAfter",
    "ReleasedBy",
    "Requirement",
    "StageIn",
]

Facts = Mapping[str, Any]


class Requirement(Protocol):
    """
    Anything with these three; write your own, and every part of the library takes it.

    docs/how-to/write-a-requirement.md shows one, and lists the facts with their types and units.
    """

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


_PICODOLLARS_PER_CENT = PICODOLLARS_PER_DOLLAR // 100

_WORDS = {
    "alignment_methods": "aligned by",
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
    "retention_days": "prompts kept",
    "total_parameters": "parameters",
    "training_kinds": "trained on",
    "ttft_seconds": "time to first token",
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
class Listed:
    """
    A fact is on an overlay's list of what is allowed, and not on that of what is denied.

    An unknown fact leaves it unknown.

    Attributes:
        origin: Whose lists they are.
        fact: ``model``, ``developer``, ``provider`` or ``license``.
        allowed: What is allowed; ``None`` for everything.
        denied: What is denied.
    """

    origin: str
    fact: str
    allowed: frozenset[str] | None
    denied: frozenset[str]

    def __post_init__(self) -> None:
        """Check the fact."""
        _check_fact("Listed", self.fact, ("developer", "license", "model", "provider"))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Judge by the lists."""
        value = facts[self.fact]
        if value is None:
            return _verdict(None, f"{self.fact} isn't known")
        answer = value not in self.denied and (self.allowed is None or value in self.allowed)
        word = "allows" if answer else "denies" if value in self.denied else "doesn't allow"
        return _verdict(answer, f"{self.origin} {word} {self.fact} {value}")

    def __str__(self) -> str:
        """Say whose word it is."""
        return f"{self.fact} allowed by {self.origin}"


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
        fact: ``input_price`` or ``output_price`` (picodollars a token), ``monthly_cost`` (picodollars),
            ``total_parameters``, ``retention_days`` or ``ttft_seconds``.
        limit: In the fact's own unit; whole, but for ``ttft_seconds``.
    """

    fact: str
    limit: float

    def __post_init__(self) -> None:
        """Check that the fact is a number."""
        known = ("input_price", "monthly_cost", "output_price", "retention_days", "total_parameters", "ttft_seconds")
        _check_fact("AtMost", self.fact, known)

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        value = facts[self.fact]
        return _verdict(None if value is None else value <= self.limit, f"{_WORDS[self.fact]} {self._show(value)}")

    def _show(self, value: float | None) -> str:
        """Write a number with its unit; of a bill, every cent begun, so that one beyond a cap is seen to be."""
        if value is None:
            return "unknown"
        match self.fact:
            case "monthly_cost":
                cents = -(-int(value) // _PICODOLLARS_PER_CENT)
                return f"${cents // 100:,}.{cents % 100:02d}"
            case "retention_days":
                return f"{value:,} day{'' if value == 1 else 's'}"
            case "ttft_seconds":
                return f"{value:g} s"
            case "total_parameters":
                return f"{value:,}"
            case _:
                return f"${Decimal(value).scaleb(-6).normalize():f}/M"

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.fact == "monthly_cost" and int(self.limit) % _PICODOLLARS_PER_CENT:
            # In full: rounded, it would be a cap that nobody asked for.
            return f"{_WORDS[self.fact]} ≤ ${dollars(int(self.limit)).normalize():,f}"
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
    """
    The context window is at least ``tokens``; without a known window, an input cap of as many will do.

    Unknown where neither is known, or only a smaller input cap. Raises `InvalidInputError` for fewer than one token.
    """

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
    """
    At least ``tokens`` can be generated in one answer, reasoning included; unknown where the cap is.

    Raises `InvalidInputError` for fewer than one token.
    """

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
    """
    All of these capabilities are there; one that is known to be missing fails it, else an unknown one leaves it unknown.

    Attributes:
        names: Fields of `llm_selection.models.Capabilities`.
    """

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
    """
    The license, or the vendor's terms, allow a use; see `llm_selection.licenses.permits`. Not legal advice.

    Unknown where the license isn't known, its text wasn't read, or a clause that is asked about isn't known.

    Attributes:
        use: What is meant to be done.
    """

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
            "offering it as a service" if self.use.offer_as_service else "",
        ]
        kind = "commercial use" if self.use.commercial else "use"
        return f"license permits {', '.join([kind, *filter(None, stated)])}"


@dataclass(frozen=True, slots=True)
class StageIn:
    """
    On the day asked about, the offering is in one of ``stages`` of its life.

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
class FixedId:
    """
    The native id stands for one model: it isn't a moving alias. Where nobody says, it is unknown.

    A fixed id promises the model's weights, not the same words: serving code and, at hosts of open weights, the number
    format may change. Whether its provider documents it or it was derived stands in the offering's evidence, and in the
    caveats of an answer to a need that asks for it.
    """

    reads = ("moving",)

    def judge(self, facts: Facts) -> Verdict:
        """Look whether it moves."""
        moving = facts["moving"]
        words = {None: "whether the id moves isn't known", True: "a moving alias", False: "a fixed id"}
        return _verdict(None if moving is None else not moving, words[moving])

    def __str__(self) -> str:
        """Say it in a few words."""
        return "an id that doesn't move"


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    Sources say all of this of the model; what they don't say leaves it unknown, since they never say everything.

    Attributes:
        fact: ``alignment_methods`` (methods of alignment) or ``training_kinds`` (kinds of training data).
        wanted: What must be said.
    """

    fact: str
    wanted: frozenset[str]

    def __post_init__(self) -> None:
        """Check that the fact is one of what sources say in part."""
        _check_fact("Recorded", self.fact, ("alignment_methods", "training_kinds"))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        said = facts[self.fact]
        return _verdict(
            True if self.wanted <= said else None, f"{_WORDS[self.fact]} {_listed(said, 'and') or 'unknown'}"
        )

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} {_listed(self.wanted, 'and')}"


@dataclass(frozen=True, slots=True)
class KnowsUntil:
    """
    The model's knowledge reaches ``day``; a cutoff that is unknown, or a month or year that holds the day, leaves it so.

    A developer's word: models know little of their last months, and search at answer time is another matter.
    """

    day: date
    reads = ("knowledge_cutoff",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day with the first and the last one that the cutoff may be."""
        cutoff = facts["knowledge_cutoff"]
        if cutoff is None:
            return _verdict(None, "knowledge cutoff unknown")
        # As text: 2025-03 stands before all of its days, and with a tilde behind it after them.
        day = self.day.isoformat()
        answer = True if cutoff >= day else False if f"{cutoff}~" < day else None
        return _verdict(answer, f"knowledge cutoff {cutoff}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"knowledge until {self.day}"


@dataclass(frozen=True, slots=True)
class MinQuality:
    """
    The expected quality at a task is as high; a model without any result leaves it unknown.

    Judged by the estimate itself, not by its interval, which the reason gives.

    Attributes:
        task: The task.
        least: Expected share, 0 to 1, as in `llm_selection.quality.QualityEstimate.mean`.
    """

    task: Task
    least: float

    def __post_init__(self) -> None:
        """Check the share."""
        check_share("least", self.least)

    @property
    def reads(self) -> tuple[str, ...]:
        """The quality at the task."""
        return (f"quality_{self.task}",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the expected share."""
        quality = facts[f"quality_{self.task}"]
        if quality is None:
            return _verdict(None, f"no result to tell its quality at {self._name} by")
        low, mean, high = (f"{100 * share:.0f}" for share in (quality.low, quality.mean, quality.high))
        if quality.mean < self.least <= float(mean) / 100:
            # Rounded, it would seem to be enough.
            mean = f"{floor(1000 * quality.mean) / 10:.1f}"
        return _verdict(quality.mean >= self.least, f"{self._name} {mean} ({low} to {high})")

    @property
    def _name(self) -> str:
        """The task in words."""
        return self.task.replace("_", " ")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self._name} ≥ {100 * self.least:g}"


@dataclass(frozen=True, slots=True)
class MinResults:
    """
    The quality at a task rests on at least so many direct results, own tests included.

    A model that nobody measured has none: that is a known number, so it fails. Where neither benchmarks nor own tests
    measure the task, nothing is counted, and it is unknown.

    Attributes:
        task: The task.
        least: Results, as in `llm_selection.calibration.Ability.direct`.
    """

    task: Task
    least: int

    def __post_init__(self) -> None:
        """Check the number."""
        check_count("least", self.least, least=1)

    @property
    def reads(self) -> tuple[str, ...]:
        """The number of results at the task."""
        return (f"results_{self.task}",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        count, name = facts[f"results_{self.task}"], self.task.replace("_", " ")
        if count is None:
            return _verdict(None, f"nothing here measures {name}")
        return _verdict(count >= self.least, f"{count} direct result{'' if count == 1 else 's'} at {name}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.task.replace('_', ' ')} results ≥ {self.least:,}"


@dataclass(frozen=True, slots=True)
class ContentPolicyRecorded:
    """
    What the model's developer says of the content that it declines is on record; where it isn't, it is unknown.

    It is a text for people to judge: stances are written in words that can't be compared.
    """

    reads = ("content_policy",)

    def judge(self, facts: Facts) -> Verdict:
        """Quote what is on record, with who says so."""
        stated = facts["content_policy"]
        if stated is None:
            return _verdict(None, "no content policy on record")
        text, evidence = stated
        return replace(_verdict(True, f"content policy: {text}"), evidence=(evidence,))  # noqa: FBT003 - the answer

    def __str__(self) -> str:
        """Say it in a few words."""
        return "content policy on record"


@dataclass(frozen=True, slots=True)
class NoTrainingOnInputs:
    """The provider may not train models on what it is asked; where nobody says, it is unknown."""

    reads = ("trains_on_inputs",)

    def judge(self, facts: Facts) -> Verdict:
        """Look whether it may."""
        trains = facts["trains_on_inputs"]
        words = {
            None: "whether it trains on inputs isn't known",
            True: "trains on inputs",
            False: "no training on inputs",
        }
        return _verdict(None if trains is None else not trains, words[trains])

    def __str__(self) -> str:
        """Say it in a few words."""
        return "no training on inputs"


@dataclass(frozen=True, slots=True)
class MinOutputSpeed:
    """One answer comes with at least ``tokens_per_second``; where nobody measured it, it is unknown."""

    tokens_per_second: float
    reads = ("output_tokens_per_second",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the speed."""
        speed = facts["output_tokens_per_second"]
        if speed is None:
            return _verdict(None, "output speed unknown")
        return _verdict(speed >= self.tokens_per_second, f"output speed {speed:g} tokens/s")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"output speed ≥ {self.tokens_per_second:g} tokens/s"


@dataclass(frozen=True, slots=True)
class PriceReadSince:
    """
    A source was seen to give the price per token on ``day`` or later; one last read before may have changed since.

    A price read with the provider itself, or in a contract, holds until it is changed, whenever it was read.
    """

    day: date
    reads = ("price_read",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day; an older reading, or none, leaves it unknown."""
        read = facts["price_read"]
        if read is None:
            return _verdict(None, "no price read")
        known = "price known firsthand" if read == date.max else f"price last read {read}"
        return _verdict(True if read >= self.day else None, known)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"price read since {self.day}"


@dataclass(frozen=True, slots=True)
class PricedPerToken:
    """
    It is paid for by the token, at published prices in force; free tiers and subscriptions fail it.

    One's own hardware is paid by the hour, at a price that one gives: that will do.
    """

    reads = ("pricing", "priced")

    def judge(self, facts: Facts) -> Verdict:
        """Look at the kind of pricing, then at the prices."""
        if facts["pricing"] is None:
            return _verdict(None, "pricing unknown")
        if facts["pricing"] == "hosted":
            return _verdict(True, "paid by the hour")  # noqa: FBT003 - the answer
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
    """
    Every one of ``parts`` is met; without parts it is met.

    One that fails fails the whole; else one that is unknown leaves it unknown.
    """

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
        return Verdict.combined(outcome, verdicts)

    def __str__(self) -> str:
        """Say it in a few words."""
        (first, *more) = self.parts or (None,)
        return str(first) if first and not more else f"all of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """
    At least one of ``parts`` is met; without parts it fails.

    One that is met meets the whole; else one that is unknown leaves it unknown.
    """

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
        return Verdict.combined(outcome, verdicts)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"any of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    """``part`` isn't met; unknown stays unknown."""

    part: Requirement

    @property
    def reads(self) -> tuple[str, ...]:
        """What the part reads."""
        return self.part.reads

    def judge(self, facts: Facts) -> Verdict:
        """Turn it around."""
        verdict = self.part.judge(facts)
        return replace(verdict, outcome=~verdict.outcome)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"not ({self.part})"
