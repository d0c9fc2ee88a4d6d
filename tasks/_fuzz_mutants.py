"""Mutants: inputs that were right, made wrong in their structure or byte by byte; the same chance gives the same mutant."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from llm_selection._toml import toml_of

__all__ = ["NUMBERS", "TEXTS", "as_json_text", "as_toml_text", "bent", "changed", "cut", "retold"]

NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    1,
    2,
    -0.0,
    0.5,
    1e-320,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
    2**53 + 1,
    2**63,
    -(2**63),
    10**30,
    10**400,
    10**5_000,
    True,
    False,
)
"""Whole and other numbers at the ends of what a field, a float or a machine word holds, and beyond."""

TEXTS = (
    "",
    " ",
    "\t",
    "\n",
    "a\nb",
    "\0",
    "\x1b[31m",
    "\x7f",
    "\u200b",
    "\u202e",
    "\ud800",
    "\udcff",
    "\U0001f642",
    "é" * 40,
    "ß",
    "İ",
    "٣",
    "²",
    "x" * 10_000,
    "9" * 5_000,
    "1e999999999",
    "-1",
    "0",
    "1_000",
    "1,5",
    "1.5",
    "NaN",
    "Infinity",
    "-inf",
    "None",
    "null",
    "true",
    "no",
    "*",
    "..",
    ".",
    "a/b",
    "a/b/c/d",
    "/",
    "a,b,,c",
    "=",
    "k=v",
    "{}",
    "[]",
    "%s%n",
    "{0.__class__}",
    "__proto__",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "2026-W01-1",
    "20261101",
    "2026-11-01",
    "200k",
    "p50:2k,p90:9k,max:60k",
    "acme/large",
    "borg/open",
    "coding",
    "open-weight",
)
"""Texts that mean something somewhere: numbers and days in words, what ends a line or turns it, half a character, names."""

_BYTES = (b"", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"'", b"[", b"{", b"]" * 9, b"#", b",")
_DAYS = (date.min, date.max, date(1970, 1, 1), date(2026, 11, 1), date(2024, 2, 29))
_DEPTHS = (2, 49, 51, 400, 3_000)
_NUMBER = re.compile(rb"-?\d[\d_]*(?:\.\d+)?")
_QUOTED = re.compile(rb'"[^"\n]*"')
_MOST_STEPS = 3

Path = tuple[str | int, ...]


def changed(tree: Any, chance: Random) -> Any:
    """
    Return plain data with up to three changes: a part dropped, doubled, renamed, moved, or of another kind.

    What isn't changed is shared with *tree*, which stays as it is.
    """
    for _ in range(chance.randint(1, _MOST_STEPS) if chance.random() < 0.3 else 1):  # noqa: PLR2004 - most get one
        tree = _changed_once(tree, chance)
    return tree


def _changed_once(tree: Any, chance: Random) -> Any:
    """Change one part."""
    path = _path(tree, chance)
    if not path:
        return _other(tree, tree, chance)
    *way, last = path
    holder = _at(tree, way)
    new: Any
    if isinstance(holder, dict):
        new = _changed_table(holder, str(last), tree, chance)
    else:
        new = list(holder)
        _change_list(new, int(last), tree, chance)
    return _put(tree, tuple(way), new)


def _path(tree: Any, chance: Random) -> Path:
    """Walk down to a part; deeper ones are as likely as those above."""
    path: list[str | int] = []
    node = tree
    while isinstance(node, dict | list) and node and (not path or chance.random() < 0.7):  # noqa: PLR2004 - a walk of a few steps
        step: Any = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        path.append(step)
        node = node[step]
    return tuple(path)


def _at(tree: Any, path: Sequence[str | int]) -> Any:
    """Return a part."""
    for step in path:
        tree = tree[step]
    return tree


def _put(tree: Any, path: Path, new: Any) -> Any:
    """Return *tree* with another part in one place."""
    if not path:
        return new
    step, *rest = path
    copied: Any = dict(tree) if isinstance(tree, dict) else list(tree)
    copied[step] = _put(copied[step], tuple(rest), new)
    return copied


def _changed_table(table: dict[str, Any], key: str, tree: Any, chance: Random) -> dict[str, Any]:
    """Drop, rename or add a key, or change its value."""
    way = chance.random()
    if way < 0.15:  # noqa: PLR2004 - shares of the ways
        return {name: value for name, value in table.items() if name != key}
    if way < 0.3:  # noqa: PLR2004 - as above
        return {(_other_key(name, tree, chance) if name == key else name): value for name, value in table.items()}
    if way < 0.4:  # noqa: PLR2004 - as above
        return {**table, _other_key(key, tree, chance): _part(tree, chance)}
    return {**table, key: _other(table[key], tree, chance)}


def _change_list(items: list[Any], place: int, tree: Any, chance: Random) -> None:
    """Drop, double, move or change an item."""
    way = chance.random()
    if way < 0.15:  # noqa: PLR2004 - shares of the ways
        del items[place]
    elif way < 0.3:  # noqa: PLR2004 - as above
        items.insert(chance.randrange(len(items) + 1), items[place])
    elif way < 0.4:  # noqa: PLR2004 - as above
        chance.shuffle(items)
    else:
        items[place] = _other(items[place], tree, chance)


def _other_key(key: str, tree: Any, chance: Random) -> str:
    """Return another key: misspelt, one from elsewhere, or odd."""
    way = chance.randrange(4)
    if way == 0:
        return _misspelt(key, chance)
    if way == 1:
        return chance.choice(TEXTS)
    if way == 2:  # noqa: PLR2004 - the third of four
        return key.upper() if chance.random() < 0.5 else f"{key} "  # noqa: PLR2004 - a coin
    path = _path(tree, chance)
    named = [step for step in path if isinstance(step, str)]
    return named[-1] if named else f"{key}.{key}"


def _other(value: Any, tree: Any, chance: Random) -> Any:  # noqa: PLR0911 - one branch a way
    """Return another value in a value's place."""
    way = chance.randrange(10)
    if way < 2 and isinstance(value, str):  # noqa: PLR2004 - two of ten
        return _misspelt(value, chance)
    if way < 2 and isinstance(value, int | float) and not isinstance(value, bool):  # noqa: PLR2004 - as above
        factor: Any = chance.choice((-1, 0.1, 10, 1000, 10**9, 10**60))
        try:
            return value * factor
        except OverflowError:
            return -value
    if way < 4:  # noqa: PLR2004 - and so on
        return chance.choice(NUMBERS)
    if way < 6:  # noqa: PLR2004 - and so on
        return chance.choice(TEXTS)
    if way == 6:  # noqa: PLR2004 - and so on
        return chance.choice((None, [], {}, [value], [None], {"": value}, {"value": value}))
    if way == 7:  # noqa: PLR2004 - and so on
        return chance.choice((*_DAYS, datetime(2026, 11, 1, 12, tzinfo=UTC)))
    if way == 8 and chance.random() < 0.2:  # noqa: PLR2004 - each costs time
        return _nested(value, chance)
    return _part(tree, chance)


def _part(tree: Any, chance: Random) -> Any:
    """Return a part of the same data, wherever it stands: names lead back to who names them."""
    return _at(tree, _path(tree, chance))


def _nested(value: Any, chance: Random) -> Any:
    """Put a value into tables or lists without end."""
    key = chance.choice(("", "all", "not", "any_of", "forbid", "preset", "base"))
    is_table = chance.random() < 0.5  # noqa: PLR2004 - a coin
    for _ in range(chance.choice(_DEPTHS)):
        value = {key: value} if is_table else [value]
    return value


def _misspelt(text: str, chance: Random) -> str:
    """Change a character of a text, or so."""
    if not text:
        return "x"
    place = chance.randrange(len(text))
    between = chance.choice(("", "", text[place] * 2, chance.choice("-_/. :,=0aZ@"), chance.choice(TEXTS[:20])))
    return text[:place] + between + text[place + 1 :]


def bent(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """
    Return bytes with up to three faults: bits that flipped, parts lost, doubled, or of another text.

    Args:
        content: The bytes.
        others: Texts that parts are taken of.
        chance: What decides.
    """
    ways: tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...] = (
        _flipped,
        cut,
        _spliced,
        _replaced_number,
        _replaced_text,
        _moved_line,
        _inserted,
    )
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(ways)(content, others, chance)
    return content


def _flipped(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Flip a bit."""
    if not content:
        return b"\x80"
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << chance.randrange(8))]) + content[place + 1 :]


def cut(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Lose the end, or a part in the middle."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + (b"" if chance.random() < 0.5 else content[start + chance.randint(1, 30) :])  # noqa: PLR2004 - a coin


def _spliced(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """Put a part of another text, or of the same, somewhere."""
    other = chance.choice((*others, content))
    start, place = chance.randrange(len(other) + 1), chance.randrange(len(content) + 1)
    return content[:place] + other[start : start + chance.choice((3, 30, 300))] + content[place:]


def _replaced_number(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Put another number in the place of one."""
    return _replaced(content, _NUMBER, _number_text(chance), chance)


def _replaced_text(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Put another text in the place of one in quotes."""
    text = chance.choice(TEXTS)
    quoted = json.dumps(text, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")  # noqa: PLR2004 - a coin
    return _replaced(content, _QUOTED, quoted, chance)


def _replaced(content: bytes, pattern: re.Pattern[bytes], new: bytes, chance: Random) -> bytes:
    """Put something in the place of one of what looks like a *pattern*."""
    if not content:
        return new
    start = chance.randrange(len(content))
    found = pattern.search(content, start) or pattern.search(content)
    return content + new if found is None else content[: found.start()] + new + content[found.end() :]


def _number_text(chance: Random) -> bytes:
    """Write a number as people and programs might."""
    found = chance.choice(NUMBERS)
    if isinstance(found, bool):
        return b"true"
    shown = hex(found) if isinstance(found, int) and abs(found) > 10**99 else repr(found)
    return chance.choice((shown, shown, "0x10", f"0x{'f' * 4_000}", "1e5", "+1", "01", "1_000", "1__0", "9" * 5_000)).encode()


def _moved_line(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Lose, double or move a line."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return b"\n"
    place, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    line = lines[place] if chance.random() < 0.5 else lines.pop(place)  # noqa: PLR2004 - a coin
    if chance.random() < 0.7:  # noqa: PLR2004 - else it is lost
        lines.insert(to, line)
    return b"".join(lines)


def _inserted(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Put odd bytes somewhere, or many of what opens something."""
    place = chance.randrange(len(content) + 1)
    many = chance.choice((b"[", b"{", b'{"a":', b"(", b"[[a]]\n", b"a.")) * chance.choice((20, 3_000))
    odd = many if chance.random() < 0.1 else chance.choice(_BYTES)  # noqa: PLR2004 - each costs time
    return content[:place] + odd + content[place:]


def retold(words: Sequence[str], others: Sequence[str], chance: Random) -> list[str]:
    """Return a list of words, such as a command line, with some dropped, doubled, moved, misspelt, or of *others*."""
    found = list(words)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        place = chance.randrange(len(found) + 1)
        way = chance.randrange(6)
        if way == 0 and found:
            del found[place - 1]
        elif way == 1 and found:
            found.insert(place, chance.choice(found))
        elif way == 2 and found:  # noqa: PLR2004 - the third of six
            found[place - 1] = _misspelt(found[place - 1], chance)
        elif way == 3 and found:  # noqa: PLR2004 - and so on
            flag, separator, _ = found[place - 1].partition("=")
            found[place - 1] = f"{flag}{separator}{chance.choice(TEXTS)}" if separator else chance.choice(TEXTS)
        else:
            found.insert(place, chance.choice(others))
    return found


def as_json_text(tree: Any, chance: Random) -> bytes:
    """Write plain data as JSON, and what isn't plain as Python's module does; now and then with a key twice."""
    try:
        text = json.dumps(tree, default=str, ensure_ascii=chance.random() < 0.5)  # noqa: PLR2004 - a coin
    except (RecursionError, ValueError):
        text = "[" * 5_000
    content = text.encode("utf-8", "surrogatepass")
    return content.replace(b"{", b'{"tasks":1,', 1) if chance.random() < 0.02 else content  # noqa: PLR2004 - rarely


def as_toml_text(tree: Any) -> bytes:
    """Write plain data as TOML; what it has no form for is left out, or is no TOML, or is a number in hexadecimal."""
    try:
        table = _told(tree if isinstance(tree, dict) else {"value": tree})
        return toml_of(table).encode("utf-8", "surrogatepass")
    except RecursionError:
        return b"x = " + b"[" * 5_000
    except ValueError:
        return f"tasks = {10**5_000:#x}".encode()


def _told(tree: Any) -> Any:
    """Return plain data without ``None``, which TOML doesn't have."""
    if isinstance(tree, dict):
        return {str(key): _told(item) for key, item in tree.items() if item is not None}
    if isinstance(tree, list | tuple):
        return [_told(item) for item in tree if item is not None]
    return tree
