"""The page of sizes: ratios are counted right, and tables say what was measured."""

import pytest

from llm_selection.domain.models import Model
from llm_selection.registry import bundled
from registry_tools.research.sizes.comparison import page, served_lines, share_within, speed_lines
from registry_tools.research.sizes.speeds import PUBLISHED, Measured, Published, Served, published

ROWS = tuple(
    Served(
        model="acme/one", system="card", precision="fp8", accelerators=1, sequences=count, measured=ratio, foretold=1.0
    )
    for count, ratio in ((1, 3.0), (8, 1.0), (300, 0.4))
)


def models() -> dict[str, Model]:
    """Return the models of the registry."""
    return {str(name): value for name, value in bundled().models.items()}


def test_ratios_within_a_factor() -> None:
    """A half and a double are in, beyond isn't."""
    assert share_within([0.49, 0.5, 2.0, 2.01]) == 0.5


def test_servers_are_told_by_model_and_by_load() -> None:
    """Each table has its rows, and the summary all of them."""
    lines = list(served_lines(ROWS))
    assert "| `acme/one` | card | fp8 | 3 | 1.00 | 0.40 to 3.00 | 33% |" in lines
    assert "| 8 | 1 | 1.00 | 100% |" in lines
    assert "| 10,000 | 1 | 0.40 | 0% |" in lines


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: f"{row.where} {row.model} {row.label}")
def test_published_speeds_are_within_a_factor_of_two(row: Published) -> None:
    """llama.cpp's single requests against the roofline: slowest in four bits on M1 Max, at 0.56."""
    assert 0.5 <= row.tokens_per_second / published(row, models()) <= 2


def test_the_page_has_every_part() -> None:
    """Each marker is replaced."""
    measured = Measured(gigabytes_per_second=10, gigaflops=50, steps={1: (0.2, 0.25)})
    text = page({"counts": ["COUNTS"], "caches": ["CACHES"], "speeds": tuple(speed_lines(ROWS, models(), measured))})
    assert "<!--" not in text
    assert "COUNTS" in text
    assert "| 1 | 200 | 250 | 1.25 |" in text
