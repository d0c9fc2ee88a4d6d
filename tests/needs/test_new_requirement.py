"""A new requirement is one class in one file: every part of the library then knows it."""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from factories import calibrated
from llm_selection._dataclasses import dataclass
from llm_selection.cli import main
from llm_selection.decisions import decide, dump, parse_decision
from llm_selection.errors import InvalidInputError
from llm_selection.needs import requirements
from llm_selection.needs.option_facts import LIMITS, Facts
from llm_selection.needs.requirements import (
    COMBINING,
    KeywordRequirement,
    Least,
    _keywords,
    keyword_class,
    keyword_of,
    keywords,
    parse_requirement,
    register,
)
from llm_selection.needs.requirements._values import COUNT
from llm_selection.needs.serialization import requirement_as_plain
from llm_selection.presentation import as_text
from llm_selection.recommendation import recommend
from registry_tools.pages.requirement_keywords import keyword_types, with_keywords, with_table
from registry_tools.pages.use_case_schema import need_schema

FILE = '''\
    """``min_prompt_tokens``: how long a prompt may get."""

    from llm_selection._dataclasses import dataclass
    from llm_selection.needs.option_facts import LIMITS, Facts
    from llm_selection.needs.requirements._shapes import Least
    from llm_selection.needs.requirements._values import COUNT

    __all__ = ["MinPrompt"]


    @dataclass(frozen=True, slots=True)
    class MinPrompt(Least):
        """
        Longest prompt, in tokens.

        Unknown where the context window is.
        """

        limit: int
        keyword = "min_prompt_tokens"
        examples = (("min_prompt_tokens=50k", "longest prompt"),)
        fact = LIMITS
        value = COUNT
        unit = "tokens"
        words = "prompt"

        def number(self, facts: Facts) -> int | None:  # pragma: no cover - not every test asks
            """Return the window."""
            return facts[LIMITS].context_tokens
    '''


@pytest.fixture
def in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Put a module beside those of the package, and say its keyword."""
    name = f"{requirements.__name__}.min_prompt_tokens"
    (tmp_path / "min_prompt_tokens.py").write_text(dedent(FILE), encoding="utf-8")
    monkeypatch.setattr(requirements, "__path__", [*requirements.__path__, str(tmp_path)])
    monkeypatch.setattr(_keywords, "_CLASSES", {})
    yield "min_prompt_tokens"
    sys.modules.pop(name, None)
    requirements.__dict__.pop("min_prompt_tokens", None)


def test_it_is_listed_last(in_a_file: str) -> None:
    """Behind those whose order somebody chose."""
    assert keywords()[-1] == in_a_file
    assert len(keywords()) == len(set(keywords()))


@pytest.mark.parametrize("command", ["recommend", "portfolio", "lock"])
def test_help_names_it(in_a_file: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside all others, where a command takes requirements."""
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert in_a_file in capsys.readouterr().out


def test_the_command_line_has_its_example(in_a_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And what it asks."""
    assert main(["list", "requirements"]) == 0
    assert f"--require {in_a_file}=50k" in capsys.readouterr().out


def test_it_is_typed_and_documented(in_a_file: str) -> None:
    """For type checkers, in the schema of a file, in the table of the page and in the docstring of `recommend`."""
    assert f'    {in_a_file}: int | str\n    """Longest prompt, in tokens. Unknown where the context window is."""' in (
        keyword_types()
    )
    schema = need_schema()["definitions"]["requirement"]["properties"]
    assert schema[in_a_file]["description"] == "Longest prompt, in tokens. Unknown where the context window is."
    assert list(schema) == [*keywords(), *COMBINING]
    assert f"| `{in_a_file}` | Longest prompt, in tokens. | where the context window is |" in with_table(
        "| keyword |\n| --- |\n"
    )
    source = with_keywords("`llm_selection.needs.requirement_keywords.RequirementKeywords`:\n    .")
    assert f"has_id, {in_a_file}." in " ".join(source.split())


def test_answers_know_it(in_a_file: str) -> None:
    """It is read, judged and counted; why not says how far a model is from it; a decision keeps it."""
    registry = calibrated()
    asked: dict[str, Any] = {in_a_file: "200k"}
    answer = recommend("coding", registry=registry, **asked)
    assert answer.first
    assert requirement_as_plain(answer.use_case.requirements[0]) == {in_a_file: 200_000}
    decision = decide(answer)
    assert parse_decision(dump(decision)).use_case == decision.use_case
    asked[in_a_file] = "300k"
    nothing = recommend("coding", registry=registry, **asked)
    assert nothing.first is None
    assert "prompt ≥ 300,000: 5 fail it" in nothing.reasons()[0]
    (refusal, *_) = nothing.why_not("acme/large").refusals
    assert [str(each.gap) for each in refusal.shortfalls] == ["100,000 tokens"]
    assert as_text(nothing.relaxations()[0]).startswith("prompt ≥ 200,000 instead of 300,000")


@dataclass(frozen=True, slots=True)
class Room(Least):
    """
    Room for an answer, in tokens.

    Unknown where the output cap is.
    """

    limit: int
    keyword = "room"
    examples = (("room=2k", "room for an answer"),)
    fact = LIMITS
    value = COUNT
    unit = "tokens"
    words = "room"

    def number(self, facts: Facts) -> int | None:
        """Return the output cap."""
        return facts[LIMITS].max_output_tokens


def test_a_class_of_another_package_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """By a decorator; without it, it has no keyword, whatever it says."""
    monkeypatch.setattr(_keywords, "_CLASSES", {})
    assert keyword_class("room") is None
    assert keyword_of(Room(5)) == "room"  # by the name of its type
    with pytest.raises(InvalidInputError, match="Room has no keyword"):
        requirement_as_plain(Room(5))
    assert register(Room) is Room is register(Room)
    assert parse_requirement("room", "2k") == Room(2000)
    assert requirement_as_plain(Room(5)) == {"room": 5}
    assert keywords()[-1] == "room"
    assert recommend("coding", registry=calibrated(), requirements=[Room(2000)]).first


@pytest.mark.parametrize(
    ("keyword", "problem"),
    [
        ("license", "the keyword license is taken"),
        ("not", "the keyword not is taken"),
        ("max-room", "keyword must be a name such as max_monthly_cost, got 'max-room'"),
        ("_room", "keyword must be a name such as max_monthly_cost, got '_room'"),
    ],
)
def test_a_keyword_that_cant_be_given_is_refused(keyword: str, problem: str) -> None:
    """One that means something else, or that couldn't be an argument."""
    kind: Any = type("Other", (Room,), {"keyword": keyword})
    with pytest.raises(InvalidInputError, match=problem):
        register(kind)


def test_each_module_is_called_as_its_keyword() -> None:
    """So a keyword is found by its name; and a class that isn't asked for isn't loaded."""
    for keyword in keywords():
        kind = keyword_class(keyword)
        assert kind is not None
        assert kind.__module__ == f"llm_selection.needs.requirements.{kind.keyword}"
        assert kind.__name__ in sys.modules[kind.__module__].__all__


def test_what_has_no_threshold_has_no_gap() -> None:
    """By default there is nothing to loosen, and there are no names to check."""
    flag = parse_requirement("fixed_id", "true")
    assert isinstance(flag, KeywordRequirement)
    known: dict[str, Any] = {"moving": True}
    assert (flag.gap(known), flag.loosened(known)) == (None, None)


def test_a_module_that_lacks_a_module_says_so(in_a_file: str, tmp_path: Path) -> None:
    """What is missing is its own; it isn't taken for a keyword that there isn't."""
    (tmp_path / f"{in_a_file}.py").write_text("import nowhere_to_be_found\n", encoding="utf-8")
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
        keyword_class(in_a_file)
