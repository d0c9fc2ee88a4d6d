"""
Check the data as a whole and count it, after every file has passed the gate.

    registry-tools check data [DATA] [--compiled FOLDER] [--on DAY]

Prints one table; errors make it exit with 1, warnings are for a person to read. A fact is a field of a model, an
offering or a license that holds something, or a result; it counts once, under the status of its evidence.

Rules for the facts of offerings stand in ``checks/plausibility.py``, limits on their age in ``checks/staleness.py``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from llm_selection.domain.benchmarks import Result
from llm_selection.domain.evidence import Agreement, EvidenceByField, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Capabilities, Downloadable, Limits
from llm_selection.domain.offerings import Lifecycle, Offering, Stage
from llm_selection.domain.prices import PriceSchedule
from llm_selection.errors import RegistryError
from llm_selection.presentation.record_report import Standing, standing
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.checks import plausibility, staleness
from registry_tools.checks.claims import on_the_articles_word, read_claims, refuted
from registry_tools.places import COMPILED, DATA

__all__ = [
    "NOT_COMPARED",
    "Finding",
    "Severity",
    "counts",
    "differing_files",
    "errors",
    "lines",
    "main",
    "newest",
    "status_counts",
    "warnings",
]


LONGEST_TITLE = 40
"""Characters of a source's title: answers show it within 80 columns."""
LONGEST_VERSION = 30
"""Characters of a source's version, for the same reason."""
ZONE_DAYS = 1
"""Days by which two sources can differ about one moment."""
NOT_COMPARED = "not compared"

_ABOUT_A_YEAR = 300
"""Days between a release and a day in an id from which on a year was mistaken: previews came at most five months before."""

_PERMISSIONS = (
    "osaid_compatible", "commercial_use", "noncommercial_use", "redistribution", "hosting", "fine_tuning",
    "outputs_may_train", "patent_grant", "thresholds", "excluded_regions",
)  # fmt: skip

Severity = str
"""``error`` or ``warning``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One kind of thing that is wrong or weak, and where.

    Attributes:
        what: In a few words.
        places: Ids of the records, in order.
    """

    what: str
    places: tuple[str, ...]


def errors(registry: Registry, on: date | None = None) -> list[Finding]:
    """
    Return what contradicts itself or can't be: each must be mended by a rule before the data is published.

    On the day of a release, *on*, prices mustn't be too old either. A refresh can't help a catalogue that rests, and answers
    leave old prices out; so without a day they are among the `warnings`.
    """
    old = f"price of an active offering read more than {staleness.PRICE_DAYS} days ago"
    found: dict[str, Callable[[Registry], Iterable[str]]] = {
        "result dated before its model's release": _early_results,
        "price before the model's release": _early_prices,
        "knowledge after the model's release": _late_cutoffs,
        "released a year or more before the day in an id of its own": _early_releases,
        "one family, two developers": _shared_families,
        "active though its end is past": _ended_but_active,
        "one repository of weights, two models": _shared_repositories,
        "permission from a license text that nobody read": _unread_permissions,
        "source with a long title or version": _long_sources,
        "refuted claim recorded as a fact": _refuted,
        "fact on an article's word alone": on_the_articles_word,
        "one offering under two spellings": plausibility.duplicates,
        "largest output not below the context window": plausibility.outputs_beyond_the_window,
        "largest input above the context window": plausibility.inputs_beyond_the_window,
        "absurd limit": plausibility.absurd_windows,
        "price of zero": plausibility.zero_rates,
        "price above any there ever was": plausibility.above_the_cap,
        f"price {plausibility.SLIP} times off its neighbours": plausibility.slips,
        "evidence newer than the data": plausibility.later_evidence,
        "price of a day to come that nobody announced": plausibility.foreseen_prices,
        "retired without a day": plausibility.ended_without_a_day,
        "accelerator slower in a narrower format": plausibility.wrong_rates,
        "id called fixed or moving on nobody's word": plausibility.unsourced_ids,
        "id called fixed or moving against what it says": plausibility.misread_ids,
        "snapshot with another output than its moving alias, undisputed": plausibility.split_outputs,
        "size read in a name that counts as documented": _documented_names,
        "successor by a rule that isn't offered beyond the end": plausibility.misderived_successors,
    }
    rules = [Finding(what=what, places=tuple(rule(registry))) for what, rule in found.items()]
    return rules if on is None else [*rules, Finding(what=old, places=tuple(staleness.old_prices(registry, on)))]


def _documented_names(registry: Registry) -> Iterator[str]:
    """Yield models whose size is said to be documented and was read in a name, which rounds."""
    for model in registry.models.values():
        for name in ("total_parameters", "active_parameters"):
            shown = model.evidence.fields.get(name)
            if shown and shown.status is Status.DOCUMENTED and "repository's name" in (shown.note or ""):
                yield f"{model.id} {name}"


def warnings(registry: Registry, on: date | None = None) -> list[Finding]:
    """Return what a reader should know: true perhaps, but thin, old or odd, evidence as old as on the day *on*, or that of the data."""
    return [
        *_due_again(registry, on or registry.date),
        Finding(what="input dearer than output", places=tuple(plausibility.inputs_above_outputs(registry))),
        Finding(what=f"price {plausibility.JUMP} times off its neighbours", places=tuple(plausibility.jumps(registry))),
        Finding(
            what="fixed id whose price changed by half or more: the same model?",
            places=tuple(plausibility.suspect_ids(registry)),
        ),
        Finding(
            what="snapshot with other facts than its moving alias, undisputed",
            places=tuple(plausibility.split_facts(registry)),
        ),
        Finding(
            what="successor that is neither a model nor an offering",
            places=tuple(plausibility.unknown_successors(registry)),
        ),
        Finding(
            what="heir that a provider names and that ends sooner",
            places=tuple(plausibility.short_successors(registry)),
        ),
        Finding(
            what="open weights, license unknown",
            places=tuple(
                m.id for m in registry.models.values() if isinstance(m.weights, Downloadable) and m.license is None
            ),
        ),
        Finding(
            what="open weights, license text not read",
            places=tuple(
                m.id
                for m in registry.models.values()
                if isinstance(m.weights, Downloadable)
                and m.license is not None
                and not registry.licenses[m.license].text_read
            ),
        ),
        Finding(what="result in a source older than the model's release", places=tuple(_previews(registry))),
        Finding(
            what="model without a release day",
            places=tuple(m.id for m in registry.models.values() if m.released is None),
        ),
        Finding(
            what="model with neither an offering nor a result",
            places=tuple(m for m in registry.models if not registry.offerings_of(m) and m not in registry.results),
        ),
    ]


def _due_again(registry: Registry, on: date) -> Iterator[Finding]:
    """Yield the readings of catalogues and tables that are due again, by kind of fact."""
    for aged, readings in staleness.unread(registry, on).items():
        whose = f" of an {aged.only}" if aged.only else ""
        yield Finding(what=f"{aged.field}{whose} read more than {aged.days} days ago", places=readings)
    yield Finding(
        what=f"license read more than {staleness.LICENSE_DAYS} days ago",
        places=tuple(staleness.old_licenses(registry, on)),
    )
    yield Finding(
        what=f"results read more than {staleness.RESULTS_DAYS} days ago",
        places=tuple(staleness.old_results(registry, on)),
    )


def _refuted(registry: Registry) -> Iterable[str]:
    """Return facts that say what an article claimed and sources refute."""
    return refuted(registry, read_claims())


def _late_cutoffs(registry: Registry) -> Iterator[str]:
    """Yield models whose knowledge ends in a month after that of their release."""
    for model in registry.models.values():
        if model.knowledge_cutoff and model.released and model.knowledge_cutoff[:7] > model.released.isoformat()[:7]:
            yield f"{model.id}: {model.knowledge_cutoff}, released {model.released}"


def _early_releases(registry: Registry) -> Iterator[str]:
    """Yield models that were released about a year or more before every day in an id that the developer's API has."""
    own: dict[ModelId, list[date]] = defaultdict(list)
    for offering in registry.offerings.values():
        developer = registry.providers[offering.provider].developer
        day = _day_in(offering.native_id)
        if day is not None and developer == offering.model.partition("/")[0]:
            own[offering.model].append(day)
    for model, days in own.items():
        released = registry.models[model].released
        if released is not None and (min(days) - released).days >= _ABOUT_A_YEAR:
            yield f"{model}: {released}, its id says {min(days)}"


def _day_in(native_id: str) -> date | None:
    """Return the day that an id names, if it names one."""
    found = re.search(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)", native_id)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _shared_families(registry: Registry) -> Iterator[str]:
    """Yield families that models of two developers are in."""
    members: dict[str, set[str]] = defaultdict(set)
    for model in registry.models.values():
        if model.family:
            members[model.family].add(model.id.partition("/")[0])
    yield from (f"{name}: {', '.join(sorted(whose))}" for name, whose in sorted(members.items()) if len(whose) > 1)


def _ended_but_active(registry: Registry) -> Iterator[str]:
    """Yield offerings that are called active beside an end that is past."""
    for offering in registry.offerings.values():
        life = offering.lifecycle
        if life.stage is Stage.ACTIVE and life.retires is not None and life.retires <= registry.date:
            yield f"{offering.id}: {life.retires}"


def _early_results(registry: Registry) -> Iterator[str]:
    """Yield results whose own day is before the release of the model."""
    for result, released in _dated_results(registry):
        if result.measured is not None and result.measured < released:
            yield f"{result.model} on {result.benchmark} ({result.source})"


def _previews(registry: Registry) -> Iterator[str]:
    """Yield results in a source that is older than the release: of a model that was shown before it was sold."""
    for result, released in _dated_results(registry):
        if registry.sources[result.source].retrieved < released:
            yield f"{result.model} on {result.benchmark} ({result.source})"


def _dated_results(registry: Registry) -> Iterator[tuple[Result, date]]:
    """Yield each result with the release day of its model, where that is known."""
    for model, results in registry.results.items():
        released = registry.models[model].released
        if released is not None:
            yield from ((result, released) for result in results)


def _early_prices(registry: Registry) -> Iterator[str]:
    """Yield offerings priced before the release of their model; a moving id had another model then."""
    for offering in registry.offerings.values():
        released = registry.models[offering.model].released
        if released is None or offering.moving or not isinstance(offering.pricing, PriceSchedule):
            continue
        first = min(period.effective for period in offering.pricing.periods)
        if (released - first).days > ZONE_DAYS:
            yield f"{offering.id}: {first}, {offering.model} released {released}"


def _shared_repositories(registry: Registry) -> Iterator[str]:
    """Yield repositories that are the weights of more than one model."""
    owners: dict[str, list[str]] = defaultdict(list)
    for model in registry.models.values():
        if isinstance(model.weights, Downloadable) and model.weights.repository:
            owners[model.weights.repository.lower()].append(model.id)
    for repository, models in sorted(owners.items()):
        if len(models) > 1:
            yield f"{repository}: {', '.join(models)}"


def _unread_permissions(registry: Registry) -> Iterator[str]:
    """
    Yield permissions of licenses whose text wasn't read; what others quote as forbidden is none.

    That there are no limits, or no excluded regions, is a permission; a limit that is quoted only forbids.
    """
    granted = (True, (), frozenset[str]())
    for terms in registry.licenses.values():
        if not terms.text_read:
            yield from (f"{terms.id}: {name}" for name in _PERMISSIONS if getattr(terms, name) in granted)


def _long_sources(registry: Registry) -> Iterator[str]:
    """Yield sources whose title or version is too long to be shown."""
    for key, source in registry.sources.items():
        if len(source.title) > LONGEST_TITLE or len(source.version) > LONGEST_VERSION:
            yield key


def newest(evidence: EvidenceByField) -> date:
    """Return the newest day in the evidence of a record."""
    return max(item.as_of for item in (evidence.record, *evidence.fields.values()))


def status_counts(records: Iterable[Any]) -> Counter[str]:
    """
    Count the fields of *records* by the status of their evidence, or as undisclosed or unknown.

    A list that nothing was put into, such as ``aliases``, is no question that a source could leave open: it isn't counted.
    """
    found: Counter[str] = Counter()
    for record in records:
        for spec in fields(record):
            if spec.name in ("id", "evidence"):
                continue
            word = standing(record, spec.name)
            if word is not Standing.NONE_RECORDED:
                found[record.evidence[spec.name].status if word is Standing.KNOWN else word.value] += 1
    return found


def counts(registry: Registry) -> list[str]:
    """Return the lines that count the data: records, facts by status, prices, agreement, results."""
    results = [result for found in registry.results.values() for result in found]
    return [
        *_records(registry, results),
        "",
        *_facts(registry, len(results)),
        "",
        *_pricing(registry),
        "",
        *_agreement(registry),
        "",
        *_reporters(results),
    ]


def _records(registry: Registry, results: Sequence[Result]) -> list[str]:
    """Count records."""
    measured = sum(1 for found in registry.results.values() if found)
    active = sum(1 for _ in staleness.live(registry, registry.date))
    read = sum(terms.text_read for terms in registry.licenses.values())
    return [
        f"data version {registry.version}, {registry.date}",
        _row("models", len(registry.models), f"{measured} with results, {_with_offerings(registry)} with offerings"),
        _row("offerings", len(registry.offerings), f"{active} active or in preview"),
        _row("providers", len(registry.providers)),
        _row("licenses", len(registry.licenses), f"text of {read} read"),
        _row("benchmarks", len(registry.benchmarks)),
        _row("results", len(results)),
        _row("accelerators", len(registry.accelerators), f"{_rentals(registry)} rentals"),
        _row("sources", len(registry.sources)),
    ]


def _rentals(registry: Registry) -> int:
    """Count the prices of accelerators."""
    return sum(len(found.rentals) for found in registry.accelerators.values())


def _with_offerings(registry: Registry) -> int:
    """Count the models that somebody offers."""
    return len({offering.model for offering in registry.offerings.values()})


def _facts(registry: Registry, results: int) -> list[str]:
    """Count facts by status; a result is as published, so it counts as reported."""
    columns = {
        "models": status_counts(registry.models.values()),
        "offerings": status_counts(registry.offerings.values()),
        "licenses": status_counts(registry.licenses.values()),
        "accelerators": status_counts(registry.accelerators.values()),
        "results": Counter({Status.REPORTED.value: results}),
    }
    everything: Counter[str] = sum(columns.values(), Counter())
    known = sum(number for status, number in everything.items() if status not in (Status.UNDISCLOSED, Standing.UNKNOWN))
    lines = [f"{'facts by status':26}" + "".join(f"{name:>13}" for name in (*columns, "all", "of known"))]
    for status in (*(status.value for status in Status), Standing.UNKNOWN):
        share = f"{everything[status] / known:.1%}" if status not in (Status.UNDISCLOSED, Standing.UNKNOWN) else ""
        numbers = [*(column[status] for column in columns.values()), everything[status]]
        lines.append(f"  {status:24}" + "".join(f"{number:13,}" for number in numbers) + f"{share:>13}")
    lines.append(_row("known facts", known, f"{known / sum(everything.values()):.1%} of the fields there are"))
    return lines


def _pricing(registry: Registry) -> list[str]:
    """Count offerings by how they are paid for."""
    kinds = Counter(_pricing_kind(offering) for offering in registry.offerings.values())
    return ["offerings by pricing", *(_row(f"  {kind}", number) for kind, number in sorted(kinds.items()))]


def _pricing_kind(offering: Offering) -> str:
    """Name how an offering is paid for."""
    return "none known" if offering.pricing is None else offering.pricing.kind


def _agreement(registry: Registry) -> list[str]:
    """Count how often independent catalogues agree, by field of an offering; without a word nobody compared."""
    words = (*(word.value for word in Agreement), NOT_COMPARED)
    lines = [f"{'agreement of catalogues':26}" + "".join(f"{word:>14}" for word in words)]
    groups = {"limits": Limits, "capabilities": Capabilities, "lifecycle": Lifecycle}
    parts = (f"{group}.{spec.name}" for group, kind in groups.items() for spec in fields(kind))
    for name in ("pricing", "input", *parts):
        found = Counter(
            offering.evidence[name].agreement or NOT_COMPARED
            for offering in registry.offerings.values()
            if _is_known(offering, name)
        )
        total = sum(found.values()) or 1
        shares = [f"{found[word]:,} ({found[word] / total:.0%})" for word in words]
        lines.append(f"  {name:24}" + "".join(f"{share:>14}" for share in shares))
    return lines


def _is_known(offering: Offering, name: str) -> bool:
    """Say whether a field of an offering, or a part of a group, is known."""
    group, _, part = name.partition(".")
    value = getattr(offering, group)
    return (getattr(value, part) if part else value) is not None


def _reporters(results: Sequence[Result]) -> list[str]:
    """Count results by who published them."""
    found = Counter(result.reporter.value for result in results)
    return ["results by reporter", *(_row(f"  {who}", number) for who, number in sorted(found.items()))]


def _row(name: str, number: int, remark: str = "") -> str:
    """Lay out one count."""
    return f"{name:26}{number:11,}" + (f"   {remark}" if remark else "")


def lines(findings: Iterable[Finding], severity: Severity, shown: int) -> Iterator[str]:
    """Lay out findings, with the first *shown* places of each."""
    for finding in findings:
        yield f"{severity:8} {len(finding.places):5,}  {finding.what}"
        yield from (f"{'':16}{place}" for place in finding.places[:shown])
        if len(finding.places) > shown > 0:
            yield f"{'':16}and {len(finding.places) - shown} more"


def differing_files(registry: Registry, folder: Path) -> tuple[str, ...]:
    """Return the files of the compiled *folder* that aren't what *registry* compiles to."""
    files = registry.to_files()
    there = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} if folder.is_dir() else {}
    return tuple(sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if there is an error."""
    parser = command_parser("check data", __doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--shown", type=int, default=8, help="places shown of each finding")
    parser.add_argument("--compiled", type=Path, help="what it was compiled to; by default what the library ships")
    parser.add_argument("--on", type=date.fromisoformat, help="the day on which evidence is as old as it is")
    options = parser.parse_args(arguments)
    try:
        registry, again = build(options.data), build(options.data)
    except RegistryError as error:
        faults = Finding(
            what="fault in a file, or a reference that leads nowhere", places=tuple(map(str, error.faults))
        )
        print("\n".join(lines([faults], "error", options.shown)))
        return 1
    compiled = options.compiled or (COMPILED if options.data.resolve() == DATA else None)
    wrong = [
        *errors(registry, options.on),
        Finding(
            what="file that two compilations write differently",
            places=() if registry.to_files() == again.to_files() else tuple(registry.to_files()),
        ),
        Finding(
            what="compiled file that isn't what the data compiles to",
            places=() if compiled is None else differing_files(registry, compiled),
        ),
    ]
    print("\n".join([*counts(registry), ""]))
    print(
        "\n".join(
            [
                *lines(wrong, "error", options.shown),
                *lines(warnings(registry, options.on), "warning", options.shown),
            ]
        )
    )
    return 1 if any(finding.places for finding in wrong) else 0
