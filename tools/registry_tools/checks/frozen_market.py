"""
Freeze a part of the registry for the golden decisions: real records of one day that later data leaves alone.

``registry-tools freeze-market tests/golden/market`` takes, of the models that the golden needs ask about and of those that
stand first in an answer to one of them, all offerings at some providers, and everything these refer to. All accelerators
come with it. Done once: what is right on the frozen data stays right.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from llm_selection._foundation.toml import strict_toml
from llm_selection.domain.identity import ModelId
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, bundled, compile_registry, write
from registry_tools.arguments import command_parser
from registry_tools.places import ROOT

NEEDS = ROOT / "tests" / "golden" / "needs"
FIRST = 4
"""Places of each answer that come along."""
PROVIDERS = frozenset(
    {
        "amazon-bedrock",
        "azure",
        "deepinfra",
        "google-vertex",
        "openrouter",
        "togetherai",
    }
)
"""Beside the developers' own: the large clouds, some hosts of open weights, one aggregator."""


def needs() -> Iterator[Mapping[str, Any]]:
    """Read the golden needs."""
    for path in sorted(NEEDS.glob("*.toml")):
        if not path.name.endswith(".expected.toml"):
            yield strict_toml(path.read_text(encoding="utf-8"), where=str(path))


def wanted(answers: Iterable[Recommendation], asked: Iterable[str], registry: Registry) -> set[ModelId]:
    """Return the models that come along, with those they are fine-tuned from, and those that quality is compared with."""
    found = {registry.model(name).id for name in asked}
    for answer in answers:
        found |= {ranked.model.id for ranked in answer.ranking[:FIRST]}
    calibration = registry.calibration
    if calibration is not None:
        found |= {basket.anchor for basket in calibration.baskets.values() if basket.anchor is not None}
    return found | {base for one in found if (base := registry.models[one].base) is not None}


def part(records: Records, models: set[ModelId]) -> Records:
    """Return the records of *models*, and what they refer to."""
    offerings = {
        id_: one
        for id_, one in records.offerings.items()
        if one.model in models and (one.provider in PROVIDERS or records.providers[one.provider].developer is not None)
    }
    kept = {id_: one for id_, one in records.models.items() if id_ in models}
    providers = {one.provider for one in offerings.values()}
    licenses = {one.license for one in kept.values()}
    developers = {id_.partition("/")[0] for id_ in kept} | {
        developer for name in providers if (developer := records.providers[name].developer)
    }
    return replace(
        records,
        models=kept,
        offerings=offerings,
        providers={name: one for name, one in records.providers.items() if name in providers},
        licenses={key: one for key, one in records.licenses.items() if key in licenses},
        developers={name: one for name, one in records.developers.items() if name in developers},
        results=_of(records.results, models),
        priors=_of(records.priors, models),
        verbosities=_of(records.verbosities, models),
        abilities={task: _of(known, models) for task, known in records.abilities.items()},
    )


def _of(table: Mapping[ModelId, Any], models: set[ModelId]) -> dict[ModelId, Any]:
    """Keep what belongs to *models*."""
    return {id_: value for id_, value in table.items() if id_ in models}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the frozen part."""
    parser = command_parser("freeze-market", __doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    registry = bundled()
    read = list(needs())
    answers = [recommend(parse_use_case(need["need"]), registry=registry) for need in read]
    models = wanted(answers, (name for need in read for name in need["asked"]), registry)
    records = part(registry.records(), models)
    folder.mkdir(parents=True, exist_ok=True)
    write(compile_registry(records), folder)
    print(f"{len(records.models)} models, {len(records.offerings)} offerings")
    return 0
