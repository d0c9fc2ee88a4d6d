"""
Check the alias table, and list what upstream sets call models that we don't know.

    registry-tools check names [--unknown]

Fails on a name that means two models, a model without a file, a file without a name, and two models whose
names are one name by the catalogue's rules of comparison. ``--unknown`` lists the names in the collected tables that join
to no model.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from registry_tools.arguments import command_parser
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.tables import read_rows
from registry_tools.upstream.providers import DATED_IDS_ARE_COPIES

__all__ = ["coinciding", "faults", "main", "normalised", "unknown_names"]


_DATE = re.compile(r"[-@]20\d\d-?\d\d-?\d\d$")
_SERVING = re.compile(r"(-v\d+:\d+|-\d+:0|@default|-maas|:[a-z]+|\[1m\])$")

TWO_MODELS: Mapping[frozenset[str], str] = {
    frozenset({"anthropic/claude-3-5-sonnet-20240620", "anthropic/claude-3-5-sonnet-20241022"}): (
        "two checkpoints of different ability under one name"
    ),
}
"""Pairs of models whose names coincide though they differ, and why."""

Name = tuple[str, tuple[str, ...], tuple[str, ...]]


def normalised(model: str) -> Name:
    """
    Return what of a model's name is compared: the developer, letters as a bag, numbers in order.

    >>> normalised("anthropic/claude-4.5-opus") == normalised("anthropic/claude-opus-4-5-20251101")
    True
    >>> normalised("openai/gpt-5.4") == normalised("openai/gpt-4.5")
    False
    >>> normalised("mistral/mistral-small-2503") == normalised("mistral/mistral-small-2506")
    False
    """
    developer, _, name = model.lower().partition("/")
    name = _SERVING.sub("", name)
    if developer in DATED_IDS_ARE_COPIES:
        name = _DATE.sub("", name)
    name = re.sub(r"(?<=\d)p(?=\d)", ".", name)
    parts = re.findall(r"\d+|[a-z]+", name)
    numbers = [part for part in parts if part.isdigit()]
    if len(numbers) > 1 and numbers[-1] == "0":
        numbers.pop()
    return developer, tuple(sorted(part for part in parts if part.isalpha())), tuple(numbers)


def coinciding(models: Iterable[str]) -> list[frozenset[str]]:
    """Return the groups of models whose normalised names are one."""
    groups: defaultdict[Name, set[str]] = defaultdict(set)
    for model in models:
        groups[normalised(model)].add(model)
    return [frozenset(group) for group in groups.values() if len(group) > 1]


def faults(rows: Sequence[tuple[str, str]], files: Iterable[str]) -> list[str]:
    """Return everything that is wrong with the alias table *rows*, given the model *files* that there are."""
    found = [f"names.csv isn't sorted at {later[0]}" for row, later in pairwise(rows) if row > later]
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    for name, model in rows:
        meanings[name].add(model)
    found += [f"{name} means {' and '.join(sorted(models))}" for name, models in meanings.items() if len(models) > 1]
    found += [f"{name} isn't lower case" for name in meanings if name != name.lower()]
    targets, present = {model for _, model in rows}, set(files)
    found += [f"{model} has no file" for model in sorted(targets - present)]
    found += [f"{model} has a file and no name" for model in sorted(present - targets)]
    found += [f"{model} doesn't mean itself" for model in sorted(targets) if model not in meanings[model]]
    for group in coinciding(targets | present):
        if group not in TWO_MODELS:
            found.append(f"one name, two models: {', '.join(sorted(group))}")
    return found


def unknown_names(paths: Iterable[Path], column: str, names: Mapping[str, str]) -> list[tuple[str, int]]:
    """Count the rows of the tables at *paths* by the names in *column* that join to no model, the most first."""
    counts = Counter(row[column].lower() for path in paths for row in read_rows(path) if row.get(column))
    return sorted(
        ((name, count) for name, count in counts.items() if name not in names), key=lambda item: (-item[1], item[0])
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, list, and return how many faults there are."""
    parser = command_parser("check names", __doc__)
    parser.add_argument(
        "--unknown", action="store_true", help="list names in the collected tables that join to no model"
    )
    parser.add_argument("--collected", type=Path, default=COLLECTED, help="folder of the collected tables")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    rows = [(row["name"], row["model"]) for row in read_rows(INPUTS / "names.csv")]
    if options.unknown:
        for folder in ("models", "results"):
            tables = sorted((options.collected / folder).glob("*.csv"))
            missing = unknown_names(tables, "model_key", dict(rows))
            print(f"{folder}: {len(missing)} names join to no model")
            print("".join(f"  {count:5} {name}\n" for name, count in missing), end="")
    models = options.data / "models"
    files = [path.relative_to(models).as_posix().removesuffix(".toml") for path in sorted(models.glob("*/*.toml"))]
    found = faults(rows, files)
    for fault in found:
        print(fault, file=sys.stderr)
    return len(found)
