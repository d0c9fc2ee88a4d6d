"""Laws of scans, for any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection.scanning.mentions import find_mentions, names_of
from scanned import MARKET

NAMES = names_of(MARKET)
# What a parenthesis opens may be a question about spelling, and a carriage return is part of a line.
TEXTS = st.text(st.characters(exclude_characters="(", exclude_categories=["Cs"]))
SURE = sorted(name for name in (*NAMES.offerings, *NAMES.models) if "-" in name or "/" in name)
PIECES = st.lists(
    st.sampled_from(
        [
            *SURE,
            "chat",
            "-1",
            "-9",
            "o7",
            "acme",
            "model",
            " ",
            "=",
            ":",
            '"',
            "'",
            "`",
            "\n",
            "/",
            ".",
            "é",
            "\\",
            "#",
            ",",
        ]
    ),
    max_size=30,
).map("".join)
FEWER = settings(deadline=None)


@FEWER
@given(before=TEXTS, after=TEXTS, name=st.sampled_from(SURE), quote=st.sampled_from("\"'"))
def test_an_id_is_always_found_at_its_place(before: str, after: str, name: str, quote: str) -> None:
    """An id between quotes, on a line of its own in any text, is found there."""
    head = f"{before}\nédition = "
    text = f"{head}{quote}{name}{quote}\n{after}"
    line, column = head.count("\n") + 1, len("édition = ") + 2
    found = [each for each in find_mentions(text, NAMES) if (each.line, each.column) == (line, column)]
    assert [(each.name, each.known) for each in found] == [(name, True)]


@FEWER
@given(PIECES)
def test_what_is_found_stands_there(text: str) -> None:
    """Each mention is the text at its place, in order, none twice, and a known one is a name of the registry."""
    found = find_mentions(text, NAMES)
    lines = text.split("\n")
    for each in found:
        assert lines[each.line - 1][each.column - 1 : each.end_column - 1] == each.name
        assert each.known == (each.name in NAMES)
    places = [(each.line, each.column) for each in found]
    assert places == sorted(set(places))


@FEWER
@given(TEXTS)
def test_a_text_without_names_gives_nothing(text: str) -> None:
    """Where no spelling of the registry stands, none is found."""
    if not any(name in text.lower() for name in map(str.lower, (*NAMES.offerings, *NAMES.models))):
        assert not any(each.known for each in find_mentions(text, NAMES))


@FEWER
@given(PIECES)
def test_bytes_give_what_text_gives(text: str) -> None:
    """A text and its bytes in UTF-8 name the same at the same places."""
    assert find_mentions(text, NAMES) == find_mentions(text.encode(), NAMES)
