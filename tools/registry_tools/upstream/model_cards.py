"""Catalogue entries of a model itself: models.dev, the LangChain profiles made from it, and OpenRouter's list."""

import gzip
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from registry_tools.tables import read_rows
from registry_tools.toml_files import Record
from registry_tools.upstream import pi_ai
from registry_tools.upstream.langchain_profiles import read_profiles
from registry_tools.upstream.models_dev import COPY, read_copy
from registry_tools.upstream.survey import evidence

__all__ = [
    "OWN_PROVIDER",
    "Card",
    "by_model",
    "copy_cards",
    "langchain_cards",
    "models_dev_cards",
    "openrouter_cards",
    "pi_ai_cards",
]

_MODALITIES = ("text", "image", "audio", "video", "pdf")
_OPENAI_INPUT_CAPS = frozenset({272_000, 922_000})
"""What OpenAI allows as input where the window is 400,000 and 1,050,000; a profile repeats the one or the other."""
_WHOLE_WINDOW = 0.8
"""A largest output above this share of the window repeats the window, and is no evidence of a limit."""

_OWN_PACKAGE = {
    "langchain-openai": "openai",
    "langchain-anthropic": "anthropic",
    "langchain-google-genai": "google",
    "langchain-xai": "xai",
    "langchain-mistralai": "mistral",
    "langchain-deepseek": "deepseek",
    "langchain-perplexity": "perplexity",
}
"""Packages whose profiles are of the developer's own API."""

OWN_PROVIDER = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google": "google",
    "xai": "xai",
    "mistral": "mistral",
    "deepseek": "deepseek",
    "alibaba": "alibaba",
    "moonshotai": "moonshotai",
    "zai": "zhipuai",
    "zhipuai": "zhipuai",
    "minimax": "minimax",
    "cohere": "cohere",
    "perplexity": "perplexity",
    "xiaomi": "xiaomi",
    "stepfun": "stepfun",
    "upstage": "upstage",
    "inception": "inception",
    "bailing": "inclusionai",
    "byteplus": "bytedance",
    "longcat": "meituan",
    "meta": "meta",
    "nova": "amazon",
    "poolside": "poolside",
    "sakana": "sakana",
    "sarvam": "sarvam",
    "stepfun-ai": "stepfun",
    "tencent-tokenhub": "tencent",
    "thinkingmachines": "thinkingmachines",
}
"""Providers that serve their own models, by the names that models.dev gives them, and their key here."""

_MODELS_DEV = "models-dev"

OWN_RANK = 1
"""Rank of the developer's own API: up to this rank a card is about the model, beyond it about a host's offering."""
HUB_RANK = 2
"""Rank of a listing of the hub's repositories."""
_BLANKET_FALSE = frozenset({"structured_output"})
"""The LangChain integrations set these to false for models that they don't list; only true says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    What one catalogue says about one model.

    ``rank`` orders cards of one model: 0 the catalogue's entry of the model itself, 1 the developer's own API,
    2 a hub listing, 3 another host. Unknown parts are empty.
    """

    names: tuple[str, ...]
    rank: int
    source: str
    as_of: date
    key: str
    url: str | None = None
    read_via: str | None = None
    name: str | None = None
    family: str | None = None
    released: str = ""
    knowledge: str | None = None
    limits: Record = field(default_factory=dict)
    input: tuple[str, ...] = ()
    output: tuple[str, ...] = ()
    capabilities: Record = field(default_factory=dict)
    open_weights: bool | None = None
    repository: str | None = None

    @property
    def host(self) -> str:
        """Who lists it: two catalogues' entries of one host are one voice."""
        if self.source in (_MODELS_DEV, COPY, pi_ai.SOURCE):
            return self.key.partition("/")[0]
        return (
            self.source
            if self.source == "openrouter"
            else (self.read_via or "").split(" ")[0].removeprefix("langchain-")
        )

    def evidence(self, note: str | None = None, *, status: str = "reported") -> Record:
        """Return the evidence of a fact that this card gives."""
        return evidence(self.source, status, self.as_of, url=self.url, read_via=self.read_via, note=note)


def by_model(cards: Iterable[Card], models: Mapping[str, str]) -> dict[str, list[Card]]:
    """
    Sort *cards* to our models, the best first.

    What a developer's own API lists in the newest copy of models.dev comes before all that is older. Among equals an
    entry under our own id comes before one under another spelling, then by key. Where the newest copy has what an older
    one says of the same place, the older one is left out.
    """
    cards_by_model: dict[str, list[Card]] = {}
    for card in cards:
        model = next((models[name] for name in card.names if name in models), None)
        if model is not None:
            cards_by_model.setdefault(model, []).append(card)
    for model, group in cards_by_model.items():
        newest = {card.key for card in group if card.source == COPY}
        group[:] = [card for card in group if card.source != _MODELS_DEV or card.rank == 0 or card.key not in newest]
        group.sort(
            key=lambda card: (
                card.rank if card.source != COPY else max(card.rank - 2, -1),
                card.names[0] != model,
                card.source,
                card.key,
            )
        )
    return cards_by_model


def models_dev_cards(path: Path) -> Iterator[Card]:
    """Yield what models.dev says about models, and about offerings where the id says which model it is."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    seen = date.fromisoformat(data["snapshot_date"])
    for key, entry in data["models"].items():
        yield _models_dev_card(key, entry, rank=0, names=(key.lower(),), seen=seen)
    for entry in data["offerings"]:
        native, provider = entry["model"], entry["provider"]
        developer = OWN_PROVIDER.get(provider)
        if developer and "/" not in native:
            names: tuple[str, ...] = (f"{developer}/{native}".lower(),)
        else:
            names = tuple(
                dict.fromkeys(name.lower() for name in (native, entry.get("base_model") or "") if "/" in name)
            )
        if names and ":" not in native:
            yield _models_dev_card(f"{provider}/{native}", entry, rank=1 if developer else 3, names=names, seen=seen)


def copy_cards(path: Path, *, seen: date) -> Iterator[Card]:
    """Yield what the newest copy of models.dev says about text models, where the id says which model it is."""
    for provider, listed in sorted(read_copy(path).items()):
        developer = OWN_PROVIDER.get(provider)
        for native, entry in sorted(listed["models"].items()):
            own = developer is not None and "/" not in native
            canonical = entry.get("canonical_model_id", "").lower()
            listed_as = (f"{developer}/{native}".lower(),) if own else (canonical, native.lower())
            names = tuple(dict.fromkeys(name for name in listed_as if name.count("/") == 1))
            if names and "text" in entry["modalities"]["output"] and ":" not in native:
                card = _models_dev_card(f"{provider}/{native}", entry, rank=1 if own else 3, names=names, seen=seen)
                yield replace(card, source=COPY)


def pi_ai_cards(folder: Path, *, seen: date) -> Iterator[Card]:
    """Yield what pi-ai says about chat models, where the id says which model it is; its windows are one program's own."""
    for provider, row in pi_ai.read_rows(folder):
        developer, native = OWN_PROVIDER.get(provider), row["id"]
        own = developer is not None and "/" not in native
        if ":" not in native and (own or native.count("/") == 1):
            yield Card(
                names=(f"{developer}/{native}".lower() if own else native.lower(),),
                rank=1 if own else 3,
                source=pi_ai.SOURCE,
                as_of=seen,
                key=f"{provider}/{native}",
                read_via=f"the entry {provider}/{native}",
                name=row["name"],
                input=_modalities(row["input"]),
                capabilities={"reasoning": row["reasoning"]},
            )


def _models_dev_card(key: str, entry: Mapping[str, Any], *, rank: int, names: tuple[str, ...], seen: date) -> Card:
    """Read one entry of models.dev."""
    limit = entry.get("limit") or {}
    modalities = entry.get("modalities") or {}
    capabilities = {
        "tool_calling": entry.get("tool_call"),
        "structured_output": entry.get("structured_output"),
        "reasoning": entry.get("reasoning"),
    }
    return Card(
        names=names,
        rank=rank,
        source=_MODELS_DEV,
        as_of=seen,
        key=key,
        url=f"https://github.com/anomalyco/models.dev/blob/dev/models/{key}.toml" if rank == 0 else None,
        read_via=None if rank == 0 else f"the entry {key}",
        name=entry.get("name"),
        family=entry.get("family"),
        released=entry.get("release_date") or "",
        knowledge=entry.get("knowledge"),
        limits=_limits(limit.get("context"), limit.get("input"), limit.get("output")),
        input=_modalities(modalities.get("input") or ()),
        output=_modalities(modalities.get("output") or ()),
        capabilities={name: value for name, value in capabilities.items() if value is not None},
        open_weights=entry.get("open_weights"),
        repository=_repository(entry.get("weights") or ()),
    )


def _repository(links: Iterable[Mapping[str, str]]) -> str | None:
    """Return the Hugging Face repository among the *links* to weights."""
    prefix = "https://huggingface.co/"
    return next((link["url"].removeprefix(prefix) for link in links if link["url"].startswith(prefix)), None)


def _modalities(words: Iterable[str]) -> tuple[str, ...]:
    """Keep the kinds that we know, in a fixed order."""
    known = set(words)
    return tuple(word for word in _MODALITIES if word in known)


def _limits(context: int | None, largest_input: int | None, output: int | None) -> Record:
    """Keep the limits that say something: no zeros, and no output that repeats the window."""
    window = context or largest_input
    repeats = bool(window and output and output >= _WHOLE_WINDOW * window)
    limits = {
        "context_tokens": context or None,
        "max_input_tokens": largest_input or None,
        "max_output_tokens": None if repeats else output or None,
    }
    return {name: value for name, value in limits.items() if value is not None}


def langchain_cards(wheels: Path, *, seen: date) -> Iterator[Card]:
    """Yield the profiles in the LangChain *wheels*; the modules are parsed, never imported."""
    for wheel in sorted(wheels.glob("*.whl")):
        package, version = wheel.name.replace("_", "-").split("-py3")[0].rsplit("-", 1)
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith("data/_profiles.py"):
                    profiles = read_profiles(archive.read(name).decode())
                    for key, profile in profiles.items():
                        yield from _langchain_card(package, version, key, profile, seen=seen)


def _langchain_card(package: str, version: str, key: str, profile: Record, *, seen: date) -> Iterator[Card]:
    """Read one profile; ids with a route, a variant or a price class in them are no models of their own."""
    own = _OWN_PACKAGE.get(package)
    rank = 1 if own else HUB_RANK if package == "langchain-huggingface" else 3
    name = _plain_name(own, key)
    if name is None or not profile.get("text_outputs"):
        return
    largest = profile.get("max_input_tokens")
    capped = own == "openai" and largest in _OPENAI_INPUT_CAPS
    capabilities = {
        "tool_calling": profile.get("tool_calling"),
        "structured_output": profile.get("structured_output"),
        "reasoning": profile.get("reasoning_output"),
    }
    yield Card(
        names=(name,),
        rank=rank,
        source="langchain-profiles",
        as_of=seen,
        key=key,
        read_via=f"{package} {version}",
        name=profile.get("name"),
        released=profile.get("release_date") or "",
        limits=_limits(None if capped else largest, largest if capped else None, profile.get("max_output_tokens")),
        input=_modalities(kind for kind in _MODALITIES if profile.get(f"{kind}_inputs")),
        output=_modalities(kind for kind in _MODALITIES if profile.get(f"{kind}_outputs")),
        capabilities={
            word: value
            for word, value in capabilities.items()
            if value is not None and (value or word not in _BLANKET_FALSE)
        },
        open_weights=profile.get("open_weights"),
        repository=key if rank == HUB_RANK else None,
    )


def _plain_name(own: str | None, key: str) -> str | None:
    """Turn a profile's key into ``organisation/name``; ``None`` where it is something else."""
    if own and "/" not in key:
        return f"{own}/{key}".lower()
    bedrock = own is None and re.fullmatch(
        r"(?:(?:global|us|eu|apac)\.)?([a-z]+)\.([a-z][^:/]*?)(?:-v\d+)?(?::\d+)?", key
    )
    if bedrock:
        return f"{bedrock.group(1)}/{bedrock.group(2)}"
    plain = key.count("/") == 1 and ":" not in key and not key.startswith("~")
    return key.lower() if plain else None


def openrouter_cards(path: Path, *, seen: date) -> Iterator[Card]:
    """Yield OpenRouter's list; a listing's creation day isn't a release day."""
    for row in read_rows(path):
        if ":" in row["id"] or row["id"].startswith("~"):
            continue
        yield Card(
            names=(row["id"].lower(),),
            rank=3,
            source="openrouter",
            as_of=seen,
            key=row["id"],
            url=f"https://openrouter.ai/{row['id']}",
            name=row["name"].split(": ", 1)[-1] or None,
            knowledge=row["knowledge_cutoff"] or None,
            repository=row["hugging_face_id"] or None,
        )
