"""Mutants: inputs that were right, made wrong in their structure or byte by byte; the same chance gives the same mutant."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from llm_selection._foundation.toml import toml_of

__all__ = ["NUMBERS", "TEXTS", "as_json_text", "as_toml_text", "bent", "changed", "cut", "happens", "put", "retold"]

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

_BYTES = (
    b"",
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n",
    b'"',
    b"'",
    b"[",
    b"{",
    b"]" * 9,
    b"#",
    b",",
)
_DAYS = (date.min, date.max, date(1970, 1, 1), date(2026, 11, 1), date(2024, 2, 29))
_DEPTHS = (2, 49, 51, 400, 3_000)
_NUMBER = re.compile(rb"-?\d[\d_]*(?:\.\d+)?")
_QUOTED = re.compile(rb'"[^"\n]*"')
_MOST_STEPS = 3

Path = tuple[str | int, ...]


def happens(chance: Random, share: float) -> bool:
    """Say yes to a *share* of the questions."""
    return chance.random() < share


def _one_of(chance: Random, **ways: float) -> str:
    """Choose a way, by what each weighs."""
    return chance.choices(list(ways), list(ways.values()))[0]


def changed(tree: Any, chance: Random) -> Any:
    """
    Return plain data with up to three changes: a part dropped, doubled, renamed, moved, or of another kind.

    What isn't changed is shared with *tree*, which stays as it is.
    """
    for _ in range(chance.randint(1, _MOST_STEPS) if happens(chance, 0.3) else 1):
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
    return put(tree, tuple(way), new)


def _path(tree: Any, chance: Random) -> Path:
    """Walk down to a part; deeper ones are as likely as those above."""
    path: list[str | int] = []
    node = tree
    while isinstance(node, dict | list) and node and (not path or happens(chance, 0.7)):
        step: Any = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
        path.append(step)
        node = node[step]
    return tuple(path)


def _at(tree: Any, path: Sequence[str | int]) -> Any:
    """Return a part."""
    for step in path:
        tree = tree[step]
    return tree


def put(tree: Any, path: Path, new: Any) -> Any:
    """Return *tree* with another part in one place."""
    if not path:
        return new
    step, *rest = path
    copied: Any = dict(tree) if isinstance(tree, dict) else list(tree)
    copied[step] = put(copied[step], tuple(rest), new)
    return copied


def _changed_table(table: dict[str, Any], key: str, tree: Any, chance: Random) -> dict[str, Any]:
    """Drop, rename or add a key, or change its value."""
    match _one_of(chance, drop=15, rename=15, add=10, change=60):
        case "drop":
            return {name: value for name, value in table.items() if name != key}
        case "rename":
            return {(_other_key(name, tree, chance) if name == key else name): value for name, value in table.items()}
        case "add":
            return {**table, _other_key(key, tree, chance): _part(tree, chance)}
        case _:
            return {**table, key: _other(table[key], tree, chance)}


def _change_list(items: list[Any], place: int, tree: Any, chance: Random) -> None:
    """Drop, double, move or change an item."""
    match _one_of(chance, drop=15, double=15, move=10, change=60):
        case "drop":
            del items[place]
        case "double":
            items.insert(chance.randrange(len(items) + 1), items[place])
        case "move":
            chance.shuffle(items)
        case _:
            items[place] = _other(items[place], tree, chance)


def _other_key(key: str, tree: Any, chance: Random) -> str:
    """Return another key: misspelt, one from elsewhere, or odd."""
    named = [step for step in _path(tree, chance) if isinstance(step, str)]
    kinds = (_misspelt(key, chance), chance.choice(TEXTS), key.upper(), f"{key} ", *named[-1:] * 2)
    return chance.choice(kinds)


def _other(value: Any, tree: Any, chance: Random) -> Any:
    """Return another value in a value's place: every third of its own kind."""
    match _one_of(chance, near=2, number=2, text=2, empty=1, day=1, part=2, alike=5, deep=0.2):
        case "near" if isinstance(value, str):
            return _misspelt(value, chance)
        case "near" if isinstance(value, int | float) and not isinstance(value, bool):
            return _far(value, chance)
        case "number":
            return chance.choice(NUMBERS)
        case "text":
            return chance.choice(TEXTS)
        case "empty":
            return chance.choice((None, [], {}, [value], [None], {"": value}, {"value": value}))
        case "day":
            return chance.choice((*_DAYS, datetime(2026, 11, 1, 12, tzinfo=UTC)))
        case "alike":
            return _alike(value, tree, chance)
        case "deep":
            return _nested(value, chance)
        case _:
            return _part(tree, chance)


def _far(value: float, chance: Random) -> float:
    """Return a number far from another, or of the other sign."""
    factor: Any = chance.choice((-1, 0.1, 10, 1000, 10**9, 10**60))
    try:
        return value * factor  # type: ignore[no-any-return]  # a number times a number
    except OverflowError:
        return -value


def _alike(value: Any, tree: Any, chance: Random) -> Any:
    """Return another value of the same kind, which is more likely to be accepted."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + chance.choice((-1, 1, 10, 1000, 10**6)))
    if isinstance(value, float):
        return value * chance.choice((0, 0.5, 0.999, 1.001, 2))
    if isinstance(value, dict) and value:
        gone = chance.choice(list(value))
        return {key: item for key, item in value.items() if key != gone}
    if isinstance(value, list) and value:
        return chance.sample(value, chance.randint(1, len(value)))
    found = _part(tree, chance)
    return found if isinstance(found, type(value)) else value


def _part(tree: Any, chance: Random) -> Any:
    """Return a part of the same data, wherever it stands: names lead back to who names them."""
    return _at(tree, _path(tree, chance))


def _nested(value: Any, chance: Random) -> Any:
    """Put a value into tables or lists without end."""
    key = chance.choice(("", "all", "not", "any_of", "forbid", "preset", "base"))
    is_table = happens(chance, 0.5)
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
    return content[:start] + (b"" if happens(chance, 0.5) else content[start + chance.randint(1, 30) :])


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
    quoted = json.dumps(text, ensure_ascii=happens(chance, 0.5)).encode("utf-8", "surrogatepass")
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
    return chance.choice(
        (shown, shown, "0x10", f"0x{'f' * 4_000}", "1e5", "+1", "01", "1_000", "1__0", "9" * 5_000)
    ).encode()


def _moved_line(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Lose, double or move a line."""
    lines = content.splitlines(keepends=True)
    if not lines:
        return b"\n"
    place, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    line = lines[place] if happens(chance, 0.5) else lines.pop(place)
    if happens(chance, 0.7):
        lines.insert(to, line)
    return b"".join(lines)


def _inserted(content: bytes, _: Sequence[bytes], chance: Random) -> bytes:
    """Put odd bytes somewhere, or many of what opens something."""
    place = chance.randrange(len(content) + 1)
    many = chance.choice((b"[", b"{", b'{"a":', b"(", b"[[a]]\n", b"a.")) * chance.choice((20, 3_000))
    odd = many if happens(chance, 0.1) else chance.choice(_BYTES)
    return content[:place] + odd + content[place:]


def retold(words: Sequence[str], others: Sequence[str], chance: Random) -> list[str]:
    """Return a list of words, such as a command line, with some dropped, doubled, moved, misspelt, or of *others*."""
    found = list(words)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        place = chance.randrange(len(found) + 1)
        match _one_of(chance, drop=1, double=1, misspell=1, replace=1, add=2):
            case "drop" if found:
                del found[place - 1]
            case "double" if found:
                found.insert(place, chance.choice(found))
            case "misspell" if found:
                found[place - 1] = _misspelt(found[place - 1], chance)
            case "replace" if found:
                flag, separator, _ = found[place - 1].partition("=")
                found[place - 1] = f"{flag}{separator}" * bool(separator) + chance.choice(TEXTS)
            case _:
                found.insert(place, chance.choice(others))
    return found


def as_json_text(tree: Any, chance: Random) -> bytes:
    """Write plain data as JSON, and what isn't plain as Python's module does; now and then with a key twice."""
    try:
        text = json.dumps(tree, default=str, ensure_ascii=happens(chance, 0.5))
    except (RecursionError, ValueError):
        text = "[" * 5_000
    content = text.encode("utf-8", "surrogatepass")
    return content.replace(b"{", b'{"tasks":1,', 1) if happens(chance, 0.02) else content


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
