"""TOML from outside: parsed in time that grows with its length."""

import re
import tomllib
from typing import Any

from llm_selection.errors import Fault, InvalidInputError

__all__ = ["strict_toml"]

_LONGEST_KEY = 16
"""Parts of a dotted key. The data need four; tomllib's time grows with the square of their number."""

# Each alternative also takes what isn't closed, and gives nothing back, so the text is gone through once.
_TEXTS_AND_COMMENTS = re.compile(
    r'"""(?:\\.|(?!""")[^\\])*+(?:""")?'
    r"|'''(?:(?!''').)*+(?:''')?"
    r'|"(?:\\.|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
_PART = r"(?:[\w-]++|'')"
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_LONGEST_KEY}}}")


def strict_toml(text: str, *, where: str) -> dict[str, Any]:
    """
    Parse TOML, refusing keys of more than 16 dotted parts.

    Raises:
        InvalidInputError: It isn't TOML, or has such a key.
    """
    long = _LONG_KEY.search(_TEXTS_AND_COMMENTS.sub(lambda found: "" if found[0][0] == "#" else "''", text))
    if long is not None:
        problem = f"has a key of more than {_LONGEST_KEY} parts, {long[0][: 2 * _LONGEST_KEY]}…"
        raise InvalidInputError(Fault(where=where, problem=problem))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise InvalidInputError(Fault(where=where, problem=f"isn't TOML: {error}")) from error
