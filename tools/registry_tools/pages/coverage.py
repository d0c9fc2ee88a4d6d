"""Coverage: how much is known, by developer, by provider and by field, as lines of a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

from llm_selection.domain.evidence import Agreement
from llm_selection.domain.identity import developer_of
from llm_selection.domain.models import Capabilities, Limits, Model
from llm_selection.domain.offerings import Lifecycle, Offering, Service
from llm_selection.presentation.record_report import Standing, standing
from llm_selection.registry import Registry
from registry_tools.checks.data import NOT_COMPARED, newest

__all__ = ["MODEL_COLUMNS", "OFFERING_COLUMNS", "cell", "coverage_page", "field_names", "tally"]

_CAPABILITIES = tuple(f"capabilities.{spec.name}" for spec in fields(Capabilities))
_LIMITS = ("limits.context_tokens", "limits.max_output_tokens")
"""The largest input alone is left out of the columns: where nothing sets it apart, it isn't printed anywhere."""

MODEL_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "released": ("released",),
    "cutoff": ("knowledge_cutoff",),
    "architecture": ("architecture",),
    "total": ("total_parameters",),
    "active": ("active_parameters",),
    "attention": ("attention",),
    "weights": ("weights",),
    "license": ("license",),
    "data, code out": ("training_data_released", "training_code_released"),
    "alignment": ("alignment",),
    "training": ("training",),
    "in, out": ("input", "output"),
    "limits": _LIMITS,
    "capabilities": _CAPABILITIES,
}
"""The columns of the table of models, and the fields that each covers."""

OFFERING_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "price": ("pricing",),
    "limits": _LIMITS,
    "in, out": ("input", "output"),
    "capabilities": _CAPABILITIES,
    "stage": ("lifecycle.stage",),
    "last day": ("lifecycle.retires",),
    "region": ("region_scope",),
}
"""The columns of the table of offerings, and the fields that each covers."""

_GROUPS = {"limits": Limits, "capabilities": Capabilities, "lifecycle": Lifecycle, "service": Service}
"""Groups whose parts are counted one by one; any other field is known when it says anything."""

_INTRODUCTION = """\
# Coverage

After this page you know how much of each developer's models and each provider's offerings the data knows, and where it is thin.

Counted from data {version} of {date}, by `registry-tools pages`.

A cell is a share of the models, or offerings, of its row, in percent.
`82` means that 82 % are known and the rest is unknown: nobody here found it.
`82 5u` adds 5 % *undisclosed*: whoever knows doesn't say.
`82 1d` says that 1 % are known but *disputed*: sources give different values, and `llm-selection show ID` prints each.
0 and 100 stand only where exactly that is meant.
A column over several fields counts each of them.
The newest fact is the newest day on which a source of any fact of the row said so.

An unknown doesn't make a model bad; it keeps the model out of an answer to a need that asks about it, and the answer says so.
"""


def coverage_page(registry: Registry) -> Iterator[str]:
    """Yield the lines of the page on coverage."""
    yield _INTRODUCTION.format(version=registry.version, date=registry.date)
    models, offerings = list(registry.models.values()), list(registry.offerings.values())
    yield from _section("Models, by developer", "developer", models, MODEL_COLUMNS)
    yield from _section("Offerings, by provider", "provider", offerings, OFFERING_COLUMNS)
    yield "## By field"
    yield ""
    yield "Counts, not shares; *agreed*, *single*, *disputed* and *not compared* divide what is known: by whether independent catalogues were compared, and what came of it."
    yield ""
    yield from _totals("field of a model", models, field_names(Model))
    yield from _totals("field of an offering", offerings, field_names(Offering))
    yield "A model's `base` is unknown where it is a model of its own, too: no source says that a model wasn't made from another."
    yield "`lifecycle` dates are unknown where none was announced, too."
    yield "Lists that nothing was put into, such as `aliases`, aren't counted."


def field_names(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields of a kind of record, those of groups part by part, such as ``limits.context_tokens``."""
    names: list[str] = []
    for spec in fields(kind):
        if spec.name in _GROUPS:
            names.extend(f"{spec.name}.{part.name}" for part in fields(_GROUPS[spec.name]))
        elif spec.name not in ("id", "evidence"):
            names.append(spec.name)
    return tuple(names)


def tally(records: Iterable[Any], names: Sequence[str]) -> Counter[str]:
    """Count the fields *names* of *records* by their standing and, of the known ones, by the agreement of their sources."""
    found: Counter[str] = Counter()
    for record in records:
        for name in names:
            word = standing(record, name)
            if word is Standing.NONE_RECORDED:
                continue
            found["all"] += 1
            found[word.value] += 1
            if word is Standing.KNOWN:
                found[record.evidence[name].agreement or NOT_COMPARED] += 1
    return found


def cell(counts: Counter[str]) -> str:
    """Write shares in percent, as in ``82 5u 1d``; a share that is neither nothing nor all is never rounded to be."""
    if not counts["all"]:
        return "–"
    shares = [_percent(counts["known"], counts["all"])]
    for word, letter in ((Standing.UNDISCLOSED, "u"), (Agreement.DISPUTED, "d")):
        if counts[word]:
            shares.append(f"{_percent(counts[word], counts['all'])}{letter}")
    return " ".join(shares)


def _percent(part: int, whole: int) -> str:
    """Round a share, but not to nothing and not to all."""
    if part in (0, whole):
        return str(100 * part // whole)
    return str(min(max(round(100 * part / whole), 1), 99))


def _section(title: str, row: str, records: Sequence[Any], columns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield a table with a row a developer or provider, the sum first."""
    yield f"## {title}"
    yield ""
    for name, names in columns.items():
        if (name,) != names:
            yield f"*{name}* covers {', '.join(f'`{field}`' for field in names)}."
    yield ""
    heads = [row, "count", "newest fact", *columns]
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    yield _row("all", records, columns)
    for owner, group in groupby(sorted(records, key=_owner), key=_owner):
        yield _row(f"`{owner}`", list(group), columns)
    yield ""


def _owner(record: Model | Offering) -> str:
    """Return the developer of a model, or the provider of an offering."""
    return developer_of(record.id) if isinstance(record, Model) else record.provider


def _row(name: str, records: Sequence[Any], columns: Mapping[str, tuple[str, ...]]) -> str:
    """Write one row."""
    day = max(newest(record.evidence) for record in records) if records else "–"
    cells = [name, f"{len(records):,}", str(day), *(cell(tally(records, names)) for names in columns.values())]
    return f"| {' | '.join(cells)} |"


def _totals(title: str, records: Sequence[Any], names: Sequence[str]) -> Iterator[str]:
    """Yield a table with a row a field."""
    words = (*(word.value for word in Standing if word is not Standing.NONE_RECORDED), *Agreement, NOT_COMPARED)
    yield f"| {title} | {' | '.join(words)} |"
    yield f"| --- |{' ---: |' * len(words)}"
    for name in names:
        counts = tally(records, [name])
        yield f"| `{name}` | {' | '.join(f'{counts[word]:,}' for word in words)} |"
    yield ""
