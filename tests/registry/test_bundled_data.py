"""Data installed beside the library: it answers when it is newer, and is refused by name when it can't."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from types import ModuleType

import pytest

from factories import model, registry
from llm_selection.errors import RegistryError
from llm_selection.registry import Registry, _bundled, bundled, read, write

SHIPPED = registry(version="2026.11.10")
NEWER = registry([model("acme/newer")], version="2026.11.11")
OLD_ARTEFACT = Path(__file__).parent.parent / "artefacts/schema-1"
MEND = "; install it again, or remove it"


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Ship a small registry, and make a folder that packages are found in."""
    monkeypatch.setattr(_bundled, "shipped", lambda: SHIPPED)
    monkeypatch.syspath_prepend(tmp_path)
    _bundled.opened_once.cache_clear()
    yield tmp_path
    sys.modules.pop("llm_selection_data", None)
    _bundled.opened_once.cache_clear()


def install(path: Path, data: Registry | None, code: str | None = None) -> Path:
    """Put the package into a folder on the path, with *data* or without; by default it says what it holds."""
    package = path / "llm_selection_data"
    package.mkdir()
    if data is not None:
        write(data, package)
        code = f"VERSION = {data.version!r}\nSCHEMA = {data.schema}" if code is None else code
    (package / "__init__.py").write_text(code or "")
    return package


def refusal() -> str:
    """Return why the registry can't be had."""
    with pytest.raises(RegistryError) as caught:
        bundled()
    (fault,) = caught.value.faults
    return str(fault)


def test_without_it() -> None:
    """What the library ships answers."""
    assert bundled() is SHIPPED


@pytest.mark.parametrize("version", ["2026.11.9", "2026.11.10", "2025.12.31"])
def test_what_is_not_newer_is_left_alone(path: Path, version: str) -> None:
    """Versions count as numbers, and the same version isn't newer: the library's own data answers."""
    install(path, registry([model("acme/older")], version=version))
    assert bundled() is SHIPPED


@pytest.mark.parametrize("version", ["2026.11.11", "2026.11.100", "2026.11.10.post1", "2027.1.1"])
def test_what_is_newer_answers(path: Path, version: str) -> None:
    """Its records are used, opened once a process."""
    newer = registry([model("acme/newer")], version=version)
    install(path, newer)
    found = bundled()
    assert found is bundled()
    assert found == newer
    assert found.records() == newer.records()


def test_a_module_that_is_there_already(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever Python imports under that name is asked, wherever it lies."""
    folder = tmp_path_factory.mktemp("elsewhere")
    write(NEWER, folder)
    module = ModuleType("llm_selection_data")
    module.__dict__.update(VERSION=NEWER.version, SCHEMA=8, __file__=str(folder / "__init__.py"))
    sys.modules["llm_selection_data"] = module
    assert bundled() == NEWER


def test_one_that_asks_for_the_registry_while_it_is_imported(path: Path) -> None:
    """It can't be answered by itself, and hears so at once."""
    install(path, None, "from llm_selection.registry import bundled\nbundled()\nVERSION = '2027.1.1'")
    assert refusal().startswith("package llm-selection-data: isn't what it should be: AttributeError(")


def test_newer_of_a_later_schema(path: Path) -> None:
    """The error says what it has, what is read, and the two ways out."""
    install(path, None, "VERSION = '2027.1.1'\nSCHEMA = 9")
    assert refusal() == (
        "package llm-selection-data 2027.1.1: has schema 9; this library reads 1 to 8. "
        "Upgrade llm-selection, or pin llm-selection-data<2027.1.1"
    )


def test_older_of_a_later_schema(path: Path) -> None:
    """What isn't used needn't be read."""
    install(path, None, "VERSION = '2026.1.1'\nSCHEMA = 9")
    assert bundled() is SHIPPED


def _install_old(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install an artefact of an older schema, newer than what is shipped."""
    monkeypatch.setattr(_bundled, "shipped", lambda: registry(version="2026.10.31"))
    package = path / "llm_selection_data"
    copytree(OLD_ARTEFACT, package)
    (package / "__init__.py").write_text("VERSION = '2026.11.1'\nSCHEMA = 1")
    return package


def test_newer_of_an_earlier_schema(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It passes the gate and becomes one of this library's schema."""
    _install_old(path, monkeypatch)
    assert bundled() == read(OLD_ARTEFACT)
    assert bundled().schema == SHIPPED.schema


def test_of_an_earlier_schema_and_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What passes the gate is compared with its digest."""
    details = _install_old(path, monkeypatch) / "details.jsonl"
    details.write_bytes(details.read_bytes().replace(b'"Large"', b'"Lorge"'))
    assert refusal().endswith(": doesn't match its digest; it was changed after it was compiled")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "no attribute 'VERSION'"),
        ("VERSION = '2026.11.11'", "no attribute 'SCHEMA'"),
        ("VERSION = 'soon'\nSCHEMA = 8", "Invalid version: 'soon'"),
        ("VERSION = None\nSCHEMA = 8", "isn't what it should be"),
        ("VERSION = '2026.11.11'\nSCHEMA = 'two'", "invalid literal"),
        ("VERSION = '2026.11.11'\nSCHEMA = None", "TypeError"),
        ("VERSION = '2026.11.11'\nSCHEMA = 8", "FileNotFoundError"),
        ("VERSION = '2026.11.11'\nSCHEMA = 8\n__file__ = None", "TypeError"),
    ],
)
def test_broken_in_what_it_says(path: Path, code: str, expected: str) -> None:
    """A package that says nothing, nonsense, or what isn't so is named, with what to do."""
    install(path, None, code)
    found = refusal()
    assert found.startswith("package llm-selection-data")
    assert expected in found
    assert found.endswith(MEND)


@pytest.mark.parametrize("content", [None, "", "[]", "7", "{}", '{"sections": []}', '{"sections": {"models": 1}}'])
def test_broken_index(path: Path, content: str | None) -> None:
    """So is one whose index isn't there, isn't JSON, or isn't an index."""
    index = install(path, NEWER) / "index.json"
    index.unlink()
    if content is not None:
        index.write_text(content)
    found = refusal()
    assert found.startswith("package llm-selection-data 2026.11.11: isn't what it should be: ")
    assert found.endswith(MEND)


def test_without_details(path: Path) -> None:
    """So is one whose details are gone."""
    (install(path, NEWER) / "details.jsonl").unlink()
    assert "FileNotFoundError" in refusal()


@pytest.mark.parametrize(("name", "value"), [("version", "2026.11.12"), ("schema", 1)])
def test_data_of_another_version(path: Path, name: str, value: object) -> None:
    """An index that isn't the one the package speaks of was mixed up."""
    index = install(path, NEWER) / "index.json"
    changed = json.loads(index.read_bytes()) | {name: value}
    index.write_text(json.dumps(changed))
    expected = f"holds data {changed['version']} of schema {changed['schema']}"
    assert refusal() == f"package llm-selection-data 2026.11.11: {expected}{MEND}"


@pytest.mark.parametrize("code", ["import no_such_module", "from llm_selection_data import nothing"])
def test_it_can_not_be_imported(path: Path, code: str) -> None:
    """Being broken inside isn't the same as not being there."""
    install(path, NEWER, code)
    found = refusal()
    assert found.startswith("package llm-selection-data: can't be imported: ")
    assert found.endswith(MEND)


def test_a_refusal_does_not_last(path: Path) -> None:
    """After mending it, the next call answers."""
    package = install(path, NEWER, "VERSION = 'soon'\nSCHEMA = 8")
    refusal()
    del sys.modules["llm_selection_data"]
    (package / "__init__.py").write_text("VERSION = '2026.11.11'\nSCHEMA = 8  # mended")
    assert bundled() == NEWER
