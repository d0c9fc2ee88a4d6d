"""Types of the public API, for the type checkers: nothing here runs but that it is there."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, assert_type

import llm_selection
from llm_selection import InvalidInputError, LicenseKind, NotFoundError, Registry, Task, Use, build, bundled
from llm_selection.benchmarks import Benchmark, Result
from llm_selection.calibration import Ability, Calibration, Prior
from llm_selection.errors import Fault
from llm_selection.evidence import Evidence, Source
from llm_selection.identity import ModelId, OfferingId, parse_model_id, parse_offering_id
from llm_selection.licenses import LicenseTerms, permits
from llm_selection.models import (
    Dense,
    Downloadable,
    MixtureOfExperts,
    Model,
    NotOffered,
    Router,
    Undisclosed,
    license_kind,
    possible_license_kinds,
)
from llm_selection.offerings import Developer, Lifecycle, Offering, Provider, Stage, stage_on
from llm_selection.prices import PricePeriod, PriceSchedule
from llm_selection.registry import Records, Table, compile_registry, read, write
from llm_selection.units import dollars, parse_count, parse_day
from llm_selection.verdicts import Outcome, Verdict

if TYPE_CHECKING:

    def registries(path: str, records: Records) -> None:
        """Registries come from four places and hold typed tables."""
        assert_type(bundled(), Registry)
        assert_type(build(path), Registry)
        assert_type(read(path), Registry)
        registry = compile_registry(records)
        assert_type(registry, Registry)
        write(registry, path)
        assert_type(registry.version, str)
        assert_type(registry.date, date)
        assert_type(registry.sources, Table[str, Source])
        assert_type(registry.developers, Table[str, Developer])
        assert_type(registry.providers, Table[str, Provider])
        assert_type(registry.licenses, Table[str, LicenseTerms])
        assert_type(registry.models, Table[ModelId, Model])
        assert_type(registry.offerings, Table[OfferingId, Offering])
        assert_type(registry.benchmarks, Table[str, Benchmark])
        assert_type(registry.results, Table[ModelId, tuple[Result, ...]])
        assert_type(registry.priors, Table[ModelId, Prior])
        assert_type(registry.abilities, Table[Task, Mapping[ModelId, Ability]])
        assert_type(registry.calibration, Calibration | None)
        assert_type(registry.records(), Records)
        assert_type(registry.model("openai/gpt-5"), Model)
        assert_type(registry.offerings_of(ModelId("openai/gpt-5")), tuple[Offering, ...])
        assert_type(registry.models.get(ModelId("openai/gpt-5")), Model | None)
        assert_type(registry.models.get(ModelId("openai/gpt-5"), 0), Model | int)

    def facts(model: Model, offering: Offering, terms: LicenseTerms, schedule: PriceSchedule, day: date) -> None:
        """Facts are plain values, closed unions, or ``None``."""
        assert_type(model.id, ModelId)
        assert_type(model.released, date | None)
        assert_type(model.total_parameters, int | None)
        assert_type(model.architecture, Dense | MixtureOfExperts | Router | Undisclosed | None)
        assert_type(model.weights, Downloadable | NotOffered | None)
        assert_type(model.evidence["released"], Evidence)
        assert_type(license_kind(model, terms), LicenseKind | None)
        assert_type(possible_license_kinds(model, None), frozenset[LicenseKind])
        assert_type(permits(terms, Use()), Verdict)
        assert_type(permits(terms, Use()).outcome & Outcome.of(answer=None), Outcome)
        assert_type(offering.lifecycle, Lifecycle)
        assert_type(stage_on(offering.lifecycle, day), Stage | None)
        assert_type(schedule.in_force(day), PricePeriod | None)
        assert_type(offering.provider, str)

    def numbers(text: str) -> None:
        """Numbers are read into exact types."""
        assert_type(parse_count(text), int)
        assert_type(parse_day(text), date)
        assert_type(dollars(1), Decimal)
        assert_type(parse_model_id(text), ModelId)
        assert_type(parse_offering_id(text), OfferingId)

    def errors(invalid: InvalidInputError, missing: NotFoundError) -> None:
        """Errors hold their facts."""
        assert_type(invalid.faults, tuple[Fault, ...])
        assert_type(missing.nearest, tuple[str, ...])


def test_the_front_door() -> None:
    """Every public name is there, in order, and nothing else is told by `dir`."""
    names = llm_selection.__all__
    assert names == sorted(names)
    assert all(getattr(llm_selection, name).__module__.startswith("llm_selection.") for name in names)
    assert dir(llm_selection) == sorted([*names, "__version__"])


def test_the_front_door_knows_no_other_name() -> None:
    """A name that isn't public is an attribute error, as anywhere."""
    assert not hasattr(llm_selection, "Quality")
