"""Whether an offering is certain enough to list: what speaks against what the catalogues name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from llm_selection.domain.offerings import ProviderKind
from registry_tools.merging.offering_assembly import FREE
from registry_tools.upstream.listings import Family, Listing
from registry_tools.upstream.models_dev import Removal
from registry_tools.upstream.providers import ListedProvider

__all__ = ["ALONE", "GONE", "REMOVED", "Repository", "doubt"]

GONE = "gone from the only catalogue that had it"
REMOVED = "removed from models.dev, named by one other catalogue alone"
_BY_GENAI_PRICES = "named by genai-prices alone"
_BY_LITELLM = "named by LiteLLM alone"
ALONE = frozenset({REMOVED, _BY_GENAI_PRICES, _BY_LITELLM})
"""Doubts whether an id is still offered: none where it is known to have ended."""

_OWN_IDS_HAVE_FOLDERS = frozenset({"poolside", "thinkingmachines", "arcee"})
"""Developers whose own API has a slash in its ids; elsewhere a slash is another API, or a route to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """
    What the repository of models.dev says beside its listings.

    Attributes:
        bases: The model of ours that an offering names as its base, by provider and id in lower case.
        removed: Offerings that were taken out, by provider and id in lower case.
        deprecated: Since when an offering is marked as deprecated, at the latest.
    """

    bases: Mapping[tuple[str, str], str]
    removed: Mapping[tuple[str, str], Removal]
    deprecated: Mapping[tuple[str, str], date] = field(default_factory=dict)


def doubt(
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
    if len(families) == 1 and Family.MODELS_DEV not in families and any(name in history.removed for name in own_names):
        return REMOVED
    if families == {Family.GENAI_PRICES} and not _is_news(provider, native_id):
        return _BY_GENAI_PRICES
    if families == {Family.LITELLM} and not _is_own_news(provider, rows):
        return _BY_LITELLM
    # An offering that model-prices followed to its end has a price history that is worth keeping.
    if families == {Family.MODELS_DEV} and all(row.gone and not row.prices_checked for row in rows):
        return GONE
    return None


def _is_news(provider: ListedProvider, native_id: str) -> bool:
    """
    Say whether an id that genai-prices alone names can be believed.

    Its older tables carry ids from elsewhere; at OpenRouter an id has a developer before it.
    """
    if provider.id == "openrouter":
        return "/" in native_id and not native_id.endswith(FREE)
    return provider.kind is ProviderKind.INFERENCE_HOST


def _is_own_news(provider: ListedProvider, rows: Sequence[Listing]) -> bool:
    """
    Say whether an id that LiteLLM alone names can be believed.

    It keeps rows of models long gone, so a host that another current catalogue covers needs a second source.
    """
    if provider.kind is ProviderKind.INFERENCE_HOST and provider.genai_prices:
        return False
    return provider.kind is ProviderKind.SUBSCRIPTION or any(row.evidence.url for row in rows)
