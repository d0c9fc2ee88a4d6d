"""Pinning: other versions of the packages that are imported, into ``upstream.toml``, and another day of the data."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from registry_tools.release.packages import Index, Npm
from registry_tools.upstream.pins import Pin, Upstream

__all__ = ["newest_pins", "raised", "raised_data", "rewritten"]


def newest_pins(upstream: Upstream, index: Index, npm: Npm, *, on: date) -> dict[str, Pin]:
    """Return the newest version of each package on a day; of one that is gone it is told, and its pin stays."""
    found = {}
    for name in upstream.pinned:
        try:
            found[name] = (npm if name in upstream.npm else index).newest(name, on=on)
        except LookupError as error:
            print(f"warning: {error}; the version of {name} stays as it was")
    return found


def raised(text: str, pins: Mapping[str, Pin], *, on: date) -> str:
    """Return the text of ``upstream.toml`` with other pins, read on a day; comments stay, and what *pins* doesn't name."""
    section, lines = "", []
    for line in text.splitlines():
        section = line.strip("[]") if line.startswith("[") else section
        key, separator, _ = line.partition(" = ")
        in_profiles = section == "langchain.packages"
        pin = pins.get(key if in_profiles else section.partition(".")[2].strip('"')) if separator else None
        if key in {"read", "hardware_read"}:
            lines.append(f"{key} = {on}")
        elif pin is not None and (in_profiles or key == "version"):
            lines.append(f'{key} = "{pin.version}"')
        elif pin is not None and key == "released":
            lines.append(f"released = {pin.released}")
        else:
            lines.append(line)
    profiles = [pins[name].released for name in pins if f"\n{name} = " in text]
    whole = "\n".join(lines) + "\n"
    if profiles:
        whole = re.sub(r"(?m)^(\[langchain\]\nreleased = ).*$", rf"\g<1>{max(profiles)}", whole)
    return whole


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
