"""The packages that catalogues come as: their newest versions, the day of each, and their files, from where they are published."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from packaging.utils import parse_wheel_filename
from packaging.version import InvalidVersion, Version
from pypi_simple import DigestMismatchError, DistributionPackage, NoSuchProjectError, PyPISimple

from registry_tools.upstream.pins import Pin

__all__ = ["Index", "Npm", "tarball_in", "wheel_in"]


def wheel_in(folder: Path, name: str, version: str) -> Path | None:
    """Return the wheel of one version of a package, if it is in *folder*."""
    return next(iter(sorted(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))), None)


def tarball_in(folder: Path, name: str, version: str) -> Path | None:
    """Return the tarball of one version of a package for Node, if it is in *folder*."""
    path = folder / f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz"
    return path if path.exists() else None


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


class Npm:
    """Packages for Node, asked for through the npm client: nothing of a package is run or installed."""

    def newest(self, name: str, *, on: date) -> Pin:
        """
        Return the newest version that was there on a day, and the day of its upload; no version that is a trial.

        Raises:
            LookupError: There is no such package, no version of it by then, or no npm client.
        """
        days: dict[str, str] = json.loads(_npm("view", name, "time", "--json"))
        by_version = {
            version: day
            for word, moment in days.items()
            if (version := _release(word)) and (day := datetime.fromisoformat(moment).date()) <= on
        }
        if not by_version:
            raise LookupError(f"npm has no version of {name}")
        version = max(by_version)
        return Pin(version=str(version), released=by_version[version])

    def fetch(self, name: str, version: str, folder: Path) -> Path:
        """
        Download the tarball of one version into *folder*; npm compares it with its digest.

        Raises:
            LookupError: It can't be had, or there is no npm client.
        """
        folder.mkdir(parents=True, exist_ok=True)
        _npm("pack", f"{name}@{version}", "--pack-destination", str(folder))
        tarball = tarball_in(folder, name, version)
        if tarball is None:
            raise LookupError(f"npm has no tarball of {name} {version}")
        return tarball


def _release(word: str) -> Version | None:
    """Read a version that is no trial; ``None`` for anything else."""
    try:
        version = Version(word)
    except InvalidVersion:
        return None
    return None if version.is_prerelease else version


def _npm(*words: str) -> str:
    """
    Run the npm client and return what it prints.

    Raises:
        LookupError: There is none, or it fails.
    """
    try:
        done = subprocess.run(["npm", *words], check=True, capture_output=True, text=True)  # noqa: S607 - the client of whoever runs this
    except FileNotFoundError as error:
        raise LookupError("there is no npm client; it comes with Node") from error
    except subprocess.CalledProcessError as error:
        raise LookupError(f"npm {' '.join(words[:2])} failed: {error.stderr.partition(chr(10))[0]}") from error
    return done.stdout
