"""Names: what is spelt like what."""

from llm_selection._foundation.spelling import nearest, not_among


def test_a_part_of_a_name_means_it() -> None:
    """It stands before what only looks alike; a few letters in common aren't enough."""
    assert nearest(["open"], ["closed", "open-weight", "open-source"]) == "; nearest: open-source, open-weight"
    assert nearest(["rag"], ["reasoning"]) == ""


def test_what_is_meant_may_be_spelt_otherwise() -> None:
    """Where there is such a name at all."""
    assert nearest(["AWS"], ["amazon-bedrock", "azure"]) == "; nearest: amazon-bedrock"
    assert nearest(["aws"], ["borg", "coding"]) == ""


def test_each_name_is_helped_and_each_hint_told_once() -> None:
    """Of several misspelt names; what is no text is written as one."""
    assert nearest(["mathh", "mat", 5], ["coding", "math"]) == "; nearest: math"
    assert nearest([], ["math"]) == ""


def test_a_long_list_doesnt_bury_what_is_near() -> None:
    """Of many names the nearest are told alone, if each that is wrong has one; of few, all are."""
    many = [*(f"name-{letter}" for letter in "abcdef"), "coding"]
    assert not_among(["codng"], many, "must be of") == "codng isn't known; nearest: coding"
    assert not_among(["codin", "codng"], many, "must be of") == "codin, codng aren't known; nearest: coding"
    assert not_among(["codng", "xyz"], many, "must be of").startswith("must be of name-a, name-b")
    assert not_among(["codng"], many[-6:], "may have").endswith("coding; got codng; nearest: coding")
