"""What to give up where nothing fits, as text."""

from collections.abc import Iterable
from itertools import takewhile

from llm_selection._foundation.wording import counted, listed
from llm_selection.analysis.relaxations import Relaxation, Step
from llm_selection.needs.requirements import Not, Requirement

__all__ = ["as_text", "in_brief"]


def as_text(relaxation: Relaxation) -> str:
    """Say how little would do and what that admits, then what dropping the requirements altogether does."""
    if relaxation.nearest is None:
        return f"{_dropped(relaxation.requirements)}: {_admitted(relaxation)}"
    pairs = list(zip(relaxation.requirements, relaxation.nearest.requirements, strict=True))
    moved = [_moved(str(asked), str(instead)) for asked, instead in pairs if instead is not None]
    dropped = [asked for asked, instead in pairs if instead is None]
    steps = listed(moved) + (f", {_dropped(dropped)}" if dropped else "")
    nearest = f"{steps}: {_admitted(relaxation.nearest)}"
    if relaxation.nearest.offerings == relaxation.offerings:
        return nearest
    them = {1: "it", 2: "both"}.get(len(pairs), f"all {len(pairs)}")
    return f"{nearest}; without {them}, {_admitted(relaxation)}"


def in_brief(relaxation: Relaxation, *, most: int) -> str:
    """Say a relaxation; of more than *most* requirements the first only, and what dropping all of them admits."""
    more = len(relaxation.requirements) - most
    if more <= 0:
        return as_text(relaxation)
    first = "; ".join(map(str, relaxation.requirements[:most]))
    return f"{first}; and {more} more at once: {_admitted(relaxation)}"


def _moved(asked: str, instead: str) -> str:
    """Say what is asked instead, naming the fact only once."""
    words = asked.split(" ")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(words[:-1], instead.split(" "), strict=False))
    return f"{instead} instead of {' '.join(words[len(list(same)) :])}"


def _dropped(requirements: Iterable[Requirement]) -> str:
    """Say that requirements are dropped; of a negated one, that it is allowed."""
    requirements = list(requirements)
    gone = [_quoted(str(each)) for each in requirements if not isinstance(each, Not)]
    allowed = [str(each.part) for each in requirements if isinstance(each, Not)]
    words = (f"without {listed(gone)}" if gone else "", f"allowing {listed(allowed)}" if allowed else "")
    return ", ".join(filter(None, words))


def _quoted(requirement: str) -> str:
    """Quote what is itself a negation: “without no training on inputs” would read as its contrary."""
    return f"“{requirement}”" if requirement.startswith(("no ", "not ")) else requirement


def _admitted(step: Step | Relaxation) -> str:
    """Say how many offerings are admitted, and of how many models, or which."""
    return f"{counted(step.offerings, 'offering')} of {step.model or counted(step.models, 'model')}"
