"""TOML: read from outside in time that grows with its length, and written so that people can review it."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from llm_selection._foundation.shapes import is_list, is_mapping
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["strict_toml", "toml_line", "toml_of"]

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

_LONGEST_NUMBER = 400
"""Digits of a number. Python reads longer ones where they are hexadecimal, octal or binary, and can't write them again."""
_LONG_NUMBER = re.compile(rf"(?<![\w-])0[xob][\da-fA-F_]{{{_LONGEST_NUMBER}}}")

_DEEPEST_HEADER = 2
"""Parts of a table's header; deeper tables stand in braces, in the line of their key."""

_LONGEST_LINE = 100
"""Characters of the longest line that a list is written on; a longer list has a line for each item."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Characters that JSON writes as they are, and that TOML must escape.
_ESCAPED = {"\x7f": "\\u007f"}


def strict_toml(text: str, *, where: str) -> dict[str, Any]:
    """
    Parse TOML, refusing keys of more than 16 dotted parts, and numbers of hundreds of digits.

    Raises:
        InvalidInputError: It isn't TOML, or has such a key or number.
    """
    bare = _TEXTS_AND_COMMENTS.sub(lambda match: "" if match[0][0] == "#" else "''", text)
    long_key = _LONG_KEY.search(bare)
    if long_key is not None:
        problem = f"has a key of more than {_LONGEST_KEY} parts, {long_key[0][: 2 * _LONGEST_KEY]}…"
        raise InvalidInputError(Fault(where=where, problem=problem))
    long_number = _LONG_NUMBER.search(bare)
    if long_number is not None:
        problem = f"has a number of {_LONGEST_NUMBER} digits or more, {long_number[0][: 2 * _LONGEST_KEY]}…"
        raise InvalidInputError(Fault(where=where, problem=problem))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError of its own
        raise InvalidInputError(Fault(where=where, problem=f"isn't TOML: {error}")) from error


def toml_of(table: Mapping[str, Any]) -> str:
    """
    Write plain data as TOML, a fact a line, in the order given.

    Of each table first what is in a line of its own, then the tables in it. The same data gives the same text.

    Args:
        table: Texts, whole and other finite numbers, true or false, dates, lists and tables of these, as TOML holds them.
    """
    return "\n".join(_lines(table, ())).lstrip("\n") + "\n"


def toml_line(key: str, value: Any) -> str:
    """Write a key and its value on one line of TOML, however long; a table stands in braces."""
    return f"{_key(key)} = {_value(value)}"


def _lines(table: Mapping[str, Any], header: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table that stands under *header*."""
    apart = {key: value for key, value in table.items() if len(header) < _DEEPEST_HEADER and _has_header(value)}
    for key, value in table.items():
        if key not in apart:
            yield _key_and_value(key, value)
    for key, value in apart.items():
        inner = (*header, key)
        name = ".".join(map(_key, inner))
        for part in [value] if is_mapping(value) else value:
            lines = list(_lines(part, inner))
            # A table that only holds other tables needs no header of its own.
            if part is not value or not lines or lines[0]:
                yield ""
                yield f"[{name}]" if part is value else f"[[{name}]]"
            yield from lines


def _has_header(value: Any) -> bool:
    """Say whether a value is a table, or a list of tables one of which is too long for a line."""
    if is_mapping(value):
        return True
    is_tables = is_list(value) and bool(value) and all(is_mapping(item) for item in value)
    return is_tables and any(len(_value(item)) > _LONGEST_LINE for item in value)


def _key_and_value(key: str, value: Any) -> str:
    """Write a key and its value on one line; a list that is too long for that has a line for each item."""
    line = toml_line(key, value)
    if not is_list(value) or len(line) <= _LONGEST_LINE:
        return line
    return "\n".join([f"{_key(key)} = [", *(f"  {_value(item)}," for item in value), "]"])


def _key(text: str) -> str:
    """Write a key, in quotes where it needs them."""
    return text if _BARE.fullmatch(text) else _value(text)


def _value(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return "".join(_ESCAPED.get(character, character) for character in text)
    if isinstance(value, date):
        return value.isoformat()
    if is_list(value):
        return f"[{', '.join(map(_value, value))}]"
    if is_mapping(value):
        inner = ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    raise TypeError(f"no TOML for {type(value).__name__}")
