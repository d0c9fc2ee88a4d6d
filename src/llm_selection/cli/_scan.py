"""The command ``scan``."""

import tomllib
from argparse import Namespace
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from llm_selection import registry as registries
from llm_selection._dataclasses import dataclass
from llm_selection._foundation.files import why
from llm_selection._foundation.shapes import is_list, is_mapping
from llm_selection._foundation.spelling import nearest, not_among
from llm_selection.cli._inputs import day_of
from llm_selection.cli._json import say_json
from llm_selection.cli._terminal import ANSWERED, FOUND, check_within, say, tell
from llm_selection.cli._trees import Skipped, read_tree
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.presentation.scan_report import as_json, as_sarif, as_text
from llm_selection.scanning.mentions import syntax_of
from llm_selection.scanning.scans import FAILING, REPORTED, WITHIN_DAYS, Finding, Kind, Scan, Scanner

__all__ = ["scan"]


_CONFIGURATION = "pyproject.toml"


_TABLE = "tool.llm-selection.scan"


def scan(options: Namespace) -> int:
    """Report what becomes of the models that a code base names."""
    check_within(options)
    settings = _settings(options)
    registry = registries.in_use()
    scanner = Scanner(registry, on=day_of(options, registry), within=settings.within)
    report = _scanned(scanner, options.paths, settings)
    kinds = tuple(Kind) if options.all else tuple(kind for kind in Kind if kind in REPORTED or kind in settings.fail_on)
    if options.json:
        say_json(as_json(report, registry=registry, kinds=kinds))
    elif options.sarif:
        say_json(as_sarif(report, registry=registry, kinds=kinds))
    else:
        say(as_text(report, registry=registry, kinds=kinds))
    return FOUND if report.of(settings.fail_on) else ANSWERED


def _scanned(scanner: Scanner, paths: list[str], settings: "_Settings") -> Scan:
    """Scan every file."""
    findings: list[Finding] = []
    names: set[str] = set()
    skipped: dict[str, list[str]] = {}
    files = size = ignored = 0
    for each in read_tree(paths, exclude=settings.exclude):
        if isinstance(each, Skipped):
            skipped.setdefault(each.reason, []).append(each.path)
            continue
        path, content = each
        files, size = files + 1, size + len(content)
        for finding in scanner.scan(content, path=path, syntax=syntax_of(path)):
            names.add(finding.fate.name)
            if finding.mention.ignored or finding.fate.name in settings.ignore:
                ignored += 1
            else:
                findings.append(finding)
    _tell_unmatched(settings.ignore, names)
    return Scan(
        on=scanner.on,
        within=scanner.within,
        findings=tuple(findings),
        files=files,
        size=size,
        ignored=ignored,
        skipped={reason: tuple(skipped[reason]) for reason in sorted(skipped)},
    )


def _tell_unmatched(ignore: Iterable[str], names: Collection[str]) -> None:
    """Name the ids to ignore that weren't found, and the *names* found that look like them."""
    for each in dict.fromkeys(ignore):
        if each not in names:
            tell(f"ignored, but not found: {shown(each)}{nearest([each], sorted(names))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """What the project's file and the command line ask for; the command line wins."""

    within: int
    fail_on: tuple[Kind, ...]
    ignore: tuple[str, ...]
    exclude: tuple[str, ...]


def _settings(options: Namespace) -> _Settings:
    """Put what the command line says over what the project's file says; lists add up."""
    given = _configured()
    where = "--fail-on"
    if options.fail_on is None:
        where, fail_on = f"{_CONFIGURATION}: {_TABLE}: fail_on", given.get("fail_on")
    else:
        fail_on = [part.strip() for part in options.fail_on.split(",")]
    return _Settings(
        within=given.get("within", WITHIN_DAYS) if options.within is None else options.within,
        fail_on=FAILING if fail_on is None else tuple(_kind(name, where) for name in filter(None, fail_on)),
        ignore=(*given.get("ignore", ()), *options.ignore),
        exclude=(*given.get("exclude", ()), *options.exclude),
    )


def _kind(name: str, where: str) -> Kind:
    """Read a kind of finding that is given *where*."""
    try:
        return Kind(name)
    except ValueError:
        raise InvalidInputError(
            f"{where} {name!r}: {not_among([name], Kind, 'must be of')}; an empty list never fails"
        ) from None


def _configured() -> Mapping[str, Any]:
    """Read the table ``tool.llm-selection.scan`` of the project in whose folder the command runs."""
    place = Path(_CONFIGURATION)
    if not place.is_file():
        return {}
    try:
        settings: Mapping[str, Any] = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInputError(Fault(where=_CONFIGURATION, problem=f"can't be read: {why(error)}")) from error
    for key in ("tool", "llm-selection", "scan"):
        table = settings.get(key, {})
        if not is_mapping(table):
            raise InvalidInputError(Fault(where=_CONFIGURATION, problem=f"{key} must be a table"))
        settings = table
    if faults := [problem for key, value in settings.items() if (problem := _fault(key, value))]:
        where = f"{_CONFIGURATION}: {_TABLE}"
        raise InvalidInputError(*(Fault(where=where, problem=problem) for problem in faults))
    return settings


_LISTS = ("exclude", "fail_on", "ignore")


def _fault(key: str, value: Any) -> str | None:
    """Say what is wrong with a setting."""
    if key == "within":
        return None if type(value) is int and value >= 0 else f"within must be a whole number of days, got {value!r}"
    if key not in _LISTS:
        return f"{key} isn't known; keys are within, {', '.join(_LISTS)}"
    is_right = is_list(value) and all(isinstance(each, str) for each in value)
    return None if is_right else f"{key} must be a list of strings, got {value!r}"
