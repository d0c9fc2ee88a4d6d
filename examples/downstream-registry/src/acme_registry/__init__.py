"""What the fictional company Acme puts on top of the registry of llm_selection."""

from importlib.resources import files

from llm_selection import Overlay, build

__all__ = ["overlay"]


def overlay() -> Overlay:
    """Build the folder that comes with this package."""
    return build(files("acme_registry") / "registry", Overlay)
