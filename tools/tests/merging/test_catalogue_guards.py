"""
Known faults of the catalogues, each planted in a small copy of it and read by the whole import.

What an import of clean rows gives is tested beside it; here every test is one fault, and what becomes of it.
"""

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
from typing import NamedTuple

import pytest

from factories import card, evidence, model, offering, period, registry, schedule, seen
from llm_selection._foundation.gate import check
from llm_selection.domain.evidence import Agreement
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Offering, Stage, stage_on
from llm_selection.domain.prices import PriceSchedule
from planted_catalogues import MODEL_PRICES, MODELS, TODAY, write_catalogues, write_copy
from registry_tools.checks.data import errors, warnings
from registry_tools.merging import offerings as import_offerings
from registry_tools.upstream.past_prices import PastPrice, write_past_prices
from registry_tools.upstream.pins import UPSTREAM

# --- the import


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
    places = {"drafts": options["data"] / "drafts.csv", **options}
    words = [word for name, path in places.items() for word in (f"--{name}", str(path))]
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
