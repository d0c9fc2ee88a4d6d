"""Several ids of one model at one provider: which repeat another, and what they say of each other."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import Library, developer_of
from llm_selection.domain.offerings import Offering, Stage
from registry_tools.merging import consensus, model_names
from registry_tools.upstream.listings import Rejections
from registry_tools.upstream.providers import PROVIDERS

__all__ = ["with_stages", "without_copies"]

_FOLDS_DATES = frozenset({"openai", "anthropic", "google", "azure", "google-vertex", "amazon-bedrock", "openrouter"})
_NAMES_SNAPSHOTS = frozenset({"openai", "anthropic", "google", "azure", "google-vertex", "amazon-bedrock"})
"""Providers whose ids with a date are the developer's snapshots; an aggregator may put a date of its own there."""
_MAKERS = {provider.id: provider.developer for provider in PROVIDERS}
"""The developer whose own API a provider is."""


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
        _with_stage_of_others(offering, staged[offering.model])
        if offering.lifecycle.stage is None and offering.moving
        else offering
        for offering in offerings
    ]


def _with_stage_of_others(alias: Offering, others: Sequence[Offering]) -> Offering:
    """Give *alias* the stage of *others*, if they agree on one."""
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
    where the main spelling doesn't stay one model by *stays*: it is the only id that answers alike next year. So
    does, at the developer's own API, one with an end of its own: code names it, and a reseller who lists the same id
    mustn't be the only one to answer for it.
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
            is_kept = offering is main or offering is snapshot or offering.moving or _ends_at_home(offering)
            if not is_kept and _says_nothing_new(offering, main, end):
                rejections["offering: dated copy or second spelling that says nothing new"] += 1
            elif place[1] == "global" and plain is not None and _same_price(offering, plain):
                rejections["offering: global repeat of the plain id"] += 1
            else:
                kept.append(_with_end(offering, end) if offering is main else offering)
    return kept


def _ends_at_home(offering: Offering) -> bool:
    """Say whether an id has an end at the API of the model's own developer."""
    return offering.lifecycle.retires is not None and _MAKERS.get(offering.provider) == developer_of(offering.model)


_Place = tuple[str, str | None, tuple[str, ...]]
"""Model, region scope and variant."""


def _place(offering: Offering) -> _Place:
    """Return the key by which offerings of one provider differ."""
    return offering.model, offering.region_scope, offering.variant


def _obscurity(offering: Offering) -> tuple[bool, bool, bool, bool, int, str]:
    """Return a key that orders spellings of one offering: fixed, undated, still listed, known to models.dev, short first."""
    known = Library.MODELS_DEV in offering.ids
    gone = offering.evidence["lifecycle.stage"].note == consensus.NO_LONGER_LISTED
    return bool(offering.moving), _is_dated(offering), gone, not known, len(offering.native_id), offering.native_id


def _is_dated(offering: Offering) -> bool:
    """Say whether an id names a frozen copy at a provider where dates are copies."""
    return offering.moving is False and offering.provider in _FOLDS_DATES


def _newest_snapshot(members: Sequence[Offering], stays: Callable[[Offering], bool]) -> Offering | None:
    """Return the dated copy with the latest date, of those that stay one model."""
    copies = [
        member for member in members if member.provider in _NAMES_SNAPSHOTS and member.moving is False and stays(member)
    ]
    return max(copies, key=lambda offering: (model_names.date_of(offering.native_id), offering.native_id), default=None)


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
    main_limits = (getattr(main.limits, spec.name) for spec in fields(main.limits))
    known_to_models_dev = Library.MODELS_DEV in offering.ids
    return not known_to_models_dev or all(
        limit in (None, main_limit) for limit, main_limit in zip(limits, main_limits, strict=True)
    )


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
