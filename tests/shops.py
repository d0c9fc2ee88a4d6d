"""Shops: a model that can be had at several prices, and what a workload costs there."""

from dataclasses import replace

from factories import calibrated_records, changed, served
from llm_selection.analysis.quotes import Quote, price_workload
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.prices import TimeWindow, Unpublished
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import Records, Registry

__all__ = ["CHATTY", "LOAD", "NIGHT", "priced", "shops", "shops_records"]

LOAD = Workload(requests_per_month=1000, input_tokens=10_000, output_tokens=500, name="ours")
NIGHT = TimeWindow(start_minute=0, end_minute=480)
CHATTY = Verbosity(multiplier=2.5, low=1.0, high=6.0, basis=VerbosityBasis.MEASURED, rows=3)


def shops() -> Registry:
    """Compile a registry with one model at several prices."""
    return changed(shops_records())


def shops_records() -> Records:
    """Make its records."""
    records = calibrated_records()
    known = [one.id for one in records.offerings.values() if one.model == "acme/large"]
    offerings = [
        served("host/cheap", "acme/large", "1", "4"),
        served("host/dear", "acme/large", "2", "8"),
        served("host/gone", "acme/large", lifecycle=Lifecycle(stage=Stage.RETIRED)),
        served("acme/secret", "acme/large", pricing=Unpublished()),
    ]
    rest = {key: one for key, one in records.offerings.items() if key not in known}
    rest |= {one.id: one for one in offerings}
    return replace(records, offerings=rest, verbosities={ModelId("acme/large"): (CHATTY,)})


def priced(name: str = "acme/large", **changes: str) -> tuple[Quote, ...]:
    """Price the workload."""
    return price_workload(name, LOAD, registry=shops(), **changes)  # type: ignore[arg-type]  # texts all
