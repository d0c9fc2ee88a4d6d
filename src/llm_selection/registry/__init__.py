"""
The registry: bundled, built from a folder, or read from a file; with overlays on top.

`bundled` opens the data this package ships, or newer data installed beside it; `build` compiles a folder of TOML and
CSV files, yours or ours; `read` opens what was compiled elsewhere and trusts nothing in it; `discover` puts the
overlays of installed packages, and of folders, on top.
"""

from llm_selection._foundation.front_door import importer
from llm_selection.registry._bundled import bundled
from llm_selection.registry._columns import FACTS, Column, Row, picked, together
from llm_selection.registry._in_use import CHOICE, in_use
from llm_selection.registry._registry import (
    INDEX,
    Registry,
    Table,
    plain_record,
    plain_records,
    with_layers,
)

TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection.registry._audit import Action, Audit, Entry, audit, unfound
    from llm_selection.registry._building import build, compile_registry, write
    from llm_selection.registry._compile import READABLE_SCHEMAS
    from llm_selection.registry._diffs import Change, Diff, Edition, Effect, apply, diff
    from llm_selection.registry._discovery import discover
    from llm_selection.registry._overlays import Layer, Lists, Origin, Overlay
    from llm_selection.registry._reading import read
    from llm_selection.registry._records import SECTIONS, Records
    from llm_selection.registry._sources import put_on
else:
    _HOMES = {
        "Action": "_audit",
        "Audit": "_audit",
        "Change": "_diffs",
        "Diff": "_diffs",
        "Edition": "_diffs",
        "Effect": "_diffs",
        "Entry": "_audit",
        "Layer": "_overlays",
        "Lists": "_overlays",
        "Origin": "_overlays",
        "Overlay": "_overlays",
        "READABLE_SCHEMAS": "_compile",
        "Records": "_records",
        "SECTIONS": "_records",
        "apply": "_diffs",
        "audit": "_audit",
        "build": "_building",
        "compile_registry": "_building",
        "diff": "_diffs",
        "discover": "_discovery",
        "put_on": "_sources",
        "read": "_reading",
        "unfound": "_audit",
        "write": "_building",
    }
    __getattr__ = importer(__name__, _HOMES, globals())

__all__ = [
    "CHOICE",
    "FACTS",
    "INDEX",
    "READABLE_SCHEMAS",
    "SECTIONS",
    "Action",
    "Audit",
    "Change",
    "Column",
    "Diff",
    "Edition",
    "Effect",
    "Entry",
    "Layer",
    "Lists",
    "Origin",
    "Overlay",
    "Records",
    "Registry",
    "Row",
    "Table",
    "apply",
    "audit",
    "build",
    "bundled",
    "compile_registry",
    "diff",
    "discover",
    "in_use",
    "picked",
    "plain_record",
    "plain_records",
    "put_on",
    "read",
    "together",
    "unfound",
    "with_layers",
    "write",
]
