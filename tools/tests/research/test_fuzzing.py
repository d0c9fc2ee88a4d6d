"""Wrong inputs: a few thousand of those that ``registry-tools fuzz`` makes, and what it says of a reader that breaks a rule."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import inf, nan
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection._foundation.gate import strict_json
from llm_selection._foundation.toml import strict_toml
from llm_selection.decisions import parse_decision
from llm_selection.domain.evaluations import parse_evaluations
from llm_selection.errors import Fault, InvalidInputError, SelectionError
from llm_selection.estimation.workloads import workload_parts
from llm_selection.needs import use_cases
from llm_selection.needs.requirements import parse_requirements
from llm_selection.needs.self_hosting import parse_hosting
from llm_selection.registry import Overlay
from registry_tools.research.fuzzing import fuzz as fuzz_readers
from registry_tools.research.fuzzing.fuzz import Failure, Tally, main, page, run
from registry_tools.research.fuzzing.mutants import as_json_text, as_toml_text, bent, changed, put
from registry_tools.research.fuzzing.readers import BrokenRuleError, Reader, readers
from registry_tools.research.fuzzing.seeds import DECISION, needs

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([400, 5_000]).map(lambda digits: 10**digits)
    | st.floats()
    | st.dates()
    | st.text(st.characters(exclude_categories=()))
    | st.sampled_from(
        ["coding", "open-weight", "200k", "acme/large", "2026-11-01", "self-hosted", "name", "scores", "model"]
    )
)
_KEYS = st.sampled_from(
    [
        "tasks",
        "requirements",
        "workload",
        "preset",
        "error_cost",
        "preferred_value",
        "worth",
        "today",
        "results",
        "hosting",
        "on",
        "license",
        "name",
        "not",
        "any_of",
    ]
) | st.text(max_size=5)
_PLAIN = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


def refused_in_words(read: Callable[[Any], object], value: Any) -> None:
    """Read a value; what is refused is refused by an error of the library's own, with a word for each fault."""
    reader = Reader(name="one", share=1, make=lambda _: value, read=lambda given: str(bool(read(given))))
    assert reader.outcome(value)


def test_a_few_thousand_inputs_break_no_rule() -> None:
    """Every reader gets some, the cheap ones most; each is accepted or refused in words, within its limit."""
    found = run(1_500, seed=7)
    assert [str(failure) for failure in found.failures] == []
    assert all(counted["accepted"] + counted["exit 0"] + counted["found"] for counted in found.outcomes.values())


@settings(max_examples=100, deadline=None)
@given(_PLAIN)
def test_whatever_a_need_is_made_of(value: Any) -> None:
    """Tables, numbers and texts without an end, in any place of a need."""
    refused_in_words(use_cases.parse_use_case, value)
    refused_in_words(use_cases.parse_use_case, {"tasks": "coding", "requirements": value, "workload": value})
    refused_in_words(use_cases.parse_need, value)


@settings(max_examples=100, deadline=None)
@given(_PLAIN)
def test_whatever_a_value_is(value: Any) -> None:
    """In every place where a table or a list is read by itself."""
    for read in (parse_requirements, parse_hosting, parse_evaluations, use_cases.parse_workload, use_cases.parse_tasks):
        refused_in_words(read, value)
    refused_in_words(lambda each: parse_evaluations([each], where="here"), value)
    refused_in_words(lambda each: Overlay.from_plain(each, where="here"), value)
    refused_in_words(lambda each: Overlay("shop", "1", models=each, results=[each], deny=each), value)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=())) | st.from_regex(r"[\[\]{}=.,\"'\n\w# -]{0,60}"))
def test_whatever_a_text_is(text: str) -> None:
    """As TOML, as JSON, as a decision, as a part of a workload."""
    refused_in_words(lambda each: strict_toml(each, where="here"), text)
    refused_in_words(lambda each: strict_json(each, where="here"), text)
    refused_in_words(lambda each: parse_decision(each, where="here"), text)
    refused_in_words(lambda each: workload_parts([each]), text)
    refused_in_words(use_cases.parse_need, text)


def test_each_part_of_a_need_is_replaced_by_each_odd_value(tmp_path: Path) -> None:
    """One after another, where chance would take long to come to each."""
    reader = readers(tmp_path)["use case answered"]
    broken = []
    for path in _places(_FULL):
        for value in _ODD:
            try:
                reader.outcome(put(_FULL, path, value))
            except Exception as error:  # noqa: BLE001 - whatever gets out is what is looked for
                broken.append((path, repr(error)))
    assert broken == []


_ODD: tuple[Any, ...] = (None, True, -1, 1e308, nan, inf, 10**99, 10**5_000, "", [], {})
_FULL = {
    "tasks": {"coding": 2},
    "unknowns": "include",
    "workload": {
        "requests_per_month": 100,
        "input_tokens": {"p50": 1_000, "max": 5_000},
        "output_tokens": [100, 200],
        "cached_input_share": 0.3,
        "cache_write_share": 0.1,
        "batch_share": 0.2,
        "peak_share": 0.5,
        "image_tokens": 5,
        "requests_per_task": 3,
        "counted_output": True,
    },
    "error_cost": {"coding": {"caught": 1, "slipped": "20", "caught_share": 0.8}},
    "worth": {"open-weights": 300},
    "today": "acme/large",
    "solved": 0.8,
    "hosting": [
        {
            "accelerator": "maker/card",
            "utilization": 0.4,
            "usd_per_hour": 2.5,
            "precision": "fp8",
            "accelerators": 4,
            "region": "eu",
        }
    ],
    "results": [{"name": "ours", "task": "coding", "scores": [{"model": "acme/large", "right": 8, "items": 10}]}],
    "requirements": {
        "license": "closed",
        "min_context_tokens": 10,
        "max_monthly_cost": 50,
        "min_quality": {"coding": 1},
    },
}


def _places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each part."""
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, part in parts:
        yield (*path, step)
        yield from _places(part, (*path, step))


def _reader(read: Callable[[Any], str], file: str = "") -> Reader:
    """Make a reader of nothing much."""
    return Reader(name="one", share=1, make=lambda chance: chance.random(), read=read, file=file)


def _spin(_: object) -> str:
    """Never end."""
    while True:
        pass


def _raise(error: BaseException) -> Callable[[Any], str]:
    """Return what raises."""

    def read(_: object) -> str:
        raise error

    return read


@pytest.mark.parametrize(
    ("reader", "problem"),
    [
        (_reader(_raise(KeyError("x"))), "KeyError: 'x' (test_fuzzing.py, line "),
        (_reader(_raise(RecursionError("deep"))), "RecursionError: deep"),
        (_reader(_raise(BrokenRuleError("not the same"))), "BrokenRuleError: not the same"),
        (_reader(_raise(InvalidInputError(" "))), "BrokenRuleError: an error without a word"),
        (_reader(_raise(InvalidInputError())), "BrokenRuleError: an error without a word"),
        (_reader(_raise(SelectionError("\x1b"))), "BrokenRuleError: an error that can't be printed"),
        (_reader(_raise(SelectionError("no faults"))), "BrokenRuleError: a fault without a word"),
        (_reader(_raise(InvalidInputError("no")), "a.toml"), "BrokenRuleError: a fault that doesn't name its file: no"),
        (_reader(_spin), "TookTooLong: not done within 0.05 seconds"),
    ],
)
def test_what_breaks_a_rule_is_told(reader: Reader, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash, a hang, an error that says nothing, and a rule that doesn't hold."""
    monkeypatch.setattr(fuzz_readers, "LIMIT_SECONDS", 0.05)
    found = fuzz_readers._counted(reader, 0, range(2))  # noqa: SLF001 - one reader that isn't among the real ones
    assert found.outcomes == {"one": Counter({"broke a rule": 2})}
    assert all(failure.problem.startswith(problem) for failure in found.failures)


def test_what_is_refused_in_words_breaks_none() -> None:
    """It is counted by class."""
    told = _reader(_raise(InvalidInputError(Fault(where="a.toml: x", problem="no"))), "a.toml")
    assert fuzz_readers._counted(told, 0, range(3)).outcomes == {"one": Counter({"InvalidInputError": 3})}  # noqa: SLF001 - as above


def test_the_same_seed_makes_the_same_inputs(tmp_path: Path) -> None:
    """By reader and number, whoever makes them; another seed makes others."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = readers(tmp_path / "a"), readers(tmp_path / "b")
    assert one.keys() == two.keys()
    for name in one:
        made, again, other = (
            [repr(each[name].make(Random(f"{seed} {name} {number}"))) for number in range(20)]
            for each, seed in ((one, 0), (two, 0), (one, 1))
        )
        assert made == again
        assert made != other


def test_mutants_leave_what_they_are_made_of_as_it_is() -> None:
    """Seeds are shared by all inputs."""
    before = repr(needs())
    for number in range(300):
        chance = Random(number)
        tree = changed(chance.choice(needs()), chance)
        as_json_text(tree, chance)
        as_toml_text(tree)
        bent(DECISION, (DECISION,), chance)
    assert repr(needs()) == before


def test_it_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the table, and ends well where nothing broke a rule."""
    assert main(["--inputs", "40", "--processes", "1", "--reader", "words", "--reader", "requirement"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^\| words \| 18 \| ", out, re.MULTILINE)
    assert "0 broke a rule" in out
    with pytest.raises(SystemExit, match="no reader 'none'; there are use case"):
        main(["--reader", "none"])


def test_a_broken_rule_comes_with_the_command_that_shows_it() -> None:
    """The page says how many there were, the table what became of each reader's inputs."""
    tally = Tally()
    for _ in range(2):
        tally.add(
            Tally(
                outcomes={"words": Counter(accepted=3, InvalidInputError=1_000)},
                failures=[Failure(reader="words", number=3, problem="KeyError: 'x'")],
                slowest_ms={"words": 2.4},
            )
        )
    text = page(tally, seed=5, seconds=125)
    assert "| words | 2,006 | InvalidInputError 2,000, accepted 6 | 2 |" in text
    assert "in 2 minutes: 2,006 inputs, of which 2 broke a rule." in text
    assert "--inputs 2006 --seed 5 --page" in text
    assert "<!--" not in text
