"""Evaluations: values that check themselves, and every form in which they come as a file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evaluations import (
    Evaluation,
    Score,
    _harness_items,
    joined,
    parse_evaluations,
    read_evaluations,
)
from llm_selection.errors import InvalidInputError

ONE, TWO = Score(model="acme/one", right=40, items=50), Score(model="borg/two", share=0.7, stderr=0.05)
OURS = Evaluation(name="ours", task=Task.CODING, scores=(ONE, TWO))


def harness(**changes: Any) -> dict[str, Any]:
    """Make what lm-evaluation-harness 0.4 writes, cut short: three tasks and a group of two, one of a metric each."""
    return {
        "results": {
            "arc_easy": {"alias": "arc_easy", "acc,none": 0.75, "acc_stderr,none": 0.02},
            "gsm8k": {
                "alias": "gsm8k",
                "exact_match,strict-match": 0.8,
                "exact_match_stderr,strict-match": 0.011,
                "exact_match,flexible-extract": 0.84,
                "exact_match_stderr,flexible-extract": 0.01,
            },
            "mmlu": {"alias": "mmlu", "acc,none": 0.6, "acc_stderr,none": 0.004},
            "mmlu_law": {"alias": " - law", "acc,none": 0.5, "acc_stderr,none": 0.05},
            "mmlu_physics": {"alias": " - physics", "acc,none": 0.7, "acc_stderr,none": 0.05},
            "wikitext": {"alias": "wikitext", "word_perplexity,none": 8.6, "byte_perplexity,none": 0.9},
        },
        "groups": {"mmlu": {"alias": "mmlu", "acc,none": 0.6, "acc_stderr,none": 0.004}},
        "group_subtasks": {"arc_easy": [], "mmlu": ["mmlu_law", "mmlu_physics"]},
        "higher_is_better": {"wikitext": {"word_perplexity": False, "byte_perplexity": False}, "mmlu": {"acc": True}},
        "n-samples": {
            "arc_easy": {"original": 2376, "effective": 400},
            "gsm8k": {"original": 1319, "effective": 1319},
            "mmlu_law": {"original": 100, "effective": 100},
            "mmlu_physics": {"original": 100, "effective": 90},
        },
        "config": {"model": "hf", "model_args": "pretrained=acme/One-8B,dtype=bfloat16", "limit": None},
        "model_source": "hf",
        "model_name": "acme/One-8B",
    } | changes


def written(folder: Path, name: str, content: Any) -> Path:
    """Write a file: text as it is, anything else as JSON."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def faults_of(path: Path, **details: Any) -> list[str]:
    """Return the faults of a file, without its name."""
    with pytest.raises(InvalidInputError) as caught:
        read_evaluations(path, **details)
    assert all(fault.where.startswith(str(path)) for fault in caught.value.faults)
    return [str(fault).removeprefix(f"{path}: ") for fault in caught.value.faults]


# Values


def test_scores_say_their_share() -> None:
    """Of right and items, or as given; and are written as they were given."""
    assert (ONE.mean, TWO.mean) == (0.8, 0.7)
    assert [Score(model="a/b", right=right, items=5).mean for right in (0, 5)] == [0.0, 1.0]
    assert str(Score(model="a/b", right=1400, items=2000)) == "1,400 of 2,000"
    assert str(TWO) == "70.0% ± 5.0%"
    assert str(Score(model="a/b", share=0.7, items=1500)) == "70.0% of 1,500 items"
    assert str(Score(model="a/b", share=0.7, items=50, stderr=0.04)) == "70.0% of 50 items ± 4.0%"


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"right": 5, "items": 10**22}, "items must be at most 1,000,000,000, got a larger number"),
        ({}, "a score of a/b needs right and items, or share with stderr or items; got none of them"),
        ({"share": 0.5}, "needs right and items, or share with stderr or items; got share"),
        ({"items": 5}, "needs right and items, or share with stderr or items; got items"),
        ({"right": 5}, "a score of a/b with right needs items, and neither share nor stderr; got right"),
        ({"right": 5, "items": 9, "share": 0.5}, "and neither share nor stderr; got right, items, share"),
        ({"right": 5, "items": 9, "stderr": 0.5}, "and neither share nor stderr; got right, items, stderr"),
        ({"right": 6, "items": 5}, "right must be at most items, 5, got 6"),
        ({"right": -1, "items": 5}, "right must be a whole number of at least 0, got -1"),
        ({"right": 0, "items": 0}, "items must be a whole number of at least 1, got 0"),
        ({"right": 0.5, "items": 5}, "right must be a whole number"),
        ({"share": 60, "items": 5}, "share must be from 0 to 1, got 60; divide percent by 100"),
        (
            {"share": 0.6, "stderr": 0},
            "stderr must be a number above 0 and at most 0.5, on the scale of the share, got 0; divide",
        ),
        ({"share": 0.6, "stderr": float("nan")}, "on the scale of the share, got nan"),
        ({"share": 0.6, "stderr": True}, "on the scale of the share, got True"),
        ({"share": 0.6, "stderr": 1.8}, "got 1.8; divide percent by 100"),
        ({"share": 0.6, "stderr": 10**400}, "on the scale of the share, got 10000"),
        ({"share": 0.6, "stderr": 1e-200}, "on the scale of the share, got 1e-200"),
        ({"share": 600, "items": 5}, "share must be a share from 0 to 1, got 600"),
        ({"model": " ", "right": 0, "items": 5}, "model must be the name of a model, got ' '"),
        ({"model": 5, "right": 0, "items": 5}, "model must be the name of a model, got 5"),
        ({"model": "a\nb", "right": 0, "items": 5}, "model must be the name of a model"),
    ],
)
def test_scores_check_themselves(given: dict[str, Any], fault: str) -> None:
    """Too little, too much, and impossible numbers are refused, with what to do."""
    with pytest.raises(InvalidInputError, match=fault):
        Score(**{"model": "a/b", **given})


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, "name must be what the test is called, in a line of text, got ''"),
        ({"name": 5}, "name must be what the test is called"),
        ({"name": "a\tb"}, "name must be what the test is called"),
        ({"task": "cooking"}, "task 'cooking' isn't known; nearest: coding"),
        ({"task": "gardens"}, "task must be one of coding, .*, got 'gardens'"),
        ({"guess_share": 2}, "guess_share must be a share from 0 to 1, got 2"),
        ({"guess_share": 1}, "guess_share must be below 1: a test that guessing solves tells nothing"),
        ({"scores": ()}, r"scores of test 'ours' must be one or more Score, got \(\)"),
        ({"scores": 5}, "scores of test 'ours' must be one or more Score, got 5"),
        ({"scores": ["acme/one"]}, "must be one or more Score"),
        (
            {"scores": (ONE, ONE)},
            "test 'ours' has more than one score of acme/one; add up right and items, keep one, or say at which effort each was got",
        ),
    ],
)
def test_evaluations_check_themselves(change: dict[str, Any], fault: str) -> None:
    """A name, a task, a share that leaves something to tell, and each model once."""
    with pytest.raises(InvalidInputError, match=fault):
        Evaluation(**{"name": "ours", "scores": (ONE,), **change})


def test_counts_make_an_evaluation() -> None:
    """Right and items by model; anything else is refused."""
    found = Evaluation.counted("ours", {"borg/two": (7, 10), "acme/one": (40, 50)}, task="coding", guess_share=0.25)
    scores = (ONE, Score(model="borg/two", right=7, items=10))
    assert found == Evaluation(name="ours", task=Task.CODING, guess_share=0.25, scores=scores)
    assert Evaluation.counted("ours", {"acme/one": (40, 50)}).task is None
    for wrong in (5, {"acme/one": 40}, {"acme/one": (40,)}):
        with pytest.raises(InvalidInputError, match="counts must be a table of models and"):
            Evaluation.counted("ours", wrong)  # type: ignore[arg-type]  # the point


def test_evaluations_are_in_order() -> None:
    """Scores by model, whatever their order; a task may be given as text."""
    plain: Any = {"name": "ours", "task": "coding", "scores": [TWO, ONE]}
    assert Evaluation(**plain) == OURS
    assert (OURS.scores_of("acme/one"), OURS.scores_of("acme/two")) == ((ONE,), ())
    assert [str(OURS), str(Evaluation(name="b", scores=(ONE,)))] == ["ours (2 models)", "b (1 model)"]


def test_scores_say_at_which_effort_they_were_got() -> None:
    """A model may have one an effort; a word is enough, and one that is none is refused."""
    word: Any = "low"
    low = Score(model="acme/one", right=3, items=5, effort=word)
    assert low.effort is Effort.LOW
    high = replace(low, right=4, effort=Effort.HIGH)
    told = Evaluation(name="ours", scores=(high, TWO, low, replace(low, effort=None)))
    assert [score.effort for score in told.scores_of("acme/one")] == [None, Effort.LOW, Effort.HIGH]
    assert str(told) == "ours (2 models)"
    with pytest.raises(
        InvalidInputError, match="more than one score of acme/one; add up right and items, keep one, or say"
    ):
        Evaluation(name="ours", scores=(low, low))
    for wrong in ("extreme", 3, ["low"]):
        with pytest.raises(
            InvalidInputError, match="effort must be one of none, minimal, low, medium, on, high, xhigh, max, "
        ):
            replace(low, effort=wrong)  # type: ignore[arg-type]  # the point


def test_a_table_has_efforts(tmp_path: Path) -> None:
    """In a column of their own; an unknown word is refused with its line."""
    table = tmp_path / "ours.csv"
    table.write_text("model,effort,right,items\nacme/one,low,3,5\nacme/one,high,4,5\nborg/two,,4,5\n", encoding="utf-8")
    (found,) = read_evaluations(table)
    assert [score.effort for score in found.scores] == [Effort.LOW, Effort.HIGH, None]
    table.write_text("model,effort,right,items\nacme/one,hard,3,5\n", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"ours.csv: line 2: effort must be one of none, .* got 'hard'"):
        read_evaluations(table)


def test_evaluations_of_one_test_are_joined() -> None:
    """Those that agree on what it is; the others are refused."""
    parts = [Evaluation(name="ours", task=Task.CODING, scores=(score,)) for score in (TWO, ONE)]
    other = Evaluation(name="another", scores=(ONE,))
    assert joined([*parts, other]) == (other, OURS)
    with pytest.raises(InvalidInputError, match="the test 'ours' is given with more than one task or guess_share"):
        joined([OURS, Evaluation(name="ours", task=Task.MATH, scores=(ONE,))])
    with pytest.raises(InvalidInputError, match="more than one score of acme/one"):
        joined([OURS, parts[1]])


# Plain data and our own form


def test_plain_data_are_evaluations() -> None:
    """Tables, values, and one value alone."""
    table = {
        "name": "ours",
        "task": "coding",
        "scores": [
            {"model": "acme/one", "right": 40, "items": 50},
            {"model": "borg/two", "share": 0.7, "stderr": 0.05},
        ],
    }
    assert parse_evaluations([table]) == parse_evaluations(OURS) == parse_evaluations(iter([OURS])) == (OURS,)
    for wrong in (5, "ours", table):
        with pytest.raises(InvalidInputError, match="results must be a list of evaluations, got "):
            parse_evaluations(wrong)


TOML = """\
[[results]]
name = "ours"
task = "coding"
scores = [
  { model = "acme/one", right = 40, items = 50 },
  { model = "borg/two", share = 0.7, stderr = 0.05 },
]
"""


def test_our_own_form(tmp_path: Path) -> None:
    """As TOML, as JSON with results, and as a list alone; what the file doesn't say may be given."""
    table = {
        "name": "ours",
        "scores": [{"right": 40, "items": 50}, {"model": "borg/two", "share": 0.7, "stderr": 0.05}],
    }
    assert read_evaluations(written(tmp_path, "a.toml", TOML)) == (OURS,)
    for data in ([table], {"results": [table]}):
        path = written(tmp_path, "a.json", data)
        assert read_evaluations(str(path), task="coding", model="acme/one") == (OURS,)
    assert read_evaluations(written(tmp_path, "a.toml", TOML), task="math") == (OURS,)


def test_faults_of_our_own_form_have_their_place(tmp_path: Path) -> None:
    """All of them at once."""
    text = TOML.replace("right = 40", "right = 60").replace("coding", "cooking").replace("stderr", "error")
    assert [fault.partition(":")[0] for fault in faults_of(written(tmp_path, "a.toml", text))] == [
        "results[0].task",
        "results[0].scores[0]",
        "results[0].scores[1].error",
    ]
    twice = written(tmp_path, "b.toml", TOML + TOML)
    assert faults_of(twice) == [
        "test 'ours' has more than one score of acme/one, borg/two; add up right and items, keep one, or say at which effort each was got"
    ]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.json", {"tests": [], "results": []}, "may have results and nothing else, got tests"),
        (
            "a.json",
            {},
            "must hold a list of evaluations, called results; or be a results file of lm-evaluation-harness",
        ),
        ("a.json", 5, "must hold a list of evaluations"),
        ("a.json", [5], "results[0]: "),
        ("a.json", {"results": [{"name": "ours", "scores": 5}]}, "results[0].scores: "),
        ("a.json", {"results": [{"name": "ours", "scores": [5]}]}, "results[0].scores[0]: "),
        ("a.json", "{", "isn't JSON: "),
        ("a.toml", "a = ", "isn't TOML: "),
        ("a.yaml", "", "must be a .csv, .toml or .json file"),
    ],
)
def test_files_that_hold_something_else_are_refused(tmp_path: Path, name: str, content: Any, fault: str) -> None:
    """With what they should hold."""
    found = faults_of(written(tmp_path, name, content), model="acme/one")
    assert found[0].startswith(fault)


def test_files_that_cant_be_read_are_refused(tmp_path: Path) -> None:
    """Missing, a folder, or no text."""
    broken = tmp_path / "b.csv"
    broken.write_bytes(b"model\n\xff")
    (tmp_path / "c.csv").mkdir()
    for path in (tmp_path / "a.csv", broken, tmp_path / "c.csv"):
        (fault,) = faults_of(path)
        assert fault.startswith("can't be read: ")


@pytest.mark.parametrize("path", [5, None, b"tickets.csv"])
def test_what_isnt_a_path_is_refused(path: Any) -> None:
    """In words."""
    with pytest.raises(InvalidInputError, match="a file is named by a path, got "):
        read_evaluations(path)


def test_files_too_large_are_refused(tmp_path: Path) -> None:
    """Samples don't belong here."""
    path = written(tmp_path, "a.json", " " * 20_000_001)
    (fault,) = faults_of(path)
    assert fault.startswith("is larger than 20,000,000 bytes; give results, not samples: a .csv")


def test_only_the_harness_has_metrics(tmp_path: Path) -> None:
    """Asking for one of another file is a mistake worth telling."""
    assert faults_of(written(tmp_path, "a.toml", TOML), metric="acc") == [
        "metric is for results of lm-evaluation-harness, and this file isn't one"
    ]


# Tables


def test_a_table_is_a_score_a_line(tmp_path: Path) -> None:
    """The file's name is the test's where no column says it; spaces, empty cells and a byte order mark don't count."""
    text = "\ufeffmodel, right ,items,share,stderr,task\nacme/one,40, 50,,,coding\nborg/two,,,0.7,0.05,coding\n"
    assert read_evaluations(written(tmp_path, "ours.csv", text)) == (OURS,)


def test_a_table_may_hold_several_tests(tmp_path: Path) -> None:
    """Each with its task and guess share; what isn't there may be given."""
    text = "test,task,guess_share,right,items\nb,,0.25,1,4\na,math,,2,4\n"
    found = read_evaluations(written(tmp_path, "some.csv", text), model="acme/one", task=Task.CODING)
    assert found == (
        Evaluation(name="a", task=Task.MATH, scores=(Score(model="acme/one", right=2, items=4),)),
        Evaluation(name="b", task=Task.CODING, guess_share=0.25, scores=(Score(model="acme/one", right=1, items=4),)),
    )


def test_faults_of_a_table_have_their_line(tmp_path: Path) -> None:
    """All of them at once, and those of a test as a whole."""
    text = (
        "test,model,right,items,guess_share\n"
        "a,acme/one,5,4,\n"
        "a,,5,6,\n"
        "a,acme/two,many,6,\n"
        "a,acme/two,1,6\n"
        "b,acme/two,1,6,20%\n"
        "b,acme/two,1,6,\n"
        "b,acme/two,2,6,\n"
    )
    assert faults_of(written(tmp_path, "some.csv", text)) == [
        "line 2: right must be at most items, 4, got 5",
        "line 3: names no model: fill in the column model",
        "line 4: right must be a whole number, got 'many'",
        "line 5: has more or fewer cells than the header",
        "line 6: guess_share must be a number, got '20%'; write 0.2",
        "test 'b' has more than one score of acme/two; add up right and items, keep one, or say at which effort each was got",
    ]


KNOWN = "test, task, model, effort, guess_share, right, items, share, stderr"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty: it has no header and no lines"),
        ("model,right,items\n", "has no line below the header"),
        (
            "model,score,items\na/b,1,2\n",
            f"has columns 'score', set off by commas; known are {KNOWN}; call score share, from 0 to 1",
        ),
        ("model,n\na/b,1\n", f"has columns 'n', set off by commas; known are {KNOWN}; call n items"),
        ("model,foo\na/b,1\n", f"has columns 'foo', set off by commas; known are {KNOWN}"),
        ("model,model\na/b,1\n", "has two columns called model"),
        ("model;right;items\na/b;1;2\n", "has cells set off by semicolons; set them off by commas"),
        ("model\tright\titems\na/b\t1\t2\n", "has cells set off by tabs; set them off by commas"),
        ('model,right,items\n"a/b,1,2\n', "isn't CSV: "),
    ],
)
def test_tables_that_are_something_else_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    """Empty, with columns nobody knows, or broken."""
    (found,) = faults_of(written(tmp_path, "some.csv", text))
    assert found.startswith(fault)


# lm-evaluation-harness


def test_results_of_the_harness(tmp_path: Path) -> None:
    """Each task is a test, a group counts once with the items of its parts, and what isn't a share is left out."""
    path = written(tmp_path, "results_2026-11-01.json", harness())
    found = read_evaluations(path, task="knowledge", metric={"acc", "exact_match,flexible-extract"})
    assert {each.name: each.scores[0] for each in found} == {
        "arc_easy": Score(model="acme/One-8B", share=0.75, stderr=0.02, items=400),
        "gsm8k": Score(model="acme/One-8B", share=0.84, stderr=0.01, items=1319),
        "mmlu": Score(model="acme/One-8B", share=0.6, stderr=0.004, items=190),
    }
    assert {each.task for each in found} == {Task.KNOWLEDGE}


def test_a_harness_group_counts_the_items_of_its_leaves_once() -> None:
    """A group within a group isn't counted beside its parts; a count of the test's own stands first."""
    data = {
        "group_subtasks": {"all": ["half", "c"], "half": ["a", "b"]},
        "n-samples": {name: {"effective": 10} for name in ("half", "a", "b", "c")},
    }
    assert _harness_items(data, "all") == 30
    assert _harness_items(data, "half") == 10


def test_a_harness_score_that_nobody_says_is_better_when_more_is_left_out(tmp_path: Path) -> None:
    """Bits a byte lie between 0 and 1 too."""
    path = tmp_path / "run.json"
    table = {"bits_per_byte,none": 0.65, "acc,none": 0.5, "acc_stderr,none": 0.1}
    path.write_text(
        json.dumps({"results": {"t": table}, "higher_is_better": {"t": {"acc": True}}, "model_name": "a/b"})
    )
    (found,) = read_evaluations(path)
    assert found.scores[0].share == 0.5
    # What stands alone needs no telling apart.
    assert read_evaluations(path, metric="exact_match,strict-match") == (found,)
    for wrong in (3, [], [3]):
        with pytest.raises(InvalidInputError, match="metric must be the name of a score"):
            read_evaluations(path, metric=wrong)  # type: ignore[arg-type]  # on purpose


def test_names_of_columns_may_be_capitals(tmp_path: Path) -> None:
    """A spreadsheet writes them so."""
    path = tmp_path / "t.csv"
    path.write_text("Model, Right ,ITEMS\na/b,1,2\n")
    (found,) = read_evaluations(path)
    assert (found.scores[0].right, found.scores[0].items) == (1, 2)


def test_several_scores_of_a_harness_task_have_to_be_told_apart(tmp_path: Path) -> None:
    """Without metric, or with one that fits none or several, the choices are named."""
    path = written(tmp_path, "a.json", harness())
    choices = "one of 'exact_match,strict-match', 'exact_match,flexible-extract'"
    assert faults_of(path) == [
        f"results.gsm8k: has several scores; give metric (--results-metric in the shell), {choices}"
    ]
    assert faults_of(path, metric=["acc", "exact_match"]) == [
        f"results.gsm8k: has several scores; give metric (--results-metric in the shell), {choices}"
    ]
    assert faults_of(path, metric="acc") == [
        f"results.gsm8k: has no such score; give metric (--results-metric in the shell), {choices}"
    ]


@pytest.mark.parametrize(
    ("changes", "model"),
    [
        ({}, "acme/One-8B"),
        ({"model_name": None}, "acme/One-8B"),
        ({"model_name": "", "config": {"model_args": {"model": "one-8b", "dtype": "bfloat16"}}}, "one-8b"),
    ],
)
def test_the_harness_says_which_model(tmp_path: Path, changes: dict[str, Any], model: str) -> None:
    """By name, or in the arguments it was given, as text or as a table; the caller's word wins."""
    path = written(tmp_path, "a.json", harness(results={"a": {"acc,none": 0.5, "acc_stderr,none": 0.1}}, **changes))
    assert read_evaluations(path)[0].scores[0].model == model
    assert read_evaluations(path, model="mine")[0].scores[0].model == "mine"


@pytest.mark.parametrize("config", [None, {}, {"model_args": None}, {"model_args": "dtype=auto"}, 5])
def test_a_model_that_the_harness_doesnt_say_is_asked_for(tmp_path: Path, config: Any) -> None:
    """It can't be guessed."""
    results = {"a": {"acc,none": 0.5, "acc_stderr,none": 0.1}}
    path = written(tmp_path, "a.json", harness(results=results, model_name=None, config=config))
    assert faults_of(path) == ["doesn't say which model was measured; give model (--results-model in the shell)"]


def test_a_harness_group_without_a_score_is_its_parts(tmp_path: Path) -> None:
    """Then each part is a test; a group of groups counts once too, even one that names itself."""
    parts = {"a": {"acc,none": 0.5}, "b": {"acc,none": 0.6}, "c": {"acc,none": 0.7}}
    samples = {name: {"original": 10, "effective": 10} for name in parts}
    groups = {"all": ["some", "c"], "some": ["a", "b", "all"]}
    several = harness(results={"all": {"alias": "all"}, **parts}, group_subtasks=groups, **{"n-samples": samples})
    assert [each.name for each in read_evaluations(written(tmp_path, "a.json", several))] == ["a", "b", "c"]
    several["results"]["all"] = {"acc,none": 0.6, "acc_stderr,none": "N/A"}
    (found,) = read_evaluations(written(tmp_path, "a.json", several))
    assert found == Evaluation(name="all", scores=(Score(model="acme/One-8B", share=0.6, items=30),))


def test_a_perfect_harness_score_counts_by_its_items(tmp_path: Path) -> None:
    """A standard error of 0 says nothing; without items, nor does the score."""
    results = {"a": {"acc,none": 1.0, "acc_stderr,none": 0.0}}
    path = written(tmp_path, "a.json", harness(results=results, **{"n-samples": {"a": {"effective": 20}}}))
    assert read_evaluations(path)[0].scores[0] == Score(model="acme/One-8B", share=1.0, items=20)
    path = written(tmp_path, "a.json", harness(results=results))
    assert faults_of(path) == [
        "results.a: a score of acme/One-8B needs right and items, or share with stderr or items; got share"
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"results": {}},
        {"results": {"a": 5}},
        {"results": {"a": {"acc": 0.5, "acc,none": "high", "b,none": True, "c,none": 12, "d_stderr,none": 0.1}}},
    ],
)
def test_harness_files_without_a_share_are_refused(tmp_path: Path, broken: dict[str, Any]) -> None:
    """Nothing that is a score from 0 to 1."""
    assert faults_of(written(tmp_path, "a.json", harness(**broken))) == [
        "holds no score from 0 to 1 of which more is better; percent have to be divided by 100"
    ]


@pytest.mark.parametrize("part", ["group_subtasks", "higher_is_better", "n-samples", "config"])
@pytest.mark.parametrize("content", [5, None, [], {"arc_easy": 5, "mmlu": 5, "gsm8k": [5]}])
def test_harness_files_may_lack_what_isnt_needed(tmp_path: Path, part: str, content: Any) -> None:
    """Whatever stands in the place of a part that is looked into, it is a score or a fault, never a traceback."""
    data = harness(**{part: content})
    data["results"] = {name: data["results"][name] for name in ("arc_easy", "mmlu")}
    found = read_evaluations(written(tmp_path, "a.json", data))
    assert [each.scores[0].mean for each in found] == [0.75, 0.6]
