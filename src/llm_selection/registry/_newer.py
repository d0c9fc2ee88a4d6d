"""Newer data: that of ``llm-selection-data``, where it is installed beside this package."""

from pathlib import Path
from typing import Any

from packaging.version import Version

from llm_selection.errors import Fault, RegistryError
from llm_selection.registry._compile import READABLE_SCHEMAS, SCHEMA_VERSION
from llm_selection.registry._opening import opened
from llm_selection.registry._reading import read
from llm_selection.registry._registry import Registry

__all__ = ["newer_of"]


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
        newer = opened(folder) if schema == SCHEMA_VERSION else read(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"isn't what it should be: {error!r}; install it again, or remove it"
        raise RegistryError(Fault(where=where, problem=problem)) from error
    if newer.version != data.VERSION or newer.schema != SCHEMA_VERSION:
        problem = f"holds data {newer.version} of schema {newer.schema}; install it again, or remove it"
        raise RegistryError(Fault(where=where, problem=problem))
    return newer
