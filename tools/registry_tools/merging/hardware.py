"""
Write data/hardware from catalogues of accelerators and from what a person read elsewhere.

    registry-tools import hardware --packages DIR [--data data]

DIR holds the packages of ``[hardware]`` in ``upstream.toml``, unpacked. Run again with the same inputs it writes the same
bytes. Judgements live beside it: which accelerators there are and what each catalogue calls them in hardware.toml,
figures of makers' pages in hardware_readings.csv, prices of providers' pages in rentals.csv, where they come from in
hardware_sources.toml.

Of several claims about one figure a maker's own word counts, else the first two that agree, else the first of
``ORDER``; whoever says something else is kept beside it. A rate that is twice the one taken is called so: it is with
sparsity, or with sums in fewer bits.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from registry_tools.arguments import command_parser
from registry_tools.places import DATA, INPUTS
from registry_tools.toml_files import Record, clear, read_toml, update_tables, write_record
from registry_tools.upstream.hardware_catalogues import (
    CATALOGUES,
    UNITS,
    Claim,
    Offer,
    claims_of_catalogues,
    offers_of_catalogues,
    readings,
    rentals,
)
from registry_tools.upstream.pins import UPSTREAM, Upstream

__all__ = ["ORDER", "accelerators", "judged", "main", "rented", "sources"]


ORDER = (
    "google-tpu",
    "aws-neuron",
    "intel-gaudi",
    "apple-specs",
    "aiconfigurator-core",
    "chimeraforge",
    "sunkcost",
    "gpuhunt",
    "ml-engineering",
    "llm-analysis",
    # After llm-analysis: it gives the A10G the rate that others give the A10.
    "alloc",
    "huggingface-js",
    "genz-llm",
    "whichllm",
    "actop",
)
"""Sources in order of trust: makers, those that name the maker's page, those that name a card's form and memory."""

_NEAR: Mapping[str, float] = {"memory_bytes": 0.02, "bandwidth_bytes_per_second": 0.03, "flops": 0.03}
"""Shares by which two figures can differ and be one: 3.35 TB/s is 3,352 GB/s, and a driver keeps a little memory."""

_ANOTHER_DAY = 31
"""Days between two prices from which on one is a later price, and not dissent about the same price."""
_CENT_SHARE = Decimal("0.005")
"""Share by which two prices can differ by rounding to cents, and be one."""
_DECIMALS = Decimal("0.000001")


def main(arguments: Sequence[str] | None = None) -> None:
    """Import everything."""
    parser = command_parser("import hardware", __doc__)
    parser.add_argument("--packages", type=Path, required=True, help="folder of the unpacked packages")
    parser.add_argument("--data", type=Path, default=DATA, help="folder to write into")
    options = parser.parse_args(arguments)
    names = read_toml(INPUTS / "hardware.toml")
    catalogues = claims_of_catalogues(options.packages, UPSTREAM)
    offers = [*offers_of_catalogues(options.packages, names), *rentals(INPUTS / "rentals.csv")]
    records = accelerators(names, catalogues, readings(INPUTS / "hardware_readings.csv"), offers)
    clear(options.data / "hardware")
    for vendor in sorted({key.partition("/")[0] for key in records}):
        own = {key.partition("/")[2]: record for key, record in records.items() if key.startswith(f"{vendor}/")}
        write_record(options.data / "hardware" / f"{vendor}.toml", own)
    titles = read_toml(INPUTS / "hardware_sources.toml")
    update_tables(options.data / "sources.toml", sources(titles, UPSTREAM))
    print(f"{len(records)} accelerators, {sum(len(record.get('rentals', ())) for record in records.values())} rentals")


def sources(titles: Mapping[str, Record], upstream: Upstream) -> dict[str, Record]:
    """Return the tables of sources, those of packages with their version."""
    tables: dict[str, Record] = {}
    for key, table in titles.items():
        pin = upstream.hardware.get(key)
        pinned = {} if pin is None else {"version": pin.version, "retrieved": upstream.hardware_read}
        tables[key] = {**table, **pinned}
    return tables


# Facts


def accelerators(
    names: Mapping[str, Any],
    catalogues: Mapping[str, Mapping[str, Sequence[Claim]]],
    read: Mapping[str, Sequence[Claim]],
    offers: Sequence[Offer],
) -> dict[str, Record]:
    """
    Return the record of each accelerator, by id.

    Args:
        names: What ``hardware.toml`` holds.
        catalogues: What catalogues say, by package and by what they call an accelerator.
        read: What a person read, by accelerator.
        offers: Prices of machines.

    Raises:
        LookupError: A catalogue doesn't have what it is said to have, nobody says anything about an accelerator, or
            figures or prices are of one that isn't there.
    """
    listed = dict(_accelerator_tables(names))
    strangers = sorted({*read, *(offer.accelerator for offer in offers)} - listed.keys())
    if strangers:
        raise LookupError(f"hardware.toml has no {', '.join(strangers)}")
    records: dict[str, Record] = {}
    for key, (table, size) in sorted(listed.items()):
        claims = [*_claims(table, size, catalogues), *read.get(key, ())]
        if not claims:
            raise LookupError(f"nobody says anything about {key}; remove it from hardware.toml")
        own = [offer for offer in offers if offer.accelerator == key]
        records[key] = _record(table["name"], table.get("kind", "unified"), claims, own)
    return records


def _accelerator_tables(names: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Record, int | None]]]:
    """Yield each accelerator with its table, and its memory in GB where a chip is sold with several."""
    for vendor, tables in names.items():
        if vendor in ("sizes", "machines", "clouds", "crusoe"):
            continue
        yield from ((f"{vendor}/{name}", (table, None)) for name, table in tables.items())
    for table in names["sizes"]:
        for size in table["gigabytes"]:
            yield f"{table['chip']}-{size}gb", ({**table, "name": f"{table['name']}, {size} GB"}, size)


def _claims(
    table: Record, size: int | None, catalogues: Mapping[str, Mapping[str, Sequence[Claim]]]
) -> Iterator[Claim]:
    """Yield what catalogues say of an accelerator; of a chip that is sold with several memories, of the one of this *size*."""
    for package in CATALOGUES:
        if package not in table:
            continue
        if table[package] not in catalogues[package]:
            raise LookupError(f"{package} has no {table[package]} any more; see hardware.toml")
        for claim in catalogues[package][table[package]]:
            if claim.field != "memory_bytes" or size is None or claim.value == size * UNITS["GB"]:
                yield claim


def _record(name: str, kind: str, claims: Sequence[Claim], offers: Sequence[Offer]) -> Record:
    """Build the record of one accelerator."""
    facts: Record = {}
    shown: dict[str, Record] = {}
    for field in sorted({claim.field for claim in claims}):
        taken, evidence = judged([claim for claim in claims if claim.field == field])
        group, _, part = field.partition(".")
        if part:
            facts.setdefault(group, {})[part] = taken.value
        else:
            facts[group] = taken.value
        shown[field] = evidence
    first = min(claims, key=_rank)
    rents = rented(offers)
    return {
        "name": name,
        "kind": kind,
        **facts,
        "evidence": {"record": _evidence(first, with_note=False), "fields": shown},
        **({"rentals": rents} if rents else {}),
    }


def _rank(claim: Claim) -> tuple[bool, int]:
    """Return a key that orders claims by trust."""
    return claim.status != "documented", ORDER.index(claim.source)


def judged(claims: Sequence[Claim]) -> tuple[Claim, Record]:
    """Return the claim that counts of several about one field, and its evidence with who agrees and who doesn't."""
    ordered = sorted(claims, key=_rank)
    borne_out = (claim for claim in ordered if len(_sources_near(claim, ordered)) > 1)
    documented = (claim for claim in ordered if claim.status == "documented")
    taken = next(documented, None) or next(borne_out, None) or ordered[0]
    dissent = [claim for claim in ordered if not _near(claim, taken)]
    agreement = "agreed" if len(_sources_near(taken, ordered)) > 1 else "disputed" if dissent else "single"
    evidence = {**_evidence(taken), "agreement": agreement}
    if dissent:
        evidence["dissent"] = [{"value": _dissenting_value(claim, taken), "source": claim.source} for claim in dissent]
    return taken, evidence


def _sources_near(claim: Claim, claims: Iterable[Claim]) -> set[str]:
    """Return the sources that say the same."""
    return {other.source for other in claims if _near(claim, other)}


def _near(one: Claim, other: Claim) -> bool:
    """Say whether two figures are the same but for rounding."""
    return abs(one.value - other.value) <= _NEAR[one.field.partition(".")[0]] * max(one.value, other.value)


def _dissenting_value(claim: Claim, taken: Claim) -> str:
    """Write the value of another source; of a rate that is twice the one taken, say so."""
    twice = claim.field.startswith("flops.") and abs(claim.value - 2 * taken.value) <= _NEAR["flops"] * claim.value
    return claim.printed + (", twice as much" if twice else "")


def _evidence(claim: Claim, *, with_note: bool = True) -> Record:
    """Return the evidence of a claim."""
    evidence = {
        "source": claim.source,
        "status": claim.status,
        "as_of": claim.as_of,
        "url": claim.url,
        "read_via": claim.read_via,
        "note": claim.note if with_note else None,
    }
    return {name: value for name, value in evidence.items() if value is not None}


# Rentals


def rented(offers: Sequence[Offer]) -> list[Record]:
    """
    Return what renting one accelerator costs at each provider, on demand and spot.

    Of one size of machine in one region the newest price counts, of several machines then the cheapest, of several regions
    the cheapest too. A larger machine stands beside a smaller one only where it is cheaper for one accelerator.
    """
    kept: list[Offer] = []
    for provider, spot in sorted({(offer.provider, offer.spot) for offer in offers}):
        own = [offer for offer in offers if (offer.provider, offer.spot) == (provider, spot)]
        by_size = [
            min(
                _newest([offer for offer in own if offer.size == size]),
                key=lambda offer: (offer.usd, offer.region or ""),
            )
            for size in sorted({offer.size for offer in own})
        ]
        kept += [
            offer
            for place, offer in enumerate(by_size)
            if all(_usd_each(offer) < _usd_each(smaller) for smaller in by_size[:place])
        ]
    return [_rental(offer, offers) for offer in kept]


def _newest(offers: Sequence[Offer]) -> list[Offer]:
    """Return the cheapest offer of the newest day in each region."""
    cheapest: list[Offer] = []
    for region in sorted({offer.region or "" for offer in offers}):
        own = [offer for offer in offers if (offer.region or "") == region]
        day = max(offer.day for offer in own)
        cheapest.append(min((offer for offer in own if offer.day == day), key=lambda offer: (offer.usd, offer.source)))
    return cheapest


def _usd_each(offer: Offer) -> Decimal:
    """Return the price of one accelerator, rounded at the sixth decimal."""
    return (offer.usd / offer.size).quantize(_DECIMALS, rounding=ROUND_HALF_EVEN)


def _rental(offer: Offer, offers: Sequence[Offer]) -> Record:
    """Build one rental, with the sources that agree and those that differ about the same days."""
    same_machine = [
        other
        for other in offers
        if other.source != offer.source
        and (other.provider, other.region, other.size, other.spot)
        == (offer.provider, offer.region, offer.size, offer.spot)
    ]
    cheapest = [
        min(
            (other_offer for other_offer in same_machine if other_offer.source == key),
            key=lambda other_offer: other_offer.usd,
        )
        for key in _source_keys(same_machine)
    ]
    alike = [other for other in cheapest if abs(other.usd - offer.usd) <= _CENT_SHARE * offer.usd]
    others = [other for other in cheapest if other not in alike and (offer.day - other.day).days < _ANOTHER_DAY]
    evidence: Record = {"source": offer.source, "status": "reported", "as_of": offer.day}
    if offer.url:
        evidence["url"] = offer.url
    if offer.size > 1:
        exact = _usd_each(offer) * offer.size == offer.usd
        evidence["note"] = f"a machine of {offer.size} at {offer.usd}" + ("" if exact else ", divided and rounded")
    evidence["agreement"] = "agreed" if alike else "disputed" if others else "single"
    if others:
        evidence["dissent"] = [{"value": f"{other.usd} on {other.day}", "source": other.source} for other in others]
    rental: Record = {
        "provider": offer.provider,
        "usd_per_hour": f"{_usd_each(offer).normalize():f}",
        "machine_size": offer.size,
        "spot": offer.spot,
        "effective": offer.day,
        "evidence": evidence,
    }
    return {**rental, "region": offer.region} if offer.region else rental


def _source_keys(offers: Iterable[Offer]) -> list[str]:
    """Return the sources of offers, in order, each once."""
    return sorted({offer.source for offer in offers})
