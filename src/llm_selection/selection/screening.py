"""Screening: which options meet every requirement, which fail one, and which can't be told."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any

from llm_selection._dataclasses import dataclass, field
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.option_facts import Facts
from llm_selection.needs.requirements import (
    AllOf,
    AnyOf,
    Not,
    Requirement,
)
from llm_selection.selection.options import Judged, Option, Options

__all__ = ["Rejections", "Screening", "judge", "outcomes", "screen"]


def judge(option: Option, requirement: Requirement) -> Verdict:
    """
    Judge one option by its own values: what `screen` must agree with.

    Raises:
        InvalidInputError: A requirement of the user's own returns anything but a `llm_selection.domain.verdicts.Verdict`.
    """
    return _judged(requirement, {name: option.fact(name) for name in requirement.reads})


def _judged(requirement: Requirement, facts: Facts) -> Verdict:
    """Return a requirement's verdict; one of the user's own may return something else."""
    verdict = requirement.judge(facts)
    if not isinstance(verdict, Verdict):
        raise InvalidInputError(
            f"{type(requirement).__name__}.judge must return a Verdict, got {shown(verdict)}; such as "
            "Verdict(outcome=Outcome.of(True), reason=…)"
        )
    return verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejections:
    """
    What one requirement did to the options.

    Attributes:
        requirement: The requirement.
        failed: Number of options that fail it.
        alone: Of these, how many meet everything else: what dropping it would admit.
        unknown: Number of options of which it can't be told, and that fail nothing.
    """

    requirement: Requirement
    failed: int
    alone: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """
    Options told apart by requirements; each part keeps the order of the options.

    Attributes:
        options: What was screened.
        requirements: What was asked.
        kept: Options that meet every requirement.
        rejected: Options that fail at least one.
        undecided: Options that fail none, but of which one or more can't be told.
        lanes: For each requirement the outcome of each option, as a byte: 1 meets, 2 fails, 0 unknown.
    """

    options: Options
    requirements: tuple[Requirement, ...]
    kept: Options
    rejected: Options
    undecided: Options
    lanes: tuple[bytes, ...] = field(repr=False)

    def admitted(self, *, include: bool) -> Options:
        """Return the options that are let through, those that can't be told too where they are to be *included*."""
        if not include:
            return self.kept
        rejected = set(self.rejected.places)
        return self.options.take(index for index, place in enumerate(self.options.places) if place not in rejected)

    def rejections(self) -> tuple[Rejections, ...]:
        """Count what each requirement did, in the order of the requirements."""
        ones = _ones(len(self.options))
        lanes = [int.from_bytes(lane) for lane in self.lanes]
        none_fails = ones & ~reduce(int.__or__, (lane >> 1 for lane in lanes), 0)
        # For each requirement, the options that meet all before it, and those that meet all after it.
        before = [*accumulate(lanes, int.__and__, initial=ones)][:-1]
        after = [*accumulate(lanes[::-1], int.__and__, initial=ones)][-2::-1]
        return tuple(
            Rejections(
                requirement=requirement,
                failed=(lane >> 1 & ones).bit_count(),
                alone=(lane >> 1 & earlier & later).bit_count(),
                unknown=(none_fails & ~lane).bit_count(),
            )
            for requirement, lane, earlier, later in zip(self.requirements, lanes, before, after, strict=True)
        )

    def failures(self) -> tuple[str, ...]:
        """Say per requirement how many options fail it, and how many of them nothing else; most of the latter first."""
        counted = sorted(self.rejections(), key=lambda rejection: (-rejection.alone, -rejection.failed))
        return tuple(
            f"{rejection.requirement}: {rejection.failed:,} fail it"
            + (f", {rejection.alone:,} of them nothing else" if rejection.alone else "")
            for rejection in counted
            if rejection.failed
        )

    def unknowns(self) -> tuple[str, ...]:
        """Say per requirement of how many options it can't be told, of those that fail nothing; of most first."""
        counted = sorted(self.rejections(), key=lambda rejection: -rejection.unknown)
        return tuple(
            f"{rejection.requirement}: can't be told of {rejection.unknown:,}"
            for rejection in counted
            if rejection.unknown
        )


_CHOSEN = {outcome: bytes(value == outcome.value for value in range(256)) for outcome in Outcome}
"""For each outcome, what turns its bytes into ones and all others into zeros."""


def screen(options: Options, requirements: Iterable[Requirement]) -> Screening:
    """
    Tell *options* apart by *requirements*.

    Each requirement judges each distinct combination of the facts it reads once; the verdicts are then
    combined by Kleene's logic for all options together.

    Raises:
        InvalidInputError: A requirement of the user's own returns anything but a `llm_selection.domain.verdicts.Verdict`.
    """
    asked = tuple(requirements)
    lanes = tuple(options.lane(requirement, outcomes) for requirement in asked)
    count = len(options)
    total = _all([int.from_bytes(lane) for lane in lanes], count).to_bytes(count)
    return Screening(
        options=options,
        requirements=asked,
        kept=options.keep(total.translate(_CHOSEN[Outcome.MEETS])),
        rejected=options.keep(total.translate(_CHOSEN[Outcome.FAILS])),
        undecided=options.keep(total.translate(_CHOSEN[Outcome.UNKNOWN])),
        lanes=lanes,
    )


def outcomes(options: Judged, requirement: Requirement) -> bytes:
    """Judge all *options* by one requirement: a byte each, 1 meets, 2 fails, 0 unknown."""
    count = len(options)
    match requirement:
        case AllOf(parts):
            return _all([int.from_bytes(outcomes(options, part)) for part in parts], count).to_bytes(count)
        case AnyOf(parts):
            return _any([int.from_bytes(outcomes(options, part)) for part in parts], count).to_bytes(count)
        case Not(part):
            lane = int.from_bytes(outcomes(options, part))
            ones = _ones(count)
            return ((lane >> 1) & ones | (lane & ones) << 1).to_bytes(count)
        case _:
            return _leaf(options, requirement)


def _leaf(options: Judged, requirement: Requirement) -> bytes:
    """Judge each distinct combination of facts once and spread the outcomes."""
    names = requirement.reads
    if not names:
        nothing: dict[str, Any] = {}
        return bytes([_judged(requirement, nothing).outcome.value]) * len(options)
    if len(names) == 1:
        (name,) = names
        column = options.column(name)
        facts = {code: {name: column.values[code]} for code in set(column.codes)}
    else:
        column = options.together(tuple(names))
        facts = {code: dict(zip(names, column.values[code], strict=True)) for code in set(column.codes)}
    outcomes = {code: _judged(requirement, each).outcome.value for code, each in facts.items()}
    return bytes(map(outcomes.__getitem__, column.codes))


def _ones(count: int) -> int:
    """Return a lane in which every option meets the requirement."""
    return int.from_bytes(b"\1" * count)


def _all(lanes: Sequence[int], count: int) -> int:
    """Combine lanes as *and*, a byte an option: the first bit needs all, the second any."""
    ones = _ones(count)
    surely, surely_not = ones, 0
    for lane in lanes:
        surely &= lane
        surely_not |= lane
    return surely | surely_not & ones << 1


def _any(lanes: Sequence[int], count: int) -> int:
    """Combine lanes as *or*, a byte an option: the first bit needs any, the second all."""
    ones = _ones(count)
    surely, surely_not = 0, ones << 1
    for lane in lanes:
        surely |= lane
        surely_not &= lane
    return surely & ones | surely_not
