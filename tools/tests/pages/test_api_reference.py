"""The API reference: every public name of every public module, with its signature and what is said of it."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import llm_selection
from registry_tools.pages import api_reference
from registry_tools.places import DOCS

SOURCE = Path(llm_selection.__file__).parent
PAGES = api_reference.api_pages(SOURCE)


@pytest.mark.parametrize("page", [name for name in PAGES if name != "index.md"])
def test_every_public_name_has_its_heading_and_its_words(page: str) -> None:
    """As in ``__all__``, in its order, and none without a text."""
    module = import_module(f"llm_selection.{page.removesuffix('.md')}")
    heads = [line.removeprefix("## ") for line in PAGES[page].splitlines() if line.startswith("## ")]
    assert heads == list(module.__all__)
    for section in PAGES[page].split("\n## ")[1:]:
        code, _, said = section.partition("```py\n")[2].partition("\n```\n")
        assert said.strip() or not code.startswith(("class ", "def ", "@")), section


def test_the_front_door_leads_to_where_names_live() -> None:
    """Each name with the page and the heading of its home."""
    for name in llm_selection.__all__:
        home = next(line for line in PAGES["index.md"].splitlines() if line.startswith(f"| [`{name}`]"))
        page = home.partition("](")[2].partition("#")[0]
        assert f"\n## {name}\n" in PAGES[page]


def test_modules_of_our_own_have_no_page() -> None:
    """Nothing that starts with an underscore is public."""
    assert not [name for name in PAGES if name.startswith("_")]
    assert {"registry.md", "decisions.md", "domain.models.md"} <= PAGES.keys()


def test_no_page_is_left_of_a_module_that_is_gone() -> None:
    """What lies in the folder is what is made."""
    folder = DOCS / "reference/api"
    assert {path.name for path in folder.iterdir()} == PAGES.keys()


def test_docstrings_become_markdown() -> None:
    """A paragraph a line, an item a line with its name as code, examples as sessions."""
    docstring = (
        "Say it,\nin words.\n\nArgs:\n    one: The first,\n        of two; ``None`` unknown.\n    **rest: More.\n\n"
        "Returns:\n    A thing,\n    or none.\n\nMore.\n\n    a + b\n\n>>> 1 + 1\n2"
    )
    assert api_reference.prose(docstring) == [
        "Say it, in words.",
        "",
        "**Args**",
        "",
        "- `one`: The first, of two; `None` unknown.",
        "- `**rest`: More.",
        "",
        "**Returns**",
        "",
        "A thing, or none.",
        "",
        "More.",
        "",
        "    a + b",
        "",
        "```pycon",
        ">>> 1 + 1",
        "2",
        "```",
    ]


def test_signatures_are_whole(tmp_path: Path) -> None:
    """Defaults, what is by place or by name only, overloads, fields, and members with their words."""
    (tmp_path / "__init__.py").write_text("", encoding="utf-8")
    source = '''"""Things: some."""

__all__ = ["LIMIT", "Kind", "run"]

LIMIT = 3
"""How many."""


class Kind(str):
    """What it is."""

    ONE = "one"
    """The first."""

    def __init__(self, name: str) -> None:
        """Take a name."""

    @property
    def size(self) -> int:
        """How large."""


@overload
def run(a: int, /) -> int: ...
def run(a: int | str, /, b: int = 1, *, c: bool = False, **d: int) -> int | str:
    """Run."""
'''
    ast.parse(source)
    (tmp_path / "things.py").write_text(source, encoding="utf-8")
    page = api_reference.api_pages(tmp_path)["things.md"]
    assert "LIMIT = 3\n```\n\nHow many." in page
    assert "class Kind(str):\n    ONE = 'one'\n```\n\nWhat it is.\n\n- `ONE`: The first." in page
    assert "The first.\n\n```py\ndef __init__(self, name: str) -> None\n```\n\nTake a name.\n\n### Kind.size" in page
    assert "### Kind.size\n\n```py\n@property\ndef size(self) -> int\n```\n\nHow large." in page
    assert "@overload\ndef run(a: int, /) -> int\n" in page
    assert "def run(a: int | str, /, b: int = 1, *, c: bool = False, **d: int) -> int | str\n```\n\nRun." in page
