"""Drafts: names that no model has, what is new among them, and how one is taken in."""

from datetime import date
from pathlib import Path

import pytest

from llm_selection.domain.evidence import Evidence, Status
from registry_tools.merging import drafts
from registry_tools.merging.drafts import Draft, accept, drafts_of, read_drafts, report, write_drafts
from registry_tools.merging.model_names import Names, read_names
from registry_tools.upstream.listings import Family, Listing

READ = date(2026, 11, 1)


def listing(provider: str, native_id: str, day: date = READ) -> Listing:
    """Make a listing of a catalogue."""
    shown = Evidence(source="litellm", status=Status.REPORTED, as_of=day)
    return Listing(provider=provider, native_id=native_id, family=Family.LITELLM, evidence=shown)


@pytest.fixture
def names(tmp_path: Path) -> Names:
    """Know two models."""
    path = tmp_path / "names.csv"
    path.write_text("name,model\nanthropic/claude-old,anthropic/claude-old\nopenai/gpt-old,openai/gpt-old\n")
    return read_names(path)


def draft(model: str, *, own_api: bool = False, providers: int = 1) -> Draft:
    """Make a draft."""
    return Draft(model=model, own_api=own_api, providers=providers, listed=READ, ids=(f"host/{model}",))


def test_what_a_developer_sells_itself_comes_first(names: Names) -> None:
    """Spellings and dated copies of one name are one draft; what is known, or of nobody we know, is none."""
    later = date(2026, 11, 2)
    found = drafts_of(
        [
            listing("openai", "gpt-old"),
            listing("groq", "nobody/thing-1"),
            listing("openrouter", "openai/gpt-open"),
            listing("groq", "openai/gpt-open"),
            listing("azure", "gpt-7"),
            listing("openai", "gpt-7"),
            listing("openai", "gpt-7-2026-10-30", later),
        ],
        names,
    )
    assert [(one.model, one.own_api, one.providers) for one in found] == [
        ("openai/gpt-7", True, 2),
        ("openai/gpt-open", False, 2),
    ]
    assert found[0].listed == later
    assert found[0].ids == ("azure/gpt-7", "openai/gpt-7", "openai/gpt-7-2026-10-30")


def test_the_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Without a file there are none."""
    path = tmp_path / "drafts.csv"
    assert read_drafts(path) == []
    rows = [draft("openai/gpt-7", own_api=True, providers=3), draft("openai/gpt-8")]
    write_drafts(path, rows)
    assert read_drafts(path) == rows


def test_new_names_are_told() -> None:
    """With where they are listed, and how to take one in; old ones are counted alone."""
    old, new = draft("openai/gpt-6"), draft("openai/gpt-7", own_api=True)
    assert report([old], [new, old]) == [
        "2 names that no model has, 1 of them new, 1 of these at their developer's own API",
        "  openai/gpt-7, listed by 1: host/openai/gpt-7",
        "  registry-tools accept MODEL takes one in",
    ]
    assert report([old], [old]) == ["1 names that no model has, 0 of them new, 0 of these at their developer's own API"]


def test_accepting_is_one_line(tmp_path: Path, names: Names, capsys: pytest.CaptureFixture[str]) -> None:
    """The table of names stays sorted; a draft is accepted once."""
    assert names.exact
    table, path = tmp_path / "names.csv", tmp_path / "drafts.csv"
    write_drafts(path, [draft("openai/gpt-7"), draft("openai/gpt-7-chat")])
    words = ["--names", str(table), "--drafts", str(path)]
    drafts.main(["openai/gpt-7", *words])
    assert "openai/gpt-7,openai/gpt-7 is in names.csv" in capsys.readouterr().out
    assert accept("openai/gpt-7-chat", table, path, model="openai/gpt-7") == "openai/gpt-7-chat,openai/gpt-7"
    assert table.read_text().splitlines()[2:] == [
        "openai/gpt-7,openai/gpt-7",
        "openai/gpt-7-chat,openai/gpt-7",
        "openai/gpt-old,openai/gpt-old",
    ]
    once = table.read_bytes()
    for name, model, fault in (
        ("openai/gpt-7", None, "openai/gpt-7 is in names.csv already: it means openai/gpt-7"),
        ("openai/gpt-77", None, "openai/gpt-77 isn't a draft; nearest: openai/gpt-7"),
        ("nobody", None, "nobody isn't a draft; drafts.csv has them all"),
    ):
        with pytest.raises(SystemExit, match=fault):
            accept(name, table, path, model=model)
    write_drafts(path, [draft("openai/gpt-8")])
    with pytest.raises(SystemExit, match=r"openai/gpt-9 isn't a model in names\.csv"):
        accept("openai/gpt-8", table, path, model="openai/gpt-9")
    assert table.read_bytes() == once
