"""Scan report: what a scan found, as text, as JSON by a published schema, and as SARIF."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from llm_selection import __version__
from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.wording import counted, days_away
from llm_selection.presentation.record_report import citation
from llm_selection.presentation.text_layout import labelled
from llm_selection.registry import Registry, in_use
from llm_selection.scanning.scans import REPORTED, Basis, Fate, Finding, Heir, Kind, Place, Scan

__all__ = ["DataVersion", "FindingRow", "ScanAnswer", "as_json", "as_sarif", "as_text"]

_ELSEWHERE = 3
_NAMED = 5

_ENDING = {Kind.RETIRED, Kind.RETIRING, Kind.DEPRECATED, Kind.DROPPED}
"""Of these a reader needs something to move to."""

_WORDS = {
    Kind.RETIRED: "doesn't answer any more",
    Kind.RETIRING: "stops answering soon",
    Kind.DEPRECATED: "answers, but the provider asks to move on",
    Kind.DROPPED: "gone from a catalogue that listed it; it may have ended",
    Kind.MOVING: "a moving alias: it may answer with another model tomorrow",
    Kind.SUPERSEDED: "goes on answering, but there is a newer one",
    Kind.UNKNOWN: "nobody here knows at which stage it is",
    Kind.UNLISTED: "built like an id of a known line, but not in the registry",
    Kind.ACTIVE: "answers, and no end is known within the days asked about",
}
_LEVELS = {
    Kind.RETIRED: "error",
    Kind.RETIRING: "warning",
    Kind.DEPRECATED: "warning",
    Kind.DROPPED: "warning",
    Kind.MOVING: "note",
    Kind.SUPERSEDED: "note",
}
"""What SARIF calls how grave a result is; the rest is ``none``."""


def as_text(scan: Scan, *, registry: Registry | None = None, kinds: Collection[Kind] = REPORTED) -> str:
    """
    Write the findings of some *kinds*: each place in a line, then why, once an id, then what was read.

    Args:
        scan: What was found.
        registry: Whose names and evidence it rests on; by default what `llm_selection.registry.in_use` returns.
        kinds: What is written; the rest is counted.
    """
    facts, shown = in_use(registry), scan.of(kinds)
    lines = ["; ".join([f"{_place(each)}: {each.fate.kind} {each.fate.name}", *_unrecorded(each)]) for each in shown]
    fates = sorted({each.fate.name: each.fate for each in shown}.values(), key=lambda fate: (_rank(fate), fate.name))
    for fate in fates:
        lines += ["", fate.name, *(part for line in why(fate, facts, scan.on) for part in labelled("", line))]
    return "\n".join([*lines, *([""] if lines else []), *_summary(scan, shown, facts)])


def _place(finding: Finding) -> str:
    """Say where a finding is, as compilers do; a path is escaped so that it stays on one line."""
    path = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in finding.path)
    return f"{path}:{finding.mention.line}:{finding.mention.column}"


def _unrecorded(finding: Finding) -> list[str]:
    """Say that the provider written before it isn't recorded for it, where that is so."""
    return [f"{finding.unrecorded} isn't recorded for it"] if finding.unrecorded else []


def _rank(fate: Fate) -> int:
    """Order fates by gravity."""
    return list(Kind).index(fate.kind)


def why(fate: Fate, registry: Registry, on: date) -> Iterator[str]:
    """Yield what becomes of a name, what others do, what to move to, and who says so."""
    if fate.tuned_from is not None:
        yield f"a fine-tune of {fate.tuned_from}, of which is told:"
    yield ("its developer: " if fate.resold else "") + _fate_in_words(fate, on)
    if fate.elsewhere:
        yield "elsewhere: " + _elsewhere(fate.elsewhere, on)
    if fate.heir is not None:
        yield _advice(fate, fate.heir, registry)
    elif fate.kind in _ENDING:
        yield "no successor is named; llm-selection recommend answers your need"
    if fate.evidence is not None:
        yield citation(registry, fate.evidence)


def _advice(fate: Fate, heir: Heir, registry: Registry) -> str:
    """Say what to move to, on whose word, and whether it runs in the same region."""
    if heir.basis is Basis.PROVIDER:
        return f"move to {heir.id}, which {heir.provider} names in its place"
    there = "there" if heir.provider == fate.provider else f"at {heir.provider}"
    advice = f"move to {heir.id}, of {heir.released}, the newest of the line {heir.line} {there}"
    if heir.basis is Basis.DEVELOPER:
        advice = f"move to {heir.id} {there}, which the model's developer names in its place"
    if heir.same_region is None or fate.offering is None or fate.resold:
        return advice
    scope = f"region scope {registry.offerings[fate.offering].region_scope}"
    return f"{advice} in {scope}" if heir.same_region else f"{advice}; none that stays is known in {scope}"


def _fate_in_words(fate: Fate, on: date) -> str:
    """Say what becomes of a name, where, and when."""
    if fate.offering is None:
        word = _WORDS[fate.kind] if fate.kind is not Kind.ACTIVE else "a repository of weights that stay downloadable"
        return f"{fate.kind}: {word}"
    provider, _, native = fate.offering.partition("/")
    name = fate.tuned_from or fate.name
    where = f"at {provider}" + ("" if name.lower().endswith(native.lower()) else f", as {native}")
    days = "" if fate.ends is None else f", {days_away((fate.ends - on).days)}"
    if fate.kind is Kind.RETIRED:
        return f"retired {where}" + (f" on {fate.ends}{days}" if fate.ends else "; no source gives the day")
    if fate.kind is Kind.DROPPED:
        return f"dropped {where}: {_WORDS[fate.kind]}"
    if fate.kind is Kind.MOVING:
        return f"moving {where}: it points at {fate.model} today, and may answer with another model tomorrow"
    since = f" since {fate.deprecated}" if fate.kind is Kind.DEPRECATED and fate.deprecated else ""
    end = f"; ends on {fate.ends}{days}" if fate.ends else "; no end is known"
    return f"{fate.kind} {where}{since}{end}"


def _elsewhere(places: tuple[Place, ...], on: date) -> str:
    """Say what becomes of the same name at other providers."""
    named = [
        f"{place.provider} {place.kind}"
        + (f" ({place.ends}, {days_away((place.ends - on).days)})" if place.ends else "")
        for place in places[:_ELSEWHERE]
    ]
    more = len(places) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _summary(scan: Scan, shown: tuple[Finding, ...], registry: Registry) -> Iterator[str]:
    """Say what was found and read, what isn't known, and what wasn't read."""
    counts = _counts(each.fate.kind for each in shown)
    files = len({each.path for each in shown})
    summary = (
        f"{counts} in {files:,} of {counted(scan.files, 'file')}"
        if shown
        else f"nothing in {counted(scan.files, 'file')}"
    )
    yield from labelled("Found", summary + (f"; {scan.ignored:,} ignored" if scan.ignored else ""))
    yield from labelled(
        "Asked", f"on {scan.on}, {counted(scan.within, 'day')} ahead; data {registry.version} of {registry.date}"
    )
    for kind in (Kind.UNLISTED, Kind.UNKNOWN):
        places = [each for each in scan.of((kind,)) if each not in shown]
        if places:
            names = sorted({each.fate.name for each in places})
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            text = (
                f"{counted(len(places), 'place')}, {_WORDS[kind]}: {', '.join(names[:_NAMED])}{more}; --all lists them"
            )
            yield from labelled("Unlisted" if kind is Kind.UNLISTED else "Unknown", text)
    if scan.skipped:
        text = ", ".join(f"{len(paths):,} {reason}" for reason, paths in scan.skipped.items())
        yield from labelled("Skipped", text)


def _counts(kinds: Iterable[Kind]) -> str:
    """Count kinds, the gravest first."""
    all_kinds = list(kinds)
    return ", ".join(f"{all_kinds.count(kind):,} {kind}" for kind in Kind if kind in all_kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataVersion:
    """Which data an answer rests on: their version, and their day."""

    version: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """
    A place in a file that names a model.

    ``line`` and ``column`` are counted from 1, ``end_column`` is behind its last character; ``id`` is the name as written,
    under which ``fates`` has the rest, and ``kind`` what becomes of it. ``unrecorded`` is the provider written before
    it, where the data doesn't know the id there, so that others' word was taken; ``null`` else.
    """

    path: str
    line: int
    column: int
    end_column: int
    id: str
    kind: Kind
    unrecorded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAnswer:
    """
    What ``llm-selection scan --json`` prints.

    ``on`` is the day asked about, ``within_days`` how far ahead an end is reported. ``findings`` stand by path and place;
    ``fates`` has each of their ids once. ``counts`` has every kind, also of findings that aren't shown. ``files`` were
    read, of so many ``bytes``; ``ignored`` places were left out, and the paths of ``skipped`` weren't read, by reason.
    """

    on: date
    within_days: int
    data: DataVersion
    findings: tuple[FindingRow, ...]
    fates: Mapping[str, Fate]
    counts: Mapping[Kind, int]
    files: int
    bytes: int
    ignored: int
    skipped: Mapping[str, tuple[str, ...]]


def as_json(scan: Scan, *, registry: Registry, kinds: Collection[Kind]) -> dict[str, Any]:
    """Return the findings of some *kinds* as plain data, by the published schema, that of a `ScanAnswer`."""
    shown = scan.of(kinds)
    answer = ScanAnswer(
        on=scan.on,
        within_days=scan.within,
        data=DataVersion(version=registry.version, date=registry.date),
        findings=tuple(map(_row, shown)),
        fates={each.fate.name: each.fate for each in shown},
        counts={kind: len(scan.of((kind,))) for kind in Kind},
        files=scan.files,
        bytes=scan.size,
        ignored=scan.ignored,
        skipped=scan.skipped,
    )
    plain: dict[str, Any] = to_plain(answer, whole=True)
    return plain


def _row(finding: Finding) -> FindingRow:
    """Write one finding as a row."""
    return FindingRow(
        path=finding.path,
        line=finding.mention.line,
        column=finding.mention.column,
        end_column=finding.mention.end_column,
        id=finding.fate.name,
        kind=finding.fate.kind,
        unrecorded=finding.unrecorded,
    )


_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(scan: Scan, *, registry: Registry, kinds: Collection[Kind]) -> dict[str, Any]:
    """
    Return the findings of some *kinds* as a SARIF 2.1.0 log, which code hosts and editors show beside the code.

    Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
    """
    rules = [kind for kind in Kind if kind in kinds]
    return {
        "$schema": _SARIF,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "llm-selection",
                        "version": __version__,
                        "rules": [_rule(kind) for kind in rules],
                        "properties": {"data": registry.version, "on": scan.on.isoformat()},
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(each, rules, registry, scan.on) for each in scan.of(kinds)],
            }
        ],
    }


def _rule(kind: Kind) -> dict[str, Any]:
    """Describe a kind as a rule."""
    return {
        "id": kind.value,
        "shortDescription": {"text": f"{kind}: {_WORDS[kind]}"},
        "defaultConfiguration": {"level": _LEVELS.get(kind, "none")},
    }


def _result(finding: Finding, rules: list[Kind], registry: Registry, on: date) -> dict[str, Any]:
    """Write one finding as a result."""
    kind, mention = finding.fate.kind, finding.mention
    level = _LEVELS.get(kind, "none")
    return {
        "ruleId": kind.value,
        "ruleIndex": rules.index(kind),
        # SARIF wants a kind other than failure beside a level of none.
        **({"kind": "informational"} if level == "none" else {}),
        "level": level,
        "message": {"text": ". ".join([finding.fate.name, *_unrecorded(finding), *why(finding.fate, registry, on)])},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.path.encode("utf-8", "surrogateescape"))},
                    "region": {
                        "startLine": mention.line,
                        "startColumn": mention.column,
                        "endColumn": mention.end_column,
                    },
                }
            }
        ],
    }
