"""The command line: every command and flag, exit codes, errors without tracebacks, and any terminal."""

import io
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import llm_selection.registry
from factories import benchmark, model, offering, registry
from llm_selection.cli import _terminal, main
from llm_selection.cli import run as run_and_leave
from llm_selection.cli._arguments import LISTED
from llm_selection.domain.evaluations import read_evaluations
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import Lifecycle
from llm_selection.needs.presets import PRESETS, file_of
from llm_selection.needs.requirements import keyword_classes, keywords
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.presentation import as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import CHOICE, Origin, Overlay, build, bundled, read, write
from overlays import FILES, registry_with, shop

EXAMPLES = [example for kind in keyword_classes() for example, _ in kind.examples]
"""Every way to write a requirement on the command line that is shown."""
ROOT = Path(__file__).parents[2]
ANSWERED, NOTHING_FITS, BAD_INPUT, FOUND = 0, 1, 2, 3
LISTS = [
    "benchmarks",
    "developers",
    "licenses",
    "models",
    "offerings",
    "presets",
    "providers",
    "requirements",
    "sources",
    "tasks",
    "workloads",
]
RUN = "from llm_selection.cli import run; run()"
"""What the installed script does."""
SMALL_REGISTRY = Path(__file__).parents[1] / "golden" / "registry"


@pytest.fixture(autouse=True)
def on_the_day_of_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask on that day, whichever it is when the tests run: prices grow old, and models end."""
    monkeypatch.setattr(_terminal, "today", lambda: bundled().date)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process."""
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def joined(written: str) -> str:
    """Undo the wrapping."""
    return " ".join(written.split())


def spawn(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command as people do."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        [sys.executable, "-m", "llm_selection", *arguments],
        capture_output=True,
        check=False,
        env={**kept, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    )


# recommend


def test_a_name_that_nothing_is_called_by_is_refused_before_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is printed but the faults, one for each name that isn't known, as text and as JSON."""
    names = ("nosuch", "zhipuai/glm-5.2", "openai/gpt-55")
    asked = ["recommend", "coding", "--on", "2026-11-25", *(word for name in names for word in ("--why-not", name))]
    for form in ([], ["--json"], ["--markdown"]):
        code, out, err = run(capsys, *asked, *form)
        assert (code, out) == (BAD_INPUT, "")
        first, second = err.splitlines()
        assert first.startswith("llm-selection: --why-not: no model 'nosuch' in registry")
        assert second.startswith("llm-selection: --why-not: no model 'openai/gpt-55' in registry")


def test_why_not_stands_below_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Once a name, at 80 columns, with the answer as it is without; an unknown name is bad input."""
    arguments = ["recommend", "coding", "--license", "open-weight", "--on", str(bundled().date)]
    _, answer, _ = run(capsys, *arguments)
    found = recommend("coding", license="open-weight")
    names = (found.ranking[1].model.id, "openai/gpt-5")
    code, out, _ = run(capsys, *arguments, *(word for name in names for word in ("--why-not", name)))
    assert code == 0
    assert out.startswith(answer.rstrip("\n") + "\n\n")
    told = out.removeprefix(answer)
    assert " ".join(told.split()) == " ".join("\n".join(as_text(found.why_not(name)) for name in names).split())
    assert max(map(len, told.splitlines())) <= 80
    code, _, err = run(capsys, *arguments, "--why-not", "openai/gpt-55")
    assert (code, "nearest" in err) == (2, True)


def test_recommend_prints_a_ranking(capsys: pytest.CaptureFixture[str]) -> None:
    """A task is enough; the exit code says that something was found."""
    code, out, err = run(capsys, "recommend", "coding", "--on", str(bundled().date))
    assert (code, err) == (ANSWERED, "")
    assert out.startswith("Need      coding")
    assert recommend("coding").best.model.id in out


def costs_of(row: dict[str, Any]) -> tuple[Any, ...]:
    """Return bill, errors and worths of a row of an answer, in dollars."""
    bill, errors, worths = (row["expected"][name] for name in ("bill", "errors", "worths"))
    tables = ({key: None if usd is None else Decimal(usd) for key, usd in each.items()} for each in (errors, worths))
    return (None if bill is None else Decimal(bill), *tables)


def test_flags_mean_what_keywords_mean(capsys: pytest.CaptureFixture[str]) -> None:
    """Every flag of `recommend` is an argument of the function."""
    code, out, _ = run(
        capsys,
        "recommend",
        "coding,math",
        "--license=open-weight",
        "--min-context=100k",
        "--require=capabilities=tool_calling",
        "--require=max_input_price=5",
        "--forbid=provider=azure",
        "--forbid=min_quality.coding=70",
        "--workload=assistant",
        "--error-cost=math=1,coding=0.5..2",
        "--worth=open-weights=300",
        "--worth=region=eu=99.50",
        "--today=gpt-5.4-mini",
        "--solved=0.8",
        "--unknowns=include",
        "--on=2026-11-23",
        "--limit=3",
        "--json",
    )
    expected = recommend(
        "coding,math",
        license="open-weight",
        min_context_tokens="100k",
        capabilities="tool_calling",
        max_input_price="5",
        forbid={"provider": "azure", "min_quality": {"coding": 70}},
        workload="assistant",
        error_cost={"math": 1, "coding": "0.5..2"},
        worth={"open-weights": 300, "region=eu": "99.50"},
        today="openai/gpt-5.4-mini",
        solved=0.8,
        unknowns="include",
        on=date(2026, 11, 23),
    )
    answer = json.loads(out)
    assert code == ANSWERED
    assert [row["offering"] for row in answer["ranking"]] == [ranked.offering.id for ranked in expected.ranking]
    for row, ranked in zip(answer["ranking"], expected.ranking, strict=True):
        assert costs_of(row) == (ranked.expected.bill, ranked.expected.errors, ranked.expected.worths)
    assert (expected.use_case.today, expected.use_case.solved) == ("openai/gpt-5.4-mini", 0.8)
    assert answer["workload"]["name"] == "assistant"


def test_all_faults_of_money_are_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Each in a line, whether the need itself can be read or not."""
    wrong = ["--error-cost=inf", "--worth=speed=1", "--worth=open-weights=-5", "--solved=0.5"]
    for need, more in (("coding", 0), ("cooking,math", 1)):
        code, out, err = run(capsys, "recommend", need, *wrong)
        assert (code, out) == (BAD_INPUT, "")
        faults = ["error_cost: must be finite", "worth: speed: ", "worth: open-weights: ", "solved: says how much"]
        assert all(err.count(fault) == 1 for fault in faults)
        assert err.count("\n") == len(faults) + more


def test_quality_whatever_it_costs_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    """One figure for all tasks that take one; of preference, a value beside it."""
    day = f"--on={bundled().date}"
    _, out, _ = run(capsys, "recommend", "coding,preference", "--error-cost=quality-only", "--json", day)
    first = recommend("coding,preference", error_cost="quality-only").best
    assert json.loads(out)["ranking"][0]["offering"] == first.offering.id
    figures = ["--error-cost", "0.25", "--preferred-value", "preference=0.01"]
    _, out, _ = run(capsys, "recommend", "coding,preference", *figures, "--json", day)
    dollars = recommend("coding,preference", error_cost="0.25", preferred_value="0.01").best
    told = costs_of(json.loads(out)["ranking"][0])
    assert told == (dollars.expected.bill, dollars.expected.errors, dollars.expected.worths)


def test_a_preset_stands_where_a_task_does(capsys: pytest.CaptureFixture[str]) -> None:
    """What is given beside it takes the place of its own, part by part, as in Python."""
    arguments = ["--require=min_context_tokens=false", "--require=fixed_id=true", "--load=requests_per_month=5000"]
    code, out, _ = run(capsys, "recommend", "rag", *arguments, "--json", f"--on={bundled().date}")
    expected = recommend(
        parse_use_case(
            {
                "preset": "rag",
                "requirements": {"min_context_tokens": False, "fixed_id": True},
                "workload": {"requests_per_month": 5_000},
            }
        )
    )
    assert code == ANSWERED
    answer = json.loads(out)
    assert [row["offering"] for row in answer["ranking"]] == [ranked.offering.id for ranked in expected.ranking]
    assert Decimal(answer["ranking"][0]["cost"]["per_month"]) == expected.best.cost.per_month
    assert answer["preset"] == "rag"


def test_a_preset_is_shown_as_a_file_that_answers_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As TOML with its reasons, or as JSON; what else is called so is named in a comment."""
    need = tmp_path / "need.toml"
    code, out, _ = run(capsys, "show", "coding-agent")
    need.write_text(out, encoding="utf-8")
    assert (code, out) == (ANSWERED, file_of("coding-agent"))
    _, written, _ = run(capsys, "recommend", "--use-case", str(need), "--explain")
    _, named, _ = run(capsys, "recommend", "coding-agent", "--explain")
    # The file says why an error costs so much as a comment; the name and its reason are told of the preset alone.
    figures, same = (
        [line for line in told.splitlines() if re.search(r"^\W*\d+ \w+/|^Why 1", line)] for told in (written, named)
    )
    assert figures == same
    assert len(figures) > 2
    assert named.splitlines()[1].startswith("Preset    coding-agent, ")
    assert "Preset" not in written
    _, plain, _ = run(capsys, "show", "rag", "--kind", "preset", "--json")
    assert json.loads(plain)["table"]["workload"] == {"preset": "retrieval"}
    assert json.loads(plain)["reasons"].keys() == PRESETS["rag"].reasons.keys()
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: registry(benchmarks=[benchmark("rag")]))
    _, out, _ = run(capsys, "show", "rag")
    assert out.splitlines()[-1] == "# also the benchmark rag: add --kind benchmark"
    assert "kind" not in run(capsys, "show", "rag", "--kind", "benchmark")[1].splitlines()[0]


def test_results_of_ones_own_are_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """From several files, of several kinds; the same as in Python."""
    table, harness = tmp_path / "ours.csv", tmp_path / "results.json"
    table.write_text("model,right,items\nopenai/gpt-5,400,500\n", encoding="utf-8")
    harness.write_text(
        json.dumps(
            {
                "results": {"ours": {"acc,none": 0.7, "acc_stderr,none": 0.02, "f1,none": 0.6}},
                "model_name": "meta-llama/Llama-3.1-8B-Instruct",
            }
        ),
        encoding="utf-8",
    )
    arguments = ["recommend", "coding", "--on", "2026-11-25", "--json", "--results", str(harness)]
    code, out, err = run(capsys, *arguments, "--results-metric", "acc", "--results-task", "coding")
    assert (code, err) == (ANSWERED, "")
    expected = recommend(
        "coding", results=read_evaluations(harness, metric="acc", task="coding"), on=date(2026, 11, 25)
    )
    answer = json.loads(out)
    assert answer["results"][0]["scores"][0]["model"] == "meta/llama-3.1-8b-instruct"
    assert [row["model"] for row in answer["ranking"]] == [ranked.model.id for ranked in expected.ranking]
    code, out, _ = run(capsys, "recommend", "coding", "--results", str(table), "--results", str(table))
    assert code == BAD_INPUT
    other = tmp_path / "theirs.csv"
    other.write_text("test,model,right,items\nours,openai/gpt-5-mini,300,500\n", encoding="utf-8")
    _, out, _ = run(capsys, "recommend", "coding", "--results", str(table), "--results", str(other))
    assert "Results   your own: ours (2 models)" in out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (
            ["--results-task", "coding", "--results-metric", "acc"],
            "--results-task, --results-metric: give --results FILE",
        ),
        (["--results", "nowhere.csv"], "nowhere.csv: can't be read: "),
    ],
)
def test_results_that_cant_be_read_are_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    """As any bad input."""
    code, _, err = run(capsys, "recommend", "coding", *arguments)
    assert code == BAD_INPUT
    assert fault in err


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_a_requirement_can_be_asked_for(capsys: pytest.CaptureFixture[str], example: str) -> None:
    """Of the registry we ship, as it is listed, once."""
    code, out, err = run(capsys, "recommend", "coding", "--require", example, "--limit", "1")
    assert code in (ANSWERED, NOTHING_FITS)
    assert err == ""
    need = out.partition("Workload")[0]
    assert " · " in need
    _, listed, _ = run(capsys, "list", "requirements")
    assert sum(line.startswith(f"--require {example}  ") for line in listed.splitlines()) == 1


def test_every_example_of_a_requirement_says_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    """In a few words, which fit on its line."""
    _, listed, _ = run(capsys, "list", "requirements")
    rows = [re.split(" {2,}", line) for line in listed.splitlines()]
    assert [row[0] for row in rows] == [f"--require {example}" for example in EXAMPLES]
    assert all(len(row) == 2 and row[1] for row in rows)
    assert max(map(len, listed.splitlines())) <= 80


def test_every_keyword_has_an_example() -> None:
    """But for the two that are tables of requirements, which only a file can hold."""
    shown = {example.partition("=")[0].partition(".")[0] for example in EXAMPLES}
    assert shown == set(keywords())


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["permits.monthly_users=50m"], {"monthly_users": 50_000_000}),
        (
            ["permits.fine_tune=true", "permits.redistribute=YES", "permits.commercial=no"],
            {"fine_tune": True, "redistribute": True, "commercial": False},
        ),
        (["permits.offer_as_service=true"], {"offer_as_service": True}),
        (["permits.regions=DE,UK", " permits.train_on_outputs=false"], {"regions": "DE,UK", "train_on_outputs": False}),
    ],
)
def test_parts_of_a_use_are_put_together(
    capsys: pytest.CaptureFixture[str], asked: list[str], expected: dict[str, object]
) -> None:
    """Each in a flag of its own, words for yes and no among them."""
    flags = [part for each in asked for part in ("--require", each)]
    _, out, err = run(capsys, "recommend", "coding", *flags, "--json", "--on", str(bundled().date))
    assert err == ""
    answer, same = json.loads(out), recommend("coding", permits=expected)
    assert [row["offering"] for row in answer["ranking"]] == [ranked.offering.id for ranked in same.ranking]
    assert [row["requirement"]["text"] for row in answer["requirements"]] == [
        str(found.requirement) for found in same.screening.rejections()
    ]


def test_the_limit_is_one_of_places_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON holds all of them."""
    for limit, places in (("1", 1), ("3", 3)):
        _, out, _ = run(capsys, "recommend", "coding", "--limit", limit)
        assert len(re.findall(r"^[ ≈]+\d+ \w+/", out, re.MULTILINE)) == places
    _, out, _ = run(capsys, "recommend", "coding", "--limit", "1", "--json")
    assert len(json.loads(out)["ranking"]) == len(recommend("coding").ranking)


def test_json_fits_the_published_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """The schema on the documentation's page is the one of what is printed, found or not."""
    schema = json.loads((ROOT / "docs/reference/recommendation.schema.json").read_text(encoding="utf-8"))
    names = ("openai/gpt-5", "deepseek/deepseek-v4-pro")
    asked = [word for name in names for word in ("--why-not", name)]
    # Of two developers: every row has the same form, and the schema is tried on each.
    need = ["coding", "--require", "developer=openai,deepseek"]
    for arguments, expected in (
        (need, ANSWERED),
        ([*need, *asked], ANSWERED),
        ([*need, "--min-context", "900M", *asked], NOTHING_FITS),
    ):
        code, out, _ = run(capsys, "recommend", *arguments, "--json")
        assert code == expected
        found = json.loads(out)
        Draft202012Validator(schema).validate(found)
        assert [row["name"] for row in found["why_not"]] == [name for name in names if name in arguments]
    code, _, err = run(capsys, "recommend", "coding", "--json", "--why-not", "openai/gpt-55")
    assert (code, "nearest" in err) == (2, True)


def test_nothing_fits_has_an_exit_code_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """The reasons are the answer, on standard output."""
    code, out, err = run(capsys, "recommend", "coding", "--min-context", "900M")
    assert (code, err) == (NOTHING_FITS, "")
    assert "Nothing fits." in out
    assert "context ≥ 900,000,000" in out


def test_a_need_can_stand_in_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The file's day counts unless another is given."""
    need = tmp_path / "need.toml"
    need.write_text('tasks = "coding"\non = 2026-08-01\n[requirements]\nlicense = "open-weight"\n', encoding="utf-8")
    _, out, _ = run(capsys, "recommend", "--use-case", str(need))
    assert "license open-weight or more open" in out
    assert "prices in force on 2026-08-01" in joined(out)
    assert run(capsys, "recommend", str(need)) == (ANSWERED, out, "")
    _, out, _ = run(capsys, "recommend", "--use-case", str(need), "--on", "2026-09-01", "--min-context", "100k")
    assert "prices in force on 2026-09-01" in joined(out)
    assert "context ≥ 100,000" in out


@pytest.mark.parametrize(
    "arguments", [["cost", "openai/gpt-5", "--workload", "assistant"], ["quality", "openai/gpt-5"]]
)
def test_a_day_far_beyond_the_data_is_warned_of(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """On standard error, so that JSON stays JSON; a day soon after the data's is as good as its own."""
    day = bundled().date + timedelta(days=91)
    code, out, err = run(capsys, *arguments, "--json", "--on", str(day))
    assert (code, err.count("\n")) == (ANSWERED, 1)
    assert err.startswith(f"llm-selection: Looking ahead: {day} is 91 days past the data, of {bundled().date}. ")
    json.loads(out)
    assert run(capsys, *arguments, "--json", "--on", str(day - timedelta(days=1)))[2] == ""


def test_everything_is_said_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """--explain adds the facts with their sources; the short answer counts what it leaves out."""
    code, short, _ = run(capsys, "recommend", "coding")
    assert (code, "Facts 1" in short, "(--explain)" in short) == (ANSWERED, False, True)
    code, whole, _ = run(capsys, "recommend", "coding", "--explain")
    assert (code, "Facts 1" in whole, "(--explain)" in whole) == (ANSWERED, True, False)
    assert len(short.splitlines()) <= 40 < len(whole.splitlines())


def test_markdown_is_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    """With why nots as they are in text; one form of output at a time."""
    code, out, _ = run(capsys, "recommend", "coding", "--markdown", "--why-not", "openai/gpt-5")
    assert code == ANSWERED
    assert out.startswith("# ")
    assert re.search(r"\n```text\nopenai/gpt-5,? (is )?in place \d", out)
    with pytest.raises(SystemExit):
        run(capsys, "recommend", "coding", "--markdown", "--json")


def test_without_a_day_today_counts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Today, or the data's day if that is later."""
    registry = bundled()
    for today, day in ((date(2020, 1, 1), registry.date), (date(2099, 1, 1), date(2099, 1, 1))):
        monkeypatch.setattr(_terminal, "today", lambda today=today: today)
        _, out, _ = run(capsys, "recommend", "coding", "--require", "developer=openai", "--json")
        assert json.loads(out)["on"] == str(day)


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["recommend"], "give a NEED, or --use-case FILE; llm-selection list tasks shows the tasks"),
        (["recommend", "coding", "--use-case", "need.toml"], "give a NEED or --use-case, not both"),
        (["recommend", "cooking"], "cooking is neither a task nor a preset; nearest: coding; see"),
        (
            ["recommend", "rag", "--require", "license=false"],
            "requirements.license: the preset doesn't ask for it, so false takes nothing away; it asks for min_",
        ),
        (
            ["recommend", "chat-assistant", "--require", "license=false"],
            "requirements.license: the preset doesn't ask for it, so false takes nothing away; it asks for nothing",
        ),
        (["show", "ragg", "--kind", "preset"], "no preset 'ragg'; nearest: rag"),
        (["recommend", "safety"], "task 'safety' can't be ranked: "),
        (["recommend", "coding", "--require", "license"], "--require 'license': must be KEY=VALUE; see "),
        (["recommend", "coding", "--forbid", "provider"], "--forbid 'provider': must be KEY=VALUE; see "),
        (
            ["recommend", "coding", "--forbid=provider=azure", "--forbid=provider=xai"],
            "--forbid 'provider=xai': provider is asked for twice; put several values in one, with commas",
        ),
        (
            ["recommend", "coding", "--require=max_input_price=2", "--require=max_input_price=3"],
            "--require 'max_input_price=3': max_input_price is asked for twice; give it once",
        ),
        (
            ["recommend", "coding", "--require=permits.regions=DE", "--require=permits.regions=FR"],
            "--require 'permits.regions=FR': permits is asked for twice; put several values in one, with commas",
        ),
        (
            ["recommend", "tickets.csv"],
            "tickets.csv isn't a need: that is a task, a preset, or a .toml or .json file; res",
        ),
        (["portfolio", "."], ". isn't a need: that is a task, a preset, or a .toml or .json file; llm-selection list"),
        (["recommend", "need.lock"], "need.lock: can't be read: "),
        (["recommend", "coding", "--forbid", "provider=nobody"], "no provider 'nobody' in registry "),
        (
            ["recommend", "coding", "--require", "fits_on.accelerator=nvidia/rtx4090"],
            "no accelerator 'nvidia/rtx4090' ",
        ),
        (["recommend", "coding", "--limit", "0"], "--limit must be at least 1, got 0"),
        (["recommend", "coding", "--limit", "-5", "--json"], "--limit must be at least 1, got -5"),
        (["recommend", "coding", "--require", "provider=nobody"], "no provider 'nobody' in registry "),
        (["recommend", "coding", "--require", "permits.users=5"], "permits: users isn't known; nearest: monthly_users"),
        (["recommend", "coding", "--require", "permits.fine_tune=maybe"], "permits"),
        (["recommend", "coding", "--require", "permits=all"], "permits"),
        (
            ["recommend", "coding", "--require=permits=all", "--require=permits.fine_tune=yes"],
            "--require 'permits.fine_tune=yes': permits is asked for twice",
        ),
        (
            ["recommend", "coding", "--require=permits.fine_tune=yes", "--require=permits.fine_tune=no"],
            "--require 'permits.fine_tune=no': permits is asked for twice",
        ),
        (
            ["recommend", "coding", "--require", "speed=5"],
            "speed: isn't a requirement; nearest: min_output_speed; llm-selection list requirements",
        ),
        (["recommend", "coding", "--require", "stage=new"], "stage: must be of preview, active"),
        (
            ["recommend", "coding", "--require", "max_monthly_cost=1e999999"],
            "max_monthly_cost: must be US dollars from",
        ),
        (["recommend", "coding", "--require", "any_of=eu"], "any_of: must be a list of tables, got 'eu'"),
        (
            ["recommend", "coding", "--license=closed", "--require=license=closed"],
            "--require 'license=closed': license is asked for twice",
        ),
        (
            ["recommend", "coding", "--license", "free"],
            "--license: must be of closed, open-weight, open-source; got free",
        ),
        (
            ["recommend", "coding", "--min-context", "lots"],
            "--min-context: must be a whole number of at least 1, got 'lots'",
        ),
        (["recommend", "coding", "--workload", "huge"], "workload: no workload 'huge'; presets are assistant"),
        (["recommend", "coding", "--error-cost=-1"], "error_cost: must be US dollars from 0 to 1,000,000"),
        (["recommend", "coding", "--error-cost", "2000000"], "error_cost: must be US dollars from 0 to 1,000,000"),
        (["recommend", "coding", "--error-cost", "lots"], "error_cost: must be US dollars from 0 to 1,000,000"),
        (["recommend", "coding", "--error-cost", "inf"], 'error_cost: must be finite; "quality-only" asks for quality'),
        (["recommend", "coding", "--error-cost", "2..1"], "error_cost: a range must rise, got 2..1"),
        (["recommend", "coding", "--error-cost", "math=1"], "error_cost: math: of the tasks of the need it may name"),
        (["recommend", "coding", "--error-cost", "coding=1,coding=2"], "--error-cost names coding twice"),
        (
            ["recommend", "coding", "--error-cost", "coding=1,2"],
            "--error-cost '2': must be TASK=USD, such as coding=0.50",
        ),
        (["recommend", "preference", "--preferred-value", "preference=1,a=2,a=3"], "--preferred-value names a twice"),
        (
            ["recommend", "coding", "--preferred-value", "1"],
            "preferred_value: no task of the need takes preferred_value",
        ),
        (["recommend", "coding", "--worth", "open-weights"], "--worth 'open-weights': must be KEY=USD"),
        (["recommend", "coding", "--worth", "speed=5"], "worth: speed: isn't a fact that can be worth something"),
        (
            ["recommend", "coding", "--worth", "open-weights=5", "--worth", "open-weights=6"],
            "--worth 'open-weights=6': must be KEY=USD, such as open-weights=300, each key once",
        ),
        (["recommend", "coding", "--worth", "open-weights=lots"], "worth: open-weights: must be US dollars"),
        (
            ["recommend", "coding", "--solved", "0.5"],
            "solved: says how much today's model gets right: say which by today",
        ),
        (
            ["recommend", "coding", "--today", "gpt-5", "--solved", "90%"],
            "--solved must be a number from 0 to 1, got '90%'",
        ),
        (
            ["recommend", "coding", "--today", "gpt-5", "--solved", "1.5"],
            "solved: it must be a share from 0 to 1, got 1.5",
        ),
        (["recommend", "coding", "--today", "gpt-5x"], "no model 'gpt-5x' in registry "),
        (["recommend", "coding", "--on", "soon"], "--on: must be a date like 2026-11-23, got 'soon'"),
        (["recommend", "--use-case", "missing.toml"], "missing.toml: can't be read: "),
        (["portfolio", "missing.json"], "missing.json: can't be read: "),
        (["list", "retiring", "--within", "-3"], "--within must be a whole number of days of at least 0, got -3"),
        (["scan", ".", "--within", "-1"], "--within must be a whole number of days of at least 0, got -1"),
        (["show", "claude-opus-5.5x"], "no model 'claude-opus-5.5x' in registry "),
        (["registry", "build", "missing"], "missing: isn't a folder"),
    ],
)
def test_bad_input_is_told_on_standard_error(
    capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    """In lines that name the program and the fault, with an exit code of its own and no traceback."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (BAD_INPUT, "")
    assert err.startswith(f"llm-selection: {fault}")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["show", "ragg"], "nothing is called 'ragg' in registry .*; nearest: rag"),
        (["show", "nvidia/h100"], "no accelerator 'nvidia/h100' in registry .*; nearest: nvidia/h100-"),
        (
            ["show", "zzzz"],
            "nothing is called 'zzzz' in registry [^;]*; llm-selection list KIND shows all of a kind: accelerators, bench",
        ),
        (
            ["cost", "openai/gpt-5", "--at", "opnai", "--workload", "assistant"],
            "no provider 'opnai' in registry .*; nearest: openai, nearai, hpc-ai; llm-selection list providers shows all$",
        ),
        (
            ["recommend", "coding", "--workload", "asistant"],
            "workload: no workload 'asistant'; nearest: assistant; llm-selection list workloads",
        ),
        (
            ["recommend", "coding", "--load", "input_token=5"],
            "--load: input_token isn't known; nearest: input_tokens, ",
        ),
        (["recommend", "coding", "--load", "region=eu"], "--load: region isn't known; nearest: "),
        (
            ["recommend", "coding", "--host", "nvidia/h100-sxm,utilization=0.4,region=europe"],
            "region must be two letters of a country, or of .*eu, .*; got europe",
        ),
        (["recommend", "coding", "--load", "mode=btch"], "--load: mode must be of standard, .*; nearest: batch"),
        (
            ["recommend", "coding", "--error-cost", "codin=5"],
            "error_cost: codin: of the tasks of the need it may name coding; got codin; nearest: coding",
        ),
        (["recommend", "coding", "--today", "gpt-5q"], "no model 'gpt-5q' in registry .*; nearest: "),
        (
            ["recommend", "coding", "--today", "Llama 4"],
            "'Llama 4' could mean . models in registry .*; newest first: meta/",
        ),
        (
            ["compare", "gpt-5", "Claude"],
            "'Claude' could mean .*; the newest: anthropic/.*; llm-selection list models --match 'Claude' shows all$",
        ),
        (["show", "Llama 4"], "'Llama 4' could mean . models in registry .*; newest first: meta/"),
        (["show", "rag", "--need", "coding"], "--need is asked of a model, not of a preset"),
        (["show", "MIT", "--need", "coding"], "--need is asked of a model; MIT is none"),
        (["show", "gpt-5", "--need", "codin"], "--need: codin is neither a task nor a preset; nearest: coding"),
        (["compare", "gpt-5", "gpt-4", "--need", "codin"], "--need: codin is neither a task nor a preset"),
        (
            ["compare", "openai/gpt-5", "openai/gpt-4", "--kind", "offering", "--need", "coding"],
            "--need compares the efforts of models; leave --kind offering out",
        ),
        (["cost", "gpt-5", "--need", "codin"], "--need: codin is neither a task nor a preset; nearest: coding"),
        (["cost", "gpt-5"], "give --workload NAME, .*; or --need NEED"),
        (["cost", "gpt-5", "--need", "coding", "--effort", "most"], "effort: must be one of none, "),
        (
            ["recommend", "coding", "--today", "gpt-5", "--solved", "90%"],
            "--solved must be a number from 0 to 1, got '90%'; write 0.9",
        ),
        (
            ["recommend", "coding", "--license", "open"],
            "--license: must be of .*; got open; nearest: open-source, open-weight",
        ),
        (
            ["recommend", "coding", "--require", "region=erope"],
            "no region 'erope' in registry .*; known are apac, au,",
        ),
        (
            ["recommend", "coding", "--require", "min_contxt=5"],
            "min_contxt: isn't a requirement; nearest: min_context_tokens",
        ),
        (
            ["recommend", "coding", "--require", "permits.fine_tun=1"],
            "permits: fine_tun isn't known; nearest: fine_tune",
        ),
        (
            ["recommend", "coding", "--require", "min_quality.codin=1"],
            "min_quality: codin isn't known; nearest: coding",
        ),
        (
            ["quality", "openai/gpt-5", "codng"],
            "codng isn't known; nearest: coding.*; see llm-selection list tasks",
        ),
        (["size", "openai/gpt-oss-120b", "--precision", "fp9"], "precision must be of .*; got 'fp9'; nearest: fp8"),
        (["scan", "README.md", "--fail-on", "retird"], "--fail-on 'retird': retird isn't known; nearest: retired"),
        (["registry", "diff", "bundeld", "installed"], "'bundeld' is no registry; nearest: bundled; give bundled,"),
        (
            ["portfolio", "coding", "--check", "sensitivty=1"],
            "--check 'sensitivty=1': must be KEY=VALUE, .*; nearest: sensitivity",
        ),
    ],
)
def test_an_unknown_name_leads_on(capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str) -> None:
    """To the names that are spelt like it, and to all there are."""
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (BAD_INPUT, "")
    assert re.match(f"llm-selection: {fault}", err)


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (["recomend", "coding"], "nearest: recommend; llm-selection --help tells all"),
        (["list", "modls"], "nearest: models; llm-selection list --help tells all"),
        (["recommend", "coding", "--unknowns", "incl"], "nearest: include; llm-selection recommend --help tells all"),
        (
            ["recommend", "coding", "--licence", "closed"],
            "llm-selection recommend: error: unrecognized arguments: --licence closed; nearest: --license; llm-selection rec",
        ),
        (["recommend", "coding", "--zzz=1"], "arguments: --zzz=1; llm-selection recommend --help tells all"),
        (["recommend", "coding", "more"], "arguments: more; llm-selection recommend --help tells all"),
        (["recommend", "coding", "more", "--marckdown"], "more --marckdown; nearest: --markdown; llm-selection rec"),
        (["recommend", "coding", "a--json"], "unrecognized arguments: a--json; llm-selection recommend --help"),
        (
            ["recommend", "coding", "--region", "eu"],
            "--region eu; give --require region=…; llm-selection recommend --h",
        ),
        (["lock", "coding", "--max-input-price=2"], "give --require max_input_price=…; llm-selection lock --help"),
        (
            ["cost", "openai/gpt-5", "--region", "eu"],
            "unrecognized arguments: --region eu; llm-selection cost --help tells all",
        ),
        (["registry", "diff", "a", "b", "--limt=3"], "nearest: --limit; llm-selection registry diff --help tells all"),
        (["--foo"], "llm-selection: error: unrecognized arguments: --foo; llm-selection --help tells all"),
        (["--foo", "list"], "llm-selection: error: unrecognized arguments: --foo; llm-selection --help tells all"),
        (["--versoin"], "unrecognized arguments: --versoin; nearest: --version; llm-selection --help tells all"),
        (["show", "--jsno"], "unrecognized arguments: --jsno; nearest: --json; llm-selection show --help tells all"),
        (["show", "--js"], "the following arguments are required: ID; llm-selection show --help tells all"),
        (["registry", "inf"], "nearest: info; "),
        (["show"], "the following arguments are required: ID; llm-selection show --help tells all"),
    ],
)
def test_a_misspelt_command_or_option_leads_on(
    capsys: pytest.CaptureFixture[str], arguments: list[str], near: str
) -> None:
    """To what is spelt like it, and to the help of what was called."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == BAD_INPUT
    assert near in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "faults"),
    [
        ("need.toml", "tasks = ", ["isn't TOML: "]),
        ("need.json", "{", ["isn't JSON: "]),
        (
            "need.json",
            '{"tasks": 5, "requirements": {"stage": 5}}',
            ["tasks: tasks must be", "requirements.stage: must be"],
        ),
    ],
)
def test_faults_of_a_file_have_their_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str, faults: list[str]
) -> None:
    """Each fault stands in a line of its own, with the file and the path in it."""
    need = tmp_path / name
    need.write_text(text, encoding="utf-8")
    code, _, err = run(capsys, "recommend", "--use-case", str(need))
    assert code == BAD_INPUT
    for line, fault in zip(err.splitlines(), faults, strict=False):
        assert line.startswith(f"llm-selection: {need}: {fault}")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["recommend", "coding", "--limit", "few"],
        ["recommend", "coding", "--unknowns", "maybe"],
        ["cook"],
        ["list", "cooks"],
    ],
)
def test_a_wrong_call_is_bad_input_too(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """What the parser refuses has the same exit code, and prints how to call."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == BAD_INPUT
    assert "usage: llm-selection" in capsys.readouterr().err


def test_a_wrong_id_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled model leads to the one meant."""
    id_ = next(iter(bundled().models))
    _, _, err = run(capsys, "show", f"{id_}x")
    assert f"nearest: {id_}" in err


# show, list, registry


@pytest.mark.parametrize("table", ["models", "offerings", "providers", "developers", "licenses", "benchmarks"])
def test_show_prints_a_record(capsys: pytest.CaptureFixture[str], table: str) -> None:
    """As text with evidence, and as JSON with every field."""
    # A provider may be called like a developer, and a developer's own offering like its model.
    record_id, record = list(getattr(bundled(), table).items())[-1]
    code, out, _ = run(capsys, "show", record_id, "--kind", table[:-1])
    assert code == ANSWERED
    assert out.splitlines()[0].split() == [table[:-1], record_id]
    assert "[1]" in out
    code, out, _ = run(capsys, "show", record_id, "--json", "--kind", table[:-1])
    plain: dict[str, Any] = json.loads(out)
    more = {"siblings", "successors"} if table == "models" else set[str]()
    assert set(plain) == set(record.__dataclass_fields__) | more


def test_show_takes_the_last_part_of_an_id(capsys: pytest.CaptureFixture[str]) -> None:
    """Before a license that is called like its model; an id of something else that no model's ends with is itself."""
    code, out, _ = run(capsys, "show", "kimi-k3")
    assert (code, out.split()[:2]) == (ANSWERED, ["model", "moonshotai/kimi-k3"])
    assert out.splitlines()[-1].split() == ["also", "the", "license", "kimi-k3:", "add", "--kind", "license"]
    assert run(capsys, "show", "kimi-k3", "--kind", "license")[1].startswith("license")
    assert run(capsys, "show", "gpt-oss-120b")[1].split()[1] == "openai/gpt-oss-120b"
    assert run(capsys, "show", "mit")[1] == run(capsys, "show", "MIT")[1]
    assert run(capsys, "show", "MIT")[1].startswith("license")


def test_show_of_an_offering_isnt_its_model(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the model has its id for an alias."""
    same = registry([model("acme/one", aliases=("host/one",))], [offering("host/one", model="acme/one")])
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: same)
    assert run(capsys, "show", "host/one")[1].startswith("offering")


def test_show_says_what_else_is_called_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a kind, the first is shown and the other named; with one, only that is found."""
    same = registry([model("acme/one")], [offering("acme/one", model="acme/one")])
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: same)
    _, out, _ = run(capsys, "show", "acme/one")
    assert (out.split()[:2], out.splitlines()[-1].split(maxsplit=1)) == (
        ["model", "acme/one"],
        ["also", "the offering acme/one: add --kind offering"],
    )
    _, out, _ = run(capsys, "show", "acme/one", "--kind", "offering")
    assert (out.split()[0], "also" in out) == ("offering", False)
    code, _, err = run(capsys, "show", "acme/onw", "--kind", "offering")
    assert (code, "no offering 'acme/onw'" in err, "nearest: acme/one" in err) == (BAD_INPUT, True, True)


def test_show_says_what_is_beside_a_model_and_after_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In JSON the whole family, and each successor by the offering that names it."""
    line = registry(
        [model("acme/one", family="line"), model("acme/two", family="line")],
        [offering("host/one", model="acme/one", lifecycle=Lifecycle(successor="two"))],
    )
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: line)
    plain = json.loads(run(capsys, "show", "One", "--json")[1])
    assert (plain["siblings"], plain["successors"]) == (["acme/two"], {"host/one": "two"})
    plain = json.loads(run(capsys, "show", "Two", "--json")[1])
    assert (plain["siblings"], plain["successors"]) == (["acme/one"], {})


def test_list_shows_all_models_that_a_name_could_mean(capsys: pytest.CaptureFixture[str]) -> None:
    """As an error promises that names the newest: by their names however spelt, and by their family."""
    for name in ("Gemini Flash", "llama4", "GPT Codex"):
        listed = {line.split()[0] for line in run(capsys, "list", "models", "--match", name)[1].splitlines()}
        assert set(bundled().models_called(name)) <= listed


def test_show_knows_other_names(capsys: pytest.CaptureFixture[str]) -> None:
    """A snapshot or alias leads to its model."""
    known = next(one for one in bundled().models.values() if one.aliases or one.snapshots)
    _, out, _ = run(capsys, "show", (*known.aliases, *known.snapshots)[0].upper())
    assert out.splitlines()[0].split() == ["model", known.id]


@pytest.mark.parametrize("what", LISTS)
def test_list_prints_a_row_a_thing(capsys: pytest.CaptureFixture[str], what: str) -> None:
    """Each kind can be listed in 80 columns, and narrowed down."""
    code, out, _ = run(capsys, "list", what)
    assert code == ANSWERED
    lines = out.splitlines()
    things = [line for line in lines if not line.startswith(" ")]
    if hasattr(bundled(), what):
        assert [line.split()[0] for line in things] == list(getattr(bundled(), what))
    assert max(map(len, lines)) <= 80
    word = lines[0].split()[0]
    code, out, _ = run(capsys, "list", what, f"--match={word.upper()}")
    assert code == ANSWERED
    assert word in [line.split()[0] for line in out.splitlines()]
    assert run(capsys, "list", what, "--match", "no such thing")[0] == NOTHING_FITS


def test_regions_are_listed_with_how_many_run_there(capsys: pytest.CaptureFixture[str]) -> None:
    """The open ones say what they mean, and what isn't known comes last; together they are all offerings."""
    code, out, _ = run(capsys, "list", "regions")
    assert code == ANSWERED
    lines = out.splitlines()
    assert [line.split()[0] for line in lines if "anywhere; " in line] == ["global"]
    assert [line.split()[0] for line in lines if "the region that you call; " in line] == ["in-region"]
    assert lines[-1].startswith("–")
    counts = [int(found[1].replace(",", "")) for line in lines if (found := re.search(r"([\d,]+) offerings?$", line))]
    assert (len(counts), sum(counts)) == (len(lines), len(bundled().offerings))


def test_list_retiring_looks_ahead_from_today(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the day, how long it is, and what the provider names in its place."""
    monkeypatch.setattr(_terminal, "today", lambda: bundled().date)
    code, out, _ = run(capsys, "list", "retiring")
    ends = bundled().retiring_within(90)
    things = [line for line in out.splitlines() if not line.startswith(" ")]
    assert code == ANSWERED
    assert out.split()[1:3] == [str(ends[0].lifecycle.retires), "in"]
    assert [line.split()[0] for line in things] == [offering.id for offering in ends]
    assert run(capsys, "list", "retiring", "--within=0")[0] == NOTHING_FITS
    code, _, err = run(capsys, "list", "retiring", "--within=-1")
    assert code == BAD_INPUT
    assert "--within must be a whole number of days of at least 0, got -1" in err
    code, _, err = run(capsys, "list", "models", "--within=5")
    assert (code, err) == (BAD_INPUT, "llm-selection: --within is for what retires, not for models\n")


def test_models_are_listed_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """``list`` alone lists models."""
    assert run(capsys, "list") == run(capsys, "list", "models")


@pytest.mark.parametrize(
    "arguments",
    [
        "quality openai/gpt-5",
        "cost openai/gpt-5 --at openai --workload coding-agent --load batch_share=0.5",
        "cost google/gemini-3.1-pro-preview --at google --workload writing --load input_tokens=100k,300k --load batch_share=0.5",
    ],
)
def test_tables_fit_80_columns(capsys: pytest.CaptureFixture[str], arguments: str) -> None:
    """Qualities and bills, with long names of lines too."""
    code, out, _ = run(capsys, *arguments.split())
    assert code == ANSWERED
    assert max(map(len, out.splitlines())) <= 80


def test_tasks_say_whether_they_can_be_ranked(capsys: pytest.CaptureFixture[str]) -> None:
    """With the preset that stands in for a workload, and what each is."""
    _, out, _ = run(capsys, "list", "tasks")
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == list(llm_selection.Task)
    flat = " ".join(out.split())
    assert "declining what does harm; can't be ranked: no basket" in flat
    assert "code for a stated problem; 4 benchmarks in its basket" in flat
    assert "facts known by heart; 1 benchmark as a stand-in for a sound basket" in flat


def test_registry_info_says_what_the_data_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Versions, digest and counts."""
    code, out, _ = run(capsys, "registry", "info")
    assert code == ANSWERED
    for text in (bundled().version, bundled().digest, str(bundled().date), " old)"):
        assert text in out


def test_registry_build_checks_and_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Without an output it only checks; what it writes can be read."""
    code, out, _ = run(capsys, "registry", "build", str(SMALL_REGISTRY))
    assert code == ANSWERED
    code, written, _ = run(capsys, "registry", "build", str(SMALL_REGISTRY), "--output", str(tmp_path / "new"))
    assert (code, written) == (ANSWERED, out)
    assert read(tmp_path / "new").digest in out


def test_registry_build_reports_faults(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Faults of the sources, and a place that can't be written to."""
    (tmp_path / "empty").mkdir()
    code, _, err = run(capsys, "registry", "build", str(tmp_path / "empty"))
    assert code == BAD_INPUT
    assert "registry.toml" in err
    (tmp_path / "file").write_text("")
    code, _, err = run(capsys, "registry", "build", str(SMALL_REGISTRY), "--output", str(tmp_path / "file"))
    assert code == BAD_INPUT
    assert "file: can't be written: something of that name is there already; give --output another folder" in err


# Any terminal, any process


def test_show_says_what_overlays_brought(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON too: what was written, by whom, and what was there before."""
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: registry_with(shop()))
    code, out, _ = run(capsys, "show", "host/open", "--json")
    (entry,) = json.loads(out)["overlays"]
    assert code == ANSWERED
    assert (entry["field"], entry["origin"]["name"], entry["lost"]["periods"][0]["cards"]) == (
        "pricing",
        "shop",
        [{"input": "1", "output": "3"}],
    )


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Write a folder with an overlay on the bundled registry."""
    for name, text in FILES.items():
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "shop"


def test_registry_build_puts_an_overlay_on_the_bundled_data(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, overlay: Path
) -> None:
    """A folder with an overlay is checked on the bundled data; what is written is that with the overlay on top."""
    code, out, _ = run(capsys, "registry", "build", str(overlay), "--output", str(tmp_path / "out"))
    assert code == ANSWERED
    assert "\noverlay         shop 1.0\n" in out
    # The bytes, as reading all we ship takes ten seconds: that bytes with an overlay are read is a law of its own.
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == (bundled() | build(overlay, Overlay)).to_files()


def test_registry_audit_lists_what_an_overlay_does(capsys: pytest.CaptureFixture[str], overlay: Path) -> None:
    """Folders named on the command line are put on top; without conflicts that is an answer."""
    code, out, _ = run(capsys, "registry", "audit", str(overlay))
    assert code == ANSWERED
    assert "  overrides offering openai/gpt-5.5: pricing\n            now from 2026-10-01: input 0, output 3" in out
    assert "Look at shop 1.0: offering openai/gpt-5.5: rates that were there before aren't any more: " in joined(out)
    assert "; a price of 0 for input" in joined(out)
    code, out, _ = run(capsys, "registry", "audit", str(overlay), "--json")
    entries = json.loads(out)["entries"]
    (entry,) = [entry for entry in entries if entry["field"] == "pricing"]
    assert (entry["action"], entry["origin"]) == ("overrides", {"name": "shop", "version": "1.0"})


def test_what_an_overlay_names_in_vain_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, overlay: Path
) -> None:
    """A slip in a deny-list denies nothing: building and answering say so on standard error, and no exit code changes."""
    head = overlay / "overlay.toml"
    head.write_text(head.read_text().replace('["deepinfra"]', '["deep-infra"]'))
    warning = "llm-selection: overlay shop 1.0 denies provider deep-infra: no such provider here; nearest: deepinfra"
    code, out, err = run(capsys, "registry", "build", str(overlay))
    assert (code, err) == (ANSWERED, f"{warning}\n")
    assert "\noverlay         shop 1.0\n" in out
    code, out, _ = run(capsys, "registry", "audit", str(overlay))
    assert code == ANSWERED
    assert "Look at shop 1.0: provider deep-infra: no such provider here; nearest: deepinfra" in joined(out)
    built = bundled() | build(overlay, Overlay)
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: built)
    assert run(capsys, "recommend", "coding")[::2] == (ANSWERED, f"{warning}\n")
    more = Overlay("b", "1", deny={"licenses": ["mitt"], "models": ["openai/gpt"]})
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: built | more)
    _, out, err = run(capsys, "recommend", "coding", "--json")
    assert err == f"{warning} (and 2 more: llm-selection registry audit)\n"
    assert json.loads(out)["options"]


def test_registry_build_tells_the_faults_of_an_overlay_at_once(
    capsys: pytest.CaptureFixture[str], overlay: Path
) -> None:
    """What can't be read, what isn't allowed, and what leads nowhere on the bundled data."""
    (overlay / "providers.toml").write_text("[ours")
    (overlay / "developers.toml").write_text('[ours]\nnam = "Ours"\n')
    (overlay / "offerings" / "openai.toml").write_text('[new]\nmodel = "openai/gpt-5.55"\n')
    code, _, err = run(capsys, "registry", "build", str(overlay))
    assert code == BAD_INPUT
    starts = [
        "llm-selection: developers.toml: ours: nam: unknown key; did you mean 'name'?",
        "llm-selection: providers.toml: isn't TOML: ",
        "llm-selection: overlay shop 1.0: offering openai/new: model: names 'openai/gpt-5.55', which isn't among the models",
    ]
    assert len(err.splitlines()) == len(starts), err
    assert all(line.startswith(start) for line, start in zip(err.splitlines(), starts, strict=True)), err


def test_an_audit_that_finds_a_conflict_says_so_to_scripts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, overlay: Path
) -> None:
    """Two folders that disagree end with the exit code of a check."""
    other = tmp_path / "other"
    shutil.copytree(overlay, other)
    (other / "overlay.toml").write_text((overlay / "overlay.toml").read_text().replace("1.0", "2.0"))
    path = other / "offerings" / "openai.toml"
    path.write_text(path.read_text().replace('input = "0"', 'input = "1"'))
    code, out, _ = run(capsys, "registry", "audit", str(overlay), str(other))
    assert code == FOUND
    assert "Conflicts offering openai/gpt-5.5: pricing: shop 1.0 against shop 2.0, which wins" in joined(out)


def test_a_folder_is_audited_in_place_of_its_installed_version(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, overlay: Path
) -> None:
    """What is about to be released isn't at odds with what it replaces."""
    older = tmp_path / "older"
    shutil.copytree(overlay, older)
    path = older / "offerings" / "openai.toml"
    path.write_text(path.read_text().replace('input = "0"', 'input = "1"'))
    installed = bundled() | build(older, Overlay).brought_by(Origin(name="shop", version="0.9"))
    monkeypatch.setattr(llm_selection.registry, "discover", lambda *, strict: installed)  # noqa: ARG005 - its name
    code, out, _ = run(capsys, "registry", "audit", str(overlay))
    assert code == ANSWERED
    assert "shop 0.9" not in out


def test_registry_diff_compares_days_folders_and_overlays(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, overlay: Path
) -> None:
    """Either side is the bundled data, what is installed, a day, a compiled registry, sources, or an overlay."""
    write(build(SMALL_REGISTRY), tmp_path / "compiled")
    names = ["bundled", "installed", "2026-06-01", str(tmp_path / "compiled"), str(SMALL_REGISTRY), str(overlay)]
    outs = set()
    for name in names:
        code, out, _ = run(capsys, "registry", "diff", "bundled", name)
        assert code == ANSWERED
        outs.add(out)
    # What is installed is what is bundled, and the small registry is the same compiled.
    assert len(outs) == 4


def test_what_is_installed_is_what_the_environment_names(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, overlay: Path
) -> None:
    """A folder as well: the same as the folder on top of the bundled data."""
    monkeypatch.setenv(CHOICE, str(overlay))
    code, out, _ = run(capsys, "registry", "diff", "bundled", "installed")
    assert code == ANSWERED
    assert out == run(capsys, "registry", "diff", "bundled", str(overlay))[1] != ""


def test_a_diff_has_other_forms(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """As a page, as JSON, or shortened."""
    sides = {"before": registry_with(), "after": registry_with(shop())}
    for name, made in sides.items():
        write(made, tmp_path / name)
    forms = [(), ("--markdown",), ("--json",), ("--limit", "1")]
    found = [run(capsys, "registry", "diff", *(str(tmp_path / name) for name in sides), *form) for form in forms]
    assert {code for code, _, _ in found} == {ANSWERED}
    whole, page, plain, short = (out for _, out, _ in found)
    assert page.startswith("# Changes from ")
    assert len(short.splitlines()) < len(whole.splitlines())
    told = json.loads(plain)
    assert told["after"]["overlays"] == ["shop 1.0"]
    assert {"repriced", "denied", "new"} <= {change["effect"] for change in told["changes"]}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere", "bundled"], "'nowhere' is no registry; give bundled, installed, a day such as 2026-06-01, or a"),
        (["bundled", "2100-01-01"], "2100-01-01 is after the data's own day, "),
        (["bundled", "2026-13-01"], "'2026-13-01' is no registry"),
        (["bundled", "bundled", "--limit", "0"], "--limit must be at least 1, got 0"),
    ],
)
def test_a_diff_needs_two_registries(capsys: pytest.CaptureFixture[str], arguments: list[str], expected: str) -> None:
    """What isn't a registry is refused, with what would be one."""
    code, _, err = run(capsys, "registry", "diff", *arguments)
    assert (code, err.startswith(f"llm-selection: {expected}")) == (BAD_INPUT, True)


def test_the_module_can_be_run() -> None:
    """``python -m llm_selection`` is the same command."""
    done = spawn("--version")
    assert (done.returncode, done.stdout.decode().strip()) == (0, llm_selection.__version__)
    assert spawn("recommend", "cooking").returncode == BAD_INPUT


def test_the_module_leaves_as_python_does(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With the exit code of the command; whoever runs it, as a profiler does, goes on."""
    monkeypatch.setattr(sys, "argv", ["llm-selection", "list", "tasks", "--match", "no such task"])
    monkeypatch.setattr(os, "_exit", lambda code: pytest.fail(f"the process was ended with {code}"))
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("llm_selection", run_name="__main__")
    assert caught.value.code == NOTHING_FITS
    assert capsys.readouterr().out == ""


def test_the_script_ends_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With the exit code of the command, and without what the interpreter does at its end."""
    codes: list[int] = []

    def leave(code: int) -> None:
        codes.append(code)
        raise KeyboardInterrupt  # goes past all that an error of the command would meet

    monkeypatch.setattr(sys, "argv", ["llm-selection", "list", "tasks", "--match", "no such task"])
    monkeypatch.setattr(os, "_exit", leave)
    with pytest.raises(KeyboardInterrupt):
        run_and_leave()
    assert codes == [NOTHING_FITS]
    assert capsys.readouterr().out == ""


def test_all_is_printed_before_the_process_ends(tmp_path: Path) -> None:
    """Also to a file, where what is printed waits in a buffer."""
    with (tmp_path / "listed").open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", RUN, "list", "offerings"],
            stdout=stream,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": ""},
        )
    assert done.returncode == ANSWERED
    assert len((tmp_path / "listed").read_text(encoding="utf-8").splitlines()) >= len(bundled().offerings)


def test_arguments_default_to_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An installed script passes none."""
    monkeypatch.setattr(sys, "argv", ["llm-selection", "list", "workloads"])
    assert main() == ANSWERED
    assert "coding-agent" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["recommend", "translation"], ["recommend", "--help"], ["list", "workloads"], ["recommend", "coding", "--json"]],
    ids=" ".join,
)
def test_a_terminal_may_lack_characters(arguments: list[str]) -> None:
    """Where only ASCII can be shown, likenesses take the place of the rest; JSON stays JSON."""
    done = spawn(*arguments, PYTHONIOENCODING="ascii", COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, b"")
    written = done.stdout.decode("ascii")
    if "--json" in arguments:
        assert json.loads(written)
        return
    assert "?" not in written
    if "translation" in arguments:
        rows = [line for line in written.splitlines() if line.startswith("  1 ")]
        assert re.search(r" \[-*\|?=*o=*\|?-*\] ", rows[0])
        assert " (1)\n" in written


@pytest.mark.parametrize(("encoding", "shown"), [("latin-1", "· ¹ >= o ?"), ("utf-8", "· ¹ ≥ ● 中")])
def test_a_terminal_shows_what_it_has(monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str) -> None:
    """Likenesses stand only for what it lacks, and question marks for what has none."""
    written = io.BytesIO()
    with monkeypatch.context() as patch:
        stream = io.TextIOWrapper(written, encoding=encoding)
        patch.setattr(sys, "stdout", stream)
        _terminal.say("· ¹ ≥ ● 中")
        stream.flush()
    assert written.getvalue().decode(encoding).strip() == shown


def test_a_day_far_beyond_the_data_is_warned_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    """In the head of the answer where it has one, on standard error where it hasn't."""
    _, out, err = run(capsys, "recommend", "coding", "--on", "2030-01-01")
    assert ("Looking ahead: " in out, err) == (True, "")
    _, out, err = run(capsys, "recommend", "coding", "--on", "2030-01-01", "--json")
    assert ("Looking ahead: " in out, err.count("Looking ahead: ")) == (False, 1)


def test_help_is_there_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """And names the exit codes."""
    for arguments in ([], ["recommend"], ["show"], ["list"], ["registry"], ["registry", "build"], ["registry", "info"]):
        with pytest.raises(SystemExit) as caught:
            main([*arguments, "--help"])
        assert caught.value.code == 0
        assert "usage: llm-selection" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["registry", "info"], ANSWERED),
        (["list", "offerings"], ANSWERED),
        (["recommend", "--help"], ANSWERED),
        (["recommend", "coding", "--min-context", "900M"], NOTHING_FITS),
        (["scan", "app.py"], FOUND),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_a_reader_may_leave(arguments: list[str], code: int, tmp_path: Path) -> None:
    """When nobody reads on, as after ``head``, the command ends quietly with its own exit code, however much it printed."""
    (tmp_path / "app.py").write_text('model = "gpt-4"\n', encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        [sys.executable, "-m", "llm_selection", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": os.pathsep.join(str(Path(each).resolve()) for each in sys.path)},
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["registry", "info"], ANSWERED), (["recommend", "coding", "--min-context", "900M"], NOTHING_FITS)],
)
def test_a_reader_who_left_is_no_error(arguments: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in this process."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(arguments) == code


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is one of Linux")
@pytest.mark.parametrize("arguments", [["registry", "info"], ["list", "offerings"]], ids=" ".join)
def test_a_full_disk_is_told(arguments: list[str]) -> None:
    """What can't be printed is bad news in a line, however much it was, and not a traceback."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "llm_selection", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env={**kept, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
    told = b"llm-selection: standard output can't be written: no space left on device\n"
    assert (done.returncode, done.stderr) == (BAD_INPUT, told)


def test_a_full_disk_is_told_in_this_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The same, with a stream that fails."""
    with (tmp_path / "out").open("w", encoding="utf-8") as stream:

        def fail() -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(stream, "flush", fail, raising=False)
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["registry", "info"]) == BAD_INPUT
        monkeypatch.undo()
    assert "standard output can't be written: no space left on device" in capsys.readouterr().err


def test_a_closed_output_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer that nobody can see isn't given; where there is nothing to print, nothing is missed."""
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["registry", "info"]) == BAD_INPUT
    assert "standard output is closed" in capsys.readouterr().err
    assert main(["list", "models", "--match", "no such model"]) == NOTHING_FITS
    monkeypatch.setattr(sys, "argv", ["llm-selection", "list", "tasks"])
    monkeypatch.setattr(os, "_exit", sys.exit)
    with pytest.raises(SystemExit) as caught:
        run_and_leave()
    assert caught.value.code == BAD_INPUT


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list", "tasks"], ANSWERED),
        (["cost", "openai/gpt-5", "--workload", "assistant", "--on", "2030-01-01", "--json"], ANSWERED),
        (["recommend", "codng"], BAD_INPUT),
        (["recommend", "coding", "--licence", "closed"], BAD_INPUT),
    ],
)
def test_what_cant_be_told_is_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int
) -> None:
    """With standard error closed, or on a full disk, the answer and the exit code stay as they are."""

    def outcome() -> tuple[int | str | None, str]:
        monkeypatch.setattr(sys, "argv", ["llm-selection", *arguments])
        with pytest.raises(SystemExit) as caught:
            run_and_leave()
        return caught.value.code, capsys.readouterr().out

    monkeypatch.setattr(os, "_exit", sys.exit)
    expected = outcome()
    assert (expected[0], bool(expected[1])) == (code, code == ANSWERED)
    monkeypatch.setattr(sys, "stderr", None)
    assert outcome() == expected
    monkeypatch.setattr(sys, "stderr", _Full())
    assert outcome() == expected


class _Full(io.StringIO):
    """A stream on a full disk."""

    def flush(self) -> None:
        """Fail, as what is written has no place."""
        raise OSError(28, "No space left on device")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is one of Linux")
@pytest.mark.parametrize("redirected", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize("program", ["import runpy; runpy.run_module('llm_selection', run_name='__main__')", RUN])
def test_a_fault_that_cant_be_told_keeps_its_exit_code(program: str, redirected: str) -> None:
    """Also of a process, however it ends."""
    command = f'"$0" -c "{program}" recommend codng {redirected}'
    kept = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(["/bin/sh", "-c", command, sys.executable], capture_output=True, check=False, env=kept)
    assert (done.returncode, done.stdout) == (BAD_INPUT, b"")


def test_the_page_names_every_flag_and_list() -> None:
    """The reference page and the parser agree."""
    page = ROOT / "docs/reference/command-line.md"
    text = page.read_text(encoding="utf-8")
    for flag in (
        "--license",
        "--min-context",
        "--require",
        "--use-case",
        "--workload",
        "--error-cost",
        "--preferred-value",
        "--worth",
        "--today",
        "--solved",
        "--unknowns",
        "--on",
        "--limit",
        "--json",
        "--kind",
        "--match",
        "--output",
        *LISTS,
    ):
        assert flag in text


def test_quality_prints_a_models_tasks_or_one_with_what_moved_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a task all that can be ranked, with one its results; as JSON the same values."""
    code, table, _ = run(capsys, "quality", "openai/gpt-5")
    assert code == ANSWERED
    assert "\ncoding " in table
    assert "chance to be preferred to" in table
    code, text, _ = run(capsys, "quality", "openai/gpt-5", "coding", "--limit", "2")
    assert code == ANSWERED
    assert text.count(": vendor, ") + text.count(": independent, ") == 2
    code, one, _ = run(capsys, "quality", "openai/gpt-5", "coding", "--json")
    found = json.loads(one)
    assert code == ANSWERED
    assert set(found["moved"][0]) == {"result", "by", "points", "outlier"}
    _, several, _ = run(capsys, "quality", "openai/gpt-5", "--json")
    assert found in json.loads(several)


def test_cost_prints_bills(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a model at several places, of one place, and as JSON the same values."""
    code, text, _ = run(capsys, "cost", "zhipuai/glm-5.2", "--workload", "coding-agent", "--limit", "2")
    assert code == ANSWERED
    assert "more; --limit" in text
    assert "\nBill      " in text
    asked = ("cost", "openai/gpt-5", "--at", "openai", "--on", "2026-11-24", "--load", "requests_per_day=10")
    tokens = ("--load", "input_tokens=p50:1k,max:2k", "--load", "output_tokens=100,300")
    code, text, _ = run(capsys, *asked, *tokens)
    assert code == ANSWERED
    assert "custom: 300 requests a month, 1,250 (up to 2,000) tokens in, 200 (up to 300) out" in " ".join(text.split())
    _, printed, _ = run(capsys, *asked, *tokens, "--json")
    found = json.loads(printed)
    assert found["workload"]["requests_per_month"] == 300
    quote = next(each for each in found["quotes"] if each["offering"] == "openai/gpt-5")
    lines = [Decimal(line["usd"]) for line in quote["lines"]]
    assert sum(lines) == Decimal(quote["per_month"]) == sum(map(Decimal, quote["items"].values()))
    assert quote["prices"].keys() == {"effective", "basis", "cards", "evidence"}
    assert (found["currency"], quote["last_read"]) == ("USD", str(found_last_read("openai/gpt-5")))


def test_cost_says_what_a_finished_task_costs(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a need, whose workload is taken where none is given; in JSON at each place."""
    asked = ("cost", "zhipuai/glm-5.3", "--need", "coding-agent")
    code, text, _ = run(capsys, *asked)
    assert code == ANSWERED
    assert "Workload  coding-agent: 40,000 requests a month" in text
    assert re.search(r"\nFinished  \$[\d.]+ for each task solved: the bill is ", text)
    one = run(capsys, *asked, "--at", "crof")[1]
    assert ("\nFinished  " in one, "\noffering" in one) == (True, False)
    quotes = json.loads(run(capsys, *asked, "--load", "requests_per_month=300", "--json")[1])
    assert quotes["workload"]["requests_per_month"] == 300
    for quote in quotes["quotes"]:
        if quote["per_month"] is not None:
            assert Decimal(quote["task_usd"]) == pytest.approx(Decimal(quote["per_month"]) / 10)
            ratio = Decimal(quote["task_usd"]) / Decimal(quote["finished_task_usd"])
            assert float(ratio) == pytest.approx(quote["solved"]["mean"], rel=1e-6)
    rated = json.loads(run(capsys, "cost", "zhipuai/glm-5.3", "--need", "translation", "--json")[1])["quotes"][0]
    assert (rated["solved"], rated["finished_task_usd"]) == (None, None)
    plain = run(capsys, "cost", "zhipuai/glm-5.3", "--workload", "coding-agent", "--json")[1]
    assert "finished_task_usd" not in plain


def test_efforts_are_mapped_where_a_need_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Below what is compared, and in place of what is shown, in JSON too; without a need nothing of it, but that it can be asked for."""
    both = ("openai/gpt-5.4", "zhipuai/glm-5.3")
    code, text, _ = run(capsys, "compare", *both, "--need", "coding-agent")
    assert code == ANSWERED
    facts, _, table = text.partition("\n\nEfforts   agentic coding ×3 + tool use, ")
    assert facts == run(capsys, "compare", *both)[1].rstrip("\n")
    assert [table.index(f"\n{model}, at its cheapest, ") for model in both]
    assert "  xhigh " in table
    found = json.loads(run(capsys, "compare", *both, "--need", "coding-agent", "--json")[1])["efforts_at_need"]
    assert found["models"] == list(both)
    assert {row["model"] for row in found["rows"]} == set(both)
    assert "efforts_at_need" not in json.loads(run(capsys, "compare", *both, "--json")[1])
    assert run(capsys, "show", "zhipuai/glm-5.3", "--need", "coding")[1].startswith("Efforts   coding, ")
    assert "\nby effort               --need coding-agent, say, prints " in run(capsys, "show", "zhipuai/glm-5.3")[1]
    assert "by effort" not in run(capsys, "show", "openai/gpt-4o")[1]
    alone = json.loads(run(capsys, "show", "zhipuai/glm-5.3", "--need", "coding", "--json")[1])
    assert alone["registry"]["version"] == bundled().version
    assert [row["effort"] for row in alone["rows"]] == ["low", "high", "max"]


def test_cost_says_in_json_who_disagrees(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the evidence of the period, which says who gave its first day; null where nothing is sold by the token."""
    asked = ("cost", "alibaba/qwen3-vl-32b-thinking", "--at", "alibaba", "--workload", "retrieval", "--json")
    (quote,) = json.loads(run(capsys, *asked)[1])["quotes"]
    own = bundled().offerings[OfferingId("alibaba/qwen3-vl-32b-thinking")].evidence["pricing"]
    assert (quote["evidence"]["agreement"], quote["prices"]["evidence"]["agreement"]) == ("disputed", None)
    assert quote["evidence"]["dissent"] == [{"value": each.value, "source": each.source} for each in own.dissent]
    hosted = ("cost", "alibaba/qwen3-8b", "--workload", "assistant", "--host", HOST, "--at", "self-hosted", "--json")
    assert json.loads(run(capsys, *hosted)[1])["quotes"][0]["evidence"] is None


def found_last_read(offering: str) -> date:
    """Return the day on which an offering's prices were last read."""
    return bundled().offerings[OfferingId(offering)].evidence["pricing"].as_of


@pytest.mark.parametrize(
    "arguments",
    [
        ["cost", "openai/gpt-5", "--workload", "assistant"],
        ["compare", "openai/gpt-5", "openai/gpt-5.5"],
        ["portfolio", "coding"],
        ["quality", "openai/gpt-5"],
        ["quality", "openai/gpt-5", "coding"],
        ["quality", "openai/gpt-5", "--benchmark", "gpqa-diamond"],
        ["size", "openai/gpt-oss-120b"],
        ["tokens", "openai/gpt-5"],
        ["size", "openai/gpt-oss-120b", "--on", "nvidia/h100-sxm"],
        ["break-even", "alibaba/qwen3-8b", "--workload", "assistant", "--host", "nvidia/h100-sxm,utilization=0.5"],
    ],
)
def test_json_says_which_data_it_rests_on(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """By its version and its day, in each answer that stands alone."""
    found = json.loads(run(capsys, *arguments, "--json")[1])
    for answer in found if isinstance(found, list) else [found]:
        assert answer["registry"] == {"version": bundled().version, "date": str(bundled().date)}


def test_what_isnt_offered_there_any_more_says_since_when(capsys: pytest.CaptureFixture[str]) -> None:
    """A bill and a break-even alike, with what the provider names in its place."""
    code, _, error = run(capsys, "cost", "deepseek/deepseek-v4-flash", "--at=deepseek", "--workload=assistant")
    assert code == BAD_INPUT
    assert "deepseek/deepseek-v4-flash is retired since 2026-09-10; deepseek names deepseek-flash in its place" in error
    ended = ("openai/gpt-oss-120b", "--at=fireworks-ai", "--workload=assistant", f"--host={HOST}")
    assert "gpt-oss-120b is retired since 2026-11-07" in run(capsys, "break-even", *ended)[2]


def test_break_even_tells_each_host(capsys: pytest.CaptureFixture[str]) -> None:
    """In the order given, a block each."""
    hosts = ("--host", HOST, "--host", "nvidia/h100-sxm,utilization=0.25,usd_per_hour=2")
    code, text, _ = run(capsys, "break-even", "openai/gpt-oss-120b", "--workload", "assistant", *hosts)
    assert code == ANSWERED
    first, second = text.split("\n\n")
    assert "at a utilization of 50%" in " ".join(first.split())
    assert "at a utilization of 25%" in " ".join(second.split())


HOST = "nvidia/h100-sxm,utilization=0.5,usd_per_hour=2"


def test_an_effort_is_asked_about_one_task(capsys: pytest.CaptureFixture[str]) -> None:
    """Quality at an effort, of one task; of all of them it is refused."""
    code, text, _ = run(capsys, "quality", "gpt-5", "coding", "--effort", "low")
    assert code == ANSWERED
    assert "low" in text
    code, _, err = run(capsys, "quality", "gpt-5", "--effort", "low")
    assert code == BAD_INPUT
    assert "--effort is asked about one TASK" in err


def test_tokens_are_told_by_work_and_effort(capsys: pytest.CaptureFixture[str]) -> None:
    """As a table; of a model that doesn't reason in a line; of none that isn't there."""
    code, text, _ = run(capsys, "tokens", "gpt-5")
    assert code == ANSWERED
    assert "medium (default)" in text
    assert "It doesn't reason" in run(capsys, "tokens", "openai/gpt-4.1")[1]
    found = json.loads(run(capsys, "tokens", "gpt-5", "--json")[1])
    assert {row["work"] for row in found["reasoning"]} == {"prose", "facts", "problems", "code", "agent"}
    assert run(capsys, "tokens", "gpt-nine")[0] == BAD_INPUT


def test_size_prints_what_holds_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    """Alone, or on hardware."""
    code, text, _ = run(capsys, "size", "openai/gpt-oss-120b")
    assert code == ANSWERED
    assert "Weights   59.8 GiB" in text
    assert "\nOn  " not in text
    code, text, _ = run(
        capsys, "size", "openai/gpt-oss-120b", "--on", "nvidia/h100-sxm", "--context", "32k", "--precision", "fp8"
    )
    assert code == ANSWERED
    assert "On        nvidia/h100-sxm, 72.0 GiB of 80.0 usable" in text
    assert "weights fp8" in text
    _, text, _ = run(capsys, "size", "openai/gpt-oss-120b", "--context", "1M")
    assert "its window is 131,072 tokens, fewer than 1,000,000" in " ".join(text.split())


def test_sizes_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers that the text rounds, and what isn't known as null."""
    asked = ("size", "openai/gpt-oss-120b", "--context", "32k", "--batch", "4", "--json")
    found = json.loads(run(capsys, *asked)[1])
    assert found["weights"]["bytes"] == sum(found["weights"]["items"].values()) > 59 * 2**30
    assert (found["context_tokens"], found["sequences"], found["server"]) == (32_000, 4, None)
    server = json.loads(run(capsys, *asked, "--on", "nvidia/h100-sxm")[1])["server"]
    assert (server["fits"], server["accelerators"]) == (True, 1)
    assert server["needs"]["bytes"] <= server["usable_bytes"] < server["memory_bytes"]
    assert server["step"]["seconds"] > 0
    much = ("size", "deepseek/deepseek-v3", "--on", "nvidia/rtx-4090", "--batch", "1M", "--json")
    nothing = json.loads(run(capsys, *much)[1])["server"]
    assert (nothing["fits"], nothing["accelerators"], nothing["prompt"]) == (False, None, None)


def test_break_even_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Of each host, with the bill of the API as ``cost`` gives it, of a million requests."""
    cheap = "nvidia/h100-sxm,utilization=0.5,usd_per_hour=1"
    asked = ("break-even", "alibaba/qwen3-8b", "--workload", "assistant", "--host", cheap, "--json")
    (found,) = json.loads(run(capsys, *asked)[1])
    assert found["first"] <= found["for_good"]
    assert found["hosted"]["accelerator"] == "nvidia/h100-sxm"
    assert found["workload"]["requests_per_month"] == 10**6
    assert Decimal(found["api"]["per_month"]) == pytest.approx(Decimal(str(found["usd_per_request"] * 10**6)))


def test_break_even_tells_of_a_number_that_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    """In text and in JSON: of requests a month or a day, beside a preset or tokens; of none, nothing."""
    asked = ("break-even", "alibaba/qwen3-8b", "--host", HOST)
    preset, tokens = ("--workload", "assistant"), ("--load", "input_tokens=1k", "--load", "output_tokens=100")
    for given, said in (
        ("requests_per_month=5m", "At 5,000,000 requests a month"),
        ("requests_per_day=1", "At 30 req"),
    ):
        for load in (preset, tokens):
            assert said in " ".join(run(capsys, *asked, *load, "--load", given)[1].split())
    (found,) = json.loads(run(capsys, *asked, *tokens, "--load", "requests_per_month=5m", "--json")[1])
    assert (found["asked"]["requests"], Decimal(found["asked"]["hosted_usd"])) == (5_000_000, Decimal(1440))
    for load in (preset, (*preset, "--load", "output_tokens=100"), tokens):
        assert json.loads(run(capsys, *asked, *load, "--json")[1])[0]["asked"] is None


@pytest.mark.parametrize("what", LISTED)
def test_lists_as_json(capsys: pytest.CaptureFixture[str], what: str) -> None:
    """As many things as lines without it, each under the name of what it is."""
    found = json.loads(run(capsys, "list", what, "--json")[1])
    text = run(capsys, "list", what)[1]
    firsts = [line.split("  ")[0] for line in text.splitlines() if not line.startswith(" ")]
    assert [next(iter(row.values())) for row in found] == firsts
    assert len({tuple(row) for row in found}) == 1
    assert run(capsys, "list", what, "--json", "--match", "no such thing")[0] == NOTHING_FITS


def test_registry_info_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same as the text says."""
    found = json.loads(run(capsys, "registry", "info", "--json")[1])
    assert (found["version"], found["digest"]) == (bundled().version, bundled().digest)
    assert found["counts"]["offerings"] == len(bundled().offerings)
    assert found["overlays"] == []


def test_break_even_prints_where_costs_cross(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a preset, or of the tokens of a request."""
    code, text, _ = run(capsys, "break-even", "alibaba/qwen3-8b", "--workload", "assistant", "--host", HOST)
    assert code == ANSWERED
    assert "\nAnswer    " in text
    tokens = ("--load", "input_tokens=1k", "--load", "output_tokens=100")
    code, text, _ = run(capsys, "break-even", "alibaba/qwen3-8b", *tokens, "--host", HOST, "--on", "2026-11-20")
    assert code == ANSWERED
    assert "on 2026-11-20" in text


def test_hosted_models_are_ranked_and_priced(capsys: pytest.CaptureFixture[str]) -> None:
    """Beside what providers offer, in a number format too."""
    hardware = f"{HOST},precision=fp8,accelerators=1"
    asked = ("--require", "provider=self-hosted", "--require", "region=eu")
    code, text, _ = run(capsys, "recommend", "coding", "--host", f"{hardware},region=eu", *asked)
    assert code == ANSWERED
    assert "at your own hardware" in text
    code, text, _ = run(
        capsys, "cost", "alibaba/qwen3-8b", "--workload", "assistant", "--host", hardware, "--at", "self-hosted"
    )
    assert code == ANSWERED
    assert "self-hosted/alibaba/qwen3-8b@1xnvidia/h100-sxm+fp8 · on at your own hardware" in " ".join(text.split())


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["size", "openai/gpt-5"], "openai/gpt-5 can't be hosted: its weights aren't given out"),
        (["size", "openai/gpt-oss-120b", "--on", "nvidia/h100"], "no accelerator 'nvidia/h100'"),
        (["size", "openai/gpt-oss-120b", "--batch", "0"], "--batch: must be a whole number of at least 1, got '0'"),
        (["size", "openai/gpt-oss-120b", "--batch", "9M"], "--batch must be at most 1,000,000, got a larger number"),
        (["size", "openai/gpt-oss-120b", "--context", "9B"], "--context must be at most 1,000,000,000, got a larger"),
        (["size", "openai/gpt-oss-120b", "--context", "long"], "--context: must be a whole number of at least 1, got"),
        (["size", "openai/gpt-oss-120b", "--precision", "fp7"], "precision must be of fp32, bf16"),
        (
            ["break-even", "alibaba/qwen3-8b", "--workload", "assistant"],
            "give --host ACCELERATOR,utilization=0.4, once",
        ),
        (["break-even", "alibaba/qwen3-8b", "--host", HOST], "give --workload NAME, or the tokens of a request"),
        (["recommend", "coding", "--host", "nvidia/h100-sxm,0.4"], "'0.4' must be KEY=VALUE, each key once"),
        (
            ["recommend", "coding", "--host", f"{HOST},utilization=1"],
            "'utilization=1' must be KEY=VALUE, each key once",
        ),
        (["recommend", "coding", "--host", "nvidia/h100-sxm,utilization=half"], "utilization must be a share above 0"),
        (["recommend", "coding", "--host", "nvidia/h100-sxm"], "--host 'nvidia/h100-sxm': lacks utilization, such as"),
        (
            ["cost", "alibaba/qwen3-8b", "--workload", "assistant", "--host", "h100,utilisation=0.4"],
            "--host 'h100,utilisation=0.4': may have ",
        ),
        (
            ["cost", "alibaba/qwen3-8b", "--workload", "assistant", "--at", "self-hosted"],
            "self-hosted is your own hardware; say which by hosting, on the command line by --host",
        ),
    ],
)
def test_hosting_names_what_is_wrong(capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str) -> None:
    """On standard error, with nothing printed before."""
    code, out, error = run(capsys, *arguments)
    assert (code, out) == (BAD_INPUT, "")
    assert problem in error


def test_parts_of_a_workload_take_the_place_of_a_presets(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Or of those of the use case's own workload."""
    code, text, _ = run(
        capsys, "recommend", "coding", "--workload", "assistant", "--load", "input_tokens=9k", "--load", "mode=standard"
    )
    assert code == ANSWERED
    assert "assistant, changed: 100,000 requests a month, 9,000 tokens in (50% cached), 300" in " ".join(text.split())
    need = tmp_path / "need.toml"
    need.write_text('tasks = "coding"\n[workload]\nrequests_per_day = 7\ninput_tokens = 5\noutput_tokens = 6\n')
    code, text, _ = run(capsys, "recommend", "--use-case", str(need), "--load", "counted_output=yes")
    assert code == ANSWERED
    assert "210 requests a month, 5 tokens in, 6 out as charged" in " ".join(text.split())


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["openai/gpt-5"], "give --workload NAME, --load KEY=VALUE, or both"),
        (["openai/gpt-5", "--workload", "nothing"], "no workload 'nothing'"),
        (["openai/gpt-5", "--workload", "assistant", "--at", "zai"], "openai/gpt-5 isn't offered at zai on"),
        (["openai/gpt-5", "--workload", "assistant", "--limit", "0"], "--limit must be at least 1"),
        (["openai/gpt-5", "--load", "input_tokens"], "--load: 'input_tokens' must be KEY=VALUE"),
        (["openai/gpt-5", "--load", "mode=flex", "--load", "mode=batch"], "--load: mode is given twice"),
        (
            ["openai/gpt-5", "--load", "batch_share=half"],
            "--load: batch_share must be a number from 0 to 1, got 'half'",
        ),
        (["openai/gpt-5", "--load", "input_tokens=many"], "--load: input_tokens must be a whole number"),
        (["openai/gpt-5", "--load", "input_tokens=5"], "--load: lacks requests_per_month, output_tokens"),
    ],
)
def test_cost_names_what_is_wrong(capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str) -> None:
    """On standard error, without a traceback."""
    code, out, error = run(capsys, "cost", *arguments)
    assert (code, out) == (BAD_INPUT, "")
    assert problem in error


def test_quality_on_a_benchmark_prints_what_is_expected(capsys: pytest.CaptureFixture[str]) -> None:
    """A score with its interval, and the model's own; asked about alone."""
    code, text, _ = run(capsys, "quality", "openai/gpt-5", "--benchmark", "gpqa-diamond", "--on", "2026-11-01")
    assert code == ANSWERED
    assert "\nExpected  " in text
    assert "\nOwn       " in text
    _, one, _ = run(capsys, "quality", "openai/gpt-5", "--benchmark", "gpqa-diamond", "--json")
    assert json.loads(one)["benchmark"] == "gpqa-diamond"
    code, _, error = run(capsys, "quality", "openai/gpt-5", "math", "--benchmark", "gpqa-diamond")
    assert code == BAD_INPUT
    assert "asked about alone" in error


def test_quality_takes_results_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Read as for recommend."""
    table = tmp_path / "tickets.csv"
    table.write_text("model,right,items\nopenai/gpt-5,30,60\n")
    code, text, _ = run(
        capsys, "quality", "openai/gpt-5", "coding", "--results", str(table), "--results-task", "coding"
    )
    assert code == ANSWERED
    assert "expected share solved of your own work, as your own test “tickets” tells" in " ".join(text.split())


def test_results_of_ones_own_among_all_tasks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A test counts at its own task; what it measures isn't guessed where every task is asked about."""
    table = tmp_path / "tickets.csv"
    table.write_text("model,right,items\nopenai/gpt-5,30,60\n")
    asked = ("quality", "openai/gpt-5", "--results", str(table))
    code, _, error = run(capsys, *asked)
    assert code == BAD_INPUT
    assert "test 'tickets': which task does it measure? Give --results-task" in error
    code, text, _ = run(capsys, *asked, "--results-task", "coding")
    assert code == ANSWERED
    assert "coding: Share of your work, as your own test “tickets” tells of it, where it scored 30 of 60." in " ".join(
        text.split()
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["openai/gpt5q"], "no model 'openai/gpt5q'"),
        (["openai/gpt-5", "safety"], "can't be ranked"),
        (["openai/gpt-5", "--limit", "0"], "--limit must be at least 1"),
        (["openai/gpt-5", "--benchmark", "nothing-like-it"], "no benchmark 'nothing-like-it'"),
        (["openai/gpt-5", "--on", "someday"], "someday"),
    ],
)
def test_quality_names_what_is_wrong(capsys: pytest.CaptureFixture[str], arguments: list[str], problem: str) -> None:
    """On standard error, without a traceback."""
    code, out, error = run(capsys, "quality", *arguments)
    assert (code, out) == (BAD_INPUT, "")
    assert problem in error


def test_quality_of_a_registry_without_a_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No task can be told; the table is empty."""
    monkeypatch.setattr(llm_selection.registry, "in_use", lambda: registry([model()], [offering()]))
    code, text, _ = run(capsys, "quality", "acme/one")
    assert code == ANSWERED
    assert "coding" not in text
