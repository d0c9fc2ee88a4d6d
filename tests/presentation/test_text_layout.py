"""Wrapping: sections of sentences in as many lines as there is room for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection.presentation.text_layout import WIDTH, Section, fitted, in_columns, labelled

SHORT, LONG = "a word", "word " * 40
SECTIONS = st.lists(
    st.builds(
        Section,
        label=st.sampled_from(["Why", "Facts", ""]),
        sentences=st.lists(st.sampled_from([SHORT, LONG.strip()]), max_size=5).map(tuple),
        least=st.integers(1, 5),
        whole=st.booleans(),
    ),
    max_size=5,
)


def test_labels_stand_before_the_first_line() -> None:
    """The others are set in; nothing to say is an empty line behind the label, and a long id isn't cut."""
    assert labelled("Need", "one two") == ("Need      one two",)
    assert labelled("Need", "") == ("Need      ",)
    first, second = labelled("Need", "x" * 100 + " y")
    assert (first, second) == (f"Need      {'x' * 100}", "          y")


def test_a_section_is_its_sentences() -> None:
    """Without any, it takes no room."""
    assert Section(label="Why", sentences=("a", "b")).lines() == ["Why       a", "          b"]
    assert Section(label="Why", sentences=()).lines() == []


def test_the_longest_section_loses_its_last_sentences_first() -> None:
    """And says how many, and where they are."""
    long, short = Section(label="A", sentences=(SHORT,) * 5), Section(label="B", sentences=(SHORT,) * 2)
    assert fitted([long, short], 7, rest="elsewhere") == [*long.lines(), *short.lines()]
    assert fitted([long, short], 6, rest="elsewhere") == [
        *long.lines()[:3],
        "          … and 2 more elsewhere",
        *short.lines(),
    ]


def test_what_must_be_shown_is() -> None:
    """A section that needs all of its sentences keeps them, however little room there is; another keeps its first."""
    whole, other = (
        Section(label="A", sentences=(SHORT,) * 4, whole=True),
        Section(label="B", sentences=(SHORT,) * 4, least=3),
    )
    assert fitted([whole, other], 1, rest="elsewhere") == [
        *whole.lines(),
        "B         a word",
        "          … and 3 more elsewhere",
    ]


def test_what_several_lost_is_counted_once_where_there_is_too_little_room() -> None:
    """Below the last, in place of a line below each."""
    three = [Section(label=label, sentences=(SHORT,) * 4) for label in "AB"] + [Section(label="C", sentences=(SHORT,))]
    assert fitted(three, 4, rest="elsewhere") == [
        *(f"{label}         a word" for label in "ABC"),
        "          … and 6 more elsewhere",
    ]
    assert len(fitted(three, 5, rest="elsewhere")) == 5


def test_saying_that_something_is_left_out_takes_no_more_room_than_saying_it() -> None:
    """Of two short sentences, both are shown."""
    two = Section(label="A", sentences=(SHORT, SHORT))
    assert fitted([two], 1, rest="elsewhere") == two.lines()


def test_what_is_announced_is_shown() -> None:
    """A sentence that ends in a colon is never the last one shown: it goes with what it announces, or keeps some of it."""
    items = Section(label="A", sentences=("first:", *["item"] * 4))
    parts = Section(label="A", sentences=(SHORT, SHORT, "next:", *["item"] * 3))
    more = "          … and {} more elsewhere"
    assert fitted([items], 1, rest="elsewhere") == ["A         first:", "          item", more.format(3)]
    assert fitted([parts], 4, rest="elsewhere") == ["A         a word", "          a word", more.format(4)]


@settings(deadline=None)
@given(SECTIONS, st.integers(0, 60))
def test_there_is_never_more_than_everything(sections: list[Section], most: int) -> None:
    """Where everything fits, it is all there; else no more lines than that, none wider than a terminal."""
    everything = [line for section in sections for line in section.lines()]
    found = fitted(sections, most, rest="elsewhere")
    assert len(found) <= len(everything)
    assert (found == everything) or len(everything) > most
    assert all(len(line) <= WIDTH for line in found)
    assert sum(bool(section.sentences) for section in sections) <= len(found)


def test_rows_stand_in_columns() -> None:
    """As wide as they need; what is too wide goes on below, and nothing is cut."""
    assert in_columns([]) == []
    assert in_columns([("a" * 90,)]) == ["a" * 90]
    assert in_columns([("a", "bb", "c"), ("aaa", "b", "")]) == ["a    bb  c", "aaa  b"]
    wide = in_columns([("a", "b", "word " * 20), ("i" * 60, "b", "m" * 30), ("x" * 50, "b", "short")])
    assert wide == [
        f"{'a':<45}  b  word word word word word word",
        *[f"{'':50}{'word ' * 6}".rstrip()] * 2,
        f"{'':50}word word",
        "i" * 60,
        f"    b  {'m' * 30}",
        f"{'x' * 50}  b  short",
    ]
    assert in_columns([("a", "m" * 78)]) == ["a", f"    {'m' * 78}"]
