"""The landscape: counts are those of the registry, the chart is the same each time, and months are told apart."""

from datetime import date
from xml.etree import ElementTree as ET

from factories import model, offering, registry
from llm_selection.domain.models import Downloadable, NotOffered
from llm_selection.domain.offerings import Lifecycle
from llm_selection.registry import bundled
from registry_tools.pages import charts, landscape


def test_counts_are_those_of_the_registry() -> None:
    """Each number of the first table is what the registry holds."""
    page = "\n".join(landscape.landscape_page(bundled()))
    facts = bundled()
    assert f"Counted from data {facts.version} of {facts.date}" in page
    assert f"| models | {len(facts.models):,} |" in page
    assert f"| results | {sum(map(len, facts.results.values())):,} |" in page


def test_every_task_that_can_be_ranked_has_its_front() -> None:
    """In the table and in the chart, which is well-formed."""
    page = "\n".join(landscape.landscape_page(bundled()))
    chart = landscape.fronts_chart(bundled())
    titles = [text.text for text in ET.fromstring(chart).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own
    for task in landscape.ranked_tasks(bundled()):
        assert f"| `{task}` |" in page
        assert task.value.replace("_", " ") in titles


def test_a_small_registry_is_told_too() -> None:
    """Kinds by weights, ends by month, and nothing that only a fitted registry has."""
    models = [
        model("acme/open", released=date(2026, 2, 1), weights=Downloadable()),
        model("acme/shut", released=date(2026, 3, 1), weights=NotOffered()),
    ]
    ends = Lifecycle(retires=date(2026, 12, 5))
    facts = registry(models=models, offerings=[offering("host/open", model="acme/open", lifecycle=ends)])
    lines = list(landscape.landscape_page(facts))
    assert "| 2026, first half | 1 | 1 | 0 | 0 | 2 | █ |" in lines
    assert "| 2026-12 | 1 | █ |" in lines


def test_bars_have_a_mark_for_what_is_left() -> None:
    """Nothing has none, and what is less than a mark has one."""
    assert [charts.bar(count, 4) for count in (0, 1, 4, 5)] == ["", "█", "█", "██"]


def test_points_beyond_the_axis_stand_at_its_end() -> None:
    """What costs nothing, and what costs more than a hundred thousand dollars."""
    free, dear = (charts.panels([("a < b", [(dollars, 50.0)], [])]) for dollars in (0.0, 1e9))
    one, most = (charts.panels([("a < b", [(dollars, 50.0)], [])]) for dollars in (1.0, 1e5))
    assert (free, dear) == (one, most)
    assert "a &lt; b" in free
