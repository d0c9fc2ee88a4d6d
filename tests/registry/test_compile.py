"""Compiling: what records must agree on beyond their own rules."""

from dataclasses import replace
from typing import Any

import pytest

from factories import benchmark, developer, evidence, model, offering, provider, records, result, seen, source, terms
from llm_selection.domain.benchmarks import Scale
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.models import (
    Alignment,
    Capabilities,
    Dense,
    Downloadable,
    Limits,
    NotOffered,
    Route,
    Router,
    TrainingData,
    Undisclosed,
)
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.errors import RegistryError
from llm_selection.registry import Records, compile_registry
from llm_selection.registry._columns import encode, together


def faults(made: Records) -> list[str]:
    """Collect what compiling says of records."""
    with pytest.raises(RegistryError) as caught:
        compile_registry(made)
    return [str(fault) for fault in caught.value.faults]


UNDISCLOSED = seen(status=Status.UNDISCLOSED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("released", None),
        ("architecture", None),
        ("architecture", Undisclosed()),
        ("input", None),
        ("aliases", ()),
        ("ids", {}),
        ("limits", Limits()),
        ("capabilities", Capabilities()),
        ("alignment", Alignment()),
        ("training", TrainingData()),
    ],
)
def test_what_is_unknown_may_be_undisclosed(field: str, value: Any) -> None:
    """A fact that holds nothing may be withheld by its developer; a group of unknown facts too."""
    compile_registry(records([model(**{field: value, "evidence": evidence(**{field: UNDISCLOSED})})]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("training_data_released", False),
        ("architecture", Dense()),
        ("weights", NotOffered()),
        ("weights", Downloadable()),
        ("limits", Limits(context_tokens=1)),
        ("capabilities", Capabilities(reasoning=False)),
        ("aliases", ("uno",)),
    ],
)
def test_what_is_known_is_not_undisclosed(field: str, value: Any) -> None:
    """A fact can't be both known and withheld; ``False`` is known."""
    made = records([model(**{field: value, "evidence": evidence(**{field: UNDISCLOSED})})])
    assert faults(made) == [f"models: acme/one: evidence.fields.{field}: says undisclosed of a fact that is known"]


@pytest.mark.parametrize(
    ("section", "record"),
    [
        ("models", model("acme/two")),
        ("offerings", offering("acme/two")),
        ("developers", developer("borg")),
        ("providers", provider("borg")),
        ("licenses", terms("paid")),
        ("benchmarks", benchmark("code-two")),
    ],
)
def test_a_record_is_kept_under_its_own_id(section: str, record: Any) -> None:
    """A record under another's id would answer for it."""
    made = records([model(license="freeware")], results=[result()])
    place = next(iter(getattr(made, section)))
    sections: Any = {section: {**getattr(made, section), place: record}}
    wrong = replace(made, **sections)
    assert f"{section}: {place}: holds the record of {record.id!r}" in faults(wrong)


@pytest.mark.parametrize(
    ("made", "where"),
    [
        (records([model(name="One\n## Removed")]), "models.acme/one.name"),
        (records([model()], sources={"page": source(title="\x1b[31m")}), "sources.page.title"),
        (records([model()], version="\u202e1"), "registry.version"),
    ],
)
def test_text_is_printable_in_a_line(made: Records, where: str) -> None:
    """What is made in Python passes no gate, and is held to the same."""
    (fault,) = faults(made)
    assert fault.startswith(f"{where}: must be printable text in a line, got '")


@pytest.mark.parametrize(
    ("section", "record"),
    [("developers", developer("../up")), ("providers", provider("acme/")), ("licenses", terms("Free Ware"))],
)
def test_keys_are_ids(section: str, record: Any) -> None:
    """An id is of a stated form wherever the record was made."""
    sections: Any = {section: {record.id: record}}
    (fault,) = [one for one in faults(replace(records([]), **sections)) if one.startswith(f"{section}: ")]
    assert f"{record.id!r} is no id" in fault


def test_results_are_kept_under_their_own_model() -> None:
    """A result under another model's id would count for it."""
    made = records([model(), model("acme/two")], results=[result("acme/one")])
    wrong = replace(made, results={"acme/two": made.results["acme/one"]})  # type: ignore[index,dict-item]  # model ids
    assert faults(wrong) == ["results: acme/two: holds the record of 'acme/one'"]


@pytest.mark.parametrize("score", [-0.01, 1.01, 87.3])
def test_shares_are_shares(score: float) -> None:
    """A per cent where a share belongs would count as a perfect score."""
    made = records(results=[result(score=score)])
    assert faults(made) == [f"result of acme/one: a score of code-one must be a share from 0 to 1, got {score}"]
    rated = records(results=[result(score=score)], benchmarks=[benchmark(scale=Scale.POINTS)])
    assert compile_registry(rated).results


def test_faults_of_all_kinds_come_at_once() -> None:
    """References, evidence and names are all looked at."""
    models = [
        model(aliases=("uno",), evidence=evidence(colour=seen())),
        model("acme/two", aliases=("uno",), license="freeware"),
    ]
    made = replace(records(models), licenses={}, providers={})
    assert [fault.split(": ")[0] for fault in faults(made)] == [
        "model acme/two",
        "offering acme/one",
        "offering acme/two",
        "models",
        "name 'uno'",
    ]


def test_a_router_leads_to_models_that_are_there() -> None:
    """A route without a model isn't published; one to a lost model is a fault."""
    routes = (Route(role="fast"), Route(role="reasoning", model=ModelId("acme/two")))
    router = model(architecture=Router(routes=routes))
    assert faults(records([router])) == [
        "model acme/one: route: names 'acme/two', which isn't among the models; nearest: acme/one"
    ]
    assert compile_registry(records([router, model("acme/two")])).models


def test_a_reference_is_reported_once() -> None:
    """A thousand results on a lost benchmark are one fault."""
    made = replace(records(results=[result(), result(score=0.6)]), benchmarks={})
    assert faults(made) == ["result of acme/one: names 'code-one', which isn't among the benchmarks"]


def test_more_distinct_values_than_a_byte_counts() -> None:
    """Beyond 256 distinct values a column is wider, and the same."""
    lives = [Lifecycle(stage=Stage.ACTIVE, successor=f"acme/{number:03}") for number in range(300)]
    made = compile_registry(
        records(offerings=[offering(f"acme/{number:03}", lifecycle=life) for number, life in enumerate(lives)])
    )
    column = made.column("lifecycle")
    assert [column[row] for row in range(300)] == lives
    assert [column.take([299, 0])[row] for row in range(2)] == [lives[299], lives[0]]
    stages = column.map(lambda life: life.stage)
    assert (list(stages.values), len(stages), stages[299]) == ([Stage.ACTIVE], 300, Stage.ACTIVE)
    assert compile_registry(made.records()) == made


def test_a_part_of_a_group_may_be_withheld() -> None:
    """Evidence may be of one part: withheld of an unknown one is fine beside a known one, of a known one it isn't."""
    limits, ids = Limits(max_output_tokens=1), {Library.LITELLM: "x"}
    withheld = {"limits.context_tokens": UNDISCLOSED, "ids.openrouter": UNDISCLOSED}
    compile_registry(records([model(limits=limits, ids=ids, evidence=evidence(**withheld))]))
    known = {"limits.max_output_tokens": UNDISCLOSED, "ids.litellm": UNDISCLOSED, "limits.width": UNDISCLOSED}
    found = faults(records([model(limits=limits, ids=ids, evidence=evidence(**known))]))
    assert [fault.partition("; ")[0] for fault in found] == [
        "models: acme/one: evidence.fields.limits.max_output_tokens: says undisclosed of a fact that is known",
        "models: acme/one: evidence.fields.ids.litellm: says undisclosed of a fact that is known",
        "models: acme/one: evidence.fields.limits.width: isn't a field",
    ]


def test_no_model_starts_from_itself() -> None:
    """A circle of base models is a fault of each model in it, not of one that leads into it."""
    made = records([model("acme/a", base="acme/b"), model("acme/b", base="acme/a"), model("acme/c", base="acme/a")])
    with pytest.raises(RegistryError) as caught:
        compile_registry(made)
    assert list(map(str, caught.value.faults)) == [
        "model acme/a: base: starts from itself: acme/a from acme/b from acme/a",
        "model acme/b: base: starts from itself: acme/b from acme/a from acme/b",
    ]


def test_columns_of_many_values_stand_together() -> None:
    """Of so many that their products pass what a code can hold, only what occurs is numbered."""
    many = [encode([(place * step) % 70_001 for place in range(70_001)]) for step in (1, 3, 5)]
    column = together(many)
    for place in (0, 1, 50_000, 70_000):
        assert column[place] == tuple(each[place] for each in many)
    assert column.values[:2] == (column[0], column[1])
