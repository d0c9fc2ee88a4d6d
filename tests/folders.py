"""Folders on disk: a small one of sources, to break or to change, and any other."""

from collections.abc import Mapping
from pathlib import Path

__all__ = ["FOLDER", "folder", "place"]

_SEEN = '.evidence.record]\nsource = "page"\nstatus = "reported"\nas_of = 2026-11-01\n'
_PRICED = (
    '[[one.pricing.periods]]\neffective = 2026-05-01\nbasis = "documented"\ncards = [{ input = "1", output = "4" }]\n'
    'evidence = { source = "page", status = "reported", as_of = 2026-05-01 }\n[one.pricing]\nkind = "per-token"\n'
)

FOLDER = {
    "registry.toml": 'version = "2026.11.1"\ndate = 2026-11-01\n',
    "sources.toml": '[page]\ntitle = "A page"\nurl = "https://example.org"\nversion = "1"\nretrieved = 2026-11-01\n',
    "developers.toml": f'[acme]\nname = "Acme"\n[acme{_SEEN}',
    "providers.toml": f'[host]\nname = "Host"\nkind = "inference-host"\n[host{_SEEN}',
    "models/acme/one.toml": f'name = "One"\n[{_SEEN[1:]}',
    "offerings/host.toml": f'[one]\nmodel = "acme/one"\n[one.limits]\ncontext_tokens = 1000\n{_PRICED}[one{_SEEN}',
    "hardware/maker.toml": (
        f'[card]\nname = "Card"\nkind = "datacenter"\nmemory_bytes = 85899345920\n[card.flops]\nbf16 = 989\n[card{_SEEN}'
    ),
    "news/2026.11.1.md": "A person's words.\n",
}
"""Files by their place: one model, one accelerator, one offering at $1 and $4 with a window of 1,000 tokens, and what a person wrote."""


def folder(path: Path, **changes: tuple[str, str]) -> Path:
    """Write the folder to *path*; each of *changes* replaces words in the file of that name."""
    for name, text in FOLDER.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(*changes.get(place.stem, ("", ""))), encoding="utf-8")
    return path


def place(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write *files* into *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
