"""Names: which of those known are spelt like one that isn't."""

from collections.abc import Iterable

__all__ = ["nearest", "nearest_names", "not_among"]

_NEAREST = 3
_ALIKE = 0.6
"""Of a few short words, half the letters of one are often in another that means something else."""
_MEANT = {"aws": "amazon-bedrock", "claude": "anthropic", "gcp": "google-vertex", "gemini": "google", "gpt": "openai"}
"""What people call a provider or developer whose name is spelt nothing like it."""
_FEW = 6
"""Names that are listed beside the nearest; a longer list would bury them."""


def nearest_names(name: str, known: Iterable[str], *, cutoff: float = 0.5) -> tuple[str, ...]:
    """Return up to three of the *known* names that look like *name*, the nearest first; *cutoff* is difflib's."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a miss pays for it

    by_lower = {each.lower(): each for each in map(str, known)}
    wanted = name.lower()
    meant = [_MEANT[wanted]] if _MEANT.get(wanted) in by_lower else []
    # Whoever gives a part of a name means it: that stands before names that only look alike.
    holding = sorted((each for each in by_lower if wanted in each), key=lambda each: (len(each), each))
    alike = get_close_matches(wanted, list(by_lower), n=_NEAREST, cutoff=cutoff)
    return tuple(by_lower[each] for each in dict.fromkeys([*meant, *(holding if wanted else ()), *alike]))[:_NEAREST]


def nearest(names: Iterable[object], known: Iterable[str]) -> str:
    """
    Say which of the *known* look like each of the *names*, in words that follow a fault; nothing if none does.

    >>> nearest(["mathh"], ["coding", "math"])
    '; nearest: math'
    """
    listed = list(known)
    # What is no text looks like nothing, and may be too long to be written as one.
    texts = [name for name in names if isinstance(name, str)]
    alike = dict.fromkeys(found for name in texts for found in nearest_names(name, listed, cutoff=_ALIKE))
    return f"; nearest: {', '.join(alike)}" if alike else ""


def not_among(wrong: Iterable[str], known: Iterable[str], allowed: str) -> str:
    """
    Say that names aren't among the *known*: what is near to each, or else, in words before them, all that are *allowed*.

    >>> not_among(["mathh"], ["coding", "math"], "must be of")
    'must be of coding, math; got mathh; nearest: math'
    >>> not_among(["mathh"], ["coding", "math", *"abcde"], "must be of")
    "mathh isn't known; nearest: math"
    """
    given, listed = list(wrong), list(known)
    near = nearest(given, listed)
    if len(listed) > _FEW and all(nearest([name], listed) for name in given):
        return f"{', '.join(given)} {'isn' if len(given) == 1 else 'aren'}'t known{near}"
    return f"{allowed} {', '.join(listed)}; got {', '.join(given)}{near}"
