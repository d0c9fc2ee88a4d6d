"""
Fallbacks: what stands in for the first option when it fails, and what could make both fail at once.

What isn't recorded of two options is unknown, not different: which cloud a provider runs on, or who owns it, is mostly not
known here.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from llm_selection._dataclasses import dataclass
from llm_selection.analysis.blends import Mix, Mixer
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Downloadable
from llm_selection.domain.offerings import ProviderKind
from llm_selection.needs.option_facts import DEVELOPER, EFFORT, LICENSE_KINDS, MODEL, PROVIDER
from llm_selection.selection.options import Option

__all__ = ["Fallback", "Guard", "Point", "PointKind", "fallbacks", "points"]


class PointKind(StrEnum):
    """What two options may have in common that can take both away."""

    PROVIDER = "provider"
    """Who serves it: an outage, a closed account, a price."""
    OWNER = "owner"
    """Whose company the provider is, or trains the other's model."""
    CLOUD = "cloud"
    """What the provider runs on."""
    DEVELOPER = "developer"
    """Who trained it, or what it was fine-tuned from: an end of life, a policy."""
    WEIGHTS = "weights"
    """The model itself, or one that both were fine-tuned from: a defect."""
    TERMS = "terms"
    """A license or terms that one party wrote and may change or withdraw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """
    A point of failure, and whether two options share it.

    Attributes:
        kind: What it is.
        shared: Whether they share it; ``None`` isn't known.
        reason: Why, in a few words.
    """

    kind: PointKind
    shared: bool | None
    reason: str


class Guard(StrEnum):
    """What a fallback guards against."""

    INDEPENDENT = "independent"
    """The end or outage of the first's provider and of its developer, and defects of its model: none of what is recorded
    is shared."""
    SAME_MODEL = "same-model"
    """
    The provider's outage or end alone: the same model at another one, with the same defects, and the same answers where
    that offers the effort; else at another effort.
    """
    HOSTABLE = "hostable"
    """Besides what `INDEPENDENT` does, the end of every provider: its weights can be downloaded and run on one's own hardware."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """
    An option that stands in for the first.

    Attributes:
        guard: What it guards against.
        alone: What it does and costs with all of the load; ``saves`` is mostly below 0, what it costs more.
        points: What it shares with the first, one each `PointKind`.
        better: Probability that it is at least as good as the first.
        downloadable: Whether its weights can be downloaded; ``None`` unknown.
        moving: Whether its id may lead to another model tomorrow; ``None`` unknown.
        license_read: Whether the text of its license was read; ``None``: no license of it is known.
    """

    guard: Guard
    alone: Mix
    points: tuple[Point, ...]
    better: float
    downloadable: bool | None
    moving: bool | None
    license_read: bool | None

    def of(self, shared: bool | None) -> tuple[Point, ...]:  # noqa: FBT001 - one of three answers
        """Return the points that are shared (``True``), aren't (``False``), or of which it isn't known (``None``)."""
        return tuple(point for point in self.points if point.shared is shared)


def fallbacks(mixer: Mixer) -> tuple[Fallback, ...]:
    """
    Return the best-ranked option for each `Guard`, where there is one; every ranked offering of every model takes part.

    The hostable one is left out where the independent one is hostable too.
    """
    ranking = mixer.recommendation.ranking
    first = ranking.options[mixer.first]
    order = mixer.offerings()
    searched = (
        (Guard.INDEPENDENT, _independent(mixer, order, first)),
        (Guard.SAME_MODEL, _elsewhere(mixer, order, first)),
        (Guard.HOSTABLE, _hostable(mixer, order, first)),
    )
    best = {guard: option for guard, options in searched if (option := next(options, None)) is not None}
    if best.get(Guard.HOSTABLE) == best.get(Guard.INDEPENDENT):
        best.pop(Guard.HOSTABLE, None)
    return tuple(_fallback(mixer, guard, first, option) for guard, option in best.items())


def _fallback(mixer: Mixer, guard: Guard, first: Option, option: int) -> Fallback:
    other = mixer.recommendation.ranking.options[option]
    weights = other.model.weights
    return Fallback(
        guard=guard,
        alone=mixer.alone(option),
        points=points(first, other),
        better=mixer.chance(option, mixer.first),
        downloadable=None if weights is None else isinstance(weights, Downloadable),
        moving=other.offering.moving,
        license_read=None if other.terms is None else other.terms.text_read,
    )


def _independent(mixer: Mixer, order: Sequence[int], first: Option) -> Iterator[int]:
    """Yield options that share nothing recorded, the best first."""
    options = mixer.recommendation.ranking.options
    providers, developers = options.column(PROVIDER), options.column(DEVELOPER)
    ours = developer_of(first.model.id)
    for option in order:
        # Two columns rule most options out before a record is built.
        if providers[option] == first.provider.id or developers[option] == ours:
            continue
        if not any(point.shared for point in points(first, options[option])):
            yield option


def _hostable(mixer: Mixer, order: Sequence[int], first: Option) -> Iterator[int]:
    """Yield the independent ones whose weights can be downloaded."""
    options = mixer.recommendation.ranking.options
    kinds = options.column(LICENSE_KINDS)
    maybe = [option for option in order if kinds[option] != {LicenseKind.CLOSED}]
    for option in _independent(mixer, maybe, first):
        if isinstance(options[option].model.weights, Downloadable):
            yield option


def _elsewhere(mixer: Mixer, order: Sequence[int], first: Option) -> Iterator[int]:
    """Yield the same model at providers that aren't known to be the same company, those at the first's effort before others."""
    options = mixer.recommendation.ranking.options
    models, efforts = options.column(MODEL), options.column(EFFORT)
    for option in sorted(order, key=lambda option: efforts[option] is not first.effort):
        if models[option] != first.model.id:
            continue
        provider = options[option].provider
        is_own = provider.developer is not None and provider.developer == first.provider.developer
        if provider.id != first.provider.id and not is_own:
            yield option


def points(first: Option, other: Option) -> tuple[Point, ...]:
    """Say of each `PointKind` whether two options share it, as far as the registry tells."""
    return tuple(point_of(first, other) for point_of in (_provider, _owner, _cloud, _developer, _weights, _terms))


def _provider(first: Option, other: Option) -> Point:
    """Compare who serves them."""
    shared = first.provider.id == other.provider.id
    reason = f"both at {first.provider.name}" if shared else f"{first.provider.name}, and {other.provider.name}"
    return Point(kind=PointKind.PROVIDER, shared=shared, reason=reason)


def _owner(first: Option, other: Option) -> Point:
    """Compare whose companies the providers are, also with who trained the other's model."""
    kind = PointKind.OWNER
    if first.provider.id == other.provider.id:
        return Point(kind=kind, shared=True, reason="one provider")
    ours, theirs = first.provider.developer, other.provider.developer
    if common := ({ours, *_developers(first)} & {theirs, *_developers(other)}) & ({ours, theirs} - {None}):
        return Point(kind=kind, shared=True, reason=f"{', '.join(sorted(filter(None, common)))} serves or trains both")
    untold = [
        option.provider.name
        for option, owner in ((first, ours), (other, theirs))
        if owner is None and option.provider.kind is not ProviderKind.SELF_HOSTED
    ]
    if untold:
        return Point(kind=kind, shared=None, reason=f"who owns {' and '.join(untold)} isn't recorded")
    return Point(kind=kind, shared=False, reason="two companies")


def _cloud(first: Option, other: Option) -> Point:
    """Compare what the providers run on."""
    kind = PointKind.CLOUD
    if first.provider.id == other.provider.id:
        return Point(kind=kind, shared=True, reason="one provider")
    untold = [option.provider.name for option in (first, other) if option.provider.kind is not ProviderKind.CLOUD]
    if untold:
        return Point(kind=kind, shared=None, reason=f"the cloud beneath {' and '.join(untold)} isn't recorded")
    return Point(kind=kind, shared=False, reason="two cloud platforms")


def _lineage(option: Option) -> tuple[ModelId, ...]:
    """Return a model, what it was fine-tuned from, what that was, and so on."""
    models = option.context.registry.models
    line = [option.model.id]
    base = option.model.base
    while base is not None and base not in line:
        line.append(base)
        base = models[base].base if base in models else None
    return tuple(line)


def _developers(option: Option) -> set[str]:
    """Return who trained a model, or what it was fine-tuned from."""
    return set(map(developer_of, _lineage(option)))


def _developer(first: Option, other: Option) -> Point:
    """Compare who trained them."""
    ours, theirs = _developers(first), _developers(other)
    if common := ours & theirs:
        return Point(kind=PointKind.DEVELOPER, shared=True, reason=f"{', '.join(sorted(common))} trained both")
    reason = f"{', '.join(sorted(ours))}, and {', '.join(sorted(theirs))}"
    return Point(kind=PointKind.DEVELOPER, shared=False, reason=reason)


def _weights(first: Option, other: Option) -> Point:
    """Compare the models and what they were fine-tuned from."""
    common = [model for model in _lineage(first) if model in _lineage(other)]
    if first.model.id == other.model.id:
        return Point(kind=PointKind.WEIGHTS, shared=True, reason="one model")
    if common:
        return Point(kind=PointKind.WEIGHTS, shared=True, reason=f"both come from {common[0]}")
    return Point(kind=PointKind.WEIGHTS, shared=False, reason="no model that both come from is recorded")


def _terms(first: Option, other: Option) -> Point:
    """Compare the licenses and terms they are under; a text that no one party wrote can't be withdrawn by one."""
    kind = PointKind.TERMS
    if first.terms is None or other.terms is None:
        return Point(kind=kind, shared=None, reason="the license of one isn't known")
    if first.terms.id != other.terms.id:
        return Point(kind=kind, shared=False, reason=f"{first.terms.name}, and {other.terms.name}")
    name = first.terms.name
    if not first.terms.expression.startswith("LicenseRef-"):
        return Point(kind=kind, shared=False, reason=f"both under {name}, a standard text")
    if _developers(first) & _developers(other) or LicenseKind.CLOSED not in other.fact(LICENSE_KINDS):
        return Point(kind=kind, shared=True, reason=f"both under {name}")
    # One entry may stand for the terms of several vendors.
    return Point(kind=kind, shared=None, reason=f"both under {name}, which may be each vendor's own")
