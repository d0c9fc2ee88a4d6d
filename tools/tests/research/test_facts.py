"""Facts drawn and checked: the draw is fair and stays, verdicts are kept on the value they were given on, the page counts."""

from pathlib import Path

import pytest

from llm_selection.registry import bundled
from registry_tools.research.facts import VERDICTS, Fact, draw, facts, interval, main, page, quotas, state, updated
from registry_tools.tables import Row, read_rows

POPULATION = tuple(
    Fact(kind=kind, subject=f"acme/{number}", field="released", value="2026-01-01", source="list")
    for kind, many in (("models", 40), ("offerings", 200), ("results", 100))
    for number in range(many)
)
CURRENT = {fact[:3]: fact for fact in POPULATION}
COUNTS = {"models": 40, "offerings": 200, "results": 100}


def row(number: int, verdict: str, **cells: str) -> Row:
    """Return a row of the table."""
    blank = dict.fromkeys(("checked", "url", "day", "should_be", "note", "now"), "")
    fact = {"kind": "models", "subject": f"acme/{number}", "field": "released", "value": "2026-01-01", "source": "list"}
    return {"seed": "1", **blank, **fact, "verdict": verdict, **cells}


def test_each_kind_has_a_quarter_and_the_rest_goes_by_number() -> None:
    """40, 200 and 100 facts share a quarter of 20 as 0, 2 and 1, and what is rounded away goes to the most."""
    assert quotas(COUNTS, 20) == {"models": 5, "offerings": 9, "results": 6}
    assert sum(quotas(COUNTS, 200).values()) == 200


def test_a_draw_is_the_same_for_a_seed_and_nearly_so_after_a_refresh() -> None:
    """A fact that is drawn is drawn again while it is there, whatever else comes."""
    drawn = draw(POPULATION, seed=7, number=20)
    assert drawn == draw(reversed(POPULATION), seed=7, number=20)
    assert drawn != draw(POPULATION, seed=8, number=20)
    another = Fact(kind="models", subject="acme/new", field="released", value="2026-02-02", source="list")
    assert len(set(drawn) & set(draw((*POPULATION, another), seed=7, number=20))) >= len(drawn) - 1


def test_what_a_person_wrote_is_kept_and_what_is_drawn_anew_is_open() -> None:
    """A fact of an earlier draw isn't asked again, and is of both; one that nobody has judged has our value of today, or is gone."""
    drawn = [fact for fact in POPULATION if fact.kind == "models"][:2]
    rows = updated([row(0, "right"), row(5, "", value="2025-01-01"), row(99, "")], drawn, CURRENT, 2)
    assert [(each["subject"], each["seed"], each["value"], state(each)) for each in rows] == [
        ("acme/5", "1", "2026-01-01", "open"),
        ("acme/0", "1 2", "2026-01-01", "right"),
        ("acme/1", "2", "2026-01-01", "open"),
    ]


@pytest.mark.parametrize(
    ("verdict", "now", "counts_as"),
    [("right", "2026-01-01", "right"), ("right", "2026-03-03", "open"), ("wrong", "2026-03-03", "wrong")],
)
def test_a_verdict_is_on_the_value_it_was_given_on(verdict: str, now: str, counts_as: str) -> None:
    """What was right is open once ours is another value; what was wrong stays counted in its draw."""
    fact = POPULATION[0]._replace(value=now)
    (kept,) = updated([row(0, verdict)], [], {fact[:3]: fact}, 1)
    assert (kept["now"], state(kept)) == ("" if now == "2026-01-01" else now, counts_as)


def test_a_fact_that_left_is_told() -> None:
    """Its verdict doesn't count any more."""
    (kept,) = updated([row(0, "right")], [], {}, 1)
    assert (kept["now"], state(kept)) == ("gone", "open")


def test_the_interval_is_wilsons() -> None:
    """No wrong one of 20 leaves up to 16 % open; nothing decided leaves everything open."""
    low, high = interval(0, 20)
    assert low == 0
    assert high == pytest.approx(0.1611, abs=1e-3)
    assert interval(0, 0) == (0.0, 1.0)


def test_the_page_counts_by_kind_and_tells_what_was_wrong() -> None:
    """Shares are of those decided, and each part of the template is filled."""
    wrong = row(1, "wrong", should_be="2026-02-02", note="a slip", now="2026-02-02", checked="card")
    text = page([row(0, "right", checked="card"), wrong, row(2, "undecided", note="nobody says")], COUNTS, version="1")
    seed = row(0, "right")["seed"]
    assert f"| {seed} | models | 3 | 1 | 1 | 1 | 0 | 50.0% (9.5% to 90.5%) |" in text
    assert "- nobody says: 1" in text
    assert f"- {seed}: `acme/1`, released: 2026-01-01; it should be 2026-02-02; now 2026-02-02. a slip" in text
    assert "- card: 2" in text
    assert "<!--" not in text


def test_the_command_writes_table_and_page_and_says_the_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run twice, it draws once and writes the same bytes."""
    table, written = tmp_path / "verdicts.csv", tmp_path / "facts.md"
    arguments = ["--seed", "3", "--number", "8", "--verdicts", str(table), "--output", str(written)]
    main(arguments)
    first = table.read_bytes(), written.read_bytes()
    assert len(read_rows(table)) == 8
    main(arguments)
    assert (table.read_bytes(), written.read_bytes()) == first
    first_time, again = (line for line in capsys.readouterr().out.splitlines() if line.startswith("seed"))
    assert first_time.startswith("seed 3: 8 of ")
    assert again.startswith("seed 3: 0 of ")


def test_facts_of_the_registry_are_known_and_named_once() -> None:
    """No fact is empty, none has the name of another, and resellers' aren't among them."""
    population = list(facts(bundled()))
    assert len({fact[:3] for fact in population}) == len(population)
    assert all(fact.value and fact.source for fact in population)
    assert not any(fact.subject.startswith("openrouter/") for fact in population if fact.kind == "offerings")


def test_verdicts_say_what_was_read() -> None:
    """Right and wrong name their source and day, wrong what it should be, undecided why."""
    for each in read_rows(VERDICTS):
        verdict = each["verdict"]
        assert verdict in ("", "right", "wrong", "undecided"), each
        assert verdict not in ("right", "wrong") or (each["checked"] and each["url"] and each["day"]), each
        assert verdict != "wrong" or (each["should_be"] and each["note"]), each
        assert verdict != "undecided" or each["note"], each
