"""Pages made from code or data are up to date."""

import json

import pytest
from jsonschema import Draft202012Validator

from llm_selection.registry import bundled
from registry_tools.pages import all_pages, choosing_and_limits
from registry_tools.places import DATA, DOCS, ROOT

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the sources of the data aren't there")


def test_every_page_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made anew, each page is the same, to the byte; if not, run ``registry-tools pages``."""
    # That the sources compile to what is bundled is tested beside the data; compiling takes seconds.
    monkeypatch.setattr(all_pages, "build", lambda _: bundled())
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in all_pages.pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == []


@pytest.mark.parametrize("name", ["recommendation", "review", "scan"])
def test_a_published_schema_is_a_schema(name: str) -> None:
    """Of JSON Schema 2020-12, with nothing left open: unknown keys are no part of an answer."""
    schema = json.loads((ROOT / f"docs/reference/{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == set(schema["properties"])


def test_the_published_schema_of_an_answer_says_what_each_key_means() -> None:
    """With its unit, and what null means: by the docstring of its type, and by that of each attribute."""
    schema = json.loads((ROOT / "docs/reference/recommendation.schema.json").read_text(encoding="utf-8"))
    objects = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]
    assert all(each["description"] for each in objects)
    silent = [name for each in objects for name, part in each["properties"].items() if "description" not in part]
    assert silent == []


def test_credit_is_given_where_it_is_asked_for() -> None:
    """Every source stands on the page with its version and license, and with its line of credit if it has one."""
    page = (ROOT / "DATA-SOURCES.md").read_text(encoding="utf-8")
    for key, source in bundled().sources.items():
        assert f"- key: `{key}`" in page
        assert f"- where: <{source.url}>" in page
        assert not source.credit or source.credit in page


def test_the_readme_says_what_advice_saved() -> None:
    """As the measured page has it, whatever stood there before."""
    text = "it came to 9.99 of it at $0.1 an error, 1 of it at $1 and 0.10 of it at $10; inferred from 1 public results"
    times = choosing_and_limits.times_flagship(DOCS / "measurements")
    made = all_pages.readme(text, bundled())
    assert (
        f"came to {times['0.1']} of it at $0.1 an error, {times['1']} of it at $1 and {times['10']} of it at $10;"
        in made
    )
