"""Which ids stay one model: the first rule that fits decides, and says on whose word."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories import evidence, offering, seen
from llm_selection.domain.evidence import Status
from llm_selection.domain.offerings import Lifecycle, Offering, Stage
from registry_tools.merging import id_rules
from registry_tools.merging.id_rules import SOURCE, Rule, read_rules, rule_for, source, with_rules
from registry_tools.places import DATA, INPUTS

RULES = read_rules(INPUTS / "id_rules.toml")
OPEN = {"meta/llama", "deepseek/deepseek-v4"}
DAY = date(2026, 11, 25)


def moves(id_: str, model: str = "acme/one", **changes: Any) -> bool | None:
    """Say whether the shipped rules make an id move."""
    (found,) = with_rules([offering(id_, model, **changes)], RULES, OPEN)
    return found.moving


@pytest.mark.parametrize(
    ("id_", "model", "moving"),
    [
        ("anthropic/claude-opus-4-8", "anthropic/claude-opus-4-8", False),
        ("anthropic/claude-sonnet-5", "anthropic/claude-sonnet-5", False),
        ("anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", True),
        ("anthropic/claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5", False),
        ("anthropic/claude-3-5-haiku-latest", "anthropic/claude-3-5-haiku-20241022", True),
        ("anthropic/claude-mythos-preview", "anthropic/claude-mythos-preview", None),
        ("amazon-bedrock/eu.anthropic.claude-opus-4-6-v1", "anthropic/claude-opus-4-6", False),
        ("amazon-bedrock/xai.grok-4.6", "xai/grok-4.6", False),
        ("amazon-bedrock/us.anthropic.claude-mythos-preview", "anthropic/claude-mythos-preview", None),
        ("google-vertex/claude-opus-5@default", "anthropic/claude-opus-5", False),
        ("google-vertex/claude-opus-4-5", "anthropic/claude-opus-4-5", None),
        ("google-vertex/deepseek-ai/deepseek-v4-maas", "deepseek/deepseek-v4", False),
        ("openai/gpt-5", "openai/gpt-5", True),
        ("openai/gpt-5-2025-08-07", "openai/gpt-5", False),
        ("openai/gpt-4-1106-preview", "openai/gpt-4-1106-preview", False),
        ("openai/gpt-5.6-terra", "openai/gpt-5.6-terra", None),
        ("openai/chat-latest", "openai/gpt-5.5-instant", True),
        ("google/gemini-2.0-flash", "google/gemini-2.0-flash", True),
        ("google/gemini-2.0-flash-001", "google/gemini-2.0-flash", False),
        ("google/gemini-2.5-flash-lite", "google/gemini-2.5-flash-lite", False),
        ("google/gemini-2.5-flash-preview-09-2025", "google/gemini-2.5-flash", None),
        ("mistral/mistral-medium-2604", "mistral/mistral-medium-2604", False),
        ("mistral/mistral-large-4", "mistral/mistral-large-4", True),
        ("mistral/labs-devstral-small-2512", "mistral/devstral-small-2", True),
        ("mistral/zai-glm-5-2", "zhipuai/glm-5.2", None),
        ("xai/grok-4.20-0309-reasoning", "xai/grok-4.20-0309-reasoning", False),
        ("xai/grok-4.6", "xai/grok-4.6", True),
        ("deepseek/deepseek-v4-flash", "deepseek/deepseek-v4-flash", True),
        ("alibaba/qwen-max", "alibaba/qwen-max", True),
        ("alibaba/qwen3-max", "alibaba/qwen3-max", None),
        ("azure/eu/gpt-4o-2024-11-20", "openai/gpt-4o", False),
        ("azure/gpt-5", "openai/gpt-5", None),
        ("togetherai/meta-llama/Llama", "meta/llama", True),
        ("groq/llama", "meta/llama", False),
        ("digitalocean/openai-gpt-5", "openai/gpt-5", None),
        ("deepinfra/meta-llama/Llama", "meta/llama", None),
        ("openrouter/~anthropic/claude-opus-latest", "anthropic/claude-opus-5", True),
        ("openrouter/meta-llama/llama", "meta/llama", None),
    ],
)
def test_the_shipped_rules(id_: str, model: str, *, moving: bool | None) -> None:
    """Each provider's own word, and nothing where it has none."""
    assert moves(id_, model) is moving


def test_a_host_that_says_what_becomes_of_an_id_keeps_it_only_with_open_weights() -> None:
    """Of a closed model's name the host doesn't say which version answers."""
    assert moves("baseten/meta-llama/Llama", "meta/llama") is False
    assert moves("baseten/acme/one") is None


@pytest.mark.parametrize(
    ("stage", "moving"), [(Stage.ACTIVE, False), (Stage.DEPRECATED, False), (Stage.PREVIEW, None), (None, None)]
)
def test_a_word_on_stages_holds_in_these(stage: Stage | None, *, moving: bool | None) -> None:
    """Azure fixes the weights of what is generally available."""
    assert moves("azure/llama", "meta/llama", lifecycle=Lifecycle(stage=stage)) is moving


@pytest.mark.parametrize(
    ("id_", "moving"),
    [
        ("abacus/claude-opus-4-5-20251101", False),
        ("venice/openai-gpt-4o-2024-11-20", False),
        ("openrouter/google/gemini-3.7-flash-20260813", None),
    ],
)
def test_a_date_counts_where_it_is_the_developers(id_: str, *, moving: bool | None) -> None:
    """What looked like a snapshot to the importer, and no rule confirms, is unknown."""
    assert moves(id_, moving=False) is moving


def test_a_rule_says_on_whose_word() -> None:
    """A page, or the catalogue that names the id."""
    page, catalogue = with_rules(
        [offering("openai/gpt-5"), offering("somewhere/one-latest", evidence=evidence())], RULES, OPEN
    )
    said = page.evidence["moving"]
    assert (said.source, said.status) == (SOURCE, Status.DOCUMENTED)
    assert said.url is not None
    said = catalogue.evidence["moving"]
    assert (said.source, said.status, said.note) == (seen().source, Status.DERIVED, "the id says latest")


def test_what_a_person_decided_stays() -> None:
    """With its evidence."""
    decided = offering("openai/gpt-5", moving=False, evidence=evidence(moving=seen()))
    assert with_rules([decided], RULES, OPEN) == [decided]


def test_the_first_rule_that_fits_decides() -> None:
    """In the order of the table; none fits a stranger."""
    first, second = (Rule(moving=moving, status=Status.DERIVED, note="so") for moving in (True, False))
    item: Offering = offering()
    assert rule_for(item, (first, second), ()) is first
    assert rule_for(item, (), ()) is None


def test_the_source_is_as_new_as_its_newest_page() -> None:
    """Which is what answers show."""
    pages = [
        Rule(moving=True, status=Status.DOCUMENTED, note="so", url="https://a", as_of=day) for day in (DAY, date.min)
    ]
    assert source([*pages, Rule(moving=True, status=Status.DERIVED, note="so")]).retrieved == DAY


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ('moving = true\nstatus = "derived"\nnote = "so"\nurl = "https://a"', ValueError),
        ('moving = true\nstatus = "certain"\nnote = "so"', ValueError),
        ('moving = true\nstatus = "derived"\nnote = "so"\nstages = ["gone"]', ValueError),
        ('moving = true\nstatus = "derived"', TypeError),
        ('moving = true\nstatus = "derived"\nnote = "so"\nprovider = ["a"]', TypeError),
    ],
)
def test_a_wrong_rule_is_refused(tmp_path: Path, table: str, error: type[Exception]) -> None:
    """A slip in the table would otherwise pass as a rule for everybody."""
    path = tmp_path / "rules.toml"
    path.write_text(f"[[rules]]\n{table}\n", encoding="utf-8")
    with pytest.raises(error):
        read_rules(path)


def test_every_rule_is_about_something() -> None:
    """A rule that decides no shipped offering is a slip, or its offering is gone."""
    records = {
        f"{path.stem}/{native_id}": record["evidence"].get("fields", {}).get("moving", {}).get("note")
        for path in (DATA / "offerings").glob("*.toml")
        for native_id, record in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
    notes = set(records.values())
    assert {rule.note for rule in RULES} - notes == set()
    assert id_rules.SOURCE in tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))
