"""Building an overlay from a folder: what a folder holds, and every fault with its place."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import calibrated
from folders import place
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.prices import PriceSchedule
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Lists, Origin, Overlay, Registry, audit, build
from llm_selection.registry._sources import put_on

HEAD = 'name = "shop"\nversion = "1.0"\n'
SEEN = 'source = "book"\nstatus = "documented"\nas_of = 2026-10-01\n'
PRICE = (
    'pricing = {{ kind = "per-token", periods = [{{ effective = 2026-10-01, basis = "documented", '
    'cards = [{{ input = "{}", output = "4" }}], '
    'evidence = {{ source = "book", status = "documented", as_of = 2026-10-01 }} }}] }}\n'
)
FOLDER = {
    "overlay.toml": HEAD
    + 'schema = ">=2,<3"\n[evidence]\n'
    + SEEN
    + '[allow]\nlicenses = ["ours", "freeware"]\n[deny]\nproviders = ["cloud"]\n',
    "README.md": "What this is.\n",
    "sources.toml": '[book]\ntitle = "A book"\nurl = "u"\nversion = "1"\nretrieved = 2026-10-01\n',
    "developers.toml": '[corp]\nname = "Corp"\n',
    "providers.toml": '[corp]\nname = "Corp"\nkind = "inference-host"\n',
    "licenses/ours.toml": 'name = "Ours"\nexpression = "LicenseRef-ours"\ntext_read = true\n',
    "benchmarks.toml": '[tickets]\nname = "Tickets"\ntask = "coding"\nscale = "share"\n',
    "models/corp/tuned.toml": 'name = "Tuned"\nbase = "borg/open"\nlicense = "ours"\n',
    "models/borg/new.toml": "removed = true\n",
    "models/borg/open.toml": "[limits]\nmax_output_tokens = 64_000\n[evidence.record]\n" + SEEN,
    "offerings/corp.toml": '[tuned]\nmodel = "corp/tuned"\n' + PRICE.format("0.125"),
    "offerings/host.toml": "[open]\n" + PRICE.format("0.5"),
    "results/book.csv": (
        "model,benchmark,score,reporter,items\ncorp/tuned,tickets,0.5,independent,100\ncorp/tuned,code-one,1,vendor,\n"
    ),
    ".editorconfig": "",
    "models/corp/.tuned.toml.swp": "not ours",
}
"""A folder that holds one of each, for the small registry."""
TUNED = ModelId("corp/tuned")


def faults(folder: Path, kind: Any = Overlay) -> list[str]:
    """Collect what building says of *folder*."""
    with pytest.raises(RegistryError) as caught:
        build(folder, kind)
    return [str(fault) for fault in caught.value.faults]


def test_the_smallest_folder(tmp_path: Path) -> None:
    """A name and a version make an overlay, of nothing."""
    assert build(str(place(tmp_path, {"overlay.toml": HEAD})), Overlay) == Overlay("shop", "1.0")


def test_a_whole_folder(tmp_path: Path) -> None:
    """Each file becomes records; a record's place is its id; a table of results is named after its source."""
    overlay = build(place(tmp_path, FOLDER), Overlay)
    (layer,) = overlay.layers
    assert layer.origin == Origin(name="shop", version="1.0")
    assert layer.allow == Lists(licenses=frozenset({"ours", "freeware"}))
    assert layer.deny == Lists(providers=frozenset({"cloud"}))
    made = calibrated() | overlay
    assert (made.models[TUNED].license, made.models[TUNED].base) == ("ours", "borg/open")
    assert made.models[TUNED].evidence["license"].source == "book"
    assert made.models[ModelId("borg/open")].limits.max_output_tokens == 64_000
    assert "borg/new" not in made.models
    pricing = made.offerings[OfferingId("host/open")].pricing
    assert isinstance(pricing, PriceSchedule)
    assert (pricing.periods[-1].effective, pricing.periods[-1].cards[0].input) == (date(2026, 10, 1), Decimal("0.5"))
    assert [(each.benchmark, each.score, each.items, each.source) for each in made.results[TUNED]] == [
        ("tickets", 0.5, 100, "book"),
        ("code-one", 1.0, None, "book"),
    ]
    assert (made.developers["corp"].name, made.providers["corp"].name, made.licenses["ours"].name) == (
        "Corp",
        "Corp",
        "Ours",
    )


def test_a_table_of_verbosities(tmp_path: Path) -> None:
    """It is called as in a registry's folder, and takes the place of what the base has."""
    head = "model,effort,multiplier,low,high,basis,rows\n"
    rows = "borg/open,high,3,2.5,3.6,counted,240\nborg/open,none,1,0.9,1.1,counted,80\n"
    overlay = build(place(tmp_path, {"overlay.toml": HEAD, "calibration/verbosity.csv": head + rows}), Overlay)
    found = (calibrated() | overlay).verbosities[ModelId("borg/open")]
    assert [(each.effort, each.multiplier, each.rows) for each in found] == [("none", 1.0, 80), ("high", 3.0, 240)]


def test_a_folder_is_what_python_would_say(tmp_path: Path) -> None:
    """The same tables in Python make an equal overlay, with the same digest on the same base."""
    folder = place(tmp_path, {name: FOLDER[name] for name in ("overlay.toml", "sources.toml", "licenses/ours.toml")})
    said = Overlay(
        "shop",
        "1.0",
        evidence={"source": "book", "status": "documented", "as_of": "2026-10-01"},
        sources={"book": {"title": "A book", "url": "u", "version": "1", "retrieved": "2026-10-01"}},
        licenses={"ours": {"name": "Ours", "expression": "LicenseRef-ours", "text_read": True}},
        allow={"licenses": ["freeware", "ours"]},
        deny={"providers": ["cloud"]},
    )
    assert build(folder, Overlay) == said
    assert (calibrated() | build(folder, Overlay)).digest == (calibrated() | said).digest


ONE_FAULT: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no name": ({"overlay.toml": 'version = "1"'}, "overlay.toml: key 'name' is missing"),
    "an unknown key in the head": ({"overlay.toml": HEAD + "priority = 1\n"}, "overlay.toml: priority: unknown key"),
    "a date in the head": ({"overlay.toml": HEAD + "date = 2026-10-01\n"}, "overlay.toml: date: unknown key"),
    "two words for a name": (
        {"overlay.toml": HEAD.replace("shop", "the shop")},
        "overlay.toml: an overlay's name is one word, got 'the shop'",
    ),
    "a version of two lines": (
        {"overlay.toml": HEAD.replace("1.0", "1\\n0")},
        r"overlay.toml: version: must be printable text in a line, got '1\n0'",
    ),
    "no specifier": (
        {"overlay.toml": HEAD + 'schema = "two"\n'},
        "overlay.toml: schema must be a version specifier such as '>=2,<3', got 'two'",
    ),
    "a number for a specifier": (
        {"overlay.toml": HEAD + "schema = 2\n"},
        "overlay.toml: schema: Input should be a valid string",
    ),
    "another schema": (
        {"overlay.toml": HEAD + 'schema = ">=9"\n'},
        "overlay.toml: overlay shop 1.0 needs schema >=9; this library reads 1 ",
    ),
    "a list that is text": (
        {"overlay.toml": HEAD + '[deny]\nmodels = "borg/open"\n'},
        "overlay.toml: deny.models: Input should be a valid array",
    ),
    "an unknown list": (
        {"overlay.toml": HEAD + '[deny]\ncountries = ["x"]\n'},
        "overlay.toml: deny.countries: unknown key",
    ),
    "a registry's file": (
        {"registry.toml": ""},
        "registry.toml: isn't part of an overlay folder; known are README.md, ",
    ),
    "a fit": ({"calibration/priors.csv": ""}, "calibration/priors.csv: isn't part of an overlay folder"),
    "a script": ({"conftest.py": "raise SystemExit"}, "conftest.py: isn't part of an overlay folder"),
    "no TOML": ({"models/corp/one.toml": "name ="}, "models/corp/one.toml: isn't TOML: "),
    "deep TOML": ({"models/corp/one.toml": "x = " + "[" * 50_000}, "models/corp/one.toml: isn't TOML: "),
    "a key twice": ({"models/corp/one.toml": 'name = "a"\nname = "b"\n'}, "models/corp/one.toml: isn't TOML: "),
    "no UTF-8": ({"sources.toml": b'[book]\ntitle = "\xff"'}, "sources.toml: can't be read: "),
    "no table": ({"developers.toml": "x = 1"}, "developers.toml: x: must be a table"),
    "an unknown key": ({"models/corp/one.toml": 'colour = "red"\n'}, "models/corp/one.toml: colour: unknown key"),
    "an id that isn't one": (
        {"models/corp/One.toml": 'name = "One"\n'},
        "models/corp/One.toml: 'corp/One' is no model id",
    ),
    "no developer": ({"models/one.toml": 'name = "One"\n'}, "models/one.toml: 'one' is no model id"),
    "an offering with spaces": (
        {"offerings/host.toml": '["two words"]\nmoving = true\n'},
        "offerings/host.toml: two words: 'host/two words' is no offering id",
    ),
    "an id inside": (
        {"models/corp/one.toml": 'id = "corp/one"\nname = "x"\n'},
        "models/corp/one.toml: the id isn't repeated inside; the place is the id",
    ),
    "an empty file": ({"models/corp/one.toml": ""}, "models/corp/one.toml: writes nothing"),
    "removed and written": (
        {"models/corp/one.toml": 'removed = true\nname = "One"\n'},
        "models/corp/one.toml: is removed, and so can't be written too",
    ),
    "a license removed": (
        {"licenses/freeware.toml": "removed = true\n"},
        "licenses/freeware.toml: can't be removed; only models, offerings, providers, accelerators can",
    ),
    "no evidence": (
        {"overlay.toml": HEAD, "models/corp/one.toml": 'name = "One"\n'},
        "developers.toml: corp: key 'evidence' is missing; give the table [evidence.record], or the whole overlay [evidence]",
    ),
    "evidence of what isn't written": (
        {"models/corp/one.toml": 'name = "One"\n[evidence.record]\n' + SEEN + "[evidence.fields.license]\n" + SEEN},
        "models/corp/one.toml: has evidence for license, which it doesn't write",
    ),
    "a number of thousands of digits": (
        {"models/corp/one.toml": "total_parameters = 1" + "0" * 5000},
        "models/corp/one.toml: isn't TOML: ",
    ),
    "an absurd number": (
        {"models/corp/one.toml": "limits.context_tokens = 1" + "0" * 400},
        "models/corp/one.toml: limits: context_tokens must be at most 10**100",
    ),
    "a negative number": (
        {"models/corp/one.toml": "limits.context_tokens = -1"},
        "models/corp/one.toml: limits: context_tokens must be a whole number of at least 1, got -1",
    ),
    "no number": ({"models/corp/one.toml": "total_parameters = nan"}, "models/corp/one.toml: isn't plain data: "),
    "infinity": ({"models/corp/one.toml": "total_parameters = inf"}, "models/corp/one.toml: isn't plain data: "),
    "a score that is no number": (
        {"results/book.csv": "model,benchmark,score,reporter\ncorp/tuned,tickets,nan,vendor\n"},
        "results/book.csv: line 2: isn't plain data: ",
    ),
    "an endless score": (
        {"results/book.csv": "model,benchmark,score,reporter\ncorp/tuned,tickets,1e400,vendor\n"},
        "results/book.csv: line 2: isn't plain data: ",
    ),
    "a count of thousands of digits": (
        {"results/book.csv": f"model,benchmark,score,reporter,items\ncorp/tuned,tickets,1,vendor,{'9' * 5000}\n"},
        "results/book.csv: line 2: items: Input should be a valid integer, got ",
    ),
    "a source inside": (
        {"results/book.csv": "model,benchmark,score,reporter,source\ncorp/tuned,tickets,1,vendor,book\n"},
        "results/book.csv: line 2: the source isn't repeated inside; the file's name is the source",
    ),
    **{
        f"a price of {price}": (
            {"offerings/host.toml": "[open]\n" + PRICE.format(price)},
            f"offerings/host.toml: open: pricing.periods[0].cards[0]{problem}",
        )
        for price, problem in {
            "NaN": ".input: Input should be a finite number",
            "-1": ": input must be US dollars per million tokens",
            "1e30": ": input must be US dollars per million tokens",
            "0.1250001": ": input may have at most 6 decimals",
            "__import__('os')": ".input: Input should be a valid decimal",
        }.items()
    },
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_each_fault_has_its_place(tmp_path: Path, name: str) -> None:
    """A folder with one thing wrong is refused, with the file, the path inside it and what was found."""
    changes, expected = ONE_FAULT[name]
    found = faults(place(tmp_path, {**FOLDER, **changes}))
    assert found[0].startswith(expected), found


def test_faults_come_all_at_once(tmp_path: Path) -> None:
    """Each file's faults are in the list, not the first file's only."""
    changes = {
        "overlay.toml": FOLDER["overlay.toml"].replace(">=2,<3", ">=9"),
        "notes.txt": "",
        "models/corp/one.toml": "=",
        "offerings/host.toml": "[open]\ncolour = 1\n",
        "results/book.csv": "model,benchmark,score,reporter\na/b,c,x,vendor\na/b,c,y,vendor\n",
    }
    places = [fault.partition(":")[0] for fault in faults(place(tmp_path, {**FOLDER, **changes}))]
    assert set(places) == set(changes)
    assert places.count("results/book.csv") == 2


def all_faults(folder: Path) -> list[str]:
    """Collect what putting *folder* on the small registry says."""
    with pytest.raises(RegistryError) as caught:
        put_on(calibrated(), folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_whole_folder_is_put_on(tmp_path: Path) -> None:
    """Without faults it is the registry with the overlay on top."""
    folder = place(tmp_path, FOLDER)
    assert put_on(calibrated(), folder) == calibrated() | build(folder, Overlay)


def test_faults_of_every_stage_come_at_once(tmp_path: Path) -> None:
    """No TOML, unknown keys, types, ids, rows, and what leads nowhere: each once, in one go."""
    changes = {
        "models/corp/tuned.toml": "name =",
        "models/corp/Other.toml": 'name = "Other"\n',
        "offerings/host.toml": '[open]\ncolour = 1\nmoving = "yes"\n["new"]\nmodel = "corp/nothing"\n',
        "results/book.csv": "model,benchmark,score,reporter\ncorp/tuned,tickets,half,nobody\ncorp/tuned,ticket,0.5,vendor\n",
        "providers.toml": '[corp]\nname = "Corp"\nkind = "inference-host"\n[later]\nname = "Later"\n',
    }
    assert [fault[:70] for fault in all_faults(place(tmp_path, {**FOLDER, **changes}))] == [
        fault[:70]
        for fault in (
            "models/corp/Other.toml: 'corp/Other' is no model id; write developer/name in lower-case letters",
            "models/corp/tuned.toml: isn't TOML: Invalid value (at end of document)",
            'offerings/host.toml: open: moving: Input should be a valid boolean, got "yes"',
            "offerings/host.toml: open: colour: unknown key",
            'results/book.csv: line 2: score: Input should be a valid number, got "half"',
            "results/book.csv: line 2: reporter: Input should be 'independent' or 'vendor', got",
            "overlay shop 1.0: providers: later: isn't there to be written over, and as a new record it needs kind",
            "overlay shop 1.0: offering host/new: model: names 'corp/nothing', which isn't among the models",
            "overlay shop 1.0: result of corp/tuned: names 'ticket', which isn't among the benchmarks; nearest: tickets",
        )
    ]


FOLLOWING: dict[str, tuple[dict[str, str | bytes | None], list[str]]] = {
    "sources that can't be read": ({"sources.toml": "[book"}, ["sources.toml: isn't TOML"]),
    "sources that aren't UTF-8": ({"sources.toml": b"\xff"}, ["sources.toml: can't be read"]),
    "a source with a fault": (
        {"sources.toml": FOLDER["sources.toml"].replace("url", "uri")},
        ["sources.toml: book: uri: unknown key"],
    ),
    "a source that is no table": ({"sources.toml": "book = 1"}, ["sources.toml: book: must be a table"]),
    "a misspelt file": (
        {"sources.toml": "", "source.toml": FOLDER["sources.toml"]},
        ["source.toml: isn't part of an overlay folder"],
    ),
    "a misspelt folder": (
        {"models/corp/tuned.toml": None, "model/corp/tuned.toml": FOLDER["models/corp/tuned.toml"]},
        ["model/corp/tuned.toml: isn't part of an overlay folder"],
    ),
    "a head that can't be read": ({"overlay.toml": "name ="}, ["overlay.toml: isn't TOML"]),
    "a head without a name": (
        {"overlay.toml": FOLDER["overlay.toml"].replace("name", "nam")},
        ["overlay.toml: key 'name' is missing", "overlay.toml: nam: unknown key"],
    ),
    "a head with two words": (
        {"overlay.toml": FOLDER["overlay.toml"].replace("shop", "the shop")},
        ["overlay.toml: an overlay's name is one word"],
    ),
    "a head whose evidence has a fault": (
        {"overlay.toml": FOLDER["overlay.toml"].replace("documented", "said")},
        ["overlay.toml: evidence.status: Input should be"],
    ),
    "a model that can't be read": ({"models/corp/tuned.toml": "name ="}, ["models/corp/tuned.toml: isn't TOML"]),
    "a model whose id isn't one": (
        {"models/corp/tuned.toml": None, "models/Corp/tuned.toml": 'name = "Tuned"\n'},
        ["models/Corp/tuned.toml: 'Corp/tuned' is no model id"],
    ),
    "a provider that isn't whole": (
        {"providers.toml": '[corp]\nname = "Corp"\n'},
        ["overlay shop 1.0: providers: corp: isn't there to be written over, and as a new record it needs kind"],
    ),
    "a model that isn't whole": (
        {"models/corp/tuned.toml": "limits.context_tokens = 9"},
        ["overlay shop 1.0: models: corp/tuned: isn't there to be written over, and as a new record it needs name"],
    ),
    "a benchmark with a fault": (
        {"benchmarks.toml": str(FOLDER["benchmarks.toml"]).replace("share", "shared")},
        ["benchmarks.toml: tickets: scale: Input should be"],
    ),
    "a known benchmark with a fault": (
        {
            "benchmarks.toml": f'{FOLDER["benchmarks.toml"]}[code-one]\nscale = "shared"\n',
            "results/book.csv": "model,benchmark,score,reporter\ncorp/tuned,code-one,70,independent\n",
        },
        ["benchmarks.toml: code-one: scale: Input should be"],
    ),
    "a model of the base whose names may have gone": (
        {
            "models/borg/open.toml": "aliases = 1\n",
            "models/corp/tuned.toml": f'{FOLDER["models/corp/tuned.toml"]}aliases = ["borg/open"]\n',
        },
        ["models/borg/open.toml: aliases: Input should be a valid array, got 1"],
    ),
}


@pytest.mark.parametrize("name", FOLLOWING)
def test_a_fault_has_no_followers(tmp_path: Path, name: str) -> None:
    """What would only be missing because something else couldn't be read isn't told."""
    changes, expected = FOLLOWING[name]
    files = {place: text for place, text in {**FOLDER, **changes}.items() if text is not None}
    found = all_faults(place(tmp_path, files))
    assert len(found) == len(expected), found
    assert all(fault.startswith(start) for fault, start in zip(found, expected, strict=True)), found


def test_a_head_with_faults_hides_none(tmp_path: Path) -> None:
    """What leads nowhere is told without the name that couldn't be read, and missing evidence is missing."""
    head = FOLDER["overlay.toml"].replace('name = "shop"\n', "")
    sources = {"sources.toml": FOLDER["sources.toml"].replace("[book]", "[paper]")}
    found = all_faults(place(tmp_path / "other", {**FOLDER, **sources, "overlay.toml": head}))
    assert found[0] == "overlay.toml: key 'name' is missing"
    assert "developers: corp: names 'book', which isn't among the sources" in " ".join(found)
    files = {"overlay.toml": 'name = "shop"\n', "developers.toml": '[corp]\nname = 1\n[other]\nname = "Other"\n'}
    missing = "key 'evidence' is missing; give the table [evidence.record], or the whole overlay [evidence]"
    assert all_faults(place(tmp_path / "none", files)) == [
        "overlay.toml: key 'version' is missing",
        f"developers.toml: corp: {missing}",
        "developers.toml: corp: name: Input should be a valid string, got 1",
        f"developers.toml: other: {missing}",
    ]


def test_faults_of_one_table_come_at_once(tmp_path: Path) -> None:
    """That its place is no id, what its fields hold, and that it repeats its id."""
    changes = {"models/corp/One.toml": 'id = "corp/one"\ncolour = "red"\nreleased = 5\n'}
    assert [fault.partition(".toml: ")[2][:20] for fault in faults(place(tmp_path, {**FOLDER, **changes}))] == [
        "the id isn't repeated inside"[:20],
        "'corp/One' is no model id"[:20],
        "released: Input should"[:20],
        "colour: unknown key"[:20],
    ]


def test_a_price_of_nothing_is_taken_and_reported(tmp_path: Path) -> None:
    """Zero may be meant: the audit points at it."""
    folder = place(tmp_path, {**FOLDER, "offerings/host.toml": "[open]\n" + PRICE.format("0")})
    (note,) = audit(calibrated() | build(folder, Overlay)).notes
    assert note.id == "host/open"
    assert "a price of 0 for input" in note.notes


def test_code_in_data_stays_text(tmp_path: Path) -> None:
    """Nothing in a folder is executed."""
    text = "__import__('pathlib').Path('ran').touch()"
    folder = place(tmp_path, {**FOLDER, "models/corp/tuned.toml": f'name = "{text}"\n'})
    assert (calibrated() | build(folder, Overlay)).models[TUNED].name == text
    assert not list(tmp_path.rglob("ran"))


# One kind of folder for the other


def test_a_folder_without_a_head(tmp_path: Path) -> None:
    """It is neither kind of data, whichever is asked for."""
    folder = place(tmp_path, {"sources.toml": FOLDER["sources.toml"]})
    assert faults(folder) == [
        f"{folder}: has no overlay.toml; registry.toml makes a folder a registry, overlay.toml an overlay"
    ]
    assert faults(folder, Registry) == [
        f"{folder}: has no registry.toml; registry.toml makes a folder a registry, overlay.toml an overlay"
    ]
    assert faults(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: isn't a folder"]


def test_a_registry_for_an_overlay(tmp_path: Path) -> None:
    """The folder of the one isn't taken for the other."""
    registry = place(tmp_path / "registry", {"registry.toml": 'version = "1"\ndate = 2026-10-01\n'})
    overlay = place(tmp_path / "overlay", FOLDER)
    assert "has no overlay.toml; " in faults(registry)[0]
    assert "has no registry.toml; " in faults(overlay, Registry)[0]


@pytest.mark.parametrize("kind", [dict, None, "Overlay", Overlay("shop", "1.0")])
def test_another_kind(tmp_path: Path, kind: Any) -> None:
    """A folder becomes a registry or an overlay, and nothing else."""
    with pytest.raises(InvalidInputError, match="a folder is built into a Registry or an Overlay, got "):
        build(place(tmp_path, FOLDER), kind)


# What isn't a file

HEADS = {Overlay: {"overlay.toml": HEAD}, Registry: {"registry.toml": 'version = "1"\ndate = 2026-10-01\n'}}
EITHER = pytest.mark.parametrize("kind", HEADS)


def outside(folder: Path) -> Path:
    """Return something beside the folder, which links may lead to."""
    secret = folder.parent / "secret"
    place(secret, {"one.toml": 'name = "Secret"\n', "book.csv": "model\nsecret\n"})
    return secret


@EITHER
@pytest.mark.parametrize(
    "name", ["sources.toml", "models/corp/one.toml", "offerings/host.toml", "results/book.csv", "x"]
)
@pytest.mark.parametrize("target", ["one.toml", ".", "none", "/etc/passwd"])
def test_links_are_refused(tmp_path: Path, kind: type[Any], name: str, target: str) -> None:
    """To a file, a folder, nothing, or a file of the system: what it leads to is neither read nor shown."""
    folder = place(tmp_path / "folder", HEADS[kind])
    link = folder / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(outside(folder) / target)
    assert faults(folder, kind) == [f"{name}: must be a file or a folder, and no link"]


@EITHER
def test_linked_folders_are_refused(tmp_path: Path, kind: type[Any]) -> None:
    """Records don't come through a link to a folder, nor through one in the name of a head."""
    folder = place(tmp_path / "folder", HEADS[kind])
    (folder / "models").symlink_to(outside(folder), target_is_directory=True)
    assert faults(folder, kind) == ["models: must be a file or a folder, and no link"]
    (folder / "models").unlink()
    (head,) = HEADS[kind]
    (folder / head).rename(tmp_path / head)
    (folder / head).symlink_to(tmp_path / head)
    assert faults(folder, kind) == [f"{head}: must be a file or a folder, and no link"]


@EITHER
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipes_are_refused(tmp_path: Path, kind: type[Any]) -> None:
    """A pipe, on which reading would wait forever, isn't opened."""
    folder = place(tmp_path, HEADS[kind])
    os.mkfifo(folder / "sources.toml")
    assert faults(folder, kind) == ["sources.toml: must be a file or a folder, and no link"]


@EITHER
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_hidden_files_are_never_opened(tmp_path: Path, kind: type[Any]) -> None:
    """Whatever an editor or a system leaves behind isn't read: no file, no link, no pipe."""
    folder = place(
        tmp_path / "folder",
        {
            **HEADS[kind],
            "licenses/.hidden.toml": 'name = "x"',
            ".git/x.toml": "",
            "models/.corp/one.toml": 'name = "x"',
            "offerings/.host.toml": "[x]",
        },
    )
    (folder / "licenses/.link.toml").symlink_to(outside(folder) / "one.toml")
    (folder / "results").mkdir()
    os.mkfifo(folder / "results/.book.csv")
    os.mkfifo(folder / "models/.one.toml")
    found = build(folder, kind)
    assert found == build(place(tmp_path / "plain", HEADS[kind]), kind)


@EITHER
@pytest.mark.parametrize("name", ["sources.toml", "models/corp/one.toml", "results/book.csv"])
def test_files_beyond_the_limit_are_not_read(tmp_path: Path, kind: type[Any], name: str) -> None:
    """A file of 50 MB is refused by its size."""
    folder = place(tmp_path, {**HEADS[kind], name: ""})
    os.truncate(folder / name, 50_000_000)
    assert faults(folder, kind)[0] == f"{name}: is larger than 20,000,000 bytes; split it"


# Fine-tunes in a registry's own folder

CITED = f"[evidence.record]\n{SEEN}"
LINE = {
    **HEADS[Registry],
    "sources.toml": FOLDER["sources.toml"],
    "developers.toml": f'[corp]\nname = "Corp"\n[corp.evidence.record]\n{SEEN}',
    "models/corp/first.toml": f'name = "First"\ntotal_parameters = 7\n{CITED}',
    "models/corp/second.toml": f'name = "Second"\nbase = "corp/first"\n{CITED}',
    "models/corp/third.toml": f'name = "Third"\nbase = "corp/second"\n{CITED}',
}
"""A registry with a fine-tune of a fine-tune."""


def test_a_registrys_own_fine_tunes(tmp_path: Path) -> None:
    """They have their base's facts as derived, like those that overlays bring."""
    found = build(place(tmp_path, LINE)).models[ModelId("corp/third")]
    assert found.total_parameters == 7
    assert found.evidence["total_parameters"].note == "as its base model corp/second; as its base model corp/first"


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("corp/third", "models/corp/first.toml: starts from itself: corp/first from corp/third from corp/second from corp/first"),
        ("corp/first", "models/corp/first.toml: starts from itself: corp/first from corp/first"),
        ("corp/none", "model corp/first: base: names 'corp/none', which isn't among the models"),
        ("First", "models/corp/first.toml: 'First' is no model id; write developer/name in lower-case letters"),
    ],
)  # fmt: skip
def test_bases_that_lead_nowhere(tmp_path: Path, base: str, expected: str) -> None:
    """A base in a circle, one that isn't there, and one that is no id are refused."""
    first = LINE["models/corp/first.toml"]
    found = faults(place(tmp_path, {**LINE, "models/corp/first.toml": f'base = "{base}"\n{first}'}), Registry)
    assert found[0].startswith(expected)


def test_a_row_twice_is_a_fault_like_any_other(tmp_path: Path) -> None:
    """A repeated result is reported as the faults of a folder are."""
    rows = "model,benchmark,score,reporter\nborg/open,code-one,0.5,vendor\nborg/open,code-one,0.6,vendor\n"
    (fault,) = faults(place(tmp_path, {**FOLDER, "results/page.csv": rows}))
    assert fault == "results/page.csv: line 3: 'borg/open code-one' has a row already"
