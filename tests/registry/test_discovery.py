"""Discovery: installed packages bring overlays, in a known order; a broken one is named."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoints, entry_points
from pathlib import Path

import pytest

from factories import DAY, model, provider, registry
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Overlay, Registry, _discovery, audit, bundled, discover, in_use
from llm_selection.registry._in_use import _discovered_registry

Install = Callable[..., None]

SAYS = """
from llm_selection.registry import Overlay

def overlay():
    return Overlay(
        "whatever",
        "0",
        sources={{"own": {{"title": "Own", "url": "https://own.example", "version": "1", "retrieved": "2026-11-01"}}}},
        evidence={{"source": "own", "status": "documented", "as_of": "2026-11-01"}},
        providers={{"acme": {{"name": "{name}"}}}},
    )

made = overlay()
"""
"""A module that writes a provider's name."""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Return how to install a distribution, beside which no other is seen."""

    def install(
        name: str,
        code: str | None = None,
        *,
        version: str = "1.0",
        metadata: str = "Name: {name}\nVersion: {version}\n",
        points: str = "main = {module}:overlay",
    ) -> None:
        module = name.lower().replace("-", "_").replace(".", "_")
        if code is not None:
            (tmp_path / f"{module}.py").write_text(code.format(name=name))
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\n" + metadata.format(name=name, version=version))
        (info / "entry_points.txt").write_text(f"[{_discovery.GROUP}]\n{points.format(module=module)}\n")
        monkeypatch.syspath_prepend(tmp_path)  # forgets what was there

    def seen(*, group: str) -> EntryPoints:
        return EntryPoints(
            point
            for point in entry_points(group=group)
            if point.dist and Path(str(point.dist.locate_file(""))) == tmp_path
        )

    monkeypatch.setattr(_discovery, "entry_points", seen)
    monkeypatch.delenv("LLM_SELECTION_REGISTRIES", raising=False)
    before = set(sys.modules)
    _discovered_registry.cache_clear()
    yield install
    _discovered_registry.cache_clear()
    for name in set(sys.modules) - before:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


BASE = registry([model()], providers=[provider()])


def origins(found: Registry) -> list[str]:
    """Name who brought something, the last one on top."""
    return [str(layer.origin) for layer in found.layers]


def fault(*packages: str) -> str:
    """Return what is wrong with one package."""
    with pytest.raises(RegistryError) as caught:
        discover(*packages, base=BASE)
    (found,) = caught.value.faults
    return str(found)


# Order


@pytest.mark.usefixtures("install")
def test_none_installed() -> None:
    """Without any, nothing changes."""
    assert discover(base=BASE) is BASE
    assert discover() is bundled()


def test_a_name_too_long_for_a_file_is_no_folder_either() -> None:
    """It is refused as any other that isn't installed."""
    with pytest.raises(RegistryError, match="isn't installed"):
        discover("a" * 10_000)


def test_all_that_are_installed(install: Install) -> None:
    """In the order of their normalised names, by the names and versions of the distributions."""
    install("Zeta", SAYS)
    install("acme.Registry", SAYS, version="1.4.0")
    install("beta-one", SAYS)
    found = discover(base=BASE)
    assert origins(found) == ["acme-registry 1.4.0", "beta-one 1.0", "zeta 1.0"]
    assert found.providers["acme"].name == "Zeta"
    assert found.left_out == ()


def test_named_packages(install: Install) -> None:
    """In the order given, the last one on top; the others aren't loaded."""
    for name in ("one", "two", "three"):
        install(name, SAYS if name != "three" else "raise SystemError")
    assert origins(discover("two", "one", base=BASE)) == ["two 1.0", "one 1.0"]
    assert discover("two", "one", base=BASE).providers["acme"].name == "one"
    assert discover("one", "two", base=BASE).providers["acme"].name == "two"
    assert "three" not in sys.modules


def test_names_are_normalised(install: Install) -> None:
    """Case, dots and underscores make no difference."""
    install("acme-registry", SAYS)
    assert origins(discover("Acme_Registry", base=BASE)) == ["acme-registry 1.0"]


def test_a_name_given_twice(install: Install) -> None:
    """The first place counts."""
    install("one", SAYS)
    install("two", SAYS)
    assert origins(discover("one", "two", "ONE", base=BASE)) == ["one 1.0", "two 1.0"]


def test_two_overlays_of_one_distribution(install: Install) -> None:
    """They go by the names of their entry points, whatever the order in the file."""
    install(
        "one", SAYS + 'second = Overlay("x", "1", deny={{"models": ["a/b"]}})\n', points="z = one:made\na = one:second"
    )
    assert [bool(layer.deny) for layer in discover(base=BASE).layers] == [True, False]
    assert origins(discover(base=BASE)) == ["one 1.0", "one 1.0"]


def test_an_overlay_itself(install: Install) -> None:
    """An entry point may name an overlay instead of a function that makes one."""
    install("one", SAYS, points="main = {module}:made")
    assert discover(base=BASE).providers["acme"].name == "one"


def test_what_it_is_put_on(install: Install) -> None:
    """By default the bundled registry; else the base given, with its overlays and its day."""
    install("one", 'from llm_selection import Overlay\noverlay = Overlay("x", "1", deny={{"models": ["a/b"]}})\n')
    assert discover().base == bundled()
    own = (BASE | Overlay("own", "1", deny={"models": ["c/d"]})).as_of(DAY.replace(month=6))
    assert discover(base=own).day == own.day
    assert origins(discover(base=own)) == ["own 1", "one 1.0"]


def test_two_that_disagree(install: Install) -> None:
    """The last one wins, and the audit names both."""
    install("one", SAYS)
    install("two", SAYS)
    (conflict,) = [entry for entry in audit(discover(base=BASE)).conflicts if entry.section == "providers"]
    assert (str(conflict.origin), conflict.value) == ("one 1.0", "one")
    assert str(conflict.overruled_by) == "two 1.0"


# Folders


def folder(place: Path, name: str = "own", **files: str) -> str:
    """Write an overlay that calls a provider by its own name into a folder, and return its path."""
    place.mkdir(parents=True)
    files = {
        "overlay": f'name = "{name}"\nversion = "2.0"\n[evidence]\nsource = "page"\nstatus = "documented"\n'
        "as_of = 2026-11-01\n",
        "providers": f'[acme]\nname = "{name}"\n',
        **files,
    }
    for stem, text in files.items():
        (place / f"{stem}.toml").write_text(text)
    return str(place)


def test_folders_and_packages(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder goes by what its overlay.toml says, in the order given, and a bare name stays a package's."""
    install("one", SAYS)
    folder(tmp_path / "one", "own")
    monkeypatch.chdir(tmp_path)
    for given in ("./one", "one/", str(tmp_path / "one"), f"../{tmp_path.name}/one"):
        assert origins(discover(given, base=BASE)) == ["own 2.0"]
    assert origins(discover("one", base=BASE)) == ["one 1.0"]
    assert origins(discover("one", "./one", base=BASE)) == ["one 1.0", "own 2.0"]
    assert discover("one", "./one", base=BASE).providers["acme"].name == "own"
    found = discover("./one", "one", "./one", base=BASE)
    assert origins(found) == ["own 2.0", "one 1.0"]
    assert found.providers["acme"].name == "one"
    (conflict,) = [entry for entry in audit(found).conflicts if entry.section == "providers"]
    assert (str(conflict.origin), str(conflict.overruled_by)) == ("own 2.0", "one 1.0")
    monkeypatch.chdir(tmp_path / "one")
    assert origins(discover(".", base=BASE)) == ["own 2.0"]


def test_a_folder_and_a_package_build_on_each_other(install: Install, tmp_path: Path) -> None:
    """All go on together, whatever their order."""
    install("alpha", TUNES % "mid")
    place = folder(tmp_path / "ours", providers="")
    (tmp_path / "ours/models/acme").mkdir(parents=True)
    (tmp_path / "ours/models/acme/mid.toml").write_text('name = "Mid"\nbase = "acme/one"\n')
    assert set(discover("alpha", place, base=BASE).models) == {"acme/alpha", "acme/mid", "acme/one"}


def test_every_fault_of_a_folder(install: Install, tmp_path: Path) -> None:
    """Each has the folder's path before its place; what doesn't fit the base is told likewise, once the rest is right."""
    install("one", SAYS)
    place = folder(tmp_path / "ours", providers="[acme", developers="[acme]\nnam = 1\n")
    with pytest.raises(RegistryError) as caught:
        discover("one", place, base=BASE)
    assert [str(each).partition("; did")[0] for each in caught.value.faults] == [
        f"{place}: developers.toml: acme: nam: unknown key",
        f"{place}: providers.toml: isn't TOML: Expected ']' at the end of a table declaration (at end of document)",
    ]
    found = discover("one", place, strict=False, base=BASE)
    assert origins(found) == ["one 1.0"]
    assert found.left_out == caught.value.faults
    (tmp_path / "ours/providers.toml").write_text("")
    (tmp_path / "ours/developers.toml").write_text(
        '[acme]\nname = "Y"\n[acme.evidence.record]\nsource = "none"\nstatus = "documented"\nas_of = 2026-11-01\n'
    )
    assert fault("one", place).startswith(
        f"{place}: overlay own 2.0: developers: acme: names 'none', which isn't among"
    )


def test_what_is_no_folder_of_an_overlay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No such folder, a file, a folder of something else, and entries that another sign sets apart."""
    place = folder(tmp_path / "ours")
    monkeypatch.chdir(tmp_path)
    assert fault("./none") == "./none: isn't a folder"
    assert fault("C:\\none") == r"C:\none: isn't a folder" + (
        "; entries are set apart by commas" if os.pathsep == ":" else ""
    )
    assert fault(f"{place}/overlay.toml") == f"{place}/overlay.toml: isn't a folder"
    two = os.pathsep.join((place, "acme-registry"))
    assert fault(two) == f"{two}: isn't a folder; entries are set apart by commas"
    (tmp_path / "empty").mkdir()
    says = "has no overlay.toml; registry.toml makes a folder a registry, overlay.toml an overlay"
    assert fault("./empty") == f"./empty: {says}"
    with pytest.raises(RegistryError) as caught:
        discover("./none", "absent", "./neither", strict=False, base=BASE)
    assert [each.where for each in caught.value.faults] == ["package absent", "./none", "./neither"]


def test_a_bare_name_that_is_a_folder_too(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgot the separator is told of it."""
    install("one", SAYS)
    folder(tmp_path / "ours")
    monkeypatch.chdir(tmp_path)
    assert fault("ours").endswith("; installed are: one. For the folder, write ./ours")


# Broken packages


@pytest.mark.parametrize("name", ["our packages", "ours;", "*"])
def test_what_can_be_no_name(name: str) -> None:
    """What can't be the name of a package is told so as it was written, and how a folder is written."""
    assert fault(name) == (
        f"package {name}: isn't the name of an installed package; a folder is written with a separator, such as ./ours"
    )


def test_a_name_that_is_not_installed(install: Install) -> None:
    """Those that are get named; leaving out the broken isn't leaving out what was asked for."""
    assert fault("absent").endswith("installed are: none")
    install("one", SAYS)
    install("two", SAYS)
    assert fault("absent", "one") == (
        "package absent: isn't installed, or registers nothing in llm_selection.registries; installed are: one, two"
    )
    with pytest.raises(RegistryError, match="package absent"):
        discover("absent", strict=False, base=BASE)


def test_a_name_that_is_no_text() -> None:
    """A list in the place of names is told from names."""
    with pytest.raises(InvalidInputError, match=r"a package's name is text, got \['one'\]"):
        discover(["one"])  # type: ignore[arg-type]  # that is the point


BROKEN = {
    "the module is missing": (None, "can't be loaded: ModuleNotFoundError: No module named 'bad'"),
    "the module fails": ("1 / 0", "can't be loaded: ZeroDivisionError: division by zero"),
    "the module isn't Python": ("(", "can't be loaded: SyntaxError: "),
    "the module exits": ("raise SystemExit(3)", "can't be loaded: SystemExit: 3"),
    "the attribute is missing": ("", "can't be loaded: AttributeError: module 'bad' has no attribute 'overlay'"),
    "the function fails": ("def overlay(): return {{}}[1]", "can't be loaded: KeyError: 1"),
    "the function wants arguments": ("def overlay(base): ...", "can't be loaded: TypeError: overlay() missing 1"),
    "the function returns something else": (
        "def overlay(): return {{}}",
        "must be an Overlay, or a function that returns one; got dict",
    ),
    "it is a class": (
        "from llm_selection import Overlay as overlay",
        "must be an Overlay, or a function that returns one; got type",
    ),
    "it is something else": ("overlay = 1", "must be an Overlay, or a function that returns one; got int"),
    "it isn't valid": (
        'from llm_selection import Overlay\noverlay = Overlay("x", "1", sources={{"acme": {{"nam": 1}}}})',
        "sources: acme: ",
    ),
    "it needs another schema": (
        'from llm_selection import Overlay\noverlay = Overlay("x", "1", schema=">=9", deny={{"models": ["a/b"]}})',
        "overlay x 1 needs schema >=9; this library reads 1 to 8",
    ),
    "it was made past the gate": (
        """
from llm_selection.registry import Layer, Origin, Overlay
overlay = Overlay.__new__(Overlay)
broken = {{"sources": {{"acme": {{"title": {{"a": 1}}}}}}}}
overlay.layers = (Layer(origin=Origin(name="x", version="1"), records=broken),)
""",
        "layers[0]: sources: acme: title: Input should be a valid string",
    ),
    "it holds something else": (
        "from llm_selection import Overlay\noverlay = Overlay.__new__(Overlay)\noverlay.layers = (5,)",
        "[0]: Input should be an object, got 5",
    ),
    "it holds nothing": (
        "from llm_selection import Overlay\noverlay = Overlay.__new__(Overlay)",
        "can't be loaded: AttributeError: ",
    ),
    "its error can't be printed": (
        r'raise ValueError("\x1b[31mred")',
        r"can't be loaded: ValueError: \x1b[31mred",
    ),
    "its folder is missing": (
        'from llm_selection import Overlay, build\noverlay = lambda: build("nowhere", Overlay)',
        "nowhere: isn't a folder",
    ),
}


@pytest.mark.parametrize(("code", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_package(install: Install, code: str | None, problem: str) -> None:
    """It fails by name and entry point; otherwise it is left out, with the reason, and the others are kept."""
    install("bad", code)
    install("one", SAYS)
    install("alpha", SAYS)
    said = fault()
    assert said.startswith(f"package bad 1.0: entry point main = bad:overlay: {problem}")
    found = discover(strict=False, base=BASE)
    assert origins(found) == ["alpha 1.0", "one 1.0"]
    assert [str(each) for each in found.left_out] == [said]


def test_a_package_that_does_not_fit_the_base(install: Install) -> None:
    """What it can't be put on is a fault of its own, by name."""
    install(
        "bad",
        "from llm_selection import Overlay\n"
        'overlay = Overlay("x", "1", evidence={{"source": "nowhere", "status": "documented", "as_of": "2026-11-01"}},'
        ' providers={{"acme": {{"name": "Y"}}}})',
    )
    install("one", SAYS)
    said = fault()
    assert said.startswith(
        "package bad 1.0: entry point main = bad:overlay: overlay bad 1.0: providers: acme: names 'no"
    )
    found = discover(strict=False, base=BASE)
    assert origins(found) == ["one 1.0"]
    assert [str(each) for each in found.left_out] == [said]


TUNES = """
from llm_selection import Overlay
seen = {{"source": "page", "status": "documented", "as_of": "2026-11-01"}}
overlay = Overlay("x", "1", evidence=seen, models={{"acme/{name}": {{"name": "{name}", "base": "acme/%s"}}}})
"""
"""A module that brings a fine-tune, called like the package, of another model."""


def test_packages_that_build_on_later_ones(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """They fit together, in the order of their names, and are put on in one go."""
    install("alpha", TUNES % "mid")
    install("mid", TUNES % "zed")
    install("zed", TUNES % "one")
    folds: list[int] = []
    start = Registry.__init__
    monkeypatch.setattr(Registry, "__init__", lambda *given, **more: folds.append(1) or start(*given, **more))  # type: ignore[func-returns-value]  # always None
    found = discover(base=BASE)
    assert origins(found) == ["alpha 1.0", "mid 1.0", "zed 1.0"]
    assert set(found.models) == {"acme/alpha", "acme/mid", "acme/one", "acme/zed"}
    assert len(folds) == 1


def test_only_the_culprit_is_left_out(install: Install) -> None:
    """With a broken package beside them, those that need each other's models are kept, in their order."""
    install("alpha", TUNES % "mid")
    install("bad", TUNES % "nowhere")
    install("mid", TUNES % "zed")
    install("worse", TUNES % "bad")
    install("zed", TUNES % "one")
    found = discover(strict=False, base=BASE)
    assert origins(found) == ["alpha 1.0", "mid 1.0", "zed 1.0"]
    assert [each.where.partition(":")[0] for each in found.left_out] == ["package bad 1.0", "package worse 1.0"]
    with pytest.raises(RegistryError) as caught:
        discover(base=BASE)
    assert caught.value.faults == found.left_out


def test_of_two_at_odds_the_first_is_kept(install: Install) -> None:
    """Two that claim one name can't both be there."""
    for name in ("second", "first"):
        install(name, TUNES.replace('"base"', '"aliases": ["mine"], "base"') % "one")
    assert origins(discover(strict=False, base=BASE)) == ["first 1.0"]
    with pytest.raises(RegistryError) as caught:
        discover(base=BASE)
    assert {each.where.partition(": overlay")[0] for each in caught.value.faults} == {
        "package second 1.0: entry point main = second:overlay"
    }


def test_what_is_no_registry() -> None:
    """Only on a registry can overlays be put."""
    with pytest.raises(InvalidInputError, match="overlays are put on a Registry, got 'x'"):
        discover(base="x")  # type: ignore[arg-type]  # the point


@pytest.mark.filterwarnings("ignore:Implicit None:DeprecationWarning")
@pytest.mark.parametrize(("metadata", "name"), [("Name: {name}\n", "bad"), ("", "main")])
def test_a_package_without_a_version(install: Install, metadata: str, name: str) -> None:
    """Metadata that someone broke by hand don't keep the others out."""
    install("one", SAYS)
    install("bad", SAYS, metadata=metadata)
    found = discover(strict=False, base=BASE)
    assert origins(found) == ["one 1.0"]
    (left_out,) = found.left_out
    assert left_out.where == f"package {name} None: entry point main = bad:overlay"
    assert left_out.problem.startswith("an overlay's version is one word")


@pytest.mark.filterwarnings("ignore:Implicit None:DeprecationWarning")
def test_a_package_without_a_name(install: Install) -> None:
    """It goes by the name of its entry point."""
    install("nameless", SAYS, metadata="Version: {version}\n")
    assert origins(discover("main", base=BASE)) == ["main 1.0"]


def test_the_cause_is_kept(install: Install) -> None:
    """A developer finds the line of the package that failed."""
    install("bad", "1 / 0")
    with pytest.raises(RegistryError) as caught:
        discover(base=BASE)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


# Use


def test_nothing_is_loaded_unasked(install: Install, tmp_path: Path) -> None:
    """An installed package takes no part in an application that neither discovers nor sets the variable."""
    install("bad", "raise SystemError")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
import llm_selection
assert llm_selection.recommend("coding").first
assert not {{"bad", "importlib.metadata", "llm_selection.registry._discovery"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("value", [None, ""])
def test_in_use_by_default(install: Install, monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    """Without the variable, or with an empty one, it is the bundled registry."""
    install("bad", "raise SystemError")
    if value is not None:
        monkeypatch.setenv("LLM_SELECTION_REGISTRIES", value)
    assert in_use() is bundled()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("one", ["one 1.0"]),
        ("two,one", ["two 1.0", "one 1.0"]),
        (" Two , ,one, ", ["two 1.0", "one 1.0"]),
        ("*", ["one 1.0", "two 1.0"]),
        (" * ", ["one 1.0", "two 1.0"]),
    ],
)
def test_in_use_by_choice(install: Install, monkeypatch: pytest.MonkeyPatch, value: str, expected: list[str]) -> None:
    """The variable names packages in their order, blanks aside; an asterisk stands for all. They are put on once."""
    for name in ("one", "two"):
        install(
            name, f'from llm_selection import Overlay\noverlay = Overlay("x", "1", deny={{{{"models": ["a/{name}"]}}}})'
        )
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", value)
    assert origins(in_use()) == expected
    assert in_use() is in_use()


@pytest.mark.parametrize("value", ["", " "])
def test_in_use_with_nothing_but_blanks(install: Install, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A variable that is empty chooses nothing."""
    install("bad", "raise SystemError")
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", value)
    assert in_use() is bundled()


@pytest.mark.parametrize("value", [",", " , "])
def test_in_use_with_a_slip(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """A variable that says something but names nothing would switch every rule off; it is refused."""
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", value)
    with pytest.raises(RegistryError, match="LLM_SELECTION_REGISTRIES: names no package"):
        in_use()


def test_in_use_with_a_folder(install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders and packages stand in one list; a folder is read once for each value, and what had faults is read again."""
    install("one", 'from llm_selection import Overlay\noverlay = Overlay("x", "1", deny={{"models": ["a/b"]}})')
    place = folder(tmp_path / "ours", providers='[ours]\nname = "Ours"\nkind = "inference-host"\nurl = "u"\n')
    head = tmp_path / "ours" / "overlay.toml"
    cited = '[page]\ntitle = "A page"\nurl = "u"\nversion = "1"\nretrieved = 2026-11-01\n'
    (tmp_path / "ours" / "sources.toml").write_text("[page")
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", f" {place} , one,")
    with pytest.raises(RegistryError, match=r"sources\.toml: isn't TOML"):
        in_use()
    (tmp_path / "ours" / "sources.toml").write_text(cited)
    first = in_use()
    assert origins(first) == ["own 2.0", "one 1.0"]
    assert first.providers["ours"].name == "Ours"
    head.write_text(head.read_text().replace("2.0", "3.0"))
    assert in_use() is first
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", f"one,{place}")
    assert origins(in_use()) == ["one 1.0", "own 3.0"]


def test_in_use_with_a_name_that_is_not_installed(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment that lacks what it asks for says so, and goes on saying so."""
    install("one", SAYS)
    monkeypatch.setenv("LLM_SELECTION_REGISTRIES", "absent")
    for _ in range(2):
        with pytest.raises(RegistryError, match=r"package absent: .*installed are: one"):
            in_use()
