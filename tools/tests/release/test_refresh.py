"""One command brings the data up to date: what it takes over, what it never touches, and what it says beforehand."""

import json
import re
import subprocess
import tarfile
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zipfile import ZipFile

import pytest
from pypi_simple import DigestMismatchError, NoSuchProjectError, PyPISimple

from factories import accelerator, card, evidence, model, offering, period, registry, result, schedule, seen
from folders import FOLDER, folder
from llm_selection.domain.evidence import Agreement, Dissent, EvidenceByField
from llm_selection.domain.offerings import Lifecycle, Offering
from llm_selection.registry import Registry, build, diff, write
from registry_tools.checks.data import LONGEST_VERSION
from registry_tools.merging import models as import_models
from registry_tools.merging.drafts import Draft, read_drafts, write_drafts
from registry_tools.places import DATA, ROOT
from registry_tools.release import refresh as task
from registry_tools.release.news import Dispute, disputed, news, summary
from registry_tools.release.packages import Index, Npm
from registry_tools.release.pinning import newest_pins, raised
from registry_tools.release.refresh import (
    MACHINE_OWNED,
    Inputs,
    download,
    import_all,
    lost_records,
    refresh,
    replace_tables,
    unpack,
)
from registry_tools.upstream.past_prices import PAST_PRICES
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
    path.write_text(UPSTREAM_TEXT, encoding="utf-8")
    assert read_upstream(path) == PINS
    assert PINS.profiles == Pin(version="packages to 2026-11-01", released=DAY)


UPSTREAM_TEXT = """\
# What people say of it stays.
read = 2026-11-01
hardware_read = 2026-11-01

[packages.price-list]
version = "1.2"
released = 2026-11-01

[langchain]
released = 2026-11-01

[langchain.packages]
langchain-acme = "3.4"

[tables]

[hardware.cards]
version = "5.6"
released = 2026-11-01
"""


def test_raising_a_version_keeps_all_else(tmp_path: Path) -> None:
    """Comments, and what isn't named; the profiles are of the day of the newest."""
    path, day = tmp_path / "upstream.toml", date(2026, 12, 2)
    pins = {"price-list": Pin(version="1.3", released=date(2026, 11, 30))}
    path.write_text(raised(UPSTREAM_TEXT, pins, on=day), encoding="utf-8")
    found = read_upstream(path)
    assert found.packages == pins
    assert (found.hardware, found.langchain) == (PINS.hardware, PINS.langchain)
    assert (found.read, found.hardware_read) == (day, day)
    assert path.read_text(encoding="utf-8").startswith("# What people say of it stays.\n")
    pins = {name: Pin(version="9", released=date(2026, 11, 29)) for name in ("langchain-acme", "cards")}
    path.write_text(raised(UPSTREAM_TEXT, pins, on=day), encoding="utf-8")
    found = read_upstream(path)
    assert {**found.langchain, **found.hardware} == pins
    assert found.packages == PINS.packages


# --- the package index


@dataclass(frozen=True)
class Wheel:
    """A file of the index."""

    filename: str
    upload_time: datetime | None = datetime(2026, 11, 1, tzinfo=UTC)
    is_yanked: bool = False
    package_type: str = "wheel"


@dataclass
class Client:
    """An index with some packages, of which one comes broken."""

    files: dict[str, list[Wheel]]
    broken: str = ""

    def get_project_page(self, name: str) -> SimpleNamespace:
        """Return the files of a package."""
        if name not in self.files:
            raise NoSuchProjectError(name, "the index")
        return SimpleNamespace(packages=self.files[name])

    def download_package(self, wheel: Wheel, path: Path) -> None:
        """Write a file."""
        if wheel.filename == self.broken:
            raise DigestMismatchError(algorithm="sha256", expected_digest="a", actual_digest="b", url="")
        make_wheel(path.parent, path.name.removesuffix("-py3-none-any.whl"), "data.py")


def index_of(*, broken: str = "", **files: list[Wheel]) -> Index:
    """Return an index with the files of some packages."""
    client = Client({name.replace("_", "-"): wheels for name, wheels in files.items()}, broken)
    return Index(cast("PyPISimple", client))


def test_the_newest_is_what_was_there_on_the_day() -> None:
    """No trial, nothing withdrawn, nothing but wheels; the day is that of the first upload, or the day itself."""
    early, late = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    index = index_of(
        cards=[
            Wheel("cards-1.10-py3-none-any.whl"),
            Wheel("cards-1.10-cp311-none-win_amd64.whl", early),
            Wheel("cards-1.9-py3-none-any.whl"),
            Wheel("cards-2.0rc1-py3-none-any.whl"),
            Wheel("cards-3.0-py3-none-any.whl", late),
            Wheel("cards-4.0-py3-none-any.whl", is_yanked=True),
            Wheel("cards-5.0.tar.gz", package_type="sdist"),
        ],
        undated=[Wheel("undated-1-py3-none-any.whl", None)],
    )
    assert index.newest("cards", on=DAY) == Pin(version="1.10", released=early.date())
    assert index.newest("cards", on=late.date()) == Pin(version="3.0", released=late.date())
    assert index.newest("undated", on=DAY) == Pin(version="1", released=DAY)
    with pytest.raises(LookupError, match="no wheel of cards"):
        index.newest("cards", on=date(2026, 9, 1))
    with pytest.raises(LookupError, match="no package gone"):
        index.newest("gone", on=DAY)


def test_a_package_that_is_gone_keeps_its_pin(capsys: pytest.CaptureFixture[str]) -> None:
    """The others are raised."""
    index = index_of(price_list=[Wheel("price_list-1.3-py3-none-any.whl")], cards=[Wheel("cards-6-py3-none-any.whl")])
    assert newest_pins(PINS, index, Npm(), on=DAY) == {
        "price-list": Pin(version="1.3", released=DAY),
        "cards": Pin(version="6", released=DAY),
    }
    said = "warning: the package index has no package langchain-acme; the version of langchain-acme stays as it was\n"
    assert capsys.readouterr().out == said


# --- getting the inputs


def make_wheel(folder: Path, name: str, member: str) -> Path:
    """Write a wheel with one file."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(member, "data")
    return path


def use(monkeypatch: pytest.MonkeyPatch, index: Index) -> None:
    """Let the refresh ask an index of the test's own."""
    monkeypatch.setattr(Index, "open", lambda: nullcontext(index))


def test_only_what_is_missing_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By name and version."""
    acme, cards = "langchain_acme-3.4-py3-none-any.whl", "cards-5.6-py3-none-any.whl"
    use(monkeypatch, index_of(langchain_acme=[Wheel(acme)], cards=[Wheel(cards), Wheel("cards-7-py3-none-any.whl")]))
    make_wheel(tmp_path, "price_list-1.2", "price_list/data.py")
    make_wheel(tmp_path, "langchain_acme-3.3", "langchain_acme/data/_profiles.py")
    assert {name: path.name for name, path in download(PINS, tmp_path).items()} == {
        "price-list": "price_list-1.2-py3-none-any.whl",
        "langchain-acme": acme,
        "cards": cards,
    }
    # With all of them there, no index is asked.
    use(monkeypatch, index_of())
    assert len(download(PINS, tmp_path)) == 3


@pytest.mark.parametrize(
    ("index", "fault"),
    [
        (index_of(), "has no package langchain-acme"),
        (index_of(langchain_acme=[Wheel("langchain_acme-3.3-py3-none-any.whl")]), "has no wheel of langchain-acme 3.4"),
        (
            index_of(
                broken="langchain_acme-3.4-py3-none-any.whl",
                langchain_acme=[Wheel("langchain_acme-3.4-py3-none-any.whl")],
            ),
            "the download of langchain_acme-3.4-py3-none-any.whl is broken",
        ),
    ],
)
def test_what_cant_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: Index, fault: str) -> None:
    """A package or version that is gone, and a file that came in part; and where to put what was had elsewhere."""
    use(monkeypatch, index)
    make_wheel(tmp_path, "price_list-1.2", "price_list/data.py")
    with pytest.raises(SystemExit, match=fault) as caught:
        download(PINS, tmp_path)
    assert "give --work DIR and put the packages of upstream.toml into DIR/wheels" in str(caught.value)


# --- packages for Node


NPM = """\
#!/bin/sh
case "$*" in
  "view acme time --json")
    echo '{"created": "2026-01-01T00:00:00Z", "1.9.0": "2026-10-01T10:00:00Z", "1.10.0": "2026-10-31T23:00:00.123Z",
      "2.0.0-beta.1": "2026-10-31T00:00:00Z", "2.0.0": "2026-11-02T00:00:00+00:00"}' ;;
  "pack acme@1.10.0 --pack-destination "*) cp "$(dirname "$0")/acme.tgz" "$4/acme-1.10.0.tgz" ;;
  "pack acme@1.11.0 --pack-destination "*) ;;
  *) echo "npm error code E404" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    """Return a client that asks a program of the test's own."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "npm").write_text(NPM, encoding="utf-8")
    (place / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}:/usr/bin:/bin")
    with tarfile.open(place / "acme.tgz", "w:gz") as archive:
        (place / "list.json").write_text("{}", encoding="utf-8")
        archive.add(place / "list.json", "package/list.json")
    return Npm()


ACME = Upstream(
    read=DAY, packages={}, langchain={}, tables={}, npm={"acme": Pin(version="1.10.0", released=date(2026, 10, 31))}
)


def test_npm_is_asked_for_what_was_there_on_the_day(npm: Npm, tmp_path: Path) -> None:
    """No trial; the numbers of versions are numbers; the package is laid out as it came."""
    assert newest_pins(ACME, index_of(), npm, on=DAY) == ACME.npm
    assert raised('[npm."acme"]\nversion = "1"\nreleased = 2026-01-01\n', ACME.npm, on=DAY) == (
        '[npm."acme"]\nversion = "1.10.0"\nreleased = 2026-10-31\n'
    )
    with pytest.raises(LookupError, match="npm has no version of acme"):
        npm.newest("acme", on=date(2026, 9, 1))
    use_nothing = unpack(download(ACME, tmp_path / "wheels"), ACME, tmp_path / "inputs")
    assert (use_nothing.packages / "acme" / "package" / "list.json").read_text(encoding="utf-8") == "{}"
    assert not use_nothing.models_dev.exists()


def test_what_npm_cant_give_is_told(npm: Npm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that isn't there, a file that didn't come, and no client."""
    with pytest.raises(LookupError, match=r"npm view gone failed: npm error code E404"):
        npm.newest("gone", on=DAY)
    with pytest.raises(LookupError, match=r"npm has no tarball of acme 1\.11\.0"):
        npm.fetch("acme", "1.11.0", tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LookupError, match="there is no npm client"):
        npm.newest("acme", on=DAY)


def test_the_copy_of_models_dev_is_read_out_of_its_program(tmp_path: Path) -> None:
    """It lies beside the packages, as JSON."""
    name = "opencode-linux-x64"
    program = tmp_path / "opencode"
    program.write_text('x(()=>({groq:{id:"groq",env:[],models:{}}}))', encoding="utf-8")
    tarball = tmp_path / f"{name}-1.tgz"
    with tarfile.open(tarball, "w:gz") as archive:
        archive.add(program, "package/bin/opencode")
    pins = replace(ACME, npm={name: Pin(version="1", released=DAY)})
    inputs = unpack({name: tarball}, pins, tmp_path / "inputs")
    assert json.loads(inputs.models_dev.read_text(encoding="utf-8")) == {
        "groq": {"id": "groq", "env": [], "models": {}}
    }


def test_without_a_network_nothing_is_raised(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said."""

    def fails() -> AbstractContextManager[Index]:
        raise ConnectionError("no route")

    monkeypatch.setattr(Index, "open", fails)
    with pytest.raises(SystemExit, match=r"can't be reached: no route\nwithout --newest, the pinned"):
        task.main(["--newest", "--data", str(place / "data"), "--compiled", str(place / "compiled")])


@pytest.mark.parametrize("kept", [0, 60], ids=["empty", "cut"])
@pytest.mark.parametrize("kind", ["wheel", "tarball"])
def test_a_file_that_came_in_part_is_named(tmp_path: Path, npm: Npm, kind: str, kept: int) -> None:
    """Its path says what to delete, whichever way its format notices."""
    if kind == "wheel":
        file, pins = make_wheel(tmp_path, "price_list-1.2", "price_list/data.py"), PINS
    else:
        file, pins = npm.fetch("acme", "1.10.0", tmp_path / "wheels"), ACME
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(SystemExit, match="delete it and run again; the data stays as it was") as caught:
        unpack({"price-list" if kind == "wheel" else "acme": file}, pins, tmp_path / "inputs")
    assert str(caught.value).startswith(f"{file} can't be unpacked: ")


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
    words = calls["import_offerings"]
    assert words[words.index("--on") : words.index("--drafts")] == ["--on", "2026-11-01", "--until", "2026-11-01"]
    assert words[words.index("--past-prices") + 1] == str(PAST_PRICES)


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


def run(place: Path, make: Maker, *, dry_run: bool = False) -> int:
    """Refresh in *place*."""
    return refresh(
        place / "data", place / "compiled", place / "work", make, drafts=place / "drafts.csv", dry_run=dry_run
    )


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
    told = capsys.readouterr().out
    assert "| repriced | 1 |" in told
    assert told.endswith("\nThis was only tried: every file stays as it was.\n")


def test_names_that_no_model_has_are_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They lie beside the copy, and become the table where the refresh is taken over."""
    found = [Draft(model="acme/two", own_api=True, providers=2, listed=DAY, ids=("acme/two",))]

    def make(data: Path) -> None:
        write_drafts(data.parent / "drafts.csv", found)

    assert run(place, make, dry_run=True) == 0
    assert not (place / "drafts.csv").exists()
    assert run(place, make) == 0
    assert read_drafts(place / "drafts.csv") == found
    assert "1 of them new, 1 of these at their developer's own API" in capsys.readouterr().out


def test_a_record_that_is_lost_stops_the_refresh(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The data stays as it was."""

    def forgetful(data: Path) -> None:
        (data / "offerings/host.toml").write_text("", encoding="utf-8")

    before = content(place)
    assert run(place, forgetful) == 1
    assert content(place) == before
    assert "record that was there and is lost" in capsys.readouterr().out


def test_what_a_person_left_out_may_go(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It isn't forgotten but decided."""
    (place / "offering_decisions.toml").write_text('["host/one"]\nleave_out = "no such API"\n', encoding="utf-8")
    monkeypatch.setattr(task, "INPUTS", place)
    market = build(place / "data")
    assert list(lost_records(market, market)) == []
    emptied = registry()
    lost = list(lost_records(market, emptied))
    assert "providers host" in lost
    assert "offerings host/one" not in lost


def test_the_newest_versions_are_pinned_or_nothing_is(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refresh that fails, or is only tried, leaves pins and the day of the data as they were."""
    pins = place / "upstream.toml"
    pins.write_text(UPSTREAM_TEXT, encoding="utf-8")
    monkeypatch.setattr(task, "PINS", pins)
    monkeypatch.setattr(task, "UPSTREAM", PINS)
    use(monkeypatch, index_of())
    pin = Pin(version="1.3", released=date(2026, 12, 1))
    monkeypatch.setattr(task, "newest_pins", lambda *_, on: {"price-list": pin})  # noqa: ARG005 - as called
    called: list[list[str]] = []
    status = 1

    def rerun(words: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        assert not check
        called.append(words)
        assert 'version = "1.3"' in pins.read_text(encoding="utf-8")
        return subprocess.CompletedProcess(words, status)

    monkeypatch.setattr(subprocess, "run", rerun)
    words = ["--newest", "--on", "2026-12-02", "--data", str(place / "data"), "--compiled", str(place / "compiled")]
    before = content(place)
    assert task.main(words) == 1
    assert content(place) == before
    assert capsys.readouterr().out == "price-list 1.2 → 1.3, of 2026-12-01\n"
    status = 0
    assert task.main([*words, "--dry-run", "--work", str(place / "work")]) == 0
    assert content(place) == before
    assert called[-1][-1] == "--dry-run"
    assert task.main(words) == 0
    assert "--newest" not in called[-1]
    assert 'version = "1.3"\nreleased = 2026-12-01' in pins.read_text(encoding="utf-8")
    assert 'version = "2026.12.2"\ndate = 2026-12-02' in (place / "data/registry.toml").read_text(encoding="utf-8")


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
    days: list[tuple[date, date]] = []
    monkeypatch.setattr(task, "download", lambda _, __: {})
    monkeypatch.setattr(task, "import_all", lambda _, __, *, on, until: days.append((on, until)))
    words = ["--data", str(place / "data"), "--compiled", str(place / "compiled")]
    assert task.main([*words, "--work", str(place / "kept")]) == 0
    assert task.main([*words, "--on", "2026-11-05", "--dry-run"]) == 0
    assert days == [(DAY, DAY), (date(2026, 11, 5), DAY)]
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
