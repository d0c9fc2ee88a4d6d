"""Relaxations as text: what is asked instead of what, what is dropped or allowed, and what that admits."""

from dataclasses import dataclass

from factories import calibrated
from llm_selection import recommend
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.needs.requirements import Not
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.presentation import relaxation_report
from llm_selection.presentation.answer_report import as_text


def test_where_the_nearest_is_all_it_is_said_once() -> None:
    """Without the license alone, the one model that is wide enough fits, and that is all there is."""
    open_ = ModelIn(frozenset({"borg/open"}))
    found = recommend("coding", registry=calibrated(), min_context_tokens="300k", requirements=[open_], provider="host")
    (relaxation,) = found.relaxations()
    assert relaxation_report.as_text(relaxation) == "context ≥ 200,000 instead of 300,000: 1 offering of borg/open"


def test_a_requirement_of_ones_own_may_read_nothing() -> None:
    """It can only be dropped."""
    (relaxation,) = recommend("coding", registry=calibrated(), requirements=[Never()]).relaxations()
    assert relaxation_report.as_text(relaxation) == "without the impossible: 4 offerings of 3 models"


@dataclass(frozen=True)
class Never:
    """Nothing meets it."""

    reads: tuple[str, ...] = ()

    def judge(self, facts: object) -> Verdict:
        """Refuse."""
        assert facts == {}
        return Verdict(outcome=Outcome.FAILS, reason="never")

    def __str__(self) -> str:
        """Say it."""
        return "the impossible"


def test_some_move_and_some_go() -> None:
    """A developer has no threshold, and a cap has."""
    borg = DeveloperIn(frozenset({"borg"}))
    cap, window = MaxInputPrice(10), MinContext(300_000)
    found = recommend("coding", registry=calibrated(), requirements=[borg, cap, window, Not(borg)])
    steps = [relaxation_report.as_text(each).partition(":")[0] for each in found.relaxations()]
    assert steps == [
        f"input price ≤ {price} instead of $0.00001/M and context ≥ 200,000 instead of 300,000, {dropped}"
        for price, dropped in (("$0.5/M", "without developer borg"), ("$1/M", "allowing developer borg"))
    ]
    assert relaxation_report.as_text(found.relaxations()[0]).endswith(
        ": 1 offering of acme/small; without all 3, 2 offerings of 2 models"
    )


def test_many_at_once_are_counted() -> None:
    """Where one would have to give up much, the first six are named."""
    windows = [MinContext(900_000 + number) for number in range(8)]
    found = recommend("coding", registry=calibrated(), requirements=windows)
    (relaxation,) = found.relaxations()
    assert relaxation.requirements == tuple(windows)
    told = " ".join(as_text(found).partition("something fits:")[2].split())
    assert "context ≥ 900,005; and 2 more at once: 4 offerings of 3 models" in told
    assert "context ≥ 900,006" not in told
