"""Which packages and tables the data is imported from, as a person pinned them in ``upstream.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from registry_tools.places import INPUTS
from registry_tools.toml_files import read_toml

__all__ = ["PINS", "UPSTREAM", "Pin", "Upstream", "read_upstream"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """
    One version of one input.

    Attributes:
        version: As its publisher writes it.
        released: The day of that version.
    """

    version: str
    released: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """
    Everything that is pinned.

    Attributes:
        read: The day on which the packages were read.
        packages: Catalogues that come as packages, by name.
        langchain: The packages that hold LangChain's profiles, by name; all have the day of the newest.
        npm: Packages for Node that carry catalogues, by name.
        hardware: Catalogues of accelerators, which are packages too, by name.
        hardware_read: The day on which these were read.
        tables: Copies of catalogues that come as tables, by the key of their source.
        past: Older versions of catalogues, oldest first, by the name of the package.
        past_read: The day on which these were read.
    """

    read: date
    packages: Mapping[str, Pin]
    langchain: Mapping[str, Pin]
    tables: Mapping[str, Pin]
    npm: Mapping[str, Pin] = field(default_factory=dict)
    hardware: Mapping[str, Pin] = field(default_factory=dict)
    hardware_read: date | None = None
    past: Mapping[str, tuple[Pin, ...]] = field(default_factory=dict)
    past_read: date | None = None

    @property
    def pinned(self) -> Mapping[str, Pin]:
        """Every package that a refresh takes, by name."""
        return {**self.packages, **self.langchain, **self.hardware, **self.npm}

    @property
    def profiles(self) -> Pin:
        """The version and day of LangChain's profiles as one source."""
        newest = max(pin.released for pin in self.langchain.values())
        return Pin(version=f"packages to {newest}", released=newest)


def read_upstream(path: Path) -> Upstream:
    """Read the pins."""
    tables = read_toml(path)
    profiles = tables["langchain"]
    return Upstream(
        read=tables["read"],
        packages={name: Pin(**pin) for name, pin in tables["packages"].items()},
        langchain={
            name: Pin(version=version, released=profiles["released"]) for name, version in profiles["packages"].items()
        },
        tables={name: Pin(**pin) for name, pin in tables["tables"].items()},
        npm={name: Pin(**pin) for name, pin in tables.get("npm", {}).items()},
        hardware={name: Pin(**pin) for name, pin in tables.get("hardware", {}).items()},
        hardware_read=tables.get("hardware_read"),
        past={name: _by_day(days) for name, days in tables.get("past", {}).items()},
        past_read=tables.get("past_read"),
    )


def _by_day(days: Mapping[str, date]) -> tuple[Pin, ...]:
    """Return versions in the order of their days."""
    pins = (Pin(version=version, released=day) for version, day in days.items())
    return tuple(sorted(pins, key=lambda pin: pin.released))


PINS = INPUTS / "upstream.toml"
"""Where they stand."""
UPSTREAM = read_upstream(PINS)
