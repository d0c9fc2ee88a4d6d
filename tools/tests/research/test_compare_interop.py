"""Ids of other libraries: accepted, refused and led elsewhere are told apart, and the picks' ids are what the rules give."""

import pytest

from factories import model, offering, provider, registry
from llm_selection.domain.identity import Library
from llm_selection.needs.presets import PRESETS
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from registry_tools.research.interop.comparison import catalogue_lines, coverage_lines, page
from registry_tools.research.interop.verdicts import (
    NO_NETWORK,
    Asked,
    Found,
    NetworkError,
    Outcome,
    asked_of,
    by_provider,
    faults,
    judge,
    names_of,
)
from registry_tools.upstream.providers import PROVIDERS, litellm_prefix

ASKED = Asked(library=Library.LITELLM, owner="host/Open-70B", provider="host", text="host_ai/Open-70B", sent="Open-70B")
NAMES = frozenset({"host_ai"})


def library(*, provider: str = "host_ai", sent: str = "Open-70B", listed: bool = True) -> Found:
    """Return what a library makes of the id."""
    return Found(provider=provider, sent=sent, listed=listed, through="api.host.ai")


@pytest.mark.parametrize(
    ("found", "outcome", "reason"),
    [
        (library(), Outcome.LISTED, ""),
        (library(listed=False), Outcome.ACCEPTED, ""),
        (library(sent="open-70b"), Outcome.LISTED, "sent as open-70b"),
        (library(provider="openai"), Outcome.ELSEWHERE, "to openai"),
        (library(sent="Open-7B"), Outcome.ELSEWHERE, "sends Open-7B"),
    ],
)
def test_what_a_library_makes_of_an_id_is_judged(found: Found, outcome: Outcome, reason: str) -> None:
    """The provider and the name that is sent decide, then the library's list; another case is told."""
    checked = judge(ASKED, lambda _: found, NAMES)
    assert (checked.outcome, checked.reason, checked.through) == (outcome, reason, "api.host.ai")


def test_whatever_is_raised_is_a_refusal() -> None:
    """With its kind and its words in one line."""

    def refuse(text: str) -> Found:
        raise LookupError(f"no\n  {text}")

    checked = judge(ASKED, refuse, NAMES)
    assert (checked.outcome, checked.reason) == (Outcome.REFUSED, "LookupError: no host_ai/Open-70B")


def test_a_question_to_the_provider_is_no_refusal() -> None:
    """Where the network was wanted, wherever in the chain of errors, or in their words alone."""

    def chained(_: str) -> Found:
        raise ValueError("can't list models") from NetworkError("refused")

    def told(_: str) -> Found:
        raise ValueError(f"login failed: {NO_NETWORK}")

    assert {judge(ASKED, resolve, NAMES).outcome for resolve in (chained, told)} == {Outcome.ASKS}


def test_the_table_has_a_row_a_provider_and_the_faults_a_line_each() -> None:
    """What was plainly accepted is counted only."""
    checked = [
        judge(ASKED, lambda _: library(), NAMES),
        judge(ASKED, lambda _: library(provider="openai"), NAMES),
    ]
    assert list(by_provider(checked))[2:] == ["| host | 2 | 1 | 0 | 0 | 1 | 0 | api.host.ai |"]
    assert list(faults(checked)) == ["- `host_ai/Open-70B` of `host/Open-70B`, leads elsewhere: to openai"]


def test_a_repository_that_serves_another_model_is_found() -> None:
    """A provider's own id that is a repository must be that repository's model; the other lists are looked up."""
    data = registry(
        [
            model("borg/open", ids={Library.HUGGINGFACE: "Borg/Open"}),
            model("borg/other", ids={Library.HUGGINGFACE: "Borg/Other"}),
            model("borg/third", ids={Library.HUGGINGFACE: "not a name"}),
        ],
        [
            offering("host/Borg/Open", "borg/open", ids={Library.MODELS_DEV: "host/Borg/Open"}),
            offering("host/borg/other", "borg/open", ids={Library.OPENROUTER: "borg/other"}),
        ],
        providers=[provider("host")],
    )

    def named(text: str) -> str:
        if " " in text:
            raise ValueError(text)
        return text

    lines = list(catalogue_lines(data, {"host/Borg/Open"}, frozenset(), named))
    assert "| openrouter | offerings | 1 | 0 | 1 | 0 | 0 | 0 |" in lines
    assert "| models_dev | offerings | 1 | 1 | 0 | 0 | 0 | 0 |" in lines
    assert "| huggingface | models | 3 | 1 | 0 | 0 | 1 | 1 |" in lines
    assert "- `Borg/Other` of `borg/other`, leads elsewhere: sends borg/open" in lines


def test_coverage_counts_offerings_by_kind_and_models_once() -> None:
    """One of two offerings has an id, hence the only model."""
    data = registry(
        [model("borg/open")],
        [offering("host/a", "borg/open", ids={Library.LITELLM: "host/a"}), offering("host/b", "borg/open")],
        providers=[provider("host")],
    )
    lines = list(coverage_lines(data))
    assert lines[-2].endswith("| 2 | 50% | 0% | 0% |")
    assert lines[-1] == "| models offered anywhere | 1 | 100% | 0% | 0% |"


def test_the_page_has_every_part() -> None:
    """Each marker is replaced."""
    parts = ("data", "summary", "litellm", "pydantic_ai", "langchain", "catalogues", "coverage", "picks")
    assert "<!--" not in page({name: [name.upper()] for name in parts})


@pytest.mark.parametrize("library", [Library.PYDANTIC_AI, Library.LANGCHAIN])
def test_ids_have_a_prefix_that_means_their_provider(library: Library) -> None:
    """Without the libraries, that much of every id can be told."""
    names = names_of(library)
    for asked in asked_of(bundled(), library):
        prefix, _, name = asked.text.partition(":")
        assert prefix in names[asked.provider], asked
        assert name == asked.sent


def test_ids_for_litellm_are_its_prefix_and_the_own_id() -> None:
    """Wherever the rule holds; a bare id is one that LiteLLM lists so."""
    prefixes = {item.id: prefix for item in PROVIDERS if (prefix := litellm_prefix(item))}
    for asked in asked_of(bundled(), Library.LITELLM):
        if prefix := prefixes.get(asked.provider):
            assert asked.text.casefold() in {f"{prefix}/{asked.sent}".casefold(), asked.sent.casefold()}, asked


@pytest.mark.parametrize("name", PRESETS)
def test_the_first_of_each_preset_can_be_called_by_litellm_or_says_none(name: str) -> None:
    """Its id ends in the offering's own: it leads to no other model."""
    best = recommend(name, registry=bundled(), on=bundled().date).best
    found = best.id_for("litellm")
    assert found is None or found.casefold().endswith(best.offering.native_id.casefold())
