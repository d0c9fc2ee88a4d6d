"""Requirements on the model, wherever it is served."""

from datetime import date
from math import floor

from llm_selection._dataclasses import dataclass, fields, replace
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseKind, Use, permits
from llm_selection.domain.models import Capabilities
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.requirements._checks import check_choice, check_day, check_given, check_names
from llm_selection.needs.requirements._requirement import Facts, joined, verdict_of
from llm_selection.units import check_count, check_share

__all__ = [
    "CapableOf",
    "ContentPolicyRecorded",
    "KnowsUntil",
    "LicenseIn",
    "MinQuality",
    "MinResults",
    "Permits",
    "ReleasedAfter",
]


@dataclass(frozen=True, slots=True)
class LicenseIn:
    """
    The license kind is one of ``kinds``; a model that may be of several kinds meets it only if all of them fit.

    Attributes:
        kinds: The kinds that will do.

    Raises:
        InvalidInputError: *kinds* isn't a frozenset of `llm_selection.domain.licenses.LicenseKind`, or is empty.
    """

    kinds: frozenset[LicenseKind]
    reads = ("license_kinds",)

    def __post_init__(self) -> None:
        """Check the kinds."""
        check_choice("kinds", self.kinds, LicenseKind)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the possible kinds."""
        possible: frozenset[LicenseKind] = facts["license_kinds"]
        met = True if possible <= self.kinds else None if possible & self.kinds else False
        return verdict_of(met, f"license {joined(possible)}")

    def __str__(self) -> str:
        """Say it in a few words."""
        ordered = list(LicenseKind)
        least = min(self.kinds, key=ordered.index)
        if self.kinds == frozenset(ordered):
            return f"license of any kind ({ordered[0]} too)"
        floor = len(self.kinds) > 1 and self.kinds == frozenset(ordered[ordered.index(least) :])
        return f"license {least} or more open" if floor else f"license {joined(self.kinds)}"


@dataclass(frozen=True, slots=True)
class Permits:
    """
    The license, or the vendor's terms, allow a use; see `llm_selection.domain.licenses.permits`. Not legal advice.

    Unknown where the license isn't known, its text wasn't read, or a clause that is asked about isn't known. Weights that
    aren't given out can't be passed on or changed, whatever the terms say; tuning as a service of the vendor's isn't that.

    Attributes:
        use: What is meant to be done.

    Raises:
        InvalidInputError: *use* isn't a `llm_selection.domain.licenses.Use`.
    """

    use: Use
    reads = ("license_terms", "license_kinds")

    def __post_init__(self) -> None:
        """Check that it is a use."""
        if not isinstance(self.use, Use):
            raise InvalidInputError(f"use must be a llm_selection.domain.licenses.Use, got {shown(self.use)}")

    def judge(self, facts: Facts) -> Verdict:
        """Ask whether there are weights to do it with, then the terms."""
        if (self.use.redistribute or self.use.fine_tune) and facts["license_kinds"] == {LicenseKind.CLOSED}:
            return verdict_of(False, "the weights aren't given out")  # noqa: FBT003 - the answer
        terms = facts["license_terms"]
        return verdict_of(None, "license unknown") if terms is None else permits(terms, self.use)

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


@dataclass(frozen=True, slots=True)
class CapableOf:
    """
    All of these capabilities are there; one that is known to be missing fails it, else an unknown one leaves it unknown.

    Attributes:
        names: Fields of `llm_selection.domain.models.Capabilities`.

    Raises:
        InvalidInputError: *names* isn't a frozenset of such names.
    """

    names: frozenset[str]
    reads = ("capabilities",)

    def __post_init__(self) -> None:
        """Check the names."""
        check_names("names", self.names, [spec.name for spec in fields(Capabilities)])

    def judge(self, facts: Facts) -> Verdict:
        """Combine the answers as *and*."""
        answers = {name: getattr(facts["capabilities"], name) for name in sorted(self.names)}
        words = {True: "yes", False: "no", None: "unknown"}
        met = False if False in answers.values() else None if None in answers.values() else True
        return verdict_of(
            met, ", ".join(f"{name.replace('_', ' ')} {words[answer]}" for name, answer in answers.items())
        )

    def __str__(self) -> str:
        """Say it in a few words."""
        return joined((name.replace("_", " ") for name in self.names), "and")


@dataclass(frozen=True, slots=True)
class ReleasedAfter:
    """
    The model was released after ``day``, whenever an offering of it began; an unknown release date leaves it unknown.

    Attributes:
        day: The last day that won't do.

    Raises:
        InvalidInputError: *day* isn't a date, or has a time.
    """

    day: date
    reads = ("released",)

    def __post_init__(self) -> None:
        """Check the day."""
        check_day(self.day)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date."""
        released = facts["released"]
        if released is None:
            return verdict_of(None, "release date unknown")
        return verdict_of(released > self.day, f"released {released}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released after {self.day}"


@dataclass(frozen=True, slots=True)
class KnowsUntil:
    """
    The model's knowledge reaches ``day``; a cutoff that is unknown, or a month or year that holds the day, leaves it so.

    A developer's word: models know little of their last months, and search at answer time is another matter.

    Attributes:
        day: The day that the cutoff must reach.

    Raises:
        InvalidInputError: *day* isn't a date, or has a time.
    """

    day: date
    reads = ("knowledge_cutoff",)

    def __post_init__(self) -> None:
        """Check the day."""
        check_day(self.day)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day with the first and the last one that the cutoff may be."""
        cutoff = facts["knowledge_cutoff"]
        if cutoff is None:
            return verdict_of(None, "knowledge cutoff unknown")
        # As text: 2025-03 stands before all of its days, and with a tilde behind it after them.
        day = self.day.isoformat()
        answer = True if cutoff >= day else False if f"{cutoff}~" < day else None
        return verdict_of(answer, f"knowledge cutoff {cutoff}")

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
        least: Expected share, 0 to 1, as in `llm_selection.estimation.quality.QualityEstimate.mean`.

    Raises:
        InvalidInputError: *least* isn't a number from 0 to 1.
    """

    task: Task
    least: float

    def __post_init__(self) -> None:
        """Check the share."""
        check_given("least", self.least)
        check_share("least", self.least)

    @property
    def reads(self) -> tuple[str, ...]:
        """The quality at the task."""
        return (f"quality_{self.task}",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the expected share."""
        quality = facts[f"quality_{self.task}"]
        if quality is None:
            return verdict_of(None, f"no result to tell its quality at {self._name} by")
        low, mean, high = (f"{100 * share:.0f}" for share in (quality.low, quality.mean, quality.high))
        if quality.mean < self.least <= float(mean) / 100:
            # Rounded, it would seem to be enough.
            mean = f"{floor(1000 * quality.mean) / 10:.1f}"
        return verdict_of(quality.mean >= self.least, f"{self._name} {mean} ({low} to {high})")

    @property
    def _name(self) -> str:
        """The task in words."""
        return self.task.replace("_", " ")

    def __str__(self) -> str:
        """Say it in a few words."""
        # Who wrote a share for points is to see it.
        scale = " of 100" if 0 < self.least < 0.01 else ""  # noqa: PLR2004 - less than a point
        return f"{self._name} ≥ {100 * self.least:g} points{scale}"


@dataclass(frozen=True, slots=True)
class MinResults:
    """
    The quality at a task rests on at least so many direct results, own tests included.

    A model that nobody measured has none: that is a known number, so it fails. Where neither benchmarks nor own tests
    measure the task, nothing is counted, and it is unknown.

    Attributes:
        task: The task.
        least: Results, as in `llm_selection.domain.calibration.Ability.direct`.

    Raises:
        InvalidInputError: *least* isn't a whole number from 1 to 10**100.
    """

    task: Task
    least: int

    def __post_init__(self) -> None:
        """Check the number."""
        check_given("least", self.least)
        check_count("least", self.least, least=1)

    @property
    def reads(self) -> tuple[str, ...]:
        """The number of results at the task."""
        return (f"results_{self.task}",)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        count, name = facts[f"results_{self.task}"], self.task.replace("_", " ")
        if count is None:
            return verdict_of(None, f"nothing here measures {name}")
        return verdict_of(count >= self.least, f"{counted(count, 'direct result')} at {name}")

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
            return verdict_of(None, "no content policy on record")
        text, evidence = stated
        return replace(verdict_of(True, f"content policy: {text}"), evidence=(evidence,))  # noqa: FBT003 - the answer

    def __str__(self) -> str:
        """Say it in a few words."""
        return "content policy on record"
