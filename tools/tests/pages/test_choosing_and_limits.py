"""Pages written around figures: each figure is that of its source, and words that no longer hold are refused."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from llm_selection.domain.models import AlignmentMethod
from llm_selection.domain.prices import PriceSchedule
from llm_selection.registry import bundled
from registry_tools.pages import choosing_and_limits
from registry_tools.places import DOCS

MEASUREMENTS = DOCS / "measurements"


def _copied(folder: Path, page: str, old: str, new: str) -> Path:
    """Copy the measured pages, with a change in one."""
    for name in ("quality", "advice"):
        text = (MEASUREMENTS / f"{name}.md").read_text(encoding="utf-8")
        assert name != page or old in text
        (folder / f"{name}.md").write_text(text.replace(old, new) if name == page else text, encoding="utf-8")
    return folder


def test_counts_are_those_of_the_registry() -> None:
    """Known of all, by the field that is named."""
    page = choosing_and_limits.choosing_page(bundled(), MEASUREMENTS)
    models = bundled().models.values()
    known = sum(model.license is not None for model in models)
    assert f"terms of {known} of {len(models)}" in page
    assert f"data {bundled().version} of {bundled().date}" in page
    assert not re.search(r"\{\w", page)


def test_every_method_of_alignment_is_explained_and_counted() -> None:
    """With its paper, but for the one that no source names; a model counts once a method, however many its stages."""
    page = choosing_and_limits.choosing_page(bundled(), MEASUREMENTS)
    rows = re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]+ \| (\[.*\))? ?\| (\d+) \|$", page)
    assert {method for method, _, _ in rows} == set(AlignmentMethod)
    assert [method for method, paper, _ in rows if not paper] == ["rl"]
    aligned = [model.alignment for model in bundled().models.values() if model.alignment]
    for method, _, count in rows:
        assert int(count) == sum(any(stage.method == method for stage in one.stages) for one in aligned)
    said = page.partition("How well: of these ")[2].partition(".")[0]
    whole, *parts = (int(word) for word in re.findall(r"\d+", said))
    assert whole == sum(parts) == len(aligned)


def test_figures_are_those_that_were_measured(tmp_path: Path) -> None:
    """Measured anew, the page says what was measured."""
    folder = _copied(tmp_path, "quality", "The first choice loses ", "The first choice loses 9")
    before, after = (choosing_and_limits.limits_page(bundled(), pages) for pages in (MEASUREMENTS, folder))
    said = before.partition("it didn't see is ")[2].partition(" points")[0]
    assert f"it didn't see is 9{said} points" in after


def test_the_page_says_from_when_prices_are_known() -> None:
    """The first day, and that on which half of the offerings that ever have a price have one: the registry agrees."""
    page = choosing_and_limits.limits_page(bundled(), MEASUREMENTS)
    told = re.search(
        r"known here are of ([\d-]+); half the ([\d,]+) offerings that have one have none before ([\d-]+)\.", page
    )
    assert told is not None
    prices = [offering.pricing for offering in bundled().offerings.values()]
    dated = [pricing for pricing in prices if isinstance(pricing, PriceSchedule)]
    assert told[2] == f"{len(dated):,}"
    first, half = map(date.fromisoformat, (told[1], told[3]))
    assert not any(pricing.in_force(first - timedelta(days=1)) for pricing in dated)
    assert any(pricing.in_force(first) for pricing in dated)
    assert sum(pricing.periods[0].effective < half for pricing in dated) <= len(dated) / 2
    assert sum(pricing.periods[0].effective <= half for pricing in dated) > len(dated) / 2


def test_a_figure_that_is_gone_is_a_fault(tmp_path: Path) -> None:
    """Not an empty place."""
    folder = _copied(tmp_path, "quality", "Order is foretold best", "Order is told best")
    with pytest.raises(SystemExit, match=r"quality\.md doesn't say best_task"):
        choosing_and_limits.limits_page(bundled(), folder)


def test_words_that_no_longer_hold_are_a_fault(tmp_path: Path) -> None:
    """Where more is saved the dearer an error, the page must be written anew, not filled."""
    least = choosing_and_limits.times_flagship(MEASUREMENTS)["0.01"]
    row = "| newest flagship of the biggest developer | "
    folder = _copied(tmp_path, "advice", f"{row}{least} (", f"{row}9.99 (")
    with pytest.raises(SystemExit, match="doesn't of 'newest flagship of the biggest developer'"):
        choosing_and_limits.limits_page(bundled(), folder)


def test_how_well_is_counted_by_whose_word_it_is() -> None:
    """By status of a model's facts, by agreement of an offering's; the counts add up to what is known."""
    page = choosing_and_limits.choosing_page(bundled(), MEASUREMENTS)
    known = sum(offering.pricing is not None for offering in bundled().offerings.values())
    told = page.partition("How well: of the prices ")[2].partition(". ")[0]
    assert sum(int(part.split()[0].replace(",", "")) for part in told.split(", ")) == known
    assert "documented, " in page.partition("How well: of the architectures ")[2].partition("\n")[0]
