"""
Golden decisions: written needs on a frozen registry, with the expected choice and its reasons.

Each file of this folder holds a need and what is expected. A changed golden is a changed judgement:
don't make one pass without saying in the changelog why the judgement is better now.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llm_selection.analysis.explanation import caveats, duties
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import NothingFits
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, build
from llm_selection.selection.screening import judge

HERE = Path(__file__).parent
GOLDENS = sorted(HERE.glob("*.toml"))


@cache
def frozen() -> Registry:
    """Compile the frozen registry."""
    return build(HERE / "registry")


def decide(path: Path) -> tuple[Recommendation, dict[str, Any]]:
    """Decide a written need; return the answer and what is expected of it."""
    golden = tomllib.loads(path.read_text(encoding="utf-8"))
    return recommend(parse_use_case(golden["need"]), registry=frozen()), golden["expected"]


def reasons(found: Recommendation, outcome: Outcome) -> dict[str, dict[str, str]]:
    """Return for each option that fails, or can't be told, each requirement that says so, and why."""
    part = found.screening.rejected if outcome is Outcome.FAILS else found.screening.undecided
    return {
        option.offering.id: {
            str(requirement): verdict.reason
            for requirement in found.screening.requirements
            if (verdict := judge(option, requirement)).outcome is outcome
        }
        for option in part
    }


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_the_choice_and_its_reasons(path: Path) -> None:
    """The order with scores and contributions to three decimals, and why everything else isn't in it."""
    found, expected = decide(path)
    ranking = [
        {
            "model": ranked.model.id,
            "offering": ranked.offering.id,
            "others": list(ranked.others),
            "score": round(ranked.score, 3),
            "points": {part.criterion.value: round(part.points, 3) for part in ranked.contributions},
            "usd_per_month": None if ranked.cost.per_month is None else float(ranked.cost.per_month),
        }
        for ranked in found.ranking
    ]
    assert ranking == expected.get("ranking", [])
    assert [ranked.model.id for ranked in found.inferred] == expected.get("inferred", [])
    assert list(found.unmeasured) == expected.get("unmeasured", [])
    assert reasons(found, Outcome.UNKNOWN) == expected.get("undecided", {})
    assert reasons(found, Outcome.FAILS) == expected.get("rejected", {})


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.stem)
def test_what_is_said_of_the_first(path: Path) -> None:
    """Caveats and duties of the first place; without one, the text that says why nothing fits."""
    found, expected = decide(path)
    if found.first is None:
        with pytest.raises(NothingFits) as caught:
            _ = found.best
        assert str(caught.value).splitlines() == expected["nothing_fits"]
    else:
        assert [caveat.text for caveat in caveats(found, found.best)] == expected["caveats"]
        assert [duty.text for duty in duties(found.best.terms)] == expected["duties"]


def test_a_score_worked_by_hand() -> None:
    """
    Titan at Acme: ability 2.0, sd 0.1, on one benchmark that follows ability one to one; $10 and $40.

    Quality: logistic(2 / sqrt(1 + 0.01 x pi / 8)) = logistic(1.9961) = 0.8804. Cost: 10,000 requests of 1,000 and
    1,000 tokens are 10 million each, $500 a month; 1 - log10(6) / 4 = 0.8055. By 5 to 2:
    (5 x 0.8804 + 2 x 0.8055) / 7 = 0.6289 + 0.2301 = 0.859.
    """
    found, _ = decide(HERE / "no-more-than-a-task.toml")
    (titan,) = [ranked for ranked in found.ranking if ranked.model.id == "acme/titan"]
    assert titan.score == pytest.approx(0.8590, abs=1e-4)
    assert [part.points for part in titan.contributions] == pytest.approx([0.6289, 0.2301], abs=1e-4)
