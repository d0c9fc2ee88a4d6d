"""Successors that nobody names: what follows a model that ends in its line, at the same provider."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from llm_selection._foundation.gate import check
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.domain.lines import follows
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Stage, stage_on
from registry_tools.toml_files import read_toml

__all__ = ["read_models", "with_successors"]

_GOING = (Stage.DEPRECATED, Stage.RETIRED)


def read_models(data: Path) -> dict[ModelId, Model]:
    """Read the files of models."""
    models = (
        check(Model, {**read_toml(path), "id": f"{path.parent.name}/{path.stem}"}, where=path.name)
        for path in sorted((data / "models").glob("*/*.toml"))
    )
    return {model.id: model for model in models}


def with_successors(offerings: Sequence[Offering], models: Mapping[ModelId, Model], on: date) -> list[Offering]:
    """
    Return the offerings, those with an end and no successor that anybody names with what follows in their line.

    It is the newest model that follows by `llm_selection.domain.lines.follows`, as in a scan, and that the same provider
    offers: as active, beyond the end that it is to replace, and not while the model's own developer lets it end. Of
    several ids of that model one in the same region scope is taken, then the plainest. Where the line has no such model,
    the successor isn't known. It is recorded, rather than found when somebody asks, so that it has evidence as any fact.

    Args:
        offerings: All of them, successors that are named recorded.
        models: What their files say.
        on: The day of reading.
    """
    by_provider: dict[str, list[Offering]] = defaultdict(list)
    for offering in offerings:
        is_fixed = not offering.moving
        if is_fixed and offering.lifecycle.stage is Stage.ACTIVE and stage_on(offering.lifecycle, on) not in _GOING:
            by_provider[offering.provider].append(offering)
    ending = {each.model for each in offerings if _is_own(each) and stage_on(each.lifecycle, on) in _GOING} - {
        each.model for each in offerings if _is_own(each) and stage_on(each.lifecycle, on) not in _GOING
    }
    staying = {
        provider: [each for each in there if each.model not in ending] for provider, there in by_provider.items()
    }
    return [_with_successor(each, staying.get(each.provider, ()), models, on) for each in offerings]


def _is_own(offering: Offering) -> bool:
    """Say whether an offering is of the API of the model's own developer, whose keys are alike."""
    return offering.provider == developer_of(offering.model)


def _with_successor(old: Offering, staying: Iterable[Offering], models: Mapping[ModelId, Model], on: date) -> Offering:
    """Return an offering with what follows it among those *staying* at its provider, if it ends and nobody names one."""
    end, model = old.lifecycle.retires, models.get(old.model)
    if end is None or model is None or old.lifecycle.successor is not None:
        return old
    followers = [
        (models[each.model], each)
        for each in staying
        if each.model in models
        and (each.lifecycle.retires is None or each.lifecycle.retires > end)
        and follows(models[each.model], model, on)
    ]
    if not followers:
        return old
    newest = max((new for new, _ in followers), key=lambda new: (new.released or date.min, new.id))
    heir = min(
        (each for new, each in followers if new == newest),
        key=lambda each: (each.region_scope != old.region_scope, len(each.variant), len(each.id), each.id),
    )
    note = f"the newest of the line {model.family} there, released {newest.released}; nobody names a successor"
    shown = replace(heir.evidence.record, status=Status.DERIVED, as_of=on, url=None, note=note)
    return replace(
        old,
        lifecycle=replace(old.lifecycle, successor=heir.native_id),
        evidence=replace(old.evidence, fields={**old.evidence.fields, "lifecycle.successor": shown}),
    )
