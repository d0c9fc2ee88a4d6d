"""Names: which of those known are spelt like one that isn't."""

from collections.abc import Iterable

__all__ = ["nearest", "nearest_names", "not_among"]

_NEAREST = 3
_ALIKE = 0.6
"""How similar a name must be. Short words often share half their letters with a word that means something else."""
_MEANT = {"aws": "amazon-bedrock", "claude": "anthropic", "gcp": "google-vertex", "gemini": "google", "gpt": "openai"}
"""What people call a provider or developer whose name is spelt nothing like it."""
_FEW = 6
"""Most names that are listed beside the nearest ones; a longer list would hide them."""


def nearest_names(name: str, known: Iterable[str], *, cutoff: float = 0.5) -> tuple[str, ...]:
    """Return up to three of the *known* names that look like *name*, the nearest first; *cutoff* is difflib's."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a miss pays for it

    by_lower = {known_name.lower(): known_name for known_name in map(str, known)}
    wanted = name.lower()
    meant = [_MEANT[wanted]] if _MEANT.get(wanted) in by_lower else []
    # Who writes a part of a name means that name: it comes before names that only look similar.
    holding = sorted(
        (known_name for known_name in by_lower if wanted in known_name),
        key=lambda known_name: (len(known_name), known_name),
    )
    alike = get_close_matches(wanted, list(by_lower), n=_NEAREST, cutoff=cutoff)
    return tuple(by_lower[known_name] for known_name in dict.fromkeys([*meant, *(holding if wanted else ()), *alike]))[
        :_NEAREST
    ]


def nearest(names: Iterable[object], known: Iterable[str]) -> str:
    """
    Say which of the *known* look like each of the *names*, in words that follow a fault; nothing if none does.

    >>> nearest(["mathh"], ["coding", "math"])
    '; nearest: math'
    """
    known_names = list(known)
    # Only text can be compared; anything else may be too long to be written as text.
    texts = [name for name in names if isinstance(name, str)]
    alike = dict.fromkeys(similar for name in texts for similar in nearest_names(name, known_names, cutoff=_ALIKE))
    return f"; nearest: {', '.join(alike)}" if alike else ""


def not_among(wrong: Iterable[str], known: Iterable[str], allowed: str) -> str:
    """
    Say that names aren't among the *known*: what is near to each, or else, in words before them, all that are *allowed*.

    >>> not_among(["mathh"], ["coding", "math"], "must be of")
    'must be of coding, math; got mathh; nearest: math'
    >>> not_among(["mathh"], ["coding", "math", *"abcde"], "must be of")
    "mathh isn't known; nearest: math"
    """
    wrong_names, known_names = list(wrong), list(known)
    near = nearest(wrong_names, known_names)
    if len(known_names) > _FEW and all(nearest([name], known_names) for name in wrong_names):
        return f"{', '.join(wrong_names)} {'isn' if len(wrong_names) == 1 else 'aren'}'t known{near}"
    return f"{allowed} {', '.join(known_names)}; got {', '.join(wrong_names)}{near}"
