"""Mentions: which places of a text name a model, and which only look like it."""

import pytest

from llm_selection.scanning.mentions import Mention, Names, Syntax, find_mentions, names_of, syntax_of
from scanned import MARKET

NAMES = names_of(MARKET)


def found(text: str | bytes, syntax: Syntax = Syntax.CODE) -> list[str]:
    """Return the names found in a text."""
    return [each.name for each in find_mentions(text, NAMES, syntax=syntax)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('model = "chat-1"', "chat-1"),
        ("x = 'acme/chat-1'", "acme/chat-1"),
        ('{\\"model\\": \\"chat-1\\"}', "chat-1"),
        ('"source": ["m = \\"chat-1\\"\\n"]', "chat-1"),
        ("call --model chat-1 --fast", "chat-1"),
        ("call --chat-model=chat-1", "chat-1"),
        ("ACME_MODEL=chat-1", "chat-1"),
        ("(default: chat-1)", "chat-1"),
        ('model = "acme/chat-3:free"', "acme/chat-3:free"),
        ('NAMES = """\nchat-1\nchat-2\n"""', "chat-1"),
        ('"acme-org/Open-1"', "acme-org/Open-1"),
        ('"acme-org/open-1"', "acme-org/open-1"),
        ('"chat-1-0101"', "chat-1-0101"),
        ('"acme/chat-1-0101"', "acme/chat-1-0101"),
        ('"talk-one"', "talk-one"),
    ],
)
def test_an_id_that_is_used_counts(text: str, name: str) -> None:
    """A whole string, the value of a key that says model, and a whole line count, in every known spelling."""
    assert found(text)[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chat-1 was good, chat-2 is better",
        'x = "ask chat-1 about it"',
        'x = "chat-1o"',
        'x = "my-chat-1"',
        'x = "chat-1.png"',
        'x = "Chat-1"',
        'x = "docs/chat-1"',
        "x = 'chat-1\"",
        "`chat-1` in a docstring",
        '# model = "chat-1"',
        '  // model: "chat-1"',
        'name.startswith("chat-1")',
        'name.startswith(\n    "chat-1"\n)',
        'name.endsWith("chat-1")',
        'if "chat-1" in name:',
        'if "chat-1" not in name:',
        'names.includes("chat-1")',
    ],
)
def test_an_id_that_is_spoken_of_doesnt_count(text: str) -> None:
    """Running text, parts of longer words, comments, other spellings and questions about spelling don't count."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('model = "router/acme/chat-3"', ["router/acme/chat-3"]),
        ('model = "cloud/chat-2"', ["chat-2"]),
        ('model = "router/acme/chat-1"', ["acme/chat-1"]),
        ('model = "acme/chat-1:free"', ["acme/chat-1"]),
        ('model = "acme-org/chat-1"', ["chat-1"]),
        ('model = "elsewhere/chat-1"', []),
    ],
)
def test_of_a_longer_string_the_longest_id_counts(text: str, names: list[str]) -> None:
    """What ids are seen with, before and behind, may stand around one; anything else makes it another word."""
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('x = "o7"', []),
        ('model = "o7"', ["o7"]),
        ('llm("o7")', ["o7"]),
        ('x = ["o7", "chat-1"]', ["o7", "chat-1"]),
        ('x = [\n  "o7",\n  "chat-1",\n]', ["o7", "chat-1"]),
        ('x = [\n  "chat-1",\n  "o7",\n]', ["chat-1", "o7"]),
        ('x = [\n  "chat-1",\n\n  "o7",\n]', ["chat-1"]),
        ("o7\n", []),
        ('x = "acme/o7"', ["acme/o7"]),
    ],
)
def test_a_short_word_needs_company(text: str, names: list[str]) -> None:
    """An id that could be a variable counts where models are spoken of, or on or beside a line with another id."""
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "llm: chat-1",
        "llm: chat-1  # the best",
        "- chat-1",
        "- name: chat-1",
        "export LLM=chat-1",
        "both: [chat-1, other]",
        "chat-1:\n  price: 3",
        "chat-1:",
        'a = "chat-1"',
    ],
)
def test_configuration_needs_no_quotes(text: str) -> None:
    """In YAML, TOML and environment files values, keys and items of lists count."""
    assert found(text, Syntax.CONFIG) == ["chat-1"]


@pytest.mark.parametrize("text", ["# llm: chat-1", "about: chat-1 is good", "note: use chat-1"])
def test_prose_in_configuration_doesnt_count(text: str) -> None:
    """A comment, or a sentence as a value, is no use of an id."""
    assert found(text, Syntax.CONFIG) == []


def test_backticks_are_quotes_in_templates_only() -> None:
    """JavaScript and Go write strings between backticks; in Python and Markdown they are for people."""
    assert found("const model = `chat-1`", Syntax.TEMPLATES) == ["chat-1"]
    assert found("a `chat-1` b") == []


def test_the_place_is_told_in_characters() -> None:
    """Lines and columns count from 1, in characters, several on a line and in a line of any length."""
    text = 'é = 1\nß = "chat-1", "ü", "chat-2"\n'
    assert find_mentions(text, NAMES) == (
        Mention(name="chat-1", known=True, line=2, column=6, end_column=12),
        Mention(name="chat-2", known=True, line=2, column=21, end_column=27),
    )


def test_what_stands_before_an_id_isnt_part_of_it() -> None:
    """The column is that of the id, behind what a router adds."""
    (mention,) = find_mentions('"cloud/chat-2"', NAMES)
    assert (mention.column, mention.end_column) == (8, 14)


def test_bytes_of_any_encoding_are_read() -> None:
    """What isn't UTF-8 is read too, and a text with half a character is no fault."""
    assert found('"é", "chat-1"'.encode("latin-1")) == ["chat-1"]
    assert found('"\ud800", "chat-1"') == ["chat-1"]


def test_a_line_may_ask_to_be_left_out() -> None:
    """The mark concerns its own line, in any kind of comment."""
    text = '"chat-1"  # llm-selection: ignore\n"chat-1"\n'
    assert [each.ignored for each in find_mentions(text, NAMES)] == [True, False]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('model = "chat-9"', ["chat-9"]),
        ('model = "acme/chat-9-1106"', ["chat-9-1106"]),
        ('model = "chat-9:beta"', ["chat-9:beta"]),
        ('model = "chat-1:pro"', ["chat-1:pro"]),
        ("model: chat-1x", ["chat-1x"]),
        ('model = "cloud.chat-1"', []),
        ('"chat-9"', []),
        ('model = "chat-9.png"', []),
        ('model = "chat-nine"', []),
        ('model = "talk-9"', []),
        ('model = "else/chat-9"', []),
    ],
)
def test_what_looks_like_an_id_of_a_line(text: str, names: list[str]) -> None:
    """A text that says model is looked through for ids built like those of a line of three models or more."""
    mentions = find_mentions(text, NAMES)
    assert [each.name for each in mentions] == names
    assert not any(each.known for each in mentions)


@pytest.mark.parametrize(
    ("text", "name", "known"),
    [
        ('model = "ft:chat-1:acme::8xyz"', "ft:chat-1:acme::8xyz", True),
        ("ACME_MODEL=ft:chat-1:acme:name:8xyz", "ft:chat-1:acme:name:8xyz", True),
        ('model = "acme/ft:chat-1:acme::8xyz"', "ft:chat-1:acme::8xyz", True),
        ('model = "ft:chat-9:acme::8xyz"', "ft:chat-9:acme::8xyz", False),
    ],
)
def test_a_fine_tune_is_named_by_its_base(text: str, name: str, known: bool) -> None:
    """What stands behind the base is the user's own; it is known where the base is."""
    assert [(each.name, each.known) for each in find_mentions(text, NAMES)] == [(name, known)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('x = "arn:aws:bedrock:eu-west-1::foundation-model/chat-1"', ["chat-1"]),
        ('x = "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/chat-1"', ["chat-1"]),
        ('x = "router/arn:aws:bedrock:eu-west-1:1:inference-profile/chat-1"', ["chat-1"]),
        ('x = "arn:aws:bedrock:eu-west-1::foundation-model/chat-99-32k"', ["chat-99-32k"]),
        ('x = "arn:aws:bedrock:eu-west-1:1:application-inference-profile/chat-1"', []),
        ('x = "arn:aws:sagemaker:eu-west-1:1:foundation-model/chat-1"', []),
        ('x = "foundation-model/chat-1"', []),
    ],
)
def test_a_resource_name_of_amazon_bedrock_holds_an_id(text: str, names: list[str]) -> None:
    """A model's, or that of a profile of AWS's own; one's own profiles have names of their own."""
    assert found(text) == names


_MODELS = "projects/p/locations/europe-west4/publishers/acme/models"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f'x = "{_MODELS}/chat-1"', ["chat-1"]),
        ('x = "publishers/acme/models/chat-1"', ["chat-1"]),
        (f'x = "https://europe-west4-api.example.org/v1/{_MODELS}/chat-1:rawPredict"', ["chat-1"]),
        (f'x = "https://api.example.org/v1/{_MODELS}/chat-1:streamGenerateContent?alt=sse"', ["chat-1"]),
        ('x = f"https://{HOST}/v1/projects/{PROJECT}/publishers/acme/models/chat-1:predict"', ["chat-1"]),
        ('x = f"{PARENT}/publishers/acme/models/chat-1:{method}"', ["chat-1"]),
        (f'x = "{_MODELS}/chat-99-32k:predict"', ["chat-99-32k"]),
        (f'x = "{_MODELS}/my-own:predict"', []),
        (f'x = "{_MODELS}/chat-1/versions"', []),
        ('x = "projects/p/locations/l/models/chat-1"', []),
        (f"see {_MODELS}/chat-1 there", []),
        (f"`{_MODELS}/chat-1` in a docstring", []),
        ("`{HOST}/publishers/acme/models/chat-1` in a docstring", []),
        ("x = '{HOST}/publishers/acme/models/chat-1\"", []),
        (f"see '{_MODELS}/chat-1, and so on", []),
    ],
)
def test_a_resource_name_of_vertex_ai_holds_an_id(text: str, names: list[str]) -> None:
    """A publisher's model, with fields before it and the method behind it; models of a project's own have names of their own."""
    assert found(text) == names


def test_a_path_of_vertex_ai_says_where_its_id_is() -> None:
    """The place is that of the id, without the method behind it."""
    (mention,) = find_mentions(f'x = "{_MODELS}/chat-1:predict"', NAMES)
    assert (mention.name, mention.column, mention.end_column) == ("chat-1", 63, 69)


def test_of_any_other_base_nothing_is_found() -> None:
    """What looks like no id is none behind ``ft:`` either."""
    assert found('model = "ft:my-own:chat-1"') == []


def test_many_names_are_found_as_few_are() -> None:
    """A table of more names than are searched for one by one gives the same places."""
    known = sorted(name for name in NAMES.offerings if name in NAMES and ("-" in name or "/" in name))
    others = [f"chat-{number}" for number in range(10, 30)]
    text = "\n".join(f'model = "{name}"' for name in [*known, *others])
    assert [(each.line, each.name) for each in find_mentions(text, NAMES)] == list(enumerate([*known, *others], 1))


def test_a_registry_without_names_finds_nothing() -> None:
    """Without lines of products nothing looks like an id either."""
    nothing = Names(
        offerings={},
        models={},
        repositories=frozenset(),
        fragments=frozenset(),
        heads=frozenset(),
        tails=frozenset(),
        lines=frozenset(),
        lookalike=NAMES.lookalike,
    )
    assert find_mentions('model = "chat-1"', nothing) == ()


@pytest.mark.parametrize(
    ("path", "syntax"),
    [
        ("a/b.py", Syntax.CODE),
        ("README", Syntax.CODE),
        ("a.TS", Syntax.TEMPLATES),
        ("a/.env", Syntax.CONFIG),
        (".env.local", Syntax.CONFIG),
        ("a.yml", Syntax.CONFIG),
    ],
)
def test_the_name_of_a_file_tells_its_syntax(path: str, syntax: Syntax) -> None:
    """Suffixes tell, of any case; environment files by their name."""
    assert syntax_of(path) is syntax
