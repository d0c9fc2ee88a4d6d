"""How sure the first is, in words, in JSON and on the command line."""

import json

import pytest

from answers import answer
from llm_selection.analysis.robustness import Chance, Flip, Margin, Robustness
from llm_selection.cli import main
from llm_selection.domain.identity import ModelId
from llm_selection.errors import NothingFits
from llm_selection.needs.criteria import Criterion
from llm_selection.presentation import robustness_report
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.json_answer import as_answer, as_json
from llm_selection.registry import bundled


def test_it_is_said_in_words() -> None:
    """How likely, what is hardly told apart, and each weight that changes the first."""
    found = answer(known={"acme/large": (2.0, 0.3), "borg/open": (1.6, 0.3), "acme/small": (0.8, 0.3)})
    assert list(robustness_report.sentences(found.robustness())) == [
        "borg/open is best with a probability of 74%; acme/large with 23%, acme/small with 4%.",
        "acme/large is hardly told apart from it: a chance of 10% or more to score higher.",
        "Weight of quality, now 5: above 8.80 acme/large takes over, below 0.920 acme/small takes over.",
        "Weight of cost, now 2: above 10.9 acme/small takes over, below 1.13 acme/large takes over.",
        "No weight of headroom or openness alone puts another model first.",
    ]


def test_many_that_are_tied_are_counted() -> None:
    """Three are named, and large weights are whole numbers."""
    tied = tuple(ModelId(f"acme/m{number}") for number in range(5))
    chances = tuple(
        Chance(model=name, place=place, best=0.2, stderr=0.01, above_first=0.4 if place > 1 else 0.0)
        for place, name in enumerate(tied, start=1)
    )
    one = Margin(criterion=Criterion.COST, weight=2, down=None, up=Flip(weight=12345.6, model=tied[1]))
    made = Robustness(chances=chances, tied=tied[1:], margins=(one,), draws=100, seed=0)
    assert list(robustness_report.sentences(made)) == [
        "acme/m0 is best with a probability of 20%; acme/m1 with 20%, acme/m2 with 20%, acme/m3 with 20%.",
        "acme/m1, acme/m2, acme/m3 and 1 more are hardly told apart from it: a chance of 10% or more to score higher.",
        "Weight of cost, now 2: above 12,346 acme/m1 takes over.",
    ]
    assert robustness_report.as_text(made).splitlines()[1:3] == [
        "acme/m3 with 20%.",
        "acme/m1, acme/m2, acme/m3 and 1 more are hardly told apart from it: a chance of",
    ]


def test_only_who_asks_is_told() -> None:
    """Text, JSON and the argument say it when asked, and only then."""
    found = answer()
    said = robustness_report.as_text(found.robustness())
    assert " ".join(said.split()) in " ".join(found.explain(sure=True).split())
    assert "Sure" not in found.explain()
    text = as_text(found, sure=True)
    assert "\nSure      " in text
    assert " ".join(said.split()) in " ".join(text.split())
    assert "Sure" not in as_text(found)
    assert as_answer(found).robustness is None
    assert as_answer(found, sure=True).robustness == found.robustness()
    assert json.loads(as_json(found, sure=True))["robustness"]["chances"][0]["place"] == 1


def test_nothing_to_be_sure_of() -> None:
    """Where nothing fits, the answer is the same, and asking for the numbers says why."""
    found = answer(min_context_tokens="10M")
    assert found.explain(sure=True) == found.explain()
    assert as_text(found, sure=True) == as_text(found)
    assert as_answer(found, sure=True).robustness is None
    with pytest.raises(NothingFits):
        found.robustness()


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """``--sure`` says it within 80 columns, in JSON too."""
    asked = ["recommend", "coding", "--on", str(bundled().date), "--sure"]
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "\nSure      " in text
    assert max(map(len, text.splitlines())) <= 80
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["robustness"]
    assert sum(one["best"] for one in found["chances"]) == pytest.approx(1)
    assert [one["criterion"] for one in found["margins"]] == list(Criterion)
