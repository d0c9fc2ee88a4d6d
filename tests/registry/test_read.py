"""Reading and writing: nothing foreign is trusted, nothing old is lost."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from factories import calibrated, registry
from llm_selection.errors import RegistryError
from llm_selection.registry import Registry, _bundled, bundled, read, write
from llm_selection.registry._compile import digest_of
from llm_selection.registry._stores import Compiled

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a registry."""
    write(calibrated(), tmp_path / "made" / "here")
    return tmp_path / "made" / "here"


def fault(folder: Path) -> str:
    """Return what reading says of *folder*."""
    with pytest.raises(RegistryError) as caught:
        read(folder)
    (found,) = caught.value.faults
    return str(found)


def tamper(folder: Path, change: Change, *, sign: bool = True) -> None:
    """Change the index, and *sign* it with a digest that fits."""
    index = json.loads((folder / "index.json").read_bytes())
    change(index)
    if sign:
        index["digest"] = digest_of(index, (folder / "details.jsonl").read_bytes())
    (folder / "index.json").write_text(json.dumps(index))


def test_reading_what_was_written(folder: Path) -> None:
    """A written registry reads as itself, abilities and calibration included."""
    found = read(str(folder))
    assert found == calibrated()
    assert found.calibration == calibrated().calibration
    assert found.records() == calibrated().records()
    found.verify()


def test_an_artefact_is_two_files(folder: Path) -> None:
    """An index and one line a record; no drafts stay behind."""
    assert sorted(path.name for path in folder.iterdir()) == ["details.jsonl", "index.json"]
    index = json.loads((folder / "index.json").read_bytes())
    lines = (folder / "details.jsonl").read_bytes().splitlines()
    assert len(lines) == sum(len(section["ids"]) for section in index["sections"].values())
    body = json.dumps({key: value for key, value in index.items() if key != "digest"}, sort_keys=True)
    assert index["digest"] == sha256(body.encode() + b"\n" + (folder / "details.jsonl").read_bytes()).hexdigest()


def test_writing_over_an_older_registry(folder: Path) -> None:
    """The newer takes its place."""
    write(registry(), folder)
    assert read(folder) == registry()


@pytest.mark.parametrize("name", ["index.json", "details.jsonl"])
def test_a_missing_file(folder: Path, name: str) -> None:
    """Both files are needed."""
    (folder / name).unlink()
    assert fault(folder).startswith(f"{folder}: can't be read: ")


def test_every_fault_names_the_folder(folder: Path) -> None:
    """Of records that don't fit together too."""

    def lose_the_only_source(index: dict[str, Any]) -> None:
        sections = index["sections"]
        (length,) = sections["sources"]["lengths"]
        sections["sources"].update(ids=["other"], lengths=[length])

    tamper(folder, lose_the_only_source)
    with pytest.raises(RegistryError) as caught:
        read(folder)
    assert "names 'page', which isn't among the sources" in str(caught.value)
    assert all(found.where.startswith(f"{folder}: ") for found in caught.value.faults)


def test_no_folder(tmp_path: Path) -> None:
    """A place without anything isn't a registry."""
    assert fault(tmp_path / "nowhere").startswith(f"{tmp_path / 'nowhere'}: can't be read: ")


@pytest.mark.parametrize("text", ["", "schema", "\xff", "[1", '{"schema": NaN}', '{"schema": 1, "schema": 1}'])
def test_an_index_that_is_no_json(folder: Path, text: str) -> None:
    """Broken text, not a number and keys given twice are no JSON."""
    (folder / "index.json").write_bytes(text.encode("latin-1"))
    assert ": isn't JSON: " in fault(folder)


@pytest.mark.parametrize("document", [1, [], {}, {"schema": 9}, {"schema": 0}, {"schema": True}, {"schema": "1"}])
def test_another_schema(folder: Path, document: object) -> None:
    """An artefact says which schema it has; this library reads those it knows."""
    (folder / "index.json").write_text(json.dumps(document))
    assert "; this library reads 1 to 8. Build it again, or change the library's version" in fault(folder)


def _set(*path: Any, to: Any) -> Change:
    """Make a change that sets what is at *path*."""

    def change(index: dict[str, Any]) -> None:
        node: Any = index
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index.pop("sections"),
        lambda index: index.pop("version"),
        lambda index: index.pop("date"),
        lambda index: index["sections"].pop("names"),
        lambda index: index["sections"]["models"]["ids"].pop(),
        lambda index: index["sections"]["models"]["lengths"].pop(),
        _set("sections", to=[]),
        _set("sections", "models", to=None),
        _set("sections", "models", "ids", to=7),
        _set("sections", "models", "ids", 0, to=[]),
        _set("sections", "models", "lengths", 0, to="9"),
        _set("sections", "calibration", "ids", 0, to="uncalibrated"),
    ],
)
def test_an_index_of_another_shape(folder: Path, change: Change) -> None:
    """Whatever is missing or of another type, it is one error."""
    tamper(folder, change)
    assert f"{folder}: isn't a compiled registry: " in fault(folder)


@pytest.mark.parametrize(
    "change",
    [
        _set("version", to=7),
        _set("date", to="someday"),
        _set("sections", "models", "lengths", 0, to=3),
        _set("sections", "models", "lengths", 0, to=-3),
        _set("sections", "extras", to={"ids": [], "lengths": []}),
        lambda index: index["sections"].pop("calibration"),
    ],
)
def test_an_index_with_wrong_facts(folder: Path, change: Change) -> None:
    """Facts pass the gate; lines are cut where the index says, and are JSON."""
    tamper(folder, change)
    with pytest.raises(RegistryError):
        read(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index["columns"]["provider_kind"]["values"].reverse(),
        _set("columns", "rates", "codes", to="0000000000"),
        _set("columns", "license_kinds", "values", 0, to=["open-source"]),
        lambda index: index["columns"].pop("moving"),
        lambda index: index.update(extra=1),
        lambda index: index["sections"]["models"].update(extra=1),
        _set("version", to="2026.11.2"),
    ],
)
def test_columns_can_not_say_otherwise(folder: Path, change: Change) -> None:
    """Columns are computed again from the records, and the digest covers them too, so a changed one is refused."""
    tamper(folder, change, sign=False)
    assert fault(folder) == f"{folder}: doesn't match its digest; it was changed after it was compiled"


@pytest.mark.parametrize(
    "change",
    [
        lambda index: index["columns"]["provider_kind"]["values"].reverse(),
        _set("columns", "rates", "codes", to="0000000000"),
        lambda index: index.update(extra=1),
        lambda index: index["sections"]["names"]["lengths"].__setitem__(0, 3),
    ],
)
def test_a_new_digest_does_not_help(folder: Path, change: Change) -> None:
    """The digest is computed again from the records alone, so what isn't in them can't be slipped in."""
    tamper(folder, change)
    with pytest.raises(RegistryError):
        read(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b'"Large"', b'"Small"', "doesn't match its digest"),
        (b'"Large"', b'"Larg\xff"', "isn't JSON"),
        (b'"Large"', b'"Larg"}', "isn't JSON"),
        (b'"mean":', b'"maen":', "unknown key"),
        (b'"score":0.8', b'"score":NaN', "isn't JSON"),
        (b'"score":0.8', b'"score":1e9', "must be a share"),
        (b'"score":0.8', b'"score":9e999', "isn't plain data"),
        (b'{"model":"acme/large"', b'{"model":"acme/small"', "holds the record of 'acme/small'"),
        (b'"name":"Large"', b'"name": "Large"', "doesn't match its digest"),
        (b'{"id":"acme/large","name"', b'{"id":"acme/small","name"', "holds the record of 'acme/small'"),
        (b'"input":"5"', b'"input":"-"', "Input should be a valid decimal"),
    ],
)
def test_changed_records(folder: Path, old: bytes, new: bytes, expected: str) -> None:
    """A change in a record is seen by the gate, by the cross-checks or by the digest; its line may even be cut anew."""
    path = folder / "details.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    row = next(number for number, line in enumerate(lines) if old in line)
    lines[row] = lines[row].replace(old, new)
    path.write_bytes(b"".join(lines))

    def cut(index: dict[str, Any]) -> None:
        places = [(section, at) for section in index["sections"].values() for at in range(len(section["ids"]))]
        section, at = places[row]
        section["lengths"][at] = len(lines[row])

    tamper(folder, cut, sign=False)
    with pytest.raises(RegistryError, match=expected):
        read(folder)


def test_the_bundled_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what lies beside the code, read record by record, once a process."""
    write(calibrated(), tmp_path / "data")
    monkeypatch.setattr(_bundled, "__file__", str(tmp_path / "__init__.py"))
    _bundled.opened_once.cache_clear()
    try:
        found = bundled()
        assert found is bundled()
    finally:
        _bundled.opened_once.cache_clear()
    assert found == calibrated()
    assert found.records() == calibrated().records()
    found.verify()


def test_verifying_finds_a_change(folder: Path) -> None:
    """A start trusts the bundled files; asked, the registry recomputes its digest."""
    index, details = (folder / "index.json").read_bytes(), (folder / "details.jsonl").read_bytes()
    changed = details.replace(b'"Large"', b'"Huge!"')
    trusting = Registry(Compiled(json.loads(index), lambda start, length: changed[start : start + length]))
    assert trusting.model("acme/large").name == "Huge!"
    with pytest.raises(RegistryError, match=r"registry 2026.11.1: doesn't match its digest; install or build it again"):
        trusting.verify()
