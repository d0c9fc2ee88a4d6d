"""Requirements on the offering: its limits, its life, its terms and its price."""

from collections.abc import Mapping
from datetime import date

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.wording import counted
from llm_selection.domain.offerings import Stage
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.requirements._checks import check_choice, check_day, check_given
from llm_selection.needs.requirements._requirement import Facts, joined, verdict_of
from llm_selection.units import check_count, check_measure

__all__ = [
    "OPEN_SCOPES",
    "FitsWorkload",
    "FixedId",
    "MinContext",
    "MinOutput",
    "MinOutputSpeed",
    "NoTrainingOnInputs",
    "NotRetiringBefore",
    "PriceReadSince",
    "PricedPerToken",
    "ReleasedBy",
    "RunsIn",
    "StageIn",
]


@dataclass(frozen=True, slots=True)
class MinContext:
    """
    The context window is at least ``tokens``; without a known window, an input cap of as many will do.

    Unknown where neither is known, or only a smaller input cap.

    Attributes:
        tokens: Tokens that the window must hold, at least 1.

    Raises:
        InvalidInputError: *tokens* isn't a whole number from 1 to 10**100.
    """

    tokens: int
    reads = ("limits",)

    def __post_init__(self) -> None:
        """Check the number."""
        check_given("tokens", self.tokens)
        check_count("tokens", self.tokens, least=1)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the window, else the input cap, which can only confirm."""
        limits = facts["limits"]
        if limits.context_tokens is not None:
            return verdict_of(limits.context_tokens >= self.tokens, f"context {limits.context_tokens:,}")
        cap = limits.max_input_tokens
        if cap is not None and cap >= self.tokens:
            return verdict_of(True, f"input cap {cap:,}")  # noqa: FBT003 - the answer
        return verdict_of(None, "context unknown")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"context ≥ {self.tokens:,}"


@dataclass(frozen=True, slots=True)
class MinOutput:
    """
    At least ``tokens`` can be generated in one answer, reasoning included; unknown where the cap is.

    Attributes:
        tokens: Tokens of the longest answer, at least 1.

    Raises:
        InvalidInputError: *tokens* isn't a whole number from 1 to 10**100.
    """

    tokens: int
    reads = ("limits",)

    def __post_init__(self) -> None:
        """Check the number."""
        check_given("tokens", self.tokens)
        check_count("tokens", self.tokens, least=1)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the cap."""
        cap = facts["limits"].max_output_tokens
        if cap is None:
            return verdict_of(None, "output cap unknown")
        return verdict_of(cap >= self.tokens, f"output cap {cap:,}")

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

    Raises:
        InvalidInputError: One of them isn't a whole number from 0 to 10**100.
    """

    input_tokens: int
    output_tokens: int
    reads = ("limits",)

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("input_tokens", "output_tokens"):
            check_given(name, getattr(self, name))
            check_count(name, getattr(self, name))

    def judge(self, facts: Facts) -> Verdict:
        """Compare each limit that is known."""
        limits = facts["limits"]
        window, most_input, most_output = limits.context_tokens, limits.max_input_tokens, limits.max_output_tokens
        if window is not None and window < self.input_tokens + self.output_tokens:
            return verdict_of(False, f"window {window:,}")  # noqa: FBT003 - the answer
        if most_input is not None and most_input < self.input_tokens:
            return verdict_of(False, f"input cap {most_input:,}")  # noqa: FBT003 - the answer
        if most_output is not None and most_output < self.output_tokens:
            return verdict_of(False, f"output cap {most_output:,}")  # noqa: FBT003 - the answer
        if window is None and most_input is None:
            return verdict_of(None, "context unknown")
        return verdict_of(True, "fits")  # noqa: FBT003 - the answer

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"room for {counted(self.input_tokens, 'token')} in and {self.output_tokens:,} out"


OPEN_SCOPES: Mapping[str, str] = FrozenMap({"global": "runs anywhere", "in-region": "runs in the region that you call"})
"""Region scopes that are no place, and what each says."""
_WITHIN = {"us-gov": "us", "au": "apac", "in": "apac", "jp": "apac"}
"""Scopes that lie within another."""


@dataclass(frozen=True, slots=True)
class RunsIn:
    """
    The offering runs in one of ``regions``; a region within one of them will do, such as ``jp`` within ``apac``.

    Unknown where the region is; and of what runs anywhere (``global``), in the region that is called (``in-region``), or
    in a larger region, unless ``regions`` names just that: it may run in the region asked for and may not.

    Attributes:
        regions: Region scopes, such as ``eu``, ``us``, ``global`` and ``in-region``; ``llm-selection list regions``.

    Raises:
        InvalidInputError: *regions* isn't a frozenset of texts, or is empty.
    """

    regions: frozenset[str]
    reads = ("region_scope",)

    def __post_init__(self) -> None:
        """Check that there are names; an answer checks that they are regions."""
        check_choice("regions", self.regions)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the scope, and where it lies."""
        scope = facts["region_scope"]
        said = f"region {scope or 'unknown'}"
        if scope is None:
            return verdict_of(None, said)
        if not self.regions.isdisjoint((scope, _WITHIN.get(scope))):
            return verdict_of(True, said)  # noqa: FBT003 - the answer
        if scope in OPEN_SCOPES and self.regions - OPEN_SCOPES.keys():
            return verdict_of(None, f"{said}: {OPEN_SCOPES[scope]}")
        inner = sorted(region for region in self.regions if _WITHIN.get(region) == scope)
        if inner:
            return verdict_of(None, f"{said}: {joined(inner)} lies within it")
        return verdict_of(False, said)  # noqa: FBT003 - the answer

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"region {joined(self.regions)}"


@dataclass(frozen=True, slots=True)
class StageIn:
    """
    On the day asked about, the offering is in one of ``stages`` of its life.

    One that its sources list without a stage counts as active: they were read to find what is on offer.

    Attributes:
        stages: The stages that will do.

    Raises:
        InvalidInputError: *stages* isn't a frozenset of `llm_selection.domain.offerings.Stage`, or is empty.
    """

    stages: frozenset[Stage]
    reads = ("stage",)

    def __post_init__(self) -> None:
        """Check the stages."""
        check_choice("stages", self.stages, Stage)

    def judge(self, facts: Facts) -> Verdict:
        """Look the stage up."""
        stage = facts["stage"]
        shown = "listed, no stage given" if stage is None else stage.value
        return verdict_of((stage or Stage.ACTIVE) in self.stages, shown)

    def __str__(self) -> str:
        """Say it in a few words."""
        return joined(self.stages)


@dataclass(frozen=True, slots=True)
class NotRetiringBefore:
    """
    No end of service is announced for a day before ``day``; what isn't announced can't fail it.

    Attributes:
        day: The first day that the end may be announced for.

    Raises:
        InvalidInputError: *day* isn't a date, or has a time.
    """

    day: date
    reads = ("lifecycle",)

    def __post_init__(self) -> None:
        """Check the day."""
        check_day(self.day)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the date."""
        retires = facts["lifecycle"].retires
        if retires is None:
            return verdict_of(True, "no end announced")  # noqa: FBT003 - the answer
        return verdict_of(retires >= self.day, f"retires {retires}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"not retiring before {self.day}"


@dataclass(frozen=True, slots=True)
class ReleasedBy:
    """
    The model was released on ``day`` or before; an unknown release date leaves it unknown.

    An offering that is known to have begun later fails it.

    Attributes:
        day: The last day that will do.

    Raises:
        InvalidInputError: *day* isn't a date, or has a time.
    """

    day: date
    reads = ("released", "lifecycle")

    def __post_init__(self) -> None:
        """Check the day."""
        check_day(self.day)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date, and the offering's own first day where it has one."""
        released, available = facts["released"], facts["lifecycle"].available
        if available is not None and available > self.day:
            return verdict_of(False, f"available from {available}")  # noqa: FBT003 - the answer
        if released is None:
            return verdict_of(None, "release date unknown")
        return verdict_of(released <= self.day, f"released {released}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released by {self.day}"


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
        return verdict_of(None if moving is None else not moving, words[moving])

    def __str__(self) -> str:
        """Say it in a few words."""
        return "an id that doesn't move"


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
        return verdict_of(None if trains is None else not trains, words[trains])

    def __str__(self) -> str:
        """Say it in a few words."""
        return "no training on inputs"


@dataclass(frozen=True, slots=True)
class MinOutputSpeed:
    """
    One answer comes with at least ``tokens_per_second``; where nobody measured it, it is unknown.

    Attributes:
        tokens_per_second: Output speed of one answer, in tokens a second, above 0.

    Raises:
        InvalidInputError: *tokens_per_second* isn't a finite number above 0.
    """

    tokens_per_second: float
    reads = ("output_tokens_per_second",)

    def __post_init__(self) -> None:
        """Check the speed."""
        check_given("tokens_per_second", self.tokens_per_second)
        check_measure("tokens_per_second", self.tokens_per_second)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the speed."""
        speed = facts["output_tokens_per_second"]
        if speed is None:
            return verdict_of(None, "output speed unknown")
        return verdict_of(speed >= self.tokens_per_second, f"output speed {speed:g} tokens/s")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"output speed ≥ {self.tokens_per_second:g} tokens/s"


@dataclass(frozen=True, slots=True)
class PriceReadSince:
    """
    A source was seen to give the price per token on ``day`` or later; one last read before may have changed since.

    A price read with the provider itself, or in a contract, holds until it is changed, whenever it was read.

    Attributes:
        day: The first day of a reading that will do.

    Raises:
        InvalidInputError: *day* isn't a date, or has a time.
    """

    day: date
    reads = ("price_read",)

    def __post_init__(self) -> None:
        """Check the day."""
        check_day(self.day)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day; an older reading, or none, leaves it unknown."""
        read = facts["price_read"]
        if read is None:
            return verdict_of(None, "no price read")
        known = "price known firsthand" if read == date.max else f"price last read {read}"
        return verdict_of(True if read >= self.day else None, known)

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
            return verdict_of(None, "pricing unknown")
        if facts["pricing"] == "hosted":
            return verdict_of(True, "paid by the hour")  # noqa: FBT003 - the answer
        if facts["pricing"] != "per-token":
            return verdict_of(False, f"pricing {facts['pricing']}")  # noqa: FBT003 - the answer
        return verdict_of(facts["priced"], "priced per token" if facts["priced"] else "no price known on that day")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "published price per token"
