"""Discovery: overlays that installed packages bring, or that lie in folders."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NamedTuple

from packaging.utils import canonicalize_name

from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._bundled import bundled
from llm_selection.registry._overlays import Origin, Overlay, stacked
from llm_selection.registry._registry import Registry, with_layers
from llm_selection.registry._sources import read_overlay

__all__ = ["GROUP", "discover"]

GROUP = "llm_selection.registries"
"""The entry point group in which a package names its overlay, or a function that returns it."""

_NORMALISED = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # the oldest packaging that we allow can't check this


def discover(*packages: str, strict: bool = True, base: Registry | None = None) -> Registry:
    """
    Put the overlays of installed packages, and those in folders, on top of a registry.

    A package names its overlay, or a function of no arguments that returns one, as an entry point in the group
    ``llm_selection.registries``. Nothing is loaded until this is called. What a package brings passes the gate again,
    whichever way it was made, and bears the name and version of its distribution, whatever the overlay calls itself.
    All go on together, so that one may build on what a later one brings.

    Args:
        packages: Names of distributions, the last one on top; without any, all that are installed, in the order of
            their normalised names. Several overlays of one distribution go by the names of their entry points. What
            starts with a full stop or has a slash or backslash, such as ``./ours``, is the path of a folder with an
            ``overlay.toml``, and bears the name and version that stand in that.
        strict: Whether a broken package or folder is an error; otherwise it is left out and ``left_out`` says why. Of
            those that don't fit together, the first in order are kept.
        base: What they are put on; by default what `bundled` returns.

    Raises:
        RegistryError: A package that is named isn't installed, or a folder isn't there; or one is broken, with every
            fault of every file of a folder, and it is *strict*.
        InvalidInputError: What should be a name is something else.
    """
    if wrong := [name for name in packages if not isinstance(name, str)]:
        raise InvalidInputError(f"a package's name is text, got {wrong[0]!r}")
    if not isinstance(base, Registry | None):
        raise InvalidInputError(f"overlays are put on a Registry, got {base!r}")
    registry = bundled() if base is None else base
    loaded: list[_Loaded] = []
    broken: list[RegistryError] = []
    for source in _ordered(packages):
        try:
            loaded.append(_read_folder(source) if isinstance(source, str) else _load_entry_point(source))
        except RegistryError as error:
            broken.append(error)
    faults = [fault for error in broken for fault in error.faults]
    try:
        discovered = _with_overlays(registry, loaded, faults)
    except RegistryError:
        loaded, at_odds = _compatible(registry, loaded)
        faults += at_odds
        discovered = _with_overlays(registry, loaded, faults)
    if strict and faults:
        raise RegistryError(*faults) from (broken[0].__cause__ if broken else None)
    return discovered


class _Loaded(NamedTuple):
    """
    The overlay of one entry point, or of one folder.

    Attributes:
        where: The package and its entry point; or the folder.
        overlay: What it brings.
    """

    where: str
    overlay: Overlay


def _with_overlays(registry: Registry, loaded: Sequence[_Loaded], left_out: Iterable[Fault] = ()) -> Registry:
    """Put overlays on a registry in one step, as one may build on a later one."""
    layers = [layer for item in loaded for layer in item.overlay.layers]
    return with_layers(registry, stacked((*registry.layers, *layers)).layers, left_out=tuple(left_out))


def _compatible(registry: Registry, loaded: Sequence[_Loaded]) -> tuple[list[_Loaded], list[Fault]]:
    """Add overlays one at a time; return those that fit together, and the faults of the others."""
    kept: set[int] = set()
    while True:
        faults: list[Fault] = []
        before = len(kept)
        for place, (where, _) in enumerate(loaded):
            if place in kept:
                continue
            try:
                _with_overlays(registry, [loaded[index] for index in sorted({*kept, place})])
            except RegistryError as error:
                faults += [Fault(where=f"{where}: {fault.where}", problem=fault.problem) for fault in error.faults]
            else:
                kept.add(place)
        # Try the others again: one that didn't fit may build on one that was added after it.
        if len(kept) == before:
            return [loaded[place] for place in sorted(kept)], faults


def _ordered(packages: Iterable[str]) -> list[EntryPoint | str]:
    """Return the entry points and folders wanted, in order."""
    by_distribution: dict[str, list[EntryPoint]] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        by_distribution.setdefault(_distribution(point), []).append(point)
    names = tuple(packages)
    if faults := [*_name_faults([name for name in names if not _is_path(name)], by_distribution), *_path_faults(names)]:
        raise RegistryError(*faults)
    wanted = [name if _is_path(name) else str(canonicalize_name(name)) for name in names] or sorted(by_distribution)
    ordered: list[EntryPoint | str] = []
    for name in dict.fromkeys(wanted):
        ordered += [name] if _is_path(name) else by_distribution[name]
    return ordered


def _is_path(name: str) -> bool:
    """Say whether an entry is the path of a folder; a name has neither of the separators, whatever the system."""
    return name.startswith(".") or "/" in name or "\\" in name


def _name_faults(names: Iterable[str], installed: Mapping[str, object]) -> Iterator[Fault]:
    """Find names that no package can have, and names of packages that aren't installed."""
    for name in names:
        wanted = canonicalize_name(name)
        if not _NORMALISED.fullmatch(wanted):
            problem = "isn't the name of an installed package; a folder is written with a separator, such as ./ours"
            yield Fault(where=f"package {name}", problem=problem)
        elif wanted not in installed:
            known = ", ".join(sorted(installed)) or "none"
            is_folder = os.path.isfile(os.path.join(name, "overlay.toml"))  # false of what no file can be called
            meant = f". For the folder, write ./{name}" if is_folder else ""
            problem = f"isn't installed, or registers nothing in {GROUP}; installed are: {known}{meant}"
            yield Fault(where=f"package {wanted}", problem=problem)


def _path_faults(names: Iterable[str]) -> Iterator[Fault]:
    """Find paths where there is no folder."""
    for name in names:
        if _is_path(name) and not os.path.isdir(name):  # a path with a null is none, on each Python
            # Other variables that hold paths separate them so.
            hint = "; entries are set apart by commas" if os.pathsep in name else ""
            yield Fault(where=name, problem=f"isn't a folder{hint}")


def _read_folder(folder: str) -> _Loaded:
    """
    Read the overlay in a folder.

    Raises:
        RegistryError: With every fault of every file, and the folder's path.
    """
    try:
        return _Loaded(folder, read_overlay(Path(folder)))
    except RegistryError as error:
        # A fault of the folder itself names its path already.
        places = ("" if fault.where == str(Path(folder)) else f": {fault.where}" for fault in error.faults)
        raise RegistryError(
            *(
                Fault(where=f"{folder}{place}", problem=fault.problem)
                for place, fault in zip(places, error.faults, strict=True)
            )
        ) from error


def _distribution(point: EntryPoint) -> str:
    """Return the normalised name of the distribution that brings an entry point; the point's own if it has none."""
    return canonicalize_name((point.dist and point.dist.name) or point.name)


def _load_entry_point(point: EntryPoint) -> _Loaded:
    """
    Load the overlay that one entry point names, and trust nothing in it.

    Raises:
        RegistryError: Whatever goes wrong in it, with the name of the package.
    """
    name = _distribution(point)
    version = point.dist.version if point.dist else "0"
    where = f"package {name} {version}: entry point {point.name} = {point.value}"
    try:
        origin = Origin(name=name, version=version)
        loaded: Any = point.load()
        if callable(loaded) and not isinstance(loaded, type):
            loaded = loaded()
        return _Loaded(where, _checked_overlay(loaded).brought_by(origin))
    except (RegistryError, InvalidInputError) as error:
        raise RegistryError(
            *(Fault(where=f"{where}: {fault.where}".rstrip(": "), problem=fault.problem) for fault in error.faults)
        ) from error
    except (Exception, SystemExit) as error:  # a package may fail in any way, and is to be named
        raise RegistryError(Fault(where=where, problem=f"can't be loaded: {type(error).__name__}: {error}")) from error


def _checked_overlay(overlay: object) -> Overlay:
    """Check what a package brings at the gate, however it was made."""
    if not isinstance(overlay, Overlay):
        raise InvalidInputError(f"must be an Overlay, or a function that returns one; got {type(overlay).__name__}")
    return Overlay.from_plain(overlay.to_plain(), where="")
