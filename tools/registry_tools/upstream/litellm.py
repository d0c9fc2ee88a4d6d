"""LiteLLM's price and window table as listings."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Capabilities, Modality
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, RateCard, TimeWindow
from registry_tools.upstream.listings import Family, Listing, Rejections, plausible_window, rate_card, usd_per_million

__all__ = ["SOURCE", "cards_of", "native_id", "read_litellm"]

SOURCE = "litellm"
_TEXT_MODES = frozenset({"chat", "responses", "completion"})
_MILLION = Decimal(10) ** 6
_MINUTES_A_DAY = 24 * 60
_DAYS_A_WEEK = 7

_RATE = re.compile(
    r"^(?P<rate>input_cost_per_token|input_cost_per_audio_token|output_cost_per_token|cache_read_input_token_cost"
    r"|cache_creation_input_token_cost_above_1hr|cache_creation_input_token_cost)"
    r"(_above_(?P<tier>\d+)k_tokens)?(_(?P<mode>batches|flex|priority))?$"
)
_RATE_NAMES = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write_5m",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "input_cost_per_audio_token": "input_audio",
}
_MODES = {None: Mode.STANDARD, "batches": Mode.BATCH, "flex": Mode.FLEX, "priority": Mode.PRIORITY}
_SINGLE_DATACENTRE = re.compile(r"^(bedrock|bedrock_mantle)/(\*|[a-z]+(-[a-z]+)+-\d)/")
_KEY_PREFIX = re.compile(
    r"^(openai|anthropic|gemini|xai|mistral|deepseek|dashscope|moonshot|zai|minimax|cohere_chat|meta|perplexity|"
    r"together_ai|fireworks_ai|groq|cerebras|deepinfra|novita|baseten|nebius|azure_ai|azure|vertex_ai|bedrock_mantle|"
    r"bedrock|amazon_nova|xiaomi_mimo|github_copilot|chatgpt|opencode_go|volcengine|inception|ai21|meta_llama)/"
)


def read_litellm(
    path: Path, providers: Mapping[str, str], *, released: date, rejections: Rejections
) -> Iterator[Listing]:
    """Yield the text rows of the *providers* we list, a LiteLLM provider mapped to ours, from its map or its wheel."""
    rows: dict[str, dict[str, Any]] = json.loads(_map_text(path), parse_float=Decimal)
    for key in sorted(rows):
        row = rows[key]
        provider = providers.get(str(row.get("litellm_provider")))
        if key == "sample_spec" or provider is None:
            continue
        if reason := _reason_to_skip(key, row, rows):
            rejections[f"litellm: {reason}"] += 1
            continue
        yield _listing(key, row, provider, released, rejections)


def _map_text(path: Path) -> str:
    """Read the map, which lies in the wheel."""
    if path.suffix != ".whl":
        return path.read_text(encoding="utf-8")
    with ZipFile(path) as wheel:
        return wheel.read("litellm/model_prices_and_context_window_backup.json").decode()


def native_id(key: str, provider: str = "") -> str:
    """
    Return the provider's own id in a LiteLLM key, *provider* as LiteLLM calls it.

    >>> native_id("gemini/gemini-2.5-pro"), native_id("wandb/openai/gpt-oss-20b", "wandb")
    ('gemini-2.5-pro', 'openai/gpt-oss-20b')
    """
    return key.removeprefix(f"{provider}/") if key.startswith(f"{provider}/") else _KEY_PREFIX.sub("", key)


def _reason_to_skip(key: str, row: Mapping[str, Any], rows: Mapping[str, Any]) -> str | None:
    """Return why a row isn't an offering of its own."""
    if row.get("mode") not in _TEXT_MODES:
        return "not a text model"
    if key.startswith("ft:"):
        return "fine-tuned model"
    if "commitment" in key:
        return "commitment plan"
    if _SINGLE_DATACENTRE.match(key):
        return "repeat for a single datacentre"
    if "/" not in key and f"{row['litellm_provider']}/{key}" in rows:
        return "listed twice under two spellings"
    if row["litellm_provider"] == "fireworks_ai" and not key.startswith("fireworks_ai/accounts/fireworks/"):
        return "shorthand or private account"
    if str(row["litellm_provider"]).startswith("bedrock") and "@" in key:
        return "spelling that isn't Bedrock's"
    return None


def _listing(key: str, row: Mapping[str, Any], provider: str, released: date, rejections: Rejections) -> Listing:
    """Turn one row into a listing."""
    cards = cards_of(row, rejections)
    evidence = Evidence(source=SOURCE, status=Status.REPORTED, as_of=released, url=_url(row.get("source")))
    period = PricePeriod(effective=released, basis=DateBasis.FIRST_OBSERVED, cards=cards, evidence=evidence)
    retires = row.get("deprecation_date")
    metadata = row.get("metadata") or {}
    return Listing(
        provider=provider,
        native_id=native_id(key, str(row["litellm_provider"])),
        family=Family.LITELLM,
        evidence=evidence,
        periods=(period,) if cards else (),
        zero=row.get("input_cost_per_token") == 0 and row.get("output_cost_per_token") == 0,
        window_tokens=plausible_window(row.get("max_input_tokens")),
        max_output_tokens=plausible_window(row.get("max_output_tokens")),
        capabilities=Capabilities(
            tool_calling=row.get("supports_function_calling"),
            structured_output=row.get("supports_response_schema"),
            reasoning=row.get("supports_reasoning"),
            prompt_caching=row.get("supports_prompt_caching"),
            web_search=row.get("supports_web_search"),
        ),
        input=_input(row),
        output=_modalities(row.get("supported_output_modalities")),
        priced_output=frozenset(kind for kind in Modality if row.get(f"output_cost_per_{kind}_token")),
        retires=date.fromisoformat(retires) if retires else None,
        successor=native_id(metadata["successor"]) if "successor" in metadata else None,
        ids={Library.LITELLM: key},
    )


def _url(source: object) -> str | None:
    """Return a source that is an address."""
    return source if isinstance(source, str) and source.startswith("http") and " " not in source else None


def _modalities(words: object) -> frozenset[Modality] | None:
    """Read a list of modalities; ``None`` if there is none."""
    known = set(Modality)
    return frozenset(Modality(word) for word in words if word in known) if isinstance(words, list) else None


def _input(row: Mapping[str, Any]) -> frozenset[Modality] | None:
    """Read the input modalities from the list or, where vision is stated, the flags; else unknown."""
    listed = _modalities(row.get("supported_modalities"))
    if listed is None and row.get("supports_vision") is None:
        return None
    flags = {
        Modality.IMAGE: "supports_vision",
        Modality.PDF: "supports_pdf_input",
        Modality.AUDIO: "supports_audio_input",
        Modality.VIDEO: "supports_video_input",
    }
    return (listed or frozenset()) | {Modality.TEXT} | {kind for kind, flag in flags.items() if row.get(flag)}


def cards_of(row: Mapping[str, Any], rejections: Rejections) -> tuple[RateCard, ...]:
    """Return the rate cards of a row; none without an input and an output price."""
    rates: dict[tuple[Mode, int], dict[str, Decimal]] = {}
    for key, value in row.items():
        match = _RATE.match(key)
        if match and value is not None:
            tier = int(match["tier"]) * 1000 if match["tier"] else 0
            _add_rate(rates, (_MODES[match["mode"]], tier), _RATE_NAMES[match["rate"]], value, rejections)
    for tier_row in row.get("tiered_pricing") or ():
        above = int(tier_row["range"][0]) if "range" in tier_row else 0
        for key, name in _RATE_NAMES.items():
            if tier_row.get(key) is not None:
                _add_rate(rates, (Mode.STANDARD, above), name, tier_row[key], rejections)
    base = rates.get((Mode.STANDARD, 0), {})
    if not {"input", "output"} <= base.keys():
        return ()
    _drop_audio_slips(rates, rejections)
    cards = [rate_card(card, mode=mode, above=tier) for (mode, tier), card in sorted(rates.items()) if card]
    return _with_hours(cards, row.get("off_peak_pricing"), rejections)


def _add_rate(
    rates: dict[tuple[Mode, int], dict[str, Decimal]],
    place: tuple[Mode, int],
    name: str,
    usd_per_token: Decimal | int,
    rejections: Rejections,
) -> None:
    """Add one rate, if it can be believed."""
    value = usd_per_million(Decimal(usd_per_token) * _MILLION, rejections)
    if value is not None:
        rates.setdefault(place, {})[name] = value


def _drop_audio_slips(rates: Mapping[tuple[Mode, int], dict[str, Decimal]], rejections: Rejections) -> None:
    """
    Leave out a price of audio that stands alone, or repeats that of text where audio as a rule costs something else.

    A price of audio alone is no way to send requests.
    """
    base = rates[Mode.STANDARD, 0]
    dearer = base.get("input_audio") != base["input"]
    for card in rates.values():
        if set(card) == {"input_audio"} or (
            "input_audio" in card and dearer and card["input_audio"] == card.get("input")
        ):
            del card["input_audio"]
            rejections["price of audio that stands alone or repeats that of text"] += 1


def _with_hours(
    cards: list[RateCard], off_peak: Mapping[str, Any] | None, rejections: Rejections
) -> tuple[RateCard, ...]:
    """
    Make the off-peak price the base and give the peak price its hours.

    LiteLLM prints the peak price first and the off-peak hours beside it.
    """
    if off_peak is None:
        return tuple(cards)
    peak = next(card for card in cards if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0)
    rates = {
        name: usd_per_million(Decimal(off_peak[key]) * _MILLION, rejections)
        for key, name in _RATE_NAMES.items()
        if key in off_peak
    }
    base = rate_card({name: value for name, value in rates.items() if value is not None})
    hours = RateCard(
        windows=_peak_windows(off_peak["windows"]), input=peak.input, output=peak.output, cache_read=peak.cache_read
    )
    return (base, hours, *(card for card in cards if card is not peak))


def _peak_windows(windows: list[Mapping[str, Any]]) -> tuple[TimeWindow, ...]:
    """Return the hours, by day of the week, that no off-peak window covers."""
    days_by_hours: dict[tuple[int, int], set[int]] = {}
    for day in range(_DAYS_A_WEEK):
        cheap: list[tuple[int, int]] = []
        for window in windows:
            if day + 1 in window.get("weekdays", range(1, _DAYS_A_WEEK + 1)):
                texts = window["hours_utc"]
                cheap += [_minutes(text) for text in ([texts] if isinstance(texts, str) else texts)]
        minute = 0
        for start, end in sorted(cheap):
            if start > minute:
                days_by_hours.setdefault((minute, start), set()).add(day)
            minute = max(minute, end)
        if minute < _MINUTES_A_DAY:
            days_by_hours.setdefault((minute, _MINUTES_A_DAY), set()).add(day)
    return tuple(
        TimeWindow(
            start_minute=start, end_minute=end, weekdays=frozenset() if len(days) == _DAYS_A_WEEK else frozenset(days)
        )
        for (start, end), days in sorted(days_by_hours.items())
    )


def _minutes(text: str) -> tuple[int, int]:
    """Read ``04:00-06:00``; midnight at the end is the end of the day."""
    start, end = (int(part[:2]) * 60 + int(part[3:5]) for part in text.split("-"))
    return start, end or _MINUTES_A_DAY
