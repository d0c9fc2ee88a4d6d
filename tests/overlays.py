"""An overlay on `factories.calibrated`, as a shop might bring it."""

from typing import Any

from factories import calibrated
from llm_selection.registry import Overlay, Registry

__all__ = ["CONTRACT", "FILES", "price", "registry_with", "shop"]

CONTRACT = {"source": "contract", "status": "documented", "as_of": "2026-10-01"}


def price(input: str, output: str, effective: str = "2026-10-01") -> dict[str, Any]:
    """Make a schedule of one period, as a table."""
    cards = [{"input": input, "output": output}]
    return {
        "kind": "per-token",
        "periods": [{"effective": effective, "basis": "documented", "cards": cards, "evidence": CONTRACT}],
    }


def shop(version: str = "1.0", **changes: Any) -> Overlay:
    """Make the overlay: a fine-tune with a result, served at a price; a negotiated price; a reading; a denied provider."""
    parts: dict[str, Any] = {
        "evidence": CONTRACT,
        "sources": {
            "contract": {
                "title": "The shop's contract",
                "url": "https://shop.example",
                "version": "1",
                "retrieved": "2026-10-01",
            }
        },
        "developers": {"shop": {"name": "Shop"}},
        "models": {
            "shop/tuned": {"name": "Tuned", "base": "borg/open", "released": "2026-09-01"},
            "borg/new": {"released": "2026-10-02", "limits": {"context_tokens": 8000}},
        },
        "offerings": {
            "host/tuned": {
                "model": "shop/tuned",
                "limits": {"context_tokens": 200_000, "max_output_tokens": 32_000},
                "lifecycle": {"stage": "active"},
                "pricing": price("0.1", "0.2"),
            },
            "host/open": {"pricing": price("0.5", "1.5")},
        },
        "licenses": {"freeware": {"outputs_may_train": False}},
        "results": [
            {
                "model": "shop/tuned",
                "benchmark": name,
                "score": 0.85,
                "items": 400,
                "stderr": 0.02,
                "reporter": "independent",
                "source": "contract",
            }
            for name in ("code-one", "code-two")
        ],
        "deny": {"providers": ["acme"]},
    }
    return Overlay("shop", version, **{**parts, **changes})


def registry_with(*overlays: Overlay) -> Registry:
    """Put overlays on the small registry."""
    made = calibrated()
    for overlay in overlays:
        made |= overlay
    return made


FILES = {
    "overlay.toml": (
        'name = "shop"\nversion = "1.0"\n\n'
        '[evidence]\nsource = "contract"\nstatus = "documented"\nas_of = 2026-10-01\n\n'
        '[deny]\nproviders = ["deepinfra"]\n'
    ),
    "sources.toml": (
        '[contract]\ntitle = "The shop\'s contract"\nurl = "https://shop.example"\n'
        'version = "1"\nretrieved = 2026-10-01\n'
    ),
    "offerings/openai.toml": (
        '["gpt-5.5".pricing]\nkind = "per-token"\n\n["gpt-5.5".lifecycle]\nstage = "active"\n\n'
        '[["gpt-5.5".pricing.periods]]\neffective = 2026-10-01\nbasis = "documented"\n'
        'cards = [{ input = "0", output = "3" }]\n'
        'evidence = { source = "contract", status = "documented", as_of = 2026-10-01 }\n'
    ),
}
"""A folder with an overlay on the bundled registry."""
