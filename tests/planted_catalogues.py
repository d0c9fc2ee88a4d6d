"""Small copies of the catalogues, with known faults of theirs planted, and the files that an import reads them from."""

import csv
import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

__all__ = [
    "GENAI_PRICES",
    "LITELLM",
    "MODELS",
    "MODELS_DEV",
    "MODEL_PRICES",
    "PROFILES",
    "TODAY",
    "write_catalogues",
    "write_copy",
]

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


# --- the files


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
