"""
Artefacts of earlier versions: what was compiled once is read for ever, or refused by name.

``schema-1`` was compiled before base models, evidence for parts of a group, and overlays; ``schema-2`` before licenses
spoke of hosting and prices had the day of their reading; ``schema-3`` before verbosities, baskets of ratings, and what
foretells a score from other models; ``schema-4`` before accelerators, and what sizes a model on
them; ``schema-5`` before offerings said how they are served; ``schema-6`` before there was a column of the days from which
on there are prices, and rates were kept as text;
``schema-7`` before efforts: tokens by kind of work and abilities by effort. ``schema-8`` was written by this module,
``PYTHONPATH=tests python tests/registry/test_old_artefacts.py FOLDER``; a change that makes it unreadable needs a new
schema, not a new artefact.
"""

import json
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from factories import (
    accelerator,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    period,
    rental,
    schedule,
    seen,
    served,
)
from llm_selection.domain.benchmarks import Reporter, Scale, Task
from llm_selection.domain.calibration import Ability, Basket
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Agreement, Status
from llm_selection.domain.hardware import AcceleratorKind, Precision
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.models import (
    AlignmentMethod,
    AttentionLayers,
    CacheLayers,
    Downloadable,
    LatentLayers,
    Limits,
    MixtureOfExperts,
    NotOffered,
    SlidingLayers,
)
from llm_selection.domain.offerings import Lifecycle, ProviderKind, Service
from llm_selection.domain.prices import Mode, PriceSchedule
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import RegistryError
from llm_selection.registry import Overlay, Registry, read, write
from llm_selection.registry._compile import SCHEMA_VERSION, digest_of
from llm_selection.registry._records import Records
from llm_selection.registry._registry import as_json

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
DIGESTS = {
    "decision-1.lock": "cf0d8b7e6dbf47786bcc7a2e8769d1abf763e2693c8795fd018d57f42d369560",
    "decision-2.lock": "77936ceca9416cdff5e69c9a6c163c10d09ba5abdbfe7468265f573a70f42bfa",
    "schema-1/details.jsonl": "da6b125e4ca0be3e90229dd21dfe4bb0574fcb3877a5b911d6097e2d115239c0",
    "schema-1/index.json": "9f1cbc5c79e9aef0c4ad8f30ebd2be753328f2f56a42fa438d18196693ac5721",
    "schema-2/details.jsonl": "b2bcfd20d4eda22e3b6969f50d1253388650bfaa998a97153fea55312a2b07bc",
    "schema-2/index.json": "0849e6546b6a94e7b3c9fd44f347bc020df0e14a96e88806fbdf2f741eb48611",
    "schema-2/overlays.json": "54e1c312269ae2cd3db6d1f124450b079fe63889173989bfa363d4a21c0e0f46",
    "schema-3/details.jsonl": "ec71a9282847efa9a39f5d20e7baf4b2b766c2dd372c7b39b748f90ca1f680ce",
    "schema-3/index.json": "4c0402bc488b749df8d7eec2aec2af73ae6b12ecd8e0b3b1a44edabb3411987c",
    "schema-3/overlays.json": "49ec2431d16bbe7e1b23ca392a3556c53630a762243bb54891d6042a30c0f9a2",
    "schema-4/details.jsonl": "193d5f42fe7a01f7f9c0dbb51930e6b2b9cd9ba57f503f5469cef3a5ddfa7d1a",
    "schema-4/index.json": "6ca495c81582d4c50ce682fd356dc38f5ad5ff73039a2036e3d6e2ec7f4a4fec",
    "schema-4/overlays.json": "b9ce47bd054a0fabef6f98ce2b98386e09c1636680666c4938641cedf2f572a8",
    "schema-5/details.jsonl": "ed91b4ef8fceaf394fa1207478d96d99fe642e47632cc5a431821655da0968b3",
    "schema-5/index.json": "ede5dfe673c70c282697d12704d45f93c1224cb079d175c5ad8a6a2c47363366",
    "schema-5/overlays.json": "6c942c77ba19b5788e535e582f30ecca8d10dcca44f3db6e557e18a47745e97c",
    "schema-6/details.jsonl": "b9c0a944eca5e8676329c094d685847a4e77aca6447b24930a973a25848cbe08",
    "schema-6/index.json": "c1fff2c674ac80086fe7d532c5c99e37d92916ec695e4b9176fca025a0ea4ea2",
    "schema-6/overlays.json": "6d5961ba37184857c30a2cc2d3690bddfd1bcdb4c24c9e45e4eb2b99dcbda006",
    "schema-7/details.jsonl": "b9c0a944eca5e8676329c094d685847a4e77aca6447b24930a973a25848cbe08",
    "schema-7/index.json": "c2ab778ed229be11893e09a77e3f399e7586a558e601e5a9e069bada61bbf2de",
    "schema-7/overlays.json": "f44820b39b2a8df1704a2636dac83dd73a42e73e8c66ef7f48632400866c5768",
    "schema-8/details.jsonl": "1f8f390fad28ac958ae0d62293b754ec132c3255f9d635dc8331acd3b8ead7de",
    "schema-8/index.json": "5c6b340089d01b98d58d005e79f6dc17c2327b77cd392b9d274f823605f51892",
    "schema-8/overlays.json": "1402e300f7dd51b5b1feda76aa31fad45566c08eb0f45b8ccec1024e5b65319e",
}
"""SHA-256 of each file."""

OPEN = ModelId("borg/open")
CARD = accelerator(
    "maker/card",
    memory_bytes=80 * 2**30,
    bandwidth_bytes_per_second=3_350_000_000_000,
    flops={Precision.BF16: 10**15, Precision.FP8: 10**15},
    rentals=(
        rental("3.1", region="eu", machine_size=8, effective=date(2026, 8, 1)),
        rental("2.5", spot=True, effective=date(2026, 10, 1)),
    ),
    evidence=evidence(**{"flops.fp8": seen(status=Status.DERIVED, note="half of what is printed")}),
)
"""An accelerator with all that can be said of one."""


TOKENS = (
    ReasoningTokens(
        work=Work.PROSE, effort=Effort.NONE, expected=0, low=0, high=0, basis=TokensBasis.STATED, default=True
    ),
    ReasoningTokens(
        work=Work.PROSE, effort=Effort.HIGH, expected=900, low=200, high=4000, basis=TokensBasis.MEASURED, runs=2
    ),
    ReasoningTokens(work=Work.CODE, expected=2000, low=0, high=9000, basis=TokensBasis.EXPECTED),
)
"""What a model reasons with, of every basis but one."""

LAYERS: tuple[CacheLayers, ...] = (
    AttentionLayers(layers=18, key_value_heads=8, key_dim=64, value_dim=64),
    SlidingLayers(layers=18, key_value_heads=8, key_dim=64, value_dim=64, window_tokens=128),
    LatentLayers(layers=2, latent_rank=512, rope_head_dim=64),
)
HEARD = card("1", "4", input_audio="5")
ANSWERED = card("0.5", "2", mode=Mode.BATCH)
SERVED = Service(retention_days=30, trains_on_inputs=False, ttft_seconds=0.5, output_tokens_per_second=80)


def fitted_records() -> Records:
    """Make records with everything that a fit may say."""
    records = calibrated_records()
    calibration = records.calibration
    assert calibration is not None
    line = calibration.benchmarks["code-two"]
    votes = replace(records.benchmarks["math-one"], id="votes", task=Task.PREFERENCE, scale=Scale.RATING)
    ability = Ability(mean=0.4, sd=0.2, results=3, direct=2, vendor=1, rated=1, newest=date(2026, 8, 1))
    return replace(
        records,
        benchmarks={**records.benchmarks, "votes": votes},
        calibration=replace(
            calibration,
            task_sd={**calibration.task_sd, Task.PREFERENCE: 0.1},
            benchmarks={
                **calibration.benchmarks,
                "code-two": replace(line, best=2.5, ceiling=0.95, peer_slope=0.9, peer_sd=0.3),
                "votes": replace(line, intercept=0.1),
            },
            baskets={
                **calibration.baskets,
                Task.MATH: replace(calibration.baskets[Task.MATH], stand_in=True),
                Task.PREFERENCE: Basket(
                    benchmarks=("votes",), anchor=ModelId("acme/large"), anchor_ratings={"votes": 1450.5}
                ),
            },
        ),
        abilities={**records.abilities, Task.PREFERENCE: {OPEN: ability}},
        verbosities={
            OPEN: (
                Verbosity(multiplier=2.5, low=1.5, high=4.0, effort=Effort.HIGH, basis=VerbosityBasis.MEASURED, rows=3),
            )
        },
        tokens={OPEN: TOKENS},
    )


def made() -> Registry:
    """
    Make what ``schema-5`` and later were written from.

    A model from a base, evidence of a part, a fit, what layers keep, rates for audio and batches, accelerators, two
    overlays, and a day.
    """
    base = changed(
        fitted_records(),
        models=[
            model("borg/tuned", base=OPEN, released=date(2026, 5, 2), license="freeware"),
            replace(
                calibrated_records().models[OPEN],
                limits=Limits(context_tokens=262_144),
                cache_layers=LAYERS,
                vocabulary=128_256,
                tied_embeddings=False,
                draft_layers=1,
                evidence=evidence(**{"limits.context_tokens": seen(status=Status.DOCUMENTED, note="read in the card")}),
            ),
        ],
        offerings=[
            served("host/tuned", "borg/tuned", lifecycle=Lifecycle(retires=date(2027, 1, 1))),
            served(
                "host/spoken",
                "borg/tuned",
                pricing=schedule(period(HEARD, ANSWERED)),
                service=SERVED,
                evidence=evidence(**{"service.ttft_seconds": seen(note="median of 100 prompts of 1,000 tokens")}),
            ),
        ],
        accelerators=[CARD, accelerator("maker/old", kind=AcceleratorKind.CONSUMER)],
    )
    said = {"source": "contract", "status": "documented", "as_of": "2026-10-01"}
    contracts = Overlay(
        "acme-registry",
        "1.4.0",
        schema=">=2,<3",
        evidence=said,
        sources={
            "contract": {
                "title": "Acme contracts (fictional)",
                "url": "https://acme.example",
                "version": "7",
                "retrieved": "2026-10-01",
            }
        },
        models={"acme/support": {"name": "Support", "base": "borg/open", "released": "2026-07-01"}},
        offerings={
            "host/support": {
                "model": "acme/support",
                "limits": {"context_tokens": 131_072, "max_output_tokens": 16_384},
                "service": {"retention_days": 0},
                "pricing": {
                    "kind": "per-token",
                    "periods": [
                        {
                            "effective": day,
                            "basis": "documented",
                            "cards": [{"input": price, "output": "0.20"}],
                            "evidence": said,
                        }
                        for day, price in (("2026-08-01", "0.05"), ("2026-10-01", "0.04"))
                    ],
                },
            },
            "acme/large": {"limits": {"max_output_tokens": 64_000}},
        },
        accelerators={
            "maker/card": {"flops": {"fp8": 2 * 10**15}},
            "acme/chip": {"name": "Chip", "kind": "unified", "memory_bytes": 2**36},
        },
        results=[
            {
                "model": "acme/support",
                "benchmark": "code-one",
                "score": 0.65,
                "measured": "2026-08-01",
                "reporter": "independent",
                "source": "contract",
            }
        ],
        deny={"providers": ["cloud"]},
    )
    policy = Overlay(
        "acme-policy",
        "2026.9",
        models={"acme/small": {"removed": True}},
        offerings={"acme/large": {"limits": {"max_output_tokens": None}, "evidence": {"record": said}}},
        accelerators={"maker/old": {"removed": True}},
        allow={"licenses": ["freeware", "acme-terms"]},
    )
    return (base | contracts | policy).as_of(date(2026, 9, 1))


@pytest.mark.parametrize("name", DIGESTS)
def test_nobody_edited_them(name: str) -> None:
    """Every byte is as it was when it was compiled."""
    assert sha256((ARTEFACTS / name).read_bytes()).hexdigest() == DIGESTS[name]


def test_no_file_is_unguarded() -> None:
    """Each file has its digest here."""
    found = {path.relative_to(ARTEFACTS).as_posix() for path in ARTEFACTS.rglob("*") if path.is_file()}
    assert found == DIGESTS.keys()


def test_schema_1_becomes_the_current_schema() -> None:
    """It says of itself what it said, and is written in the current shape from now on, with a digest of its own."""
    found = read(ARTEFACTS / "schema-1")
    assert (found.version, found.date, found.schema) == ("2026.11.1", date(2026, 11, 1), SCHEMA_VERSION)
    assert found.digest != json.loads((ARTEFACTS / "schema-1/index.json").read_bytes())["digest"]
    found.verify()


def test_schema_1_read_and_written(tmp_path: Path) -> None:
    """Written again it is an artefact of the current schema with the same records."""
    found = read(ARTEFACTS / "schema-1")
    write(found, tmp_path)
    assert read(tmp_path) == found
    assert read(tmp_path).records() == found.records()
    assert json.loads((tmp_path / "index.json").read_bytes())["schema"] == SCHEMA_VERSION


def test_facts_of_schema_1() -> None:
    """Models, offerings, results and the fit are as they were compiled; what it couldn't say is unknown."""
    found = read(ARTEFACTS / "schema-1")
    assert list(found.models) == ["acme/large", "acme/small", "borg/new", "borg/open"]
    known = found.model("Borg/Open-70B")
    assert known.id == "borg/open"
    assert known.architecture == MixtureOfExperts(experts=64, experts_per_token=8)
    assert known.weights == Downloadable(repository="Borg/Open-70B", native_dtype="bf16")
    assert known.total_parameters == 70_000_000_000
    assert known.training_data_released is False
    assert known.alignment
    assert [stage.method for stage in known.alignment.stages] == [AlignmentMethod.DPO]
    assert known.base is None
    assert known.evidence["architecture"].agreement is Agreement.DISPUTED
    assert known.evidence["architecture"].dissent[0].value == "dense"
    assert known.evidence["released"].status is Status.REPORTED

    offering = found.offerings[OfferingId("host/open")]
    assert offering.ids == {Library.LITELLM: "host_ai/open"}
    assert offering.region_scope == "us"
    assert isinstance(offering.pricing, PriceSchedule)
    assert offering.pricing.periods[0].cards[0].output == Decimal(3)
    assert found.providers["cloud"].kind is ProviderKind.CLOUD
    assert found.licenses["acme-terms"].redistribution is False
    assert found.licenses["acme-terms"].hosting is None

    assert [result.score for result in found.results[ModelId("acme/small")]] == [0.4, 0.3]
    assert found.results[ModelId("acme/small")][1].reporter is Reporter.VENDOR
    assert found.abilities[Task.CODING][OPEN].direct == 2
    assert found.calibration
    assert found.calibration.benchmarks["code-two"].slope == 0.8
    assert found.priors[ModelId("borg/new")].sd == 0.8


def test_schema_1_takes_overlays() -> None:
    """It is a registry like any other."""
    found = read(ARTEFACTS / "schema-1")
    tuned = {"name": "Tuned", "base": "borg/open", "evidence": {"record": found.models[OPEN].evidence["released"]}}
    on_top = found | Overlay("acme", "1", models={"acme/tuned": tuned})
    assert on_top.models[ModelId("acme/tuned")].total_parameters == 70_000_000_000


def _copy(schema: int, folder: Path) -> Path:
    """Copy an artefact, to change it."""
    return copytree(ARTEFACTS / f"schema-{schema}", folder / "copy")


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("details.jsonl", b'"Large"', b'"Lorge"'),
        ("details.jsonl", b'"input":"5"', b'"input":"4"'),
        ("details.jsonl", b'"score":0.8', b'"score":0.9'),
        ("details.jsonl", b'"borg/open-70b":"borg/open"', b'"borg/open-80b":"borg/open"'),
        ("index.json", b"2026.11.1", b"2026.11.2"),
        ("index.json", b'"date":"2026-11-01"', b'"date":"2026-11-02"'),
        ("index.json", b"5000000", b"4000000"),
        ("index.json", b'"digest":"', b'"digest":"0'),
    ],
)
def test_a_change_is_refused(tmp_path: Path, schema: int, name: str, old: bytes, new: bytes) -> None:
    """One byte of a fact, a name, a column, the version, the day or the digest is enough."""
    folder = _copy(schema, tmp_path)
    content = (folder / name).read_bytes()
    assert old in content
    (folder / name).write_bytes(content.replace(old, new, 1))
    with pytest.raises(RegistryError, match="doesn't match its digest"):
        read(folder)


def test_an_old_artefact_can_not_say_two_things(tmp_path: Path) -> None:
    """Even with a digest that fits, columns are computed from the records."""
    folder = _copy(1, tmp_path)
    index = json.loads((folder / "index.json").read_bytes())
    index["columns"]["license"]["values"].reverse()
    index["digest"] = digest_of(index, (folder / "details.jsonl").read_bytes())
    (folder / "index.json").write_text(json.dumps(index))
    assert read(folder) == read(ARTEFACTS / "schema-1")


def test_a_schema_relabelled(tmp_path: Path) -> None:
    """An artefact of one schema doesn't pass for one of another."""
    folder = _copy(1, tmp_path)
    index = json.loads((folder / "index.json").read_bytes()) | {"schema": SCHEMA_VERSION}
    index["digest"] = digest_of(index, (folder / "details.jsonl").read_bytes())
    (folder / "index.json").write_text(json.dumps(index))
    with pytest.raises(RegistryError, match="doesn't match its digest"):
        read(folder)


@pytest.mark.parametrize("schema", [2, 3, 4, 5, 6, 7, 8])
def test_later_schemas_become_the_current_one(tmp_path: Path, schema: int) -> None:
    """Overlays and day included: written again it is the same registry in the current shape."""
    found = read(ARTEFACTS / f"schema-{schema}")
    write(found, tmp_path)
    assert read(tmp_path) == found
    assert json.loads((tmp_path / "index.json").read_bytes())["schema"] == SCHEMA_VERSION


@pytest.mark.parametrize("schema", [2, 3, 4, 5, 6, 7, 8])
def test_facts_of_later_schemas(schema: int) -> None:
    """The base, both overlays in their order, and the day are as they were written."""
    found = read(ARTEFACTS / f"schema-{schema}")
    assert (found.version, found.date, found.schema) == ("2026.11.1", date(2026, 9, 1), SCHEMA_VERSION)
    assert [str(layer.origin) for layer in found.layers] == ["acme-registry 1.4.0", "acme-policy 2026.9"]
    assert found.layers[0].deny.providers == {"cloud"}
    assert found.layers[1].allow.licenses == {"freeware", "acme-terms"}
    assert list(found.models) == ["acme/large", "acme/support", "borg/open", "borg/tuned"]

    assert found.models[OPEN].evidence.fields["limits.context_tokens"].note == "read in the card"
    assert found.models[ModelId("borg/tuned")].base == "borg/open"
    support = found.models[ModelId("acme/support")]
    assert (support.base, support.total_parameters, support.license) == ("borg/open", 70_000_000_000, "freeware")
    assert support.limits.context_tokens == 262_144
    assert support.evidence["license"].status is Status.DERIVED
    assert support.weights is None
    assert found.models[ModelId("acme/large")].weights == NotOffered()

    assert found.offerings[OfferingId("acme/large")].limits == Limits(context_tokens=200_000)
    pricing = found.offerings[OfferingId("host/support")].pricing
    assert isinstance(pricing, PriceSchedule)
    assert [period.cards[0].input for period in pricing.periods] == [Decimal("0.05")]
    (result,) = found.results[ModelId("acme/support")]
    assert (result.score, result.measured, result.source) == (0.65, date(2026, 8, 1), "contract")


@pytest.mark.parametrize("schema", [2, 3, 4, 5, 6, 7, 8])
def test_an_artefact_without_what_is_on_top(tmp_path: Path, schema: int) -> None:
    """Two of its three files are its base."""
    folder = _copy(schema, tmp_path)
    (folder / "overlays.json").unlink()
    found = read(folder)
    assert found == read(ARTEFACTS / f"schema-{schema}").base
    assert found.date == date(2026, 11, 1)
    assert "acme/small" in found.models


@pytest.mark.parametrize("schema", [4, 5, 6, 7, 8])
def test_the_fit_of_later_schemas(schema: int) -> None:
    """What foretells a score, anchors and stand-ins, what an ability rests on, and verbosities."""
    found = read(ARTEFACTS / f"schema-{schema}").base
    assert found is not None
    assert found.calibration
    assert found.calibration == fitted_records().calibration
    assert found.calibration.benchmarks["code-two"].ceiling == 0.95
    assert found.calibration.baskets[Task.MATH].stand_in
    assert found.calibration.baskets[Task.PREFERENCE].anchor_ratings == {"votes": 1450.5}
    assert found.abilities[Task.PREFERENCE][OPEN].newest == date(2026, 8, 1)
    assert found.verbosities[OPEN][0].effort is Effort.HIGH


@pytest.mark.parametrize("schema", [1, 2, 3, 4])
def test_accelerators_came_with_schema_5(schema: int) -> None:
    """Before it there are none."""
    assert not read(ARTEFACTS / f"schema-{schema}").accelerators


@pytest.mark.parametrize("schema", [1, 2, 3, 4])
def test_what_layers_keep_came_with_schema_5(schema: int) -> None:
    """Before it nothing is known of it."""
    assert read(ARTEFACTS / f"schema-{schema}").models[OPEN].cache_layers is None


def test_layers_and_rates_of_schema_5() -> None:
    """As they were written; a fine-tune keeps what its base does."""
    found = read(ARTEFACTS / "schema-5")
    assert found.models[OPEN].cache_layers == found.models[ModelId("acme/support")].cache_layers == LAYERS
    assert (found.models[OPEN].vocabulary, found.models[OPEN].draft_layers) == (128_256, 1)
    prices = found.offerings[OfferingId("host/spoken")].pricing
    assert isinstance(prices, PriceSchedule)
    assert prices.periods[0].cards == (HEARD, ANSWERED)


def test_accelerators_of_schema_5() -> None:
    """With a rate that an overlay wrote, one that it brought, one that another took out, and the rental of the day."""
    found = read(ARTEFACTS / "schema-5")
    assert list(found.accelerators) == ["acme/chip", "maker/card"]
    card = found.accelerators["maker/card"]
    assert card.flops == {Precision.BF16: 10**15, Precision.FP8: 2 * 10**15}
    assert [each.usd_per_hour for each in card.rentals] == [Decimal("3.1")]
    assert found.accelerators["acme/chip"].memory_bytes == 2**36
    assert found.base is not None
    assert found.base.accelerators["maker/card"] == CARD
    assert found.base.accelerators["maker/old"].kind is AcceleratorKind.CONSUMER


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5])
def test_how_an_offering_is_served_came_with_schema_6(schema: int) -> None:
    """Before it nothing is known of it, and the column is there all the same."""
    found = read(ARTEFACTS / f"schema-{schema}")
    assert {offering.service for offering in found.offerings.values()} == {Service()}
    assert list(found.column("service").values) == [Service()]
    assert len(found.column("service")) == len(found.offerings)


@pytest.mark.parametrize("schema", [6, 7, 8])
def test_service_of_schema_6(schema: int) -> None:
    """As it was written, in the base and on top, with the evidence of its parts."""
    found = read(ARTEFACTS / f"schema-{schema}")
    assert found.base is not None
    spoken = found.base.offerings[OfferingId("host/spoken")]
    assert spoken.service == SERVED
    assert spoken.evidence["service.ttft_seconds"].note == "median of 100 prompts of 1,000 tokens"
    assert found.offerings[OfferingId("host/support")].service == Service(retention_days=0)
    column = found.column("service")
    assert [column[row] for row in range(len(column))] == [each.service for each in found.offerings.values()]


@pytest.mark.parametrize("schema", [1, 2, 3, 4, 5, 6, 7])
def test_tokens_came_with_schema_8(schema: int) -> None:
    """Before it nothing is known of them."""
    assert not read(ARTEFACTS / f"schema-{schema}").tokens


def test_tokens_of_schema_8() -> None:
    """As they were written."""
    found = read(ARTEFACTS / "schema-8").base
    assert found is not None
    assert found.tokens == {OPEN: TOKENS}


def test_what_is_on_top_needs_its_own_base(tmp_path: Path) -> None:
    """Beside another artefact it is refused."""
    folder = _copy(1, tmp_path)
    (folder / "overlays.json").write_bytes((ARTEFACTS / "schema-2/overlays.json").read_bytes())
    with pytest.raises(RegistryError, match="what is on top was put on another base"):
        read(folder)


@pytest.mark.parametrize("content", ["[]", "{}", '{"base": "", "layers": []}'])
def test_what_is_on_top_has_a_shape(tmp_path: Path, content: str) -> None:
    """It is a base's digest, layers, a day and a digest of its own."""
    folder = _copy(2, tmp_path)
    (folder / "overlays.json").write_text(content)
    with pytest.raises(
        RegistryError, match=r"overlays\.json must hold a base's digest, layers, a day and a digest of its own"
    ):
        read(folder)


@pytest.mark.parametrize("day", ["someday", 7, []])
def test_what_is_on_top_has_a_day(tmp_path: Path, day: object) -> None:
    """The day is a date, or there is none."""
    folder = _copy(2, tmp_path)
    _sign(folder, day)
    with pytest.raises(RegistryError, match="isn't a compiled registry"):
        read(folder)
    _sign(folder, None)
    assert read(folder).day is None


def _sign(folder: Path, day: object) -> None:
    """Write another day into what is on top, and its digest."""
    on_top = json.loads((folder / "overlays.json").read_bytes()) | {"day": day}
    del on_top["digest"]
    (folder / "overlays.json").write_text(json.dumps(on_top | {"digest": sha256(as_json(on_top)).hexdigest()}))


def test_what_is_on_top_can_not_be_changed(tmp_path: Path) -> None:
    """It has a digest of its own."""
    folder = _copy(2, tmp_path)
    path = folder / "overlays.json"
    path.write_bytes(path.read_bytes().replace(b'"2026-10-01"', b'"2026-10-02"', 1))
    with pytest.raises(RegistryError, match=r"overlays\.json was changed after it was written"):
        read(folder)


if __name__ == "__main__":
    write(made(), sys.argv[1])
