"""Successors that nobody names: what follows a model that ends in its line at the same provider, or the same one elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeAlias

from llm_selection._foundation.gate import check
from llm_selection._foundation.wording import counted
from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.domain.lines import follows
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Stage, names_successor, stage_on
from registry_tools.toml_files import read_toml
from registry_tools.upstream.providers import PROVIDERS

__all__ = ["read_models", "with_successors"]

_GOING = (Stage.DEPRECATED, Stage.RETIRED)
_Found: TypeAlias = tuple[Sequence[Offering], Evidence | None, str]
"""The offerings of what follows, on whose word, and by which rule."""
_NOTHING: _Found = ((), None, "")
_LABS = {provider.id: provider.developer for provider in PROVIDERS}


def read_models(data: Path) -> dict[ModelId, Model]:
    """Read the files of models."""
    models = (
        check(Model, {**read_toml(path), "id": f"{path.parent.name}/{path.stem}"}, where=path.name)
        for path in sorted((data / "models").glob("*/*.toml"))
    )
    return {model.id: model for model in models}


def with_successors(offerings: Sequence[Offering], models: Mapping[ModelId, Model], on: date) -> list[Offering]:
    """
    Return the offerings, those with an end and no successor that anybody names with what follows them there.

    That is, as in a scan, what the developer names in the place of the same model at its own API, else the newest model
    that follows by `llm_selection.domain.lines.follows`: if the same provider offers it under an id that stays one model,
    as no preview, beyond the end that it is to replace, and its developer doesn't let it end. Of several ids of that model
    one in the same region scope is taken, then the plainest. Where there is no such model, the successor isn't known.
    What followed by a rule before is looked for anew: it may be gone itself.
    It is recorded, rather than found when somebody asks, so that it has evidence as any fact. A scan, which tells what to
    write on a day, wants it known as active besides.

    Args:
        offerings: All of them, successors that are named recorded.
        models: What their files say.
        on: The day of reading.
    """
    offerings = [_without_rule(each) for each in offerings]
    own = [each for each in offerings if _LABS.get(each.provider) == developer_of(each.model)]
    answering = {each.model for each in own if stage_on(each.lifecycle, on) not in _GOING}
    ending = {each.model for each in own} - answering
    staying: dict[str, list[Offering]] = defaultdict(list)
    for each in offerings:
        is_offered = stage_on(each.lifecycle, on) in (Stage.ACTIVE, None)
        if is_offered and not each.moving and each.model in models and each.model not in ending:
            staying[each.provider].append(each)
    named = _named(own)
    elsewhere: dict[ModelId, list[Offering]] = defaultdict(list)
    for each in (offering for some in staying.values() for offering in some):
        elsewhere[each.model].append(each)
    return [
        _with_model(_with_successor(each, staying[each.provider], named, models, on), elsewhere[each.model])
        for each in offerings
    ]


def _without_rule(offering: Offering) -> Offering:
    """Return an offering without a successor that nobody named."""
    if offering.lifecycle.successor is None or names_successor(offering):
        return offering
    shown = {name: item for name, item in offering.evidence.fields.items() if name != "lifecycle.successor"}
    return replace(
        offering,
        lifecycle=replace(offering.lifecycle, successor=None),
        evidence=replace(offering.evidence, fields=shown),
    )


def _named(own: Iterable[Offering]) -> dict[ModelId, tuple[ModelId, Offering]]:
    """Return what developers name in the place of models at their own API, and there in the place of what; the newest word."""
    offered = {each.id: each.model for each in own}
    words = [
        (offered[successor], each)
        for each in own
        if names_successor(each) and (successor := OfferingId(f"{each.provider}/{each.lifecycle.successor}")) in offered
    ]
    words.sort(key=lambda word: (word[1].evidence["lifecycle.successor"].as_of, -len(word[1].id), word[1].id))
    return {old.model: (new, old) for new, old in words}


def _with_successor(
    old: Offering,
    staying: Iterable[Offering],
    named: Mapping[ModelId, tuple[ModelId, Offering]],
    models: Mapping[ModelId, Model],
    on: date,
) -> Offering:
    """Return an offering with what follows it among those *staying* at its provider, if it ends and nobody names one."""
    end = old.lifecycle.retires
    if end is None or old.lifecycle.successor is not None or old.model not in models:
        return old
    beyond = [each for each in staying if each.lifecycle.retires is None or each.lifecycle.retires > end]
    heirs, shown, note = _by_word(old, beyond, named) or _by_line(models[old.model], beyond, models, on) or _NOTHING
    if shown is None:
        return old
    heir = min(
        heirs, key=lambda each: (each.region_scope != old.region_scope, len(each.variant), len(each.id), each.id)
    )
    evidence = Evidence(source=shown.source, status=Status.DERIVED, as_of=shown.as_of, url=shown.url, note=note)
    return replace(
        old,
        lifecycle=replace(old.lifecycle, successor=heir.native_id),
        evidence=replace(old.evidence, fields={**old.evidence.fields, "lifecycle.successor": evidence}),
    )


def _with_model(old: Offering, others: Iterable[Offering]) -> Offering:
    """Return an offering with its model as what follows it, if it ends, nothing follows it there, and *others* go on."""
    end = old.lifecycle.retires
    if end is None or old.lifecycle.successor is not None:
        return old
    beyond = [
        each
        for each in others
        if each.provider != old.provider and (each.lifecycle.retires is None or each.lifecycle.retires > end)
    ]
    if not beyond:
        return old
    newest = max(beyond, key=lambda each: (each.evidence.record.as_of, each.id))
    providers = len({each.provider for each in beyond})
    note = f"the same model, which {counted(providers, 'other')} still {'offers' if providers == 1 else 'offer'}"
    shown = replace(newest.evidence.record, status=Status.DERIVED, note=note)
    return replace(
        old,
        lifecycle=replace(old.lifecycle, successor=old.model),
        evidence=replace(old.evidence, fields={**old.evidence.fields, "lifecycle.successor": shown}),
    )


def _by_word(
    old: Offering, beyond: Iterable[Offering], named: Mapping[ModelId, tuple[ModelId, Offering]]
) -> _Found | None:
    """Return the offerings of what a developer names in the place of a model at its own API."""
    if old.model not in named:
        return None
    new, word = named[old.model]
    heirs = [each for each in beyond if each.model == new]
    note = f"{word.provider} names it in the place of {word.native_id}; here nobody names a successor"
    return (heirs, word.evidence["lifecycle.successor"], note) if heirs else None


def _by_line(old: Model, beyond: Iterable[Offering], models: Mapping[ModelId, Model], on: date) -> _Found | None:
    """Return the offerings of the newest model that follows another in its line."""
    followers = [each for each in beyond if follows(models[each.model], old, on)]
    if not followers:
        return None
    newest = max((models[each.model] for each in followers), key=lambda new: (new.released or date.min, new.id))
    heirs = [each for each in followers if each.model == newest.id]
    note = f"the newest of the line {newest.family} there, released {newest.released}; nobody names a successor"
    return heirs, heirs[0].evidence.record, note
