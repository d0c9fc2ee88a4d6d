"""The commands and their arguments, as the parser of the command line has them, as Markdown."""

import re
from argparse import SUPPRESS, Action, ArgumentParser
from collections.abc import Iterator, Sequence

__all__ = ["commands", "with_usage"]

_WIDTH = 100
_NEED = ("recommend", "portfolio", "lock")
"""Commands that take a need: the options that all of them have are told once, as PARTS."""
_HEAD, _TAIL = "<!-- arguments, made from the parser -->", "<!-- end of arguments -->"


def with_usage(page: str, parser: ArgumentParser) -> str:
    """Return the text of *page* with its first block, and what stands between its marks, as *parser* has them."""
    found = commands(parser)
    page = re.sub(r"(?s)```text\n.*?```", lambda _: "```text\n" + "\n".join(_synopses(found)) + "\n```", page, count=1)
    told = "\n".join(_tables(found))
    return re.sub(f"(?s){_HEAD}.*{_TAIL}", lambda _: f"{_HEAD}\n\n{told}\n{_TAIL}", page, count=1)


def commands(parser: ArgumentParser, name: str = "") -> dict[str, ArgumentParser]:
    """Return every command by its name, such as ``registry info``, in the order in which they are described."""
    branches = [action for action in parser._actions if isinstance(action.choices, dict)]  # noqa: SLF001 - argparse tells no other way
    if not branches:
        return {name: parser}
    found: dict[str, ArgumentParser] = {}
    for branch in branches:
        for word, below in dict(branch.choices or {}).items():
            found |= commands(below, f"{name} {word}".strip())
    return found


def _actions(command: ArgumentParser) -> list[Action]:
    """Return the arguments of a command: what stands by its place first, and no help."""
    told = [action for action in command._actions if action.help != SUPPRESS and action.dest != "help"]  # noqa: SLF001 - as above
    return sorted(told, key=lambda action: bool(action.option_strings))


def _parts(found: dict[str, ArgumentParser]) -> list[str]:
    """Return the options that every command has that takes a need, in their order."""
    first, *others = ([*filter(None, map(_name, _actions(found[name])))] for name in _NEED)
    return [name for name in first if name.startswith("-") and all(name in other for other in others)]


def _name(action: Action) -> str:
    """Return the option's name, or what stands for the argument."""
    return action.option_strings[0] if action.option_strings else _value(action)


def _value(action: Action) -> str:
    """Write what an argument takes."""
    if action.metavar:
        return str(action.metavar)
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()


def _written(action: Action) -> str:
    """Write one argument as it stands in a synopsis."""
    many = "…" if action.nargs in ("*", "+") or type(action).__name__ == "_AppendAction" else ""
    if not action.option_strings:
        return f"{_value(action)}{many}" if action.nargs in (None, "+") else f"[{_value(action)}]{many}"
    value = "" if action.nargs == 0 else f" {_value(action)}"
    return f"[{action.option_strings[0]}{value}]{many}"


def _synopses(found: dict[str, ArgumentParser]) -> Iterator[str]:
    """Yield a line a command, or more where it is long."""
    shared = _parts(found)
    for name, command in found.items():
        exclusive = [group._group_actions for group in command._mutually_exclusive_groups]  # noqa: SLF001 - as above
        words: list[str] = []
        for action in _actions(command):
            group = next((group for group in exclusive if action in group), None)
            if name in _NEED and _name(action) in shared:
                words += ["PARTS"] if "PARTS" not in words else []
            elif group is None:
                words.append(_written(action))
            elif action is group[0]:
                words.append(f"[{'|'.join(map(_name, group))}]")
        yield from _wrapped(f"llm-selection {name}", words)
    yield ""
    one = found[_NEED[0]]
    yield from _wrapped("PARTS:", [_written(action) for action in _actions(one) if _name(action) in shared])


def _wrapped(head: str, words: Sequence[str]) -> Iterator[str]:
    """Yield words in lines, those after the first under the second word of it."""
    line = head
    for word in words:
        if len(line) + 1 + len(word) > _WIDTH and line.strip() and line != head:
            yield line
            line = " " * len(head)
        line += f" {word}"
    yield line


def _tables(found: dict[str, ArgumentParser]) -> Iterator[str]:
    """Yield a table of arguments for each command that has any of its own, PARTS first."""
    shared = _parts(found)
    yield from _table("PARTS", [one for one in _actions(found[_NEED[0]]) if _name(one) in shared])
    for name, command in found.items():
        own = [one for one in _actions(command) if name not in _NEED or _name(one) not in shared]
        yield from _table(name, own)


def _table(title: str, actions: Sequence[Action]) -> Iterator[str]:
    """Yield one table."""
    if not actions:
        return
    yield f"### {title}"
    yield ""
    yield "| argument | what it says |"
    yield "| --- | --- |"
    for action in actions:
        written = _written(action).replace("|", "\\|").strip("[]").replace("]…", "…")
        yield f"| `{written}` | {(action.help or '').replace('|', chr(92) + '|').replace('%%', '%') or '–'} |"
    yield ""
