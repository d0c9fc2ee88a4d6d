"""Discovery: overlays that installed packages bring, and newer data installed beside this package."""

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name, is_normalized_name
from packaging.version import Version

from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._bundled import bundled, opened
from llm_selection.registry._compile import READABLE_SCHEMAS, SCHEMA_VERSION
from llm_selection.registry._overlays import Origin, Overlay, stacked
from llm_selection.registry._registry import Registry, with_layers

__all__ = ["GROUP", "discover", "newer_of"]

GROUP = "llm_selection.registries"
"""The entry point group in which a package names its overlay, or a function that returns it."""


def discover(*packages: str, strict: bool = True, base: Registry | None = None) -> Registry:
    """
    Put the overlays of installed packages on top of a registry.

    A package names its overlay, or a function of no arguments that returns one, as an entry point in the group
    ``llm_selection.registries``. Nothing is loaded until this is called. What a package brings passes the gate again,
    whichever way it was made, and bears the name and version of its distribution, whatever the overlay calls itself.
    All go on together, so that one may build on what a later one brings.

    Args:
        packages: Names of distributions, the last one on top; without any, all that are installed, in the order of
            their normalised names. Several overlays of one distribution go by the names of their entry points.
        strict: Whether a broken package is an error; otherwise it is left out and ``left_out`` says why. Of packages that
            don't fit together, the first in order are kept.
        base: What they are put on; by default what `bundled` returns.

    Raises:
        RegistryError: A package that is named isn't installed; or one is broken, and it is *strict*.
        InvalidInputError: What should be a name is something else.
    """
    if wrong := [name for name in packages if not isinstance(name, str)]:
        raise InvalidInputError(f"a package's name is text, got {wrong[0]!r}")
    if not isinstance(base, Registry | None):
        raise InvalidInputError(f"overlays are put on a Registry, got {base!r}")
    registry = bundled() if base is None else base
    loaded: list[_Loaded] = []
    broken: list[RegistryError] = []
    for point in _ordered(packages):
        try:
            loaded.append(_load(point))
        except RegistryError as error:
            broken.append(error)
    faults = [fault for error in broken for fault in error.faults]
    try:
        found = _on_top(registry, loaded, faults)
    except RegistryError:
        loaded, at_odds = _fitting(registry, loaded)
        faults += at_odds
        found = _on_top(registry, loaded, faults)
    if strict and faults:
        raise RegistryError(*faults) from (broken[0].__cause__ if broken else None)
    return found


class _Loaded(NamedTuple):
    """
    The overlay of one entry point.

    Attributes:
        where: The package and its entry point.
        overlay: What it brings.
    """

    where: str
    overlay: Overlay


def _on_top(registry: Registry, loaded: Sequence[_Loaded], left_out: Iterable[Fault] = ()) -> Registry:
    """Put overlays on a registry, all together: one may build on what a later one brings."""
    layers = [layer for each in loaded for layer in each.overlay.layers]
    return with_layers(registry, stacked((*registry.layers, *layers)).layers, left_out=tuple(left_out))


def _fitting(registry: Registry, loaded: Sequence[_Loaded]) -> tuple[list[_Loaded], list[Fault]]:
    """Find out which of overlays that don't fit together do, trying one more at a time; and what is wrong with the rest."""
    kept: set[int] = set()
    while True:
        faults: list[Fault] = []
        before = len(kept)
        for place, (where, _) in enumerate(loaded):
            if place in kept:
                continue
            try:
                _on_top(registry, [loaded[each] for each in sorted({*kept, place})])
            except RegistryError as error:
                faults += [Fault(where=f"{where}: {fault.where}", problem=fault.problem) for fault in error.faults]
            else:
                kept.add(place)
        # Another round: one that didn't fit may build on one that was added after it.
        if len(kept) == before:
            return [loaded[place] for place in sorted(kept)], faults


def _ordered(packages: Iterable[str]) -> list[EntryPoint]:
    """Return the entry points wanted, in order."""
    found: dict[str, list[EntryPoint]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.setdefault(_distribution(point), []).append(point)
    given = tuple(packages)
    wanted = [str(canonicalize_name(name)) for name in given] or sorted(found)
    if folders := [name for name in given if not is_normalized_name(canonicalize_name(name))]:
        problem = (
            "isn't the name of an installed package. Put a folder of your own on top in Python, "
            "bundled() | build(FOLDER, Overlay), or install a package that brings it"
        )
        raise RegistryError(*(Fault(where=f"package {name}", problem=problem) for name in folders))
    missing = [name for name in wanted if name not in found]
    if missing:
        known = ", ".join(sorted(found)) or "none"
        problem = f"isn't installed, or registers nothing in {GROUP}; installed are: {known}"
        raise RegistryError(*(Fault(where=f"package {name}", problem=problem) for name in missing))
    return [point for name in dict.fromkeys(wanted) for point in found[name]]


def _distribution(point: EntryPoint) -> str:
    """Return the normalised name of the distribution that brings an entry point; the point's own if it has none."""
    return canonicalize_name((point.dist and point.dist.name) or point.name)


def _load(point: EntryPoint) -> _Loaded:
    """
    Load what one entry point names, trusting nothing in it.

    Raises:
        RegistryError: Whatever goes wrong in it, with the name of the package.
    """
    name = _distribution(point)
    version = point.dist.version if point.dist else "0"
    where = f"package {name} {version}: entry point {point.name} = {point.value}"
    try:
        origin = Origin(name=name, version=version)
        found: Any = point.load()
        if isinstance(found, Callable) and not isinstance(found, type):  # type: ignore[arg-type]  # a protocol
            found = found()
        return _Loaded(where, _checked(found).brought_by(origin))
    except (RegistryError, InvalidInputError) as error:
        raise RegistryError(
            *(Fault(where=f"{where}: {fault.where}".rstrip(": "), problem=fault.problem) for fault in error.faults)
        ) from error
    except (Exception, SystemExit) as error:  # a package may fail in any way, and is to be named
        raise RegistryError(Fault(where=where, problem=f"can't be loaded: {type(error).__name__}: {error}")) from error


def _checked(found: object) -> Overlay:
    """Pass what a package brings through the gate, whichever way it was made."""
    if not isinstance(found, Overlay):
        raise InvalidInputError(f"must be an Overlay, or a function that returns one; got {type(found).__name__}")
    return Overlay.from_plain(found.to_plain(), where="")


def newer_of(shipped: Registry, data: Any) -> Registry:
    """
    Return the newer of the registry this package ships and that of the installed ``llm-selection-data``.

    Args:
        shipped: This package's.
        data: The module ``llm_selection_data``, with ``VERSION``, ``SCHEMA`` and the compiled registry beside it.

    Raises:
        RegistryError: The newer one has a schema that this library doesn't read, or isn't whole.
    """
    where = "package llm-selection-data"
    try:
        version, schema = Version(data.VERSION), int(data.SCHEMA)
        if version <= Version(shipped.version):
            return shipped
        where += f" {version}"
        if schema not in READABLE_SCHEMAS:
            problem = (
                f"has schema {schema}; this library reads {min(READABLE_SCHEMAS)} to {SCHEMA_VERSION}. "
                f"Upgrade llm-selection, or pin llm-selection-data<{version}"
            )
            raise RegistryError(Fault(where=where, problem=problem))
        folder = str(Path(data.__file__).parent)
        if schema == SCHEMA_VERSION:
            found = opened(folder)
        else:
            from llm_selection.registry import read  # noqa: PLC0415 - it imports this module's neighbours first

            found = read(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"isn't what it should be: {error!r}; install it again, or remove it"
        raise RegistryError(Fault(where=where, problem=problem)) from error
    if found.version != data.VERSION or found.schema != SCHEMA_VERSION:
        problem = f"holds data {found.version} of schema {found.schema}; install it again, or remove it"
        raise RegistryError(Fault(where=where, problem=problem))
    return found
