"""JSON: how commands print plain data, and the data that an answer rests on."""

import json
from typing import Any

from llm_selection._foundation.shapes import is_list
from llm_selection.cli._terminal import say
from llm_selection.registry import Registry

__all__ = ["say_json", "with_registry"]


def say_json(plain: Any) -> None:
    """Print plain data as JSON."""
    say(json.dumps(plain, ensure_ascii=False, indent=2))


def with_registry(plain: Any, registry: Registry) -> Any:
    """Return plain data of an answer, or of several, with the version and the day of the data that it rests on."""
    if is_list(plain):
        return [with_registry(each, registry) for each in plain]
    return {**plain, "registry": {"version": registry.version, "date": registry.date.isoformat()}}
