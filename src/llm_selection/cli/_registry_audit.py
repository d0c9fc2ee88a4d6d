"""The command ``registry audit``."""

import os
from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._json import say_json
from llm_selection.cli._terminal import ANSWERED, FOUND, say
from llm_selection.presentation.registry_report import audit_as_text
from llm_selection.registry import CHOICE, Overlay

__all__ = ["audit"]


def audit(options: Namespace) -> int:
    """Print what overlays do: those the environment names, else all that are installed, and those in folders."""
    registry = registries.in_use() if os.environ.get(CHOICE) else registries.discover(strict=False)
    if options.folders:
        first, *others = (registries.build(folder, Overlay) for folder in options.folders)
        for other in others:
            first |= other
        registry = registry.replacing(first)
    report = registries.audit(registry)
    if options.json:
        say_json({**to_plain(report, whole=True), "left_out": to_plain(registry.left_out)})
    else:
        say(audit_as_text(registry))
    return FOUND if report.conflicts or registry.left_out else ANSWERED
