"""Alignment and training statements: which models a statement is about, and what it says in our words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry_tools.tables import Row
from registry_tools.toml_files import Record, latest_day
from registry_tools.upstream.survey import evidence

__all__ = ["Statement", "alignment", "applies", "join", "searches_the_web", "training"]

_TUNING = "post-training"
"""The survey's name of the stage after pre-training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """
    One statement of a source about the training of a model or a family.

    Attributes:
        scope: A model id, or how the ids of a family begin.
        family: Whether *scope* is a family.
        day: The last day on which the source can have said so.
        only: The members that the source speaks about; empty means all.
        words: What it says, in our words.
        evidence: Who says so.
    """

    scope: str
    family: bool
    day: date
    only: tuple[str, ...]
    words: Mapping[str, Any]
    evidence: Record


def join(rows: Iterable[Row], wording: Sequence[Mapping[str, Any]]) -> list[Statement]:
    """
    Join each piece of *wording* with its survey row.

    Raises:
        ValueError: There isn't exactly one row, or it is a claim.
    """
    rows = [row for row in rows if row["status"] != "claimed"]
    statements = []
    for words in wording:
        matches = [
            row
            for row in rows
            if (row["model_key_or_family"], row["stage"]) == (words["scope"], words["stage"])
            and words.get("url", row["source_url"]) == row["source_url"]
        ]
        if len(matches) != 1:
            raise ValueError(f"{len(matches)} rows for {words['scope']} {words['stage']}; claims don't count")
        statements.append(_statement(matches[0], words))
    return statements


def _statement(row: Row, words: Mapping[str, Any]) -> Statement:
    """Build a statement from a survey row and our words for it."""
    day = latest_day(row["source_date"])
    if day is None:
        raise ValueError(f"no date: {row['source_date']!r}")
    shown = evidence(
        "third-party-reports" if row["status"] == "reported" else "developer-documents",
        words.get("status", row["status"]),
        day,
        url=row["source_url"],
        read_via=row["read_via"],
        note=words.get("note"),
    )
    return Statement(
        scope=row["model_key_or_family"],
        family=row["scope"] == "family",
        day=day,
        only=tuple(words.get("only", ())),
        words=words,
        evidence=shown,
    )


def applies(statement: Statement, model: str, released: date | None) -> bool:
    """
    Say whether *statement* is about *model*.

    A family's statement holds for the model it names itself, unless its source speaks of others only, and for members
    released by the day it was made: it can't speak of a model that came later, and of one without a release day nobody
    knows. ``deepseek-v3`` isn't the family of ``deepseek-v3.1``, nor ``gemma-3`` that of ``gemma-3n``.
    """
    if statement.only and model not in statement.only:
        return False
    if model == statement.scope or not statement.family:
        return model == statement.scope
    member = bool(statement.only) or re.match(rf"{re.escape(statement.scope)}(?![.a-z0-9])", model) is not None
    return member and released is not None and released <= statement.day


def alignment(statements: Sequence[Statement]) -> tuple[Record | None, Record | None]:
    """
    Return the alignment that *statements* describe, and its evidence.

    Where they describe none, a page of the developer that was read and doesn't say is evidence that it is undisclosed.
    """
    relevant = [
        statement
        for statement in statements
        if any(key in statement.words for key in ("stages", "content_policy", "rewards"))
    ]
    if not relevant:
        shown = [statement.evidence for statement in statements]
        return None, next((one for one in shown if one["status"] == "undisclosed"), None)
    staged = [statement for statement in relevant if "stages" in statement.words]
    record: Record = {
        "stages": [
            {**stage, "evidence": statement.evidence} for statement in staged for stage in statement.words["stages"]
        ],
        "ordered": len(staged) == 1 and bool(staged[0].words.get("ordered")),
        "content_policy": _first(relevant, "content_policy"),
        "rewards": _first(relevant, "rewards"),
    }
    return _without_blanks(record), _joint_evidence(relevant)


def training(statements: Sequence[Statement], model: str) -> tuple[Record | None, Record | None]:
    """
    Return what *model* was trained on by *statements*, and the evidence.

    Kinds of data that are named for tuning alone aren't what a model learnt from: they count beside earlier ones.
    """
    kinds = [statement for statement in statements if "kinds" in statement.words]
    if all(statement.words["stage"] == _TUNING for statement in kinds):
        kinds = []
    others = ("tokens", "languages", "filtering")
    relevant = [
        statement for statement in statements if statement in kinds or any(statement.words.get(key) for key in others)
    ]
    record: Record = {
        "kinds": sorted({kind for statement in kinds for kind in statement.words["kinds"]}),
        "tokens": next((tokens for statement in relevant if (tokens := _tokens(statement, model))), None),
        "languages": _first(relevant, "languages"),
        "filtering": _first(relevant, "filtering"),
    }
    record = _without_blanks(record)
    return (record, _joint_evidence(relevant)) if record else (None, None)


def searches_the_web(statements: Sequence[Statement]) -> Record | None:
    """Return the evidence that a model searches live when it answers, if a statement says so."""
    return next((statement.evidence for statement in statements if statement.words.get("web_search")), None)


def _tokens(statement: Statement, model: str) -> str | None:
    """Return the number of training tokens, which a family's source can state by model."""
    tokens: str | Mapping[str, str] | None = statement.words.get("tokens")
    return tokens.get(model) if isinstance(tokens, Mapping) else tokens


def _first(statements: Sequence[Statement], name: str) -> str | None:
    """Return the first value of *name*."""
    return next((statement.words[name] for statement in statements if name in statement.words), None)


def _without_blanks(record: Record) -> Record:
    """Leave out empty values."""
    return {name: value for name, value in record.items() if value}


def _joint_evidence(statements: Sequence[Statement]) -> Record:
    """Return the first statement's evidence, naming the addresses of the others."""
    first, *rest = statements
    others = sorted({statement.evidence["url"] for statement in rest} - {first.evidence["url"]})
    if not others:
        return first.evidence
    notes = [first.evidence.get("note"), f"also {', '.join(others)}"]
    return {**first.evidence, "note": "; ".join(note for note in notes if note)}
