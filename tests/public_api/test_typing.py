"""
The public API as type checkers see it: the function below is checked, never called.

mypy and pyright run over the tests; a changed signature shows up here.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import Any, assert_type

import pytest

from llm_selection import (
    ErrorCost,
    Evaluation,
    Hosting,
    InvalidInputError,
    LicenseKind,
    NotFoundError,
    NothingFits,
    Overlay,
    Recommendation,
    Registry,
    RegistryError,
    SelectionError,
    Task,
    Use,
    UseCase,
    Workload,
    break_even,
    build,
    bundled,
    decisions,
    diff,
    discover,
    estimate_quality,
    evaluation_plan,
    expected_score,
    pareto_front,
    price_workload,
    read_evaluations,
    read_use_case,
    recommend,
)
from llm_selection.analysis.blends import Check, Mix
from llm_selection.analysis.break_even import BreakEven
from llm_selection.analysis.evaluation_plan import EvaluationPlan
from llm_selection.analysis.explanation import Caveat, CaveatKind, Duty, Explanation, Fact, Rival, duties
from llm_selection.analysis.fallbacks import Fallback, Point
from llm_selection.analysis.own_results_effect import OwnResultsEffect
from llm_selection.analysis.pairwise import Difference
from llm_selection.analysis.portfolio import Absence, Portfolio, portfolio
from llm_selection.analysis.quotes import Quote
from llm_selection.analysis.relaxations import Relaxation
from llm_selection.analysis.shortlist import Label, Pick, picks
from llm_selection.analysis.today import AgainstToday
from llm_selection.analysis.two_model import Cascade, Pair, Split
from llm_selection.analysis.value_of_information import ValueOfInformation
from llm_selection.analysis.why_not import WhyNot
from llm_selection.analysis.winners import Regret, Winner, Winners
from llm_selection.domain.evaluations import Score
from llm_selection.domain.evidence import Evidence, Source
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Provider
from llm_selection.errors import Fault
from llm_selection.estimation.costs import CostEstimate
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.score_prediction import ExpectedScore
from llm_selection.needs import presets
from llm_selection.needs.presets import PRESETS, Preset
from llm_selection.needs.requirements import Requirement
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.use_cases import changes, preset
from llm_selection.needs.worths import Worth
from llm_selection.presentation import answer_report, argument_report, as_text, comparison_report, json_answer
from llm_selection.presentation.comparison_report import Comparison, compare
from llm_selection.registry import Entry, apply, audit
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.ranking import Ranked, Ranking
from llm_selection.selection.screening import Screening

USED = set(re.findall(r"\w+", Path(__file__).read_text(encoding="utf-8").partition("def use_everything")[2]))
"""Every word of the check below."""


def test_the_public_names_are_used_here() -> None:
    """Everything the front door exports takes part in the check below."""
    assert [name for name in import_module("llm_selection").__all__ if name not in USED] == []


@pytest.mark.parametrize(
    "module",
    [
        "analysis.portfolio",
        "analysis.shortlist",
        "decisions",
        "needs.presets",
        "presentation.answer_report",
        "presentation.comparison_report",
        "presentation.json_answer",
    ],
)
def test_the_functions_behind_it_are_used_here(module: str) -> None:
    """So does every function of the modules that people go on to from there."""
    found = import_module(f"llm_selection.{module}")
    functions = [name for name in found.__all__ if isfunction(getattr(found, name))]
    assert functions
    assert [name for name in functions if name not in USED] == []


def use_everything(path: Path) -> None:  # noqa: PLR0915 - the whole API
    """Use the whole public API with the types it promises."""
    registry = assert_type(bundled(), Registry)
    assert_type(build(path), Registry)
    assert_type(build(path, Registry), Registry)
    overlay = assert_type(build(path, Overlay), Overlay)
    assert_type(overlay | Overlay("acme", "1.0", deny={"providers": ["host"]}), Overlay)
    assert_type(registry | overlay, Registry)
    assert_type(discover("acme", strict=False), Registry)
    assert_type(registry.as_of(date(2026, 6, 1)), Registry)
    assert_type(audit(registry).conflicts, tuple[Entry, ...])
    assert_type(apply(diff(registry, registry | overlay), registry), Registry)
    assert_type(registry.model("gpt-5"), Model)
    assert_type(registry.date, date)
    workload = assert_type(Workload(requests_per_month=1, input_tokens=2, output_tokens=3), Workload)
    need = assert_type(
        UseCase(
            tasks={Task.CODING: 2, Task.MATH: 1},
            requirements=(MinContext(200_000),),
            workload=workload,
            error_cost={Task.CODING: ErrorCost(low=Decimal("0.50"), high=Decimal("0.50"))},
            today="acme/one",
            solved=0.9,
            unknowns="include",
            on=date(2026, 11, 1),
            results=(Evaluation.counted("ours", {"acme/one": (4, 5)}),),
        ),
        UseCase,
    )
    assert_type(need.results, tuple[Evaluation, ...])
    ours = assert_type(read_evaluations(path, task="coding", model="acme/one", metric="acc"), tuple[Evaluation, ...])
    assert_type(ours[0].scores, tuple[Score, ...])
    recommend("coding", results=ours)
    recommend("coding", results=ours[0])
    assert_type(evaluation_plan(recommend("coding", results=ours), months=6, usd_per_item="0.10"), EvaluationPlan)
    assert_type(estimate_quality("acme/one", "coding", registry=registry, results=ours), QualityEstimate)
    assert_type(expected_score("acme/one", "gpqa-diamond", registry=registry), ExpectedScore)
    assert_type(need.tasks, Mapping[Task, int])
    assert_type(need.requirements, tuple[Requirement, ...])
    assert_type(need.workload_or_default, Workload)
    assert_type(need.error_costs, Mapping[Task, ErrorCost])
    assert_type(need.worth, tuple[Worth, ...])
    assert_type(need.is_quality_only, bool)
    assert_type(read_use_case("need.toml"), UseCase)
    assert_type(preset("rag"), UseCase)
    assert_type(PRESETS["rag"].table, Mapping[str, Any])
    assert_type(need.preset, str | None)
    assert_type(presets.find("rag"), Preset)
    assert_type(presets.find("rag").reasons, Mapping[str, str])
    assert_type(changes(need), tuple[str, ...])
    assert_type(presets.file_of("rag"), str)
    assert_type(presets.filled({"preset": "rag"}), dict[str, object])
    recommend("rag", workload={"requests_per_month": 5}, license="open-weight")
    assert_type(read_use_case(path), UseCase)

    hardware = assert_type(Hosting(accelerator="nvidia/h100-sxm", utilization=0.5), Hosting)
    recommend("coding", hosting=hardware)
    recommend("coding", hosting=[{"accelerator": "nvidia/h100-sxm", "utilization": 0.5}])
    assert_type(price_workload("acme/one", "writing", provider="acme", hosting=hardware), tuple[Quote, ...])
    assert_type(break_even("acme/one", workload, hardware, registry=registry), BreakEven)

    recommend("coding")
    recommend("coding", error_cost="quality-only")
    recommend("coding", error_cost={"caught": 1, "slipped": 40, "caught_share": 0.9}, today="acme/one")
    recommend(Task.CODING)
    recommend(["coding", "math"])
    recommend({"coding": 2}, workload="coding-agent")
    recommend(need, on="2026-11-01", permits=Use(regions={"DE"}))
    recommend(need, registry=registry, on=date(2026, 11, 1), workload={"preset": "writing", "requests_per_month": 5})
    found = recommend(
        need,
        requirements=[MinContext(5)],
        error_cost={"coding": "0.2..2", "math": 5},
        preferred_value=Decimal("0.05"),
        worth={"open-weights": 300, "region=eu": "99.50"},
        today="acme/one",
        solved=0.9,
        unknowns="set_aside",
        license={"open-weight", "open-source"},
        permits=Use(monthly_users=5),
        min_context_tokens="200k",
        min_output_tokens=8_000,
        input="text,image",
        output=["text"],
        capabilities={"tool_calling"},
        max_input_price=0.5,
        max_output_price=Decimal(2),
        max_monthly_cost="100",
        developer="acme",
        model=["acme/one"],
        provider="acme",
        provider_kind="cloud",
        region="eu",
        architecture="dense",
        max_total_parameters="70B",
        stage="active,preview",
        not_retiring_before=date(2027, 1, 1),
        released_by="2026-11-01",
        released_after=date(2025, 1, 1),
        has_id="litellm",
        min_knowledge_cutoff="2025-06-01",
        fixed_id=True,
        min_quality={"coding": 60},
        alignment=["rlhf"],
        training_data="code",
    )
    recommend("coding", license=LicenseKind.OPEN_SOURCE)
    recommend("coding", speed=5)  # type: ignore[call-arg]  # an unknown keyword is a type error
    recommend("coding", solved="most")  # type: ignore[arg-type]  # a share is a number
    recommend("coding", license=5)  # type: ignore[arg-type]  # so is a wrong type

    assert_type(found, Recommendation)
    assert_type(found.best, Ranked)
    assert_type(found.first, Ranked | None)
    assert_type(found.ranking, Ranking)
    assert_type(found.ranking[0], Ranked)
    assert_type(found.ranking[:3], tuple[Ranked, ...])
    assert_type(found.screening, Screening)
    assert_type(found.reasons(), tuple[str, ...])
    assert_type(found.explain(), str)
    assert_type(found.explain(sure=True), str)
    assert_type(found.value_of_information(seed=1, draws=100), ValueOfInformation)
    assert_type(found.value_of_information().chances[0].model, ModelId)
    assert_type(found.value_of_information().usd_per_month, Decimal)
    assert_type(found.evaluation_plan(task="coding", months=6, usd_per_item=0.1, seed=1), EvaluationPlan)
    assert_type(found.winners(), Winners)
    assert_type(found.winners().strip, tuple[Winner, ...])
    assert_type(found.winners().stays, tuple[Decimal, Decimal | None] | None)
    assert_type(found.portfolio(check=Check(sensitivity=0.9)), Portfolio)
    assert_type(found.portfolio().fallbacks, tuple[Fallback, ...])
    assert_type(compare(["acme/one", "acme/two"], kind="offering", registry=registry), Comparison)
    assert_type(pareto_front(found), tuple[Ranked, ...])
    assert_type(found.why_not("acme/two"), WhyNot)
    assert_type(found.relaxations(), tuple[Relaxation, ...])
    use_arguments(found)
    use_portfolio(found)
    use_decisions(found, path)

    best = found.best
    assert_type(best.place, int)
    assert_type(best.model, Model)
    assert_type(best.offering, Offering)
    assert_type(best.provider, Provider)
    assert_type(best.terms, LicenseTerms | None)
    assert_type(best.expected, ExpectedCost)
    assert_type(best.expected.total, Decimal | None)
    assert_type(best.expected.errors, Mapping[Task, Decimal])
    assert_type(best.quality, Mapping[Task, QualityEstimate])
    assert_type(best.cost, CostEstimate)
    assert_type(best.cost.per_month, Decimal | None)
    assert_type(best.id_for("litellm"), str | None)
    assert_type(duties(best.terms), tuple[Duty, ...])

    try:
        raise NothingFits(())  # noqa: TRY301 - so that it can be caught
    except NothingFits as error:
        assert_type(error.reasons, tuple[str, ...])
    except NotFoundError as error:
        assert_type(error.nearest, tuple[str, ...])
    except (InvalidInputError, RegistryError) as error:
        assert_type(error.faults, tuple[Fault, ...])
    except SelectionError:
        pass


def use_arguments(found: Recommendation) -> None:
    """Use what an answer says for itself, as values and as text."""
    argument = assert_type(found.explanation(), Explanation)
    assert_type(argument.first, Ranked)
    assert_type(argument.rivals, tuple[Rival, ...])
    assert_type(argument.rivals[0].difference, Difference)
    assert_type(argument.picks, tuple[Pick, ...])
    assert_type(argument.winners, Winners)
    assert_type(argument.regret, Regret | None)
    assert_type(argument.today, AgainstToday | None)
    assert_type(argument.facts, tuple[Fact, ...])
    assert_type(argument.facts[0].evidence, Evidence | None)
    assert_type(argument.facts[0].source, Source | None)
    assert_type(argument.caveats, tuple[Caveat, ...])
    assert_type(argument.caveats[0].kind, CaveatKind)
    assert_type(argument.duties, tuple[Duty, ...])
    assert_type(argument.basket_results, Mapping[Task, int])
    assert_type(argument.newest_result, date | None)
    assert_type(argument.own_results, OwnResultsEffect | None)
    assert_type(as_text(argument), str)
    plan = found.evaluation_plan()
    assert_type(argument_report.as_text(argument, sure=(plan.perfect, plan)), str)

    pick = picks(found)[0]
    assert_type(pick.label, Label)
    assert_type(pick.ranked, Ranked)
    assert_type(pick.difference, Difference | None)
    assert_type(pick.note, str)

    assert_type(json_answer.as_answer(found, limit=3, sure=True, why_not=["acme/two"]), json_answer.Answer)
    assert_type(json_answer.as_json(found, limit=3, sure=True, why_not=["acme/two"]), str)
    assert_type(json_answer.schema(), dict[str, Any])
    assert_type(answer_report.as_text(found, limit=3, sure=True, whole=True), str)
    assert_type(answer_report.as_markdown(found, limit=3, sure=True), str)
    assert_type(next(answer_report.head(found)), str)
    assert_type(answer_report.bar(0.5, 0.2, 0.7, 20), str)
    assert_type(answer_report.beyond(date(2027, 6, 1), date(2026, 11, 1)), str)
    assert_type(as_text(found.why_not("acme/two")), str)
    assert_type(comparison_report.as_text(compare(["acme/one", "acme/two"]), registry=found.registry, every=True), str)


def use_portfolio(found: Recommendation) -> None:
    """Use what several options do together."""
    together = assert_type(portfolio(found, check=Check(sensitivity=0.9, usd=Decimal("0.001"))), Portfolio)
    assert_type(together.first, Mix)
    assert_type(together.first.usd_per_month, Decimal | None)
    assert_type(together.split, Split | None)
    assert_type(together.pair, Pair | None)
    assert_type(together.cascade, Cascade | None)
    assert_type(together.fallbacks[0].of(shared=True), tuple[Point, ...])
    assert_type(together.absences, tuple[Absence, ...])
    assert_type(as_text(together), str)


def use_decisions(found: Recommendation, path: Path) -> None:
    """Use a decision that is written down, read again, and checked."""
    decision = assert_type(
        decisions.decide(found, thresholds=decisions.Thresholds(retiring_days=30), runners_up=1), decisions.Decision
    )
    assert_type(decision.use_case, UseCase)
    assert_type(decisions.read_thresholds(path), decisions.Thresholds)
    assert_type(decision.choice, decisions.Figures)
    assert_type(decision.choice.total, Decimal | None)
    assert_type(decision.choice.errors, Mapping[Task, Decimal])
    assert_type(decision.choice.quality, Mapping[Task, decisions.Estimate])
    assert_type(decision.runners_up, tuple[decisions.Figures, ...])
    assert_type(decisions.dump(decision), str)
    assert_type(decisions.parse_decision("", where="need.lock"), decisions.Decision)
    assert_type(decisions.read_decision(path), decisions.Decision)
    assert_type(decisions.read_decision("need.lock"), decisions.Decision)

    review = assert_type(decisions.check(decision, registry=found.registry, on=date(2026, 12, 1)), decisions.Review)
    assert_type(review.move_to, decisions.Figures | None)
    assert_type(review.elsewhere, decisions.Figures | None)
    assert_type(review.nothing_fits, bool)
    assert_type(review.findings, tuple[decisions.Finding, ...])
    for finding in review.findings:
        assert_type(finding.evidence, tuple[decisions.Said, ...])
        match finding:
            case decisions.Retiring():
                assert_type(finding.days, int)
            case decisions.Repriced():
                assert_type(finding.rates, tuple[decisions.RateChange, ...])
            case _:
                assert_type(as_text(finding), str)
