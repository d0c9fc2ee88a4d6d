"""How many items tell candidates apart, as text."""

from llm_selection.analysis.sample_size import SampleSize, Separation
from llm_selection.domain.benchmarks import Task
from llm_selection.presentation.sample_size_report import as_text, sentences


def test_it_reads_as_text() -> None:
    """What is assumed, then a line a rival: how sure now, and what it takes."""
    rivals = (
        Separation(model="a/b", place=2, chance=0.75, difference=0.0412, items=1500, more_first=1000, more_rival=1500),
        Separation(model="a/c", place=3, chance=0.5, difference=0.0, items=None, more_first=None, more_rival=None),
        Separation(model="a/d", place=4, chance=0.999, difference=-0.3, items=40, more_first=0, more_rival=0),
    )
    size = SampleSize(
        task=Task.TOOL_USE,
        tests=("ours",),
        first="a/a",
        confidence=0.9,
        power=0.8,
        correlation=0.0,
        separations=rivals,
    )
    assert max(map(len, as_text(size).splitlines())) <= 80
    assert " ".join(as_text(size).split()) == " ".join(sentences(size))
    assert list(sentences(size)) == [
        (
            "Telling a/a from those behind it at tool use, on your own test “ours”, with 90% confidence and a probability of 80%, "
            "if the expected shares are the true ones:"
        ),
        (
            "2 a/b: 75% likely as good or better, +4.1 points expected; 1,500 items each, that is 1,000 more of the first and "
            "1,500 more of this one."
        ),
        "3 a/c: 50% likely as good or better, +0.0 points expected; no number of items shows a difference that isn't there.",
        "4 a/d: more than 99% likely as good or better, -30.0 points expected; 40 items each are enough, and there are as many.",
    ]
