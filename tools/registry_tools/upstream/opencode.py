"""models.dev as the opencode program carries it: the newest copy of the catalogue that comes as a package."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyjson5

__all__ = ["read_snapshot"]

_START = re.compile(rb'\(\)=>\(\{(?="?[\w-]+"?:\{id:"[^"]+",env:\[)')
"""Where the catalogue begins: a function without arguments that returns the providers, the first with its id and keys."""
_LONGEST = 50_000_000
"""Bytes in which it ends; it had 5 million in 2026."""
_TOKEN = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)|([{}])|!([01])""", re.DOTALL)
"""Strings, which are passed over; braces, which are counted; and the short way of writing true and false."""


def read_snapshot(program: Path) -> Mapping[str, Any]:
    """
    Return models.dev's providers by id, in the form of its own ``api.json``, read out of the program as text.

    Raises:
        ValueError: The program doesn't carry the catalogue in the form that is known.
    """
    content = program.read_bytes()
    start = _START.search(content)
    if start is None:
        raise ValueError(f"{program.name}: no catalogue of models.dev was found in it; has its form changed?")
    text = content[start.end() - 1 : start.end() + _LONGEST].decode("utf-8", "replace")
    depth, after, parts = 0, 0, list[str]()
    for token in _TOKEN.finditer(text):
        _, brace, bit = token.groups()
        if bit:
            parts += [text[after : token.start()], "false" if bit == "1" else "true"]
            after = token.end()
        elif brace:
            depth += 1 if brace == "{" else -1
            if depth == 0:
                parts.append(text[after : token.end()])
                break
    else:
        raise ValueError(f"{program.name}: the catalogue of models.dev in it has no end; is the file whole?")
    try:
        providers = pyjson5.decode("".join(parts))
    except pyjson5.Json5Exception as error:
        raise ValueError(f"{program.name}: the catalogue of models.dev in it can't be read: {error}") from error
    return dict(providers)
