"""The file of a decision: TOML that people review, written the same everywhere and read through a strict gate."""

import json
from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any

from llm_selection._dataclasses import dataclass, field, fields
from llm_selection._foundation import late_gate
from llm_selection._foundation.files import read_text
from llm_selection._foundation.plain import to_plain, unprintable
from llm_selection._foundation.shapes import is_mapping
from llm_selection._foundation.toml import strict_toml, toml_of
from llm_selection.decisions._values import Decided, Decision, Facts, Figures, Measure, Thresholds
from llm_selection.domain.benchmarks import Task
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.needs.serialization import use_case_as_plain
from llm_selection.needs.use_cases import UseCase, parse_use_case

__all__ = ["FORMAT", "dump", "parse_decision", "read_decision", "read_thresholds"]

FORMAT = 2
"""Version of the file's shape; see docs/reference/versions.md."""

_HEADER = """\
# A decision of llm-selection. Check it with: llm-selection check FILE
# Thresholds may be edited; the rest is written by: llm-selection check --update FILE
"""
_LARGEST_FILE_BYTES = 20_000_000
_EXPECTED = "a decision is what llm-selection lock writes"
_SCORED = 1
"""The format of decisions by weighted scores, of which only the thresholds are read."""
_WRITTEN = "written"
_EDITED = "edited"
"""Stands in place of the fingerprint where the data isn't what was decided; no fingerprint is like it."""
_DATES = {"decided": ("on", "registry_date"), "facts": ("deprecated", "retires")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed:
    """What a file holds beside its format and the need."""

    decided: Decided
    thresholds: Thresholds = field(default_factory=Thresholds)
    choice: Figures
    facts: Facts
    measures: Mapping[Task, Measure]
    runners_up: tuple[Figures, ...] = ()


def dump(decision: Decision) -> str:
    """
    Write a decision as TOML: a fact a line, in a fixed order; the same decision gives the same text everywhere.

    One that was read from an edited file is written as edited: what is read from that is edited again.

    Raises:
        InvalidInputError: The need can't be written down.
    """
    table: dict[str, Any] = {
        "format": FORMAT,
        "decided": to_plain(decision.decided),
        "need": use_case_as_plain(decision.use_case),
        "thresholds": to_plain(decision.thresholds, whole=True),
        **{name: to_plain(getattr(decision, name)) for name in ("choice", "facts", "measures", "runners_up")},
    }
    if not decision.runners_up:
        del table["runners_up"]
    for section, names in _DATES.items():
        for name in names:
            if name in table[section]:
                table[section][name] = getattr(getattr(decision, section), name)
    written = _EDITED if decision.edited else _fingerprint(strict_toml(toml_of(table), where=""))
    table = {"format": FORMAT, _WRITTEN: written, **table}
    return f"{_HEADER}{toml_of(table)}"


def _fingerprint(table: Mapping[str, Any]) -> str:
    """
    Return what tells whether a file was edited: 16 digits of the SHA-256 of its data, without what people may edit.

    It is of the data as read, so comments and layout don't count, nor what a later version of this library would write.
    """
    from hashlib import sha256  # loads OpenSSL, which only files need

    kept = {name: value for name, value in table.items() if name not in (_WRITTEN, "thresholds")}
    return sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()[:16]


def parse_decision(text: str, *, where: str = "") -> Decision:
    """
    Read a decision from the text of its file.

    Args:
        text: What `dump` gives, perhaps edited.
        where: File or place, for the faults.

    Raises:
        InvalidInputError: It isn't TOML, is of another format, or with every fault and its path.
    """
    table = strict_toml(text, where=where)
    fingerprint = _fingerprint(table)
    _check_format(table.pop("format", None), where)
    # Older files hold no fingerprint: whether they were edited can't be known.
    edited = table.pop(_WRITTEN, fingerprint) != fingerprint
    faults: list[Fault] = []
    sections: dict[str, Any] = {}
    for name, read in (("use_case", _need), ("filed", _filed)):
        try:
            sections[name] = read(table, where)
        except InvalidInputError as error:
            faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    filed: _Filed = sections["filed"]
    try:
        parts = {spec.name: getattr(filed, spec.name) for spec in fields(_Filed)}
        return Decision(use_case=sections["use_case"], edited=edited, **parts)
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(where=where, problem=fault.problem) for fault in error.faults)) from error


def read_decision(path: str | PathLike[str]) -> Decision:
    """
    Read a decision from its file.

    Raises:
        InvalidInputError: The file can't be read; or as `parse_decision`, with the file's name.
    """
    text = read_text(path, expected=_EXPECTED, most_bytes=_LARGEST_FILE_BYTES)
    return parse_decision(text, where=fspath(path))


def read_thresholds(path: str | PathLike[str]) -> Thresholds:
    """
    Read the thresholds of a decision that is about to be made anew; of one by weighted scores too, as far as they are left.

    Raises:
        InvalidInputError: As `read_decision`, but for the format.
    """
    text = read_text(path, expected=_EXPECTED, most_bytes=_LARGEST_FILE_BYTES)
    table = strict_toml(text, where=fspath(path))
    if table.get("format") != _SCORED:
        return parse_decision(text, where=fspath(path)).thresholds
    kept = table.get("thresholds", {})
    if is_mapping(kept):
        kept = {name: value for name, value in kept.items() if name != "lead_points"}
    return late_gate.check(Thresholds, kept, where=f"{fspath(path)}: thresholds")


def _check_format(version: object, where: str) -> None:
    """Refuse what isn't a decision, or is of another format."""
    if type(version) is not int or version < 1:
        reason = "has no format" if version is None else f"format must be a whole number of at least 1, got {version!r}"
        raise InvalidInputError(Fault(where=where, problem=f"isn't a decision: {reason}; {_EXPECTED}"))
    if version == _SCORED:
        problem = (
            f"is of format {version}, a decision by weighted scores; decisions are in dollars a month now: decide anew by "
            "llm-selection lock, which keeps its thresholds"
        )
        raise InvalidInputError(Fault(where=where, problem=problem))
    if version > FORMAT:
        problem = (
            f"is of format {version}, this library reads {FORMAT}: upgrade llm-selection, or decide anew by "
            "llm-selection lock"
        )
        raise InvalidInputError(Fault(where=where, problem=problem))


def _need(table: dict[str, Any], where: str) -> UseCase:
    place = ": ".join(filter(None, (where, "need")))
    need: Any = table.pop("need", None)
    if is_mapping(need) and "on" in need:
        raise InvalidInputError(Fault(where=f"{place}: on", problem="isn't part of it; the day stands in decided.on"))
    if need is None:
        raise InvalidInputError(Fault(where=where, problem="key 'need' is missing"))
    faults = [
        Fault(where=f"{place}: {path}", problem=f"must be printable text in a line, got {text!a}")
        for path, text in unprintable(need)
    ]
    if faults:
        raise InvalidInputError(*faults)
    return parse_use_case(need, where=place)


def _filed(table: Mapping[str, Any], where: str) -> _Filed:
    """Read everything beside the format and the need."""
    return late_gate.check(_Filed, table, where=where)
