"""Dollars a task beside those printed: what a request comes to, which price counts, and what the page says."""

from datetime import date
from pathlib import Path

import pytest

from factories import card, model, offering, period, provider, records, schedule
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.prices import compact, rates_on
from llm_selection.domain.tokens import Work
from llm_selection.registry import Registry, compile_registry
from registry_tools.fitting.output_tokens_fit import Count, variances_of
from registry_tools.fitting.token_counts import Run, Traits
from registry_tools.research import dollars
from registry_tools.research.dollars import (
    Answers,
    Paid,
    Prices,
    cached_shares,
    page,
    predicted,
    predictions,
    read_paid,
    shares_within,
)

DAY = date(2026, 6, 1)
MODEL = ModelId("acme/one")
RATES = rates_on(
    compact(schedule(period(card("1", "10", cache_read="0.1", cache_write_5m="1.25"), effective=DAY))), DAY
)
"""$1 a million in, $10 out, a tenth read from the cache."""


def paid(**given: object) -> Paid:
    """Make a row: an answer of prose for a cent."""
    usual: dict[str, object] = {
        "model": MODEL, "benchmark": "bullshitbench-v2", "work": Work.PROSE, "effort": Effort.HIGH, "reasons": True,
        "day": DAY, "usd": 0.01, "calls": 1.0, "output": 800.0, "input": 100.0,
    }  # fmt: skip
    return Paid(**{**usual, **given})  # type: ignore[arg-type]  # by name


def run(
    name: str,
    output: float,
    *,
    reasons: bool | None,
    reasoning: float | None = None,
    benchmark: str = "bullshitbench-v2",
) -> Run:
    """Make a run."""
    return Run(name, benchmark, Work.PROSE, Effort.HIGH, reasons, output, reasoning)


def test_an_answer_by_hand() -> None:
    """100 tokens in for $0.0001; 300 of the answer and 600 of reasoning out for $0.009; as counted 800 for $0.008."""
    found = predicted(paid(), 600.0, 300.0, RATES)
    assert found.usd == pytest.approx(0.0001 + 0.009)
    assert found.as_counted == pytest.approx(0.0001 + 0.008)
    assert found.ratio == pytest.approx(0.91)
    assert found.price == (10, 1)
    assert found.blindly == pytest.approx(0.0025 + 0.009)


def test_an_agents_prompts_grow() -> None:
    """Of 9 turns that each add as much, a fifth of all that is sent is new: 9 x 1,000 tokens cost 7,200 reads, 1,800 writes."""
    agent = paid(work=Work.AGENT, benchmark="deepswe", calls=9.0, input=1000.0, output=None)
    assert cached_shares(agent) == pytest.approx((0.8, 0.2))
    found = predicted(agent, None, 100.0, RATES)
    assert found.usd == pytest.approx(7200 * 0.1e-6 + 1800 * 1.25e-6 + 900 * 10e-6)
    assert not found.is_level_known
    assert found.as_counted is None
    assert cached_shares(paid()) == (0, 0)


def test_what_a_benchmark_does_not_print_is_the_usual_workloads() -> None:
    """A prompt in its proportion to the answer, 2,500 to 300 at prose; without an answer both as they are."""
    found = predicted(paid(input=None), 0.0, 600.0, RATES)
    assert (found.answer, found.prompt) == (600, 5000)
    assert predicted(paid(input=None), 0.0, None, RATES).usd == pytest.approx(0.0025 + 0.003)


def test_an_answer_is_that_of_others() -> None:
    """Of models without reasoning those of other models count; an item of several requests is shared between them."""
    runs = [
        run("acme/one", 1000, reasons=False), run("acme/two", 200, reasons=False), run("acme/three", 400, reasons=False),
        run("acme/four", 900, reasons=True, reasoning=800), run("acme/four", 600, reasons=True, reasoning=300, benchmark="aider-polyglot"),
    ]  # fmt: skip
    answers = Answers(runs)
    assert answers.of(paid(reasons=False)) == 300
    assert answers.of(paid()) == 100
    assert answers.of(paid(benchmark="aider-polyglot")) == pytest.approx(200)
    assert answers.of(paid(benchmark="arc-agi-1")) is None


def market() -> Registry:
    """Sell one model at its developer from June at $2 and from August at $1, and at a host; another at the host from August."""
    sold = [
        offering("acme-api/one", model="acme/one", pricing=schedule(
            period(card("1", "2"), effective=DAY), period(card("1", "1"), effective=date(2026, 8, 1)))),
        offering("host/one", model="acme/one", pricing=schedule(period(card("0.1", "0.1"), effective=DAY))),
        offering("host/two", model="acme/two",
                 pricing=schedule(period(card("3", "3"), effective=date(2026, 8, 1)))),
    ]  # fmt: skip
    providers = [provider("acme-api", developer="acme"), provider("host")]
    return compile_registry(records([model("acme/one"), model("acme/two")], sold, providers=providers))


def test_the_developers_own_price_of_the_day_counts() -> None:
    """Else the cheapest, else the first that was known later; and none of a model that nobody sells."""
    prices = Prices(market())

    def output(name: str, day: date) -> tuple[float, bool] | None:
        found = prices.on(ModelId(name), day)
        return None if found is None else (found[0][0].output / 1e6, found[1])  # type: ignore[operator]  # it is known

    assert output("acme/one", DAY) == (2, False)
    assert output("acme/one", date(2026, 9, 1)) == (1, False)
    assert output("acme/one", date(2026, 1, 1)) == (2, True)
    assert output("acme/two", DAY) == (3, True)
    assert output("acme/none", DAY) is None


def test_the_benchmarks_own_counts_tell_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many tokens it printed, what is foretold of it comes from others, by variances of all counts; without others, from none."""

    def counts(own: float, other: str) -> list[Count]:
        work = Work.PROSE
        return [
            *(Count("acme/one", "bullshitbench-v2", work, Effort.HIGH, log_tokens=own) for _ in range(3)),
            *(Count("acme/one", other, work, Effort.HIGH, log_tokens=6.0) for _ in range(3)),
        ]  # fmt: skip

    def reasoning(own: float, other: str = "elsewhere") -> float:
        runs = [run("acme/two", 300, reasons=False)]
        (found,) = predictions([paid()], counts(own, other), runs, {"acme/one": Traits(reasons=True)}, Prices(market()))
        return found.reasoning

    fixed = variances_of(counts(6.0, "elsewhere"))
    monkeypatch.setattr(dollars, "variances_of", lambda _: fixed)
    assert reasoning(1.0) == reasoning(9.0) == pytest.approx(403, rel=0.1)
    assert reasoning(9.0, "bullshitbench-v2") == 0


def test_rows_are_read_with_what_their_dollars_are_of(tmp_path: Path) -> None:
    """An agent's tokens by the turn; a run as it comes at the default; nothing of a benchmark that isn't listed."""
    (tmp_path / "table.csv").write_text(
        "model,benchmark,work,effort,output,reasoning,visible,input,turns,usd,items,covers,measured,url\n"
        "acme/one,deepswe,agent,,1000,,,20000,10,2,,attempt,2026-06-01,\n"
        "acme/one,weirdml,code,low,1000,,,,,2,,call,,\n"
        "acme/one,other,code,low,1000,,,,,2,,call,,\n"
        "acme/one,deepswe,agent,low,1000,,,20000,10,,,attempt,2026-06-01,\n",
        encoding="utf-8",
    )
    levels = (Effort.LOW, Effort.HIGH)
    first, second = read_paid(tmp_path, {"acme/one": Traits(reasons=True, levels=levels, default=Effort.HIGH)})
    assert (first.effort, first.calls, first.output, first.input, first.day) == (Effort.HIGH, 10, 100, 2000, DAY)
    assert (second.effort, second.calls, second.output, second.input, second.day) == (Effort.LOW, 5, 1000, None, None)
    assert second.name == "acme/one · low"


def test_the_page_tells_how_many_are_near() -> None:
    """One right and one four times too dear: half within either factor; after one factor both are twice off."""
    found = [
        predicted(paid(usd=usd, model=ModelId(name)), 500.0, 300.0, RATES)
        for usd, name in ((0.0081, "acme/one"), (0.0081 / 4, "acme/two"))
    ]
    assert shares_within([each.ratio for each in found]) == (0.5, 0.5)
    text = "\n".join(page(found, [paid(), paid(), paid()]))
    assert "3 runs of 1 models print dollars; 1 have no day" in text
    assert "All together: 50% and 50%." in text
    assert "| bullshitbench-v2 | 2 | 2.50 | 50% | 50% |\n" in text
    assert "| bullshitbench-v2 | acme/two · high | 0.00202 | 0.0081 | 4.00 |" in text
    assert "nothing tells how much is reasoned" not in text
    blind = predicted(paid(benchmark="arc-agi-1", input=None, output=None), None, None, RATES)
    assert "Without arc-agi-1 nothing tells" in "\n".join(page([*found, blind], []))
