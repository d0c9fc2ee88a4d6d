"""What the fictional company Acme puts on top of the registry of llm_selection."""

from importlib.resources import as_file, files

from llm_selection import Overlay, build

__all__ = ["overlay"]


def overlay() -> Overlay:
    """Build the folder that comes with this package."""
    with as_file(files("acme_registry") / "registry") as folder:
        return build(folder, Overlay)
