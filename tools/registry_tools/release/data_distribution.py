"""
Write the project of the data-only distribution ``llm-selection-data``, from the same sources as the shipped data.

    registry-tools release data-distribution OUTPUT_DIR [--data data]

Installed beside the library, its data answers where it is newer than what the library ships. The same sources give
the same project to the byte; ``python -m build --wheel OUTPUT_DIR`` makes the wheel.
"""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.version import Version

from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.pages.all_pages import sources_page
from registry_tools.places import DATA, ROOT

__all__ = ["main", "project"]

MODULE = "llm_selection_data"

_PYPROJECT = """\
[build-system]
requires = {requires}
build-backend = "hatchling.build"

[project]
name = "llm-selection-data"
version = "{version}"
description = "Data for llm_selection, of {date}: used in place of the data that the library ships, where it is newer."
readme = "README.md"
requires-python = "{python}"
license = "{license}"
license-files = ["LICENSE", "DATA-SOURCES.md"]
classifiers = [
  "Intended Audience :: Developers",
  "Operating System :: OS Independent",
  "Programming Language :: Python :: 3 :: Only",
]

[tool.hatch.build.targets.wheel]
packages = ["src/llm_selection_data"]
"""

_MODULE = '''\
"""The data of llm_selection, compiled: the library uses it where it is newer than what it ships."""

__all__ = ["SCHEMA", "VERSION"]

VERSION = {version}
"""Version of the data, by the calendar."""

SCHEMA = {schema}
"""Version of the compiled registry's shape."""
'''

_README = """\
# llm-selection-data

Data {version} for `llm_selection`, of {date}, schema {schema}: {models:,} models, {offerings:,} offerings.

Installed beside the library, it answers in place of the data that the library ships, where it is newer.
There is nothing to call: `llm_selection.bundled().version` says which data answers.
A library that doesn't read schema {schema} refuses it and says so: upgrade `llm-selection`, or pin an earlier `llm-selection-data`.

Where the facts come from, and under which licenses: see `DATA-SOURCES.md`.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the project."""
    parser = command_parser("release data-distribution", __doc__)
    parser.add_argument("output", type=Path, help="the project's folder; made if need be")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the sources")
    options = parser.parse_args(arguments)
    registry = build(options.data)
    for name, content in project(registry).items():
        path = options.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(f"wrote data {registry.version}, schema {registry.schema}, to {options.output}")


def project(registry: Registry) -> dict[str, bytes]:
    """
    Return the files of the project by their place in it.

    Raises:
        packaging.version.InvalidVersion: The data's version can't be that of a distribution.
    """
    with (ROOT / "pyproject.toml").open("rb") as file:
        main_project = tomllib.load(file)
    facts = {
        "version": registry.version,
        "date": registry.date,
        "schema": registry.schema,
        "models": len(registry.models),
        "offerings": len(registry.offerings),
    }
    texts = {
        "pyproject.toml": _PYPROJECT.format(
            requires=json.dumps(main_project["build-system"]["requires"]),
            version=Version(registry.version),
            date=registry.date,
            python=main_project["project"]["requires-python"],
            license=main_project["project"]["license"],
        ),
        "README.md": _README.format(**facts),
        "DATA-SOURCES.md": "\n".join(sources_page(registry)) + "\n",
        "LICENSE": (ROOT / "LICENSE").read_text(encoding="utf-8"),
        f"src/{MODULE}/__init__.py": _MODULE.format(version=json.dumps(registry.version), schema=registry.schema),
        f"src/{MODULE}/py.typed": "",
    }
    compiled = {f"src/{MODULE}/{name}": content for name, content in registry.to_files().items()}
    return {name: text.encode() for name, text in texts.items()} | compiled
