"""Seeds: inputs that are right, taken from files of this project, which mutants are made of."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from llm_selection._foundation.toml import toml_of
from registry_tools.places import ROOT
from registry_tools.toml_files import read_toml

__all__ = [
    "ARTEFACTS",
    "COMMANDS",
    "DECISION",
    "HARNESS",
    "KEYWORDS",
    "PACKAGES",
    "SCANNED",
    "WORDS",
    "as_files",
    "files_in",
    "market",
    "needs",
    "results",
    "small_overlay",
]

_TESTS = ROOT / "tests"
_EXAMPLE = ROOT / "examples" / "downstream-registry"
ARTEFACTS = tuple(sorted((_TESTS / "artefacts").glob("schema-*")))
DECISION = max((_TESTS / "artefacts").glob("decision-?.lock")).read_bytes()
"""A decision of the newest format."""
_SMALL_MARKET = (
    "registry.toml",
    "sources.toml",
    "benchmarks.toml",
    "developers.toml",
    "providers.toml",
    "licenses/acme-terms.toml",
    "licenses/apache-2.0.toml",
    "licenses/herd-community.toml",
    "models/acme/swift.toml",
    "models/acme/titan.toml",
    "models/initech/gift.toml",
    "offerings/acme.toml",
    "offerings/seats.toml",
)
"""Of the golden registry's files, few enough to be compiled in some milliseconds; what they refer to is there."""

_ESTIMATED = {
    "calibration/calibration.toml": 'version = "1"\nfitted = 2026-11-01\nvendor_offset = 0.2\nvendor_sd = 0.1\n'
    'task_sd = { coding = 0.3 }\n[baskets.coding]\nbenchmarks = ["patchwork"]\n',
    "calibration/benchmarks.csv": "benchmark,intercept,slope,own_slope,residual_sd\npatchwork,0,1,1,0.4\n",
    "calibration/priors.csv": "model,mean,sd\nacme/titan,0.2,0.8\ninitech/gift,0.2,0.8\n",
    "calibration/verbosity.csv": "model,multiplier,low,high,effort,basis,rows\ninitech/gift,2.5,1.5,4,high,measured,3\n",
    "hardware/maker.toml": '[card]\nname = "Card"\nkind = "datacenter"\nmemory_bytes = 85899345920\n[card.flops]\nbf16 = 989\n'
    '[card.evidence.record]\nsource = "bulletin"\nstatus = "reported"\nas_of = 2026-11-01\n',
    "results/bulletin.csv": "model,benchmark,score,items,reporter\nacme/titan,patchwork,0.8,100,independent\n"
    "initech/gift,patchwork,0.6,,vendor\n",
    "news/1.md": "A person's words.\n",
}

HARNESS: dict[str, Any] = {
    "results": {
        "arc_easy": {"alias": "arc_easy", "acc,none": 0.75, "acc_stderr,none": 0.02},
        "gsm8k": {"alias": "gsm8k", "exact_match,strict-match": 0.8, "exact_match_stderr,strict-match": 0.011},
        "mmlu": {"alias": "mmlu", "acc,none": 0.6, "acc_stderr,none": 0.004},
        "mmlu_law": {"alias": " - law", "acc,none": 0.5, "acc_stderr,none": 0.05},
        "mmlu_physics": {"alias": " - physics", "acc,none": 0.7, "acc_stderr,none": 0.05},
        "wikitext": {"alias": "wikitext", "word_perplexity,none": 8.6, "byte_perplexity,none": 0.9},
    },
    "groups": {"mmlu": {"alias": "mmlu", "acc,none": 0.6, "acc_stderr,none": 0.004}},
    "group_subtasks": {"arc_easy": [], "mmlu": ["mmlu_law", "mmlu_physics"]},
    "higher_is_better": {"wikitext": {"word_perplexity": False}, "mmlu": {"acc": True}},
    "n-samples": {
        "arc_easy": {"original": 2376, "effective": 400},
        "mmlu_law": {"original": 100, "effective": 100},
        "mmlu_physics": {"original": 100, "effective": 90},
    },
    "config": {"model": "hf", "model_args": "pretrained=acme/One-8B,dtype=bfloat16", "limit": None},
    "model_name": "acme/One-8B",
}
"""What lm-evaluation-harness 0.4 writes, cut short."""

_RESULTS = [
    {
        "name": "tickets",
        "task": "coding",
        "guess_share": 0.25,
        "scores": [
            {"model": "acme/large", "share": 0.8, "items": 200},
            {"model": "borg/open", "share": 0.6, "stderr": 0.03},
        ],
    },
    {"name": "code-one", "scores": [{"model": "acme/small", "share": 0.5, "items": 60}]},
]
_TABLES = (
    "model,right,items\nacme/large,163,200\nacme/small,171,200\nborg/open,158,200\n",
    "test,model,share,stderr,task,guess_share\nours,acme/large,0.8,0.02,coding,0.25\nours,borg/open,0.7,0.03,coding,0.25\n",
    'model,share,items\n"acme/large",0.5,10\n',
)

SCANNED: dict[str, bytes] = {
    "app.py": b'MODEL = "acme/large"\nclient.chat(model="borg/open", fallback=["acme-small", \'open-latest\'])  # llm-selection: ignore\n'
    b'if name.startswith("acme/large"):\n    """Ask `Borg/Open-70B`."""\n',
    "app.ts": b'const model = `acme/large`; export default { engine: "host_ai/open" };\n',
    "config.yaml": b"model: acme/large\nmodels:\n  - borg/open\n  - open-latest # a comment\ndefault: acme/small\n",
    "config.toml": b'model_name = "acme/large"\nmodels = ["borg/open", "acme/small"]\n',
    ".env": b"export OPENAI_MODEL=acme/large\nDEPLOYMENT='borg/open'\n",
    "README.md": b"Use `acme/large` or\n\n```sh\nrun --model borg/open\n```\n",
    "table.json": b'{"model": "acme/large", "deployments": {"a": "us.acme/large-v1:0"}}\n',
    "book.ipynb": b'{"cells": [{"source": ["model = \\"acme/large\\"\\n"]}]}\n',
}
"""Texts of code bases that name models of the small registry, by file."""

PACKAGES = ("*", "acme-registry", "llm-selection", " acme-registry , other", ",", " , ,", "acme_registry,*", "a" * 300)
"""What the environment variable may hold."""

KEYWORDS: dict[str, Any] = {
    "provider": ["host", "cloud"],
    "min_context_tokens": "200k",
    "license": "open-weight",
    "capabilities": ["tool_calling"],
    "permits": {"monthly_users": 800_000_000, "region": "eu"},
    "max_monthly_cost": "50",
    "min_quality": {"coding": 0.5},
    "region": "eu",
    "released_after": "2026-01-01",
    "any_of": [{"license": "open-source"}, {"not": {"provider": "cloud"}}],
    "all_of": [{"developer": "acme"}, {"min_output_tokens": 1000}],
    "not": {"provider": "azure", "model": "acme/large"},
    "retires_after": "2027-01-01",
    "has_id": "litellm",
}

_FILES = (
    "need.toml",
    "need.json",
    "scores.csv",
    "tests.toml",
    "run.json",
    "need.lock",
    "market",
    "shop",
    "compiled",
    "code",
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("recommend", "coding", "--license", "open-weight", "--min-context", "100k", "--limit", "3"),
    ("recommend", "coding,math", "--require", "min_results=1", "--error-cost", "math=1,coding=0.2..5", "--json"),
    (
        "recommend",
        "coding,preference",
        "--preferred-value",
        "0.02",
        "--worth",
        "open-weights=300",
        "--worth",
        "region=eu=9",
    ),
    ("recommend", "coding", "--error-cost", "quality-only", "--today", "acme/large", "--solved", "0.8"),
    ("recommend", "--use-case", "need.toml", "--sure", "--explain"),
    ("recommend", "--use-case", "need.json", "--markdown", "--why-not", "acme/small"),
    ("recommend", "coding", "--results", "scores.csv", "--results-task", "coding", "--on", "2026-11-01"),
    ("recommend", "coding", "--load", "requests_per_day=2000", "--load", "input_tokens=p50:2k,max:60k"),
    ("recommend", "coding", "--host", "maker/card,utilization=0.4,usd_per_hour=2.5", "--forbid", "provider=cloud"),
    ("recommend", "math-tutor", "--unknowns", "include", "--workload", "assistant"),
    ("portfolio", "coding", "--check", "sensitivity=0.9,false_alarm=0.05,usd=0.001", "--json"),
    ("lock", "need.toml", "--output", "new.lock"),
    ("lock", "coding", "--output", "need.lock", "--require", "permits.monthly_users=1000"),
    ("check", "need.lock", "--on", "2026-11-01", "--json"),
    ("check", "need.lock", "--update"),
    ("quality", "borg/open", "coding", "--results", "tests.toml", "--limit", "3"),
    ("quality", "borg/open", "--benchmark", "code-one", "--json"),
    ("quality", "acme/large", "--results", "run.json", "--results-model", "acme/large", "--results-metric", "acc"),
    ("cost", "borg/open", "--at", "host", "--workload", "assistant", "--limit", "2"),
    ("cost", "host/open", "--host", "maker/card,utilization=0.5,usd_per_hour=2", "--json"),
    ("size", "borg/open", "--on", "maker/card", "--context", "32k", "--batch", "4", "--precision", "fp8"),
    ("break-even", "borg/open", "--host", "maker/card,utilization=0.4,usd_per_hour=2", "--load", "batch_share=0.5"),
    ("show", "borg/open", "--json"),
    ("show", "acme", "--kind", "provider"),
    ("show", "coding-agent"),
    ("compare", "acme/large", "borg/open", "--all", "--on", "2026-10-01"),
    ("compare", "host/open", "cloud/open", "--kind", "offering", "--json"),
    ("list", "models", "--match", "open"),
    ("list", "retiring", "--within", "90"),
    ("list", "requirements"),
    ("registry", "info"),
    ("registry", "audit", "shop", "--json"),
    ("registry", "diff", "bundled", "2026-06-01", "--limit", "3"),
    ("registry", "diff", "compiled", "bundled", "--markdown"),
    ("registry", "build", "market", "--output", "compiled"),
    ("registry", "build", "shop"),
    ("scan", "code", "--fail-on", "retired,moving", "--ignore", "acme/large", "--exclude", "*.ts"),
    ("scan", "code", "need.toml", "--sarif", "--within", "30", "--all"),
)
"""Command lines that are right, on the files that a reader of them lays out."""

WORDS = (
    *sorted({word for command in COMMANDS for word in command}),
    *_FILES,
    "--version",
    "--help",
    "--",
    "-",
    "nowhere.toml",
    "--limit=0",
    "--limit=-1",
    "--within=999999999999",
    "--on=9999-12-31",
    "--on=0001-01-01",
    "--min-context=1e9",
    "--error-cost=99999999999999999999",
    "--solved=80",
    "--load=input_tokens=max:1",
    "--require=license",
    "--require=not.provider=host",
)


@cache
def needs() -> tuple[dict[str, Any], ...]:
    """Return written needs: those of the golden decisions, that of a decision, and one with everything in it."""
    paths = sorted((_TESTS / "golden" / "needs").glob("*.toml"))
    found = [read_toml(path)["need"] for path in paths if ".expected" not in path.name]
    found.append(tomllib.loads(DECISION.decode())["need"])
    found.append(
        {
            "tasks": {"coding": 2, "math": 1},
            "requirements": {"license": "open-weight", "permits": {"monthly_users": 1000}},
            "workload": {"preset": "coding-agent", "requests_per_day": 50, "input_tokens": {"p50": 2000, "max": 60000}},
            "error_cost": {"coding": {"caught": "0.50", "slipped": 40, "caught_share": 0.9}, "math": "0.2..2"},
            "worth": {"open-weights": 300, "region=eu": "99.50"},
            "today": "acme/large",
            "solved": 0.8,
            "unknowns": "include",
            "on": "2026-11-01",
            "results": _RESULTS,
            "hosting": [{"accelerator": "maker/card", "utilization": 0.4, "usd_per_hour": 2.5}],
        }
    )
    found.append({"tasks": "coding", "requirements": KEYWORDS})
    found.append(
        {"tasks": "coding,preference", "error_cost": "quality-only", "preferred_value": {"usd": 0.02, "reason": "x"}}
    )
    return tuple(found)


@cache
def results() -> tuple[tuple[str, Any], ...]:
    """Return files of evaluations by the ending of their names: plain data, or the text of a table."""
    own = {"results": _RESULTS}
    return (*((".csv", table) for table in _TABLES), (".toml", own), (".json", own), (".json", HARNESS))


@cache
def market() -> dict[str, bytes]:
    """Return the files of a small registry's folder, every kind of them."""
    golden = _TESTS / "golden" / "registry"
    files = {name: (golden / name).read_bytes() for name in _SMALL_MARKET}
    return files | {name: text.encode() for name, text in _ESTIMATED.items()}


@cache
def small_overlay() -> dict[str, bytes]:
    """Return the files of the example's overlay."""
    return files_in(_EXAMPLE / "src" / "acme_registry" / "registry")


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the content of each file under a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def as_files() -> dict[str, bytes]:
    """Return the files that `COMMANDS` name, but for folders."""
    return {
        "need.toml": toml_of(needs()[-3] | {"hosting": [], "results": []}).encode(),
        "need.json": json.dumps({"tasks": {"coding": 1}, "requirements": {"license": "open-weight"}}).encode(),
        "scores.csv": _TABLES[0].encode(),
        "tests.toml": toml_of({"results": _RESULTS}).encode(),
        "run.json": json.dumps(HARNESS).encode(),
        "need.lock": DECISION,
    }
