"""The profiles of models in LangChain's packages, read from their source text: nothing of it is run."""

import ast
from typing import Any

__all__ = ["read_profiles"]


def read_profiles(code: str) -> dict[str, dict[str, Any]]:
    """
    Read the table of profiles in the source text of a package's module, by the model's id there.

    Raises:
        ValueError: The module has no such table.
    """
    for node in ast.parse(code).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "_PROFILES":
            if node.value is None:
                break
            profiles: dict[str, dict[str, Any]] = ast.literal_eval(node.value)
            return profiles
    raise ValueError("no _PROFILES in the module")
