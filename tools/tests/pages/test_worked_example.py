"""The worked example of *How it decides*: whoever redoes its sum gets what the answer says."""

import re
from decimal import Decimal

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from registry_tools.pages.worked_example import with_worked_example
from registry_tools.places import DOCS

PAGE = "Before\n<!-- worked example, made from the answer -->\nold\n<!-- end of the example -->\nafter\n"
ROW = (
    r"\| (\d) `([^`]+)` \| \$([\d,.]+) \| \+ \| ([\d,]+) \| × \| \$([\d,.]+) \| × \| ([\d.]+) % \| = \| \$([\d,.]+) \|"
)


def _rows() -> list[tuple[str, ...]]:
    """Return the cells of the example's rows, made anew."""
    return re.findall(ROW, with_worked_example(PAGE, bundled()))


def _number(text: str) -> Decimal:
    """Read a number with its commas."""
    return Decimal(text.replace(",", ""))


def test_the_sum_can_be_redone() -> None:
    """Bill + tasks × cost of an error × share gone wrong is what an option costs in all, to the cent or nearly."""
    rows = _rows()
    assert [row[0] for row in rows] == ["1", "2"]
    for _, _, bill, tasks, error, wrong, total in rows:
        redone = _number(bill) + _number(tasks) * _number(error) * _number(wrong) / 100
        assert redone == pytest.approx(_number(total), abs=Decimal("0.02"))


def test_it_is_of_the_first_two_of_the_answer() -> None:
    """And it says by how much the first costs less, and from which cost of an error on it is the better one."""
    first, second = recommend(Task.MATH, on=bundled().date).ranking[:2]
    assert [row[1] for row in _rows()] == [first.model.id, second.model.id]
    assert first.expected.total is not None
    assert second.expected.total is not None
    page = with_worked_example(PAGE, bundled())
    assert f"${second.expected.total - first.expected.total:,.2f} a month less" in page
    told = re.search(r"= \$([\d.]+) an error the second is the better one", page)
    if told is not None and first.expected.bill is not None and second.expected.bill is not None:
        share = first.quality[Task.MATH].mean - second.quality[Task.MATH].mean
        assert float(told[1]) == pytest.approx(
            float(first.expected.bill - second.expected.bill) / (10_000 * share), abs=0.01
        )


def test_what_stands_around_it_stays() -> None:
    """A page without the marks is left as it is; one that is up to date, too."""
    made = with_worked_example(PAGE, bundled())
    assert made.startswith("Before\n")
    assert made.endswith("\nafter\n")
    assert "\nold\n" not in made
    assert with_worked_example(made, bundled()) == made
    assert with_worked_example("no marks", bundled()) == "no marks"
    assert "worked example, made from the answer" in (DOCS / "explanation/how-it-decides.md").read_text("utf-8")
