"""Names: what is spelt like what."""

from llm_selection._names import nearest


def test_a_part_of_a_name_means_it() -> None:
    """It stands before what only looks alike; a few letters in common aren't enough."""
    assert nearest(["open"], ["closed", "open-weight", "open-source"]) == "; nearest: open-source, open-weight"
    assert nearest(["rag"], ["reasoning"]) == ""


def test_each_name_is_helped_and_each_hint_told_once() -> None:
    """Of several misspelt names; what is no text is written as one."""
    assert nearest(["mathh", "mat", 5], ["coding", "math"]) == "; nearest: math"
    assert nearest([], ["math"]) == ""
