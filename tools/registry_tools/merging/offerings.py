"""Write providers and offerings from LiteLLM, genai-prices, model-prices and models.dev's family of catalogues."""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from llm_selection._foundation.gate import check
from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library, developer_of
from llm_selection.domain.models import Modality
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import DateBasis, PriceSchedule
from registry_tools.arguments import command_parser
from registry_tools.checks.plausibility import slipped
from registry_tools.merging import id_rules, model_names
from registry_tools.merging.consensus import NOBODY_SAYS, Judged
from registry_tools.merging.drafts import DRAFTS, drafts_of, write_drafts
from registry_tools.merging.lifecycle_ends import (
    has_ended,
    of_dead_ids,
    removed_listings,
    unpriced,
    until_end,
    without_promises,
)
from registry_tools.merging.memory import read_offerings, remembered
from registry_tools.merging.offering_assembly import decided, offering_of, within_model
from registry_tools.merging.offering_doubts import ALONE, GONE, REMOVED, Repository, doubt
from registry_tools.merging.offering_files import write
from registry_tools.merging.past_prices import with_past
from registry_tools.merging.repeated_ids import with_stages, without_copies
from registry_tools.merging.successors import read_models, with_successors
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.toml_files import read_toml
from registry_tools.upstream import announced_ends, genai_prices, litellm, model_prices, models_dev, pi_ai
from registry_tools.upstream.announced_ends import End
from registry_tools.upstream.listings import Family, Listing, Rejections
from registry_tools.upstream.past_prices import PastPrice, read_past_prices
from registry_tools.upstream.pins import UPSTREAM
from registry_tools.upstream.providers import PROVIDERS, keys

__all__ = ["Catalogues", "ends_of", "group", "join_key", "main", "past_by_offering", "since_release", "without_slips"]

_PACKAGES = UPSTREAM.packages

T = TypeVar("T")
_ZONES = timedelta(days=1)
"""How far two sources can differ about one moment, by their time zones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogues:
    """Paths of what is imported."""

    litellm: Path
    genai_prices: Path
    model_prices: Path
    models_dev: Path
    models_dev_copy: Path
    pi_ai: Path
    price_history: Path
    langchain: Path | None
    openai: Path | None
    anthropic: Path | None
    ends: Path


_LATEST = "-latest"
"""End of an id that answers with the newest version."""


@dataclass(frozen=True, slots=True)
class _Models:
    """
    What the files of models say.

    Attributes:
        released: When each was released.
        open: Which have weights to download.
        output: The kinds of output.
        lacking: What the developer documents that a model can't do, and where.
    """

    released: dict[str, date] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    output: dict[str, Judged[frozenset[Modality] | None]] = field(default_factory=dict)
    lacking: dict[str, dict[str, Evidence]] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Import, write, and say what was left out and why."""
    options = _parser().parse_args(arguments)
    catalogues = Catalogues(
        litellm=options.litellm,
        genai_prices=options.genai_prices,
        model_prices=options.model_prices,
        models_dev=options.models_dev,
        models_dev_copy=options.models_dev_copy,
        pi_ai=options.pi_ai,
        price_history=options.price_history,
        langchain=options.langchain,
        openai=options.openai,
        anthropic=options.anthropic_sdk,
        ends=options.ends,
    )
    decisions = read_toml(options.decisions)
    rejections: Rejections = Counter()
    names = model_names.read_names(options.names)
    listings = list(_read_catalogues(catalogues, options.on, rejections))
    history = Repository(
        bases={
            place: names.exact[base]
            for place, base in models_dev.read_base_models(catalogues.models_dev).items()
            if base in names.exact
        },
        removed=models_dev.read_removed(options.lifecycle),
        deprecated=models_dev.read_deprecated(options.lifecycle),
    )
    models = _models(options.data)
    ends = _announced_ends(catalogues)
    rules = id_rules.read_rules(options.id_rules)

    def stays(offering: Offering) -> bool:
        """Say whether a rule makes the id of an offering stay."""
        rule = id_rules.rule_for(offering, rules, models.open)
        return rule is not None and not rule.moving

    living, dead = _living_and_dead(listings, names, history, decisions, today=options.on, rejections=rejections)
    assembled = _assembled(living, decisions, models, history.deprecated, ends, today=options.on, rejections=rejections)
    offerings = with_stages(
        [
            since_release(offering, models.released.get(offering.model))
            for offering in _without_repeats(assembled, rejections, stays)
        ]
    )
    offerings = without_slips(offerings, options.on, rejections)
    offerings = [until_end(offering, options.on) for offering in offerings]
    # An id that is gone needs no old mark of deprecation.
    ended = _assembled(dead, decisions, models, {}, ends, today=options.on, rejections=rejections)
    offerings += of_dead_ids(ended, offerings)
    listed = {(row.provider, join_key(row.provider, row.native_id)) for row in listings}
    offerings = remembered(
        [old for old in read_offerings(options.data) if "leave_out" not in decisions.get(old.id, {})],
        offerings,
        lambda old: (old.provider, join_key(old.provider, old.native_id)) in listed,
        until=options.until or options.on,
        read=options.on,
    )
    # What only the data before has may have ended since.
    offerings = [until_end(offering, options.on) for offering in offerings]
    offerings = id_rules.with_rules(offerings, rules, models.open)
    if options.past_prices is not None:
        past = past_by_offering(read_past_prices(options.past_prices), offerings)
        free = _by_offering(models_dev.read_free_days(options.price_history, keys("models_dev")), offerings)
        own = _at_home(offerings)
        offerings = with_past(offerings, past, models.released, own, read=options.on, rejections=rejections, free=free)
    offerings = with_successors(offerings, read_models(options.data), options.on)
    pages = models_dev.read_provider_pages(catalogues.models_dev_copy)
    write(offerings, options.data, names, rules, pages)
    write_drafts(options.drafts, drafts_of(listings, names))
    _report(offerings, rejections)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = command_parser("import offerings", __doc__)
    parser.add_argument("--litellm", type=Path, required=True, help="model_prices_and_context_window_backup.json")
    parser.add_argument(
        "--genai-prices", type=Path, required=True, help="folder of the genai_prices package, or its wheel"
    )
    parser.add_argument("--model-prices", type=Path, required=True, help="snapshot.json of model-prices")
    parser.add_argument("--models-dev", type=Path, required=True, help="models.dev's repository as .json.gz")
    parser.add_argument(
        "--models-dev-copy", type=Path, required=True, help="the newest copy of models.dev, as its api.json"
    )
    parser.add_argument("--pi-ai", type=Path, required=True, help="folder of pi-ai's files, one a provider")
    parser.add_argument("--price-history", type=Path, required=True, help="price changes in models.dev's repository")
    parser.add_argument("--lifecycle", type=Path, required=True, help="offerings added to and removed from models.dev")
    parser.add_argument("--past-prices", type=Path, help="folder of what older versions of catalogues said of prices")
    parser.add_argument("--langchain", type=Path, help="folder with the unpacked langchain_* packages")
    parser.add_argument("--openai", type=Path, help="types/shared/chat_model.py of OpenAI's library")
    parser.add_argument(
        "--anthropic-sdk", type=Path, help="deprecated_models.py of Anthropic's library, or deprecated-models.ts"
    )
    parser.add_argument("--ends", type=Path, default=COLLECTED / "catalogues" / "ends.csv", help="announced ends")
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv", help="alias table")
    parser.add_argument(
        "--decisions", type=Path, default=INPUTS / "offering_decisions.toml", help="what a person decided"
    )
    parser.add_argument("--id-rules", type=Path, default=INPUTS / "id_rules.toml", help="which ids stay one model")
    parser.add_argument("--data", type=Path, default=DATA, help="folder to write")
    parser.add_argument("--drafts", type=Path, default=DRAFTS, help="table of names that no model has, to write")
    parser.add_argument("--on", type=date.fromisoformat, default=UPSTREAM.read, help="the day that counts as today")
    parser.add_argument("--until", type=date.fromisoformat, help="the day of the data before; by default today")
    return parser


def _read_catalogues(catalogues: Catalogues, today: date, rejections: Rejections) -> Iterator[Listing]:
    """Yield every catalogue's listings."""
    yield from litellm.read_litellm(
        catalogues.litellm, keys("litellm"), released=_PACKAGES["litellm"].released, rejections=rejections
    )
    yield from genai_prices.read_genai_prices(
        catalogues.genai_prices,
        keys("genai_prices"),
        today=today,
        released=_PACKAGES["genai-prices"].released,
        rejections=rejections,
    )
    yield from model_prices.read_model_prices(catalogues.model_prices, keys("model_prices"), rejections=rejections)
    providers = keys("models_dev")
    history = models_dev.read_price_history(catalogues.price_history, providers, rejections)
    with_history = {provider.id for provider in PROVIDERS if provider.history}
    copied = UPSTREAM.npm["opencode-linux-x64"].released
    for listing in models_dev.read_models_dev(
        catalogues.models_dev_copy, providers, as_of=copied, rejections=rejections
    ):
        own_name = listing.ids[Library.MODELS_DEV].partition("/")[0]
        past = history.get((own_name, listing.native_id.lower()), ())
        yield (
            replace(listing, periods=_history_and_newest(past, listing))
            if listing.provider in with_history
            else listing
        )
    yield from pi_ai.read_pi_ai(
        catalogues.pi_ai, providers, as_of=UPSTREAM.npm["@earendil-works/pi-ai"].released, rejections=rejections
    )
    if catalogues.langchain is not None:
        yield from models_dev.read_langchain(
            catalogues.langchain,
            {provider.langchain_package: provider.id for provider in PROVIDERS if provider.langchain_package},
            as_of=UPSTREAM.profiles.released,
        )


def _announced_ends(catalogues: Catalogues) -> dict[tuple[str, str], list[End]]:
    """Return what is announced of the end of an offering, by provider and id."""
    ends = list(announced_ends.read_collected(catalogues.ends))
    if catalogues.openai is not None:
        ends += announced_ends.read_openai(catalogues.openai, _PACKAGES["openai"].released)
    if catalogues.anthropic is not None:
        ends += announced_ends.read_anthropic(catalogues.anthropic, _PACKAGES["anthropic"].released)
    by_place: dict[tuple[str, str], list[End]] = defaultdict(list)
    for end in ends:
        by_place[end.provider, join_key(end.provider, end.native_id)].append(end)
    return by_place


def _history_and_newest(past: tuple[Any, ...], listing: Listing) -> tuple[Any, ...]:
    """Put the history of the repository before its newest copy, unless the price is the same."""
    if not past or not listing.periods:
        return listing.periods
    (newest,) = listing.periods
    return past if past[-1].cards == newest.cards else (*past, newest)


_Rows = dict[tuple[str, str], tuple[model_names.Resolved, list[Listing]]]
"""By provider and id the model that is meant, and what the catalogues list of it."""


def _living_and_dead(
    listings: Iterable[Listing],
    names: model_names.Names,
    history: Repository,
    decisions: Mapping[str, Any],
    *,
    today: date,
    rejections: Rejections,
) -> tuple[_Rows, _Rows]:
    """Return what is offered of our models, and what has ended or was dropped, by provider and id."""
    listed = {provider.id: provider for provider in PROVIDERS}
    removed = group(removed_listings(history.removed, PROVIDERS))
    living: _Rows = {}
    dead: _Rows = {}
    for (provider_id, key), rows in sorted({**removed, **group(listings)}.items()):
        provider, native_id = listed[provider_id], _native_id(rows)
        decision = decisions.get(f"{provider_id}/{native_id}", {})
        if "leave_out" in decision:
            rejections["offering: decided by hand"] += 1
            continue
        resolved = model_names.resolve(provider_id, native_id, names, own_developer=provider.developer)
        if "model" in decision:
            resolved = model_names.Resolved(model=decision["model"])
        if isinstance(resolved, model_names.Unresolved):
            rejections[f"offering: {resolved.reason}"] += 1
        elif "take" in decision or not (reason := doubt(provider, native_id, rows, resolved.model, history)):
            living[provider_id, native_id] = resolved, rows
        elif reason == REMOVED and (provider_id, key) in removed:
            dead[provider_id, native_id] = resolved, [*rows, *removed[provider_id, key]]
        elif reason == GONE or (reason in ALONE and has_ended(rows, decision, today)):
            dead[provider_id, native_id] = resolved, rows
        else:
            rejections[f"offering: {reason}"] += 1
    return living, dead


def _assembled(
    rows_by_place: _Rows,
    decisions: Mapping[str, Any],
    models: _Models,
    deprecated: Mapping[tuple[str, str], date],
    ends: Mapping[tuple[str, str], Sequence[End]],
    *,
    today: date,
    rejections: Rejections,
) -> Iterator[Offering]:
    """Yield the offerings, put together from what the catalogues list and what a person decided."""
    listed = {provider.id: provider for provider in PROVIDERS}
    windows: dict[str, set[int]] = defaultdict(set)
    images: dict[str, Decimal] = {}
    for resolved, rows in rows_by_place.values():
        windows[resolved.model].update(row.context_tokens for row in rows if row.context_tokens)
        images.update((resolved.model, row.image_output) for row in rows if row.image_output)
    for (provider_id, native_id), (resolved, rows) in rows_by_place.items():
        provider, model = listed[provider_id], resolved.model
        own_names = ((name, native_id.lower()) for name in provider.models_dev)
        offering = offering_of(
            provider,
            native_id,
            resolved,
            without_promises(rows, provider, model, models.released.get(model), rejections),
            today=today,
            windows=windows[model],
            images=images.get(model),
            output=models.output.get(model, NOBODY_SAYS),
            deprecated=next(filter(None, map(deprecated.get, own_names)), None),
            ends=ends_of(provider_id, native_id, model, rows_by_place, ends),
        )
        offering = within_model(offering, models.lacking.get(model, {}))
        yield decided(offering, decisions.get(offering.id, {}))


def ends_of(
    provider: str, native_id: str, model: str, places: _Rows, ends: Mapping[tuple[str, str], Sequence[End]]
) -> Sequence[End]:
    """Return what is announced of an id; what ends ``grok-3`` ends ``grok-3-latest`` too, while both are one model."""
    announced = ends.get((provider, join_key(provider, native_id)), ())
    base = native_id.removesuffix(_LATEST)
    if announced or base == native_id:
        return announced
    served = places.get((provider, base))
    return ends.get((provider, join_key(provider, base)), ()) if served and served[0].model == model else ()


def _without_repeats(
    offerings: Iterable[Offering], rejections: Rejections, stays: Callable[[Offering], bool]
) -> Iterator[Offering]:
    """Yield the offerings by provider and id, repeats left out."""
    by_provider: dict[str, list[Offering]] = defaultdict(list)
    for offering in offerings:
        by_provider[offering.provider].append(offering)
    for provider_id in sorted(by_provider):
        kept = without_copies(by_provider[provider_id], rejections, stays)
        yield from sorted(kept, key=lambda offering: offering.id)


def join_key(provider: str, native_id: str) -> str:
    """Reduce the spellings of one native id to one; Bedrock's version endings differ between catalogues."""
    text = native_id.lower()
    if provider == "amazon-bedrock":
        text = text.removesuffix(":0").removesuffix("-v1")
    if provider == "google-vertex":
        text = text.removesuffix("@default")
    return text


def group(listings: Iterable[Listing]) -> dict[tuple[str, str], list[Listing]]:
    """Gather what the catalogues say about one offering."""
    groups: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[listing.provider, join_key(listing.provider, listing.native_id)].append(listing)
    return dict(groups)


def _native_id(rows: Sequence[Listing]) -> str:
    """Return the id as the provider spells it: by models.dev, whose ids are the provider's, else by the others."""
    order = (Family.MODELS_DEV, Family.LITELLM, Family.GENAI_PRICES)
    return min(rows, key=lambda row: (order.index(row.family), not row.ids, row.native_id)).native_id


def _models(data: Path) -> _Models:
    """Read what the files of models say."""
    models = _Models()
    for path in (data / "models").glob("*/*.toml"):
        record, model = read_toml(path), f"{path.parent.name}/{path.stem}"
        if "released" in record:
            models.released[model] = record["released"]
        if record.get("weights", {}).get("kind") == "downloadable":
            models.open.add(model)
        if "output" in record:
            evidence = record["evidence"].get("fields", {}).get("output", record["evidence"]["record"])
            models.output[model] = Judged(
                frozenset(map(Modality, record["output"])), check(Evidence, evidence, where=model)
            )
        shown = record["evidence"].get("fields", {})
        models.lacking[model] = {
            name: check(Evidence, said, where=model)
            for name, value in record.get("capabilities", {}).items()
            if value is False and (said := shown.get(f"capabilities.{name}", {})).get("status") == Status.DOCUMENTED
        }
    return models


def since_release(offering: Offering, released: date | None) -> Offering:
    """
    Begin the prices of an offering with the release of its model.

    What an entry that gathers several ids says of earlier days is another model's price. A moving alias had other
    models, so its prices stay.
    """
    if released is None or offering.moving or not isinstance(offering.pricing, PriceSchedule):
        return offering
    periods = offering.pricing.periods
    before = [period for period in periods if period.effective < released - _ZONES]
    if not before:
        return offering
    rest = periods[len(before) :]
    if not rest or rest[0].effective > released:
        note = "an entry of several ids dates it earlier; begun with the model's release"
        first = replace(
            before[-1],
            effective=released,
            basis=DateBasis.FIRST_OBSERVED,
            evidence=replace(before[-1].evidence, note=note),
        )
        rest = (first, *rest)
    return replace(offering, pricing=PriceSchedule(periods=rest))


def without_slips(offerings: Sequence[Offering], today: date, rejections: Rejections) -> list[Offering]:
    """Leave out a price that is far off what the same model costs elsewhere, on nobody else's word: it is unknown."""
    slips = slipped(offerings, today, _at_home(offerings))
    rejections["offering: price left out, far off its neighbours"] += len(slips)
    return [unpriced(offering) if offering.id in slips else offering for offering in offerings]


def _at_home(offerings: Iterable[Offering]) -> set[str]:
    """Return the ids of offerings at the API of their model's own developer."""
    labs = {provider.id: provider.developer for provider in PROVIDERS}
    return {offering.id for offering in offerings if labs.get(offering.provider) == developer_of(offering.model)}


def past_by_offering(prices: Iterable[PastPrice], offerings: Iterable[Offering]) -> dict[str, list[PastPrice]]:
    """Join past prices to offerings by provider and id, whatever spelling a catalogue has."""
    past: dict[tuple[str, str], list[PastPrice]] = defaultdict(list)
    for price in prices:
        past[price.provider, join_key(price.provider, price.native_id)].append(price)
    return _by_offering(past, offerings)


def _by_offering(found: Mapping[tuple[str, str], list[T]], offerings: Iterable[Offering]) -> dict[str, list[T]]:
    """Join what was found by provider and id to offerings."""
    ids = {(offering.provider, join_key(offering.provider, offering.native_id)): offering.id for offering in offerings}
    joined: dict[str, list[T]] = defaultdict(list)
    for (provider, native_id), items in found.items():
        offering_id = ids.get((provider, join_key(provider, native_id)))
        if offering_id is not None:
            joined[offering_id] += items
    return dict(joined)


def _report(offerings: Sequence[Offering], rejections: Rejections) -> None:
    """Print counts: by provider, and what was left out."""
    lines = [f"{len(offerings)} offerings of {len({item.model for item in offerings})} models"]
    lines += [f"  {name}: {count}" for name, count in sorted(Counter(item.provider for item in offerings).items())]
    lines.append("left out:")
    lines += [f"  {count} {reason}" for reason, count in sorted(rejections.items())]
    sys.stdout.write("\n".join(lines) + "\n")
