"""
Known faults of the catalogues, each planted in a small copy of it and read by the whole import.

What an import of clean rows gives is tested beside it; here every test is one fault, and what becomes of it.
"""

import csv
import gzip
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from factories import card, evidence, model, offering, period, registry, schedule, seen
from llm_selection._foundation.gate import check
from llm_selection.domain.evidence import Agreement
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Offering, Stage, stage_on
from llm_selection.domain.prices import PriceSchedule
from registry_tools.checks.data import errors, warnings
from registry_tools.merging import offerings as import_offerings
from registry_tools.upstream.past_prices import PastPrice, write_past_prices
from registry_tools.upstream.pins import UPSTREAM

TODAY = date(2026, 11, 23)
MODELS = (
    "openai/gpt-5", "openai/gpt-5-mini", "openai/gpt-5-nano", "openai/gpt-5.1", "openai/gpt-5.1-codex", "openai/gpt-6",
    "openai/gpt-6.1-sol", "openai/gpt-6.1-terra", "openai/o3", "openai/o4-mini", "anthropic/claude-opus-5",
    "anthropic/claude-haiku-5-5", "google/gemini-3-pro", "google/gemini-3.8-flash", "google/gemini-4-argon",
    "deepseek/deepseek-v4-pro", "deepseek/deepseek-v4-flash", "meta/llama-4-scout-17b-instruct", "alibaba/qwen3.5-9b",
    "mistral/mistral-large-4", "zhipuai/glm-5.2",
)  # fmt: skip
MORE_NAMES = (("meta-llama/llama-4-scout-17b-instruct", "meta/llama-4-scout-17b-instruct"),)
PAGE = "https://example.org/prices"


# --- rows of the catalogues


def lite(provider: str, price_in: str | None = None, price_out: str | None = None, **more: Any) -> dict[str, Any]:
    """Make a LiteLLM row; prices in dollars per million tokens, or as printed under their own keys."""
    row: dict[str, Any] = {"litellm_provider": provider, "mode": "chat", "source": PAGE}
    if price_in is not None and price_out is not None:
        row["input_cost_per_token"] = float(Decimal(price_in) / 10**6)
        row["output_cost_per_token"] = float(Decimal(price_out) / 10**6)
    return row | more


class Dev(NamedTuple):
    """A row of models.dev."""

    price: str | None = "1/4"
    context: int = 400_000
    output: int = 128_000
    kinds: str = "text"
    status: str | None = None


LITELLM: dict[str, dict[str, Any]] = {
    "sample_spec": {"litellm_provider": "openai", "mode": "chat", "max_input_tokens": "max input tokens, if known"},
    "gpt-5": lite("openai", "1.25", "10", max_input_tokens=272_000, max_output_tokens=128_000),
    # Not text, not an offering, or not one of its own.
    "openai/gpt-6": lite("openai", "1", "4", mode="image_generation"),
    "openai/o3": lite("openai", "1", "4", mode="audio_transcription"),
    "ft:gpt-5-mini": lite("openai", "3", "12"),
    "bedrock/us-east-1/anthropic.claude-opus-5": lite("bedrock", "7", "35"),
    "bedrock/us-east-1/1-month-commitment/anthropic.claude-opus-5": lite("bedrock", "0.001", "0.001"),
    "anthropic.claude-opus-5": lite("bedrock_converse", "5.5", "27.5"),
    "global.anthropic.claude-opus-5": lite("bedrock_converse", "5", "25"),
    # One offering under two spellings, the bare one at another price.
    "gpt-6.1-sol": lite("openai", "99", "99"),
    # An output that a tool of the API makes.
    "openai/gpt-6.1-sol": lite("openai", "2", "8", supported_output_modalities=["text", "image"]),
    "vertex_ai/claude-opus-5": lite("vertex_ai-anthropic_models", "5", "25"),
    "vertex_ai/claude-opus-5@default": lite("vertex_ai-anthropic_models", "5", "25"),
    # Prices that aren't.
    "openai/gpt-5-nano": lite("openai", "0", "0"),
    "openai/gpt-5-mini": lite("openai", "3200", "9710"),
    "azure_ai/gpt-5-nano": lite("azure_ai", "500", "2000"),
    "deepinfra/Qwen/Qwen3.5-9B": lite("deepinfra", "5.0", "0.15"),
    "nebius/Qwen/Qwen3.5-9B": lite("nebius", "500", "150"),
    "gpt-6.1-terra": lite("openai", input_cost_per_token=4.9999999999999996e-08, output_cost_per_token=3.0000000000000004e-07),
    # Limits that aren't.
    "gpt-5.1": lite("openai", "1.25", "10", max_input_tokens=272_000, max_output_tokens=128_000),
    "gpt-5.1-codex": lite("openai", "1.25", "10", max_input_tokens=400_000, max_output_tokens=128_000),
    "gemini/gemini-4-argon": lite("gemini", "2", "10", max_input_tokens=1_048_576, max_output_tokens=1_048_576),
    "o4-mini": lite("openai", "1.1", "4.4", max_input_tokens=0, max_output_tokens=99_999_999),
    "mistral/mistral-large-4": lite("mistral", "0.7", "2.1", max_input_tokens=128_000, max_output_tokens=4_028),
    "groq/meta-llama/llama-4-scout-17b-instruct": lite("groq", "0.11", "0.34", max_input_tokens=10_000_000),
    # An end that has passed.
    "deepseek/deepseek-v4-pro": lite("deepseek", "1.32", "3.96", deprecation_date="2026-07-24"),
    "claude-haiku-5-5": lite("anthropic", "1", "5", supports_response_schema=True),
    # Rows that nobody else has: ended, to end, taken out of models.dev, and taken out as a slip.
    "together_ai/openai/gpt-5.1-codex": lite("together_ai", "1", "4", deprecation_date="2026-05-01"),
    "together_ai/openai/gpt-5": lite("together_ai", "1", "4", deprecation_date="2027-05-01"),
    "together_ai/openai/gpt-5-mini": lite("together_ai", "1", "4"),
    "together_ai/openai/gpt-5-nano": lite("together_ai", "1", "4"),
}  # fmt: skip

MODELS_DEV: dict[str, Dev] = {
    "openai/gpt-5": Dev("1.25/10"),
    "openai/gpt-5.1": Dev("1.25/10"),
    "openai/gpt-6": Dev(kinds="image"),
    "openai/gpt-5-nano": Dev("0/0", context=0, output=0),
    "openai/o3": Dev("2/8", context=99_999_999, output=20_000_000),
    "nvidia/openai/o3": Dev("0/0"),
    "github-copilot/gpt-5": Dev("0/0"),
    "openrouter/openai/o3:free": Dev("0/0"),
    "openrouter/openai/o3": Dev("0/0"),
    "openai/gpt-6.1-terra": Dev("0.05/0.3", context=200_000, output=300_000),
    "google/gemini-3.8-flash": Dev("0.3/2.5", context=1_048_576, output=65_536),
    "google/gemini-4-argon": Dev("2/10", context=1_048_576, output=65_536),
    "mistral/mistral-large-4": Dev("0.7/2.1", context=128_000, output=4_096),
    "groq/meta-llama/llama-4-scout-17b-instruct": Dev("0.11/0.34", context=131_072, output=8_192),
    "togetherai/meta-llama/llama-4-scout-17b-instruct": Dev("0.18/0.59", context=3_500_000, output=16_384),
    "togetherai/Qwen/Qwen3.5-9B": Dev("0.05/0.15"),
    "novita-ai/qwen/qwen3.5-9b": Dev("0.06/0.15"),
    "anthropic/claude-haiku-5-5": Dev("1/5", context=200_000, output=64_000),
}

GENAI_PRICES = """
providers: list[Provider] = [
    Provider(id='openai', pricing_urls=['https://example.org/openai'], models=[
        ModelInfo(id='gpt-5', match=ClauseOr(or_=[ClauseEquals(equals='gpt-5'), ClauseStartsWith(starts_with='gpt-5-chat')]),
            context_window=400000, prices=ModelPrice(input_mtok=Decimal('1.25'), output_mtok=Decimal('10'))),
        ModelInfo(id='gpt-6.1-sol', match=ClauseEquals(equals='gpt-6.1-sol'), prices=[
            ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('4'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 10, 1)),
                prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('8'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2027, 1, 1)),
                prices=ModelPrice(input_mtok=Decimal('4'), output_mtok=Decimal('16'))),
        ]),
    ]),
    Provider(id='google', models=[
        ModelInfo(id='gemini-3.8-flash', match=ClauseEquals(equals='gemini-3.8-flash'), context_window=1000000,
            prices=ModelPrice(input_mtok=Decimal('0.3'), output_mtok=Decimal('2.5'))),
        ModelInfo(id='gemini-3-pro-image', match=ClauseEquals(equals='gemini-3-pro-image'),
            prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('12'))),
    ]),
    Provider(id='groq', models=[
        ModelInfo(id='openai/o4-mini', match=ClauseEquals(equals='openai/o4-mini'), prices=[
            ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('0'), output_mtok=Decimal('0'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 10, 1)),
                prices=ModelPrice(input_mtok=Decimal('1.5'), output_mtok=Decimal('6'))),
        ]),
        ModelInfo(id='o4', match=ClauseStartsWith(starts_with='openai/o4'),
            prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('1'))),
        ModelInfo(id='openai/o3', match=ClauseEquals(equals='openai/o3'), prices=[
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 9, 1)),
                prices=ModelPrice(input_mtok=Decimal('9'), output_mtok=Decimal('9'))),
            ConditionalPrice(constraint=StartDateConstraint(start_date=datetime.date(2026, 5, 1)),
                prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('8'))),
        ]),
    ]),
    Provider(id='deepseek', models=[
        ModelInfo(id='deepseek-v4-flash', match=ClauseEquals(equals='deepseek-v4-flash'), prices=[
            ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('0.15'), output_mtok=Decimal('0.6'))),
            ConditionalPrice(constraint=TimeOfDateConstraint(start_time=datetime.time(1, 0), end_time=datetime.time(4, 0)),
                prices=ModelPrice(input_mtok=Decimal('0.3'), output_mtok=Decimal('1.2'))),
        ]),
    ]),
]
"""


REMOVED = (
    ("togetherai", "openai/gpt-5-mini", "2025-06-10", "2026-02-01"),
    ("togetherai", "openai/gpt-5-nano", "2026-02-01", "2026-02-03"),
    ("deepinfra", "openai/GPT-5.1", "2025-06-10", "2026-02-01"),
    ("openrouter", "openai/gpt-5:free", None, "2026-02-01"),
    ("deepinfra", "openai/gpt-5", "2026-02-01", "2026-02-03"),
    ("deepinfra", "openai%2fo3", "2025-06-10", "2026-02-01"),
    ("openai", "gpt-5-1", "2025-06-10", "2026-02-01"),
    ("openai", "never-heard-of", "2025-06-10", "2026-02-01"),
    ("github-copilot", "o3", "2025-06-10", "2026-02-01"),
)
"""What the repository of models.dev took out: an id, since when it was there, and until when."""


def dated(price_in: float, price_out: float, day: str = "2026-08-01T00:00:00Z") -> dict[str, Any]:
    """Make a price of model-prices from a commit of its upstream."""
    rates = {"input": price_in, "output": price_out, "source": PAGE, "valid_from": day}
    return {"standard": [{"rates": {**rates, "valid_from_basis": "models.dev commit"}, "start": None}]}


MODEL_PRICES = {
    "updated_at": "2026-10-26T00:00:00Z",
    "schedules": {"schedule": []},
    "status": {"openai": {"o4-mini": "removed"}},
    "prices": {
        "openai": {"gpt-5": dated(1.25, 10), "o4-mini": dated(1.1, 4.4)},
        "deepseek": {"deepseek-v4-pro": dated(0.66, 1.98), "deepseek-v4-flash": dated(0.15, 0.6)},
        "alibaba": {"deepseek-v4-flash": dated(0.44, 1.32)},
    },
}

GPT_6_1_SOL = f"""
name = "GPT-6.1 Sol"
output = ["text"]
[evidence.record]
source = "models-dev"
status = "reported"
as_of = {TODAY}
"""

PROFILES = {
    "claude-haiku-5-5": {"max_input_tokens": 200_000, "structured_output": False, "tool_calling": True},
    "claude-opus-5": {"max_input_tokens": 1_000_000, "max_output_tokens": 128_000},
}


# --- the import


def write_catalogues(folder: Path) -> dict[str, Path]:
    """Write every catalogue; return the options that name them."""
    paths = {
        "litellm": folder / "litellm.json",
        "genai-prices": folder / "genai_prices",
        "model-prices": folder / "snapshot.json",
        "models-dev": folder / "models_dev.json.gz",
        "models-dev-copy": folder / "models_dev.json",
        "pi-ai": folder / "pi_ai",
        "price-history": folder / "price_history.csv",
        "lifecycle": folder / "lifecycle_history.csv",
        "langchain": folder / "langchain",
        "names": folder / "names.csv",
        "decisions": folder / "decisions.toml",
        "data": folder / "data",
        "drafts": folder / "drafts.csv",
        "openai": folder / "chat_model.py",
        "anthropic-sdk": folder / "deprecated_models.py",
        "ends": folder / "ends.csv",
    }
    paths["litellm"].write_text(json.dumps(LITELLM), encoding="utf-8")
    paths["model-prices"].write_text(json.dumps(MODEL_PRICES), encoding="utf-8")
    paths["decisions"].write_text("", encoding="utf-8")
    (paths["genai-prices"]).mkdir()
    (paths["genai-prices"] / "data.py").write_text(GENAI_PRICES, encoding="utf-8")
    profiles = paths["langchain"] / "langchain_anthropic" / "data"
    profiles.mkdir(parents=True)
    (profiles / "_profiles.py").write_text(f"_PROFILES: dict = {PROFILES!r}\n", encoding="utf-8")
    base = {"provider": "openai", "model": "gpt-5", "base_model": "openai/never-heard-of"}
    with gzip.open(paths["models-dev"], "wt", encoding="utf-8") as file:
        json.dump({"offerings": [base]}, file)
    write_table(paths["price-history"], "provider model field value valid_from commit")
    events = [
        (provider, name, event, f"{day}T00:00:00Z")
        for provider, name, added, removed in REMOVED
        for event, day in (("added", added), ("removed", removed))
        if day
    ]
    write_table(paths["lifecycle"], "provider model event date", *events)
    write_table(paths["names"], "name model", *((name, name) for name in MODELS), *MORE_NAMES)
    write_copy(paths["models-dev-copy"])
    write_pi_ai(paths["pi-ai"])
    announced = "Announced shutdown date: 2027-04-01. See https://openai.example for details."
    paths["openai"].write_text(f'"""Deprecated values:\n\n- "gpt-6.1-sol": {announced}\n"""\n', encoding="utf-8")
    warned = 'DEPRECATED_MODELS = {\n    "claude-haiku-5-5": "January 22nd, 2027",\n}\n'
    paths["anthropic-sdk"].write_text(warned, encoding="utf-8")
    page = ("reported", "modelpin", "https://openai.example", str(TODAY), "")
    write_table(
        paths["ends"],
        "provider native_id deprecated retires successor status source url as_of note",
        ("openai", "GPT-6.1-sol", "2026-10-01", "2027-03-01", "gpt-6.1-terra", *page),
    )
    models = paths["data"] / "models" / "openai"
    models.mkdir(parents=True)
    (models / "gpt-6.1-sol.toml").write_text(GPT_6_1_SOL, encoding="utf-8")
    return paths


def write_table(path: Path, head: str, *rows: tuple[str, ...]) -> None:
    """Write a CSV table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head.split(), *rows])


def write_copy(path: Path, *, times: int = 1) -> None:
    """Write models.dev's newest copy, its prices that many times as high."""
    providers: dict[str, dict[str, Any]] = {}
    for key, row in MODELS_DEV.items():
        provider, _, name = key.partition("/")
        model: dict[str, Any] = {
            "id": name,
            "reasoning": True,
            "tool_call": True,
            "modalities": {"input": ["text"], "output": row.kinds.split()},
            "limit": {"context": row.context, "output": row.output},
        }
        if row.price is not None:
            model["cost"] = dict(
                zip(("input", "output"), (times * float(each) for each in row.price.split("/")), strict=True)
            )
        if row.status is not None:
            model["status"] = row.status
        listed = providers.setdefault(provider, {"id": provider, "name": provider, "doc": "", "models": {}})
        listed["models"][name] = model
    path.write_text(json.dumps(providers), encoding="utf-8")


def write_pi_ai(folder: Path) -> None:
    """Write pi-ai's files: prices of two providers, one of which nobody here knows."""
    folder.mkdir(exist_ok=True)
    for name in ("groq", "nowhere"):
        (folder / f"{name}.json").write_text("{}", encoding="utf-8")


class Imported(NamedTuple):
    """What the import wrote and said."""

    offerings: Mapping[str, Offering]
    said: str

    def rejected(self, reason: str) -> int:
        """Return how many rows were left out for a reason."""
        found = re.search(rf"(?m)^  (\d+) {re.escape(reason)}$", self.said)
        return int(found[1]) if found else 0

    def price(self, name: str, on: date = TODAY) -> tuple[str, str] | None:
        """Return the base price of an offering on a day."""
        pricing = self.offerings[name].pricing
        if not isinstance(pricing, PriceSchedule) or (found := pricing.in_force(on)) is None:
            return None
        return str(found.cards[0].input), str(found.cards[0].output)

    def dissent(self, name: str, field: str) -> list[tuple[str, str]]:
        """Return the values that lost, with who gives them."""
        return [(item.value, item.source) for item in self.offerings[name].evidence[field].dissent]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Import the planted catalogues once."""
    return read_catalogues(write_catalogues(tmp_path_factory.mktemp("catalogues")), TODAY)


def read_catalogues(options: Mapping[str, Path], on: date, until: date = TODAY) -> Imported:
    """Import the catalogues as of a day, on top of what was imported before."""
    words = [word for name, path in options.items() for word in (f"--{name}", str(path))]
    with redirect_stdout(StringIO()) as said:
        import_offerings.main([*words, "--on", on.isoformat(), "--until", until.isoformat()])
    return Imported(dict(_offerings(options["data"] / "offerings")), said.getvalue())


LATER = date(2026, 12, 23)


def test_catalogues_that_say_the_same_change_nothing(tmp_path: Path) -> None:
    """Read again on that day, they write the same bytes; a month later, no price and no end is another."""
    options = write_catalogues(tmp_path)
    read_catalogues(options, TODAY)
    written = {path: path.read_bytes() for path in sorted((options["data"] / "offerings").iterdir())}
    before = read_catalogues(options, TODAY)
    assert {path: path.read_bytes() for path in written} == written
    after = read_catalogues(options, LATER)
    assert after.offerings.keys() == before.offerings.keys()
    assert {name: before.price(name) for name in before.offerings} == {
        name: after.price(name) for name in before.offerings
    }


def test_older_versions_fill_what_was_unknown(tmp_path: Path) -> None:
    """At the place they are read of, under any spelling; read again, they write the same bytes."""
    options = write_catalogues(tmp_path)
    name, day = "togetherai/Qwen/Qwen3.5-9B", date(2026, 6, 1)
    before = read_catalogues(options, TODAY)
    assert before.price(name, day) is None
    older = PastPrice(
        catalogue="litellm",
        provider="togetherai",
        native_id="qwen/Qwen3.5-9B",
        key="together_ai/qwen/Qwen3.5-9B",
        version="1.85.0",
        first=date(2026, 5, 17),
        last=date(2026, 6, 6),
        until=None,
        cards=before.offerings[name].pricing.periods[0].cards,  # type: ignore[union-attr]  # it has a price
    )
    options["past-prices"] = tmp_path / "past"
    write_past_prices(options["past-prices"], [older])
    after = read_catalogues(options, TODAY)
    assert after.price(name, day) == before.price(name)
    written = {path: path.read_bytes() for path in sorted((options["data"] / "offerings").iterdir())}
    read_catalogues(options, TODAY)
    assert {path: path.read_bytes() for path in written} == written


def test_catalogues_that_say_nothing_forget_nothing(tmp_path: Path) -> None:
    """Everything is gone since then, and stands for the days before as it stood."""
    options = write_catalogues(tmp_path)
    before = read_catalogues(options, TODAY)
    options["litellm"].write_text("{}", encoding="utf-8")
    options["model-prices"].write_text(json.dumps({**MODEL_PRICES, "prices": {}}), encoding="utf-8")
    options["models-dev-copy"].write_text("{}", encoding="utf-8")
    (options["genai-prices"] / "data.py").write_text("providers: list[Provider] = []\n", encoding="utf-8")
    (options["langchain"] / "langchain_anthropic" / "data" / "_profiles.py").write_text("_PROFILES: dict = {}\n")
    after = read_catalogues(options, LATER)
    assert after.offerings.keys() == before.offerings.keys()
    for name, old in before.offerings.items():
        assert after.price(name) == before.price(name), name
        assert stage_on(after.offerings[name].lifecycle, LATER) in {Stage.RETIRED, Stage.DEPRECATED}, name
        assert stage_on(after.offerings[name].lifecycle, TODAY) in {stage_on(old.lifecycle, TODAY), None, Stage.ACTIVE}


def test_a_price_that_moved_begins_when_it_was_read(tmp_path: Path) -> None:
    """Not on a day that has been answered about, whatever the catalogue says."""
    options = write_catalogues(tmp_path)
    before = read_catalogues(options, TODAY)
    doubled = json.loads(options["litellm"].read_text(encoding="utf-8"))
    for row in doubled.values():
        row |= {key: 2 * row[key] for key in ("input_cost_per_token", "output_cost_per_token") if key in row}
    options["litellm"].write_text(json.dumps(doubled), encoding="utf-8")
    write_copy(options["models-dev-copy"], times=2)
    after = read_catalogues(options, LATER)
    assert {name: after.price(name) for name in before.offerings} == {
        name: before.price(name) for name in before.offerings
    }
    moved = {
        name: (before.price(name), after.price(name, LATER))
        for name in before.offerings
        if after.price(name, LATER) != before.price(name)
    }
    assert moved["anthropic/claude-haiku-5-5"] == (("1", "5"), ("2", "10"))
    # A price that a developer's own page dates stays the one that counts.
    assert "openai/gpt-5" not in moved


def _offerings(folder: Path) -> Iterator[tuple[str, Offering]]:
    """Read what was written, through the gate."""
    for path in sorted(folder.glob("*.toml")):
        for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            key = f"{path.stem}/{name}"
            yield key, check(Offering, {**table, "id": key}, where=key)


# --- LiteLLM


def test_the_sample_row_is_no_offering(imported: Imported) -> None:
    """It explains the fields, its limits are words."""
    assert not any("sample" in name for name in imported.offerings)


def test_rows_that_are_not_text_are_left_out(imported: Imported) -> None:
    """Images and audio have other prices; the name alone would pass."""
    assert "openai/gpt-6" not in imported.offerings
    assert imported.rejected("litellm: not a text model") == 2


def test_fine_tuned_rows_are_left_out(imported: Imported) -> None:
    """What serving one's own fine-tune costs isn't the price of the model."""
    assert not any("ft:" in name for name in imported.offerings)
    assert imported.rejected("litellm: fine-tuned model") == 1


def test_repeats_by_datacentre_and_commitment_are_left_out(imported: Imported) -> None:
    """A region scope is kept, a single datacentre and a plan by the month aren't."""
    scopes = {
        item.native_id: item.region_scope for item in imported.offerings.values() if item.provider == "amazon-bedrock"
    }
    assert scopes == {"anthropic.claude-opus-5": "in-region", "global.anthropic.claude-opus-5": "global"}
    assert imported.price("amazon-bedrock/anthropic.claude-opus-5") == ("5.5", "27.5")
    assert imported.rejected("litellm: repeat for a single datacentre") == 1
    assert imported.rejected("litellm: commitment plan") == 1


def test_two_spellings_are_one_offering(imported: Imported) -> None:
    """The row under the provider's name counts, whatever the bare one costs; ``@default`` is no name of its own."""
    assert imported.price("openai/gpt-6.1-sol") == ("2", "8")
    assert imported.rejected("litellm: listed twice under two spellings") == 1
    assert [name for name in imported.offerings if name.startswith("google-vertex/")] == ["google-vertex/claude-opus-5"]


def test_a_zero_in_litellm_is_no_price(imported: Imported) -> None:
    """Nor a free tier: the offering stays, its price is unknown."""
    assert imported.offerings["openai/gpt-5-nano"].pricing is None


@pytest.mark.parametrize("name", ["openai/gpt-5-mini", "azure/gpt-5-nano"])
def test_thousandfold_slips_are_no_price(imported: Imported, name: str) -> None:
    """3,200 and 9,710 dollars a million are per thousand; where only the output is beyond belief, neither is taken."""
    assert imported.offerings[name].pricing is None
    assert imported.rejected("price above 1000 dollars per million tokens") == 3


def test_a_smaller_slip_is_found_beside_the_other_hosts(imported: Imported) -> None:
    """500 dollars a million are possible, but not where the same model costs five cents: the price is unknown."""
    assert imported.offerings["nebius/Qwen/Qwen3.5-9B"].pricing is None
    assert "pricing" not in imported.offerings["nebius/Qwen/Qwen3.5-9B"].evidence.fields
    assert imported.price("togetherai/Qwen/Qwen3.5-9B") == ("0.05", "0.15")
    assert imported.rejected("offering: price left out, far off its neighbours") == 1


def test_of_two_prices_nobody_can_say_which_is_off() -> None:
    """Both stay, and the check tells."""
    offers = [
        offering(f"{name}/one", pricing=schedule(period(card(price, "4"))))
        for name, price in (("p", "1"), ("q", "500"))
    ]
    assert import_offerings.without_slips(offers, TODAY, Counter()) == offers
    assert [place for finding in errors(registry([model()], offers)) for place in finding.places] == [
        "p/one: input 1, elsewhere 500",
        "q/one: input 500, elsewhere 1",
    ]


def test_a_bargain_that_one_catalogue_alone_knows_is_no_price() -> None:
    """Far below the cheaper quarter of the others it would win every ranking; agreed on, or far above, it stays."""

    def priced(name: str, output: str, agreement: Agreement) -> Offering:
        shown = evidence(pricing=seen(agreement=agreement))
        return offering(f"{name}/one", pricing=schedule(period(card("1", output))), evidence=shown)

    others = [priced(name, "8", Agreement.AGREED) for name in ("p", "q", "r", "s")]
    dear = priced("v", "40", Agreement.SINGLE)
    for agreement, left_out in ((Agreement.SINGLE, ["t/one"]), (Agreement.AGREED, [])):
        kept = import_offerings.without_slips([*others, priced("t", "1.9", agreement), dear], TODAY, Counter())
        assert [each.id for each in kept if each.pricing is None] == left_out


def test_of_two_prices_the_developers_own_counts() -> None:
    """A reseller's is left out, whichever way it is off."""
    own, other = (
        offering(f"{name}/one", "openai/one", pricing=schedule(period(card(price, "4"))))
        for name, price in (("openai", "1"), ("q", "0.001"))
    )
    kept = import_offerings.without_slips([own, other], TODAY, Counter())
    assert kept[0] == own
    assert kept[1].pricing is None


def test_an_input_cap_is_told_from_a_total_window(imported: Imported) -> None:
    """272,000 of GPT-5.1 is what 400,000 leave for the input; its sibling's 400,000, explained by nobody, is dropped."""
    assert imported.offerings["openai/gpt-5.1"].limits == Limits(
        context_tokens=400_000, max_input_tokens=272_000, max_output_tokens=128_000
    )
    assert imported.offerings["openai/gpt-5.1-codex"].limits == Limits(max_output_tokens=128_000)


def test_an_output_that_repeats_the_window_never_wins(imported: Imported) -> None:
    """It leaves a mark where another catalogue knows better."""
    assert imported.offerings["google/gemini-4-argon"].limits.max_output_tokens == 65_536
    assert imported.dissent("google/gemini-4-argon", "limits.max_output_tokens") == [("1048576", "litellm")]


def test_a_typo_within_rounding_loses_to_the_other_catalogue(imported: Imported) -> None:
    """4,028 for 4,096."""
    assert imported.offerings["mistral/mistral-large-4"].limits.max_output_tokens == 4_096


# --- models.dev


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nvidia/openai/o3", "free-tier"),
        ("github-copilot/gpt-5", "subscription"),
        ("openrouter/openai/o3:free", "free-tier"),
        ("openrouter/openai/o3", None),
        ("openai/gpt-5-nano", None),
    ],
)
def test_a_zero_in_models_dev_is_a_trial_a_plan_or_unknown(imported: Imported, name: str, kind: str | None) -> None:
    """It is free only where the id or the provider says so, and no price of zero is ever written."""
    pricing = imported.offerings[name].pricing
    assert (None if pricing is None else pricing.kind) == kind


def test_a_window_of_zero_is_unknown(imported: Imported) -> None:
    """Unknown isn't zero."""
    assert imported.offerings["openai/gpt-5-nano"].limits == Limits()


def test_what_gives_no_text_is_left_out(imported: Imported) -> None:
    """An image model by the name of ours isn't ours."""
    assert "openai/gpt-6" not in imported.offerings
    assert imported.rejected("models-dev: not a text model") == 1


@pytest.mark.parametrize("name", ["openai/o3", "openai/o4-mini"])
def test_absurd_windows_are_unknown(imported: Imported, name: str) -> None:
    """99,999,999 and 20,000,000 mean that nobody knows, and so does zero, in any catalogue."""
    assert imported.offerings[name].limits == Limits()


def test_an_output_above_the_window_is_dropped(imported: Imported) -> None:
    """Of 200,000 and 300,000 the window stays."""
    assert imported.offerings["openai/gpt-6.1-terra"].limits == Limits(context_tokens=200_000)


def test_hosts_of_one_model_keep_their_own_windows(imported: Imported) -> None:
    """Llama 4 Scout: from 128,000 to 3.5 million by host; LiteLLM's ten million only ever dissent."""
    scout = "meta-llama/llama-4-scout-17b-instruct"
    assert imported.offerings[f"groq/{scout}"].limits.context_tokens == 131_072
    assert imported.dissent(f"groq/{scout}", "limits.context_tokens") == [("10000000", "litellm")]
    assert imported.offerings[f"togetherai/{scout}"].limits.context_tokens == 3_500_000


def test_a_base_model_that_nobody_knows_is_no_contradiction(imported: Imported) -> None:
    """A link of models.dev that leads nowhere says nothing about the offering."""
    assert imported.offerings["openai/gpt-5"].model == "openai/gpt-5"


# --- genai-prices


def test_a_rounded_window_is_the_exact_one(imported: Imported) -> None:
    """1,000,000 for 1,048,576 is no dispute."""
    name = "google/gemini-3.8-flash"
    assert imported.offerings[name].limits.context_tokens == 1_048_576
    assert imported.dissent(name, "limits.context_tokens") == []


def test_the_last_price_that_matches_wins(imported: Imported) -> None:
    """A row that stands later holds from its start on, whatever start stood before it."""
    assert imported.price("groq/openai/o3") == ("2", "8")
    assert imported.price("groq/openai/o3", date(2026, 4, 30)) is None


def test_a_free_trial_that_ended_has_a_price(imported: Imported) -> None:
    """A zero of the past is no dissent against the price of today."""
    assert imported.price("groq/openai/o4-mini") == ("1.5", "6")
    assert imported.dissent("groq/openai/o4-mini", "pricing") == []


def test_hours_stand_beside_the_base_price(imported: Imported) -> None:
    """The price of the peak isn't that of the day, though its row comes last."""
    pricing = imported.offerings["deepseek/deepseek-v4-flash"].pricing
    assert isinstance(pricing, PriceSchedule)
    base, peak = pricing.periods[-1].cards
    assert (base.input, peak.input, peak.windows[0].start_minute) == (Decimal("0.15"), Decimal("0.3"), 60)


def test_a_price_to_come_is_not_in_force(imported: Imported) -> None:
    """It is kept, from its day on."""
    assert imported.price("openai/gpt-6.1-sol") == ("2", "8")
    assert imported.price("openai/gpt-6.1-sol", date(2027, 1, 1)) == ("4", "16")


def test_the_text_price_of_an_image_model_is_nobodys(imported: Imported) -> None:
    """It isn't taken for the model it was made from."""
    assert not any("image" in name or item.model == "google/gemini-3-pro" for name, item in imported.offerings.items())


def test_only_exact_clauses_are_ids(imported: Imported) -> None:
    """A pattern is no id, nor is the table's own name for it."""
    assert [name for name in imported.offerings if name.startswith("groq/")] == [
        "groq/meta-llama/llama-4-scout-17b-instruct",
        "groq/openai/o3",
        "groq/openai/o4-mini",
    ]
    assert not any("chat" in name for name in imported.offerings)


# --- model-prices


def test_what_was_removed_is_not_retired(imported: Imported) -> None:
    """Gone from a catalogue: it may have ended, so it isn't offered as live, but nobody says when."""
    lifecycle = imported.offerings["openai/o4-mini"].lifecycle
    assert (lifecycle.stage, lifecycle.retires) == ("deprecated", None)


def test_an_end_that_one_catalogue_alone_gives_is_told_without_a_price(imported: Imported) -> None:
    """Code still names the id; what it cost nobody confirms. One that is still to come needs a second voice."""
    found = imported.offerings["togetherai/openai/gpt-5.1-codex"]
    assert (found.lifecycle.retires, found.pricing) == (date(2026, 5, 1), None)
    assert "pricing" not in found.evidence.fields
    assert "togetherai/openai/gpt-5" not in imported.offerings


@pytest.mark.parametrize(
    "name", ["togetherai/openai/gpt-5-mini", "deepinfra/openai/GPT-5.1", "openrouter/openai/gpt-5:free"]
)
def test_an_id_that_models_dev_took_out_is_told_as_dropped_without_a_price(imported: Imported, name: str) -> None:
    """As it was spelled; it may have ended, on no known day."""
    found = imported.offerings[name]
    assert (found.lifecycle, found.pricing) == (Lifecycle(stage=Stage.DEPRECATED), None)
    seen = found.evidence["lifecycle.stage"]
    assert (seen.source, seen.as_of, seen.status) == ("models-dev", date(2026, 2, 1), "derived")
    assert seen.note == "no longer listed by models.dev; it may have ended"


@pytest.mark.parametrize(
    "name",
    [
        "togetherai/openai/gpt-5-nano",
        "deepinfra/openai/gpt-5",
        "deepinfra/openai%2fo3",
        "openai/gpt-5-1",
        "openai/never-heard-of",
        "github-copilot/o3",
    ],
)
def test_a_slip_that_models_dev_took_back_is_no_offering(imported: Imported, name: str) -> None:
    """There for days, no id, another spelling of what is offered, of no model of ours, or picked from a menu."""
    assert name not in imported.offerings


def test_a_resold_model_is_its_developers(imported: Imported) -> None:
    """Alibaba sells DeepSeek's: one model, two offerings, two prices."""
    assert imported.offerings["alibaba/deepseek-v4-flash"].model == "deepseek/deepseek-v4-flash"
    assert imported.price("alibaba/deepseek-v4-flash") == ("0.44", "1.32")
    assert imported.price("deepseek/deepseek-v4-flash") == ("0.15", "0.6")


def test_a_passed_end_that_others_deny_is_disputed(imported: Imported) -> None:
    """LiteLLM's date had passed, model-prices still lists it as live."""
    found = imported.offerings["deepseek/deepseek-v4-pro"]
    assert found.lifecycle.retires == date(2026, 7, 24)
    assert found.evidence["lifecycle"].agreement == "disputed"
    assert imported.dissent("deepseek/deepseek-v4-pro", "lifecycle") == [("listed as live", "model-prices")]


# --- LangChain's profiles


def test_a_blanket_false_is_no_statement(imported: Imported) -> None:
    """The integration sets it for every model it hasn't listed, and LiteLLM says otherwise."""
    found = imported.offerings["anthropic/claude-haiku-5-5"]
    assert found.capabilities.structured_output is True
    assert imported.dissent("anthropic/claude-haiku-5-5", "capabilities.structured_output") == []


def test_an_image_that_nobody_prices_is_no_output(imported: Imported) -> None:
    """LiteLLM lists it without a price, and the model's record knows text alone."""
    assert imported.offerings["openai/gpt-6.1-sol"].output == frozenset({"text"})
    assert imported.dissent("openai/gpt-6.1-sol", "output") == [("output image, text", "litellm")]


def test_a_total_window_under_the_name_of_an_input_cap_is_the_window(imported: Imported) -> None:
    """200,000 in both catalogues is one fact."""
    limits = imported.offerings["anthropic/claude-haiku-5-5"].limits
    assert limits == Limits(context_tokens=200_000, max_output_tokens=64_000)


def test_ends_are_those_that_were_announced(imported: Imported) -> None:
    """By the developers' own libraries before a page; what that alone says counts too."""
    sol, haiku = imported.offerings["openai/gpt-6.1-sol"], imported.offerings["anthropic/claude-haiku-5-5"]
    assert (sol.lifecycle.retires, sol.lifecycle.deprecated) == (date(2027, 4, 1), date(2026, 10, 1))
    assert (sol.lifecycle.successor, sol.evidence["lifecycle.successor"].source) == ("gpt-6.1-terra", "modelpin")
    assert (haiku.lifecycle.retires, haiku.evidence["lifecycle.retires"].source) == (date(2027, 1, 22), "anthropic")


# --- everywhere


def test_prices_are_exact_decimals_of_dollars_per_million(imported: Imported) -> None:
    """4.9999999999999996e-08 a token is 0.05 a million, and stays so."""
    assert imported.price("openai/gpt-6.1-terra") == ("0.05", "0.3")
    pricing = imported.offerings["openai/gpt-6.1-terra"].pricing
    assert isinstance(pricing, PriceSchedule)
    assert all(type(card.input) is Decimal for item in pricing.periods for card in item.cards)


def test_unknown_is_neither_false_nor_zero(imported: Imported) -> None:
    """What no catalogue states isn't there."""
    found = imported.offerings["azure/gpt-5-nano"]
    assert found.capabilities.tool_calling is None
    assert (found.limits, found.pricing, found.lifecycle.stage) == (Limits(), None, None)


def test_nothing_that_was_imported_is_an_error(imported: Imported) -> None:
    """The check agrees with the import, but for an input dearer than its output, which it lists."""
    pages = {key: None for item in imported.offerings.values() for key in _cited(item)}
    data = registry(
        [model(name) for name in MODELS],
        list(imported.offerings.values()),
        sources=dict.fromkeys(pages, registry().sources["page"]) | dict(registry().sources),
        # What ids mean, and developers' libraries, were read on days of their own.
        date=max(
            TODAY,
            *(item.evidence[name].as_of for item in imported.offerings.values() for name in ("moving", "lifecycle")),
        ),
    )
    assert [(finding.what, place) for finding in errors(data) for place in finding.places] == []
    dearer = [finding.places for finding in warnings(data) if finding.what == "input dearer than output"]
    day = UPSTREAM.packages["litellm"].released
    assert dearer == [(f"deepinfra/Qwen/Qwen3.5-9B from {day}: input 5, output 0.15",)]


def _cited(item: Offering) -> Iterator[str]:
    """Yield the sources an offering cites."""
    for said in (item.evidence.record, *item.evidence.fields.values()):
        yield said.source
        yield from (dissent.source for dissent in said.dissent)
    if isinstance(item.pricing, PriceSchedule):
        yield from (part.evidence.source for part in item.pricing.periods)
