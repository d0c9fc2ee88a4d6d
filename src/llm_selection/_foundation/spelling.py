"""Names: which of those known are spelt like one that isn't."""

import re
from collections.abc import Iterable
from itertools import pairwise

__all__ = ["nearest", "nearest_names", "not_among", "part_spelt", "spelt_alike"]

_NEAREST = 3
_ALIKE = 0.6
"""How similar a name must be. Short words often share half their letters with a word that means something else."""
_MEANT = {"aws": "amazon-bedrock", "claude": "anthropic", "gcp": "google-vertex", "gemini": "google", "gpt": "openai"}
"""What people call a provider or developer whose name is spelt nothing like it."""
_FEW = 6
"""Most names that are listed beside the nearest ones; a longer list would hide them."""
_LONGEST_SPELT = 200
"""Most letters and numbers of a name that is looked for as a part of others; none that is known has as many."""
_BETWEEN = r"(?:[^\w+]|_)"
"""What may stand between words. A plus is a part of a name: Command R+ isn't Command R."""
_SEPARATORS = rf"((?<=\d){_BETWEEN}+(?=\d))|{_BETWEEN}+"
"""Those between two numbers, as a group, or others."""


def spelt_alike(name: str) -> str:
    """
    Return what all spellings of *name* share, whatever their case and what stands between words: spaces, dots, hyphens.

    Two numbers stay apart: ``4.1`` isn't ``41``.

    >>> spelt_alike("Llama-4 Scout"), spelt_alike("grok-4.1_fast")
    ('llama4scout', 'grok4-1fast')
    """
    return re.sub(_SEPARATORS, lambda between: "-" if between[1] else "", name.lower())


def part_spelt(name: str) -> re.Pattern[str]:
    """
    Return the pattern that finds *name*, in any spelling of it, as whole words of longer names in small letters.

    Where the longer name may be of something else, the match has a ``lastgroup``: a version goes on, or *name* is a
    single word and not the first. A name without a letter is no part of any.

    >>> part_spelt("Llama 4").search("meta/llama4-scout").lastgroup
    >>> part_spelt("Grok 4").search("xai/grok-4.1-fast").lastgroup
    'longer'
    >>> part_spelt("Scout").search("meta/llama4-scout").lastgroup
    'inside'
    >>> part_spelt("lama 4").search("meta/llama4-scout")
    """
    parts = re.findall(r"\d+|[^\W\d_]|\+", name.lower())
    if len(parts) > _LONGEST_SPELT or not any(part.isalpha() for part in parts):
        return re.compile("(?!)")
    # A version that begins before the name is another one: 5 Sonnet isn't 3.5 Sonnet.
    start = r"(?<![^\W_])" + (r"(?<!\d[\W_])" if parts[0].isdecimal() else "")
    between = (_BETWEEN + ("+" if one.isdecimal() and other.isdecimal() else "*") for one, other in pairwise(parts))
    body = re.escape(parts[0]) + "".join(
        f"{gap}{re.escape(part)}" for gap, part in zip(between, parts[1:], strict=True)
    )
    end, longer = (r"(?!\d)", rf"{_BETWEEN}+\d|[^\W\d_]") if parts[-1].isdecimal() else (r"(?![^\W\d_])", r"\+")
    inside = "" if re.search(rf"\w{_BETWEEN}+\w", name) else "(?P<inside>(?<=[^/]))?"
    return re.compile(f"{start}{inside}{body}{end}(?P<longer>(?={longer}))?")


def nearest_names(name: str, known: Iterable[str], *, cutoff: float = 0.5) -> tuple[str, ...]:
    """Return up to three of the *known* names that look like *name*, the nearest first; *cutoff* is difflib's."""
    from difflib import get_close_matches  # only a miss pays for it

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
