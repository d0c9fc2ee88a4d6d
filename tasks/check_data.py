"""
Check the data as a whole and count it, after every file has passed the gate.

    python tasks/check_data.py [DATA]

Prints one table; errors make it exit with 1, warnings are for a person to read. A fact is a field of a model, an
offering or a license that holds something, or a result; it counts once, under the status of its evidence.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from _claims import on_the_articles_word, read_claims, refuted
from llm_selection.benchmarks import Result
from llm_selection.evidence import Agreement, EvidenceByField, Status
from llm_selection.facts import Standing, standing
from llm_selection.models import Downloadable
from llm_selection.offerings import Offering, Stage, stage_on
from llm_selection.prices import PriceSchedule
from llm_selection.registry import Registry, build

__all__ = ["NOT_COMPARED", "Finding", "Severity", "counts", "errors", "main", "newest", "status_counts", "warnings"]

STALE_DAYS = 400
"""An active offering whose evidence is older than this has outlived a year of price lists and some slack."""
LONGEST_TITLE = 40
"""Characters of a source's title: answers show it within 80 columns."""
LONGEST_VERSION = 30
"""Characters of a source's version, for the same reason."""
ZONE_DAYS = 1
"""Days by which two sources can differ about one moment."""
NOT_COMPARED = "not compared"

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


def errors(registry: Registry) -> list[Finding]:
    """Return what contradicts itself: each must be mended by a rule before the data is published."""
    return [
        Finding(what="result dated before its model's release", places=tuple(_early_results(registry))),
        Finding(what="price before the model's release", places=tuple(_early_prices(registry))),
        Finding(what="one repository of weights, two models", places=tuple(_shared_repositories(registry))),
        Finding(what="permission from a license text that nobody read", places=tuple(_unread_permissions(registry))),
        Finding(what="source with a long title or version", places=tuple(_long_sources(registry))),
        Finding(what="refuted claim recorded as a fact", places=tuple(refuted(registry, read_claims()))),
        Finding(what="fact on an article's word alone", places=tuple(on_the_articles_word(registry))),
    ]


def warnings(registry: Registry) -> list[Finding]:
    """Return what a reader should know: true perhaps, but thin, old or odd."""
    active = list(_active(registry))
    return [
        Finding(
            what=f"active offering, evidence older than {STALE_DAYS} days",
            places=tuple(o.id for o in active if (registry.date - newest(o.evidence)).days > STALE_DAYS),
        ),
        Finding(
            what="largest output above the context window",
            places=tuple(
                o.id
                for o in registry.offerings.values()
                if o.limits.context_tokens and (o.limits.max_output_tokens or 0) > o.limits.context_tokens
            ),
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
    """Yield permissions of licenses whose text wasn't read; what others quote as forbidden is none."""
    for terms in registry.licenses.values():
        if not terms.text_read:
            yield from (f"{terms.id}: {name}" for name in _PERMISSIONS if getattr(terms, name) not in (None, False))


def _long_sources(registry: Registry) -> Iterator[str]:
    """Yield sources whose title or version is too long to be shown."""
    for key, source in registry.sources.items():
        if len(source.title) > LONGEST_TITLE or len(source.version) > LONGEST_VERSION:
            yield key


def _active(registry: Registry) -> Iterator[Offering]:
    """Yield the offerings that answer on the day of the data."""
    for offering in registry.offerings.values():
        if stage_on(offering.lifecycle, registry.date) in (None, Stage.ACTIVE, Stage.PREVIEW):
            yield offering


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
    active = sum(1 for _ in _active(registry))
    read = sum(terms.text_read for terms in registry.licenses.values())
    return [
        f"data version {registry.version}, {registry.date}",
        _row("models", len(registry.models), f"{measured} with results, {_with_offerings(registry)} with offerings"),
        _row("offerings", len(registry.offerings), f"{active} active or in preview"),
        _row("providers", len(registry.providers)),
        _row("licenses", len(registry.licenses), f"text of {read} read"),
        _row("benchmarks", len(registry.benchmarks)),
        _row("results", len(results)),
        _row("sources", len(registry.sources)),
    ]


def _with_offerings(registry: Registry) -> int:
    """Count the models that somebody offers."""
    return len({offering.model for offering in registry.offerings.values()})


def _facts(registry: Registry, results: int) -> list[str]:
    """Count facts by status; a result is as published, so it counts as reported."""
    columns = {
        "models": status_counts(registry.models.values()),
        "offerings": status_counts(registry.offerings.values()),
        "licenses": status_counts(registry.licenses.values()),
        "results": Counter({Status.REPORTED.value: results}),
    }
    everything: Counter[str] = sum(columns.values(), Counter())
    known = sum(number for status, number in everything.items() if status not in (Status.UNDISCLOSED, Standing.UNKNOWN))
    lines = [f"{'facts by status':26}" + "".join(f"{name:>11}" for name in (*columns, "all", "of known"))]
    for status in (*(status.value for status in Status), Standing.UNKNOWN):
        share = f"{everything[status] / known:.1%}" if status not in (Status.UNDISCLOSED, Standing.UNKNOWN) else ""
        numbers = [*(column[status] for column in columns.values()), everything[status]]
        lines.append(f"  {status:24}" + "".join(f"{number:11,}" for number in numbers) + f"{share:>11}")
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
    for name in ("pricing", "limits", "capabilities", "input", "lifecycle"):
        found = Counter(
            offering.evidence.fields[name].agreement or NOT_COMPARED
            for offering in registry.offerings.values()
            if name in offering.evidence.fields
        )
        total = sum(found.values()) or 1
        shares = [f"{found[word]:,} ({found[word] / total:.0%})" for word in words]
        lines.append(f"  {name:24}" + "".join(f"{share:>14}" for share in shares))
    return lines


def _reporters(results: Sequence[Result]) -> list[str]:
    """Count results by who published them."""
    found = Counter(result.reporter.value for result in results)
    return ["results by reporter", *(_row(f"  {who}", number) for who, number in sorted(found.items()))]


def _row(name: str, number: int, remark: str = "") -> str:
    """Lay out one count."""
    return f"{name:26}{number:11,}" + (f"   {remark}" if remark else "")


def _lines(findings: Iterable[Finding], severity: Severity, shown: int) -> Iterator[str]:
    """Lay out findings, with the first *shown* places of each."""
    for finding in findings:
        yield f"{severity:8} {len(finding.places):5,}  {finding.what}"
        yield from (f"{'':16}{place}" for place in finding.places[:shown])
        if len(finding.places) > shown > 0:
            yield f"{'':16}and {len(finding.places) - shown} more"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if there is an error."""
    parser = argparse.ArgumentParser(description="Check the data as a whole and count it.")
    parser.add_argument("data", type=Path, nargs="?", default=Path(__file__).parents[1] / "data")
    parser.add_argument("--shown", type=int, default=8, help="places shown of each finding")
    options = parser.parse_args(arguments)
    registry = build(options.data)
    wrong = errors(registry)
    print("\n".join([*counts(registry), ""]))
    print("\n".join([*_lines(wrong, "error", options.shown), *_lines(warnings(registry), "warning", options.shown)]))
    return 1 if any(finding.places for finding in wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
