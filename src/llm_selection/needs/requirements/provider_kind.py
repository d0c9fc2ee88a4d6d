"""``provider_kind``: what kind of provider serves the model."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.offerings import ProviderKind
from llm_selection.needs.option_facts import PROVIDER_KIND
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["ProviderKindIn"]


@dataclass(frozen=True, slots=True)
class ProviderKindIn(OneOf):
    """
    Kinds of provider; by default developers' own APIs, clouds and inference hosts.

    Always known.

    There are ``developer``, ``cloud``, ``inference-host``, ``aggregator``, ``subscription``, ``trial`` and
    ``self-hosted``.
    """

    names: frozenset[str]
    keyword = "provider_kind"
    examples = (("provider_kind=developer,cloud", "by this kind of provider"),)
    fact = PROVIDER_KIND
    words = "provider kind"
    choices = ProviderKind
