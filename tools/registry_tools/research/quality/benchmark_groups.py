"""
Groups: benchmarks that are hidden together, since one tells of another more than a test of something else would.

A family is a group; so are the versions of one benchmark; and so is what `SERIES` puts together: translations, subsets,
harder or easier editions, the same questions with tools or another grader.
"""

import re
from collections.abc import Mapping

from llm_selection.domain.benchmarks import Benchmark

SERIES: Mapping[str, tuple[str, ...]] = {
    "browsecomp": ("browsecomp-long-context", "browsecomp-zh"),
    "charxiv": ("charxiv-descriptive", "charxiv-reasoning"),
    "cl-bench": ("cl-bench-life",),
    # Questions of contests, or written like them.
    "contest-math": ("imo-answerbench", "math", "matharena-apex"),
    "gsm8k": ("mgsm",),
    "hle": ("hle-with-tools",),
    # MultiPL-E is HumanEval in other programming languages.
    "humaneval": ("multipl-e",),
    # Multi-IF is IFEval in several turns and languages.
    "ifeval": ("multi-if",),
    "lmarena": ("lmarena-agent",),
    "mbpp": ("mbpp-plus",),
    "mmlu": ("global-mmlu-lite", "mmlu-pro", "mmlu-prox", "mmlu-redux", "mmmlu"),
    "multichallenge": ("multichallenge-o3-mini-grader",),
    "simpleqa": ("chinese-simpleqa", "simpleqa-verified"),
    "swe-bench": ("multi-swe-bench", "swe-bench-live", "swe-bench-multilingual", "swe-bench-pro"),
}
"""By group: what else belongs to it; families, or benchmarks without their version."""

APART: Mapping[tuple[str, str], str] = {
    ("arc-agi", "arc-challenge"): "grids and school science; they share three letters",
    ("contest-math", "livebench"): "math is the name of a subject",
    ("contest-math", "lmarena"): "math is the name of a subject",
    ("global-piqa", "mmlu"): "global is an adjective",
    ("global-piqa", "piqa"): "written anew in each language, none of it translated from PIQA",
    ("ifeval", "swe-bench"): "multi is an adjective",
    ("swe-atlas", "swe-bench"): "other makers, repositories and questions",
    ("swe-atlas", "swe-lancer-ic-diamond"): "other makers, repositories and questions",
    ("swe-bench", "swe-lancer-ic-diamond"): "other makers, repositories and questions",
    ("video-mme", "video-mmmu"): "other makers, films and questions",
}
"""Pairs of groups, in order of name, whose benchmarks share a word and nothing else; and why that is so."""

_SERIES_OF = {member: group for group, members in SERIES.items() for member in members}


def group_of(benchmark: Benchmark) -> str:
    """
    Return what is left out together with a benchmark.

    That is its family, or else its id without a version; or the series that this belongs to.
    """
    name = benchmark.family or re.sub(r"-(\d.*|v\d.*)$", "", benchmark.id)
    return _SERIES_OF.get(name, name)
