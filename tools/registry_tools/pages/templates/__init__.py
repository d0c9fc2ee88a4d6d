"""The written part of pages that have figures, and how the figures get into it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["template", "with_parts"]


def template(name: str) -> str:
    """Return the template of a page."""
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8")


def with_parts(name: str, parts: Mapping[str, Sequence[str]]) -> str:
    """Return a page whose template has ``<!-- part -->`` where the lines of a part belong."""
    text = template(name)
    for part, lines in parts.items():
        text = text.replace(f"<!-- {part} -->", "\n".join(lines))
    return text
