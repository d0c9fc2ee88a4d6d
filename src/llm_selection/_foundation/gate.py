"""
The gate: strict reading of anything that comes from outside, with every fault and its path.

pydantic checks the value types themselves; there is no second schema. Unknown keys, wrong types and
broken rules are all reported at once. Only this module imports pydantic, and it is imported only
where something comes from outside; `llm_selection._foundation.plain` imports pydantic's core, once pydantic asks it how the
variants of a union are told apart.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from llm_selection._dataclasses import dataclass, field, fields, is_dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.plain import unprintable
from llm_selection._foundation.shapes import is_list, is_mapping
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["check", "check_json", "json_schema", "strict_json"]

T = TypeVar("T")
_LONGEST_SHOWN = 80


def check(target: type[T], data: object, *, where: str) -> T:
    """
    Build a *target* from plain *data*, such as a parsed TOML table.

    Every text in it must be printable, in one line: answers, tables and Markdown show it as it is.

    Args:
        target: A value type of this package, or a container of them.
        data: What JSON holds; dates may be dates.
        where: File or place, for the faults.

    Raises:
        InvalidInputError: With every fault and its path.
    """
    try:
        text = json.dumps(data, allow_nan=False, default=_date_as_text)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInputError(Fault(where=where, problem=f"isn't plain data: {error}")) from error
    faults = [
        Fault(
            where=": ".join(filter(None, (where, path))),
            problem=f"must be printable text in a line, got {_shortened(ascii(text_found))}",
        )
        for path, text_found in unprintable(data)
    ]
    try:
        value = check_json(target, text, where=where)
    except InvalidInputError as error:
        # Half a character isn't JSON either, and was reported already.
        faults += [fault for fault in error.faults if not (faults and "Invalid JSON" in fault.problem)]
        raise InvalidInputError(*faults) from error
    if faults:
        raise InvalidInputError(*faults)
    return value


def check_json(target: type[T], text: str | bytes, *, where: str) -> T:
    """Build a *target* from JSON *text*; otherwise as `check`."""
    try:
        value: T = _adapter(target).validate_json(text, strict=True)  # type: ignore[arg-type]  # classes are hashable
    except ValidationError as error:
        document = json.loads(text) if _could_be_parsed(error) else None
        faults = (fault for item in error.errors() for fault in _faults(target, document, item, where))
        raise InvalidInputError(*faults) from error
    return value


def json_schema(target: Any, *, output: bool = False, instead: Mapping[Any, Any] = FrozenMap({})) -> dict[str, Any]:
    """
    Return the JSON Schema of a value type: as the gate reads it, or as this package writes it.

    Args:
        target: The type.
        output: Whether it is written; else it is read.
        instead: Types that others stand in place of, at every depth.
    """
    return TypeAdapter(_with_replacements(target, instead)).json_schema(
        mode="serialization" if output else "validation"
    )


def _with_replacements(kind: Any, instead: Mapping[Any, Any]) -> Any:
    """Return a type with the types in *instead* replaced at every depth; the type itself if it holds none of them."""
    if kind in instead:
        return instead[kind]
    if _is_value_type(kind):
        types = {spec.name: _with_replacements(spec.type, instead) for spec in fields(kind)}
        if all(types[spec.name] is spec.type for spec in fields(kind)):
            return kind
        specs = {spec.name: field(default=spec.default, default_factory=spec.default_factory) for spec in fields(kind)}
        parts = {"__doc__": kind.__doc__, "__annotations__": types, **specs}
        return dataclass(frozen=True, slots=True, kw_only=True)(type(kind.__name__, (), parts))
    arguments = get_args(kind)
    replaced = tuple(_with_replacements(argument, instead) for argument in arguments)
    if all(new is old for new, old in zip(replaced, arguments, strict=True)):
        return kind
    origin: Any = get_origin(kind)
    if origin in (Union, UnionType):
        return Union[replaced]  # noqa: UP007 - of as many as there are
    return origin[replaced]


def _is_value_type(kind: object) -> bool:
    """Say whether *kind* is a dataclass, not one of its values."""
    return isinstance(kind, type) and is_dataclass(kind)


def strict_json(text: str | bytes, *, where: str) -> Any:
    """
    Parse JSON, refusing what JSON doesn't have: NaN, infinities, repeated keys.

    Raises:
        InvalidInputError: It isn't JSON.
    """

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} isn't a number in JSON")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) < len(pairs):
            raise ValueError("a key stands twice in one object")
        return table

    try:
        return json.loads(text, parse_constant=refuse, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(Fault(where=where, problem=f"isn't JSON: {error}")) from error


def _could_be_parsed(error: ValidationError) -> bool:
    """Say whether the text could be parsed at all."""
    return all(item["type"] != "json_invalid" for item in error.errors(include_input=False))


@cache
def _adapter(target: Any) -> TypeAdapter[Any]:
    """Return the strict reader of *target*."""
    return TypeAdapter(target)


def _dataclasses_within(target: Any, seen: frozenset[Any]) -> frozenset[Any]:
    """Collect the dataclasses that a *target* is made of."""
    if target in seen:
        return seen
    if is_dataclass(target):
        seen |= {target}
        parts = tuple(spec.type for spec in fields(target))
    else:
        parts = get_args(target)
    for part in parts:
        if isinstance(part, type) or get_args(part):
            seen = _dataclasses_within(part, seen)
    return seen


def _date_as_text(value: object) -> str:
    """Write a date as JSON has it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    kind = "a time; write a date" if isinstance(value, datetime | time) else type(value).__name__
    raise TypeError(f"{value!r} is {kind}")


def _faults(target: Any, document: Any, item: Any, where: str) -> list[Fault]:
    """Turn one pydantic error into faults with a path as people read it; a value may tell several at once."""
    path, node = "", document
    for step in item["loc"]:
        if is_mapping(node) and step in node:
            path += f".{step}"
            node = node[step]
        elif is_list(node) and isinstance(step, int):
            path += f"[{step}]"
            node = node[step]
    problem = item["msg"].removeprefix("Value error, ")
    match item["type"]:
        case "missing":
            problem = f"key {item['loc'][-1]!r} is missing"
        case "extra_forbidden" | "unexpected_keyword_argument":
            problem = f"unknown key{_nearest_key(target, str(item['loc'][-1]))}"
        case "json_invalid" | "value_error":
            pass
        case _:
            problem += f", got {_shortened(json.dumps(item['input'], default=str))}"
    place = ": ".join(part for part in (where, path.removeprefix(".")) if part)
    cause = item.get("ctx", {}).get("error")
    problems = map(str, cause.faults) if isinstance(cause, InvalidInputError) else [problem]
    return [Fault(where=place, problem=each) for each in problems]


def _shortened(shown: str) -> str:
    """Keep the beginning of a long text."""
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def _nearest_key(target: Any, key: str) -> str:
    """Suggest keys that *target* and the types in it have."""
    # The key may be spelt right and only stand in the wrong table.
    known = sorted(
        {spec.name for value_type in _dataclasses_within(target, frozenset()) for spec in fields(value_type)}
    )
    if key in known:
        return ", in this place"
    near = get_close_matches(key, known, n=2)
    return f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
