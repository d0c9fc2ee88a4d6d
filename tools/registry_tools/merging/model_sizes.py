"""
Write what models' configurations say of their sizes into data/models, from tools/inputs/configurations.jsonl.

    registry-tools import model-sizes [--collect MODEL_CONFIGS]

``configurations.jsonl`` holds excerpts of developers' ``config.json``, one line a model, each with where it was read;
people add lines to it. ``--collect`` first replaces the lines read in aiconfigurator by those of its ``model_configs``
folder, for the models that the survey assigns to a file there. Run again with the same inputs it writes the same bytes;
``registry-tools import models`` ends with it, because it writes its files anew.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from registry_tools.arguments import command_parser
from registry_tools.places import DATA, INPUTS
from registry_tools.tables import Row, read_names
from registry_tools.toml_files import Record, read_toml, write_record
from registry_tools.upstream.configurations import excerpt, facts
from registry_tools.upstream.survey import SURVEY, evidence, read_rows

__all__ = ["CONFIGURATIONS", "collected", "main", "put_shapes", "read_lines", "with_shape"]

CONFIGURATIONS = INPUTS / "configurations.jsonl"
_COLLECTION = "ai-dynamo/aiconfigurator-core"
_VERSION = read_toml(INPUTS / "model_sources.toml")["aiconfigurator"]["version"]
_FIELDS = ("cache_layers", "vocabulary", "tied_embeddings", "draft_layers")
_ASSIGNED = {
    "meta/llama-3.1-405b-instruct": "meta-llama--Meta-Llama-3.1-405B_config.json",
    "meta/llama-3.1-70b-instruct": "meta-llama--Meta-Llama-3.1-70B_config.json",
    "meta/llama-3.3-70b-instruct": "meta-llama--Meta-Llama-3.1-70B_config.json",
    "mistral/mixtral-8x7b-instruct-v0.1": "mistralai--Mixtral-8x7B-v0.1_config.json",
}
"""Models whose file there is that of the model they were tuned from; the survey's layers, heads and widths agree with it."""
Line = Mapping[str, Any]
"""An excerpt, and where it was read."""


def read_lines(path: Path) -> dict[str, Line]:
    """Read the excerpts by model."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {line["model"]: line for line in lines}


def collected(folder: Path, survey: Mapping[str, Row], old: Mapping[str, Line]) -> dict[str, Line]:
    """Return *old* with its lines read in aiconfigurator replaced by what *folder* holds, by model."""
    lines = {model: line for model, line in old.items() if not str(line["read_via"]).startswith(_COLLECTION)}
    for model, row in survey.items():
        named = re.search(rf"{_COLLECTION} [\d.]+ model_configs \((\S+_config\.json)\)", row["read_via"])
        file = _ASSIGNED.get(model) or (named and named[1])
        if file and model not in lines and (folder / file).exists():
            configuration = json.loads((folder / file).read_text(encoding="utf-8"))
            lines[model] = {
                "model": model,
                "source": "aiconfigurator",
                "url": row["source_url"],
                "read_via": f"{_COLLECTION} {_VERSION} model_configs ({file})",
                "as_of": row["retrieved"],
                "config": excerpt(configuration),
            }
    return dict(sorted(lines.items()))


def with_shape(record: Record, line: Line | None, row: Row | None) -> Record:
    """
    Return a model's *record* with what its configuration says, else the vocabulary that the survey gives.

    Where the two give different vocabularies, the configuration is that of the model it was tuned from, and the survey
    has the model's own. What an earlier run wrote is replaced.
    """
    shaped = {name: value for name, value in record.items() if name not in _FIELDS}
    shown = record["evidence"].get("fields", {})
    fields = {name: size_evidence for name, size_evidence in shown.items() if name not in _FIELDS}
    sizes, size_evidence = _sizes_and_evidence(line, row, shown.get("attention"))
    for name in _FIELDS:
        if name in sizes:
            shaped[name], fields[name] = sizes[name], size_evidence[name]
    shaped["evidence"] = {**record["evidence"], **({"fields": fields} if fields else {})}
    return shaped


def _sizes_and_evidence(
    line: Line | None, row: Row | None, shape_evidence: Record | None
) -> tuple[Record, dict[str, Record]]:
    """Return a model's sizes and their evidence; the survey's vocabulary has the evidence of its shape."""
    surveyed = int(row["vocab_size"]) if row is not None and row["vocab_size"] else None
    if line is None:
        if surveyed is None or shape_evidence is None:
            return {}, {}
        return {"vocabulary": surveyed}, {"vocabulary": shape_evidence}
    sizes = facts(line["config"])
    texts = {name: line[name] for name in ("url", "read_via")}
    size_evidence = dict.fromkeys(
        sizes, evidence(line["source"], "documented", date.fromisoformat(line["as_of"]), **texts)
    )
    if row is not None and surveyed is not None and sizes.get("vocabulary", surveyed) != surveyed:
        sizes["vocabulary"], size_evidence["vocabulary"] = surveyed, _hub_evidence(row)
    return sizes, size_evidence


def _hub_evidence(row: Row) -> Record:
    """Return the evidence of what the survey read in the hub's metadata of the model itself."""
    return evidence(
        "llmfit",
        "reported",
        date.fromisoformat(row["retrieved"]),
        url=row["source_url"],
        read_via=row["read_via"],
        note="by the hub's metadata; the configuration that was read is that of the model it was tuned from",
    )


def put_shapes(data: Path, survey: Mapping[str, Row], lines: Mapping[str, Line]) -> int:
    """Write into each model's file in *data* what is known of its shape, and return for how many a cache is."""
    known = 0
    for path in sorted((data / "models").rglob("*.toml")):
        model = f"{path.parent.name}/{path.stem}"
        record = read_toml(path)
        shaped = with_shape(record, lines.get(model), survey.get(model))
        known += "cache_layers" in shaped
        write_record(path, shaped)
    return known


def main(arguments: Sequence[str] | None = None) -> None:
    """Collect if asked to, write the shapes, print how many are known."""
    parser = command_parser("import model-sizes", __doc__)
    parser.add_argument("--survey", type=Path, default=SURVEY, help="folder of the survey of models")
    parser.add_argument("--collect", type=Path, metavar="MODEL_CONFIGS", help="folder of aiconfigurator's copies")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    survey = read_rows(options.survey / "architectures.csv", read_names(INPUTS / "names.csv"))
    lines = read_lines(CONFIGURATIONS)
    if options.collect:
        lines = collected(options.collect, survey, lines)
        text = "".join(f"{json.dumps(line)}\n" for line in lines.values())
        CONFIGURATIONS.write_text(text, encoding="utf-8")
    print(f"{put_shapes(options.data, survey, lines)} of {len(lines)} configurations say what the cache holds")
