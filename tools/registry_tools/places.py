"""Where things lie in a clone of the repository, whatever folder a command is run from."""

from pathlib import Path

__all__ = ["COLLECTED", "COMPILED", "DATA", "DOCS", "INPUTS", "MEASUREMENTS", "ROOT", "SOURCE"]

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
"""The sources of the registry."""
SOURCE = ROOT / "src" / "llm_selection"
COMPILED = SOURCE / "registry" / "data"
"""The registry that the library ships, compiled from ``DATA``."""
DOCS = ROOT / "docs"
MEASUREMENTS = DOCS / "measurements"
"""Pages that say what was measured; the commands under ``evaluate``, ``compare``, ``benchmark`` and ``fuzz`` write them."""
INPUTS = ROOT / "tools" / "inputs"
"""What people curate for the commands; its README says what each file holds."""
COLLECTED = INPUTS / "collected"
"""Tables that people collected from pages and files without a home of their own; each row says where it is from."""
