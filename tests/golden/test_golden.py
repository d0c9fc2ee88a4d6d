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
    """The order with what each is expected to cost a month, term by term, and why everything else isn't in it."""
    found, expected = decide(path)
    ranking = [
        {
            "model": ranked.model.id,
            "offering": ranked.offering.id,
            "others": list(ranked.others),
            "total": str(ranked.expected.total),
            "bill": str(ranked.expected.bill),
            "errors": {task.value: str(usd) for task, usd in ranked.expected.errors.items()},
            **(
                {"worths": {name: str(usd) for name, usd in worths.items()}}
                if (worths := ranked.expected.worths)
                else {}
            ),
        }
        for ranked in found.ranking
    ]
    assert ranking == expected.get("ranking", [])
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


def test_an_expected_cost_worked_by_hand() -> None:
    """
    Titan at Acme: ability 2.0, sd 0.1, on one benchmark that follows ability one to one; $10 and $40.

    Share solved: logistic(2 / sqrt(1 + 0.01 x pi / 8)) = logistic(1.9961) = 0.8804. Bill: 10,000 requests of 1,000 and
    1,000 tokens are 10 million each, $500 a month. Errors, by default at $2 each: 10,000 x $2 x 0.1196 = $2,392.
    """
    found, _ = decide(HERE / "no-more-than-a-task.toml")
    (titan,) = [ranked for ranked in found.ranking if ranked.model.id == "acme/titan"]
    assert titan.expected.bill == 500
    assert float(titan.expected.errors_total) == pytest.approx(20_000 * (1 - 0.8804), abs=1)
    assert titan.expected.total == 500 + titan.expected.errors_total
