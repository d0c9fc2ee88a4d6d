"""The one way to write any answer: each class that can be written is found by its name, and its report loads then."""

import importlib
import pkgutil
import subprocess
import sys
from typing import get_args

import pytest

import llm_selection
from factories import calibrated
from llm_selection import presentation
from llm_selection.decisions import Finding, Retired, check, decide
from llm_selection.domain.evaluations import Evaluation
from llm_selection.errors import InvalidInputError
from llm_selection.presentation import (
    answer_report,
    argument_report,
    as_text,
    break_even_report,
    check_findings,
    check_report,
    comparison_report,
    own_results_report,
    portfolio_report,
    registry_report,
    relaxation_report,
    scan_report,
    size_report,
    today_report,
    value_report,
    why_not_report,
)
from llm_selection.registry import bundled, diff
from llm_selection.scanning.scans import Scan, scan_text
from llm_selection.selection.selecting import select

WRITTEN = presentation._REPORTS  # noqa: SLF001 - the table that is tested


def test_every_answer_is_written_by_its_report() -> None:
    """What the reports write themselves, without what there is to choose."""
    found = llm_selection.recommend("coding", registry=calibrated())
    own = llm_selection.recommend(
        "coding", registry=calibrated(), results=Evaluation.counted("ours", {"acme/large": (1, 2)})
    )
    nothing = llm_selection.recommend("coding", registry=calibrated(), min_context_tokens="1M")
    results = own.explanation().own_results
    today = llm_selection.recommend("coding", registry=calibrated(), today="borg/open").explanation().today
    assert results is not None
    assert today is not None
    for value, written in (
        (found, answer_report.as_text(found)),
        (nothing, answer_report.as_text(nothing)),
        (select(found.use_case, found.registry), answer_report.as_text(found)),
        (found.explanation(), argument_report.as_text(found.explanation())),
        (found.explanation(), found.explain()),
        (results, own_results_report.as_text(results)),
        (found.why_not("borg/open"), why_not_report.as_text(found.why_not("borg/open"))),
        (found.value_of_information(), value_report.as_text(found.value_of_information())),
        (found.evaluation_plan(), value_report.as_text(found.evaluation_plan())),
        (today, today_report.as_text(today)),
        (found.portfolio(), portfolio_report.as_text(found.portfolio())),
        (nothing.relaxations()[0], relaxation_report.as_text(nothing.relaxations()[0])),
        (diff(calibrated(), calibrated()), registry_report.as_text(diff(calibrated(), calibrated()))),
        (Retired(since=None), check_findings.as_text(Retired(since=None))),
    ):
        assert as_text(value) == written != ""


def test_facts_are_those_in_use_unless_given() -> None:
    """A break-even, a comparison, a size, a scan and a check of what we ship."""
    shipped = bundled()
    hosting = {"accelerator": "nvidia/h100-sxm", "utilization": 0.4}
    crossing = llm_selection.break_even("alibaba/qwen3-8b", "assistant", hosting)
    assert as_text(crossing) == break_even_report.as_text(crossing)
    compared = comparison_report.compare(["openai/gpt-5", "anthropic/claude-opus-4.5"])
    assert as_text(compared) == comparison_report.as_text(compared, registry=shipped)
    size = size_report.sized(shipped.model("alibaba/qwen3-8b"), context=1000, batch=1)
    assert as_text(size) == size_report.as_text(size)
    scan = Scan(on=shipped.date, within=90, findings=scan_text('model = "gpt-4-turbo"'), files=1, size=21)
    assert as_text(scan) == scan_report.as_text(scan, registry=shipped)
    march = check(decide(llm_selection.recommend("vision", license="open-weight", on="2026-03-01")))
    assert as_text(march) == check_report.as_text(march)
    assert as_text(march).startswith("The decision (decided 2026-03-01 on registry ")


@pytest.mark.parametrize("value", ["text", None, 5, type("Portfolio", (), {})()])
def test_what_has_no_report_is_refused(value: object) -> None:
    """Somebody else's class, too, whatever it is called."""
    with pytest.raises(
        InvalidInputError, match=r"can't write \w+ as text; written are AgainstToday, BreakEven, Comparison, "
    ):
        as_text(value)


def test_every_class_of_the_table_is_there_once_and_its_report_has_the_idiom() -> None:
    """No two classes of the package that can be written are called alike; every finding of a check is among them."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(llm_selection.__path__, "llm_selection.")
        if not found.name.endswith("__main__")
    ]
    defined = [
        value.__name__
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    assert {name: defined.count(name) for name in WRITTEN} == dict.fromkeys(WRITTEN, 1)
    assert {kind.__name__ for kind in get_args(get_args(Finding)[0])} == {
        name for name, module in WRITTEN.items() if module == "check_findings"
    }
    for report in set(WRITTEN.values()):
        assert "as_text" in importlib.import_module(f"llm_selection.presentation.{report}").__all__


def test_a_report_loads_when_it_is_asked_for() -> None:
    """Printing a recommendation loads neither the reports of other answers nor what makes these."""
    code = (
        "import sys; sys.path[:0] = %r\nimport llm_selection\nfrom llm_selection.presentation import as_text\n"
        "as_text(llm_selection.recommend('rag'))\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code % sys.path], capture_output=True, check=True, text=True)
    loaded = {name.removeprefix("llm_selection.") for name in done.stdout.split()}
    others = {report for report in WRITTEN.values() if report not in ("answer_report", "argument_report")}
    assert not loaded & {f"presentation.{report}" for report in others}
    assert not loaded & {
        f"analysis.{name}" for name in ("own_results", "portfolio", "today", "value_of_information", "why_not")
    }
