"""Origins: which overlay brought a record or one of its fields."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from llm_selection.registry._overlays import Layer, Origin, writes
from llm_selection.registry._stores import Store, row_of

__all__ = ["WITHOUT_EVIDENCE", "as_fields", "brought", "origin_of", "written"]

WITHOUT_EVIDENCE = ("results", "verbosities")
"""Sections whose records have no evidence of their own: each result and each count names its source."""


def origin_of(layers: Sequence[Layer], section: str, key: str, field: str) -> Origin | None:
    """Return the last of *layers* that writes a field of a record, or anything of it; ``None`` if none does."""
    for layer in reversed(layers):
        if any(field in ("", path, path.partition(".")[0]) for path, _ in written(layer, section, key)):
            return layer.origin
    return None


def brought(base: Store, layers: Sequence[Layer], section: str, key: str) -> dict[str, Origin]:
    """Return the last of *layers* that writes each field of a record; for one that *base* hasn't, also who brought it."""
    origins: dict[str, Origin] = {}
    new = section not in WITHOUT_EVIDENCE and row_of(base, section, key) is None
    for layer in layers:
        for path, _ in written(layer, section, key):
            if new and origins.setdefault("", layer.origin) == layer.origin and path != "pricing":
                continue
            origins[path] = layer.origin
    return origins


def written(layer: Layer, section: str, key: str) -> Iterator[tuple[str, Any]]:
    """Yield what *layer* writes of one record; results go by their source, verbosities are one field."""
    if section == "results":
        yield from layer.results.get(key, {}).items()
    elif section == "verbosities":
        yield from as_fields(section, layer.verbosities.get(key)).items()
    else:
        yield from writes(layer.records.get(section, {}).get(key, {}))


def as_fields(section: str, plain: Any) -> dict[str, Any]:
    """Return results by source, and verbosities as one field, as plain data; empty if there are none."""
    if section == "results":
        return _by_source(plain or ())
    return {"multiplier": plain} if plain else {}


def _by_source(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Group results by source, as layers hold them."""
    by_source: dict[str, list[Any]] = {}
    for row in rows:
        own = {name: value for name, value in row.items() if name not in ("model", "source")}
        by_source.setdefault(row["source"], []).append(own)
    return by_source
