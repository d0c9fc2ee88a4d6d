"""One offering put together from what the catalogues list of it, and what a person decided of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from llm_selection.domain.evidence import Agreement, Dissent, Evidence, EvidenceByField, Status
from llm_selection.domain.identity import Library, ModelId, OfferingId, developer_of
from llm_selection.domain.models import Capabilities, Modality
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.domain.prices import FreeTier, Pricing, Subscription
from registry_tools.merging import consensus, model_names
from registry_tools.upstream.announced_ends import End
from registry_tools.upstream.listings import Listing
from registry_tools.upstream.providers import ListedProvider, litellm_prefix

__all__ = ["FREE", "decided", "offering_of", "within_model"]

FREE = ":free"
_VERTEX_IN_LANGCHAIN = {"anthropic": "google_anthropic_vertex"}
_MANTLE_IN_PYDANTIC_AI = {"openai": "bedrock-mantle"}
"""It refuses every other developer's models by this door, as docs/measurements/interop.md shows."""
_MANTLE_IN_LANGCHAIN = {"openai": "bedrock_mantle_openai", "anthropic": "bedrock_mantle_anthropic"}
_NOT_BY_CONVERSE = re.compile(r"\bopenai\.gpt-(?:5\.4|5\.5|6\.1-terra)$")
"""pydantic-ai refuses these by Bedrock's Converse API, and names the other door."""


def offering_of(
    provider: ListedProvider,
    native_id: str,
    resolved: model_names.Resolved,
    rows: Sequence[Listing],
    *,
    today: date,
    windows: Iterable[int] = (),
    images: Decimal | None = None,
    output: consensus.Judged[frozenset[Modality] | None] = consensus.NOBODY_SAYS,
    deprecated: date | None = None,
    ends: Sequence[End] = (),
) -> Offering:
    """Put an offering together from what the catalogues say; *output* is what the record of its model says, *ends* what is announced."""
    openai = resolved.model.startswith("openai/")
    prices = consensus.judge_prices(rows, today=today, images=images)
    limits = consensus.judge_limits(rows, openai=openai, windows=windows)
    capabilities = consensus.judge_capabilities(rows)
    if model_names.NON_REASONING in resolved.variant:
        capabilities = _without_reasoning(capabilities, rows)
    kinds = consensus.judge_input(rows)
    output_kinds = consensus.judge_output(rows, output)
    lifecycle = consensus.judge_lifecycle(
        rows, native_id, model=resolved.model, today=today, deprecated=deprecated, ends=ends
    )
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
        "output": output_kinds.evidence,
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
        output=output_kinds.value,
        capabilities=capabilities.value,
        pricing=pricing,
        lifecycle=lifecycle.value,
        evidence=EvidenceByField(
            record=record,
            fields={name: item for name, item in sorted((evidence | parts).items()) if item is not None},
        ),
    )


def _without_reasoning(
    judged: consensus.Judged[Capabilities], rows: Sequence[Listing]
) -> consensus.Judged[Capabilities]:
    """Read from an id that reasoning is off, where no catalogue says anything about it."""
    if judged.value.reasoning is not None:
        return judged
    note = f"the id says {model_names.NON_REASONING}"
    evidence = replace(rows[0].evidence, status=Status.DERIVED, note=note)
    parts = {**judged.parts, "reasoning": evidence} if judged.evidence else {}
    return consensus.Judged(replace(judged.value, reasoning=False), judged.evidence or evidence, parts)


def _pricing(
    provider: ListedProvider, native_id: str, rows: Sequence[Listing], prices: consensus.Judged[Any]
) -> tuple[Pricing | None, Evidence | None]:
    """Return how an offering is paid for: a zero price is a plan, a trial or a gap, never a price."""
    zero = next((row for row in rows if row.zero), None)
    if provider.kind is ProviderKind.SUBSCRIPTION:
        return Subscription(), _evidence_of_plan(zero or rows[0], "sold by the seat or plan")
    if native_id.endswith(FREE):
        return FreeTier(), _evidence_of_plan(zero or rows[0], "the id says free")
    if provider.kind is ProviderKind.TRIAL and prices.value is None and zero is not None:
        return FreeTier(), _evidence_of_plan(zero, "listed at 0 by a trial provider")
    return prices.value, prices.evidence


def _evidence_of_plan(row: Listing, note: str) -> Evidence:
    """Return evidence for a way of paying that was read from the provider's kind or the id."""
    return replace(row.evidence, status=Status.DERIVED, note=note)


def _moving(native_id: str, resolved: model_names.Resolved) -> bool | None:
    """Say whether an id may point at another model tomorrow: ``-latest`` may, a dated id may not."""
    if native_id.lower().endswith("-latest"):
        return True
    return False if resolved.dated else None


def _ids(provider: ListedProvider, native_id: str, model: str, rows: Sequence[Listing]) -> dict[Library, str]:
    """Return what other libraries call an offering: names a catalogue has, or ``provider:id`` where that is the rule."""
    ids: dict[Library, str] = {}
    for row in sorted(rows, key=lambda row: (row.native_id != native_id, row.evidence.as_of)):
        for library, name in row.ids.items():
            ids.setdefault(library, name)
    if provider.id == "openrouter":
        ids[Library.OPENROUTER] = native_id
    prefixes = _prefixes(provider, native_id, model, litellm=ids.get(Library.LITELLM, ""))
    if prefix := litellm_prefix(provider):
        ids.setdefault(Library.LITELLM, f"{prefix}/{native_id}")
    return ids | {library: f"{prefix}:{native_id}" for library, prefix in prefixes.items() if prefix is not None}


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


def within_model(offering: Offering, lacking: Mapping[str, Evidence]) -> Offering:
    """Take from an offering what its model's developer documents that the model can't do; what was said stays as dissent."""
    for name, shown in lacking.items():
        if not getattr(offering.capabilities, name):
            continue
        said = offering.evidence[f"capabilities.{name}"].source
        denied = replace(
            shown, agreement=Agreement.DISPUTED, dissent=(*shown.dissent, Dissent(value="true", source=said))
        )
        offering = replace(
            offering,
            capabilities=replace(offering.capabilities, **{name: False}),
            evidence=replace(offering.evidence, fields={**offering.evidence.fields, f"capabilities.{name}": denied}),
        )
    return offering


def decided(offering: Offering, decision: Mapping[str, Any]) -> Offering:
    """Apply what a person read in a catalogue's comments; ``dissent`` has other sources' values of the end."""
    if "source" not in decision:
        return offering
    dissent = tuple(Dissent(**item) for item in decision.get("dissent", ()))
    evidence = Evidence(
        source=decision["source"],
        status=Status(decision.get("status", Status.REPORTED)),
        as_of=decision["as_of"],
        url=decision.get("url"),
        note=decision["note"],
        agreement=Agreement.DISPUTED if dissent else None,
        dissent=dissent,
    )
    by_field = {field: evidence for field in ("model", "moving") if field in decision}
    days = {name: decision[name] for name in ("deprecated", "retires") if name in decision}
    by_field |= {f"lifecycle.{name}": evidence for name in days}
    if "successor" in decision:
        days["successor"] = decision["successor"]
        by_field["lifecycle.successor"] = evidence
    capabilities = decision.get("capabilities", {})
    limits = decision.get("limits", {})
    by_field |= {f"capabilities.{name}": evidence for name in capabilities}
    by_field |= {f"limits.{name}": evidence for name in limits}
    offering = replace(
        offering,
        lifecycle=replace(offering.lifecycle, **days),
        limits=replace(offering.limits, **limits),
        capabilities=replace(offering.capabilities, **capabilities),
    )
    return replace(
        offering,
        moving=decision.get("moving", offering.moving),
        evidence=replace(offering.evidence, fields={**offering.evidence.fields, **by_field}),
    )
