"""Names: what is spelt like what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection._foundation.spelling import nearest, not_among, part_spelt, spelt_alike


@pytest.mark.parametrize(
    "name", ["llama-4-scout", "Llama 4 Scout", "LLAMA4.SCOUT", "_llama_4_(scout)", "lla ma/4@scout"]
)
def test_what_stands_between_words_doesnt_matter(name: str) -> None:
    """Nor does case."""
    assert spelt_alike(name) == "llama4scout"


def test_numbers_stay_apart_and_a_plus_is_no_separator() -> None:
    """4.1 isn't 41, and Command R+ isn't Command R."""
    assert spelt_alike("gpt-4.1") == spelt_alike("GPT 4 - 1") != spelt_alike("gpt-41")
    assert spelt_alike("Command R+") != spelt_alike("Command R")
    assert spelt_alike(" .-") == ""


@given(st.text("aZ1+ ._-/", max_size=12), st.text("aZ1+ ._-/", max_size=12))
def test_names_spelt_alike_find_each_other(one: str, other: str) -> None:
    """A name with a letter finds all that is spelt like it, and as a whole nothing else."""
    found = part_spelt(one).fullmatch(other.lower().strip(" ._-/"))
    assert (found is not None) == (
        spelt_alike(one) == spelt_alike(other) and not {"a", "z"}.isdisjoint(spelt_alike(one))
    )


@pytest.mark.parametrize(
    ("name", "longer", "group"),
    [
        ("Llama 4", "meta/llama4-scout", None),
        ("Scout", "meta/llama-4-scout", "inside"),
        ("4 Scout", "meta/llama-4-scout", None),
        ("Scout", "scout-17b", None),
        ("Grok 4", "grok-4.1", "longer"),
        ("GPT 4", "gpt-4o", "longer"),
        ("Command R", "command-r+", "longer"),
        ("Mistral Large", "mistral-large-2512", None),
    ],
)
def test_a_part_says_whether_the_longer_name_may_be_anothers(name: str, longer: str, group: str | None) -> None:
    """Where a version goes on, or a single word stands within it."""
    match = part_spelt(name).search(longer)
    assert match is not None
    assert match.lastgroup == group


@pytest.mark.parametrize(
    ("name", "longer"),
    [("lama", "llama-4"), ("llam", "llama-4"), ("gpt 4", "gpt-41"), ("5 sonnet", "claude-3-5-sonnet"), ("4", "gpt-4")],
)
def test_a_part_is_made_of_whole_words(name: str, longer: str) -> None:
    """Of whole versions too, and has a letter."""
    assert part_spelt(name).search(longer) is None


def test_what_is_too_long_is_a_part_of_nothing() -> None:
    """Whatever is written there, looking for it takes no time."""
    assert part_spelt("a" * 100_000).search("a" * 100_000) is None


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
